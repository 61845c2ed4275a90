"""Files in: choose them, check how each would be read, take them in, see what became of them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.timer import Timer
from textual.widgets import OptionList, Static

from tpdesk.screens.alive import is_alive
from tpdesk.screens.commands.intake import IMPORT
from tpdesk.screens.intake.import_asking import ImportAsking
from tpdesk.screens.intake.import_done import DonePane
from tpdesk.screens.intake.import_files import FilePicker
from tpdesk.screens.intake.import_state import ChosenFile, rows_of
from tpdesk.screens.intake.import_words import on_screen
from tpdesk.screens.intake.import_work import Meter
from tpdesk.screens.keys import bindings
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.rooms import open_room
from tpdesk.text import counted
from tpdesk.units import pounds

if TYPE_CHECKING:
    from pathlib import Path

    from tpdesk.models.desk import Desk
    from tpdesk.screens.jobs import Job
    from tpdesk.services.import_records import FileOutcome


class ImportScreen(ImportAsking):
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

    def begin(self) -> None:
        """Begin with choosing where all files of the last time are in."""
        if self.page == "import-done" and not self.files:
            self._turn_to("import-choose", "#pick-list")

    # -- choosing

    @on(FilePicker.Changed)
    def show_chosen(self) -> None:
        """Say how many files are chosen."""
        self._entitle()

    @on(FilePicker.GoOn)
    def check_chosen(self) -> None:
        """Go on to checking."""
        chosen = self.query_one(FilePicker).chosen
        if not chosen:
            self.window.say("Choose a file first: Space chooses the one under the cursor, a all that are listed.")
            return
        before = {file.path: file for file in self.files}
        for path in before.keys() - chosen.keys():
            before[path].end_reading()
        self.files = [before.get(path) or ChosenFile(path, size) for path, size in chosen.items()]
        for file in self.files:
            self._recognise_body(file)
        self._turn_to("import-check", "#check-files")
        self._show()
        self._read_next()

    @on(OptionList.OptionHighlighted, "#done-files")
    def show_done(self, message: OptionList.OptionHighlighted) -> None:
        """Follow the cursor."""
        message.stop()
        if message.option_index < len(self.outcomes):
            self.query_one(DonePane).show_one(self.outcomes[message.option_index])

    # -- taking in

    def go_on_read(self) -> None:
        """Take in what F2 was pressed for."""
        self._take_in()
        # Where a question came up instead, the trials go on behind it.
        self._read_next()

    def _take_in(self) -> None:
        if self.unread:
            self.waiting = True
            self._entitle()
            return
        lacking = next((file for file in self.files if file.fresh and file.lacks_body and file.can_come_in), None)
        if self.place_name is None:
            self._ask_place()
            return
        if lacking is not None:
            self._ask(lacking, "agency")
            return
        standings = self._standings()
        ready = [file for file, standing in zip(self.files, standings, strict=True) if standing.ready]
        if not ready:
            said = f"{self.files[0].path.name}: {on_screen(standings[0].words)}. x leaves a file out, Backspace chooses others."
            known = any(standing.mark == "=" for standing in standings)
            again = " To count a file twice all the same, change its line 'Taken in before'." if known else ""
            self.window.say(f"{said}{again}", "No file is ready")
            return
        for file in self.files:
            file.end_reading()
        place = self.place_name
        wanted = [(file.path, file.request(place, self.every)) for file in ready]
        meter = self._meter = Meter([(file.path.name, file.size) for file in ready])

        def call(desk: Desk, job: Job) -> list[FileOutcome]:
            from tpdesk.services.files import remember_folder
            from tpdesk.services.imports import import_each

            def progress(name: str, rows: int, done: int, whole: int) -> None:
                meter.step(name, rows, done, whole)
                job.step(meter.kilobytes, meter.all_kilobytes, "KB")
                job.settling = meter.read

            found = import_each(desk, wanted, progress)
            remember_folder(wanted[-1][0].parent)
            return found

        title = f"Taking in {ready[0].path.name}" if len(ready) == 1 else f"Taking in {len(ready)} files"
        paths = [path for path, _ in wanted]
        if self.window.act(title, call, lambda found: self._taken(paths, found), self._not_taken) is None:
            return
        self._turn_to("import-work", "#import-page")
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
        self.files = [file for file in self.files if file.path not in taken]
        picker = self.query_one(FilePicker)
        for path in taken:
            picker.let_go(path)
        good = [outcome for outcome in outcomes if outcome.error is None]
        lines, pence = (
            sum(rows_of(outcome, "rows_imported") for outcome in good),
            sum(rows_of(outcome, "sum_pence") for outcome in good),
        )
        self.taken_words = f"{counted(len(good), 'file')}, {counted(lines, 'line')}, {pounds(pence)}"
        self.query_one(DonePane).show(outcomes)
        self._turn_to("import-done", "#done-files")

    def _not_taken(self, trouble: Trouble) -> None:
        self._end_work()
        self._turn_to("import-check", "#check-files")
        for file in self.files:
            file.forget()
        self.window.tell(trouble)
        self._show()
        self._read_next()

    # -- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the step on show can do."""
        page = self.page if is_alive(self) and self.query_one_optional("#import-page") is not None else "import-choose"
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
        """Choose the file under the cursor."""
        self.query_one(FilePicker).toggle()

    def action_import_all(self) -> None:
        """Choose all files that are listed."""
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
                self._turn_to("import-choose", "#pick-list")

    def on_unmount(self) -> None:
        """End the trials: the window closes."""
        for file in self.files:
            file.end_reading()

    def action_leave(self) -> None:
        """Go back, and end what is being read: it begins again when the room is opened again."""
        self.left = True
        for file in self.files:
            file.end_reading()
        super().action_leave()

    def on_screen_resume(self) -> None:
        """Go on reading what was being read when the room was left."""
        super().on_screen_resume()
        if self.left:
            self.left = False
            self._read_next()

    def action_import_drop(self) -> None:
        """Leave the file under the cursor out."""
        file = self._shown()
        if file is None:
            return
        file.end_reading()
        self.files.remove(file)
        self.query_one(FilePicker).let_go(file.path)
        if self.files:
            self._show()
        else:
            self._turn_to("import-choose", "#pick-list")

    async def action_import_rejects(self) -> None:
        """Mend the rejected rows of the file under the cursor."""
        at = self.query_one(DonePane).at
        outcome = self.outcomes[at] if at < len(self.outcomes) else None
        if outcome is None or outcome.batch is None or not rows_of(outcome, "rows_rejected"):
            self.window.say("No row of this file was rejected.")
            return
        from tpdesk.screens.intake.rejects import RejectsScreen

        room = await open_room(self.window, "rejects")
        assert isinstance(room, RejectsScreen)
        room.show_batch(outcome.batch)
