"""Page one of a pack: the finding, five figures, three findings, what the board is asked to do, what is missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.calc.packs import places
from tests.calc.packs.test_board import PLACES
from tests.cli.verbs import Verb
from tpdesk.calc.dive import DiveBook
from tpdesk.calc.missing import MissingMonths
from tpdesk.calc.packs import asks, findings
from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.real_terms import PART_OF_YEAR, RealTerms
from tpdesk.calc.report import BoardReport
from tpdesk.calc.workbook import layout, measure
from tpdesk.calc.workbook.describe import Sheet, sheet_names
from tpdesk.domain.case import Case
from tpdesk.domain.kinds import KINDS, Record
from tpdesk.domain.results.basis import Issue, ReconciliationRow
from tpdesk.domain.results.case import ReportedCase
from tpdesk.services.packs import write_workbook

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

FIRST_SCREEN = (1400, 600)
"""Pixels of cells that Excel shows of a window of 1440 by 860, beside its ribbon, bars and headings."""


def page_of(report: BoardReport) -> Sheet:
    """Return the first sheet of a report's pack."""
    return describe_board(report).sheets[0]


def under(page: Sheet, heading: str) -> list[str]:
    """Return the lines of a page below a heading, each whole."""
    found: list[str] = []
    inside = False
    for line in page.front:
        if line.is_heading:
            inside = line.text == heading
        elif inside:
            found.append(f"{line.lead} {line.text}".strip())
    return found


def record(kind: str, number: int, **values: Any) -> Record:
    """Return a record with these values and nothing else said."""
    names: Mapping[str, Any] = {field.name: () if field.many else None for field in KINDS[kind].fields}
    return Record(number, KINDS[kind], {**names, **values})


def reported(title: str, state: str, *, owner: str = "", opportunities: tuple[str, ...] = ()) -> ReportedCase:
    """Return a case that was not counted."""
    case = Case(title, "Exampleshire", 2026, 5, 2025, "", state=state)
    return ReportedCase(case, (), None, None, opportunities, owner)


def test_page_one_has_five_figures_three_findings_and_a_chart_of_the_finding() -> None:
    page = page_of(places.small())
    assert page.title == (
        "Exampleshire [test], 2024-25: 2 organisations spend on Category 04.7 of services, "
        "£13.8m of it outside the lead"
    )
    figures = under(page, "Five figures")
    assert len(figures) == 5
    assert figures[1].startswith("£208.23 per head of 501,094 people")
    assert "an upper bound for discussion, not a saving" in figures[3]
    assert [line.split(".")[0] for line in under(page, "Three findings")] == ["Size", "Evidence", "Change"]
    assert all(line.link for line in page.front if line.lead in ("Size.", "Evidence.", "Change."))
    assert page.chart is not None
    assert page.chart.title == "Category 04.7 of services has the most spend outside its lead organisation"
    assert "Category 04.7 of services £13.8m" in page.chart.alt


def test_what_is_missing_is_said_by_name() -> None:
    report = places.small()
    (missing,) = under(page_of(report), "What is missing")[:1]
    assert "Health Board (requested; 2023-24: £326.0m, not added)" in missing
    assert "No category yet: £1.2m." in missing
    assert "Unproven, as an area is not known: Category" in missing
    months = dataclasses.replace(report, missing_months=(MissingMonths("County Council", ("2024-08",)),))
    assert (
        "Part of the year only: County Council (none of August 2024)." in under(page_of(months), "What is missing")[0]
    )


def test_a_place_with_nothing_says_so() -> None:
    page = page_of(places.empty())
    assert page.title == "Exampleshire [test], 2024-25: no spending is recorded yet"
    assert page.chart is None
    assert under(page, "Five figures")[1] == "Not known per head: the population is not held for 2024-25"
    assert under(page, "The board is asked to") == [asks.NO_ASK]


def test_asks_are_final_cases_then_opportunities_by_saving_then_actions_by_date() -> None:
    book = DiveBook(
        records={
            "opportunity": (
                record("opportunity", 1, title="In a case", state="agreed", saving=9_00),
                record("opportunity", 2, title="Small", state="idea", saving=100_000_00, who_acts="The two councils"),
                record("opportunity", 3, title="Large", state="idea", saving=900_000_00, agencies=("A", "B")),
                record("opportunity", 4, title="Agreed", state="agreed"),
                record("opportunity", 5, title="Begun", state="under way"),
            ),
            "note": (
                record("note", 1, text="Later", owner="County Council"),
                record("note", 2, text="First", due_on="2026-02-14"),
            ),
        }
    )
    cases = (reported("Draft", "draft"), reported("Final", "final", owner="Director", opportunities=("In a case",)))
    assert [ask.words for ask in asks.asks_of(cases, book)] == [
        "approve the case “Final”. Owner: Director. Date: from 2026-27.",
        "complete the draft case “Draft”. Owner: none recorded. Date: from 2026-27.",
        "start as agreed “Agreed”. Owner: none recorded. Date: none recorded.",
        "decide on “Large” (£900k a year as stated). Owner: A and B. Date: none recorded.",
        "decide on “Small” (£100k a year as stated). Owner: The two councils. Date: none recorded.",
        "see that this is done: First. Owner: none recorded. Date: 14 February 2026.",
        "see that this is done: Later. Owner: County Council. Date: none recorded.",
    ]


def test_more_asks_than_fit_are_counted() -> None:
    page = page_of(dataclasses.replace(places.small(), cases=tuple(reported(f"C{n}", "final") for n in range(5))))
    assert len(under(page, "The board is asked to")) == asks.MOST_ASKS + 1
    assert under(page, "The board is asked to")[-1].startswith("and 2 further points")


def test_what_is_made_up_asks_for_nothing_unless_it_is_asked_for() -> None:
    made_up = (dataclasses.replace(reported("Front door", "final"), illustrative=True),)
    report = dataclasses.replace(places.small(), cases=made_up)
    assert under(page_of(report), "The board is asked to") == [f"{asks.NO_ASK} One illustrative example is left out."]
    told = under(page_of(dataclasses.replace(report, illustrative=True)), "The board is asked to")
    assert told[0].startswith("1. approve the case “Front door” (illustrative).")


def test_change_is_since_the_year_before_where_no_count_was_frozen() -> None:
    real = RealTerms("2023-24", "2024-25", 100, 105, 0, None, None, None, None, 0.02, None, None, "2024-25", "")
    found = findings.by_change(None, real)
    assert found.sheet == "real_terms"
    assert found.text == (
        "Since 2023-24 spend of organisations in both years changed by 5.0% in cash, 2.0% in real terms."
    )


def test_no_change_is_told_from_a_year_that_is_there_in_part() -> None:
    issue = Issue(PART_OF_YEAR, "Payments of 2023-24 are for part of the year: A Council (1 of 12 months).")
    real = RealTerms(
        "2023-24", "2024-25", 1, 1000, 0, None, None, None, None, 800.0, None, None, "2024-25", "", (issue,)
    )
    found = findings.by_change(None, real)
    assert found.text == f"Not told. {issue.text}"
    assert "%" not in found.text


def test_where_no_organisation_has_a_total_none_is_said_to_differ() -> None:
    row = ReconciliationRow("A Council", 100, None, None, "", None, "", True)
    assert findings.agreeing([row]).lead == "No organisation"
    assert findings.agreeing([row, dataclasses.replace(row, difference_pence=0)]).lead == "1 of 2"


@pytest.mark.parametrize("name", PLACES)
def test_page_one_leads_to_sheets_that_the_pack_has(name: str) -> None:
    pack = describe_board(PLACES[name]())
    keys = {sheet.key for sheet in pack.sheets}
    assert {line.link for line in pack.sheets[0].front if line.link} <= keys


@pytest.mark.deep
@pytest.mark.parametrize("options", [(), ("--illustrative",)])
def test_the_samples_page_one_fits_the_first_screen(sample: Verb, tmp_path: Path, options: tuple[str, ...]) -> None:
    out = tmp_path / "pack.xlsx"
    sample.good("pack", "board", "--place", "Lancashire", "--year", "2024-25", "--out", out, *options)
    first = openpyxl.load_workbook(out).worksheets[0]
    assert first.title == "Cover"
    high = sum(row.height for row in first.row_dimensions.values() if row.height) * 96 / 72
    assert high <= FIRST_SCREEN[1]
    assert FIRST_SCREEN[0] >= (layout.FRONT_WIDTH + layout.FRONT_CHART_WIDTH) * measure.DIGIT_PIXELS
    assert len(first._charts) == 1
    assert first.sheet_properties.pageSetUpPr.fitToPage
    assert (first.page_setup.fitToWidth or 1, first.page_setup.fitToHeight or 1) == (1, 1)
    assert first.page_setup.orientation == "landscape"
    assert len(first.tables) == 0


def test_a_link_that_wraps_stands_on_a_line_of_its_own(tmp_path: Path) -> None:
    pack = describe_board(places.small())
    front = pack.sheets[0]
    long = dataclasses.replace(front.front[7], text="A finding that takes more than one line. " * 4)
    changed = dataclasses.replace(front, front=(*front.front[:7], long))
    whole = dataclasses.replace(pack, sheets=(changed, *pack.sheets[1:]))
    placed = layout.place(whole, sheet_names(tuple(sheet.name for sheet in whole.sheets)), publish=True)
    assert [(line.text, line.link) for line in placed["cover"].lines[-2:]] == [
        (long.text, ""),
        (f"See {next(sheet.name for sheet in pack.sheets if sheet.key == long.link)}", long.link),
    ]
    assert write_workbook(whole, tmp_path / "a.xlsx", publish=True).sheets[0] == "Cover"
