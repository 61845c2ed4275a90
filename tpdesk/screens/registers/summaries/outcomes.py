"""What indicators come to: progress from baseline to target, and the change of each beside that of its spend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk import services
from tpdesk.calc.outcomes.beside import LESS, MORE, QUADRANTS
from tpdesk.calc.outcomes.progress import hidden_note
from tpdesk.calc.outcomes.words import change_words, figure_words, interval_words, outcome_words, progress_words
from tpdesk.domain.figure import Figure
from tpdesk.domain.results.outcomes import CAUTION, HIDDEN
from tpdesk.screens.bars import drawn
from tpdesk.screens.display import content
from tpdesk.screens.registers.summaries import Summary, SummaryView
from tpdesk.screens.text_table import fitted
from tpdesk.units import pounds, signed_pounds

if TYPE_CHECKING:
    from tpdesk.calc.outcomes.beside import BesideResult, BesideSpend
    from tpdesk.domain.results.basis import Issue
    from tpdesk.domain.results.outcomes import IndicatorProgress, OutcomesResult
    from tpdesk.models.desk import Desk

    Read = tuple[OutcomesResult, BesideResult]

_HEAD: Final = 10
"""Columns of what stands before the quadrants."""

_BAR: Final = 20
"""Columns of the way from baseline to target."""


def _read(desk: Desk, place: str, _: int | None) -> Read:
    return services.outcomes.show_beside_spend(desk, place)


def _progress(found: Read, width: int) -> list[Content]:
    result, _ = found
    if not result.rows:
        return [content("No indicator has figures yet. In Indicator values, n enters a baseline, target or actual.")]
    lines = [line for row in result.rows for line in _row_lines(row, width)]
    if note := hidden_note(result):
        lines += [content(note, "$quiet")]
    return lines


def _row_lines(row: IndicatorProgress, width: int) -> Iterator[Content]:
    change = change_words(row)
    title = f"{row.indicator.title}{f', {row.area_title}' if row.area else ''}"
    yield Content("").join(
        [fitted(title, max(width - 18, 20)).stylize("bold"), fitted(change, 17, right=True).stylize("$accent")]
    )
    if row.baseline is not None or row.target is not None:
        ends = [figure_words(row, figure) or "not known" for figure in (row.baseline, row.target)]
        done = content(progress_words(row), "bold")
        yield Content.assemble(f"  baseline {ends[0]}  ", _bar(row), f"  target {ends[1]}  ", done)
    actual = figure_words(row, row.actual) or "not known"
    interval = interval_words(row)
    tail = f"; 95% interval {interval}" if interval and interval != HIDDEN else ""
    forecast = f"; forecast {figure_words(row, row.forecast)}" if row.forecast is not None else ""
    yield from _indented(f"actual {actual}{tail}{forecast}", width)
    yield from _issue_lines(row.issues, width)
    yield content("")


def _issue_lines(issues: Sequence[Issue], width: int) -> Iterator[Content]:
    for issue in issues:
        yield from _indented(f"! {issue.text}", width, "$warning")


def _indented(text: str, width: int, style: str = "") -> Iterator[Content]:
    """Yield a text in lines of a width, each two columns from the left."""
    return (Content.assemble("  ", line) for line in content(text, style).wrap(width - 2))


def _bar(row: IndicatorProgress) -> Content:
    """Return the way from baseline to target as a bar, filled as far as it has come: empty where it went back."""
    if row.progress is None:
        return content("·" * _BAR, "$quiet")
    bar, track = drawn(min(max(float(row.progress), 0.0), 1.0), _BAR)
    return Content.assemble((bar, "$primary"), (track, "$track"))


def _beside(found: Read, width: int) -> list[Content]:
    _, result = found
    if not result.rows:
        text = "No indicator with figures names a category or deep dive. Edit one to see its spend here."
        return content(text).wrap(width)
    half, lines = max((width - _HEAD) // 2, 20), list[Content]()
    if any(one.quadrant for one in result.rows):
        headings = (fitted("", _HEAD), fitted(f"{LESS} a head", half), fitted(f"{MORE} a head", half))
        lines += [Content("").join(headings).stylize("$quiet")]
        for outcome, pair in (("better", QUADRANTS[:2]), ("worse", QUADRANTS[2:])):
            lines += _quadrants(result.rows, outcome, pair, half)
    lines += [*content(CAUTION, "bold").wrap(width), content("")]
    for one in result.rows:
        lines += _beside_lines(one, width)
    return lines


def _quadrants(rows: Sequence[BesideSpend], outcome: str, pair: Sequence[str], half: int) -> Iterator[Content]:
    """Yield the two quadrants of one way of the outcome, side by side."""
    cells = [[f"- {one.row.indicator.title}" for one in rows if one.quadrant == name] or ["-"] for name in pair]
    for n in range(max(map(len, cells))):
        texts = [cell[n] if n < len(cell) else "" for cell in cells]
        head = fitted(outcome if n == 0 else "", _HEAD).stylize("$quiet")
        yield Content.assemble(head, fitted(texts[0], half - 2), "  ", fitted(texts[1], half))
    yield content("")


def _beside_lines(one: BesideSpend, width: int) -> Iterator[Content]:
    yield fitted(one.row.indicator.title, width).stylize("bold")
    real, change = one.real, one.spend_change_pence
    if real is None or change is None or real.real_per_head_before_pence is None:
        spent = "not known"
    else:
        ends = f"{pounds(real.real_per_head_before_pence)} to {pounds(real.real_per_head_after_pence or 0)}"
        when = f"{real.before_year} to {real.after_year}, prices of {real.prices_of}"
        spent = f"{ends}, {signed_pounds(change)} a head, {when}"
    yield from _indented(f"spend on {'; '.join(one.linked)}: {spent}", width)
    yield from _indented(f"outcome: {outcome_words(one)}", width)
    yield from _issue_lines(one.issues, width)
    yield content("")


def _figures(found: Read) -> list[tuple[str, Figure]]:
    result, _ = found
    return [
        (f"{row.indicator.title}, {row.area_title}", Figure("indicator", indicator=row.indicator.title, area=row.area))
        for row in result.rows
    ]


SUMMARY: Final = Summary(
    "Outcomes",
    "How far each indicator has come from its baseline to its target, and how sure that is. A difference is called a "
    "change only where the 95% intervals do not meet. Small counts are not printed, nor what follows from them. v "
    "shows each change beside the real change a head of its spend; that does not show that one made the other.",
    read=_read,
    views=(SummaryView("Progress", _progress), SummaryView("Beside spend", _beside)),
    figures=_figures,
)
