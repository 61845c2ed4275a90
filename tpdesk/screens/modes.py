"""The modes of the window: one line each. Their screens are imported when they are first shown."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Mode:
    """One of the seven."""

    key: str
    """The digit that goes there."""

    title: str
    """Its name in the tabs."""

    screen: str
    """`module:Class` of its screen, a `ModeScreen` that takes no arguments."""

    def load(self) -> Any:
        """Return the class of its screen."""
        module, _, name = self.screen.partition(":")
        return getattr(import_module(module), name)

    def make(self) -> Any:
        """Return a new screen of it."""
        return self.load()()


MODES: Final = {
    "overview": Mode("1", "Overview", "tpdesk.screens.overview.mode:OverviewScreen"),
    "places": Mode("2", "Places", "tpdesk.screens.registers.places:PlacesScreen"),
    "agencies": Mode("3", "Organisations", "tpdesk.screens.registers.agencies:AgenciesScreen"),
    "spend": Mode("4", "Spend", "tpdesk.screens.spend.mode:SpendScreen"),
    "overlap": Mode("5", "Overlap", "tpdesk.screens.overlap.mode:OverlapScreen"),
    "dives": Mode("6", "Dives", "tpdesk.screens.dives.mode:DivesScreen"),
    "packs": Mode("7", "Packs", "tpdesk.screens.packs.mode:PacksScreen"),
}
"""Id -> mode, in the order of the keys. The mode's commands and help are `tpdesk.screens.commands.ID`."""

HOME: Final = "spend"
"""The mode that the rooms belong to."""
