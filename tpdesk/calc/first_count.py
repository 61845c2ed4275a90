"""The first count of a place from published figures: what councils returned, and each region's identifiable money
shared over its districts so that the parts add up to the region. docs/method.md, First count."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from tpdesk.calc.first_count_summary import left_out
from tpdesk.domain.first_count import (
    ACADEMIES,
    ALLOCATIONS,
    ANALYSIS,
    BEYOND_BOARDS,
    DRIVERS,
    HOUSING_BENEFIT,
    K_PENCE,
    OUTTURN,
    Board,
    Central,
    District,
    FirstBody,
    FirstCount,
    FirstLine,
    Outturn,
    Published,
)
from tpdesk.text import and_words
from tpdesk.units import largest_remainder, percent, short_pounds

TINY: Final = ("E09000001", "E06000053")
"""City of London and Isles of Scilly: so few people live there that shares by people say nothing of them."""

ENGLAND: Final = "E92000001"
_SHORT_NAMES: Final = {
    "Department for Work and Pensions": ("DWP",),
    "HM Revenue and Customs": ("HMRC",),
    "Department of Health and Social Care": ("DHSC",),
    "Department for Education": ("DfE",),
    "Department for Transport": ("DfT",),
    "Ministry of Justice": ("MoJ",),
}
_DEPARTMENTS: Final = ("Department", "Ministry of", "HM ", "Home Office", "Cabinet Office", "Foreign,")


def make_first_count(published: Published, codes: Collection[str]) -> FirstCount:
    """Return the first count of the districts of these codes. Pure; amounts in pence.

    Shares are worked out over every district of a region, and those of the place kept: what falls to a district is the
    same in every place that holds it.
    """
    inside = tuple(published.districts[code] for code in sorted(codes))
    regions = sorted({district.region for district in inside})
    here = frozenset(codes)
    councils = [_outturn_body(published, outturn, here) for outturn in published.outturn]
    bodies = {body.name: body for body in councils if body is not None}
    _add_housing_benefit(published, bodies, regions, here)
    per_head = {}
    for board in published.boards:
        if here & board.households.keys():
            bodies[board.name] = _board_body(published, board, here)
    for name, lines in _central_lines(published, regions, here).items():
        bodies[name] = FirstBody(
            name, _central_kind(name), (ENGLAND,), len(here) < len(published.districts), tuple(lines),
            aliases=_SHORT_NAMES.get(name, ()),
        )  # fmt: skip
    for region in regions:
        per_head[published.region_names[region]] = _regional(published, region)
    held = tuple(body for body in bodies.values() if body.lines)
    return FirstCount(
        districts=inside,
        bodies=held,
        left_out=left_out(published),
        people=sum(district.ages["people"] for district in inside),
        share_of_spending=_share_of_spending(published),
        regional_pence_per_head=per_head,
        warnings=tuple(_warnings(inside, held)),
    )


def _share_of_spending(published: Published) -> float:
    outside = sum(amount for of, _, amount in published.left_out if of == "United Kingdom")
    return published.identifiable / (published.identifiable + outside)


def _warnings(inside: Sequence[District], bodies: Sequence[FirstBody]) -> Iterator[str]:
    tiny = [district.name for district in inside if district.code in TINY]
    if tiny:
        yield (
            f"{and_words(tuple(tiny))} has so few residents that shares by people say nothing of it: its part is in "
            "the total, and no figure of it alone should be used."
        )
    estimated = [
        body.name
        for body in bodies
        if any(line.source == OUTTURN and line.words.startswith("No return") for line in body.lines)
    ]
    if estimated:
        yield f"No return for 2024-25 from {and_words(tuple(estimated))}: the ministry's own estimate is used, grade B."
    unknown = [district.name for district in inside if not district.budget_known]
    if unknown:
        yield (
            f"Housing benefit of {and_words(tuple(unknown))} is shared by people, since no budget for it is printed."
        )


# -- what councils, police, fire and combined authorities returned


def _outturn_body(published: Published, outturn: Outturn, here: frozenset[str]) -> FirstBody | None:
    covered = [district for district in published.districts.values() if outturn.area in district.covered_by]
    inside = [district.code in here for district in covered]
    if not any(inside):
        return None
    whole = all(inside)
    people = [district.ages["people"] for district in covered]
    status = "estimate" if outturn.estimate else "actual"
    words = outturn.estimate or "Net current expenditure as returned"
    by = "the ministry's estimate" if outturn.estimate else "as returned"
    grade = "B" if outturn.estimate or not whole else "A"
    if not whole:
        status, by = "apportioned", "a wider organisation's return, by people"
        share = Fraction(sum(held for held, is_in in zip(people, inside, strict=True) if is_in), sum(people))
        words = f"{words}; {percent(float(share))} of the organisation's figure, by people"
    lines = []
    for service, thousands in outturn.services.items():
        pence = thousands * K_PENCE
        if not whole:
            parts = largest_remainder(pence, people)
            pence = sum(part for part, is_in in zip(parts, inside, strict=True) if is_in)
        label, category = published.services[service]
        method = "outturn" if whole else "share"
        lines.append(FirstLine(label, category, "revenue", pence, grade, status, OUTTURN, method, by, words))
    # A county's or unitary's own code covers its districts; police and fire areas are not held as areas on a desk.
    is_council = outturn.area[:3] in ("E06", "E07", "E08", "E09", "E10", "E12")
    areas = (outturn.area,) if is_council else tuple(district.code for district in covered)
    gross = None if outturn.gross is None else outturn.gross * K_PENCE
    return FirstBody(outturn.name, outturn.kind, areas, not whole, tuple(lines), gross)


def _add_housing_benefit(
    published: Published, bodies: dict[str, FirstBody], regions: Sequence[str], here: frozenset[str]
) -> None:
    councils = {outturn.area: outturn.name for outturn in published.outturn}
    for line in (line for line in published.central if line.driver == HOUSING_BENEFIT):
        for region in regions:
            districts = _of_region(published, region)
            weights = [district.housing_benefit for district in districts]
            parts = largest_remainder(line.regions[region] * K_PENCE, weights)
            for district, pence in zip(districts, parts, strict=True):
                if district.code in here:
                    name = councils[district.code]
                    by = "councils' budgets for it" if district.budget_known else "people: no budget is printed"
                    words = f"{_region_words(published, line, region)}, shared by {by}"
                    added = FirstLine(
                        line.label, line.category, line.cost, pence, "C" if district.budget_known else "E",
                        "apportioned", ANALYSIS, "share", f"by {by}", words,
                    )  # fmt: skip
                    bodies[name] = replace(bodies[name], lines=(*bodies[name].lines, added))


def _of_region(published: Published, region: str) -> list[District]:
    return [district for district in published.districts.values() if district.region == region]


def _region_words(published: Published, line: Central, region: str) -> str:
    return f"{published.region_names[region]}: {short_pounds(line.regions[region] * K_PENCE)}"


# -- the NHS


def board_weights(published: Published, board: Board) -> dict[str, Fraction]:
    """Return district -> people of it that live in the board's area: its people by the share of its households."""
    shares = {}
    for code, households in board.households.items():
        every = sum(other.households.get(code, 0) for other in published.boards)
        shares[code] = Fraction(published.districts[code].ages["people"] * households, every)
    return dict(sorted(shares.items()))


def board_parts(published: Published, board: Board) -> dict[str, dict[str, int]]:
    """Return stream -> district -> pence of what was allocated to the board, shared by people inside it."""
    weights = board_weights(published, board)
    return {
        stream: dict(zip(weights, largest_remainder(thousands * K_PENCE, list(weights.values())), strict=True))
        for stream, thousands in board.streams.items()
    }


def _board_body(published: Published, board: Board, here: frozenset[str]) -> FirstBody:
    weights = board_weights(published, board)
    inside = sum(weight for code, weight in weights.items() if code in here)
    share = Fraction(inside, sum(weights.values()))
    whole = weights.keys() <= here
    status, grade, method, by = "estimate", "C", "allocation", "as allocated"
    words = "Allocated by NHS England, all of it in the place"
    if not whole:
        status, grade, method, by = "apportioned", "D", "share", "by people within the board"
        words = f"Allocated by NHS England; {percent(float(share))} of the board's, by people"
    lines = []
    for stream, parts in board_parts(published, board).items():
        label, category = published.services[stream]
        pence = sum(part for code, part in parts.items() if code in here)
        lines.append(FirstLine(label, category, "revenue", pence, grade, status, ALLOCATIONS, method, by, words))
    return FirstBody(board.name, "nhs-commissioner", tuple(weights), not whole, tuple(lines))


# -- central government, and local money that the outturn does not hold


def _central_kind(name: str) -> str:
    if name.endswith("not itemised"):
        return "not-itemised"
    return "central-department" if name.startswith(_DEPARTMENTS) else "arms-length"


def _central_lines(published: Published, regions: Sequence[str], here: frozenset[str]) -> dict[str, list[FirstLine]]:
    found: dict[str, list[FirstLine]] = {}
    for line in published.central:
        if line.driver == HOUSING_BENEFIT:
            continue
        for region in regions:
            parts, by, grade = share_out(published, line, region)
            pence = sum(part for code, part in parts.items() if code in here)
            if not line.regions[region]:
                continue
            words = f"{_region_words(published, line, region)}, shared by {by}"
            found.setdefault(line.body, []).append(
                FirstLine(
                    line.label,
                    line.category,
                    line.cost,
                    pence,
                    grade,
                    "apportioned",
                    ANALYSIS,
                    "share",
                    f"by {by}",
                    words,
                )
            )
    return found


def share_out(published: Published, line: Central, region: str) -> tuple[dict[str, int], str, str]:
    """Return (district -> pence, by what it is shared, the grade of a share) of a line in a region.
    The parts add up to the region's figure, less what boards were allocated."""
    districts = _of_region(published, region)
    pence = line.regions[region] * K_PENCE
    if line.driver == BEYOND_BOARDS:
        pence -= _allocated(published, region)
        by, grade = "people, less what boards are allocated", "E"
        weights: Sequence[int | Fraction] = [district.ages["people"] for district in districts]
    elif line.driver == ACADEMIES:
        by, grade = "people 5 to 17, less council spending on schools", "D"
        weights = _academy_weights(published, line, districts)
    else:
        by, grade = DRIVERS[line.driver]
        weights = [district.ages[line.driver] for district in districts]
    parts = largest_remainder(pence, weights)
    return {district.code: part for district, part in zip(districts, parts, strict=True)}, by, grade


def _allocated(published: Published, region: str) -> int:
    """Return what of the boards' allocations falls to a region's districts, in pence."""
    inside = {district.code for district in _of_region(published, region)}
    return sum(
        part
        for board in published.boards
        if inside & board.households.keys()
        for parts in board_parts(published, board).values()
        for code, part in parts.items()
        if code in inside
    )


def _academy_weights(published: Published, line: Central, districts: Sequence[District]) -> list[Fraction]:
    """Return what academies are expected to cost in each district: what its pupils would cost by the region's average,
    less what its council spends on schools. A council that spends more than that has none."""
    own = {outturn.area: outturn.services.get("education", 0) for outturn in published.outturn}
    pupils: dict[str, int] = {}
    for district in districts:
        pupils[district.upper] = pupils.get(district.upper, 0) + district.ages["school_age"]
    all_pupils = sum(pupils.values())
    spent = line.regions[districts[0].region] + sum(own.get(upper, 0) for upper in pupils)
    need = {
        upper: max(Fraction(spent * number, all_pupils) - own.get(upper, 0), Fraction(0))
        for upper, number in pupils.items()
    }
    return [need[district.upper] * district.ages["school_age"] / pupils[district.upper] for district in districts]


# -- what it comes to, and what it does not hold


def region_total(published: Published, region: str) -> int:
    """Return what all first counts of a region's districts together hold of its identifiable money apart from outturn,
    in pence: what HM Treasury printed."""
    return sum(line.regions[region] * K_PENCE for line in published.central)


def _regional(published: Published, region: str) -> int:
    """Return a region's own first count a head, in pence: its lines and the outturn that falls to it."""
    districts = _of_region(published, region)
    codes = frozenset(district.code for district in districts)
    bodies = (_outturn_body(published, outturn, codes) for outturn in published.outturn)
    outturn = sum(body.pence for body in bodies if body is not None)
    people = sum(district.ages["people"] for district in districts)
    return round(Fraction(region_total(published, region) + outturn, people))
