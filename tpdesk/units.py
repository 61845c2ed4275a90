"""Pence, people, financial years and shares: all parsing, rounding and printing of numbers
lives here and nowhere else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, Overflow
from fractions import Fraction
from math import floor, lcm
from typing import Final

from tpdesk.errors import MoneyError, YearError

UNITS: Final = {"pounds": 100, "thousands": 100_000, "millions": 100_000_000, "billions": 100_000_000_000}
"""Pence in one of each unit that a file may print its money in."""

MAX_PENCE: Final = 10**14 - 1
"""The largest amount that a line may hold: £1 trillion less a penny.
Public spending in the UK is £1.2 trillion a year."""

MAX_TOTAL_PENCE: Final = 9 * 10**15
"""The most that the amounts of a desk may come to when their signs are left out: £90 trillion.

So no sum of any of them, in whatever order, leaves the 64 bits of SQLite, nor the 53 in which spreadsheets and readers
of JSON keep a whole number.
"""

TIMES: Final = {
    "k": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}
"""How many pounds one of each short word for them is."""

_SHORT = re.compile(rf"([-(£\s]*)(\d[\d,]*(?:\.\d*)?|\.\d+)\s*({'|'.join(TIMES)})\s*(\)?)\Z", re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})\s*[-/–\u2010\u2011]\s*(\d{2}|\d{4})\Z")
_PLAIN = re.compile(r"-?\d{1,12}(?:\.(\d{1,2}))?\Z")


def to_pence(amount: Decimal, unit: str = "pounds", *, most: int = MAX_PENCE) -> int:
    """Return `amount` (in `unit`) in whole pence, half pennies away from zero.
    Raises MoneyError where it is above `most` pence."""
    if not amount.is_finite():
        raise MoneyError("not a number")
    try:
        pence = int((amount * UNITS[unit]).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    except (InvalidOperation, Overflow) as error:
        raise MoneyError(f"An amount can be at most {pounds(most)}") from error
    if abs(pence) > most:
        raise MoneyError(f"An amount can be at most {pounds(most)}")
    return pence


def in_full(text: str) -> str:
    """Return a typed amount with its `k`, `m` or `bn` written out: `£1.2m` is `£1200000`.
    Any other text comes back as it is."""
    found = _SHORT.match(text.strip())
    if found is None:
        return text
    before, number, word, after = found.groups()
    return f"{before}{Decimal(number.replace(',', '')) * TIMES[word.casefold()]:f}{after}"


def parse_pounds(text: str, unit: str = "pounds", *, most: int = MAX_PENCE) -> int:
    """Return pence of a typed amount: `1234.5`, `£1,234.50`, `(12)`, `-£3`, `250k`, `1.2m`. Raises MoneyError
    with what to type instead.

    `most` is the largest amount in pence: that of a line, or `MAX_TOTAL_PENCE` for a sum of lines.
    """
    if unit == "pounds":
        text = in_full(text)
        plain = _PLAIN.match(text)
        if plain:
            whole, _, part = text.partition(".")
            sign = -1 if text.startswith("-") else 1
            return int(whole) * 100 + sign * int((part + "00")[:2])
    body = text.strip().replace("£", "").replace(",", "").replace(" ", "")
    negative = body.startswith("-") or body.endswith("-") or (body.startswith("(") and body.endswith(")"))
    body = body.strip("()").strip("-")
    if not re.fullmatch(r"\d+(\.\d*)?|\.\d+", body):
        raise MoneyError(
            f"'{text}' is not an amount of money. Type pounds and pence, for example 1234.50, 250k or 1.2m"
        )
    pence = to_pence(Decimal(body), unit, most=most)
    return -pence if negative else pence


def year_text(start: int) -> str:
    """Return the financial year that starts on 1 April of `start`, as `2024-25`."""
    return f"{start}-{(start + 1) % 100:02d}"


def parse_year(text: str) -> int:
    """Return the start year of a financial year written `2024-25`, `2024/25` or `2024-2025`. Raises YearError."""
    match = _YEAR.match(text.strip())
    if match:
        start, end = int(match[1]), int(match[2])
        full = end if len(match[2]) == 4 else start - start % 100 + end + (100 if end < start % 100 else 0)
        if full == start + 1 and 1900 <= start <= 2200:
            return start
    raise YearError(f"'{text}' is not a financial year. Write it as 2024-25")


def year_of(day: dt.date) -> int:
    """Return the start year of the financial year (1 April to 31 March) in which `day` falls."""
    return day.year if day.month >= 4 else day.year - 1


def day_words(day: dt.date | str) -> str:
    """Return a day, or the ISO text of one, as `30 June 2026`; nothing for none."""
    if not day:
        return ""
    day = dt.date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day.day} {day:%B %Y}"


def year_bounds(start: int) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the financial year that starts in `start`."""
    return dt.date(start, 4, 1), dt.date(start + 1, 3, 31)


def largest_remainder(whole: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Split `whole` (pence, signed) in proportion to `weights` so that the parts add up to it exactly.

    Largest-remainder rounding on |whole|; equal remainders go to the earlier weight, so give weights in order of code.
    Weights may be negative (credit notes) as long as their sum is not zero. Raises ValueError when the sum is zero.
    Source: docs/method.md, rules 3 and 6.
    """
    scale = lcm(*(weight.denominator for weight in weights)) if weights else 1
    scaled = [int(weight * scale) for weight in weights]
    total = sum(scaled)
    if total == 0:
        raise ValueError("the weights add up to zero, so nothing can be split by them")
    if total < 0:
        scaled, total = [-weight for weight in scaled], -total
    size = abs(whole)
    parts, remainders = [], []
    for n, weight in enumerate(scaled):
        part, remainder = divmod(size * weight, total)
        parts.append(part)
        remainders.append((-remainder, n))
    for _, n in sorted(remainders)[: size - sum(parts)]:
        parts[n] += 1
    return [-part for part in parts] if whole < 0 else parts


def whole_parts(exact: Iterable[Fraction], total: int | None = None) -> list[int]:
    """Return whole pence that add up to `total`, the rounded sum of the exact amounts: the largest remainders are
    rounded up, the earlier first.

    A `total` of the caller's must be next to that sum. Amounts may be of both signs; each part is
    within a penny of its own.
    """
    amounts = list(exact)
    parts = [floor(amount) for amount in amounts]
    short = (nearest_whole(sum(amounts, Fraction(0))) if total is None else total) - sum(parts)
    order = sorted(range(len(amounts)), key=lambda n: (parts[n] - amounts[n], n))
    for n in order[:short]:
        parts[n] += 1
    return parts


def nearest_whole(number: Fraction) -> int:
    """Return the nearest whole number, halves away from zero."""
    size = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return -size if number < 0 else size


def ratio(part: int, whole: int) -> float | None:
    """Return part / whole as a number, or None where the whole is zero: undefined is never zero."""
    return part / whole if whole else None


def per_unit(pence: int, number: int | None) -> int | None:
    """Return whole pence per person or household, half pennies away from zero;
    None where the number is missing or zero."""
    if not number:
        return None
    return int((Decimal(pence) / Decimal(number)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def pounds(pence: int) -> str:
    """Return `£1,234.56`, `-£0.01`: an amount to the penny."""
    sign = "-" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


def signed_pounds(pence: int) -> str:
    """Return a difference as people write it: `+£1.00`, `-£1.00`, `£0.00`."""
    return f"+{pounds(pence)}" if pence > 0 else pounds(pence)


def plain_pounds(pence: int) -> str:
    """Return `1234.56`, `-0.01`: an amount as a spreadsheet or a form reads it."""
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"


def whole_pounds(pence: int) -> str:
    """Return `£62,457,800`, `-£3`: an amount to the pound, halves away from zero, for tables that compare."""
    return f"{'-' if pence < 0 else ''}£{(abs(pence) + 50) // 100:,}"


def short_pounds(pence: int) -> str:
    """Return an amount as people say it: `£4,603.5m`, `£62.5m`, `£156k`, `£320`. Rounded half away from zero."""
    sign, size = ("-" if pence < 0 else ""), abs(pence)
    if size >= 99_950_000:
        tenths = (size + 5_000_000) // 10_000_000
        return f"{sign}£{tenths // 10:,}.{tenths % 10}m"
    if size >= 1_000_000:
        return f"{sign}£{(size + 50_000) // 100_000:,}k"
    return f"{sign}£{(size + 50) // 100:,}"


def percent(share: float | None, places: int = 1) -> str:
    """Return a share 0..1 as `24.4%`, halves away from zero as a workbook shows them, or
    `n/a` where it is undefined."""
    if share is None:
        return "n/a"
    # The shortest decimal that is this share: a half that a person sees is a half.
    exact = Decimal(repr(float(share))).scaleb(2)
    return f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)}%"


def decimal_text(number: Fraction, places: int | None = None) -> str:
    """Return an exact number as a decimal: `0.9`, or with so many places `0.900000`, halves away from zero.

    Without `places` nothing is lost: what ends after 12 places at most is written out, any other number to 12 places.
    """
    scaled = nearest_whole(number * 10 ** (12 if places is None else places))
    sign, size = ("-" if scaled < 0 else ""), abs(scaled)
    if places == 0:
        return f"{sign}{size}"
    digits = 12 if places is None else places
    whole, part = divmod(size, 10**digits)
    text = f"{sign}{whole}.{part:0{digits}d}"
    return text.rstrip("0").rstrip(".") if places is None else text
