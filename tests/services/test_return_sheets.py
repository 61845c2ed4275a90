"""Return workbooks out: sheets, lists, names, prefilled rows, manifest, letter, and what the desk remembers of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.desk_state import state
from tpdesk.calc.workbook.check import check_workbook, result_lines
from tpdesk.domain.return_form import COLUMNS, Manifest, parse_manifest
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.return_sheet import sent_sheets
from tpdesk.services import history, places
from tpdesk.services.imports import import_files
from tpdesk.services.return_sheets import SendRequest, SentReturns, write_all, write_one
from tpdesk.services.sheets import ImportRequest

COUNTY = "Test County Council"
LAST_YEAR = (
    "Service,Cost type,Category,Amount\nRoads,revenue,04.5,1000000\nParks,capital,08.1,-30000\n"
    "Libraries,revenue,,2450.50\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "last.csv").write_text(LAST_YEAR, encoding="utf-8")
    with open_desk(tmp_path / "a.tpdesk", make=True) as opened:
        places.add(opened, "Testshire", codes=("E10000017",))
        places.add_agency(opened, COUNTY, kind="county", in_places=("Testshire",), areas=("E10000017",))
        places.add_agency(opened, "Burnley Borough Council", kind="district", in_places=("Testshire",))
        import_files(opened, [tmp_path / "last.csv"], ImportRequest(agency=COUNTY, year=2023))
        yield opened


def write(desk: Desk, folder: Path, **asked: object) -> SentReturns:
    return write_one(desk, COUNTY, folder / "r.xlsx", SendRequest("2024-25", force=True, **asked), folder)  # type: ignore[arg-type]


def texts(sheet: object) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]  # type: ignore[attr-defined]


def test_the_workbook_has_its_sheets_lists_names_and_locked_headings(desk: Desk, tmp_path: Path) -> None:
    write(desk, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["Read me", "Lines", "Totals", "Check", "Lists", "Manifest"]
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible"] * 4 + ["veryHidden"] * 2
    lines = book["Lines"]
    assert all(sheet.protection.sheet and sheet.protection.password is None for sheet in book)
    assert [cell.value for cell in lines[5]] == [column.title("pounds") for column in COLUMNS]
    assert lines["A5"].protection.locked
    assert not lines["B6"].protection.locked
    assert lines["C6"].protection.locked
    assert lines["A1"].style == "Heading 1"
    assert lines.max_row == 5 + 3 + 500
    offered = {rule.formula1: rule.sqref for rule in lines.data_validations.dataValidation if rule.type == "list"}
    assert {"list_category", "list_flow", "list_cost_type", "list_agency", "list_grade"} <= set(offered)
    assert {"lines_amount", "lines_flow", "total_expenditure", "list_category"} <= set(book.defined_names)
    listed = texts(book["Lists"])
    at = listed[0].index("category")
    assert "04.5 Transport" in [row[at] for row in listed]
    assert "Burnley Borough Council" in [row[listed[0].index("agency")] for row in listed]


def test_a_name_that_is_broken_has_a_row_as_high(desk: Desk, tmp_path: Path) -> None:
    long = "Administration of financial support for repairs and improvements to houses and flats"
    (tmp_path / "long.csv").write_text(f"Service,Amount\n{long},5\n", encoding="utf-8")
    import_files(desk, [tmp_path / "long.csv"], ImportRequest(agency=COUNTY, year=2023))
    write(desk, tmp_path)
    lines = openpyxl.load_workbook(tmp_path / "r.xlsx")["Lines"]
    at = next(cell.row for cell in lines["A"] if cell.value == long)
    assert lines.row_dimensions[at].height > 30
    assert lines.row_dimensions[6].height in (None, 20)
    assert lines.print_title_cols == "$A:$A"


@pytest.mark.deep
def test_last_years_lines_are_shown_with_their_amounts_and_nothing_is_filled_in(desk: Desk, tmp_path: Path) -> None:
    done = write(desk, tmp_path)
    assert (done.sent[0].prefilled, done.sent[0].rows) == (3, 503)
    rows = [row[:6] for row in texts(openpyxl.load_workbook(tmp_path / "r.xlsx")["Lines"])[5:8]]
    assert rows == [
        ["Roads", "", "1000000", "04.5 Transport", "expenditure", "revenue"],
        ["Parks", "", "-30000", "08.1 Recreational and sporting services", "expenditure", "capital"],
        ["Libraries", "", "2450.5", "", "expenditure", "revenue"],
    ]
    write(desk, tmp_path, unit="thousands")
    assert texts(openpyxl.load_workbook(tmp_path / "r.xlsx")["Lines"])[5][2] == "1000"
    write(desk, tmp_path, prefill="none")
    assert texts(openpyxl.load_workbook(tmp_path / "r.xlsx")["Lines"])[5][0] == ""


def test_the_manifest_tells_what_it_is_and_a_changed_one_tells_nothing(desk: Desk, tmp_path: Path) -> None:
    write(desk, tmp_path)
    rows = texts(openpyxl.load_workbook(tmp_path / "r.xlsx")["Manifest"])
    found = parse_manifest(rows)
    assert isinstance(found, Manifest)
    assert (found.place, found.agency, found.year, found.version, found.unit) == (
        "Testshire", COUNTY, "2024-25", 1, "pounds",
    )  # fmt: skip
    assert [row[0] for row in found.prefill] == ["Roads", "Parks", "Libraries"]
    at = next(n for n, row in enumerate(rows) if row[0] == "prefill")
    rows[at][1] = "Other roads"
    assert parse_manifest(rows) is None
    assert parse_manifest(rows[:at]) is None


@pytest.mark.deep
def test_the_desk_remembers_version_state_and_due_date_and_undo_takes_it_back(desk: Desk, tmp_path: Path) -> None:
    write(desk, tmp_path, due="2026-12-31")
    before = state(desk)
    assert desk.connection.execute("SELECT state, due_on FROM agency_return").fetchall() == [
        ("requested", "2026-12-31")
    ]
    write(desk, tmp_path)
    assert [sheet.version for sheet in sent_sheets(desk.connection, 1, 1, 2024)] == [2, 1]
    history.undo(desk)
    assert state(desk) == before
    history.redo(desk)
    assert [sheet.version for sheet in sent_sheets(desk.connection, 1, 1, 2024)] == [2, 1]


def test_one_for_each_organisation_with_a_covering_list_and_letters(desk: Desk, tmp_path: Path) -> None:
    import docx

    folder = tmp_path / "out"
    folder.mkdir()
    done = write_all(desk, folder, SendRequest("2024-25", letter=True, contact="the finance officer"))
    assert [one.agency for one in done.sent] == ["Burnley Borough Council", COUNTY]
    assert len(list(folder.iterdir())) == 5
    listed = (folder / "Covering list.csv").read_text(encoding="utf-8-sig")
    assert "Burnley Borough Council,Testshire,2024-25,1," in listed
    letter = done.sent[1].letter
    assert letter is not None
    words = "\n".join(paragraph.text for paragraph in docx.Document(str(letter)).paragraphs)
    for told in ("2024-25", "please ask the finance officer", "please reply by", done.sent[1].file.name):
        assert told in words
    with pytest.raises(UsageProblem, match="no folder"):
        write_all(desk, tmp_path / "nowhere", SendRequest("2024-25"))


def test_a_file_of_somebody_elses_is_not_written_over_and_nothing_is_remembered(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "theirs.xlsx"
    target.write_bytes(b"mine")
    with pytest.raises(UsageProblem, match="there already"):
        write_one(desk, COUNTY, target, SendRequest("2024-25"), tmp_path)
    assert target.read_bytes() == b"mine"
    assert sent_sheets(desk.connection, 1, 1, 2024) == []


def test_a_contact_that_is_a_person_is_warned_of(desk: Desk, tmp_path: Path) -> None:
    assert write(desk, tmp_path, contact="jo.smith@example.org").warnings
    assert not write(desk, tmp_path, contact="the finance officer").warnings


@pytest.mark.parametrize("unit", ["pounds", "thousands"])
def test_the_rules_for_accessible_workbooks_know_it_as_a_form_and_it_meets_the_essential_ones(
    desk: Desk, tmp_path: Path, unit: str
) -> None:
    write_one(desk, COUNTY, tmp_path / "form.xlsx", SendRequest("2024-25", unit=unit), tmp_path)
    rules = check_workbook(tmp_path / "form.xlsx")
    assert [rule.id for rule in rules if not rule.asked] == ["T4", "F7", "F11"]
    assert [(rule.id, rule.where) for rule in rules if rule.level == "E" and not rule.passed] == []
    lines = result_lines(rules, 10)
    assert lines[0].startswith("A return workbook: a form to fill in, not a pack.")
    assert "of 31 rules met; 0 essential" in lines[-1]
