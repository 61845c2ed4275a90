"""Label maps: which categories an agency's own words stand for, and by what shares.

Where the user's map of a label is kept: for one body or for all of a place, there or everywhere.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from tpdesk.domain.facts import Shares
from tpdesk.errors import UsageProblem
from tpdesk.text import clean, folded

_SHARE = re.compile(r"(\d{1,3}(\.\d{1,16})?|\.\d{1,16})%?\Z|\d{1,6}/[1-9]\d{0,5}\Z")


def set_map(
    connection: sqlite3.Connection,
    label: str,
    shares: Mapping[str, Fraction],
    *,
    place: int | None,
    agency: int | None,
    source: str = "",
) -> None:
    """Let `label` (empty: lines without one, which only an agency can map) stand for the categories by these shares, in
    the place or for the agency (or everywhere); the earlier map of the same scope goes.

    Raises UsageProblem where the shares do not add to exactly 1. An empty mapping takes the user's map off.
    """
    if shares and (sum(shares.values()) != 1 or any(share <= 0 for share in shares.values())):
        total = sum(shares.values(), Fraction(0))
        raise UsageProblem(
            f"The shares of '{clean(label)}' add up to {float(total):g}; they must be above 0 and add up to exactly 1."
        )
    key = folded(label)
    if not key and agency is None:
        raise UsageProblem("Lines without a label can be mapped for one organisation only: name it.")
    connection.execute(
        "DELETE FROM label_map WHERE origin = 'user' AND folded = ? AND coalesce(place, 0) = ? AND "
        "coalesce(agency, 0) = ?",
        (key, place or 0, agency or 0),
    )
    connection.executemany(
        "INSERT INTO label_map (place, agency, origin, folded, category, share_parts, share_whole, source) "
        "VALUES (?, ?, 'user', ?, ?, ?, ?, ?)",
        ((place, agency, key, code, share.numerator, share.denominator, source) for code, share in shares.items()),
    )


def parse_share(text: str) -> Fraction:
    """Return a share written `0.6`, `60%`, `1/3` or left blank (the whole). Raises UsageProblem."""
    body = clean(text).replace(" ", "")
    if not body:
        return Fraction(1)
    if _SHARE.match(body):
        return Fraction(body[:-1]) / 100 if body.endswith("%") else Fraction(body)
    raise UsageProblem(f"'{clean(text)[:40]}' is no share; write 0.6, 60% or 1/3, with at most 16 decimals.")


def maps_in_force(
    connection: sqlite3.Connection, place: int, pairs: Iterable[tuple[int, int]], labels: Mapping[int, str]
) -> dict[tuple[int, int], Shares]:
    """Return (agency, label) -> the map in force for each pair that has one.

    The user's map for the agency in this place wins, then the agency's everywhere, then the place's, then the
    desk's, then the seed's.
    """
    scopes: dict[str, dict[tuple[int, int, str], list[tuple[str, Fraction]]]] = {}
    for row in connection.execute(
        "SELECT folded, coalesce(place, 0), coalesce(agency, 0), origin, category, share_parts, share_whole FROM "
        "label_map WHERE place IS NULL OR place = ? ORDER BY category",
        (place,),
    ):
        key, its_place, agency, origin, category, parts, whole = row
        scopes.setdefault(key, {}).setdefault((its_place, agency, origin), []).append(
            (category, Fraction(parts, whole))
        )
    found: dict[tuple[int, int], Shares] = {}
    keys = {0: "", **{label: folded(text) for label, text in labels.items()}}
    for agency, label in pairs:
        maps = scopes.get(keys.get(label, ""))
        if maps is None:
            continue
        order = ((place, agency, "user"), (0, agency, "user"), (place, 0, "user"), (0, 0, "user"), (0, 0, "seed"))
        for scope in order:
            if scope in maps:
                found[agency, label] = tuple(maps[scope])
                break
    return found


ACCEPTED: Final = "suggestion ("
"""How the source of a map begins that was accepted from a suggestion."""


def accepted_suggestions(connection: sqlite3.Connection, place: int, labels: Mapping[int, str]) -> dict[str, str]:
    """Return `agency:label` -> which suggestion was accepted, of the labels whose map in force comes from one: it is
    made for one agency in one place, which wins over every other map."""
    rows = connection.execute(
        "SELECT folded, agency, min(source) FROM label_map WHERE origin = 'user' AND place = ? AND agency IS NOT NULL "
        "AND substr(source, 1, ?) = ? GROUP BY 1, 2",
        (place, len(ACCEPTED), ACCEPTED),
    ).fetchall()
    numbers = {folded(text): label for label, text in labels.items()} if rows else {}
    return {f"{agency}:{numbers.get(key, 0)}": source for key, agency, source in rows if key in numbers or not key}


def scope_in_force(
    connection: sqlite3.Connection, label: str, place: int, agency: int
) -> tuple[int | None, int | None] | None:
    """Return (place, agency) of the user's map that holds for the label of that agency in the place; None where
    there is none of the user's.

    The order is that of `maps_in_force`: the agency's here, the agency's everywhere, the place's, the desk's.
    """
    kept = set(
        connection.execute(
            "SELECT DISTINCT place, agency FROM label_map WHERE origin = 'user' AND folded = ?", (folded(label),)
        )
    )
    order = ((place, agency), (None, agency), (place, None), (None, None))
    return next((scope for scope in order if scope in kept), None)
