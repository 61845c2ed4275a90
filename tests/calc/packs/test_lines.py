"""The sheet of every line: read back with other programs' readers, against the rules, and never of
another state than the figures."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.packs.sheets.data_and_issues import line_sheets
from tpdesk.calc.workbook import finish
from tpdesk.calc.workbook.check import check_workbook
from tpdesk.errors import Cancelled, Locked
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.lines import origin
from tpdesk.models.lines.origin import desk_state
from tpdesk.services import lines, places
from tpdesk.services.board import board_report
from tpdesk.services.imports import ImportRequest, import_files
from tpdesk.services.packs import details_of, write_board, write_workbook

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

HEAD = "Date,Body,Service,Supplier,Description,Amount\n"
ROWS = (
    ("01/05/2024", "Zeta Council", "Roads", "=HYPERLINK(1)", "gravel & <tar>", "10.00"),
    ("02/05/2024", "alpha Trust", "Parks", "Seeds [x] Ltd", "[c]", "-20.55"),
    ("", "alpha Trust", "Parks", "@RETAIL", "two  blanks _x0041_", "0.01"),
    ("03/05/2024", "Zeta Council", "", "REDACTED", "", "99999999999.99"),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Yield a desk with the lines above and one line of income entered by hand."""
    text = HEAD + "".join(",".join(row) + "\n" for row in ROWS)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with open_desk(tmp_path / "a.tpdesk", make=True) as opened:
        places.add(opened, "Testshire")
        import_files(opened, [tmp_path / "a.csv"], ImportRequest(year=2024, agency_column="Body", add_agencies=True))
        lines.add_line(opened, {"agency": "Zeta Council", "amount": "3", "year": "2024-25", "flow": "income"})
        yield opened


def written(desk: Desk, target: Path, *, publish: bool = False) -> openpyxl.Workbook:
    """Write the pack with its lines, and return it as openpyxl reads it."""
    since = desk_state(desk.connection)
    report = board_report(desk, None, None, publish=publish)
    write_board(report, target, publish=publish, details=details_of(desk, report, since))
    return openpyxl.load_workbook(target)


def table(book: openpyxl.Workbook, name: str = "Lines") -> list[dict[str, Any]]:
    """Return a sheet's table as records by heading."""
    sheet = book[name]
    cells = sheet[sheet.tables[name.replace(" ", "_")].ref]
    heads = [cell.value for cell in cells[0]]
    return [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in cells[1:]]


def test_every_line_stands_in_it_body_by_body_with_its_own_words(desk: Desk, tmp_path: Path) -> None:
    found = table(written(desk, tmp_path / "p.xlsx"))
    told = [
        tuple(row[name] for name in ("Organisation", "Label", "Amount (£)", "Flow", "Row number in the file"))
        for row in found
    ]
    assert told == [
        ("alpha Trust", "Parks", -20.55, "expenditure", 3),
        ("alpha Trust", "Parks", 0.01, "expenditure", 4),
        ("Zeta Council", "Roads", 10, "expenditure", 2),
        ("Zeta Council", "[z]", 99999999999.99, "expenditure", 5),
        ("Zeta Council", "[z]", 3, "income", "[z]"),
    ]
    assert [row["Date"] for row in found] == [
        dt.datetime(2024, 5, 2),
        "[z]",
        dt.datetime(2024, 5, 1),
        dt.datetime(2024, 5, 3),
        "[z]",
    ]
    assert [row["Line number on the desk"] for row in found] == [2, 3, 1, 4, 5]
    assert (found[-1]["Category"], found[-1]["Category code"]) == ("Unmapped", "[z]")


def test_words_of_the_desk_are_words_and_never_formulas_or_marks(desk: Desk, tmp_path: Path) -> None:
    book = written(desk, tmp_path / "p.xlsx")
    assert {cell.data_type for row in book["Lines"].iter_rows() for cell in row} <= {"s", "inlineStr", "n", "d"}
    found = table(book)
    assert [row["Supplier"] for row in found] == ["Seeds [x] Ltd", "@RETAIL", "=HYPERLINK(1)", "REDACTED", "[z]"]
    assert [row["Description"] for row in found] == ["(c)", "two blanks _ x0041_", "gravel & <tar>", "[z]", "[z]"]


def test_another_reader_finds_the_same_cells(desk: Desk, tmp_path: Path) -> None:
    book = written(desk, tmp_path / "p.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "p.xlsx").get_sheet_by_name("Lines").to_python()
    ours = [["" if cell.value is None else cell.value for cell in row] for row in book["Lines"].iter_rows()]
    as_days = [[value.date() if isinstance(value, dt.datetime) else value for value in row] for row in ours]
    assert rows == as_days


def test_a_copy_to_publish_names_no_supplier_and_keeps_every_rule(desk: Desk, tmp_path: Path) -> None:
    book = written(desk, tmp_path / "p.xlsx", publish=True)
    assert not {"Supplier", "Description", "File"} & set(table(book)[0])
    everything = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert "@RETAIL" not in everything
    assert "REDACTED" not in everything
    assert [rule.id for rule in check_workbook(tmp_path / "p.xlsx") if not rule.passed] == []


def test_a_working_copy_has_live_formulas_elsewhere_and_keeps_every_other_rule(desk: Desk, tmp_path: Path) -> None:
    book = written(desk, tmp_path / "p.xlsx")
    assert {rule.id for rule in check_workbook(tmp_path / "p.xlsx") if not rule.passed} == {"F11"}
    links = [cell.hyperlink.location for row in book["Contents"].iter_rows() for cell in row if cell.hyperlink]
    assert "'Lines'!A1" in links


def test_what_one_sheet_cannot_hold_goes_to_the_next(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origin, "STEP", 1)
    monkeypatch.setattr(finish, "STEP", 1)
    report = board_report(desk, None, None)
    sheets = line_sheets("Testshire, 2024-25", details_of(desk, report, desk_state(desk.connection)), most=2)
    assert [sheet.name for sheet in sheets] == ["Lines", "Lines 2", "Lines 3"]
    assert "lines 3 to 4: one sheet cannot hold them all" in sheets[1].holds[0]
    write_workbook(_with(report, sheets), tmp_path / "p.xlsx", publish=False)
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    numbers = [[row["Line number on the desk"] for row in table(book, sheet.name)] for sheet in sheets]
    assert numbers == [[2, 3], [1, 4], [5]]
    assert {rule.id for rule in check_workbook(tmp_path / "p.xlsx") if not rule.passed} == {"F11"}


def _with(report: Any, sheets: Any) -> Any:
    from dataclasses import replace

    pack = describe_board(report)
    return replace(pack, sheets=(*pack.sheets, *sheets))


def test_the_lines_add_up_to_the_count(desk: Desk, tmp_path: Path) -> None:
    report = board_report(desk, None, None)
    found = table(written(desk, tmp_path / "p.xlsx"))
    pence = {
        flow: sum(round(row["Amount (£)"] * 100) for row in found if row["Flow"] == flow)
        for flow in ("expenditure", "income")
    }
    assert pence == {"expenditure": report.by_agency.gross_pence, "income": report.by_agency.income_pence}


@pytest.mark.deep
def test_the_same_desk_gives_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    written(desk, tmp_path / "a.xlsx")
    written(desk, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_change_meanwhile_ends_it_and_the_old_pack_stays(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "p.xlsx"
    target.write_bytes(b"the old pack")
    with open_desk(desk.path, read_only=True) as reading:
        since = desk_state(reading.connection)
        report = board_report(reading, None, None)
        details = details_of(reading, report, since)
        lines.edit_lines(desk, (1,), {"amount": "12.50"})
        with pytest.raises(Locked, match="changed while its lines were being read"):
            write_board(report, target, publish=False, replace=True, details=details)
    assert target.read_bytes() == b"the old pack"
    assert sorted(path.suffix for path in tmp_path.iterdir() if path.name.startswith(".tpdesk")) == []


def test_it_can_be_stopped_among_the_lines(desk: Desk, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    def step(done: int, total: int) -> None:
        told.append((done, total))
        if told.count((done, total)) == 2:
            raise Cancelled("stopped")

    report = board_report(desk, None, None)
    details = details_of(desk, report, desk_state(desk.connection))
    with pytest.raises(Cancelled):
        write_board(report, tmp_path / "p.xlsx", publish=False, details=details, step=step)
    assert not (tmp_path / "p.xlsx").exists()


def test_a_year_without_lines_has_no_such_sheet(tmp_path: Path) -> None:
    with open_desk(tmp_path / "a.tpdesk", make=True) as opened:
        places.add(opened, "Testshire")
        report = board_report(opened, "Testshire", "2024-25")
        assert line_sheets("Testshire, 2024-25", details_of(opened, report, desk_state(opened.connection))) == ()
