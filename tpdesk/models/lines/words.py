"""What lines come to, and what they count under, in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from tpdesk.domain.facts import Shares
from tpdesk.units import percent


def flows_words(spent_pence: int, income_pence: int, money: Callable[[int], str]) -> str:
    """Return two sums in words, expenditure and income apart, for the two are never added up. `money` writes an amount."""
    if not income_pence:
        return money(spent_pence)
    income = f"{money(income_pence)} income"
    return f"{money(spent_pence)} expenditure, {income}" if spent_pence else income


def titled(code: str, title: str) -> str:
    """Return `05.1.0 Waste collection`: a service line's own name says what its code would say again."""
    return f"{code.partition('/')[0]} {title}" if title else code


def category_words(connection: sqlite3.Connection, code: str) -> str:
    """Return a category's code and title; the code alone where the desk does not know it."""
    row = connection.execute("SELECT title FROM category WHERE code = ?", (code,)).fetchone()
    return titled(code, str(row[0]) if row else "")


def shares_words(connection: sqlite3.Connection, shares: Shares) -> str:
    """Return what a label stands for: `05.1.0 Waste collection`, or each category with its share."""
    names = [(category_words(connection, code), share) for code, share in shares]
    if len(names) == 1:
        return names[0][0]
    return " and ".join(f"{name} ({percent(float(share))})" for name, share in names)
