"""What the records of a register come to: a summary for each kind that has one, shown by one panel.

A summary is a module here with a `SUMMARY`, and its line in `SUMMARIES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from textual.content import Content

    from tpdesk.domain.figure import Figure
    from tpdesk.models.desk import Desk


@dataclass(frozen=True, slots=True)
class SummaryView:
    """One side of a summary."""

    title: str
    lines: Callable[[Any, int], Sequence[Content]]
    """What was read, columns of the terminal -> its lines."""


def no_figures(_: object) -> Sequence[tuple[str, Figure]]:
    """Return that no figure of a summary can be explained."""
    return ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What the records of a kind come to."""

    title: str
    """The panel's: `Progress of milestones`."""

    tells: str
    """For F1: a sentence or two."""

    read: Callable[[Desk, str, int | None], Any]
    """Desk, place, financial year (the one the window shows) -> what the views show. Called in a thread."""

    views: tuple[SummaryView, ...]

    figures: Callable[[Any], Sequence[tuple[str, Figure]]] = no_figures
    """What was read -> its figures that F5 explains, each with its words in the list to choose from."""


SUMMARIES: Final[Mapping[str, str]] = {
    "burden": "tpdesk.screens.registers.summaries.burden",
    "culture": "tpdesk.screens.registers.summaries.culture",
    "milestone": "tpdesk.screens.registers.summaries.milestones",
    "asset": "tpdesk.screens.registers.summaries.assets",
    "indicator": "tpdesk.screens.registers.summaries.outcomes",
    "indicator-value": "tpdesk.screens.registers.summaries.outcomes",
    "volume": "tpdesk.screens.registers.summaries.volumes",
    "stream": "tpdesk.screens.registers.summaries.alignment",
    "priority": "tpdesk.screens.registers.summaries.alignment",
    "recipe": "tpdesk.screens.registers.summaries.recipes",
}
"""Kind -> the module that holds its `SUMMARY`, imported when the panel opens."""


def summary_of(kind: str) -> Summary:
    """Return the summary of a kind named in `SUMMARIES`."""
    found = import_module(SUMMARIES[kind]).SUMMARY
    assert isinstance(found, Summary)
    return found
