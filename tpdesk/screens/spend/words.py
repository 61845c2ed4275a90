"""What lines come to, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tpdesk.models.lines.words import flows_words

if TYPE_CHECKING:
    from tpdesk.domain.line_sums import Totals


def sums_words(totals: Totals, money: Callable[[int], str]) -> str:
    """Return what lines come to: expenditure and income apart, for the two are never added up. `money` writes an amount."""
    return flows_words(totals.expenditure_pence, totals.income_pence, money)
