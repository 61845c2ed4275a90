"""The board's report: its sources add up to the count also after edits, and it tells what was changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calc.packs.test_board import column
from tpdesk.calc.packs.kind import ready
from tpdesk.calc.workbook.check import check_workbook
from tpdesk.models.desk import Desk, open_desk
from tpdesk.services import lines, places
from tpdesk.services.board import BY_HAND, board_report
from tpdesk.services.figures import place_for
from tpdesk.services.imports import import_files
from tpdesk.services.mapping import apply_map_file
from tpdesk.services.packs import write_board
from tpdesk.services.sheets import ImportRequest

FILE = "Date,Service,Amount\n01/05/2024,Roads,10.00\n02/05/2024,Parks,20.00\n03/05/2024,Parks,40.00\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Yield a desk with one file of one organisation."""
    (tmp_path / "a.csv").write_text(FILE, encoding="utf-8")
    with open_desk(tmp_path / "a.tpdesk", make=True) as opened:
        places.add(opened, "Testshire")
        places.add_agency(opened, "Body", in_places=("Testshire",))
        import_files(opened, [tmp_path / "a.csv"], ImportRequest(agency="Body"))
        yield opened


def test_files_alone_make_up_a_count_that_nobody_has_touched(desk: Desk) -> None:
    assert board_returns(desk) == [("a.csv", 3, 7000, 0, "")]


def board_returns(desk: Desk) -> list[tuple[object, ...]]:
    """Return file, lines, expenditure, income and what changed of each row of the sheet Returns."""
    return [
        (row.file, row.lines, row.expenditure_pence, row.income_pence, row.changed)
        for row in board_report(desk, None, None).returns
    ]


def test_returns_never_add_income_to_expenditure(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(
        "Date,Service,Amount,Flow\n01/05/2024,Roads,10.00,expenditure\n02/05/2024,Roads,4.00,income\n", encoding="utf-8"
    )
    import_files(desk, [tmp_path / "b.csv"], ImportRequest(agency="Body"))
    assert board_returns(desk) == [("a.csv", 3, 7000, 0, ""), ("b.csv", 2, 1000, 400, "")]
    write_board(board_report(desk, None, None), tmp_path / "p.xlsx", publish=True)
    import openpyxl

    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert column(book, "Returns", "Expenditure (£)") == [70, 10]
    assert column(book, "Returns", "Income (£)") == [0, 4]


def test_what_was_entered_edited_and_deleted_is_said_and_the_rows_add_up(desk: Desk) -> None:
    lines.edit_lines(desk, (1,), {"amount": "12.50"})
    lines.delete_lines(desk, (2,))
    lines.add_line(desk, {"agency": "Body", "amount": "3", "year": "2024-25"})
    assert board_returns(desk) == [
        ("a.csv", 2, 5250, 0, "1 line edited, 3 lines when imported"),
        (BY_HAND, 1, 300, 0, ""),
    ]
    report = board_report(desk, None, None)
    assert sum(row.expenditure_pence or 0 for row in report.returns) == report.by_agency.gross_pence == 5550


def test_the_working_pack_lists_what_was_changed_and_the_copy_to_publish_does_not(desk: Desk, tmp_path: Path) -> None:
    lines.edit_lines(desk, (1,), {"amount": "12.50"})
    working, public = tmp_path / "w.xlsx", tmp_path / "p.xlsx"
    write_board(board_report(desk, None, None), working, publish=False)
    sheets = write_board(board_report(desk, None, None, publish=True), public, publish=True).sheets
    assert "Changes" not in sheets
    import openpyxl

    book = openpyxl.load_workbook(working)
    what, before, after = (column(book, "Changes", name) for name in ("Record and field", "From", "To"))
    assert (what[0], before[0], after[0]) == ("line 1, amount", "£10.00", "£12.50")
    assert all(rule.passed for rule in check_workbook(public))
    assert {rule.id for rule in check_workbook(working) if not rule.passed} == {"F11"}


def test_a_body_without_an_area_is_something_to_look_at_before_any_verdict_rests_on_it(
    desk: Desk, tmp_path: Path
) -> None:
    labels = tmp_path / "map.csv"
    labels.write_text("label,category\nRoads,04.5\nParks,08.1\n", encoding="utf-8")
    apply_map_file(desk, place_for(desk, "Testshire").id, None, labels)
    texts = [item.text for item in ready(board_report(desk, None, None)) if item.state == "look"]
    assert any(text.startswith("Area unknown: Body.") for text in texts), texts
