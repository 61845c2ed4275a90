"""What one workbook may take of time and memory, and the words for one that needs more."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from tpdesk.errors import InputProblem

SECONDS: Final = 180.0
"""How long looking through and parsing a workbook may take in all. A sheet of a million rows takes a tenth of it on a laptop."""

MEMORY: Final = 2 << 30
"""Bytes that the process that parses a workbook may have at most. A sheet of a million rows and twelve columns takes two thirds of it."""

_LEAST_MEMORY: Final = 512 << 20
_MEMORY_FOR_A_BYTE: Final = 25


def memory_for(size: int) -> int:
    """Return the bytes of memory for a workbook of so many bytes, unpacked: an honest one takes a third of it."""
    return min(MEMORY, _LEAST_MEMORY + _MEMORY_FOR_A_BYTE * size)


MOST_CELLS: Final = 25_000_000
"""Filled cells that a workbook may hold: more than fit into that memory."""

MOST_EMPTY_CELLS: Final = 10_000_000
"""Cells of the rectangles around a workbook's filled cells that may stand empty."""

MOST_TEXT: Final = 131_072
"""Characters of one cell, four times what Excel allows and as many as of a cell of a CSV file."""


def in_bytes(memory: int) -> str:
    """Return `2 GB`, `762 MB`."""
    return f"{memory >> 30} GB" if memory % (1 << 30) == 0 else f"{memory >> 20} MB"


class Budget:
    """The time that is left for a workbook."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.left = seconds
        """Seconds that may still be spent."""

        self._since = time.monotonic()

    def begin(self) -> None:
        """Begin a piece of work."""
        self._since = time.monotonic()

    def spend(self) -> None:
        """Take off what was spent since the last piece of work began, or since it was last taken off."""
        now = time.monotonic()
        self.left -= now - self._since
        self._since = now

    def over(self, path: Path, what: str = "", memory: int = MEMORY) -> InputProblem:
        """Return the words for a workbook that needs more than it may have: time, or what is said."""
        return InputProblem(
            f"{path.name} was given up, because it needs more than {what or f'{self.seconds:g} seconds'}. It may take {self.seconds:g} seconds and "
            f"{in_bytes(memory)} of memory. Save the sheet that you need as CSV and import that.",
            title="This workbook is too large",
        )
