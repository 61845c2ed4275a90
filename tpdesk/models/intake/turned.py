"""Dates whose day and month were turned round before the file reached us, told by the months in which they fall.

A spreadsheet set to another country reads 03/04/2019 as 4 March and leaves 17/04/2019 alone: dates up to the twelfth of
a month then lie in months where the file has nothing else, and lie in its own months once they are turned back. Days
are whole numbers, yyyymmdd; months are yyyymm.

The financial year and the months that the name of a file or sheet gives: the year is used only where a
row gives none, and said.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Mapping
from typing import Final, NamedTuple

from tpdesk.domain.advice import Advice, message
from tpdesk.domain.dates import MONTHS
from tpdesk.models.intake.fields import BY_ROW
from tpdesk.text import counted
from tpdesk.units import pounds, year_text

_MAIN: Final = 10
"""A month with at least this part of the sure dates of the largest is one of the file's own."""

_FEW: Final = 3
"""Months that a name may give to be a witness for each of them: a name of a whole year says nothing of its months."""

_MOST_SHOWN: Final = 3


def turned_warning(
    lines: Mapping[int, int],
    pence_of: Callable[[Collection[int]], Mapping[int, int]],
    clear: Container[int],
    named: Collection[int],
    *,
    by_date: bool,
) -> str | None:
    """Return in words what was turned round; None where nothing speaks for it.

    `lines` are those of each day and `pence_of` gives what they come to; `by_date` says that the
    financial year goes by the date.
    """
    found = turned_days(lines, clear, named)
    return _words(found, lines, pence_of(found), by_date=by_date) if found else None


def turned_day(day: int) -> int:
    """Return the day with day and month the other way round: 20190304 is 20190403."""
    year, rest = divmod(day, 10_000)
    month, number = divmod(rest, 100)
    return year * 10_000 + number * 100 + month


def turned_days(lines: Mapping[int, int], clear: Container[int], named: Collection[int]) -> dict[int, int]:
    """Return the days, as read, whose dates were turned round, each with the day that was meant.

    `lines` are those of each day, `clear` the days whose month is written as a word, `named` the months that the
    names of file and sheet give.
    """
    sure: Counter[int] = Counter()
    open_days: defaultdict[int, list[int]] = defaultdict(list)
    for day, number in lines.items():
        if day % 100 > 12 or day == turned_day(day) or day in clear:
            sure[day // 100] += number
        else:
            open_days[day // 100].append(day)
    most = max(sure.values(), default=0)
    own = {month for month, number in sure.items() if number * _MAIN >= most} or set(named)
    if not own:
        return {}
    after = _month_after(max(own))
    found: dict[int, int] = {}
    for month, days in open_days.items():
        if month in own or (month in named and len(named) <= _FEW):
            continue
        turned = _turned_of(days, lines, sure[month], own)
        # The first days of the month after are likely to be what they say.
        if month != after or not (
            _onto_weekends(turned, lines) or sure[month] * _MAIN > sum(map(lines.__getitem__, days))
        ):
            found |= turned
    return found if found and _more_than_chance(found, lines, sure, own, after, named) else {}


def _turned_of(days: list[int], lines: Mapping[int, int], sure: int, own: Collection[int]) -> dict[int, int]:
    """Return the turned days among those of a month that is none of the file's own.

    Nearly all of its open days must lie in the file's own months when turned back, and many more than its
    `sure` dates let expect.
    """
    turned = {day: turned_day(day) for day in days if turned_day(day) // 100 in own}
    number, whole = (sum(lines[day] for day in some) for some in (turned, days))
    return turned if number * 10 >= whole * 8 and number > 6 * _by_chance(sure, own) else {}


def _by_chance(sure: int, own: Collection[int]) -> float:
    """Return how many open dates of other months turn onto the file's own months by chance:
    of 30 days some 18 are sure and 12 are open."""
    return sure * len(own) / 18


def _onto_weekends(turned: Mapping[int, int], lines: Mapping[int, int]) -> bool:
    """Say whether turning back would move payments onto weekends:
    so they were paid in the first days of the next month."""
    before, after = (
        sum(lines[day] for day in turned if _is_weekend(day)),
        sum(lines[day] for day in turned if _is_weekend(turned[day])),
    )
    return after > before and after * 2 > sum(lines[day] for day in turned)


def _more_than_chance(
    found: Mapping[int, int],
    lines: Mapping[int, int],
    sure: Mapping[int, int],
    own: Collection[int],
    after: int,
    named: Collection[int],
) -> bool:
    """Say whether dates outside the file's months are neither late invoices, which lie anywhere, nor the first
    days of the month after."""
    into, read = {meant // 100 for meant in found.values()}, {day // 100 for day in found}
    by_name = into <= set(named) and not read.intersection(named) and not _onto_weekends(found, lines)
    stray = sum(number for month, number in sure.items() if month not in own)
    if sum(lines[day] for day in found) <= 2 * _by_chance(stray, own) and not by_name:
        return False
    return len(into) == 1 or read != {after}


def _month_after(month: int) -> int:
    return month + 1 if month % 100 < 12 else month + 89


def _is_weekend(day: int) -> bool:
    return dt.date(day // 10_000, day // 100 % 100, day % 100).weekday() >= 5


def _words(found: Mapping[int, int], lines: Mapping[int, int], pence: Mapping[int, int], *, by_date: bool) -> str:
    number, money = sum(map(lines.__getitem__, found)), sum(map(pence.__getitem__, found))
    crossing = [day for day, meant in found.items() if _year(day) != _year(meant)] if by_date else []
    moved = (
        f"; {pounds(sum(map(pence.__getitem__, crossing)))} would move to another financial year" if crossing else ""
    )
    return message(
        f"{counted(number, 'line')} ({pounds(money)}) may have day and month the wrong way round: as written they "
        f"fall in {_months(found)}, where the file has hardly any other dates, and turned round in "
        f"{_months(found.values())}, as the rest does{moved}. To turn these dates round, ",
        Advice("date-order", BY_ROW),
    )


def _months(days: Iterable[int]) -> str:
    months = sorted({day // 100 for day in days})
    shown = [f"{calendar.month_name[month % 100]} {month // 100}" for month in months[:_MOST_SHOWN]]
    return f"{', '.join(shown)} and {len(months) - len(shown)} more" if months[_MOST_SHOWN:] else ", ".join(shown)


def _year(day: int) -> int:
    return day // 10_000 - (day // 100 % 100 < 4)


_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_BETWEEN: Final = r"[\s_.,'’\-]*"
_YEARS_LONG = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-/_–\s]\s*((?:19|20)?\d{2})(?!\d)")
_YEARS_JOINED = re.compile(r"(?<!\d)(20\d{2})(\d{2})(?!\d)")
_YEARS_SHORT = re.compile(r"(?<![\d-])(\d{2})\s*[-/_]\s*(\d{2})(?![\d-])")
_YEARS_FY = re.compile(r"\bFY\s*'?(\d{2})[-/]?(\d{2})(?!\d)", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"(?<![a-z])({_MONTH})(?![a-z]){_BETWEEN}((?:19|20)\d{{2}}|\d{{2}})(?!\d)", re.IGNORECASE)
_YEAR_MONTH = re.compile(rf"(?<!\d)((?:19|20)\d{{2}}){_BETWEEN}({_MONTH})(?![a-z])", re.IGNORECASE)
_ISO_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_.]?(\d{2})(?:[-_.]?\d{2})?(?!\d)")
_SHORT_MONTH = re.compile(r"(?<!\d)([12]\d)(0[1-9]|1[0-2])(?!\d)")
_FOUR = re.compile(r"(?<!\d)(\d{2})(\d{2})(?!\d)")
_NAMED = re.compile(rf"(?<![a-z])({_MONTH})(?![a-z])", re.IGNORECASE)
_QUARTER = re.compile(r"(?<![a-z])Q(?:uarter|tr)?[\s_]*([1-4])(?!\d)", re.IGNORECASE)


class NamedPeriod(NamedTuple):
    """What a name says about when."""

    year: int
    """The start year of the financial year."""

    words: str
    """The part of the name that says so, with what it is taken for."""


def period_of(stem: str, sheet: str | None = None) -> NamedPeriod | None:
    """Return the financial year that the sheet's name gives, else the file's;
    None where neither gives one without doubt."""
    if sheet:
        found = _period(sheet)
        if found:
            return NamedPeriod(found.year, f"the sheet's name '{sheet}' ({year_text(found.year)})")
    found = _period(stem)
    if found:
        return NamedPeriod(found.year, f"the file's name: '{found.words}' ({year_text(found.year)})")
    return None


def months_of(stem: str, sheet: str | None = None) -> frozenset[int]:
    """Return the months (yyyymm) that the sheet's name gives, else the file's:
    one, those from one to another, a quarter, or the whole year; empty for none."""
    found, name = (_period(sheet), sheet) if sheet else (None, stem)
    if found is None:
        found = _period(stem)
        # A sheet may be called after its month alone, in a workbook called after its year.
        name = sheet if sheet and _NAMED.search(sheet) else stem
    if found is None:
        return frozenset()
    in_words = [MONTHS[text.casefold()] for text in _NAMED.findall(name)]
    quarter = _QUARTER.search(name)
    if len(in_words) in (1, 2):
        first, last = in_words[0], in_words[-1]
    elif found.month is not None:
        first = last = found.month
    elif quarter:
        first = 3 * int(quarter[1]) % 12 + 1
        last = first + 2
    else:
        first, last = 4, 3
    return _between(found.year, first, last)


def _between(year: int, first: int, last: int) -> frozenset[int]:
    """Return the months of a financial year from one to another; one alone where the first comes after the last."""
    at, end = ((month - 4) % 12 for month in (first, last))
    return frozenset((year + (n > 8)) * 100 + (n + 3) % 12 + 1 for n in range(at, max(at, end) + 1))


class _Said(NamedTuple):
    """What a name says."""

    year: int
    """The start year of the financial year."""

    words: str
    """The part of the name that says it."""

    month: int | None = None
    """The month, where it is by a month that the name gives the year."""


def _financial(month: int, year: int) -> int:
    return year if month >= 4 else year - 1


def _full(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _period(name: str) -> _Said | None:
    """Return what a name says. Financial years speak before months: `Q1 2025-26`, `Jan 2024-25`."""
    for pattern in (_YEARS_LONG, _YEARS_FY, _YEARS_SHORT):
        for match in pattern.finditer(name):
            start = _full(match[1])
            if int(match[2]) % 100 == (start + 1) % 100 and 1990 <= start <= 2100:
                return _Said(start, match[0].strip())
    for pattern, year_at, month_at in ((_MONTH_YEAR, 2, 1), (_YEAR_MONTH, 1, 2)):
        match_month = pattern.search(name)
        if match_month:
            year = _full(match_month[year_at])
            if 1990 <= year <= 2100:
                month = MONTHS[match_month[month_at].casefold()]
                return _Said(_financial(month, year), match_month[0], month)
    for match in _ISO_MONTH.finditer(name):
        year, month = int(match[1]), int(match[2])
        if 1 <= month <= 12:
            return _Said(_financial(month, year), match[0], month)
    for match in _YEARS_JOINED.finditer(name):
        if int(match[2]) == (int(match[1]) + 1) % 100:
            return _Said(int(match[1]), match[0])
    for match in _FOUR.finditer(name):
        first, second = int(match[1]), int(match[2])
        if second == (first + 1) % 100 and 10 <= first <= 49 and match[0] not in ("1920", "2021"):
            return _Said(2000 + first, match[0])
    for match in _SHORT_MONTH.finditer(name):
        # 2001 to 2012 may be a year as well as a month of 2020: no doubt is left out only elsewhere.
        if match[1] != "20":
            return _Said(_financial(int(match[2]), 2000 + int(match[1])), match[0], int(match[2]))
    return None
