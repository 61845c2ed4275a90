"""Columns judged by rows from all over a sheet: what stands only at its head, or only below it,
decides nothing by itself."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from tests.models.intake.reading import proposed, written
from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.csvfile import PastedSource, read_pasted
from tpdesk.models.intake.recognise import SAMPLE, recognise
from tpdesk.models.intake.records import MOST, evenly
from tpdesk.models.intake.source import open_source

HEAD: Final = ("Service Label", "Service", "Payment Date", "Supplier Name", "Notes", "Net Amount", "Gross Amount")
ROWS: Final = 3 * SAMPLE


def sorted_rows(rows: int = ROWS) -> list[tuple[str, ...]]:
    """Return rows that are sorted by service: two thirds are of one, which names neither supplier nor net amount."""
    found: list[tuple[str, ...]] = []
    for n in range(rows):
        late = n >= rows * 2 // 3
        found.append(
            (
                f"Service {n * n % 31}" if late else "Community", f"Team {n % 9}", f"{n % 28 + 1:02}/04/2024",
                f"Firm {n % 700} Ltd" if late else "",
                'two\\nlines, "quoted"' if n % 50 == 0 else "é", f"{n % 900}.50" if late else "", f"{n % 900 + 100}.50",
            )
        )  # fmt: skip
    return found


def as_text(delimiter: str = ",", rows: int = ROWS) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows([HEAD, *sorted_rows(rows)])
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be", "utf-32"])
def test_a_sorted_text_file_is_judged_by_the_whole_of_it(tmp_path: Path, encoding: str) -> None:
    layout = proposed(written(tmp_path, as_text(), encoding=encoding))
    assert layout.column_names()["label"] == "Service Label"
    assert layout.column_names()["supplier"] == "Supplier Name"
    with open_source(tmp_path / "file.csv") as source:
        seen = source.spread(None)
        assert MOST // 2 < len(seen) <= 2 * MOST
        assert len({str(row[0]) for row in seen}) > 10
        assert {len(row) for row in seen} == {len(HEAD)}


@pytest.mark.deep
def test_a_sorted_workbook_is_judged_by_the_whole_of_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("Notes").append(["nothing"])
    sheet = book.create_sheet("Spend")
    for row in (HEAD, *sorted_rows()):
        sheet.append(row)
    path = tmp_path / "spend.xlsx"
    book.save(path)
    layout = proposed(path, "Spend")
    assert layout.column_names()["label"] == "Service Label"
    with open_source(path) as source:
        rows = source.rows("Spend")
        assert next(rows)[1][0] == "Service Label"
        assert len({str(row[0]) for row in source.spread("Spend")}) > 10
        assert len(list(rows)) < ROWS, "asking for a spread ends a reading that is under way"
        assert len(list(source.rows("Spend"))) == ROWS + 1


@pytest.mark.parametrize("lead", [0, 2])
@pytest.mark.parametrize("engine", ["calamine", "openpyxl"])
def test_rows_and_blocks_of_a_workbook_are_the_same_cells(tmp_path: Path, engine: str, lead: int) -> None:
    given: list[list[object]] = [
        [None, "Date", "Amount", "Whole", "Mixed"],
        ["a", dt.datetime(2024, 4, 1), 1.25, 7.0, "text"],
        ["é\ud7ff", dt.datetime(2024, 4, 1, 12, 30), -0.5, 2.5, 2.0],
        ["b", "1 April", 1e22, -1.0, True],
    ]
    book = openpyxl.Workbook()
    for number, row in enumerate(given, 1 + lead):
        for column, value in enumerate(row, 2):
            book.worksheets[0].cell(number, column, value)
    path = tmp_path / "book.xlsx"
    book.save(path)
    with open_source(path) as source:
        source._engine = engine  # type: ignore[attr-defined]
        source.close()
        rows = list(source.rows())
        assert [row for block in source.blocks() for row in block.numbered()] == rows
    assert [number for number, _ in rows] == list(range(1, lead + 5))
    wanted = [
        ["", "", "Date", "Amount", "Whole", "Mixed"],
        ["", "a", "2024-04-01", "1.25", "7", "text"],
        ["", "é\ud7ff", "2024-04-01 12:30:00", "-0.5", "2.5", "2"],
        ["", "b", "1 April", "1e+22", "-1", "TRUE"],
    ]
    cells = [row for _, row in rows[lead:]]
    assert [[cell_text(cell) for cell in row] for row in cells] == wanted
    assert [type(cells[n][4]) for n in (1, 3)] == [int, int]


def test_a_sorted_paste_is_judged_by_the_whole_of_it() -> None:
    assert recognise(PastedSource(read_pasted(as_text("\t"))), None).column_names()["label"] == "Service Label"


def test_a_sheet_that_ends_within_the_first_rows_is_judged_by_the_whole_of_it(tmp_path: Path) -> None:
    layout = proposed(written(tmp_path, as_text(rows=SAMPLE - 100)))
    assert layout.column_names()["label"] == "Service Label"


@pytest.mark.parametrize("number", [0, 1, 99, 100, 101, 5_000])
def test_even_rows_are_in_order_without_doubles_from_head_to_end(number: int) -> None:
    found = evenly(range(number), 100)
    assert found == sorted(set(found))
    assert len(found) == min(number, 100)
    assert not number or (found[0], found[-1]) == (0, number - 1)
    assert max((after - before for before, after in itertools.pairwise(found)), default=1) <= max(1, number // 50)


def test_the_amounts_are_those_that_the_whole_sheet_fills(tmp_path: Path) -> None:
    # A net column that only the last third fills stands for the gross one nowhere else.
    assert proposed(written(tmp_path, as_text())).column_names()["amount"] == "Gross Amount"
