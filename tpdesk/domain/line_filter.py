"""Which lines are meant: typed conditions that all hold at once, each printable as words and as it would be typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from tpdesk.domain.line import LINE_FIELDS, UNMAPPED, LineField
from tpdesk.units import pounds, year_text

Value: TypeAlias = str | int | None
"""What a condition compares with: text, pence, a start year, a day as yyyymmdd, 1 or 0 for yes and no; None is a blank."""

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

ANY: Final = LineField("any", "Any text", "Text anywhere in agency, label, supplier or description.", "text")
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
        """Return this filter narrowed to a field's values ('only this value'): whatever it said of the field before goes; a category is meant without what is below it."""
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
