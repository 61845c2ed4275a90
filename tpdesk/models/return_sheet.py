"""Return workbooks as the desk remembers them: what was sent, what the lists and the prefilled rows hold."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.codes import CONTROL_WORDS, COST_TYPE_WORDS, FLOW_WORDS, STATUS_WORDS, STATUSES
from tpdesk.domain.return_form import FIXED_LISTS, MOST_PREFILLED, PrefillRow
from tpdesk.models.connection import get_setting, set_setting
from tpdesk.text import clean

DESK_KEY: Final = "desk_id"
"""The setting that holds what no other desk is called: workbooks that were sent name it."""


@dataclass(frozen=True, slots=True)
class SentSheet:
    """One version of an organisation's return workbook, as it was sent."""

    id: int
    version: int
    sent_on: str
    """ISO 8601 day."""

    prefill_hash: str
    """What stands for the workbook: the SHA-256 of its manifest, what it prefills among it."""

    read_on: str
    """The day on which a file of this version was taken in, or empty."""

    read_hash: str
    """The SHA-256 of that file, or empty."""


def desk_id(connection: sqlite3.Connection) -> str | None:
    """Return what the desk is called in the workbooks that it sends; None where it has sent none."""
    return get_setting(connection, DESK_KEY)


def make_desk_id(connection: sqlite3.Connection) -> None:
    """Give the desk a name of its own. Inside `Desk.unlogged()`: no undo takes it away again."""
    set_setting(connection, DESK_KEY, secrets.token_hex(12))


def sent_sheets(connection: sqlite3.Connection, place: int, agency: int, year: int) -> list[SentSheet]:
    """Return the versions that an organisation was sent for a place and year, the latest first."""
    rows = connection.execute(
        "SELECT id, version, sent_on, prefill_hash, read_on, read_hash FROM return_sheet WHERE place = ? "
        "AND agency = ? AND year = ? ORDER BY version DESC",
        (place, agency, year),
    )
    return [SentSheet(*row) for row in rows]


def sheet_of_manifest(connection: sqlite3.Connection, mark: str) -> tuple[int, int, int, SentSheet] | None:
    """Return (place, agency, year, sheet) of the workbook with that manifest; None where the desk knows of none."""
    row = connection.execute(
        "SELECT place, agency, year, id, version, sent_on, prefill_hash, read_on, read_hash FROM return_sheet WHERE "
        "prefill_hash = ? ORDER BY id DESC",
        (mark,),
    ).fetchone()
    return (row[0], row[1], row[2], SentSheet(*row[3:])) if row else None


def sheets_of_place(connection: sqlite3.Connection, place: int, year: int) -> dict[int, list[SentSheet]]:
    """Return agency -> the versions that it was sent for a place and year, the latest first."""
    found: dict[int, list[SentSheet]] = {}
    for agency, *sheet in connection.execute(
        "SELECT agency, id, version, sent_on, prefill_hash, read_on, read_hash FROM return_sheet WHERE place = ? AND "
        "year = ? ORDER BY version DESC",
        (place, year),
    ):
        found.setdefault(agency, []).append(SentSheet(*sheet))
    return found


def open_questions_of_place(connection: sqlite3.Connection, place: int, year: int) -> dict[int, int]:
    """Return agency -> how many questions on its return are open."""
    rows = connection.execute(
        "SELECT agency, count(*) FROM return_question WHERE place = ? AND year = ? AND state = 'open' GROUP BY agency",
        (place, year),
    )
    return dict(rows.fetchall())


def versions_by_file(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the SHA-256 of a file that came back -> the version that it is of."""
    return dict(connection.execute("SELECT read_hash, version FROM return_sheet WHERE read_hash <> ''").fetchall())


def later_year_sent(connection: sqlite3.Connection, place: int, agency: int, year: int) -> int | None:
    """Return the latest year after `year` for which the organisation was sent a workbook; None where there is none."""
    found = connection.execute(
        "SELECT max(year) FROM return_sheet WHERE place = ? AND agency = ? AND year > ?", (place, agency, year)
    ).fetchone()[0]
    return int(found) if found is not None else None


def note_sent(connection: sqlite3.Connection, place: int, agency: int, year: int, told: Mapping[str, object]) -> None:
    """Remember that a version was written. Inside `Desk.writing()`."""
    columns = {"place": place, "agency": agency, "year": year, **told}
    names = ", ".join(columns)
    marks = ", ".join("?" * len(columns))
    connection.execute(f"INSERT INTO return_sheet ({names}) VALUES ({marks})", tuple(columns.values()))


def note_read(connection: sqlite3.Connection, sheet: int, day: str, file: str, sha256: str) -> None:
    """Remember which file of a version was taken in, and when. Inside `Desk.writing()`."""
    connection.execute(
        "UPDATE return_sheet SET read_on = ?, read_file = ?, read_hash = ? WHERE id = ?",
        (day, clean(file), sha256, sheet),
    )


def lists_of(connection: sqlite3.Connection, place: int, agency: int) -> dict[str, tuple[str, ...]]:
    """Return key of a list -> what may be chosen in the workbook of an organisation of a place."""
    categories = connection.execute("SELECT code, title FROM category WHERE level > 1 AND NOT balancing ORDER BY code")
    bodies = connection.execute(
        "SELECT name FROM agency JOIN place_agency ON agency = id WHERE place = ? AND id <> ? ORDER BY folded",
        (place, agency),
    )
    areas = connection.execute(
        "SELECT code, name FROM area WHERE code IN (SELECT area FROM place_area WHERE place = ?1) OR code IN (SELECT "
        "inner_area FROM area_nesting JOIN place_area ON area = outer_area WHERE place = ?1) ORDER BY name",
        (place,),
    )
    streams = connection.execute("SELECT name FROM funding_stream ORDER BY folded")
    return {
        **FIXED_LISTS,
        "category": tuple(f"{code} {title}" for code, title in categories),
        "agency": tuple(name for (name,) in bodies),
        "area": tuple(f"{code} {name}" for code, name in areas),
        "stream": tuple(name for (name,) in streams),
    }


_PREFILL: Final = """
SELECT label.text, coalesce(spend.category, ''), flow, cost_type, coalesce(payee.name, CASE WHEN flow = 1 THEN outsider.name END, ''),
  coalesce(payer.name, CASE WHEN flow = 2 THEN outsider.name END, ''), control, coalesce(funding_stream.name, ''), coalesce(spend.area, ''),
  coalesce(spend.grade, ''), sum(amount_pence)
FROM spend JOIN label ON label.id = label
  LEFT JOIN agency AS payee ON payee.id = transfer_to LEFT JOIN agency AS payer ON payer.id = transfer_from
  LEFT JOIN outsider ON outsider.id = outsider LEFT JOIN funding_stream ON funding_stream.id = funding_stream
WHERE spend.place = ? AND spend.agency = ? AND spend.year = ? AND status <> ? AND NOT internal
GROUP BY spend.label, spend.category, flow, cost_type, transfer_to, transfer_from, outsider, control, funding_stream, spend.area, spend.grade
ORDER BY min(spend.id)
"""  # noqa: E501


def prefill_of(
    connection: sqlite3.Connection, place: int, agency: int, year: int, lists: Mapping[str, tuple[str, ...]]
) -> tuple[PrefillRow, ...]:
    """Return the rows that an organisation's workbook shows of a year's lines, in their order; where there are more
    than `MOST_PREFILLED`, the largest. Lines without a label, and shares of wider spend, are left out."""
    named = {text.partition(" ")[0]: text for text in (*lists["category"], *lists["area"])}
    rows = connection.execute(_PREFILL, (place, agency, year, STATUSES["apportioned"])).fetchall()
    kept = sorted(sorted(rows, key=lambda row: -abs(row[-1]))[:MOST_PREFILLED], key=rows.index)
    return tuple(
        (
            label, "", str(pence), named.get(category, category), FLOW_WORDS[flow], COST_TYPE_WORDS[cost],
            STATUS_WORDS[1], payee, payer, CONTROL_WORDS[control] if control else "", stream, named.get(area, area),
            str(grade), "",
        )
        for label, category, flow, cost, payee, payer, control, stream, area, grade, pence in kept
    )  # fmt: skip
