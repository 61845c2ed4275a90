"""What a unit costs: cost / number of one organisation, unit and year on a stated basis; failure demand at most; and
organisations compared on one unit and basis. docs/method.md, Volumes and unit costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.volumes import ARITHMETIC, UnitComparison, UnitCostsResult, UnitVolume
from tpdesk.domain.volume import DEMANDS, NOT_STATED, USUAL_FAILURE, DeliveryCost, VolumeFact
from tpdesk.text import and_words, counted
from tpdesk.units import nearest_whole, percent, pounds, year_text

HEADINGS: Final = (
    "Organisation", "Unit", "Number", "Cost", "Basis", "Per unit", "Failure demand", "It costs at most",
)  # fmt: skip

NOT_KNOWN: Final = "not known"


def unit_costs(
    place: str,
    year: int,
    entries: Sequence[VolumeFact],
    *,
    failure: Sequence[str] = USUAL_FAILURE,
    deliveries: Mapping[int, DeliveryCost] | None = None,
) -> UnitCostsResult:
    """Return what a unit costs each organisation. Pure; pence. The cost of a delivery that an entry names is taken
    where a basis and no cost is stated, and it is of the same organisation and year."""
    groups: dict[tuple[str, str, str, int], list[VolumeFact]] = {}
    for entry in entries:
        groups.setdefault((entry.agency, entry.unit, entry.category, entry.delivery), []).append(entry)
    rows = tuple(
        _row(groups[key], year, frozenset(failure), deliveries or {})
        for key in sorted(groups, key=lambda key: (key[1], key[0].casefold(), key[2], key[3]))
    )
    return UnitCostsResult(place, year_text(year), rows, tuple(_comparisons(rows)), tuple(failure))


def _row(
    entries: Sequence[VolumeFact], year: int, failure: frozenset[str], deliveries: Mapping[int, DeliveryCost]
) -> UnitVolume:
    first = entries[0]
    by_demand = {
        kind: sum(one.units for one in entries if (one.demand or NOT_STATED) == kind)
        for kind in (*DEMANDS, NOT_STATED)
        if any((one.demand or NOT_STATED) == kind for one in entries)
    }
    issues: list[Issue] = []
    cost = _cost(entries, year, deliveries.get(first.delivery), issues)
    bases = sorted({one.basis for one in entries if one.basis})
    if len(bases) > 1:
        text = f"{_called(first)} have a cost that is {and_words(bases)}: one unit has one basis, so no unit cost."
        issues.append(Issue("cost-bases-differ", text))
    elif cost is not None and not bases:
        text = (
            f"{_called(first)} have a cost whose basis is not stated (gross, direct or with overheads): no unit cost."
        )
        issues.append(Issue("cost-without-basis", text, cost))
    if NOT_STATED in by_demand and len(by_demand) > 1:
        text = (
            f"{_called(first)}: {by_demand[NOT_STATED]:,} are entered without a kind of demand beside others with one. "
            "If that is the total, enter only the rest of it."
        )
        issues.append(Issue("demand-not-stated", text))
    return UnitVolume(
        first.agency, first.unit, first.category, first.delivery, by_demand, failure, cost,
        bases[0] if len(bases) == 1 else "", tuple(entries), tuple(issues),
    )  # fmt: skip


def _cost(entries: Sequence[VolumeFact], year: int, delivery: DeliveryCost | None, issues: list[Issue]) -> int | None:
    """Return what all units cost: as one entry says, the sum where each says its own, or that of the delivery; None
    where it is not known or cannot be told."""
    first, stated = entries[0], [one.cost_pence for one in entries if one.cost_pence is not None]
    if not stated:
        if delivery is None or delivery.pence is None or not any(one.basis for one in entries):
            return None
        if delivery.agency == first.agency and delivery.year in (None, year):
            return delivery.pence
        when = f" in {year_text(delivery.year)}" if delivery.year is not None else ""
        text = f"{_called(first)} name a delivery of {delivery.agency}{when}: its cost is not theirs."
        issues.append(Issue("delivery-of-another", text, delivery.pence))
        return None
    if len(stated) == 1:
        return stated[0]
    if len(stated) < len(entries):
        text = f"{_called(first)} have a cost on {len(stated)} of {counted(len(entries), 'entry', 'entries')}: put the "
        issues.append(Issue("cost-of-some", f"{text}whole cost on one of them, or its own on each."))
        return None
    if len(set(stated)) == 1:
        text = (
            f"{_called(first)} have the same cost on each of {len(stated)} entries. Put the whole cost on one of them."
        )
        issues.append(Issue("same-cost-on-each", text, stated[0]))
        return None
    return sum(stated)


def _called(entry: VolumeFact) -> str:
    return f"{entry.agency}'s {entry.unit}s"


def _comparisons(rows: Sequence[UnitVolume]) -> Iterator[UnitComparison]:
    """Yield the comparisons: of units that two organisations or more count and cost on one basis."""
    for unit, basis in dict.fromkeys((row.unit, row.basis) for row in rows if row.exact_cost is not None):
        same = [(row.exact_cost, row) for row in rows if (row.unit, row.basis) == (unit, basis)]
        known = sorted(((cost, row) for cost, row in same if cost is not None), key=lambda one: one[0])
        if len({row.agency for _, row in known}) > 1:
            costs = [cost for cost, _ in known]
            yield UnitComparison(unit, basis, tuple(row for _, row in known), costs[0], median(costs), costs[-1])


def median(numbers: Sequence[Fraction]) -> Fraction:
    """Return the middle of some numbers in order, or the mean of the two in the middle."""
    half = len(numbers) // 2
    return numbers[half] if len(numbers) % 2 else (numbers[half - 1] + numbers[half]) / 2


# -- words


def cost_cells(row: UnitVolume) -> tuple[str, ...]:
    """Return a row's cells under `HEADINGS`."""
    share = row.failure_share
    return (
        row.agency, row.unit, f"{row.number:,}", _money(row.cost_pence), row.basis or "not stated",
        _money(row.pence_per_unit), NOT_KNOWN if share is None else percent(float(share), 2),
        _money(row.failure_pence),
    )  # fmt: skip


def _money(pence: int | None) -> str:
    return NOT_KNOWN if pence is None else pounds(pence)


def comparison_lines(result: UnitCostsResult) -> Iterator[str]:
    """Yield a sentence for each comparison and for each organisation above its median."""
    for one in result.comparisons:
        yield comparison_words(one)
        yield from (median_words(one, row) for row in one.rows if row.exact_cost is not None)
    if result.comparisons:
        yield ARITHMETIC
    if result.rows:
        yield failure_note(result)


def failure_note(result: UnitCostsResult) -> str:
    """Return which kinds are failure demand, and why its cost is at most."""
    return f"Failure demand here: {and_words(result.failure)}. Its cost is its number at the average cost: at most."


def comparison_words(one: UnitComparison) -> str:
    """Return the range and the median of what a unit costs."""
    least, median, most = (pounds(nearest_whole(cost)) for cost in (one.least, one.median, one.most))
    return f"A {one.unit}, {one.basis}, {len(one.rows)} organisations: {least} to {most}, median {median}."


def median_words(one: UnitComparison, row: UnitVolume) -> str:
    """Return what an organisation's units come to at the median's cost."""
    at = one.at_median_pence(row)
    more = (row.cost_pence or 0) - at
    way = f"{pounds(abs(more))} {'less' if more > 0 else 'more'} than its own cost" if more else "as its own cost"
    return f"  {row.agency}: {row.number:,} at the median's cost come to {pounds(at)}, {way}."
