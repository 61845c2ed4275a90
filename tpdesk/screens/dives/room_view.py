"""What the room of a workshop shows: its title and counters, the line, and its notes, the latest first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.widgets import Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.screens.alive import is_alive
from tpdesk.screens.display import content, joined
from tpdesk.screens.dives import room_words as words
from tpdesk.screens.dives.room_entry import RoomLine
from tpdesk.screens.dives.room_queue import Edit, RoomQueue, Task
from tpdesk.screens.flex_table import ReverseList
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.textual_private import binding_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tpdesk.domain.kinds import Record
    from tpdesk.screens.dives.room_queue import Came
    from tpdesk.services.dives.live import RoomRead

_PASSES: Final = frozenset({"quit", "show_help", "show_keys", "next_theme"})
"""What of the whole window is done from the room: nothing that would show anything else on the wall."""

_HINTS: Final = (
    (("@", "body"), ("#", "tag"), ("↓", "notes"), ("F1", "help"), ("F11", "leave"), ("^z", "undo"), ("F3", "bodies"),
        ("F6", "deep dive"), ("bb ii", "log it too"), ("d", "delivery")),
    (("Esc", "line"), ("e", "edit"), ("k", "kind"), ("d", "dot"), ("x", "remove"), ("u", "undo"), ("z", "park"),
        ("l", "link"), ("P", "private"), ("Space", "choose"), ("m", "merge"), ("v", "move")),
)  # fmt: skip
"""Key and word: while the line has the keyboard, and while the notes have it; what there is no room for is left out."""


def delivery_key(records: Sequence[Record]) -> str:
    """Return the key of the row of the deliveries that a line made."""
    return ".".join(["delivery", *(str(one.id) for one in records)])


class NoteList(ReverseList):
    """The notes. ↑ on the first goes back to the line."""

    class Left(Message):
        """The keyboard goes back to the line."""

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


class RoomView(ModeScreen):
    """The room without its commands."""

    MODE = "room"
    AUTO_FOCUS = "RoomInput"
    CSS_PATH = "room.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (words.ROOMY, "-normal")]  # noqa: RUF012 - Textual declares it so

    ROOM_PASSES: ClassVar[frozenset[str]] = _PASSES

    def __init__(self, workshop: int) -> None:
        super().__init__()
        self.workshop = workshop
        """Its number."""
        self.found: RoomRead | None = None
        self.queue: RoomQueue | None = None
        self.chosen: set[int] = set()
        """Numbers of notes."""
        self.floors: tuple[int, int] | None = None
        """The latest act on the desk before the room was opened, and the latest with those that were undone."""
        self._since = datetime.now(UTC)
        self._word = ""
        """What stands before the line."""
        self._saying = False
        """Whether something is said in the line of hints."""
        self._keys: list[str] = []
        self._shown: list[Content] = []

    def compose(self) -> ComposeResult:
        """No file, no mode, no money: the wall shows the workshop alone."""
        with Horizontal(id="room-head"):
            yield Static(id="room-name")
            yield Static(id="room-side")
        with self._body, Container(id="content"):
            yield Static(id="room-counts")
            with Horizontal(id="room-entry"):
                yield Static(id="room-word")
                yield RoomLine(id="room-line")
            yield Static(id="room-hint")
            yield NoteList(id="room-notes", markup=False)

    def on_mount(self) -> None:
        """Bring back what was being typed, and what was not seen saved."""
        super().on_mount()
        self.queue = RoomQueue(self.window, self.workshop, self._queue_changed, self._task_done)
        self.bring_back(self.queue)
        self.set_interval(60, self._say_head)
        self._say_word()
        self._say_hint()

    def bring_back(self, queue: RoomQueue) -> None:
        """Bring back what the draft of the room holds."""
        raise NotImplementedError

    @property
    def editing(self) -> Edit | None:
        """What is being edited in the line."""
        return self.queue.edit if self.queue is not None else None

    @property
    def line(self) -> RoomLine:
        """The line to type in."""
        return self.query_one(RoomLine)

    @property
    def notes(self) -> NoteList:
        """The list."""
        return self.query_one(NoteList)

    def focus_content(self) -> None:
        """The line has the keyboard."""
        self.line.input.focus()

    # -- reading

    def load(self) -> None:
        """Read the workshop."""
        self.ask("room.read", lambda desk: services.dives.live.read_room(desk, self.workshop), self._take)

    def _take(self, read: RoomRead) -> None:
        self.found = read
        if self.floors is None:
            self.floors = read.step, read.last
        self.line.names = read.names
        self.chosen &= {note.id for note in read.notes}
        self._show()

    def _queue_changed(self) -> None:
        if is_alive(self) and self.is_running:
            self._show_notes()

    def _task_done(self, task: Task, came: Came) -> None:
        raise NotImplementedError

    # -- showing

    def on_resize(self) -> None:
        """Use the room there is."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        if self.found is None or not is_alive(self):
            return
        self._say_head()
        self.query_one("#room-counts", Static).update(words.counters(self.found, self.size.width, self.size.height))
        if not self._saying:
            self._say_hint()
        self._show_notes()

    def _say_head(self) -> None:
        if self.found is None or not is_alive(self):
            return
        self.query_one("#room-name", Static).update(words.title(self.found, self.size.width))
        self.query_one("#room-side", Static).update(words.side(self.found, self._since, self.size.width))

    def _say_word(self) -> None:
        said = words.word(self.line.value)
        said = f"edit {said}" if self.editing is not None else said
        if said != self._word:
            self._word = said
            self.query_one("#room-word", Static).update(content(f"{said} ›", "bold $accent"))

    def _say_hint(self) -> None:
        in_notes = self.notes.has_focus
        hints, room = [], self.size.width - 3
        for key, word in _HINTS[in_notes]:
            room -= len(key) + len(word) + 4
            if room >= 0:
                hints.append(joined([content(key, "bold $accent"), content(word, "$quiet")]))
        self._saying = False
        self.query_one("#room-hint", Static).update(joined(hints, "   "))

    def say_here(self, text: str, style: str = "bold $warning") -> None:
        """Say something in the line of hints, until the keyboard goes elsewhere or the next line is entered."""
        self._saying = True
        self.query_one("#room-hint", Static).update(content(text, style))

    def _show_notes(self) -> None:
        read, queue = self.found, self.queue
        if read is None or queue is None:
            return
        rows: list[tuple[str, Content]] = [(f"wait.{id(task)}", words.task_row(task)) for task in queue.unsaved]
        written = [(str(note.values["at"]), f"note.{note.id}", self._note_row(note)) for note in read.notes]
        written += [
            (str(made[0].values["at"]), delivery_key(made), words.delivery_row(made, read)) for made in read.made
        ]
        # Of those of one second, the later stands first.
        rows += [(key, row) for _, key, row in sorted(written, key=lambda one: one[0])[::-1]]
        self._fill(rows)

    def _note_row(self, note: Record) -> Content:
        assert self.found is not None
        return words.note_row(note, self.found, self.size.width, chosen=note.id in self.chosen)

    def _fill(self, rows: Sequence[tuple[str, Content]]) -> None:
        keys, shown = [key for key, _ in rows], [row for _, row in rows]
        if (keys, shown) == (self._keys, self._shown):
            return
        notes = self.notes
        under, at = self.key, notes.highlighted
        if keys == self._keys:
            for number, (row, before) in enumerate(zip(shown, self._shown, strict=True)):
                if row != before:
                    notes.replace_option_prompt_at_index(number, row)
        else:
            notes.set_options([Option(row) for row in shown])
        self._keys, self._shown = keys, shown
        if not notes.has_focus:
            notes.highlighted = None
            notes.scroll_home(animate=False)
        elif keys:
            notes.highlighted = keys.index(under) if under in keys else min(at or 0, len(keys) - 1)

    # -- what is under the cursor

    @property
    def key(self) -> str | None:
        """The key of the row under the cursor: `note.12`, `delivery.3.4`, `wait.` and a number."""
        at = self.notes.highlighted
        return self._keys[at] if at is not None and at < len(self._keys) else None

    @property
    def note(self) -> Record | None:
        """The note under the cursor."""
        kind, _, number = (self.key or "").partition(".")
        notes = self.found.notes if self.found is not None else ()
        return next((note for note in notes if kind == "note" and str(note.id) == number), None)

    @property
    def failed(self) -> Task | None:
        """The line under the cursor that could not be saved."""
        unsaved = self.queue.failed if self.queue is not None else ()
        return next((task for task in unsaved if f"wait.{id(task)}" == self.key), None)

    @property
    def deliveries(self) -> tuple[Record, ...]:
        """The deliveries under the cursor."""
        made = self.found.made if self.found is not None else ()
        return next((records for records in made if delivery_key(records) == self.key), ())

    # -- going between the line and the notes

    @on(RoomLine.Left)
    def go_to_notes(self) -> None:
        """Give the keyboard to the notes, the latest first."""
        if self._keys:
            self.notes.focus()
            self.notes.highlighted = 0

    @on(NoteList.Left)
    def go_to_line(self) -> None:
        """Give it back to the line."""
        self.line.input.focus()

    def on_descendant_focus(self) -> None:
        """Say what can be done now."""
        self._say_hint()
        if not self.notes.has_focus:
            self.notes.highlighted = None
        self.refresh_bindings()

    def on_key(self, event: Key) -> None:
        """Keep out what would show another screen on the wall."""
        taken = binding_of(self, event.key)
        if taken is not None and taken[0] is self.app and taken[1].action not in self.ROOM_PASSES:
            event.stop()
