"""The types of field that business cases and a few other kinds have: decimals, amounts and shares year by year, ranges,
price years, shares and numbers by name. Each is kept as plain text, exact, and read back by the function beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import groupby
from typing import Final

from tpdesk.domain.case import CASH, Range
from tpdesk.domain.field_contract import FieldLike, FieldType, Stored, Widget
from tpdesk.domain.field_types import COUNT
from tpdesk.errors import MoneyError, UsageProblem, YearError
from tpdesk.text import clean, folded
from tpdesk.units import decimal_text, parse_pounds, parse_year, plain_pounds, pounds, year_text

_DECIMAL: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,12})?(?:\.\d{1,9})?\Z")
_TIMES: Final = re.compile(r"(.*\S)\s*[x×*]\s*(\d{1,2})\Z")
_SHARE_OF: Final = re.compile(r"(.*\S)[\s:=]+(\S+)\Z")
_TO: Final = re.compile(r"\s+to\s+|\s*;\s*|\s*–\s*")
_YEARS_MOST: Final = 60


def parse_decimal(text: str, *, most: Fraction | None = None) -> Fraction:
    """Return the exact number of `0.6`, `60%` or `1,200`. Raises UsageProblem, also for one above `most`."""
    body = text.strip()
    is_percent = body.endswith("%")
    body = body.removesuffix("%").strip()
    if not body or not _DECIMAL.match(body):
        raise UsageProblem(f"'{text[:40]}' is not a number, as in 0.6{' or 60%' if most else ''}.")
    number = Fraction(body.replace(",", "")) / (100 if is_percent else 1)
    if most is not None and number > most:
        hint = f" Write {body}% or {decimal_text(number / 100)}." if not is_percent and number <= 100 else ""
        raise UsageProblem(f"'{text[:40]}' is above 1.{hint}")
    return number


class _Decimal(FieldType):
    """An exact number from zero."""

    metavar = "NUMBER"
    is_text = False

    def __init__(self, name: str, *, most: Fraction | None = None) -> None:
        self.name = name
        self._most = most

    def parse(self, field: FieldLike, text: str) -> Stored:
        return _kept_decimal(field, text, self._most)


class _ByYear(FieldType):
    """Something for each year of a case, kept with `;` between."""

    metavar = "BY-YEAR"
    is_text = False

    def parse(self, field: FieldLike, text: str) -> Stored:
        found: list[str] = []
        for part in filter(None, map(clean, text.replace("\n", ";").split(";"))):
            times = _TIMES.match(part)
            one, many = (times[1], int(times[2])) if times else (part, 1)
            found += [self.kept(field, one)] * many
        if len(found) > _YEARS_MOST:
            raise UsageProblem(f"{field.title}: {len(found)} years; a case has {_YEARS_MOST} at most.")
        return ";".join(found)

    def kept(self, field: FieldLike, text: str) -> str:
        """Return what is kept of one year. Raises UsageProblem."""
        raise NotImplementedError


def _in_runs(years: Iterable[str]) -> str:
    """Return what each year has, the same years in a row as one: `0; 0.5; 1 x 3`, which is read back as the same."""
    runs = [(one, len(list(same))) for one, same in groupby(years)]
    return "; ".join(one if many == 1 else f"{one} x {many}" for one, many in runs)


class _Shares(_ByYear):
    name = "shares by year"

    def kept(self, field: FieldLike, text: str) -> str:
        return _kept_decimal(field, text, Fraction(1))

    def show(self, value: Stored) -> str:
        return _in_runs(str(value).split(";")) if value else ""

    def to_json(self, value: Stored) -> object:
        return str(value).split(";") if value else []


class _Amounts(_ByYear):
    name = "amounts by year"
    metavar = "POUNDS-BY-YEAR"

    def kept(self, field: FieldLike, text: str) -> str:
        try:
            return str(parse_pounds(text))
        except MoneyError as error:
            raise UsageProblem(f"{field.title}: {error}.") from error

    def show(self, value: Stored) -> str:
        return _in_runs(pounds(pence).removesuffix(".00") for pence in read_amounts(value))

    def csv_text(self, value: Stored) -> str:
        return "; ".join(map(plain_pounds, read_amounts(value)))

    def told(self, value: Stored) -> str:
        return self.show(value)

    def to_json(self, value: Stored) -> object:
        return list(read_amounts(value))

    def json_name(self, name: str) -> str:
        return f"{name}_pence"


class _Range(FieldType):
    """The low and the high end of what a number may be."""

    name = "range"
    metavar = "LOW-TO-HIGH"
    is_text = False

    def parse(self, field: FieldLike, text: str) -> Stored:
        ends = _TO.split(text)
        if len(ends) != 2:
            raise UsageProblem(f"{field.title}: '{text[:40]}' is not a range. Write its ends, as in 0.4 to 0.7.")
        low, high = (_kept_decimal(field, end) for end in ends)
        if Fraction(low) > Fraction(high):
            raise UsageProblem(f"{field.title}: '{text[:40]}' goes down. Write the lower end first.")
        return f"{low};{high}"

    def show(self, value: Stored) -> str:
        return str(value or "").replace(";", " to ")

    def told(self, value: Stored) -> str:
        return self.show(value)

    def to_json(self, value: Stored) -> object:
        return str(value).split(";") if value else None


class _PriceYear(FieldType):
    """The financial year in whose prices amounts are, or `cash`: each in those of its own year."""

    name = "price year"
    metavar = "YEAR"
    is_text = False

    def parse(self, field: FieldLike, text: str) -> Stored:
        if folded(text) == CASH:
            return CASH
        try:
            return year_text(parse_year(text))
        except YearError as error:
            raise UsageProblem(f"{field.title}: {error}, or as cash.") from error

    def to_json(self, value: Stored) -> object:
        return value or None


class _SharesByName(FieldType):
    """Which organisation or group has which share, kept a share and a name a line."""

    name = "shares by name"
    noun = "share"
    example = "Burnley 0.6"
    metavar = "SHARES"
    widget: Widget = "note"
    is_text = False
    is_long = True

    def parse(self, field: FieldLike, text: str) -> Stored:
        super().parse(field, text)
        found: dict[str, str] = {}
        for part in filter(None, map(clean, re.split(r"[;\n]", text))):
            item = _SHARE_OF.match(part)
            if item is None:
                raise UsageProblem(
                    f"{field.title}: '{part[:40]}' is not a name and its {self.noun}, for example {self.example}."
                )
            name = item[1].rstrip(" :=")
            if folded(name) in map(folded, found):
                raise UsageProblem(f"{field.title}: {name} has two {self.noun}s: leave one out.")
            found[name] = self.kept(field, item[2])
        return "\n".join(f"{share} {name}" for name, share in found.items())

    def kept(self, field: FieldLike, text: str) -> str:
        """Return what is kept of one share. Raises UsageProblem."""
        return _kept_decimal(field, text, Fraction(1))

    def show(self, value: Stored) -> str:
        return "; ".join(f"{name} {share}" for name, share in _by_name(value))

    def short(self, value: Stored) -> str:
        return self.show(value).replace("; ", "\n")

    def told(self, value: Stored) -> str:
        return self.show(value)

    def to_json(self, value: Stored) -> object:
        return dict(_by_name(value))


class _NumbersByName(_SharesByName):
    """A whole number for each of some organisations, kept a number and a name a line."""

    name = "numbers by name"
    noun = "number"
    example = "Burnley 30"
    metavar = "NUMBERS"

    def kept(self, field: FieldLike, text: str) -> str:
        return str(COUNT.parse(field, text))

    def to_json(self, value: Stored) -> object:
        return {name: int(number) for name, number in _by_name(value)}


def _kept_decimal(field: FieldLike, text: str, most: Fraction | None = None) -> str:
    """Return a typed number as it is kept. Raises UsageProblem that names the field."""
    try:
        return decimal_text(parse_decimal(text, most=most))
    except UsageProblem as error:
        raise UsageProblem(f"{field.title}: {error}") from error


def _by_name(value: Stored) -> list[tuple[str, str]]:
    parts = (line.partition(" ") for line in str(value or "").splitlines())
    return [(name, share) for share, _, name in parts]


def read_decimal(value: Stored) -> Fraction:
    """Return a kept decimal; zero for none."""
    return Fraction(str(value)) if value else Fraction(0)


def read_amounts(value: Stored) -> tuple[int, ...]:
    """Return the pence of each year."""
    return tuple(map(int, str(value).split(";"))) if value else ()


def read_shares(value: Stored) -> tuple[Fraction, ...]:
    """Return the share of each year."""
    return tuple(map(Fraction, str(value).split(";"))) if value else ()


def read_range(value: Stored) -> Range | None:
    """Return (low, high); None where no range is given."""
    if not value:
        return None
    low, high = map(Fraction, str(value).split(";"))
    return low, high


def read_price_year(value: Stored) -> int | None:
    """Return the start year; None for cash."""
    return None if value == CASH else parse_year(str(value))


def read_shares_by_name(value: Stored) -> Mapping[str, Fraction]:
    """Return name -> share."""
    return {name: Fraction(share) for name, share in _by_name(value)}


DECIMAL: Final = _Decimal("decimal")
"""An exact number from zero, for example 0.35 or 3,200."""

SHARE: Final = _Decimal("share", most=Fraction(1))
"""A share from 0 to 1, typed as 0.6 or 60%."""

AMOUNTS: Final = _Amounts()
PHASES: Final = _Shares()
RANGE: Final = _Range()
PRICE_YEAR: Final = _PriceYear()
SHARES_BY_NAME: Final = _SharesByName()
NUMBERS_BY_NAME: Final = _NumbersByName()
