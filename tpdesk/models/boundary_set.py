"""Boundary sets as a recount reads them: new areas, successors, choices of driver, and which areas lines name."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping

from tpdesk.domain.apportionment import Driver
from tpdesk.domain.boundary_set import BoundarySet, CellKey, DriverRule, NewArea, Succession
from tpdesk.domain.codes import CONTROL_WORDS, COST_TYPE_WORDS, FLOW_WORDS, STATUS_WORDS
from tpdesk.domain.kinds.boundaries import PAST
from tpdesk.models.apportionment import read_driver


def read_set(connection: sqlite3.Connection, number: int) -> BoundarySet:
    """Return the boundary set of that number with all that hangs on it."""
    title, place, kind, whose, vesting, source = connection.execute(
        "SELECT title, place.name, boundary_set.kind, whose, vesting, boundary_set.source FROM boundary_set "
        "JOIN place ON place.id = place WHERE boundary_set.id = ?",
        (number,),
    ).fetchone()
    areas = tuple(
        NewArea(name, code, _column(connection, "boundary_area_base", "area", "boundary_area", area))
        for area, name, code in connection.execute(
            "SELECT id, name, code FROM boundary_area WHERE boundaries = ? ORDER BY name", (number,)
        ).fetchall()
    )
    return BoundarySet(
        title, place, areas, _rules(connection, number), _successions(connection, number), kind, whose, vesting, source
    )


def _column(connection: sqlite3.Connection, table: str, column: str, key: str, number: int) -> tuple[str, ...]:
    rows = connection.execute(f"SELECT {column} FROM {table} WHERE {key} = ? ORDER BY {column}", (number,))
    return tuple(value for (value,) in rows)


def _rules(connection: sqlite3.Connection, number: int) -> tuple[DriverRule, ...]:
    rows = connection.execute(
        "SELECT driver_choice.id, starts, title FROM driver_choice JOIN driver ON driver.id = driver WHERE "
        "boundaries = ? ORDER BY position",
        (number,),
    ).fetchall()
    others = "driver_choice_other JOIN driver ON driver.id = driver"
    return tuple(
        DriverRule(starts, driver, _column(connection, others, "title", "driver_choice", choice))
        for choice, starts, driver in rows
    )


def _successions(connection: sqlite3.Connection, number: int) -> tuple[Succession, ...]:
    rows = connection.execute(
        "SELECT agency, coalesce(category, ''), how, coalesce(boundary_area.name, ''), coalesce(driver.title, '') FROM "
        "successor LEFT JOIN boundary_area ON boundary_area.id = new LEFT JOIN driver ON driver.id = driver WHERE "
        "successor.boundaries = ? ORDER BY successor.id",
        (number,),
    )
    return tuple(Succession(*row) for row in rows)


def read_drivers(connection: sqlite3.Connection, redrawn: BoundarySet) -> dict[str, Driver]:
    """Return name -> driver of all that a set names."""
    named = {rule.driver for rule in redrawn.rules} | {other for rule in redrawn.rules for other in rule.others}
    named |= {one.driver for one in redrawn.successions if one.driver}
    found = (
        read_driver(connection, number)
        for (number,) in connection.execute("SELECT id FROM driver ORDER BY id").fetchall()
    )
    return {driver.title: driver for driver in found if driver is not None and driver.title in named}


def past_areas(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """Return code -> codes that it was made of, of the areas in sets of past boundaries."""
    found: dict[str, list[str]] = {}
    for code, base in connection.execute(
        "SELECT code, area FROM boundary_area JOIN boundary_set ON boundary_set.id = boundaries JOIN "
        "boundary_area_base ON boundary_area = boundary_area.id WHERE kind = ? AND code <> '' ORDER BY area",
        (PAST,),
    ):
        found.setdefault(code, []).append(base)
    return {code: tuple(bases) for code, bases in found.items()}


def placed_lines(
    connection: sqlite3.Connection, place: int, year: int, agencies: Collection[int]
) -> Mapping[CellKey, Mapping[str, int]]:
    """Return cell -> area -> pence of the expenditure of some organisations, under "" of lines that name no area.

    Lines are read, since no sum on the desk has area and label together: only those of organisations that have lines
    with an area of their own, and whose money is to be shared.
    """
    found: dict[CellKey, dict[str, int]] = {}
    for agency in agencies:
        for label, category, flow, cost, status, control, other, internal, area, pence in connection.execute(
            "SELECT coalesce(label, 0), coalesce(category, ''), flow, cost_type, status, control, coalesce("
            "transfer_to, 0), internal, coalesce(area, ''), sum(amount_pence) FROM spend WHERE place = ? AND year = ? "
            "AND agency = ? AND flow = 1 AND internal = 0 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9",
            (place, year, agency),
        ):
            key = (
                agency, label, category, FLOW_WORDS[flow], COST_TYPE_WORDS[cost], STATUS_WORDS[status],
                CONTROL_WORDS[control], other, bool(internal),
            )  # fmt: skip
            found.setdefault(key, {})[area] = pence
    return {key: areas for key, areas in found.items() if areas.keys() != {""}}
