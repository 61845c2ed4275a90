"""A form: what is typed in it is kept whatever goes wrong, until it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.events import Key
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Static, TextArea

from tpdesk.models.own.drafts import draft, keep_draft
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.completing import BETWEEN, Completing
from tpdesk.screens.display import content, joined
from tpdesk.screens.reporter import Trouble
from tpdesk.text import clean, folded, nearest

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.screens.jobs import Job

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. All values are texts; a flag's is `yes` or empty."""

    name: str
    """By which `save` finds its value."""

    label: str
    """What the user reads before it."""

    value: str = ""
    """What is saved now."""

    hint: str = ""
    """Shown while it is empty: what to type, with an example."""

    kind: str = "line"
    """`line`, `note` (several lines) or `flag` (yes or no)."""

    choices: Sequence[Choice] = ()
    """What a line is completed from."""

    strict: bool = False
    """Whether nothing but the choices is taken."""

    many: bool = False
    """Whether several may be given with `;` between them."""

    needed: bool = False
    """Whether it may not be empty."""

    check: Callable[[str], str] | None = None
    """Returns what is wrong with a text, in words, or an empty one."""

    def __post_init__(self) -> None:
        """Let nothing into the form that a terminal would act on: it is shown as it is typed."""
        object.__setattr__(self, "value", clean(self.value, multiline=self.kind == "note"))


class Form(Dialog[R], Generic[R]):
    """Fill in and save. The answer is what `save` returns, in a thread, with the desk open for writing.

    `form` names the draft (`place.new`, `agency.12`); `doing` says what goes on while it is saved (`Saving Testshire`). Whatever fails is said in the form.
    """

    TELLS = "Type what is known; a star marks what is needed, and what is not known is left empty. Tab goes to the next line, ↓ shows what a line can be completed with, and goes on where there is nothing. What was typed is kept when the form is closed, until it is saved or forgotten."

    def __init__(
        self, title: str, fields: Sequence[Field], save: Callable[[Desk, Mapping[str, str]], R], *, form: str, doing: str, note: str = ""
    ) -> None:  # fmt: skip
        super().__init__(title)
        self.fields = tuple(fields)
        self.saving = save
        self.form = form
        self.doing = doing
        self.note = note
        self._job: Job | None = None

    def parts(self) -> ComposeResult:
        """A row a field, what is wrong, two buttons."""
        kept = draft(self.window.path, self.form)
        with VerticalScroll(id="form-fields", can_focus=False):
            if self.note:
                yield Static(content(self.note, "$quiet"), classes="form-note")
            for field in self.fields:
                with Horizontal(classes="form-row"):
                    star = content("*", "bold $warning") if field.needed else content("")
                    yield Static(joined([content(field.label), star], ""), classes="form-label")
                    yield _widget(field, kept.get(field.name, field.value))
        yield Static(id="form-problem")
        with Horizontal(classes="buttons"):
            yield Static(content("F2 saves, Esc closes and keeps what was typed", "$quiet"), id="form-keys")
            yield Button(content("Forget what I typed"), id="form-forget", compact=True)
            yield Button(content("Save"), id="form-save", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Say where a draft is shown, and begin at the first field."""
        self._problem(self._draft_words())
        self.query_one("#form-forget").display = self.dirty
        first = next((widget for widget in self.query("#form-fields *") if widget.focusable), None)
        if first is not None:
            first.focus()

    def _draft_words(self) -> str:
        return "This was typed before and is not saved yet." if self.dirty else ""

    @property
    def values(self) -> dict[str, str]:
        """What is typed now, field by field."""
        return {field.name: _value(self.query_one(f"#field-{field.name}")) for field in self.fields}

    @property
    def dirty(self) -> bool:
        """Whether anything differs from what is saved."""
        return self.values != {field.name: field.value for field in self.fields}

    @on(Completing.Changed)
    @on(TextArea.Changed)
    @on(Checkbox.Changed)
    def keep(self) -> None:
        """Keep what is typed, as it is typed."""
        dirty = self.dirty
        self.query_one("#form-forget").display = dirty
        keep_draft(self.window.path, self.form, self.values if dirty else None)

    @on(Completing.Submitted)
    def go_on(self, message: Completing.Submitted) -> None:
        """Enter goes to the next field, and saves from the last."""
        if message.completing.id == f"field-{self.fields[-1].name}":
            self.save()
        else:
            self.focus_next()

    def on_key(self, event: Key) -> None:
        """Let ↓ and ↑ go from field to field, where the field has no use for them."""
        step = {"down": 1, "up": -1}.get(event.key)
        lines = [widget for widget in self.query("#form-fields *") if widget.focusable]
        if step is None or self.focused not in lines:
            return
        event.stop()
        at = lines.index(self.focused) + step
        if 0 <= at < len(lines):
            lines[at].focus()

    @on(Button.Pressed, "#form-forget")
    def forget(self) -> None:
        """Go back to what is saved."""
        for field in self.fields:
            _fill(self.query_one(f"#field-{field.name}"), field.value)
        keep_draft(self.window.path, self.form, None)
        self._problem("")

    @on(Button.Pressed, "#form-save")
    def save(self) -> None:
        """Save, unless something is wrong, which is said."""
        if self._job is not None:
            return
        values = self.values
        for field in self.fields:
            wrong = problem(field, values[field.name])
            if wrong:
                self._problem(wrong)
                self.query_one(f"#field-{field.name}").query("*").add_class("-wrong")
                taking = [one for one in self.query(f"#field-{field.name}, #field-{field.name} *") if one.focusable]
                if taking:
                    taking[0].focus()
                return
        self._problem("")
        self._job = self.begin(values)

    def begin(self, values: Mapping[str, str]) -> Job | None:
        """Begin to save; None where that cannot be."""
        return self.window.act(self.doing, lambda desk, _: self.saving(desk, values), self._saved, self._failed)

    def _saved(self, result: R) -> None:
        keep_draft(self.window.path, self.form, None)
        self.dismiss(result)

    def _failed(self, trouble: Trouble) -> None:
        self._job = None
        self._problem(f"{trouble.title}. {trouble.message}")

    def _problem(self, text: str) -> None:
        line = self.query_one("#form-problem", Static)
        line.update(content(text, "bold $warning"))
        line.display = bool(text)


class Tick(Checkbox):
    """A box with a sign in it only where it is ticked: by colour alone not everybody could tell."""

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]
        """The sign."""
        return "X" if self.value else " "


def problem(field: Field, text: str) -> str:
    """Return what is wrong with a field's text, in words that name the field, or an empty text."""
    if not text.strip():
        return f"{field.label} is needed." if field.needed else ""
    if field.strict:
        names = {folded(choice.text): choice.text for choice in field.choices}
        for part in text.split(BETWEEN) if field.many else [text]:
            if part.strip() and folded(part) not in names:
                near = nearest(part, [choice.text for choice in field.choices])
                meant = f" Did you mean '{near}'?" if near else " Press ↓ in it to see what there is."
                return f"{field.label}: there is no '{part.strip()}'.{meant}"
    return f"{field.label}: {wrong}" if field.check is not None and (wrong := field.check(text)) else ""


def _widget(field: Field, value: str) -> Widget:
    name = f"field-{field.name}"
    if field.kind == "flag":
        return Tick(content(field.hint), value=value == "yes", id=name, compact=True)
    if field.kind == "note":
        return TextArea(value, id=name, compact=True, tab_behavior="focus")
    return Completing(value, choices=field.choices, many=field.many, hint=field.hint, id=name)


def _value(widget: Widget) -> str:
    if isinstance(widget, Checkbox):
        return "yes" if widget.value else ""
    if isinstance(widget, TextArea):
        return widget.text
    assert isinstance(widget, Completing)
    return widget.value


def _fill(widget: Widget, value: str) -> None:
    if isinstance(widget, Checkbox):
        widget.value = value == "yes"
    elif isinstance(widget, TextArea):
        widget.text = value
    elif isinstance(widget, Completing):
        widget.value = value
