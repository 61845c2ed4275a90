"""Rejected rows of batches: those that are open, and the file in which they are mended."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from tpdesk.errors import InputProblem
from tpdesk.models.batch import open_rows, rejects_of, sheet_layout
from tpdesk.models.desk import Desk
from tpdesk.models.file_writing import write_csv
from tpdesk.models.intake.fields import FIELDS
from tpdesk.models.intake.layout import Overrides
from tpdesk.models.intake.lines import Line, Problem, Settings
from tpdesk.services.files import result_file
from tpdesk.text import clean, csv_safe

if TYPE_CHECKING:
    import sqlite3

    from tpdesk.models.intake.source import Source


MARKS: Final = ("tpdesk sheet", "tpdesk row", "tpdesk reason")
"""The columns that an export adds at the end: which sheet of which batch, which row, and what was wrong."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The corrected rejects of one sheet, read as that sheet was."""

    batch_sheet: int
    """The number of the sheet that they were rejected from."""

    overrides: Overrides
    """Its columns, unit and date order; the header row is that of this file."""

    settings: Settings
    """What the user had said of it: year, flow, status, sign."""

    names_year: int | None
    """The start year that the names of its file gave."""

    last_row: int | None
    """The last row of this file that belongs to it; None to the end."""

    origin: Mapping[int, int]
    """Row of this file -> the row that it was rejected from."""

    open_rows: frozenset[int]
    """The rows of that sheet that are still rejected."""

    def problem(self, line: Line) -> Problem | None:
        """Say why a row must not come in: an earlier correction brought it in, or nothing tells which row it corrects."""
        origin = self.origin.get(line.row)
        if origin is None:
            return Problem(
                "",
                "no mark",
                "",
                f"Nothing tells which rejected row this corrects: '{MARKS[0]}' and '{MARKS[1]}' are empty.",
            )
        if origin not in self.open_rows:
            words = f"Row {origin} of that sheet is not open: an earlier file brought its correction in, or it was left out for good."
            return Problem("", "corrected before", str(origin), words)
        return None

    def settled(self, refused: Container[int]) -> list[tuple[int, int]]:
        """Return (batch sheet, row) of every reject that this file brings in: all but the rows `refused` again."""
        return [(self.batch_sheet, origin) for row, origin in self.origin.items() if row not in refused]


def export_rejects(desk: Desk, batches: Sequence[int], target: Path, *, force: bool = False) -> int:
    """Write the open rejects of the batches for a person to correct, and return how many. Raises Locked, UsageProblem."""
    with result_file(target, replace=force):
        return write_rejects(desk, batches, target)


def write_rejects(
    desk: Desk,
    batches: Sequence[int],
    target: Path,
    corrected: Mapping[int, Sequence[str]] | None = None,
) -> int:
    """Write the open rejects of the batches to a CSV file, whole, each with its reason, and return how many. Raises Locked.

    `corrected` (number of a reject to its cells as they should be) writes those alone, with those cells.
    """
    count = 0

    def rows() -> Iterator[list[object]]:
        nonlocal count
        for batch in batches:
            for _, layout, found in rejects_of(desk.connection, batch):
                records = [
                    record if corrected is None else replace(record, raw=tuple(corrected[record.id]))
                    for record in found
                    if corrected is None or record.id in corrected
                ]
                if not records:
                    continue
                headers = cast("list[str]", layout["headers"])
                width = max(len(headers), *(len(record.raw) for record in records))
                yield [*(csv_safe(clean(name)) for name in headers), *[""] * (width - len(headers)), *MARKS]
                for record in records:
                    cells = [csv_safe(clean(cell)) for cell in record.raw] + [""] * (width - len(record.raw))
                    yield [*cells, record.batch_sheet, record.row, f"{record.rule}: {record.message}"]
                    count += 1

    write_csv(target, rows())
    return count


def corrections_of(connection: sqlite3.Connection, source: Source) -> list[Correction]:
    """Return how to read the file if it is an export of rejects that was corrected: one part for each sheet in it; else nothing."""
    found: list[Correction] = []
    columns: tuple[int, int] | None = None
    header_row, sheet, origin = 0, None, dict[int, int]()
    for number, cells in source.rows(source.sheets[0]):
        names = [clean(str(cell)) if cell is not None else "" for cell in cells]
        if MARKS[0] in names and MARKS[1] in names:
            if columns is not None and sheet is not None:
                found.append(_correction(connection, sheet, header_row, number - 1, origin))
            columns, header_row, sheet, origin = (names.index(MARKS[0]), names.index(MARKS[1])), number, None, {}
        elif columns is None:
            if number >= 3:
                return []
        elif len(names) > max(columns) and names[columns[0]].isdecimal() and names[columns[1]].isdecimal():
            if sheet is None:
                sheet = int(names[columns[0]])
            if int(names[columns[0]]) == sheet:
                origin[number] = int(names[columns[1]])
    if columns is not None and sheet is not None:
        found.append(_correction(connection, sheet, header_row, None, origin))
    return found


def _correction(
    connection: sqlite3.Connection, sheet: int, header_row: int, last_row: int | None, origin: dict[int, int]
) -> Correction:
    kept = sheet_layout(connection, sheet)
    if kept is None:
        raise InputProblem(
            "These are rejected rows of another desk, or of a batch that was removed: there is nothing here that they correct. "
            f"Take the columns '{MARKS[0]}' to '{MARKS[2]}' out to take the rows in as a file of their own."
        )
    layout = cast("dict[str, Any]", kept)
    return Correction(
        batch_sheet=sheet,
        overrides=Overrides(
            # Nothing is read that was not read when these rows were rejected.
            columns={**dict.fromkeys(FIELDS, ""), **layout["columns"]},
            header_row=header_row,
            unit=layout["unit"],
            date_order=layout["date_order"],
            turned=frozenset(layout.get("turned", ())),
        ),
        settings=Settings(year=layout["given_year"], flow=layout["flow"], status=layout["status"], sign=layout["sign"]),
        names_year=layout["year"],
        last_row=last_row,
        origin=origin,
        open_rows=open_rows(connection, sheet),
    )
