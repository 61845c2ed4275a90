"""Which place, year and level a desk showed when it was last closed, kept outside the desk for the next time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tpdesk.models.own.kept_json import read_kept, write_kept
from tpdesk.text import folded

_NAME: Final = "whereabouts.json"
_MOST: Final = 50
"""Desks that are remembered; the one closed longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a desk showed."""

    place: str
    """The place's name."""

    year: int | None
    """The start year that the user chose; None where it was the one that the place's money says."""

    level: int
    """Of the categories, 1 to 4."""


def whereabouts(desk: Path) -> Whereabouts | None:
    """Return what the desk showed last, or None where nothing is kept that can be read."""
    held = _held().get(str(desk.resolve()))
    if not isinstance(held, dict):
        return None
    place, year, level = held.get("place"), held.get("year"), held.get("level")
    if isinstance(place, str) and isinstance(year, int | None) and isinstance(level, int) and 1 <= level <= 4:
        return Whereabouts(place, year, level)
    return None


def keep_whereabouts(desk: Path, shown: Whereabouts) -> None:
    """Keep what the desk shows."""
    key = str(desk.resolve())
    others = {path: held for path, held in _held().items() if path != key}
    write_kept(_NAME, dict([*others.items(), (key, asdict(shown))][-_MOST:]))


def forget_whereabouts(desk: Path, names: Iterable[str]) -> None:
    """Forget what the desk showed where that was a place of one of the names."""
    shown = whereabouts(desk)
    if shown is not None and folded(shown.place) in map(folded, names):
        write_kept(_NAME, {path: held for path, held in _held().items() if path != str(desk.resolve())})


def _held() -> dict[str, object]:
    held = read_kept(_NAME)
    return held if isinstance(held, dict) else {}
