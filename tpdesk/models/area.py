"""Areas and how they nest: which base areas an agency covers, so that it can be told whose areas meet."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tpdesk.errors import UsageProblem
from tpdesk.text import clean, folded, nearest

_BASE = re.compile(r"(E0[6-9]|W06|S12|N09)\d{6}\Z")
"""GSS codes of districts, unitaries, metropolitan and London boroughs, and their like:
areas that stand for themselves."""


def nesting(connection: sqlite3.Connection, year: int) -> dict[str, tuple[str, ...]]:
    """Return area -> areas directly inside it on 1 April of the financial year's start."""
    day = f"{year:04d}-04-01"
    inside: dict[str, list[str]] = {}
    for inner, outer in connection.execute(
        "SELECT inner_area, outer_area FROM area_nesting n JOIN area a ON a.code = n.inner_area WHERE n.valid_from "
        "<= ?1 AND (n.valid_to = '' OR n.valid_to >= ?1) AND a.valid_from <= ?1 AND (a.valid_to = '' OR a.valid_to "
        ">= ?1) ORDER BY inner_area",
        (day,),
    ):
        inside.setdefault(outer, []).append(inner)
    return {outer: tuple(inner) for outer, inner in inside.items()}


def base_areas(codes: Iterable[str], inside: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the base areas (districts; wards where held) of `codes`; empty where the extent of
    any of them is not known.

    An area that is no base area by its code and has nothing inside it on the desk (a police or NHS area, say) has an
    unknown extent: to call it a base area of its own would claim that it meets nobody.
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


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """An area that the desk knows."""

    code: str
    """Its GSS code."""

    name: str
    kind: str
    """county, district, police ..."""

    region: str
    """The region it is in, or empty."""

    valid_to: str
    """The last day that it stood, ISO 8601; empty for one that stands."""

    @property
    def words(self) -> str:
        """Return it as it is shown and typed: `Hyndburn (E07000120)`."""
        return f"{self.name if self.name != self.code else 'name not known'} ({self.code})"


def list_areas(connection: sqlite3.Connection) -> list[AreaRecord]:
    """Return all areas that the desk knows: those that stand first, then by name."""
    rows = connection.execute("SELECT code, name, kind, region, valid_to FROM area ORDER BY valid_to <> '', name, code")
    return [AreaRecord(*row) for row in rows]


def near_areas(connection: sqlite3.Connection, texts: Iterable[str]) -> dict[str, str]:
    """Return text -> the known area, with its code, that it was probably meant to be; texts like none are left out."""
    unknown = [text for text in texts if not _CODE.match(text)]
    if not unknown:
        return {}
    known = {
        name: f"{name} ({code})"
        for code, name in connection.execute(
            "SELECT code, name FROM area WHERE kind <> 'other' AND valid_to = '' ORDER BY code DESC"
        )
    }
    found = {text: nearest(text, known) for text in unknown}
    return {text: known[name] for text, name in found.items() if name is not None}


_CODE_IN_BRACKETS = re.compile(r"\(([EWNSKJ]\d{8})\)\s*\Z")
_CODE = re.compile(r"[EWNSKJ]\d{8}\Z")


def codes_of(text: str, areas: Sequence[AreaRecord]) -> list[str]:
    """Return the GSS codes of what was typed: names, codes, or both as in `Hyndburn (E07000120)`, with `;` between.

    Raises UsageProblem for a name that no area bears, or more than one; a code that the desk does
    not know is taken as it is.
    """
    found = []
    for part in map(clean, text.split(";")):
        if part:
            bracket = _CODE_IN_BRACKETS.search(part.upper())
            code = bracket[1] if bracket else part.upper()
            found.append(code if _CODE.match(code) else _by_name(part, areas))
    return list(dict.fromkeys(found))


def _by_name(name: str, areas: Sequence[AreaRecord]) -> str:
    fitting = [area for area in areas if folded(area.name) == folded(name)]
    standing = [area for area in fitting if not area.valid_to] or fitting
    if len(standing) == 1:
        return standing[0].code
    if standing:
        which = " or ".join(f"{area.code} ({area.kind})" for area in standing)
        raise UsageProblem(f"There are several areas called '{name}': say which by its code, {which}.")
    near = nearest(name, [area.name for area in areas])
    hint = f" Did you mean '{near}'?" if near else " Type a part of its name, or its GSS code."
    raise UsageProblem(f"There is no area called '{name}'.{hint}")
