"""Sums of spend lines: totals of a filter, the values of one column, two columns at once, and all lines of a place and year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tpdesk.domain.line_filter import Value
from tpdesk.units import ratio


@dataclass(frozen=True, slots=True)
class Totals:
    """What the lines of a filter add up to."""

    lines: int
    expenditure_pence: int
    income_pence: int

    shared_lines: int
    """Lines among them whose label stands for several categories by shares: each counts here with its whole amount."""

    from_cube: bool
    """Whether the lines themselves had not to be read."""


@dataclass(frozen=True, slots=True)
class FlowSums:
    """Money of some lines by flow, pence."""

    expenditure: int = 0
    income: int = 0

    def of(self, flow: str) -> int:
        """Return the money of one flow."""
        return self.income if flow == "income" else self.expenditure


@dataclass(frozen=True, slots=True)
class FrequencyRow:
    """One value of a column."""

    text: str
    """As it is shown; `blank` where the lines have none."""

    value: Value
    """As a condition holds it, for narrowing the filter to it."""

    lines: int
    money: FlowSums

    def pence(self, flow: str) -> int:
        """Return its money of one flow: the flows are never added up."""
        return self.money.of(flow)


@dataclass(frozen=True, slots=True)
class Frequency:
    """The values of a column, most money first. Expenditure and income stand beside each other and are never added up."""

    field: str
    flow: str
    """`expenditure`, or `income` where no line is expenditure: the money that order and shares are of."""

    rows: tuple[FrequencyRow, ...]
    """The largest by that money without its sign, ties by the other flow's."""

    values: int
    """Different values in all, blank among them."""

    rest_lines: int
    """Lines of the values that are not in the rows."""

    rest: FlowSums
    """Money of the values that are not in the rows."""

    income_lines: int
    """Lines of income among all that were looked at."""

    def amount(self, row: FrequencyRow) -> int:
        """Return the one amount that a row stands for: its money of `flow`, in the column Flow that of its own flow."""
        return row.pence(str(row.value) if self.field == "flow" else self.flow)

    @property
    def both(self) -> bool:
        """Whether there are lines of both flows."""
        return self.flow == "expenditure" and self.income_lines > 0

    @property
    def total_pence(self) -> int:
        """All money of `flow`: what shares are of."""
        return sum(row.pence(self.flow) for row in self.rows) + self.rest.of(self.flow)

    def share(self, row: FrequencyRow) -> float | None:
        """Return a row's share of all money of `flow`; None where that is zero, and for the flows themselves, which have no common whole."""
        return None if self.field == "flow" else ratio(row.pence(self.flow), self.total_pence)


@dataclass(frozen=True, slots=True)
class PivotSums:
    """The lines of one cell, by flow: the two flows are never added up."""

    lines: FlowSums
    """How many lines of each flow."""

    money: FlowSums


@dataclass(frozen=True, slots=True)
class PivotAxis:
    """The values of one of the two columns."""

    field: str
    values: tuple[FrequencyRow, ...]
    """Those with the most money."""

    count: int
    """How many values there are in all."""


@dataclass(frozen=True, slots=True)
class PivotFacts:
    """Sums by two columns of the lines that a filter keeps."""

    flow: str
    """`expenditure` or `income`: the money that the values are the largest of; empty where one of the columns is the flow itself."""

    rows: PivotAxis
    columns: PivotAxis
    cells: Mapping[tuple[int | None, int | None], PivotSums]
    """(place in the rows' values, in the columns') -> the lines of both; None for all values that are not among them. A cell without lines is absent."""


@dataclass(frozen=True, slots=True)
class HeldLines:
    """What the lines of a place and year come to, before one of them is shown."""

    lines: int
    expenditure_pence: int
    income_pence: int
    """Both before transfers and recharges are taken off."""

    fields: dict[str, int]
    """Field of `LINE_FIELDS` that a line need not have -> how many lines have it."""
