"""What keeps what is typed in a dialog, whose answer is saved on the desk, over Esc, a failure and a crash.

What the desk says under a form, and what others changed in it since the user began to type: nothing of it is
overwritten without a question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from textual.widgets import Static

from tpdesk.models.own.drafts import keep_draft_soon
from tpdesk.screens.display import content

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.models.own.drafts import Draft
    from tpdesk.screens.dialogs.base import Dialog
    from tpdesk.screens.reporter import Job, Trouble

_KEPT: Final = "What you typed is kept until you open this form again: F2 saves it there."

AGAIN: Final = "form.now"
"""The group of the reading of what the desk says now."""


class Keeps(Protocol):
    """What a dialog that has a keeper says of itself."""

    @property
    def dirty(self) -> bool:
        """Whether anything differs from what is saved."""

    def take(self, now: Any) -> None:
        """Go over to what the desk says now."""

    def typed(self) -> Any:
        """Return what is typed, to see whether it is still what was wrong."""

    def show_problem(self, text: str) -> None:
        """Say what is wrong, or nothing."""


class Keeper:
    """Keeps what is typed in a dialog with a line for what is wrong (`#form-problem`), one for whether it is saved
    (`#form-keys`) and a button to close (`#form-close`).

    `form` names its draft; `now` reads what the desk says of the record, in a thread; None for a new one.
    """

    def __init__(self, of: Keeps, *, form: str, doing: str, now: Callable[[Desk], Any] | None) -> None:
        self.of = of
        self.dialog = cast("Dialog[Any]", of)
        self.form = form
        self.doing = doing
        self.now = now
        self.job: Job | None = None
        """The saving, while it runs."""
        self._wrong_while: Any = None
        """What was typed when the problem on show was found; None where it is no problem of what was typed."""

    def follow(self) -> None:
        """Follow the desk: what others write shows here at once."""
        self.dialog.watch(self.dialog.window, "edition", self._read_again, init=False)

    def _read_again(self) -> None:
        if self.now is not None and self.job is None:
            self.dialog.ask(AGAIN, self.now, self.of.take)

    def takes(self, trouble: Trouble, group: str) -> bool:
        """Say in the dialog that the record has gone, where that is the trouble."""
        if group != AGAIN or trouble.damage:
            return False
        self.show_failure(trouble)
        return True

    def say_unsaved(self) -> None:
        """Say, as the dialog closes, where something is not saved."""
        if self.of.dirty and self.job is None:
            window = self.dialog.window
            window.call_later(window.say, _KEPT, f"{self.dialog.heading}: not saved yet")

    def keep(self, typed: Mapping[str, str] | None, based_on: Mapping[str, str] | None = None) -> None:
        """Keep what is typed and not saved, if anything, with what it is based on."""
        keep_draft_soon(self.dialog.window.path, self.form, typed, based_on)

    def finish(self, result: Any) -> None:
        """It is on the desk: the draft goes, and the dialog answers."""
        self.job = None
        self.keep(None)
        if self.dialog.is_attached:
            self.dialog.dismiss(result)

    def show_failure(self, trouble: Trouble) -> None:
        """Say what went wrong, or in the corner where the dialog was closed meanwhile; what was typed stays."""
        self.job = None
        if self.dialog.is_attached:
            self.of.show_problem(f"{trouble.title}. {trouble.message}")
            self.wrong()
        else:
            self.dialog.window.tell(trouble)

    def show_dirty(self) -> None:
        """Say beside the keys whether something is not saved."""
        told = content("Not saved yet" if self.of.dirty else "", "bold $warning")
        self.dialog.query_one("#form-keys", Static).update(told)

    def wrong(self) -> None:
        """Take what is typed as what the problem on show is of."""
        self._wrong_while = self.of.typed()

    def clear_problem(self) -> None:
        """Take off what was said of a text that is typed anew."""
        if self._wrong_while is not None and self.of.typed() != self._wrong_while:
            self.of.show_problem("")

    def show_problem(self, text: str) -> None:
        """Say what is wrong, or nothing."""
        self._wrong_while = None
        line = self.dialog.query_one("#form-problem", Static)
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
