"""What the cells of a column look like: money, dates, names of firms, codes, words that repeat.

The unit a sheet prints its money in, and its decimal sign: by the heading, the lines above, the notes, the file's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from tpdesk.domain.dates import MONTH_ONLY, is_date, read_date
from tpdesk.models.intake.cells import AmountProblem, cell_text, parse_amount
from tpdesk.models.intake.fields import COFOG, Cell, cost_type_of


class Unit(NamedTuple):
    """A unit and what speaks for it."""

    name: str
    """`pounds`, `thousands`, `millions` or `billions`."""

    evidence: str
    """In words."""


_THOUSANDS: Final = re.compile(
    r"£\s*['’`]?\s*0{3}(?:['’`]?s)?(?![\d,.])|£\s?k\b|\bk\s?GBP\b|\bGBP\s?(?:k\b|000|thousands?)|"
    r"£\s*\(?thousands?\b|\bthousands? (?:of )?(?:pounds|£)"
    r"|(?:\bin|\() ?£?\s?thousands\b|(?<![A-Za-z0-9])kGBP(?![A-Za-z0-9])|£\s*x?\s*1,?000\b",
    re.IGNORECASE,
)
_MILLIONS: Final = re.compile(
    r"£\s?m(?:n|illions?)?\b|\bm\s?GBP\b|\bGBP\s?(?:m\b|mn\b|millions?)|\bmillions? (?:of "
    r")?(?:pounds|£)|(?:\bin|\() ?£?\s?millions\b",
    re.IGNORECASE,
)
_BILLIONS: Final = re.compile(
    r"£\s*['’`]?\s*\(?(?:bn|billions?)\b|\bbn\s?GBP\b|\bGBP\s?(?:bn\b|billions?)|\bbillions? (?:of "
    r")?(?:pounds|£)|(?:\bin|\() ?£?\s?billions\b",
    re.IGNORECASE,
)
_NAME_THOUSANDS = re.compile(r"(?<![A-Za-z0-9])(?:kGBP|GBPk|£000s?|£k|gbp000s?)(?![A-Za-z0-9])", re.IGNORECASE)
_NAME_MILLIONS = re.compile(r"(?<![A-Za-z0-9])(?:mGBP|GBPm|£m)(?![A-Za-z0-9])", re.IGNORECASE)
_NAME_BILLIONS = re.compile(r"(?<![A-Za-z0-9])(?:bnGBP|GBPbn|£bn)(?![A-Za-z0-9])", re.IGNORECASE)
_COMMA = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+,\d{1,2}|\d+,\d{1,2})-?\Z")
_POINT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+\.\d{1,2})-?\Z")


def unit_in(text: str) -> str | None:
    """Return the unit that a text names, None where it names none (thresholds such as "over £25k" are none)."""
    units = {"thousands": _THOUSANDS, "millions": _MILLIONS, "billions": _BILLIONS}
    return next((unit for unit, pattern in units.items() if pattern.search(text)), None)


def unit_of(
    heading: str, above: Iterable[tuple[int, Sequence[Cell]]], notes: Iterable[tuple[str, str]], stem: str
) -> Unit:
    """Return the unit by the heading of the amounts, the lines above the header, sheets of notes
    (name, text), the file's name."""
    found = unit_in(heading)
    if found:
        return Unit(found, f"the heading '{heading}'")
    for number, cells in above:
        for cell in cells:
            text = cell_text(cell)
            found = unit_in(text)
            if found:
                return Unit(found, f"row {number}: '{text.strip()[:60]}'")
    for sheet, text in notes:
        found = unit_in(text)
        if found:
            return Unit(found, f"the sheet '{sheet}': '{text.strip()[:60]}'")
    for unit, pattern in (("thousands", _NAME_THOUSANDS), ("millions", _NAME_MILLIONS), ("billions", _NAME_BILLIONS)):
        if pattern.search(stem):
            return Unit(unit, "the file's name")
    return Unit("pounds", "nothing says otherwise")


def is_continental(text: str) -> bool:
    """Say whether a text is an amount whose pence a comma parts: `1.234,56`."""
    return bool(_COMMA.match(text.strip().strip("£€() ").strip()))


def decimal_of(cells: Iterable[Cell]) -> str:
    """Return `,` where amounts are written as 1.234,56 and none as 1,234.56; else `.`."""
    commas = points = texts = 0
    for cell in cells:
        if isinstance(cell, str):
            text = cell.strip().strip("£€() ").strip()
            texts += text[-1:].isdigit()
            commas += bool(_COMMA.match(text))
            points += bool(_POINT.match(text))
        else:
            points += isinstance(cell, float)
    return "," if commas and not points and 2 * commas >= texts else "."


LOOK_AT: Final = 400
"""Rows of a sheet that are looked at, cell by cell."""

_FIRM = re.compile(
    r"\b(?:ltd|limited|plc|llp|council|services|trust|solutions|group|company|uk|association|university|borough|"
    r"society|partnership)\b",
    re.IGNORECASE,
)
_COMPANY = re.compile(r"\b(?:ltd|limited|plc|llp|cic|inc)\b", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{0,6}[\d/_.\-]+[A-Z\d/_.\-]*\Z", re.IGNORECASE)
_MONEY = re.compile(r"[£$,.]|\d-\Z")


@dataclass(frozen=True, slots=True)
class Look:
    """What the filled cells of one column look like; shares are of them, 0 to 1."""

    filled: int
    """Cells with something in them."""

    amounts: float
    """Share that can be read as an amount of money, or is an error or a dash where one should be."""

    money: float
    """Share that is written as money is: pence, a thousands comma, a pound sign."""

    dates: float
    """Share that can be read as a date, a month or a period (bare numbers of most lengths left out)."""

    written_dates: float
    """Share that can be read as a day, and is no bare number."""

    distinct: int
    """How many different cells there are."""

    firms: float
    """Share with a word that names of firms have."""

    companies: float
    """Share with a word that only names of companies have."""

    codes: float
    """Share that is a code: digits with at most some letters, no words."""

    length: float
    """Mean number of characters."""

    cost_types: float
    """Share that says revenue or capital."""

    cofog: float
    """Share that is, or begins with, a COFOG code below a division."""

    texts: frozenset[str]
    """The different cells, folded, while they are at most 60."""

    @property
    def repeats(self) -> float:
        """How often a cell comes again: 0 where all differ, near 1 where few words repeat."""
        return 1 - self.distinct / self.filled if self.filled else 0.0

    @property
    def is_wordy(self) -> bool:
        """Whether the cells are words, rather than amounts, dates or codes."""
        return bool(self.filled) and self.amounts < 0.2 and self.dates < 0.2 and self.codes < 0.5 and self.length >= 3


def look_at(rows: Sequence[Sequence[Cell]], width: int) -> list[Look]:
    """Return the look of each of the first `width` columns by these rows, of which there should
    be no more than LOOK_AT."""
    return [_look(row[column] if column < len(row) else None for row in rows) for column in range(width)]


def _look(cells: Iterable[Cell]) -> Look:
    filled = amounts = money = dates = written = firms = companies = codes = length = cost_types = cofog = 0
    seen: set[str] = set()
    for cell in cells:
        text = cell_text(cell).strip()
        if not text:
            continue
        filled += 1
        seen.add(text.casefold())
        length += len(text)
        try:
            parse_amount(cell)
            amounts += 1
            money += bool(_MONEY.search(text))
        except AmountProblem:
            continental = is_continental(text)
            amounts += continental or text.startswith("#")
            money += continental
        # At most one point: 01.04.2019 is no number.
        bare = isinstance(cell, (int, float)) or text.replace(".", "", 1).isdigit()
        if not bare or len(text) in (5, 6, 8):
            read = read_date(cell)
            dates += is_date(read)
            written += not bare and read.iso is not None and MONTH_ONLY not in read.rules
        firms += bool(_FIRM.search(text))
        companies += bool(_COMPANY.search(text))
        codes += bool(_CODE.match(text))
        cost_types += cost_type_of(text) is not None
        cofog += bool(COFOG.match(text))
    n = max(filled, 1)
    return Look(
        filled, amounts / n, money / n, dates / n, written / n, len(seen), firms / n, companies / n, codes / n,
        length / n, cost_types / n, cofog / n,
        frozenset(seen) if len(seen) <= 60 else frozenset(),
    )  # fmt: skip
