"""Facts of a place and year out of the desk, as typed, as chosen, or the only ones there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tpdesk.calc.wider import of_place
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.record_kind import Kind
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.place import Place, list_places
from tpdesk.models.year import default_year, read_year
from tpdesk.services.place_choice import place_for as place_for
from tpdesk.services.place_choice import year_start as year_start
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.domain.results.count import CountResult
    from tpdesk.domain.results.overlap import OverlapResult


def year_of_records(desk: Desk, kind: Kind, place: Place) -> int:
    """Return the only year of a place's records of a kind, or the place's usual year where it has none. Raises
    UsageProblem that lists the years."""
    # The first paint needs no registers.
    from tpdesk.models.records import store

    years = {one.values["year"] for one in store.list_of_place(desk.connection, kind, place.id)}
    if len(years) > 1:
        listed = ", ".join(year_text(year) for year in sorted(years, key=str) if isinstance(year, int))
        raise UsageProblem(
            f"'{place.name}' has {kind.plural.lower()} of several years ({listed}). Say which with --year."
        )
    found = next(iter(years), None)
    return found if isinstance(found, int) else default_year(desk.connection, place)


# -- the facts


def year_facts(desk: Desk, place: str | None, year: str | None) -> YearFacts:
    """Return what the desk knows of a place and year; the only place or year is taken where none is named.
    Raises UsageProblem."""
    chosen = place_for(desk, place)
    return facts_of(desk, chosen, year_start(year) if year is not None else default_year(desk.connection, chosen))


def facts_of(desk: Desk, place: Place, year: int) -> YearFacts:
    """Return what the desk knows of a place and the financial year that starts in `year`, with what counts there of
    bodies that cover more than the place."""
    return desk.answer(("facts", place, year), lambda: of_place(read_year(desk.connection, place, year)))


def count_of(desk: Desk, facts: YearFacts, *, by: str, level: int = 2) -> CountResult:
    """Return the count of facts that `facts_of` gave."""
    # The first paint needs no figures.
    from tpdesk.calc.count import count

    return desk.answer(("count", _TheVery(facts), by, level), lambda: count(facts, by=by, level=level))


def overlap_of(desk: Desk, facts: YearFacts, *, level: int = 2, deminimis_pence: int = 0) -> OverlapResult:
    """Return what spend proves of every category by facts that `facts_of` gave."""
    from tpdesk.calc.overlap import overlap

    return desk.answer(
        ("overlap", _TheVery(facts), level, deminimis_pence),
        lambda: overlap(facts, level=level, deminimis_pence=deminimis_pence),
    )


class _TheVery:
    """Facts as the very ones that they are: what was made of others that were read before is no answer."""

    def __init__(self, facts: YearFacts) -> None:
        self._facts = facts

    def __hash__(self) -> int:
        return id(self._facts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _TheVery) and other._facts is self._facts


def place_of(desk: Desk, place: int) -> Place:
    # By its id and not by its name, which another process may have changed since the list was read.
    found = next((one for one in list_places(desk.connection) if one.id == place), None)
    if found is None:
        raise UsageProblem(
            "This place is on the desk no longer. Reload to see those that are.", title="The place has gone"
        )
    return found
