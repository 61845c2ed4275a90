"""One line of money, and the exact splitting that the rules speak of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Money:
    """One line of spending or income of one organisation, in one place and year."""

    agency: str
    """Whose line it is, by its registered name."""

    pence: int
    """Signed; credit notes are negative."""

    label: str = ""
    """The organisation's own word for the service; empty where it gives none."""

    category: str | None = None
    """A category code of its own, which wins over the label's map."""

    flow: str = "expenditure"
    """expenditure or income."""

    cost: str = "unknown"
    """revenue, capital or unknown."""

    status: str = "actual"
    """actual, budget, estimate or apportioned."""

    control: str = ""
    """local, influenced, national or not said."""

    area: str = ""
    """The area's code or name, or not said."""

    transfer_to: str = ""
    """The registered agency that is paid; empty where none is, or where the name is unknown."""

    transfer_from: str = ""
    """The registered agency that pays, on an income line."""

    internal: bool = False
    """An internal recharge."""


def code_key(code: str) -> tuple[tuple[int, int, str], ...]:
    """The order of codes: by parts, numbers as numbers."""
    parts = code.replace("/", ".").split(".")
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def split(pence: int, shares: Mapping[str, Fraction]) -> dict[str, int]:
    """Pence by code: largest remainder on |pence|, ties by order of code."""
    sign, whole = (-1 if pence < 0 else 1), abs(pence)
    codes = sorted(shares, key=code_key)
    total = sum(shares.values())
    exact = {code: whole * shares[code] / total for code in codes}
    parts = {code: exact[code].__floor__() for code in codes}
    short = whole - sum(parts.values())
    for code in sorted(codes, key=lambda code: parts[code] - exact[code])[:short]:
        parts[code] += 1
    return {code: sign * part for code, part in parts.items()}


def half_up(value: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    return -half_up(-value) if value < 0 else (value + Fraction(1, 2)).__floor__()


def folded(names: Sequence[str]) -> dict[str, str]:
    """Names by how they are matched: trimmed, without case."""
    return {" ".join(name.split()).casefold(): name for name in names}
