"""Changing a cell, or one field of many lines after showing what would change; each change is one step of undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from tpdesk.domain.line import LineRow, plain_text
from tpdesk.errors import UsageProblem
from tpdesk.screens.alive import is_alive
from tpdesk.screens.spend.choose import SpendChoose
from tpdesk.screens.spend.chosen import Chosen
from tpdesk.screens.spend.entry import EntryLine
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.models.lines.complete import Completion
    from tpdesk.models.lines.preview import Selection
    from tpdesk.screens.jobs import Job
    from tpdesk.screens.reporter import Trouble
    from tpdesk.services.lines import EditPreview

CHOSEN = frozenset({"agency", "own_category", "flow", "cost_type", "status", "control", "internal", "grade"})
"""Fields in which nothing can stand but what is offered."""


class SpendCells(SpendChoose):
    """The commands that change what stands in a column."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: tuple[str, Selection, str, int] | None = None
        """What a second Enter will do: (field, lines, text, how many lines were shown to be meant)."""
        self._cell_closes = False
        """Whether the line that is typed in closes in a moment, as one cell is being changed."""
        self._cell: tuple[str, LineRow | None] = ("", None)
        """The field and the line that are being changed: those under the cursor as it began, whatever it is on since."""

    # -- a cell

    async def action_edit(self) -> None:
        """Change the cell under the cursor; where lines are chosen, the same field of all of them."""
        field, line, many = self.field, self.line, self.chosen_count
        if not field.edits:
            self.window.say(f"{field.heading} cannot be edited: {field.tells}")
            return
        if line is None and not many:
            return
        table = self.table
        if not many and table.row - table.top > table.page - 9:
            # Room for what is offered below the cell.
            table.scroll_to(y=table.row - max(table.page - 9, 0), animate=False)
        value = typed_value(line, field.edits) if line is not None and not many else ""
        note, hint = "", ""
        if many:
            note = (
                f"Enter shows what would change in {counted(many, 'line')}; Enter again does it. Left empty, it clears."
            )
            hint = "what all of them are to have"
        elif field.name == "category" and line is not None and not line.own_category and line.label:
            note = "For this line alone. m maps its label, for all lines that have it."
        elif value:
            note = "Enter keeps it, Esc leaves it as it was, ctrl+u empties the line."
        self._asked = None
        self._cell = (field.edits, line)
        entry = EntryLine(
            "edit",
            f"{counted(many, 'line')}: {field.heading}" if many else field.heading,
            value,
            hint=hint,
            note=note,
            chosen=field.edits in CHOSEN,
        )
        await self.open_entry(entry)
        self._place(entry)

    def _place(self, entry: EntryLine) -> None:
        cell, room = self.table.cell_region(), self.query_one("#spend").region
        width = min(max(cell.width, len(self.field.heading) + 40, 64 if self.chosen_count else 0), room.width)
        entry.styles.width = width
        entry.styles.offset = (
            max(0, min(cell.x - room.x - len(self.field.heading) - 2, room.width - width)),
            cell.y - room.y,
        )

    @on(EntryLine.Typed)
    def complete_value(self, message: EntryLine.Typed) -> None:
        """Look for what could stand in the field."""
        if message.entry.purpose != "edit":
            return
        self._asked = None
        path, text, (name, _) = self.path, message.text, self._cell

        def call() -> Completion:
            from tpdesk.services.line_table import complete_value

            return complete_value(path, name, text)

        self._offer(message.entry, text, call)

    @on(EntryLine.Submitted)
    def submit_value(self, message: EntryLine.Submitted) -> None:
        """Change one line at once; show first what would change in many."""
        entry, text = message.entry, message.text
        if entry.purpose != "edit":
            return
        name, line = self._cell
        if not self.chosen_count:
            if line is None or text == typed_value(line, name):
                self.call_later(self.close_entry)
                return
            self._edit(entry, name, (line.id,), text, 1)
        elif self._asked is not None and self._asked[2] == text:
            self._edit(entry, *self._asked)
        else:
            self._preview(entry, name, text)

    def _preview(self, entry: EntryLine, name: str, text: str) -> None:
        path, selection = self.path, self.meant
        entry.note("Looking what would change ...")

        def call() -> EditPreview | UsageProblem:
            from tpdesk.services.line_table import edit_preview

            return edit_preview(path, selection, {name: text})

        def came(found: EditPreview | UsageProblem) -> None:
            if not is_alive(entry) or entry.text != text:
                return
            if isinstance(found, UsageProblem):
                entry.problem(str(found))
            elif not found.lines:
                entry.problem("All of them have that already.")
            else:
                self._asked = (name, selection, text, found.chosen)
                same = found.chosen - found.lines
                already = f" {counted(same, 'line')} already so." if same else ""
                entry.ask(" ".join([f"{found.words}.{already}", *found.warnings, "Enter does it, Esc goes back."]))

        self.read("spend.preview", call, came)

    def goes_back(self, entry: EntryLine) -> bool:
        """Take the question back what would change, with what was typed."""
        asked, self._asked = self._asked, None
        if asked is None:
            return False
        entry.go_back()
        return True

    def opens_first(self, key: str) -> bool:
        """Let keys wait for the table to be back."""
        return self._cell_closes or super().opens_first(key)

    def _edit(self, entry: EntryLine, name: str, selection: Selection, text: str, expected: int) -> None:
        def call(desk: Desk, _: Job) -> EditPreview:
            from tpdesk.services.lines import edit_lines

            return edit_lines(desk, selection, {name: text}, expected=expected)

        async def done(found: EditPreview) -> None:
            self._cell_closes = False
            if is_alive(entry):
                await self.close_entry()
            self._done(f"{found.words}.", found.warnings)

        def failed(trouble: Trouble) -> None:
            self._asked, self._cell_closes = None, False
            if is_alive(entry):
                entry.problem(trouble.message)
            else:
                self.window.tell(trouble)

        started = self.window.act(f"Changing {counted(expected, 'line')}", call, done, failed)
        self._cell_closes = started is not None and expected == 1

    def _done(self, words: str, warnings: tuple[str, ...] = ()) -> None:
        self.choose(Chosen())
        self.window.say(" ".join((words[:1].upper() + words[1:], *warnings, "Press u to undo.")))


def typed_value(line: LineRow, name: str) -> str:
    """Return a field of a line as it would be typed."""
    if name in ("control", "cost_type") and getattr(line, name) in ("not stated", "unknown"):
        return ""
    return plain_text(line, name)
