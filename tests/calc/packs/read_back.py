"""The tables of a written workbook, with what all rows of one share, which stands in a sentence above it."""

from __future__ import annotations

import re
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from tpdesk.calc.workbook.describe import MARKS


def table_rows(sheet: Worksheet) -> list[dict[str, Any]]:
    """Return the rows of a sheet's one table by heading, without units and notes."""
    (table,) = sheet.tables.values()
    head, *body = [[cell.value for cell in row] for row in sheet[table.ref]]
    names = [name_of(str(text)) for text in head]
    return [shared(sheet) | dict(zip(names, row, strict=True)) for row in body]


def shared(sheet: Worksheet) -> dict[str, Any]:
    """Return what stands above a sheet's table of all its rows, by heading."""
    above = " ".join(str(row[0]) for row in sheet.iter_rows(max_col=1, max_row=15, values_only=True))
    found = re.search(r"In every row: (.*?)\.(?: |$)", above)
    told = (one.split(": ", 1) for one in found[1].split("; ")) if found else ()
    return {name_of(name): value_of(text) for name, text in told}


def name_of(heading: str) -> str:
    """Return a heading without unit and notes."""
    return heading.split(" (")[0].split(" [")[0]


def value_of(text: str) -> Any:
    """Return what a cell held that is said in a sentence: a number of pounds, a count, a mark, or the text."""
    amount = re.fullmatch(r"(-?)£(-?[\d,.]+)( million)?", text)
    if amount is not None:
        number = round(float(amount[2].replace(",", "")) * (1_000_000 if amount[3] else 1), 2)
        return -number if amount[1] else number
    marks = {words: mark for mark, words in MARKS.items()}
    return int(text) if text.isdigit() else marks.get(text, text)
