"""Spend tagged to a deep dive: by a rule (a body, a category, a label, or several of them at once) or a line by
hand, whole or by a share.

Notes of a workshop that say one thing, made one note.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tpdesk.domain.field_types import COUNT, FLAG, LONGEST, MOMENT
from tpdesk.domain.kinds import KINDS, Record
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import find_agency
from tpdesk.models.category import find_category
from tpdesk.models.label_map import parse_share
from tpdesk.models.records import store
from tpdesk.models.records.dependents import references
from tpdesk.models.records.names import record_number
from tpdesk.text import clean, folded, nearest
from tpdesk.units import percent


@dataclass(frozen=True, slots=True)
class Tag:
    """Spend that is, by a share, part of a deep dive: a line, or all lines for which everything that is named holds."""

    id: int
    dive: str
    """The deep dive's title."""

    agency: str
    """The body's name; empty for any."""

    category: str
    """The category's code, with all under it; empty for any."""

    label: str
    """The body's own word, matched without regard to capitals; empty for any."""

    line: int | None
    """The number of a line tagged by hand; None for a rule."""

    share: Fraction
    """How much of it is part of the deep dive: above 0, at most 1."""

    @property
    def words(self) -> str:
        """Return what is tagged: `line 12`, `Hyndburn, category 10.4`."""
        if self.line is not None:
            return f"line {self.line}"
        told = (self.agency, self.category and f"category {self.category}", self.label and f"label {self.label}")
        return ", ".join(part for part in told if part)

    @property
    def share_text(self) -> str:
        """Return the share as people read it: whole per cents where that is exact, `1/3` where none is."""
        if (self.share * 1000).denominator != 1:
            return str(self.share)
        return percent(float(self.share), 0 if (self.share * 100).denominator == 1 else 1)


_SELECT = """
SELECT spend_tag.id, deep_dive.title, coalesce(agency.name, ''), coalesce(spend_tag.category, ''), label, line, share_parts, share_whole FROM spend_tag
JOIN deep_dive ON deep_dive.id = spend_tag.dive LEFT JOIN agency ON agency.id = spend_tag.agency
"""  # noqa: E501


def tags_of(connection: sqlite3.Connection, dive: str | int) -> tuple[Tag, ...]:
    """Return the tags of a deep dive, named by title or number as typed, or given by its number, as they were written.
    Raises UsageProblem."""
    number = dive if isinstance(dive, int) else record_number(connection, KINDS["dive"], dive)
    return _tags(connection, "dive = ?", number)


def find_tag(connection: sqlite3.Connection, number: int) -> Tag:
    """Return the tag of that number. Raises UsageProblem."""
    found = _tags(connection, "spend_tag.id = ?", number)
    if not found:
        raise UsageProblem(f"There is no tag {number} on this desk.")
    return found[0]


def _tags(connection: sqlite3.Connection, where: str, value: int) -> tuple[Tag, ...]:
    rows = connection.execute(f"{_SELECT} WHERE {where} ORDER BY spend_tag.id", (value,))
    return tuple(
        Tag(number, dive, agency, category, label, line, Fraction(parts, whole))
        for number, dive, agency, category, label, line, parts, whole in rows
    )


def tag(
    connection: sqlite3.Connection,
    dive: str,
    *,
    category: str = "",
    agency: str = "",
    label: str = "",
    line: int | None = None,
    share: str = "100%",
) -> Tag:
    """Tag a line, or all lines for which everything that is named holds; where that is tagged already,
    its share becomes this one.

    Inside `Desk.writing()`. Raises UsageProblem for what the desk does not know, a line of another place, and a share
    that is not above 0 and at most 1.
    """
    number = record_number(connection, KINDS["dive"], dive)
    part = parse_share(share)
    if not 0 < part <= 1:
        raise UsageProblem(
            f"'{clean(share)}' is no share of it: write more than 0 and at most 100%, as in 25%, 1/3 or 0.25."
        )
    by_rule = [text for text in map(clean, (category, agency, label)) if text]
    if (line is None) == (not by_rule):
        raise UsageProblem("Name a line, or a rule: a category, an organisation, a label, or several of them at once.")
    if line is not None:
        _check_line(connection, number, line)
    values = (
        number,
        line,
        find_agency(connection, agency).id if clean(agency) else None,
        find_category(connection, category).code if clean(category) else None,
        _known_label(connection, label) if clean(label) else "",
    )
    same = connection.execute(
        "SELECT id, label FROM spend_tag WHERE dive = ? AND line IS ? AND agency IS ? AND category IS ?", values[:4]
    ).fetchall()
    held = next((found for found, text in same if folded(text) == folded(values[4])), None)
    if held is None:
        held = connection.execute(
            "INSERT INTO spend_tag (dive, line, agency, category, label, share_parts, share_whole) VALUES (?, ?, "
            "?, ?, ?, ?, ?)",
            (*values, part.numerator, part.denominator),
        ).lastrowid
    else:
        connection.execute(
            "UPDATE spend_tag SET share_parts = ?, share_whole = ? WHERE id = ?",
            (part.numerator, part.denominator, held),
        )
    assert held is not None
    return find_tag(connection, held)


def untag(connection: sqlite3.Connection, number: int) -> Tag:
    """Take a tag off and return what it was. Inside `Desk.writing()`. Raises UsageProblem."""
    gone = find_tag(connection, number)
    connection.execute("DELETE FROM spend_tag WHERE id = ?", (number,))
    return gone


def _check_line(connection: sqlite3.Connection, dive: int, line: int) -> None:
    row = connection.execute(
        "SELECT spend.place = deep_dive.place FROM spend, deep_dive WHERE spend.id = ? AND deep_dive.id = ?",
        (line, dive),
    ).fetchone()
    if row is None:
        raise UsageProblem(f"There is no line {line} on this desk.")
    if not row[0]:
        raise UsageProblem(f"Line {line} is of another place than the deep dive.")


def _known_label(connection: sqlite3.Connection, label: str) -> str:
    row = connection.execute(
        "SELECT text FROM label WHERE folded = ? ORDER BY text = ? DESC, id", (folded(label), clean(label))
    ).fetchone()
    if row:
        return str(row[0])
    near = nearest(label, [text for (text,) in connection.execute("SELECT text FROM label")])
    hint = f" Did you mean '{near}'?" if near else ""
    raise UsageProblem(f"No line of this desk has the label '{clean(label)}'.{hint}")


_NOTE: Final = KINDS["note"]
_UNITED: Final = (COUNT, FLAG, MOMENT)
"""Types of fields that are added up, or united otherwise."""


def merge_notes(connection: sqlite3.Connection, kept: int, others: Sequence[int]) -> Record:
    """Make the others part of the kept note and take them off; return it. Inside `Desk.writing()`.

    Its text is followed by theirs, a line each, but for what is said already; bodies are united, dots added, and
    barriers and opportunities that name the others name it instead. It is private where any was, and parked where all
    were. Raises UsageProblem for notes of two workshops.
    """
    going = [number for number in dict.fromkeys(others) if number != kept]
    notes = [store.read(connection, _NOTE, number) for number in (kept, *going)]
    if len(notes) < 2:
        raise UsageProblem("Name two notes or more: the one that stays, and those that become part of it.")
    stranger = next((note for note in notes if note.values["workshop"] != notes[0].values["workshop"]), None)
    if stranger is not None:
        raise UsageProblem(
            f"Note {stranger.id} is of another workshop, '{stranger.values['workshop']}': notes of one workshop "
            "can be made one."
        )
    said = {folded(text): text for text in (str(note.values["text"]) for note in reversed(notes))}
    text = "\n".join(reversed(said.values()))
    if len(text) > LONGEST:
        raise UsageProblem(
            f"Together they have {len(text):,} characters; a note has {LONGEST:,} at most. Shorten one first."
        )
    among = f"({', '.join(str(number) for number in going)})"
    connection.execute(
        f"UPDATE note SET text = ?, dots = dots + (SELECT sum(dots) FROM note WHERE id IN {among}), "
        f"private = max(private, (SELECT max(private) FROM note WHERE id IN {among})), "
        f"parked = min(parked, (SELECT min(parked) FROM note WHERE id IN {among})) WHERE id = ?",
        (text, kept),
    )
    # The kept note takes from the first other that says something, where it says nothing itself.
    filled = [field.stored for field in _NOTE.fields if not (field.many or field.needed or field.type in _UNITED)]
    for column in filled:
        said_by_others = (
            f"SELECT {column} FROM note WHERE id IN {among} AND coalesce({column}, '') <> '' ORDER BY id LIMIT 1"
        )
        connection.execute(
            f"UPDATE note SET {column} = coalesce(({said_by_others}), {column}) WHERE id = ? AND "
            f"coalesce({column}, '') = ''",
            (kept,),
        )
    links = [(field.many, field.one) for field in _NOTE.fields if field.many]
    links += [(field.many, kind.table) for kind, field in references(_NOTE)]
    for table, other in links:
        connection.execute(
            f"INSERT OR IGNORE INTO {table} (note, {other}) SELECT ?, {other} FROM {table} WHERE note IN {among}",
            (kept,),
        )
    connection.execute(f"DELETE FROM note WHERE id IN {among}")
    return store.read(connection, _NOTE, kept)
