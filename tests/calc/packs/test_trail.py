"""How to read a figure: the sheet walks each headline of a real desk back, to the penny, and the
pack still meets every rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.report import BoardReport
from tpdesk.calc.workbook.check import check_workbook
from tpdesk.errors import Cancelled
from tpdesk.models.desk import open_desk
from tpdesk.services.board import board_report
from tpdesk.services.packs import write_workbook

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.fixture(scope="module")
def report(sample_original: Path) -> BoardReport:
    with open_desk(sample_original, read_only=True) as desk:
        return board_report(desk, "Lancashire", "2024-25", publish=True)


def rows(book: Any) -> list[tuple[str, str, str, Any]]:
    """Return the sheet's rows."""
    sheet = book["How to read a figure"]
    (table,) = sheet.tables.values()
    return [tuple(cell.value for cell in row) for row in sheet[table.ref]][1:]


@pytest.mark.deep
def test_the_parts_on_the_sheet_add_up_to_each_headline(report: BoardReport, tmp_path: Path) -> None:
    done = write_workbook(describe_board(report), tmp_path / "pack.xlsx", publish=True)
    told = rows(openpyxl.load_workbook(done.file, data_only=True))
    count = report.by_agency
    expected = {
        "Gross": count.gross_pence, "Transfers taken out": count.transfers_removed_pence,
        "Internal recharges": count.recharges_removed_pence,
        "Spend after transfers": count.after_transfers_pence, "Outside income": count.outside_income_pence,
        "Net of income": count.net_of_income_pence,
        "Per head": count.pence_per_head, "Per household": count.pence_per_household,
    }  # fmt: skip
    for name, pence in expected.items():
        mine = [row for row in told if row[0] == name]
        assert pence is not None
        assert [row[3] for row in mine if row[1] == "the figure"] == [pence / 100]
        whole = pence if not name.startswith("Per ") else count.rows_total_pence
        assert round(sum(row[3] for row in mine if row[1] == "part") * 100) == whole
        assert any(row[1].startswith("rule ") for row in mine)
        assert any(row[1] == "formula" for row in mine)
    assert "Outside the lead where areas meet, economic-development" in {row[0] for row in told}


@pytest.mark.deep
@pytest.mark.parametrize("publish", [False, True], ids=["working", "published"])
def test_every_rule_is_still_met(report: BoardReport, publish: bool, tmp_path: Path) -> None:
    done = write_workbook(describe_board(report), tmp_path / "pack.xlsx", publish=publish)
    assert "How to read a figure" in done.sheets
    assert {rule.id for rule in check_workbook(done.file) if not rule.passed} == (set() if publish else {"F11"})


@pytest.mark.deep
def test_each_sheet_is_told_and_a_stop_leaves_the_old_file(report: BoardReport, tmp_path: Path) -> None:
    target = tmp_path / "pack.xlsx"
    told: list[tuple[int, int]] = []
    done = write_workbook(describe_board(report), target, publish=True, step=lambda n, of: told.append((n, of)))
    assert told == [(n, len(done.sheets)) for n in range(len(done.sheets))]
    before = target.read_bytes()

    def stop(number: int, of: int) -> None:
        if number > of // 2:
            raise Cancelled("Stopped by hand.")

    with pytest.raises(Cancelled):
        write_workbook(describe_board(report), target, publish=False, step=stop)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["pack.xlsx"]
