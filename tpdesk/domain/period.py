"""The period that a figure is of: a year, financial year, quarter, month, day or span of years; typed in the usual
ways, kept so that texts in order are periods in order."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from tpdesk.domain.dates import FIRST_YEAR, LAST_YEAR, MONTHS, read_date
from tpdesk.domain.field_contract import FieldLike, FieldType, Stored
from tpdesk.errors import UsageProblem
from tpdesk.text import clean
from tpdesk.units import year_of, year_text

_YEAR: Final = re.compile(r"\d{4}\Z")
_PAIR: Final = re.compile(r"(\d{4})\s*[-/–]\s*(\d{4}|\d{2})\Z")
_QUARTER: Final = re.compile(r"(?:q\s?([1-4])[,\s]+(.+)|(.+?)[,\s]+q\s?([1-4]))\Z", re.IGNORECASE)
_MONTH: Final = re.compile(r"([A-Za-z]{3,9})\.?,?\s+(\d{4})\Z")
_SPAN: Final = re.compile(r"(\d{4})\s+(?:to|-|–)\s+(\d{4})\Z")
_KEPT_MONTH: Final = re.compile(r"(\d{4}) month (\d{2})\Z")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_LONGEST_SPAN: Final = 20


def parse_period(text: str) -> str:
    """Return a period as it is kept: `2024`, `2024-25`, `2024-25 Q1`, `2024 month 03`, `2024-03-31`, `2021 to 2023`.
    Raises UsageProblem that says how to write one."""
    typed = clean(text)
    found = _read(typed)
    if found is None:
        raise UsageProblem(
            f"'{typed[:40]}' is not a period, as in 2024-25, 2024, 2024-25 Q1, March 2025, 31 March 2025 or 2021 to "
            "2023."
        )
    if not FIRST_YEAR <= start_year(found) <= LAST_YEAR:
        raise UsageProblem(f"'{typed[:40]}' is not a period between {FIRST_YEAR} and {LAST_YEAR}.")
    return found


def _read(typed: str) -> str | None:
    if _YEAR.match(typed) or _KEPT_MONTH.match(typed):
        return typed
    pair, span, quarter, month = (one.match(typed) for one in (_PAIR, _SPAN, _QUARTER, _MONTH))
    if span:
        return _span(int(span[1]), int(span[2]))
    if pair:
        return _pair(int(pair[1]), pair[2])
    if quarter:
        year = _PAIR.match(quarter[2] or quarter[3])
        kept = _pair(int(year[1]), year[2]) if year else None
        return f"{kept} Q{quarter[1] or quarter[4]}" if kept and " " not in kept else None
    if month and month[1].casefold() in MONTHS:
        return f"{month[2]} month {MONTHS[month[1].casefold()]:02d}"
    return read_date(typed).iso


def _pair(first: int, second: str) -> str | None:
    """Return the financial year or span of `2024-25` or `2021-2023`."""
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    if last < first and len(second) == 2:
        last += 100
    if last == first + 1:
        return year_text(first)
    if len(second) == 2 and 1 <= int(second) <= 12:
        # A month where no span ends there; else it could be either, and nobody can tell.
        return f"{first} month {second}" if last > first + _LONGEST_SPAN else None
    return _span(first, last)


def _span(first: int, last: int) -> str | None:
    return f"{first} to {last}" if first < last <= first + _LONGEST_SPAN else None


def period_words(kept: str) -> str:
    """Return a kept period as people read it."""
    month = _KEPT_MONTH.match(kept)
    if month:
        return f"{dt.date(2000, int(month[2]), 1):%B} {month[1]}"
    if _DAY.match(kept):
        day = dt.date.fromisoformat(kept)
        return f"{day.day} {day:%B} {day.year}"
    return kept


def start_year(kept: str) -> int:
    """Return the calendar year in which a kept period begins."""
    return int(kept[:4])


def people_years(kept: str) -> range:
    """Return the calendar years whose mid-year people fit a period: the one in which it begins, each of a span."""
    last = int(kept[-4:]) if " to " in kept else start_year(kept)
    return range(start_year(kept), last + 1)


def financial_year(kept: str) -> int:
    """Return the start of the financial year that a period lies in: of a calendar year the one that begins in it, of a
    span the one that begins in its last year."""
    month = _KEPT_MONTH.match(kept)
    if month:
        return year_of(dt.date(int(month[1]), int(month[2]), 1))
    if _DAY.match(kept):
        return year_of(dt.date.fromisoformat(kept))
    return people_years(kept)[-1]


class _Period(FieldType):
    name = "period"
    metavar = "PERIOD"
    is_text = False

    def parse(self, field: FieldLike, text: str) -> Stored:
        try:
            return parse_period(text)
        except UsageProblem as error:
            raise UsageProblem(f"{field.title}: {error}") from error

    def show(self, value: Stored) -> str:
        return period_words(str(value or ""))

    def told(self, value: Stored) -> str:
        return self.show(value)

    def to_json(self, value: Stored) -> object:
        return self.show(value) or None


PERIOD: Final = _Period()
