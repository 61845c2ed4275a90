"""What the parts of a workshop's room share: what was read, what is chosen, what is not saved yet, and how an act on it
is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Protocol

from tpdesk import services
from tpdesk.models.dives.live_line import kind_of, understand
from tpdesk.models.dives.live_names import Nameable, unknown_bodies
from tpdesk.screens.dives import room_words as words
from tpdesk.screens.dives.room_queue import RoomQueue, Task

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.models.desk import Desk
    from tpdesk.screens.dives.room_queue import Came
    from tpdesk.screens.window import Window
    from tpdesk.services.dives.live import RoomRead, Written


class Wall(Protocol):
    """What shows the room."""

    def show_notes(self) -> None:
        """Show the notes and what is not saved yet, as they are now."""

    def task_done(self, task: Task, came: Came) -> None:
        """Say what came of an act."""

    def say_here(self, text: str, style: str = "bold $warning") -> None:
        """Say something until the keyboard goes elsewhere or the next line is entered."""

    def say_keys(self) -> None:
        """Say the keys in place of what was said."""


class LiveRoom:
    """The room of one workshop; `wall` shows it."""

    def __init__(self, window: Window, workshop: int, wall: Wall) -> None:
        self.workshop = workshop
        """Its number."""
        self.queue = RoomQueue(window, workshop, wall.show_notes, wall.task_done)
        self.say, self.say_keys = wall.say_here, wall.say_keys
        self.found: RoomRead | None = None
        self.chosen: set[int] = set()
        """Numbers of notes."""
        self.floors: tuple[int, int] | None = None
        """The latest act on the desk before the room was opened, and the latest with those that were undone."""

    def take(self, read: RoomRead) -> None:
        """Go over to what the desk says now."""
        self.found = read
        if self.floors is None:
            self.floors = read.step, read.last
        self.chosen &= {note.id for note in read.notes}

    @property
    def names(self) -> Nameable:
        """The names that lines may use."""
        return self.found.names if self.found is not None else Nameable()

    def enter(self, text: str, at: str = "", of: str = "", *, again: bool = False) -> None:
        """Save a line as soon as those before it are saved; `of` is the row that it rewrites."""
        self.queue.add(self.line_task(text, at, of, again=again))

    def line_task(self, text: str, at: str, of: str, *, again: bool = False) -> Task:
        """Return the saving of a line."""
        workshop = self.workshop
        return Task(lambda desk, task: _write(desk, workshop, task), text, at, of, again)

    def do(self, call: Callable[[Desk], Came], said: str = "", *, frees: bool = False) -> None:
        """Do something after all that still waits; `frees`: lines that could not be saved are tried again then."""
        self.queue.add(Task(lambda desk, _: call(desk), said=said, frees=frees))

    def change(self, note: Record, typed: Mapping[str, str]) -> None:
        """Change a note."""
        self.do(lambda desk: done(services.records.change_record(desk, "note", note.id, typed)))

    def make_body(self, name: str, note: int | None = None) -> None:
        """Make an organisation of the place, which a note or a line names."""
        workshop = self.workshop

        def call(desk: Desk) -> Written:
            from tpdesk.services.dives.live import new_body

            return new_body(desk, workshop, name, note, day_of(""))

        self.do(call, frees=True)

    def unknown_in(self, typed: str) -> tuple[str, ...]:
        """Return the bodies that a line names and the desk has not."""
        return unknown_bodies(typed[kind_of(typed)[2] :], self.names) if self.found is not None else ()

    def unknown(self, tasks: Sequence[Task], notes: Sequence[Record]) -> Iterator[tuple[str, int | None]]:
        """Yield (name, the note that names it; None for an unsaved line) of bodies that are not on the desk."""
        for task in tasks:
            yield from ((name, None) for name in self.unknown_in(task.text))
        for note in notes:
            if not note.values["private"]:
                yield from ((name, note.id) for name in self.unknown_in(f"f {note.values['text']}"))


def done(_: object) -> None:
    """What was changed is seen on the wall: nothing is said of it."""


def day_of(at: str) -> date:
    """Return the local day of a moment; today where none is said."""
    return ((words.moment(at) if at else None) or datetime.now(UTC)).astimezone().date()


def _write(desk: Desk, workshop: int, task: Task) -> Written:
    from tpdesk.services.dives import live

    # The names are read by then, whenever the line was typed.
    line = understand(task.text, live.names_for(desk, workshop), day_of(task.at))
    kind, *numbers = task.of.split(".")
    if kind == "note":
        return live.rewrite_note(desk, int(numbers[0]), line)
    if kind == "delivery":
        return live.rewrite_deliveries(desk, workshop, [int(number) for number in numbers], line)
    return live.write_line(desk, workshop, line, task.at, again=task.again)
