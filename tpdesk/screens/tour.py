"""The steps of the work, from bodies to pack, each over the mode that it is done in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from tpdesk.screens.commands.everywhere import TOUR
from tpdesk.screens.display import content, joined
from tpdesk.screens.key_line import bindings
from tpdesk.screens.modes import MODES
from tpdesk.screens.styled_once import StyledOnce

if TYPE_CHECKING:
    from tpdesk.screens.window import Window


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the tour."""

    mode: str
    """The mode that stands behind it."""

    title: str
    """What it is about."""

    text: str
    """Two or three sentences."""


STOPS: Final = (
    Stop("overview", "Who spends what here",
         "This screen answers for one place and year: how much, per head, through which organisations, on what. Its "
         "line of steps says how far the count is, from organisations to pack, with the key of each. The tour walks "
         "these steps. p changes the place, y the year, l how fine the categories are."),
    Stop("agencies", "Organisations",
         "First say who spends here: councils, NHS, police and others. Give each the areas it covers: only then can "
         "tpdesk tell separate areas from overlap. v shows the returns: what each was asked for, and who is late."),
    Stop("spend", "Files",
         "i imports the files of the organisations, as they were published. What was recognised is shown before "
         "anything is kept; rows that cannot be read are kept aside with their reason. One file is one step: press u "
         "to undo."),
    Stop("spend", "Labels",
         "m lists each organisation's own words for its services, most money first. Say once which category each "
         "stands for: next year's files have it already. Money without a category stays in every total, as Unmapped."),
    Stop("spend", "Transfers",
         "T lists what organisations pay each other. Money that one counted organisation pays another is in both "
         "organisations' files: mark these payments, and it is counted once."),
    Stop("agencies", "Totals",
         "Hold the count against what each organisation publishes of itself: w on a return takes its total, and the "
         "view Reconciliation shows the difference. A figure that agrees with its source can be defended."),
    Stop("packs", "Pack",
         "One workbook for the board, in which all figures agree. Before you write it, 5 shows where organisations "
         "meet in the same work, and 6 is for deep dives and workshops. Everything is saved as you work; B lists the "
         "backups. F1 explains each screen, ? lists its keys, F9 begins this tour again."),
)  # fmt: skip
"""The steps, in order."""


class Tour(StyledOnce, ModalScreen[None]):
    """The tour: Enter goes on, Esc ends it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(TOUR)

    def __init__(self, at: int = 0) -> None:
        super().__init__()
        self.at = at

    def compose(self) -> ComposeResult:
        """A box at the foot of the screen."""
        stop = STOPS[self.at]
        with Vertical(id="tour-box") as box:
            box.border_title = content(f"Step {self.at + 1} of {len(STOPS)}").markup
            where = f"Screen {MODES[stop.mode].key}, {MODES[stop.mode].title}" if stop.mode in MODES else ""
            yield Static(joined([content(stop.title, "bold $accent"), content(where, "$quiet")], "  "))
            yield Static(content(stop.text))
            if self._empty:
                yield Static(
                    content(
                        "This desk has no place yet, so the screens behind have nothing to show. d takes the "
                        "tour in the sample desk instead.",
                        "$warning",
                    )
                )
            last = self.at == len(STOPS) - 1
            keys = [("Enter", "ends the tour" if last else "goes on"), ("←", "goes back"), ("Esc", "ends it")]
            parts = [part for key, does in keys for part in (content(key, "bold $accent"), content(does))]
            yield Static(joined(parts), id="tour-keys")

    @property
    def _empty(self) -> bool:
        window = cast("Window", self.app)
        return window.state is not None and not window.places

    def _go(self, at: int) -> None:
        app = self.app
        self.dismiss(None)

        def on() -> None:
            if STOPS[at].mode in MODES:
                app.switch_mode(STOPS[at].mode)
            app.push_screen(Tour(at))

        app.call_later(on)

    def action_next(self) -> None:
        """Go on, or end after the last."""
        if self.at + 1 < len(STOPS):
            self._go(self.at + 1)
        else:
            self.dismiss(None)

    def action_back(self) -> None:
        """Go a step back."""
        if self.at:
            self._go(self.at - 1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer the sample desk where there is nothing to see."""
        return action != "sample" or self._empty

    async def action_sample(self) -> None:
        """Take the tour in the sample desk."""
        self.dismiss(None)
        await self.run_action("app.tour_sample")

    def action_close(self) -> None:
        """End the tour."""
        self.dismiss(None)
