"""Money, years and shares."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpdesk.errors import MoneyError, YearError
from tpdesk.units import (
    largest_remainder,
    parse_pounds,
    parse_year,
    per_unit,
    percent,
    pounds,
    ratio,
    short_pounds,
    to_pence,
    whole_pounds,
    year_bounds,
    year_of,
    year_text,
)


@pytest.mark.parametrize(
    ("text", "unit", "pence"),
    [
        ("1234.5", "pounds", 123_450),
        ("-0.5", "pounds", -50),
        ("-0.05", "pounds", -5),
        ("£1,234.50", "pounds", 123_450),
        ("(12)", "pounds", -1_200),
        ("-£3", "pounds", -300),
        ("161,413.00-", "pounds", -16_141_300),
        (".5", "pounds", 50),
        ("0.005", "pounds", 1),
        ("348215.3", "thousands", 34_821_530_000),
        ("746.331", "millions", 74_633_100_000),
    ],
)
def test_amounts_are_exact_pence(text: str, unit: str, pence: int) -> None:
    assert parse_pounds(text, unit) == pence


@pytest.mark.parametrize("text", ["", "twelve", "1e5", "1.2.3", "£", "--", "nan", "inf", "9" * 20])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(MoneyError):
        parse_pounds(text)


def test_half_pennies_go_away_from_zero() -> None:
    assert [to_pence(Decimal(text)) for text in ("0.005", "-0.005", "0.015", "2.675")] == [1, -1, 2, 268]


@given(st.integers(-(10**14) + 1, 10**14 - 1))
def test_printing_and_reading_an_amount_gives_it_back(pence: int) -> None:
    assert parse_pounds(pounds(pence)) == pence


@pytest.mark.parametrize(
    ("pence", "words"),
    [
        (460_353_022_000, "£4,603.5m"),
        (99_949_999, "£999k"),
        (99_950_000, "£1.0m"),
        (15_650_000, "£157k"),
        (32_049, "£320"),
        (-32_050, "-£321"),
        (0, "£0"),
    ],
)
def test_short_amounts(pence: int, words: str) -> None:
    assert short_pounds(pence) == words


def test_whole_pounds() -> None:
    assert [whole_pounds(pence) for pence in (6_245_780_000, 50, 49, -150)] == ["£62,457,800", "£1", "£0", "-£2"]


@pytest.mark.parametrize("text", ["2024-25", "2024/25", "2024-2025", " 2024-25 ", "2024–25"])
def test_years_are_read_however_written(text: str) -> None:
    assert parse_year(text) == 2024


def test_the_turn_of_the_century_is_a_year() -> None:
    assert parse_year("1999-00") == 1999
    assert year_text(1999) == "1999-00"


@pytest.mark.parametrize("text", ["2024", "2024-26", "2024-24", "24-25", "next", "", "2024-5"])
def test_what_is_no_year_is_refused(text: str) -> None:
    with pytest.raises(YearError):
        parse_year(text)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2150, 1, 1)))
def test_every_day_falls_inside_its_year(day: dt.date) -> None:
    first, last = year_bounds(year_of(day))
    assert first <= day <= last


weights = st.lists(
    st.one_of(st.integers(0, 10**9), st.fractions(0, 1, max_denominator=1000)), min_size=1, max_size=8
).filter(any)


@pytest.mark.deep
@given(st.integers(-(10**12), 10**12), weights)
def test_parts_add_up_to_the_whole_and_stay_within_a_penny_of_their_share(
    whole: int, given_weights: list[int | Fraction]
) -> None:
    parts = largest_remainder(whole, given_weights)
    assert sum(parts) == whole
    total = sum(map(Fraction, given_weights))
    for part, weight in zip(parts, given_weights, strict=True):
        assert abs(part - Fraction(whole) * weight / total) < 1


def test_ties_go_to_the_earlier_weight_and_a_minus_mirrors_a_plus() -> None:
    assert largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert largest_remainder(-100, [1, 1, 1]) == [-34, -33, -33]


def test_credit_notes_take_their_part_of_a_cap() -> None:
    assert largest_remainder(7, [5, -2, 4]) == [5, -2, 4]


def test_nothing_can_be_split_by_nothing() -> None:
    with pytest.raises(ValueError, match="zero"):
        largest_remainder(1, [0, 0])


def test_what_is_missing_or_undefined_is_never_zero() -> None:
    assert ratio(5, 0) is None
    assert per_unit(100, None) is None
    assert percent(None) == "n/a"
    assert (percent(0.0625), percent(-0.0625), percent(0.125, 0)) == ("6.3%", "-6.3%", "13%")


def test_luton_per_head_and_household() -> None:
    assert per_unit(306_250_000_000, 446_885) == 685_299
    assert per_unit(306_250_000_000, 182_531) == 1_677_797
