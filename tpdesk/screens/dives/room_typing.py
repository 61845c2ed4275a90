"""What is typed in the room: lines entered and edited, the bodies and the deep dive that they lack made on the way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from textual import on

from tpdesk.models.dives.live import line_of_deliveries, line_of_note
from tpdesk.models.dives.live_line import kind_of, understand
from tpdesk.models.dives.live_names import unknown_bodies
from tpdesk.screens.alive import is_alive
from tpdesk.screens.dives import room_words as words
from tpdesk.screens.dives.forms import ask_dive
from tpdesk.screens.dives.room_entry import RoomInput, RoomLine
from tpdesk.screens.dives.room_queue import BEING_EDITED, Edit, RoomQueue, Task
from tpdesk.screens.dives.room_view import RoomView, delivery_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tpdesk.models.desk import Desk
    from tpdesk.models.log.undo_steps import Step
    from tpdesk.screens.dives.room_queue import Came
    from tpdesk.services.dives.live import Written

_KINDS_ALONE: Final = frozenset(("?", *"obiaqfd", "bb", "ii"))


class RoomTyping(RoomView):
    """The room with its line."""

    # -- lines

    @on(RoomLine.Changed)
    def keep_line(self, message: RoomLine.Changed) -> None:
        """Say the kind, and keep what is typed."""
        message.stop()
        self._say_word()
        self._keep_typed()

    def _keep_typed(self) -> None:
        queue, typed = self.queue, self.line.value
        if queue is None:
            return
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
        queue, text = self.queue, message.text.strip()
        if queue is None:
            return
        self._say_hint()
        said = text[kind_of(text)[2] :].strip() and text not in _KINDS_ALONE
        if queue.edit is not None:
            self._take_edit(queue.edit, text if said else "")
            return
        queue.line = ""
        if said:
            self.enter(text)
            return
        queue.keep()
        if text:
            self.say_here("Nothing was said after the kind.")

    def enter(self, text: str, at: str = "", of: str = "", *, again: bool = False) -> None:
        """Save a line as soon as those before it are saved; `of` is the row that it rewrites."""
        assert self.queue is not None
        self.queue.add(self._line_task(text, at, of, again=again))

    def _line_task(self, text: str, at: str, of: str, *, again: bool = False) -> Task:
        workshop = self.workshop
        return Task(lambda desk, task: _write(desk, workshop, task), text, at, of, again)

    def bring_back(self, queue: RoomQueue) -> None:
        """Bring back what was being typed or edited, and what was not seen saved."""
        kept = queue.kept()
        queue.line = kept.line
        shown = kept.line
        if kept.edit is not None:
            of, shown, first, at = kept.edit
            task = self._line_task(first, at, of, again=True) if at else None
            queue.edit = Edit(of, shown, first, at, task)
        self.line.put(shown)
        for text, at, of in kept.lines:
            self.enter(text, at, of, again=True)

    def _do(self, call: Callable[[Desk], Came], said: str = "", *, frees: bool = False) -> None:
        assert self.queue is not None
        self.queue.add(Task(lambda desk, _: call(desk), said=said, frees=frees))

    def _task_done(self, task: Task, came: Came) -> None:
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
        self._queue_changed()

    def _say_step(self, step: Step) -> None:
        # As it was when it was undone or redone: undone by now if it was not.
        act = step.title.partition(" ")
        done = f"{act[0]} {act[2].partition(' ')[0]}".lower().replace("agency", "organisation")
        self.say_here(
            f"Redone: {done}. Press u to undo."
            if step.undone
            else f"Undone: {done}. Press U to redo (ctrl+y in the line).",
            "$quiet",
        )

    def _say_written(self, task: Task, came: Written) -> None:
        said = list(came.notices)
        if came.people:
            said.append("Something in it looks like a person's: remove it, unless it is an organisation's own.")
        new = next(iter(self._unknown_in(task.text)), "") if came.unknown else ""
        if new:
            said.append(f"{new} is not on the desk: F2 makes it an organisation of this place.")
        elif came.unknown:
            said.append(f"{', '.join(came.unknown)} fits no name here: it stays in the words.")
        if said or task.said:
            self.say_here(" ".join(said) or task.said, "bold $warning" if said else "$quiet")

    # -- editing

    def action_room_line(self) -> None:
        """Go back to the line; from the line, say how the room is left."""
        if self.editing is not None:
            self._end_edit()
        elif not self.notes.has_focus:
            self.say_here("F11 leaves the room. What stands in the line is kept.", "$quiet")
            return
        self.go_to_line()

    def action_room_edit(self) -> None:
        """Take the line that wrote what is under the cursor into the line."""
        task, note, made, read = self.failed, self.note, self.deliveries, self.found
        assert self.queue is not None
        if note is not None and note.values["private"]:
            self.say_here("It is private: P shows its words again.")
            return
        if task is not None:
            self.queue.failed.remove(task)
            self._begin_edit(Edit(task.of, task.text, task.text, task.at, task))
        elif note is not None and read is not None:
            text = line_of_note(note, read.names, _day_of(""))
            self._begin_edit(Edit(f"note.{note.id}", text, text))
        elif made:
            text = line_of_deliveries(made)
            self._begin_edit(Edit(delivery_key(made), text, text))
            self.say_here("A cost stays as it is, unless another is typed.", "$quiet")

    def _begin_edit(self, edit: Edit) -> None:
        assert self.queue is not None
        self._put_back()
        self.queue.edit = edit
        self.queue.keep()
        self.line.put(edit.text)
        self._say_word()
        self.go_to_line()
        self._show_notes()

    def _take_edit(self, edit: Edit, text: str) -> None:
        if not text:
            self.line.put(edit.text)
            self.say_here("Nothing is left of it. To remove it press Esc, then x in the notes.")
            return
        if text == edit.first and edit.task is None:
            self._end_edit()
            self.say_here("Nothing was changed.", "$quiet")
            return
        edit.task = None
        self._end_edit()
        self.enter(text, edit.at, edit.of)

    def _end_edit(self) -> None:
        """Show again what stood in the line before."""
        assert self.queue is not None
        self._put_back()
        self.line.put(self.queue.line)
        self._say_word()

    def _put_back(self) -> None:
        """Let what was being edited stand as it was."""
        queue = self.queue
        assert queue is not None
        edit, queue.edit = queue.edit, None
        if edit is not None and edit.task is not None:
            edit.task.why = edit.task.why or BEING_EDITED
            queue.put_back(edit.task)
        queue.keep()

    # -- bodies and the deep dive

    def action_room_new_body(self) -> None:
        """Make the body that is named in the line, or in a line that was entered, and is not on the desk."""
        name = self.line.new_body if not self.notes.has_focus else ""
        if name:
            self.line.take_new_body()
            self._make_body(name)
            return
        for name, note in self._unknown():
            self._make_body(name, note)
            return
        self.say_here(
            "Type @ and the name of an organisation that is not on the desk: F2 makes it one of this place.", "$quiet"
        )

    def _make_body(self, name: str, note: int | None = None) -> None:
        workshop = self.workshop

        def call(desk: Desk) -> Written:
            from tpdesk.services.dives.live import new_body

            return new_body(desk, workshop, name, note, _day_of(""))

        self._do(call, frees=True)

    def _unknown(self) -> Iterator[tuple[str, int | None]]:
        """Yield (name, the note that names it; None for a line that is not saved) of bodies that are not on the desk:
        under the cursor, else the latest first."""
        read, queue = self.found, self.queue
        if read is None or queue is None:
            return
        tasks = (self.failed,) if self.failed is not None else () if self.notes.has_focus else queue.unsaved
        notes = (self.note,) if self.note is not None else () if self.notes.has_focus else reversed(read.notes)
        for task in tasks:
            yield from ((name, None) for name in self._unknown_in(task.text))
        for note in notes:
            if not note.values["private"]:
                yield from ((name, note.id) for name in self._unknown_in(f"f {note.values['text']}"))

    def _unknown_in(self, typed: str) -> tuple[str, ...]:
        if self.found is None:
            return ()
        return unknown_bodies(typed[kind_of(typed)[2] :], self.line.names)

    def action_room_dive(self) -> None:
        """Choose the deep dive that the workshop belongs to, or make one."""
        read, workshop = self.found, self.workshop
        assert read is not None
        current = next((one for one in read.dives if one.title == read.workshop.values["dive"]), None)

        def chosen(title: str, new: bool) -> None:
            def call(desk: Desk) -> None:
                from tpdesk.services.dives.live import choose_dive

                choose_dive(desk, workshop, title, new=new)

            self._do(
                call, f"The workshop belongs to {title}." if title else "The workshop has no deep dive.", frees=True
            )

        ask_dive(self.app, read.workshop.title, read.dives, current, chosen)


def _day_of(at: str) -> date:
    """Return the local day of a moment; today where none is said."""
    return ((words.moment(at) if at else None) or datetime.now(UTC)).astimezone().date()


def _write(desk: Desk, workshop: int, task: Task) -> Written:
    from tpdesk.services.dives import live

    # The names are read by then, whenever the line was typed.
    line = understand(task.text, live.names_for(desk, workshop), _day_of(task.at))
    kind, *numbers = task.of.split(".")
    if kind == "note":
        return live.rewrite_note(desk, int(numbers[0]), line)
    if kind == "delivery":
        return live.rewrite_deliveries(desk, workshop, [int(number) for number in numbers], line)
    return live.write_line(desk, workshop, line, task.at, again=task.again)
