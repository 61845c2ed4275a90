"""Map many labels in one step: which steps there are, and a preview of the money they move, before anything changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Key
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.models.lines.totals import titled
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content, joined
from tpdesk.screens.flex_table import ReverseList
from tpdesk.screens.intake.words import money_of
from tpdesk.screens.spend.line_table_layout import column
from tpdesk.text import counted
from tpdesk.units import percent, ratio

if TYPE_CHECKING:
    from tpdesk.models.mapping import MappingState
    from tpdesk.services.suggesting import SuggestedStep, Suggestion

_MONEY: Final = 10
"""Cells of an amount in short."""

_SHORT: Final = 30
"""Rows of the window below which there is room for fewer examples."""

CHOSEN_FIRST: Final = ("whole", "support", "high")
"""The steps that are selected when the dialog opens."""


class MapInSteps(Dialog[tuple["Suggestion", ...]]):
    """The steps with their money, and what the selected ones map. The answer is their suggestions."""

    TELLS = (
        "Space selects a step or leaves it out. Below stand the categories that the selected steps map and their "
        "money, then the largest labels of the step under the cursor with the reason. Enter accepts: all of it is one "
        "step of undo."
    )

    def __init__(self, steps: Sequence[SuggestedStep], state: MappingState) -> None:
        super().__init__("Map many labels in one step")
        self.steps = tuple(steps)
        self.state = state
        self.chosen = {step.key for step in steps if step.key.partition(":")[0] in CHOSEN_FIRST}

    def parts(self) -> ComposeResult:
        """The steps, what they would do, two buttons."""
        hint = "Nothing is mapped before you accept. Space selects a step or leaves it out."
        yield Static(content(hint, "$quiet"), id="steps-hint")
        yield ReverseList(markup=False, id="choose-list")
        yield Static(id="steps-effect")
        yield Static(id="steps-about")
        with Horizontal(classes="buttons"):
            yield Static(content("Enter or F2 accepts, Esc closes", "$quiet"), id="form-keys")
            yield Button(content("Select all"), id="steps-all", compact=True)
            yield Button(content("Accept"), id="steps-accept", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Begin at the first step."""
        self._fill(0)
        self.query_one(OptionList).focus()

    def _fill(self, at: int) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(self._step_line(step)) for step in self.steps)
        options.highlighted = at
        self._show_effect()

    def _step_line(self, step: SuggestedStep) -> Content:
        chosen = step.key in self.chosen
        return joined(
            [
                content("✓", "bold $accent") if chosen else content("·", "$quiet"),
                column(step.title, 40, "bold" if chosen else ""),
                column(counted(len(step.items), "label"), 12, "$quiet", right=True),
                content(money_of(item.label for item in step.items)),
            ]
        )

    def offers(self) -> tuple[Suggestion, ...]:
        """Return the suggestions of the selected steps."""
        return tuple(item for step in self.steps if step.key in self.chosen for item in step.items)

    def _show_effect(self) -> None:
        most = 3 if self.size.height < _SHORT else 8
        self.query_one("#steps-effect", Static).update(effect(self.offers(), self.state, most))
        self.show_step()

    def on_resize(self) -> None:
        """Take the room there is."""
        self._show_effect()

    @on(OptionList.OptionHighlighted)
    def show_step(self) -> None:
        """Show the largest labels of the step under the cursor, each with its reason."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            most = 2 if self.size.height < _SHORT else 4
            about = self.query_one("#steps-about", Static)
            about.update(largest(self.steps[at].items, most, max(60, about.size.width)))

    def on_key(self, event: Key) -> None:
        """Select the step under the cursor, or leave it out."""
        at = self.query_one(OptionList).highlighted
        if event.key == "space" and at is not None and self.query_one(OptionList).has_focus:
            event.stop()
            event.prevent_default()
            self.chosen ^= {self.steps[at].key}
            self._fill(at)

    @on(Button.Pressed, "#steps-all")
    def choose_all(self) -> None:
        """Select every step."""
        self.chosen = {step.key for step in self.steps}
        self._fill(self.query_one(OptionList).highlighted or 0)

    @on(Button.Pressed, "#steps-accept")
    @on(OptionList.OptionSelected)
    def save(self) -> None:
        """Accept the selected steps."""
        if self.chosen:
            self.dismiss(self.offers())


def effect(offers: Sequence[Suggestion], state: MappingState, most: int) -> Content:
    """Return what accepting the suggestions would do: the share of the money mapped, and each category's part."""
    if not offers:
        return content("No step is selected. Nothing would be mapped.", "$warning")
    whole = abs(state.mapped_pence) + abs(state.unmapped_pence)
    moved = sum(offer.label.pence for offer in offers)
    now, then = ratio(abs(state.mapped_pence), whole), ratio(abs(state.mapped_pence) + abs(moved), whole)
    head = (
        f"Maps {counted(len(offers), 'label')} with {money_of(offer.label for offer in offers)}: "
        f"{percent(then)} of all years' money mapped, now {percent(now)}."
    )
    moves = services.suggesting.moves(offers)
    rows = [
        joined(
            [
                column(money_of([move]), _MONEY, right=True),
                column(counted(move.labels, "label"), 12, "$quiet", right=True),
                content(titled(move.category, move.title)),
            ]
        )
        for move in moves[:most]
    ]
    more = len(moves) - len(rows)
    rows += [content(f"... and {counted(more, 'more category', 'more categories')}.", "$quiet")] if more else []
    return joined([content(head, "bold"), *rows], "\n")


def largest(items: Iterable[Suggestion], most: int, width: int) -> Content:
    """Return the largest labels of a step, a line each: the money, the label and the reason for its category."""
    found = sorted(items, key=lambda item: -item.label.size_pence)[:most]
    label = min(36, width // 3)
    rows = [
        joined(
            [
                column(money_of([item.label]), _MONEY, right=True),
                column(item.label.text or "(no label)", label),
                column(f"{item.category.partition('/')[0]}: it {item.reason}", width - label - _MONEY - 2, "$quiet"),
            ]
        )
        for item in found
    ]
    return joined([content("Its largest labels, and why:", "$quiet"), *rows], "\n")
