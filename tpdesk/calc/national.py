"""Places added up to a national report, as far as they may be. docs/method.md, National report.

Only totals of the same basis and year, of places whose areas do not meet, are added; a figure that is printed "about"
or "over" is listed; who says nothing is named and never grossed up. Of savings only cases count, grades and cash apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median_high, median_low
from typing import Final

from tpdesk.domain.kinds.dives import BARRIER_KINDS, BARRIER_LEVELS, OVERCOME
from tpdesk.domain.place_summary import PlaceSummary, SummarySaving, tell_apart
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.national import (
    AskRow,
    BarrierRow,
    National,
    NotAdded,
    SavingRow,
    SavingSetAside,
    TotalOfLike,
)
from tpdesk.text import and_words, counted, folded
from tpdesk.units import per_unit

NO_THEME: Final = "No theme"
"""Of cases that hang on no deep dive."""


def aggregate(
    summaries: Iterable[PlaceSummary], *, expected: int | None = None, silent: Sequence[str] = ()
) -> National:
    """Return what places report together.

    `expected` is how many should report; where it is None, those that do and those named in `silent`.
    Raises InputProblem where a place is told twice. The order of the places changes nothing.
    """
    given = tell_apart(summaries)
    most = max(expected or 0, len(given) + len(silent))
    not_added = list(_not_exact(given))
    listed = {one.place for one in not_added}
    groups = []
    for (basis, year), members in _by_base(one for one in given if one.place not in listed).items():
        kept, aside = _apart(members)
        not_added += aside
        if kept:
            groups.append(_group(basis, year, kept, most))
    groups.sort(key=lambda one: (-one.number, -one.total_pence, one.basis, one.year))
    rows, set_aside = _savings(given)
    whole = len(groups) == 1 and len(given) == most and all(one.inside for one in not_added)
    return National(
        reporting=given, groups=tuple(groups),
        not_added=tuple(sorted(not_added, key=lambda one: folded(one.place))),
        expected=most, not_reporting=tuple(sorted(silent, key=folded)),
        one_total_pence=groups[0].total_pence if whole else None,
        savings=rows, savings_set_aside=set_aside, barriers=_barriers(given), asks=_asks(given),
        issues=tuple(_issues(given, groups, most)),
    )  # fmt: skip


def _not_exact(given: Iterable[PlaceSummary]) -> Iterator[NotAdded]:
    for one in given:
        if one.qualifier:
            yield NotAdded(one.place, f"printed as '{one.qualifier}' an amount")
        elif not one.year:
            yield NotAdded(one.place, "no year is printed with it")


def _by_base(given: Iterable[PlaceSummary]) -> Mapping[tuple[str, str], list[PlaceSummary]]:
    found: dict[tuple[str, str], list[PlaceSummary]] = {}
    for one in given:
        found.setdefault((one.basis, one.year), []).append(one)
    return found


def _apart(members: Sequence[PlaceSummary]) -> tuple[list[PlaceSummary], list[NotAdded]]:
    """Return (places of which no two meet, those set aside): a place that holds others goes before them."""
    kept: list[PlaceSummary] = []
    aside: list[NotAdded] = []
    for one in sorted(members, key=lambda place: (-len(place.areas), -place.total_pence, folded(place.place))):
        own = frozenset(one.areas)
        met = [place for place in kept if not own.isdisjoint(place.areas)]
        if not own and len(members) > 1:
            aside.append(NotAdded(one.place, "its areas are not known, so they may be another's too"))
        elif met:
            names = and_words([place.place for place in met])
            held = own <= frozenset(code for place in met for code in place.areas)
            words = f"{'its areas are' if held else 'some of its areas are'} in {names} too"
            aside.append(NotAdded(one.place, words, names if held else ""))
        else:
            kept.append(one)
    return sorted(kept, key=lambda place: folded(place.place)), aside


def _group(basis: str, year: str, kept: Sequence[PlaceSummary], expected: int) -> TotalOfLike:
    total = sum(one.total_pence for one in kept)
    people = [one.people for one in kept]
    all_people = sum(one for one in people if one) if all(people) else None
    each = [found for one in kept if (found := per_unit(one.total_pence, one.people)) is not None]
    return TotalOfLike(
        basis, year, tuple(one.place for one in kept), expected, total, all_people, per_unit(total, all_people),
        min(each, default=None), _middle(each), max(each, default=None),
        sum(one.bodies_counted or 0 for one in kept), sum(one.bodies_expected or 0 for one in kept),
    )  # fmt: skip


def _middle(each: Sequence[int]) -> int | None:
    """Return the median in whole pence, half pennies away from zero."""
    return per_unit(median_low(each) + median_high(each), 2) if each else None


# -- savings, barriers, asks


def _savings(given: Iterable[PlaceSummary]) -> tuple[tuple[SavingRow, ...], tuple[SavingSetAside, ...]]:
    held: dict[tuple[str, int | None, str], list[tuple[str, SummarySaving]]] = {}
    aside: list[SavingSetAside] = []
    for place in given:
        counted_for: dict[str, str] = {}
        for one in sorted(place.savings, key=lambda saving: (-saving.fiscal_pence, folded(saving.title))):
            larger = next((counted_for[mark] for mark in one.cohorts if mark in counted_for), None)
            if larger is not None:
                aside.append(SavingSetAside(place.place, one, larger))
                continue
            counted_for |= dict.fromkeys(one.cohorts, one.title)
            held.setdefault((one.theme or NO_THEME, one.grade, one.prices), []).append((place.place, one))
    rows = [
        SavingRow(
            theme, grade, prices, tuple(dict.fromkeys(place for place, _ in found)), len(found),
            sum(one.fiscal_pence for _, one in found), sum(one.cashable_pence for _, one in found),
            sum(one.cost_pence for _, one in found),
        )
        for (theme, grade, prices), found in held.items()
    ]  # fmt: skip
    rows.sort(key=lambda row: (row.theme == NO_THEME, folded(row.theme), row.prices, row.grade or 7))
    return tuple(rows), tuple(aside)


def _barriers(given: Sequence[PlaceSummary]) -> tuple[BarrierRow, ...]:
    rows = []
    for level in BARRIER_LEVELS:
        for kind in BARRIER_KINDS:
            found = [(place.place, one) for place in given for one in place.barriers
                     if (one.level, one.kind) == (level, kind)]  # fmt: skip
            if found:
                places = tuple(dict.fromkeys(place for place, _ in found))
                overcome = len({place for place, one in found if one.state in OVERCOME})
                titles = tuple(dict.fromkeys(one.title for _, one in found))
                rows.append(BarrierRow(level, kind, places, titles, overcome))
    return tuple(sorted(rows, key=lambda row: -len(row.places)))


def _asks(given: Iterable[PlaceSummary]) -> tuple[AskRow, ...]:
    held: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for place in given:
        for one in place.barriers:
            if one.ask:
                held.setdefault((folded(one.ask), one.kind), []).append((one.ask, place.place, one.title))
    rows = [
        AskRow(
            found[0][0], kind, tuple(dict.fromkeys(place for _, place, _ in found)),
            tuple(dict.fromkeys(title for _, _, title in found)),
        )
        for (_, kind), found in held.items()
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-len(row.places), folded(row.ask))))


def _issues(given: Sequence[PlaceSummary], groups: Sequence[TotalOfLike], expected: int) -> Iterator[Issue]:
    silent = expected - len(given)
    if silent > 0:
        yield Issue(
            "did-not-report",
            f"{silent} of {counted(expected, 'place')} did not report. Nothing is added for them.",
        )
    if len(groups) > 1:
        yield Issue(
            "unlike-bases",
            f"There are {len(groups)} totals, each of another basis or year: they are not added to each other.",
        )
    for one in given:
        if one.savings_hidden:
            yield Issue(
                "small-cohorts",
                f"{one.place}: {counted(one.savings_hidden, 'business case')} for a small number of people left out of "
                "the savings, since the figures would tell of them.",
            )
        if one.people is None:
            yield Issue("no-people", f"{one.place} says no number of people: it has no figure per head.")
