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
    """Return the base areas (districts and their like) of `codes`; empty where the extent of
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
    # A district stays a base area where its wards are held: people and drivers are mostly known by district.
    return found or ({code} if _BASE.match(code) else set())


def council_areas(codes: Iterable[str], inside: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the districts, unitaries and boroughs inside some areas, whether or not wards are held inside them."""
    found, ahead, seen = set[str](), list(codes), set[str]()
    while ahead:
        code = ahead.pop()
        if _BASE.match(code):
            found.add(code)
        elif code not in seen:
            seen.add(code)
            ahead += inside.get(code, ())
    return frozenset(found)


def find_area(connection: sqlite3.Connection, text: str) -> str | None:
    """Return the code of the area with that code or, where only one bears it, that name; else None."""
    row = connection.execute("SELECT code FROM area WHERE code = ?", (text.upper(),)).fetchone()
    if row:
        return str(row[0])
    key = folded(text)
    rows = connection.execute("SELECT code, name, kind FROM area WHERE valid_to = '' AND name LIKE ?", (text,))
    named = [(code, kind) for code, name, kind in rows if folded(name) == key]
    # What lines named before it was known gives way to the area that bears the name now.
    known = [code for code, kind in named if kind != "other"] or [code for code, _ in named]
    return str(known[0]) if len(known) == 1 else None


def is_known_area(connection: sqlite3.Connection, code: str) -> bool:
    """Say whether a code is of an area, and not of what some line named as one."""
    found = connection.execute("SELECT 1 FROM area WHERE code = ? AND kind <> 'other'", (code,)).fetchone()
    return found is not None


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
            is_code = _CODE.match(code) or any(area.code == code for area in areas)
            found.append(code if is_code else _by_name(part, areas))
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


@dataclass(frozen=True, slots=True)
class UnknownArea:
    """What lines name as an area, and is none that the desk knows."""

    text: str
    lines: int
    size_pence: int
    """Without signs: expenditure and income together."""

    near: AreaRecord | None
    """The area that was probably meant; None where none is like it, or several are called so."""


def unknown_areas(connection: sqlite3.Connection) -> list[UnknownArea]:
    """Return what lines of any place and year name as an area that the desk does not know, those with most lines
    first."""
    found = connection.execute(
        "SELECT value, sum(lines), sum(size_pence) FROM cube_side JOIN area ON area.code = value WHERE side = 'area' "
        "AND kind = 'other' GROUP BY value ORDER BY sum(lines) DESC, value"
    ).fetchall()
    if not found:
        return []
    standing: dict[str, list[AreaRecord]] = {}
    for area in list_areas(connection):
        if area.kind != "other" and not area.valid_to:
            standing.setdefault(area.name, []).append(area)
    unknown = []
    for text, lines, pence in found:
        near = nearest(text, standing) if not _CODE.match(text) else None
        fitting = standing[near] if near is not None else []
        unknown.append(UnknownArea(text, lines, pence, fitting[0] if len(fitting) == 1 else None))
    return unknown


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """An area as a file says it."""

    code: str
    name: str
    kind: str
    inside: tuple[str, ...]
    """Codes of the areas that it lies in."""

    valid_from: str
    valid_to: str
    source: str
    year: int | None
    """The calendar year of its people and households."""

    people: int | None
    households: int | None


def write_areas(connection: sqlite3.Connection, drafts: Sequence[AreaDraft]) -> None:
    """Write areas of the user's own, what each lies in and its people, in place of what was said of it before.
    Inside `Desk.writing()`."""
    for draft in drafts:
        _write_area(connection, draft)
    for draft in drafts:
        _write_nesting(connection, draft)


def _write_area(connection: sqlite3.Connection, draft: AreaDraft) -> None:
    values = (draft.code, draft.name, draft.kind, draft.valid_from, draft.valid_to, draft.source)
    connection.execute(
        "INSERT INTO area (code, name, kind, valid_from, valid_to, source, own) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1) ON "
        "CONFLICT DO UPDATE SET name = ?2, kind = ?3, valid_from = ?4, valid_to = ?5, source = ?6, own = 1",
        values,
    )
    if draft.year is not None and (draft.people or draft.households):
        homes_year = draft.year if draft.households else None
        connection.execute(
            "INSERT INTO area_population (area, year, people, households, households_year, source) VALUES (?1, ?2, ?3, "
            "?4, ?5, ?6) ON CONFLICT DO UPDATE SET people = ?3, households = ?4, households_year = ?5, source = ?6",
            (draft.code, draft.year, draft.people, draft.households, homes_year, draft.source),
        )


def _write_nesting(connection: sqlite3.Connection, draft: AreaDraft) -> None:
    connection.execute("DELETE FROM area_nesting WHERE inner_area = ?", (draft.code,))
    connection.executemany(
        "INSERT INTO area_nesting (inner_area, outer_area, valid_from, valid_to, source) VALUES (?, ?, ?, ?, ?)",
        ((draft.code, outer, draft.valid_from, draft.valid_to, draft.source) for outer in draft.inside),
    )


def shipped_areas(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the codes of the areas that came with tpdesk."""
    return frozenset(code for (code,) in connection.execute("SELECT code FROM area WHERE own = 0 AND kind <> 'other'"))


def circle_of(connection: sqlite3.Connection, codes: Iterable[str]) -> str | None:
    """Return the name of one of these areas that lies in itself, by way of others; None where none does."""
    for code in codes:
        row = connection.execute(
            "WITH RECURSIVE above (code, steps) AS (SELECT outer_area, 1 FROM area_nesting WHERE inner_area = ?1 UNION "
            "SELECT outer_area, steps + 1 FROM above JOIN area_nesting ON inner_area = above.code WHERE steps < 50) "
            "SELECT name FROM area WHERE code = ?1 AND code IN (SELECT code FROM above)",
            (code,),
        ).fetchone()
        if row:
            return str(row[0])
    return None


def remove_area(connection: sqlite3.Connection, code: str) -> None:
    """Remove an area of the user's own, with its people. Inside `Desk.writing()`.
    Raises UsageProblem where it came with tpdesk, or something names it."""
    row = connection.execute("SELECT own, name FROM area WHERE code = ?", (code,)).fetchone()
    if row is None or not row[0]:
        raise UsageProblem(f"{code} came with tpdesk and stays." if row else f"There is no area {code} on this desk.")
    connection.execute("DELETE FROM area_nesting WHERE inner_area = ?", (code,))
    connection.execute("DELETE FROM area_population WHERE area = ?", (code,))
    try:
        connection.execute("DELETE FROM area WHERE code = ?", (code,))
    except sqlite3.IntegrityError as error:
        raise UsageProblem(
            f"{row[1]} ({code}) is named by lines, organisations, places or other areas. Change these first."
        ) from error


@dataclass(frozen=True, slots=True)
class OwnArea:
    """An area with what it lies in and its people, as a list of areas shows it."""

    code: str
    name: str
    kind: str
    inside: tuple[str, ...]
    valid_from: str
    valid_to: str
    year: int | None
    """The latest year with a figure of its people."""

    people: int | None
    households: int | None
    source: str
    own: bool


def areas_with_people(connection: sqlite3.Connection, kind: str | None, inside: str | None) -> list[OwnArea]:
    """Return areas by name, each with its latest people: those of a kind, those directly inside another, or both."""
    outer: dict[str, list[str]] = {}
    for code, above in connection.execute("SELECT inner_area, outer_area FROM area_nesting ORDER BY outer_area"):
        outer.setdefault(code, []).append(above)
    rows = connection.execute(
        "SELECT code, name, kind, valid_from, valid_to, latest.year, latest.people, latest.households, area.source, "
        "own FROM area LEFT JOIN (SELECT area, max(year) AS year, people, households FROM area_population WHERE people "
        "IS NOT NULL GROUP BY area) AS latest ON latest.area = area.code WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS "
        "NULL OR code IN (SELECT inner_area FROM area_nesting WHERE outer_area = ?2)) ORDER BY name, code",
        (kind, inside),
    )
    return [
        OwnArea(code, name, its_kind, tuple(outer.get(code, ())), first, last, year, people, homes, source, bool(own))
        for code, name, its_kind, first, last, year, people, homes, source, own in rows
    ]
