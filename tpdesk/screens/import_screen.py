"""Files in: choose them, check how each would be read, take them in, see what became of them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer
from textual.widgets import ContentSwitcher, OptionList, Static

from tpdesk.errors import DeskError
from tpdesk.screens.commands.intake import IMPORT
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import content, joined
from tpdesk.screens.import_check import CheckPane
from tpdesk.screens.import_done import DonePane
from tpdesk.screens.import_files import FilePicker
from tpdesk.screens.import_settings import ALIKE, FOR_ALL, NONE, changed, changed_for_all, choices, settings
from tpdesk.screens.import_state import Candidate, ForAll, Standing, rows_of
from tpdesk.screens.import_words import FIELD_NOTES, FIELDS_SHOWN, on_screen, size_text
from tpdesk.screens.import_work import Meter
from tpdesk.screens.keys import bindings
from tpdesk.screens.reporter import Trouble, trouble_of
from tpdesk.screens.rooms import Room, open_room
from tpdesk.text import counted
from tpdesk.units import pounds

if TYPE_CHECKING:
    from tpdesk.acts.import_records import FileOutcome
    from tpdesk.acts.preview import DeskKnown, FilePreview
    from tpdesk.models.desk import Desk
    from tpdesk.models.place import Place
    from tpdesk.screens.jobs import Job

STEPS = {
    "import-choose": "1 Choose",
    "import-check": "2 Check",
    "import-work": "3 Take in",
    "import-done": "3 Taken in",
}
"""Page -> its name in the title."""


class ImportScreen(Room):
    """The import room."""

    MODE = "import"
    NAME = "Import files"
    NEEDS_PLACE = False
    AUTO_FOCUS = "#pick-list"
    CSS_PATH = ["rooms.tcss", "import_screen.tcss"]  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = bindings(IMPORT.commands)

    def __init__(self) -> None:
        super().__init__()
        self.files: list[Candidate] = []
        self.every = ForAll()
        self.known: DeskKnown | None = None
        self.outcomes: list[FileOutcome] = []
        self._meter: Meter | None = None
        self._tick: Timer | None = None

    def content(self) -> ComposeResult:
        """A page a step."""
        with ContentSwitcher(id="import-page", initial="import-choose"):
            yield FilePicker(id="import-choose")
            yield CheckPane(id="import-check")
            yield Static(id="import-work")
            yield DonePane(id="import-done")

    @property
    def page(self) -> str:
        """The step on show."""
        return self.query_one("#import-page", ContentSwitcher).current or "import-choose"

    def _turn_to(self, page: str, focus: str) -> None:
        self.query_one("#import-page", ContentSwitcher).current = page
        self.query_one(focus).focus()
        self.refresh_bindings()
        self._entitle()

    def focus_content(self) -> None:
        """Give the keyboard to the list of the step on show."""
        wanted = {"import-choose": "#pick-list", "import-check": "#check-files", "import-done": "#done-files"}.get(
            self.page
        )
        if wanted is not None:
            self.query_one(wanted).focus()

    def load(self) -> None:
        """Read which bodies and layouts the desk knows; what was found about the files may have changed with the desk."""
        path, place = self.path, self.place_name
        self._entitle()

        def call() -> DeskKnown:
            from tpdesk.acts.preview import desk_known

            return desk_known(path, place)

        self.read("import.known", call, self._take_known)

    def _take_known(self, known: DeskKnown) -> None:
        self.known = known
        for file in self.files:
            self._recognise_body(file)
            file.forget()
        self._read_next()

    @property
    def place_name(self) -> str | None:
        """The place whose money it is."""
        return self.window.place.name if self.window.place is not None else None

    def _entitle(self) -> None:
        steps = [
            content(f"▸{name}", "bold") if page == self.page else content(name, "$quiet")
            for page, name in STEPS.items()
            if self._is_step(page)
        ]
        picker = self.query_one(FilePicker)
        match self.page:
            case "import-choose":
                said = (
                    f"{counted(len(picker.chosen), 'file')} chosen, {size_text(sum(picker.chosen.values()))}"
                    if picker.chosen
                    else "nothing chosen yet"
                )
            case "import-check":
                ready = sum(standing.ready for standing in self._standings())
                said = f"{ready} of {counted(len(self.files), 'file')} ready" + ("; F2 takes them in" if ready else "")
            case "import-done":
                said = "F2 goes on to mapping their labels, Backspace takes more files in"
            case _:
                said = ""
        self.entitle(joined(steps, "  "), content(said, "bold $warning" if "nothing" in said else "$success"))

    def _is_step(self, page: str) -> bool:
        return (
            page == self.page
            or (page not in ("import-work", "import-done"))
            or (page == "import-work" and self.page != "import-done")
        )

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
        self.files = [before.get(path) or Candidate(path, size) for path, size in chosen.items()]
        for file in self.files:
            self._recognise_body(file)
        self._turn_to("import-check", "#check-files")
        self._show()
        self._read_next()

    def _recognise_body(self, file: Candidate) -> None:
        from tpdesk.acts.preview import likely_agency

        if self.known is None:
            return
        here = [agency for agency in self.known.agencies if self.place_name in agency.places]
        file.agency = likely_agency(file.path, here) or likely_agency(file.path, self.known.agencies)
        if file.agency is None and len(here) == 1:
            file.agency = here[0].name, f"the only body of {self.place_name}"

    # -- reading what the files are

    def _read_next(self) -> None:
        """Read the next thing that is not known yet, one at a time: heads first, the file under the cursor before others; then trials."""
        if not self.files or self.known is None or self.page not in ("import-check", "import-choose"):
            return
        shown = self._shown()
        ordered = [file for file in (shown, *self.files) if file is not None]
        head = next((file for file in ordered if not file.fresh and file.trouble is None), None)
        if head is not None:
            self._read_head(head)
            return
        trial = next((file for file in ordered if not file.tried and file.standing(self.place_name).ready), None)
        if trial is not None:
            self._read_trial(trial)

    def _read_head(self, file: Candidate) -> None:
        desk, request = self.path, file.request(self.place_name, self.every)
        stop = file.stop

        def call() -> FilePreview | Trouble:
            from tpdesk.acts.preview import preview_file

            try:
                return preview_file(desk, file.path, request)
            except (DeskError, OSError) as error:
                return trouble_of(error)

        def then(found: FilePreview | Trouble) -> None:
            if not stop.is_set():
                file.trouble = found if isinstance(found, Trouble) else None
                file.preview = file.preview if isinstance(found, Trouble) else found
                file.fresh = True
                self._show(file)
            self._read_next()

        self.read("import.read", call, then)

    def _read_trial(self, file: Candidate) -> None:
        desk, request, stop = self.path, file.request(self.place_name, self.every), file.stop

        def progress(_name: str, _rows: int, _done: int, _whole: int) -> None:
            if stop.is_set():
                from tpdesk.errors import Cancelled

                raise Cancelled("overtaken")

        def call() -> FileOutcome | Trouble:
            from tpdesk.acts.preview import try_file

            try:
                return try_file(desk, file.path, request, progress)
            except (DeskError, OSError) as error:
                return trouble_of(error)

        def then(found: FileOutcome | Trouble) -> None:
            if not stop.is_set():
                file.tried = True
                if isinstance(found, Trouble):
                    file.trouble = found
                else:
                    file.trial = found
                self._show(file)
            self._read_next()

        self.read("import.read", call, then)

    # -- showing

    def _standings(self) -> list[Standing]:
        return [file.standing(self.place_name) for file in self.files]

    def _shown(self) -> Candidate | None:
        at = self.query_one(CheckPane).at
        return self.files[at] if at < len(self.files) else None

    def _show(self, read: Candidate | None = None) -> None:
        """Show how all files stand, and the one under the cursor; where only `read` was read, that one only if it is under the cursor."""
        pane = self.query_one(CheckPane)
        standings = self._standings()
        pane.show_files([(file.path.name, standing) for file, standing in zip(self.files, standings, strict=True)])
        file = self._shown()
        if file is not None and read in (None, file):
            pane.show_file(
                file,
                standings[self.files.index(file)],
                settings(file, self.every, self.place_name, self.known),
            )
        self._entitle()

    @on(OptionList.OptionHighlighted, "#check-files")
    def show_marked(self, message: OptionList.OptionHighlighted) -> None:
        """Follow the cursor."""
        message.stop()
        self._show()

    @on(OptionList.OptionHighlighted, "#done-files")
    def show_done(self, message: OptionList.OptionHighlighted) -> None:
        """Follow the cursor."""
        message.stop()
        if message.option_index < len(self.outcomes):
            self.query_one(DonePane).show_one(self.outcomes[message.option_index])

    # -- changing how a file is read

    @on(CheckPane.Change)
    def change(self, message: CheckPane.Change) -> None:
        """Ask what a setting is to be."""
        file = self._shown()
        if file is None:
            return
        if message.setting == "place":
            self._ask_place()
        elif message.setting == "more":
            self._ask_field(file)
        else:
            self._ask(file, message.setting)

    def _ask(self, file: Candidate, setting: str) -> None:
        offered, free = choices(setting, file, self.known)
        line = next(
            (line for line in settings(file, self.every, self.place_name, self.known) if line.id == setting), None
        )
        name = line.name if line is not None else FIELDS_SHOWN[setting.partition(".")[2]]
        asked = {
            "agency": "Whose spending is it? Choose a body, or type the name of a new one",
            "profile": "Keep this layout for the body's next files: type a name",
            "control": f"The file's own total, in {file.sheet.layout.unit if file.sheet else 'pounds'}",
        }.get(
            setting,
            f"{name}: which?" if not setting.startswith("column.") else f"Which column is the {name.casefold()}?",
        )
        self.app.push_screen(
            Choose(asked, offered, current=line.value if line is not None else "", free=free),
            lambda choice: self._chosen(file, setting, choice),
        )

    def _chosen(self, file: Candidate, setting: str, choice: Choice | None) -> None:
        if choice is None:
            return
        if setting == "agency" and not choice.id and choice.text not in ("as recognised", ""):
            self._make_body(file, choice.text)
            return
        if setting == "agency":
            touched = self._set_body(file, choice.id or None)
        elif setting in FOR_ALL:
            self.every = changed_for_all(self.every, setting, choice)
            touched = list(self.files)
        else:
            touched = self._alike(file) if setting in ALIKE or setting.startswith("column.") else [file]
            for one in touched:
                one.said = changed(one.said, setting, choice)
        # What is kept or made on the way in changes nothing of how a file is read.
        for one in touched:
            one.trouble = None
            one.forget(head=setting not in ("profile", "control", "again", "new"))
        if setting in ALIKE and len(touched) > 1:
            self.window.say(f"Set for all {len(touched)} files that are laid out alike.")
        self._show()
        self._read_next()

    def _set_body(self, file: Candidate, name: str | None) -> list[Candidate]:
        """Let the body be that of the file, and of all files of which the same was known before; return them."""
        touched = [one for one in self.files if one.body == file.body]
        for one in touched:
            one.said_agency = name
        return touched

    def _alike(self, file: Candidate) -> list[Candidate]:
        return [one for one in self.files if one is file or (file.shape and one.shape == file.shape)]

    @on(CheckPane.ChangeColumn)
    def change_column(self, message: CheckPane.ChangeColumn) -> None:
        """Ask what a column is to be read as."""
        file = self._shown()
        sheet = file.sheet if file is not None else None
        if file is None or sheet is None or message.column >= len(sheet.columns):
            return
        column = sheet.columns[message.column]

        def chosen(choice: Choice | None) -> None:
            if choice is None or choice.id == column.field:
                return
            if choice.id:
                self._chosen(file, f"column.{choice.id}", Choice(column.heading, column.heading))
            elif column.field and column.field != "amount":
                self._chosen(file, f"column.{column.field}", NONE)

        offered = (
            [Choice("", "not read", "leave this column out"), *_fields()] if column.field != "amount" else _fields()
        )
        self.app.push_screen(
            Choose(f"What is the column '{column.heading}'?", offered, current=column.field or ""), chosen
        )

    def _ask_field(self, file: Candidate) -> None:
        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._ask(file, f"column.{choice.id}")

        self.app.push_screen(Choose("Which field?", _fields()), chosen)

    def _ask_place(self) -> None:
        offered = [Choice(str(place.id), place.name, place.status) for place in self.window.places]

        def chosen(choice: Choice | None) -> None:
            if choice is None:
                return
            if choice.id:
                self.window.go_to(place=int(choice.id))
            else:
                self._make_place(choice.text)

        self.app.push_screen(
            Choose(
                "Which place? Choose one, or type the name of a new one",
                offered,
                current=str(self.here.place),
                free=True,
            ),
            chosen,
        )

    def _make_place(self, name: str) -> None:
        """Make a place that was typed, and take it; then ask for the body, where nothing tells it."""

        def call(desk: Desk, _: Job) -> Place:
            from tpdesk.acts import places

            return places.add(desk, name)

        def then(made: Place) -> None:
            self.window.go_to(place=made.id)
            self.window.say(f"{made.name} is on the desk; u takes it off.")
            lacking = next((file for file in self.files if file.fresh and file.lacks_body), None)
            if lacking is not None:
                self._ask(lacking, "agency")

        self.window.act(f"Making {name}", call, then)

    def _make_body(self, file: Candidate, name: str) -> None:
        """Make a body that was typed, in the place, and take it."""
        place = self.place_name

        def call(desk: Desk, _: Job) -> str:
            from tpdesk.acts import places

            return places.add_agency(desk, name, in_places=(place,) if place else ()).name

        def then(made: str) -> None:
            # The desk was changed, so that all files are read again anyway.
            self._set_body(file, made)
            self.window.say(f"{made} is on the desk{f', a body of {place}' if place else ''}; u takes it off.")
            self._show()

        self.window.act(f"Making {name}", call, then)

    # -- taking in

    def _take_in(self) -> None:
        lacking = next((file for file in self.files if file.fresh and file.lacks_body and file.trouble is None), None)
        if self.place_name is None:
            self._ask_place()
            return
        if lacking is not None:
            self._ask(lacking, "agency")
            return
        standings = self._standings()
        ready = [file for file, standing in zip(self.files, standings, strict=True) if standing.ready]
        if not ready:
            self.window.say(f"{self.files[0].path.name}: {on_screen(standings[0].words)}", "No file is ready")
            return
        for file in self.files:
            file.stop.set()
        place = self.place_name
        wanted = [(file.path, file.request(place, self.every)) for file in ready]
        meter = self._meter = Meter([(file.path.name, file.size) for file in ready])

        def call(desk: Desk, job: Job) -> list[FileOutcome]:
            from tpdesk.acts.folders import remember_folder
            from tpdesk.acts.imports import import_each

            def progress(name: str, rows: int, done: int, whole: int) -> None:
                meter.step(name, rows, done, whole)
                job.step(meter.kilobytes, meter.all_kilobytes, "KB")

            found = import_each(desk, wanted, progress)
            remember_folder(wanted[-1][0].parent)
            return found

        title = f"Taking in {ready[0].path.name}" if len(ready) == 1 else f"Taking in {len(ready)} files"
        if self.window.act(title, call, self._taken, self._not_taken) is None:
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

    def _taken(self, outcomes: list[FileOutcome]) -> None:
        self._end_work()
        taken = {file.path for file in self.files if file.standing(self.place_name).ready}
        self.outcomes = outcomes
        self.files = [file for file in self.files if file.path not in taken]
        picker = self.query_one(FilePicker)
        for path in taken:
            picker.let_go(path)
        self.query_one(DonePane).show(outcomes)
        self._turn_to("import-done", "#done-files")
        good = [outcome for outcome in outcomes if outcome.error is None]
        lines, pence = (
            sum(rows_of(outcome, "rows_imported") for outcome in good),
            sum(rows_of(outcome, "sum_pence") for outcome in good),
        )
        left = (
            f" {counted(len(self.files), 'file')} left out {'stays' if len(self.files) == 1 else 'stay'} chosen."
            if self.files
            else ""
        )
        self.window.say(f"{counted(len(good), 'file')}, {counted(lines, 'line')}, {pounds(pence)}.{left}", "Taken in")

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
        page = self.page if self.is_mounted and self.query("#import-page") else "import-choose"
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
                await open_room(self.window, "mapping")

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

    def action_import_drop(self) -> None:
        """Leave the file under the cursor out."""
        file = self._shown()
        if file is None:
            return
        file.stop.set()
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
        from tpdesk.screens.rejects import RejectsScreen

        room = await open_room(self.window, "rejects")
        assert isinstance(room, RejectsScreen)
        room.show_batch(outcome.batch)


def _fields() -> list[Choice]:
    return [Choice(field, name, FIELD_NOTES.get(field, "")) for field, name in FIELDS_SHOWN.items()]
