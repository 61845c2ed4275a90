"""How far an import is: rows, bytes and the time that is left, over all files of it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual.content import Content

from tpdesk.screens.display import content, joined
from tpdesk.screens.intake.import_words import size_text

_SURE_AFTER = 2.0
"""Seconds before the time left is worth saying."""


class Meter:
    """Stepped by the thread that imports, read by the window."""

    def __init__(self, files: Sequence[tuple[str, int]]) -> None:
        self._files = tuple(files)
        """(name, bytes), in order."""
        self._whole = max(1, sum(size for _, size in files))
        self._at = 0
        self._rows_before = 0
        self._rows = 0
        self._part = 0.0
        self._started = time.monotonic()

    def step(self, name: str, rows: int, done: int, whole: int) -> None:
        """Say how far the file `name` is: rows read, and how much of it (bytes, or rows of a workbook) is done."""
        if name != self._files[self._at][0] or rows < self._rows:
            later = next((n for n in range(self._at + 1, len(self._files)) if self._files[n][0] == name), self._at)
            self._rows_before += self._rows if later != self._at else 0
            self._at = later
        self._rows, self._part = rows, done / whole if whole else 0.0

    @property
    def _bytes(self) -> float:
        return sum(size for _, size in self._files[: self._at]) + self._files[self._at][1] * self._part

    @property
    def kilobytes(self) -> int:
        """What is read, in thousands of bytes."""
        return round(self._bytes / 1000)

    @property
    def all_kilobytes(self) -> int:
        """All there is to read, in thousands of bytes."""
        return max(1, round(self._whole / 1000))

    @property
    def read(self) -> bool:
        """Whether all of the last file is read: what follows cannot be stopped."""
        return self._at == len(self._files) - 1 and self._part >= 1

    def words(self, now: float, width: int) -> Content:
        """Return how far it is at the time `now` of the monotonic clock, for a screen of `width` columns."""
        share = min(1.0, self._bytes / self._whole)
        room = max(10, min(60, width - 12))
        full = round(share * room)
        name, _ = self._files[self._at]
        spent = now - self._started
        left = f" · about {round(spent * (1 - share) / share)} s left" if spent > _SURE_AFTER and 0 < share < 1 else ""
        left = " · writing to the desk" if self.read else left
        said = (
            f"{self._rows_before + self._rows:,} rows · {size_text(round(self._bytes))} of "
            f"{size_text(self._whole)}{left}"
        )
        return joined(
            [
                content(f"File {self._at + 1} of {len(self._files)}: {name}", "bold $accent"),
                joined(
                    [
                        content("█" * full, "$primary"),
                        content("░" * (room - full), "$track"),
                        content(f" {share * 100:3.0f}%", "bold"),
                    ],
                    "",
                ),
                content(said),
                content(
                    (
                        "It cannot be stopped any more. Press u afterwards to undo. The other screens can be "
                        "used meanwhile."
                    )
                    if self.read
                    else "F8 stops: nothing of the whole import stays. The other screens can be used meanwhile.",
                    "$quiet",
                ),
            ],
            "\n",
        )
