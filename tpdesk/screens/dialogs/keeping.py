"""A dialog whose answer is saved on the desk, and which keeps what is not saved yet over Esc, a failure and a crash.

What the desk says under a form, and what others changed in it since the user began to type: nothing of it is
overwritten without a question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from textual import on
from textual.widgets import Button, Static

from tpdesk.models.own.drafts import keep_draft_soon
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content
from tpdesk.screens.reporter import Trouble

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.models.own.drafts import Draft
    from tpdesk.screens.reporter import Job

R = TypeVar("R")

_KEPT: Final = "What you typed is kept until you open this form again: F2 saves it there."

AGAIN: Final = "form.now"
"""The group of the reading of what the desk says now."""


class Keeping(Dialog[R], Generic[R]):
    """A dialog with a line for what is wrong (`#form-problem`), one for whether it is saved (`#form-keys`) and a button
    to close (`#form-close`).

    `form` names its draft; `now` reads what the desk says of the record, in a thread; None for a new one.
    """

    def __init__(self, title: str, *, form: str, doing: str, now: Callable[[Desk], Any] | None) -> None:
        super().__init__(title)
        self.form = form
        self.doing = doing
        self.now = now
        self._job: Job | None = None
        self._wrong_while: Any = None
        """What was typed when the problem on show was found; None where it is no problem of what was typed."""

    def on_mount(self) -> None:
        """Follow the desk: what others write shows here at once."""
        super().on_mount()
        self.watch(self.window, "edition", self._read_again, init=False)

    def opens_first(self, key: str) -> bool:
        """Let keys that are typed while it is saved wait for what comes after it: they are not meant for the form."""
        return self._job is not None or super().opens_first(key)

    @property
    def dirty(self) -> bool:
        """Whether anything differs from what is saved."""
        raise NotImplementedError

    def take(self, now: Any) -> None:
        """Go over to what the desk says now."""
        raise NotImplementedError

    def _read_again(self) -> None:
        if self.now is not None and self._job is None:
            self.ask(AGAIN, self.now, self.take)

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """Say here that the record has gone."""
        if group == AGAIN and not trouble.damage:
            self.show_failure(trouble)
        else:
            await super().show_trouble(trouble, group)

    @on(Button.Pressed, "#form-close")
    def action_close(self) -> None:
        """Close, and say so where something is not saved."""
        if self.dirty and self._job is None:
            self.app.call_later(self.window.say, _KEPT, f"{self.heading}: not saved yet")
        self.dismiss(None)

    def show_dirty(self) -> None:
        """Say beside the keys whether something is not saved."""
        self.query_one("#form-keys", Static).update(content("Not saved yet" if self.dirty else "", "bold $warning"))

    def finish(self, result: R) -> None:
        """It is on the desk: the draft goes, and the dialog answers."""
        self._job = None
        keep_draft_soon(self.window.path, self.form, None)
        if self.is_attached:
            self.dismiss(result)

    def show_failure(self, trouble: Trouble) -> None:
        """Say here what went wrong, or in the corner where the dialog was closed meanwhile; what was typed stays."""
        self._job = None
        if self.is_attached:
            self.show_problem(f"{trouble.title}. {trouble.message}")
            self._wrong_while = self.typed()
        else:
            self.window.tell(trouble)

    def typed(self) -> Any:
        """Return what is typed, to see whether it is still what was wrong."""
        raise NotImplementedError

    def clear_problem(self) -> None:
        """Take off what was said of a text that is typed anew."""
        if self._wrong_while is not None and self.typed() != self._wrong_while:
            self.show_problem("")

    def show_problem(self, text: str) -> None:
        """Say what is wrong, or nothing."""
        self._wrong_while = None
        line = self.query_one("#form-problem", Static)
        line.update(content(text, "bold $warning"))
        line.display = bool(text)


class Since:
    """The desk's values of one record, field by field, and which of them are not what the user began with."""

    def __init__(self, now: Mapping[str, str], draft: Draft | None) -> None:
        self.now: dict[str, str] = dict(now)
        """What the desk says, as last read."""
        self.was: dict[str, str | None] = {}
        """What the user began with, of the fields that were changed elsewhere since;
        None where an old draft does not say."""
        if draft is None:
            return
        if draft.based_on is None:
            self.was = {name: None for name, text in draft.typed.items() if text != self.now.get(name, text)}
        else:
            self.was = {name: text for name, text in draft.based_on.items() if text != self.now.get(name, text)}

    def touched(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the fields in which something else is typed than the desk says."""
        return {name: text for name, text in values.items() if text != self.now[name]}

    def clashes(self, values: Mapping[str, str]) -> list[str]:
        """Return the fields that were changed here and elsewhere, to different texts."""
        return [name for name in self.touched(values) if name in self.was]

    def based_on(self) -> dict[str, str]:
        """Return what the user began with, field by field."""
        known = {name: text for name, text in self.was.items() if text is not None}
        return {name: text for name, text in self.now.items() if name not in self.was} | known

    def take(self, now: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
        """Go over to what the desk says now; return the fields to show it in, since nothing was typed in them."""
        moved = {name: text for name, text in now.items() if text != self.now[name]}
        free = {name: text for name, text in moved.items() if values[name] == self.now[name]}
        for name, text in moved.items():
            before = self.was.setdefault(name, self.now[name])
            self.now[name] = text
            if text == before:
                del self.was[name]
        return free
