"""Rulings: what the user decides of a category against the verdict that tpdesk finds, with the reason."""

from __future__ import annotations

import sqlite3

from tpdesk.domain.field_types import LONGEST
from tpdesk.domain.verdicts import VERDICTS, Ruling
from tpdesk.errors import UsageProblem
from tpdesk.models.category import find_category
from tpdesk.text import clean, folded, nearest
from tpdesk.units import year_text


def rulings(connection: sqlite3.Connection, place: int, year: int) -> tuple[Ruling, ...]:
    """Return the rulings of a place (its number) and year, by category."""
    rows = connection.execute(
        "SELECT place.name, year, category, verdict, reason FROM ruling JOIN place ON place.id = ruling.place "
        "WHERE ruling.place = ? AND year = ? ORDER BY category",
        (place, year),
    )
    return tuple(Ruling(*row) for row in rows)


def rule(connection: sqlite3.Connection, place: int, year: int, category: str, verdict: str, reason: str) -> Ruling:
    """Write a ruling, in place of an earlier one of the same category. Inside `Desk.writing()`. Raises UsageProblem."""
    code = find_category(connection, category).code
    word, why = folded(verdict).replace("-", " "), clean(reason, multiline=True)
    if word not in VERDICTS:
        near = nearest(word, VERDICTS)
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageProblem(f"'{clean(verdict)}' is no verdict.{hint} Verdicts: {', '.join(VERDICTS)}.")
    if not why:
        raise UsageProblem("A verdict is overruled with a reason: say why, in a sentence that may be printed.")
    if len(why) > LONGEST:
        raise UsageProblem(f"The reason has {LONGEST:,} characters at most; this one has {len(why):,}.")
    connection.execute(
        "INSERT INTO ruling (place, category, year, verdict, reason) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (place, category, year) DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason",
        (place, code, year, word, why),
    )
    return next(found for found in rulings(connection, place, year) if found.category == code)


def withdraw(connection: sqlite3.Connection, place: int, year: int, category: str) -> Ruling:
    """Take a ruling off and return what it was. Inside `Desk.writing()`. Raises UsageProblem where there is none."""
    code = find_category(connection, category).code
    gone = next((found for found in rulings(connection, place, year) if found.category == code), None)
    if gone is None:
        raise UsageProblem(
            f"The verdict on {code} in {year_text(year)} was not overruled: there is nothing to withdraw."
        )
    connection.execute("DELETE FROM ruling WHERE place = ? AND year = ? AND category = ?", (place, year, code))
    return gone
