"""Bodies that cover more than the place, in words: what of them counts, and what a reader must know beside every
figure that holds their money.

What of a place's money counts there, where bodies cover more than the place: all of it, a share by people, or
nothing. docs/method.md, rule 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, TypeAlias, TypeVar

from tpdesk.domain.facts import (
    APPORTIONED_GRADE,
    BY_PEOPLE,
    LEFT_OUT,
    PLACE_ONLY,
    WHOLE,
    Cell,
    SideCell,
    Wider,
    YearFacts,
)
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.count import WiderBody
from tpdesk.text import and_words, counted
from tpdesk.units import nearest_whole, percent, pounds, short_pounds, whole_parts

NAMED: Final = 4
"""Areas outside the place that are named; how many more there are is said."""


def wider_bodies(facts: YearFacts) -> tuple[WiderBody, ...]:
    """Return the bodies with money that cover more than the place, or of which not all counts, most money first."""
    if not facts.ground.wider:
        return ()
    with_lines = {cell.agency for cell in facts.held_cells if cell.lines}
    found = [wider_body(facts, number) for number in facts.ground.wider if number in with_lines]
    found = [body for body in found if body.counted != PLACE_ONLY]
    return tuple(sorted(found, key=lambda body: (-body.held_pence, body.agency.casefold())))


def wider_body(facts: YearFacts, agency: int) -> WiderBody:
    """Return how the body with that id stands to the place, and what of its money counts there."""
    wider = facts.ground.wider.get(agency) or Wider(agency, (), WHOLE)
    return WiderBody(
        agency=facts.agencies[agency].name,
        counted=_counted(wider),
        areas_outside=tuple(facts.ground.names.get(code, code) for code in wider.outside),
        share_inside=float(wider.share) if wider.share is not None else None,
        people_inside=wider.people_inside,
        people=wider.people,
        people_year=wider.people_year,
        people_source=wider.people_source,
        held_pence=_gross(facts.held_cells, agency),
        counted_pence=_gross(facts.cells, agency),
    )


def _counted(wider: Wider) -> str:
    # A share that cannot be worked out is not taken, and must not be said to be.
    if wider.counted == BY_PEOPLE and wider.share is None:
        return "whole"
    return wider.counted or "whole"


def _gross(cells: tuple[Cell, ...], agency: int) -> int:
    return sum(cell.pence for cell in cells if cell.agency == agency and cell.flow == "expenditure")


def names_by_treatment(facts: YearFacts) -> dict[str, tuple[str, ...]]:
    """Return `whole`, `by people`, `left out` -> names of the bodies with money that are counted so though they
    cover more than the place."""
    bodies = wider_bodies(facts)
    return {how: tuple(body.agency for body in bodies if body.counted == how) for how in ("whole", BY_PEOPLE, LEFT_OUT)}


def people_words(body: WiderBody) -> str:
    """Return `38.1% of its people live here (mid-2024)`, or that it is not known."""
    if body.share_inside is None:
        return "which share of its people live here is not known"
    return f"{percent(body.share_inside)} of its people live here (mid-{body.people_year})"


def areas_words(body: WiderBody) -> str:
    """Return which of its areas lie outside: `12 areas outside (Burnley, Chorley, Fylde, Hyndburn and 8 more)`."""
    if not body.areas_outside:
        return "which areas lie inside its own is not held, so it may cover more"
    names = sorted(body.areas_outside)
    more = len(names) - NAMED
    named = f"{', '.join(names[:NAMED])} and {more} more" if more > 0 else and_words(names)
    return f"{counted(len(names), 'area')} outside it ({named})"


def body_words(body: WiderBody, place: str) -> str:
    """Return what counts of a body, and why that matters, in a sentence or two."""
    covers, link = (f"{body.agency} covers more than {place}", " and") if body.areas_outside else (body.agency, "")
    if body.counted == BY_PEOPLE:
        share = percent(body.share_inside)
        return (
            f"{covers}: of its {pounds(body.held_pence)}, {pounds(body.counted_pence)} is counted, {share} by people "
            f"(mid-{body.people_year}): apportioned, grade {APPORTIONED_GRADE}; {areas_words(body)}."
        )
    if body.counted == LEFT_OUT:
        return (
            f"{covers}{link} is left out of this count: {pounds(body.held_pence)}; {areas_words(body)}, "
            f"{people_words(body)}."
        )
    if body.counted == PLACE_ONLY:
        return f"{covers}; its lines are of {place} alone, so all of them count: {pounds(body.held_pence)}."
    return f"{covers}{link} is counted whole: {pounds(body.held_pence)}; {areas_words(body)}, {people_words(body)}."


def short_words(body: WiderBody) -> str:
    """Return what counts of a body in a few words, to stand beside its figure."""
    if body.counted == BY_PEOPLE:
        return f"{percent(body.share_inside)} by people, grade {APPORTIONED_GRADE}"
    if body.counted == LEFT_OUT:
        return "left out"
    if body.counted == PLACE_ONLY:
        return "whole, its lines are of the place"
    inside = "" if body.share_inside is None else f", {percent(body.share_inside)} of its people here"
    return f"whole{inside}" if body.areas_outside else "whole, and may cover more"


def money_words(bodies: Sequence[WiderBody], place: str) -> str:
    """Return what of a total is the whole money of bodies that cover more than the place, in a clause;
    empty where nothing is."""
    whole = [body for body in bodies if body.counted == "whole" and body.areas_outside]
    if not whole:
        return ""
    money, noun = (
        short_pounds(sum(body.counted_pence for body in whole)),
        counted(len(whole), "organisation", "organisations"),
    )
    return (
        f"{money} gross of it is the whole money of {noun} that {'covers' if len(whole) == 1 else 'cover'} "
        f"more than {place}"
    )


_CODES: Final = {"whole": "wider-whole", BY_PEOPLE: "wider-by-people", LEFT_OUT: "wider-left-out"}


def wider_issues(facts: YearFacts) -> list[Issue]:
    """Return what a reader must know of bodies that cover more than the place, and where that cannot be told."""
    issues = [
        Issue(_CODES[body.counted], body_words(body, facts.place), body.held_pence) for body in wider_bodies(facts)
    ]
    issues += [
        Issue(
            "wider-no-share",
            f"The share of {facts.agencies[wider.agency].name} by people cannot be taken: people are not held "
            "for all its areas in any one year. It is counted whole.",
        )
        for wider in facts.ground.wider.values()
        if wider.counted == BY_PEOPLE and wider.share is None
    ]
    counted_bodies = (
        {cell.agency for cell in facts.cells if cell.lines} - facts.not_itemised - facts.ground.wider.keys()
    )
    unknown = sorted(facts.agencies[number].name for number in counted_bodies if not facts.agencies[number].base_areas)
    if unknown and facts.ground.base_areas:
        text = (
            f"Whether {and_words(unknown)} {'covers' if len(unknown) == 1 else 'cover'} more than "
            f"{facts.place} is not known, since areas are not recorded: all of that money is counted."
        )
        issues.append(Issue("wider-unknown", text))
    known = [cell for cell in facts.cells if facts.agencies[cell.agency].base_areas]
    if known and not facts.ground.base_areas:
        text = (
            f"The areas of {facts.place} are not recorded, so it is not known whether an organisation counted "
            "here covers more than the place."
        )
        issues.append(Issue("place-areas-unknown", text))
    return issues


C = TypeVar("C", Cell, SideCell)
"""A cell of the cube or of one of its sides."""

_Key: TypeAlias = tuple[int, str, str, str, int, bool]
"""What a cell has in common with the cells of every side: agency, flow, cost type, status, counterparty, internal."""


def of_place(facts: YearFacts) -> YearFacts:
    """Return the facts with what counts in the place: lines are kept as they are, in `held`. The same object where
    every body counts whole.

    A share is taken of the body's whole money of a flow, rounded to the penny (half pennies away from
    zero). It is spread over the cells by largest remainder, so that parts add up to it in the summary and
    in each of its sides alike.
    """
    shares = {number: wider.taken for number, wider in facts.ground.wider.items() if wider.taken != 1}
    if not shares:
        return facts
    parts = _parts(facts.cells, shares)
    left_out = facts.left_out
    return replace(
        facts,
        cells=_shared(facts.cells, shares, parts),
        areas=_shared(facts.areas, shares, parts),
        grades=_graded(_shared(facts.grades, shares, parts), shares),
        agencies={
            number: replace(agency, in_place=False) if number in left_out else agency
            for number, agency in facts.agencies.items()
        },
        held=facts.cells,
    )


def _key(cell: Cell | SideCell) -> _Key:
    return cell.agency, cell.flow, cell.cost_type, cell.status, cell.counterparty, cell.internal


def _parts(cells: Sequence[Cell], shares: dict[int, Fraction]) -> dict[_Key, int]:
    """Return what counts of the cells of each key: those of one body and flow add up to its share of them all."""
    whole: dict[_Key, int] = {}
    for cell in cells:
        if cell.agency in shares:
            whole[_key(cell)] = whole.get(_key(cell), 0) + cell.pence
    found: dict[_Key, int] = {}
    for agency, flow in dict.fromkeys((key[0], key[1]) for key in whole):
        keys = [key for key in whole if key[:2] == (agency, flow)]
        found.update(zip(keys, whole_parts(whole[key] * shares[agency] for key in keys), strict=True))
    return found


def _shared(cells: Sequence[C], shares: dict[int, Fraction], parts: dict[_Key, int]) -> tuple[C, ...]:
    """Return the cells with what counts of them; those of a body of which nothing counts are left out."""
    groups: dict[_Key, list[int]] = {}
    for n, cell in enumerate(cells):
        if cell.agency in shares:
            groups.setdefault(_key(cell), []).append(n)
    pence: dict[int, int] = {}
    for key, members in groups.items():
        share = shares[key[0]]
        pence.update(zip(members, whole_parts((cells[n].pence * share for n in members), parts[key]), strict=True))
    return tuple(
        _sized(cell, pence[n], shares[cell.agency]) if n in pence else cell
        for n, cell in enumerate(cells)
        if shares.get(cell.agency) != 0
    )


def _graded(cells: Sequence[SideCell], shares: dict[int, Fraction]) -> tuple[SideCell, ...]:
    """Return the cells with the grade of an apportioned figure where a share was taken, unless their own is worse."""
    return tuple(
        cell._replace(value=max(cell.value, str(APPORTIONED_GRADE))) if cell.agency in shares else cell
        for cell in cells
    )


def _sized(cell: C, pence: int, share: Fraction) -> C:
    if isinstance(cell, SideCell):
        return cell._replace(pence=pence, size_pence=nearest_whole(cell.size_pence * share))
    return cell._replace(pence=pence)
