"""The update on progress: the milestones of a place with their state, slip and what comes next."""

from __future__ import annotations

import datetime as dt

from tpdesk.calc.milestones import AHEAD_DAYS, days_words, progress_sentences
from tpdesk.calc.packs import record_headings
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.workbook.describe import NOT_AVAILABLE, Column, ColumnKind, Sheet, Table, Value, day_number, said
from tpdesk.domain.results.milestones import Milestone, MilestoneProgress


def progress_sheet(frame: Frame, found: MilestoneProgress | None) -> Sheet | None:
    """Return the milestones of a place as an update on progress, or None where none are recorded."""
    if found is None or not found.milestones:
        return None
    columns = (
        Column("number", "No.", ColumnKind.KEY, 6),
        Column("milestone", "Milestone", ColumnKind.TEXT, 40),
        Column("owner", "Owner", ColumnKind.TEXT, 28),
        Column("state", "State", ColumnKind.TEXT, 12),
        Column("baseline", "Baseline", ColumnKind.DATE, 12),
        Column("due", "Due", ColumnKind.DATE, 12),
        Column("forecast", "Forecast", ColumnKind.DATE, 12),
        Column("done", "Done", ColumnKind.DATE, 12),
        Column("slip", "Slip, days", ColumnKind.COUNT, 10),
        Column("next", f"Next {AHEAD_DAYS} days", ColumnKind.TEXT, 12),
        Column("waits", "Depends on", ColumnKind.TEXT, 30),
    )
    titles = {one.number: one.title for one in found.milestones}
    rows = tuple(_row(found, one, titles) for one in found.milestones)
    slipped = "; ".join(f"{one.title}, {days_words(one.slip_days)}" for one in found.slipped)
    return Sheet(
        "progress", "Progress", record_headings.milestones(frame, found), "How do the milestones come along?",
        (
            *progress_sentences(found),
            *([f"The most slip: {slipped}."] if len(found.slipped) > 1 else []),
            "Slip is the day done, or else the forecast, less the baseline.",
            *(issue.text for issue in found.issues),
        ),
        Table("Progress", "Milestones by the day due", columns, rows, filters=True),
    )  # fmt: skip


def _row(found: MilestoneProgress, one: Milestone, titles: dict[int, str]) -> tuple[Value, ...]:
    coming = "overdue" if one in found.overdue else "yes" if one in found.next else ""
    return (
        one.number, said(one.title), said(one.owner, otherwise=NOT_AVAILABLE), said(one.state or "not said"),
        *(_day(day) for day in (one.baseline, one.due, one.forecast, one.done)),
        NOT_AVAILABLE if one.slip_days is None else one.slip_days,
        said(coming), said("; ".join(titles.get(number, str(number)) for number in one.depends_on)),
    )  # fmt: skip


def _day(day: dt.date | None) -> Value:
    return NOT_AVAILABLE if day is None else day_number(day)
