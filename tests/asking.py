"""Ask a desk file as a window does: opened to read, and handed to the query."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from tpdesk.models.desk import Desk, open_desk

P = ParamSpec("P")
R = TypeVar("R")


def asked(path: Path, query: Callable[Concatenate[Desk, P], R], *args: P.args, **named: P.kwargs) -> R:
    """Return what the query answers."""
    with open_desk(path, read_only=True) as desk:
        return query(desk, *args, **named)
