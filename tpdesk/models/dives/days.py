"""Days as people name them in a room: `Friday`, `tomorrow`, `12 March`, `end of May`, `31/3/2026`."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final

_WEEKDAYS: Final = {name.casefold(): number for number, name in enumerate(calendar.day_name)}
_MONTHS: Final = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name
}
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?")
_NAMED: Final = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]+)(?: (\d{4}))?")
_END: Final = re.compile(r"(?:the )?end of ([a-z]+)(?: (\d{4}))?")


def day_named(words: str, today: dt.date) -> dt.date | None:
    """Return the day that the words name, seen from `today`; without a year the next such day; None where they name none."""
    text = " ".join(words.casefold().strip(" .").split())
    if text in ("today", "tomorrow"):
        return today + dt.timedelta(days=text == "tomorrow")
    weekday = _WEEKDAYS.get(text.removeprefix("next ").removeprefix("on "))
    if weekday is not None:
        return today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(text):
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0) if found[3] else None
        return _next(today, year, int(found[2]), int(found[1]))
    if (found := _NAMED.fullmatch(text)) and found[2] in _MONTHS:
        return _next(today, int(found[3]) if found[3] else None, _MONTHS[found[2]], int(found[1]))
    if (found := _END.fullmatch(text)) and found[1] in _MONTHS:
        month = _MONTHS[found[1]]
        year = int(found[2]) if found[2] else today.year + (month < today.month)
        return _day(year, month, calendar.monthrange(year, month)[1])
    return None


def _next(today: dt.date, year: int | None, month: int, day: int) -> dt.date | None:
    found = _day(year if year is not None else today.year, month, day)
    if found is not None and year is None and found < today:
        return _day(today.year + 1, month, day)
    return found


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
