"""A form: what is typed in it is kept whatever goes wrong, until it is saved;
what others changed meanwhile is shown beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Static, TextArea

from tpdesk.models.own.drafts import read_draft
from tpdesk.screens.commands.everywhere import FORM
from tpdesk.screens.dialogs.base import Confirm, Dialog
from tpdesk.screens.dialogs.choose import Completing
from tpdesk.screens.dialogs.field import FormField as FormField
from tpdesk.screens.dialogs.field import fill, made_row, problem, row_of, value_of
from tpdesk.screens.dialogs.keeping import Keeper, Since
from tpdesk.screens.display import content
from tpdesk.screens.key_line import bindings
from tpdesk.screens.reporter import Trouble
from tpdesk.text import clean

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.screens.reporter import Job

R = TypeVar("R")

Now = Callable[["Desk"], Mapping[str, str]]
"""Reads the texts of a record's fields from the desk. Raises UsageProblem where the record has gone."""

NOTHING = "(nothing)"
"""An empty text, in words."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Nothing was saved: a field that was typed in is not any more what it was when the form was last read."""

    now: Mapping[str, str]


class Form(Dialog[R], Generic[R]):
    """Fill in and save. The answer is what `save` returns, in a thread, with the desk open for writing.

    `form` names the draft (`place.new`, `agency.12`); `doing` says what goes on while it is saved (`Saving
    Testshire`). Whatever fails is said in the form. `now` reads the record again: then `save` gets the fields that
    were changed and no others, and what was changed elsewhere since is asked about. For a new record it is None,
    and `save` gets all fields.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(FORM.commands)

    TELLS = (
        "Type what is known; a star marks what is needed, and what is not known is left empty. Tab goes to the next "
        "line, ↓ shows what a line can be completed with, and goes on where there is nothing. What was typed is kept "
        "when the form is closed, until it is saved or forgotten. Where the record was changed elsewhere meanwhile, "
        "both texts are shown, and F12 takes the desk's or brings yours back."
    )

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        save: Callable[[Desk, dict[str, str]], R],
        *,
        form: str,
        doing: str,
        note: str = "",
        now: Now | None = None,
        work: Callable[[dict[str, str]], R] | None = None,
    ) -> None:
        """`work`: what is done in place of `save`, without the desk open for writing."""
        super().__init__(title)
        self.keeper: Keeper = Keeper(self, form=form, doing=doing, now=now)
        self.work = work
        self.fields = tuple(fields)
        self.saving = save
        self.note = note
        self.since = Since({field.name: field.value for field in self.fields}, None)
        self._typed: dict[str, str] = {}
        """What was typed when it was kept last."""
        self._mine: dict[str, str] = {}
        """What was typed, of the fields in which the desk's text was taken instead."""
        self._wrong_field = ""
        """The field that the problem on show is of; empty where it may be of any."""

    def parts(self) -> ComposeResult:
        """A row a field, what is wrong, the keys as buttons."""
        draft = read_draft(self.window.path, self.keeper.form)
        if self.keeper.now is not None:
            self.since = Since(self.since.now, draft)
        kept = draft.typed if draft is not None else {}
        with VerticalScroll(id="form-fields", can_focus=False):
            if self.note:
                yield Static(content(self.note, "$quiet"), classes="form-note")
            for field in self.fields:
                yield made_row(field, kept.get(field.name, field.value))
        hidden = Static(id="form-problem"), Button(content("Forget what I typed"), id="form-forget", compact=True)
        for widget in hidden:
            # Hidden only once it is there, all would be laid out anew.
            widget.display = False
        yield hidden[0]
        with Horizontal(classes="buttons"):
            yield Static(id="form-keys")
            yield hidden[1]
            yield Button(content("Esc Close"), id="form-close", compact=True)
            yield Button(content("F2 Save"), id="form-save", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Say where a draft is shown, and begin where others changed something, or at the first field
        that is needed and empty."""
        super().on_mount()
        self.keeper.follow()
        self.show_problem(self._draft_words())
        self._show_state()
        values = self._typed = self.values
        empty = [field.name for field in self.fields if field.needed and not values[field.name].strip()]
        moved = [*self.since.clashes(values), *self.since.was]
        first = self._taking(next(iter((*moved, *empty, self.fields[0].name))))
        if first is not None:
            first.focus()

    def _draft_words(self) -> str:
        if not self.dirty:
            return ""
        moved = ", ".join(field.label for field in self.fields if field.name in self.since.was)
        changed = f" Changed elsewhere since: {moved}." if moved else ""
        return f"This was typed before and is not saved yet.{changed}"

    @property
    def values(self) -> dict[str, str]:
        """What is typed now, field by field."""
        return {field.name: value_of(self.query_one(f"#field-{field.name}")) for field in self.fields}

    @property
    def dirty(self) -> bool:
        """Whether anything differs from what is saved."""
        return bool(self.since.touched(self.values))

    def typed(self) -> dict[str, str]:
        """Return what is typed in the field that is wrong, or in all."""
        return {name: text for name, text in self.values.items() if self._wrong_field in ("", name)}

    def _taking(self, name: str) -> Widget | None:
        """Return what of a field takes the keyboard."""
        return next((one for one in self.query(f"#field-{name}, #field-{name} *") if one.focusable), None)

    @on(Completing.Changed)
    def follow_typed(self, message: Completing.Changed) -> None:
        """Let what follows from a line follow."""
        for field in self.fields:
            if field.follow is not None and message.completing.id == f"field-{field.name}":
                field.follow(self, message.completing)

    @on(Completing.Changed)
    @on(TextArea.Changed)
    @on(Checkbox.Changed)
    def keep_typed(self) -> None:
        """Keep what is typed, as it is typed. Each field says once as it comes up that it has
        changed, when nothing was."""
        if self.values != self._typed:
            self.keep()

    def keep(self) -> None:
        """Keep what is typed, with what it is based on."""
        values = self._typed = self.values
        touched = self.since.touched(values)
        if self.keeper.now is None:
            self.keeper.keep(values if touched else None)
        else:
            self.keeper.keep(touched or None, self.since.based_on())
        self.keeper.clear_problem()
        self._show_state()

    def _show_state(self) -> None:
        """Say whether it is saved, and what was changed elsewhere."""
        values = self.values
        touched = self.since.touched(values)
        self.query_one("#form-forget").display = bool(touched)
        self.keeper.show_dirty()
        for field in self.fields:
            said = self._since_words(field.name, values)
            self._say_beside(field.name, content(said, "bold $warning" if field.name in touched else "$quiet"))
        self.refresh_bindings()

    def _say_beside(self, name: str, text: Content) -> None:
        """Say below a field what was changed elsewhere: the line is made when there is something to say first."""
        lines = self.query(f"#since-{name}").results(Static)
        for line in lines:
            line.update(text)
            line.display = bool(text.plain)
            return
        if text.plain:
            row_of(self.query_one(f"#field-{name}")).mount(Static(text, id=f"since-{name}", classes="form-entry"))

    def _since_words(self, name: str, values: Mapping[str, str]) -> str:
        if name not in self.since.was:
            return ""
        before, desk = self.since.was[name], self.since.now[name] or NOTHING
        was = "" if before is None else f" It was: {before or NOTHING}."
        if values[name] != self.since.now[name]:
            return f"Changed elsewhere since. The desk says: {desk}.{was} F12 takes the desk's."
        return (
            "Taken from the desk. F12 brings back what you typed."
            if name in self._mine
            else f"Changed elsewhere since.{was}"
        )

    # -- what others changed

    def _cleaned(self, texts: Mapping[str, str]) -> dict[str, str]:
        return {field.name: clean(texts[field.name], multiline=field.kind == "note") for field in self.fields}

    def take(self, now: Mapping[str, str]) -> None:
        """Show what the desk says now where nothing was typed, and beside it where something was."""
        for name, text in self.since.take(self._cleaned(now), self.values).items():
            fill(self.query_one(f"#field-{name}"), text)
        self.keep()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the desk's text only where there is another."""
        if action == "swap":
            return bool(self.since.was)
        return super().check_action(action, parameters)

    def action_swap(self) -> None:
        """Take the desk's text in the field with the keyboard, or bring back what was typed."""
        name = self._focused_field()
        if name is None or name not in self.since.was:
            return
        values = self.values
        if values[name] != self.since.now[name]:
            self._mine[name] = values[name]
            fill(self.query_one(f"#field-{name}"), self.since.now[name])
        elif name in self._mine:
            fill(self.query_one(f"#field-{name}"), self._mine.pop(name))

    def _focused_field(self) -> str | None:
        for widget in self.focused.ancestors_with_self if self.focused is not None else ():
            if isinstance(widget, Widget) and (widget.id or "").startswith("field-"):
                return str(widget.id).removeprefix("field-")
        return None

    # -- keys

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
        self.since.was.clear()
        self._mine.clear()
        for field in self.fields:
            fill(self.query_one(f"#field-{field.name}"), self.since.now[field.name])
        self.keeper.keep(None)
        self.show_problem("")
        self._show_state()

    # -- saving

    @on(Button.Pressed, "#form-save")
    def save(self) -> None:
        """Save, unless something is wrong, which is said, or would overwrite what others wrote, which is asked."""
        if self.keeper.job is not None:
            return
        values = self.values
        for field in self.fields:
            wrong = problem(field, values[field.name])
            if wrong:
                self.show_problem(wrong)
                self._wrong_field = field.name
                self.keeper.wrong()
                self.query_one(f"#field-{field.name}").query("Input").add_class("-wrong")
                taking = self._taking(field.name)
                if taking is not None:
                    taking.focus()
                return
        self.show_problem("")
        if self.keeper.now is not None and not self.since.touched(values):
            self.action_close()
            return
        clashes = self.since.clashes(values)
        if clashes:
            self._ask(clashes, values)
        else:
            self.keeper.job = self.begin(values)

    def _ask(self, clashes: Sequence[str], values: dict[str, str]) -> None:
        lines = [
            (
                f"{field.label}: the desk says {self.since.now[field.name] or NOTHING}; you typed "
                f"{values[field.name] or NOTHING}."
            )
            for field in self.fields
            if field.name in clashes
        ]

        def answered(yes: bool | None) -> None:
            if yes:
                self.keeper.job = self.begin(values)

        text = "\n".join([*lines, "Saving writes what you typed over what was written elsewhere."])
        self.app.push_screen(
            Confirm("Changed elsewhere since you began", text, yes="Save mine", no="Back to the form"), answered
        )

    def begin(self, values: dict[str, str]) -> Job | None:
        """Begin to save; None where that cannot be."""
        work = self.work
        if work is not None:
            return self.window.work_on(self.keeper.doing, lambda _: work(values), self._saved, self.keeper.show_failure)
        read, seen = self.keeper.now, dict(self.since.now)
        touched = self.since.touched(values)

        def call(desk: Desk, _: Job) -> R | Moved:
            if read is None:
                return self.saving(desk, values)
            now = self._cleaned(read(desk))
            if any(now[name] not in (seen[name], text) for name, text in touched.items()):
                return Moved(now)
            return self.saving(desk, touched)

        return self.window.act(self.keeper.doing, call, self._saved, self.keeper.show_failure)

    def _saved(self, result: R | Moved) -> None:
        if not isinstance(result, Moved):
            self.keeper.finish(result)
        elif self.is_attached:
            self.keeper.job = None
            self.take(result.now)
            self.show_problem(
                "Not saved: the desk was changed while you typed. Look at the fields that say so, then press F2 again."
            )
        else:
            text = "The desk was changed while you typed. Open the form again: what you typed is kept."
            self.window.tell(Trouble(f"{self.heading}: not saved", text, True))

    def show_problem(self, text: str) -> None:
        """Say what is wrong, or nothing."""
        self._wrong_field = ""
        self.query("#form-fields .-wrong").remove_class("-wrong")
        self.keeper.show_problem(text)
