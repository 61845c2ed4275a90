"""What a desk of sums was made of: it holds one sum in the place of many lines, and says so."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Final

from tpdesk.errors import DeskFileProblem
from tpdesk.models.connection import get_setting, set_setting
from tpdesk.text import clean, counted

_SUMS: Final = "sums"
"""The setting of a desk that holds sums in the place of lines."""


@dataclass(frozen=True, slots=True)
class SumsOf:
    """What the sums of a desk were made of."""

    folder: str
    """Where the exported lines are."""

    engine: str
    lines: int
    """How many lines were added up."""

    desks: tuple[str, ...]
    """Names of the desk files that exported them."""

    @property
    def words(self) -> str:
        """Return what must be known before its lines are looked at, in two sentences."""
        return (
            f"This desk holds sums only: {counted(self.lines, 'line')} were added up, and each line here stands for "
            f"all that agree. Suppliers, dates and descriptions stay with the lines, in {self.folder}."
        )


def sums_of(desk: sqlite3.Connection) -> SumsOf | None:
    """Return what the sums of a desk were made of; None for a desk that holds lines."""
    kept = get_setting(desk, _SUMS)
    if kept is None:
        return None
    try:
        data = json.loads(kept)
        folder, engine = clean(str(data["folder"])), clean(str(data["engine"]))
        return SumsOf(folder, engine, int(data["lines"]), tuple(clean(str(name)) for name in data["desks"]))
    except (ValueError, KeyError, TypeError):
        return SumsOf("", "", 0, ())


def note_sums(desk: sqlite3.Connection, made_of: SumsOf) -> None:
    """Note on a desk what its sums were made of. Inside a transaction."""
    set_setting(desk, _SUMS, json.dumps({name: getattr(made_of, name) for name in SumsOf.__slots__}))


def must_hold_lines(desk: sqlite3.Connection, name: str, act: str) -> None:
    """Raise DeskFileProblem for a desk of sums, of which nothing can be merged or exported."""
    made_of = sums_of(desk)
    if made_of is not None:
        raise DeskFileProblem(
            f"{name} holds sums and no lines: they are in {made_of.folder}. Nothing was changed. To {act}, use the "
            "desks that exported them, then build the sums again: tpdesk cube build.",
            title="This desk holds sums only",
        )
