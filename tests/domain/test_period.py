"""Periods: typed in the usual ways, kept in order, read back as the same."""

from __future__ import annotations

import pytest

from tpdesk.domain.period import financial_year, parse_period, people_years, period_words
from tpdesk.errors import UsageProblem

KEPT = [
    ("2024-25", "2024-25", "2024-25", 2024), ("2024/2025", "2024-25", "2024-25", 2024),
    ("1999-00", "1999-00", "1999-00", 1999), ("2009-10", "2009-10", "2009-10", 2009), ("2024", "2024", "2024", 2024),
    ("Q1 2024/25", "2024-25 Q1", "2024-25 Q1", 2024), ("2024-25 q3", "2024-25 Q3", "2024-25 Q3", 2024),
    ("March 2025", "2025 month 03", "March 2025", 2024), ("2025-03", "2025 month 03", "March 2025", 2024),
    ("31 March 2025", "2025-03-31", "31 March 2025", 2024), ("1/4/2025", "2025-04-01", "1 April 2025", 2025),
    ("2021 to 2023", "2021 to 2023", "2021 to 2023", 2023), ("2021-23", "2021 to 2023", "2021 to 2023", 2023),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "kept", "words", "year"), KEPT)
def test_a_period_is_kept_shown_and_read_back(typed: str, kept: str, words: str, year: int) -> None:
    assert parse_period(typed) == kept
    assert period_words(kept) == words
    assert parse_period(words) == kept
    assert financial_year(kept) == year


@pytest.mark.parametrize("typed", ["last year", "2009-12", "2023 to 2021", "1800", "2024-25 Q5", "2025-13", "Q1 2024"])
def test_what_is_no_period_is_refused(typed: str) -> None:
    with pytest.raises(UsageProblem, match="is not a period"):
        parse_period(typed)


def test_the_people_of_a_period_are_those_of_the_year_in_which_it_begins() -> None:
    assert [list(people_years(kept)) for kept in ("2024-25", "2024", "2021 to 2023")] == [
        [2024], [2024], [2021, 2022, 2023],
    ]  # fmt: skip


def test_periods_are_in_the_order_of_their_texts() -> None:
    periods = [parse_period(text) for text in ("2021 to 2023", "2022-23", "2024", "2024-25", "2024-25 Q2", "Jan 2026")]
    assert sorted(periods, key=str) == periods
