"""Rows pasted from a spreadsheet: read like a file, looked at before, put right in place, taken in once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.lines import seen, stocked_lines
from tpdesk.domain.line import USUAL
from tpdesk.domain.line_filter import ALL_LINES
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.intake.csvfile import read_pasted
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.lines.origin import origin_of
from tpdesk.services.history import undo
from tpdesk.services.lines import copy_out
from tpdesk.services.paste import PasteRequest, look_through, preview_paste, take_paste

HEADED = (
    'Date\tSupplier\tAmount\tService\r\n17/06/2024\tBiffa\t1,234.50\tWaste\r\n18/06/2024\t"Big '
    '""B""\nLtd"\tten\tRoads\r\n'
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with Testshire and Body 1 to 3, no lines."""
    opened = open_desk(tmp_path / "a.tpdesk", make=True)
    stocked_lines(opened)
    return opened


def test_rows_with_a_header_are_recognised_and_their_problems_told(desk: Desk) -> None:
    pasted = read_pasted(HEADED)
    assert pasted.rows[2][1] == 'Big "B"\nLtd'
    preview = preview_paste(desk, pasted, PasteRequest(agency="Body 1"))
    assert preview.words == "1 line to take in, 1 row with problems"
    assert preview.layout.column_names() == {
        "date": "Date",
        "supplier": "Supplier",
        "amount": "Amount",
        "label": "Service",
    }
    assert {row: (reject.column, reject.value) for row, reject in preview.problems.items()} == {3: ("Amount", "ten")}
    assert seen(desk.connection) == []


def test_a_cell_is_put_right_and_the_rows_come_in_as_one_batch(desk: Desk) -> None:
    pasted = read_pasted(HEADED).with_cell(2, 2, "10")
    assert not preview_paste(desk, pasted, PasteRequest(agency="Body 1")).problems
    outcome = take_paste(desk, pasted, PasteRequest(agency="Body 1"))
    assert outcome.clean
    rows = seen(desk.connection)
    assert [(row.row, row.amount_pence, row.supplier, row.date, row.file, row.batch) for row in rows] == [
        (2, 123_450, "Biffa", "2024-06-17", "Pasted rows", outcome.batch),
        (3, 1_000, 'Big "B" Ltd', "2024-06-18", "Pasted rows", outcome.batch),
    ]  # fmt: skip
    assert origin_of(desk.connection, rows[0].id).words.startswith(
        f"row 2 of Pasted rows, batch {outcome.batch}, imported 20"
    )
    assert desk.connection.execute("SELECT kind FROM batch WHERE id = ?", (outcome.batch,)).fetchone() == ("pasted",)
    assert not any(item.problems for item in check_desk(desk.connection))
    undo(desk)
    assert seen(desk.connection) == []


def test_rows_taken_in_before_are_told_and_refused(desk: Desk) -> None:
    request = PasteRequest(agency="Body 1")
    take_paste(desk, read_pasted(HEADED), request)
    same = read_pasted(HEADED.replace("\r\n", "\n"))
    assert "taken in before: batch" in preview_paste(desk, same, request).warnings[0]
    with pytest.raises(InputProblem, match="taken in before"):
        take_paste(desk, same, request)
    assert take_paste(desk, same, request, again=True).batch is not None
    assert len(seen(desk.connection)) == 2


def test_without_a_header_the_tables_columns_name_the_cells(desk: Desk) -> None:
    pasted = read_pasted(
        "Body 2\tWaste\t05.1\t£12.50\t2024-06-17\tBiffa\tbins\nBody 9\tRoads\t\t(3)\t2024-06-18\tTarmac\tholes\n"
    )
    request = PasteRequest(columns=USUAL)
    preview = preview_paste(desk, pasted, request)
    assert list(preview.problems) == [2]
    assert "No organisation on this desk is called 'Body 9'" in preview.problems[2].message
    take_paste(desk, pasted, request)
    (row,) = seen(desk.connection)
    assert (row.agency, row.label, row.own_category, row.amount_pence, row.description) == (
        "Body 2",
        "Waste",
        "05.1",
        1_250,
        "bins",
    )


def test_without_a_header_cells_of_another_kind_are_read_by_their_looks(desk: Desk) -> None:
    rows = (
        "17/06/2024\tBiffa Ltd\tWaste\t1,234.50\n18/06/2024\tTarmac plc\tRoads\t12.00\n19/06/2024\tTarmac "
        "plc\tRoads\t7.25\n20/06/2024\tBiffa Ltd\tWaste\t8.25\n"
    )
    preview = preview_paste(desk, read_pasted(rows), PasteRequest(agency="Body 1", columns=USUAL))
    assert preview.layout.column_names() == {"date": "#1", "supplier": "#2", "label": "#3", "amount": "#4"}
    assert (preview.tally.rows_imported, preview.tally.sum_pence) == (4, 126_200)
    # What the user says of one column stands, and the others are still recognised.
    said = preview_paste(
        desk, read_pasted(rows), PasteRequest(agency="Body 1", columns=USUAL, maps={"description": "#3"})
    )
    assert {"description": "#3", "date": "#1", "amount": "#4"}.items() <= said.layout.column_names().items()


def test_rows_that_name_no_body_are_looked_at_all_the_same(desk: Desk) -> None:
    found = look_through(desk.path, HEADED, PasteRequest())
    assert (found.preview, found.lacks_body) == (None, True)
    assert found.layout is not None
    assert found.layout.column_names()["supplier"] == "Supplier"
    found = look_through(desk.path, HEADED, PasteRequest(agency="Body 1"))
    assert (found.preview is None, found.lacks_body) == (False, False)


def test_what_was_copied_out_can_be_pasted_back(desk: Desk) -> None:
    take_paste(desk, read_pasted(HEADED), PasteRequest(agency="Body 1"))
    columns = ("agency", "label", "amount", "date", "supplier")
    take_paste(desk, read_pasted(copy_out(desk, ALL_LINES, columns)), PasteRequest())
    first, second = seen(desk.connection)
    assert [getattr(first, name) for name in ("agency", "label", "amount_pence", "date", "supplier")] == [
        getattr(second, name) for name in ("agency", "label", "amount_pence", "date", "supplier")
    ]  # fmt: skip


def test_a_quote_that_is_never_closed_swallows_no_row() -> None:
    pasted = read_pasted('Amount\tLabel\n1\t"Waste\n2\tRoads\n')
    assert pasted.rows == (("Amount", "Label"), ("1", '"Waste'), ("2", "Roads"))
    assert "never closed" in pasted.warnings[0]


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\ufeff"])
def test_an_empty_clipboard_is_told(text: str) -> None:
    with pytest.raises(InputProblem, match="holds no rows"):
        read_pasted(text)


def test_what_is_no_spending_and_whose_it_is(desk: Desk) -> None:
    with pytest.raises(UsageProblem, match="No column of Pasted rows names the organisation"):
        preview_paste(desk, read_pasted(HEADED), PasteRequest())
    with pytest.raises(InputProblem, match="no table of amounts"):
        take_paste(desk, read_pasted("just\nsome\nwords\n"), PasteRequest(agency="Body 1"))
    assert seen(desk.connection) == []
