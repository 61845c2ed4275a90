"""The working pack's live formulas, computed by LibreOffice, give the calculation's own figures."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.calc.packs import office, places
from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.packs.write import write_pack

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.mark.skipif(office.SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_the_cached_values_of_a_hostile_place(tmp_path: Path) -> None:
    pack = tmp_path / "pack.xlsx"
    write_pack(describe_board(places.hostile()), pack, publish=False)
    wiped = tmp_path / "wiped.xlsx"
    formulas = office.wiped(pack, wiped)
    assert formulas > 200
    cached = openpyxl.load_workbook(pack, data_only=True)
    live = openpyxl.load_workbook(pack)
    again = openpyxl.load_workbook(office.recalculated(wiped, tmp_path / "office"), data_only=True)
    assert again.sheetnames == cached.sheetnames
    compared, wrong = 0, []
    for sheet in live.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                ours, theirs = cached[sheet.title][cell.coordinate].value, again[sheet.title][cell.coordinate].value
                compared += 1
                same = (
                    abs(ours - theirs) < 0.005
                    if isinstance(ours, float | int) and isinstance(theirs, float | int)
                    else ours == theirs
                )
                if "%" in cell.number_format or "0.000" in cell.number_format:
                    same = same and (isinstance(ours, str) or abs(ours - theirs) < 1e-9)
                if not same:
                    wrong.append(f"{sheet.title}!{cell.coordinate}: {cell.value} cached {ours}, computed {theirs}")
    assert compared == formulas
    assert wrong == []
