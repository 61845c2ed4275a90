"""Which lines are chosen: single ones, or all that are shown but some."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tpdesk.domain.line_filter import LineFilter
    from tpdesk.models.lines.preview import Selection


@dataclass(frozen=True, slots=True)
class Chosen:
    """Lines by their numbers."""

    every: bool = False
    """Whether all lines shown are chosen, but those in `lines`."""

    lines: frozenset[int] = frozenset()
    """The lines that are chosen, or with `every` those that are not."""

    def holds(self, line: int) -> bool:
        """Say whether a line that is shown is chosen."""
        return (line in self.lines) != self.every

    def count(self, shown: int) -> int:
        """Return how many of the `shown` lines are chosen."""
        return shown - len(self.lines) if self.every else len(self.lines)

    def flipped(self, line: int) -> Chosen:
        """Return it with one line chosen, or let go where it was."""
        return replace(self, lines=self.lines ^ {line})

    def holding(self, lines: Iterable[int]) -> Chosen:
        """Return it with these lines chosen."""
        return replace(self, lines=self.lines - set(lines) if self.every else self.lines | set(lines))

    def selection(self, shown: LineFilter) -> Selection:
        """Return the lines as an act takes them; `shown` keeps all that are on show."""
        if not self.every:
            return tuple(sorted(self.lines))
        return shown.plus("line", *sorted(self.lines), operator="is not") if self.lines else shown
