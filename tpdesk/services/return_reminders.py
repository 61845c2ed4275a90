"""Letters that ask again for returns which have not come: for one organisation, or for each that is overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk.calc.trust import days_late
from tpdesk.domain.facts import NOT_ITEMISED
from tpdesk.domain.kinds import RETURN
from tpdesk.domain.return_form import CONTACT, ReturnReminder
from tpdesk.errors import UsageProblem
from tpdesk.models import return_sheet
from tpdesk.models.agency import AgencyRecord, ReturnRecord, find_agency, list_agencies, read_returns
from tpdesk.models.desk import Desk
from tpdesk.models.file_writing import write_file
from tpdesk.models.log.history import note_act, now
from tpdesk.models.own.written_files import remember_written
from tpdesk.models.place import Place
from tpdesk.models.place_fact import write_return
from tpdesk.models.sensitive import people_warnings
from tpdesk.services.figures import place_for, year_start
from tpdesk.services.files import must_be_free, must_be_writable
from tpdesk.services.return_answers import days_chased
from tpdesk.services.return_contacts import addressee
from tpdesk.services.returns import today
from tpdesk.text import clean, counted, file_name
from tpdesk.units import day_words, year_text

if TYPE_CHECKING:
    import sqlite3

SUFFIX: Final = ".docx"

MORE_DAYS: Final = 14
"""Days to reply from today, where no day is given and the return is due."""


@dataclass(frozen=True, slots=True)
class RemindRequest:
    """What is asked of reminders that are to be written."""

    year: str
    """The financial year of the returns, as typed."""

    place: str | None = None
    reply_by: str = ""
    """By when, as typed; empty for the due date, or for two weeks from today where that is past."""

    contact: str = CONTACT
    """Whom to ask, as a role."""

    force: bool = False
    """Replace files that are there."""


@dataclass(frozen=True, slots=True)
class SentReminder:
    """One reminder that was written."""

    agency: str
    file: Path
    reply_by: str
    """ISO 8601 day."""

    days_late: int
    """Days since the return was due; 0 where it is not due yet, or has no due date."""

    chased_on: tuple[str, ...]
    """The days on which the return was chased, this one among them."""


@dataclass(frozen=True, slots=True)
class SentReminders:
    """Reminders that were written in one act."""

    place: str
    year: int
    sent: tuple[SentReminder, ...]
    warnings: tuple[str, ...]


def remind_one(desk: Desk, agency: str, target: Path | None, request: RemindRequest, folder: Path) -> SentReminders:
    """Write the reminder of one organisation to `target`, or to a file named after it in `folder`; its return was then
    chased today. Raises UsageProblem where the return is not waited for, Locked."""
    place, year = place_for(desk, request.place), year_start(request.year)
    body = find_agency(desk.connection, agency)
    returned = read_returns(desk.connection, place.id, year).get(body.id, ReturnRecord(body.id))
    if returned.state != "requested":
        what = {
            "expected": "has not been asked for yet. Write its return workbook first",
            "queried": "came, and has questions. Send the annotated copy of its workbook",
        }.get(returned.state, f"is {returned.state}")
        raise UsageProblem(f"The return of {body.name} for {year_text(year)} {what}: there is nothing to remind of.")
    if target is not None and target.suffix.casefold() != SUFFIX:
        raise UsageProblem(f"{target.name} is not the name of a letter: it must end in {SUFFIX}.")
    return _remind(desk, place, year, [(body, returned, target)], folder, request)


def remind_all(desk: Desk, folder: Path, request: RemindRequest) -> SentReminders:
    """Write a reminder to each organisation of the place whose return was asked for and is overdue; these were then
    chased today. Raises UsageProblem where none is, Locked."""
    place, year = place_for(desk, request.place), year_start(request.year)
    if not folder.is_dir():
        raise UsageProblem(f"There is no folder {folder}. Make it first, or name another.")
    returns = read_returns(desk.connection, place.id, year)
    late: list[tuple[AgencyRecord, ReturnRecord, Path | None]] = [
        (body, returned, None)
        for body in list_agencies(desk.connection, place.id)
        if body.kind != NOT_ITEMISED and (returned := returns.get(body.id)) is not None
        and returned.state == "requested" and (days_late(returned.state, returned.due_on, today()) or 0) > 0
    ]  # fmt: skip
    if not late:
        raise UsageProblem(f"No return of {place.name} for {year_text(year)} is overdue: nobody is to be reminded.")
    return _remind(desk, place, year, late, folder, request)


def _remind(
    desk: Desk, place: Place, year: int, bodies: Sequence[tuple[AgencyRecord, ReturnRecord, Path | None]],
    folder: Path, request: RemindRequest,
) -> SentReminders:  # fmt: skip
    if not clean(request.contact):
        raise UsageProblem("Say whom to ask, as a role: for example the partnership's finance officer.")
    reply_by = str(RETURN.field_named("due_on").parse(request.reply_by))
    planned = [
        (body, returned, target or folder / file_name(f"{body.name} {year_text(year)} reminder", suffix=SUFFIX))
        for body, returned, target in bodies
    ]
    for *_, file in planned:
        must_be_writable(file, [desk.path])
        if not request.force:
            must_be_free(file)
    with desk.writing() as connection:
        sent = tuple(_send(connection, place, year, *plan, reply_by, clean(request.contact)) for plan in planned)
        subject = sent[0].agency if len(sent) == 1 else counted(len(sent), "organisation")
        note_act(connection, "remind of the return", subject, f"{place.name}, {year_text(year)}: {today().isoformat()}")
    return SentReminders(place.name, year, sent, people_warnings(contact=request.contact))


def _send(
    connection: sqlite3.Connection, place: Place, year: int, body: AgencyRecord, returned: ReturnRecord, file: Path,
    reply_by: str, contact: str,
) -> SentReminder:  # fmt: skip
    """Write one letter, and note that the return was chased."""
    # The writer takes as long to load as several letters take to write.
    from tpdesk.calc.packs.handout.letter import reminder_letter, write_letter

    day = today()
    sheets = return_sheet.sent_sheets(connection, place.id, body.id, year)
    late = max(days_late(returned.state, returned.due_on, day) or 0, 0)
    two_weeks = (day + dt.timedelta(days=MORE_DAYS)).isoformat()
    reply = reply_by or (returned.due_on if returned.due_on and not late else two_weeks)
    days = days_chased(returned, day.isoformat())
    before = [one for one in returned.chased_on.split("; ") if one]
    it = ReturnReminder(
        place.name, body.name, body.id, year_text(year), sheets[0].version if sheets else 0, day.isoformat(),
        _words(returned.requested_on), _words(returned.due_on), late, _words(max(before, default="")),
        day_words(reply), contact, addressee(connection, place.id, body.name),
    )  # fmt: skip
    write_file(file, partial(write_letter, reminder_letter(it), at=dt.datetime.fromisoformat(now())))
    remember_written(file)
    write_return(connection, place.name, body.name, year, {"chased_on": "; ".join(days)})
    return SentReminder(body.name, file, reply, late, days)


def _words(day: str) -> str:
    """Return a day in words; nothing for what is no whole day."""
    try:
        return day_words(day)
    except ValueError:
        return ""
