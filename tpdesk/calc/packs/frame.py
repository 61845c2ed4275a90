"""What all sheets of one pack share: the unit of money, the numbers that formulas look up, and the base in words.

The rows behind every live formula of a pack: agency by category, and the numbers by which formulas find them.

Figures and records as a pack's cells say them: what is not known, makes no sense or is kept back has its mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from tpdesk import units
from tpdesk.calc.workbook.describe import (
    NO_FORMULA,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    Column,
    ColumnKind,
    SheetCell,
    Value,
    brief,
    said,
)
from tpdesk.domain.kinds import Record
from tpdesk.domain.results.basis import IMPLIED, Basis
from tpdesk.domain.results.count import AmountParts, CountResult
from tpdesk.domain.results.overlap import OverlapResult, OverlapRow
from tpdesk.domain.results.publication import NOTHING_SET, Publication


@dataclass(frozen=True, slots=True)
class DataRow:
    """One agency's money in one category: what every live formula of the pack goes back to."""

    agency: str
    category: str | None
    """Code, or None for unmapped money."""

    title: str
    division: str | None
    amount_pence: int
    """After transfers and internal recharges."""

    in_shares: str
    """`yes`, or why it is left out of the category's shares."""

    parts: AmountParts
    """How the amount follows from gross, and what of it is apportioned."""


@dataclass(frozen=True, slots=True)
class DataNumbers:
    """What formulas look up in place of names, which may be alike."""

    agencies: Mapping[str, int]
    """Agency to its number, from 1, in the order of who spends most."""

    categories: Mapping[str | None, int]
    divisions: Mapping[str | None, int]


NO_NUMBERS: Final = DataNumbers({}, {}, {})


def numbers(
    by_agency: CountResult,
    by_category: CountResult,
    by_division: CountResult,
    codes: Iterable[str],
    rows: Iterable[DataRow],
) -> DataNumbers:
    """Return the numbers, from 1 in the order of the counts; `codes` are categories on which nobody may spend."""
    agencies = {row.agency: n for n, row in enumerate(by_agency.rows, 1) if row.agency is not None}
    categories: dict[str | None, int] = {row.key: n for n, row in enumerate(by_category.rows, 1)}
    divisions: dict[str | None, int] = {row.key: n for n, row in enumerate(by_division.rows, 1)}
    # Deliveries may prove something of a category on which nobody spends.
    for code in codes:
        categories.setdefault(code, len(categories) + 1)
    for row in rows:
        agencies.setdefault(row.agency, len(agencies) + 1)
        categories.setdefault(row.category, len(categories) + 1)
        divisions.setdefault(row.division, len(divisions) + 1)
    return DataNumbers(agencies, categories, divisions)


def data_rows(
    overlap: OverlapResult, matrix: CountResult, by_division: CountResult, parts: Sequence[AmountParts]
) -> tuple[DataRow, ...]:
    """Return agency by category: the overlap's own shares with what it left out, then unmapped money from the matrix,
    then what is taken off whole, or is income alone. Each has its parts, from gross to net."""
    divisions = {row.key for row in by_division.rows}
    left = {(part.agency, part.category): part for part in parts}

    def made(agency: str, category: str | None, title: str, pence: int, counted: str) -> DataRow:
        part = left.pop((agency, category), AmountParts(agency, category, title, pence, 0, 0, 0, 0))
        division = None if category is None else _division(category, divisions)
        return DataRow(agency, category, title, division, pence, counted, part)

    rows: list[DataRow] = []
    for row in overlap.rows:
        rows += [made(share.agency, row.category, row.title, share.amount_pence, "yes") for share in row.shares]
        rows += [made(out.agency, row.category, row.title, out.amount_pence, out.reason) for out in row.left_out]
    rows += [
        made(row.agency, None, "Unmapped", row.amount_pence, "no category")
        for row in matrix.rows
        if row.key is None and row.agency is not None
    ]
    rest = tuple(part for part in left.values() if part.gross_pence or part.income_pence)
    rows += [made(part.agency, part.category, part.title, 0, "nothing is left after transfers") for part in rest]
    return tuple(rows)


def _division(category: str, divisions: set[str | None]) -> str:
    """Return the code of the division above a category: `05` of `05.1.0/waste-collection`."""
    head = re.split(r"[./]", category, maxsplit=1)[0]
    return head if head in divisions or category not in divisions else category


MILLIONS_FROM: Final = 20_000_000_00
"""Pence from which a pack shows £ million; smaller places read better in whole pounds."""

AMOUNT: Final = "Spend_data[After transfers (£)]"
GROSS: Final = "Spend_data[Gross (£)]"
TRANSFERS: Final = "Spend_data[Less transfers (£)]"
RECHARGES: Final = "Spend_data[Less recharges (£)]"
INCOME: Final = "Spend_data[Income from outside (£)]"
APPORTIONED: Final = "Spend_data[Of it apportioned (£)]"
AGENCY: Final = "Spend_data[Organisation number]"
CATEGORY: Final = "Spend_data[Category number]"
DIVISION: Final = "Spend_data[Division number]"
COUNTED: Final = "Spend_data[In shares]"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the sheets of one pack have in common, beside the results that each shows."""

    place: str
    year: str
    status: str
    """draft or final."""

    made_by: str
    made_at: str
    """When the desk was last changed, ISO 8601 UTC."""

    desk_name: str
    software: str
    basis: Basis
    """The basis of the count."""

    gross: Basis
    """The basis of figures before transfers and recharges are taken out."""

    money: ColumnKind = ColumnKind.POUNDS
    """Kind.MILLION or Kind.POUNDS, for every table that is not to the penny."""

    numbers: DataNumbers = NO_NUMBERS
    """What formulas look up; none in a pack whose sheets have no such formulas."""

    version: str = "Not frozen"
    """Which frozen count it was written from, in words."""

    publication: Publication = NOTHING_SET
    """Whom to ask about the pack, when it is issued, and when the next comes."""

    not_in_it: str = ""
    """What a pack from a frozen count has not, in words."""

    def base(self, basis: Basis | None = None) -> str:
        """Return the basis in a few words, for the top of a sheet: page one has it whole."""
        level = f", categories at level {basis.level}" if basis is not None and basis.level else ""
        word = {"expenditure": self.basis.taken_out, "income": "income", "net": "net of outside income"}[
            self.basis.flow
        ]
        return f"Basis: {word}, as on page one{level}{said(self.basis.wider_words, otherwise='')}."

    @property
    def spend_head(self) -> str:
        """Return the head of a column of what is counted."""
        return "Spend, no transfers marked" if self.basis.transfers_unmarked else "Spend after transfers"

    def gross_base(self) -> str:
        """Return the basis of figures before anything is taken off, in a few words for the top of a sheet."""
        return "Basis: before transfers, unlike page one."

    def short_base(self, *, people: bool = True, gross: bool = False) -> str:
        """Return the base and year in a few words, to stand beside a figure;
        with the population where it matters, before transfers where it is `gross`."""
        basis = self.basis
        spent = f"Gross expenditure {'before' if gross else 'after'} transfers"
        if basis.transfers_unmarked and not gross:
            spent = "Gross expenditure, no transfers marked"
        flow = {"expenditure": spent, "income": "Income", "net": "Net of outside income"}[basis.flow]
        held = f"{basis.people:,} people" if basis.people else "population not held"
        held += f" ({IMPLIED})" if basis.people and basis.people_when == IMPLIED else ""
        parts = (flow, basis.cost_words, basis.year, held if people else "", *basis.wider_parts)
        return ", ".join(part for part in parts if part)

    @property
    def where(self) -> str:
        """Return place and year for a title."""
        return f"{brief(self.place)}, {self.year}"

    def share(self, part: str, whole: str) -> str:
        """Return the formula template of a share, undefined where the whole is nil."""
        return f'=IF({whole}=0,"[z]",{part}/{whole})'

    def per_head(self, amount: str) -> str:
        """Return the formula template of an amount per head, or none where the population is not held."""
        return f"=ROUND({amount}/People,2)" if self.basis.people else ""


def money_unit(total_pence: int) -> ColumnKind:
    """Return the kind in which a pack of so much money shows amounts."""
    return ColumnKind.MILLION if abs(total_pence) >= MILLIONS_FROM else ColumnKind.POUNDS


def population(basis: Basis) -> str:
    """Return people and households with their years and sources, or that they are not held."""
    found = (
        (basis.people, "people", basis.people_when, basis.people_source),
        (basis.households, "households", basis.households_when, basis.households_source),
    )
    held = [
        (f"{number:,} {noun} ({year})", said(source, otherwise="")) for number, noun, year, source in found if number
    ]
    if not held:
        return "Population: not held for this year, so nothing is shown per head or per household."
    sources = list(dict.fromkeys(source for _, source in held if source))
    ending = f". Source: {'; '.join(sources)}" if sources else ""
    return f"Population: {'; '.join(words for words, _ in held)}{ending}."


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
    """Return a category's code as a table shows it: whole, so that no two rows of a table have the same, and so that
    the sheet Data and the desk find it."""
    return said(key or "")


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


NOTHING_SPENT: Final = "No spend is recorded"
NONE_FOUND: Final = "None found"
"""What stands in the first cell of a table's one row where it holds nothing."""


def nothing(columns: tuple[Column, ...]) -> tuple[Value, ...]:
    """Return the one row of a table of a place without money."""
    first: Value = NOTHING_SPENT
    rest = tuple(plain(0 if column.kind.is_money else "[z]") for column in columns[1:])
    return (first, *rest)


def filled(rows: list[tuple[Value, ...]], columns: tuple[Column, ...]) -> tuple[tuple[Value, ...], ...]:
    """Return the rows, or one row that says there are none: an Excel table needs a row."""
    if rows:
        return tuple(rows)
    return ((NONE_FOUND, *(plain(NOT_APPLICABLE) for _ in columns[1:])),)
