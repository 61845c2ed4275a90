"""The room of a workshop (F11): a facilitator types what people say, before them all, and every line is on the desk when it says saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widgets import OptionList

from tpdesk.models.dives.kinds import NOTE_KINDS
from tpdesk.models.dives.live_line import Line, Nameable, kind_of, read_names, understand
from tpdesk.screens.alive import is_alive
from tpdesk.screens.commands.room import CHAPTER
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dialogs.completing import Completing
from tpdesk.screens.dives import room_words as words
from tpdesk.screens.dives.room_entry import RoomInput, RoomLine
from tpdesk.screens.dives.room_queue import Task
from tpdesk.screens.dives.room_view import RoomView
from tpdesk.screens.dives.said import names_of, number_of
from tpdesk.screens.keys import bindings
from tpdesk.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tpdesk.acts.dives.live import Written
    from tpdesk.models.desk import Desk
    from tpdesk.models.dives.kinds import Record
    from tpdesk.models.log.undo_log import Step
    from tpdesk.screens.dives.room_queue import Came

_ALWAYS: Final = frozenset({"room_leave", "room_line", "room_undo", "room_bodies"})


class RoomScreen(RoomView):
    """The room."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now: letters act on notes while the keyboard is there."""
        if not action.startswith("room_"):
            return super().check_action(action, parameters)
        if not is_alive(self) or self.found is None:
            return action == "room_leave"
        if action in _ALWAYS:
            return True
        if not self.notes.has_focus:
            return False
        match action:
            case "room_edit":
                return self.note is not None or self.failed is not None
            case "room_remove":
                return self.note is not None or self.failed is not None or bool(self.deliveries)
            case "room_merge":
                return self.note is not None and bool(self.chosen - {self.note.id})
            case "room_move":
                return self.found is not None and len(self.found.workshops) > 1 and bool(self.chosen or self.note)
        return self.note is not None

    # -- typing

    @on(Completing.Changed)
    def keep_line(self, message: Completing.Changed) -> None:
        """Say the kind, and keep what is typed."""
        message.stop()
        self._say_word()
        self._echo()
        typed = self.line.value
        if self.queue is not None and self.editing is None and typed != self.queue.line:
            self.queue.keep(typed)

    @on(RoomInput.Entered)
    def take_line(self, message: RoomInput.Entered) -> None:
        """Save what was entered."""
        message.stop()
        if self.queue is None:
            return
        self._say_hint()
        if self.editing is not None:
            self._save_edit(message.text)
            return
        self.queue.line = ""
        text = message.text.strip()
        if not text[kind_of(text)[2] :].strip() or text in ("?", *"obiaqfd", "bb", "ii"):
            self.queue.keep("")
            if text:
                self.say_here("Nothing was said after the kind.")
            return
        self.enter(text)

    def enter(self, text: str, at: str = "", *, again: bool = False) -> None:
        """Save a line as soon as those before it are saved."""
        workshop = self.workshop

        def doing(desk: Desk, task: Task) -> Written:
            from tpdesk.acts.dives.live import write_line

            # The names are read by then, whenever the line was typed.
            return write_line(desk, workshop, self._understood(desk, text), task.at, again=task.again)

        assert self.queue is not None
        self.queue.add(Task(doing, text, at, again))

    def _understood(self, desk: Desk, text: str) -> Line:
        if self.found is not None:
            return understand(text, self.found.names)
        from tpdesk.acts.dives.live import names_for

        return understand(text, names_for(desk, self.workshop))

    def _task_done(self, task: Task, came: Came) -> None:
        from tpdesk.acts.dives.live import Written

        if not is_alive(self) or not self.is_running:
            return
        if came is None and task.why:
            self.say_here(task.why, "bold $error")
        elif isinstance(came, Written):
            self._written(task, came)
        elif task.said:
            self.say_here(task.said, "$quiet")
        self._queue_changed()

    def _written(self, task: Task, came: Written) -> None:
        read = self.found
        said = list(came.notices)
        if came.people:
            said.append("Something in it looks like a person's: take it out, unless it is a body's own.")
        if read is not None and task.text:
            line = understand(task.text, read.names)
            if line.unknown:
                said.append(f"{', '.join(line.unknown)} fits no name here, or several: it stays in the words.")
        if said or task.said:
            self.say_here(" ".join(said) or task.said, "bold $warning" if said else "$quiet")

    def _do(self, call: Callable[[Desk], Came], said: str = "") -> None:
        assert self.queue is not None
        self.queue.add(Task(lambda desk, _: call(desk), said=said))

    # -- the line and the notes

    def action_room_line(self) -> None:
        """Go back to the line; from the line, say how the room is left."""
        if self.editing is not None:
            self._end_edit()
        elif not self.notes.has_focus:
            self.say_here("F11 leaves the room. What stands in the line is kept.", "$quiet")
            return
        self.go_to_line()

    def action_room_leave(self) -> None:
        """Leave the room."""
        if self.editing is not None:
            self._end_edit()
        if self.is_current and len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    @on(OptionList.OptionSelected, "#room-notes")
    def open_note(self) -> None:
        """Enter, or a click, on a note; on a line that could not be saved it tries again."""
        if self.failed is not None and self.queue is not None:
            self.queue.try_again(self.failed)
        elif self.check_action("room_edit", ()):
            self.action_room_edit()

    @on(RoomLine.NewBody)
    def make_body(self, message: RoomLine.NewBody) -> None:
        """Make the body that is named in the line and is not on the desk; the line goes on with it."""
        workshop, name = self.workshop, message.name

        def call(desk: Desk) -> None:
            from tpdesk.acts.dives.live import new_body

            new_body(desk, workshop, name)

        self._do(call, f"{name} is a body of the place now. ctrl+z takes it back.")

    def action_room_edit(self) -> None:
        """Take the text into the line, that of a line which could not be saved too."""
        task, note = self.failed, self.note
        assert self.queue is not None
        if task is not None:
            if self.line.value.strip():
                self.say_here("Enter or clear the line first: what stands in it would be lost.")
                return
            self.queue.drop(task)
            self.line.put(task.text)
            self.queue.keep(task.text)
            self._say_word()
            self.go_to_line()
        elif note is not None:
            self._edit(note)

    def _edit(self, note: Record) -> None:
        if note.values["private"]:
            self.say_here("It is private: P shows its words again.")
            return
        before = self.editing[1] if self.editing is not None else self.line.value
        self.editing = (note, before)
        self.line.put("; ".join(str(note.values["text"]).split("\n")))
        self._say_word()
        self.go_to_line()

    def _save_edit(self, text: str) -> None:
        assert self.editing is not None
        assert self.found is not None
        note, names = self.editing[0], self.found.names
        self._end_edit()
        if text:
            self._do(lambda desk: _rewritten(desk, note.id, text, names), "Changed.")

    def _end_edit(self) -> None:
        assert self.editing is not None
        before, self.editing = self.editing[1], None
        self.line.put(before)
        self._say_word()

    # -- acts on notes

    def _change(self, note: Record, typed: Mapping[str, str], said: str = "") -> None:
        def call(desk: Desk) -> None:
            from tpdesk.acts.dives.records import change_record

            change_record(desk, "note", note.id, typed)

        self._do(call, said)

    def action_room_kind(self) -> None:
        """Make the note another kind."""
        note = self.note
        assert note is not None

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._change(note, {"kind": choice.id})

        choices = [Choice(kind, kind) for kind in NOTE_KINDS]
        self.app.push_screen(Choose("Which kind is it?", choices, current=str(note.values["kind"])), chosen)

    def action_room_dots(self, step: int) -> None:
        """Give the note a vote, or take one off."""
        note = self.note
        assert note is not None
        number = note.id

        def call(desk: Desk) -> None:
            from tpdesk.acts.dives.records import change_record, find_record

            # As many as there are when its turn comes: keys may be quicker than saving.
            dots = (number_of(find_record(desk, "note", str(number)), "dots") or 0) + step
            if dots >= 0:
                change_record(desk, "note", number, {"dots": str(dots)})

        self._do(call)

    def action_room_park(self) -> None:
        """Park the note, or take it up again."""
        note = self.note
        assert note is not None
        self._change(note, {"parked": "no" if note.values["parked"] else "yes"})

    def action_room_private(self) -> None:
        """Hide its words, or show them."""
        note = self.note
        assert note is not None
        self._change(note, {"private": "no" if note.values["private"] else "yes"})

    def action_room_choose(self) -> None:
        """Choose the note, or let it go, and go on to the next."""
        note = self.note
        assert note is not None
        self.chosen ^= {note.id}
        self._show_notes()
        self.notes.action_cursor_down()

    def action_room_merge(self) -> None:
        """Make the chosen notes a part of the one under the cursor."""
        note = self.note
        assert note is not None
        kept, others = note.id, sorted(self.chosen - {note.id})

        def call(desk: Desk) -> None:
            from tpdesk.acts.dives.records import merge_notes

            merge_notes(desk, kept, others)

        self.chosen = set()
        self._do(call, f"{counted(len(others) + 1, 'note')} made one. u takes it back.")

    def action_room_move(self) -> None:
        """Move the note, or all that are chosen, to another workshop."""
        read, note = self.found, self.note
        assert read is not None
        moved = sorted(self.chosen) or ([note.id] if note is not None else [])

        def chosen(choice: Choice | None) -> None:
            if choice is None:
                return

            def call(desk: Desk) -> None:
                from tpdesk.acts.dives.live import move_notes

                move_notes(desk, moved, choice.text)

            self.chosen = set()
            self._do(call, f"{counted(len(moved), 'note')} moved. u brings them back.")

        choices = [Choice(str(one.id), one.title) for one in read.workshops if one.id != self.workshop]
        self.app.push_screen(Choose(f"Move {counted(len(moved), 'note')} to which workshop?", choices), chosen)

    def action_room_link(self) -> None:
        """Make a barrier or an opportunity of the note, or link it with one that there is."""
        read, note = self.found, self.note
        assert read is not None
        assert note is not None
        number = note.id

        def chosen(choice: Choice | None) -> None:
            if choice is None:
                return
            kind, _, made = choice.id.partition(".")
            title = "" if made == "new" else choice.text

            def call(desk: Desk) -> Written:
                from tpdesk.acts.dives.live import link_note

                return link_note(desk, number, kind, title)

            self._do(call, "In the log. u takes it out.")

        first = ["opportunity", "barrier"] if note.values["kind"] == "idea" else ["barrier", "opportunity"]
        choices = [Choice(f"{kind}.new", f"A new {kind} of its words") for kind in first]
        choices += [Choice(f"barrier.{n}", title, "barrier") for n, title in enumerate(read.barriers)]
        choices += [Choice(f"opportunity.{n}", title, "opportunity") for n, title in enumerate(read.opportunities)]
        self.app.push_screen(Choose("Link it with what?", choices), chosen)

    def action_room_remove(self) -> None:
        """Take off what is under the cursor."""
        task, note, made = self.failed, self.note, self.deliveries
        assert self.queue is not None
        if task is not None:
            self.queue.drop(task)
            return
        gone = [note] if note is not None else list(made)

        def call(desk: Desk) -> None:
            from tpdesk.acts.dives.records import remove_record

            for record in gone:
                remove_record(desk, record.kind.name, record.id)

        self._do(call, "Removed. u brings it back.")

    def action_room_undo(self) -> None:
        """Take back the latest thing that was done here, after all that still waits."""
        floor = self.floor or 0

        def call(desk: Desk) -> Step:
            from tpdesk.acts.dives.live import undo_live

            return undo_live(desk, floor)

        self._do(call, "Taken back.")

    def action_room_bodies(self) -> None:
        """Tick who is here."""
        read = self.found
        assert read is not None

        def ticked(bodies: tuple[str, ...] | None) -> None:
            if bodies is None:
                return

            def call(desk: Desk) -> None:
                from tpdesk.acts.dives.records import change_record

                change_record(desk, "workshop", self.workshop, {"agencies": list(bodies)})

            self._do(call)

        from tpdesk.screens.dives.room_bodies import BodiesHere

        here = names_of(read.workshop, "agencies")
        self.app.push_screen(BodiesHere(read.bodies, here, words.heard(read)), ticked)


def _rewritten(desk: Desk, note: int, text: str, names: Nameable) -> Written:
    from tpdesk.acts.dives.live import rewrite_note

    line = Line("")
    read_names(text, names, line)
    return rewrite_note(desk, note, line)
