"""Workbooks of every kind, read by the child process: real files, written by the libraries people's systems use."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from threading import Event
from typing import Any

import openpyxl
import pytest

from tests.models.intake.reading import read, written
from tpdesk.errors import InputProblem
from tpdesk.models import beside
from tpdesk.models.intake import workbook as module
from tpdesk.models.intake.recognise import recognise
from tpdesk.models.intake.source import open_source
from tpdesk.models.intake.workbook_process import WorkbookProcess

HEAD: list[object] = ["Service Area", "Payment Date", "Supplier Name", "Net Amount"]
ROWS: list[list[object]] = [
    ["Parks", dt.datetime(2024, 4, 17), "A Ltd", 1234.5],
    ["Parks", dt.datetime(2024, 4, 18, 1, 0), "B Ltd", -25275.79],
    ["Roads", dt.datetime(2025, 3, 31), "C Ltd", 49937.59000000003],
]
PENCE = [123450, -2527579, 4993759]
DATES = ["2024-04-17", "2024-04-18", "2025-03-31"]


def xlsx(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def xls(path: Path) -> Path:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Apr 24")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for r, row in enumerate([HEAD, *ROWS]):
        for c, cell in enumerate(row):
            sheet.write(r, c, cell, day) if isinstance(cell, dt.datetime) else sheet.write(r, c, cell)
    book.save(str(path))
    return path


def ods(path: Path) -> Path:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    table = Table(name="Apr 24")
    for row in [HEAD, *ROWS]:
        line = TableRow()
        for cell in row:
            if isinstance(cell, dt.datetime):
                made = TableCell(valuetype="date", datevalue=cell.isoformat())
            elif isinstance(cell, float):
                made = TableCell(valuetype="float", value=repr(cell))
            else:
                made = TableCell(valuetype="string")
                made.addElement(P(text=str(cell)))
            line.addElement(made)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_every_kind_gives_the_same_lines(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"spend.{kind}"
    if kind == "xlsx":
        xlsx(path, {"Apr 24": [HEAD, *ROWS]})
    elif kind == "xls":
        xls(path)
    else:
        ods(path)
    with open_source(path) as source:
        assert (source.kind, source.sheets, source.encoding, source.delimiter) == (kind, ("Apr 24",), None, None)
    found = read(path, "Apr 24")
    assert found.pence == PENCE
    assert [line.date for line in found.lines] == DATES
    assert [line.supplier for line in found.lines] == ["A Ltd", "B Ltd", "C Ltd"]
    assert found.tally.coercions["float dust"] == 1


def test_an_old_workbook_of_many_megabytes_is_no_damaged_one(tmp_path: Path) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for r in range(4000):
        sheet.write(r, 0, f"{r}" + "x" * 2000)
    book.save(str(tmp_path / "a.xls"))
    assert (tmp_path / "a.xls").stat().st_size > 7_200_000
    with open_source(tmp_path / "a.xls") as source:
        assert sum(1 for _ in source.rows("S")) == 4000


def test_a_sheet_that_starts_lower_and_further_right_keeps_its_row_and_column_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for r, row in enumerate([HEAD, *ROWS], 4):
        for c, cell in enumerate(row, 2):
            sheet.cell(r, c, cell)
    book.save(tmp_path / "a.xlsx")
    found = read(tmp_path / "a.xlsx", "Sheet")
    assert found.layout.header_row == 4
    assert found.layout.columns["amount"] == 4
    assert [line.row for line in found.lines] == [5, 6, 7]
    assert found.layout.name_of(0) == "#1"


def test_error_values_are_kept_as_text_and_rejected(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Q&A 'x'"
    for row in [HEAD, *ROWS]:
        sheet.append(row)
    sheet["D3"] = "#REF!"
    sheet["C2"] = "#N/A"
    book.save(tmp_path / "a.xlsx")
    found = read(tmp_path / "a.xlsx", "Q&A 'x'")
    assert [(reject.row, reject.rule, reject.value) for reject in found.rejects] == [(3, "unreadable amount", "#REF!")]
    assert found.lines[0].supplier == "#N/A"


def test_numbers_are_shown_as_a_person_sees_them(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Supplier", "Description", "Amount"], ["A Ltd", 6002012, 5], ["B Ltd", 0.5, 7.25]]
    found = read(xlsx(tmp_path / "spend 2024-25.xlsx", {"S": rows}), "S")
    assert [line.description for line in found.lines] == ["6002012", "0.5"]


def test_a_hidden_sheet_is_passed_over_unless_it_is_asked_for(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"Apr 24": [HEAD, *ROWS], "Old": [HEAD, *ROWS]})
    book = openpyxl.load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.save(path)
    with open_source(path) as source:
        assert source.hidden == {"Old"}
        assert "hidden" in recognise(source, "Old").reason
        assert recognise(source, "Old", asked=True).is_data


def test_notes_pivots_and_empty_sheets_are_no_data(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        {
            "Notes": [["About this workbook"], [], ["Payments over £500."], ["Ask the finance team"]],
            "Pivot": [["Row Labels", "Sum of Net Amount"], ["Parks", 5], ["Roads", 7], ["Grand Total", 12]],
            "Empty": [],
            "Apr 24": [HEAD, *ROWS],
        },
    )
    with open_source(path) as source:
        layouts = {sheet: recognise(source, sheet) for sheet in source.sheets}
    assert {sheet: layout.is_data for sheet, layout in layouts.items()} == {
        "Notes": False,
        "Pivot": False,
        "Empty": False,
        "Apr 24": True,
    }
    assert "notes" in layouts["Notes"].reason
    assert "pivot" in layouts["Pivot"].reason
    assert "empty" in layouts["Empty"].reason


def test_the_slow_parser_gives_the_same_rows_and_takes_over_when_the_fast_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"Apr 24": [HEAD, *ROWS], "May 24": [["x", None, 1]]})
    with open_source(path) as source:
        fast = {sheet: list(source.rows(sheet)) for sheet in source.sheets}
    begin = WorkbookProcess.begin

    def failing(self: WorkbookProcess, path: Path, **bounds: Any) -> None:
        assert isinstance(self.process.args, list)
        begin(self, path if "openpyxl" in self.process.args else tmp_path / "none.xlsx", **bounds)

    monkeypatch.setattr(WorkbookProcess, "begin", failing)
    with open_source(path) as source:
        slow = {sheet: list(source.rows(sheet)) for sheet in source.sheets}
        assert source._engine == "openpyxl"  # type: ignore[attr-defined]

    def plain(rows: list[tuple[int, list[Any]]]) -> list[tuple[int, list[Any]]]:
        return [
            (n, [cell.replace(tzinfo=None) if isinstance(cell, dt.datetime) else cell for cell in cells])
            for n, cells in rows
        ]

    midnight = [
        (n, [dt.datetime(c.year, c.month, c.day) if type(c) is dt.date else c for c in cells])
        for n, cells in fast["Apr 24"]
    ]
    assert plain(slow["Apr 24"]) == midnight
    assert slow["May 24"] == fast["May 24"]


def test_sheets_can_be_read_in_any_order_and_an_abandoned_reading_does_no_harm(tmp_path: Path) -> None:
    many: list[list[object]] = [["Supplier", "Amount"], *([f"Firm {n}", n] for n in range(3000))]
    path = xlsx(tmp_path / "a.xlsx", {"One": many, "Two": [HEAD, *ROWS]})
    with open_source(path) as source:
        started = source.rows("One")
        assert next(started) == (1, ["Supplier", "Amount"])
        assert len(list(source.rows("Two"))) == 4
        assert len(list(source.rows("One"))) == 3001
        assert source.progress == (3001, 3001)
        with pytest.raises(InputProblem, match="Two"):
            next(source.rows("Three"))


def test_an_ods_that_ends_in_a_million_empty_rows_is_an_ordinary_one(tmp_path: Path) -> None:
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(ods(tmp_path / "a.ods")) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "content.xml":
                empty = (
                    b'<table:table-row table:number-rows-repeated="1048572"><table:table-cell '
                    b'table:number-columns-repeated="16384"/></table:table-row>'
                )
                content = content.replace(b"</table:table>", empty + b"</table:table>")
            new.writestr(name, content)
    assert read(written(tmp_path, stream.getvalue(), "b.ods"), "Apr 24").pence == PENCE


def test_a_path_with_odd_letters_is_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "März – über £500"
    folder.mkdir()
    assert read(xlsx(folder / "a b.xlsx", {"S": [HEAD, *ROWS]}), "S").pence == PENCE


def test_an_ods_with_a_password_is_named_so(tmp_path: Path) -> None:
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(ods(tmp_path / "a.ods")) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "META-INF/manifest.xml":
                content = content.replace(b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>")
            new.writestr(name, content)
    with pytest.raises(InputProblem, match="password"):
        open_source(written(tmp_path, stream.getvalue(), "b.ods"))


def test_readings_that_nobody_waits_for_are_ended_and_not_begun_again(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "long.xlsx", {"Payments": [["Date", "Amount"], *([["01/04/2024", 1]] * 5_000)]})
    with open_source(path) as source:
        beside.end_readings()
        with pytest.raises(InputProblem):
            list(source.rows("Payments"))


def test_only_the_readings_that_were_overtaken_are_ended(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "a.xlsx", {"Payments": [["Date", "Amount"], *([["01/04/2024", 1]] * 5_000)]})
    overtaken, other = Event(), Event()
    with beside.reading_until(overtaken):
        first = module.WorkbookSource(file, "xlsx", seconds=60)
    with beside.reading_until(other):
        second = module.WorkbookSource(file, "xlsx", seconds=60)
    beside.end_readings(overtaken)
    assert overtaken.is_set()
    assert first._child is not None
    first._child.process.wait(30)
    with pytest.raises(InputProblem):
        list(first.rows())
    assert list(second.rows())
    # One that begins after it was stopped ends at once.
    with beside.reading_until(overtaken), pytest.raises(InputProblem):
        module.WorkbookSource(file, "xlsx", seconds=60)
    first.close()
    second.close()
