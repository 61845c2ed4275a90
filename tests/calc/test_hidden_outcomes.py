"""Figures of indicators by area: whoever knows all that is printed cannot solve for a hidden count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.outcome_factories import ground, indicator, value
from tpdesk.calc.outcomes.progress import outcomes
from tpdesk.calc.suppress import hidden_areas
from tpdesk.domain.outcome import IndicatorValue, OutcomeGround
from tpdesk.domain.results.outcomes import OutcomesResult

PARTS = ("ash", "beech", "cedar", "elm")
_MOST = 30


def attack(atoms: Mapping[str, frozenset[str]], printed: Mapping[str, int], area: str, truth: int) -> set[int]:
    """Try every way to share people over the smallest areas that fits all that is printed; return the counts that
    `area` can have, two of them at most: then it is not known."""
    found: set[int] = set()
    for people in _ways(tuple(PARTS), tuple((atoms[code], count) for code, count in printed.items()), truth):
        found.add(sum(people[part] for part in atoms[area]))
        if len(found) > 1:
            break
    return found


def _ways(parts: tuple[str, ...], sums: tuple[tuple[frozenset[str], int], ...], truth: int) -> Iterator[dict[str, int]]:
    most = {part: min((count for atoms, count in sums if part in atoms), default=truth + _MOST) for part in parts}
    for counts in product(*(range(min(most[part], truth + _MOST) + 1) for part in parts[:-1])):
        people = dict(zip(parts[:-1], counts, strict=True))
        last = parts[-1]
        told = next(((atoms, count) for atoms, count in sums if last in atoms), None)
        options = (told[1] - sum(people[part] for part in told[0] if part != last),) if told else (0, 1, truth)
        for option in options:
            whole = {**people, last: option}
            if option >= 0 and all(sum(whole[part] for part in atoms) == count for atoms, count in sums):
                yield whole


counts = st.lists(st.sampled_from([0, 1, 3, 5, 9, 12, 14, 20]), min_size=len(PARTS), max_size=len(PARTS))
more_areas = st.dictionaries(
    st.sampled_from(["north", "south", "across"]),
    st.sets(st.sampled_from(PARTS), min_size=2, max_size=3).map(frozenset), max_size=2,
)  # fmt: skip


@pytest.mark.deep
@settings(max_examples=60, deadline=None)
@given(counts, more_areas, st.sets(st.sampled_from(PARTS), max_size=1), st.booleans())
def test_no_hidden_count_can_be_solved(
    people: list[int], more: dict[str, frozenset[str]], unsaid: set[str], with_place: bool
) -> None:
    by_part = dict(zip(PARTS, people, strict=True))
    atoms = {part: frozenset((part,)) for part in PARTS} | more | {"": frozenset(PARTS)}
    told = [code for code in atoms if code not in unsaid and (code or with_place)]
    truth = {code: sum(by_part[part] for part in atoms[code]) for code in told}
    result = outcomes([indicator(*_values(truth))], ground(*PARTS, **more))
    printed, hidden = _told(result, ground(*PARTS, **more))
    assert {**printed, **hidden} == truth
    assert all(count == 0 or count >= 10 for count in printed.values())
    for code, count in hidden.items():
        if 0 < count < 10:
            assert len(attack(atoms, printed, code, count)) > 1, (truth, printed, code)


def _values(truth: Mapping[str, int]) -> Iterator[IndicatorValue]:
    for code, count in truth.items():
        yield value("actual", area=code, numerator=count, denominator=200)


def _told(result: OutcomesResult, on: OutcomeGround) -> tuple[dict[str, int], dict[str, int]]:
    """Return area -> count, worked out of the printed value where it is printed, and the truth where it is not."""
    printed: dict[str, int] = {}
    hidden: dict[str, int] = {}
    for row in result.rows:
        assert row.actual is not None
        assert row.actual.of.numerator is not None
        if row.actual.is_hidden:
            hidden[row.area] = row.actual.of.numerator
            assert (row.share_low, row.share_high) == (None, None)
        else:
            printed[row.area] = int(row.actual.value * 2)
    assert on.is_place("")
    return printed, hidden


def test_a_district_is_hidden_beside_a_small_one_and_the_county_stays() -> None:
    said = [("", 60), ("ash", 3), ("beech", 12), ("cedar", 20), ("elm", 25)]
    result = outcomes([indicator(*_values(dict(said)))], ground(*PARTS))
    printed, hidden = _told(result, ground(*PARTS))
    assert (printed, hidden) == ({"": 60, "cedar": 20, "elm": 25}, {"ash": 3, "beech": 12})


def test_where_a_district_is_not_told_the_small_one_hides_alone() -> None:
    result = outcomes([indicator(*_values({"": 60, "ash": 3, "beech": 12, "cedar": 20}))], ground(*PARTS))
    assert _told(result, ground(*PARTS))[1] == {"ash": 3}


def test_areas_that_overlap_are_solved_for_as_well() -> None:
    cells = {
        "a": (frozenset("ab"), 12), "b": (frozenset("bc"), 14), "c": (frozenset("ac"), 16), "d": (frozenset("a"), 7),
    }  # fmt: skip
    # (a+b) + (a+c) - (b+c) is twice a.
    hidden = hidden_areas(cells)
    assert "d" in hidden
    assert len(hidden) == 2


def test_a_period_that_is_baseline_and_actual_is_hidden_in_both() -> None:
    said = (
        value("baseline", area="ash", numerator=3, denominator=200, period="2024-25"),
        value("actual", area="ash", numerator=12, denominator=200, period="2024-25"),
    )
    (row,) = outcomes([indicator(*said)], ground(*PARTS)).rows
    assert row.baseline is not None
    assert row.actual is not None
    assert row.baseline.is_hidden
    assert row.actual.is_hidden


def test_issues_tell_no_hidden_number() -> None:
    said = value("actual", "3.7", numerator=7, denominator=263, denominator_year=2011)
    (row,) = outcomes([indicator(said)], ground()).rows
    assert row.is_hidden
    text = " ".join(issue.text for issue in row.issues)
    assert len(row.issues) == 2
    assert not any(number in text for number in ("3.7", " 7 ", "263"))
