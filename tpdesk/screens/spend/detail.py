"""One line, whole: its fields, where it came from, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from tpdesk import services
from tpdesk.domain.line import LINE_FIELDS, cell_text
from tpdesk.models.lines.totals import titled
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content, joined
from tpdesk.units import pounds

if TYPE_CHECKING:
    from tpdesk.models.lines.origin import Origin
    from tpdesk.models.log.history import Act

_ELSEWHERE = ("batch", "file", "sheet", "row", "edited", "came", "line", "part_of")
"""Fields that the words of its origin say."""


class LineDetail(Dialog[tuple[str, int]]):
    """The answer is (`batch` or `lines`, the batch's number) where the user wants to go there."""

    def __init__(self, line: int, titles: Mapping[str, str]) -> None:
        super().__init__(f"Line {line}")
        self.titles = titles
        """Category code -> title."""
        self.number = line
        self.origin: Origin | None = None

    def parts(self) -> ComposeResult:
        """The fields, the origin, the history; buttons to its batch."""
        with VerticalScroll(id="detail-scroll"):
            yield Static(id="detail-fields")
            yield Static(id="detail-origin")
            yield Static(id="detail-history")
        with Horizontal(classes="buttons"):
            yield Static(content("Tab to buttons, Esc closes", "$quiet"), id="form-keys")
            yield Button(content("Lines of its batch"), id="detail-lines", compact=True, disabled=True)
            yield Button(content("Its batch"), id="detail-batch", compact=True, disabled=True)

    def on_mount(self) -> None:
        """Read it."""
        self.ask("line.origin", lambda desk: services.line_table.read_origin(desk, self.number), self._show)

    def _show(self, origin: Origin) -> None:
        self.origin = origin
        line = origin.line
        rows = []
        for name, field in LINE_FIELDS.items():
            text = cell_text(line, name)
            if name in _ELSEWHERE or not text:
                continue
            note = ""
            if name in ("category", "own_category"):
                by_map = "by its label's map" if line.shares and not line.own_category else ""
                text, note = titled(text, self.titles.get(text, "")), by_map
            if name == "area" and line.area_name:
                note = line.area_name
            if name in ("transfer_to", "transfer_from") and line.unknown_body:
                note = "no organisation of this desk: nothing is taken out of the count for it"
            rows.append(
                joined(
                    [
                        content(field.heading, "$quiet").pad_right(16 - len(field.heading)),
                        content(text, "bold"),
                        content(note, "$quiet"),
                    ]
                )
            )
        self.query_one("#detail-fields", Static).update(joined(rows, "\n"))
        self.query_one("#detail-origin", Static).update(joined(_origin_words(origin), "\n"))
        acts = [joined(_act_words(act), "\n") for act in origin.acts]
        self.query_one("#detail-history", Static).update(joined([content("History", "bold $accent"), *acts], "\n"))
        for button in self.query(Button):
            button.disabled = line.batch is None
        self.query_one("#detail-scroll").focus()

    @on(Button.Pressed)
    def go(self, message: Button.Pressed) -> None:
        """Go to its batch, or to the lines of its batch."""
        if self.origin is not None and self.origin.line.batch is not None:
            self.dismiss(("lines" if message.button.id == "detail-lines" else "batch", self.origin.line.batch))


def _origin_words(origin: Origin) -> list[Content]:
    line = origin.line
    found = [content("Where it came from", "bold $accent"), content(origin.words[:1].upper() + origin.words[1:])]
    if origin.who:
        found.append(
            content(
                f"Imported by {origin.who}; the file is recognised by its fingerprint, {origin.sha256[:16]}", "$quiet"
            )
        )
    if line.came_pence is not None and line.came_pence != line.amount_pence:
        found.append(content(f"It came with {pounds(line.came_pence)}", "$warning"))
    if origin.parts:
        found.append(content(f"Split off it: {', '.join(f'line {part}' for part in origin.parts)}"))
    return found


def _act_words(act: Act) -> list[Content]:
    head = joined(
        [content(act.at[:16].replace("T", " "), "$quiet"), content(act.words), content(f"by {act.who}", "$quiet")], "  "
    )
    changes = [
        content(f"    {change.field}: {change.before or 'nothing'} → {change.after or 'nothing'}", "$quiet")
        for change in act.changes
        if change.field
    ]
    return [head, *changes]
