"""A place's money by its areas: read, counted and spread by a driver."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from tpdesk.calc.by_area import COUNCIL, COUNCIL_KINDS, AreaGround, ByArea, by_area, people_driver
from tpdesk.calc.count import count
from tpdesk.models.apportionment import read_boundaries, read_middles
from tpdesk.models.desk import Desk
from tpdesk.models.place import Place
from tpdesk.models.population import people_near
from tpdesk.services.apportioning import find_driver, list_drivers
from tpdesk.services.figures import facts_of
from tpdesk.text import folded

PEOPLE: Final = "people"
"""Names, in place of a driver, the people of the areas as the desk has them."""


def count_by_area(
    desk: Desk,
    place: Place,
    year: int,
    *,
    kind: str,
    spread: str = "",
    flow: str = "expenditure",
    cost: str = "all",
    statuses: Collection[str] = (),
) -> ByArea:
    """Return the money of a place and the financial year that starts in `year` by its areas of a kind; what is
    placed no finer is spread by the driver called `spread`, or by people. Raises UsageProblem."""
    facts = facts_of(desk, place, year)
    people = people_near(desk.connection, year)
    ground = AreaGround(read_boundaries(desk.connection), place.codes, people, read_middles())
    driver = None
    if spread:
        driver = people_driver(ground.people) if folded(spread) == PEOPLE else find_driver(desk, spread)[0]
    basis = count(facts, by="area", flow=flow, cost=cost, statuses=statuses).basis
    return by_area(facts, basis, ground, kind=folded(kind), spread=driver, flow=flow, cost=cost, statuses=statuses)


def choices_of_areas(desk: Desk, place: Place, year: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (kinds of areas inside a place, those with most areas first; names of the drivers that can spread)."""
    return kinds_of_areas(desk, place, year), tuple(driver.title for driver, _ in list_drivers(desk))


def kinds_of_areas(desk: Desk, place: Place, year: int) -> tuple[str, ...]:
    """Return the kinds of areas inside a place, those with most areas first; before them `council` where its councils
    are of several kinds."""
    boundaries = read_boundaries(desk.connection)
    inside, ahead, found = boundaries.inside(f"{year:04d}-04-01"), list(place.codes), dict[str, str]()
    while ahead:
        code = ahead.pop()
        if code in boundaries.areas and code not in found:
            found[code] = boundaries.areas[code].kind
            ahead += inside.get(code, ())
    kinds = list(found.values())
    councils = (COUNCIL,) if len(set(kinds) & set(COUNCIL_KINDS)) > 1 else ()
    return (*councils, *sorted(set(kinds), key=lambda kind: (-kinds.count(kind), kind)))
