"""The room of a workshop (F11): a facilitator types what people say, before them all, and every line is on the desk
when it says saved."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.events import Key
from textual.widgets import Static

from tpdesk import services
from tpdesk.screens.alive import is_alive
from tpdesk.screens.commands.room import ROOM
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.display import content, joined
from tpdesk.screens.dives import room_words as words
from tpdesk.screens.dives.forms import ask_dive
from tpdesk.screens.dives.live_room import LiveRoom, done
from tpdesk.screens.dives.room_entry import RoomLine
from tpdesk.screens.dives.room_notes import RoomNotes
from tpdesk.screens.dives.room_typing import RoomTyping
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.registers.rows import names_of
from tpdesk.screens.textual_private import binding_of

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.models.log.undo_steps import Step
    from tpdesk.screens.dives.room_queue import Came, Task
    from tpdesk.screens.window import Window
    from tpdesk.services.dives.live import RoomRead, Written

_PASSES: Final = frozenset({"quit", "show_help", "show_keys", "next_theme"})
"""What of the whole window is done from the room: nothing that would show anything else on the wall."""

_HINTS: Final = (
    (("@", "body"), ("#", "tag"), ("↓", "notes"), ("F1", "help"), ("F11", "leave"), ("^z", "undo"), ("F3", "bodies"),
        ("F6", "deep dive"), ("bb ii", "log it too"), ("d", "delivery")),
    (("Esc", "line"), ("e", "edit"), ("k", "kind"), ("d", "dot"), ("x", "remove"), ("u", "undo"), ("z", "park"),
        ("l", "link"), ("P", "private"), ("Space", "choose"), ("m", "merge"), ("v", "move")),
)  # fmt: skip
"""Key and word: while the line has the keyboard, and while the notes have it; what there is no room for is left out."""


class RoomScreen(ModeScreen):
    """The room: its title and counters, the line, and its notes."""

    MODE = "room"
    AUTO_FOCUS = "RoomInput"
    CSS_PATH = "room.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (words.ROOMY, "-normal")]  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = bindings(ROOM.commands)

    ROOM_PASSES: ClassVar[frozenset[str]] = _PASSES

    def __init__(self, window: Window, workshop: int) -> None:
        super().__init__()
        self.room = LiveRoom(window, workshop, self)
        self._since = datetime.now(UTC)
        self._saying = False
        """Whether something is said in the line of hints."""

    def compose(self) -> ComposeResult:
        """No file, no mode, no money: the wall shows the workshop alone."""
        with Horizontal(id="room-head"):
            yield Static(id="room-name")
            yield Static(id="room-side")
        with self._body, Container(id="content"):
            yield Static(id="room-counts")
            yield RoomTyping(self.room)
            yield Static(id="room-hint")
            yield RoomNotes(self.room)

    def on_mount(self) -> None:
        """Keep the clock."""
        super().on_mount()
        self.set_interval(60, self._say_head)
        self.say_keys()

    @property
    def typing(self) -> RoomTyping:
        """The line with its kind."""
        return self.query_one(RoomTyping)

    @property
    def line(self) -> RoomLine:
        """The line to type in."""
        return self.typing.line

    @property
    def notes(self) -> RoomNotes:
        """The list."""
        return self.query_one(RoomNotes)

    def focus_content(self) -> None:
        """The line has the keyboard."""
        self.line.input.focus()

    # -- reading

    def load(self) -> None:
        """Read the workshop."""
        workshop = self.room.workshop
        self.ask("room.read", lambda desk: services.dives.live.read_room(desk, workshop), self._take)

    def _take(self, read: RoomRead) -> None:
        self.room.take(read)
        self.line.names = read.names
        self._show()

    # -- showing

    def on_resize(self) -> None:
        """Use the room there is."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        found = self.room.found
        if found is None or not is_alive(self):
            return
        self._say_head()
        self.query_one("#room-counts", Static).update(words.counters(found, self.size.width, self.size.height))
        if not self._saying:
            self.say_keys()
        self.show_notes()

    def _say_head(self) -> None:
        found = self.room.found
        if found is None or not is_alive(self):
            return
        self.query_one("#room-name", Static).update(words.title(found, self.size.width))
        self.query_one("#room-side", Static).update(words.side(found, self._since, self.size.width))

    def say_keys(self) -> None:
        """Say the keys in the line of hints, as far as there is room."""
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

    def show_notes(self) -> None:
        """Show the notes and what is not saved yet, as they are now."""
        if is_alive(self) and self.is_running:
            self.notes.show(self.size.width)

    # -- what came of what was done

    def task_done(self, task: Task, came: Came) -> None:
        """Say what came of an act."""
        from tpdesk.models.log.undo_steps import Step
        from tpdesk.services.dives.live import Written

        if not is_alive(self) or not self.is_running:
            return
        if came is None and task.why:
            self.say_here(task.why, "bold $error")
        elif isinstance(came, Step):
            self._say_step(came)
        elif isinstance(came, Written):
            self._say_written(task, came)
        elif task.said:
            self.say_here(task.said, "$quiet")
        self.show_notes()

    def _say_step(self, step: Step) -> None:
        # As it was when it was undone or redone: undone by now if it was not.
        act = step.title.partition(" ")
        said = f"{act[0]} {act[2].partition(' ')[0]}".lower().replace("agency", "organisation")
        self.say_here(
            f"Redone: {said}. Press u to undo."
            if step.undone
            else f"Undone: {said}. Press U to redo (ctrl+y in the line).",
            "$quiet",
        )

    def _say_written(self, task: Task, came: Written) -> None:
        said = list(came.notices)
        if came.people:
            said.append("Something in it looks like a person's: remove it, unless it is an organisation's own.")
        new = next(iter(self.room.unknown_in(task.text)), "") if came.unknown else ""
        if new:
            said.append(f"{new} is not on the desk: F2 makes it an organisation of this place.")
        elif came.unknown:
            said.append(f"{', '.join(came.unknown)} fits no name here: it stays in the words.")
        if said or task.said:
            self.say_here(" ".join(said) or task.said, "bold $warning" if said else "$quiet")

    # -- going between the line and the notes

    @on(RoomLine.Left)
    def go_to_notes(self) -> None:
        """Give the keyboard to the notes, the latest first."""
        self.notes.take_keyboard()

    @on(RoomNotes.Left)
    def go_to_line(self) -> None:
        """Give it back to the line."""
        self.line.input.focus()

    @on(RoomNotes.Edited)
    def edit_in_line(self, message: RoomNotes.Edited) -> None:
        """Take what is to be edited into the line."""
        self.typing.begin_edit(message.edit)
        self.go_to_line()
        self.show_notes()
        if message.said:
            self.say_here(message.said, "$quiet")

    def on_descendant_focus(self) -> None:
        """Say what can be done now."""
        self.say_keys()
        if not self.notes.has_focus:
            self.notes.highlighted = None
        self.refresh_bindings()

    def on_key(self, event: Key) -> None:
        """Keep out what would show another screen on the wall."""
        taken = binding_of(self, event.key)
        if taken is not None and taken[0] is self.app and taken[1].action not in self.ROOM_PASSES:
            event.stop()

    # -- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now: nothing but to leave before the workshop has been read."""
        if not action.startswith("room_"):
            return super().check_action(action, parameters)
        return action == "room_leave" or (is_alive(self) and self.room.found is not None)

    def action_room_leave(self) -> None:
        """Leave the room; what is being typed or edited is kept."""
        if self.is_current and len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def action_room_line(self) -> None:
        """Go back to the line; from the line, say how the room is left."""
        if self.typing.editing is not None:
            self.typing.end_edit()
        elif not self.notes.has_focus:
            self.say_here("F11 leaves the room. What stands in the line is kept.", "$quiet")
            return
        self.go_to_line()

    def action_room_undo(self) -> None:
        """Undo the latest thing that was done here, after all that still waits."""
        workshop, floor = self.room.workshop, (self.room.floors or (0, 0))[0]
        self.room.do(lambda desk: services.dives.live.undo_live(desk, workshop, floor))

    def action_room_redo(self) -> None:
        """Redo what was undone last."""
        workshop, floor = self.room.workshop, (self.room.floors or (0, 0))[1]
        self.room.do(lambda desk: services.dives.live.redo_live(desk, workshop, floor))

    @asks
    async def action_room_bodies(self) -> None:
        """Tick who is here."""
        from tpdesk.screens.dives.room_bodies import BodiesHere

        read, workshop = self.room.found, self.room.workshop
        assert read is not None
        here = names_of(read.workshop, "agencies")
        bodies = await self.app.push_screen_wait(BodiesHere(read.bodies, here, words.heard(read)))
        if bodies is not None:
            typed = {"agencies": list(bodies)}
            self.room.do(lambda desk: done(services.records.change_record(desk, "workshop", workshop, typed)))

    def action_room_new_body(self) -> None:
        """Make the body that is named in the line, or in a line that was entered, and is not on the desk: of what is
        under the cursor, else of the latest first."""
        notes, read = self.notes, self.room.found
        assert read is not None
        if not notes.has_focus and (name := self.line.new_body):
            self.line.take_new_body()
            self.room.make_body(name)
            return
        under = notes.has_focus
        failed, note = notes.failed, notes.note
        tasks = (failed,) if failed is not None else () if under else self.room.queue.unsaved
        of = (note,) if note is not None else () if under else read.notes[::-1]
        for name, number in self.room.unknown(tasks, of):
            self.room.make_body(name, number)
            return
        self.say_here(
            "Type @ and the name of an organisation that is not on the desk: F2 makes it one of this place.", "$quiet"
        )

    def action_room_dive(self) -> None:
        """Choose the deep dive that the workshop belongs to, or make one."""
        read, workshop = self.room.found, self.room.workshop
        assert read is not None
        current = next((one for one in read.dives if one.title == read.workshop.values["dive"]), None)

        def chosen(title: str, new: bool) -> None:
            def call(desk: Desk) -> None:
                from tpdesk.services.dives.live import choose_dive

                choose_dive(desk, workshop, title, new=new)

            said = f"The workshop belongs to {title}." if title else "The workshop has no deep dive."
            self.room.do(call, said, frees=True)

        ask_dive(self.app, read.workshop.title, read.dives, current, chosen)
