"""What is overdue, in words."""

from __future__ import annotations

import datetime as dt

import pytest

from tpdesk.calc.trust import days_late, due_words

TODAY = dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("state", "due", "late", "words"),
    [
        ("requested", "2026-02-17", 12, "12 days late"),
        ("queried", "2026-02-28", 1, "1 day late"),
        ("expected", "2026-03-01", 0, "due today"),
        ("requested", "2026-03-04", -3, "due in 3 days"),
        ("requested", "", None, ""),
        ("received", "2026-02-17", None, ""),
        ("signed-off", "2026-02-17", None, ""),
        ("requested", "soon", None, ""),
    ],
)
def test_a_return_is_late_when_it_is_waited_for_past_its_day(
    state: str, due: str, late: int | None, words: str
) -> None:
    assert days_late(state, due, TODAY) == late
    assert due_words(state, due, TODAY) == words
