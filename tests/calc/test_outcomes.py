"""Indicators: progress, intervals, changes and what is odd about a figure, by worked figures and by properties."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.outcome_factories import examples, ground, indicator, value
from tpdesk.calc.outcomes.figures import wilson
from tpdesk.calc.outcomes.progress import hidden_note, outcomes
from tpdesk.calc.outcomes.words import progress_cells
from tpdesk.domain.outcome import Indicator, factor_of, measure_of
from tpdesk.domain.results.outcomes import BETTER, MOVED, NO_CHANGE, NOT_TESTED, WORSE, IndicatorProgress
from tpdesk.units import decimal_text

WORKED = [("lower", 38, 30, 35, "0.3750"), ("higher", 50, 60, 47, "-0.3000"), ("lower", 38, 38, 35, None)]


def row_of(of: Indicator, *parts: str) -> IndicatorProgress:
    (row,) = outcomes([of], ground(*parts)).rows
    return row


def three(direction: str, baseline: object, target: object, actual: object, unit: str = "days") -> IndicatorProgress:
    said = (value("baseline", baseline), value("target", target), value("actual", actual))
    return row_of(indicator(*said, unit=unit, direction=direction))


def codes(row: IndicatorProgress) -> list[str]:
    return [issue.code for issue in row.issues]


@pytest.mark.parametrize(("direction", "baseline", "target", "actual", "progress"), WORKED)
def test_worked_progress(direction: str, baseline: int, target: int, actual: int, progress: str | None) -> None:
    found = three(direction, baseline, target, actual).progress
    assert (None if found is None else decimal_text(found, 4)) == progress


def test_worked_figures_are_those_of_the_examples(shared: Path) -> None:
    assert [(*one["in"], one["progress"]) for one in examples(shared, "indicator")] == WORKED
    found = examples(shared, "wilson")
    assert wilson(found["x"], found["n"]) is not None
    assert (found["x"], found["n"], found["low"], found["high"]) == (81, 263, 0.255289, 0.36621)


def test_81_of_263_lies_between_25_5_and_36_6_percent() -> None:
    ends = wilson(81, 263)
    assert ends is not None
    assert [decimal_text(end, 6) for end in ends] == ["0.255289", "0.366210"]
    row = row_of(indicator(value("actual", numerator=81, denominator=263)))
    assert progress_cells(row)[4:7] == ("30.8% (2024-25)", "", "25.5% to 36.6%")


def test_a_proportion_of_nobody_or_above_the_whole_has_no_interval() -> None:
    assert wilson(0, 0) is None
    assert wilson(3, 2) is None
    assert wilson(0, 40) is not None
    assert wilson(0, 40)[0] == 0  # type: ignore[index]
    assert wilson(40, 40)[1] == 1  # type: ignore[index]


@settings(max_examples=60)
@given(st.integers(1, 5_000), st.integers(0, 5_000))
def test_an_interval_holds_its_share_and_turns_with_it(whole: int, part: int) -> None:
    part %= whole + 1
    ends, other = wilson(part, whole), wilson(whole - part, whole)
    assert ends is not None
    assert other is not None
    assert 0 <= ends[0] <= Fraction(part, whole) <= ends[1] <= 1
    assert abs(ends[0] - (1 - other[1])) < Fraction(1, 10**25)
    wider = wilson(part * 2, whole * 2)
    assert wider is not None
    assert wider[1] - wider[0] < ends[1] - ends[0]


numbers = st.decimals(-1_000, 1_000, places=2).map(Fraction)


@settings(max_examples=60)
@given(numbers, numbers, numbers, numbers, st.decimals("0.01", 50, places=2).map(Fraction))
def test_progress_is_zero_at_the_baseline_one_at_the_target_and_knows_no_unit(
    baseline: Fraction, target: Fraction, actual: Fraction, shift: Fraction, scale: Fraction
) -> None:
    def progress(one: Fraction, two: Fraction, three_: Fraction) -> Fraction | None:
        return three("", one, two, three_).progress

    if baseline == target:
        assert progress(baseline, target, actual) is None
        return
    assert progress(baseline, target, baseline) == 0
    assert progress(baseline, target, target) == 1
    found = progress(baseline, target, actual)
    assert found == progress(baseline + shift, target + shift, actual + shift)
    assert found == progress(-baseline * scale, -target * scale, -actual * scale)


@pytest.mark.parametrize("left_out", ["baseline", "target", "actual"])
def test_progress_needs_all_three(left_out: str) -> None:
    said = {"baseline": 38, "target": 30, "actual": 35}
    row = row_of(indicator(*(value(status, stated) for status, stated in said.items() if status != left_out)))
    assert row.progress is None
    assert progress_cells(row)[5] == ""


def test_a_forecast_is_no_actual_figure() -> None:
    row = row_of(indicator(value("baseline", 38), value("target", 30), value("forecast", 32)))
    assert (row.progress, row.forecast is not None) == (None, True)


def test_the_last_target_the_last_baseline_before_it_and_the_last_actual_count() -> None:
    row = row_of(
        indicator(
            value("baseline", 50, period="2018-19"), value("baseline", 40, period="2022-23"),
            value("target", 45, period="2021-22"), value("target", 30, period="2025-26"),
            value("actual", 44, period="2021-22"), value("actual", 35, period="2024-25"),
        )
    )  # fmt: skip
    assert row.progress == Fraction(1, 2)
    assert not row.issues


def test_an_actual_before_the_baseline_shows_no_progress() -> None:
    said = (value("baseline", 38), value("target", 30), value("actual", 35, period="2020-21"))
    row = row_of(indicator(*said))
    assert (row.progress, row.change, codes(row)) == (None, "", ["actual-before-baseline"])


@pytest.mark.parametrize(
    ("direction", "before", "after", "change"),
    [
        ("lower", (120, 300), (60, 300), BETTER),
        ("higher", (120, 300), (60, 300), WORSE),
        ("", (120, 300), (60, 300), MOVED),
        ("lower", (81, 263), (75, 263), NO_CHANGE),
    ],
)
def test_a_change_is_called_one_only_if_the_intervals_do_not_meet(
    direction: str, before: tuple[int, int], after: tuple[int, int], change: str
) -> None:
    said = [
        value(status, numerator=part, denominator=whole)
        for status, (part, whole) in (("baseline", before), ("actual", after))
    ]
    assert row_of(indicator(*said, direction=direction)).change == change


def test_a_change_without_intervals_is_not_tested_and_published_intervals_are_taken() -> None:
    assert three("lower", 38, 30, 35).change == NOT_TESTED
    said = [
        value("baseline", 38, low=Fraction(37), high=Fraction(39)),
        value("actual", 35, low=Fraction(34), high=Fraction(36)),
    ]
    row = row_of(indicator(*said))
    assert (row.change, row.share_low, row.share_high) == (BETTER, Fraction(34, 100), Fraction(36, 100))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"stated": "0.35"}, "share-for-percentage"),
        ({"stated": "0.35", "numerator": 35, "denominator": 100}, "share-for-percentage"),
        ({"stated": "0.35", "numerator": 35, "denominator": 10_000}, None),
        ({"stated": "35", "denominator": 200, "denominator_year": 2021}, "denominator-year"),
        ({"stated": "35", "denominator": 200, "denominator_year": 2024}, None),
        ({"stated": "31", "numerator": 81, "denominator": 263}, None),
        ({"stated": "35", "numerator": 81, "denominator": 263}, "value-not-parts"),
        ({"numerator": 300, "denominator": 263}, "part-above-whole"),
        ({"stated": "35"}, None),
    ],
)
def test_what_is_odd_about_a_figure_is_an_issue(said: dict[str, Any], code: str | None) -> None:
    row = row_of(indicator(value("actual", said.pop("stated", None), **said)))
    assert codes(row) == ([code] if code else [])


def test_a_target_on_the_wrong_side_is_an_issue_where_it_is_held_all_the_same() -> None:
    assert codes(three("lower", 38, 40, 35)) == ["target-wrong-side"]
    assert codes(three("", 38, 40, 35)) == []
    assert codes(three("lower", 38, 38, 35)) == ["target-is-baseline"]


def test_a_districts_value_is_not_the_countys() -> None:
    (row,) = outcomes([indicator(value("actual", 35, area="burnley"))], ground("burnley", "pendle")).rows
    assert (row.area_title, codes(row)) == ("Burnley", ["area-not-place"])
    far = outcomes([indicator(value("actual", 35, area="leeds"), value("actual", 36))], ground("burnley")).rows
    assert [(one.area, codes(one)) for one in far] == [("", []), ("leeds", ["area-outside"])]


def test_an_area_that_is_the_whole_place_is_the_place() -> None:
    on = ground("burnley", "pendle", county=frozenset(("burnley", "pendle")))
    rows = outcomes(
        [indicator(value("baseline", 38), value("target", 30), value("actual", 35, area="county"))], on
    ).rows
    assert [(row.area, row.progress) for row in rows] == [("", Fraction(3, 8))]


def test_figures_of_different_areas_are_never_one_progress() -> None:
    said = (value("baseline", 38), value("target", 30), value("actual", 35, area="burnley"))
    rows = outcomes([indicator(*said)], ground("burnley", "pendle")).rows
    assert [row.progress for row in rows] == [None, None]


@pytest.mark.parametrize(
    ("unit", "measure", "factor"),
    [
        ("%", "percentage", 100), ("Per cent of children", "percentage", 100), ("per 10,000 children", "rate", 10_000),
        ("children", "count", 1), ("days", "other", 1), ("", "other", 1),
    ],
)  # fmt: skip
def test_a_unit_says_what_is_measured(unit: str, measure: str, factor: int) -> None:
    assert (measure_of(unit), factor_of(unit, measure)) == (measure, factor)


def test_small_counts_are_hidden_with_all_that_follows_from_them() -> None:
    said = (
        value("baseline", numerator=8, denominator=100), value("target", 5),
        value("actual", numerator=30, denominator=100),
    )  # fmt: skip
    result = outcomes([indicator(*said)], ground())
    (row,) = result.rows
    assert (row.progress, row.exact_change, row.change) == (None, None, "")
    assert progress_cells(row)[2:] == (
        "[c] (2022-23)", "5% (2026-27)", "30% (2024-25)", "[c]", "21.9% to 39.6%", "[c]",
    )  # fmt: skip
    assert "1 to 9" in hidden_note(result)


@pytest.mark.parametrize(
    ("unit", "said", "is_hidden"),
    [
        ("children", {"stated": "9"}, True),
        ("children", {"stated": "10"}, False),
        ("children", {"stated": "0"}, False),
        ("days", {"stated": "9"}, False),
        ("%", {"stated": "3", "denominator": 200}, True),
        ("%", {"stated": "3"}, False),
        ("%", {"numerator": 7, "denominator": 9}, True),
        ("%", {"numerator": 0, "denominator": 9}, True),
    ],
)
def test_what_counts_few_people(unit: str, said: dict[str, Any], is_hidden: bool) -> None:
    row = row_of(indicator(value("actual", said.pop("stated", None), **said), unit=unit))
    assert row.is_hidden == is_hidden
