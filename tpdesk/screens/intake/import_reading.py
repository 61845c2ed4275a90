"""What the chosen files are: read one at a time in the background, heads first, then each tried out as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import ContentSwitcher, OptionList, Static

from tpdesk.errors import DeskError
from tpdesk.screens.display import content, joined
from tpdesk.screens.intake.import_check import CheckPane
from tpdesk.screens.intake.import_done import DonePane
from tpdesk.screens.intake.import_files import FilePicker
from tpdesk.screens.intake.import_settings import settings
from tpdesk.screens.intake.import_state import ChosenFile, ForAll, Standing
from tpdesk.screens.intake.import_words import size_text
from tpdesk.screens.reporter import Trouble, trouble_of
from tpdesk.screens.rooms import Room
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.services.import_records import FileOutcome
    from tpdesk.services.preview import DeskKnown, FilePreview

STEPS = {
    "import-choose": "1 Choose",
    "import-check": "2 Check",
    "import-work": "3 Take in",
    "import-done": "3 Taken in",
}
"""Page -> its name in the title."""


class ImportReading(Room):
    """The files of the import room, and its pages."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[ChosenFile] = []
        self.every = ForAll()
        self.known: DeskKnown | None = None
        self.waiting = False
        """Whether the files are taken in as soon as all are read."""
        self.taken_words = ""
        """What the latest import brought, in words."""
        self.left = False
        """Whether the room was left by Esc: nothing is read until it is opened again."""

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
        self.waiting = False
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
            from tpdesk.services.preview import desk_known

            return desk_known(path, place)

        self.read("import.known", call, self._take_known)

    def _take_known(self, known: DeskKnown) -> None:
        self.known = known
        self.query_one(FilePicker).show_taken(known.taken)
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
                ready, unread = sum(standing.ready for standing in self._standings()), len(self.unread)
                said = f"{ready} of {counted(len(self.files), 'file')} ready" + ("; F2 takes them in" if ready else "")
                if self.waiting:
                    said = f"{len(self.files) - unread} of {counted(len(self.files), 'file')} read; taking in begins when all are"
            case "import-done":
                refused = sum(file.is_refused for file in self.files)
                more = len(self.files) - refused
                left = f"{counted(more, 'file')} not taken in yet: Backspace, then F2" if more else ""
                left_out = f"{counted(refused, 'file')} cannot come in" if refused else ""
                said = "; ".join(
                    filter(
                        None,
                        (
                            self.taken_words,
                            left,
                            left_out,
                            "F2 maps labels" if left else "F2 maps labels, Backspace takes more in",
                        ),
                    )
                )
            case _:
                said = ""
        wanting = "nothing" in said or self.waiting or (self.page == "import-done" and bool(self.files))
        self.entitle(joined(steps, "  "), content(said, "bold $warning" if wanting else "$success"))

    def _is_step(self, page: str) -> bool:
        return (
            page == self.page
            or (page not in ("import-work", "import-done"))
            or (page == "import-work" and self.page != "import-done")
        )

    def _recognise_body(self, file: ChosenFile) -> None:
        from tpdesk.services.preview import likely_agency

        if self.known is None:
            return
        here = [agency for agency in self.known.agencies if self.place_name in agency.places]
        file.agency = likely_agency(file.path, here) or likely_agency(file.path, self.known.agencies)
        # The only organisation of a place is offered first when the question comes, never taken as the answer.
        file.proposed_agency = here[0].name if file.agency is None and len(here) == 1 else ""

    # -- reading what the files are

    def _read_next(self) -> None:
        """Read the next thing that is not known yet, one at a time: heads first, the file under the cursor before others; then trials."""
        if self.left or not self.files or self.known is None or self.page not in ("import-check", "import-choose"):
            return
        shown = self._shown()
        ordered = [file for file in (shown, *self.files) if file is not None]
        head = next((file for file in ordered if not file.fresh and file.trouble is None), None)
        if head is not None:
            self._read_head(head)
            return
        if self.waiting:
            self.waiting = False
            self._entitle()
            if self.is_current and self.page == "import-check":
                self.go_on_read()
                return
        trial = next((file for file in ordered if not file.tried and file.standing(self.place_name).ready), None)
        if trial is not None:
            self._read_trial(trial)

    @property
    def unread(self) -> list[ChosenFile]:
        """The files of which nothing is known yet, or no longer."""
        return [file for file in self.files if not file.fresh and file.trouble is None]

    def go_on_read(self) -> None:
        """Go on where F2 was pressed before all files were read."""
        raise NotImplementedError

    def _read_head(self, file: ChosenFile) -> None:
        desk, request = self.path, file.request(self.place_name, self.every)
        stop = file.stop

        def call() -> FilePreview | Trouble:
            from tpdesk.models.intake.workbook import reading_until
            from tpdesk.services.preview import preview_file

            try:
                with reading_until(stop):
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

    def _read_trial(self, file: ChosenFile) -> None:
        desk, request, stop = self.path, file.request(self.place_name, self.every), file.stop

        def progress(_name: str, _rows: int, _done: int, _whole: int) -> None:
            if stop.is_set():
                from tpdesk.errors import Cancelled

                raise Cancelled("overtaken")

        def call() -> FileOutcome | Trouble:
            from tpdesk.models.intake.workbook import reading_until
            from tpdesk.services.preview import try_file

            try:
                with reading_until(stop):
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

    def _shown(self) -> ChosenFile | None:
        at = self.query_one(CheckPane).at
        return self.files[at] if at < len(self.files) else None

    def _show(self, read: ChosenFile | None = None) -> None:
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
