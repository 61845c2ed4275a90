"""Two agencies that are one: everything that names the one is made to name the other."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.codes import RETURN_STATES
from tpdesk.domain.field_types import AGENCY
from tpdesk.domain.kinds import AGENCY_KIND
from tpdesk.errors import UsageProblem
from tpdesk.models import cube
from tpdesk.models.agency import AgencyRecord, ReturnRecord
from tpdesk.models.place_fact import write_return
from tpdesk.models.records import store
from tpdesk.models.records.dependents import references

_MOVED: Final = (
    "agency_alias", "agency_area", "place_agency", "agency_return", "label_map", "batch_agency", "import_profile",
    "spend", "spend_tag",
)  # fmt: skip


def tables_moved() -> frozenset[str]:
    """Return every table that refers to an agency: a test holds this against the schema."""
    return frozenset({*_MOVED, *(field.many or kind.table for kind, field in references(AGENCY))})


@dataclass(frozen=True, slots=True)
class AgencyMerge:
    """What the merge of two agencies moves, or would move."""

    gone: str
    """The one that goes; its name becomes an alias of the other."""

    into: str
    """The one that stays."""

    lines: int
    """Spend lines of the one that goes."""

    pence: int
    """Their signed sum."""

    transfers: int
    """Lines of others that are transfers with the one that goes."""

    between: int
    """Lines that are transfers between the two: money within one body is an internal recharge from then on."""

    maps_dropped: int
    """Labels that both have a map of their own for: that of the one that stays wins."""

    areas_added: tuple[str, ...]
    """Codes that the one that stays covers from then on too."""


def what_would_move(connection: sqlite3.Connection, gone: AgencyRecord, into: AgencyRecord) -> AgencyMerge:
    """Return what the merge moves; nothing is changed. Raises UsageProblem where the two are one already."""
    if gone.id == into.id:
        raise UsageProblem(f"'{gone.name}' and '{into.name}' are one organisation already. Name two.")
    lines, pence = connection.execute(
        "SELECT coalesce(sum(lines), 0), coalesce(sum(pence), 0) FROM cube WHERE agency = ?", (gone.id,)
    ).fetchone()
    both = (gone.id, into.id)
    transfers = connection.execute(
        "SELECT coalesce(sum(lines), 0) FROM cube WHERE counterparty = ? AND agency NOT IN (?, ?)", (gone.id, *both)
    ).fetchone()[0]
    between = connection.execute(
        "SELECT coalesce(sum(lines), 0) FROM cube WHERE agency IN (?1, ?2) AND counterparty IN (?1, ?2)", both
    ).fetchone()[0]
    dropped = connection.execute(
        "SELECT count(*) FROM (SELECT place, folded, origin FROM label_map WHERE agency = ? INTERSECT "
        "SELECT place, folded, origin FROM label_map WHERE agency = ?)",
        both,
    ).fetchone()[0]
    areas = tuple(code for code in gone.areas if code not in into.areas)
    return AgencyMerge(gone.name, into.name, lines, pence, transfers, between, dropped, areas)


def merge(connection: sqlite3.Connection, gone: AgencyRecord, into: AgencyRecord) -> AgencyMerge:
    """Move all that `gone` has to `into`, and delete it; return what was moved. Raises UsageProblem.
    Inside `Desk.writing()`.

    The lines stay as they came with their files: what their bodies are called is no edit of them.
    """
    told = what_would_move(connection, gone, into)
    _move_lines(connection, gone.id, into.id)
    _move_returns(connection, gone.id, into)
    connection.execute(
        "DELETE FROM label_map WHERE agency = ?1 AND EXISTS (SELECT 1 FROM label_map AS kept WHERE kept.agency = ?2 "
        "AND kept.place IS label_map.place AND kept.folded = label_map.folded AND kept.origin = label_map.origin)",
        (gone.id, into.id),
    )
    connection.execute("UPDATE label_map SET agency = ? WHERE agency = ?", (into.id, gone.id))
    connection.execute("UPDATE import_profile SET agency = ? WHERE agency = ?", (into.id, gone.id))
    connection.execute(
        "INSERT INTO place_agency (place, agency, role, counted) SELECT place, ?2, role, counted FROM place_agency "
        "WHERE agency = ?1 ON CONFLICT DO UPDATE SET role = CASE WHEN role = '' THEN excluded.role ELSE role END",
        (gone.id, into.id),
    )
    connection.execute(
        "INSERT OR IGNORE INTO agency_area (agency, area) SELECT ?2, area FROM agency_area WHERE agency = ?1",
        (gone.id, into.id),
    )
    _move_dives(connection, gone.id, into.id)
    connection.execute("DELETE FROM agency WHERE id = ?", (gone.id,))
    typed: dict[str, str | tuple[str, ...]] = {"aliases": (*into.aliases, gone.name, *gone.aliases)}
    if into.kind is None and gone.kind is not None:
        typed["kind"] = gone.kind
    if gone.note and gone.note != into.note:
        typed["note"] = " ".join(note for note in (into.note, gone.note) if note)
    store.change(connection, AGENCY_KIND, into.id, typed)
    return told


def _move_lines(connection: sqlite3.Connection, gone: int, into: int) -> None:
    where = "agency = ?1 OR transfer_to = ?1 OR transfer_from = ?1"
    connection.execute("CREATE TEMP TABLE merged_line AS SELECT id FROM spend WHERE " + where, (gone,))
    chosen = "id IN (SELECT id FROM temp.merged_line)"
    cube.take_lines(connection, chosen)
    connection.execute(
        "UPDATE spend SET agency = CASE WHEN agency = ?1 THEN ?2 ELSE agency END, transfer_to = CASE WHEN "
        "transfer_to = ?1 THEN ?2 ELSE transfer_to END, transfer_from = CASE WHEN transfer_from = ?1 THEN ?2 ELSE "
        f"transfer_from END WHERE {chosen}",
        (gone, into),
    )
    # A body cannot pay itself: that would be taken off as a transfer up to its own spend, instead of as
    # the recharge that it is.
    connection.execute(
        f"UPDATE spend SET internal = 1, transfer_to = NULL, transfer_from = NULL WHERE {chosen} AND agency IN "
        "(transfer_to, transfer_from)"
    )
    cube.add_lines(connection, chosen)
    connection.execute("DROP TABLE temp.merged_line")
    connection.execute(
        "INSERT INTO batch_agency (batch, agency, year, lines, sum_pence, first_date, last_date, months) SELECT "
        "batch, ?2, year, lines, sum_pence, first_date, last_date, months FROM batch_agency WHERE agency = ?1 ON "
        "CONFLICT DO UPDATE SET lines = lines + excluded.lines, sum_pence = sum_pence + excluded.sum_pence, "
        "first_date = coalesce(min(first_date, excluded.first_date), first_date, excluded.first_date), last_date = "
        "coalesce(max(last_date, excluded.last_date), last_date, excluded.last_date), months = months | "
        "excluded.months",
        (gone, into),
    )
    connection.execute("DELETE FROM batch_agency WHERE agency = ?", (gone,))


def _move_dives(connection: sqlite3.Connection, gone: int, into: int) -> None:
    """Let the records of deep dives name the one that stays; of two rules for the same spend its own wins."""
    for kind, field in references(AGENCY):
        if field.many:
            connection.execute(
                f"INSERT OR IGNORE INTO {field.many} ({kind.table}, {field.one}) SELECT {kind.table}, ?2 FROM "
                f"{field.many} WHERE {field.one} = ?1",
                (gone, into),
            )
            connection.execute(f"DELETE FROM {field.many} WHERE {field.one} = ?", (gone,))
        else:
            connection.execute(
                f"UPDATE OR IGNORE {kind.table} SET {field.stored} = ?2 WHERE {field.stored} = ?1", (gone, into)
            )
    # A body commissions nothing from itself.
    connection.execute("UPDATE delivery SET commissioned_by = NULL WHERE commissioned_by = agency")
    connection.execute(
        "DELETE FROM spend_tag WHERE agency = ?1 AND EXISTS (SELECT 1 FROM spend_tag AS kept WHERE kept.agency = ?2 "
        "AND kept.dive = spend_tag.dive AND kept.category IS spend_tag.category AND kept.label = spend_tag.label)",
        (gone, into),
    )
    connection.execute("UPDATE spend_tag SET agency = ?2 WHERE agency = ?1", (gone, into))


def _move_returns(connection: sqlite3.Connection, gone: int, into: AgencyRecord) -> None:
    """Let each return of the one that goes stand for the other too:
    where both have one, the further state and what only one of them says."""
    names = tuple(name for name in ReturnRecord.__dataclass_fields__ if name != "agency")
    listed = ", ".join(f"agency_return.{name}" for name in names)
    rows = connection.execute(
        f"SELECT place, place.name, year, {listed} FROM agency_return JOIN place ON place.id = place WHERE agency = ?",
        (gone,),
    ).fetchall()
    for place, place_name, year, *theirs in rows:
        mine = connection.execute(
            f"SELECT {listed} FROM agency_return WHERE place = ? AND agency = ? AND year = ?", (place, into.id, year)
        ).fetchone()
        values = (
            [kept if kept not in (None, "") else other for kept, other in zip(mine, theirs, strict=True)]
            if mine
            else theirs
        )
        if mine:
            values[0] = max(mine[0], theirs[0], key=RETURN_STATES.index)
        write_return(connection, place_name, into.name, year, dict(zip(names, values, strict=True)))
