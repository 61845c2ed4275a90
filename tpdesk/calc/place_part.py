"""What of a place's money counts there, where bodies cover more than the place: all of it, a share by people, or nothing. docs/method.md, rule 6."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias, TypeVar

from tpdesk.domain.facts import APPORTIONED_GRADE, Cell, SideCell, YearFacts
from tpdesk.units import nearest_whole, whole_parts

C = TypeVar("C", Cell, SideCell)
"""A cell of the cube or of one of its sides."""

_Key: TypeAlias = tuple[int, str, str, str, int, bool]
"""What a cell has in common with the cells of every side: agency, flow, cost type, status, counterparty, internal."""


def of_place(facts: YearFacts) -> YearFacts:
    """Return the facts with what counts in the place: lines are kept as they are, in `held`. The same object where every body counts whole.

    A share is taken of the body's whole money of a flow, rounded to the penny (half pennies away from zero). It is spread over the cells by largest
    remainder, so that parts add up to it in the summary and in each of its sides alike.
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
