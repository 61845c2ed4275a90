"""Split lines by shares: what each part comes to is shown while the shares are typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Static

from tpdesk import services
from tpdesk.errors import UsageProblem
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice, Completing
from tpdesk.screens.display import content, joined
from tpdesk.text import counted
from tpdesk.units import percent, pounds

if TYPE_CHECKING:
    from tpdesk.domain.line import LineField
    from tpdesk.models.desk import Desk
    from tpdesk.models.lines.candidates import Candidate
    from tpdesk.screens.reporter import Trouble
    from tpdesk.services.lines import LinePart, Split

ROWS: Final = 6
"""Parts that can be typed."""


class SplitLines(Dialog[list[int]]):
    """Shares, and what differs in each part: one field. The answer is the numbers of the new lines."""

    def __init__(
        self,
        lines: int,
        field: LineField,
        pence: int | None,
        save: Callable[[Desk, tuple[LinePart, ...]], list[int]],
    ) -> None:
        whole = f"a line of {pounds(pence)}" if pence is not None else counted(lines, "line")
        super().__init__(f"Split {whole}")
        self.field = field
        self.pence = pence
        self.saving = save
        self._busy = False

    def parts(self) -> ComposeResult:
        """A row a part, what they come to, what is wrong, two buttons."""
        told = (
            f"A share each, as in 60% or 1/3{', or an amount as in £600' if self.pence else ''}; an empty one "
            "takes the rest. What is left empty at the right stays as it is."
        )
        yield Static(content(told, "$quiet"), classes="form-note")
        with VerticalScroll(id="form-fields", can_focus=False):
            with Horizontal(classes="split-row"):
                yield Static(classes="split-number")
                yield Static(content("Share", "bold"), classes="split-share")
                yield Static(content(self.field.heading, "bold"))
            for number in range(ROWS):
                with Horizontal(classes="split-row"):
                    yield Static(content(f"{number + 1}", "$quiet"), classes="split-number")
                    yield Input(
                        placeholder="60%" if number == 0 else "rest" if number == 1 else "",
                        compact=True,
                        id=f"split-share-{number}",
                        classes="split-share",
                    )
                    yield Completing(id=f"split-value-{number}")
                    yield Static(id=f"split-sum-{number}", classes="split-sum")
        yield Static(id="form-problem")
        with Horizontal(classes="buttons"):
            yield Static(content("F2 splits, Esc closes", "$quiet"), id="form-keys")
            yield Button(content("Split"), id="split-yes", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Begin at the first share; look for what can be chosen."""
        self.query_one("#form-problem").display = False
        self.query_one("#split-share-0", Input).focus()
        name = self.field.edits
        self.ask("split.choices", lambda desk: services.line_table.choices_of(desk, [name])[name], self._offer)

    def _offer(self, found: Sequence[Candidate]) -> None:
        choices = tuple(Choice(item.text, item.text, item.tells) for item in found)
        for completing in self.query(Completing):
            completing.choices = choices

    def _typed(self) -> Iterator[tuple[str, str]]:
        for number in range(ROWS):
            yield (
                self.query_one(f"#split-share-{number}", Input).value,
                self.query_one(f"#split-value-{number}", Completing).value,
            )

    def _understood(self) -> Split:
        return services.lines.read_split(list(self._typed()), self.field.edits, self.pence)

    @on(Input.Changed)
    @on(Completing.Changed)
    def show_sums(self) -> None:
        """Show what each part comes to, as far as it can be said."""
        try:
            split = self._understood()
        except UsageProblem as problem:
            split = None
            self._problem(str(problem) if sum(bool(share.strip()) for share, _ in self._typed()) > 1 else "")
        else:
            self._problem("")
        filled = [number for number, row in enumerate(self._typed()) if row[0].strip() or row[1].strip()]
        for number in range(ROWS):
            told = ""
            if split is not None and number in filled:
                at = filled.index(number)
                told = pounds(split.amounts[at]) if split.amounts else percent(float(split.parts[at].share))
            self.query_one(f"#split-sum-{number}", Static).update(
                joined([content("=", "$quiet"), content(told, "bold")]) if told else ""
            )

    @on(Input.Submitted)
    @on(Completing.Submitted)
    def go_on(self) -> None:
        """Enter goes to the next field."""
        self.focus_next()

    @on(Button.Pressed, "#split-yes")
    def save(self) -> None:
        """Split, unless something is wrong, which is said."""
        if self._busy:
            return
        try:
            parts = self._understood().parts
        except UsageProblem as problem:
            self._problem(str(problem))
            return
        self._busy = (
            self.window.act("Splitting lines", lambda desk, _: self.saving(desk, parts), self.dismiss, self._failed)
            is not None
        )

    def _failed(self, trouble: Trouble) -> None:
        self._busy = False
        self._problem(trouble.message)

    def _problem(self, text: str) -> None:
        line = self.query_one("#form-problem", Static)
        line.update(content(text, "bold $warning"))
        line.display = bool(text)
