"""The two lines below the table: the cell under the cursor, and what the lines on show and the
selected ones add up to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from tpdesk.models.lines.totals import flows_words
from tpdesk.screens.display import content, joined
from tpdesk.text import counted
from tpdesk.units import pounds, short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.line import LineField, LineRow
    from tpdesk.domain.line_filter import Totals

_WIDE = 110
"""Columns from which sums are written to the penny."""


def _sums_words(totals: Totals, money: Callable[[int], str]) -> str:
    """Return what lines come to: expenditure and income apart, for the two are never added up.
    `money` writes an amount."""
    return flows_words(totals.expenditure_pence, totals.income_pence, money)


class CellLine(Static):
    """The whole of the cell under the cursor."""

    def show(self, field: LineField, line: LineRow | None, text: str) -> None:
        """Say it; nothing where there is no line."""
        told = (
            joined([content(field.heading, "bold $accent"), content(text)], "  ") if line is not None else Content("")
        )
        if line is not None and field.name == "category" and not line.own_category and line.shares:
            told = joined([told, content("by its label's map", "$quiet")], "  ")
        self.update(told, layout=False)


class TotalsLine(Static):
    """How many lines are shown and selected, what they come to, and what is searched for."""

    def show(
        self, totals: Totals | None, so_far: int, selected: int, of_selected: Totals | None, searched: str
    ) -> None:
        """Say it; `totals` is None while the lines are still counted: there are `so_far` of them."""
        money = short_pounds if self.screen.size.width < _WIDE else pounds
        parts = [content(f"{so_far:,} lines so far ...", "$quiet")] if totals is None else _sums(totals, money)
        if selected:
            sums = f": {_sums_words(of_selected, money)}" if of_selected is not None else ""
            parts.insert(0, content(f"● {selected:,} selected{sums}", "bold $accent"))
        if searched:
            parts.append(joined([content("search", "$quiet"), content(searched)]))
        self.update(joined(parts, "   "), layout=False)


def _sums(totals: Totals, money: Callable[[int], str]) -> list[Content]:
    parts = [content(counted(totals.lines, "line"), "bold")]
    if totals.expenditure_pence or not totals.income_pence:
        parts.append(joined([content(money(totals.expenditure_pence), "bold"), content("expenditure", "$quiet")]))
    if totals.income_pence:
        parts.append(joined([content(money(totals.income_pence), "bold"), content("income", "$quiet")]))
    if totals.shared_lines:
        parts.append(content(f"{totals.shared_lines:,} in several categories, each counted whole", "$warning"))
    return parts
