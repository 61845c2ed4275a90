"""What apportioning reads of the desk - boundaries with their dates, drivers, the wholes that are shared out - and the
drivers that come with tpdesk."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from tpdesk.domain.apportionment import Boundaries, Boundary, Driver, Whole
from tpdesk.domain.area_figures import AreaFigures, parse_number, read_figures
from tpdesk.models.register import rows
from tpdesk.text import folded


def read_boundaries(connection: sqlite3.Connection) -> Boundaries:
    """Return all areas of the desk and which lies in which, of all times."""
    areas = {
        code: Boundary(name, kind, first, last)
        for code, name, kind, first, last in connection.execute(
            "SELECT code, name, kind, valid_from, valid_to FROM area"
        )
    }
    nestings = connection.execute("SELECT inner_area, outer_area, valid_from, valid_to FROM area_nesting").fetchall()
    return Boundaries(areas, tuple(nestings))


def read_middles() -> dict[str, tuple[int, int]]:
    """Return code -> (metres east, metres north) of the middle of each council's area that comes with tpdesk."""
    return {row["code"]: (int(row["east"]), int(row["north"])) for row in rows("area_positions.csv")}


def read_driver(connection: sqlite3.Connection, number: int | None) -> Driver | None:
    """Return the driver of that number; None where there is none."""
    row = connection.execute(
        "SELECT title, unit, year, grade, figures, source FROM driver WHERE id = ?", (number,)
    ).fetchone()
    if row is None:
        return None
    title, unit, year, grade, figures, source = row
    return Driver(title, unit, year, grade, read_figures(figures), source)


def read_whole(connection: sqlite3.Connection, number: int) -> Whole:
    """Return what is shared out by the apportionment of that number, with its drivers."""
    place, place_name, agency, year, label, pence, method, driver, stage, grade, source = connection.execute(
        "SELECT place.id, place.name, agency.name, year, label, amount_pence, method, driver, stage_driver, grade, "
        "apportionment.source FROM apportionment JOIN place ON place.id = place JOIN agency ON agency.id = agency "
        "WHERE apportionment.id = ?",
        (number,),
    ).fetchone()
    codes = connection.execute("SELECT area FROM place_area WHERE place = ? ORDER BY area", (place,))
    over = connection.execute(
        "SELECT area FROM apportionment_over WHERE apportionment = ? ORDER BY area", (number,)
    ).fetchall()
    return Whole(
        number, place_name, tuple(code for (code,) in codes), agency, year, label, pence,
        tuple(code for (code,) in over), method, read_driver(connection, driver), read_driver(connection, stage), grade,
        source,
    )  # fmt: skip


def using_driver(connection: sqlite3.Connection, driver: int) -> list[int]:
    """Return the numbers of the apportionments that a driver has a part in."""
    rows = connection.execute(
        "SELECT id FROM apportionment WHERE driver = ?1 OR stage_driver = ?1 ORDER BY id", (driver,)
    )
    return [number for (number,) in rows]


def numbers_of(connection: sqlite3.Connection, place: int | None = None) -> list[int]:
    """Return the numbers of all apportionments, or of those of one place."""
    where, values = ("1", ()) if place is None else ("place = ?", (place,))
    return [
        number for (number,) in connection.execute(f"SELECT id FROM apportionment WHERE {where} ORDER BY id", values)
    ]


@dataclass(frozen=True, slots=True)
class LineFields:
    """What the lines of an apportionment have from its record."""

    place: int
    agency: int
    category: str | None
    flow: str
    cost: str
    """revenue, capital or empty."""


def line_fields(connection: sqlite3.Connection, number: int) -> LineFields:
    """Return what the lines of an apportionment have from its record."""
    return LineFields(
        *connection.execute(
            "SELECT place, agency, category, flow, cost FROM apportionment WHERE id = ?", (number,)
        ).fetchone()
    )


def driver_numbers(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the title of each driver of the desk -> its number."""
    return dict(connection.execute("SELECT title, id FROM driver ORDER BY id"))


def labelled_alike(connection: sqlite3.Connection, number: int) -> tuple[list[int], int]:
    """Return (other apportionments of the same place, agency, year, flow and label; lines of the agency itself under
    that label)."""
    place, agency, year, label, flow = connection.execute(
        "SELECT place, agency, year, label, flow FROM apportionment WHERE id = ?", (number,)
    ).fetchone()
    others = connection.execute(
        "SELECT id, label FROM apportionment WHERE place = ? AND agency = ? AND year = ? AND flow = ? AND id <> ? "
        "ORDER BY id",
        (place, agency, year, flow, number),
    )
    lines = connection.execute(
        "SELECT count(*) FROM spend JOIN label ON label.id = spend.label LEFT JOIN batch_sheet ON batch_sheet.id = "
        "spend.batch_sheet LEFT JOIN batch ON batch.id = batch_sheet.batch WHERE spend.place = ? AND spend.agency = ? "
        "AND spend.year = ? AND spend.flow = ? AND label.folded = ? AND batch.apportionment IS NULL",
        (place, agency, year, 2 if flow == "income" else 1, folded(label)),
    ).fetchone()[0]
    return [other for other, its_label in others if folded(its_label) == folded(label)], int(lines)


def shipped_drivers() -> tuple[str, ...]:
    """Return the names of the drivers that come with tpdesk."""
    return tuple(row["title"] for row in rows("drivers.csv"))


def seed_drivers() -> list[Driver]:
    """Return the drivers that come with tpdesk: people by age band and households of England's districts."""
    figures = list(rows("driver_figures.csv"))
    return [
        Driver(
            row["title"], row["unit"], int(row["year"]), int(row["grade"]),
            AreaFigures({area["code"]: parse_number(area[row["column"]]) for area in figures if area[row["column"]]}),
            row["source"],
        )
        for row in rows("drivers.csv")
    ]  # fmt: skip
