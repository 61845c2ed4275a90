"""Lines made by hand, doubled, split and deleted; each keeps the cube and the batches right.

Edits of lines, one or a million at once, with the cube kept right and what each line came with remembered.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from tpdesk.domain.codes import CONTROLS, COST_TYPES, FLOWS, STATUSES
from tpdesk.domain.line_filter import LineFilter
from tpdesk.errors import UsageProblem
from tpdesk.models import cube
from tpdesk.models.agency import join_place
from tpdesk.models.lines.preview import EditPreview, Selection, as_filter, differ, preview_of, sets_of
from tpdesk.models.lines.values import Typed, columns_of, understand
from tpdesk.models.lines.where import Where, where_of
from tpdesk.text import counted
from tpdesk.units import largest_remainder

CHOSEN: Final = "id IN (SELECT id FROM temp.chosen_line)"
"""Holds of the lines that `choose` has chosen."""

CAME: Final = "CASE WHEN batch_sheet IS NULL THEN NULL ELSE coalesce(came_pence, amount_pence) END"
"""What `came_pence` is set to by any edit: the amount that an imported line came with."""


def choose(connection: sqlite3.Connection, selection: Selection, expected: int | None = None) -> int:
    """Put the numbers of the lines meant where `CHOSEN` finds them and return how many.
    Raises UsageProblem where there are none, or not as many as expected."""
    where = where_of(connection, as_filter(selection))
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS chosen_line (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.chosen_line")
    lines = connection.execute(
        f"INSERT INTO temp.chosen_line SELECT id FROM spend WHERE {where.sql}", where.values
    ).rowcount
    if not isinstance(selection, LineFilter) and lines < len(set(selection)):
        missing = next(
            line
            for line in selection
            if not connection.execute(f"SELECT 1 FROM spend WHERE id = ? AND {CHOSEN}", (line,)).fetchone()
        )
        raise UsageProblem(
            f"There is no line {missing} on this desk any more. Nothing was changed; look at the lines again."
        )
    if not lines:
        raise UsageProblem("No line is meant: nothing was changed.")
    if expected is not None and lines != expected:
        raise UsageProblem(
            f"These are {counted(lines, 'line')} now and not {expected:,}: the desk has changed since. Nothing "
            "was done; look at them again."
        )
    return lines


def let_go(connection: sqlite3.Connection) -> None:
    """Forget which lines were chosen."""
    connection.execute("DROP TABLE IF EXISTS temp.chosen_line")


def edit(
    connection: sqlite3.Connection, selection: Selection, changes: Mapping[str, str], expected: int | None = None
) -> EditPreview:
    """Change the lines meant and return what changed. Raises UsageProblem before anything is written.
    Inside `Desk.writing()`."""
    typed = understand(connection, changes)
    chosen = choose(connection, selection, expected)
    return edit_chosen(connection, chosen, typed)


def edit_chosen(connection: sqlite3.Connection, chosen: int, typed: list[Typed]) -> EditPreview:
    """Change the chosen lines: those that say so already are left as they are, and not edited."""
    sets = sets_of(connection, typed, make=True)
    changed = differ(sets)
    done = preview_of(connection, Where(CHOSEN, (), False), chosen, typed, sets)
    connection.execute(
        f"DELETE FROM temp.chosen_line WHERE id IN (SELECT id FROM spend WHERE {CHOSEN} AND ({changed.sql}) IS "
        "NOT TRUE)",
        changed.values,
    )
    cube.take_lines(connection, CHOSEN)
    assigned = ", ".join(f"{column} = {sql}" for column, (sql, _) in sets.items())
    values = [value for _, its in sets.values() for value in its]
    connection.execute(f"UPDATE spend SET {assigned}, came_pence = {CAME} WHERE {CHOSEN}", values)
    cube.add_lines(connection, CHOSEN)
    agency = next((item.value for item in typed if item.field == "agency"), None)
    if isinstance(agency, int):
        for (place,) in connection.execute(f"SELECT DISTINCT place FROM spend WHERE {CHOSEN}").fetchall():
            join_place(connection, agency, place)
    return done


_COPIED: Final = (
    "place, agency, year, label, category, flow, cost_type, status, control, internal, transfer_to, "
    "transfer_from, outsider, client_group, activity, area, funding_stream, grade, date, supplier, description"
)
"""What a copy of a line takes over beside its amount."""


@dataclass(frozen=True, slots=True)
class LinePart:
    """One part of a line that is split."""

    share: Fraction
    """Of the line's amount; the shares of all parts add up to 1."""

    changes: Mapping[str, str] = field(default_factory=dict)
    """Field -> what is typed, where the part differs from the line."""


def add(connection: sqlite3.Connection, place: int, changes: Mapping[str, str]) -> int:
    """Write a line that no file brought and return its number.
    Raises UsageProblem where agency, amount, or both date and year are missing. Inside `Desk.writing()`."""
    typed = understand(connection, {name: text for name, text in changes.items() if text.strip()})
    given = {item.field: item for item in typed}
    for name, words in (("agency", "the organisation that spends"), ("amount", "an amount")):
        if name not in given:
            raise UsageProblem(f"A line needs {words}: give {name}.")
    columns: dict[str, object] = {
        "place": place, "flow": FLOWS["expenditure"], "cost_type": COST_TYPES["unknown"], "status": STATUSES["actual"],
        "control": CONTROLS["not stated"], "internal": 0,
    }  # fmt: skip
    for item in typed:
        columns |= columns_of(connection, item, make=True)
    day = given["date"].value if "date" in given else None
    if "year" not in given:
        if not isinstance(day, int):
            raise UsageProblem("A line needs a date or a financial year: give date or year.")
        columns["year"] = day // 10000 - (day // 100 % 100 < 4)
    other = "transfer_from" if columns["flow"] == FLOWS["expenditure"] else "transfer_to"
    if other in given:
        raise UsageProblem(f"{'Expenditure' if other == 'transfer_from' else 'Income'} cannot have {other}.")
    names = ", ".join(columns)
    line = connection.execute(
        f"INSERT INTO spend ({names}) VALUES ({', '.join('?' * len(columns))})", tuple(columns.values())
    ).lastrowid
    cube.add_lines(connection, "id = ?", (line,))
    agency = given["agency"].value
    assert isinstance(agency, int)
    assert line is not None
    join_place(connection, agency, place)
    return line


def duplicate(connection: sqlite3.Connection, selection: Selection, expected: int | None = None) -> list[int]:
    """Write the lines meant once more, as lines entered by hand, and return the numbers of the copies.
    Inside `Desk.writing()`."""
    choose(connection, selection, expected)
    last = _last(connection)
    connection.execute(
        f"INSERT INTO spend ({_COPIED}, amount_pence) SELECT {_COPIED}, amount_pence FROM spend WHERE {CHOSEN} "
        "ORDER BY id"
    )
    cube.add_lines(connection, "id > ?", (last,))
    return [line for (line,) in connection.execute("SELECT id FROM spend WHERE id > ? ORDER BY id", (last,))]


def delete(connection: sqlite3.Connection, selection: Selection, expected: int | None = None) -> tuple[int, int]:
    """Delete the lines meant and return (lines, their signed sum in pence); their batches remember how many went.
    Inside `Desk.writing()`."""
    lines = choose(connection, selection, expected)
    pence = int(connection.execute(f"SELECT sum(amount_pence) FROM spend WHERE {CHOSEN}").fetchone()[0])
    cube.take_lines(connection, CHOSEN)
    connection.execute(
        "UPDATE batch SET removed_lines = removed_lines + went.lines, removed_pence = removed_pence + went.pence "
        "FROM (SELECT batch_sheet.batch AS batch, count(*) AS lines, sum(coalesce(came_pence, amount_pence)) AS "
        "pence FROM spend JOIN batch_sheet ON batch_sheet.id = spend.batch_sheet WHERE spend.id IN (SELECT id FROM "
        "temp.chosen_line) AND part_of IS NULL GROUP BY 1) AS went WHERE went.batch = batch.id"
    )
    connection.execute(f"DELETE FROM spend WHERE {CHOSEN}")
    return lines, pence


def split(
    connection: sqlite3.Connection, selection: Selection, parts: Sequence[LinePart], expected: int | None = None
) -> list[int]:
    """Split every line meant into parts by shares, to the penny by largest remainder, and return the
    numbers of the new lines.

    The line itself becomes the first part; the others stand beside it with the same batch, sheet and row, and know
    which line they were split from. Raises UsageProblem where there are fewer than two parts or their shares do not add
    up to exactly 1. Inside `Desk.writing()`.
    """
    shares = [part.share for part in parts]
    if len(parts) < 2 or any(share <= 0 for share in shares) or sum(shares) != 1:
        total = sum(shares, Fraction(0))
        raise UsageProblem(
            "A line is split into two parts or more, with shares above 0 that add up to exactly 1; these add up "
            f"to {float(total):g}."
        )
    understood = [understand(connection, part.changes) if part.changes else [] for part in parts]
    for typed in understood:
        if any(item.field == "amount" for item in typed):
            raise UsageProblem("The shares say the amounts of the parts: leave amount out.")
    choose(connection, selection, expected)
    originals = [line for (line,) in connection.execute("SELECT id FROM temp.chosen_line ORDER BY id")]
    connection.execute(
        "CREATE TEMP TABLE line_part (line INTEGER, part INTEGER, pence INTEGER, PRIMARY KEY (part, line))"
    )
    amounts = connection.execute(f"SELECT id, amount_pence FROM spend WHERE {CHOSEN}").fetchall()
    connection.executemany(
        "INSERT INTO temp.line_part VALUES (?, ?, ?)",
        ((line, n, pence) for line, whole in amounts for n, pence in enumerate(largest_remainder(whole, shares))),
    )
    cube.take_lines(connection, CHOSEN)
    first = last = _last(connection)
    numbers = [originals]
    for n in range(1, len(parts)):
        connection.execute(
            f"INSERT INTO spend ({_COPIED}, amount_pence, batch_sheet, row, came_pence, part_of) SELECT {_COPIED}, "
            "line_part.pence, batch_sheet, row, CASE WHEN batch_sheet IS NULL THEN NULL ELSE 0 END, spend.id FROM "
            "temp.line_part JOIN spend ON spend.id = line_part.line WHERE part = ? ORDER BY spend.id",
            (n,),
        )
        made = [line for (line,) in connection.execute("SELECT id FROM spend WHERE id > ? ORDER BY id", (last,))]
        _tag_alike(connection, originals, made)
        numbers.append(made)
        last = _last(connection)
    connection.execute(
        f"UPDATE spend SET came_pence = {CAME}, amount_pence = (SELECT pence FROM temp.line_part WHERE part = 0 "
        f"AND line = spend.id) WHERE {CHOSEN}"
    )
    cube.add_lines(connection, f"{CHOSEN} OR id > ?", (first,))
    connection.execute("DROP TABLE temp.line_part")
    for lines, typed in zip(numbers, understood, strict=True):
        if typed:
            edit_chosen(connection, choose(connection, lines), typed)
    return [line for lines in numbers[1:] for line in lines]


def _tag_alike(connection: sqlite3.Connection, lines: Sequence[int], parts: Sequence[int]) -> None:
    """Let the part of each line be in the deep dives that the line is in by hand, by the same share."""
    connection.executemany(
        "INSERT INTO spend_tag (dive, line, share_parts, share_whole) SELECT dive, ?, share_parts, share_whole "
        "FROM spend_tag WHERE line = ?",
        list(zip(parts, lines, strict=True)),
    )


def _last(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM spend").fetchone()[0])
