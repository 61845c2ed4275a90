"""The money of one area walked back: what is placed in it, with the driver and share of what is apportioned, and its
share of what is placed no finer. docs/method.md, The count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tpdesk.calc import method
from tpdesk.calc.by_area import AreaRow, AreaShare, ByArea
from tpdesk.calc.explain_lines import lines_in
from tpdesk.domain.figure import Explanation, Figure, FigurePart
from tpdesk.domain.results.basis import Issue
from tpdesk.text import folded
from tpdesk.units import percent, pounds, short_pounds


@dataclass(frozen=True, slots=True)
class AreaApportionment:
    """What of an apportionment falls to the areas of a row."""

    agency: str
    label: str
    whole_pence: int
    driver: str
    """The driver's name; empty for a figure published for the place."""

    value: Fraction
    """What the driver says of these areas."""

    total: Fraction
    """What it says of every area that the whole covers."""

    pence: int
    batch: int
    """The batch of its lines."""


def explain_area(
    found: ByArea,
    row: AreaRow,
    figure: Figure,
    year: int,
    *,
    agencies: Mapping[str, int],
    apportioned: Sequence[AreaApportionment],
    names: Mapping[str, str],
) -> Explanation:
    """Return the money of an area walked back. `agencies` is what each has placed in it, `names` the areas' names by
    code."""
    direct = tuple(_direct(found.basis.place, year, row, agencies, apportioned))
    spread = tuple(_spread(found, year, share, names) for share in row.shares)
    whole = f"{pounds(row.direct_pence)} placed directly"
    by = f" + {pounds(row.spread_pence)} spread by {found.spread_by}" if found.spread_by else ""
    lines = lines_in(found.basis.place, year).plus("area", *row.placed) if row.placed else None
    each = row.pence_per_head
    people = f"{row.people:,} people ({row.people_year})" if row.people is not None else ""
    return Explanation(
        figure=figure,
        title=f"Spend in {row.title}: {found.basis.place}, {found.basis.year}",
        value=pounds(row.amount_pence),
        number=row.amount_pence,
        unit="pence",
        rules=(method.AREAS, method.TRANSFERS),
        basis=found.basis,
        formula=(
            f"{whole}{by} = {pounds(row.amount_pence)}",
            *([f"{pounds(row.amount_pence)} / {people} = {pounds(each)} per head"] if each is not None else []),
            *([] if found.spread_by else ["Nothing is spread: money that names no area of this kind is not in it."]),
        ),
        parts_are="Placed and spread" if spread else "Placed directly",
        parts=(*direct, *spread),
        apart=(),
        steps=(),
        lines=lines,
        line_count=0,
        sources=(),
        issues=tuple(Issue("by-area", text) for text in found.issues),
    )


def _direct(
    place: str, year: int, row: AreaRow, agencies: Mapping[str, int], apportioned: Sequence[AreaApportionment]
) -> Iterator[FigurePart]:
    """Yield what is placed in the area: each apportionment, and what else each organisation has there."""
    for agency, pence in sorted(agencies.items(), key=lambda item: (-item[1], item[0].casefold())):
        own = [one for one in apportioned if folded(one.agency) == folded(agency)]
        where = lines_in(place, year, (agency,)).plus("area", *row.placed)
        for one in sorted(own, key=lambda one: (-one.pence, one.batch)):
            yield FigurePart(
                f"{agency}, {one.label}", one.pence, _share_words(one), lines=where.plus("batch", one.batch),
                batch=one.batch,
            )  # fmt: skip
        rest = pence - sum(one.pence for one in own)
        if rest:
            yield FigurePart(agency, rest, "its lines name the area", lines=where)


def _share_words(one: AreaApportionment) -> str:
    if not one.driver:
        return "published for the place"
    share = percent(float(one.value / one.total), 3) if one.total else "no share"
    return f"{share} of {short_pounds(one.whole_pence)} by {one.driver}: {_number(one.value)} of {_number(one.total)}"


def _spread(found: ByArea, year: int, share: AreaShare, names: Mapping[str, str]) -> FigurePart:
    source = f"lines that name {names.get(share.source, share.source)}" if share.source else "lines that name no area"
    part = percent(float(share.value / share.total), 3)
    note = (
        f"{part} of {short_pounds(share.whole_pence)} by {found.spread_by}: {_number(share.value)} of "
        f"{_number(share.total)}"
    )
    where = lines_in(found.basis.place, year).plus("area", share.source or None)
    return FigurePart(f"Spread: {source}", share.pence, note, lines=where)


def _number(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.2f}"
