"""The unit a sheet prints its money in, and its decimal sign: by the heading, the lines above, the notes, the file's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.fields import Cell


class Unit(NamedTuple):
    """A unit and what speaks for it."""

    name: str
    """`pounds`, `thousands`, `millions` or `billions`."""

    evidence: str
    """In words."""


_THOUSANDS: Final = re.compile(
    r"£\s*['’`]?\s*0{3}(?:['’`]?s)?(?![\d,.])|£\s?k\b|\bk\s?GBP\b|\bGBP\s?(?:k\b|000|thousands?)|£\s*\(?thousands?\b|\bthousands? (?:of )?(?:pounds|£)"
    r"|(?:\bin|\() ?£?\s?thousands\b|(?<![A-Za-z0-9])kGBP(?![A-Za-z0-9])|£\s*x?\s*1,?000\b",
    re.IGNORECASE,
)
_MILLIONS: Final = re.compile(
    r"£\s?m(?:n|illions?)?\b|\bm\s?GBP\b|\bGBP\s?(?:m\b|mn\b|millions?)|\bmillions? (?:of )?(?:pounds|£)|(?:\bin|\() ?£?\s?millions\b",
    re.IGNORECASE,
)
_BILLIONS: Final = re.compile(
    r"£\s*['’`]?\s*\(?(?:bn|billions?)\b|\bbn\s?GBP\b|\bGBP\s?(?:bn\b|billions?)|\bbillions? (?:of )?(?:pounds|£)|(?:\bin|\() ?£?\s?billions\b",
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
    """Return the unit by the heading of the amounts, the lines above the header, sheets of notes (name, text), the file's name."""
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
