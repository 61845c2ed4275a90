"""Checking files before they are imported: the files on the left, how the one under the cursor is read on the right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk.domain.advice import message, reject_message
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.intake.import_settings import FOR_ALL, Setting
from tpdesk.screens.intake.import_state import ChosenFile, Standing, warnings_of
from tpdesk.screens.intake.import_words import FIELDS_SHOWN, on_screen
from tpdesk.screens.spend.line_table_layout import column, indented
from tpdesk.text import shown

if TYPE_CHECKING:
    from tpdesk.services.preview import SheetPreview

COLUMNS_MOST = 60
"""Columns that are shown of a file."""

_WORDS_MOST = 110
_CELL_MOST = 30


class FileList(OptionList):
    """Files with how each stands."""

    def show(self, files: Sequence[tuple[str, Standing]]) -> None:
        """Show them, the cursor where it was."""
        prompts = [_file_line(name, standing) for name, standing in files]
        if len(prompts) == self.option_count:
            for n, prompt in enumerate(prompts):
                self.replace_option_prompt_at_index(n, prompt)
            return
        at = self.highlighted or 0
        self.clear_options()
        self.add_options(Option(prompt) for prompt in prompts)
        if prompts:
            self.highlighted = min(at, len(prompts) - 1)


def _file_line(name: str, standing: Standing) -> Content:
    words = shown(on_screen(standing.words))
    clipped = words if len(words) <= _WORDS_MOST else f"{words[: _WORDS_MOST - 1]}…"
    return joined(
        [
            joined([content(standing.mark, f"bold {standing.style}"), content(name, "bold")]),
            indented(clipped, standing.style),
        ],
        "\n",
    )


class CheckPane(Horizontal):
    """It shows what it is given, and reads nothing."""

    class Change(Message):
        """The user wants to change a setting."""

        def __init__(self, setting: str) -> None:
            super().__init__()
            self.setting = setting

    class ChangeColumn(Message):
        """The user wants to change what a column is read as."""

        def __init__(self, column: int) -> None:
            super().__init__()
            self.column = column

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._settings: list[Setting] = []
        self._order: list[int] = []
        """Columns of the file in the order in which they are shown."""

    def compose(self) -> ComposeResult:
        """Files; verdict, settings, rows, what to look at."""
        yield FileList(id="check-files", markup=False)
        with Vertical(id="check-right"):
            yield Static(id="check-verdict")
            with VerticalScroll(id="check-looking", can_focus=False):
                yield Static(id="check-looks")
            yield OptionList(id="check-settings", markup=False)
            yield Static(id="check-rows-title")
            yield DataTable(id="check-rows", cursor_type="cell", header_height=2)

    def on_mount(self) -> None:
        """The rows have no text until a file is read."""
        table = self.query_one(DataTable)
        table.cursor_foreground_priority = "css"
        table.display = False

    @property
    def at(self) -> int:
        """The file under the cursor."""
        return self.query_one("#check-files", FileList).highlighted or 0

    def show_files(self, files: Sequence[tuple[str, Standing]]) -> None:
        """Show how all files stand."""
        self.query_one("#check-files", FileList).show(files)

    def show_file(self, file: ChosenFile, standing: Standing, settings: list[Setting]) -> None:
        """Show one file."""
        self.query_one("#check-verdict", Static).update(
            joined([content(file.path.name, "bold $accent"), content(on_screen(standing.words), standing.style)], "\n")
        )
        self._show_settings(settings)
        self._show_rows(file)
        self._show_looks(file)

    def _show_settings(self, settings: list[Setting]) -> None:
        listed = self.query_one("#check-settings", OptionList)
        prompts = {setting.id: _setting_line(setting) for setting in settings}
        if [setting.id for setting in self._settings] == list(prompts):
            for setting in settings:
                listed.replace_option_prompt(setting.id, prompts[setting.id])
        else:
            marked = listed.highlighted_option.id if listed.highlighted_option is not None else None
            listed.clear_options()
            for heading, ids in _grouped(settings).items():
                listed.add_option(Option(content(heading, "bold"), disabled=True))
                listed.add_options(Option(prompts[id], id=id) for id in ids)
            if marked in prompts:
                listed.highlighted = listed.get_option_index(marked)
        self._settings = settings

    def _show_rows(self, file: ChosenFile) -> None:
        table, title, sheet = self.query_one(DataTable), self.query_one("#check-rows-title", Static), file.sheet
        before = table.cursor_coordinate
        table.clear(columns=True)
        table.display = title.display = sheet is not None and bool(sheet.rows)
        if sheet is None:
            return
        name = f"First rows of the sheet '{sheet.layout.sheet}'" if sheet.layout.sheet else "First rows"
        title.update(
            joined(
                [content(name, "bold"), content("as they would be read; Enter on a cell changes its column", "$quiet")]
            )
        )
        self._order = _order(sheet)
        for at in self._order:
            taken = sheet.columns[at]
            below = f"→ {FIELDS_SHOWN[taken.field]}" if taken.field else "not read"
            head = cell(taken.heading[:_CELL_MOST], "bold")
            head.append("\n")
            head.append_text(cell(below, self._style("bold" if taken.field else "dim")))
            table.add_column(head)
        wrong = self._style("warning")
        for row in sheet.rows:
            texts = [cell(row.cells[at][:_CELL_MOST], wrong if row.problem else "") for at in self._order]
            table.add_row(
                *texts, label=cell(f"{'✗' if row.problem else ' '}{row.number}", wrong if row.problem else "")
            )
        if table.row_count and before.column < len(table.columns):
            table.move_cursor(row=min(before.row, table.row_count - 1), column=before.column, animate=False)

    def _style(self, name: str) -> str:
        colours = self.app.theme_variables
        return {"bold": f"bold {colours['accent']}", "dim": colours["quiet"], "warning": colours["warning"]}[name]

    def _show_looks(self, file: ChosenFile) -> None:
        rows = (row for sheet in (file.preview.sheets if file.preview else ()) for row in sheet.rows if row.problem)
        looks: list[str] = [message(f"row {row.number}: ", row.problem) for row in islice(rows, 3)]
        if file.trial is not None and file.trial.error is None:
            rejections = (_rejection(rule, number, file) for rule, number in _rejections(file).items())
            looks = [*rejections, *warnings_of(file.trial)]
        elif file.preview is not None:
            looks += [
                *file.preview.warnings,
                *(text for sheet in file.preview.sheets for text in sheet.layout.warnings),
            ]
        text = joined([*(content(f"• {on_screen(look)}", "$warning") for look in looks)], "\n")
        self.query_one("#check-looks", Static).update(text if looks else "")
        self.query_one("#check-looking").display = bool(looks)

    @on(OptionList.OptionSelected, "#check-settings")
    def change(self, message: OptionList.OptionSelected) -> None:
        """Pass on which setting is to be changed."""
        message.stop()
        if message.option.id:
            self.post_message(self.Change(message.option.id))

    @on(DataTable.CellSelected)
    def change_column(self, message: DataTable.CellSelected) -> None:
        """Pass on which column is to be changed."""
        message.stop()
        self.post_message(self.ChangeColumn(self._order[message.coordinate.column]))

    @on(OptionList.OptionSelected, "#check-files")
    def to_settings(self, message: OptionList.OptionSelected) -> None:
        """Enter on a file asks what is wanting; where nothing is, it goes to the settings."""
        message.stop()
        wanting = next((setting.id for setting in self._settings if setting.wanting), None)
        self.query_one("#check-settings", OptionList).focus()
        if wanting is not None:
            self.post_message(self.Change(wanting))


def _order(sheet: SheetPreview) -> list[int]:
    """Return the columns, those that are read first: they are what is to be checked."""
    fields = list(FIELDS_SHOWN)
    return sorted(
        range(len(sheet.columns)),
        key=lambda n: fields.index(sheet.columns[n].field or "") if sheet.columns[n].field else len(fields),
    )[:COLUMNS_MOST]


def _rejections(file: ChosenFile) -> dict[str, int]:
    found: dict[str, int] = {}
    for sheet in file.trial.sheets if file.trial is not None else ():
        for rule, number in sheet.tally.rejections.items():
            found[rule] = found.get(rule, 0) + number
    return found


def _rejection(rule: str, number: int, file: ChosenFile) -> str:
    rejects = [
        reject for sheet in (file.trial.sheets if file.trial else ()) for reject in sheet.rejects if reject.rule == rule
    ]
    first = [f": row {rejects[0].row}: ", reject_message(rule, rejects[0].message)] if rejects else []
    return message(f"{number:,} rejected, {rule}", *first)


def _grouped(settings: list[Setting]) -> dict[str, list[str]]:
    # In the order in which F2 asks: what has to be said must not be looked for.
    found: dict[str, list[str]] = {"Whose spending": [], "The files": [], "Columns": [], "This file": []}
    for setting in settings:
        heading = (
            "Whose spending"
            if setting.id in ("place", "agency")
            else "The files"
            if setting.id in FOR_ALL
            else "Columns"
            if setting.id.startswith(("column", "more"))
            else "This file"
        )
        found[heading].append(setting.id)
    return {heading: ids for heading, ids in found.items() if ids}


def _setting_line(setting: Setting) -> Content:
    name = Content("  ") + column(setting.name, 17)
    if setting.wanting:
        return joined([name, content(f"? {setting.value}", "bold $warning"), content(setting.why, "$warning")], "  ")
    return joined([name, content(setting.value, "bold"), content(setting.why, "$quiet")], "  ")
