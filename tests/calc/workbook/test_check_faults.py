"""Faults as people make them by hand, each in a workbook that has no other, and what only looks like one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from tests.calc.workbook.test_check import HEAD, break_t5, font, good_bytes, rezipped, unmet
from tpdesk.calc.workbook.check import RULES, check_workbook, group_breaches
from tpdesk.calc.workbook.rules.colours import tinted
from tpdesk.calc.workbook.rules.facts import Breach
from tpdesk.calc.workbook.rules.formats import section_for
from tpdesk.errors import InputProblem

Change = Callable[[Any], None]
FIRST = HEAD + 1
"""The first row under the headings."""


def changed(folder: Path, *changes: Change) -> Path:
    """Return the good workbook with changes."""
    book = openpyxl.load_workbook(io.BytesIO(good_bytes()), rich_text=True)
    for change in changes:
        change(book)
    book.save(folder / "changed.xlsx")
    return folder / "changed.xlsx"


def set_cell(row: int, column: int, value: Any = None, *, size: float = 12, code: str = "", **type_of: Any) -> Change:
    """Return the change that sets one cell of the sheet Figures, its type where it is said, its number format."""

    def change(book: Any) -> None:
        cell = book["Figures"].cell(row, column)
        if value is not None:
            cell.value = value
        if type_of or column > 1:
            cell.font = font(cell, **{"name": "Arial", "size": size, **type_of})
        if code:
            cell.number_format = code

    return change


def column_code(column: int, code: str, value: Any = None) -> Change:
    """Return the change that gives a column under its heading one number format, and its first cell a value."""

    def change(book: Any) -> None:
        for row in range(FIRST, FIRST + 3):
            book["Figures"].cell(row, column).number_format = code
        if value is not None:
            book["Figures"].cell(FIRST, column).value = value

    return change


def both(*changes: Change) -> Change:
    """Return the change that makes all of them."""

    def change(book: Any) -> None:
        for one in changes:
            one(book)

    return change


def link(target: str = "", location: str = "", words: str = "The council's accounts", **type_of: Any) -> Change:
    """Return the change that makes a link of the line in A2."""

    def change(book: Any) -> None:
        cell = book["Figures"]["A2"]
        cell.value = words
        cell.hyperlink = Hyperlink(ref="A2", target=target or None, location=location or None)
        if type_of:
            cell.font = font(cell, **type_of)

    return change


def second_headings(book: Any) -> None:
    book["Figures"].cell(FIRST, 2).value, book["Figures"].cell(FIRST, 3).value = "£ million", "per cent"


def not_wrapped(book: Any) -> None:
    book["Figures"].cell(FIRST + 1, 1).alignment = Alignment(wrap_text=False)


def only_a_source(book: Any) -> None:
    book["Figures"]["A2"].value, book["Figures"]["A3"].value = "Source: returns, rounded", "Notes: see the sheet Notes."


def with_comment(book: Any) -> None:
    book["Figures"].cell(FIRST, 2).comment = Comment("Check this", "A colleague")


def coloured_rule(**changes: Any) -> Change:
    def change(book: Any) -> None:
        rule = CellIsRule(operator="lessThan", formula=["1"])
        rule.dxf = DifferentialStyle(**changes)
        book["Figures"].conditional_formatting.add("B6:B8", rule)

    return change


def theme_colour(tint: float) -> Change:
    def change(book: Any) -> None:
        cell = book["Figures"]["A2"]
        cell.font = font(cell, color=Color(theme=3, tint=tint))

    return change


def indexed_fill(number: int) -> Change:
    def change(book: Any) -> None:
        book["Figures"]["A2"].fill = PatternFill("solid", fgColor=Color(indexed=number))

    return change


def part_of_text(**set_as: Any) -> Change:
    def change(book: Any) -> None:
        block = TextBlock(InlineFont(rFont="Arial", sz=12, **set_as), "spend")
        book["Figures"]["A2"].value = CellRichText("What they ", block, " in a year.")

    return change


def protect(book: Any) -> None:
    book["Figures"].protection.sheet = True


def no_zeros(book: Any) -> None:
    book["Figures"].sheet_view.showZeros = False


def both_selected(book: Any) -> None:
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = True


def broken_name(book: Any) -> None:
    book.defined_names["Old_total"] = DefinedName("Old_total", attr_text="#REF!$A$1")


def entry_rule(book: Any) -> None:
    rule = DataValidation(type="list", formula1='"yes,no"')
    rule.add("B6:B8")
    book["Figures"].add_data_validation(rule)


def heading(column: int, words: str) -> Change:
    def change(book: Any) -> None:
        book["Figures"].cell(HEAD, column).value = words
        book["Figures"].tables["Spend_by_agency"].tableColumns[column - 1].name = words

    return change


def table_name(name: str) -> Change:
    def change(book: Any) -> None:
        table = book["Figures"].tables.pop("Spend_by_agency")
        table.displayName = table.name = name
        book["Figures"].add_table(table)

    return change


FAULTS: dict[str, tuple[str, Change, set[str]]] = {
    "raised figure in a heading": ("N1", heading(1, "Agency¹"), set()),
    "asterisk in a heading after a bracket": ("N1", heading(3, "Share (%)*"), set()),
    "asterisk beside a figure": ("N1", set_cell(FIRST, 2, "1,234*"), set()),
    "dagger beside a figure": ("N1", set_cell(FIRST, 3, "12.5%†"), set()),
    "asterisk at a label, with its note": (
        "N1", both(set_cell(FIRST, 1, "County Council*"), set_cell(3, 1, "* Rounded.")), set(),
    ),
    "asterisk in a number format": ("N1", column_code(2, '#,##0.00"*"'), set()),
    "note as (1)": ("N2", heading(1, "Agency (1)"), set()),
    "address in a sentence": ("F2", set_cell(2, 1, "See https://www.gov.uk/ for more."), set()),
    "address in a table": ("F2", set_cell(FIRST, 1, "www.example.gov.uk"), set()),
    "link to no sheet": ("F2", link(location="'Old sheet'!A1"), set()),
    "link to a lost cell": ("F2", link(location="#REF!"), set()),
    "link to no name": ("F2", link(location="Old_total"), set()),
    "link to a computer": ("F2", link("file:///C:/Users/me/accounts.docx"), set()),
    "link that says website": ("F2", link("https://www.gov.uk/", words="Website"), set()),
    "N/A": ("T8", set_cell(FIRST, 2, "N/A"), set()),
    "error value": ("T8", set_cell(FIRST, 2, "#N/A"), set()),
    "zero that a number format hides": ("T8", column_code(2, "#,##0.00;-#,##0.00;;@"), set()),
    "zeros hidden on the sheet": ("T8", no_zeros, set()),
    "number format that shows nothing": ("T9", column_code(2, ";;;"), set()),
    "protected sheet": ("T9", protect, set()),
    "second row of headings": ("T5", second_headings, set()),
    "words above the headings": ("T5", set_cell(HEAD - 1, 2, "This year"), set()),
    "headings that differ by case and spaces": (
        "T5", both(heading(2, "Spend (£) [note 1]"), heading(3, "spend  (£)\n[note 1]")), {"T6"},
    ),
    "wrapping off": ("T6", not_wrapped, set()),
    "table called Table1_2": ("T2", table_name("Table1_2"), set()),
    "table named by LibreOffice": ("T2", table_name("__Anonymous_Sheet_DB__0"), set()),
    "only a source says what the sheet holds": ("S3", only_a_source, set()),
    "words above the table in another column": ("S3", set_cell(2, 3, "Draft"), {"T6"}),
    "words beside the table": ("S5", set_cell(FIRST, 5, "Check this"), set()),
    "copy of a sheet": ("S1", lambda book: setattr(book["Figures"], "title", "Sheet1 (2)"), set()),
    "arrow beside a figure": ("F5", set_cell(FIRST, 3, "▲ 5"), set()),
    "arrow in a number format": ("F5", column_code(2, '"▲" #,##0.00'), set()),
    "Wingdings": ("F5", set_cell(FIRST, 1, "J", name="Wingdings"), set()),
    "comment": ("F6", with_comment, set()),
    "indented by spaces": ("F7", set_cell(FIRST, 1, "   County Council"), set()),
    "red without a minus sign": ("F8", column_code(2, "#,##0.00;[Red]#,##0.00", -5.0), {"F9"}),
    "red with a minus sign": ("F9", column_code(2, "#,##0.00;[Red]-#,##0.00", -5.0), set()),
    "conditional format in colour": ("F8", coloured_rule(font=Font(color="FF9C0006")), set()),
    "white on white": ("F9", set_cell(2, 1, color="FFFFFFFF"), set()),
    "theme colour made paler": ("F9", theme_colour(0.6), set()),
    "fill by number": ("F9", indexed_fill(23), {"F7"}),
    "pale part of a text": ("F9", part_of_text(color="FFBBBBBB"), set()),
    "struck through": ("F3", set_cell(2, 1, strike=True), set()),
    "italics in part of a text": ("F3", part_of_text(i=True), set()),
    "underlined text that is no link": ("F3", set_cell(2, 1, underline="single"), set()),
    "figure typed with its mark": ("X1", set_cell(FIRST, 2, "12 (p)"), set()),
    "figure typed with separators": ("X1", set_cell(FIRST, 2, "1,234"), set()),
    "figure typed without": ("X1", set_cell(FIRST, 2, "1234"), set()),
    "per cent typed": ("X1", set_cell(FIRST, 3, "50%"), set()),
    "a source with the word round": (
        "X3", both(set_cell(FIRST, 3, 0.75321), set_cell(3, 1, "Source: figures rounded up for the round table.")),
        set(),
    ),
    "a source in place of a unit": ("X3", heading(2, "Spend (source: returns) [note 1]"), {"T6"}),
    "file name as title": ("P3", lambda book: setattr(book.properties, "title", "Final_v3.xlsx"), set()),
    "two sheets selected": ("P4", both_selected, set()),
    "name that leads nowhere": ("F11", broken_name, set()),
    "entry rule": ("F11", entry_rule, set()),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "fault", "besides"), FAULTS.values(), ids=FAULTS)
def test_a_fault_made_by_hand_is_found(rule: str, fault: Change, besides: set[str], tmp_path: Path) -> None:
    failed = unmet(changed(tmp_path, fault))
    assert rule in failed
    assert failed - {rule} <= besides


def empty_columns_hidden(book: Any) -> None:
    columns = book["Figures"].column_dimensions
    columns["H"].min, columns["H"].max, columns["H"].hidden = 8, 16_384, True


def header_that_column_a_says(book: Any) -> None:
    book["Figures"].oddHeader.center.text = "Figures of a place"


def first_sheet_hidden(book: Any) -> None:
    book["Figures"].sheet_state = "hidden"
    book.active = 1


def white_fill(book: Any) -> None:
    book["Figures"].cell(FIRST + 1, 2).fill = PatternFill("solid", fgColor="FFFFFFFF")


def first_name_is_a_link(book: Any) -> None:
    cell = book["Figures"].cell(FIRST, 1)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, target="https://www.gov.uk/")
    cell.font = font(cell, color="FF0B5394")


def banded(book: Any) -> None:
    sheet = book["Figures"]
    for row in range(FIRST, FIRST + 4):
        for column, value in enumerate(("A council", 12.5, 0.5), 1):
            cell = sheet.cell(row, column, value)
            cell._style = copy(sheet.cell(FIRST, column)._style)
            cell.fill = PatternFill("solid", fgColor="FFEEEEEE" if row % 2 else "FFFFFFFF")
    sheet.tables["Spend_by_agency"].ref = f"A{HEAD}:C{FIRST + 3}"


HARMLESS: dict[str, tuple[Change, set[str]]] = {
    "square metres": (heading(3, "Room (m²)"), set()),
    "a name that ends in an asterisk": (set_cell(FIRST, 1, "Fire*"), set()),
    "an email address that is its own link": (
        link("mailto:data@example.gov.uk", words="data@example.gov.uk", underline="single"), set(),
    ),
    "a link to another sheet": (link(location="'Notes'!A1"), set()),
    "a link to a cell of its sheet": (link(location="A5"), set()),
    "a link above names that are none": (first_name_is_a_link, set()),
    "a white fill among none": (white_fill, set()),
    "a link to a table": (link(location="Spend_by_agency"), set()),
    "N/A with its meaning above": (
        both(set_cell(FIRST, 2, "N/A"), set_cell(3, 1, "N/A means not available. Rounded.")), set(),
    ),
    "columns hidden where there is nothing": (empty_columns_hidden, set()),
    "a header that column A says as well": (header_that_column_a_says, set()),
    "a first sheet that is hidden": (first_sheet_hidden, {"T9"}),
    "rows coloured by turns": (banded, {"F7"}),
    "red for what is never below zero": (column_code(2, "#,##0.00;[Red]-#,##0.00"), set()),
    "a conditional format that makes bold too": (coloured_rule(font=Font(bold=True, color="FF9C0006")), set()),
    "years as text": (both(heading(3, "Target"), *(set_cell(FIRST + n, 3, f"{2024 + n}") for n in range(3))), set()),
    "zero shown shorter": (column_code(2, "#,##0.00;-#,##0.00;0"), set()),
    "a table after a working name": (table_name("Table_of_spend"), set()),
}  # fmt: skip


@pytest.mark.parametrize(("change", "besides"), HARMLESS.values(), ids=HARMLESS)
def test_what_only_looks_like_a_fault_is_let_be(change: Change, besides: set[str], tmp_path: Path) -> None:
    assert unmet(changed(tmp_path, change)) <= besides


def test_many_alike_are_told_as_one_with_how_many() -> None:
    (group,) = group_breaches(Breach("Spend", f"B{row}", "it is '{}'", f"x{row}") for row in range(2, 12))
    assert (str(group), group.count) == ("Spend!B2: it is 'x2' (also B3, B4 and 7 more like it)", 10)
    groups = group_breaches([Breach("Spend", "B2", "bad", more=9), Breach("Other", "B2", "bad"), Breach("", "", "x")])
    assert [str(group) for group in groups] == ["Spend!B2: bad (also 9 more like it)", "Other!B2: bad", "x"]
    assert sum(group.count for group in groups) == 12


def test_what_is_alike_on_many_sheets_is_told_once_and_given_sheet_by_sheet(tmp_path: Path) -> None:
    path = tmp_path / "months.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for month in ("April", "May", "June", "July"):
            book.add_worksheet(month).write_number("A1", 1)
    found = next(rule for rule in check_workbook(path) if rule.id == "F4")
    assert [where.partition("!")[0] for where in found.where] == ["April", "May", "June", "July"]
    (line,) = found.in_short
    assert line.startswith("April!A1: ")
    assert line.endswith("(also on May, on June and on July)")
    assert found.count == 4


def test_each_rule_says_why_it_matters(tmp_path: Path) -> None:
    assert all(rule.why and rule.title for rule in check_workbook(changed(tmp_path)))


def test_all_empty_cells_of_a_huge_table_are_counted_and_few_are_named(tmp_path: Path) -> None:
    path = changed(tmp_path)
    with zipfile.ZipFile(path) as book:
        part = next(name for name in book.namelist() if b"Spend_by_agency" in book.read(name) and "tables" in name)
        table = book.read(part).replace(f'ref="A{HEAD}:C{HEAD + 3}"'.encode(), f'ref="A{HEAD}:SF1048576"'.encode())
    huge = rezipped(path, tmp_path / "huge.xlsx", {part: table})
    (blank,) = [rule for rule in check_workbook(huge) if rule.id == "T8"]
    assert len(blank.where) == 1
    assert blank.count == (1_048_576 - HEAD) * 500 - 9


def png() -> bytes:
    """Return a picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("options", "is_fault"),
    [({}, True), ({"description": "The council's crest"}, False), ({"decorative": True}, False)],
)
def test_a_picture_needs_words_unless_it_is_decorative(options: dict[str, Any], is_fault: bool, tmp_path: Path) -> None:
    path = tmp_path / "picture.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Cover")
        sheet.insert_image("A3", "crest.png", {"image_data": io.BytesIO(png()), **options})
    assert ("F10" in unmet(path)) == is_fault


def test_charts_that_nobody_has_named(tmp_path: Path) -> None:
    path = tmp_path / "charts.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Charts")
        for place, title in (("A3", "Spend by agency"), ("A20", "")):
            chart = book.add_chart({"type": "bar"})
            for _ in range(2):
                chart.add_series({"values": "=Charts!$A$1:$A$1"})
            if title:
                chart.set_title({"name": title})
            sheet.insert_chart(place, chart, {"description": "Bar chart of the spend of two agencies."})
    (found,) = [rule for rule in check_workbook(path) if rule.id == "F10"]
    assert len(found.where) == 1
    assert found.where[0].startswith("Charts: Chart 2 has no title")


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        ("xl/externalLinks/externalLink1.xml", "F11"),
        ("xl/macrosheets/sheet1.xml", "F11"),
        ("xl/pivotCache/pivotCacheRecords1.xml", "T9"),
    ],
)
def test_what_a_workbook_carries_unseen(part: str, rule: str, tmp_path: Path) -> None:
    path = rezipped(changed(tmp_path), tmp_path / "more.xlsx", {part: b"<a/>"})
    assert unmet(path) == {rule}


def test_links_that_formulas_make(tmp_path: Path) -> None:
    path = tmp_path / "links.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Contents")
        sheet.write_formula("A1", '=HYPERLINK("#\'Contents\'!A1","Contents")', None, "Contents of the workbook")
        sheet.write_formula("A2", '=HYPERLINK("#\'Gone\'!A1","Spend by agency")', None, "Spend by agency")
    (found,) = [rule for rule in check_workbook(path) if rule.id == "F2"]
    assert [where.partition(":")[0] for where in found.where] == ["Contents!A2"]


def test_headings_as_libreoffice_names_their_styles(tmp_path: Path) -> None:
    path = changed(tmp_path)
    with zipfile.ZipFile(path) as book:
        styles = book.read("xl/styles.xml").decode()
    renamed = styles
    for level in (1, 2):
        renamed = renamed.replace(f'name="Heading {level}"', f'name="Excel Built-in Heading {level}"')
        renamed = renamed.replace(f'builtinId="{15 + level}"', "")
    assert renamed != styles
    assert unmet(rezipped(path, tmp_path / "office.xlsx", {"xl/styles.xml": renamed.encode()})) == set()


@pytest.mark.parametrize(
    ("name", "parts", "words"),
    [
        ("a.ods", {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "OpenDocument"),
        ("a.xlsb", {"xl/workbook.bin": b""}, "binary .xlsb"),
        ("a.docx", {"word/document.xml": b"<a/>"}, "not an .xlsx workbook"),
    ],
)
def test_other_kinds_of_files_are_named(name: str, parts: dict[str, bytes], words: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as book:
        for part, content in parts.items():
            book.writestr(part, content)
    with pytest.raises(InputProblem, match=words) as failure:
        check_workbook(tmp_path / name)
    assert failure.value.title == "This file cannot be checked"


def test_an_old_workbook_is_told_from_a_protected_one(tmp_path: Path) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for stream, words in (("Workbook", "old .xls"), ("EncryptedPackage", "protected with a password")):
        (tmp_path / "old.xls").write_bytes(head + stream.encode("utf-16-le"))
        with pytest.raises(InputProblem, match=words):
            check_workbook(tmp_path / "old.xls")


def test_theme_colours_are_tinted_as_excel_shows_them() -> None:
    # Excel's own "lighter" and "darker" of the Office theme.
    assert tinted("44546A", 0.39997558519241921) == "8497B0"
    assert tinted("4472C4", -0.249977111117893) == "2F5597"


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("#,##0.0,,;-#,##0.0,,;0", 0.0, ("", 0, 1.0)),
        ("#,##0.0,,;-#,##0.0,,;0", -5e6, ("-", 1, 1e-6)),
        ("[$£-809]#,##0.00", 1.0, ("£", 2, 1.0)),
        ('"[low]";-0', 0.1, ("[low]", None, 1.0)),
        ("0.0%", 0.5, ("%", 1, 100.0)),
        ("General", 5.0, ("", None, 1.0)),
        (";;;", 5.0, ("", None, 1.0)),
        ('_-"£"* #,##0.00_-', 5.0, ("£", 2, 1.0)),
    ],
)
def test_sections_of_number_formats(code: str, number: float, shown: tuple[str, int | None, float]) -> None:
    section = section_for(code, number)
    assert (section.words, section.decimals) == shown[:2]
    assert section.scale == pytest.approx(shown[2])


def test_one_fault_is_told_where_it_is(tmp_path: Path) -> None:
    (found,) = [rule for rule in check_workbook(changed(tmp_path, break_t5)) if rule.id == "T5"]
    assert found.where[0].startswith(f"Figures!C{HEAD}: the heading 'Spend (£) [note 1]' is there twice")


def test_the_list_of_rules_is_the_one_that_is_checked() -> None:
    page = (Path(__file__).parents[3] / "docs" / "pack-check.md").read_text(encoding="utf-8")
    rows = [tuple(cell.strip() for cell in line.split("|")[1:4]) for line in page.splitlines() if line.startswith("| ")]
    assert rows[1:] == [(rule.id, rule.level, rule.title) for rule in RULES]
