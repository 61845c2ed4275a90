"""Files in: choose them, check how each would be read, import them, see what became of them."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer
from textual.widgets import OptionList, Static

from tpdesk import services
from tpdesk.domain.advice import UNKNOWN_AGENCY
from tpdesk.screens.alive import is_alive
from tpdesk.screens.commands.intake import IMPORT
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.intake.import_check import CheckPane
from tpdesk.screens.intake.import_done import DonePane
from tpdesk.screens.intake.import_files import FilePicker
from tpdesk.screens.intake.import_questions import FileQuestions
from tpdesk.screens.intake.import_state import ChosenFile, rows_of
from tpdesk.screens.intake.import_steps import ImportSteps
from tpdesk.screens.intake.import_words import on_screen
from tpdesk.screens.intake.import_work import Meter
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.rooms import open_room
from tpdesk.text import counted
from tpdesk.units import pounds

if TYPE_CHECKING:
    from pathlib import Path

    from tpdesk.models.desk import Desk
    from tpdesk.screens.reporter import Job
    from tpdesk.services.sheets import FileOutcome, ImportRequest


_NAMED: Final = 3
"""Organisations that the question for new ones names."""


class ImportScreen(ModeScreen):
    """The import room."""

    MODE = "import"
    NAME = "Import files"
    NEEDS_PLACE = False
    AUTO_FOCUS = "#pick-list"
    CSS_PATH = ["../rooms.tcss", "import_screen.tcss"]  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = bindings(IMPORT.commands)

    def __init__(self) -> None:
        super().__init__()
        self.outcomes: list[FileOutcome] = []
        self._meter: Meter | None = None
        self._tick: Timer | None = None
        self.steps = ImportSteps("import-page")
        """The files, and a page a step."""
        self._questions = FileQuestions(self.steps)

    def content(self) -> ComposeResult:
        """The page of the step."""
        yield self.steps

    @property
    def page(self) -> str:
        """The step on show."""
        return self.steps.page

    @property
    def files(self) -> list[ChosenFile]:
        """The files that are to be imported."""
        return self.steps.files

    def focus_content(self) -> None:
        """Give the keyboard to the list of the step on show."""
        self.steps.focus_page()

    def load(self) -> None:
        """Read which bodies and layouts the desk knows."""
        self.steps.load()

    def begin(self) -> None:
        """Begin with choosing where all files of the last time are in."""
        if self.page == "import-done" and not self.files:
            self.steps.turn_to("import-choose", "#pick-list")

    # -- choosing

    @on(FilePicker.Changed)
    def show_chosen(self) -> None:
        """Say how many files are chosen."""
        self.steps.entitle()

    @on(FilePicker.GoOn)
    def check_chosen(self) -> None:
        """Go on to checking."""
        chosen = self.query_one(FilePicker).chosen
        if not chosen:
            self.window.say("Select a file first: Space selects the one under the cursor, a all that are listed.")
            return
        before = {file.path: file for file in self.files}
        for path in before.keys() - chosen.keys():
            before[path].end_reading()
        self.steps.files = [before.get(path) or ChosenFile(path, size) for path, size in chosen.items()]
        for file in self.files:
            self.steps.recognise_body(file)
        self.steps.turn_to("import-check", "#check-files")
        self.steps.show()
        self.steps.read_next()

    @on(OptionList.OptionHighlighted, "#done-files")
    def show_done(self, message: OptionList.OptionHighlighted) -> None:
        """Follow the cursor."""
        message.stop()
        if message.option_index < len(self.outcomes):
            self.query_one(DonePane).show_one(self.outcomes[message.option_index])

    # -- how a file is read

    @on(CheckPane.Change)
    @asks
    async def change(self, message: CheckPane.Change) -> None:
        """Ask what a setting is to be."""
        await self._questions.change(message.setting)

    @on(CheckPane.ChangeColumn)
    @asks
    async def change_column(self, message: CheckPane.ChangeColumn) -> None:
        """Ask what a column is to be read as."""
        await self._questions.change_column(message.column)

    @asks
    async def _ask(self, file: ChosenFile, setting: str) -> None:
        await self._questions.ask(file, setting)

    @asks
    async def _ask_place(self) -> None:
        await self._questions.ask_place()

    # -- the files come in

    @on(ImportSteps.AllRead)
    def go_on_read(self) -> None:
        """Import what F2 was pressed for."""
        self._take_in()
        # Where a question came up instead, the trials go on behind it.
        self.steps.read_next()

    def _take_in(self) -> None:
        lacking = next(
            (file for file in self.files if file.preview is not None and file.lacks_body and file.can_come_in), None
        )
        if self.steps.place_name is None:
            self._ask_place()
            return
        if lacking is not None:
            # Asked before all are read: what is typed while nothing shows would be taken for keys.
            self.steps.go_to(lacking)
            self._ask(lacking, "agency")
            return
        if self.steps.unread:
            self.steps.waiting = True
            self.steps.entitle()
            return
        standings = self.steps.standings()
        ready = [file for file, standing in zip(self.files, standings, strict=True) if standing.ready]
        if not ready:
            said = (
                f"{self.files[0].path.name}: {on_screen(standings[0].words)}. x leaves a file out, Backspace "
                "chooses others."
            )
            known = any(standing.mark == "=" for standing in standings)
            again = " To count a file twice all the same, change its line 'Imported before'." if known else ""
            self.window.say(f"{said}{again}", "No file is ready")
            return
        if not self.steps.every.add_agencies and any(file.unknown_bodies for file in ready):
            self.talk(self._ask_about_bodies(ready))
        else:
            self._take_in_known(ready)

    async def _ask_about_bodies(self, ready: list[ChosenFile]) -> None:
        """Ask whether organisations that rows name, and the desk does not know, are to be added."""
        names = list(dict.fromkeys(name for file in ready for name in file.unknown_bodies))
        rows = sum(
            sheet.tally.rejections.get(UNKNOWN_AGENCY, 0)
            for file in ready if file.trial is not None for sheet in file.trial.sheets
        )  # fmt: skip
        some = ", ".join(names[:_NAMED]) + (" ..." if len(names) > _NAMED else "")
        more = counted(rows, "row")
        offered = [
            Choice("add", f"Add {'them' if len(names) > 1 else 'it'} to the desk", f"and import {more} more"),
            Choice("reject", "Import without these rows", f"{more} kept as rejected, to be fixed later"),
        ]
        choice = await self.app.push_screen_wait(Choose(f"Not on this desk yet: {some}", offered))
        if choice is not None:
            if choice.id == "add":
                self.steps.every = replace(self.steps.every, add_agencies=True)
            self._take_in_known(ready)

    def _take_in_known(self, ready: list[ChosenFile]) -> None:
        if any(file.part_years for file in ready):
            self.talk(self._ask_about_months(ready))
        else:
            self._begin(ready)

    async def _ask_about_months(self, ready: list[ChosenFile]) -> None:
        """Ask whether some months are to take the place of figures published for a whole year."""
        part = [file for file in ready if file.part_years]
        whole = [file for file in ready if not file.part_years]
        said = [text for file in part for text in file.part_years]
        names = ", ".join(file.path.name for file in part[:3]) + (" ..." if len(part) > 3 else "")
        keep = "import the other files only" if whole else "import nothing now"
        offered = [
            Choice("keep", "Keep the published figures until a whole year is in", f"{keep}; {names} can wait"),
            Choice("import", "Import all the same", said[0] if len(said) == 1 else f"{len(said)} organisations"),
        ]
        choice = await self.app.push_screen_wait(Choose("A part of a year in place of published figures", offered))
        if choice is not None and choice.id == "import":
            self._begin(ready)
        elif choice is not None and whole:
            self._begin(whole)

    def _begin(self, ready: list[ChosenFile]) -> None:
        """Import the files that are ready."""
        for file in self.files:
            file.end_reading()
        place = self.steps.place_name
        wanted = [(file.path, file.request(place, self.steps.every)) for file in ready]
        meter = self._meter = Meter([(file.path.name, file.size) for file in ready])

        title = f"Importing {ready[0].path.name}" if len(ready) == 1 else f"Importing {len(ready)} files"
        paths = [path for path, _ in wanted]
        if (
            self.window.act(
                title,
                lambda desk, job: _import(desk, job, meter, wanted),
                lambda found: self._taken(paths, found),
                self._not_taken,
            )
            is None
        ):
            return
        self.steps.turn_to("import-work", "#import-page")
        self._tick = self.set_interval(0.2, self._show_work)
        self._show_work()

    def _show_work(self) -> None:
        if self._meter is not None:
            self.query_one("#import-work", Static).update(self._meter.words(time.monotonic(), self.size.width))

    def _end_work(self) -> None:
        if self._tick is not None:
            self._tick.stop()
        self._meter = None

    def _taken(self, paths: list[Path], outcomes: list[FileOutcome]) -> None:
        self._end_work()
        taken = {path for path, outcome in zip(paths, outcomes, strict=True) if outcome.error is None}
        self.outcomes = outcomes
        self.steps.files = [file for file in self.files if file.path not in taken]
        picker = self.query_one(FilePicker)
        for path in taken:
            picker.drop(path)
        good = [outcome for outcome in outcomes if outcome.error is None]
        lines, pence = (
            sum(rows_of(outcome, "rows_imported") for outcome in good),
            sum(rows_of(outcome, "sum_pence") for outcome in good),
        )
        self.steps.taken_words = f"{counted(len(good), 'file')}, {counted(lines, 'line')}, {pounds(pence)}"
        self.query_one(DonePane).show(outcomes)
        self.steps.turn_to("import-done", "#done-files")

    def _not_taken(self, trouble: Trouble) -> None:
        self._end_work()
        self.steps.turn_to("import-check", "#check-files")
        for file in self.files:
            file.forget()
        self.window.tell(trouble)
        self.steps.show()
        self.steps.read_next()

    # -- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the step on show can do."""
        page = self.page if is_alive(self) else "import-choose"
        match action:
            case "import_choose" | "import_all" | "import_path":
                return page == "import-choose"
            case "import_drop":
                return page == "import-check"
            case "import_rejects":
                return page == "import-done" and any(rows_of(outcome, "rows_rejected") for outcome in self.outcomes)
            case "import_on":
                return page != "import-work"
        return super().check_action(action, parameters)

    async def action_import_on(self) -> None:
        """Go on to the next step."""
        match self.page:
            case "import-choose":
                self.check_chosen()
            case "import-check":
                self._take_in()
            case "import-done":
                (await open_room(self.window, "mapping")).begin()

    def action_import_choose(self) -> None:
        """Select the file under the cursor."""
        self.query_one(FilePicker).toggle()

    def action_import_all(self) -> None:
        """Select all files that are listed."""
        self.query_one(FilePicker).all()

    def action_import_path(self) -> None:
        """Go to the path."""
        self.query_one(FilePicker).type_path()

    def action_import_back(self) -> None:
        """Go a step back."""
        match self.page:
            case "import-choose":
                self.query_one(FilePicker).up()
            case "import-check" | "import-done":
                self.steps.turn_to("import-choose", "#pick-list")

    def on_unmount(self) -> None:
        """End the trials: the window closes."""
        for file in self.files:
            file.end_reading()

    def action_leave(self) -> None:
        """Go back, and end what is being read: it begins again when the room is opened again."""
        self.steps.left = True
        for file in self.files:
            file.end_reading()
        super().action_leave()

    def on_screen_resume(self) -> None:
        """Go on reading what was being read when the room was left."""
        super().on_screen_resume()
        if self.steps.left:
            self.steps.left = False
            self.steps.read_next()

    def action_import_drop(self) -> None:
        """Leave the file under the cursor out."""
        file = self.steps.shown()
        if file is None:
            return
        file.end_reading()
        self.files.remove(file)
        self.query_one(FilePicker).drop(file.path)
        if self.files:
            self.steps.show()
        else:
            self.steps.turn_to("import-choose", "#pick-list")

    async def action_import_rejects(self) -> None:
        """Fix the rejected rows of the file under the cursor."""
        at = self.query_one(DonePane).at
        outcome = self.outcomes[at] if at < len(self.outcomes) else None
        if outcome is None or outcome.batch is None or not rows_of(outcome, "rows_rejected"):
            self.window.say("No row of this file was rejected.")
            return
        from tpdesk.screens.intake.rejects import RejectsScreen

        room = await open_room(self.window, "rejects")
        assert isinstance(room, RejectsScreen)
        room.show_batch(outcome.batch)


def _import(desk: Desk, job: Job, meter: Meter, wanted: list[tuple[Path, ImportRequest]]) -> list[FileOutcome]:
    """Import the files, all or none, with the job told how far it is."""

    def progress(name: str, rows: int, done: int, whole: int) -> None:
        meter.step(name, rows, done, whole)
        job.step(meter.kilobytes, meter.all_kilobytes, "KB")
        job.settling = meter.read

    found = services.import_apart.import_each(desk, wanted, progress)
    services.files.remember_folder(wanted[-1][0].parent)
    return found
