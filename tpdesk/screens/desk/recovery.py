"""What stands in place of a desk that is damaged: what is wrong, the backups, and what can be read of it;
the damaged file is always kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tpdesk.errors import Cancelled
from tpdesk.screens.commands import DIALOG
from tpdesk.screens.display import content, joined
from tpdesk.screens.key_line import KeyLine, bindings
from tpdesk.screens.reporter import Reporting, Trouble
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.models.keeping.restoring import Restored, WayBack
    from tpdesk.models.keeping.salvage_rows import Salvage

_OTHERS = 3
"""How many other desks are offered."""


@dataclass(frozen=True, slots=True)
class RecoveryChoice:
    """One line of the list."""

    title: str
    """What it does."""

    tells: str
    """What will happen, and to what; shown while the line is under the cursor."""

    act: Callable[[], None]
    """Does it."""


class RecoveryScreen(Reporting, Screen[Path | bool]):
    """The ways back from damage. It is dismissed with True when the desk is to be opened again, with the path of
    another to open, or with False when the window is to close."""

    CSS_PATH = "recovery.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        command for command in DIALOG.commands if command.action == "close"
    )

    def __init__(self, path: Path, problem: str, before: Path | None = None) -> None:
        super().__init__()
        self.before = before
        """The desk that was open before, to which Esc goes back."""
        self.path = path
        """The damaged desk file."""
        self.problem = problem
        """What is wrong with it, in words."""
        self._ways: tuple[WayBack, ...] | None = None
        self._choices: tuple[RecoveryChoice, ...] = ()
        self._salvaged: Salvage | None = None
        self._stop = Event()
        self._at_first_list = False

    def compose(self) -> ComposeResult:
        """A title, what is wrong, the list, and what the line under the cursor does."""
        yield Static(id="recovery-title")
        with VerticalScroll(id="recovery-said", can_focus=False):
            yield Static(id="recovery-text")
        yield OptionList(id="recovery-ways", markup=False)
        with VerticalScroll(id="recovery-explained", can_focus=False):
            yield Static(id="recovery-tells")
        yield KeyLine()

    def on_mount(self) -> None:
        """Look for backups, then offer the ways back."""
        self._offer("The desk file is damaged", [self.problem, "Looking for backups ..."], ())
        path = self.path

        def look() -> tuple[WayBack, ...]:
            from tpdesk.models.keeping.restoring import ways_back

            return ways_back(path)

        self.read("recovery.look", look, self._take_ways)

    def _take_ways(self, ways: tuple[WayBack, ...]) -> None:
        self._ways = ways
        self._show_ways()

    # -- the steps

    def _show_ways(self) -> None:
        backups = self._ways or ()
        found = (
            f"{counted(len(backups), 'backup')} of it {'was' if len(backups) == 1 else 'were'} found."
            if backups
            else "No backup of it was found."
        )
        self._offer(
            "The desk file is damaged",
            [self.problem, f"{found} Whatever you choose, the damaged file is kept."],
            (
                *(self._backup_choice(way) for way in backups),
                RecoveryChoice(
                    "Bring over what can be read of the damaged file: a look first",
                    "Reads the damaged file row by row into a new file beside it, and says what was found. Nothing "
                    "takes the place of the damaged file until you have seen that and said so.",
                    self._salvage,
                ),
                RecoveryChoice("Try to open it again",
                    "Opens the file as it is: for when it lay on a drive or in a folder that was not there.",
                    self._again),
                *(
                    RecoveryChoice(f"Open {other.name} instead", f"Leaves the damaged file as it is and opens {other}.",
                        partial(self._open_other, other))
                    for other in self._others()
                ),
                RecoveryChoice("Quit", f"Closes the window. Nothing is changed; the damaged file stays at {self.path}.",
                    self._quit),
            ),
        )  # fmt: skip
        self._at_first_list = True

    def _others(self) -> list[Path]:
        """Return the desks that can be opened instead, the one before this first."""
        from tpdesk.models.own.remembered import recent_desks

        known = [self.before] if self.before is not None else []
        here = self.path.absolute()
        return list(dict.fromkeys(path for path in (*known, *recent_desks()) if path.absolute() != here))[:_OTHERS]

    def _backup_choice(self, way: WayBack) -> RecoveryChoice:
        made = _time(way.backup.made_at)
        since = (
            "what was done since cannot be read"
            if way.changes is None
            else f"{counted(way.changes.number, 'change')} since"
        )
        told = "" if way.changes is None else _acts(way)
        return RecoveryChoice(
            f"Go back to the backup of {made} ({way.backup.reason}): {since}",
            f"The desk will be as it was then. The damaged file is kept beside it, as {self._kept_name}.{told}",
            lambda: self._confirm(way),
        )

    def _confirm(self, way: WayBack) -> None:
        self._offer(
            f"Go back to the backup of {_time(way.backup.made_at)}?",
            [
                (
                    "The desk will be as it was then; the damaged file is kept beside it, as "
                    f"{self._kept_name}. {_acts(way).strip()}"
                )
            ],
            (
                RecoveryChoice(
                    "Yes, go back to it",
                    f"Puts the backup at {self.path}. The backup itself stays where it is.",
                    lambda: self._go_back(way),
                ),
                RecoveryChoice("No, show the ways again", "Nothing was changed.", self._show_ways),
            ),
        )

    def _go_back(self, way: WayBack) -> None:
        path = self.path

        def work() -> Restored:
            from tpdesk.models.keeping.restoring import restore

            return restore(path, way.backup)

        self._offer("Going back to the backup ...", [], ())
        self.read("recovery.act", work, self._done)

    def _salvage(self) -> None:
        path = self.path
        self._stop.clear()

        def progress(table: str, rows: int) -> None:
            if self._stop.is_set():
                raise Cancelled("Nothing was brought over, and nothing was changed.")
            self.app.call_from_thread(self._text, [f"{table}: {counted(rows, 'row')} so far. Esc stops."])

        def work() -> Salvage:
            from tpdesk.services.keeping import salvage_beside

            return salvage_beside(path, progress)

        self._offer("Reading what can be read ...", ["Esc stops."], ())
        self.read("recovery.act", work, self._show_salvage)

    def _show_salvage(self, salvaged: Salvage) -> None:
        self._salvaged = salvaged
        self._offer(
            "What can be read of the damaged file",
            list(salvaged.words),
            (
                RecoveryChoice(
                    "Go on with this: it becomes the desk",
                    f"Puts what was brought over at {self.path}. The damaged file is kept beside it, as "
                    f"{self._kept_name}.",
                    self._take,
                ),
                RecoveryChoice(
                    "Keep it as a file of its own, and change nothing",
                    f"What was brought over stays in {salvaged.file}; the damaged file stays where it is. Open "
                    "the new one in its place next time.",
                    self._keep,
                ),
                RecoveryChoice(
                    "Leave it, and show the ways again",
                    "Takes the new file away again. Nothing else was changed.",
                    self._leave,
                ),
            ),
        )

    def _take(self) -> None:
        path, salvaged = self.path, self._salvaged
        assert salvaged is not None

        def work() -> Restored:
            from tpdesk.services.keeping import take_its_place

            return take_its_place(path, salvaged)

        self._offer("Putting it in place ...", [], ())
        self.read("recovery.act", work, self._done)

    def _keep(self) -> None:
        assert self._salvaged is not None
        file, self._salvaged = self._salvaged.file, None
        self._show_ways()
        self.notify(content(f"What was brought over is in {file}.").plain, markup=False, timeout=12)

    def _leave(self) -> None:
        from tpdesk.services.keeping import leave

        assert self._salvaged is not None
        leave(self._salvaged)
        self._salvaged = None
        self._show_ways()

    def _done(self, done: Restored) -> None:
        kept = f"The damaged file is kept: {done.kept}." if done.kept is not None else ""
        self._salvaged = None
        self._offer(
            "The desk is whole again",
            [f"It is {done.desk}. {kept}"],
            (
                RecoveryChoice("Open it", "Opens the desk.", self._again),
                RecoveryChoice("Quit", "Closes the window.", self._quit),
            ),
        )

    def _again(self) -> None:
        self.dismiss(True)

    def _open_other(self, path: Path) -> None:
        self.dismiss(path)

    def _quit(self) -> None:
        self.dismiss(False)

    # -- what is on show

    @property
    def _kept_name(self) -> str:
        return f"{self.path.stem}.damaged-TIME{self.path.suffix}"

    def _offer(self, title: str, said: list[str], choices: tuple[RecoveryChoice, ...]) -> None:
        self._choices = choices
        self._at_first_list = False
        self.query_one("#recovery-title", Static).update(
            content(title, "bold $error" if "damaged" in title else "bold $accent")
        )
        self._text(said)
        ways = self.query_one("#recovery-ways", OptionList)
        ways.clear_options()
        ways.add_options([Option(content(choice.title)) for choice in choices])
        ways.display = bool(choices)
        self.query_one("#recovery-tells", Static).update(Content())
        if choices:
            ways.highlighted = 0
            ways.focus()

    def _text(self, said: list[str]) -> None:
        self.query_one("#recovery-text", Static).update(joined([content(part) for part in said], "\n"))

    @on(OptionList.OptionHighlighted, "#recovery-ways")
    def _explain(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index < len(self._choices):
            self.query_one("#recovery-tells", Static).update(content(self._choices[event.option_index].tells))

    @on(OptionList.OptionSelected, "#recovery-ways")
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self._choices[event.option_index].act()

    def action_close(self) -> None:
        """Go back one step: stop the reading, leave what was brought over, leave a question;
        from the first list, to the desk before, or out."""
        if self._salvaged is not None:
            self._leave()
        elif not self._choices:
            self._stop.set()
        elif not self._at_first_list:
            self._show_ways()
        elif self.before is not None:
            self.dismiss(self.before)
        else:
            self._quit()

    async def show_trouble(self, trouble: Trouble, group: str) -> None:  # noqa: ARG002 - Reporting's signature
        """Say what failed, and offer the ways again."""
        if self._ways is None:
            self._ways = ()
        self._show_ways()
        self._text([f"{trouble.title}. {trouble.message}", self.problem])


def _time(moment: str) -> str:
    """Return `2026-11-22 09:12 UTC` of an ISO 8601 time."""
    return f"{moment[:10]} {moment[11:16]} UTC"


def _acts(way: WayBack) -> str:
    """Return what would be lost by going back, as sentences."""
    changes = way.changes
    if changes is None:
        return " What was done since cannot be read in the damaged file."
    if not changes.number:
        return " Nothing was done since."
    named = "; ".join(act.words for act in changes.acts[:5])
    more = f"; and {changes.number - 5:,} more" if changes.number > 5 else ""
    return f" Done since, and to be done again: {named}{more}."
