"""The notes of a room, the latest first, with the lines that are not saved yet: letters act on the one under the
cursor while they have the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.domain.kinds import NOTE_KINDS
from tpdesk.models.dives.live import line_of_deliveries, line_of_note
from tpdesk.screens.commands.room import ROOM
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dives import room_words as words
from tpdesk.screens.dives.live_room import day_of, done
from tpdesk.screens.dives.room_queue import Edit, Task
from tpdesk.screens.flex_table import ReverseList
from tpdesk.screens.key_line import bindings
from tpdesk.screens.registers.rows import number_of
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.models.desk import Desk
    from tpdesk.screens.dives.live_room import LiveRoom


def delivery_key(records: Sequence[Record]) -> str:
    """Return the key of the row of the deliveries that a line made."""
    return ".".join(["delivery", *(str(one.id) for one in records)])


class RoomNotes(ReverseList):
    """The notes. ↑ on the first goes back to the line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Enter on a line that could not be saved tries again, where `e` edits it.
        Binding("enter", "select", show=False),
        *bindings(ROOM.commands, "RoomNotes"),
    ]

    class Left(Message):
        """The keyboard goes back to the line."""

    class Edited(Message):
        """What is under the cursor is to be edited in the line."""

        def __init__(self, edit: Edit, said: str = "") -> None:
            self.edit, self.said = edit, said
            super().__init__()

    def __init__(self, room: LiveRoom) -> None:
        super().__init__(id="room-notes", markup=False)
        self.room = room
        self._keys: list[str] = []
        self._shown: list[Content] = []

    def action_cursor_up(self) -> None:
        """Go up, from the first to the line."""
        if not self.highlighted:
            self.post_message(self.Left())
        else:
            super().action_cursor_up()

    def action_cursor_down(self) -> None:
        """Go down, and stay on the last."""
        if self.highlighted is None or self.highlighted < self.option_count - 1:
            super().action_cursor_down()

    def take_keyboard(self) -> None:
        """Have the keyboard, the latest first, where there is anything."""
        if self._keys:
            self.focus()
            self.highlighted = 0

    # -- showing

    def show(self, width: int) -> None:
        """Show what is not saved yet, then the notes and deliveries, the latest first."""
        read = self.room.found
        if read is None:
            return
        rows = [(f"wait.{id(task)}", words.task_row(task)) for task in self.room.queue.unsaved]
        written = [
            (str(note.values["at"]), f"note.{note.id}",
                words.note_row(note, read, width, chosen=note.id in self.room.chosen))
            for note in read.notes
        ]  # fmt: skip
        written += [
            (str(made[0].values["at"]), delivery_key(made), words.delivery_row(made, read)) for made in read.made
        ]
        # Of those of one second, the later stands first.
        rows += [(key, row) for _, key, row in sorted(written, key=lambda one: one[0])[::-1]]
        self._fill(rows)

    def _fill(self, rows: Sequence[tuple[str, Content]]) -> None:
        keys, shown = [key for key, _ in rows], [row for _, row in rows]
        if (keys, shown) == (self._keys, self._shown):
            return
        under, at = self.key, self.highlighted
        if keys == self._keys:
            for number, (row, before) in enumerate(zip(shown, self._shown, strict=True)):
                if row != before:
                    self.replace_option_prompt_at_index(number, row)
        else:
            self.set_options([Option(row) for row in shown])
        self._keys, self._shown = keys, shown
        if not self.has_focus:
            self.highlighted = None
            self.scroll_home(animate=False)
        elif keys:
            self.highlighted = keys.index(under) if under in keys else min(at or 0, len(keys) - 1)

    # -- what is under the cursor

    @property
    def key(self) -> str | None:
        """The key of the row under the cursor: `note.12`, `delivery.3.4`, `wait.` and a number."""
        at = self.highlighted
        return self._keys[at] if at is not None and at < len(self._keys) else None

    @property
    def note(self) -> Record | None:
        """The note under the cursor."""
        kind, _, number = (self.key or "").partition(".")
        notes = self.room.found.notes if self.room.found is not None else ()
        return next((note for note in notes if kind == "note" and str(note.id) == number), None)

    @property
    def failed(self) -> Task | None:
        """The line under the cursor that could not be saved."""
        return next((task for task in self.room.queue.failed if f"wait.{id(task)}" == self.key), None)

    @property
    def deliveries(self) -> tuple[Record, ...]:
        """The deliveries under the cursor."""
        made = self.room.found.made if self.room.found is not None else ()
        return next((records for records in made if delivery_key(records) == self.key), ())

    # -- acts

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        read, note = self.room.found, self.note
        match action:
            case "room_edit" | "room_remove":
                return note is not None or self.failed is not None or bool(self.deliveries)
            case "room_merge":
                return note is not None and bool(self.room.chosen - {note.id})
            case "room_move":
                return read is not None and len(read.workshops) > 1 and bool(self.room.chosen or note)
        return note is not None if action.startswith("room_") else super().check_action(action, parameters)

    @on(OptionList.OptionSelected)
    def open_note(self) -> None:
        """Enter, or a click, on a note edits it; on a line that could not be saved it tries again."""
        if self.failed is not None:
            self.room.queue.try_again(self.failed)
        elif self.check_action("room_edit", ()):
            self.action_room_edit()

    def action_room_edit(self) -> None:
        """Take the line that wrote what is under the cursor into the line."""
        task, note, made, read = self.failed, self.note, self.deliveries, self.room.found
        if note is not None and note.values["private"]:
            self.room.say("It is private: P shows its words again.")
        elif task is not None:
            self.room.queue.failed.remove(task)
            self.post_message(self.Edited(Edit(task.of, task.text, task.text, task.at, task)))
        elif note is not None and read is not None:
            text = line_of_note(note, read.names, day_of(""))
            self.post_message(self.Edited(Edit(f"note.{note.id}", text, text)))
        elif made:
            text = line_of_deliveries(made)
            edit = Edit(delivery_key(made), text, text)
            self.post_message(self.Edited(edit, "A cost stays as it is, unless another is typed."))

    @asks
    async def action_room_kind(self) -> None:
        """Make the note another kind."""
        note = self.note
        assert note is not None
        choices = [Choice(kind, kind) for kind in NOTE_KINDS]
        choice = await self.app.push_screen_wait(Choose("Which kind is it?", choices, current=str(note.values["kind"])))
        if choice is not None:
            self.room.change(note, {"kind": choice.id})

    def action_room_dots(self, step: int) -> None:
        """Give the note a vote, or take one off."""
        note = self.note
        assert note is not None
        number = note.id

        def call(desk: Desk) -> None:
            from tpdesk.services.records import change_record, find_record

            # As many as there are when its turn comes: keys may be quicker than saving.
            dots = (number_of(find_record(desk, "note", str(number)), "dots") or 0) + step
            if dots >= 0:
                change_record(desk, "note", number, {"dots": str(dots)})

        self.room.do(call)

    def action_room_park(self) -> None:
        """Park the note, or take it up again."""
        self._turn("parked")

    def action_room_private(self) -> None:
        """Hide its words, or show them."""
        self._turn("private")

    def _turn(self, field: str) -> None:
        note = self.note
        assert note is not None
        self.room.change(note, {field: "no" if note.values[field] else "yes"})

    def action_room_choose(self) -> None:
        """Choose the note, or let it go, and go on to the next."""
        note = self.note
        assert note is not None
        self.room.chosen ^= {note.id}
        self.show(self.screen.size.width)
        self.action_cursor_down()

    def action_room_merge(self) -> None:
        """Make the chosen notes a part of the one under the cursor."""
        note = self.note
        assert note is not None
        kept, others = note.id, sorted(self.room.chosen - {note.id})

        self.room.chosen = set()
        self.room.do(
            lambda desk: done(services.records.merge_notes(desk, kept, others)),
            f"{counted(len(others) + 1, 'note')} made one. Press u to undo.",
        )

    @asks
    async def action_room_move(self) -> None:
        """Move the note, or all that are chosen, to another workshop."""
        read, note = self.room.found, self.note
        assert read is not None
        moved = sorted(self.room.chosen) or ([note.id] if note is not None else [])

        choices = [Choice(str(one.id), one.title) for one in read.workshops if one.id != self.room.workshop]
        choice = await self.app.push_screen_wait(
            Choose(f"Move {counted(len(moved), 'note')} to which workshop?", choices)
        )
        if choice is not None:
            self.room.chosen = set()
            self.room.do(
                lambda desk: services.dives.live.move_notes(desk, moved, choice.text),
                f"{counted(len(moved), 'note')} moved. Press u to undo.",
            )

    @asks
    async def action_room_link(self) -> None:
        """Make a barrier or an opportunity of the note, or link it with one that there is."""
        read, note = self.room.found, self.note
        assert read is not None
        assert note is not None
        number = note.id

        first = ["opportunity", "barrier"] if note.values["kind"] == "idea" else ["barrier", "opportunity"]
        choices = [Choice(f"{kind}.new", f"A new {kind} of its words") for kind in first]
        choices += [Choice(f"barrier.{n}", title, "barrier") for n, title in enumerate(read.barriers)]
        choices += [Choice(f"opportunity.{n}", title, "opportunity") for n, title in enumerate(read.opportunities)]
        choice = await self.app.push_screen_wait(Choose("Link it with what?", choices))
        if choice is not None:
            of_kind, _, made = choice.id.partition(".")
            title = "" if made == "new" else choice.text
            self.room.do(
                lambda desk: services.dives.live.link_note(desk, number, of_kind, title), "In the log. Press u to undo."
            )

    def action_room_remove(self) -> None:
        """Take off what is under the cursor."""
        task, note, made = self.failed, self.note, self.deliveries
        if task is not None:
            self.room.queue.drop(task)
            return
        gone = [note] if note is not None else list(made)

        def call(desk: Desk) -> None:
            from tpdesk.services.records import remove_record

            for record in gone:
                remove_record(desk, record.kind.name, record.id)

        self.room.do(call, "Removed. Press u to undo.")
