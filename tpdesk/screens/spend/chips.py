"""Which lines are shown, in words: the scope, each condition with a cross to take it off, the sorting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tpdesk.screens.display import content, joined

BETWEEN: Final = "   "

SCOPE: Final = -1
"""What a click on the scope says."""

BACK: Final = -2
"""What a click on the way back says."""


class Chips(Widget):
    """The way back and the scope first, then the conditions; in as many lines as they need, two at most."""

    class Pressed(Message):
        """A condition was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number
            """Which, from 0; `SCOPE` for the scope, `BACK` for the way back."""

    back: reactive[str] = reactive("", layout=True)
    """Where Esc leads; empty where these lines were not opened from anywhere."""

    scope: reactive[str] = reactive("", layout=True)
    conditions: reactive[tuple[str, ...]] = reactive((), layout=True)
    sorting: reactive[str] = reactive("", layout=True)

    def render(self) -> Content:
        """Return the chips, broken between them."""
        return joined([joined(line, BETWEEN) for line, _ in self._lines()], "\n")

    def _chips(self) -> list[tuple[Content, int | None]]:
        scope = joined([content("▪", "$accent"), content(self.scope, "bold")])
        found: list[tuple[Content, int | None]] = [(scope, SCOPE)]
        if self.back:
            back = joined([content("Esc", "bold $accent"), content(f"back to {self.back}", "$foreground")])
            found.insert(0, (back, BACK))
        for number, condition in enumerate(self.conditions):
            found.append((joined([content(condition, "$foreground"), content("✕", "$accent")]), number))
        if self.sorting:
            found.append((content(self.sorting, "$quiet"), None))
        return found

    def _lines(self) -> list[tuple[list[Content], list[tuple[int, int, int | None]]]]:
        """Return for each line its chips, and where each begins and ends with its number."""
        lines: list[tuple[list[Content], list[tuple[int, int, int | None]]]] = [([], [])]
        x = 0
        for chip, number in self._chips():
            if lines[-1][0] and x + len(BETWEEN) + chip.cell_length > self.size.width:
                lines.append(([], []))
                x = 0
            x += len(BETWEEN) if lines[-1][0] else 0
            lines[-1][0].append(chip)
            lines[-1][1].append((x, x + chip.cell_length, number))
            x += chip.cell_length
        return lines

    def on_click(self, event: Click) -> None:
        """Say which was clicked."""
        lines = self._lines()
        if event.y < len(lines):
            number = next((number for start, end, number in lines[event.y][1] if start <= event.x < end), None)
            if number is not None:
                self.post_message(self.Pressed(number))


def sorting_words(sorts: Sequence[tuple[str, bool]]) -> str:
    """Return (heading, downwards) of each sorting as words: `sorted by amount downwards, then agency`; empty where there is none."""
    told = [f"{heading.lower()}{' downwards' if down else ''}" for heading, down in sorts]
    return f"sorted by {', then '.join(told)}" if told else ""
