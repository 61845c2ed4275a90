"""A cell typed over, or one field of many lines after a preview; each change is one step of undo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from textual.geometry import Region

from tpdesk import services
from tpdesk.domain.line import LineField, LineRow, plain_text
from tpdesk.errors import UsageProblem
from tpdesk.screens.alive import is_alive
from tpdesk.screens.spend.entry import EntryLine
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.models.lines.preview import Selection
    from tpdesk.screens.reporter import Trouble
    from tpdesk.services.lines import EditPreview

CLOSED: Final = frozenset({"agency", "own_category", "flow", "cost_type", "status", "control", "internal", "grade"})
"""Fields that take only what is offered."""

ROWS: Final = 9
"""Rows of the table that the editor and its offers cover."""

_WIDTH_OF_MANY: Final = 64
"""Cells that the remark on a change of many lines needs."""


class CellEditor(EntryLine):
    """One field of the line under the cursor, or of all selected lines."""

    KIND = "edit"

    def __init__(
        self,
        field: LineField,
        line: LineRow | None,
        selection: Selection,
        selected: int,
        saved: Callable[[EditPreview], Awaitable[None]],
    ) -> None:
        """`selected` is how many lines are selected, 0 where the one under the cursor is meant;
        `saved` hears what was changed."""
        value = typed_value(line, field.edits) if line is not None and not selected else ""
        super().__init__(
            f"{counted(selected, 'line')}: {field.heading}" if selected else field.heading,
            value,
            hint="the new value for all of them" if selected else "",
            note=_remark(field, line, selected, value),
            chosen=field.edits in CLOSED,
        )
        self.field, self.line, self.selection, self.selected, self.saved = field, line, selection, selected, saved
        self.is_saving = False
        """Whether one cell is being saved: the line closes in a moment, and keys wait for the table."""
        self._previewed: tuple[str, int] | None = None
        """The text whose effect was shown, and on how many lines: a second Enter does it."""

    def place(self, cell: Region, room: Region) -> None:
        """Stand over the cell, within the room of the table."""
        label = len(self.field.heading)
        width = min(max(cell.width, label + 40, _WIDTH_OF_MANY if self.selected else 0), room.width)
        self.styles.width = width
        self.styles.offset = max(0, min(cell.x - room.x - label - 2, room.width - width)), cell.y - room.y

    def complete(self, text: str, at: int) -> None:  # noqa: ARG002 - the whole text is one value
        """Offer values of the field; what was asked about another text is asked again."""
        self._previewed = None
        self.offer_from(text, lambda desk: services.line_table.complete_value(desk, self.field.edits, text))

    def enter(self, text: str) -> None:
        """Change one line at once; show first what would change in many."""
        if self.selected:
            if self._previewed is not None and self._previewed[0] == text:
                self._save(text, self._previewed[1])
            else:
                self._preview(text)
        elif self.line is None or text == typed_value(self.line, self.field.edits):
            self.post_message(self.Closed(self))
        else:
            self._save(text, 1)

    def takes_back(self) -> bool:
        """Take back the question about many lines."""
        asked, self._previewed = self._previewed, None
        if asked is not None:
            self.go_back()
        return asked is not None

    def _preview(self, text: str) -> None:
        changes = {self.field.edits: text}
        self.note("Counting what would change ...")
        self.mode.ask(
            "spend.preview",
            lambda desk: services.line_table.edit_preview(desk, self.selection, changes),
            lambda found: self._show_preview(found, text),
        )

    def _show_preview(self, found: EditPreview | UsageProblem, text: str) -> None:
        if not is_alive(self) or self.text != text:
            return
        if isinstance(found, UsageProblem):
            self.problem(str(found))
        elif not found.lines:
            self.problem("All of them have that already.")
        else:
            self._previewed = (text, found.chosen)
            same = found.chosen - found.lines
            already = f" {counted(same, 'line')} already so." if same else ""
            self.ask(" ".join([f"{found.words}.{already}", *found.warnings, "Enter does it, Esc goes back."]))

    def _save(self, text: str, expected: int) -> None:
        changes = {self.field.edits: text}
        started = self.window.change(
            f"Changing {counted(expected, 'line')}",
            lambda desk: services.lines.edit_lines(desk, self.selection, changes, expected=expected),
            self.saved,
            self._failed,
        )
        self.is_saving = started is not None and expected == 1

    def _failed(self, trouble: Trouble) -> None:
        self._previewed, self.is_saving = None, False
        if is_alive(self):
            self.problem(trouble.message)
        else:
            self.window.tell(trouble)


def typed_value(line: LineRow, name: str) -> str:
    """Return a field of a line as it would be typed."""
    if name in ("control", "cost_type") and getattr(line, name) in ("not stated", "unknown"):
        return ""
    return plain_text(line, name)


def _remark(field: LineField, line: LineRow | None, selected: int, value: str) -> str:
    if selected:
        return (f"Enter shows what would change in {counted(selected, 'line')}; Enter again does it. Left empty, it "
                "clears.")  # fmt: skip
    if field.name == "category" and line is not None and not line.own_category and line.label:
        return "For this line alone. Press m to map its label, for all lines that have it."
    return "Enter keeps it, Esc leaves it as it was, ctrl+u empties the line." if value else ""
