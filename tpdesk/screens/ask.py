"""Ask for one line of text, which stays as it was typed until it is right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Static

from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.completing import Completing
from tpdesk.screens.display import content


class Ask(Dialog[str]):
    """One line. The answer is what was typed; None where it was closed. `check` returns what is wrong with it, in words."""

    TELLS = "Type the answer; Enter takes it. What is wrong with it is said below the line, and what was typed stays."

    def __init__(
        self,
        title: str,
        text: str,
        value: str = "",
        *,
        hint: str = "",
        choices: Sequence[Choice] = (),
        check: Callable[[str], str] | None = None,
        yes: str = "Take it",
    ) -> None:
        super().__init__(title)
        self.text = text
        self.value = value
        self.hint = hint
        self.choices = choices
        self.check = check
        self.yes = yes
        self._wrong = ""
        """What was typed when something was wrong with it."""

    def parts(self) -> ComposeResult:
        """What is asked, the line, what is wrong, two buttons."""
        yield Static(content(self.text), id="confirm-text")
        yield Completing(self.value, choices=self.choices, hint=self.hint, id="ask-line")
        yield Static(id="form-problem")
        with Horizontal(classes="buttons"):
            yield Static(content("Enter takes it, Esc closes", "$quiet"), id="form-keys")
            yield Button(content(self.yes), id="ask-yes", variant="primary")

    def on_mount(self) -> None:
        """Begin at the line."""
        self.query_one("#form-problem").display = False
        for widget in self.query("#ask-line *"):
            if widget.focusable:
                widget.focus()
                break

    @on(Completing.Changed)
    def clear_problem(self, message: Completing.Changed) -> None:
        """Take off what was said of a text that is typed anew."""
        if message.completing.value.strip() != self._wrong:
            self.query_one("#form-problem", Static).display = False

    @on(Completing.Submitted)
    @on(Button.Pressed, "#ask-yes")
    def take(self) -> None:
        """Answer, unless something is wrong with it, which is said."""
        typed = self.query_one(Completing).value.strip()
        wrong = self.check(typed) if self.check is not None else ""
        self._wrong = typed
        problem = self.query_one("#form-problem", Static)
        problem.update(content(wrong, "bold $warning"))
        problem.display = bool(wrong)
        if not wrong:
            self.dismiss(typed)
