"""The board pack: which sheets of which results, in which order, and what its key messages say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tpdesk.calc.packs import findings, sentences
from tpdesk.calc.packs.asks import asks_of, left_out_words
from tpdesk.calc.packs.checks import board_checks
from tpdesk.calc.packs.frame import DataRow, Frame, data_rows, money_unit, numbers
from tpdesk.calc.packs.kind import PackKind, bind
from tpdesk.calc.packs.sheets import (
    apportioned,
    assets,
    boundaries,
    by_category,
    case_charts,
    cases,
    count,
    cover,
    data_and_issues,
    dives,
    drawn,
    front,
    grouped,
    journeys,
    left_out_and_pairs,
    method,
    outcomes,
    overlap,
    partnership,
    progress,
    recipes,
    reconciliation,
    shortlist,
    sources,
    streams,
    versions,
)
from tpdesk.calc.packs.sheets.cover import KeyMessage, key_messages
from tpdesk.calc.packs.sheets.data_and_issues import Details, line_sheets
from tpdesk.calc.packs.sheets.reconciliation import Check, check_totals
from tpdesk.calc.packs.sheets.records import records_sheet
from tpdesk.calc.report import BoardReport
from tpdesk.calc.workbook.describe import Sheet, Workbook
from tpdesk.domain.results.basis import Issue

BOARD: Final = PackKind(
    "board",
    "Board pack",
    "Public spending by organisation and service",
    "A board pack: the public money of one place, who spends it, on what, and on which services several spend.",
    on_screen=frozenset(
        {
            "chart_who_spends", "chart_what_on", "categories", "chart_categories", "cost_type", "control",
            "why_changed", "apportioned", "new_boundaries", "driver_moves", "chart_overlap", "below", "measures",
            "evidence", "stakes", "left_out", "pairs", "dive_spend", "stages", "activity_map", "deliveries",
            "journeys", "shortlist", "sensitivity", "case_parties", "case_years", "case_lines", "case_payback",
            "case_delivered", "case_behind", "case_look", "cases", "transfers", "returns", "confidence", "checks",
            "trail", "issues", "changes", "sources", "asset_why_not", "asset_plan", "asset_space", "asset_sites",
            "chart_assets", "chart_pooled", "pooled_by_priority", "ends_and_fences", "as_drawn", "chart_direct",
            "chart_heat_map", "gross_to_net", "chart_gross_to_net", "prevention_steps", "chart_prevention",
            "journey_days", *(f"chart_journey_{number}" for number in range(1, drawn.MOST_JOURNEYS + 1)),
            "shortlist_parts", "chart_shortlist", "opportunity_horizons", "chart_opportunities",
        }
    ),
)  # fmt: skip

_DELIVERIES: Final = "Costs of deliveries a year as said in deep dives; not the count"
_RECORDS: Final = "Records of deep dives and workshops; no money of the count"


def describe_board(report: BoardReport, details: Details | None = None) -> Workbook:
    """Return the board pack of a report as data, with every line of it at its end where `details` are given.

    Sheets whose subject holds nothing are left out; those a board asks for never are.
    """
    rows = data_rows(report.overlap, report.matrix, report.by_division, report.gross_to_net)
    frame = frame_of(report, rows)
    checks = board_checks(report)
    messages = key_messages(
        frame, _messages(frame, report, checks), without_made_up=report.dives_for_messages is not None
    )
    data = data_and_issues.data(frame, rows, report.by_division, report.overlap.basis)
    lines = line_sheets(frame.where, details) if details is not None else ()
    return bind(
        BOARD,
        frame,
        report.by_agency,
        front=page_one(frame, report),
        opening=(messages,),
        body=(
            *_count_sheets(frame, report),
            *_overlap_sheets(frame, report),
            *_dive_sheets(frame, report),
            *_case_sheets(frame, report),
            outcomes.outcomes(frame, report.outcomes),
            outcomes.beside(frame, report.beside),
            outcomes.unit_costs(frame, report.unit_costs),
            progress.progress_sheet(frame, report.progress),
            *assets.sheets(frame, report.colocation),
            *_stream_sheets(frame, report),
            recipes.recipes_sheet(frame, report.cookbook),
            partnership.burden(frame, report.burden),
            partnership.culture(frame, report.culture),
            partnership.chart_culture(frame, report.culture),
            partnership.culture_change(frame, report.culture),
            *(records_sheet(frame, kind, records) for kind, records in report.registers),
            *_proof_sheets(frame, report, checks),
        ),
        closing=(data, *lines),
    )


def page_one(frame: Frame, report: BoardReport, *, further_on: str = "") -> Sheet:
    """Return page one; of meeting papers, which say `further_on` where the rest stands, without links."""
    total, found, book = report.by_agency, report.message_overlap, report.message_dives
    asks = asks_of(report.message_cases, book)
    return front.page_one(
        frame,
        front.PageOne(
            title=findings.headline(frame, total, found),
            figures=findings.figures(frame, total, found, findings.agreeing(report.reconciliation)),
            findings=(
                findings.by_size(frame, total, found),
                findings.by_evidence(found),
                findings.by_change(report.bridge, report.real),
            ),
            asks=asks,
            left_out=left_out_words(len(asks_of(report.cases, report.dives)) - len(asks)),
            missing=findings.what_is_missing(total, found, report.missing_months),
            chart=by_category.front_chart(frame, total, found),
            further_on=further_on,
        ),
    )


def frame_of(report: BoardReport, rows: Sequence[DataRow]) -> Frame:
    """Return what the sheets of a pack of this report have in common; `rows` are those of its sheet Data."""
    codes = (row.category for row in report.overlap.rows)
    return Frame(
        place=report.place,
        year=report.year,
        status=report.status,
        made_by=report.made_by,
        made_at=report.made_at,
        desk_name=report.desk_name,
        software=report.software,
        basis=report.by_agency.basis,
        gross=report.transfers.basis,
        money=money_unit(report.by_agency.rows_total_pence),
        version=report.version,
        publication=report.publication,
        not_in_it=report.not_in_it,
        numbers=numbers(report.by_agency, report.by_category, report.by_division, codes, rows),
    )


def _count_sheets(frame: Frame, report: BoardReport) -> tuple[Sheet | None, ...]:
    return (
        count.headline(frame, report.by_agency, report.transfers),
        count.who_spends(frame, report.by_agency),
        *grouped.sheets(frame, report.by_agency, report.matrix, report.by_division, report.gross_to_net),
        *drawn.gross_to_net(frame, report.by_agency),
        by_category.what_on(frame, report.by_division),
        by_category.chart_what_on(frame, report.by_division),
        by_category.categories(frame, report.by_category),
        by_category.chart_categories(frame, report.by_category),
        by_category.matrix(frame, report.matrix, report.by_agency, report.by_division),
        count.control(frame, report.by_control),
        count.cost_type(frame, report.by_cost_type),
        versions.what_changed(frame, report.bridge),
        versions.chart_what_changed(frame, report.bridge),
        versions.why(frame, report.bridge),
        versions.real_terms(frame, report.real),
        apportioned.apportioned(frame, report.apportioned),
        boundaries.new_boundaries(frame, report.redrawn, report.not_redrawn),
        boundaries.chart_new_boundaries(frame, report.redrawn),
        boundaries.driver_moves(frame, report.redrawn),
    )


def _overlap_sheets(frame: Frame, report: BoardReport) -> tuple[Sheet | None, ...]:
    return (
        overlap.overlap(frame, report.overlap),
        by_category.chart_overlap(frame, report.overlap),
        left_out_and_pairs.shared_services(frame, report.overlap),
        overlap.below(frame, report.overlap),
        overlap.measures(frame, report.overlap),
        overlap.evidence(frame, report.overlap),
        shortlist.stakes(frame, report.overlap, report.dives),
        left_out_and_pairs.left_out(frame, report.overlap),
        left_out_and_pairs.pairs(frame, report.pairs),
    )


def _dive_sheets(frame: Frame, report: BoardReport) -> tuple[Sheet | None, ...]:
    return (
        dives.deep_dives(frame, report.dives),
        dives.spend(frame, report.dives),
        dives.stages(frame, report.dives),
        dives.activity_map(frame, report.dives, report.overlap),
        dives.deliveries(frame, report.dives),
        journeys.journey_totals(frame, report.dives),
        journeys.journeys(frame, report.dives),
        *drawn.prevention(frame, report.dives),
        *drawn.journeys(frame, report.dives),
        shortlist.barriers(frame, report.dives, "local"),
        shortlist.barriers(frame, report.dives, "central"),
        shortlist.opportunities(frame, report.dives),
        shortlist.shortlist(frame, report.dives.shortlist, report.overlap),
        shortlist.sensitivity(frame, report.dives.shortlist),
        *drawn.shortlist_parts(frame, report.dives.shortlist),
        *drawn.opportunities(frame, report.dives),
    )


def _case_sheets(frame: Frame, report: BoardReport) -> tuple[Sheet | None, ...]:
    after = (
        cases.who_pays, cases.by_year, cases.paid_back, cases.lines, cases.truths, cases.ranges, cases.look_at,
        cases.delivered,
    )  # fmt: skip
    behind = cases.behind(frame, report.cases, report.dives.of("opportunity"))
    return (
        cases.summary(frame, report.cases),
        *case_charts.charts(report.cases),
        *(sheet(frame, report.cases) for sheet in after),
        behind,
    )


def _stream_sheets(frame: Frame, report: BoardReport) -> tuple[Sheet | None, ...]:
    sheets = (streams.matrix, streams.pooled, streams.chart_pooled, streams.streams, streams.ends_and_fences)
    return tuple(sheet(frame, report.alignment) for sheet in sheets)


def _proof_sheets(frame: Frame, report: BoardReport, checks: Sequence[Check]) -> tuple[Sheet | None, ...]:
    return (
        reconciliation.transfers(frame, report.transfers),
        reconciliation.returns(frame, report.returns, report.by_agency),
        reconciliation.reconciliation(frame, report.reconciliation),
        reconciliation.confidence(frame, report.confidence),
        check_totals(frame, checks),
        cover.trail(frame, report.trail),
        data_and_issues.issues(frame, _issues(report)),
        data_and_issues.changes(frame, report.changes, report.changes_left_out),
        method.method(frame, report.assumptions),
        sources.sources(frame, report.by_agency.sources, report.citations, methods_of(report)),
    )


METHODS: Final = (
    ("GAO-15-49SP", "definitions of fragmentation, overlap and duplication", ""),
    ("COFOG", "categories of spending", ""),
    ("mySociety register 2025", "areas, and which lie in which", ""),
    ("HM Treasury, cost benefit analysis guidance", "error bands of the confidence grades", "grades"),
    ("HM Treasury, cost benefit analysis guidance", "the method of the business cases", "cases"),
    ("HM Treasury Green Book", "discount rates of the business cases", "cases"),
    ("HM Treasury GDP deflators, March 2026", "prices of different years", "prices"),
)
"""Publication by which figures are worked out, as a source names it -> what it gives, and to which reports: to all
where it says none."""


def methods_of(report: BoardReport) -> tuple[tuple[str, str], ...]:
    """Return the publications by which a report's figures are worked out, with what each gives."""
    used = {
        "": True, "grades": bool(report.confidence), "cases": bool(report.cases),
        "prices": report.real is not None or bool(report.cases),
    }  # fmt: skip
    return tuple((source, gives) for source, gives, needs in METHODS if used[needs])


def _issues(report: BoardReport) -> tuple[Issue, ...]:
    """Return the issues of all results, each once, in the order in which the results come."""
    counts = (
        report.by_agency,
        report.by_category,
        report.by_division,
        report.matrix,
        report.by_control,
        report.by_cost_type,
    )
    results = (*counts, report.overlap, report.pairs, report.transfers)
    return tuple(dict.fromkeys(issue for result in results for issue in result.issues))


def _messages(frame: Frame, report: BoardReport, checks: Sequence[Check]) -> tuple[KeyMessage, ...]:
    """Return the key messages in order; those on which nothing made up may bear rest on results without it."""
    after, gross = frame.short_base(people=False), frame.short_base(people=False, gross=True)
    shares = f"{after}; categories at level {report.overlap.basis.level}, organisations with spend above zero"
    expected = f"Organisations expected and counted, {report.year}"
    total, found, book = report.by_agency, report.message_overlap, report.message_dives
    on_sheet = len(report.overlap.shared_service_candidates)
    return (
        KeyMessage(sentences.total(frame, total), frame.short_base(), "headline", "Headline figures"),
        KeyMessage(sentences.wider(frame, total), gross, "who_spends", "Who spends"),
        KeyMessage(sentences.missing(total), expected, "returns", "Returns"),
        KeyMessage(sentences.biggest_bodies(total, report.missing_months), after, "who_spends", "Who spends"),
        KeyMessage(sentences.biggest(report.by_division, "divisions of spend", "title"), after, "what_on", "What on"),
        KeyMessage(sentences.transferred(total, report.transfers), gross, "transfers", "Transfers"),
        KeyMessage(sentences.unmapped(report.by_category), after, "categories", "Categories"),
        KeyMessage(sentences.meeting(found), shares, "overlap", "Overlap"),
        KeyMessage(sentences.separate(found, on_sheet), shares, "shared", "Shared-service candidates"),
        KeyMessage(sentences.unproven(found), shares, "overlap", "Overlap"),
        KeyMessage(sentences.largest_dive(book), f"{after}; spend tagged to deep dives", "dives", "Deep dives"),
        KeyMessage(sentences.evidenced(found, book), _DELIVERIES, *sentences.evidence_sheet(report.overlap)),
        KeyMessage(sentences.asked_of_government(book), _RECORDS, "barriers_central", "Barriers for government"),
        KeyMessage(sentences.could_be_done(book), _RECORDS, "opportunities", "Opportunities"),
        KeyMessage(
            sentences.reconciled(report.reconciliation),
            f"{gross}; each organisation by itself",
            "reconciliation",
            "Reconciliation",
        ),
        KeyMessage(sentences.checked(checks), "Every total on that sheet", "checks", "Check totals"),
    )
