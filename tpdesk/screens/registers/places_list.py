"""The list of places: as their kind declares it, and by their money, which the window knows of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tpdesk.screens.display import cell
from tpdesk.screens.flex_table import Col
from tpdesk.screens.registers import rows
from tpdesk.screens.registers.listing import RegisterList
from tpdesk.units import year_text

if TYPE_CHECKING:
    from rich.text import Text

    from tpdesk.domain.kinds import Kind, Record
    from tpdesk.models.place import Place
    from tpdesk.screens.dialogs.choose import Choice

_MONEY: Final = "money"
_NONE: Final = "none"


class PlacesList(RegisterList):
    """Those with money first."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.places: Mapping[int, Place] = {}
        """Number -> what the window knows of each."""

    def orders(self) -> Mapping[str, str]:
        """Return those with money first, then what the kind declares."""
        return {_MONEY: "those with money first", **super().orders()}

    def ordered(self, records: Sequence[Record], by: str) -> list[Record]:
        """Return the records sorted; by their money, by name within."""
        if by != _MONEY:
            return super().ordered(records, by)
        return sorted(records, key=lambda one: (not self.places[one.id].years, one.title.casefold()))

    def filters(self, records: Sequence[Record], titles: rows.Titles) -> Mapping[str, tuple[str, int]]:
        """Return those with money and those without, then what the kind declares."""
        declared = super().filters(records, titles)
        number = sum(1 for one in records if self.places[one.id].years)
        money = {_MONEY: ("with money", number), _NONE: ("without money", len(records) - number)}
        return {rows.ALL: declared[rows.ALL], **{name: told for name, told in money.items() if told[1]}, **declared}

    def keeps(self, record: Record, only: str) -> bool:
        """Say whether a filter shows the place."""
        if only in (_MONEY, _NONE):
            return bool(self.places[record.id].years) == (only == _MONEY)
        return super().keeps(record, only)

    def choice(self, record: Record) -> Choice:
        """Return the place with its years."""
        found = super().choice(record)
        return replace(found, note=" · ".join(filter(None, [found.note, years(self.places[record.id])])))

    def extra_columns(self, width: int) -> list[tuple[Col, Mapping[int, Text]]]:
        """Return the columns behind those that the kind declares -> number of the place -> what it says."""
        bodies = {number: cell(str(place.agencies) if place.agencies else "") for number, place in self.places.items()}
        money = {number: cell(years(place)) for number, place in self.places.items()}
        found = [(Col("Orgs", 6, True), bodies, 52), (Col("Money", 18), money, 62)]
        return [(col, told) for col, told, least in found if width >= least]


def years(place: Place) -> str:
    """Return the years in which a place has money: `2022-23 to 2024-25`."""
    if not place.years:
        return ""
    last, first = year_text(place.years[0]), year_text(place.years[-1])
    return last if last == first else f"{first} to {last}"
