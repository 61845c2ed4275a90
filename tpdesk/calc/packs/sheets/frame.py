"""What all sheets of one pack share: the unit of money, the numbers that formulas look up, and the base in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tpdesk import units
from tpdesk.calc.report import BoardReport
from tpdesk.calc.workbook.describe import Cell, Kind, Value, brief, said
from tpdesk.domain.results.basis import IMPLIED, Basis
from tpdesk.domain.results.overlap import OverlapRow

MILLIONS_FROM: Final = 20_000_000_00
"""Pence from which a pack shows £ million; smaller places read better in whole pounds."""

AMOUNT: Final = "Spend_data[Amount (£)]"
AGENCY: Final = "Spend_data[Agency number]"
CATEGORY: Final = "Spend_data[Category number]"
DIVISION: Final = "Spend_data[Division number]"
COUNTED: Final = "Spend_data[In shares]"


@dataclass(frozen=True, slots=True)
class DataRow:
    """One agency's money in one category: what every live formula of the pack goes back to."""

    agency: str
    category: str | None
    """Code, or None for unmapped money."""

    title: str
    division: str | None
    amount_pence: int
    in_shares: str
    """`yes`, or why it is left out of the category's shares."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the sheets of one pack have in common."""

    report: BoardReport
    money: Kind
    """Kind.MILLION or Kind.POUNDS, for every table that is not to the penny."""

    agencies: dict[str, int]
    """Agency to its number, from 1, in the order of who spends most."""

    categories: dict[str | None, int]
    divisions: dict[str | None, int]
    data: tuple[DataRow, ...]

    @property
    def basis(self) -> Basis:
        """The basis of the count."""
        return self.report.by_agency.basis

    def base(self, basis: Basis | None = None) -> str:
        """Return the base, year and population as a sentence for the top of a sheet."""
        basis = basis or self.basis
        return f"Base: {said(basis.sentence())} {population(basis)}"

    def gross_base(self) -> str:
        """Return the base of figures before anything is taken off, as a sentence for the top of a sheet."""
        return self.base(self.report.transfers.basis)

    def short_base(self, *, people: bool = True, gross: bool = False) -> str:
        """Return the base and year in a few words, to stand beside a figure; with the population where it matters, before transfers where it is `gross`."""
        basis = self.basis
        spent = f"Gross expenditure {'before' if gross else 'after'} transfers"
        flow = {"expenditure": spent, "income": "Income", "net": "Net of outside income"}[basis.flow]
        held = f"{basis.people:,} people" if basis.people else "population not held"
        held += f" ({IMPLIED})" if basis.people and basis.people_when == IMPLIED else ""
        parts = (flow, basis.cost_words, basis.year, held if people else "", *basis.wider_parts)
        return ", ".join(part for part in parts if part)

    @property
    def where(self) -> str:
        """Return place and year for a title."""
        return f"{brief(self.report.place)}, {self.report.year}"

    def share(self, part: str, whole: str) -> str:
        """Return the formula template of a share, undefined where the whole is nil."""
        return f'=IF({whole}=0,"[z]",{part}/{whole})'

    def per_head(self, amount: str) -> str:
        """Return the formula template of an amount per head, or none where the population is not held."""
        return f"=ROUND({amount}/People,2)" if self.basis.people else ""


def frame(report: BoardReport) -> Frame:
    """Return the frame of a report: numbers for agencies, categories and divisions, and the data rows behind the formulas."""
    agencies = {row.agency: n for n, row in enumerate(report.by_agency.rows, 1) if row.agency is not None}
    categories: dict[str | None, int] = {row.key: n for n, row in enumerate(report.by_category.rows, 1)}
    divisions: dict[str | None, int] = {row.key: n for n, row in enumerate(report.by_division.rows, 1)}
    data = _data(report, divisions)
    # Deliveries may prove something of a category on which nobody spends.
    for proven in report.overlap.rows:
        categories.setdefault(proven.category, len(categories) + 1)
    for row in data:
        agencies.setdefault(row.agency, len(agencies) + 1)
        categories.setdefault(row.category, len(categories) + 1)
        divisions.setdefault(row.division, len(divisions) + 1)
    money = Kind.MILLION if abs(report.by_agency.rows_total_pence) >= MILLIONS_FROM else Kind.POUNDS
    return Frame(report, money, agencies, categories, divisions, data)


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


def per_head_pounds(pence: int, number: int | None) -> Value:
    """Return an amount per person or household in pence, or the mark for not available."""
    each = units.per_unit(pence, number)
    return "[x]" if each is None else each


def share_value(share: float | None) -> Value:
    """Return a share, or the mark for not applicable where the whole is nil."""
    return "[z]" if share is None else share


def plain(value: str | int | float) -> Cell:
    """Return a value that has no formula though its column has."""
    return Cell(value, formula="-")


def category_code(key: str | None) -> str:
    """Return a category's code as a table shows it: of a service line its class, since its title says the rest."""
    return said((key or "").split("/", 1)[0])


def category_title(title: str | None, key: str | None) -> str:
    """Return a category's title as a cell shows it; money without a category is `Unmapped`."""
    return said(title, otherwise="Unmapped" if key is None else said(key))


def _data(report: BoardReport, divisions: dict[str | None, int]) -> tuple[DataRow, ...]:
    """Return agency by category: the overlap's own shares with what it left out, then unmapped money from the matrix."""
    rows: list[DataRow] = []
    for row in report.overlap.rows:
        division = _division(row, divisions)
        rows += [
            DataRow(share.agency, row.category, row.title, division, share.amount_pence, "yes") for share in row.shares
        ]
        rows += [
            DataRow(out.agency, row.category, row.title, division, out.amount_pence, out.reason) for out in row.left_out
        ]
    rows += [
        DataRow(row.agency, None, "Unmapped", None, row.amount_pence, "no category")
        for row in report.matrix.rows
        if row.key is None and row.agency is not None
    ]
    return tuple(rows)


def _division(row: OverlapRow, divisions: dict[str | None, int]) -> str:
    """Return the code of the division above a category: `05` of `05.1.0/waste-collection`."""
    head = re.split(r"[./]", row.category, maxsplit=1)[0]
    return head if head in divisions or row.category not in divisions else row.category
