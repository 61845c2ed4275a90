"""Rejected rows out, corrected, and in again: the export carries marks by which a corrected file is known."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from tpdesk.acts.files import write_private
from tpdesk.models.batch import rejects_of, sheet_layout
from tpdesk.models.desk import Desk
from tpdesk.models.intake.layout import Overrides
from tpdesk.text import csv_safe

if TYPE_CHECKING:
    import sqlite3

    from tpdesk.models.intake.source import Source

MARKS: Final = ("tpdesk sheet", "tpdesk row", "tpdesk reason")
"""The columns that an export adds at the end: which sheet of which batch, which row, and what was wrong."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A file of corrected rejects: read by the layout of the sheet they came from."""

    overrides: Overrides
    """The columns, unit and date order of the sheet that they came from."""

    year: int | None
    """The start year that the names of the first file gave."""

    sheet_column: int
    """Where the export wrote the number of the sheet, from 0."""

    row_column: int
    """Where it wrote the row's number, from 0."""

    def rows(self, source: Source) -> list[tuple[int, int]]:
        """Return (batch sheet, row) of every row of the file."""
        found = []
        for number, cells in source.rows(source.sheets[0]):
            if number > (self.overrides.header_row or 0) and len(cells) > self.row_column:
                try:
                    found.append((int(str(cells[self.sheet_column])), int(str(cells[self.row_column]))))
                except ValueError:
                    continue
        return found


def export_rejects(desk: Desk, batches: Sequence[int], target: Path) -> int:
    """Write the open rejects of the batches to a CSV file, whole, each with its reason, and return how many. Raises Locked."""
    count = 0

    def write(path: Path) -> None:
        nonlocal count
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            for batch in batches:
                for _, layout, records in rejects_of(desk.connection, batch):
                    headers = cast("list[str]", layout["headers"])
                    width = max(len(headers), *(len(record.raw) for record in records))
                    writer.writerow([*(csv_safe(name) for name in headers), *[""] * (width - len(headers)), *MARKS])
                    for record in records:
                        cells = [csv_safe(cell) for cell in record.raw] + [""] * (width - len(record.raw))
                        writer.writerow([*cells, record.batch_sheet, record.row, f"{record.rule}: {record.message}"])
                        count += 1

    write_private(target, write)
    return count


def correction_of(connection: sqlite3.Connection, source: Source) -> Correction | None:
    """Return how to read the file if it is an export of rejects that was corrected, else None."""
    for number, cells in source.rows(source.sheets[0]):
        if number > 3:
            break
        names = [str(cell).strip() if cell is not None else "" for cell in cells]
        if MARKS[0] in names and MARKS[1] in names:
            return _correction(connection, source, number, names)
    return None


def _correction(connection: sqlite3.Connection, source: Source, header_row: int, names: list[str]) -> Correction | None:
    sheet_column, row_column = names.index(MARKS[0]), names.index(MARKS[1])
    for number, cells in source.rows(source.sheets[0]):
        if number > header_row and len(cells) > sheet_column:
            try:
                kept = sheet_layout(connection, int(str(cells[sheet_column])))
            except ValueError:
                continue
            if kept is None:
                return None
            layout = kept[1]
            overrides = Overrides(
                columns=cast("dict[str, str]", layout["columns"]),
                header_row=header_row,
                unit=cast("str", layout["unit"]),
                date_order=cast("str", layout["date_order"]),
            )
            return Correction(overrides, cast("int | None", layout["year"]), sheet_column, row_column)
    return None
