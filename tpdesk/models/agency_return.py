"""What each agency was asked to send for a place and year: how far it is, its dates, what is to be done next, and its published total."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tpdesk.domain import codes as words
from tpdesk.domain.dates import read_date
from tpdesk.errors import UsageProblem
from tpdesk.text import clean

DATES: Final = ("requested_on", "due_on", "received_on")
"""Columns that hold a day as ISO 8601 text, empty where it is not known."""

_TEXTS: Final = ("next_action", "published_source", "note")
_COLUMNS: Final = ("state", *DATES, "next_action", "published_pence", "published_source", "note")


@dataclass(frozen=True, slots=True)
class ReturnRecord:
    """One agency's return for a place and financial year."""

    agency: int
    state: str = "expected"
    """One of RETURN_STATES."""

    requested_on: str = ""
    """When it was asked for: `2026-05-01`, or empty."""

    due_on: str = ""
    """By when it was promised or asked for, or empty."""

    received_on: str = ""
    """When it came, or empty."""

    next_action: str = ""
    """What is to be done next, in the officer's words."""

    published_pence: int | None = None
    """The total that the agency publishes of itself for the year."""

    published_source: str = ""
    """Where it publishes that."""

    note: str = ""
    """Why its total and ours differ."""


def read_returns(connection: sqlite3.Connection, place: int, year: int) -> dict[int, ReturnRecord]:
    """Return agency -> its return for a place and the financial year that starts in `year`; an agency without one was asked for nothing yet."""
    found = connection.execute(
        f"SELECT agency, {', '.join(_COLUMNS)} FROM agency_return WHERE place = ? AND year = ?", (place, year)
    )
    return {row[0]: ReturnRecord(*row) for row in found}


def years_with_returns(connection: sqlite3.Connection, place: int) -> list[int]:
    """Return the start years for which returns of a place are kept, the newest first."""
    found = connection.execute("SELECT DISTINCT year FROM agency_return WHERE place = ? ORDER BY year DESC", (place,))
    return [year for (year,) in found]


def write_return(
    connection: sqlite3.Connection, place: int, agency: int, year: int, changes: Mapping[str, str | int | None]
) -> None:
    """Set the columns named in `changes`; all others stay. An empty text, and None for the published total, clear. Raises UsageProblem."""
    values = {name: _value(name, changes[name]) for name in _COLUMNS if name in changes}
    connection.execute(
        "INSERT INTO agency_return (place, agency, year, state) VALUES (?, ?, ?, 'expected') ON CONFLICT DO NOTHING",
        (place, agency, year),
    )
    for name, value in values.items():
        connection.execute(
            f"UPDATE agency_return SET {name} = ? WHERE place = ? AND agency = ? AND year = ?",
            (value, place, agency, year),
        )


def _value(name: str, value: str | int | None) -> str | int | None:
    if name == "state" and value not in words.RETURN_STATES:
        raise UsageProblem(f"'{value}' is no state of a return. States: {', '.join(words.RETURN_STATES)}.")
    if name in DATES:
        return day(str(value))
    return clean(str(value)) if name in _TEXTS else value


def day(text: str) -> str:
    """Return a day as typed (`1/12/2026`, `1 Dec 2026`, `2026-12-01`) in ISO 8601; empty for an empty text. Raises UsageProblem for what is no day."""
    if not text.strip():
        return ""
    read = read_date(text.strip())
    if read.iso is None or "month only, first day taken" in read.rules:
        raise UsageProblem(f"'{text.strip()}' is no day; write it as 2026-12-01 or 1/12/2026.")
    return read.iso
