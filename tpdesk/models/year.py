"""Everything the desk knows of one place and year, read in one go for calc."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, TypeAlias

from tpdesk.domain.codes import BATCH_KIND, CONTROL_WORDS, COST_TYPE_WORDS, FLOW_WORDS, STATUS_WORDS
from tpdesk.domain.facts import Agency, BatchFacts, Cell, Population, Return, SideCell, YearFacts
from tpdesk.errors import UsageProblem
from tpdesk.models.area import base_areas, near_areas, nesting
from tpdesk.models.category import categories
from tpdesk.models.connection import savepoint
from tpdesk.models.cube_answers import CubeAnswers, DeskCube
from tpdesk.models.dives.evidence import read_deep
from tpdesk.models.exported.made_of import sums_of
from tpdesk.models.label_map import accepted_suggestions, maps_in_force
from tpdesk.models.place import Place
from tpdesk.models.wider import read_ground
from tpdesk.units import year_text


def read_year(connection: sqlite3.Connection, place: Place, year: int, cube: CubeAnswers | None = None) -> YearFacts:
    """Return the facts of a place and the financial year that starts in `year`, all as of one moment of the file;
    the sums from `cube`, or from the desk's own."""
    # One transaction, so that a writer in another process cannot come between two of the queries.
    with savepoint(connection):
        return read_within(connection, place, year, cube)


def read_within(connection: sqlite3.Connection, place: Place, year: int, cube: CubeAnswers | None = None) -> YearFacts:
    """Return the facts of a place and year. Inside a transaction."""
    cube = cube or DeskCube(connection)
    cells = tuple(
        Cell(
            agency,
            label,
            category,
            FLOW_WORDS[flow],
            COST_TYPE_WORDS[cost],
            STATUS_WORDS[status],
            CONTROL_WORDS[control],
            other,
            bool(internal),
            pence,
            lines,
        )
        for agency, label, category, flow, cost, status, control, other, internal, pence, lines in cube.cells(
            place.id, year
        )
    )
    rest = _by_side_key(cells)
    used = {key[0] for key in rest} | {key[4] for key in rest if key[4]}
    areas = _side(cube.side_cells(place.id, year, "area"), rest)
    labels = dict(
        connection.execute(
            "SELECT id, text FROM label WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list({cell.label for cell in cells})),),
        )
    )
    inside = nesting(connection, year)
    deep = read_deep(connection, place.id, year, inside)
    for delivery in deep.deliveries:
        used |= {delivery.agency, delivery.commissioned_by} - {0}
    agencies = _agencies(connection, place.id, used, inside)
    named = connection.execute(
        "SELECT code, name, kind FROM area WHERE code IN (SELECT value FROM json_each(?))",
        (json.dumps(list({cell.value for cell in areas} - {""})),),
    ).fetchall()
    return YearFacts(
        place=place.name,
        year=year,
        cells=cells,
        areas=areas,
        grades=_side(cube.side_cells(place.id, year, "grade"), rest),
        agencies=agencies,
        labels=labels,
        categories=categories(connection),
        maps=maps_in_force(
            connection, place.id, {(cell.agency, cell.label) for cell in cells if not cell.category}, labels
        ),
        accepted=accepted_suggestions(connection, place.id, labels),
        population=_population(connection, place.id, year),
        returns=tuple(
            Return(*row)
            for row in connection.execute(
                "SELECT agency, state, published_pence, published_source, note FROM agency_return WHERE place = "
                "? AND year = ? ORDER BY agency",
                (place.id, year),
            )
        ),
        nil_returns=_nil_returns(connection, place.id, year),
        earlier={agency: (before, pence) for agency, before, pence in cube.spent_before(place.id, year)},
        batches=_batches(connection, place.id, year),
        area_names={code: name for code, name, _ in named},
        area_kinds={code: kind for code, _, kind in named},
        area_near=near_areas(connection, _unknown_areas(areas, {code for code, _, kind in named if kind == "other"})),
        bands={
            grade: Fraction(parts, whole)
            for grade, parts, whole in connection.execute("SELECT grade, band_parts, band_whole FROM confidence_band")
        },
        outsiders=tuple((str(name), int(pence), int(lines)) for name, pence, lines in cube.unmatched(place.id, year)),
        summed=made_of.words if (made_of := sums_of(connection)) is not None else "",
        deep=deep,
        ground=read_ground(connection, place.id, base_areas(place.codes, inside), agencies, year),
    )


def _nil_returns(connection: sqlite3.Connection, place: int, year: int) -> frozenset[int]:
    """Return the agencies whose return workbook was taken in and held no line."""
    rows = connection.execute(
        "SELECT return_sheet.agency FROM return_sheet JOIN batch ON batch.sha256 = read_hash AND batch.place = "
        "return_sheet.place WHERE return_sheet.place = ? AND year = ? AND rows_imported = 0",
        (place, year),
    )
    return frozenset(agency for (agency,) in rows)


_SideKey: TypeAlias = tuple[int, str, str, str, int, bool]
"""Agency, flow, cost type, status, counterparty, internal."""


def _by_side_key(cells: tuple[Cell, ...]) -> dict[_SideKey, tuple[int, int]]:
    """Return the (pence, lines) of the cells by what they have in common with a side cube."""
    found: dict[_SideKey, tuple[int, int]] = {}
    for agency, _, _, flow, cost, status, _, other, internal, pence, lines in cells:
        key = agency, flow, cost, status, other, internal
        known_pence, known_lines = found.get(key, (0, 0))
        found[key] = known_pence + pence, known_lines + lines
    return found


def _side(cells: Iterable[Sequence[Any]], core: Mapping[_SideKey, tuple[int, int]]) -> tuple[SideCell, ...]:
    """Return the side's cells, and under an empty value what of the core cube is in none of them."""
    found = [
        SideCell(
            value,
            agency,
            FLOW_WORDS[flow],
            COST_TYPE_WORDS[cost],
            STATUS_WORDS[status],
            other,
            bool(internal),
            pence,
            size,
            lines,
        )
        for value, agency, flow, cost, status, other, internal, pence, size, lines in cells
    ]
    rest = dict(core)
    for part in found:
        key = part.agency, part.flow, part.cost_type, part.status, part.counterparty, part.internal
        pence, lines = rest[key]
        rest[key] = pence - part.pence, lines - part.lines
    return tuple(SideCell("", *key, pence, abs(pence), lines) for key, (pence, lines) in rest.items() if lines) + tuple(
        found
    )


_MOST_NEAR: Final = 5
"""Unknown areas for which the one that was probably meant is looked for."""


def _unknown_areas(areas: tuple[SideCell, ...], unknown: set[str]) -> list[str]:
    """Return the areas that most lines name and that the desk does not know."""
    lines: dict[str, int] = {}
    for cell in areas:
        if cell.value in unknown:
            lines[cell.value] = lines.get(cell.value, 0) + cell.lines
    return sorted(lines, key=lambda value: (-lines[value], value))[:_MOST_NEAR]


def _agencies(
    connection: sqlite3.Connection, place: int, used: set[int], inside: dict[str, tuple[str, ...]]
) -> dict[int, Agency]:
    areas: dict[int, list[str]] = {}
    for agency, area in connection.execute("SELECT agency, area FROM agency_area ORDER BY area"):
        areas.setdefault(agency, []).append(area)
    unknown = {code for (code,) in connection.execute("SELECT code FROM area WHERE kind = 'other'")}
    expected = {agency for (agency,) in connection.execute("SELECT agency FROM place_agency WHERE place = ?", (place,))}
    found = {}
    for agency, name, kind in connection.execute("SELECT id, name, kind FROM agency ORDER BY id"):
        if agency in expected or agency in used:
            codes = tuple(areas.get(agency, ()))
            doubtful = tuple(code for code in codes if code in unknown)
            found[agency] = Agency(agency, name, kind, codes, base_areas(codes, inside), agency in expected, doubtful)
    return found


def _population(connection: sqlite3.Connection, place: int, year: int) -> Population:
    row = connection.execute(
        "SELECT people, households, households_year, source FROM population WHERE place = ? AND year = ?", (place, year)
    ).fetchone()
    people, households, households_year, source = row or (None, None, None, "")
    return Population(people, year if people else None, households, households_year if households else None, source)


def _batches(connection: sqlite3.Connection, place: int, year: int) -> tuple[BatchFacts, ...]:
    parts: dict[int, dict[int, tuple[int, int]]] = {}
    dated: dict[int, dict[int, int]] = {}
    for batch, agency, lines, pence, months in connection.execute(
        "SELECT batch, agency, lines, sum_pence, months FROM batch_agency WHERE year = ? ORDER BY batch, agency",
        (year,),
    ):
        parts.setdefault(batch, {})[agency] = (lines, pence)
        dated.setdefault(batch, {})[agency] = months
    return tuple(
        BatchFacts(
            batch,
            file,
            sha256,
            made_at,
            control,
            total,
            bool(payments),
            parts[batch],
            dated[batch],
            kind == BATCH_KIND,
            published_in or "",
        )
        for batch, file, sha256, made_at, control, total, kind, payments, published_in in connection.execute(
            "SELECT id, file, sha256, made_at, control_total_pence, sum_pence, kind, "
            # A supplier in every line is what a list of payments has and an outturn has not.
            "EXISTS (SELECT 1 FROM batch_sheet WHERE batch_sheet.batch = batch.id AND layout ->> "
            "'$.columns.supplier' IS NOT NULL), "
            "(SELECT max(source) FROM batch_sheet WHERE batch = batch.id AND batch.apportionment IS NOT NULL) "
            "FROM batch WHERE place = ? ORDER BY id",
            (place,),
        )
        if batch in parts
    )


def open_reject_count(connection: sqlite3.Connection, batches: Iterable[int]) -> int:
    """Return how many rows of these batches are still rejected."""
    return sum(
        connection.execute(
            "SELECT count(*) FROM (SELECT DISTINCT batch_sheet, row FROM reject WHERE settled_by IS NULL AND "
            "batch_sheet IN (SELECT id FROM batch_sheet WHERE batch = ?))",
            (batch,),
        ).fetchone()[0]
        for batch in batches
    )


def years_of(connection: sqlite3.Connection, place: int) -> list[int]:
    """Return the start years in which the place has lines, newest first."""
    return [
        year
        for (year,) in connection.execute("SELECT DISTINCT year FROM cube WHERE place = ? ORDER BY year DESC", (place,))
    ]


def default_year(connection: sqlite3.Connection, place: Place) -> int:
    """Return the place's only year with lines. Raises UsageProblem where there is none or more than one."""
    years = years_of(connection, place.id)
    if len(years) == 1:
        return years[0]
    if not years:
        raise UsageProblem(
            f"'{place.name}' has no spend lines yet, so there is no year to show. Import a file first, or name a year."
        )
    raise UsageProblem(f"'{place.name}' has lines in several years ({', '.join(map(year_text, years))}). Say which.")
