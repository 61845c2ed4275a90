"""What lines come to, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tpdesk.models.lines.line_totals import Totals


def sums_words(totals: Totals, money: Callable[[int], str]) -> str:
    """Return what lines come to: expenditure and income apart, for the two are never added up. `money` writes an amount."""
    spent, income = money(totals.expenditure_pence), money(totals.income_pence)
    if not totals.income_pence:
        return spent
    return f"{spent} expenditure, {income} income" if totals.expenditure_pence else f"{income} income"
