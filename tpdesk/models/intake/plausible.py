"""What looks wrong in the whole of a reading: amounts that stand apart, totals and numbers of transactions for
amounts, dates outside the year."""

from __future__ import annotations

import heapq
from calendar import monthrange
from collections.abc import Sequence
from typing import Final

from tpdesk.domain.advice import Advice, message
from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.lines import Line, Settings, Tally
from tpdesk.models.intake.memo import MEMO
from tpdesk.text import counted
from tpdesk.units import pounds, year_bounds, year_text

TIMES_NEXT: Final = 10
"""How many times the next amount those are that stand apart."""

FEWEST: Final = 20
"""Lines from which it can be told that an amount stands apart."""

LEAST_NUMBER: Final = 100_000_000
"""Pence: whole pounds of seven digits and more may be numbers of transactions, or dates."""

_KEPT: Final = 4096
_APART: Final = 5
"""Amounts that may stand apart together."""


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
        self._floor = -1
        self._money = 0
        self._numbers = [numbers for numbers in layout.numbers.values() if numbers.is_long]
        self._redacted: dict[str, bool] = {}
        self.outside = 0
        """Dates outside the year that was given."""
        self.future = 0
        """Dates after today."""
        self.redacted = 0
        """Lines whose supplier is redacted."""
        self.bare = 0
        """Lines that hold an amount and nothing else."""
        self.number_like: dict[str, list[tuple[int, int]]] = {}
        """What whole amounts look like that could be none -> these (pence), each with its row."""
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
        self._money += sum(sizes)
        largest = max(sizes, default=0)
        if largest > self._floor:
            for size, row in zip(sizes, rows, strict=True):
                self._see_large(size, row)
        if largest >= LEAST_NUMBER and self._layout.unit == "pounds":
            for size, row in zip(sizes, rows, strict=True):
                if size >= LEAST_NUMBER and size % 100 == 0:
                    self._see_whole(size, row)

    def _see_large(self, size: int, row: int) -> None:
        if size > self._floor:
            heapq.heappush(self._largest, (size, row))
            if len(self._largest) > _APART + 1:
                heapq.heappop(self._largest)
                self._floor = self._largest[0][0]

    def _see_whole(self, size: int, row: int) -> None:
        whole = size // 100
        kind = "dates" if _is_day(whole) else "numbers" if any(numbers.near(whole) for numbers in self._numbers) else ""
        if kind:
            self.number_like.setdefault(kind, []).append((size, row))

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
                message(
                    f"row {self.moved} is a header again, with other columns: the rows below it were not taken in; ",
                    Advice("header-row", str(self.moved)),
                )
            )
        found.extend(self._odd_amounts(tally.sum_pence))
        if self.outside and self._year is not None:
            first, last = year_bounds(self._year)
            found.append(
                f"{counted(self.outside, 'line')} dated outside {year_text(self._year)} ({first.isoformat()} to "
                f"{last.isoformat()})"
            )
        if self.future:
            found.append(f"{counted(self.future, 'line')} dated in the future")
        if self.bare:
            found.append(f"{counted(self.bare, 'line')} with an amount and nothing else")
        if self.totals:
            found.append(
                f"{counted(self.totals, 'line')} with a label that begins with 'total': they may add up other "
                "lines of the file"
            )
        if self.redacted:
            found.append(f"{counted(self.redacted, 'line')} with a redacted supplier")
        found.extend(self._empty_columns(tally))
        for rule, words in _WORDS.items():
            if tally.coercions[rule]:
                found.append(message(f"{counted(tally.coercions[rule], 'line')} ", words))
        return found

    def _odd_amounts(self, sum_pence: int) -> list[str]:
        """Return in words which amounts may be totals of the others, or none at all."""
        found: list[str] = []
        sizes = sorted(self._largest, reverse=True)
        if self._seen > 2 and sizes[0][0] and abs(sum_pence) == 2 * sizes[0][0]:
            found.append(f"an amount is the sum of all others: {_listed(sizes[:1])}; it may be a total")
        elif self._seen >= FEWEST:
            apart = self._apart(sizes)
            if apart:
                found.append(
                    f"amounts at least {TIMES_NEXT} times as large as all others, and at least half of the "
                    f"money: {_listed(apart)}; check that they are amounts"
                )
        with_pence = sum(1 for size in self._sample if size % 100)
        if 2 * with_pence > len(self._sample):
            found.extend(
                f"whole amounts that could be {_LOOKS_LIKE[kind]}: {_listed(amounts)}; most others have pence"
                for kind, amounts in sorted(self.number_like.items())
            )
        return found

    def _apart(self, sizes: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
        """Return the largest amounts that stand apart from all others, with their rows."""
        for number in range(1, len(sizes)):
            rest = sizes[number][0]
            if sizes[number - 1][0] >= TIMES_NEXT * rest and 2 * sum(size for size, _ in sizes[:number]) >= self._money:
                return sizes[:number]
        return ()

    def _empty_columns(self, tally: Tally) -> list[str]:
        """Return in words which of the date, the label and the supplier no line has,
        although a column is read as it."""
        columns = self._layout.columns
        empty = sorted(self.empty)
        if "date" in columns and tally.first_date is None and not any(tally.coercions[rule] for rule in _NO_DAY):
            empty.insert(0, "date")
        return [
            message(
                f"no line has a {field}: the column '{self._layout.name_of(columns[field])}' is empty; if "
                "another holds it, ",
                Advice("name-column", field),
            )
            for field in empty
            if tally.rows_imported
        ]


def _listed(amounts: Sequence[tuple[int, int]]) -> str:
    more = f" and {len(amounts) - _APART:,} more" if len(amounts) > _APART else ""
    return "; ".join(f"{pounds(size)} in row {row}" for size, row in amounts[:_APART]) + more


def _is_day(number: int) -> bool:
    """Say whether a number is a day of our time, written as yyyymmdd."""
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    return _YEARS[0] <= year <= _YEARS[1] and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


_YEARS: Final = (1990, 2060)
_LOOKS_LIKE: Final = {
    "dates": "dates written as yyyymmdd",
    "numbers": "numbers of transactions, as another column holds",
}


def is_total(label: str | None) -> bool:
    """Say whether a label begins with 'total'."""
    return label is not None and label[:5].casefold() == "total"


_NO_DAY: Final = ("date lost", "date unreadable", "period code", "period without a year")
_WORDS: Final = {
    "date lost": "whose date is lost",
    "date unreadable": "whose date cannot be read",
    "day and month the other way round": (
        "dated with day and month the other way round: others may have been turned round unseen"
    ),
    "period code": message(
        "dated by a period code such as 201903, read as month 3 of 2019-20; ", Advice("year-if-wrong")
    ),
    "year from the file name": "without a date: the year is taken from the name of the file or sheet",
    "year column differs from the date": "whose year column differs from the date: the date counts",
    "extra cells": "with more cells than the header",
    "dollar sign for pounds": "with a dollar sign, read as pounds: check that the amounts are not in dollars",
    "scientific notation": "with an amount in scientific notation",
}
