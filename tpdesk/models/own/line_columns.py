"""Which columns the table of lines shows, in which order:
kept for each desk outside it, in the user's own state folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tpdesk.domain.line import LINE_FIELDS, USUAL
from tpdesk.models.own.remembered import read_kept, write_kept

_NAME: Final = "columns.json"


def kept_columns(desk: Path) -> tuple[str, ...]:
    """Return the columns that were chosen for that desk, or the usual ones."""
    held = read_kept(_NAME)
    names = held.get(str(desk.resolve())) if isinstance(held, dict) else None
    known = [name for name in names if name in LINE_FIELDS] if isinstance(names, list) else []
    return tuple(dict.fromkeys(known)) or USUAL


def keep_columns(desk: Path, names: Sequence[str]) -> None:
    """Keep the columns for the next time."""
    held = read_kept(_NAME)
    write_kept(_NAME, {**(held if isinstance(held, dict) else {}), str(desk.resolve()): list(names)})
