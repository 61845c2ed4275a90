"""Return workbooks back: filled in by two programs, every fault of theirs, resubmissions, and one step of undo."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.desk_state import state
from tpdesk.calc.count import count
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.cube import differences
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.lines.change import LinePart
from tpdesk.services import history, places
from tpdesk.services.board import board_report
from tpdesk.services.dives.boards import tag_spend
from tpdesk.services.figures import year_facts
from tpdesk.services.first_count import write_first_count
from tpdesk.services.imports import import_files
from tpdesk.services.lines import delete_lines, edit_lines, split_lines
from tpdesk.services.records import add_record, change_record
from tpdesk.services.return_answers import ask, chase, email_text, must_take_words, open_questions, write_annotated
from tpdesk.services.return_checks import ReadRequest
from tpdesk.services.return_reading import ReturnRead, read_return, read_returns_in, workbooks_in
from tpdesk.services.return_sheets import SendRequest, write_one
from tpdesk.services.sheets import ImportRequest

COUNTY, BURNLEY = "Test County Council", "Burnley Borough Council"
LAST_YEAR = (
    "Service,Cost type,Category,Amount\nRoads,revenue,04.5,1000000\nParks,capital,08.1,-30000\n"
    "Libraries,revenue,,2450.50\n"
)
AMOUNTS: Mapping[int, object] = {6: 1_200_000, 7: -30_000, 8: 2_450.50}
TOTALS = {"expenditure": 1_172_450.50, "capital": -30_000}

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "last.csv").write_text(LAST_YEAR, encoding="utf-8")
    with open_desk(tmp_path / "a.tpdesk", make=True) as opened:
        places.add(opened, "Testshire", codes=("E10000017",))
        places.add_agency(opened, COUNTY, kind="county", in_places=("Testshire",), areas=("E10000017",))
        places.add_agency(opened, "Burnley Borough Council", kind="district", in_places=("Testshire",))
        import_files(opened, [tmp_path / "last.csv"], ImportRequest(agency=COUNTY, year=2023))
        write_one(opened, COUNTY, tmp_path / "out.xlsx", SendRequest("2024-25"), tmp_path)
        yield opened


Change = Callable[[Any], object]


def fill(
    folder: Path,
    name: str = "back.xlsx",
    amounts: Mapping[int, object] = AMOUNTS,
    totals: Mapping[str, object] = TOTALS,
    change: Change | None = None,
) -> Path:
    """Fill the workbook that was sent in as a person would; return the file that comes back."""
    book = openpyxl.load_workbook(folder / "out.xlsx")
    for row, amount in amounts.items():
        book["Lines"].cell(row, 2).value = amount
    for key, total in totals.items():
        reference = book.defined_names[f"total_{key}"].attr_text.rpartition("!")[2].replace("$", "")
        book["Totals"][reference] = total
    if change is not None:
        change(book)
    book.save(folder / name)
    return folder / name


def read(desk: Desk, file: Path, **asked: Any) -> ReturnRead:
    found = read_return(desk, file, ReadRequest(**asked))
    tally = found.outcome.sheets[0].tally
    assert tally.rows_read == tally.rows_imported + tally.rows_rejected + tally.rows_blank
    return found


def problems(found: ReturnRead) -> list[tuple[int | None, str]]:
    return [(problem.row, problem.rule) for problem in found.problems]


def must_be_sound(desk: Desk) -> None:
    assert differences(desk.connection) == []
    assert [problem for item in check_desk(desk.connection) for problem in item.problems] == []


def this_year(desk: Desk) -> list[tuple[object, ...]]:
    return desk.connection.execute(
        "SELECT label.text, amount_pence FROM spend JOIN label ON label.id = label WHERE year = 2024 ORDER BY spend.id"
    ).fetchall()


def test_unchanged_it_brings_nothing_and_is_no_problem(desk: Desk, tmp_path: Path) -> None:
    before = state(desk)
    found = read(desk, tmp_path / "out.xlsx")
    assert (found.is_empty, found.problems, found.outcome.batch) == (True, (), None)
    assert state(desk) == before


@pytest.mark.deep
def test_filled_in_it_comes_in_whole_and_the_state_is_received(desk: Desk, tmp_path: Path) -> None:
    found = read(desk, fill(tmp_path))
    assert found.problems == ()
    assert [(total.key, total.difference_pence) for total in found.totals] == [
        ("expenditure", 0), ("income", None), ("capital", 0),
    ]  # fmt: skip
    assert this_year(desk) == [("Roads", 120_000_000), ("Parks", -3_000_000), ("Libraries", 245_050)]
    assert desk.connection.execute("SELECT state FROM agency_return").fetchall() == [("received",)]
    must_be_sound(desk)


@pytest.mark.deep
def test_read_twice_it_is_refused_and_the_desk_is_the_same(desk: Desk, tmp_path: Path) -> None:
    file = fill(tmp_path)
    read(desk, file)
    before = state(desk)
    with pytest.raises(InputProblem, match="was read before: batch 2"):
        read(desk, file)
    assert state(desk) == before


@pytest.mark.deep
def test_written_for_the_next_year_it_shows_the_same_labels(desk: Desk, tmp_path: Path) -> None:
    read(desk, fill(tmp_path, amounts={**AMOUNTS, 9: 5}, totals={**TOTALS, "expenditure": 1_172_455.50},
                    change=lambda book: book["Lines"].__setitem__("A9", "Bins")))  # fmt: skip
    write_one(desk, COUNTY, tmp_path / "next.xlsx", SendRequest("2025-26"), tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "next.xlsx")["Lines"]
    assert [sheet.cell(row, 1).value for row in range(6, 11)] == ["Roads", "Parks", "Libraries", "Bins", None]
    assert sheet["C6"].value == 1_200_000


def test_one_amount_that_cannot_be_read_keeps_all_of_it_out(desk: Desk, tmp_path: Path) -> None:
    before = state(desk)
    found = read(desk, fill(tmp_path, amounts={**AMOUNTS, 6: "1.200.000"}))
    assert problems(found) == [(6, "unreadable amount"), (5, "control total")]
    assert "two decimal points" in found.problems[0].message
    assert found.outcome.sheets[0].tally.sum_pence == -2_754_950
    assert found.totals[0].difference_pence == -120_000_000
    assert state(desk) == before


def insert_row(book: Any) -> None:
    book["Lines"].insert_rows(1, 2)


def rename_and_reorder(book: Any) -> None:
    book["Lines"].title = "Our lines"
    book["Totals"].title = "Sums"
    book["Manifest"].title = "xyz"
    book.move_sheet("Our lines", 3)


def hide(book: Any) -> None:
    book["Lines"].row_dimensions[7].hidden = True


GOOD: dict[str, tuple[Change | None, Mapping[int, object], str]] = {
    "rows put in above the headings": (insert_row, AMOUNTS, ""),
    "sheets renamed and reordered": (rename_and_reorder, AMOUNTS, "'Our lines' now"),
    "rows hidden": (hide, AMOUNTS, "1 hidden row"),
    "numbers as text": (None, {6: " £1,200,000.00", 7: "(30,000)", 8: "2450.5"}, ""),
    "a total row among the lines": (
        lambda book: [book["Lines"].__setitem__("A9", "Total"), book["Lines"].__setitem__("B9", 1_172_450.5)],
        AMOUNTS, "1 row not read as a line, first row 9",
    ),
    "a sheet of their own": (lambda book: book.create_sheet("Workings").append(["a", 1]), AMOUNTS, "Workings"),
    "a column of their own": (lambda book: book["Lines"].__setitem__("O5", "Cost centre"), AMOUNTS, "Cost centre"),
}  # fmt: skip


@pytest.mark.deep
@pytest.mark.parametrize("what", GOOD)
def test_what_does_no_harm_loses_nothing(desk: Desk, tmp_path: Path, what: str) -> None:
    change, amounts, told = GOOD[what]
    found = read(desk, fill(tmp_path, amounts=amounts, change=change))
    assert found.problems == ()
    assert this_year(desk) == [("Roads", 120_000_000), ("Parks", -3_000_000), ("Libraries", 245_050)]
    assert told in " ".join((*found.notices, *found.outcome.warnings))
    must_be_sound(desk)


def formula(book: Any) -> None:
    book["Lines"]["B6"] = "=600000*2"


def merge(book: Any) -> None:
    book["Lines"].merge_cells("A6:A7")


BAD: dict[str, tuple[Change, tuple[int, str], str]] = {
    "a formula without its value": (formula, (6, "formula without a value"), "let it calculate"),
    "validation pasted over": (
        lambda book: book["Lines"].__setitem__("D6", "Highways and such"), (6, "unknown category"),
        "'Highways and such' is not in the list of categories. Choose one from the list",
    ),
    "names merged": (merge, (7, "no name"), "A6:A7 are merged"),
    "a flow that is none": (lambda book: book["Lines"].__setitem__("E6", "outgoing"), (6, "unknown flow"), "outgoing"),
    "received, and spent": (
        lambda book: book["Lines"].__setitem__("I6", "NHS"), (6, "received and spent"), "choose income",
    ),
    "an amount of nothing": (lambda book: book["Lines"].__setitem__("B8", None), (5, "control total"), "difference"),
    "a total that is words": (lambda book: book["Totals"].__setitem__("B5", "lots"), (5, "unreadable amount"), "lots"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_does_harm_is_told_with_its_place_and_nothing_is_taken_in(desk: Desk, tmp_path: Path, what: str) -> None:
    change, first, told = BAD[what]
    before = state(desk)
    found = read(desk, fill(tmp_path, change=change))
    assert problems(found)[0] == first
    assert told in found.problems[0].message
    assert state(desk) == before


@pytest.mark.deep
def test_totals_that_were_not_typed_are_asked_for(desk: Desk, tmp_path: Path) -> None:
    file = fill(tmp_path, totals={})
    assert [rule for _, rule in problems(read(desk, file))] == ["no control total", "no control total"]
    assert read(desk, file, without_totals=True).problems == ()


@pytest.mark.deep
def test_pounds_where_thousands_were_asked_for_are_asked_about(desk: Desk, tmp_path: Path) -> None:
    write_one(desk, COUNTY, tmp_path / "out.xlsx", SendRequest("2024-25", unit="thousands"), tmp_path)
    file = fill(tmp_path)
    found = read(desk, file)
    assert problems(found) == [(None, "unit")]
    assert "look like £, and the workbook asks for £000" in found.problems[0].message
    assert read(desk, file, unit="pounds").problems == ()
    assert this_year(desk)[0] == ("Roads", 120_000_000)


@pytest.mark.deep
def test_the_check_in_thousands_is_to_the_penny_as_the_reading_is(desk: Desk, tmp_path: Path) -> None:
    for unit, formula in (("thousands", "=ROUND(B5-C5,5)"), ("pounds", "=ROUND(B5-C5,2)")):
        write_one(desk, COUNTY, tmp_path / f"{unit}.xlsx", SendRequest("2024-25", unit=unit), tmp_path)
        book = openpyxl.load_workbook(tmp_path / f"{unit}.xlsx")
        assert book["Check"]["D5"].value == formula
        assert book["Lines"]["B6"].number_format == ("#,##0.00###" if unit == "thousands" else "#,##0.00")


def test_thousands_where_pounds_were_asked_for_are_asked_about(desk: Desk, tmp_path: Path) -> None:
    found = read(
        desk, fill(tmp_path, amounts={6: 1200, 7: -30, 8: 2.45}, totals={"expenditure": 1172.45, "capital": -30})
    )
    assert problems(found) == [(None, "unit")]


@pytest.mark.deep
def test_an_older_version_is_refused_but_for_stale(desk: Desk, tmp_path: Path) -> None:
    file = fill(tmp_path)
    write_one(desk, COUNTY, tmp_path / "second.xlsx", SendRequest("2024-25"), tmp_path)
    with pytest.raises(InputProblem, match=r"is version 1; version 2 was sent on \d{4}"):
        read(desk, file)
    assert read(desk, file, stale=True).problems == ()


@pytest.mark.deep
def test_what_is_not_waited_for_is_refused_whole(desk: Desk, tmp_path: Path) -> None:
    file = fill(tmp_path)
    with pytest.raises(InputProblem, match="not of 2023-24"):
        read(desk, file, year="2023-24")
    write_one(desk, COUNTY, tmp_path / "next.xlsx", SendRequest("2025-26"), tmp_path)
    with pytest.raises(InputProblem, match="was sent one for 2025-26 since"):
        read(desk, file)
    with open_desk(tmp_path / "b.tpdesk", make=True) as other, pytest.raises(InputProblem, match="another desk"):
        read(other, file)
    with pytest.raises(InputProblem, match="holds no manifest"):
        read(desk, fill(tmp_path, "none.xlsx", change=lambda book: book.remove(book["Manifest"])))
    with pytest.raises(InputProblem, match="manifest was changed"):
        read(desk, fill(tmp_path, "changed.xlsx", change=lambda book: book["Manifest"].__setitem__("B14", "Bridges")))
    with pytest.raises(InputProblem, match="heading 'Amount' is gone"):
        read(desk, fill(tmp_path, "headless.xlsx", change=lambda book: book["Lines"].__setitem__("B5", "Sum")))


def test_one_that_was_undone_or_is_not_known_is_refused(desk: Desk, tmp_path: Path) -> None:
    file = fill(tmp_path)
    history.undo(desk)
    with pytest.raises(InputProblem, match="does not know of such a one"):
        read(desk, file)


def test_import_says_that_it_is_a_return_workbook(desk: Desk, tmp_path: Path) -> None:
    outcome = import_files(desk, [fill(tmp_path), tmp_path / "last.csv"], ImportRequest(agency=COUNTY))[0]
    assert "return read" in str(outcome.error)


# -- sent again


def again(desk: Desk, tmp_path: Path) -> ReturnRead:
    """Read the return again: roads changed, parks gone, libraries the same, bins new."""
    return read(desk, fill(tmp_path, "again.xlsx", {6: 1_300_000, 8: 2_450.50, 9: 7},
        {"expenditure": 1_302_457.50}, lambda book: book["Lines"].__setitem__("A9", "Bins")))  # fmt: skip


@pytest.mark.deep
def test_a_return_that_comes_again_takes_the_place_of_the_one_before_in_one_step(desk: Desk, tmp_path: Path) -> None:
    read(desk, fill(tmp_path))
    before = state(desk)
    found = again(desk, tmp_path)
    assert (found.outcome.batch, found.replaced) == (3, (2,))
    assert found.diff is not None
    sums = {key: (one.lines, one.expenditure_pence) for key, one in found.diff.sums.items()}
    assert sums == {
        "same": (1, 245_050), "changed_before": (1, 120_000_000), "changed": (1, 130_000_000), "new": (1, 700),
        "gone": (1, -3_000_000),
    }  # fmt: skip
    assert this_year(desk) == [("Roads", 130_000_000), ("Libraries", 245_050), ("Bins", 700)]
    must_be_sound(desk)
    after = state(desk)
    history.undo(desk)
    assert state(desk) == before
    must_be_sound(desk)
    history.redo(desk)
    assert state(desk) == after
    must_be_sound(desk)


@pytest.mark.deep
def test_a_file_whose_place_a_later_one_took_is_refused_but_for_stale(desk: Desk, tmp_path: Path) -> None:
    first = fill(tmp_path)
    read(desk, first)
    again(desk, tmp_path)
    after = state(desk)
    with pytest.raises(InputProblem, match="a later return of Test County Council took its place: batch 3"):
        read(desk, first)
    assert state(desk) == after
    history.undo(desk)
    with pytest.raises(InputProblem, match="read before: batch 2"):
        read(desk, first)
    again(desk, tmp_path)
    assert read(desk, first, stale=True).replaced
    assert this_year(desk)[0] == ("Roads", 120_000_000)


@pytest.mark.deep
def test_a_nil_return_is_received_once(desk: Desk, tmp_path: Path) -> None:
    file = fill(tmp_path, amounts={}, totals={"expenditure": 0})
    assert read(desk, file).problems == ()
    assert desk.connection.execute("SELECT state FROM agency_return").fetchall() == [("received",)]
    after = state(desk)
    with pytest.raises(InputProblem, match="read before"):
        read(desk, file)
    assert state(desk) == after


@pytest.mark.deep
def test_a_nil_return_is_counted_and_not_missing(desk: Desk, tmp_path: Path) -> None:
    facts = year_facts(desk, "Testshire", "2024-25")
    assert [item.agency for item in count(facts).missing_returns] == [BURNLEY, COUNTY]
    read(desk, fill(tmp_path, amounts={}, totals={"expenditure": 0}))
    found = count(year_facts(desk, "Testshire", "2024-25"))
    assert [item.agency for item in found.missing_returns] == [BURNLEY]
    assert (found.bodies_counted, found.bodies_expected) == (1, 2)
    words = f"{COUNTY} returned that it spent nothing: it is counted, with £0."
    assert [issue.text for issue in found.issues if issue.code == "nil-returns"] == [words]
    report = board_report(desk, "Testshire", "2024-25")
    assert [(row.agency, row.lines, row.expenditure_pence) for row in report.returns] == [
        (BURNLEY, None, None),
        (COUNTY, 0, 0),
    ]
    history.undo(desk)
    assert len(count(year_facts(desk, "Testshire", "2024-25")).missing_returns) == 2


@pytest.mark.deep
def test_a_nil_return_takes_the_place_of_published_figures_and_says_so(tmp_path: Path) -> None:
    county = "Suffolk County Council"
    with open_desk(tmp_path / "s.tpdesk", make=True) as desk:
        write_first_count(desk, "Suffolk")
        before = count(year_facts(desk, "Suffolk", "2024-25"))
        write_one(desk, county, tmp_path / "out.xlsx", SendRequest("2024-25"), tmp_path)
        found = read(desk, fill(tmp_path, amounts={}, totals={"expenditure": 0}))
        assert [text for text in found.outcome.warnings if f"took the place of {county}'s published figures" in text]
        after = count(year_facts(desk, "Suffolk", "2024-25"))
        assert county in {row.agency for row in before.rows}
        assert county not in {row.agency for row in after.rows}
        assert after.missing_returns == ()
        assert any(issue.code == "nil-returns" for issue in after.issues)
        must_be_sound(desk)


@pytest.mark.deep
def test_a_return_is_never_that_of_another_organisation_with_its_number(desk: Desk, tmp_path: Path) -> None:
    write_one(desk, "Burnley Borough Council", tmp_path / "burnley.xlsx", SendRequest("2024-25"), tmp_path)
    shutil.copy(tmp_path / "burnley.xlsx", tmp_path / "out.xlsx")
    file = fill(
        tmp_path, amounts={6: 5}, totals={"expenditure": 5}, change=lambda b: b["Lines"].__setitem__("A6", "Bins")
    )
    places.remove_agency(desk, "Burnley Borough Council")
    places.add_agency(desk, "Pendle Borough Council", kind="district", in_places=("Testshire",))
    write_one(desk, "Pendle Borough Council", tmp_path / "pendle.xlsx", SendRequest("2024-25"), tmp_path)
    with pytest.raises(InputProblem, match="does not know of such a one"):
        read(desk, file)


def test_an_organisation_and_place_that_are_called_otherwise_now_are_known(desk: Desk, tmp_path: Path) -> None:
    file = fill(tmp_path)
    places.change_agency(desk, COUNTY, new_name="Shire Council")
    places.add_agency(desk, COUNTY, kind="county", in_places=("Testshire",))
    found = read(desk, file)
    assert (found.agency, found.problems) == ("Shire Council", ())


def line_of(desk: Desk, label: str) -> int:
    return int(
        desk.connection.execute(
            "SELECT spend.id FROM spend JOIN label ON label.id = label WHERE year = 2024 AND label.text = ?", (label,)
        ).fetchone()[0]
    )


@pytest.mark.deep
def test_edits_go_on_with_lines_that_are_the_same_and_are_listed_where_not(desk: Desk, tmp_path: Path) -> None:
    read(desk, fill(tmp_path))
    edit_lines(desk, [line_of(desk, "Libraries")], {"amount": "2000", "control": "local"})
    edit_lines(desk, [line_of(desk, "Roads")], {"control": "national"})
    number = line_of(desk, "Libraries")
    before = state(desk)
    found = again(desk, tmp_path)
    assert [(edit.row, edit.label, edit.words) for edit in found.carried] == [
        (8, "Libraries", "edited, £2,450.50 to £2,000.00")
    ]
    assert [(edit.row, edit.label) for edit in found.dropped] == [(6, "Roads")]
    assert line_of(desk, "Libraries") == number
    assert sorted(this_year(desk)) == [("Bins", 700), ("Libraries", 200_000), ("Roads", 130_000_000)]
    must_be_sound(desk)
    after = state(desk)
    history.undo(desk)
    assert state(desk) == before
    must_be_sound(desk)
    history.redo(desk)
    assert state(desk) == after
    must_be_sound(desk)


@pytest.mark.deep
def test_a_line_that_was_deleted_on_the_desk_stays_out_where_it_comes_again_the_same(
    desk: Desk, tmp_path: Path
) -> None:
    read(desk, fill(tmp_path))
    delete_lines(desk, [line_of(desk, "Libraries")])
    before = state(desk)
    found = again(desk, tmp_path)
    assert [edit.words for edit in found.carried] == ["deleted on the desk"]
    assert sorted(this_year(desk)) == [("Bins", 700), ("Roads", 130_000_000)]
    must_be_sound(desk)
    history.undo(desk)
    assert state(desk) == before
    must_be_sound(desk)


@pytest.mark.deep
def test_a_folder_of_them_is_read_in_one_go_and_each_says_what_became_of_it(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "came"
    folder.mkdir()
    shutil.move(fill(tmp_path), folder / "a good one.xlsx")
    shutil.copy(folder / "a good one.xlsx", folder / "b the same again.xlsx")
    fill(folder.parent, "came/a bad one.xlsx", amounts={6: "many"})
    fill(
        folder.parent,
        "came/c another.xlsx",
        amounts={**AMOUNTS, 8: 1},
        totals={"expenditure": 1_170_001, "capital": -30_000},
    )
    shutil.copy(folder / "a good one.xlsx", folder / "~$a good one.xlsx")
    (folder / "notes.txt").write_text("hello", encoding="utf-8")
    for dry_run in (True, False):
        outcomes = read_returns_in(desk, workbooks_in([folder]), ReadRequest(dry_run=dry_run))
        assert [(one.file.name, one.is_taken) for one in outcomes] == [
            ("a bad one.xlsx", False), ("a good one.xlsx", True), ("b the same again.xlsx", False),
            ("c another.xlsx", False),
        ]  # fmt: skip
        assert "'many' is no amount" in outcomes[0].why
        assert ("is a return of Test County Council" if dry_run else "read before") in outcomes[2].why
        assert "a good one.xlsx is a return of Test County Council for 2024-25 too" in outcomes[3].why
    assert this_year(desk) == [("Roads", 120_000_000), ("Parks", -3_000_000), ("Libraries", 245_050)]


@pytest.mark.deep
@needs_office
def test_filled_in_and_saved_by_libreoffice(desk: Desk, tmp_path: Path) -> None:
    for suffix in ("xlsx", "ods"):
        folder = tmp_path / suffix
        folder.mkdir()
        file = fill(tmp_path, amounts={**AMOUNTS, 6: "=600000*2"})
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", suffix,
             "--outdir", str(folder), str(file)],
            check=True, capture_output=True, timeout=150,
        )  # fmt: skip
        if suffix == "xlsx":
            check = openpyxl.load_workbook(folder / "back.xlsx", data_only=True)["Check"]
            sums = [[cell.value for cell in row] for row in check["B5:E7"]]
            assert sums == [
                [1_172_450.5, 1_172_450.5, 0, "OK"], [0, 0, 0, "OK"], [-30_000, -30_000, 0, "OK"],
            ]  # fmt: skip
        else:
            with pytest.raises(InputProblem, match="Nothing was changed"):
                must_take_words(folder / "back.ods")
        found = read(desk, folder / f"back.{suffix}")
        assert found.problems == (), suffix
        assert this_year(desk) == [("Roads", 120_000_000), ("Parks", -3_000_000), ("Libraries", 245_050)]
        must_be_sound(desk)


@pytest.mark.deep
@needs_office
@pytest.mark.usefixtures("desk")
def test_the_check_asks_for_the_totals_that_the_reading_asks_for(tmp_path: Path) -> None:
    income = {**AMOUNTS, 9: 100}
    cases: tuple[tuple[str, dict[int, object], dict[str, float], list[str]], ...] = (
        ("blank", {}, {}, ["Type your total", "OK", "OK"]),
        ("nil", {}, {"expenditure": 0}, ["OK", "OK", "OK"]),
        ("untold", income, {"expenditure": 1_172_450.50}, ["OK", "Type your total", "Type your total"]),
    )
    files = [
        str(fill(tmp_path, f"{name}.xlsx", amounts, totals, lambda book: book["Lines"].__setitem__("E9", "income")))
        for name, amounts, totals, _ in cases
    ]
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "counted"), *files],
        check=True, capture_output=True, timeout=150,
    )  # fmt: skip
    for name, _, _, told in cases:
        check = openpyxl.load_workbook(tmp_path / "counted" / f"{name}.xlsx", data_only=True)["Check"]
        assert [check[cell].value for cell in ("E5", "E6", "E7")] == told, name


# -- the annotated copy, questions and chasing


def values(file: Path, *, only_values: bool) -> dict[tuple[str, str], object]:
    book = openpyxl.load_workbook(file, data_only=only_values)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


@pytest.mark.deep
def test_the_annotated_copy_has_every_value_of_theirs_and_our_words_beside(desk: Desk, tmp_path: Path) -> None:
    file = fill(tmp_path, amounts={**AMOUNTS, 6: "1.200.000", 7: "(30,000)"}, change=hide)
    ask(desk, "Is the bus grant in this line?", agency=COUNTY, year="2024-25", row=8)
    found = read(desk, file)
    target = tmp_path / "annotated.xlsx"
    write_annotated(file, target, found, open_questions(desk, "Testshire", COUNTY, 2024))
    for only_values in (False, True):
        theirs, ours = values(file, only_values=only_values), values(target, only_values=only_values)
        assert {at: ours.get(at) for at in theirs} == theirs
    book = openpyxl.load_workbook(target)
    lines = book["Lines"]
    assert [lines.cell(5, column).value for column in (15, 16)] == ["Read by us", "What we read"]
    assert lines.cell(6, 15).value == "not read"
    assert "two decimal points" in lines.cell(6, 16).value
    assert [lines.cell(7, column).value for column in (15, 16)] == ["can be read", "'(30,000)' read as -£30,000.00"]
    assert "Question: Is the bus grant" in lines.cell(8, 16).value
    assert lines.row_dimensions[7].hidden
    rules = openpyxl.load_workbook(file)["Lines"].data_validations.dataValidation
    assert len(lines.data_validations.dataValidation) == len(rules)
    assert book["Totals"]["C5"].value == "-£27,549.50"
    asked = [[cell for cell in row if cell] for row in book["Questions"].iter_rows(values_only=True)]
    assert asked[3] == ["Row 8", "Is the bus grant in this line?"]
    assert book["Manifest"].sheet_state == "veryHidden"


@pytest.mark.deep
def test_the_annotated_copy_comes_back_as_the_return_and_can_be_annotated_again(desk: Desk, tmp_path: Path) -> None:
    file = fill(tmp_path, amounts={**AMOUNTS, 6: "1.200.000"})
    write_annotated(file, tmp_path / "annotated.xlsx", read(desk, file), ())
    book = openpyxl.load_workbook(tmp_path / "annotated.xlsx")
    book["Lines"]["B6"] = 1_200_000
    book.save(tmp_path / "second.xlsx")
    found = read(desk, tmp_path / "second.xlsx")
    assert (found.problems, found.notices) == ((), ())
    assert [total.typed_pence for total in found.totals] == [117_245_050, None, -3_000_000]
    write_annotated(tmp_path / "second.xlsx", tmp_path / "third.xlsx", found, ())
    third = openpyxl.load_workbook(tmp_path / "third.xlsx")
    assert third["Lines"].cell(6, 17).value == "taken in"
    assert "Questions 2" in third.sheetnames


@pytest.mark.deep
@needs_office
def test_the_annotated_copy_of_what_libreoffice_saved_opens_in_it(desk: Desk, tmp_path: Path) -> None:
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to"]
    (tmp_path / "saved").mkdir()
    saved, target = tmp_path / "saved" / "back.xlsx", tmp_path / "annotated.xlsx"
    subprocess.run([*office, "xlsx", "--outdir", str(saved.parent), str(fill(tmp_path))], check=True,
                   capture_output=True, timeout=150)  # fmt: skip
    write_annotated(saved, target, read(desk, saved), ())
    theirs, ours = values(saved, only_values=True), values(target, only_values=True)
    assert {at: ours.get(at) for at in theirs} == theirs
    subprocess.run([*office, "pdf", "--outdir", str(tmp_path), str(target)], check=True, capture_output=True,
                   timeout=150)  # fmt: skip
    assert (tmp_path / "annotated.pdf").stat().st_size > 1_000


@pytest.mark.deep
def test_the_email_says_what_is_to_be_put_right_or_that_all_is_well(desk: Desk, tmp_path: Path) -> None:
    bad = read(desk, fill(tmp_path, "bad.xlsx", amounts={**AMOUNTS, 6: "1.200.000"}))
    mail = email_text(bad, (), "2026-06-30")
    assert "We cannot take it in yet: 2 things to put right." in mail
    assert "- Lines, row 6: '1.200.000'" in mail
    assert "Please send it back by 30 June 2026." in mail
    untold = read(desk, fill(tmp_path, "untold.xlsx", totals={}), dry_run=True, without_totals=True)
    assert "and you typed no totals to hold it against." in email_text(untold, (), "")
    assert "agrees with your totals" in email_text(read(desk, fill(tmp_path)), (), "")


def test_a_question_makes_a_received_return_queried_and_chasing_keeps_its_days(desk: Desk, tmp_path: Path) -> None:
    assert chase(desk, COUNTY, year="2024-25", day="2026-07-08") == ("2026-07-08",)
    assert chase(desk, COUNTY, year="2024-25", day="2026-07-01") == ("2026-07-01", "2026-07-08")
    read(desk, fill(tmp_path))
    with pytest.raises(UsageProblem, match="is received, so it is not chased"):
        chase(desk, COUNTY, year="2024-25")
    number, warnings = ask(desk, "Ring jo.smith@example.org?", agency=COUNTY, year="2024-25")
    assert warnings
    assert desk.connection.execute("SELECT state FROM agency_return").fetchall() == [("queried",)]
    assert [one.number for one in open_questions(desk, "Testshire", COUNTY, 2024)] == [number]
    change_record(desk, "return-question", number, {"state": "answered", "answer": "No"})
    assert open_questions(desk, "Testshire", COUNTY, 2024) == ()


@pytest.mark.deep
def test_a_split_line_and_its_tag_go_on_with_the_same_line(desk: Desk, tmp_path: Path) -> None:
    read(desk, fill(tmp_path))
    number = line_of(desk, "Libraries")
    add_record(desk, "dive", {"title": "Reading", "place": "Testshire"})
    tag_spend(desk, "Reading", line=number)
    split_lines(desk, [number], [LinePart(Fraction(1, 2)), LinePart(Fraction(1, 2))])
    before = state(desk)
    found = again(desk, tmp_path)
    assert [edit.words for edit in found.carried] == ["split into 2 parts"]
    assert sorted(this_year(desk)) == [
        ("Bins", 700), ("Libraries", 122_525), ("Libraries", 122_525), ("Roads", 130_000_000),
    ]  # fmt: skip
    tagged = desk.connection.execute("SELECT line FROM spend_tag ORDER BY line").fetchall()
    assert len(tagged) == 2
    assert tagged[0] == (number,)
    must_be_sound(desk)
    history.undo(desk)
    assert state(desk) == before
    must_be_sound(desk)


KILLED = """
import os, sys
from fractions import Fraction
from pathlib import Path
from tpdesk.models import return_batch
from tpdesk.models.desk import open_desk
from tpdesk.services.return_checks import ReadRequest
from tpdesk.services.return_reading import read_return

place = getattr(return_batch, sys.argv[3])
def die(*told, **named):
    place(*told, **named)
    os._exit(9)
setattr(return_batch, sys.argv[3], die)
with open_desk(Path(sys.argv[1]), make=True) as desk:
    read_return(desk, Path(sys.argv[2]), ReadRequest())
"""


@pytest.mark.deep
@pytest.mark.parametrize("moment", ["keep_sent_lines", "take_place"])
def test_killed_in_the_middle_of_a_resubmission_it_is_not_there_at_all(tmp_path: Path, desk: Desk, moment: str) -> None:
    read(desk, fill(tmp_path))
    before = state(desk)
    desk.close()
    file = fill(tmp_path, "again.xlsx", {6: 1_300_000}, {"expenditure": 1_300_000})
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "a.tpdesk"), str(file), moment], check=False)
    assert done.returncode == 9
    with open_desk(tmp_path / "a.tpdesk") as opened:
        assert state(opened) == before
        must_be_sound(opened)
        assert read(opened, file).replaced == (2,)
        must_be_sound(opened)


@pytest.mark.deep
def test_an_answer_that_is_typed_beside_a_question_is_told(desk: Desk, tmp_path: Path) -> None:
    file = fill(tmp_path)
    read(desk, file)
    ask(desk, "Is the bus grant in it?", agency=COUNTY, year="2024-25", row=8)
    found = read(desk, file, dry_run=True)
    write_annotated(file, tmp_path / "asked.xlsx", found, open_questions(desk, "Testshire", COUNTY, 2024))
    book = openpyxl.load_workbook(tmp_path / "asked.xlsx")
    book["Questions"]["C4"] = "Yes, all of it"
    book.save(tmp_path / "answered.xlsx")
    assert read(desk, tmp_path / "answered.xlsx").notices == ("Answer to 'Is the bus grant in it?': Yes, all of it",)
