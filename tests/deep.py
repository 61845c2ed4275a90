"""Which of a test's cases run always, which in the deep half of the suite only, and which by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import pytest

T = TypeVar("T")


def first_of(cases: Iterable[T], always: int = 1, deep: int | None = None) -> list[object]:
    """Return the cases for `parametrize`: the first run always, the next `deep` (all, where it is None) under
    `pytest -m 'deep and not long'`, the others under `pytest -m long`."""
    found = list(cases)
    most = len(found) if deep is None else always + deep
    return [
        case if n < always else pytest.param(case, marks=pytest.mark.deep if n < most else pytest.mark.long)
        for n, case in enumerate(found)
    ]


def some_of(cases: Iterable[T], every: int) -> list[object]:
    """Return the cases of a deep test for `parametrize`: one of `every` runs in the deep half, the others under
    `pytest -m long`."""
    return [case if n % every == 0 else pytest.param(case, marks=pytest.mark.long) for n, case in enumerate(cases)]


def in_turn(cases: Iterable[T]) -> list[object]:
    """Return for `parametrize` the cases of a deep test that takes one of them for each of its steps: all, which go
    round, in the deep half; each alone, for all steps, under `pytest -m long`."""
    found = tuple(cases)
    return [found, *(pytest.param((case,), marks=pytest.mark.long) for case in found)]
