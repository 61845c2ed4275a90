"""Choosing files: a path to type, the folders of the last imports, and what the folder holds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.errors import UsageProblem
from tpdesk.screens.dialogs.choose import Choice, Completing
from tpdesk.screens.display import content, joined
from tpdesk.screens.intake.import_words import size_text
from tpdesk.screens.spend.line_table_layout import column, indented
from tpdesk.text import clean, counted, shown

if TYPE_CHECKING:
    from tpdesk.screens.reporter import Reporting
    from tpdesk.services.files import Entry, Folder

_DATE: int = 12
_SIZE: int = 9


class FilePicker(Vertical):
    """Choose files of any folders. It posts GoOn when a file is entered."""

    class GoOn(Message):
        """The user is done with selecting."""

    class Changed(Message):
        """Other files are selected."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.folder: Folder | None = None
        self.recent: tuple[Path, ...] = ()
        self.chosen: dict[Path, int] = {}
        """File -> bytes, in the order of choosing."""
        self._taken: frozenset[tuple[str, int]] = frozenset()

    def compose(self) -> ComposeResult:
        """The path, what is wrong with it, the list."""
        with Horizontal(id="pick-line"):
            yield Static(content("Folder", "bold"), id="pick-label")
            yield Completing(
                hint="the path of a folder or a file; Tab completes it, *_18*.csv selects what matches",
                folders=True,
                id="pick-path",
            )
        yield Static(id="pick-problem")
        yield OptionList(id="pick-list", markup=False)

    def on_mount(self) -> None:
        """Begin in the folder of the latest import."""
        self.query_one("#pick-problem").display = False

        self._reader.read("import.folder", _first_folder, self._show_first)

    def _show_first(self, found: tuple[Folder, tuple[Path, ...]]) -> None:
        self.recent = found[1]
        self._show(found[0])

    @property
    def _reader(self) -> Reporting:
        return cast("Reporting", self.screen)

    # -- going about

    def open_folder(self, path: Path) -> None:
        """List another folder."""
        self._open(str(path), Path())

    @on(Completing.Submitted)
    def open_typed(self, message: Completing.Submitted) -> None:
        """Go where the typed path leads, and choose the files that it names."""
        message.stop()
        self._open(message.completing.value, self.folder.path if self.folder else Path.cwd())

    def _open(self, typed: str, inside: Path) -> None:
        self._reader.read(
            "import.folder", lambda: _folder_of(typed, inside), lambda found: self._show_folder(found, typed)
        )

    def _show_folder(self, found: tuple[Folder, tuple[Path, ...]] | UsageProblem, typed: str) -> None:
        if isinstance(found, UsageProblem):
            self._problem(f"{found.title}. {found}")
            return
        folder, files = found
        sizes = {entry.path: entry.size for entry in folder.entries}
        for path in files:
            self.chosen[path] = sizes.get(path, 0)
        self._show(folder, at=files[0] if files else None, asked=typed)
        self.query_one("#pick-list").focus()
        if files:
            self.post_message(self.Changed())

    def up(self) -> None:
        """List the folder above."""
        if self.folder is not None and self.folder.path.parent != self.folder.path:
            below = self.folder.path
            self._open(str(below.parent), Path())

    def type_path(self) -> None:
        """Give the keyboard to the path."""
        # At once: `focus()` comes into effect a moment later, and what is typed until then would be taken for commands.
        self.screen.set_focus(self.query_one("#pick-path Input", Input))

    @on(Completing.Changed)
    def complete(self, message: Completing.Changed) -> None:
        """Offer what the folder that is being typed holds."""
        message.stop()
        typed, inside = message.completing.value, self.folder.path if self.folder else Path.cwd()
        if not message.completing.query_one(Input).has_focus:
            return

        self._reader.read(
            "import.complete",
            lambda: services.files.completions(typed, inside),
            lambda found: message.completing.offer_from([Choice(text, shown(text)) for text in found]),
        )

    def on_key(self, event: Key) -> None:
        """Esc goes from the path back to the list."""
        if event.key == "escape" and self.query_one("#pick-path Input").has_focus:
            self.query_one("#pick-list").focus()
            event.stop()

    # -- choosing

    @on(OptionList.OptionSelected, "#pick-list")
    def enter(self, message: OptionList.OptionSelected) -> None:
        """Open a folder; go on with a file."""
        message.stop()
        kind, _, text = (message.option.id or "").partition(":")
        if kind in ("folder", "recent"):
            self.open_folder(Path(text))
        elif kind == "file":
            entry = next(entry for entry in self._files() if str(entry.path) == text)
            self.chosen.setdefault(entry.path, entry.size)
            self._mark()
            self.post_message(self.GoOn())

    def toggle(self) -> None:
        """Select what is under the cursor, or unselect it, and go on to the next."""
        listed = self.query_one("#pick-list", OptionList)
        option = listed.highlighted_option
        kind, _, text = (option.id or "").partition(":") if option is not None else ("", "", "")
        if kind == "folder":
            self._choose_folder(Path(text))
        elif kind == "file":
            entry = next(entry for entry in self._files() if str(entry.path) == text)
            if self.chosen.pop(entry.path, None) is None:
                self.chosen[entry.path] = entry.size
            self._mark()
            listed.action_cursor_down()

    def _choose_folder(self, path: Path) -> None:
        self._reader.read("import.folder", lambda: services.files.list_folder(path), self._flip_folder)

    def _flip_folder(self, folder: Folder) -> None:
        self._flip([entry for entry in folder.entries if not entry.is_folder and not entry.is_prose])

    def all(self) -> None:
        """Select all files that are listed but notes among them, or unselect them."""
        self._flip(entry for entry in self._files() if not entry.is_prose)

    def _flip(self, entries: Iterable[Entry]) -> None:
        files = list(entries)
        if files and all(entry.path in self.chosen for entry in files):
            for entry in files:
                del self.chosen[entry.path]
        else:
            self.chosen.update({entry.path: entry.size for entry in files})
        self._mark()

    def drop(self, path: Path) -> None:
        """Unselect a file."""
        self.chosen.pop(path, None)
        self._mark()

    def clear(self) -> None:
        """Clear the selection."""
        self.chosen.clear()
        self._mark()

    def _files(self) -> list[Entry]:
        return [entry for entry in self.folder.entries if not entry.is_folder] if self.folder is not None else []

    # -- showing

    def show_taken(self, taken: frozenset[tuple[str, int]]) -> None:
        """Mark the files that seem to be on the desk already, by (name, bytes)."""
        self._taken = taken
        self._mark()

    def _show(self, folder: Folder, at: Path | None = None, asked: str | None = None) -> None:
        before = self.folder.path if self.folder is not None else None
        self.folder = folder
        self._problem("")
        path = self.query_one("#pick-path", Completing)
        # Whoever types while the listing is on its way keeps what is typed.
        if not path.query_one(Input).has_focus or path.value == asked:
            path.value = shown(str(folder.path))
        listed = self.query_one("#pick-list", OptionList)
        listed.clear_options()
        listed.add_options(self._options())
        wanted = f"file:{at}" if at is not None else f"folder:{before}"
        ids = [option.id for option in listed.options]
        listed.highlighted = (
            ids.index(wanted)
            if wanted in ids
            else (1 if len(ids) > 1 and ids[0] == f"folder:{folder.path.parent}" else 0)
        )
        if not path.query_one(Input).has_focus:
            listed.focus()

    def on_resize(self) -> None:
        """Let the sizes and dates stand at the right edge."""
        self._mark()

    def _mark(self) -> None:
        if self.folder is None:
            return
        listed = self.query_one("#pick-list", OptionList)
        for n, option in enumerate(self._options()):
            if n < listed.option_count and listed.get_option_at_index(n).id == option.id:
                listed.replace_option_prompt_at_index(n, option.prompt)
        self.post_message(self.Changed())

    def _options(self) -> list[Option]:
        assert self.folder is not None
        here = self.folder.path
        found = (
            [Option(indented("↑ the folder above", "$quiet"), id=f"folder:{here.parent}")]
            if here.parent != here
            else []
        )
        for entry in self.folder.entries:
            found.append(Option(self._line(entry), id=f"{'folder' if entry.is_folder else 'file'}:{entry.path}"))
        if not self._files():
            found.append(Option(indented("no file that could hold a table is in this folder", "$quiet"), disabled=True))
        elif self.folder.others:
            found.append(
                Option(
                    indented(f"{counted(self.folder.others, 'other file')} that cannot hold a table", "$quiet"),
                    disabled=True,
                )
            )
        recent = [path for path in self.recent if path != here]
        if recent:
            found.append(Option(content("Folders of recent imports:", "bold"), disabled=True))
            found += [Option(indented(path, "$primary"), id=f"recent:{path}") for path in recent]
        return found

    def _line(self, entry: Entry) -> Content:
        chosen = entry.path in self.chosen
        if entry.is_folder:
            return indented(f"{shown(entry.path.name)}/", "$primary")
        known = "imported before?" if (clean(entry.path.name), entry.size) in self._taken else ""
        room = max(16, self.query_one("#pick-list").size.width - _SIZE - _DATE - 6 - (len(known) + 1 if known else 0))
        name = joined([Content("✓" if chosen else " "), column(entry.path.name, room)])
        return joined(
            [
                name.stylize("bold $accent") if chosen else name,
                content(known, "$warning"),
                column(size_text(entry.size), _SIZE, "$quiet", right=True),
                column(entry.changed, _DATE, "$quiet", right=True),
            ]
        )

    def _problem(self, text: str) -> None:
        line = self.query_one("#pick-problem", Static)
        line.update(content(text, "bold $warning"))
        line.display = bool(text)


def _first_folder() -> tuple[Folder, tuple[Path, ...]]:
    files = services.files
    return files.list_folder(files.start_folder()), tuple(files.recent_folders())


def _folder_of(typed: str, inside: Path) -> tuple[Folder, tuple[Path, ...]] | UsageProblem:
    try:
        folder, found = services.files.meant(typed, inside)
        assert folder is not None
        return services.files.list_folder(folder), found
    except UsageProblem as problem:
        return problem
