"""The board pack: which sheets, in which order. What each holds is described in `sheets`."""

from __future__ import annotations

from tpdesk.calc.packs.lines import Details, line_sheets
from tpdesk.calc.packs.sheets import (
    actions,
    apart,
    books,
    charts,
    checks,
    count,
    dives,
    front,
    journeys,
    messages,
    method,
    nexts,
    overlap,
    proof,
    spread,
    trail,
)
from tpdesk.calc.packs.sheets.frame import frame as framed
from tpdesk.calc.report import BoardReport
from tpdesk.calc.workbook.describe import Sheet, Workbook, brief


def describe_board(report: BoardReport, details: Details | None = None) -> Workbook:
    """Return the board pack of a report as data, with every line of it at its end where `details` are given.

    Sheets whose subject holds nothing are left out; those a board asks for never are.
    """
    frame = framed(report)
    candidates: tuple[Sheet | None, ...] = (
        count.headline(frame),
        count.who_spends(frame),
        charts.chart_who_spends(frame),
        spread.what_on(frame),
        charts.chart_what_on(frame),
        spread.categories(frame),
        charts.chart_categories(frame),
        spread.matrix(frame),
        count.control(frame),
        count.cost_type(frame),
        overlap.overlap(frame),
        charts.chart_overlap(frame),
        apart.shared_services(frame),
        overlap.below(frame),
        overlap.measures(frame),
        overlap.evidence(frame),
        nexts.stakes(frame),
        apart.left_out(frame),
        apart.pairs(frame),
        dives.deep_dives(frame),
        dives.spend(frame),
        dives.stages(frame),
        dives.activity_map(frame),
        dives.deliveries(frame),
        journeys.journeys(frame),
        actions.barriers(frame, "local"),
        actions.barriers(frame, "central"),
        actions.opportunities(frame),
        nexts.shortlist(frame),
        nexts.sensitivity(frame),
        books.transfers(frame),
        books.returns(frame),
        books.reconciliation(frame),
        books.confidence(frame),
        checks.check_totals(frame),
        trail.trail(frame),
        proof.issues(frame),
        proof.changes(frame),
        method.method(frame),
        method.sources(frame),
    )
    body = tuple(sheet for sheet in candidates if sheet is not None)
    used = method.used_notes(body)
    lines = line_sheets(report, details) if details is not None else ()
    sheets = (messages.key_messages(frame), *body, method.notes(frame, used, body), proof.data(frame), *lines)
    names = {}
    if frame.basis.people:
        names["People"] = ("Headline_figures", "people", 1)
    if frame.basis.households:
        names["Households"] = ("Headline_figures", "households", 1)
    return Workbook(
        title=f"Board pack: {brief(report.place)}, {report.year}",
        subject=f"Public spending in {brief(report.place)}, {report.year}, {report.status}",
        author=brief(report.made_by),
        made_at=report.made_at,
        sheets=(front.cover(frame), front.contents(frame, sheets), *sheets),
        notes=used,
        names=names,
        contents="contents",
    )
