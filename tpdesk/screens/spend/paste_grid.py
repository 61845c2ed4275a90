"""Pasted rows on show, with what would become of them: looked at again whenever anything is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tpdesk import services
from tpdesk.screens.display import content, joined
from tpdesk.screens.intake.ask_body import ask_body
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.spend.line_table import LineTable
from tpdesk.screens.spend.paste_look import PasteRows, in_paste
from tpdesk.services.paste import PasteRequest
from tpdesk.text import counted
from tpdesk.units import short_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.models.intake.csvfile import Pasted
    from tpdesk.screens.window import Window
    from tpdesk.services.paste import Looked

_WARNINGS: Final = 4
"""Remarks on the rows that are shown; so many fit above them in a small window."""


class PasteGrid(Vertical):
    """The pasted rows with what is told above and below them: read again whenever anything is said of them."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.rows = PasteRows()
        self.request = PasteRequest()
        self._looking = False
        self._asked = False

    def compose(self) -> ComposeResult:
        """What is read, the rows, what is wrong with the one under the cursor."""
        yield Static(id="paste-told")
        yield LineTable(self.rows, moved=self.show_problem, id="paste-rows")
        yield Static(id="paste-problem")

    @property
    def room(self) -> ModeScreen:
        """The room, which asks the desk."""
        return cast("ModeScreen", self.screen)

    @property
    def window(self) -> Window:
        """The window, for work and trouble."""
        return cast("Window", self.app)

    @property
    def table(self) -> LineTable:
        """The rows."""
        return self.query_one("#paste-rows", LineTable)

    @property
    def looked(self) -> Looked | None:
        """The rows with what would become of them."""
        return self.rows.looked

    # -- rows come

    def load(self) -> None:
        """Look at the rows again: the desk may have changed."""
        self.room.entitle()
        if self.looked is None:
            self.call_later(self._say_what_to_do)
        elif not self._looking:
            self.look(self.looked.pasted)

    async def _say_what_to_do(self) -> None:
        if self.looked is not None or self._looking:
            return
        await self.room.say_empty(
            "Paste rows here",
            "Copy cells in the spreadsheet, then paste them as your terminal has it: ctrl+shift+v, ctrl+v, or the "
            "right mouse button. They are shown before anything is imported.",
            "paste.file", "paste.leave",
        )  # fmt: skip
        # Rows may have come while the panel was made.
        if self.looked is not None:
            self.room.show_content()

    def take(self, text: str, columns: Sequence[str]) -> None:
        """Look at pasted text; `columns` are the columns of the table that it was pasted over."""
        self.request, self._asked = PasteRequest(columns=tuple(columns)), False
        self.look(text)

    def look(self, rows: str | Pasted) -> None:
        """Look what would become of the rows."""
        if self.window.read_only:
            self.window.tell(Trouble("This window may only read", self.window.read_only, True))
            return
        place = self.window.place
        self.request = replace(self.request, place=place.name if place is not None else None)
        path, request = self.window.path, self.request
        self._looking = True

        self.window.work_on(
            "Checking the rows",
            lambda _: services.paste.look_through(path, rows, request),
            self._show,
            self._failed,
        )

    def _failed(self, trouble: Trouble) -> None:
        self._looking = False
        self.window.tell(trouble)

    def _show(self, looked: Looked) -> None:
        self._looking = False
        again = self.looked is not None and len(self.looked.pasted.rows) == len(looked.pasted.rows)
        self.rows.show(looked)
        self.room.show_content()
        self.table.show(row=None if again else 0, anew=True)
        if not again:
            self.table.focus()
        self.query_one("#paste-told", Static).update(
            joined([content(words, style) for words, style in self._told(looked)], "\n")
        )
        self.show_problem()
        self.room.refresh_bindings()
        if looked.lacks_body and not self._asked:
            self._asked = True
            self.ask_body()

    def ask_body(self) -> None:
        """Ask whose spending the rows are, as the import of a file does."""
        path, place = self.window.path, self.request.place
        self.room.read(
            "paste.bodies",
            lambda: services.preview.desk_known(path, place),
            lambda known: ask_body(self.window, known.agencies, place, self._set_body),
            opens=True,
        )

    def _set_body(self, name: str) -> None:
        self.request = replace(self.request, agency=name)
        if self.looked is not None:
            self.look(self.looked.pasted)

    def _told(self, looked: Looked) -> list[tuple[str, str]]:
        if looked.preview is None:
            return [(in_paste(looked.refusal), "bold $warning")]
        layout, tally = looked.preview.layout, looked.preview.tally
        header = f"row {layout.header_row} is the header" if layout.header_row else "no header"
        about = [
            self.request.agency or "",
            year_text(self.request.year) if self.request.year else "",
            layout.unit,
            header,
        ]
        found = [
            (
                f"{looked.preview.words}, {short_pounds(tally.sum_pence)}",
                "bold $warning" if looked.preview.problems else "bold",
            ),
            (
                f"Into {self.request.place or 'this desk'}: {', '.join(part for part in about if part)}. s changes it.",
                "$quiet",
            ),
        ]
        warnings = looked.preview.warnings
        found += [(in_paste(warning), "$warning") for warning in warnings[:_WARNINGS]]
        if len(warnings) > _WARNINGS:
            found.append((f"and {counted(len(warnings) - _WARNINGS, 'more remark')}", "$quiet"))
        return found

    def show_problem(self) -> None:
        """Say what is wrong with the row under the cursor."""
        told = self.rows.problem(self.table.row) if self.rows.total else ""
        self.query_one("#paste-problem", Static).update(
            content(told, "bold $warning" if self.rows.has_problem(self.table.row) else "$quiet")
        )
