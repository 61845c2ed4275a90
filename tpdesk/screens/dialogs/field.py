"""A field of a form: what it asks for, what is wrong with a text in it, and the widget in which it is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.widget import Widget
from textual.widgets import Checkbox, TextArea

from tpdesk.screens.dialogs.choose import BETWEEN, Choice, Completing, FormRow
from tpdesk.screens.display import content, joined
from tpdesk.text import clean, folded, nearest

if TYPE_CHECKING:
    from tpdesk.screens.dialogs.base import Dialog


@dataclass(frozen=True, slots=True)
class FormField:
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

    follow: Callable[[Dialog[Any], Completing], None] | None = None
    """Told (the form, the line) as the line comes up and as it is typed in."""

    def __post_init__(self) -> None:
        """Let nothing into the form that a terminal would act on: it is shown as it is typed."""
        object.__setattr__(self, "value", clean(self.value, multiline=self.kind == "note"))


class Tick(Checkbox):
    """A box with a sign in it only where it is ticked: by colour alone not everybody could tell."""

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]
        """The sign."""
        return "X" if self.value else " "


def problem(field: FormField, text: str) -> str:
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


def made_row(field: FormField, value: str) -> FormRow:
    """Return the row of a field: its label, and beside it the widget in which it is typed, with `value` in it."""
    name, label = f"field-{field.name}", content(field.label)
    if field.needed:
        label = joined([label, content("*", "bold $warning")], "")
    if field.kind == "flag":
        box = Tick(content(field.hint), value=value == "yes", id=name, compact=True, classes="form-entry")
        return FormRow(box, label=label)
    if field.kind == "note":
        text = TextArea(value, id=name, compact=True, tab_behavior="focus", classes="form-entry")
        return FormRow(text, label=label)
    return Completing(value, choices=field.choices, many=field.many, hint=field.hint, label=label, id=name)


def row_of(widget: Widget) -> Widget:
    """Return the row in which a field's widget stands: a line is its own."""
    return next(one for one in widget.ancestors_with_self if isinstance(one, FormRow))


def value_of(widget: Widget) -> str:
    """Return what is typed in a field's widget."""
    if isinstance(widget, Checkbox):
        return "yes" if widget.value else ""
    if isinstance(widget, TextArea):
        return widget.text
    assert isinstance(widget, Completing)
    return widget.value


def fill(widget: Widget, value: str) -> None:
    """Put a text into a field's widget."""
    if isinstance(widget, Checkbox):
        widget.value = value == "yes"
    elif isinstance(widget, TextArea):
        widget.text = value
    elif isinstance(widget, Completing):
        widget.value = value
