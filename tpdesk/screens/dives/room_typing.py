"""The line of the room with its kind before it: lines entered and edited, and kept until they are saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tpdesk.models.dives.live_line import kind_of
from tpdesk.screens.display import content
from tpdesk.screens.dives import room_words as words
from tpdesk.screens.dives.room_entry import RoomInput, RoomLine
from tpdesk.screens.dives.room_queue import BEING_EDITED, Edit

if TYPE_CHECKING:
    from tpdesk.screens.dives.live_room import LiveRoom

_KINDS_ALONE: Final = frozenset(("?", *"obiaqfd", "bb", "ii"))


class RoomTyping(Horizontal):
    """The line, and what is being edited in it."""

    def __init__(self, room: LiveRoom) -> None:
        super().__init__(id="room-entry")
        self.room = room
        self._word = ""
        """What stands before the line."""

    def compose(self) -> ComposeResult:
        """The kind, and the line."""
        yield Static(id="room-word")
        yield RoomLine(id="room-line")

    @property
    def line(self) -> RoomLine:
        """The line to type in."""
        return self.query_one(RoomLine)

    @property
    def editing(self) -> Edit | None:
        """What is being edited in the line."""
        return self.room.queue.edit

    def on_mount(self) -> None:
        """Bring back what was being typed or edited, and what was not seen saved."""
        queue = self.room.queue
        kept = queue.kept()
        queue.line = shown = kept.line
        if kept.edit is not None:
            of, shown, first, at = kept.edit
            task = self.room.line_task(first, at, of, again=True) if at else None
            queue.edit = Edit(of, shown, first, at, task)
        self.line.put(shown)
        for text, at, of in kept.lines:
            self.room.enter(text, at, of, again=True)
        self.say_word()

    def say_word(self) -> None:
        """Say the kind of what stands in the line."""
        said = words.word(self.line.value)
        said = f"edit {said}" if self.editing is not None else said
        if said != self._word:
            self._word = said
            self.query_one("#room-word", Static).update(content(f"{said} ›", "bold $accent"))

    @on(RoomLine.Changed)
    def keep_line(self, message: RoomLine.Changed) -> None:
        """Say the kind, and keep what is typed."""
        message.stop()
        self.say_word()
        queue, typed = self.room.queue, self.line.value
        if queue.edit is not None and queue.edit.text != typed:
            queue.edit.text = typed
            queue.keep()
        elif queue.edit is None and queue.line != typed:
            queue.line = typed
            queue.keep()

    @on(RoomInput.Entered)
    def take_line(self, message: RoomInput.Entered) -> None:
        """Save what was entered."""
        message.stop()
        self.room.say_keys()
        queue, text = self.room.queue, message.text.strip()
        said = text[kind_of(text)[2] :].strip() and text not in _KINDS_ALONE
        if queue.edit is not None:
            self._take_edit(queue.edit, text if said else "")
            return
        queue.line = ""
        if said:
            self.room.enter(text)
            return
        queue.keep()
        if text:
            self.room.say("Nothing was said after the kind.")

    # -- editing

    def begin_edit(self, edit: Edit) -> None:
        """Edit something, in place of what stands in the line."""
        self._put_back()
        self.room.queue.edit = edit
        self.room.queue.keep()
        self.line.put(edit.text)
        self.say_word()

    def _take_edit(self, edit: Edit, text: str) -> None:
        if not text:
            self.line.put(edit.text)
            self.room.say("Nothing is left of it. To remove it press Esc, then x in the notes.")
            return
        if text == edit.first and edit.task is None:
            self.end_edit()
            self.room.say("Nothing was changed.", "$quiet")
            return
        edit.task = None
        self.end_edit()
        self.room.enter(text, edit.at, edit.of)

    def end_edit(self) -> None:
        """Show again what stood in the line before."""
        self._put_back()
        self.line.put(self.room.queue.line)
        self.say_word()

    def _put_back(self) -> None:
        """Let what was being edited stand as it was."""
        queue = self.room.queue
        edit, queue.edit = queue.edit, None
        if edit is not None and edit.task is not None:
            edit.task.why = edit.task.why or BEING_EDITED
            queue.put_back(edit.task)
        queue.keep()
