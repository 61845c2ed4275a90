"""The working pack's live formulas, computed by LibreOffice, give the calculation's own figures."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.calc.packs import office, places
from tests.cli.verbs import Verb
from tpdesk.calc.packs.board import describe_board
from tpdesk.models.desk import open_desk
from tpdesk.services.board import board_report
from tpdesk.services.packs import write_workbook

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.mark.deep
@pytest.mark.skipif(office.SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_the_cached_values_of_a_hostile_place_and_of_the_sample(
    sample: Verb, tmp_path: Path
) -> None:
    with open_desk(sample.desk, read_only=True) as desk:
        reports = {"hostile": places.hostile(), "sample": board_report(desk, "Lancashire", "2024-25")}
    formulas = {}
    for name, report in reports.items():
        write_workbook(describe_board(report), tmp_path / f"{name}.xlsx", publish=False)
        (tmp_path / "wiped").mkdir(exist_ok=True)
        formulas[name] = office.wiped(tmp_path / f"{name}.xlsx", tmp_path / "wiped" / f"{name}.xlsx")
    out = office.recalculated([tmp_path / "wiped" / f"{name}.xlsx" for name in reports], tmp_path / "office")
    for name, number in formulas.items():
        compared, wrong = differences(tmp_path / f"{name}.xlsx", out / f"{name}.xlsx")
        assert wrong == []
        assert compared == number > 200


def differences(pack: Path, recalculated: Path) -> tuple[int, list[str]]:
    """Return how many formulas were compared, and those whose cached value is not what
    LibreOffice computes, to the penny."""
    cached = openpyxl.load_workbook(pack, data_only=True)
    again = openpyxl.load_workbook(recalculated, data_only=True)
    assert again.sheetnames == cached.sheetnames
    compared, wrong = 0, []
    for sheet in openpyxl.load_workbook(pack).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                ours, theirs = cached[sheet.title][cell.coordinate].value, again[sheet.title][cell.coordinate].value
                compared += 1
                same = ours == theirs
                if isinstance(ours, float | int) and isinstance(theirs, float | int):
                    exact = "%" in cell.number_format or "0.000" in cell.number_format
                    same = abs(ours - theirs) < (1e-9 if exact else 0.005)
                if not same:
                    wrong.append(f"{sheet.title}!{cell.coordinate}: {cell.value} cached {ours}, computed {theirs}")
    return compared, wrong
