"""Areas and how they nest: which base areas an agency covers, so that it can be told whose areas meet."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from tpdesk.text import folded

_BASE = re.compile(r"(E0[6-9]|W06|S12|N09)\d{6}\Z")
"""GSS codes of districts, unitaries, metropolitan and London boroughs, and their like: areas that stand for themselves."""


def nesting(connection: sqlite3.Connection, year: int) -> dict[str, tuple[str, ...]]:
    """Return area -> areas directly inside it on 1 April of the financial year's start."""
    day = f"{year:04d}-04-01"
    inside: dict[str, list[str]] = {}
    for inner, outer in connection.execute(
        "SELECT inner_area, outer_area FROM area_nesting n JOIN area a ON a.code = n.inner_area "
        "WHERE n.valid_from <= ?1 AND (n.valid_to = '' OR n.valid_to >= ?1) AND a.valid_from <= ?1 AND (a.valid_to = '' OR a.valid_to >= ?1) "
        "ORDER BY inner_area",
        (day,),
    ):
        inside.setdefault(outer, []).append(inner)
    return {outer: tuple(inner) for outer, inner in inside.items()}


def base_areas(codes: Iterable[str], inside: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the base areas (districts; wards where held) of `codes`; empty where the extent of any of them is not known.

    An area that is no base area by its code and has nothing inside it on the desk (a police or NHS area, say) has an unknown extent:
    to call it a base area of its own would claim that it meets nobody.
    """
    found: set[str] = set()
    for code in codes:
        parts = _expand(code, inside, ())
        if not parts:
            return frozenset()
        found |= parts
    return frozenset(found)


def _expand(code: str, inside: dict[str, tuple[str, ...]], above: tuple[str, ...]) -> set[str]:
    if code in above:
        return set()
    children = inside.get(code, ())
    if not children:
        return {code} if _BASE.match(code) else set()
    found: set[str] = set()
    for child in children:
        found |= _expand(child, inside, (*above, code))
    return found


def find_area(connection: sqlite3.Connection, text: str) -> str | None:
    """Return the code of the area with that code or, where only one bears it, that name; else None."""
    row = connection.execute("SELECT code FROM area WHERE code = ?", (text.upper(),)).fetchone()
    if row:
        return str(row[0])
    key = folded(text)
    found = [
        code
        for code, name in connection.execute("SELECT code, name FROM area WHERE valid_to = '' AND name LIKE ?", (text,))
        if folded(name) == key
    ]
    return str(found[0]) if len(found) == 1 else None
