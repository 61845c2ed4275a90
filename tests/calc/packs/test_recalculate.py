"""The working pack's live formulas, computed by LibreOffice, give the calculation's own figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tests import version_desks
from tests.calc.packs import office, places
from tests.cli.verbs import Verb
from tests.deep import first_of
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


DAMAGED = (
    ("Data", "Gross (£)"), ("Data", "Less transfers (£)"), ("Data", "Less recharges (£)"),
    ("Data", "Income from outside (£)"), ("Returns", "Expenditure (£)"), ("Transfers", "Taken out of the total"),
    ("Confidence", "Amount"),
)  # fmt: skip
"""Sheet and heading of figures that stand on their own in a working copy."""


@pytest.mark.deep
@pytest.mark.skipif(office.SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("damaged", first_of([DAMAGED[::2], DAMAGED[1::2]], 1, 0), ids=["these", "those"])
def test_a_figure_that_is_changed_in_the_workbook_shows_among_the_check_totals(
    tmp_path: Path, damaged: Sequence[tuple[str, str]]
) -> None:
    pack = tmp_path / "pack.xlsx"
    with open_desk(version_desks.final(tmp_path / "a.tpdesk"), read_only=True) as desk:
        report = board_report(desk, "Testshire", "2024-25")
    assert report.by_agency.transfers_removed_pence > 0
    assert report.by_agency.recharges_removed_pence > 0
    write_workbook(describe_board(report), pack, publish=False)
    whole = tmp_path / "whole.xlsx"
    assert office.wiped(pack, whole) > 200
    book = openpyxl.load_workbook(pack)
    changed = [tmp_path / f"changed {n}.xlsx" for n, _ in enumerate(damaged)]
    for target, (sheet, heading) in zip(changed, damaged, strict=True):
        office.raised(whole, target, book.sheetnames.index(sheet) + 1, first_figure(book[sheet], heading).coordinate)
    out = office.recalculated([whole, *changed], tmp_path / "office")
    assert set(verdicts(out / whole.name)) == {"OK"}
    for target, where in zip(changed, damaged, strict=True):
        assert "DIFFERS" in verdicts(out / target.name), where


def first_figure(sheet: Any, heading: str) -> Any:
    """Return the first cell below a heading that starts so."""
    (table,) = sheet.tables.values()
    head, first, *_ = sheet[table.ref]
    return next(cell for title, cell in zip(head, first, strict=True) if title.value.startswith(heading))


def verdicts(file: Path) -> list[str]:
    """Return the verdicts of the sheet Check totals, as computed."""
    rows = CalamineWorkbook.from_path(file).get_sheet_by_name("Check totals").to_python()
    return [str(row[-1]) for row in rows if row[-1] in ("OK", "DIFFERS")]


def differences(pack: Path, recalculated: Path) -> tuple[int, list[str]]:
    """Return how many formulas were compared, and those whose cached value is not what
    LibreOffice computes, to the penny."""
    cached, again = CalamineWorkbook.from_path(pack), CalamineWorkbook.from_path(recalculated)
    assert again.sheet_names == cached.sheet_names
    compared, wrong = 0, []
    for sheet in openpyxl.load_workbook(pack).worksheets:
        values, computed = (
            book.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False) for book in (cached, again)
        )
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                ours, theirs = values[cell.row - 1][cell.column - 1], computed[cell.row - 1][cell.column - 1]
                compared += 1
                same = ours == theirs
                if isinstance(ours, float | int) and isinstance(theirs, float | int):
                    exact = "%" in cell.number_format or "0.000" in cell.number_format
                    same = abs(ours - theirs) < (1e-9 if exact else 0.005)
                if not same:
                    wrong.append(f"{sheet.title}!{cell.coordinate}: {cell.value} cached {ours}, computed {theirs}")
    return compared, wrong
