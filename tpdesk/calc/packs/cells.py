"""Figures and records as a pack's cells say them: what is not known, makes no sense or is kept back has its mark."""

from __future__ import annotations

from typing import TypeVar

from tpdesk import units
from tpdesk.calc.workbook.describe import NO_FORMULA, NOT_APPLICABLE, NOT_AVAILABLE, Column, SheetCell, Value, said
from tpdesk.domain.kinds import Record
from tpdesk.domain.results.overlap import OverlapRow

Figure = TypeVar("Figure", int, float)


def per_head_pounds(pence: int, number: int | None) -> Value:
    """Return an amount per person or household in pence, or the mark for not available."""
    return known(units.per_unit(pence, number))


def applicable(value: Figure | None) -> Figure | str:
    """Return a figure, or the mark for not applicable: a share of nil, say."""
    return NOT_APPLICABLE if value is None else value


def plain(value: str | int | float) -> SheetCell:
    """Return a value that has no formula though its column has."""
    return SheetCell(value, NO_FORMULA)


def category_code(key: str | None) -> str:
    """Return a category's code as a table shows it: of a service line its class, since its title says the rest."""
    return said((key or "").split("/", 1)[0])


def category_title(title: str | None, key: str | None) -> str:
    """Return a category's title as a cell shows it; money without a category is `Unmapped`."""
    return said(title, otherwise="Unmapped" if key is None else said(key))


def yes(holds: object) -> str:
    """Return yes or no."""
    return "yes" if holds else "no"


def known(value: Figure | None) -> Figure | str:
    """Return a figure, or the mark for not available: what nobody knows is no nought."""
    return NOT_AVAILABLE if value is None else value


def areas_known(row: OverlapRow) -> str:
    """Return whether the areas are known, in words."""
    return "unproven: area unknown" if row.judgement.unproven else "known"


def number(record: Record, name: str) -> Value:
    """Return a number of a record, or the mark for not available."""
    value = record.values[name]
    return value if isinstance(value, int) else NOT_AVAILABLE


def when(at: str | None) -> str:
    """Return an ISO time as date and minute."""
    return said(at[:16].replace("T", " "), otherwise="[x]") if at else "[x]"


def nothing(columns: tuple[Column, ...]) -> tuple[Value, ...]:
    """Return the one row of a table of a place without money."""
    first: Value = "No spend is recorded"
    rest = tuple(plain(0 if column.kind.is_money else "[z]") for column in columns[1:])
    return (first, *rest)


def filled(rows: list[tuple[Value, ...]], columns: tuple[Column, ...]) -> tuple[tuple[Value, ...], ...]:
    """Return the rows, or one row that says there are none: an Excel table needs a row."""
    if rows:
        return tuple(rows)
    return (("None found", *(plain(NOT_APPLICABLE) for _ in columns[1:])),)
