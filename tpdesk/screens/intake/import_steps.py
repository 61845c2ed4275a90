"""What the chosen files are: read one at a time in the background, heads first, then each tried out as a whole."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import ContentSwitcher, OptionList, Static

from tpdesk import services
from tpdesk.errors import Cancelled, DeskError
from tpdesk.screens.display import content, joined
from tpdesk.screens.intake.import_check import CheckPane
from tpdesk.screens.intake.import_done import DonePane
from tpdesk.screens.intake.import_files import FilePicker
from tpdesk.screens.intake.import_settings import settings
from tpdesk.screens.intake.import_state import ChosenFile, ForAll, Standing
from tpdesk.screens.intake.import_words import size_text
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.reporter import Trouble, trouble_of
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.screens.window import Window
    from tpdesk.services.preview import DeskKnown, FilePreview
    from tpdesk.services.sheets import FileOutcome

R = TypeVar("R")

STEPS = {
    "import-choose": "1 Choose",
    "import-check": "2 Check",
    "import-work": "3 Import",
    "import-done": "3 Imported",
}
"""Page -> its name in the title."""


class ImportSteps(ContentSwitcher):
    """The chosen files, and a page a step: choosing them, checking them, importing them, what became of them."""

    class AllRead(Message):
        """All files are read, which F2 was pressed for before."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id, initial="import-choose")
        self.files: list[ChosenFile] = []
        self.every = ForAll()
        self.known: DeskKnown | None = None
        self.waiting = False
        """Whether the files are imported as soon as all are read."""
        self.taken_words = ""
        """What the latest import brought, in words."""
        self.left = False
        """Whether the room was left by Esc: nothing is read until it is opened again."""

    def compose(self) -> ComposeResult:
        """A page a step."""
        yield FilePicker(id="import-choose")
        yield CheckPane(id="import-check")
        yield Static(id="import-work")
        yield DonePane(id="import-done")

    @property
    def room(self) -> ModeScreen:
        """The room, which asks the desk."""
        return cast("ModeScreen", self.screen)

    @property
    def window(self) -> Window:
        """The window, for its place."""
        return cast("Window", self.app)

    @property
    def page(self) -> str:
        """The step on show."""
        return self.current or "import-choose"

    def turn_to(self, page: str, focus: str) -> None:
        """Show a page, with the keyboard at the widget `focus`."""
        self.current = page
        self.waiting = False
        self.screen.query_one(focus).focus()
        self.room.refresh_bindings()
        self.entitle()

    def focus_page(self) -> None:
        """Give the keyboard to the list of the step on show."""
        wanted = {"import-choose": "#pick-list", "import-check": "#check-files", "import-done": "#done-files"}.get(
            self.page
        )
        if wanted is not None:
            self.query_one(wanted).focus()

    def load(self) -> None:
        """Read which bodies and layouts the desk knows; what was found about the files may
        have changed with the desk."""
        path, place = self.window.path, self.place_name
        self.entitle()
        self.room.read("import.known", lambda: services.preview.desk_known(path, place), self._take_known)

    def _take_known(self, known: DeskKnown) -> None:
        self.known = known
        self.query_one(FilePicker).show_taken(known.taken)
        for file in self.files:
            self.recognise_body(file)
            file.forget()
        self.read_next()

    @property
    def place_name(self) -> str | None:
        """The place whose money it is."""
        return self.window.place.name if self.window.place is not None else None

    def entitle(self) -> None:
        """Say in the title which step it is, and how the files stand."""
        steps = [
            content(f"▸{name}", "bold") if page == self.page else content(name, "$quiet")
            for page, name in STEPS.items()
            if self._is_step(page)
        ]
        picker = self.query_one(FilePicker)
        match self.page:
            case "import-choose":
                said = (
                    f"{counted(len(picker.chosen), 'file')} selected, {size_text(sum(picker.chosen.values()))}"
                    if picker.chosen
                    else "nothing selected yet"
                )
            case "import-check":
                ready, unread = sum(standing.ready for standing in self.standings()), len(self.unread)
                said = f"{ready} of {counted(len(self.files), 'file')} ready" + ("; F2 imports them" if ready else "")
                if self.waiting:
                    said = (
                        f"{len(self.files) - unread} of {counted(len(self.files), 'file')} read; the import "
                        "begins when all are"
                    )
            case "import-done":
                refused = sum(file.is_refused for file in self.files)
                more = len(self.files) - refused
                left = f"{counted(more, 'file')} not imported yet: Backspace, then F2" if more else ""
                left_out = f"{counted(refused, 'file')} cannot be imported" if refused else ""
                said = "; ".join(
                    filter(
                        None,
                        (
                            self.taken_words,
                            left,
                            left_out,
                            "F2 maps labels" if left else "F2 maps labels, Backspace imports more",
                        ),
                    )
                )
            case _:
                said = ""
        wanting = "nothing" in said or self.waiting or (self.page == "import-done" and bool(self.files))
        self.room.entitle(joined(steps, "  "), content(said, "bold $warning" if wanting else "$success"))

    def _is_step(self, page: str) -> bool:
        return (
            page == self.page
            or (page not in ("import-work", "import-done"))
            or (page == "import-work" and self.page != "import-done")
        )

    def recognise_body(self, file: ChosenFile) -> None:
        """Recognise by a file's name or folder whose spending it is."""
        likely_agency = services.preview.likely_agency
        if self.known is None:
            return
        here = [agency for agency in self.known.agencies if self.place_name in agency.places]
        file.agency = likely_agency(file.path, here) or likely_agency(file.path, self.known.agencies)
        # The only organisation of a place is offered first when the question comes, never taken as the answer.
        file.proposed_agency = here[0].name if file.agency is None and len(here) == 1 else ""

    # -- reading what the files are

    def read_next(self) -> None:
        """Read the next thing that is not known yet, one at a time:
        heads first, the file under the cursor before others; then trials."""
        if self.left or not self.files or self.known is None or self.page not in ("import-check", "import-choose"):
            return
        shown = self.shown()
        ordered = [file for file in (shown, *self.files) if file is not None]
        head = next((file for file in ordered if not file.fresh and file.trouble is None), None)
        if head is not None:
            self._read_head(head)
            return
        if self.waiting:
            self.waiting = False
            self.entitle()
            if self.screen.is_current and self.page == "import-check":
                self.post_message(self.AllRead())
                return
        trial = next((file for file in ordered if not file.tried and file.standing(self.place_name).ready), None)
        if trial is not None:
            self._read_trial(trial)

    @property
    def unread(self) -> list[ChosenFile]:
        """The files of which nothing is known yet, or no longer."""
        return [file for file in self.files if not file.fresh and file.trouble is None]

    def _read_head(self, file: ChosenFile) -> None:
        desk, request, stop = self.window.path, file.request(self.place_name, self.every), file.stop
        self.room.read(
            "import.read",
            lambda: _or_trouble(stop, lambda: services.preview.preview_file(desk, file.path, request)),
            lambda found: self._take_head(file, stop, found),
        )

    def _take_head(self, file: ChosenFile, stop: Event, found: FilePreview | Trouble) -> None:
        if not stop.is_set():
            file.trouble = found if isinstance(found, Trouble) else None
            file.preview = file.preview if isinstance(found, Trouble) else found
            file.fresh = True
            self.show(file)
        self.read_next()

    def _read_trial(self, file: ChosenFile) -> None:
        desk, request, stop = self.window.path, file.request(self.place_name, self.every), file.stop
        self.room.read(
            "import.read",
            lambda: _or_trouble(
                stop,
                lambda: services.import_apart.try_file(desk, file.path, request, lambda *_: _stop_if_overtaken(stop)),
            ),
            lambda found: self._take_trial(file, stop, found),
        )

    def _take_trial(self, file: ChosenFile, stop: Event, found: FileOutcome | Trouble) -> None:
        if not stop.is_set():
            file.tried = True
            if isinstance(found, Trouble):
                file.trouble = found
            else:
                file.trial = found
            self.show(file)
        self.read_next()

    # -- showing

    def standings(self) -> list[Standing]:
        """Return how each file stands."""
        return [file.standing(self.place_name) for file in self.files]

    def shown(self) -> ChosenFile | None:
        """Return the file under the cursor."""
        at = self.query_one(CheckPane).at
        return self.files[at] if at < len(self.files) else None

    def go_to(self, file: ChosenFile) -> None:
        """Put the cursor on a file, so that what is asked of it is asked beside it."""
        self.query_one("#check-files", OptionList).highlighted = self.files.index(file)

    def show(self, read: ChosenFile | None = None) -> None:
        """Show how all files stand, and the one under the cursor;
        where only `read` was read, that one only if it is under the cursor."""
        pane = self.query_one(CheckPane)
        standings = self.standings()
        pane.show_files([(file.path.name, standing) for file, standing in zip(self.files, standings, strict=True)])
        file = self.shown()
        if file is not None and read in (None, file):
            pane.show_file(
                file,
                standings[self.files.index(file)],
                settings(file, self.every, self.place_name, self.known),
            )
        self.entitle()

    @on(OptionList.OptionHighlighted, "#check-files")
    def show_marked(self, message: OptionList.OptionHighlighted) -> None:
        """Follow the cursor."""
        message.stop()
        self.show()


def _or_trouble(stop: Event, read: Callable[[], R]) -> R | Trouble:
    """Return what is read, or why it cannot be; `stop` ends the reading, in a process of its own too."""
    from tpdesk.models.beside import reading_until

    try:
        with reading_until(stop):
            return read()
    except (DeskError, OSError) as error:
        return trouble_of(error)


def _stop_if_overtaken(stop: Event) -> None:
    if stop.is_set():
        raise Cancelled("overtaken")
