"""Which lines are meant: typed conditions that all hold at once, each printable as words and as it would be typed.

Sums of spend lines: totals of a filter, the values of one column, two columns at once, and all
lines of a place and year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from tpdesk.domain.line import LINE_FIELDS, UNMAPPED, LineField
from tpdesk.units import pounds, ratio, year_text

Value: TypeAlias = str | int | None
"""What a condition compares with: text, pence, a start year, a day as yyyymmdd, 1 or 0 for yes and no;
None is a blank."""

OPERATORS: Final[Mapping[str, str]] = {
    "is": "=",
    "is not": "!=",
    "contains": "~",
    "does not contain": "!~",
    "over": ">",
    "at least": ">=",
    "under": "<",
    "at most": "<=",
    "between": "=",
    "exactly": "==",
}
"""Operator in words -> as it is typed. `exactly` is for categories: that code itself and nothing below it."""

ANY: Final = LineField("any", "Any text", "Text anywhere in organisation, label, supplier or description.", "text")
"""What a bare word searches."""

FILTER_FIELDS: Final[Mapping[str, LineField]] = {**LINE_FIELDS, "any": ANY}
"""Name -> field of everything that a condition can be about."""

CATEGORIES: Final = ("category", "own_category")
"""Fields whose values have others below them."""

_PLAIN_WORD = re.compile(r"[^\s|\"=~<>!]+\Z")
_ORDERED: Final = ("money", "date", "year", "number")


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold of a line."""

    field: str
    """A name of `FILTER_FIELDS`."""

    operator: str
    """A name of `OPERATORS`."""

    values: tuple[Value, ...]
    """Any of these will do; the two ends, both within, for `between`."""

    @property
    def words(self) -> str:
        """Return the condition as people say it: `amount over £10,000.00`."""
        field = FILTER_FIELDS[self.field]
        name = field.heading.lower()
        if field.kind == "yes" and self.operator == "is" and len(self.values) == 1:
            return name if self.values[0] else f"not {name}"
        told = [shown_value(field, value) for value in self.values]
        if self.operator == "between":
            return f"{name} between {' and '.join(told)}"
        operator = {"over": "after", "under": "before", "at least": "from", "at most": "until"}.get(self.operator)
        operator = operator if operator and field.kind in ("date", "year") else self.operator
        return f"{name} {operator} {' or '.join(told)}"

    @property
    def typed(self) -> str:
        """Return the condition as it would be typed: `amount>10000`."""
        field = FILTER_FIELDS[self.field]
        told = [typed_value(field, value) for value in self.values]
        if self.field == "any" and self.operator == "contains" and len(told) == 1:
            return told[0]
        return f"{self.field}{OPERATORS[self.operator]}{('..' if self.operator == 'between' else '|').join(told)}"


@dataclass(frozen=True, slots=True)
class LineFilter:
    """Conditions that all hold at once; without any, every line of the desk."""

    conditions: tuple[Condition, ...] = ()

    @property
    def words(self) -> str:
        """Return the filter as one line of words."""
        return ", ".join(condition.words for condition in self.conditions) or "all lines"

    @property
    def typed(self) -> str:
        """Return the filter as it would be typed; `line_typed.parse_filter` reads it back."""
        return " ".join(condition.typed for condition in self.conditions)

    def plus(self, field: str, *values: Value, operator: str = "is") -> LineFilter:
        """Return this filter with one more condition."""
        return LineFilter((*self.conditions, Condition(field, operator, values)))

    def without(self, field: str) -> LineFilter:
        """Return this filter without its conditions on one field."""
        return LineFilter(tuple(condition for condition in self.conditions if condition.field != field))

    def only(self, field: str, *values: Value) -> LineFilter:
        """Return this filter narrowed to a field's values ('only this value'):
        whatever it said of the field before goes; a category is meant without what is below it."""
        exact = field in CATEGORIES and None not in values
        return self.without(field).plus(field, *values, operator="exactly" if exact else "is")


ALL_LINES: Final = LineFilter()
"""Every line of the desk."""


def operators_of(field: LineField) -> tuple[str, ...]:
    """Return the operators that make sense of a field."""
    if field.name == "any":
        return ("contains", "does not contain")
    if field.kind in _ORDERED:
        return ("is", "is not", "over", "at least", "under", "at most", "between")
    if field.kind in ("choice", "yes"):
        return ("is", "is not")
    found = ("is", "is not", "contains", "does not contain")
    return (*found, "exactly") if field.name in CATEGORIES else found


def shown_value(field: LineField, value: Value) -> str:
    """Return a condition's value as people read it."""
    if value is None:
        return UNMAPPED if field.name == "category" else "blank"
    if isinstance(value, int):
        match field.kind:
            case "money":
                return pounds(value).removesuffix(".00")
            case "year":
                return year_text(value)
            case "date":
                return f"{value // 10000:04d}-{value // 100 % 100:02d}-{value % 100:02d}"
            case "yes":
                return "yes" if value else "no"
    return str(value)


def typed_value(field: LineField, value: Value) -> str:
    """Return a condition's value as it would be typed, in quotes where it needs them."""
    text = (
        shown_value(field, value).replace("£", "").replace(",", "")
        if field.kind == "money"
        else shown_value(field, value)
    )
    if value is None:
        return shown_value(field, None)
    reserved = text.casefold() == "blank" or ".." in text
    return text if _PLAIN_WORD.match(text) and not reserved else f'"{text.replace(chr(34), chr(34) * 2)}"'


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
    """The values of a column, most money first. Expenditure and income stand beside each
    other and are never added up."""

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
        """Return a row's share of all money of `flow`; None where that is zero, and for the flows themselves,
        which have no common whole."""
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
    """`expenditure` or `income`: the money that the values are the largest of;
    empty where one of the columns is the flow itself."""

    rows: PivotAxis
    columns: PivotAxis
    cells: Mapping[tuple[int | None, int | None], PivotSums]
    """(place in the rows' values, in the columns') -> the lines of both; None for all values that are not among them.
    A cell without lines is absent."""


@dataclass(frozen=True, slots=True)
class HeldLines:
    """What the lines of a place and year come to, before one of them is shown."""

    lines: int
    expenditure_pence: int
    income_pence: int
    """Both before transfers and recharges are taken off."""

    fields: dict[str, int]
    """Field of `LINE_FIELDS` that a line need not have -> how many lines have it."""
