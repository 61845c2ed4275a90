"""The fields a line can take from a file: one list, in the order of a Line, that recognising,
mapping and reading share.

Cells that choose from a short list: revenue or capital, income or expenditure, actual or budget, who
controls, grade, yes or no.
"""

from __future__ import annotations

import re
from typing import Final

from tpdesk.domain.dates import Cell as Cell
from tpdesk.text import folded

FIELDS: Final = (
    "amount",
    "label",
    "date",
    "supplier",
    "description",
    "agency",
    "category",
    "cost_type",
    "flow",
    "status",
    "control",
    "client_group",
    "activity",
    "area",
    "transfer_to",
    "transfer_from",
    "funding_stream",
    "grade",
    "year",
    "internal",
)
"""What a column can be mapped to, as `--map FIELD=COLUMN` names it."""

KINDS: Final = ("label", "supplier", "description", "client_group", "activity", "funding_stream", "outsider", "area")
"""Texts of a line that stand in tables of their own: while a file is read each is a number from 1, its word;
0 where the line has none."""

FLOWS: Final = ("expenditure", "income")
"""Which way a line's money goes."""

STATUSES: Final = ("actual", "budget", "estimate", "apportioned")
"""How firm a line's amount is."""

COST_TYPES: Final = ("revenue", "capital", "unknown")
"""What kind of money a line is; unknown is said, never guessed."""

CONTROLS: Final = ("local", "influenced", "national")
"""Who decides on a line's money."""

DATE_ORDERS: Final = ("dmy", "mdy", "ymd")
"""The orders of day, month and year that a written date can have."""

BY_ROW: Final = "by-row"
"""What the user says in place of an order, to have those dates turned round whose day and month
were the wrong way round."""


COFOG: Final = re.compile(r"(\d{1,2})\.(\d)(?:\.(\d))?(/[a-z0-9\-]+)?(?=\Z|[\s:;,–-])")
"""A COFOG code below a division, as the whole of a cell or before its title; a service line under it keeps its name."""

_COST_TYPES: Final = {
    "revenue": "revenue", "r": "revenue", "rev": "revenue", "revenue expenditure": "revenue", "current": "revenue",
    "cur": "revenue",
    "revenue spend": "revenue", "resource": "revenue", "capital": "capital", "c": "capital", "cap": "capital",
    "capital expenditure": "capital",
    "capital spend": "capital",
}  # fmt: skip
_FLOWS: Final = {
    "expenditure": "expenditure", "exp": "expenditure", "expense": "expenditure", "spend": "expenditure",
    "payment": "expenditure", "e": "expenditure",
    "income": "income", "inc": "income", "receipt": "income", "i": "income",
}  # fmt: skip
_STATUSES: Final = {
    "actual": "actual", "actuals": "actual", "outturn": "actual", "budget": "budget", "budgeted": "budget",
    "estimate": "estimate",
    "estimated": "estimate", "forecast": "estimate", "apportioned": "apportioned",
}  # fmt: skip
_CONTROLS: Final = {
    "local": "local", "locally": "local", "influenced": "influenced", "local influence": "influenced",
    "national": "national", "central": "national",
}  # fmt: skip
_YES: Final = frozenset(["yes", "y", "true", "1", "internal", "recharge", "x"])
_NO: Final = frozenset(["no", "n", "false", "0", "", "external"])


def cost_type_of(text: str) -> str | None:
    """Return `revenue` or `capital`; None where the text says neither."""
    return _COST_TYPES.get(folded(text))


def flow_of(text: str) -> str | None:
    """Return `expenditure` or `income`; None where the text says neither."""
    return _FLOWS.get(folded(text))


def status_of(text: str) -> str | None:
    """Return `actual`, `budget`, `estimate` or `apportioned`; None where the text says none."""
    return _STATUSES.get(folded(text))


def control_of(text: str) -> str | None:
    """Return `local`, `influenced` or `national`; None where the text says none."""
    return _CONTROLS.get(folded(text))


def grade_of(text: str) -> int | None:
    """Return the confidence grade 1 to 6; None where the text is none."""
    plain = folded(text).removeprefix("grade").strip().removesuffix(".0")
    return int(plain) if plain in ("1", "2", "3", "4", "5", "6") else None


def internal_of(text: str) -> bool | None:
    """Return whether the text says yes; None where it says neither yes nor no."""
    plain = folded(text)
    return True if plain in _YES else False if plain in _NO else None


def cofog_of(text: str) -> tuple[str | None, bool]:
    """Return the COFOG code of a cell, with the leading zero that HM Treasury leaves out, and whether the cell was
    changed for it; None for no code."""
    if re.fullmatch(r"\d{1,2}", text):
        return f"{int(text):02d}", len(text) == 1
    match = COFOG.match(text)
    if not match:
        return None, False
    code = f"{int(match[1]):02d}.{match[2]}" + (f".{match[3]}" if match[3] else "") + (match[4] or "")
    return code, code != text
