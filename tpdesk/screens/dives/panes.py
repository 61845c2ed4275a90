"""The registers of a deep dive that have something of their own:
journeys with their steps as a picture, workshops with their notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import BindingType
from textual.content import Content

from tpdesk.calc.cases.sentences import brief_worth, worth_words
from tpdesk.domain.kinds import Kind
from tpdesk.screens.ask import SaveDialog
from tpdesk.screens.commands.dives import NOTES, STEPS, WORKSHOPS
from tpdesk.screens.commands.register import children
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.dives import pictures, workshop
from tpdesk.screens.flex_table import Col
from tpdesk.screens.key_line import bindings
from tpdesk.screens.registers import acts
from tpdesk.screens.registers.pane import RegisterPane
from tpdesk.screens.registers.rows import number_of
from tpdesk.screens.registers.table import Made
from tpdesk.text import counted, file_name

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.services.dives.boards import BoardsRead
    from tpdesk.services.dives.files import NotesWritten


def make_pane(kind: Kind) -> RegisterPane:
    """Return the register of a kind, with that of what hangs on its records below it."""
    return _PANES.get(kind.name, RegisterPane)(kind, lists=[make_pane(below) for below in children(kind)])


def _boards(pane: RegisterPane) -> BoardsRead | None:
    """Return what the deep dives show, of which their registers are a part."""
    return cast("BoardsRead | None", pane.found)


class JourneysPane(RegisterPane):
    """Journeys, with a sentence on the one under the cursor."""

    def record_words(self, record: Record | None) -> Content:
        """Return how long it takes, what it costs, where it breaks."""
        if record is None or self.below is None:
            return Content("")
        return content(pictures.summary(record, self.below.scope), "bold")


class StepsPane(RegisterPane):
    """The steps of a journey in their order, drawn along time with a lane for each agency."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(STEPS, "StepsPane")

    CARD = None

    def known_words(self, only: str, number: int) -> str:
        """Return nothing where all are shown: the sentence above them says it."""
        return "" if number == len(self.scope) else super().known_words(only, number)

    def made(self, found: Sequence[Record], width: int) -> Made:
        """Return the picture."""
        in_order = self.order == "position" and len(found) == len(self.scope)
        return pictures.table(found, width) if in_order else super().made(found, width)

    def record_words(self, record: Record | None) -> Content:
        """Return whom the step meets, and which lane is whose."""
        if record is None:
            return Content("")
        legend = content(f"Lanes: {pictures.legend(self.records)}", "$quiet")
        return joined([content(pictures.step_says(record)), legend], "\n")

    def can_move_step(self, step: int) -> bool:
        """Where there is a step to change places with."""
        if not self.can_open() or self.record is None:
            return False
        return 1 <= (number_of(self.record, "position") or 0) + step <= len(self.scope)

    def action_move_step(self, step: int) -> None:
        """Move the step in its journey."""
        assert self.record is not None
        acts.change_record(self.mode, self.record, {"position": str((number_of(self.record, "position") or 0) + step)})


class WorkshopsPane(RegisterPane):
    """Workshops, with a sentence on the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(WORKSHOPS, "WorkshopsPane")

    HINT = "n makes one, F11 opens the room in which notes are typed as people talk, I imports a file."

    def record_words(self, record: Record | None) -> Content:
        """Return when it was, who was there and how much was said."""
        if record is None or self.below is None:
            return Content("")
        return content(workshop.workshop_words(record, self.below.scope), "bold")

    def can_write_notes(self) -> bool:
        """With a workshop under the cursor."""
        return self.record is not None

    def action_write_notes(self) -> None:
        """Write the workshop's notes for its participants."""
        assert self.record is not None
        self.mode.talk(self._write_notes(self.record))

    async def _write_notes(self, record: Record) -> None:
        text = (
            "For the participants, without private notes and fields: a name that ends in .docx makes a Word "
            "document, one in .md Markdown."
        )
        start, endings = file_name(record.title, suffix=".docx"), frozenset([".docx", ".md"])
        dialog = SaveDialog("Write the workshop's notes", text, start=start, endings=endings)
        target = await self.app.push_screen_wait(dialog)
        if target is None:
            return
        path, window = self.mode.path, self.mode.window

        def written(told: NotesWritten) -> None:
            private = f"; {counted(told.private, 'private note')} left out" if told.private else ""
            window.say(f"{counted(told.notes, 'note')} written{private}.", told.file.name)
            for warning in told.warnings:
                window.say(warning, "Look")

        window.work_on(f"Writing {target.name}", lambda _: _write(path, record, target), written)


def _write(path: Path, record: Record, target: Path) -> NotesWritten:
    from tpdesk.models.connection import spoken
    from tpdesk.models.desk import open_desk
    from tpdesk.services.dives.files import write_notes

    with open_desk(path, read_only=True) as desk, spoken(path):
        return write_notes(desk, record.title, target, replace=True)


class NotesPane(RegisterPane):
    """The notes of a workshop, which get votes and can be parked."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(NOTES, "NotesPane")

    CARD = None

    HINT = "F11 opens the room in which they are typed as people talk; n writes one."

    def known_words(self, only: str, number: int) -> str:
        """Return nothing where all are shown: the sentence above them says it."""
        return "" if number == len(self.scope) else super().known_words(only, number)

    def record_words(self, record: Record | None) -> Content:
        """Return the note whole, and what it is about."""
        return workshop.note_says(record, self.found.titles) if record is not None and self.found else Content("")

    def can_park(self) -> bool:
        """With a note under the cursor."""
        return self.can_open()

    def action_park(self) -> None:
        """Park the note, or take it up again."""
        assert self.record is not None
        acts.change_record(self.mode, self.record, {"parked": "no" if self.record.values["parked"] else "yes"})

    def can_dots(self, step: int) -> bool:
        """With a note under the cursor, which never has fewer than none."""
        return self.can_open() and self.record is not None and (number_of(self.record, "dots") or 0) + step >= 0

    def action_dots(self, step: int) -> None:
        """Give the note a vote, or remove one."""
        assert self.record is not None
        acts.change_record(self.mode, self.record, {"dots": str((number_of(self.record, "dots") or 0) + step)})


class BarriersPane(RegisterPane):
    """Barriers, with the value that waits behind each."""

    def made(self, found: Sequence[Record], width: int) -> Made:
        """Return the list with what stands behind each barrier at its end, where there is room."""
        columns, listed = super().made(found, width)
        boards = _boards(self)
        if boards is None or width < _BEHIND_FROM:
            return columns, listed
        behind = [brief_worth(boards.behind.get(one.title, ())) for one in found]
        cells = [replace(row, cells=(*row.cells, cell(text))) for row, text in zip(listed, behind, strict=True)]
        return [*columns, Col("Behind it", 12, True)], cells

    def record_words(self, record: Record | None) -> Content:
        """Return the opportunities that wait behind it, with their first guess and what cases make of that."""
        boards = _boards(self)
        if record is None or boards is None:
            return Content("")
        behind = boards.behind.get(record.title, ())
        lines = [content(f"Behind it: {one.opportunity}: {worth_words(one)}.") for one in behind]
        return (
            joined(lines, "\n") if lines else content("No opportunity names it: nothing is known behind it.", "$quiet")
        )


class OpportunitiesPane(RegisterPane):
    """Opportunities, with what business cases make of each first guess."""

    def record_words(self, record: Record | None) -> Content:
        """Return its first guess, and what cases make of it."""
        boards = _boards(self)
        if record is None or boards is None:
            return Content("")
        worth = boards.worths[record.title]
        hint = "" if worth.cases else " c writes a case that works it out."
        said = worth_words(worth)
        return content(f"{said[:1].upper()}{said[1:]}.{hint}")


_BEHIND_FROM = 84
"""Columns of a list of barriers that has room for what stands behind them."""

_PANES = {
    "journey": JourneysPane, "step": StepsPane, "workshop": WorkshopsPane, "note": NotesPane, "barrier": BarriersPane,
    "opportunity": OpportunitiesPane,
}  # fmt: skip
"""Kind -> its register, where it is not as all others."""
