"""What was done in the room and is not on the desk yet: saved in the order in which it was done, one after the other, while typing goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tpdesk.errors import DeskError, Locked
from tpdesk.models.log.history import now
from tpdesk.models.own.drafts import draft, keep_draft
from tpdesk.screens.reporter import Trouble, trouble_of

if TYPE_CHECKING:
    from tpdesk.acts.dives.live import Written
    from tpdesk.models.desk import Desk
    from tpdesk.models.dives.kinds import Record
    from tpdesk.models.log.undo_log import Step
    from tpdesk.screens.window import Window

    Came = Written | Record | Step | None


@dataclass(slots=True, eq=False)
class Task:
    """One line that was entered, or one act on a note."""

    doing: Callable[[Desk, Task], Came]
    text: str = ""
    """The line as typed; empty for an act on a note, which is not kept over a crash."""

    at: str = ""
    """When it was entered: ISO 8601 UTC."""

    again: bool = False
    """Whether it may have been saved before the window was lost."""

    why: str = ""
    """Why it could not be saved; empty while it waits."""

    passing: bool = False
    """Whether that may be over in a moment."""

    said: str = ""
    """What is said of it when it is done; empty: nothing."""


class RoomQueue:
    """The tasks of one room. A line leaves it when it is on the desk: until then it stands in the draft of the room, which outlives the window."""

    def __init__(
        self, window: Window, workshop: int, changed: Callable[[], None], done: Callable[[Task, Came], None]
    ) -> None:
        self._window, self._path = window, window.path
        self._form = f"room.{workshop}"
        self._changed, self._done = changed, done
        self.waiting: list[Task] = []
        """Not saved yet, in the order in which they came."""
        self.failed: list[Task] = []
        """Could not be saved, in the order in which they came."""
        self._running: list[Task] = []
        self.line = ""
        """What is being typed."""

    def kept(self) -> tuple[str, list[tuple[str, str]]]:
        """Return (the line that was being typed, lines with their moments that were not seen saved) when the room was last lost or left."""
        held = draft(self._path, self._form)
        try:
            found = json.loads(held.get("waiting", "[]"))
            lines = [(text, at) for text, at in found if isinstance(text, str) and isinstance(at, str)]
        except (ValueError, TypeError):
            lines = []
        return held.get("line", ""), lines

    def keep(self, line: str) -> None:
        """Keep what is being typed, and all lines that are not on the desk yet."""
        self.line = line
        lines = [[task.text, task.at] for task in (*self.failed, *self._running, *self.waiting) if task.text]
        keep_draft(self._path, self._form, {"line": line, "waiting": json.dumps(lines)} if line or lines else None)

    def add(self, task: Task) -> None:
        """Save it when all before it are saved; those that failed for a reason that may be over come first."""
        task.at = task.at or now()
        for other in [one for one in self.failed if one.passing]:
            self._wait_again(other)
        self.waiting.append(task)
        self._go_on()

    def try_again(self, task: Task) -> None:
        """Save one that failed."""
        self._wait_again(task)
        self._go_on()

    def drop(self, task: Task) -> None:
        """Let go of one that failed."""
        self.failed.remove(task)
        self._told()

    @property
    def unsaved(self) -> tuple[Task, ...]:
        """Lines that are not on the desk: those that failed, and those that wait; the latest first."""
        return tuple(task for task in reversed((*self.failed, *self._running, *self.waiting)) if task.text)

    def _wait_again(self, task: Task) -> None:
        self.failed.remove(task)
        task.why, task.passing, task.again = "", False, True
        self.waiting.append(task)

    def _go_on(self) -> None:
        if self._running or not self.waiting:
            self._told()
            return
        self._running, self.waiting = self.waiting, []
        self._told()
        batch = tuple(self._running)
        self._window.act("Saving", lambda desk, _: _saved(desk, batch), self._came, self._could_not)

    def _came(self, results: tuple[Came | Trouble, ...]) -> None:
        batch, self._running = self._running, []
        for task, result in zip(batch, results, strict=True):
            if isinstance(result, Trouble):
                self._fail(task, result)
        self._told()
        for task, result in zip(batch, results, strict=True):
            if not isinstance(result, Trouble):
                self._done(task, result)
        self._go_on()

    def _could_not(self, trouble: Trouble) -> None:
        batch, self._running = self._running, []
        for task in batch:
            self._fail(task, trouble)
        self._go_on()

    def _fail(self, task: Task, trouble: Trouble) -> None:
        task.why, task.passing = trouble.message, trouble.passing
        self.failed.append(task)
        if not task.text:
            self.failed.remove(task)
            self._done(task, None)

    def _told(self) -> None:
        self.keep(self.line)
        self._changed()


def _saved(desk: Desk, batch: tuple[Task, ...]) -> tuple[Came | Trouble, ...]:
    results: list[Came | Trouble] = []
    locked: Trouble | None = None
    for task in batch:
        if locked is not None:
            results.append(locked)
            continue
        try:
            results.append(task.doing(desk, task))
        except DeskError as error:
            results.append(trouble_of(error))
            # What comes after it would only wait as long again.
            locked = trouble_of(error) if isinstance(error, Locked) else None
    return tuple(results)
