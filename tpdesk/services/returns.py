"""The bodies of a place in one year: how far their returns are, and their totals against ours."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.calc.missing import MissingMonths, missing_months
from tpdesk.calc.trust import days_late, due_words, reconcile
from tpdesk.calc.wider import body_words, wider_body
from tpdesk.domain.codes import RETURN_STATES
from tpdesk.domain.facts import NOT_ITEMISED
from tpdesk.domain.record_kind import Record
from tpdesk.domain.results.basis import ReconciliationRow
from tpdesk.domain.results.count import WiderBody
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import (
    AgencyRecord,
    ReturnRecord,
    find_agency,
    list_agencies,
    list_kinds,
    read_returns,
    years_with_returns,
)
from tpdesk.models.area import AreaRecord, list_areas
from tpdesk.models.connection import spoken
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.file_writing import write_csv
from tpdesk.models.log.history import now
from tpdesk.models.place import Place, bodies_of
from tpdesk.models.return_sheet import SentSheet, open_questions_of_place, sheets_of_place
from tpdesk.models.sensitive import people_warnings
from tpdesk.services.figures import facts_of, place_of
from tpdesk.services.files import result_file
from tpdesk.services.places import keep_return
from tpdesk.services.records import list_records
from tpdesk.text import csv_safe
from tpdesk.units import plain_pounds


@dataclass(frozen=True, slots=True)
class BodyFile:
    """A file that brought lines of a body for the place and year."""

    batch: int
    file: str
    made_at: str
    """When it was taken in: ISO 8601 UTC."""

    lines: int
    """Its lines of this body, place and year."""

    pence: int
    """Their signed sum."""

    control_pence: int | None
    """The total typed in for the whole file, if any."""

    batch_pence: int
    """The signed sum of the whole file."""

    shared: bool
    """Whether it brought other bodies' lines too, so that its control total says nothing of this one."""


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One agency, as far as this place and year are concerned."""

    agency: AgencyRecord
    kind_title: str
    """Its kind in words, or empty."""

    in_place: bool
    """Whether it is expected in the place's count."""

    is_one_body: bool
    """Whether it is one body, and no line that stands for several."""

    role: str
    """What it does there."""

    returned: ReturnRecord
    """Its return; one that says nothing where nothing is kept."""

    due: str
    """`12 days late`, `due in 3 days`, or empty."""

    late: bool
    """Whether it is overdue."""

    lines: int
    """Its lines of this place and year."""

    money: ReconciliationRow | None
    """Its total against its own; None where it has neither lines nor a published total."""

    files: tuple[BodyFile, ...]

    days_late: int | None = None
    """Days since it was due, below zero where there are days left; None where nothing is waited for."""

    sheets: tuple[SentSheet, ...] = ()
    """The versions of its return workbook, the latest first."""

    open_questions: int = 0
    """Questions on its return that it has not answered."""

    wider: WiderBody | None = None
    """What of it counts, where it covers more than the place or is not counted whole."""

    wider_words: str = ""
    """That, in a sentence or two."""

    missing_months: MissingMonths | None = None
    """The months that its payments leave out."""

    @property
    def lateness(self) -> int | None:
        """Return the days that the return is late, or came late; None where it has no due date."""
        told, late = self.returned, self.days_late
        if late is None and told.due_on and told.received_on:
            # A day that cannot be read is as if it were not there.
            with contextlib.suppress(ValueError):
                late = (dt.date.fromisoformat(told.received_on) - dt.date.fromisoformat(told.due_on)).days
        return max(late, 0) if late is not None else None


@dataclass(frozen=True, slots=True)
class BodiesRead:
    """All agencies of the desk, by name, for one place and year."""

    place: Place
    year: int
    """The financial year's start year."""

    years: tuple[int, ...]
    """Years to choose from, the newest first: those with money or returns, this financial year, and the one before."""

    rows: tuple[BodyRow, ...]
    areas: Mapping[str, AreaRecord]
    """Code -> area, of those that any agency covers."""

    kinds: tuple[tuple[str, str, str], ...]
    """(slug, title, other words with `;` between) of every kind of agency."""


def today() -> dt.date:
    """Return the day by the clock; TPDESK_NOW stands in for it where a run must be repeatable."""
    return dt.datetime.fromisoformat(now()).astimezone().date()


def this_year() -> int:
    """Return the start year of the financial year by the clock."""
    day = today()
    return day.year if day.month >= 4 else day.year - 1


def read_bodies(path: Path, place: int, year: int | None) -> BodiesRead:
    """Return the agencies of the desk as they stand for a place and year (None: the latest with money or returns).
    Raises DeskFileProblem, Locked, UsageProblem."""
    with open_desk(path, read_only=True) as desk, spoken(path):
        return bodies(desk, place_of(desk, place), year)


@dataclass(frozen=True, slots=True)
class AgencyRegister:
    """All that the register of agencies shows for a place and year."""

    bodies: BodiesRead
    records: tuple[Record, ...]
    """The agencies of the desk as records, in no order."""

    areas: tuple[AreaRecord, ...]
    """Those that an agency may cover."""


def read_register(desk: Desk, place: int, year: int | None) -> AgencyRegister:
    """Return the agencies of the desk for the place with that id and a year (None: the latest with money or returns).
    Raises UsageProblem."""
    found = bodies(desk, place_of(desk, place), year)
    return AgencyRegister(found, list_records(desk, "agency"), tuple(list_areas(desk.connection)))


def bodies(desk: Desk, place: Place, year: int | None) -> BodiesRead:
    """Return the agencies of the desk as they stand for a place and year (None: the latest with money or returns)."""
    held, day, present = desk.connection, today(), this_year()
    returned = years_with_returns(held, place.id)
    known = sorted({*place.years, *returned}, reverse=True)
    at = year if year is not None else (known[0] if known else present)
    facts = facts_of(desk, place, at)
    money = {row.agency: row for row in reconcile(facts)}
    lines: dict[int, int] = {}
    for cell in facts.held_cells:
        lines[cell.agency] = lines.get(cell.agency, 0) + cell.lines
    files: dict[int, list[BodyFile]] = {}
    for batch in facts.batches:
        for agency, (count, pence) in batch.parts.items():
            files.setdefault(agency, []).append(
                BodyFile(
                    batch.id,
                    batch.file,
                    batch.made_at,
                    count,
                    pence,
                    batch.control_total_pence,
                    batch.batch_sum_pence,
                    len(batch.parts) > 1,
                )
            )
    returns = read_returns(held, place.id, at)
    roles = {body.id: body.role for body in bodies_of(held, place.id)}
    kinds = list_kinds(held)
    titles = {slug: title for slug, title, _ in kinds}
    gaps = {item.agency: item for item in missing_months(facts)}
    wider = {number: wider_body(facts, number) for number in facts.ground.wider if number in facts.agencies}
    sheets, questions = sheets_of_place(held, place.id, at), open_questions_of_place(held, place.id, at)
    rows = []
    for record in list_agencies(held):
        body = wider.get(record.id)
        told = returns.get(record.id, ReturnRecord(record.id))
        late = days_late(told.state, told.due_on, day)
        rows.append(
            BodyRow(
                record, titles.get(record.kind or "", ""), record.id in roles, record.kind != NOT_ITEMISED,
                roles.get(record.id, ""), told, due_words(told.state, told.due_on, day),
                late is not None and late > 0, lines.get(record.id, 0), money.get(record.name),
                tuple(files.get(record.id, ())), late, tuple(sheets.get(record.id, ())), questions.get(record.id, 0),
                body,
                body_words(body, place.name) if body is not None else "", gaps.get(record.name),
            )
        )  # fmt: skip
    covered = {code for row in rows for code in row.agency.areas}
    areas = {area.code: area for area in list_areas(held) if area.code in covered}
    years = tuple(sorted({*known, present, present - 1, at}, reverse=True))
    return BodiesRead(place, at, years, tuple(rows), areas, kinds)


TRACKED: Final = (
    "organisation", "state", "sent", "version", "versions", "due", "days late", "chased", "received", "open questions",
    "next action", "published total", "ours",
)  # fmt: skip
"""The columns of the tracker as a file."""


def write_tracker(read: BodiesRead, target: Path, *, replace: bool = False) -> int:
    """Write how far each return of a place and year is, one a row, and return how many.
    Raises Locked, UsageProblem."""
    rows = [_tracked(row) for row in read.rows if row.in_place and row.is_one_body]
    with result_file(target, replace=replace):
        write_csv(target, [TRACKED, *rows])
    return len(rows)


def _tracked(row: BodyRow) -> list[object]:
    told, latest = row.returned, row.sheets[0] if row.sheets else None
    ours = row.money.counted_pence if row.money is not None and row.lines else None
    return [
        csv_safe(row.agency.name), told.state, latest.sent_on if latest else told.requested_on,
        latest.version if latest else "", len(row.sheets) or "", told.due_on,
        row.lateness if row.lateness is not None else "", told.chased_on, told.received_on,
        row.open_questions, csv_safe(told.next_action),
        plain_pounds(told.published_pence) if told.published_pence is not None else "",
        plain_pounds(ours) if ours is not None else "",
    ]  # fmt: skip


def agency_of(desk: Desk, agency: int) -> AgencyRecord:
    """Return the agency with that id, whatever it is called by now. Raises UsageProblem where it has gone."""
    found = next((one for one in list_agencies(desk.connection) if one.id == agency), None)
    if found is None:
        raise UsageProblem(
            "This organisation is no longer on the desk. What you typed is kept; press u to undo its removal.",
            title="The organisation has gone"
        )  # fmt: skip
    return found


def role_of(desk: Desk, agency: int, place: int) -> str:
    """Return what the agency does in the place, in the officer's words; empty where nobody said."""
    return next((body.role for body in bodies_of(desk.connection, place) if body.id == agency), "")


def return_of(desk: Desk, agency: int, place: int, year: int) -> ReturnRecord:
    """Return the agency's return for a place and year; one that says nothing where nothing is kept."""
    return read_returns(desk.connection, place, year).get(agency, ReturnRecord(agency))


def save_return(
    desk: Desk, agency: str, place: int, year: int, changes: Mapping[str, str | int | None]
) -> tuple[str, ...]:
    """Write what is said of a return; return warnings of people in its texts. Raises UsageProblem."""
    with desk.writing() as connection:
        keep_return(connection, find_agency(connection, agency), place_of(desk, place), year, changes)
    texts = {"next action": "next_action", "source": "published_source", "note": "note"}
    return people_warnings(**{title: str(changes[name]) for title, name in texts.items() if name in changes})


def move_return(desk: Desk, agency: str, place: int, year: int, step: int) -> str:
    """Move a return on to the next state (1) or back (-1), and return it;
    asked for and received today, where no day is set. Raises UsageProblem at the ends."""
    with desk.writing() as connection:
        found, where = find_agency(connection, agency), place_of(desk, place)
        told = read_returns(connection, place, year).get(found.id, ReturnRecord(found.id))
        at = RETURN_STATES.index(told.state) + step
        if not 0 <= at < len(RETURN_STATES):
            end = "signed off already" if step > 0 else "expected already, and that is the first state"
            raise UsageProblem(f"The return of '{found.name}' is {end}.")
        changes: dict[str, str | int | None] = {"state": RETURN_STATES[at]}
        day = {"requested": "requested_on", "received": "received_on"}.get(RETURN_STATES[at])
        if step > 0 and day is not None and not getattr(told, day):
            changes[day] = today().isoformat()
        keep_return(connection, found, where, year, changes)
    return RETURN_STATES[at]
