"""One cell into exact pence: every shape of amount that real files hold, each reading that was no
plain one named by its rule."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import repeat
from operator import eq, mul, truediv
from typing import Final

from tpdesk.domain.dates import parse_date
from tpdesk.errors import MoneyError
from tpdesk.models.intake.fields import Cell
from tpdesk.units import MAX_PENCE, UNITS

__all__ = ["PLAIN", "AmountProblem", "cell_text", "parse_amount", "parse_date", "pence_of_numbers", "plain_pence"]

PLAIN: Final = re.compile(r"-?\d{1,12}(?:\.\d{1,2})?\Z")
"""An amount that needs no thought: digits, at most two of them behind the point."""

_EXCEL_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|#+)\Z|#+\Z")
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_SPACE: Final = "\u00a0\u2007\u2009\u202f"
_SIGN = re.compile(r"(?:Â?£|\$|GBP|[\ufffdœú](?=\s*[-(]?\s*[\d.]))", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?\Z")
_SPACED = re.compile(r"\d{1,3}(?:[ ']\d{3})+(?:\.\d*)?\Z")
_NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)\Z")
_CONTINENTAL = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?\Z")
_SCIENTIFIC = re.compile(r"(\d+)(?:\.(\d*))?[eE]([+-]?\d{1,3})\Z")
_QUOTED = re.compile(r"=\s*\"(.*)\"\Z")
_MINUS: Final = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "－": "-"})
_MOST_DIGITS: Final = 30
"""Digits before the point of a number that is looked at further: far more than any amount of money has."""

_NIL: Final = frozenset(["-", "--", "nil"])


class AmountProblem(MoneyError):
    """A cell that is no amount of money; `rule` is the short name of why."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule
        """`blank amount`, `unreadable amount` or `amount out of range`."""


def cell_text(cell: Cell) -> str:
    """Return the cell as a person sees it: whole numbers without `.0`, dates in ISO form."""
    if type(cell) is str:
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return str(cell)


_LEAST_EXACT: Final = -1e11
_MOST_EXACT: Final = 1e11
"""Pounds within which a float tells the pence apart."""


def plain_pence(text: str) -> int:
    """Return the pence of an amount in pounds that `PLAIN` matches."""
    whole, _, part = text.partition(".")
    if not part:
        return int(whole) * 100
    return int(whole + part) if len(part) == 2 else int(whole + part) * 10


def parse_amount(cell: Cell, unit: str = "pounds", decimal: str = ".") -> tuple[int, tuple[str, ...]]:
    """Return the pence of a cell in `unit`, and the rules by which it was read; `decimal` is the file's decimal sign.

    Half pennies are rounded away from zero. Raises AmountProblem.
    """
    if isinstance(cell, str):
        if unit == "pounds" and decimal == "." and PLAIN.match(cell):
            return plain_pence(cell), ()
        return _from_text(cell, unit, decimal)
    if cell is None:
        raise AmountProblem("blank amount", "There is no amount in this row.")
    if isinstance(cell, (bool, dt.date, dt.time)):
        kind = "yes or no" if isinstance(cell, bool) else "a date or time"
        raise AmountProblem("unreadable amount", f"The amount is {kind}, not a number.")
    if isinstance(cell, int):
        return _scaled(Decimal(cell), unit, ())
    if unit == "pounds" and _LEAST_EXACT < cell < _MOST_EXACT:
        pence = round(cell * 100)
        if pence / 100 == cell:
            # The float is the one nearest to these pounds and pence, so they are what was typed.
            return pence, ()
    try:
        return _scaled(Decimal(repr(cell)), unit, ())
    except InvalidOperation as error:
        raise AmountProblem("unreadable amount", "The amount is no number.") from error


def pence_of_numbers(cells: Sequence[float]) -> list[int] | None:
    """Return the pence of many numbers of pounds, as `parse_amount` reads each without a rule; None where one of them
    is not the number nearest to some pounds and pence."""
    if not (min(cells) > _LEAST_EXACT and max(cells) < _MOST_EXACT):
        return None
    try:
        pence = list(map(round, map(mul, cells, repeat(100))))
    except ValueError:
        # Something that is no number is neither the least nor the most.
        return None
    return pence if all(map(eq, map(truediv, pence, repeat(100)), cells)) else None


def _scaled(number: Decimal, unit: str, rules: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Return whole pence, noting where the number had more than them."""
    if not number.is_finite():
        raise AmountProblem("unreadable amount", "The amount is no number.")
    if number.adjusted() > _MOST_DIGITS:
        # A text of a million digits cannot even be multiplied.
        raise AmountProblem("amount out of range", "The amount is larger than any amount of money a line may hold.")
    exact = number * UNITS[unit]
    size = abs(exact)
    if size > MAX_PENCE + 1:
        raise AmountProblem("amount out of range", "The amount is larger than any amount of money a line may hold.")
    # size < 10**16 + 1, so that 28 digits of precision hold it to a trillionth of a penny.
    whole = int(size + Decimal("0.5"))
    if whole > MAX_PENCE:
        raise AmountProblem("amount out of range", "The amount is larger than any amount of money a line may hold.")
    if whole != size:
        dust = abs(size - whole) <= max(Decimal("0.001"), size * Decimal("1e-14"))
        rules = (*rules, "float dust" if dust else "rounded to the penny")
    return (-whole if exact < 0 else whole), rules


def _unreadable(text: str, why: str = "") -> AmountProblem:
    shown = text if len(text) <= 40 else f"{text[:40]}..."
    if _EXCEL_ERROR.match(text):
        what = (
            "stands for a number that did not fit its column"
            if text.startswith("##")
            else "is an error of the spreadsheet"
        )
        return AmountProblem("unreadable amount", f"'{shown}' {what}; ask for the number behind it.")
    return AmountProblem(
        "unreadable amount",
        f"'{shown}' is no amount of money{why}; an amount is written as 1234.50, £1,234.50 or (1,234.50).",
    )


def _from_text(cell: str, unit: str, decimal: str) -> tuple[int, tuple[str, ...]]:
    rules: list[str] = []
    body = _INVISIBLE.sub("", cell)
    if body != cell and cell.strip() != body.strip():
        rules.append("control characters removed")
    for space in _SPACE:
        body = body.replace(space, " ")
    body = text = body.strip()
    if not body:
        raise AmountProblem("blank amount", "There is no amount in this row.")
    quoted = _QUOTED.match(body)
    if quoted:
        body = quoted[1].strip()
        rules.append("formula text")
    elif body.startswith("'"):
        body = body[1:].strip()
        rules.append("apostrophe before the number")
    elif body.startswith("="):
        raise AmountProblem(
            "formula without a value",
            f"This cell holds the formula {body[:40]} without its value: open the workbook in a spreadsheet, let it "
            "calculate, and save it.",
        )
    if not body.isascii():
        plain = body.translate(_MINUS)
        if plain != body:
            rules.append("dash for minus")
            body = plain
    bare, signs = _SIGN.subn("", body)
    if signs > 1:
        raise _unreadable(text, " (it has two decimal points)" if body.count(".") > 1 else "")
    if signs:
        rules.append("dollar sign for pounds" if "$" in body else "pound sign")
        body = bare.strip()
    if body.casefold() in _NIL:
        return 0, ("dash for nil",)
    body, negative, sign_rules = _signed(body, text)
    rules.extend(sign_rules)
    number, shape = _number(body, text, decimal)
    rules.extend(shape)
    return _scaled(-number if negative else number, unit, tuple(rules))


def _signed(body: str, text: str) -> tuple[str, bool, list[str]]:
    """Take the sign off, wherever it stands. Raises AmountProblem where there are two."""
    found: list[str] = []
    negative = 0
    if body.startswith("(") and body.endswith(")"):
        body, negative = body[1:-1].strip(), negative + 1
        found.append("brackets for minus")
    if body.startswith("-"):
        body, negative = body[1:].strip(), negative + 1
    elif body.startswith("+"):
        body = body[1:].strip()
    if body.endswith("-"):
        body, negative = body[:-1].strip(), negative + 1
        found.append("trailing minus")
    elif body[-2:].upper() == "CR":
        body, negative = body[:-2].strip(), negative + 1
        found.append("CR for minus")
    elif body[-2:].upper() == "DR":
        body = body[:-2].strip()
        found.append("DR for plus")
    if negative > 1:
        raise _unreadable(text, " (it has two minus signs)")
    return body, bool(negative), found


def _number(body: str, text: str, decimal: str) -> tuple[Decimal, list[str]]:
    """Return the number that `body`, without sign and pound sign, says, and the rules of its shape."""
    if decimal == ",":
        if _CONTINENTAL.match(body):
            rules = ["decimal comma"] if "," in body else []
            return Decimal(body.replace(".", "").replace(",", ".")), rules + (
                ["thousands point"] if "." in body else []
            )
        if _SPACED.match(body.replace(",", ".")):
            return Decimal(body.replace(" ", "").replace("'", "").replace(",", ".")), [
                "decimal comma",
                "thousands space",
            ]
        raise _unreadable(text, " where the comma parts the pence")
    if _NUMBER.match(body):
        return Decimal(body), []
    if _THOUSANDS.match(body):
        return Decimal(body.replace(",", "")), ["thousands comma"]
    if _SPACED.match(body):
        return Decimal(body.replace(" ", "").replace("'", "")), ["thousands space"]
    power = _SCIENTIFIC.match(body)
    if power:
        if int(power[3]) - len(power[2] or "") > 0:
            raise _unreadable(text, ", for the spreadsheet has cut its last digits off")
        return Decimal(body), ["scientific notation"]
    raise _unreadable(text, " (it has two decimal points)" if body.count(".") > 1 else "")
