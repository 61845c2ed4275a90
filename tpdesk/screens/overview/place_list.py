"""The left-hand side: every place on the desk, those with money first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tpdesk.screens.display import content, joined
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.models.place import Place


class PlaceList(OptionList):
    """The places; each option's id is the place's id on the desk."""

    def fill(self, places: Sequence[Place], chosen: int | None) -> None:
        """Show the places with the one of id `chosen` under the cursor."""
        self.clear_options()
        with_money = [place for place in places if place.years]
        register = [place for place in places if not place.years]
        if with_money:
            self.add_option(_heading("With money"))
            self.add_options(Option(_with_money(place), id=str(place.id)) for place in with_money)
        if register:
            self.add_option(_heading("The register: no money yet", below=bool(with_money)))
            self.add_options(Option(_without_money(place), id=str(place.id)) for place in register)
        self.mark(chosen)

    def mark(self, chosen: int | None) -> None:
        """Put the cursor on the place with that id."""
        at = next((n for n, option in enumerate(self.options) if option.id == str(chosen)), None)
        if at is not None and at != self.highlighted:
            self.highlighted = at


def _heading(text: str, *, below: bool = False) -> Option:
    return Option(Content("\n" if below else "") + content(text, "$quiet"), disabled=True)


def _with_money(place: Place) -> Content:
    years = (
        year_text(place.years[0])
        if len(place.years) == 1
        else f"{year_text(place.years[-1])} to {year_text(place.years[0])}"
    )
    return joined(
        [content(place.name, "bold"), joined([content(place.status, "$quiet"), content(years, "$quiet")], " · ")], "\n"
    )


def _without_money(place: Place) -> Content:
    return joined([content(place.name), content(place.status, "$quiet")], "  ")
