"""The values of a column, most money first, each with its bar; Enter shows the lines of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from tpdesk.models.lines.line import LINE_FIELDS
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content, joined
from tpdesk.screens.spend.line_table_layout import fit
from tpdesk.text import counted
from tpdesk.units import percent, ratio, short_pounds

if TYPE_CHECKING:
    from tpdesk.models.lines.line_filter import LineFilter
    from tpdesk.models.lines.line_totals import Frequency, FrequencyRow

MOST: Final = 500
"""Values that are listed."""

_FIGURES: Final = 34
"""Cells of the columns of figures behind the bar."""


class FrequencyPanel(Dialog["FrequencyRow"]):
    """One column's values over the lines shown. The answer is the value whose lines are wanted."""

    def __init__(self, path: Path, field: str, where: LineFilter, about: str) -> None:
        super().__init__(f"{LINE_FIELDS[field].heading}: its values")
        self.path = path
        self.field = field
        # The two flows are never added up: without a word about them, spending is meant.
        either = field != "flow" and all(condition.field != "flow" for condition in where.conditions)
        self.where = where.plus("flow", "expenditure") if either else where
        self.about = f"{about}; expenditure only. To see income, filter flow=income first" if either else about
        self.found: Frequency | None = None

    def parts(self) -> ComposeResult:
        """What is counted, the headings, the values, the sum of the others."""
        yield Static(content(self.about, "$quiet"), id="frequency-about")
        yield Static(id="frequency-head")
        yield OptionList(markup=False, id="frequency-list")
        yield Static(content("Counting ...", "$quiet"), id="frequency-rest")

    def on_mount(self) -> None:
        """Count."""
        path, field, where = self.path, self.field, self.where

        def call() -> Frequency:
            from tpdesk.acts.line_table import count_values

            worker = get_current_worker()
            return count_values(path, field, where, MOST, lambda: worker.is_cancelled)

        self.read("frequency.count", call, self._show)
        self.query_one(OptionList).focus()

    def on_resize(self) -> None:
        """Take the width there is."""
        if self.found is not None:
            self._show(self.found)

    def _show(self, found: Frequency) -> None:
        self.found = found
        options = self.query_one(OptionList)
        at = options.highlighted or 0
        room = max(self.query_one("#frequency-about").size.width - 1, 40)
        bar = max(6, min(24, (room - _FIGURES) // 3))
        name = room - _FIGURES - bar - 2
        total = sum(row.pence for row in found.rows) + found.rest_pence
        largest = max((abs(row.pence) for row in found.rows), default=0)
        head = f"{'':{name + bar + 2}}{'amount':>13}{'share':>8}{'lines':>12}"
        self.query_one("#frequency-head", Static).update(
            Content(fit_head(head, LINE_FIELDS[self.field].heading)).stylize("bold")
        )
        options.clear_options()
        options.add_options(Option(_told(row, name, bar, largest, total)) for row in found.rows)
        if found.rows:
            options.highlighted = min(at, len(found.rows) - 1)
        told = counted(found.values, "value")
        if found.rest_lines:
            others = found.values - len(found.rows)
            told = f"{told}; {others:,} more of them, with {counted(found.rest_lines, 'line')} and {short_pounds(found.rest_pence)}, are not listed"
        self.query_one("#frequency-rest", Static).update(
            content(f"{told}. Enter shows the lines of one, Esc closes.", "$quiet")
        )

    @on(OptionList.OptionSelected)
    def take(self, message: OptionList.OptionSelected) -> None:
        """Answer with the value."""
        if self.found is not None:
            self.dismiss(self.found.rows[message.option_index])


def fit_head(figures: str, heading: str) -> str:
    """Return the headings' line: the column's own at the left, those of the figures where they stand."""
    return heading + figures[len(heading) :]


def _told(row: FrequencyRow, name: int, bar: int, largest: int, total: int) -> Content:
    part = abs(row.pence) * bar * 2 // largest if largest else 0
    halves = max(part, 1) if row.pence else 0
    full, half = divmod(halves, 2)
    drawn, rest = "━" * full + "╸" * half, bar - full - half
    figures = f"{short_pounds(row.pence):>13}{percent(ratio(row.pence, total)):>8}{row.lines:>12,}"
    return joined(
        [
            Content(fit(row.text, name)),
            Content(drawn).stylize("$primary") + Content("─" * rest).stylize("$track"),
            Content(figures),
        ],
        " ",
    )
