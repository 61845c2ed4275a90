"""Return workbooks out: one for an organisation or one for each of a place, remembered with version and due date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk.domain.codes import RETURN_STATES
from tpdesk.domain.facts import NOT_ITEMISED
from tpdesk.domain.kinds import RETURN
from tpdesk.domain.return_form import CONTACT, UNIT_WORDS, Manifest, ReturnForm
from tpdesk.errors import UsageProblem
from tpdesk.models import return_sheet
from tpdesk.models.agency import AgencyRecord, ReturnRecord, find_agency, list_agencies, read_returns
from tpdesk.models.desk import Desk
from tpdesk.models.file_writing import write_csv, write_file
from tpdesk.models.log.history import note_act, now
from tpdesk.models.own.written_files import remember_written
from tpdesk.models.place import Place
from tpdesk.models.place_fact import write_return
from tpdesk.models.sensitive import people_warnings
from tpdesk.services.figures import place_for, year_start
from tpdesk.services.files import must_be_free, must_be_writable
from tpdesk.services.return_contacts import addressee
from tpdesk.services.returns import today
from tpdesk.text import clean, counted, file_name
from tpdesk.units import day_words, year_text

if TYPE_CHECKING:
    import sqlite3

PREFILLS: Final = ("last", "none")
"""Whether the workbook shows the lines of the year before."""

_DUE: Final = RETURN.field_named("due_on")

WEEKS: Final = 4
"""Weeks to fill it in, where no day is given and none was set before."""

COVERING_LIST: Final = "Covering list.csv"
"""What is written beside the workbooks of a whole place: which went to whom."""


@dataclass(frozen=True, slots=True)
class SendRequest:
    """What is asked of return workbooks that are to be written."""

    year: str
    """The financial year that they ask for, as typed."""

    place: str | None = None
    prefill: str = "last"
    """One of PREFILLS."""

    unit: str = "pounds"
    """A key of UNIT_WORDS."""

    due: str = ""
    """By when, as typed; empty keeps the day that was set before, else four weeks from today."""

    contact: str = CONTACT
    """Whom to ask, as a role."""

    letter: bool = False
    """Whether a covering letter is written beside each workbook."""

    force: bool = False
    """Replace files that are there."""


@dataclass(frozen=True, slots=True)
class SentReturn:
    """One return workbook that was written."""

    agency: str
    file: Path
    letter: Path | None
    version: int
    due_on: str
    """ISO 8601 day."""

    prefilled: int
    """Rows that show the year before."""

    rows: int
    """Rows to fill in, those among them."""


@dataclass(frozen=True, slots=True)
class SentReturns:
    """Return workbooks that were written in one act."""

    place: str
    year: int
    sent: tuple[SentReturn, ...]
    listed: Path | None
    """The covering list, where there are several."""

    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Planned:
    agency: AgencyRecord
    target: Path
    form: ReturnForm
    returned: ReturnRecord


def file_of(agency: str, year: int, version: int) -> str:
    """Return the name of an organisation's workbook, where none is given."""
    return file_name(f"{agency} {year_text(year)} return v{version}", suffix=".xlsx")


def write_one(desk: Desk, agency: str, target: Path | None, request: SendRequest, folder: Path) -> SentReturns:
    """Write the workbook of one organisation to `target`, or to a file named after it in `folder`.
    Raises Locked, UsageProblem."""
    place = place_for(desk, request.place)
    return _write(desk, place, [find_agency(desk.connection, agency)], target, folder, request, listed=False)


def write_all(desk: Desk, folder: Path, request: SendRequest) -> SentReturns:
    """Write a workbook for each organisation that is expected in the place's count, and a covering list.
    Raises Locked, UsageProblem."""
    place = place_for(desk, request.place)
    if not folder.is_dir():
        raise UsageProblem(f"There is no folder {folder}. Make it first, or name another.")
    bodies = [body for body in list_agencies(desk.connection, place.id) if body.kind != NOT_ITEMISED]
    if not bodies:
        raise UsageProblem(
            f"Nobody is expected in the count of {place.name} yet. Add its organisations first: tpdesk agency add NAME "
            f"--place '{place.name}'."
        )
    return _write(desk, place, bodies, None, folder, request, listed=True)


def _write(
    desk: Desk,
    place: Place,
    bodies: Sequence[AgencyRecord],
    target: Path | None,
    folder: Path,
    request: SendRequest,
    *,
    listed: bool,
) -> SentReturns:
    year = year_start(request.year)
    _must_make_sense(request)
    if return_sheet.desk_id(desk.connection) is None:
        with desk.unlogged() as connection:
            return_sheet.make_desk_id(connection)
    planned = [_plan(desk, place, body, year, target, folder, request) for body in bodies]
    covering = folder / COVERING_LIST if listed else None
    files = [file for plan in planned for file in (plan.target, *_letter_of(plan, request))]
    for file in [*files, *([covering] if covering is not None else [])]:
        must_be_writable(file, [desk.path])
        if not request.force:
            must_be_free(file)
    with desk.writing() as connection:
        sent = tuple(_send(connection, place, year, plan, request) for plan in planned)
        if covering is not None:
            _list(covering, place, year, sent)
        _note(connection, place, year, sent)
    return SentReturns(place.name, year, sent, covering, people_warnings(contact=request.contact))


def _must_make_sense(request: SendRequest) -> None:
    if request.prefill not in PREFILLS:
        raise UsageProblem(f"'{request.prefill}' is not a way to prefill. Say last or none.")
    if request.unit not in UNIT_WORDS:
        raise UsageProblem(f"'{request.unit}' is not a unit of a return. Say {' or '.join(UNIT_WORDS)}.")
    if not clean(request.contact):
        raise UsageProblem("Say whom to ask, as a role: for example the partnership's finance officer.")
    _DUE.parse(request.due)


def _plan(
    desk: Desk, place: Place, body: AgencyRecord, year: int, target: Path | None, folder: Path, request: SendRequest
) -> _Planned:
    connection = desk.connection
    before = return_sheet.sent_sheets(connection, place.id, body.id, year)
    version = before[0].version + 1 if before else 1
    returned = read_returns(connection, place.id, year).get(body.id, ReturnRecord(body.id))
    due = str(_DUE.parse(request.due)) or returned.due_on or (today() + dt.timedelta(weeks=WEEKS)).isoformat()
    lists = return_sheet.lists_of(connection, place.id, body.id)
    is_prefilled = request.prefill == "last"
    prefill = return_sheet.prefill_of(connection, place.id, body.id, year - 1, lists) if is_prefilled else ()
    manifest = Manifest(
        return_sheet.desk_id(connection) or "", place.name, place.id, body.name, body.id, year_text(year), version,
        now(), due, request.unit, prefill,
    )  # fmt: skip
    form = ReturnForm(manifest, lists, clean(request.contact), day_words(due),
        addressee(connection, place.id, body.name),
    )  # fmt: skip
    return _Planned(body, target or folder / file_of(body.name, year, version), form, returned)


def _letter_of(plan: _Planned, request: SendRequest) -> tuple[Path, ...]:
    return (plan.target.with_suffix(".docx"),) if request.letter else ()


def _send(connection: sqlite3.Connection, place: Place, year: int, plan: _Planned, request: SendRequest) -> SentReturn:
    """Write one workbook with its letter, and remember it."""
    # The writers take as long to load as a workbook takes to write.
    from tpdesk.calc.workbook.return_form import write_return as write_workbook
    from tpdesk.domain.return_form import EMPTY_ROWS

    it = plan.form.manifest
    _put(plan.target, partial(write_workbook, plan.form))
    letters = _letter_of(plan, request)
    for letter in letters:
        from tpdesk.calc.packs.handout.letter import covering_letter, write_letter

        made = covering_letter(plan.form, plan.target.name)
        _put(letter, partial(write_letter, made, at=dt.datetime.fromisoformat(it.made_at)))
    return_sheet.note_sent(connection, place.id, plan.agency.id, year, {
        "version": it.version, "sent_on": today().isoformat(), "due_on": it.due_on, "unit": it.unit,
        "prefilled": len(it.prefill), "file": clean(plan.target.name), "prefill_hash": it.mark,
    })  # fmt: skip
    changes: dict[str, str | int | None] = {"due_on": it.due_on}
    if RETURN_STATES.index(plan.returned.state) < RETURN_STATES.index("requested"):
        changes["state"] = "requested"
    if not plan.returned.requested_on:
        changes["requested_on"] = today().isoformat()
    write_return(connection, place.name, plan.agency.name, year, changes)
    rows = len(it.prefill) + EMPTY_ROWS
    return SentReturn(
        plan.agency.name, plan.target, letters[0] if letters else None, it.version, it.due_on, len(it.prefill), rows
    )


def _put(target: Path, fill: Callable[..., object]) -> None:
    write_file(target, fill)
    remember_written(target)


def _list(target: Path, place: Place, year: int, sent: Sequence[SentReturn]) -> None:
    head = ["organisation", "place", "year", "version", "due", "rows prefilled", "file", "letter"]
    rows = [
        [
            one.agency, place.name, year_text(year), one.version, one.due_on, one.prefilled, one.file.name,
            one.letter.name if one.letter else "",
        ]
        for one in sent
    ]  # fmt: skip
    write_csv(target, [head, *rows])
    remember_written(target)


def _note(connection: sqlite3.Connection, place: Place, year: int, sent: Sequence[SentReturn]) -> None:
    subject = sent[0].agency if len(sent) == 1 else counted(len(sent), "organisation")
    words = f"{place.name}, {year_text(year)}"
    which = f"version {sent[0].version}, due {sent[0].due_on}" if len(sent) == 1 else "one workbook each"
    note_act(connection, "write return of", subject, f"{words}: {which}")
