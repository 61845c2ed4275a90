"""The papers for a meeting: which pages of a pack a board has before it on paper, at most eight, chosen by rule.
docs/method.md, Meeting papers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tpdesk.calc.packs import findings
from tpdesk.calc.packs.asks import MOST_ASKS, NO_ASK, BoardAsk, asks_of, left_out_words
from tpdesk.calc.packs.board import BOARD, describe_board, frame_of, page_one
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.packs.kind import PackKind
from tpdesk.calc.packs.meeting_page import (
    PageRule,
    PaperPage,
    as_sentences,
    further,
    page_of_sentences,
    place_and_status,
    table_page,
)
from tpdesk.calc.packs.reports import FINAL, INTERIM, PlaceReport, describe_report, missing_sections
from tpdesk.calc.packs.sheets import by_category
from tpdesk.calc.report import BoardReport
from tpdesk.calc.workbook import paper
from tpdesk.calc.workbook.describe import Chart, FrontLine, Sheet, Workbook, brief
from tpdesk.text import and_words

MOST_PAGES: Final = 8
"""Pages of meeting papers at most: page one, the tables and the last one."""

_MOST_TABLES: Final = MOST_PAGES - 2
_BARS: Final = 8
_FEWEST_BARS: Final = 2
_CUTS: Final = (10_000, 420, 300, 200, 140)
"""Characters to which sentences are cut, one after the other, until a page of them fits."""

_WHO: Final = PageRule(
    "who_spends", ("agency", "amount", "share", "head", "apportioned", "counted"), 1, "Other organisations",
    ("amount", "share", "apportioned"),
)  # fmt: skip
_ON_WHAT: Final = PageRule(
    "what_on", ("title", "amount", "share", "head", "agencies"), 5, "Other categories", ("amount", "share", "head")
)
_DIVES: Final = PageRule("dives", ("title", "total", "cohort", "share", "question", "illustrative"), 6)
_OPPORTUNITIES: Final = PageRule("opportunities", ("title", "state", "who", "cost", "saving", "illustrative"), 4)
_FOR_GOVERNMENT: Final = PageRule("barriers_central", ("title", "state", "ask", "owner", "illustrative"), 8)
_CASES: Final = PageRule("cases", ("case", "counterfactual", "impact", "cash", "payback"), 7)

BOARD_PAGES: Final = (
    _WHO,
    _ON_WHAT,
    PageRule("overlap", ("title", "verdict", "meeting", "total", "agencies", "lead"), 2),
    PageRule("stakes", ("title", "verdict", "bound", "shared", "agencies", "illustrative"), 3),
    _DIVES,
    PageRule("stages", ("title", "stage", "deliveries", "cost", "share", "illustrative"), 9),
    _OPPORTUNITIES,
    _CASES,
    _FOR_GOVERNMENT,
)
"""The pages of a board pack's papers in their order, beside page one and the last."""

INTERIM_PAGES: Final = (
    PageRule("progress", ("milestone", "owner", "state", "due", "forecast", "slip"), 1),
    replace(_WHO, rank=2),
    replace(_DIVES, rank=3),
    PageRule("themes", ("c1", "c2", "c3", "c4"), 6),
    _OPPORTUNITIES,
    replace(_FOR_GOVERNMENT, rank=5),
    PageRule("recognised", ("c0", "c1", "c2"), 7),
)
FINAL_PAGES: Final = (
    replace(_WHO, rank=5),
    PageRule("outcomes", ("indicator", "baseline", "target", "actual", "progress", "change"), 1),
    PageRule("savings", ("case", "theme", "grade", "fiscal", "cash", "cost"), 2),
    replace(_CASES, rank=3),
    PageRule("recommendations", ("c0", "c1", "c2", "c3", "c4"), 4),
    PageRule("next_steps", ("c0", "c1", "c2"), 6),
    PageRule("mainstreaming", ("c0", "c1", "c2", "c3"), 7),
    PageRule("overcome", ("c0", "c1", "c3"), 8),
    *(replace(rule, rank=rule.rank + 10) for rule in INTERIM_PAGES if rule.key != "who_spends"),
)
"""The same of an interim and of a final report."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What the last page tells beside tables."""

    asks: Sequence[BoardAsk]
    left_out: str
    missing: Sequence[str]
    not_recorded: Sequence[str] = ()


def board_papers(report: BoardReport, pack: Workbook | None = None) -> Workbook:
    """Return the papers of a board pack for a meeting; `pack` is the pack itself where it is there already."""
    return _papers(BOARD, report, pack or describe_board(report), BOARD_PAGES)


def report_papers(kind: PackKind, report: PlaceReport) -> Workbook:
    """Return the papers of an interim or final report for a meeting."""
    pages = {INTERIM.key: INTERIM_PAGES, FINAL.key: FINAL_PAGES}[kind.key]
    return _papers(kind, report.board, describe_report(kind, report), pages, missing_sections(kind, report))


def _papers(
    kind: PackKind, report: BoardReport, pack: Workbook, rules: Sequence[PageRule], not_recorded: Sequence[str] = ()
) -> Workbook:
    # Papers have no formulas, and so no rows for them to look up.
    frame = frame_of(report, ())
    sheets = {sheet.key: sheet for sheet in pack.sheets}
    name = kind.name.lower()
    made = [table_page(rule, sheets[rule.key], name, frame) for rule in rules if rule.key in sheets]
    tables = [page for page in made if page is not None]
    filled = sorted((page for page in tables if page.is_filled), key=lambda page: page.rank)
    shown = {page.sheet.key for page in filled[:_MOST_TABLES]}
    pages = [page.sheet for page in tables if page.sheet.key in shown]
    told = _told(report, not_recorded)
    small = [page for page in tables if not page.is_filled]
    last = _last_page(frame, name, told, small, [page.sheet.name for page in filled[_MOST_TABLES:]])
    first = _first_page(frame, report, pages, has_last=last is not None)
    if kind is not BOARD:
        first = replace(first, name=kind.name)
    return Workbook(
        title=f"{kind.name}, meeting papers: {brief(frame.place)}, {frame.year}",
        subject=pack.subject,
        author=pack.author,
        made_at=pack.made_at,
        sheets=(first, *pages, *([last] if last is not None else [])),
    )


def _told(report: BoardReport, not_recorded: Sequence[str]) -> _Told:
    asks = asks_of(report.message_cases, report.message_dives)
    return _Told(
        asks,
        left_out_words(len(asks_of(report.cases, report.dives)) - len(asks)),
        findings.missing_parts(report.by_agency, report.message_overlap, report.missing_months),
        not_recorded,
    )


# -- page one


def _first_page(frame: Frame, report: BoardReport, there: Sequence[Sheet], *, has_last: bool) -> Sheet:
    """Return page one with the bars for which it has room, its sentences cut where they alone are too long."""
    pointer = "the last page" if has_last else "the pack"
    whole = page_one(frame, report, further_on=pointer)
    charts = list(_charts(whole.chart or by_category.who_spends_most(frame, report.by_agency), there))
    if not charts:
        charts = list(_charts(by_category.who_spends_most(frame, report.by_agency), there))
    for most in _CUTS:
        lines = tuple(line if line.is_heading else replace(line, text=brief(line.text, most)) for line in whole.front)
        for chart in (*charts, None):
            page = page_of_sentences(replace(whole, front=lines, chart=chart))
            if page.high <= paper.HIGH:
                return page.sheet
    return page.sheet


def _charts(chart: Chart | None, there: Sequence[Sheet]) -> Iterator[Chart]:
    """Yield a chart with ever fewer bars, none where its table is on no page."""
    drawn = next((one.table for one in there if chart and one.table and one.table.name == chart.table), None)
    if chart is None or drawn is None:
        return
    rows = len(drawn.rows) - drawn.total
    for bars in range(min(_BARS, chart.bars, rows), _FEWEST_BARS - 1, -1):
        yield replace(chart, bars=bars)


# -- the last page


def _last_page(frame: Frame, pack: str, told: _Told, small: Sequence[PaperPage], more: Sequence[str]) -> Sheet | None:
    """Return what the board is asked, what is missing and what fills no page of its own; None where page one says as
    much."""
    if not (small or more or told.not_recorded or told.asks[MOST_ASKS:]):
        return None
    for most in _CUTS:
        for sections in range(len(small), -1, -1):
            names = [*more, *(page.sheet.name for page in small[sections:])]
            for asked in dict.fromkeys((len(told.asks), 20, 12, 6, 3)):
                lines = tuple(_last_lines(pack, told, small[:sections], names, asked))
                page = page_of_sentences(_sentences(frame, tuple(_cut(line, most) for line in lines)))
                if page.high <= paper.HIGH:
                    return page.sheet if page.is_filled else None
    return None


def _sentences(frame: Frame, lines: tuple[FrontLine, ...]) -> Sheet:
    title = "What the board is asked to do, and what is missing"
    answers = "What is the board asked to do, and what is missing?"
    return Sheet("asks", "Asks and gaps", title, answers, (f"{place_and_status(frame)}.",), front=lines)


def _cut(line: FrontLine, most: int) -> FrontLine:
    return replace(line, text=brief(line.text, most))


def _last_lines(
    pack: str, told: _Told, small: Sequence[PaperPage], names: Sequence[str], asked: int
) -> Iterator[FrontLine]:
    yield FrontLine("The board is asked to", is_heading=True)
    yield from (FrontLine(ask.words, f"{number}.") for number, ask in enumerate(told.asks[:asked], 1))
    if not told.asks:
        yield FrontLine(" ".join(filter(None, (NO_ASK, told.left_out))))
    elif told.asks[asked:]:
        yield FrontLine(f"and {len(told.asks[asked:])} further points: see the {pack}.")
    yield FrontLine("What is missing", is_heading=True)
    yield from (FrontLine(text) for text in told.missing)
    if told.not_recorded:
        yield FrontLine(f"Nothing has been recorded for: {and_words(list(told.not_recorded))}.")
    for page in small:
        yield from as_sentences(page)
    if names:
        yield FrontLine("Not on paper", is_heading=True)
        yield FrontLine(further(names, pack))
