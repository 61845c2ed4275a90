"""One reporter for everything that fails in a worker: a title and what to do, never a traceback."""

from __future__ import annotations

from dataclasses import dataclass

from textual.worker import Worker, WorkerState

from tpdesk.errors import DeskError


@dataclass(frozen=True, slots=True)
class Trouble:
    """A failure in words."""

    title: str
    """A short heading."""

    message: str
    """What happened, where, and what to do."""

    passing: bool
    """It may be over in a moment (someone else is writing): what is on the screen can stay."""


class Reporting:
    """For the app and every screen, before Textual's own class: hands each worker's failure to `show_trouble`."""

    async def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Textual's message; found by its name, since `@on` in a plain class never registers."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            await self.show_trouble(trouble_of(event.worker.error), event.worker.group)

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """Put the trouble before the user; `group` is the worker's, as in `overview.read`."""
        raise NotImplementedError


def trouble_of(error: BaseException) -> Trouble:
    """Return any failure in words."""
    if isinstance(error, DeskError):
        return Trouble(error.title, str(error), error.exit_code == 3)
    if isinstance(error, OSError):
        where = f" {error.filename}" if error.filename else ""
        return Trouble(
            "The desk file cannot be reached",
            f"The system says of{where or ' it'}: {error.strerror or error}. Check the folder and your rights.",
            False,
        )
    text = f"tpdesk met a fault of its own ({type(error).__name__}: {error}). The file was not changed by it. Reload; if it comes again, report these words."
    return Trouble("Something went wrong", text, False)
