"""Choose areas by a part of their name or code: those chosen stand first, and one line above says how many they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk.models.own.drafts import draft, keep_draft
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice, matching
from tpdesk.screens.display import content, joined
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.models.area import AreaRecord

MOST = 200
"""Areas that are listed at once; typing finds the others."""


def area_choices(areas: Sequence[AreaRecord]) -> list[Choice]:
    """Return the areas to choose from: `Hyndburn (E07000120)`, with what it is and where."""
    return [Choice(area.code, area.words, _note(area)) for area in areas]


def _note(area: AreaRecord) -> str:
    kind = "" if area.kind == "other" else area.kind.replace("-", " ")
    return ", ".join(part for part in (kind, area.region, f"until {area.valid_to}" if area.valid_to else "") if part)


class AreaPicker(Dialog[tuple[str, ...]]):
    """The answer is the GSS codes chosen, or None where it was closed. `form` names the draft that keeps them until they are taken."""

    TELLS = "The areas that tpdesk knows. Type a part of a name or a code to narrow the list, Enter ticks the one under the cursor, and F2 takes those that are ticked."

    def __init__(self, title: str, areas: Sequence[AreaRecord], chosen: Sequence[str], *, form: str) -> None:
        super().__init__(title)
        self.form = form
        self.saved = tuple(chosen)
        known = {area.code for area in areas}
        self._choices = [
            *area_choices(areas),
            *(Choice(code, code, "unknown to tpdesk") for code in chosen if code not in known),
        ]
        self._shown: list[Choice] = []
        self.chosen: list[str] = list(chosen)

    def parts(self) -> ComposeResult:
        """A line to type in, the list, what is chosen, two buttons."""
        yield Input(
            placeholder="Type a part of a name or code; Enter adds the area, or takes it off",
            id="area-typed",
            compact=True,
        )
        yield OptionList(id="area-list", markup=False)
        yield Static(id="area-none")
        yield Static(id="area-chosen")
        with Horizontal(classes="buttons"):
            yield Static(content("F2 takes them, Esc closes and keeps them for later", "$quiet"), id="form-keys")
            yield Button(content("Take them"), id="areas-take", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Go on with what was chosen before and not taken."""
        kept = draft(self.window.path, self.form).get("areas")
        if kept is not None:
            self.chosen = [code for code in kept.split(";") if code]
        self._fill("")

    @on(Input.Changed)
    def narrow(self, message: Input.Changed) -> None:
        """List those that fit."""
        self._fill(message.value)

    def _fill(self, typed: str, at: int = 0) -> None:
        chosen = [choice for choice in self._choices if choice.id in self.chosen]
        others = [choice for choice in self._choices if choice.id not in self.chosen]
        fitting = matching(typed, self._choices) if typed.strip() else [*chosen, *others]
        self._shown = fitting[:MOST]
        listed = self.query_one("#area-list", OptionList)
        listed.clear_options()
        listed.add_options(
            Option(
                joined(
                    [
                        content("✓" if choice.id in self.chosen else "·"),
                        content(choice.text),
                        content(choice.note, "$quiet"),
                    ],
                    "  ",
                )
            )
            for choice in self._shown
        )
        if self._shown:
            listed.highlighted = min(at, len(self._shown) - 1)
        none = self.query_one("#area-none", Static)
        none.update(
            content(
                "" if self._shown else "No area is called that. Its GSS code can be typed whole, as in E07000120.",
                "$warning",
            )
        )
        none.display = not self._shown
        names = "; ".join(choice.text for choice in chosen)
        said = counted(len(chosen), "area") + (", not saved yet" if set(self.chosen) != set(self.saved) else "")
        self.query_one("#area-chosen", Static).update(
            joined([content(f"{said}:" if chosen else "No area chosen.", "bold"), content(names)])
        )

    def on_key(self, event: Key) -> None:
        """Let the arrows go through the list while the line has the keyboard."""
        listed = self.query_one("#area-list", OptionList)
        moves: dict[str, Callable[[], None]] = {
            "down": listed.action_cursor_down, "up": listed.action_cursor_up, "pagedown": listed.action_page_down, "pageup": listed.action_page_up,
        }  # fmt: skip
        if event.key in moves and self.focused is not listed:
            moves[event.key]()
            event.stop()

    @on(Input.Submitted)
    def take_typed(self, message: Input.Submitted) -> None:
        """Add or take off the area under the cursor, or the code that was typed."""
        listed = self.query_one("#area-list", OptionList)
        typed = message.value.strip().upper()
        if self._shown and listed.highlighted is not None:
            self._turn(self._shown[listed.highlighted].id, 0 if typed else listed.highlighted)
        elif len(typed) == 9 and typed[0].isalpha() and typed[1:].isdigit():
            self._choices.append(Choice(typed, typed, "unknown to tpdesk"))
            self._turn(typed, 0)

    @on(OptionList.OptionSelected, "#area-list")
    def take_clicked(self, message: OptionList.OptionSelected) -> None:
        """Add or take off what was clicked."""
        self._turn(self._shown[message.option_index].id, message.option_index)

    def _turn(self, code: str, at: int) -> None:
        if code in self.chosen:
            self.chosen.remove(code)
        else:
            self.chosen.append(code)
        keep_draft(
            self.window.path,
            self.form,
            {"areas": ";".join(self.chosen)} if set(self.chosen) != set(self.saved) else None,
        )
        line = self.query_one("#area-typed", Input)
        if line.value:
            # Emptying it lists all of them again, by its message.
            line.value = ""
        else:
            self._fill("", at)

    @on(Button.Pressed, "#areas-take")
    def save(self) -> None:
        """Answer with what is chosen."""
        keep_draft(self.window.path, self.form, None)
        self.dismiss(tuple(self.chosen))
