"""The financial year and the months that the name of a file or sheet gives: the year is used only where a row gives none, and said."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from tpdesk.domain.dates import MONTHS
from tpdesk.units import year_text

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
    """Return the financial year that the sheet's name gives, else the file's; None where neither gives one without doubt."""
    if sheet:
        found = _period(sheet)
        if found:
            return NamedPeriod(found.year, f"the sheet's name '{sheet}' ({year_text(found.year)})")
    found = _period(stem)
    if found:
        return NamedPeriod(found.year, f"the file's name: '{found.words}' ({year_text(found.year)})")
    return None


def months_of(stem: str, sheet: str | None = None) -> frozenset[int]:
    """Return the months (yyyymm) that the sheet's name gives, else the file's: one, those from one to another, a quarter, or the whole year; empty for none."""
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
