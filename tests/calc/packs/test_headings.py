"""The heading of each sheet is its finding: it holds a figure, or a name, of what the sheet shows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calc.packs.test_board import PLACES
from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.report import BoardReport
from tpdesk.calc.workbook.describe import Sheet, SheetCell, Workbook
from tpdesk.models.desk import open_desk
from tpdesk.services.board import board_report
from tpdesk.text import opening

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


@pytest.mark.parametrize("name", PLACES)
def test_a_heading_of_any_place_fits_and_claims_nothing_of_nothing(name: str) -> None:
    for sheet in describe_board(PLACES[name]()).sheets:
        assert sheet.title
        assert not sheet.title[0].isdigit()
        assert "None" not in sheet.title.split()
