"""One deep dive: what it asks, what it comes to, how much of it prevents; or all of a place's together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from tpdesk.models.dives.kinds import BARRIER_STATES, HORIZONS
from tpdesk.screens.bars import BarRow, Bars
from tpdesk.screens.dives.said import text_of
from tpdesk.screens.register.labelled import Labelled
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.acts.dives.boards import BoardsRead, DiveRead
    from tpdesk.models.dives.kinds import Record

_ASKED: Final = ("question", "sponsor", "client_group")
_SAID: Final = ("source", "note")


class DivePane(VerticalScroll):
    """It shows what it is given, and reads nothing."""

    def compose(self) -> ComposeResult:
        """What it asks, what it comes to, its stages."""
        yield Labelled(id="dive-rows")
        yield Bars("From prevention to reaction", noun="more stages", id="dive-stages")

    def show(self, read: BoardsRead, dive: Record | None, money: DiveRead | None) -> None:
        """Show a deep dive; all of them for None."""
        rows = tuple(_one(read, dive, money)) if dive is not None else tuple(_all(read))
        self.query_one("#dive-rows", Labelled).rows = rows
        bars = self.query_one("#dive-stages", Bars)
        bars.rows = _stages(money) if dive is not None else ()
        bars.display = bool(bars.rows)


def _all(read: BoardsRead) -> Iterator[tuple[str, str]]:
    subs = sum(1 for one in read.of("dive") if one.values["parent"])
    within = f", with {counted(subs, 'sub-theme')}" if subs else ""
    yield "Deep dives", f"{len(read.of('dive')) - subs}{within}. n names a new one."
    deliveries = read.of("delivery")
    bodies = {one.values["agency"] for one in deliveries}
    yield "Deliveries", f"{len(deliveries)} of {counted(len(bodies), 'body', 'bodies')}" if deliveries else "none yet"
    yield "Journeys", counted(len(read.of("journey")), "journey") if read.of("journey") else "none yet"
    yield "Workshops", f"{counted(len(read.of('workshop')), 'workshop')}, {counted(len(read.of('note')), 'note')}" if read.of("workshop") else "none yet"
    yield "Barriers", _by(read, "barrier", "state", BARRIER_STATES)
    yield "Opportunities", _by(read, "opportunity", "horizon", HORIZONS)


def _by(read: BoardsRead, kind: str, name: str, order: tuple[str, ...]) -> str:
    found = [text_of(one, name) for one in read.of(kind)]
    return ", ".join(f"{found.count(one)} {one}" for one in order if one in found) or "none yet"


def _one(read: BoardsRead, dive: Record, money: DiveRead | None) -> Iterator[tuple[str, str]]:
    titles = {field.name: field.title for field in dive.kind.fields}
    for name in _ASKED:
        yield titles[name], text_of(dive, name)
    cohort = text_of(dive, "cohort")
    yield titles["cohort"], cohort or "not known"
    dates = " to ".join(day for day in (text_of(dive, "starts_on"), text_of(dive, "ends_on")) if day)
    days = text_of(dive, "working_days")
    yield "When", ", ".join(part for part in (dates, f"{days} working days" if days else "") if part)
    yield titles["parent"], text_of(dive, "parent")
    yield "Sub-themes", "; ".join(one.title for one in read.of("dive") if one.values["parent"] == dive.title)
    for name in _SAID:
        yield f"{titles[name]}{' (private)' if name == 'note' else ''}", text_of(dive, name)


def _stages(money: DiveRead | None) -> tuple[BarRow, ...]:
    return ()
