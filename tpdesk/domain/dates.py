"""One cell into a date: every shape that real files hold, each reading that was no plain one named by its rule."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | None
"""What a cell of a file can hold."""

FIRST_YEAR: Final = 1950
LAST_YEAR: Final = 2150
"""Calendar years outside these are a slip of the pen, or a spreadsheet's zero."""

MONTHS: Final = {
    name[:length]: number
    for number, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
    for length in (3, len(name))
} | {"sept": 9}
"""The names of months, short and long, to their number."""

MONTH_ONLY: Final = "month only, first day taken"
"""The rule by which a month without a day is read."""

_MONTH_NAME = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")
_CLOCK = re.compile(
    r"[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AP]M)?\s*(?:Z|[+-]\d{2}:?\d{2}|GMT|BST|UTC)?\Z", re.IGNORECASE
)
_NUMBERS = re.compile(r"(\d{1,4})\s?[/.\- ]\s?(\d{1,2})\s?[/.\- ]\s?(\d{1,4})\Z")
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.IGNORECASE)
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]*(?:of )?([A-Za-z]{3,9})\.?,?[\s\-/.']*(\d{4}|\d{2})\Z")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.?[\s\-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s\-]+(\d{4})\Z")
_YEAR_MONTH_DAY = re.compile(r"(\d{4})[\s\-/]([A-Za-z]{3,9})[\s\-/](\d{1,2})\Z")
_MONTH_YEAR = re.compile(r"([A-Za-z]{3,9})\.?,?[\s\-/']*(\d{4}|\d{2})\Z")
_YEAR_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})\Z")
_SLASH_MONTH_YEAR = re.compile(r"(\d{1,2})[-/](\d{4})\Z")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?\Z")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_CODE = re.compile(r"((?:19|20)\d{2})[\s/.-]?(?:P|M)?(\d{2,3})\Z", re.IGNORECASE)
_PERIOD = re.compile(r"(?:P|PD|period|month|mth|M)\s*0?(\d{1,2})\Z", re.IGNORECASE)
_LOST = re.compile(
    r"#+\Z|#(?:N/A|REF!|VALUE!|NUM!|NAME\?|DIV/0!|NULL!)\Z|\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\Z|0+\Z|0?0/0?[01]/"
    r"(?:19)?00\Z"
)
_EPOCH: Final = dt.date(1899, 12, 30)


class DateRead(NamedTuple):
    """What a cell says about when."""

    iso: str | None
    """The ISO date; None where there is none."""

    year: int | None
    """The start year of the financial year; known for a period code too, where there is no date."""

    rules: tuple[str, ...]
    """The rules by which it was read."""


_NOTHING: Final = DateRead(None, None, ())


def parse_date(cell: Cell, order: str = "dmy") -> tuple[str | None, tuple[str, ...]]:
    """Return the ISO date of a cell (None where it holds none) and the rules by which it was read;
    `order` as in DATE_ORDERS."""
    read = read_date(cell, order)
    return read.iso, read.rules


def read_date(cell: Cell, order: str = "dmy") -> DateRead:
    """Return what a cell says about when. Never raises: what cannot be read is `date unreadable`,
    what is gone `date lost`."""
    if cell is None or isinstance(cell, bool):
        return _NOTHING
    if isinstance(cell, dt.datetime):
        return _made(cell.year, cell.month, cell.day, ())
    if isinstance(cell, dt.date):
        return _made(cell.year, cell.month, cell.day, ())
    if isinstance(cell, dt.time):
        return DateRead(None, None, ("date lost",))
    if isinstance(cell, (int, float)):
        cell = str(cell) if isinstance(cell, int) or not cell.is_integer() else str(int(cell))
    match = _ISO.match(cell)
    if match:
        return _made(int(match[1]), int(match[2]), int(match[3]), ())
    text = cell.replace("\u00a0", " ").strip().strip("'\u200b\ufeff")
    return _read_text(text, order) if text else _NOTHING


def is_date(read: DateRead) -> bool:
    """Say whether a reading is a date or a month, a period or a lost date: a cell of a column of dates."""
    return (
        read.iso is not None or read.year is not None or bool({"date lost", "period without a year"} & set(read.rules))
    )


def names_month(text: str) -> bool:
    """Say whether a date names its month as a word."""
    return bool(_MONTH_NAME.search(text))


def numbers_of(cell: Cell) -> tuple[int, int, int] | None:
    """Return the three numbers of a date written in numbers with a two- or four-digit year last;
    None for any other cell."""
    if not isinstance(cell, str):
        return None
    match = _NUMBERS.match(_CLOCK.sub("", cell.strip()))
    if match and len(match[1]) <= 2 and len(match[3]) in (2, 4):
        return int(match[1]), int(match[2]), int(match[3])
    return None


def full_year(year: int) -> int:
    """Return a year of two digits in full, 69 and below as of this century; any other as it is."""
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _century(year: int, digits: int) -> int:
    return year if digits > 2 else full_year(year)


def _made(year: int, month: int, day: int, rules: tuple[str, ...]) -> DateRead:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return DateRead(None, None, ("date unreadable",))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        lost = date <= dt.date(1900, 1, 1) and year >= 1899
        return DateRead(None, None, ("date lost" if lost else "date unreadable",))
    return DateRead(date.isoformat(), year if month >= 4 else year - 1, rules)


def _read_text(text: str, order: str) -> DateRead:
    if _LOST.match(text):
        return DateRead(None, None, ("date lost",))
    rules: tuple[str, ...] = ()
    text = _CLOCK.sub("", text)
    bare = _WEEKDAY.sub("", text, count=1) if text[:1].isalpha() else text
    if bare != text:
        rules, text = ("weekday in date",), bare
    match = _NUMBERS.match(text)
    if match:
        return _by_numbers(match, order, rules)
    match = _SERIAL.match(text)
    if match:
        date = _EPOCH + dt.timedelta(days=int(match[1]))
        return _made(date.year, date.month, date.day, (*rules, "Excel serial date"))
    match = _COMPACT.match(text)
    if match:
        return _made(int(match[1]), int(match[2]), int(match[3]), (*rules, "date without separators"))
    named = _by_name(text, rules)
    if named is not None:
        return named
    match = _YEAR_MONTH.match(text)
    if match and int(match[2]) <= 12:
        return _month(int(match[1]), int(match[2]), rules)
    match = _SLASH_MONTH_YEAR.match(text)
    if match and int(match[1]) <= 12:
        return _month(int(match[2]), int(match[1]), rules)
    match = _CODE.match(text)
    if match and 1 <= int(match[2]) <= 14:
        return DateRead(None, int(match[1]), (*rules, "period code"))
    match = _PERIOD.match(text)
    if match and 1 <= int(match[1]) <= 14:
        return DateRead(None, None, (*rules, "period without a year"))
    return DateRead(None, None, ("date unreadable",))


def _by_numbers(match: re.Match[str], order: str, rules: tuple[str, ...]) -> DateRead:
    a, b, c = int(match[1]), int(match[2]), int(match[3])
    if len(match[1]) == 4:
        return _made(a, b, c, rules) if len(match[3]) <= 2 else DateRead(None, None, ("date unreadable",))
    if len(match[1]) == 3 or (len(match[3]) not in (2, 4) and order != "ymd"):
        return DateRead(None, None, ("date unreadable",))
    if order == "ymd" and len(match[1]) == 2 and len(match[3]) <= 2:
        return _made(_century(a, 2), b, c, rules)
    year = _century(c, len(match[3]))
    day, month = (b, a) if order == "mdy" else (a, b)
    if month > 12 >= day:
        # Only the other order makes a date of it: said, since its neighbours may have been turned round unseen.
        day, month, rules = month, day, (*rules, "day and month the other way round")
    return _made(year, month, day, rules)


def _by_name(text: str, rules: tuple[str, ...]) -> DateRead | None:
    match = _DAY_MONTH.match(text)
    if match and match[2].casefold() in MONTHS:
        return _made(_century(int(match[3]), len(match[3])), MONTHS[match[2].casefold()], int(match[1]), rules)
    match = _MONTH_DAY.match(text)
    if match and match[1].casefold() in MONTHS:
        return _made(int(match[3]), MONTHS[match[1].casefold()], int(match[2]), rules)
    match = _YEAR_MONTH_DAY.match(text)
    if match and match[2].casefold() in MONTHS:
        return _made(int(match[1]), MONTHS[match[2].casefold()], int(match[3]), rules)
    match = _MONTH_YEAR.match(text)
    if match and match[1].casefold() in MONTHS:
        return _month(_century(int(match[2]), len(match[2])), MONTHS[match[1].casefold()], rules)
    return None


def _month(year: int, month: int, rules: tuple[str, ...]) -> DateRead:
    return _made(year, month, 1, (*rules, MONTH_ONLY))
