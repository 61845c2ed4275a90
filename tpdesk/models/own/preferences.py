"""What the user last chose for the window, kept outside the desk: the theme, and whether the tour was seen."""

from __future__ import annotations

from typing import Final

from tpdesk.models.own.kept_json import read_kept, write_kept

_NAME: Final = "window.json"


def preference(name: str) -> str:
    """Return what was chosen, or an empty text where nothing was."""
    held = read_kept(_NAME)
    value = held.get(name, "") if isinstance(held, dict) else ""
    return value if isinstance(value, str) else ""


def keep_preference(name: str, value: str) -> None:
    """Keep a choice for the next time."""
    held = read_kept(_NAME)
    write_kept(_NAME, {**(held if isinstance(held, dict) else {}), name: value})
