"""The interim and the final report of a place: the sections that were asked for, in their order and under their
headings, what each holds, and what a final report may not lack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from tpdesk.calc.packs.board import frame_of, methods_of
from tpdesk.calc.packs.frame import DataRow, Frame, data_rows
from tpdesk.calc.packs.kind import PackKind, bind
from tpdesk.calc.packs.sheets import (
    by_category,
    cases,
    count,
    data_and_issues,
    dives,
    outcomes,
    reconciliation,
    shortlist,
    sources,
)
from tpdesk.calc.packs.sheets import report_sections as own
from tpdesk.calc.packs.sheets.progress import progress_sheet
from tpdesk.calc.packs.sheets.records import records_sheet
from tpdesk.calc.report import BoardReport
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, SheetCell, Table, Value, Workbook, said
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Record
from tpdesk.domain.results.outcomes import OutcomesResult
from tpdesk.text import counted, folded
from tpdesk.units import short_pounds

INTERIM: Final = PackKind(
    "interim", "Interim report", "Interim report",
    "An interim report: progress, the mapping of public spending, themes, what was identified and delivered, barriers, "
    "and how successes were recognised and shared.",
)  # fmt: skip
FINAL: Final = PackKind(
    "final", "Final report", "Final report",
    "A final report: what the interim report holds, and better outcomes, savings, business cases, barriers overcome, "
    "recommendations, next steps, mainstreaming with its caveats, and where the knowledge is kept.",
)  # fmt: skip
REPORTS: Final[Mapping[str, PackKind]] = {one.key: one for one in (INTERIM, FINAL)}

NOTHING: Final = "Nothing has been recorded"


@dataclass(frozen=True, slots=True)
class PlaceReport:
    """What an interim or final report is made of: count, evidence, and what was recorded of the programme."""

    board: BoardReport
    outcomes: OutcomesResult
    recipes: tuple[Record, ...] = ()
    commitments: tuple[Record, ...] = ()
    steps: tuple[Record, ...] = ()
    contacts: tuple[Record, ...] = ()
    themes_of: Mapping[str, str] | None = None
    """Case -> the deep dive that it hangs on."""

    codes: Mapping[str, str] | None = None
    """Theme, folded -> the codes of its indicators in their frameworks."""

    reasons: Mapping[str, str] | None = None
    """Theme, folded -> why it has no indicator."""

    is_frozen: bool = False
    """Whether the count is a frozen one."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section as it was asked for, with the sheets that answer it."""

    asked: str
    sheets: tuple[tuple[str, Sheet | None], ...]
    """(what the sheet is called, the sheet; None where nothing is recorded for it)."""

    @property
    def held(self) -> tuple[Sheet, ...]:
        """The sheets that hold something, each with the section that it answers."""
        return tuple(_in_section(sheet, self.asked) for _, sheet in self.sheets if sheet is not None)

    @property
    def lacks(self) -> tuple[str, ...]:
        """What the sheets are called for which nothing is recorded."""
        return tuple(name for name, sheet in self.sheets if sheet is None)


def _in_section(sheet: Sheet, asked: str) -> Sheet:
    """Return a sheet that says above its table which section it answers, below its own first sentence."""
    return replace(sheet, holds=(*sheet.holds[:1], f"Section: {asked}.", *sheet.holds[1:]))


def describe_report(kind: PackKind, report: PlaceReport) -> Workbook:
    """Return the interim or final report as data: its sections in the order in which they were asked for."""
    board = report.board
    rows = _data_rows(board)
    frame = frame_of(board, rows)
    sections = tuple(_sections(kind, frame, report))
    data = data_and_issues.data(frame, rows, board.by_division, board.overlap.basis)
    opening = (_overview(frame, kind, sections), _not_in_it(sections))
    return bind(
        kind, frame, board.by_agency, opening=filter(None, opening),
        body=tuple(dict.fromkeys(sheet for section in sections for sheet in section.held)),
        closing=(sources.sources(frame, board.by_agency.sources, board.citations, methods_of(board)), data),
    )  # fmt: skip


def _data_rows(board: BoardReport) -> tuple[DataRow, ...]:
    return data_rows(board.overlap, board.matrix, board.by_division, board.gross_to_net)


def missing_sections(kind: PackKind, report: PlaceReport) -> tuple[str, ...]:
    """Return the sections for which nothing has been recorded, as they were asked for."""
    sections = _sections(kind, frame_of(report.board, _data_rows(report.board)), report)
    return tuple(section.asked for section in sections if not section.held)


def missing_sheets(kind: PackKind, report: PlaceReport) -> tuple[tuple[str, str], ...]:
    """Return (section, sheet) of each sheet for which nothing has been recorded, in the order of the sections."""
    sections = _sections(kind, frame_of(report.board, _data_rows(report.board)), report)
    return tuple((section.asked, name) for section in sections for name in section.lacks)


def missing_words(kind: PackKind, report: PlaceReport) -> tuple[str, ...]:
    """Return a sentence for each section without a record, and for each sheet that a section lacks beside others."""
    whole = missing_sections(kind, report)
    parts = [f"{sheet} ({asked})" for asked, sheet in missing_sheets(kind, report) if asked not in whole]
    return tuple(f"Nothing has been recorded for: {one}." for one in (*whole, *parts))


def refusals(report: PlaceReport) -> tuple[str, ...]:
    """Return what a final report may not lack and this one does, in sentences; none where it can be written."""
    return tuple(_refusals(report))


def _refusals(report: PlaceReport) -> Iterator[str]:
    board = report.board
    if not report.is_frozen:
        yield "The count is not frozen: freeze it, and choose it as the version."
    linked = {folded(dive) for row in report.outcomes.rows for dive in row.indicator.dives}
    for dive in board.dives.of("dive"):
        if not dive.values["parent"] and folded(dive.title) not in linked | set(report.reasons or {}):
            yield f"Theme '{dive.title}' has no indicator: link one to it, or say in the theme why there is none."
    for case in board.cases:
        if not case.case.counterfactual:
            yield f"Case '{case.case.title}' says nothing of what would happen anyway (its counterfactual)."
        for problem in case.problems:
            yield f"Case '{case.case.title}' cannot be counted: {problem}."
    told = {title for case in board.cases for title in case.opportunities}
    for one in board.dives.of("opportunity"):
        if one.values["state"] in ("agreed", "under way", "done") and one.values["saving"] and one.title not in told:
            yield f"Opportunity '{one.title}' is {one.values['state']} with a first guess and no business case."
    for recipe in report.recipes:
        if not recipe.values["must_be_true"]:
            yield f"Recipe '{recipe.title}' has no caveats: say what must be true for it to work elsewhere."


def _sections(kind: PackKind, frame: Frame, report: PlaceReport) -> Iterator[Section]:
    board, book = report.board, report.board.dives
    yield Section("Update on progress", (
        ("Progress", progress_sheet(frame, board.progress)),
        (KINDS["commitment"].plural, records_sheet(frame, KINDS["commitment"], report.commitments)),
    ))  # fmt: skip
    yield Section("Mapping of public spending, and early results from deep dives", (
        ("Headline figures", count.headline(frame, board.by_agency, board.transfers)),
        ("Who spends", count.who_spends(frame, board.by_agency)),
        ("Chart who spends", by_category.chart_who_spends(frame, board.by_agency)),
        ("What on", by_category.what_on(frame, board.by_division)),
        ("Returns", reconciliation.returns(frame, board.returns, board.by_agency)),
        ("Deep dives", dives.deep_dives(frame, book)),
        ("Deep-dive spend", dives.spend(frame, book)),
    ))  # fmt: skip
    yield Section("Local theme and sub-themes, and the outcomes and actions expected", (
        ("Themes", own.themes(frame, book, report.outcomes, report.reasons or {})),
    ))  # fmt: skip
    yield Section("Early innovations, opportunities and savings identified and delivered", (
        ("Opportunities", shortlist.opportunities(frame, book)),
        ("Planned and delivered", cases.delivered(frame, board.cases)),
    ))  # fmt: skip
    yield Section("Barriers, local and central", (
        ("Local barriers", shortlist.barriers(frame, book, "local")),
        ("Barriers for government", shortlist.barriers(frame, book, "central")),
    ))  # fmt: skip
    yield Section("How successes were recognised and disseminated", (
        ("Recognised and shared", own.recognised(frame, report.recipes)),
    ))  # fmt: skip
    if kind is FINAL:
        yield from _final_sections(frame, report)


def _final_sections(frame: Frame, report: PlaceReport) -> Iterator[Section]:
    board, barriers = report.board, report.board.dives.of("barrier")
    worth = _worth(report)

    def section(asked: str, name: str, sheet: Sheet | None) -> Section:
        return Section(asked, ((name, sheet),))

    yield section("Better outcomes from service redesign", "Outcomes", outcomes.outcomes(frame, report.outcomes))
    horizons = {one.title: str(one.values["horizon"]) for one in board.dives.of("opportunity")}
    saved = own.savings(frame, board.cases, report.themes_of or {}, horizons)
    yield section("Aggregate efficiency savings", "Savings", saved)
    yield Section("Clear business case", (
        ("Cases", cases.summary(frame, board.cases)), ("Who pays, who gains", cases.who_pays(frame, board.cases)),
        ("Who pays by year", cases.by_year(frame, board.cases)),
        ("What must be true", cases.truths(frame, board.cases)),
    ))  # fmt: skip
    studies = own.case_studies(frame, report.recipes, barriers)
    yield section("Case studies of barriers overcome and local leadership", "Case studies", studies)
    overcome = own.barriers_overcome(frame, barriers, worth)
    yield section("Barriers overcome by pilots and Government", "Barriers overcome", overcome)
    asks = own.recommendations(frame, barriers, worth, report.codes or {})
    yield section("Recommendations, linked to wider performance management", "Recommendations", asks)
    yield section("Next steps of what Whitehall could do", "Next steps", own.next_steps(frame, report.steps))
    open_still = own.not_resolved(frame, barriers)
    yield section("Issues that will not be resolved at this time", "Not resolved now", open_still)
    could_go = own.mainstreaming(frame, report.recipes)
    yield section("Potential for mainstreaming, and caveats", "Mainstreaming", could_go)
    yield section("Knowledge infrastructure", "Knowledge", own.knowledge(frame, report.recipes, report.contacts))


def _worth(report: PlaceReport) -> Mapping[str, str]:
    """Return barrier -> the value of what it held up, in words: of cases, else the first guesses."""
    counted_cases = {title: one for one in report.board.cases if one.result is not None for title in one.opportunities}
    found: dict[str, list[str]] = {}
    for one in report.board.dives.of("opportunity"):
        case, guess, held_up = counted_cases.get(one.title), one.values["saving"], one.values["barriers"]
        if case is not None and case.result is not None:
            words = f"{short_pounds(case.result.pv['cashable'])} in cash ({case.case.title})"
        elif isinstance(guess, int):
            words = f"first guess {short_pounds(guess)} a year ({one.title})"
        else:
            continue
        for barrier in held_up if isinstance(held_up, tuple) else ():
            found.setdefault(str(barrier), []).append(words)
    return {barrier: "; ".join(dict.fromkeys(words)) for barrier, words in found.items()}


def _overview(frame: Frame, kind: PackKind, sections: tuple[Section, ...]) -> Sheet:
    columns = (
        Column("asked", "Section as it was asked for", ColumnKind.TEXT, 56),
        Column("sheet", "Sheet", ColumnKind.LINK, 26), Column("answers", "What it answers", ColumnKind.TEXT, 60),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for section in sections:
        held = section.held
        if not held:
            rows.append((section.asked, SheetCell("[z]"), f"{NOTHING}: not in this report."))
        rows += [(section.asked, SheetCell(sheet.name, link=sheet.key), said(sheet.answers)) for sheet in held]
    missing = sum(not section.held for section in sections)
    return Sheet(
        "sections", "Sections",
        f"{len(sections) - missing} of {counted(len(sections), 'section')} hold something: {frame.where}",
        "Which section of the report stands on which sheet, and what has not been recorded?",
        (f"{kind.about} A section of which nothing has been recorded says so.",),
        Table("Sections", "Sections of this report", columns, tuple(rows)),
    )  # fmt: skip


def _not_in_it(sections: tuple[Section, ...]) -> Sheet | None:
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (section.asked, name, f"{NOTHING}.") for section in sections for name in section.lacks
    )
    if not rows:
        return None
    columns = (
        Column("asked", "Section as it was asked for", ColumnKind.TEXT, 60),
        Column("sheet", "Sheet", ColumnKind.TEXT, 28),
        Column("why", "Why it is not in this report", ColumnKind.TEXT, 40),
    )  # fmt: skip
    return Sheet(
        "not_in_it", "Not in this report", f"{counted(len(rows), 'sheet')} without records",
        "What would belong here, and has not been recorded?", ("Each sheet without records is named here.",),
        Table("Not_in_this_report", "Sheets without records", columns, rows),
    )  # fmt: skip
