"""The lines of two desks laid side by side: those of files that both took in, row by row; those entered by
hand are in `merge_hand`.

The lines of two desks in one language: this desk's numbers, names in place of numbers, values as people read them.

Lines entered by hand on two desks: the same where their whole content is, each as often as it stands.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.codes import CONTROL_WORDS, COST_TYPE_WORDS, FLOW_WORDS, STATUS_WORDS
from tpdesk.models.log.history import ranges
from tpdesk.models.merge.plan import Difference
from tpdesk.models.merge.who import DESKS
from tpdesk.text import counted
from tpdesk.units import pounds, year_text

REFERS: Final = {
    "place": "place", "agency": "agency", "transfer_to": "agency", "transfer_from": "agency", "outsider": "outsider",
    "client_group": "client_group",
    "activity": "activity", "funding_stream": "funding_stream", "label": "label", "supplier": "supplier",
    "description": "description",
}  # fmt: skip
"""Column of a line -> the table whose number it holds."""

PLAIN: Final = (
    "year",
    "category",
    "amount_pence",
    "flow",
    "cost_type",
    "status",
    "control",
    "internal",
    "area",
    "grade",
    "date",
)
"""Columns of a line that mean the same on both desks."""

COLUMNS: Final = (*REFERS, *PLAIN)
_WORDS: Final = {"flow": FLOW_WORDS, "cost_type": COST_TYPE_WORDS, "status": STATUS_WORDS, "control": CONTROL_WORDS}

_NAMES: Final = {
    **dict.fromkeys(("place", "agency", "outsider", "client_group", "activity", "funding_stream"), "name"),
    **dict.fromkeys(("label", "supplier", "description"), "text"),
}


def theirs_as_mine(alias: str = "there") -> tuple[dict[str, str], str]:
    """Return (column -> SQL of its value in this desk's numbers, the joins that it needs)
    for a line of the other desk."""
    joins = " ".join(
        f"LEFT JOIN temp.same_{table} AS s_{column} ON s_{column}.theirs = {alias}.{column}"
        for column, table in REFERS.items()
    )
    return {**{name: f"s_{name}.mine" for name in REFERS}, **{name: f"{alias}.{name}" for name in PLAIN}}, joins


def line_sql(desk: str, number: str = "line.id") -> str:
    """Return the SELECT of lines with the names that this desk has for what they refer to, else the other's."""
    told = []
    for column, table in REFERS.items():
        name = _NAMES[table]
        here = (
            f"line.{column}" if desk == "main" else f"(SELECT mine FROM temp.same_{table} WHERE theirs = line.{column})"
        )
        mine = f"(SELECT {name} FROM main.{table} WHERE id = {here})"
        told.append(
            mine
            if desk == "main"
            else f"coalesce({mine}, (SELECT {name} FROM theirs.{table} WHERE id = line.{column}))"
        )
    return (
        f"SELECT {number}, line.came_pence IS NOT NULL, "
        f"{', '.join((*told, *(f'line.{name}' for name in PLAIN)))} FROM {desk}.spend AS line"
    )


def find_parts(connection: sqlite3.Connection, desk: str) -> None:
    """List the parts of one desk in `temp.part_DESK (id, head)`, with the line that they come from in the end:
    parts can be split again."""
    whole = dict(
        connection.execute(
            # By its index, which holds parts alone: IN would look every line of the desk up in it.
            f"SELECT id, part_of FROM {desk}.spend AS part WHERE part_of IS NOT NULL AND EXISTS (SELECT 1 FROM "
            f"{desk}.spend WHERE id = part.part_of)"
        ).fetchall()
    )
    connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS part_{desk} (id INTEGER PRIMARY KEY, head INTEGER NOT NULL)")
    connection.execute(f"DELETE FROM temp.part_{desk}")

    def head(number: int) -> int:
        # A part is younger than its line, so this comes to an end.
        while whole.get(number, number) < number:
            number = whole[number]
        return number

    connection.executemany(f"INSERT INTO temp.part_{desk} VALUES (?, ?)", ((number, head(number)) for number in whole))


def in_words(values: Sequence[object]) -> str:
    return ", ".join(
        filter(None, (value_words(name, value) for name, value in zip(COLUMNS, values, strict=True) if name != "place"))
    )


def value_words(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        if name == "amount_pence":
            return pounds(value)
        if name == "year":
            return year_text(value)
        if name == "date":
            return f"{value // 10000:04d}-{value // 100 % 100:02d}-{value % 100:02d}"
        if name in _WORDS:
            return _WORDS[name][value]
        if name == "internal":
            return "internal" if value else ""
    return str(value)


_BY_HAND: Final = "line.batch_sheet IS NULL AND line.id NOT IN (SELECT id FROM temp.part_{desk})"
"""A line entered by hand that stands by itself: not a part of another."""


def compare_by_hand(connection: sqlite3.Connection) -> tuple[tuple[int, ...], int, int, list[str]]:
    """Return (numbers there of lines entered by hand that are not here, how many with their parts, their
    sum, what may be a double).

    Leaves `temp.new_hand (id)` with those, and `temp.same_hand (theirs, mine)` with the others.
    """
    here: dict[bytes, deque[int]] = {}
    for number, digest in _contents(connection, "main"):
        here.setdefault(digest, deque()).append(number)
    alike = _alike(connection, "main")
    found: list[int] = []
    pairs: list[tuple[int, int]] = []
    for number, digest in _contents(connection, "theirs"):
        if here.get(digest):
            pairs.append((number, here[digest].popleft()))
        else:
            found.append(number)
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS same_hand (theirs INTEGER PRIMARY KEY, mine INTEGER NOT NULL)")
    connection.execute("DELETE FROM temp.same_hand")
    connection.executemany("INSERT INTO temp.same_hand VALUES (?, ?)", pairs)
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS new_hand (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.new_hand")
    connection.executemany("INSERT INTO temp.new_hand VALUES (?)", ((number,) for number in found))
    count, pence = connection.execute(
        "SELECT count(*), coalesce(sum(amount_pence), 0) FROM theirs.spend WHERE batch_sheet IS NULL AND (id IN "
        "(SELECT id FROM temp.new_hand) OR id IN (SELECT id FROM temp.part_theirs WHERE head IN (SELECT id FROM "
        "temp.new_hand)))"
    ).fetchone()
    doubles = sum(
        1
        for line in _alike(connection, "theirs", "AND line.id IN (SELECT id FROM temp.new_hand)").elements()
        if line in alike
    )
    words = (
        f"{counted(doubles, 'line')} entered by hand there {'is' if doubles == 1 else 'are'} like one here but for a "
        "field or two (the same organisation, year, label and supplier): look whether it is the same money, edited "
        "on one desk."
    )
    return tuple(found), count, pence, [words] if doubles else []


def _contents(connection: sqlite3.Connection, desk: str) -> Iterator[tuple[int, bytes]]:
    """Yield (number, digest of the whole content with its parts) of every line entered by hand:
    digests, so that memory stays flat."""
    parts: dict[int, list[str]] = {}
    for row in connection.execute(
        f"{line_sql(desk, 'part.head')} JOIN temp.part_{desk} AS part ON part.id = line.id WHERE "
        "line.batch_sheet IS NULL"
    ):
        parts.setdefault(row[0], []).append(repr(row[2:]))
    for row in connection.execute(f"{line_sql(desk)} WHERE {_BY_HAND.format(desk=desk)} ORDER BY line.id"):
        text = repr((row[2:], sorted(parts.get(row[0], ()))))
        yield row[0], hashlib.blake2b(text.encode("utf-8"), digest_size=16).digest()


_LIKE: Final = ("place", "agency", "year", "label", "supplier", "description")
"""What two lines entered by hand have in common that are probably the same money."""


def _alike(connection: sqlite3.Connection, desk: str, where: str = "") -> Counter[tuple[object, ...]]:
    places = [COLUMNS.index(name) + 2 for name in _LIKE]
    rows = connection.execute(f"{line_sql(desk)} WHERE {_BY_HAND.format(desk=desk)} {where}")
    return Counter(tuple(row[place] for place in places) for row in rows)


_NOTHING: Final = (None, "", 0)
"""What a field holds that says nothing: the words `unknown` and `not stated` are 0."""


@dataclass(frozen=True, slots=True)
class OtherLines:
    """Lines of shared files that the two desks hold differently, in the same way."""

    told: Difference
    pairs: tuple[tuple[int, int], ...]
    """(line there, line here)."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of both desks, compared."""

    other: tuple[OtherLines, ...]
    hand: tuple[int, ...]
    """Numbers there of the lines entered by hand that this desk has not, or has fewer times."""

    hand_count: int
    """How many lines they are with the parts that were split off them."""

    hand_pence: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with names and not numbers."""

    number: int
    edited: bool
    """Whether somebody edited it since it came in."""

    fields: dict[str, object]
    """Column -> value, and `parts`: what was split off it, in words."""


def compare_lines(connection: sqlite3.Connection) -> Lines:
    """Compare the lines. After `map_numbers` and `compare_batches`.

    Leaves `temp.part_DESK (id, head)` with the lines that were split off another that still stands,
    and `temp.new_hand (id)`.
    """
    for desk in DESKS:
        find_parts(connection, desk)
    other, notes = _shared(connection)
    hand, count, pence, doubles = compare_by_hand(connection)
    return Lines(tuple(other), hand, count, pence, (*notes, *doubles))


def _shared(connection: sqlite3.Connection) -> tuple[list[OtherLines], list[str]]:
    groups: dict[Difference, list[tuple[int, int, int]]] = {}
    notes: Counter[str] = Counter()
    for batch, row, there, here in _different(connection):
        told = _told(batch, there, here)
        if told is None:
            continue
        if "amount" in told.field.split("; ") and not (there.edited or here.edited):
            notes[batch] += 1
        else:
            groups.setdefault(told, []).append((row, there.number, here.number))
    found = []
    for one, rows in groups.items():
        name = f"{one.name}, {'row' if len(rows) == 1 else 'rows'} {ranges(sorted({row for row, _, _ in rows}))}"
        told = Difference(one.record, name, one.field, one.mine, one.theirs, one.usual, len(rows))
        found.append(OtherLines(told, tuple((there, here) for _, there, here in rows)))
    return found, [
        (
            f"{counted(number, 'line')} of {batch} came in with another amount there, though nobody edited "
            "them: the file was read otherwise. This desk keeps its own."
        )
        for batch, number in notes.items()
    ]


def _told(batch: str, there: _Line, here: _Line) -> Difference | None:
    """Return what the two desks say differently of a line, None where this one's is the later
    word, or nothing differs."""
    fields = [name for name in there.fields if there.fields[name] != here.fields[name]]
    says_more = any(here.fields[name] in _NOTHING and there.fields[name] not in _NOTHING for name in fields)
    loses = any(there.fields[name] in _NOTHING and here.fields[name] not in _NOTHING for name in fields)
    if not fields or (not there.edited and not says_more and (here.edited or loses)):
        return None
    blank = not here.edited and not loses and (there.edited or all(here.fields[name] in _NOTHING for name in fields))
    return Difference(
        "line", batch, "; ".join(name.removesuffix("_pence").replace("_", " ") for name in fields),
        "; ".join(value_words(name, here.fields[name]) for name in fields),
        "; ".join(value_words(name, there.fields[name]) for name in fields),
        "theirs" if blank else "mine",
    )  # fmt: skip


def _different(connection: sqlite3.Connection) -> Iterator[tuple[str, int, _Line, _Line]]:
    """Yield (batch in words, row, line there, line here) of every line of a shared file that differs, or
    that was split on a desk."""
    if not connection.execute("SELECT 1 FROM temp.same_sheet LIMIT 1").fetchone():
        return
    for desk, sheet, where in (
        ("main", "batch_sheet", "mine"),
        ("theirs", "(SELECT mine FROM temp.same_sheet WHERE theirs = batch_sheet)", "theirs"),
    ):
        connection.execute(
            f"CREATE TEMP TABLE head_{desk} (sheet INTEGER, row INTEGER, number INTEGER, id INTEGER, PRIMARY KEY "
            "(sheet, row, number)) WITHOUT ROWID"
        )
        connection.execute(
            f"INSERT INTO temp.head_{desk} SELECT {sheet}, row, row_number() OVER (PARTITION BY batch_sheet, row "
            f"ORDER BY id), id FROM {desk}.spend WHERE part_of IS NULL AND batch_sheet IN (SELECT {where} FROM "
            "temp.same_sheet)"
        )
    values, joins = theirs_as_mine()
    differs = " OR ".join(f"here.{name} IS NOT {value}" for name, value in values.items())
    split = " OR ".join(
        f"{alias}.id IN (SELECT head FROM temp.part_{desk})" for desk, alias in (("main", "here"), ("theirs", "there"))
    )
    connection.execute("CREATE TEMP TABLE pair (number INTEGER PRIMARY KEY, main INTEGER, theirs INTEGER)")
    connection.execute(
        "INSERT INTO temp.pair (main, theirs) SELECT here.id, there.id FROM temp.head_main AS mine "
        "JOIN temp.head_theirs AS their USING (sheet, row, number) JOIN main.spend AS here ON here.id = mine.id "
        f"JOIN theirs.spend AS there ON there.id = their.id {joins} WHERE {differs} OR {split} ORDER BY here.id"
    )
    batches = connection.execute(
        "SELECT 'batch ' || batch.id || ' (' || batch.file || ')' || coalesce(', sheet ' || batch_sheet.sheet, ''), "
        "spend.row FROM temp.pair JOIN main.spend ON spend.id = pair.main JOIN main.batch_sheet ON batch_sheet.id = "
        "spend.batch_sheet JOIN main.batch ON batch.id = batch_sheet.batch ORDER BY pair.number"
    )
    for (batch, row), there, here in zip(
        batches, _lines(connection, "theirs"), _lines(connection, "main"), strict=True
    ):
        yield batch, row, there, here
    for name in ("head_main", "head_theirs", "pair"):
        connection.execute(f"DROP TABLE temp.{name}")


def _lines(connection: sqlite3.Connection, desk: str) -> Iterator[_Line]:
    """Yield the lines of `temp.pair` on one desk, in its order."""
    parts: dict[int, list[str]] = {}
    for whole, _, *values in connection.execute(
        f"{line_sql(desk, 'part.head')} JOIN temp.part_{desk} AS part ON part.id = line.id WHERE part.head IN "
        f"(SELECT {desk} FROM temp.pair)"
    ):
        parts.setdefault(whole, []).append(in_words(values))
    for number, edited, *values in connection.execute(
        f"{line_sql(desk)} JOIN temp.pair ON pair.{desk} = line.id ORDER BY pair.number"
    ):
        fields = dict(zip(COLUMNS, values, strict=True))
        del fields["place"]
        yield _Line(number, bool(edited), {**fields, "parts": " | ".join(sorted(parts.get(number, ())))})
