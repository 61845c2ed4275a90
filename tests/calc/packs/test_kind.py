"""A kind of pack is a list of sheets over results: others than the board's bind the same sheets."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import openpyxl
import pytest

from tests.calc.packs import places
from tpdesk.calc.packs.frame import DataNumbers, Frame
from tpdesk.calc.packs.kind import PackKind, bind
from tpdesk.calc.packs.sheets.count import who_spends
from tpdesk.calc.packs.sheets.left_out_and_pairs import left_out, pairs, shared_services
from tpdesk.calc.packs.sheets.overlap import evidence
from tpdesk.calc.workbook.describe import Sheet, Workbook
from tpdesk.domain.results.count import CountResult
from tpdesk.domain.results.overlap import OverlapResult
from tpdesk.services.packs import check_workbook, write_workbook

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

INTERIM = PackKind("interim", "Interim pack", "What is known so far", "What can be told before all returns are in.")


def frame(count: CountResult) -> Frame:
    """Return the frame of a pack without formulas: nothing is numbered."""
    made = ("draft", "A team", "2025-07-01T12:00:00Z", "a.tpdesk", "tpdesk")
    return Frame("Exampleshire", "2024-25", *made, count.basis, count.basis)


def interim(count: CountResult, overlap: OverlapResult, *more: Sheet | None) -> Workbook:
    """Return a small pack of results alone, without a report."""
    here = frame(count)
    body = (shared_services(here, overlap), evidence(here, overlap), left_out(here, overlap), *more)
    return bind(INTERIM, here, count, opening=(), body=body, closing=())


@pytest.mark.parametrize("publish", [False, True])
def test_another_kind_binds_the_same_sheets_and_meets_every_rule(publish: bool, tmp_path: Path) -> None:
    report = places.small()
    pack = interim(report.by_agency, report.overlap, pairs(frame(report.by_agency), report.pairs))
    done = write_workbook(pack, tmp_path / "interim.xlsx", publish=publish)
    assert done.sheets == (
        "Cover", "Contents", "Shared-service candidates", "Overlap evidence", "Left out of shares", "Pairs", "Notes",
    )  # fmt: skip
    assert [rule.id for rule in check_workbook(done.file) if not rule.passed] == []
    book = openpyxl.load_workbook(done.file)
    assert book["Cover"]["A1"].value == "What is known so far: Exampleshire, 2024-25"
    assert book.properties.title == "Interim pack: Exampleshire, 2024-25"
    assert not book.defined_names


def test_a_sheet_that_holds_nothing_is_left_out_and_not_listed() -> None:
    report = places.single()
    pack = interim(report.by_agency, report.overlap)
    names = [sheet.name for sheet in pack.sheets]
    assert "Left out of shares" not in names
    (listed,) = [sheet.table for sheet in pack.sheets if sheet.key == "contents"]
    assert listed is not None
    assert len(listed.rows) == len(names) - 2


def test_notes_are_those_that_the_body_points_to_in_the_order_of_its_sheets() -> None:
    report = places.small()
    pack = interim(report.by_agency, report.overlap)
    assert [note.key for note in pack.notes] == ["in-shares", "meeting", "unproven", "verdict"]


def test_every_sheet_after_the_contents_leads_back_and_none_before(tmp_path: Path) -> None:
    report = places.small()
    pack = interim(report.by_agency, report.overlap)
    book = openpyxl.load_workbook(write_workbook(pack, tmp_path / "a.xlsx", publish=True).file)
    back = {
        sheet.title for sheet in book for row in sheet.iter_rows(max_col=1) if row[0].value == "Back to the contents"
    }
    assert back == {*book.sheetnames} - {"Cover", "Contents"}
    without = dataclasses.replace(pack, contents="", sheets=tuple(s for s in pack.sheets if s.key != "contents"))
    book = openpyxl.load_workbook(write_workbook(without, tmp_path / "b.xlsx", publish=True).file)
    assert not [sheet for sheet in book for row in sheet.iter_rows(max_col=1) if row[0].value == "Back to the contents"]


def test_formulas_over_a_sheet_that_the_pack_does_not_have_are_refused(tmp_path: Path) -> None:
    report = places.small()
    here = dataclasses.replace(
        frame(report.by_agency), numbers=DataNumbers({row.agency or "": 1 for row in report.by_agency.rows}, {}, {})
    )
    pack = bind(INTERIM, here, report.by_agency, opening=(), body=(who_spends(here, report.by_agency),), closing=())
    with pytest.raises(ValueError, match=r"Who spends needs the table Spend_data"):
        write_workbook(pack, tmp_path / "a.xlsx", publish=False)
    assert not [*tmp_path.glob("*.xlsx")]
    assert "Who spends" in write_workbook(pack, tmp_path / "a.xlsx", publish=True).sheets
