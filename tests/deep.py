"""Which of a test's cases run always, and which in the deep half of the suite only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import pytest

T = TypeVar("T")


def first_of(cases: Iterable[T], always: int = 1) -> list[object]:
    """Return the cases for `parametrize`: the first run always, the others under `pytest -m deep`."""
    return [case if n < always else pytest.param(case, marks=pytest.mark.deep) for n, case in enumerate(cases)]
