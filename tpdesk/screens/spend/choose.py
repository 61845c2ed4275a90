"""Choosing lines, and carrying them out: to the clipboard, or to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk.domain.line_filter import LineFilter
from tpdesk.screens.spend.chosen import Chosen
from tpdesk.screens.spend.narrow import SpendNarrow
from tpdesk.text import counted, file_name

if TYPE_CHECKING:
    from tpdesk.models.lines.preview import Selection
    from tpdesk.screens.jobs import Job

CLIPBOARD_MOST: Final = 75_000
"""Characters that terminals take into the clipboard; more are better written to a file."""


class SpendChoose(SpendNarrow):
    """The commands that choose lines and copy them."""

    def __init__(self) -> None:
        super().__init__()
        self._anchor: int | None = None
        """Where a stretch of chosen lines began."""

    @property
    def meant(self) -> Selection:
        """The lines that an act is for: the chosen ones, else the one under the cursor."""
        if self.chosen_count:
            return self.rows.chosen.selection(self.kept)
        return (self.line.id,) if self.line is not None else ()

    @property
    def meant_count(self) -> int:
        """How many lines an act is for."""
        return self.chosen_count or int(self.line is not None)

    # -- choosing

    def action_choose(self) -> None:
        """Choose the line under the cursor, or let it go, and go on to the next."""
        if self.line is not None:
            self._anchor = None
            self.choose(self.rows.chosen.flipped(self.line.id))
            self.table.go(self.table.row + 1)

    def action_stretch(self, rows: int) -> None:
        """Choose all lines from where the stretch began to `rows` further on; with 0 a page, with a huge number to the end."""
        table = self.table
        if self._anchor is None:
            self._anchor = table.row
        start = table.row
        table.go(start + rows)
        self._choose_between(min(self._anchor, table.row), max(self._anchor, table.row))

    def action_stretch_page(self, pages: int) -> None:
        """Choose a page further."""
        self.action_stretch(self.table.page * pages)

    def action_stretch_end(self, way: int) -> None:
        """Choose up to the first line (-1) or the last."""
        self.action_stretch(self.rows.total * way)

    def _choose_between(self, first: int, last: int) -> None:
        here = [self.rows.line(row) for row in range(first, min(last, first + 2_000) + 1)]
        numbers = [line.id for line in here if line is not None]
        if len(numbers) == last - first + 1:
            self.choose(self.rows.chosen.holding(numbers))
            return
        path, view = self.path, self.rows.view
        assert view is not None

        def call() -> list[int]:
            from tpdesk.services.line_table import lines_between

            return lines_between(path, view, first, last)

        self.read("spend.stretch", call, lambda found: self.choose(self.rows.chosen.holding(found)))

    def action_choose_all(self) -> None:
        """Choose all lines shown, or let go of all."""
        self._anchor = None
        self.choose(Chosen() if self.chosen_count == self.rows.total else Chosen(every=True))

    def action_let_go(self) -> None:
        """Let go of what is chosen, else of the search; where neither is, Esc goes on to what it leads back to."""
        self._anchor = None
        if self.chosen_count:
            self.choose(Chosen())
        else:
            self.searched = ""
            self.show_words()
            self.refresh_bindings()

    def keep(self, where: LineFilter) -> None:
        """Show other lines; a stretch ends."""
        self._anchor = None
        super().keep(where)

    # -- carrying out

    def action_copy(self) -> None:
        """Copy the chosen lines, or the one under the cursor, to the clipboard, as a spreadsheet takes them."""
        from tpdesk.screens.reporter import Trouble

        path, meant, names, lines = self.path, self.meant, self.rows.names, self.meant_count

        def call() -> str:
            from tpdesk.models.desk import open_desk
            from tpdesk.services.lines import copy_out

            with open_desk(path, read_only=True) as desk:
                return copy_out(desk, meant, names)

        def came(text: str) -> None:
            if len(text) > CLIPBOARD_MOST:
                told = f"{counted(lines, 'line')} are too much for a terminal's clipboard. Write them to a file with w, and open that in the spreadsheet."
                self.window.tell(Trouble("Not copied", told, True))
                return
            self.app.copy_to_clipboard(text)
            self.window.say(f"{counted(lines, 'line')} copied, with {counted(len(names), 'column')}.")

        self.read("spend.copy", call, came)

    def action_write(self) -> None:
        """Write all lines shown, with the columns shown, to a file for a spreadsheet."""
        from tpdesk.screens.save_dialog import SaveDialog

        place = self.window.place
        proposed = file_name(f"{place.name if place else self.path.stem} lines", suffix=".csv")
        text = f"All {self.rows.total:,} lines shown, with the columns shown, as a CSV file that a spreadsheet opens."
        self.app.push_screen(SaveDialog("Write the lines to a file", text, start=proposed), self._write)

    def _write(self, target: Path | None) -> None:
        if target is None:
            return
        path, view, names = self.path, self.rows.view, self.rows.names
        assert view is not None

        def call(job: Job) -> int:
            from tpdesk.models.desk import open_desk
            from tpdesk.services.lines import write_lines

            job.check()
            with open_desk(path, read_only=True) as desk:
                return write_lines(desk, view, names, target, replace=True)

        self.window.work_on(
            f"Writing {target.name}",
            call,
            lambda lines: self.window.say(f"{counted(lines, 'line')} written to {target}."),
        )
