"""Two counts side by side, per head, by category: another place, or another year. docs/method.md, rules 7 and 10."""

from __future__ import annotations

from dataclasses import dataclass

from tpdesk.calc.basis import missing_returns
from tpdesk.calc.count import count
from tpdesk.calc.real_terms import RealTerms, on_one_map, real_terms, unlike_issues
from tpdesk.domain.deflators import Deflators
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.basis import Basis, Issue
from tpdesk.domain.results.count import CountResult, CountRow
from tpdesk.text import counted
from tpdesk.units import per_unit, percent, pounds, ratio


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One category in two counts. Pence; None where a count has no such money, or no people."""

    key: str | None
    """The category's code; None for money without one."""

    title: str
    pence: int | None
    """Spend after transfers in the first count."""

    other_pence: int | None
    """The same in the second."""

    head: int | None
    """Pence per head in the first count."""

    other_head: int | None
    """The same in the second."""

    difference: int | None
    """head - other_head, where both are there."""

    coarser: bool
    """In one of them its money is mapped no finer: the rows below it may miss money."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two counts on one base: the same level and flow, all cost types."""

    basis: Basis
    other_basis: Basis
    total: CompareRow
    """All categories together."""

    rows: tuple[CompareRow, ...]
    """The largest difference per head first (of the amounts where people are missing), ties by code; unmapped last."""

    issues: tuple[Issue, ...]
    """Where the two are not on one base, and what is missing."""

    real: RealTerms | None = None
    """The change in real terms; None where the two are not two years of one place."""


def compare(
    first: YearFacts,
    second: YearFacts,
    *,
    level: int = 2,
    flow: str = "expenditure",
    deflators: Deflators | None = None,
    prices_of: int | None = None,
) -> Comparison:
    """Return the second count beside the first, by category at `level`. Pure;
    a count without people has no figures per head. With `deflators`, two years of one place are in real terms too, and
    both under the later year's maps."""
    real = None
    if deflators is not None and first.place == second.place and first.year != second.year:
        real = real_terms(first, second, deflators, flow=flow, prices_of=prices_of)
        later = max(first, second, key=lambda facts: facts.year)
        first, second = on_one_map(first, later), on_one_map(second, later)
    one = count(first, by="category", level=level, flow=flow)
    two = count(second, by="category", level=level, flow=flow)
    of_one, of_two = ({row.key: row for row in result.rows} for result in (one, two))
    rows = [_row(key, of_one.get(key), of_two.get(key), one, two) for key in {**of_one, **of_two}]
    rows.sort(key=lambda row: (row.key is None, -_size(row), row.key or ""))
    pence, other_pence = one.rows_total_pence, two.rows_total_pence
    total = CompareRow(
        None, "All categories", pence, other_pence, one.pence_per_head, two.pence_per_head,
        _less(one.pence_per_head, two.pence_per_head), False
    )  # fmt: skip
    return Comparison(one.basis, two.basis, total, tuple(rows), tuple(_issues(first, second, one, two, real)), real)


def _row(
    key: str | None, row: CountRow | None, other: CountRow | None, one: CountResult, two: CountResult
) -> CompareRow:
    known = row or other
    assert known is not None
    head = per_unit(row.amount_pence, one.basis.people) if row else None
    other_head = per_unit(other.amount_pence, two.basis.people) if other else None
    return CompareRow(
        key, known.title or key or "", row.amount_pence if row else None, other.amount_pence if other else None, head,
        other_head,
        _less(head, other_head), any(item is not None and item.coarser for item in (row, other)),
    )  # fmt: skip


def _less(head: int | None, other: int | None) -> int | None:
    return head - other if head is not None and other is not None else None


def _size(row: CompareRow) -> int:
    # What one of them does not have is as far away as the other's whole figure.
    if row.head is not None or row.other_head is not None:
        return abs((row.head or 0) - (row.other_head or 0))
    return abs((row.pence or 0) - (row.other_pence or 0))


def _issues(
    first: YearFacts, second: YearFacts, one: CountResult, two: CountResult, real: RealTerms | None
) -> list[Issue]:
    """Return where the two counts are not on one base."""
    found: list[Issue] = []
    names = [f"{result.basis.place} {result.basis.year}" for result in (one, two)]
    if real is None:
        found += unlike_issues((first, second), (one, two))
    if real is not None:
        found += [issue for issue in real.issues if issue.code != "missing-population"]
    elif first.year != second.year:
        found.append(Issue("cash", "The years differ: amounts are cash, as they were then, not in real terms."))
    for name, facts, result in zip(names, (first, second), (one, two), strict=True):
        missing = missing_returns(facts, {cell.agency for cell in facts.cells if cell.lines})
        if missing:
            bodies = counted(len(missing), "expected organisation is", "expected organisations are")
            listed = ", ".join(item.agency for item in missing[:4]) + (" ..." if len(missing) > 4 else "")
            found.append(Issue("missing-returns", f"{name}: {bodies} not in it: {listed}."))
        if result.unmapped_lines:
            share = percent(ratio(result.unmapped_pence, result.rows_total_pence))
            text = f"{name}: {pounds(result.unmapped_pence)} ({share}) has no category, and is in no other row."
            found.append(Issue("unmapped", text, result.unmapped_pence))
        if not result.basis.people:
            found.append(Issue("missing-population", f"{name}: no population is held, so it has no figures per head."))
    here, there = (
        {facts.agencies[cell.agency].kind or "other" for cell in facts.cells if cell.lines} for facts in (first, second)
    )
    for name, only in ((names[0], here - there), (names[1], there - here)):
        if only:
            found.append(
                Issue("kinds-differ", f"Only {name} counts organisations of the kind {', '.join(sorted(only))}.")
            )
    return found
