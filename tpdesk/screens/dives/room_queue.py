"""What was done in the room and is not on the desk yet:
saved in the order in which it was done, one after the other, while typing goes on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tpdesk.errors import DeskError, Locked
from tpdesk.models.log.history import now
from tpdesk.models.own.drafts import draft, keep_draft_soon
from tpdesk.screens.reporter import Trouble, trouble_of

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.models.desk import Desk
    from tpdesk.models.log.undo_steps import Step
    from tpdesk.screens.window import Window
    from tpdesk.services.dives.live import Written

    Came = Written | Record | Step | None

_ROW: Final = re.compile(r"(?:note\.\d+|delivery(?:\.\d+)+)?\Z")
BEING_EDITED: Final = "It was being edited when the room was left."


@dataclass(slots=True, eq=False)
class Task:
    """One line that was entered, or one act on a note."""

    doing: Callable[[Desk, Task], Came]
    text: str = ""
    """The line as typed; empty for an act on a note, which is not kept over a crash."""

    at: str = ""
    """When it was entered: ISO 8601 UTC."""

    of: str = ""
    """The row that the line rewrites: `note.12`, `delivery.3.4`; empty for a new one."""

    again: bool = False
    """Whether it may have been saved before the window was lost."""

    why: str = ""
    """Why it could not be saved; empty while it waits."""

    passing: bool = False
    """Whether that may be over in a moment."""

    said: str = ""
    """What is said of it when it is done; empty: nothing."""

    frees: bool = False
    """Whether lines that could not be saved are tried again after it: it brings what they lacked."""


@dataclass(slots=True)
class Edit:
    """What is being edited in the line, which stands there in place of what was typed."""

    of: str
    """The row on the wall: `note.12`, `delivery.3.4`; empty for a line that was not saved yet."""

    text: str
    """As it stands in the line."""

    first: str
    """As it stood there at first."""

    at: str = ""
    """When the line that is edited was entered; empty for what is on the desk."""

    task: Task | None = None
    """The line that could not be saved."""


@dataclass(frozen=True, slots=True)
class KeptRoom:
    """What stood in the room when it was last lost or left."""

    line: str
    """The line that was being typed."""

    lines: tuple[tuple[str, str, str], ...]
    """(text, moment, the row that it rewrites) of lines that were not seen saved."""

    edit: tuple[str, str, str, str] | None
    """(row, text, text at first, moment) of what was being edited."""


class RoomQueue:
    """The tasks of one room. A line leaves it when it is on the desk:
    until then it stands in the draft of the room, which outlives the window."""

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
        """What is being typed; while something is edited, what was."""
        self.edit: Edit | None = None
        """What is being edited."""

    def kept(self) -> KeptRoom:
        """Return what the draft of the room holds."""
        held = draft(self._path, self._form)
        lines = [[*parts, ""][:3] for parts in _texts(held.get("waiting"), 2)]
        edit = next(iter(_texts(held.get("edit"), 4)), None)
        return KeptRoom(
            held.get("line", ""),
            tuple((text, at, of) for text, at, of in lines if _ROW.match(of)),
            (edit[0], edit[1], edit[2], edit[3]) if edit and _ROW.match(edit[0]) else None,
        )

    def keep(self) -> None:
        """Keep what is being typed or edited, and all lines that are not on the desk yet."""
        edit = self.edit
        tasks = [task for task in (*self.failed, *self._running, *self.waiting) if task.text]
        kept = {"line": self.line, "waiting": json.dumps([[task.text, task.at, task.of] for task in tasks])}
        if edit is not None:
            kept["edit"] = json.dumps([[edit.of, edit.text, edit.first, edit.at]])
        keep_draft_soon(self._path, self._form, kept if self.line or tasks or edit is not None else None)

    def add(self, task: Task) -> None:
        """Save it when all before it are saved; those that failed for a reason that may be over come first."""
        task.at = task.at or now()
        for other in [one for one in self.failed if one.passing]:
            self._wait_again(other)
        self.waiting.append(task)
        self._go_on()

    def try_again(self, *tasks: Task) -> None:
        """Save what failed."""
        for task in tasks:
            self._wait_again(task)
        self._go_on()

    def drop(self, task: Task) -> None:
        """Forget one that failed."""
        self.failed.remove(task)
        self._tell()

    def put_back(self, task: Task) -> None:
        """Let one stand among those that failed."""
        self.failed.append(task)
        self._tell()

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
            self._tell()
            return
        self._running, self.waiting = self.waiting, []
        self._tell()
        batch = tuple(self._running)
        self._window.act("Saving", lambda desk, _: _saved(desk, batch), self._came, self._could_not)

    def _came(self, results: tuple[Came | Trouble, ...]) -> None:
        batch, self._running = self._running, []
        for task, result in zip(batch, results, strict=True):
            if isinstance(result, Trouble):
                self._fail(task, result)
            elif task.frees:
                for other in tuple(self.failed):
                    self._wait_again(other)
        self._tell()
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
        if task.text:
            self.failed.append(task)
        else:
            self._done(task, None)

    def _tell(self) -> None:
        self.keep()
        self._changed()


def _texts(stored: str | None, least: int) -> list[list[str]]:
    """Return lists of texts from what a draft holds, each of so many at least; none where it cannot be read."""
    try:
        found = json.loads(stored or "[]")
    except ValueError:
        return []
    lists = found if isinstance(found, list) else []
    return [
        parts
        for parts in lists
        if isinstance(parts, list) and len(parts) >= least and all(isinstance(part, str) for part in parts)
    ]


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
