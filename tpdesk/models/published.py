"""What the desk holds of the organisations that the published figures name, and of these figures themselves."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from fractions import Fraction

from tpdesk.domain.codes import BATCH_KIND, BENEFITS
from tpdesk.domain.facts import BY_PEOPLE, PLACE_ONLY
from tpdesk.models import cube
from tpdesk.models.wider import set_counted


def read_bands(connection: sqlite3.Connection) -> dict[int, Fraction]:
    """Return confidence grade -> its error band."""
    return {
        grade: Fraction(parts, whole)
        for grade, parts, whole in connection.execute("SELECT grade, band_parts, band_whole FROM confidence_band")
    }


def agencies_with_lines(connection: sqlite3.Connection, place: int, year: int) -> frozenset[int]:
    """Return the agencies that have lines in the place and year, published figures or their own."""
    found = connection.execute("SELECT DISTINCT agency FROM cube WHERE place = ? AND year = ?", (place, year))
    return frozenset(agency for (agency,) in found)


def bodies_by_area(connection: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """Return (kind, code of the one area that it covers) -> agency, where only one agency is both."""
    found: dict[tuple[str, str], list[int]] = {}
    for agency, kind, area in connection.execute(
        "SELECT agency.id, kind, min(area) FROM agency JOIN agency_area ON agency = agency.id WHERE kind IS NOT NULL "
        "GROUP BY agency.id HAVING count(*) = 1 ORDER BY agency.id"
    ):
        found.setdefault((kind, area), []).append(agency)
    return {key: agencies[0] for key, agencies in found.items() if len(agencies) == 1}


def default_controls(connection: sqlite3.Connection) -> dict[str, str]:
    """Return kind of agency -> who decides on its money."""
    return dict(connection.execute("SELECT kind, control FROM agency_kind"))


def has_areas(connection: sqlite3.Connection, agency: int) -> bool:
    """Say whether any area is recorded that the agency covers."""
    return connection.execute("SELECT 1 FROM agency_area WHERE agency = ?", (agency,)).fetchone() is not None


def has_people(connection: sqlite3.Connection, place: int, year: int) -> bool:
    """Say whether people or households of the place are held for the year."""
    found = connection.execute("SELECT 1 FROM population WHERE place = ? AND year = ?", (place, year)).fetchone()
    return found is not None


@dataclass(frozen=True, slots=True)
class PublishedHeld:
    """Published figures of an agency that stand in for its return."""

    batch: int
    agency: int
    year: int
    name: str
    lines: int
    pence: int
    labels: tuple[str, ...]
    """What they are of, the largest first."""

    is_wider: bool
    """Whether it is a local body that covers more than the place, of which the place's own part is held."""


def published_held(connection: sqlite3.Connection, place: int, agency: int, year: int) -> PublishedHeld | None:
    """Return the published figures that stand in for the agency's return; None where there are none."""
    row = connection.execute(
        "SELECT batch.id, agency.name FROM batch JOIN batch_agency ON batch = batch.id JOIN agency ON "
        "agency.id = agency WHERE place = ? AND agency = ? AND year = ? AND batch.kind = ?",
        (place, agency, year, BATCH_KIND),
    ).fetchone()
    if row is None:
        return None
    labels = connection.execute(
        "SELECT label.text, sum(amount_pence), count(*) FROM spend JOIN label ON label.id = label JOIN batch_sheet ON "
        "batch_sheet.id = batch_sheet WHERE batch = ? GROUP BY label.id ORDER BY 2 DESC",
        (row[0],),
    ).fetchall()
    lines, pence = sum(number for _, _, number in labels), sum(part for _, part, _ in labels)
    wider = connection.execute(
        "SELECT 1 FROM place_agency JOIN agency ON agency.id = agency WHERE place = ? AND agency = ? AND counted = ? "
        "AND kind NOT IN ('central-department', 'arms-length', 'not-itemised')",
        (place, agency, PLACE_ONLY),
    ).fetchone()
    titles = tuple(text for text, _, _ in labels)
    return PublishedHeld(row[0], agency, year, row[1], lines, pence, titles, wider is not None)


def replace_published(connection: sqlite3.Connection, place: int, held: PublishedHeld) -> None:
    """Remove the published figures of an agency, since its own return comes; a local body that covers more than the
    place is counted by people from now on, as its return is of all of it. Inside `Desk.writing()`."""
    sheets = "batch_sheet IN (SELECT id FROM batch_sheet WHERE batch = ?)"
    cube.take_lines(connection, sheets, (held.batch,))
    # Imports write without foreign keys: what hangs on the batch goes by name.
    for sql in (f"spend WHERE {sheets}", "batch_sheet WHERE batch = ?", "batch_agency WHERE batch = ?"):
        connection.execute(f"DELETE FROM {sql}", (held.batch,))
    connection.execute("DELETE FROM batch WHERE id = ?", (held.batch,))
    if held.is_wider:
        set_counted(connection, place, held.agency, BY_PEOPLE)


def lines_of_label(connection: sqlite3.Connection, batch: int) -> dict[str, tuple[list[int], int]]:
    """Return label -> (numbers of its lines, their sum) of a batch."""
    found: dict[str, tuple[list[int], int]] = {}
    for line, text, pence in connection.execute(
        "SELECT spend.id, label.text, amount_pence FROM spend JOIN label ON label.id = label JOIN batch_sheet ON "
        "batch_sheet.id = batch_sheet WHERE batch = ? AND flow = 1 ORDER BY spend.id",
        (batch,),
    ):
        numbers, whole = found.get(text, ([], 0))
        found[text] = ([*numbers, line], whole + pence)
    return found


def batches_of_kind(connection: sqlite3.Connection, place: int, agency: int, year: int, kind: str) -> list[int]:
    """Return the batches of a kind that hold lines of an agency in a place and year."""
    rows = connection.execute(
        "SELECT batch.id FROM batch JOIN batch_agency ON batch = batch.id WHERE place = ? AND agency = ? AND year = ? "
        "AND batch.kind = ? ORDER BY batch.id",
        (place, agency, year, kind),
    )
    return [batch for (batch,) in rows]


def years_of_own_part(connection: sqlite3.Connection, place: int, agency: int) -> list[int]:
    """Return the years of which published figures, cut to the place already, are held of an agency."""
    rows = connection.execute(
        "SELECT DISTINCT year FROM batch JOIN batch_agency ON batch = batch.id WHERE place = ? AND agency = ? AND "
        "batch.kind IN (?, ?) ORDER BY year",
        (place, agency, BATCH_KIND, BENEFITS),
    )
    return [year for (year,) in rows]
