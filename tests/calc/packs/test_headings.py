"""The heading of each sheet is its finding: it holds a figure, or a name, of what the sheet shows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calc.packs.test_board import PLACES
from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.packs.sheets.grouped import drawn_organisations
from tpdesk.calc.report import BoardReport
from tpdesk.calc.workbook.describe import Sheet, SheetCell, Workbook
from tpdesk.models.desk import open_desk
from tpdesk.services.board import board_report
from tpdesk.text import opening
from tpdesk.units import short_pounds

NAMED = {"about", "cover"}
"""Sheets that say what a pack is."""


@pytest.fixture(scope="module")
def sample_report(sample_original: Path, tmp_path_factory: pytest.TempPathFactory) -> BoardReport:
    """Return the report of the sample desk with its illustrative records."""
    desk = shutil.copy(sample_original, tmp_path_factory.mktemp("headings") / "sample.tpdesk")
    with open_desk(Path(desk), read_only=True) as opened:
        return board_report(opened, "Lancashire", "2024-25", illustrative=True)


def cells(sheet: Sheet) -> Iterator[str]:
    """Yield the words of a table's cells."""
    for row in sheet.table.rows if sheet.table else ():
        for cell in row:
            value = cell.value if isinstance(cell, SheetCell) else cell
            if isinstance(value, str) and len(value) > 3:
                yield value


WORDS = {opening(number, "x").split()[0].casefold() for number in range(100)}


def says_something(sheet: Sheet, where: str) -> bool:
    """Whether a heading, apart from place and year, has a number or a name from the table in it."""
    finding = sheet.title.replace(where, "").replace(where.split(",")[0], "")
    words = set(re.findall(r"[a-z-]+", finding.casefold()))
    named = any(cell.casefold()[:12] in finding.casefold() for cell in cells(sheet))
    return bool(re.search(r"\d", finding) or words & WORDS or named)


def silent(pack: Workbook, where: str) -> list[str]:
    """Return the headings of tables and charts that only describe."""
    shown = (sheet for sheet in pack.sheets if (sheet.table or sheet.chart) and sheet.key not in NAMED)
    return [f"{sheet.name}: {sheet.title}" for sheet in shown if not says_something(sheet, where)]


def test_every_heading_of_the_sample_is_a_finding(sample_report: BoardReport) -> None:
    pack = describe_board(sample_report)
    assert len(pack.sheets) > 70
    # All check totals agree: that is a finding without a figure.
    found = [title for title in silent(pack, "Lancashire, 2024-25") if not title.startswith("Check totals: All check")]
    assert found == []


def test_every_chart_has_its_finding_as_its_title_and_in_its_alt_text(sample_report: BoardReport) -> None:
    charts = [(sheet, chart) for sheet in describe_board(sample_report).sheets
              for chart in (sheet.chart, sheet.second_chart) if chart is not None]  # fmt: skip
    assert len(charts) > 8
    for sheet, chart in charts:
        assert re.search(r"\d", chart.alt), sheet.name
        assert chart.title.split(":")[0][:20] in f"{sheet.title} {chart.alt} {' '.join(sheet.holds)}", sheet.name


def test_the_figures_of_every_alt_text_are_those_of_the_cells_that_its_chart_draws(sample_report: BoardReport) -> None:
    pack = describe_board(sample_report)
    tables = {sheet.table.name: sheet.table for sheet in pack.sheets if sheet.table}
    checked = 0
    for sheet in pack.sheets:
        for chart in filter(None, (sheet.chart, sheet.second_chart)):
            table = tables[chart.table]
            rows = table.rows[chart.skipped : chart.skipped + chart.bars]
            values = [cell.value if isinstance(cell, SheetCell) else cell for row in rows for cell in row]
            money = {short_pounds(size) for value in values if isinstance(value, int) for size in (value, -value)}
            # The finding before the first full stop may be a sum or a difference.
            told = re.findall(r"£[\d,.]*\d(?:m|k|bn)?", chart.alt.partition(". ")[2])
            assert [figure for figure in told if figure not in money] == [], sheet.name
            checked += len(told)
            names = [str(cell)[:12].casefold() for row in rows[:3] for cell in row if isinstance(cell, str)]
            assert any(name in chart.alt.casefold() for name in names) or chart.heat, sheet.name
    assert checked > 60


def test_the_charts_that_a_board_acts_on_are_there(sample_report: BoardReport) -> None:
    charts = {sheet.key for sheet in describe_board(sample_report).sheets if sheet.chart}
    assert charts >= {
        "chart_heat_map", "chart_gross_to_net", "chart_prevention", "chart_journey_1", "chart_direct",
        "chart_shortlist", "chart_opportunities", "case_chart_1", "chart_who_spends",
    }  # fmt: skip


def test_small_organisations_of_a_kind_are_drawn_together_and_add_up(sample_report: BoardReport) -> None:
    rows = drawn_organisations(sample_report.by_agency, sample_report.gross_to_net)
    together = [row for row in rows if len(row.agencies) > 1]
    assert [row.name for row in together] == ["12 districts"]
    assert sum(row.pence for row in rows) == sample_report.by_agency.rows_total_pence
    assert sum(row.apportioned for row in rows) == sample_report.by_agency.basis.apportioned_pence
    agencies = [agency for row in rows for agency in row.agencies]
    assert sorted(agencies) == sorted(row.agency or "" for row in sample_report.by_agency.rows)


@pytest.mark.parametrize("name", PLACES)
def test_a_heading_of_any_place_fits_and_claims_nothing_of_nothing(name: str) -> None:
    for sheet in describe_board(PLACES[name]()).sheets:
        assert sheet.title
        assert not sheet.title[0].isdigit()
        assert "None" not in sheet.title.split()
