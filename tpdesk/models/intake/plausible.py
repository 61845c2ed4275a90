"""What looks wrong in the whole of a reading: amounts far out, numbers of transactions for amounts, dates outside the year."""

from __future__ import annotations

import heapq
from typing import Final

from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.lines import Line, Settings, Tally
from tpdesk.text import counted
from tpdesk.units import pounds, year_bounds, year_text

TIMES_MEDIAN: Final = 100
"""How many times the usual amount is far out."""

LARGE: Final = 100_000_000
"""Pence (£1 million) under which nothing is far out."""

NUMBER_LIKE: Final = 1_000_000_000
"""Pence: whole pounds of eight digits and more look like numbers of transactions."""

_KEPT: Final = 4096
_LARGEST: Final = 5


class Watch:
    """Sees every line and keeps a bounded part of it."""

    def __init__(self, layout: Layout, settings: Settings) -> None:
        self._layout = layout
        self._today = settings.today.isoformat() if settings.today else "9999"
        self._year = settings.year
        self._sample: list[int] = []
        self._step = 1
        self._seen = 0
        self._largest: list[tuple[int, int]] = []
        self._floor = LARGE
        self._redacted: dict[str | None, bool] = {}
        self.outside = 0
        """Dates outside the year that was given."""
        self.future = 0
        """Dates after today."""
        self.redacted = 0
        """Lines whose supplier is redacted."""
        self.bare = 0
        """Lines that hold an amount and nothing else."""
        self.number_like = 0
        """Amounts that look like the number of a transaction."""
        self.moved = 0
        """The row of a second header whose columns stand otherwise; 0 for none."""
        self.totals = 0
        """Lines whose label begins with 'total'."""

    def see(self, line: Line) -> None:
        """Take note of an imported line."""
        size = abs(line.amount_pence)
        if self._seen % self._step == 0:
            self._sample.append(size)
            if len(self._sample) == 2 * _KEPT:
                del self._sample[1::2]
                self._step *= 2
        self._seen += 1
        if size > self._floor:
            heapq.heappush(self._largest, (size, line.row))
            if len(self._largest) > _LARGEST:
                heapq.heappop(self._largest)
                self._floor = self._largest[0][0]
            if size >= NUMBER_LIKE and size % 100 == 0 and self._layout.unit == "pounds":
                self.number_like += 1
        if line.date is not None and line.date > self._today:
            self.future += 1
        supplier = line.supplier
        if supplier is None:
            if line.label is None and line.description is None and line.date is None:
                self.bare += 1
        else:
            hidden = self._redacted.get(supplier)
            if hidden is None:
                if len(self._redacted) > 50_000:
                    self._redacted.clear()
                hidden = self._redacted[supplier] = "redact" in supplier.casefold()
            if hidden:
                self.redacted += 1
        if line.label is not None and line.label[:5].casefold() == "total":
            self.totals += 1

    def warnings(self, tally: Tally) -> list[str]:
        """Return in words what looks wrong, once all lines have been seen."""
        found: list[str] = []
        if self.moved:
            found.append(
                f"row {self.moved} is a header again, with other columns: the rows below it were not taken in; use --header-row {self.moved}"
            )
        median = sorted(self._sample)[len(self._sample) // 2] if self._sample else 0
        far = [(size, row) for size, row in sorted(self._largest, reverse=True) if size >= TIMES_MEDIAN * median]
        if far:
            listed = "; ".join(f"{pounds(size)} in row {row}" for size, row in far)
            found.append(f"amounts far above the usual {pounds(median)}: {listed}")
        if self.number_like:
            found.append(
                f"{counted(self.number_like, 'amount')} of whole pounds with eight digits or more: numbers of transactions may have slipped in"
            )
        if self.outside and self._year is not None:
            first, last = year_bounds(self._year)
            found.append(
                f"{counted(self.outside, 'line')} dated outside {year_text(self._year)} ({first.isoformat()} to {last.isoformat()})"
            )
        if self.future:
            found.append(f"{counted(self.future, 'line')} dated in the future")
        if self.bare:
            found.append(f"{counted(self.bare, 'line')} with an amount and nothing else")
        if self.totals:
            found.append(
                f"{counted(self.totals, 'line')} with a label that begins with 'total': they may add up other lines of the file"
            )
        if self.redacted:
            found.append(f"{counted(self.redacted, 'line')} with a redacted supplier")
        for rule, words in _WORDS.items():
            if tally.coercions[rule]:
                found.append(f"{counted(tally.coercions[rule], 'line')} {words}")
        return found


_WORDS: Final = {
    "date lost": "whose date is lost",
    "date unreadable": "whose date cannot be read",
    "day and month the other way round": "dated with day and month the other way round: others may have been turned round unseen",
    "period code": "dated by a period code such as 201903, read as month 3 of 2019-20; say --year if that is wrong",
    "year from the file name": "without a date: the year is taken from the name of the file or sheet",
    "year column differs from the date": "whose year column differs from the date: the date counts",
    "extra cells": "with more cells than the header",
    "scientific notation": "with an amount in scientific notation",
}
