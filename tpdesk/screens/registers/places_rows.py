"""The register of places as rows: how they are sorted, which are shown, what fits in a width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from tpdesk.screens.display import cell
from tpdesk.screens.flex_table import Col, Row
from tpdesk.text import counted
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.models.place import Place

ORDERS: Final[dict[str, tuple[str, Callable[[Place], tuple[object, ...]]]]] = {
    "money": ("those with money first", lambda place: (not place.years, place.name.casefold())),
    "name": ("by name", lambda place: (place.name.casefold(),)),
    "kind": ("by kind", lambda place: (not place.status, place.status.casefold(), place.name.casefold())),
    "region": ("by region", lambda place: (not place.region, place.region.casefold(), place.name.casefold())),
}  # fmt: skip
"""Id -> (in words, key)."""

ALL: Final = "all"


def filters(places: Sequence[Place]) -> dict[str, tuple[str, int]]:
    """Return id -> (in words, how many) of every filter that shows something."""
    found = {ALL: ("all places", len(places))}
    found["money"] = ("with money", sum(1 for place in places if place.years))
    found["none"] = ("without money", sum(1 for place in places if not place.years))
    for prefix, texts in (("kind", [place.status for place in places]), ("region", [place.region for place in places])):
        for text in sorted({text for text in texts if text}):
            found[f"{prefix}:{text}"] = (text, texts.count(text))
    return {name: told for name, told in found.items() if told[1]}


def kept(place: Place, only: str) -> bool:
    """Say whether a filter shows the place."""
    kind, _, text = only.partition(":")
    return {
        "all": True,
        "money": bool(place.years),
        "none": not place.years,
        "kind": place.status == text,
        "region": place.region == text,
    }[kind]


def years(place: Place) -> str:
    """Return the years in which a place has money: `2022-23 to 2024-25`."""
    if not place.years:
        return ""
    last, first = year_text(place.years[0]), year_text(place.years[-1])
    return last if last == first else f"{first} to {last}"


def headline(places: Sequence[Place], shown: Sequence[Place], order: str, only: str) -> str:
    """Return what the register shows, as one line."""
    parts = [counted(len(places), "place"), f"{sum(1 for place in places if place.years)} with money", ORDERS[order][0]]
    if only != ALL:
        parts.append(f"only {filters(places).get(only, (only, 0))[0]}: {len(shown)}")
    return " · ".join(parts)


def table(shown: Sequence[Place], width: int) -> tuple[list[Col], list[Row]]:
    """Return columns and rows for a table of `width` columns."""
    columns: list[tuple[Col, Callable[[Place], str], int]] = [
        (Col("Place", 0), lambda place: place.name, 0),
        (Col("Kind", 9), lambda place: place.status, 40),
        (Col("Region", 18), lambda place: place.region, 100),
        (Col("Areas", 5, True), lambda place: str(len(place.codes)) if place.codes else "none", 76),
        (Col("Bodies", 6, True), lambda place: str(place.agencies) if place.agencies else "", 52),
        (Col("Money", 18), years, 62),
    ]
    fitting = [(col, told) for col, told, least in columns if width >= least]
    rows = [Row(str(place.id), tuple(cell(told(place)) for _, told in fitting)) for place in shown]
    return [col for col, _ in fitting], rows
