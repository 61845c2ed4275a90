"""From the panel of a business case to its forms and back, so that a whole case is entered without leaving it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tpdesk.domain.kinds import KINDS
from tpdesk.screens.dives.case_panel import CaseAsked, CasePanel
from tpdesk.screens.registers import acts

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.screens.mode_screen import ModeScreen
    from tpdesk.services.dives.boards import BoardsRead


async def work_on_case(
    screen: ModeScreen, read: BoardsRead, *, title: str = "", dive: str = "", opportunity: str = ""
) -> None:
    """Show a case, or the first of the place, and write what it asks for."""
    panel = CasePanel(read.place.name, title=title, dive=dive, opportunity=opportunity)
    asked = await screen.app.push_screen_wait(panel)
    if asked is not None:
        _write(screen, read, asked)


def _write(screen: ModeScreen, read: BoardsRead, asked: CaseAsked) -> None:
    def back(title: str) -> None:
        screen.talk(work_on_case(screen, read, title=title))

    def saved(record: Record) -> None:
        if asked.kind == "case-benefit" and asked.record is None:
            # Until a unit of it is worth something, a benefit counts for nothing: that is asked at once.
            _write(screen, read, replace(asked, kind="case-value", given=(("benefit", str(record.id)),)))
        else:
            back(record.title if asked.kind == "case" else asked.case)

    acts.write_record(
        screen, read, KINDS[asked.kind], asked.record, dict(asked.given), saved, closed=partial(back, asked.case)
    )
