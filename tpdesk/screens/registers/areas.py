"""Choose areas by a part of their name or code: those chosen stand first, and one line above says how many they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk.models.own.drafts import read_draft
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice, matching
from tpdesk.screens.dialogs.keeping import Keeper
from tpdesk.screens.display import content, joined
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.models.area import AreaRecord
    from tpdesk.models.desk import Desk

R = TypeVar("R")

_IN: Final = "in"
_OUT: Final = "out"

MOST = 200
"""Areas that are listed at once; typing finds the others."""


def area_choices(areas: Sequence[AreaRecord]) -> list[Choice]:
    """Return the areas to choose from: `Hyndburn (E07000120)`, with what it is and where."""
    return [Choice(area.code, area.words, _note(area)) for area in areas]


def _note(area: AreaRecord) -> str:
    kind = "" if area.kind == "other" else area.kind.replace("-", " ")
    return ", ".join(part for part in (kind, area.region, f"until {area.valid_to}" if area.valid_to else "") if part)


class AreaPicker(Dialog[R], Generic[R]):
    """Saves which areas were ticked and which were not any more, and answers with what `save` returns, in a thread,
    with the desk open for writing.

    `form` names the draft that keeps the ticks until they are saved; `now` reads the codes that the desk has, which
    others may have changed meanwhile: a tick is written for its own area alone.
    """

    TELLS = (
        "The areas that tpdesk knows. Type a part of a name or a code to narrow the list, Enter ticks the area "
        "under the cursor or removes its tick, and F2 saves."
    )

    def __init__(
        self, title: str, areas: Sequence[AreaRecord], chosen: Sequence[str], *, form: str, doing: str,
        now: Callable[[Desk], Sequence[str]], save: Callable[[Desk, Sequence[str], Sequence[str]], R],
    ) -> None:  # fmt: skip
        super().__init__(title)
        self.keeper: Keeper = Keeper(self, form=form, doing=doing, now=now)
        self.saving = save
        self.saved = tuple(chosen)
        """What the desk has, as last read."""
        self.began = tuple(chosen)
        """What it had when the user began to choose."""
        self._known = {area.code for area in areas}
        self._choices = list(area_choices(areas))
        self._know(chosen)
        self._shown: list[Choice] = []
        self.chosen: list[str] = list(chosen)

    def _know(self, codes: Sequence[str]) -> None:
        strange = [code for code in codes if code not in self._known]
        self._choices += [Choice(code, code, "unknown to tpdesk") for code in strange]
        self._known |= set(strange)

    def parts(self) -> ComposeResult:
        """A line to type in, the list, what is chosen, the keys as buttons."""
        yield Input(
            placeholder="Type a part of a name or code; Enter adds the area, or removes it",
            id="area-typed",
            compact=True,
        )
        yield OptionList(id="area-list", markup=False)
        yield Static(id="area-none")
        yield Static(id="area-chosen")
        yield Static(id="form-problem")
        with Horizontal(classes="buttons"):
            yield Static(id="form-keys")
            yield Button(content("Esc Close"), id="form-close", compact=True)
            yield Button(content("F2 Save"), id="areas-take", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Go on with what was chosen before and not saved."""
        super().on_mount()
        self.keeper.follow()
        self.show_problem("")
        kept = read_draft(self.window.path, self.keeper.form)
        if kept is not None and kept.based_on is not None:
            self.began = tuple(_codes(kept.based_on.get("areas", "")))
            self.chosen = _ticked(self.saved, kept.typed)
        elif kept is not None:
            # A draft of an earlier version: all that was chosen.
            self.chosen = _codes(kept.typed.get("areas", ""))
        self._know(self.chosen)
        self._fill("")

    def take(self, codes: Sequence[str]) -> None:
        """Go over to the areas that the desk has now; the user's own ticks stay."""
        ticks = self._ticks()
        self.saved = tuple(codes)
        self.chosen = _ticked(self.saved, ticks)
        self._know(self.chosen)
        self._fill(self.query_one("#area-typed", Input).value)

    @property
    def dirty(self) -> bool:
        """Whether a tick differs from what is saved."""
        return bool(self._ticks())

    def typed(self) -> dict[str, str]:
        """Return the ticks."""
        return self._ticks()

    def show_problem(self, text: str) -> None:
        """Say what is wrong, or nothing."""
        self.keeper.show_problem(text)

    def _ticks(self) -> dict[str, str]:
        """Return code -> `in` or `out`, of the areas that the user added or removed."""
        added = {code: _IN for code in self.chosen if code not in self.saved}
        return added | {code: _OUT for code in self.saved if code not in self.chosen}

    def _since_words(self) -> str:
        texts = {choice.id: choice.text for choice in self._choices}
        more = [texts.get(code, code) for code in self.saved if code not in self.began]
        fewer = [texts.get(code, code) for code in self.began if code not in self.saved]
        parts = [f"added {'; '.join(more)}" if more else "", f"removed {'; '.join(fewer)}" if fewer else ""]
        told = ", ".join(part for part in parts if part)
        return f"Changed elsewhere since you began: {told}." if told else ""

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
        said = joined(
            [content(f"{counted(len(chosen), 'area')}:" if chosen else "No area chosen.", "bold"), content(names)]
        )
        since = content(self._since_words(), "bold $warning")
        self.query_one("#area-chosen", Static).update(joined([said, since], "\n"))
        self.keeper.show_dirty()

    def on_key(self, event: Key) -> None:
        """Let the arrows go through the list while the line has the keyboard."""
        listed = self.query_one("#area-list", OptionList)
        moves: dict[str, Callable[[], None]] = {
            "down": listed.action_cursor_down, "up": listed.action_cursor_up, "pagedown": listed.action_page_down,
            "pageup": listed.action_page_up,
        }  # fmt: skip
        if event.key in moves and self.focused is not listed:
            moves[event.key]()
            event.stop()

    @on(Input.Submitted)
    def take_typed(self, message: Input.Submitted) -> None:
        """Add or remove the area under the cursor, or the code that was typed."""
        listed = self.query_one("#area-list", OptionList)
        typed = message.value.strip().upper()
        if self._shown and listed.highlighted is not None:
            self._turn(self._shown[listed.highlighted].id, 0 if typed else listed.highlighted)
        elif len(typed) == 9 and typed[0].isalpha() and typed[1:].isdigit():
            self._know([typed])
            self._turn(typed, 0)

    @on(OptionList.OptionSelected, "#area-list")
    def take_clicked(self, message: OptionList.OptionSelected) -> None:
        """Add or remove what was clicked."""
        self._turn(self._shown[message.option_index].id, message.option_index)

    def _turn(self, code: str, at: int) -> None:
        if code in self.chosen:
            self.chosen.remove(code)
        else:
            self.chosen.append(code)
        self.keeper.keep(self._ticks() or None, {"areas": ";".join(self.began)})
        self.keeper.clear_problem()
        line = self.query_one("#area-typed", Input)
        if line.value:
            # Emptying it lists all of them again, by its message.
            line.value = ""
        else:
            self._fill("", at)

    @on(Button.Pressed, "#areas-take")
    def save(self) -> None:
        """Save what was ticked."""
        if self.keeper.job is not None:
            return
        ticks = self._ticks()
        if not ticks:
            self.dismiss(None)
            return
        added = [code for code, tick in ticks.items() if tick == _IN]
        removed = [code for code, tick in ticks.items() if tick == _OUT]
        self.keeper.job = self.window.act(
            self.keeper.doing,
            lambda desk, _: self.saving(desk, added, removed),
            self.keeper.finish,
            self.keeper.show_failure,
        )


def _codes(text: str) -> list[str]:
    return [code for code in text.split(";") if code]


def _ticked(codes: Sequence[str], ticks: Mapping[str, str]) -> list[str]:
    """Return the codes with those ticked, and without those whose tick was removed."""
    kept = [code for code in codes if ticks.get(code) != _OUT]
    return [*kept, *(code for code, tick in ticks.items() if tick == _IN and code not in codes)]
