"""Who is who in a merge: records of two desks that are the same by what they are called, never by their numbers."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tpdesk.models.merge.identity import add_keys

DESKS: Final = ("main", "theirs")
"""The schema names of this desk and of the other one, attached."""

NAMED: Final = ("client_group", "activity", "funding_stream", "outsider")
"""Small tables of names that lines refer to, the same where they are folded the same."""

TEXTS: Final = ("label", "supplier", "description")
"""Texts that lines share, the same where they are spelled the same."""


@dataclass(frozen=True, slots=True)
class Who:
    """The places, agencies and records of deep dives of both desks by one key each:
    the folded name that this desk has for it, else the other's."""

    keys: Mapping[tuple[str, str], Mapping[int, str]]
    """(desk, table) -> number there -> key."""

    shown: Mapping[tuple[str, str], str]
    """(table, key) -> the name as people read it."""

    notes: tuple[str, ...]
    """What looks like one body under two names, or like two under one."""

    def key(self, desk: str, table: str, number: int | None) -> str | None:
        """Return the key of a record of a desk, None for none."""
        return None if number is None else self.keys[desk, table][number]


def find_who(connection: sqlite3.Connection) -> Who:
    """Match the places by their folded names, the agencies by names and aliases."""
    keys: dict[tuple[str, str], dict[int, str]] = {}
    shown: dict[tuple[str, str], str] = {}
    for desk in reversed(DESKS):
        keys[desk, "place"] = {}
        for number, key, name in connection.execute(f"SELECT id, folded, name FROM {desk}.place"):
            keys[desk, "place"][number] = key
            shown["place", key] = name
    keys["main", "agency"] = {}
    known: dict[str, str] = {}
    for number, key, name in connection.execute("SELECT id, folded, name FROM main.agency"):
        keys["main", "agency"][number] = known[key] = key
        shown["agency", key] = name
    for number, alias in connection.execute("SELECT agency, folded FROM main.agency_alias"):
        known.setdefault(alias, keys["main", "agency"][number])
    aliases: dict[int, list[str]] = {}
    for number, alias in connection.execute("SELECT agency, folded FROM theirs.agency_alias ORDER BY folded"):
        aliases.setdefault(number, []).append(alias)
    theirs = connection.execute("SELECT id, folded, name FROM theirs.agency ORDER BY id").fetchall()
    keys["theirs", "agency"], notes = {}, []
    for number, name_key, name in theirs:
        found = dict.fromkeys(known[one] for one in (name_key, *aliases.get(number, ())) if one in known)
        key = next(iter(found), name_key)
        keys["theirs", "agency"][number] = key
        shown.setdefault(("agency", key), name)
        if len(found) > 1:
            others = ", ".join(f"'{shown['agency', one]}'" for one in found)
            notes.append(
                f"'{name}' there goes by the names of several organisations here ({others}); it is taken as "
                f"'{shown['agency', key]}'."
            )
    notes += _one_here(theirs, keys["theirs", "agency"], shown)
    notes += _same_area(connection, keys, shown)
    for desk in reversed(DESKS):
        add_keys(connection, desk, keys, shown)
    return Who(keys, shown, tuple(notes))


def _one_here(
    theirs: list[tuple[int, str, str]], keys: Mapping[int, str], shown: Mapping[tuple[str, str], str]
) -> list[str]:
    names: dict[str, list[str]] = {}
    for number, _, name in theirs:
        names.setdefault(keys[number], []).append(f"'{name}'")
    return [
        f"{' and '.join(several)} are organisations of their own there and one here: '{shown['agency', key]}'."
        for key, several in names.items()
        if len(several) > 1
    ]


def _same_area(
    connection: sqlite3.Connection,
    keys: Mapping[tuple[str, str], Mapping[int, str]],
    shown: Mapping[tuple[str, str], str],
) -> list[str]:
    """Say which agencies that only one desk has are of one kind and cover the same areas:
    perhaps one body under two names."""
    bodies: dict[str, dict[tuple[str, str], list[str]]] = {}
    for desk in DESKS:
        for number, kind, areas in connection.execute(
            f"SELECT id, kind, group_concat(area, ' ') FROM (SELECT agency.id, kind, area FROM {desk}.agency JOIN "
            f"{desk}.agency_area ON agency_area.agency = agency.id WHERE kind IS NOT NULL ORDER BY agency.id, area) "
            "GROUP BY id"
        ):
            bodies.setdefault(desk, {}).setdefault((kind, areas), []).append(keys[desk, "agency"][number])
    mine, theirs = (set(keys[desk, "agency"].values()) for desk in DESKS)
    return [
        f"'{shown['agency', there]}' there covers the same area as '{shown['agency', here]}' here and is of the same "
        "kind. If they are one organisation, give one the other's name first: tpdesk agency change NAME --alias "
        "OTHER. Else both will stand."
        for body, there_keys in bodies.get("theirs", {}).items()
        for there in there_keys
        for here in bodies.get("main", {}).get(body, ())
        if there not in mine and here not in theirs
    ]


def map_numbers(connection: sqlite3.Connection, who: Who) -> None:
    """Fill `temp.same_TABLE (theirs, mine)` for all that lines refer to by number;
    what this desk has not yet gets its number there, negative."""
    for table in ("place", "agency"):
        mine = {key: number for number, key in who.keys["main", table].items()}
        _begin(connection, table)
        connection.executemany(
            f"INSERT INTO temp.same_{table} VALUES (?, ?)",
            ((number, mine.get(key, -number)) for number, key in who.keys["theirs", table].items()),
        )
    for table, column in (*((name, "folded") for name in NAMED), *((name, "text") for name in TEXTS)):
        _begin(connection, table)
        connection.execute(
            f"INSERT INTO temp.same_{table} SELECT there.id, coalesce(here.id, -there.id) FROM theirs.{table} AS there "
            f"LEFT JOIN main.{table} AS here ON here.{column} = there.{column}"
        )


def _begin(connection: sqlite3.Connection, table: str) -> None:
    connection.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS same_{table} (theirs INTEGER PRIMARY KEY, mine INTEGER NOT NULL)"
    )
    connection.execute(f"DELETE FROM temp.same_{table}")


def forget_numbers(connection: sqlite3.Connection) -> None:
    """Drop what `map_numbers` made."""
    for table in ("place", "agency", *NAMED, *TEXTS):
        connection.execute(f"DROP TABLE IF EXISTS temp.same_{table}")
