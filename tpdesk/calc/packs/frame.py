"""What all sheets of one pack share: the unit of money, the numbers that formulas look up, and the base in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tpdesk.calc.packs.data_rows import NO_NUMBERS, DataNumbers
from tpdesk.calc.workbook.describe import ColumnKind, brief, said
from tpdesk.domain.results.basis import IMPLIED, Basis

MILLIONS_FROM: Final = 20_000_000_00
"""Pence from which a pack shows £ million; smaller places read better in whole pounds."""

AMOUNT: Final = "Spend_data[Amount (£)]"
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

    def base(self, basis: Basis | None = None) -> str:
        """Return the base, year and population as a sentence for the top of a sheet."""
        basis = basis or self.basis
        return f"Base: {said(basis.sentence())} {population(basis)}"

    def gross_base(self) -> str:
        """Return the base of figures before anything is taken off, as a sentence for the top of a sheet."""
        return self.base(self.gross)

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
