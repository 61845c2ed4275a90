"""The lines of two desks laid side by side: those of files that both took in, row by row; those entered by hand are in `merge_hand`."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tpdesk.models.log.history import ranges
from tpdesk.models.merge.hand import compare_by_hand
from tpdesk.models.merge.line_sql import COLUMNS, find_parts, in_words, line_sql, theirs_as_mine, value_words
from tpdesk.models.merge.plan import Difference
from tpdesk.models.merge.who import DESKS
from tpdesk.text import counted

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

    Leaves `temp.part_DESK (id, head)` with the lines that were split off another that still stands, and `temp.new_hand (id)`.
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
        f"{counted(number, 'line')} of {batch} came in with another amount there, though nobody edited them: the file was read otherwise. This desk keeps its own."
        for batch, number in notes.items()
    ]


def _told(batch: str, there: _Line, here: _Line) -> Difference | None:
    """Return what the two desks say differently of a line, None where this one's is the later word, or nothing differs."""
    fields = [name for name in there.fields if there.fields[name] != here.fields[name]]
    says_more = any(here.fields[name] in _NOTHING and there.fields[name] not in _NOTHING for name in fields)
    loses = any(there.fields[name] in _NOTHING and here.fields[name] not in _NOTHING for name in fields)
    if not fields or (not there.edited and not says_more and (here.edited or loses)):
        return None
    blank = not here.edited and not loses and (there.edited or all(here.fields[name] in _NOTHING for name in fields))
    return Difference(
        "line", batch, "; ".join(name.removesuffix("_pence").replace("_", " ") for name in fields),
        "; ".join(value_words(name, here.fields[name]) for name in fields), "; ".join(value_words(name, there.fields[name]) for name in fields),
        "theirs" if blank else "mine",
    )  # fmt: skip


def _different(connection: sqlite3.Connection) -> Iterator[tuple[str, int, _Line, _Line]]:
    """Yield (batch in words, row, line there, line here) of every line of a shared file that differs, or that was split on a desk."""
    if not connection.execute("SELECT 1 FROM temp.same_sheet LIMIT 1").fetchone():
        return
    for desk, sheet, where in (
        ("main", "batch_sheet", "mine"),
        ("theirs", "(SELECT mine FROM temp.same_sheet WHERE theirs = batch_sheet)", "theirs"),
    ):
        connection.execute(
            f"CREATE TEMP TABLE head_{desk} (sheet INTEGER, row INTEGER, number INTEGER, id INTEGER, PRIMARY KEY (sheet, row, number)) WITHOUT ROWID"
        )
        connection.execute(
            f"INSERT INTO temp.head_{desk} SELECT {sheet}, row, row_number() OVER (PARTITION BY batch_sheet, row ORDER BY id), id "
            f"FROM {desk}.spend WHERE part_of IS NULL AND batch_sheet IN (SELECT {where} FROM temp.same_sheet)"
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
        "SELECT 'batch ' || batch.id || ' (' || batch.file || ')' || coalesce(', sheet ' || batch_sheet.sheet, ''), spend.row FROM temp.pair "
        "JOIN main.spend ON spend.id = pair.main JOIN main.batch_sheet ON batch_sheet.id = spend.batch_sheet "
        "JOIN main.batch ON batch.id = batch_sheet.batch ORDER BY pair.number"
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
        f"{line_sql(desk, 'part.head')} JOIN temp.part_{desk} AS part ON part.id = line.id WHERE part.head IN (SELECT {desk} FROM temp.pair)"
    ):
        parts.setdefault(whole, []).append(in_words(values))
    for number, edited, *values in connection.execute(
        f"{line_sql(desk)} JOIN temp.pair ON pair.{desk} = line.id ORDER BY pair.number"
    ):
        fields = dict(zip(COLUMNS, values, strict=True))
        del fields["place"]
        yield _Line(number, bool(edited), {**fields, "parts": " | ".join(sorted(parts.get(number, ())))})
