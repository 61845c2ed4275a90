"""The panel of a register's summary: one view after another, each figure of which can be explained."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tpdesk.screens.commands.declare import Command
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import content
from tpdesk.screens.key_line import bindings
from tpdesk.screens.overlap.explain import explain
from tpdesk.screens.registers.summaries import summary_of

COMMANDS: Final = (
    Command("summary.view", "v", "next_view(1)", "Next view", "Show the next view of the summary.", palette=False),
    Command("summary.earlier", "V", "next_view(-1)", "View before", "Show the view before.", palette=False),
    Command("summary.explain", "f5", "explain", "Explain",
        "Choose a figure of the summary and show how it is made.", palette=False),
)  # fmt: skip
"""The panel's own keys, which its last line names."""


class SummaryPanel(Dialog[None]):
    """What the records of a kind come to in a place and year."""

    CSS_PATH: ClassVar = ["../dialogs/dialogs.tcss", "summary.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)

    def __init__(self, kind: str, place: str, year: int | None) -> None:
        self.summary = summary_of(kind)
        super().__init__(f"{self.summary.title}: {place}")
        self.TELLS = self.summary.tells  # type: ignore[misc]
        self.place, self.year = place, year
        self.view = 0
        self.found: Any = None
        """What was read; None until it was."""

    def parts(self) -> ComposeResult:
        """The view's name, its lines, the keys."""
        yield Static(id="summary-view")
        with VerticalScroll(id="summary-body"):
            yield Static(id="summary-said")
        yield Static(id="summary-keys")

    def on_mount(self) -> None:
        """Read what the records come to."""
        super().on_mount()
        self.query_one("#summary-body").focus()
        place, year, read = self.place, self.year, self.summary.read
        self.ask("summary.read", lambda desk: read(desk, place, year), self._take)

    def _take(self, found: object) -> None:
        self.found = found
        self._show()

    def on_resize(self) -> None:
        """Take the width there is."""
        if self.found is not None:
            self.call_after_refresh(self._show)

    def _show(self) -> None:
        views = self.summary.views
        shown = views[self.view]
        number = f" ({self.view + 1} of {len(views)}, v)" if len(views) > 1 else ""
        self.query_one("#summary-view", Static).update(content(f"{shown.title}{number}", "bold $accent"))
        width = max(self.query_one("#summary-body").size.width - 1, 40)
        self.query_one("#summary-said", Static).update(Content("\n").join(shown.lines(self.found, width)))
        keys = ["v next view"] * (len(views) > 1) + ["F5 explains"] * self.can_explain() + ["F1 help", "Esc closes"]
        self.query_one("#summary-keys", Static).update(content(" · ".join(keys), "$quiet"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is."""
        if action == "explain":
            return self.can_explain()
        if action == "next_view":
            return len(self.summary.views) > 1
        return super().check_action(action, parameters)

    def action_next_view(self, step: int) -> None:
        """Show the next view, or the one before."""
        if self.found is not None:
            self.view = (self.view + step) % len(self.summary.views)
            self.query_one("#summary-body", VerticalScroll).scroll_home(animate=False)
            self._show()

    def can_explain(self) -> bool:
        """With a figure that can be explained."""
        return self.found is not None and self.year is not None and bool(self.summary.figures(self.found))

    @asks
    async def action_explain(self) -> None:
        """Choose a figure, where there are several, and show how it is made."""
        figures = self.summary.figures(self.found)
        chosen = "0"
        if len(figures) > 1:
            choices = [Choice(str(number), words) for number, (words, _) in enumerate(figures)]
            answer = await self.app.push_screen_wait(Choose("Explain which figure?", choices))
            if answer is None:
                return
            chosen = answer.id
        explain(self.window, figures[int(chosen)][1])
