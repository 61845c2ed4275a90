"""The pack on paper and on the first screen: few pages, each well filled, in type that can be read."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.calc.packs.office import SOFFICE
from tests.calc.packs.printed import pages_of
from tests.calc.packs.test_board import PLACES
from tests.cli.verbs import Verb
from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.packs.kind import few_pages
from tpdesk.calc.workbook import layout, page
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, Table, Workbook, sheet_names

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

MOST_PAGES = 30
SCREEN_HIGH = 600
"""Pixels of cells that Excel shows below its ribbon in a window of 1440 by 860."""


@pytest.fixture(scope="module")
def pack(sample_original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the working pack of the sample desk."""
    out = tmp_path_factory.mktemp("pack") / "pack.xlsx"
    desk = Path(shutil.copy(sample_original, out.with_name("sample.tpdesk")))
    Verb(desk).good("pack", "board", "--place", "Lancashire", "--year", "2024-25", "--out", out)
    return out


def printed(book: Any) -> list[Any]:
    """Return the sheets that print: whose print area begins at A1, or that have none."""
    return [sheet for sheet in book.worksheets if not sheet.print_area or "$A$1:" in sheet.print_area]


@pytest.mark.deep
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_the_samples_pack_prints_few_pages_one_a_sheet_in_type_that_can_be_read(pack: Path) -> None:
    printed_pages = pages_of(pack)
    assert len(printed_pages) == len(printed(openpyxl.load_workbook(pack)))
    assert len(printed_pages) <= MOST_PAGES
    assert min(page.smallest for page in printed_pages) >= 8


def test_every_table_stands_in_the_first_screen(pack: Path) -> None:
    for sheet in openpyxl.load_workbook(pack).worksheets:
        for table in sheet.tables.values():
            head = int(re.findall(r"\d+", table.ref)[0])
            heights = [sheet.row_dimensions[row].height or 20 for row in range(1, head + 3)]
            assert sum(heights) * 96 / 72 <= SCREEN_HIGH, sheet.title
            assert head <= 14, sheet.title


def test_the_introduction_is_one_line(pack: Path) -> None:
    for sheet in openpyxl.load_workbook(pack).worksheets[1:]:
        if sheet.tables:
            for row in (1, 2):
                assert (sheet.row_dimensions[row].height or 0) < 30, (sheet.title, sheet.cell(row, 1).value)


@pytest.mark.parametrize("name", PLACES)
def test_a_page_holds_enough_and_its_type_can_be_read(name: str) -> None:
    pack = describe_board(PLACES[name]())
    placed = layout.place(pack, sheet_names(tuple(sheet.name for sheet in pack.sheets)), publish=False)
    for sheet in pack.sheets:
        one = placed[sheet.key]
        if not sheet.table or not sheet.on_paper:
            continue
        wide = layout.total_width(one)
        above = sum(layout.line_height(line, wide, one.widths[0]) for line in one.lines)
        high = above + sum(one.heights[: one.printed - one.header + 1])
        scale = min(page.scale_of(wide), page.HIGH_POINTS / high, 1.0) * page.enlarged(wide, high) / 100
        assert 12 * scale >= 8, sheet.name
        assert one.printed > one.header
        assert high * scale <= page.HIGH_POINTS * 1.01, sheet.name


def test_what_does_not_print_has_a_print_area_of_one_empty_cell(pack: Path) -> None:
    book = openpyxl.load_workbook(pack)
    shown = {sheet.title for sheet in printed(book)}
    assert {"Cover", "Contents", "Key messages", "Overlap"} <= shown
    for sheet in book.worksheets:
        if sheet.title not in shown:
            cell = sheet.print_area.rpartition("!")[2].replace("$", "")
            assert ":" not in cell or len(set(cell.split(":"))) == 1
            assert sheet[cell.split(":")[0]].value is None
    told = {row[0].value: row[2].value for row in book["Contents"].iter_rows(min_row=3) if row[2].value}
    assert {name for name, where in told.items() if where == "on paper"} == shown - {"Cover", "Contents"}


def test_a_pack_of_many_sheets_keeps_to_its_pages_and_its_proof() -> None:
    many = [Sheet(f"s{n}", f"Sheet {n}", "A title", "?", ()) for n in range(40)]
    kept = [sheet.key for sheet in few_pages(many, 25) if sheet.on_paper]
    assert kept == [*(f"s{n}" for n in range(23)), "s38", "s39"]
    assert few_pages(many[:25], 25) == many[:25]


def table_of(*rows: tuple[str, str, int]) -> Table:
    """Return a table with a column of words that may all be alike."""
    columns = (
        Column("name", "Name", ColumnKind.TEXT),
        Column("year", "Year", ColumnKind.TEXT),
        Column("pence", "Amount", ColumnKind.PENCE),
    )
    return Table("T", "A table", columns, rows)


def test_a_table_wider_than_a_page_prints_its_first_columns_and_says_so() -> None:
    words = "a few words in each cell of it"
    columns = tuple(Column(f"c{n}", f"Heading {n} of the table", ColumnKind.TEXT) for n in range(30))
    wide = Sheet("w", "Wide", "A title", "?", ("What it is.",), Table("W", "Wide", columns, ((words,) * 30,) * 2))
    book = Workbook("t", "s", "a", "2025-01-01T00:00:00Z", (wide,))
    one = layout.place(book, ("Wide",), publish=False)["w"]
    assert 5 < one.across < 30
    assert sum(one.widths[: one.across]) <= page.WIDEST < sum(one.widths[: one.across + 1])
    assert any(f"On paper: the first {one.across} of 30 columns." in line.text for line in one.lines)


def test_words_that_all_rows_share_are_said_above_the_table() -> None:
    same = table_of(("a", "2024-25", 1), ("b", "2024-25", 1), ("c", "2024-25", 1))
    assert page.constant_columns(same) == {"year": "2024-25", "pence": "£0.01"}
    assert page.constant_columns(same, {("T", "pence")}) == {"year": "2024-25"}
    assert page.constant_columns(same, {("T", "")}) == {}
    assert page.constant_columns(table_of(("a", "2024-25", 1), ("b", "2023-24", 2), ("c", "2023-24", 2))) == {}
    assert page.constant_columns(table_of(("a", "2024-25", 1), ("b", "2024-25", 1))) == {}


def test_what_stands_above_a_table_is_said_in_words_and_in_its_unit() -> None:
    columns = (
        Column("name", "Name", ColumnKind.TEXT),
        Column("known", "Known", ColumnKind.COUNT),
        Column("share", "Share", ColumnKind.SHARE),
        Column("m", "Amount", ColumnKind.MILLION),
    )
    rows = tuple((name, "[x]", 0.25, 150_000_000) for name in "abc")
    words = {"known": "not available", "share": "25.0%", "m": "£1.5 million"}
    assert page.constant_columns(Table("T", "A table", columns, rows)) == words
    odd = tuple((name, n, 0.25, 150_000_001) for n, name in enumerate("abc"))
    assert page.constant_columns(Table("T", "A table", columns, odd))["m"] == "£1,500,000.01"
    whole = (*rows, ("All", "[z]", 0.5, 300_000_000))
    assert page.constant_columns(Table("T", "A table", columns, whole, total=True)) == {"known": "not available"}


def test_no_row_of_a_table_has_the_code_of_another_and_no_column_says_the_same_in_every_row(pack: Path) -> None:
    for sheet in openpyxl.load_workbook(pack).worksheets:
        for table in sheet.tables.values():
            head, *body = ([cell.value for cell in row] for row in sheet[table.ref])
            for number, heading in enumerate(head):
                values = [row[number] for row in body]
                if heading == "Code" and sheet.title in UNIQUE:
                    assert len(set(values)) == len(values), sheet.title
                if number and len(values) > 3 and sheet.title != "Data":
                    assert len(set(values)) > 1 or "as drawn" in heading, (sheet.title, heading)


UNIQUE = ("What on", "Categories", "Overlap", "Shared-service candidates", "Below the ranking", "Overlap measures",
          "Shortlist")  # fmt: skip
"""Sheets with a category a row."""


def test_a_table_longer_than_a_page_prints_its_first_rows_and_says_so() -> None:
    heights = [18.0] * 100
    assert page.rows_on_page(100, 100, heights[:20]) == 20
    assert page.rows_on_page(page.WIDEST, 100, heights) == int(
        (page.HIGH_POINTS / page.scale_of(page.WIDEST) - 100) // 18
    )
    pack = describe_board(PLACES["large"]())
    placed = layout.place(pack, sheet_names(tuple(sheet.name for sheet in pack.sheets)), publish=False)
    one = placed["who_spends"]
    fit = one.printed - one.header
    assert 10 < fit < 60
    assert any(f"On paper: the first {fit} of 61 rows." in line.text for line in one.lines)


@pytest.mark.parametrize(("value", "low"), [(0.0004, True), (0.0006, False), (0, False), (0.0, False)])
def test_a_share_that_would_show_as_nil_is_low(value: float, low: bool) -> None:
    assert layout.is_low(value, ColumnKind.SHARE) is low
