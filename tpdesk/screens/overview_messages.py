"""What the overview's workers post when they have read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tpdesk.acts.window import Overview, PlaceKnown
    from tpdesk.models.place import Place


@dataclass
class PlacesRead(Message):
    """The list of places was read."""

    desk: Path
    """The desk file that was read."""

    places: tuple[Place, ...]
    """All of them, those with money first."""


@dataclass
class OverviewRead(Message):
    """A place's year was read."""

    overview: Overview
    """What was read."""


@dataclass
class PlaceRead(Message):
    """What is known of a place without money was read."""

    known: PlaceKnown
    """What was read."""


@dataclass
class SampleOpened(Message):
    """The sample desk stands."""

    desk: Path
    """Where it is."""
