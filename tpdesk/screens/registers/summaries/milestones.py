"""The update on progress of a place's milestones: states, slip, what comes next, and places side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk.calc.milestones import AHEAD_DAYS, days_words, place_words, progress_sentences, share_words
from tpdesk.domain.figure import Figure
from tpdesk.screens.display import content
from tpdesk.screens.flex_table import Col
from tpdesk.screens.registers.summaries import Summary, SummaryView
from tpdesk.screens.text_table import fitted, text_table
from tpdesk.units import day_words

if TYPE_CHECKING:
    from tpdesk.domain.results.milestones import Milestone, MilestoneProgress
    from tpdesk.models.desk import Desk

_BAR: Final = 24
"""Cells of the longest bar."""


def _read(desk: Desk, place: str, _: int | None) -> MilestoneProgress:
    from tpdesk.services.milestones import read_progress

    return read_progress(desk, place)


def _update(found: MilestoneProgress, width: int) -> Sequence[Content]:
    return [*map(content, progress_sentences(found)), *_states(found), *_tables(found, width)]


def _states(found: MilestoneProgress) -> Iterator[Content]:
    shown = {state: number for state, number in found.by_state.items() if number}
    most = max(shown.values(), default=1)
    if shown:
        yield Content("")
    for state, number in shown.items():
        bar = "█" * max(_BAR * number // most, 1)
        yield Content.assemble(fitted(state, 11).stylize("$quiet"), (bar, "$accent"), f" {number}")


def _tables(found: MilestoneProgress, width: int) -> Iterator[Content]:
    for title, heading, listed in (
        ("Most slip", "Slip", [(one, days_words(one.slip_days)) for one in found.slipped]),
        (f"Next {AHEAD_DAYS} days", "Expected", [(one, _day(one.expected)) for one in found.next]),
        ("Overdue", "Was due", [(one, _day(one.due)) for one in found.overdue]),
    ):
        if listed:
            yield Content("")
            yield content(title, "bold")
            cols = [Col("Milestone", 0), Col("Owner", min(24, width // 4)), Col(heading, 18)]
            yield from text_table(cols, [[one.title, one.owner, says] for one, says in listed], width)
    if found.issues:
        yield Content("")
        yield content("To look at", "bold")
        yield from (content(f"• {issue.text}") for issue in found.issues)


def _day(day: object) -> str:
    return day_words(str(day)) if day is not None else ""


def _places(found: MilestoneProgress, width: int) -> Sequence[Content]:
    rows = [
        [place_words(one.place), str(one.due), str(one.done), share_words(one), str(one.missed)] for one in found.places
    ]
    cols = [Col("Place", 0), Col("Due", 6, right=True), Col("Done", 6, right=True), Col("Share done", 12, right=True),
        Col("Missed", 7, right=True)]  # fmt: skip
    head = f"Done of what was due by {day_words(found.on)}, without those that were dropped or have no state."
    return [content(head, "$quiet"), Content(""), *text_table(cols, rows, width)]


def _method(found: MilestoneProgress, _: int) -> Sequence[Content]:
    """Return how each figure is made, with its milestones."""
    said = [
        "Slip: the day done, or else the forecast, less the baseline, in days. Without both it is not known.",
        "Due: the day due has come. A date that names a month alone is due on its last day.",
        "Share done: those due that are done / those due, without those that were dropped or have no state.",
        "",
        *(f"{one.title}: {_slip(one)}" for one in found.milestones if one.slip_days is not None),
    ]
    return list(map(content, said))


def _slip(one: Milestone) -> str:
    end = f"done {_day(one.done)}" if one.done else f"forecast {_day(one.forecast)}"
    return f"{end}, baseline {_day(one.baseline)}: {days_words(one.slip_days)}"


def _figures(found: MilestoneProgress) -> Sequence[tuple[str, Figure]]:
    return [
        (f"{one.title}: {days_words(one.slip_days)}", Figure("milestone", milestone=one.title))
        for one in found.milestones
        if one.slip_days is not None
    ]


SUMMARY: Final = Summary(
    "Update on progress",
    "How the milestones of the place come along today: how many in each state, the five with the most slip, what is "
    "expected in the next 60 days, what is overdue. The next view sets places side by side.",
    read=_read,
    views=(
        SummaryView("Update on progress", _update),
        SummaryView("Places by share done", _places),
        SummaryView("How it is counted", _method),
    ),
    figures=_figures,
)
