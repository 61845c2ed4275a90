"""How the milestones of a place, or of all places, come along."""

from __future__ import annotations

import calendar
import datetime as dt

from tpdesk.calc.milestones import progress
from tpdesk.domain.dates import MONTH_ONLY, read_date
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.kinds.places import MILESTONE_STATES
from tpdesk.domain.record_kind import Record
from tpdesk.domain.results.milestones import Milestone, MilestoneProgress
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import now
from tpdesk.models.place import Place
from tpdesk.models.records import store
from tpdesk.services.figures import place_for


def read_progress(
    desk: Desk, place: str | Place | None = None, on: dt.date | None = None, *, made_up: bool = True
) -> MilestoneProgress:
    """Return the update on progress of a place's own milestones, or of all milestones where no place is named; by
    default of today, and with examples. Raises UsageProblem for a place that is not on the desk."""
    name = place_for(desk, place).name if place is not None else ""
    listed = store.list_all(desk.connection, KINDS["milestone"])
    everyone = [_milestone(record) for record in listed if made_up or not record.is_made_up]
    own = [one for one in everyone if not name or one.place == name]
    return progress(own, everyone, on or dt.date.fromisoformat(now()[:10]), MILESTONE_STATES, name)


def progress_at(desk: Desk, place: str | Place, moment: str, *, made_up: bool) -> MilestoneProgress:
    """Return the update on progress of a place on the day of a moment, which a pack is of: the same desk gives the
    same pack on any day. Examples are in it only where `made_up`."""
    return read_progress(desk, place, _day(moment[:10]), made_up=made_up)


def day_of(typed: str) -> dt.date:
    """Return the day that was typed. Raises UsageProblem."""
    read = read_date(typed)
    if read.iso is None or MONTH_ONLY in read.rules:
        raise UsageProblem(f"'{typed[:40]}' is not a valid date; write it as 2026-02-14 or 14/02/2026.")
    return dt.date.fromisoformat(read.iso)


def _milestone(record: Record) -> Milestone:
    values = record.values
    return Milestone(
        record.id, str(values["title"]), str(values["place"] or ""), str(values["owner"]),
        starts=_day(values["starts_on"]), baseline=_day(values["baseline"]),
        due=_day(values["due"]) or _last_day(str(values["date"])),
        forecast=_day(values["forecast"]), done=_day(values["done"]), state=str(values["state"]),
        depends_on=tuple(map(int, record.listed("depends_on"))), pack=str(values["pack"]),
    )  # fmt: skip


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        return None


def _last_day(printed: str) -> dt.date | None:
    """Return the day that a printed date names, the last one of a month alone; None where it names neither."""
    read = read_date(printed) if printed else None
    day = _day(read.iso) if read is not None else None
    if read is None or day is None or MONTH_ONLY not in read.rules:
        return day
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
