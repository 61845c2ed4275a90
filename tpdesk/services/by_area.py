"""A place's money by its areas: read, counted and spread by a driver."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from typing import Final

from tpdesk.calc.by_area import COUNCIL, COUNCIL_KINDS, AreaGround, ByArea, by_area, people_driver
from tpdesk.calc.count import count, placed_by_agency
from tpdesk.calc.explain_area import AreaApportionment, explain_area
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.figure import Explanation, Figure
from tpdesk.errors import UsageProblem
from tpdesk.models.apportionment import line_fields, read_boundaries, read_middles
from tpdesk.models.desk import Desk
from tpdesk.models.place import Place
from tpdesk.models.population import people_near
from tpdesk.services.apportioning import find_driver, list_drivers, shared_out
from tpdesk.services.figures import facts_of
from tpdesk.text import folded, nearest

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
    return _counted(
        desk, facts_of(desk, place, year), _ground(desk, place, year), kind=kind, spread=spread, flow=flow,
        cost=cost, statuses=statuses,
    )  # fmt: skip


def _ground(desk: Desk, place: Place, year: int) -> AreaGround:
    people = people_near(desk.connection, year)
    return AreaGround(read_boundaries(desk.connection), place.codes, people, read_middles())


def _counted(
    desk: Desk,
    facts: YearFacts,
    ground: AreaGround,
    *,
    kind: str,
    spread: str = "",
    flow: str = "expenditure",
    cost: str = "all",
    statuses: Collection[str] = (),
) -> ByArea:
    driver = None
    if spread:
        driver = people_driver(ground.people) if folded(spread) == PEOPLE else find_driver(desk, spread)[0]
    basis = count(facts, by="area", flow=flow, cost=cost, statuses=statuses).basis
    return by_area(facts, basis, ground, kind=folded(kind), spread=driver, flow=flow, cost=cost, statuses=statuses)


def explain_one_area(desk: Desk, place: Place, year: int, figure: Figure) -> Explanation:
    """Return the money of an area of a place walked back to its lines, their drivers and shares. Raises UsageProblem
    for an area that the place has not, or that is too small to be shown."""
    facts, ground = facts_of(desk, place, year), _ground(desk, place, year)
    kinds = kinds_of_areas(desk, place, year)
    code = _code_named(ground, figure.area)
    known = ground.boundaries.areas.get(code)
    if known is None or known.kind not in kinds:
        near = nearest(figure.area, [one.name for one in ground.boundaries.areas.values() if one.kind in kinds])
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageProblem(f"{place.name} has no area '{figure.area}' on this desk.{hint}")
    found = _counted(desk, facts, ground, kind=figure.kind or known.kind, spread=figure.spread)
    row = next((row for row in found.rows if row.area == code), None)
    if row is None:
        raise UsageProblem(
            f"{known.name} has no figure: it is no {found.kind} in {place.name}, or has fewer than 10 people."
        )
    names = {code: one.name for code, one in ground.boundaries.areas.items()}
    return explain_area(
        found, row, figure, year, agencies=placed_by_agency(facts, row.placed), names=names,
        apportioned=tuple(_apportioned(desk, place, year, frozenset(row.placed))),
    )  # fmt: skip


def _code_named(ground: AreaGround, wanted: str) -> str:
    """Return the code of the area of that code or name; empty where there is none."""
    areas = ground.boundaries.areas
    if wanted.upper() in areas:
        return wanted.upper()
    return next((code for code, one in areas.items() if folded(one.name) == folded(wanted)), "")


def _apportioned(desk: Desk, place: Place, year: int, codes: Collection[str]) -> Iterator[AreaApportionment]:
    """Yield what of each apportionment of expenditure falls to some areas."""
    for number, batch, whole, result in shared_out(desk, place.id, year):
        if line_fields(desk.connection, number).flow != "expenditure":
            continue
        here = [part for part in result.parts if part.area in codes]
        drivers = [driver.title for driver in (whole.stage_driver, whole.driver) if driver is not None]
        if here:
            yield AreaApportionment(
                whole.agency, whole.label, whole.amount_pence, ", then ".join(drivers),
                sum((part.value for part in here), Fraction(0)),
                sum((part.value for part in result.parts), result.elsewhere_value),
                sum(part.pence for part in here), batch,
            )  # fmt: skip


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
