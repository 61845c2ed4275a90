"""What looks wrong in the whole of a reading: amounts far out, numbers of transactions for amounts, dates outside the year."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import Final

from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.lines import Line, Settings, Tally
from tpdesk.models.intake.texts import MEMO
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
        self._today = settings.today.isoformat() if settings.today else "9999-12-31"
        self._year = settings.year
        self._sample: list[int] = []
        self._step = 1
        self._seen = 0
        self._largest: list[tuple[int, int]] = []
        self._floor = LARGE
        self._redacted: dict[str, bool] = {}
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
        self.empty = {"label", "supplier"} & set(layout.columns)
        """Fields that have a column, of which no line had a text so far."""

    def see(self, line: Line) -> None:
        """Take note of an imported line."""
        self.see_amounts((line.amount_pence,), (line.row,))
        if line.date is not None and line.date > self._today:
            self.future += 1
        if line.supplier is None:
            if line.label is None and line.description is None and line.date is None:
                self.bare += 1
        elif self.is_redacted(line.supplier):
            self.redacted += 1
        if is_total(line.label):
            self.totals += 1
        if self.empty:
            self.empty -= {field for field in self.empty if getattr(line, field) is not None}

    def see_amounts(self, pence: Sequence[int], rows: Sequence[int]) -> None:
        """Take note of the amounts of the next lines, and the rows that they stand in."""
        sizes = list(map(abs, pence))
        at = -self._seen % self._step
        while at < len(sizes):
            taken = sizes[at : at + (2 * _KEPT - len(self._sample)) * self._step : self._step]
            self._sample.extend(taken)
            at += len(taken) * self._step
            if len(self._sample) == 2 * _KEPT:
                del self._sample[1::2]
                self._step *= 2
                at += -(self._seen + at) % self._step
        self._seen += len(sizes)
        if max(sizes, default=0) > self._floor:
            for size, row in zip(sizes, rows, strict=True):
                self._see_large(size, row)

    def _see_large(self, size: int, row: int) -> None:
        if size > self._floor:
            heapq.heappush(self._largest, (size, row))
            if len(self._largest) > _LARGEST:
                heapq.heappop(self._largest)
                self._floor = self._largest[0][0]
            if size >= NUMBER_LIKE and size % 100 == 0 and self._layout.unit == "pounds":
                self.number_like += 1

    def see_dates(self, days: Sequence[int], latest: int) -> None:
        """Take note of the dates (yyyymmdd) of lines; `latest` is the last of them."""
        today = int(self._today.replace("-", ""))
        if latest > today:
            self.future += sum(1 for day in days if day > today)

    def is_redacted(self, supplier: str | None) -> bool:
        """Say whether a supplier's name is redacted."""
        if supplier is None:
            return False
        hidden = self._redacted.get(supplier)
        if hidden is None:
            if len(self._redacted) > MEMO:
                self._redacted.clear()
            hidden = self._redacted[supplier] = "redact" in supplier.casefold()
        return hidden

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
        found.extend(self._empty_columns(tally))
        for rule, words in _WORDS.items():
            if tally.coercions[rule]:
                found.append(f"{counted(tally.coercions[rule], 'line')} {words}")
        return found

    def _empty_columns(self, tally: Tally) -> list[str]:
        """Return in words which of the date, the label and the supplier no line has, although a column is read as it."""
        columns = self._layout.columns
        empty = sorted(self.empty)
        if "date" in columns and tally.first_date is None and not any(tally.coercions[rule] for rule in _NO_DAY):
            empty.insert(0, "date")
        return [
            f"no line has a {field}: the column '{self._layout.name_of(columns[field])}' is empty; if another holds it, name it with --map {field}=COLUMN"
            for field in empty
            if tally.rows_imported
        ]


def is_total(label: str | None) -> bool:
    """Say whether a label begins with 'total'."""
    return label is not None and label[:5].casefold() == "total"


_NO_DAY: Final = ("date lost", "date unreadable", "period code", "period without a year")
_WORDS: Final = {
    "date lost": "whose date is lost",
    "date unreadable": "whose date cannot be read",
    "day and month the other way round": "dated with day and month the other way round: others may have been turned round unseen",
    "period code": "dated by a period code such as 201903, read as month 3 of 2019-20; say --year if that is wrong",
    "year from the file name": "without a date: the year is taken from the name of the file or sheet",
    "year column differs from the date": "whose year column differs from the date: the date counts",
    "extra cells": "with more cells than the header",
    "dollar sign for pounds": "with a dollar sign, read as pounds: check that the amounts are not in dollars",
    "scientific notation": "with an amount in scientific notation",
}
