"""Each rule against a workbook that breaks it and no other, and hostile files against the door."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table as ExcelTable

from tests.calc.packs import places
from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.workbook.check import RULES, check_workbook, essentials_met
from tpdesk.calc.workbook.describe import Column, ColumnKind, Note, Sheet, SheetCell, Table, Workbook
from tpdesk.calc.workbook.rules.colours import contrast_ratio
from tpdesk.errors import InputProblem
from tpdesk.services.packs import write_workbook

FIGURES = Table(
    "Spend_by_agency",
    "Spend by agency",
    (
        Column("agency", "Agency", ColumnKind.TEXT),
        Column("amount", "Spend", ColumnKind.PENCE, note="spend"),
        Column("share", "Share", ColumnKind.SHARE),
    ),
    (("County Council", 4_783_100_01, 0.75), ("North District", 1_594_366_67, 0.25), ("South District", 0, 0)),
)
NOTES = Table(
    "Notes",
    "Notes",
    (Column("note", "Note", ColumnKind.TEXT), Column("text", "Text", ColumnKind.TEXT, 60)),
    ((SheetCell("[note 1]"), "Gross."),),
)
GOOD = Workbook(
    "Figures of a place",
    "",
    "",
    "2025-01-01T00:00:00Z",
    (
        Sheet("figures", "Figures", "Figures of a place, 2024-25", "", ("Spend by agency. Base: 2024-25.",), FIGURES),
        Sheet("notes", "Notes", "Notes on the figures", "", ("Headings point here.",), NOTES),
    ),
    (Note("spend", "Gross."),),
)
HEAD = 5
"""Row of the headings of the good workbook's first sheet; its three rows stand below."""


@lru_cache(maxsize=1)
def good_bytes() -> bytes:
    """Return a workbook that meets every rule, once through openpyxl, so that each breach is the only one."""
    with TemporaryDirectory() as folder:
        path = write_workbook(GOOD, Path(folder) / "good.xlsx", publish=True).file
        openpyxl.load_workbook(path).save(path)
        return path.read_bytes()


def good(folder: Path) -> Path:
    """Return a copy of that workbook in the folder."""
    path = folder / "good.xlsx"
    path.write_bytes(good_bytes())
    return path


def unmet(path: Path) -> set[str]:
    """Return the ids of the rules that a workbook does not meet."""
    return {result.id for result in check_workbook(path) if not result.passed}


def font(cell: Any, **changes: Any) -> Font:
    """Return a cell's font with changes."""
    return Font(
        **{"name": cell.font.name, "size": cell.font.size, "bold": cell.font.bold, "color": cell.font.color, **changes}
    )


def break_t1(book: Any) -> None:
    book["Figures"].tables.clear()


def break_t2(book: Any) -> None:
    table = book["Figures"].tables.pop("Spend_by_agency")
    table.displayName = table.name = "Table1"
    book["Figures"].add_table(table)


def break_t3(book: Any) -> None:
    book["Figures"].merge_cells("A2:C2")


def break_t4(book: Any) -> None:
    for cell in book["Figures"][HEAD + 2]:
        cell.value = None


def break_t5(book: Any) -> None:
    sheet = book["Figures"]
    sheet.cell(HEAD, 3).value = sheet.cell(HEAD, 2).value
    sheet.tables["Spend_by_agency"].tableColumns[2].name = sheet.cell(HEAD, 2).value


def break_t6(book: Any) -> None:
    book["Figures"]["A2"].value = "Spend by agency. " * 30


def break_t6_unwrapped(book: Any) -> None:
    cell = book["Figures"].cell(HEAD + 1, 1)
    cell.value = "A council with a name that goes on for very much longer than the column in which it stands is wide"
    cell.alignment = Alignment(wrap_text=False)


def break_t6_number(book: Any) -> None:
    book["Figures"].column_dimensions["B"].width = 5


def break_t7(book: Any) -> None:
    book["Figures"].freeze_panes = "A6"
    book["Figures"].sheet_view.selection = []


def break_t7_filter(book: Any) -> None:
    book["Figures"].auto_filter.ref = f"A{HEAD}:C{HEAD + 3}"


def break_t8(book: Any) -> None:
    book["Figures"].cell(HEAD + 1, 2).value = None


def break_t8_legend(book: Any) -> None:
    book["Figures"].cell(HEAD + 1, 2).value = "[x]"


def break_t9(book: Any) -> None:
    book["Figures"].row_dimensions[HEAD + 1].hidden = True


def break_t9_column(book: Any) -> None:
    book["Figures"].column_dimensions["C"].hidden = True


def break_t9_sheet(book: Any) -> None:
    book["Notes"].sheet_state = "veryHidden"


def break_n1(book: Any) -> None:
    book["Figures"]["A2"].value = "Spend by agency*"


def break_n2(book: Any) -> None:
    book["Figures"]["A2"].value = "Spend by agency [1]"


def break_n3(book: Any) -> None:
    book["Figures"].cell(HEAD + 1, 2).value = "see [note 1]"


def break_n4(book: Any) -> None:
    book["Figures"]["A2"].value = "Spend by agency [note 2]"


def break_n4_unused(book: Any) -> None:
    sheet = book["Notes"]
    row = sheet.max_row
    sheet.cell(row, 1).value = "[note 1] and [note 7]"


def break_f2(book: Any) -> None:
    sheet = book["Figures"]
    sheet["A2"].value = "https://www.gov.uk/"
    sheet["A2"].hyperlink = Hyperlink(ref="A2", target="https://www.gov.uk/")


def break_f2_words(book: Any) -> None:
    book["Figures"]["A2"].value = "Click here"
    book["Figures"]["A2"].hyperlink = Hyperlink(ref="A2", location="'Notes'!A1")


def break_f3(book: Any) -> None:
    cell = book["Figures"]["A2"]
    cell.font = font(cell, name="Times New Roman")


def break_f3_size(book: Any) -> None:
    cell = book["Figures"]["A2"]
    cell.font = font(cell, size=10)


def break_f3_italic(book: Any) -> None:
    cell = book["Figures"]["A2"]
    cell.font = font(cell, italic=True)


def break_f3_rotated(book: Any) -> None:
    book["Figures"].cell(HEAD, 2).alignment = Alignment(text_rotation=90, wrap_text=True)


def break_f4(book: Any) -> None:
    book["Figures"]["A1"].style = "Normal"
    book["Figures"]["A1"].font = Font(name="Arial", size=12)


def break_f4_subhead(book: Any) -> None:
    cell = book["Figures"]["A2"]
    cell.font = font(cell, bold=True)


def break_f5(book: Any) -> None:
    book["Figures"].cell(HEAD + 1, 3).value = "✓"


def break_f6(book: Any) -> None:
    book["Figures"].oddHeader.center.text = "Draft: do not quote"


def break_f7(book: Any) -> None:
    book["Figures"]["A2"].fill = PatternFill("solid", fgColor="FFE0E0E0")


def break_f7_border(book: Any) -> None:
    book["Figures"]["A2"].border = Border(bottom=Side(style="thin"))


def break_f8(book: Any) -> None:
    cell = book["Figures"].cell(HEAD + 2, 2)
    cell.font = font(cell, color="FF800000")


def break_f9(book: Any) -> None:
    cell = book["Figures"]["A2"]
    cell.font = font(cell, color="FFAAAAAA")


def break_f11(book: Any) -> None:
    book["Figures"].cell(HEAD + 1, 2).value = "=1+1"


def break_s1(book: Any) -> None:
    book["Figures"].title = "Sheet1"


def break_s1_table(book: Any) -> None:
    book["Figures"].title = "Table 3"


def break_s5(book: Any) -> None:
    cell = book["Figures"].cell(HEAD + 6, 1)
    cell.value = "Source: returns"
    cell.font = Font(name="Arial", size=12)


def break_p3(book: Any) -> None:
    book.properties.title = None


def break_p3_default(book: Any) -> None:
    book.properties.title = "Book1"


def break_p3_language(book: Any) -> None:
    book.properties.language = None


def break_p4(book: Any) -> None:
    view = book["Figures"].sheet_view
    view.selection[0].activeCell = view.selection[0].sqref = "C7"


def break_p4_sheet(book: Any) -> None:
    book.active = 1


def break_x1(book: Any) -> None:
    for row in range(HEAD + 1, HEAD + 4):
        book["Figures"].cell(row, 2).number_format = "0.00"


def break_x2(book: Any) -> None:
    book["Figures"].cell(HEAD + 2, 3).number_format = "0%"


def break_x3(book: Any) -> None:
    book["Figures"].cell(HEAD, 2).value = "Spend [note 1]"
    book["Figures"].tables["Spend_by_agency"].tableColumns[1].name = "Spend [note 1]"


def break_x3_rounding(book: Any) -> None:
    book["Figures"].cell(HEAD + 1, 3).value = 0.75321
    book["Figures"]["A3"].value = "About the sheet."


def blank_sheet(book: Any) -> None:
    book.create_sheet("Empty one")


BREACHES: tuple[tuple[str, Callable[[Any], None], set[str]], ...] = (
    ("T1", break_t1, {"T5"}),
    ("T2", break_t2, set()),
    ("T3", break_t3, set()),
    ("T4", break_t4, {"T8"}),
    ("T5", break_t5, {"X3", "T6"}),
    ("T6", break_t6, set()),
    ("T6", break_t6_unwrapped, set()),
    ("T6", break_t6_number, set()),
    ("T7", break_t7, set()),
    ("T7", break_t7_filter, set()),
    ("T8", break_t8, set()),
    ("T8", break_t8_legend, set()),
    ("T9", break_t9, set()),
    ("T9", break_t9_column, set()),
    ("T9", break_t9_sheet, set()),
    ("N1", break_n1, set()),
    ("N2", break_n2, set()),
    ("N3", break_n3, set()),
    ("N4", break_n4, set()),
    ("N4", break_n4_unused, set()),
    ("F2", break_f2, set()),
    ("F2", break_f2_words, set()),
    ("F3", break_f3, set()),
    ("F3", break_f3_size, set()),
    ("F3", break_f3_italic, set()),
    ("F3", break_f3_rotated, set()),
    ("F4", break_f4, set()),
    ("F4", break_f4_subhead, set()),
    ("F5", break_f5, set()),
    ("F6", break_f6, set()),
    ("F7", break_f7, set()),
    ("F7", break_f7_border, set()),
    ("F8", break_f8, set()),
    ("F9", break_f9, set()),
    ("F11", break_f11, set()),
    ("S1", break_s1, set()),
    ("S1", break_s1_table, set()),
    ("S2", blank_sheet, {"F4"}),
    ("S5", break_s5, set()),
    ("P3", break_p3, set()),
    ("P3", break_p3_default, set()),
    ("P3", break_p3_language, set()),
    ("P4", break_p4, set()),
    ("P4", break_p4_sheet, set()),
    ("X1", break_x1, set()),
    ("X2", break_x2, {"X3"}),
    ("X3", break_x3, set()),
    ("X3", break_x3_rounding, set()),
)


def test_the_good_workbook_meets_every_rule(tmp_path: Path) -> None:
    assert unmet(good(tmp_path)) == set()


@pytest.mark.parametrize(("rule", "breach", "besides"), BREACHES, ids=[breach.__name__ for _, breach, _ in BREACHES])
def test_a_breach_fails_its_rule_and_no_other(
    rule: str, breach: Callable[[Any], None], besides: set[str], tmp_path: Path
) -> None:
    path = good(tmp_path)
    book = openpyxl.load_workbook(path)
    breach(book)
    book.save(path)
    failed = unmet(path)
    assert rule in failed
    assert failed - {rule} <= besides


def test_a_finding_names_sheet_and_cell(tmp_path: Path) -> None:
    path = good(tmp_path)
    book = openpyxl.load_workbook(path)
    book["Figures"].cell(HEAD + 1, 2).value = None
    book.save(path)
    (found,) = [result for result in check_workbook(path) if not result.passed]
    assert (found.id, found.level) == ("T8", "E")
    (where,) = found.where
    assert where.startswith(f"Figures!B{HEAD + 1}: an empty cell")


def test_tables_beside_or_below_each_other_or_off_the_edge(tmp_path: Path) -> None:
    path = good(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["Figures"]
    for row, values in enumerate((("Name", "Text"), ("a", "b"), ("c", "d")), HEAD + 6):
        for column, value in enumerate(values, 2):
            sheet.cell(row, column).value = value
            sheet.cell(row, column).font = Font(name="Arial", size=12)
    sheet.add_table(ExcelTable(displayName="Second_table", ref=f"B{HEAD + 6}:C{HEAD + 8}"))
    book.save(path)
    # The library that adds the table here gives it filter buttons.
    assert unmet(path) == {"S4", "S6", "T7"}


def test_a_table_without_words_above_it(tmp_path: Path) -> None:
    path = tmp_path / "bare.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Bare table")
        sheet.write_row(0, 0, ["Name", "Text"])
        sheet.write_row(1, 0, ["a", "b"])
        sheet.add_table(0, 0, 1, 1, {"name": "Bare", "columns": [{"header": "Name"}, {"header": "Text"}]})
    assert {"S3", "F3", "F4", "P3"} <= unmet(path)


def test_charts_without_alt_text_or_beside_a_table_and_text_boxes(tmp_path: Path) -> None:
    path = tmp_path / "charts.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Figures and chart")
        sheet.write_row(2, 0, ["Name", "Amount (£)"])
        sheet.write_row(3, 0, ["a", 1])
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "='Figures and chart'!$B$4:$B$4"})
        sheet.insert_chart("D2", chart)
        sheet.insert_textbox("D30", "Something important")
        alone = book.add_worksheet("Chart alone")
        alone.write_string(0, 0, "A chart of something")
        other = book.add_chart({"type": "bar"})
        other.add_series({"values": "='Figures and chart'!$B$4:$B$4"})
        alone.insert_chart("A3", other, {"description": "Bar chart of one amount: a has 1 pound."})
    results = {result.id: result for result in check_workbook(path)}
    assert [where.partition(";")[0] for where in results["F10"].where] == [
        "Figures and chart: Chart 1 has no alt text that says what it shows",
        "Figures and chart: a chart that shares its sheet with a table",
    ]
    (where,) = results["F6"].where
    assert where.startswith("Figures and chart: the text box 'TextBox 2'")


def test_colour_scales_superscript_and_macros(tmp_path: Path) -> None:
    path = tmp_path / "colours.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Colours")
        sheet.write_rich_string(0, 0, "Spend", book.add_format({"font_script": 1}), "1")
        sheet.write_row(2, 0, ["Name", "Amount"])
        sheet.write_row(3, 0, ["a", 1])
        sheet.conditional_format("B4:B4", {"type": "3_color_scale"})
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/vbaProject.bin", b"macros")
    results = {result.id: result for result in check_workbook(path)}
    assert [where.partition(" superscript")[0] for where in results["N1"].where] == ["Colours!A1:"]
    assert [where.partition(" a conditional")[0] for where in results["F8"].where] == ["Colours!B4:"]
    assert ["macros" in where for where in results["F11"].where] == [True]


def test_a_chart_sheet_has_no_title_and_no_alt_text(tmp_path: Path) -> None:
    path = tmp_path / "chartsheet.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Figures")
        sheet.write_number(0, 0, 1)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Figures!$A$1:$A$1"})
        book.add_chartsheet("Chart of figures").set_chart(chart)
    results = {result.id: result for result in check_workbook(path)}
    assert any(where.startswith("Chart of figures: Chart 1 has no alt text") for where in results["F10"].where)
    assert any(
        where.startswith("Chart of figures: a chart sheet has no cell for a title") for where in results["F4"].where
    )


def test_a_working_pack_meets_all_but_the_rule_against_formulas(tmp_path: Path) -> None:
    done = write_workbook(describe_board(places.small()), tmp_path / "pack.xlsx", publish=False)
    results = check_workbook(done.file)
    assert essentials_met(results)
    assert [result.id for result in results if not result.passed] == ["F11"]


def test_a_font_tied_to_the_theme_is_judged_as_excel_shows_it(tmp_path: Path) -> None:
    pack = write_workbook(describe_board(places.small()), tmp_path / "pack.xlsx", publish=True).file
    with zipfile.ZipFile(pack) as book:
        styles, theme = book.read("xl/styles.xml").decode(), book.read("xl/theme/theme1.xml").decode()
    tied = {"xl/styles.xml": styles.replace("</font>", '<scheme val="major"/></font>').encode()}
    assert "F3" not in unmet(pack)
    found = next(rule for rule in check_workbook(rezipped(pack, tmp_path / "tied.xlsx", dict(tied))) if rule.id == "F3")
    assert "Cambria is not sans serif" in found.where[0]
    tied["xl/theme/theme1.xml"] = theme.replace('"Cambria"', '"Verdana"').encode()
    assert "F3" not in unmet(rezipped(pack, tmp_path / "sans.xlsx", tied))


def test_rules_are_there_once_in_order() -> None:
    ids = [rule.id for rule in RULES]
    assert ids == (
        [f"T{n}" for n in range(1, 10)] + [f"N{n}" for n in range(1, 5)] + [f"F{n}" for n in range(2, 12)]
        + [f"S{n}" for n in range(1, 7)] + ["P3", "P4"] + [f"X{n}" for n in range(1, 4)]
    )  # fmt: skip


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast_ratio("000000", "FFFFFF") == 21
    assert round(contrast_ratio("767676", "FFFFFF"), 2) == 4.54
    assert contrast_ratio("FF0000", "FF0000") == 1


def rezipped(source: Path, target: Path, changes: dict[str, bytes]) -> Path:
    """Return a copy of a workbook with parts changed or added."""
    with zipfile.ZipFile(source) as book, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in book.namelist():
            copy.writestr(name, changes.pop(name) if name in changes else book.read(name))
        for name, content in changes.items():
            copy.writestr(name, content)
    return target


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 30_000_000 + b"</worksheet>"}, "grows beyond measure"),
        ({"xl/styles.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><styleSheet/>'}, "document type declaration"),
        ({"xl/styles.xml": "<!DOCTYPE x><styleSheet/>".encode("utf-16")}, "document type declaration"),
        ({"../evil.xml": b"<a/>"}, "leads outside"),
        ({"xl/workbook.xml": b"<workbook"}, "is damaged"),
        ({"xl/worksheets/sheet1.xml": (b'<worksheet><sheetData><row r="1"><c '
                                       b'r="XFE1"><v>1</v></c></row></sheetData></worksheet>')}, "outside any sheet"),
        ({"xl/worksheets/sheet1.xml": (b'<worksheet><sheetData><row r="1"><c r="A1" '
                                       b't="s"><v>9999</v></c></row></sheetData></worksheet>')}, "makes no sense"),
    ],
    ids=["bomb", "doctype", "doctype in utf-16", "path", "broken xml", "cell outside", "string outside"],
)  # fmt: skip
def test_hostile_workbooks_are_refused_in_words(changes: dict[str, bytes], words: str, tmp_path: Path) -> None:
    path = rezipped(good(tmp_path), tmp_path / "hostile.xlsx", dict(changes))
    with pytest.raises(InputProblem, match=words):
        check_workbook(path)


def test_a_cell_at_the_far_corner_is_checked_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "corner.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Corner").write_number(1_048_575, 16_383, 1)
    assert "F4" in unmet(path)


def test_what_is_no_workbook_is_refused_in_words(tmp_path: Path) -> None:
    for name, content, words in (
        ("empty.xlsx", b"", "not an .xlsx workbook"),
        ("text.xlsx", b"just text", "not an .xlsx workbook"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "protected with a password"),
        ("cut.xlsx", good(tmp_path).read_bytes()[:2_000], "not an .xlsx workbook"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputProblem, match=words):
            check_workbook(tmp_path / name)
    with pytest.raises(InputProblem, match="There is no file"):
        check_workbook(tmp_path / "none.xlsx")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as other:
        other.writestr("word/document.xml", "<a/>")
    (tmp_path / "word.xlsx").write_bytes(buffer.getvalue())
    with pytest.raises(InputProblem, match=r"no xl/workbook\.xml"):
        check_workbook(tmp_path / "word.xlsx")
