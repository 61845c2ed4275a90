"""What the whole window is about: one place, one year, one level of category, whichever mode is shown;
and where a screen was opened from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Here:
    """Shared by all modes: a change in one is a change in all."""

    place: int | None = None
    """The place's id on the desk; None where the desk has no place."""

    year: int | None = None
    """The financial year's start year; None where the place has no money in any."""

    level: int = 2
    """The level of the categories, 1 (divisions) to 4 (service lines)."""


@dataclass(frozen=True, slots=True)
class OpenedFrom:
    """Where a screen was opened from."""

    name: str
    """What is there, as in `Esc back to Overlap`."""

    mode: str

    rooms: tuple[str, ...]
    """The rooms that were open over its lines, the topmost last."""

    here: Here
    """The place, year and level that were on show."""

    restore: tuple[Callable[[], None], ...] = ()
    """What brings back the rest, in this order: filters, the cursor, a panel."""
