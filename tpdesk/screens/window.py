"""The desk behind the window: which file, which place and year, what runs in the background, and
whether the file was changed."""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from textual.app import App
from textual.notifications import Notification, Notify, SeverityLevel
from textual.reactive import reactive
from textual.worker import Worker, WorkerState

from tpdesk import services
from tpdesk.errors import DeskError, Locked
from tpdesk.models import desktop
from tpdesk.screens.alive import has_gone
from tpdesk.screens.display import content
from tpdesk.screens.here import Here, OpenedFrom
from tpdesk.screens.reporter import Job, Reporting, Trouble, trouble_of
from tpdesk.screens.textual_private import shown_notifications

if TYPE_CHECKING:
    from tpdesk.models.connection import FileWatch
    from tpdesk.models.desk import Desk
    from tpdesk.models.keeping.lock import Held
    from tpdesk.models.kept import KeptAnswers
    from tpdesk.models.place import Place
    from tpdesk.services.overview import DeskState

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Who waits for a job."""

    job: Job
    then: Callable[..., Awaitable[None] | None] | None
    failed: Callable[[Trouble], Awaitable[None] | None] | None
    changes: bool


class _Note(Notification):
    """A message in the corner that never has less than a moment left. Textual sets a timer over what is left, and
    one over less than nothing never ends: the window would stand still for good."""

    @property
    def time_left(self) -> float:
        return max(super().time_left, _MOMENT)

    @property
    def has_expired(self) -> bool:
        return super().time_left <= 0


_MOMENT = 0.05
"""Seconds."""


class Window(Reporting, App[None]):
    """What all modes share. Screens read `here`, `state` and `edition`, and change the desk by `act` alone."""

    here: reactive[Here] = reactive(Here(), init=False)
    """The place, year and level that every mode shows."""

    state: reactive[DeskState | None] = reactive(None, init=False)
    """How the desk stands; None until it was first read."""

    edition: reactive[int] = reactive(0, init=False)
    """Goes up whenever the desk file was read again: what was read from it before is old."""

    trouble: reactive[Trouble | None] = reactive(None, init=False)
    """Why the desk file cannot be read; None where it can."""

    jobs: reactive[tuple[Job, ...]] = reactive((), init=False, bindings=True)
    """What runs in the background, the eldest first."""

    read_only: reactive[str] = reactive("", init=False)
    """Why this window may only read, in words; else empty."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.troubles: list[tuple[str, Trouble]] = []
        """Everything that went wrong since the start, with the local time."""
        self.look_every = 1.0
        """Seconds between looks at the file for changes of others."""
        self._waiting: dict[Worker[object], _Waiting] = {}
        self.desk_before: Path | None = None
        """The desk that was open before this one."""
        self._year_chosen = False
        """Whether the user chose the year; until then each place shows the one that its money says."""
        self.held_by = ""
        """Who holds the desk, where this window may only read for that:
        `open in a window by anna on PC7 since 09:12`."""
        self.ways: dict[str, tuple[OpenedFrom, ...]] = {}
        """Mode or room -> where Esc in it leads, the latest last."""
        self.paints = True
        """Whether what changes is painted: not while the first frame stands in place of a mode without its figures."""
        self._in_terminal = desktop.is_in_terminal()
        self._watch: FileWatch | None = None
        self._held: Held | None = None
        self.kept: KeptAnswers | None = None
        """What was asked of the desk, kept while nobody writes to it."""

    def on_mount(self) -> None:
        """Read the desk, and look for changes from then on."""
        self.reread()
        self.set_interval(self.look_every, self.look)

    def on_unmount(self) -> None:
        """Keep where the user was and what was typed, and let go of the file."""
        from tpdesk.models.own.drafts import settle_drafts

        settle_drafts()
        reading = sys.modules.get("tpdesk.models.beside")
        if reading is not None and not self.jobs:
            # The program ends when its threads have ended, and these would go on for minutes.
            reading.end_readings()
        self._keep_here()
        self.let_go()

    # -- reading how the desk stands

    def reread(self) -> None:
        """Read the desk file again, and let every mode do so."""
        self.ask("desk.state", lambda desk: services.overview.read_state(desk), self._take_state)

    def look(self) -> None:
        """Read again where somebody else has changed the file;
        end where the terminal has gone, which nothing else tells."""
        if self._in_terminal and not desktop.is_in_terminal():
            self.exit()
        if self._watch is None:
            return
        if self.read_only:
            self._hold()
            if not self.read_only:
                self.say("Whoever had this desk open has closed it: you can change it now.")
        if self._watch.changed():
            self.reread()

    def open_path(self, path: Path) -> None:
        """Go over to another desk file."""
        self._keep_here()
        self.let_go()
        if self.state is not None:
            self.desk_before = self.path
        self.path, self.here, self.state, self.ways = path, Here(level=self.here.level), None, {}
        self._year_chosen = False
        self.reread()

    def _take_state(self, state: DeskState) -> None:
        from tpdesk.models.connection import FileWatch
        from tpdesk.models.kept import KeptAnswers
        from tpdesk.models.own.remembered import remember

        if self._watch is None:
            # Only a desk that did open is found again by the next start; what is shown of it does not wait for that.
            self.call_later(remember, self.path)
            self._watch, self.kept = FileWatch(self.path), KeptAnswers(self.path)
            self._hold()
            self._warn_of_place()
        self.trouble = None
        first, self.state = self.state is None, state
        self.here = self._valid(self._kept_here() if first else self.here)
        self.edition += 1

    def _kept_here(self) -> Here:
        """Return where the user was when the desk was last closed."""
        from tpdesk.models.own.remembered import whereabouts

        kept = whereabouts(self.path)
        place = next((place for place in self.places if place.name == kept.place), None) if kept is not None else None
        if kept is None or place is None or self.here.place is not None:
            return self.here
        self._year_chosen = kept.year is not None
        return Here(place.id, kept.year, kept.level)

    def _keep_here(self) -> None:
        from tpdesk.models.own.remembered import Whereabouts, keep_whereabouts

        if self.place is not None:
            year = self.here.year if self._year_chosen else None
            keep_whereabouts(self.path, Whereabouts(self.place.name, year, self.here.level))

    def let_go(self) -> None:
        """Let go of the file: others may write to it, or put another in its place."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        if self.kept is not None:
            self.kept.close()
            self.kept = None
        if self._held is not None:
            self._held.release()
            self._held = None
        self.read_only = ""

    def _hold(self) -> None:
        """Hold the desk for as long as the window is open, or read it only, where somebody else holds
        it or nothing can be written."""
        from tpdesk.models.keeping.lock import WINDOW, InUse, hold, holder

        if self._held is not None or (self.read_only and holder(self.path) is not None):
            return
        try:
            self._held = hold(self.path, WINDOW, wait_milliseconds=0)
            self.read_only = ""
        except InUse as error:
            words = error.holder.words
            self._only_read(f"It is {words}. You can read it here, and change it when it is closed there.", words)
        except Locked as error:
            self._only_read(str(error))

    def _only_read(self, why: str, held_by: str = "") -> None:
        if why != self.read_only:
            self.remember(Trouble("This window may only read", why, True))
        self.held_by, self.read_only = held_by, why

    def _warn_of_place(self) -> None:
        from tpdesk.models.keeping.placement import place_warning

        warning = place_warning(self.path)
        if warning:
            self.notify(
                content(warning).plain, title="Where this desk lies", severity="warning", timeout=12, markup=False
            )

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """Show that the desk cannot be read; trouble that may pass leaves what is on show where it is."""
        if group != "desk.state" or (trouble.passing and self.state is not None):
            self.tell(trouble)
            return
        self.remember(trouble)
        self.trouble = trouble
        self.look_behind(trouble)

    def look_behind(self, trouble: Trouble) -> None:
        """Where the desk file is damaged, or damage is found behind what nothing expected, show the ways back."""
        if trouble.damage:
            self.recover(trouble)
        if trouble.fault is None:
            return
        path, fault = self.path, trouble.fault

        def then(found: DeskError | None) -> None:
            if found is not None and trouble_of(found).damage and path == self.path:
                self.recover(trouble_of(found))

        self.read("desk.damage", lambda: services.keeping.damage_behind(path, fault), then)

    def recover(self, trouble: Trouble) -> None:
        """Show the ways back from a damaged desk file."""
        from tpdesk.screens.desk.recovery import RecoveryScreen

        if isinstance(self.screen, RecoveryScreen):
            return
        self.let_go()

        def recovered(answer: Path | bool | None) -> None:
            if isinstance(answer, Path):
                self.open_path(answer)
            elif answer:
                self.reread()
            else:
                self.exit()

        self.push_screen(RecoveryScreen(self.path, trouble.message, self.desk_before), recovered)

    def tell(self, trouble: Trouble) -> None:
        """Say what went wrong in a corner, in place of what was said before, and keep it for the list of messages."""
        self.remember(trouble)
        self.clear_notifications()
        self.notify(
            content(trouble.message).plain, title=content(trouble.title).plain, severity="error", timeout=12,
            markup=False
        )  # fmt: skip

    def notify(
        self, message: str, *, title: str = "", severity: SeverityLevel = "information", timeout: float | None = None,
        markup: bool = True,
    ) -> None:  # fmt: skip
        """Show a message in a corner."""
        lasts = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        self.post_message(Notify(_Note(message, title, severity, lasts, markup=markup)))

    def say(self, text: str, title: str = "") -> None:
        """Say what was done, in a corner, in place of what was said before: a pile of them would hide the screen.
        Trouble stays."""
        self.unsay()
        self.notify(content(text).plain, title=content(title).plain, timeout=5, markup=False)

    def unsay(self) -> None:
        """Take off what was said in the corner. Trouble stays."""
        if all(note.severity == "information" for note in shown_notifications(self)):
            self.clear_notifications()

    def remember(self, trouble: Trouble) -> None:
        """Keep what went wrong for the list of messages."""
        self.troubles.append((time.strftime("%H:%M:%S"), trouble))

    # -- which place and year

    @property
    def place(self) -> Place | None:
        """The place that the window is about."""
        return next((place for place in self.places if place.id == self.here.place), None)

    @property
    def places(self) -> tuple[Place, ...]:
        """All places of the desk, those with money first."""
        return self.state.places if self.state is not None else ()

    def go_to(self, *, place: int | None = None, year: int | None = None, level: int | None = None) -> None:
        """Let every mode show another place, year or level; what is None stays, as far as the
        place has money in that year."""
        wanted = self.here
        if place is not None:
            wanted = replace(wanted, place=place)
        if year is not None:
            self._year_chosen = True
            wanted = replace(wanted, year=year)
        if level is not None:
            wanted = replace(wanted, level=level)
        self.here = self._valid(wanted)

    def _valid(self, here: Here) -> Here:
        places = self.places
        place = next((place for place in places if place.id == here.place), places[0] if places else None)
        if place is None:
            return Here(level=here.level)
        kept = self._year_chosen and here.year in place.years
        first = self.state.years.get(place.id) if self.state is not None else None
        return Here(place.id, here.year if kept else first, here.level)

    # -- acts

    def act(
        self,
        title: str,
        call: Callable[[Desk, Job], R],
        then: Callable[[R], Awaitable[None] | None] | None = None,
        failed: Callable[[Trouble], Awaitable[None] | None] | None = None,
    ) -> Job | None:
        """Change the desk: run `call` with the desk open for writing in a thread, then `then` with its result in the
        window, and let all modes read again.

        `title` says what is being done ("Removing Testshire"). A failure goes to `failed`, which shows it where the
        user typed, or else into a corner. Returns None, having said why, where this window may only read.
        """
        if self.read_only:
            trouble = Trouble("This window may only read", self.read_only, True)
            self.call_later(failed, trouble) if failed is not None else self.tell(trouble)
            return None
        path = self.path

        def work(job: Job) -> R:
            from tpdesk.models.desk import open_desk
            from tpdesk.models.keeping.lock import WINDOW

            with open_desk(path, program=WINDOW) as desk:
                desk.tell = lambda words: self.call_from_thread(self.say, words)
                return call(desk, job)

        return self.work_on(title, work, then, failed, changes=True)

    def change(
        self,
        title: str,
        write: Callable[[Desk], R],
        then: Callable[[R], Awaitable[None] | None] | None = None,
        failed: Callable[[Trouble], Awaitable[None] | None] | None = None,
    ) -> Job | None:
        """Change the desk as `act` does, by what says nothing on its way: `write` is called with the desk alone."""
        return self.act(title, lambda desk, _: write(desk), then, failed)

    def work_on(
        self,
        title: str,
        call: Callable[[Job], R],
        then: Callable[[R], Awaitable[None] | None] | None = None,
        failed: Callable[[Trouble], Awaitable[None] | None] | None = None,
        *,
        changes: bool = False,
    ) -> Job:
        """Run long work that is shown with its progress and can be stopped, as `act` does, but without the desk;
        `changes` reads the desk again after it."""
        job = Job(title)
        worker: Worker[object] = self.run_worker(
            lambda: call(job), name=title, group="desk.job", exit_on_error=False, thread=True
        )
        self._waiting[worker] = _Waiting(job, then, failed, changes)
        self.jobs = (*self.jobs, job)
        return job

    async def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Hand over what a job has done; other workers are the reporter's."""
        waiting = self._waiting.get(event.worker)
        if waiting is None or event.state not in (WorkerState.SUCCESS, WorkerState.ERROR, WorkerState.CANCELLED):
            return
        # Textual would call the reporter's handler too, which would tell a failure a second time.
        event.prevent_default()
        del self._waiting[event.worker]
        self.jobs = tuple(job for job in self.jobs if job is not waiting.job)
        if waiting.changes:
            if self._watch is not None:
                self._watch.changed()
            self.reread()
        if event.state is WorkerState.SUCCESS and waiting.then is not None:
            await _answered(waiting.then(event.worker.result))
        elif event.state is WorkerState.ERROR and event.worker.error is not None:
            trouble = trouble_of(event.worker.error)
            if waiting.failed is None or has_gone(waiting.failed):
                self.tell(trouble)
            else:
                self.remember(trouble)
                await _answered(waiting.failed(trouble))


async def _answered(answer: Awaitable[None] | None) -> None:
    if answer is not None:
        await answer
