"""The count: who spends what here, after money between counted bodies is taken out. docs/method.md."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from tpdesk.calc.basis import (
    UNMAPPED,
    Roller,
    category_issues,
    common_issues,
    make_basis,
    missing_returns,
    not_itemised_issues,
    parts_of,
    population_issues,
    returned_nil,
    sources,
    weight_issues,
)
from tpdesk.calc.missing import mixed_kinds_issues
from tpdesk.calc.transfers import C, Removal, removal_issues, removals
from tpdesk.calc.wider import wider_bodies
from tpdesk.domain.facts import Cell, SideCell, YearFacts
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.count import CountResult, CountRow, MissingReturn
from tpdesk.text import counted
from tpdesk.units import per_unit, pounds, ratio

BYS = ("agency", "category", "matrix", "area", "control", "cost_type")
"""What a count can be made by."""

FLOWS = ("expenditure", "income", "net")
COSTS = ("revenue", "capital", "all")


@dataclass(slots=True)
class _Sum:
    pence: int = 0
    lines: int = 0
    agencies: set[int] = field(default_factory=set)
    apportioned: int = 0

    def add(self, pence: int, lines: int, agency: int, *, is_share: bool = False) -> None:
        self.pence += pence
        if is_share:
            self.apportioned += pence
        self.lines += lines
        # 0 is a line that stands for several bodies: it is in no number of them.
        if pence and agency:
            self.agencies.add(agency)


def count(
    facts: YearFacts,
    *,
    by: str = "agency",
    level: int = 2,
    flow: str = "expenditure",
    cost: str = "all",
    statuses: Collection[str] = (),
) -> CountResult:
    """Return the count of a place and year. Pure; amounts in pence.

    `cost` and `statuses` (empty: all) filter every figure; which receivers are counted is judged before any filter.
    Rows, shares, per head and per household are after transfers and internal recharges; `flow="net"` takes income from
    outside the count off too.
    """
    if by not in BYS or flow not in FLOWS or cost not in COSTS or level not in (1, 2, 3, 4):
        raise ValueError(f"count by {by!r}, flow {flow!r}, cost {cost!r}, level {level!r}")
    removal = removals(facts.cells)
    kept = [
        (cell, out)
        for cell, out in zip(facts.cells, removal.per_cell, strict=True)
        if _wanted(facts, cell, cost, statuses)
    ]
    gross = recharges = removed = income = outside = 0
    # All sums in one pass: there are thousands of cells.
    for cell, out in kept:
        if cell.flow == "expenditure":
            gross += cell.pence
            removed += out
            if cell.internal:
                recharges += cell.pence
        else:
            income += cell.pence
            if is_outside_income(cell, removal):
                outside += cell.pence
    present = facts.statuses_of(cell for cell, _ in kept)
    missing = missing_returns(facts, removal.counted)
    rows, unmapped, used = _rows(facts, kept, removal, by, level, flow, cost, statuses)
    total = sum(row.amount_pence for row in rows)
    shares = sum(row.apportioned_pence for row in rows)
    held = any(cell.lines for cell, _ in kept if flow == "net" or cell.flow == flow)
    bodies = {cell.agency for cell, _ in kept if cell.lines} | returned_nil(facts)
    rows = [_with_share(row, total) for row in rows]
    return CountResult(
        basis=replace(
            make_basis(
                facts,
                [cell for cell, _ in kept],
                flow=flow,
                cost=cost,
                level=level if by in ("category", "matrix") else None,
            ),
            direct_pence=total - shares,
            apportioned_pence=shares,
        ),
        by=by,
        gross_pence=gross,
        income_pence=income,
        transfers_removed_pence=removed,
        recharges_removed_pence=recharges,
        after_transfers_pence=gross - removed - recharges,
        outside_income_pence=outside,
        net_of_income_pence=gross - removed - recharges - outside,
        rows_total_pence=total,
        unmapped_pence=unmapped.pence,
        unmapped_lines=unmapped.lines,
        bodies_counted=len(bodies - facts.not_itemised),
        bodies_expected=len(
            (removal.counted | {agency.id for agency in facts.agencies.values() if agency.in_place})
            - facts.not_itemised
        ),
        pence_per_head=per_unit(total, facts.population.people) if held else None,
        pence_per_household=per_unit(total, facts.population.households) if held else None,
        rows=tuple(rows),
        missing_returns=missing,
        issues=(
            *_issues(facts, removal, present, missing, unmapped, kept),
            *(() if held or not facts.cells else (_nothing_held(facts, flow, cost, statuses),)),
            *(category_issues(facts, used, level) if by in ("category", "matrix") else ()),
            *(mixed_kinds_issues(facts) if by == "area" else ()),
            *weight_issues(facts, used),
        ),
        sources=sources(facts),
        wider=wider_bodies(facts),
        held_gross_pence=_held_gross(facts, cost, statuses),
        transfers_marked=bool(removal.paid),
        held=held,
        not_itemised=tuple(
            sorted(facts.agencies[agency].name for agency in {cell.agency for cell, _ in kept} & facts.not_itemised)
        ),
    )


def _held_gross(facts: YearFacts, cost: str, statuses: Collection[str]) -> int | None:
    """Return the expenditure of all lines that the filters keep, where of some body not all counts here."""
    if facts.held is None:
        return None
    return sum(cell.pence for cell in facts.held if cell.flow == "expenditure" and _wanted(facts, cell, cost, statuses))


def _nothing_held(facts: YearFacts, flow: str, cost: str, statuses: Collection[str]) -> Issue:
    """Return the issue of a count for which no line says that it is of the kind asked:
    nothing is known of such money, which is not zero."""
    asked = [*sorted(statuses), *([cost] if cost != "all" else []), "money" if flow == "net" else flow]
    bodies = counted(len({cell.agency for cell in facts.cells} - facts.not_itemised), "organisation")
    lines = counted(sum(cell.lines for cell in facts.cells), "line")
    text = (
        f"No line is marked as {' '.join(asked)}, so nothing is known of it. The {lines} of {bodies} are of "
        "other kinds: that is not the same as nothing spent."
    )
    return Issue("nothing-held", text)


def _wanted(facts: YearFacts, cell: Cell | SideCell, cost: str, statuses: Collection[str]) -> bool:
    return (cost == "all" or cell.cost_type == cost) and (not statuses or facts.status_of(cell) in statuses)


def is_outside_income(cell: Cell | SideCell, removal: Removal) -> bool:
    """Say whether a cell is income from outside the count: not internal, and not from a counted agency."""
    # What a body has from itself is no transfer: its payment stays in gross, so its income is not taken off already.
    from_outside = cell.counterparty not in removal.counted or cell.counterparty == cell.agency
    return cell.flow == "income" and not cell.internal and from_outside


def _amounts(kept: Sequence[tuple[C, int]], removal: Removal, flow: str) -> Iterator[tuple[C, int, int]]:
    """Yield (cell, what it adds, what is taken out of it) for the cells that a flow holds;
    internal recharges are in none."""
    for cell, out in kept:
        if cell.internal:
            continue
        if cell.flow == "expenditure" and flow != "income":
            yield cell, cell.pence, out
        elif flow != "expenditure" and is_outside_income(cell, removal):
            # Rows are after transfers whatever the flow, so that expenditure less income is net, row for row.
            yield cell, cell.pence if flow == "income" else -cell.pence, 0


def category_amounts(facts: YearFacts, cells: Iterator[tuple[Cell, int, int]]) -> Iterator[tuple[Cell, str, int]]:
    """Yield (cell, category code, pence after what is taken out):
    what is left is split, so the parts add up to it and none turns negative."""
    # Most cells are of one category: thousands of them.
    whole = {key: shares[0][0] for key, shares in facts.maps.items() if len(shares) == 1}
    for cell, pence, out in cells:
        code = cell.category or whole.get((cell.agency, cell.label))
        if code is not None:
            yield cell, code, pence - out
            continue
        for code, part in parts_of(facts, cell, pence - out):
            yield cell, code, part


def spend_by_category(facts: YearFacts, removal: Removal) -> Iterator[tuple[Cell, str, int]]:
    """Yield (cell, category code, pence) of all expenditure after transfers and recharges:
    what overlap and pairs are made of."""
    return category_amounts(
        facts, _amounts(list(zip(facts.cells, removal.per_cell, strict=True)), removal, "expenditure")
    )


def _rows(
    facts: YearFacts,
    kept: Sequence[tuple[Cell, int]],
    removal: Removal,
    by: str,
    level: int,
    flow: str,
    cost: str,
    statuses: Collection[str],
) -> tuple[list[CountRow], _Sum, dict[str, int]]:
    roller = Roller(facts, level)
    sums: dict[tuple[int, str], _Sum] = {}
    unmapped = _Sum()
    used: dict[str, int] = {}
    several = facts.not_itemised
    key_of = _KEYS.get(by)
    last, last_key = None, (0, "")
    shared = facts.shared
    for cell, code, pence in category_amounts(facts, _amounts(kept, removal, flow)):
        if code == UNMAPPED:
            unmapped.add(pence, cell.lines, 0 if cell.agency in several else cell.agency)
        used[code] = used.get(code, 0) + pence
        body = 0 if cell.agency in several else cell.agency
        if key_of is not None:
            key = key_of(cell, roller(code))
            # A cell that is split over categories of one row brings its lines once.
            again = cell is last and key == last_key
            if key not in sums:
                sums[key] = _Sum()
            is_share = cell.status == "apportioned" or cell.agency in shared
            sums[key].add(pence, 0 if again else cell.lines, body, is_share=is_share)
            last, last_key = cell, key
    if key_of is None:
        for area, pence, out in _area_cells(facts, flow, cost, statuses):
            sums.setdefault((0, area.value), _Sum()).add(
                pence - out,
                area.lines,
                0 if area.agency in several else area.agency,
                is_share=area.status == "apportioned" or area.agency in shared,
            )
    rows = [_row(facts, roller, by, key, found) for key, found in sums.items()]
    # Areas of one kind stand together, the kind with most money first.
    sizes: dict[str, int] = {}
    for row in rows if by == "area" else ():
        sizes[row.kind] = sizes.get(row.kind, 0) - row.amount_pence
    rows.sort(
        key=lambda row: (
            row.key is None and by != "agency",
            sizes.get(row.kind, 0),
            row.kind,
            -row.amount_pence,
            (row.agency or "").casefold(),
            row.key or "",
        )
    )
    return rows, unmapped, used


def _area_cells(
    facts: YearFacts, flow: str, cost: str, statuses: Collection[str]
) -> Iterator[tuple[SideCell, int, int]]:
    side = removals(facts.areas)
    pairs = zip(facts.areas, side.per_cell, strict=True)
    return _amounts([(cell, out) for cell, out in pairs if _wanted(facts, cell, cost, statuses)], side, flow)


def placed_pence(
    facts: YearFacts, *, flow: str = "expenditure", cost: str = "all", statuses: Collection[str] = ()
) -> dict[str, int]:
    """Return area -> what lines that name it come to, after transfers and recharges; under "" what names none."""
    found: dict[str, int] = {}
    for cell, pence, out in _area_cells(facts, flow, cost, statuses):
        found[cell.value] = found.get(cell.value, 0) + pence - out
    return found


def placed_by_agency(facts: YearFacts, areas: Collection[str]) -> dict[str, int]:
    """Return agency -> what its lines that name one of some areas come to, after transfers and recharges."""
    found: dict[str, int] = {}
    for cell, pence, out in _area_cells(facts, "expenditure", "all", ()):
        if cell.value in areas:
            name = facts.agencies[cell.agency].name
            found[name] = found.get(name, 0) + pence - out
    return found


_KEYS: Final[Mapping[str, Callable[[Cell, str], tuple[int, str]]]] = {
    "agency": lambda cell, _: (cell.agency, ""),
    "category": lambda _, code: (0, code),
    "matrix": lambda cell, code: (cell.agency, code),
    "control": lambda cell, _: (0, cell.control),
    "cost_type": lambda cell, _: (0, cell.cost_type),
}
"""What a count is made by -> (agency or 0, category code, control or cost type) that a cell with that code is counted
under. By area: its own cells."""


def _row(facts: YearFacts, roller: Roller, by: str, key: tuple[int, str], found: _Sum) -> CountRow:
    agency, code = key
    name = facts.agencies[agency].name if agency else None
    row_key: str | None = code or None
    if by == "agency":
        row_key, title = None, None
    elif by in ("category", "matrix"):
        title = facts.categories[code].title if code else "Unmapped"
    elif by == "area":
        title = facts.area_names.get(code, code) if code else "No area given"
    elif by == "control":
        row_key, title = (None, "Not stated") if code == "not stated" else (code, code.capitalize())
    else:
        row_key, title = (None, "Unknown") if code == "unknown" else (code, code.capitalize())
    categorised = by in ("category", "matrix")
    return CountRow(
        name,
        row_key,
        title,
        found.pence,
        None,
        found.lines,
        len(found.agencies),
        categorised and roller.coarser(code),
        categorised and roller.weak(code),
        (facts.area_kinds.get(code, "other") if code else "") if by == "area" else "",
        found.apportioned,
        facts.people_of(agency) if by == "agency" else None,
    )


def _with_share(row: CountRow, total: int) -> CountRow:
    return CountRow(
        row.agency,
        row.key,
        row.title,
        row.amount_pence,
        ratio(row.amount_pence, total),
        row.lines,
        row.agencies,
        row.coarser,
        row.weak,
        row.kind,
        row.apportioned_pence,
        row.people,
    )


def _issues(
    facts: YearFacts,
    removal: Removal,
    present: Collection[str],
    missing: Collection[MissingReturn],
    unmapped: _Sum,
    kept: Sequence[tuple[Cell, int]],
) -> Iterator[Issue]:
    if not facts.cells:
        yield Issue(
            "no-lines",
            f"{facts.place} has no spend lines for this year: there is nothing to count yet. Import a file first.",
        )
    if unmapped.lines:
        text = (
            f"{pounds(unmapped.pence)} in {counted(unmapped.lines, 'line')} has no category yet: its labels "
            "are not mapped."
        )
        yield Issue("unmapped", text, unmapped.pence)
    yield from common_issues(facts, present, missing)
    yield from not_itemised_issues(facts)
    yield from population_issues(facts)
    yield from removal_issues(removal, facts.agencies, facts.outsiders, facts.cells, facts.left_out, facts.first_count)
    recharges = sum(cell.pence for cell, _ in kept if cell.internal and cell.flow == "expenditure")
    if recharges:
        yield Issue(
            "recharges",
            f"{pounds(recharges)} of internal recharges is in gross and taken off after it, shown apart.",
            recharges,
        )
    unknown = sum(cell.pence for cell, _ in kept if cell.cost_type == "unknown" and cell.flow == "expenditure")
    known = any(cell.cost_type != "unknown" for cell, _ in kept)
    if unknown and known:
        yield Issue("cost-type-unknown", f"{pounds(unknown)} does not say whether it is revenue or capital.", unknown)
