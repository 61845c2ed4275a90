"""How the table of lines was left: what comes back when the lines of a figure have been looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tpdesk.domain.line_filter import LineFilter
    from tpdesk.models.lines.query import Sort
    from tpdesk.screens.spend.chosen import Chosen
    from tpdesk.screens.spend.scope import Scope


@dataclass(frozen=True, slots=True)
class LinesLeft:
    """Which lines were shown, which were chosen, and where the cursor was."""

    scope: Scope
    where: LineFilter
    sorts: tuple[Sort, ...]
    searched: str
    chosen: Chosen
    line: int | None
    """The line under the cursor; None where it was not read yet."""

    row: int
    column: int
    edition: int
    """Which reading of the desk it was: lines that came later were never chosen."""
