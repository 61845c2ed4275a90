"""Areas and drivers imported from a file, wide or narrow: what cannot be taken is told row by row, the rest is one step
of undo."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk.calc.apportion import without_totals
from tpdesk.domain.apportionment import Boundaries, Driver
from tpdesk.domain.area_figures import ELSEWHERE, AreaFigures, parse_number
from tpdesk.domain.dates import read_date
from tpdesk.domain.kinds import KINDS
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.apportionment import driver_numbers, read_boundaries
from tpdesk.models.area import (
    AreaDraft,
    circle_of,
    find_area,
    list_areas,
    near_areas,
    remove_area,
    shipped_areas,
    write_areas,
)
from tpdesk.models.connection import savepoint
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.models.records import store
from tpdesk.models.records.rows import read_table
from tpdesk.services import apportioning
from tpdesk.text import and_words, clean, counted, folded, nearest

if TYPE_CHECKING:
    import sqlite3

_GSS: Final = re.compile(r"[EWNSKJ]\d{8}\Z")
_AREA_HEADINGS: Final = frozenset(
    {"area", "area code", "code", "gss code", "gss", "lad code", "la code", "ward code", "geography code", "areacd"}
)
_VALUE_HEADINGS: Final = frozenset({"value", "figure", "number", "count", "obs value"})
_NAMED: Final = 5
"""Areas of a file that a sentence names one by one."""


@dataclass(frozen=True, slots=True)
class RowTold:
    """What is wrong with a row, or to be looked at in it."""

    row: int
    """Its number in the file, from 1."""

    message: str


# -- drivers


@dataclass(frozen=True, slots=True)
class DriverSaid:
    """What is said for every driver of a file."""

    name: str | None = None
    """The driver's name, for a file of the columns area and value; None takes each further column's heading."""

    unit: str = ""
    year: str | None = None
    grade: int | None = None
    source: str = ""
    is_replacing: bool = False
    """Whether drivers of the same name are replaced."""


@dataclass(frozen=True, slots=True)
class DriversImported:
    """What became of a file of drivers."""

    drivers: tuple[Driver, ...]
    notices: tuple[str, ...]
    """What is to be looked at, a sentence each."""

    rejected: tuple[RowTold, ...]
    """Rows that were left out."""


def import_drivers(desk: Desk, file: Path, said: DriverSaid, *, dry_run: bool = False) -> DriversImported:
    """Import the drivers of a file: its areas by code or name, and a column a driver. With `dry_run` nothing is kept.
    Raises InputProblem where the file holds none, DriverProblem where its areas are of two boundaries, UsageProblem."""
    heading_row, headings, rows = read_table(file)
    area_at, columns = _columns(file, heading_row, headings, rows, said)
    with desk.writing() as connection:
        table = _read_areas(connection, rows, area_at)
        drivers, notices = [], list(table.notices)
        boundaries = read_boundaries(connection)
        for at, title in columns.items():
            driver, told = _driver(table, at, title, said, boundaries)
            drivers.append(driver)
            notices += told
        with savepoint(connection, keep=not dry_run):
            for driver in drivers:
                notices += _write(connection, driver, said)
        if not dry_run:
            note_act(connection, "import drivers", file.name, and_words([driver.title for driver in drivers]))
    return DriversImported(tuple(drivers), tuple(notices), tuple(table.rejected))


def is_one_driver(file: Path) -> bool:
    """Return whether a file holds one driver that has no name of its own: a single column of figures, called value or
    the like. Raises InputProblem."""
    heading_row, headings, rows = read_table(file)
    _, columns = _columns(file, heading_row, headings, rows, DriverSaid())
    return len(columns) == 1 and folded(next(iter(columns.values()))).replace("_", " ") in _VALUE_HEADINGS


def _columns(
    file: Path, heading_row: int, headings: Sequence[str], rows: Sequence[tuple[int, list[str]]], said: DriverSaid
) -> tuple[int, dict[int, str]]:
    """Return (the column of the areas, column -> name of its driver). Raises InputProblem where one is lacking."""
    plain = [folded(heading).replace("_", " ") for heading in headings]
    area_at = next((at for at, heading in enumerate(plain) if heading in _AREA_HEADINGS), None)
    if area_at is None:
        area_at = next((at for at in range(len(plain)) if any(_GSS.match(_cell(texts, at)) for _, texts in rows)), None)
    if area_at is None:
        raise InputProblem(
            f"{file.name}, row {heading_row}: no column holds areas. Call it area, with a code or name in each row."
        )
    numbers = [at for at in range(len(plain)) if at != area_at and headings[at] and _holds_numbers(rows, at)]
    if said.name is None:
        if not numbers:
            raise InputProblem(f"{file.name} has no column of figures beside '{headings[area_at]}'.")
        return area_at, {at: clean(headings[at]) for at in numbers}
    value = next((at for at in numbers if plain[at] in _VALUE_HEADINGS), numbers[0] if len(numbers) == 1 else None)
    if value is None:
        found = and_words([headings[at] for at in numbers]) or "none"
        raise InputProblem(
            f"{file.name}, row {heading_row}: one column called value is needed for a driver with a name; columns of "
            f"figures: {found}. Without a name each column is a driver called by its heading."
        )
    return area_at, {value: clean(said.name)}


def _cell(texts: Sequence[str], at: int) -> str:
    return clean(texts[at]) if at < len(texts) else ""


def _holds_numbers(rows: Sequence[tuple[int, list[str]]], at: int) -> bool:
    """Return whether most of a column's cells are figures."""
    cells = [_cell(texts, at) for _, texts in rows]
    filled = [cell for cell in cells if cell]
    return bool(filled) and 2 * sum(1 for cell in filled if _number(cell) is not None) > len(filled)


def _number(cell: str) -> Fraction | None:
    try:
        return parse_number(cell.removesuffix(".0"))
    except UsageProblem:
        return None


@dataclass(slots=True)
class _AreaRows:
    """The rows of a file with the code of each one's area."""

    rows: list[tuple[int, str, list[str]]] = field(default_factory=list)
    """(number, code or `elsewhere`, cells)."""

    notices: list[str] = field(default_factory=list)
    rejected: list[RowTold] = field(default_factory=list)


def _read_areas(connection: sqlite3.Connection, rows: Sequence[tuple[int, list[str]]], at: int) -> _AreaRows:
    found, seen, strange = _AreaRows(), dict[str, int](), list[str]()
    near = near_areas(connection, [name for _, texts in rows if (name := _cell(texts, at))])
    for number, texts in rows:
        name = _cell(texts, at)
        code = ELSEWHERE if folded(name) == ELSEWHERE else find_area(connection, name) if name else None
        if code is None and _GSS.match(name.upper()):
            code = name.upper()
            strange.append(code)
        if code is None:
            hint = f" Did you mean {near[name]}?" if name in near else ""
            found.rejected.append(
                RowTold(number, f"'{name}' is not an area that this desk knows.{hint}" if name else "names no area")
            )
        elif code in seen:
            raise InputProblem(f"Rows {seen[code]} and {number} are both of {name}: leave one out.")
        else:
            seen[code] = number
            found.rows.append((number, code, texts))
    if strange:
        listed = and_words([*strange[:_NAMED], *([f"{len(strange) - _NAMED} others"] if len(strange) > _NAMED else [])])
        found.notices.append(f"Areas of the file that are not on this desk: {listed}.")
    return found


def _driver(
    table: _AreaRows, at: int, title: str, said: DriverSaid, boundaries: Boundaries
) -> tuple[Driver, list[str]]:
    """Return a driver of one column, and what is to be looked at in it."""
    values, elsewhere, notices = dict[str, Fraction](), None, list[str]()
    for number, code, texts in table.rows:
        cell = _cell(texts, at)
        figure = _number(cell) if cell else None
        if cell and figure is None:
            table.rejected.append(RowTold(number, f"'{cell}' is not a figure of '{title}': write zero or more."))
        elif figure is not None and code == ELSEWHERE:
            elsewhere = figure
        elif figure is not None:
            values[code] = figure
    year = int(said.year) if said.year and said.year.isdecimal() else None
    driver = Driver(title, clean(said.unit), year, said.grade, AreaFigures(values, elsewhere), clean(said.source))
    driver, totals = without_totals(driver, boundaries)
    if totals:
        named = [boundaries.name(code) for code in totals[:_NAMED]]
        more = [f"{len(totals) - _NAMED} others"] if len(totals) > _NAMED else []
        notices.append(f"'{title}': left out, since areas inside them are there too: {and_words([*named, *more])}.")
    if not driver.source:
        notices.append(f"'{title}' names no source: say who published it.")
    if driver.year is None:
        notices.append(f"'{title}' says no year: say of which calendar year its figures are.")
    return driver, notices


def _write(connection: sqlite3.Connection, driver: Driver, said: DriverSaid) -> tuple[str, ...]:
    kind, typed = KINDS["driver"], apportioning.driver_fields(driver)
    typed["year"] = said.year or ""
    same = {folded(title): number for title, number in driver_numbers(connection).items()}
    held = same.get(folded(driver.title))
    if held is None:
        store.add(connection, kind, typed)
        return ()
    if not said.is_replacing:
        raise UsageProblem(
            f"There is a driver called '{driver.title}' already. Give this one another name, or replace that one."
        )
    record, _ = store.change(connection, kind, held, typed)
    return apportioning.follow(connection, record)


# -- areas


@dataclass(frozen=True, slots=True)
class AreasImported:
    """What became of a file of areas."""

    rows_read: int
    areas: tuple[AreaDraft, ...]
    rejected: tuple[RowTold, ...]


def import_areas(desk: Desk, file: Path, *, dry_run: bool = False) -> AreasImported:
    """Import areas, one a row, with what each lies in and its people. With `dry_run` nothing is written.
    Raises InputProblem where the file lacks a column that is needed, or its areas lie in themselves."""
    heading_row, headings, rows = read_table(file)
    at = {folded(heading).replace(" ", "_"): n for n, heading in enumerate(headings) if heading}
    lacking = [name for name in ("code", "name", "kind") if name not in at]
    if lacking:
        raise InputProblem(
            f"{file.name}, row {heading_row}: there is no column {and_words(lacking)}. Columns: code, name, kind, "
            "inside, valid_from, valid_to, people, households, year, source."
        )
    told = [(number, {name: _cell(texts, place) for name, place in at.items()}) for number, texts in rows]
    drafts, rejected = list[AreaDraft](), list[RowTold]()
    with desk.writing() as connection:
        shipped, coming = shipped_areas(connection), {row["code"].upper(): row["name"] for _, row in told}
        for number, row in told:
            try:
                drafts.append(_draft(connection, row, shipped, coming, file.name))
            except UsageProblem as error:
                rejected.append(RowTold(number, str(error)))
        with savepoint(connection, keep=not dry_run):
            _write_areas(connection, drafts, rejected, told)
            circle = circle_of(connection, [draft.code for draft in drafts])
            if circle:
                raise InputProblem(f"{circle} lies in itself, by way of other areas. Nothing was changed.")
        if drafts and not dry_run:
            note_act(connection, "import areas", file.name, counted(len(drafts), "area"))
    return AreasImported(len(rows), tuple(drafts), tuple(rejected))


def _write_areas(
    connection: sqlite3.Connection,
    drafts: list[AreaDraft],
    rejected: list[RowTold],
    told: Iterable[tuple[int, Mapping[str, str]]],
) -> None:
    """Write areas, outer ones first; one that lies in a rejected one of the same file is rejected too."""
    numbers = {row["code"].upper(): number for number, row in told}
    known = {area.code for area in list_areas(connection)}
    waiting = list(drafts)
    while waiting:
        ready = [draft for draft in waiting if all(code in known for code in draft.inside)]
        if not ready and {code for draft in waiting for code in draft.inside} - known <= {d.code for d in waiting}:
            # Areas that lie in each other: written together, and refused by the look for circles.
            ready = waiting
        if not ready:
            ready = [waiting[0]]
            rejected.append(RowTold(numbers[waiting[0].code], "lies in an area whose own row was rejected"))
            drafts.remove(waiting[0])
        else:
            write_areas(connection, ready)
            known.update(draft.code for draft in ready)
        waiting = [draft for draft in waiting if draft not in ready]


def _draft(
    connection: sqlite3.Connection,
    row: Mapping[str, str],
    shipped: frozenset[str],
    coming: Mapping[str, str],
    file: str,
) -> AreaDraft:
    code, name = row["code"].upper(), row["name"]
    if not code or not name or not row["kind"]:
        raise UsageProblem("code, name and kind are needed.")
    if len(code) > 80 or len(name) > 200:
        raise UsageProblem(f"'{code[:20]}': a code has 80 characters at most, a name 200.")
    if code in shipped:
        raise UsageProblem(f"{code} came with tpdesk and stays as it is.")
    outer = [_outer(connection, part, coming) for part in re.split(r"[;|]", row.get("inside", "")) if clean(part)]
    if code in outer:
        raise UsageProblem(f"{name} cannot lie in itself.")
    people, homes, year = (_whole(row, column) for column in ("people", "households", "year"))
    if (people is not None or homes is not None) and year is None:
        raise UsageProblem(f"{name}: say of which year its people or households are (column year).")
    if people == 0 or homes == 0:
        raise UsageProblem(f"{name}: people and households are above zero; leave them blank where they are not known.")
    return AreaDraft(
        code, name, folded(row["kind"]), tuple(dict.fromkeys(outer)), _day(row, "valid_from"), _day(row, "valid_to"),
        row.get("source") or file, year, people, homes,
    )  # fmt: skip


def _outer(connection: sqlite3.Connection, text: str, coming: Mapping[str, str]) -> str:
    text = clean(text)
    same = (code for code, name in coming.items() if folded(text) in (folded(code), folded(name)))
    found = next(same, None) or find_area(connection, text)
    if found is None:
        near = near_areas(connection, [text]).get(text) or nearest(text, coming.values())
        hint = f" Did you mean {near}?" if near else ""
        raise UsageProblem(f"'{text}', in which it lies, is not an area that this desk or the file knows.{hint}")
    return found


def _whole(row: Mapping[str, str], column: str) -> int | None:
    text = row.get(column, "").removesuffix(".0").replace(",", "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9:
        raise UsageProblem(f"'{text[:40]}' in {column} is not a whole number.")
    return int(text)


def _day(row: Mapping[str, str], column: str) -> str:
    text = row.get(column, "")
    if not text:
        return ""
    read = read_date(text)
    if read.iso is None:
        raise UsageProblem(f"'{text[:40]}' in {column} is not a valid date; write it as 2026-02-14.")
    return read.iso


def remove_own_area(desk: Desk, wanted: str) -> str:
    """Remove an area that the user took in, by its code or name; return its code. Raises UsageProblem."""
    with desk.writing() as connection:
        code = find_area(connection, wanted) or wanted
        remove_area(connection, code)
        note_act(connection, "remove area", code)
    return code
