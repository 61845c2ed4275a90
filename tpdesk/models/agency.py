"""Agencies: names and aliases, areas covered, and the places they belong to.

What each agency was asked to send for a place and year: how far it is, its dates, what is to be done next,
and its published total.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final

from tpdesk.errors import UsageProblem
from tpdesk.models.place import Place
from tpdesk.models.records import dependents
from tpdesk.text import clean, counted, folded, is_slip, nearest


@dataclass(frozen=True, slots=True)
class AgencyRecord:
    """An agency as it stands in the register."""

    id: int
    name: str
    kind: str | None
    note: str
    aliases: tuple[str, ...]
    areas: tuple[str, ...]
    """GSS codes; empty means that its area is not known."""

    places: tuple[str, ...]
    """Names of the places in whose count it is expected."""


def list_kinds(connection: sqlite3.Connection) -> tuple[tuple[str, str, str], ...]:
    """Return (slug, title, other words with `;` between) of every kind of agency, by title."""
    return tuple(connection.execute("SELECT kind, title, also FROM agency_kind ORDER BY title").fetchall())


def known_kind(connection: sqlite3.Connection, kind: str | None) -> tuple[str | None, str]:
    """Return (the kind's slug from its slug, title or another word for it, a warning or empty).

    A word that is none of them is taken as `other`, with a warning: a body is not kept out of the register for the want
    of a word. Raises UsageProblem for one that is a letter away from a word for a kind, which is a slip.
    """
    if not kind or not clean(kind):
        return None, ""

    def plain(text: str) -> str:
        return folded(text).replace("_", " ").replace("-", " ").replace("'", "")

    kinds = list_kinds(connection)
    for slug, title, also in kinds:
        if plain(kind) in {plain(word) for word in (slug, title, *also.split(";")) if word}:
            return str(slug), ""
    for slug, title, also in kinds:
        if any(is_slip(plain(kind), plain(word)) for word in (slug, title, *also.split(";"))):
            raise UsageProblem(
                f"'{clean(kind)}' is not a kind of organisation that tpdesk knows. Did you mean '{slug}'?"
            )
    listed = ", ".join(slug for slug, _, _ in kinds)
    return "other", f"'{clean(kind)}' is not a kind that tpdesk knows, so it is recorded as 'other'. Kinds: {listed}."


def join_place(connection: sqlite3.Connection, agency: int, place: int, role: str = "") -> None:
    """Expect the agency in the place's count; nothing changes where it is already."""
    connection.execute(
        "INSERT OR IGNORE INTO place_agency (place, agency, role) VALUES (?, ?, ?)", (place, agency, role)
    )


def find_agency_id(connection: sqlite3.Connection, name: str) -> int | None:
    """Return the id of the agency of that name or alias, without regard to capitals, or None."""
    key = folded(name)
    row = connection.execute(
        "SELECT id FROM agency WHERE folded = ?1 UNION ALL SELECT agency FROM agency_alias WHERE folded = ?1 LIMIT 1",
        (key,),
    ).fetchone()
    return int(row[0]) if row else None


def find_agency(connection: sqlite3.Connection, name: str) -> AgencyRecord:
    """Return the agency of that name or alias. Raises UsageProblem that names the nearest."""
    found = find_agency_id(connection, name)
    everyone = list_agencies(connection)
    for agency in everyone:
        if agency.id == found:
            return agency
    near = nearest(name, [agency.name for agency in everyone])
    hint = f" Did you mean '{near}'?" if near else " Add it to the organisations first."
    raise UsageProblem(f"There is no organisation called '{clean(name)}' on this desk.{hint}")


def list_agencies(connection: sqlite3.Connection, place: int | None = None) -> list[AgencyRecord]:
    """Return the agencies of the desk, or those expected in a place, by name."""
    grouped: dict[str, dict[int, list[str]]] = {}
    for key, sql in (
        ("aliases", "SELECT agency, name FROM agency_alias ORDER BY name"),
        ("areas", "SELECT agency, area FROM agency_area ORDER BY area"),
        (
            "places",
            (
                "SELECT agency, place.name FROM place_agency JOIN place ON place.id = place_agency.place ORDER "
                "BY place.name"
            ),
        ),
    ):
        lists = grouped.setdefault(key, {})
        for agency, text in connection.execute(sql):
            lists.setdefault(agency, []).append(text)
    where = "WHERE id IN (SELECT agency FROM place_agency WHERE place = ?)" if place is not None else ""
    found = connection.execute(
        f"SELECT id, name, kind, note FROM agency {where} ORDER BY folded", (place,) if place is not None else ()
    )
    return [
        AgencyRecord(id, name, kind, note, *(tuple(grouped[key].get(id, ())) for key in ("aliases", "areas", "places")))
        for id, name, kind, note in found
    ]


def leave_place(connection: sqlite3.Connection, agency: AgencyRecord, place: Place) -> None:
    """Expect the agency in the place's count no longer; its returns there go too.
    Raises UsageProblem while it has lines there."""
    lines = connection.execute(
        "SELECT coalesce(sum(lines), 0) FROM cube WHERE place = ? AND agency = ?", (place.id, agency.id)
    ).fetchone()[0]
    if lines:
        raise UsageProblem(
            f"'{agency.name}' has {counted(lines, 'line')} in '{place.name}': take them out first, with the "
            "batches that brought them."
        )
    for table in ("place_agency", "agency_return"):
        connection.execute(f"DELETE FROM {table} WHERE place = ? AND agency = ?", (place.id, agency.id))


def must_be_removable(connection: sqlite3.Connection, agency: AgencyRecord) -> None:
    """Raise UsageProblem while lines, batches, transfers or records of deep dives name an agency."""
    lines = connection.execute("SELECT coalesce(sum(lines), 0) FROM cube WHERE agency = ?", (agency.id,)).fetchone()[0]
    transfers = connection.execute(
        "SELECT coalesce(sum(lines), 0) FROM cube WHERE counterparty = ?", (agency.id,)
    ).fetchone()[0]
    batches = [
        str(number)
        for (number,) in connection.execute(
            "SELECT DISTINCT batch FROM batch_agency WHERE agency = ? ORDER BY batch", (agency.id,)
        )
    ]
    held = [counted(lines, "line")] if lines else []
    held += [f"{counted(transfers, 'line')} of others that are transfers with it"] if transfers else []
    held += [f"{'batches' if len(batches) > 1 else 'batch'} {', '.join(batches)}"] if batches else []
    held += dependents.of_agency(connection, agency.id)
    if held:
        raise UsageProblem(
            f"'{agency.name}' cannot be removed, since it has {' and '.join(held)}. Take them out first."
        )


DATES: Final = ("requested_on", "due_on", "received_on")
"""Columns that hold a day as ISO 8601 text, empty where it is not known."""

_TEXTS: Final = ("next_action", "published_source", "note", "chased_on")
_COLUMNS: Final = ("state", *DATES, "next_action", "published_pence", "published_source", "note", "chased_on")


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

    chased_on: str = ""
    """The days on which it was chased, ISO 8601 with `; ` between, the latest last."""


def read_returns(connection: sqlite3.Connection, place: int, year: int) -> dict[int, ReturnRecord]:
    """Return agency -> its return for a place and the financial year that starts in `year`;
    an agency without one was asked for nothing yet."""
    found = connection.execute(
        f"SELECT agency, {', '.join(_COLUMNS)} FROM agency_return WHERE place = ? AND year = ?", (place, year)
    )
    return {row[0]: ReturnRecord(*row) for row in found}


def years_with_returns(connection: sqlite3.Connection, place: int) -> list[int]:
    """Return the start years for which returns of a place are kept, the newest first."""
    found = connection.execute("SELECT DISTINCT year FROM agency_return WHERE place = ? ORDER BY year DESC", (place,))
    return [year for (year,) in found]
