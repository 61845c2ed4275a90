"""One road for work in threads: a result is handed over unless it was overtaken, a failure is told in
words, never as a traceback.

What stands in place of everything where the desk file cannot be read.

What went wrong since the desk was opened, to be read again and copied.

Work in the background that a user waits for: how far it is, how long it will take, and how it is stopped.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker, WorkerState, get_current_worker

import tpdesk
from tpdesk.errors import Cancelled, Damaged, DeskError
from tpdesk.screens.commands import PANEL_KEYS
from tpdesk.screens.commands.declare import Command
from tpdesk.screens.dialogs.awaited import DIALOGS
from tpdesk.screens.display import content, joined
from tpdesk.screens.key_line import bindings
from tpdesk.screens.styled_once import StyledOnce
from tpdesk.text import clean

if TYPE_CHECKING:
    from textual.dom import DOMNode as _Base

    from tpdesk.models.desk import Desk
    from tpdesk.models.kept import KeptAnswers
else:
    # At run time a plain class: a mixin that derives from Textual's own would lose default styles.
    _Base = object

R = TypeVar("R")


class _OnDesk(Protocol):
    """The window, as far as a question goes: the desk file that it is on."""

    path: Path
    kept: KeptAnswers | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A failure in words."""

    title: str
    """A short heading."""

    message: str
    """What happened, where, and what to do."""

    passing: bool
    """It may be over in a moment (someone else is writing): what is on the screen can stay."""

    damage: bool = False
    """The desk file itself is damaged."""

    fault: Exception | None = None
    """What nothing expected; damage of the desk file may be behind it."""


class Reporting(_Base):
    """For the app, every screen and every dialog, before Textual's own class."""

    def ask(
        self,
        group: str,
        query: Callable[[Desk], R],
        then: Callable[[R], Awaitable[None] | None],
        *,
        opens: bool = False,
    ) -> None:
        """Ask the desk: a thread opens it to read and calls `query` with it; then comes `then` with
        the answer, in the window.

        A later question of the same `group` overtakes an earlier one, whose answer is dropped. A failure goes to
        `show_trouble`. Where the answer `opens` a dialog, keys that are typed meanwhile wait for it.
        """
        window = cast("_OnDesk", self.app)
        path, kept = window.path, window.kept

        def answer() -> R:
            from tpdesk.models.desk import open_desk

            with open_desk(path, read_only=True) as desk:
                desk.kept = kept
                return query(desk)

        self.read(group, answer, then, opens=opens)

    def read(
        self, group: str, call: Callable[[], R], then: Callable[[R], Awaitable[None] | None], *, opens: bool = False
    ) -> None:
        """Run `call`, which needs no desk, in a thread, and then `then` with its result in the window;
        the desk is asked by `ask`, which says what `opens` is.

        A later read of the same `group` overtakes an earlier one, whose result is dropped. A
        failure goes to `show_trouble`.
        """
        if opens:
            self._opening().add(group)
        worker = self.run_worker(call, name=group, group=group, exit_on_error=False, exclusive=True, thread=True)
        self._awaited()[group] = (worker, then)

    def talk(self, dialogs: Coroutine[Any, Any, None]) -> None:
        """Run what a widget of this screen asks the user: a coroutine that awaits its dialogs, as `asks` does for the
        screen itself. A failure goes to `show_trouble`."""
        self.run_worker(dialogs, group=DIALOGS, exit_on_error=False)

    def opens_first(self, key: str) -> bool:  # noqa: ARG002 - for screens of which only some keys have to wait
        """Say whether something is about to come up that `key`, pressed now, is meant for."""
        return self.awaits(*self._opening())

    def awaits(self, *groups: str) -> bool:
        """Say whether anything of these groups is being read, or what was read is still to be shown."""
        return any(group in groups and not worker.is_cancelled for group, (worker, _) in self._awaited().items())

    def _opening(self) -> set[str]:
        found: set[str] = self.__dict__.setdefault("_opening_reads", set())
        return found

    @property
    def reads_now(self) -> bool:
        """Whether something is being read whose result is still to be shown."""
        return any(not worker.is_finished for worker, _ in self._awaited().values())

    @property
    def awaits_any(self) -> bool:
        """Whether anything is being read, or was read and is still to be shown."""
        return any(not worker.is_cancelled for worker, _ in self._awaited().values())

    def _awaited(self) -> dict[str, tuple[Worker[Any], Callable[[Any], Awaitable[None] | None]]]:
        found: dict[str, tuple[Worker[Any], Callable[[Any], Awaitable[None] | None]]] = self.__dict__.setdefault(
            "_awaited_reads", {}
        )
        return found

    async def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Textual's message; found by its name, since `@on` in a plain class never registers."""
        worker = event.worker
        if not self.is_attached:
            # Whoever asked has been closed meanwhile: there is nothing left to show the answer in.
            self._awaited().pop(worker.group, None)
            return
        latest, then = self._awaited().get(worker.group, (None, None))
        if event.state is WorkerState.SUCCESS and worker is latest and then is not None:
            del self._awaited()[worker.group]
            answer = then(worker.result)
            if inspect.isawaitable(answer):
                await answer
        elif event.state is WorkerState.ERROR and worker.error is not None and (latest is None or worker is latest):
            self._awaited().pop(worker.group, None)
            await self.show_trouble(trouble_of(worker.error), worker.group)

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """Put the trouble before the user; `group` is the worker's, as in `overview.read`."""
        raise NotImplementedError


def is_overtaken() -> bool:
    """Say, in the thread of a reading, whether its answer is no longer wanted."""
    return get_current_worker().is_cancelled


def trouble_of(error: BaseException) -> Trouble:
    """Return any failure in words."""
    if isinstance(error, DeskError):
        return Trouble(
            error.title, error.message, error.exit_code == 3 or isinstance(error, Cancelled), isinstance(error, Damaged)
        )
    if isinstance(error, OSError):
        where = f" {error.filename}" if error.filename else ""
        return Trouble(
            "The desk file cannot be reached",
            f"The system says of{where or ' it'}: {error.strerror or error}. Check the folder and your rights.",
            False,
        )
    if is_of_an_upgrade(error):
        return Trouble(
            "tpdesk was upgraded while this window was open",
            "The part of it that is needed now is no longer there. Everything is saved: close the window with q, and "
            "open it again.",
            False,
        )
    text = (
        f"tpdesk met a fault of its own ({type(error).__name__}: {error}). The file was not changed by it. "
        "Reload; if it comes again, report these words."
    )
    return Trouble("Something went wrong", text, False, fault=error if isinstance(error, Exception) else None)


def is_of_an_upgrade(error: BaseException) -> bool:
    """Say whether something went wrong because tpdesk was upgraded or removed while this window was open."""
    if isinstance(error, ImportError):
        return (error.name or "").partition(".")[0] == "tpdesk" or _stamp() != _STAMP
    if isinstance(error, AttributeError) and isinstance(error.obj, ModuleType):
        return error.obj.__name__.partition(".")[0] == "tpdesk" or _stamp() != _STAMP
    return not isinstance(error, DeskError) and _stamp() != _STAMP


def _stamp() -> int | None:
    """Return when the package's first file was written; None where it is gone."""
    try:
        return Path(tpdesk.__file__ or "").stat().st_mtime_ns
    except OSError:
        return None


_STAMP: Final = _stamp()
"""That of the tpdesk that runs."""


class TroublePanel(VerticalScroll):
    """A title, what happened and what to do."""

    def compose(self) -> ComposeResult:
        """Three texts in one frame."""
        with VerticalScroll(id="trouble-panel", classes="frame"):
            yield Static(id="trouble-title")
            yield Static(id="trouble-message")
            yield Static(
                joined(
                    [
                        content("r", "bold $accent"),
                        content("to try again,"),
                        content("q", "bold $accent"),
                        content("to quit"),
                    ]
                ),
                id="trouble-keys",
                classes="-last",
            )

    def show(self, trouble: Trouble) -> None:
        """Show the trouble."""
        self.query_one("#trouble-title", Static).update(content(trouble.title, "bold $error"))
        self.query_one("#trouble-message", Static).update(content(trouble.message))


class TroublesPanel(StyledOnce, ModalScreen[None]):
    """The messages as one text, the latest first; c copies them all."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        (PANEL_KEYS, Command("panel.copy", "c", "copy_all", "Copy", "Copy all messages.", palette=False))
    )

    def __init__(self, troubles: Sequence[tuple[str, Trouble]]) -> None:
        super().__init__()
        lines = [f"{at}  {trouble.title}\n{trouble.message}" for at, trouble in reversed(troubles)]
        self.text = clean("\n\n".join(lines), multiline=True)

    def compose(self) -> ComposeResult:
        """The text, from which parts can be marked and copied with ctrl+c."""
        # Not needed for the first paint, which waits for this module.
        from textual.widgets import TextArea

        with VerticalScroll(id="help-panel") as panel:
            panel.border_subtitle = "c copies all, ctrl+c what is marked, Esc closes"
            yield Static(content("What went wrong since the desk was opened", "bold $accent"))
            yield TextArea(self.text, read_only=True, compact=True, id="troubles-text")

    def action_copy_all(self) -> None:
        """Copy all messages."""
        self.app.copy_to_clipboard(self.text)
        self.notify("All messages were copied, where the terminal allows it.", markup=False)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)


_SURE_AFTER = 2.0
"""Seconds of work before the time left is worth saying."""


class Job:
    """One act that runs in a thread. The thread calls `step`; the window reads `words` and calls `stop`."""

    def __init__(self, title: str) -> None:
        self.title = title
        """What is being done, as in `Taking in hyndburn 2401.csv`."""
        self.started = time.monotonic()
        """By the monotonic clock, in seconds."""
        self.done = 0
        self.total: int | None = None
        self.unit = ""
        self.settling = False
        """Whether the last part runs, which cannot be stopped: all of it is kept, or nothing."""
        self._stop = Event()

    def step(self, done: int, total: int | None = None, unit: str = "rows") -> None:
        """Say how far the work is, as `done` of `total` (None: nobody knows) of `unit`.
        Raises Cancelled where the user has stopped it."""
        self.done, self.total, self.unit = done, total, unit
        self.check()

    def check(self) -> None:
        """Raise Cancelled where the user has stopped the work."""
        if self._stop.is_set():
            raise Cancelled("The work was stopped; nothing of it was kept.", title="Stopped")

    @property
    def stopping(self) -> bool:
        """Whether the user has stopped it, and it has not ended yet."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def words(self, now: float) -> str:
        """Return how far it is at the time `now` of the monotonic clock: `Taking in x.csv:
        1,200 of 5,000 rows, about 12 s left`."""
        if self.stopping:
            return f"{self.title}: stopping ..."
        if self.settling:
            return f"{self.title}: writing to the desk ..."
        if not self.done:
            return f"{self.title} ..."
        if not self.total:
            return f"{self.title}: {self.done:,} {self.unit}"
        return f"{self.title}: {self.done:,} of {self.total:,} {self.unit}{self._left(now)}"

    def _left(self, now: float) -> str:
        spent = now - self.started
        if spent < _SURE_AFTER or not self.total or self.done >= self.total:
            return ""
        left = round(spent * (self.total - self.done) / self.done)
        return f", about {left} s left" if left < 90 else f", about {round(left / 60)} min left"
