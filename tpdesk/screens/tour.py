"""Five steps through the desk, each over the mode that it tells of."""

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
from tpdesk.screens.keys import bindings
from tpdesk.screens.modes import MODES

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
         "The overview answers for one place and year: how much, per head, through which bodies, on what. Every figure says which money it is. "
         "p changes the place, y the year, l how fine the categories are; what you choose here holds on every screen."),
    Stop("agencies", "Places and their agencies",
         "A place (2) is a set of areas; its agencies (3) are the bodies that spend there: councils, NHS, police and others. Give each the areas it covers: only "
         "then can the desk tell separate areas from overlap. The returns of each agency are tracked here too."),
    Stop("spend", "Files in, line by line",
         "Spending files come in as they were published. What was recognised is shown before anything is kept, rows that cannot be read are kept "
         "aside with their reason, and one file is one step: u takes it back, whatever it was. Labels are mapped to services once."),
    Stop("overlap", "Where bodies meet in the same work",
         "Categories by how much is spent outside the body that leads, where areas meet. It is a list of questions to ask, never a saving: spend alone "
         "proves only that the money is in several hands."),
    Stop("packs", "The workbook for the board",
         "One workbook in which all figures agree, with its sources and what must be known beside them. Everything is saved as you work, backups are made by "
         "themselves (B), F1 explains each screen and ? lists its keys. F9 begins this tour again."),
)  # fmt: skip
"""The steps, in order."""


class Tour(ModalScreen[None]):
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
                        "This desk has no place yet, so the screens behind have nothing to show. d takes the tour in the sample desk instead.",
                        "$warning",
                    )
                )
            last = self.at == len(STOPS) - 1
            keys = [("Enter", "ends the tour" if last else "goes on"), ("←", "goes back"), ("Esc", "ends it")]
            yield Static(joined([part for key, does in keys for part in (content(key, "bold $accent"), content(does))]))

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
