"""The day by which an action is due, as people say it at the end of a line:
`by Friday`, `by 12 March`, `by the end of the month`."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

_MONTHS: Final = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_SHORT_MONTHS: Final = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTH_OF: Final = {**_MONTHS, **_SHORT_MONTHS, "sept": 9}
_DAYS: Final = {name[:3].casefold(): number for number, name in enumerate(calendar.day_name)}

_MONTH: Final = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_WEEKDAY: Final = (
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
_FRIDAY: Final = 4
_PHRASE: Final = rf"""
\bby\s+(?:
  (?P<near>today|tonight|tomorrow)
| (?:the\s+)?end\s+of\s+(?:(?P<end_next>the\s+|this\s+|next\s+)?(?P<end>week|month)|(?P<end_month>{_MONTH})(?:\s+(?P<end_year>\d{{4}}))?)
| (?P<iso>\d{{4}}-\d\d-\d\d)
| (?:(?P<d_of>{_WEEKDAY}),?\s+)?(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?:/(?P<y>\d{{4}}|\d\d))?
| (?:(?P<day_of>{_WEEKDAY}),?\s+)?(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})\.?(?:,?\s+(?P<year>\d{{4}}))?
| (?P<month_first>{_MONTH})\.?\s+(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year_after>\d{{4}}))?
| (?:the\s+)?(?P<nth>\d{{1,2}})(?:st|nd|rd|th)
| (?P<next>next\s+)?(?P<weekday>{_WEEKDAY})
)"""  # noqa: E501
_AT_END: Final = re.compile(rf"{_PHRASE}[\s.,;:!]*\Z", re.IGNORECASE | re.VERBOSE)
_WITHIN: Final = re.compile(rf"{_PHRASE}(?![\w/-])", re.IGNORECASE | re.VERBOSE)
_SURE: Final = re.compile(r"[A-Z]|\d{4}-|/|today|tomorrow")
"""What a day has in the middle of a sentence: `by 5 may` may be no day there."""

_TOMORROW: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A day that was said at the end of a text."""

    day: dt.date | None
    """None where there is no such day, as with 31 June."""

    begins: int
    """Where in the text `by` stands."""

    words: str
    """As it was said: `by 31 June`."""


def due_at_end(text: str, today: dt.date) -> Due | None:
    """Return the day with which a text ends; None where it ends with none.
    A day without a year is the next that comes, a weekday the next after today."""
    match = _AT_END.search(text)
    if match is None:
        return None
    words = match[0].rstrip(" .,;:!\t")
    return Due(_day(match, today), match.start(), words)


def due_within(text: str, today: dt.date) -> dt.date | None:
    """Return the first day that a sentence names after `by`; None where it names none beyond doubt."""
    for match in _WITHIN.finditer(text):
        day = _day(match, today) if _SURE.search(match[0][2:]) else None
        if day is not None:
            return day
    return None


def _day(match: re.Match[str], today: dt.date) -> dt.date | None:
    """Return the day that was said; None where the calendar has no such day, as with 31 June or a
    Friday that is a Monday."""
    try:
        day = _said(match, today)
    except (ValueError, OverflowError):
        return None
    weekday = match["d_of"] or match["day_of"]
    return day if not weekday or day.weekday() == _DAYS[weekday[:3].casefold()] else None


def _said(match: re.Match[str], today: dt.date) -> dt.date:
    if match["near"]:
        return today + _TOMORROW * (match["near"].casefold() == "tomorrow")
    if match["end"]:
        return _end(match["end"].casefold(), (match["end_next"] or "").strip().casefold() == "next", today)
    if match["iso"]:
        return dt.date.fromisoformat(match["iso"])
    if match["d"]:
        year = match["y"]
        return _next(int(match["d"]), int(match["m"]), int(year) + 2000 * (len(year) == 2) if year else None, today)
    if match["end_month"]:
        month, year = _MONTH_OF[match["end_month"].casefold()], match["end_year"]
        chosen = int(year) if year else today.year + (month < today.month)
        return _last_of(chosen, month)
    if match["nth"]:
        return _nth(int(match["nth"]), today)
    if match["weekday"]:
        return _weekday(_DAYS[match["weekday"][:3].casefold()], bool(match["next"]), today)
    name, day, year = (
        (match["month"], match["day"], match["year"])
        if match["month"]
        else (match["month_first"], match["day_after"], match["year_after"])
    )
    return _next(int(day), _MONTH_OF[name.casefold()], int(year) if year else None, today)


def _next(day: int, month: int, year: int | None, today: dt.date) -> dt.date:
    if year is not None:
        return dt.date(year, month, day)
    # 29 February may be eight years away.
    for later in range(9):
        try:
            found = dt.date(today.year + later, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError


def _nth(day: int, today: dt.date) -> dt.date:
    """Return the next day of that number in its month."""
    for later in range(4):
        month = today.month + later - 1
        try:
            found = dt.date(today.year + month // 12, month % 12 + 1, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError


def _weekday(number: int, in_next_week: bool, today: dt.date) -> dt.date:
    if in_next_week:
        return today + dt.timedelta(days=7 - today.weekday() + number)
    return today + dt.timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _end(of: str, of_next: bool, today: dt.date) -> dt.date:
    if of == "week":
        ends = today + dt.timedelta(days=_FRIDAY - today.weekday() + 7 * of_next)
        return ends if ends >= today else ends + dt.timedelta(days=7)
    year, month = today.year, today.month + of_next
    return _last_of(year + (month - 1) // 12, (month - 1) % 12 + 1)


def _last_of(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def day_words(iso: str, *, weekday: bool = False) -> str:
    """Return an ISO day as people say it: `4 December 2026`, `Friday 4 December 2026`."""
    day = dt.date.fromisoformat(iso)
    return (
        f"{calendar.day_name[day.weekday()] + ' ' if weekday else ''}{day.day} "
        f"{calendar.month_name[day.month]} {day.year}"
    )
