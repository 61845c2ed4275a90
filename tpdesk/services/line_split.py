"""The parts of a split as they are typed: shares, amounts, or whatever is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tpdesk.errors import MoneyError, UsageProblem
from tpdesk.models.intake.cells import parse_amount
from tpdesk.models.label_map import parse_share
from tpdesk.models.lines.change import LinePart
from tpdesk.units import largest_remainder

REST = "rest"
"""Typed for what the other parts leave; an empty share beside a value means it too."""


@dataclass(frozen=True, slots=True)
class Split:
    """Parts that add up to the whole."""

    parts: tuple[LinePart, ...]
    amounts: tuple[int, ...]
    """What each part comes to in pence; empty where several lines are split, or a line of nothing."""


def read_split(typed: Sequence[tuple[str, str]], field: str, pence: int | None) -> Split:
    """Return the split that is typed as (share, value of the field); rows with neither are left out.

    `pence` is the amount of the line, where it is one: then a share can be an amount too, as in £600. Raises UsageProblem that says which part is wrong.
    """
    rows = [(share.strip(), value.strip()) for share, value in typed if share.strip() or value.strip()]
    if len(rows) < 2:
        raise UsageProblem("Give two parts or more: a share each, as in 60%, and what differs.")
    shares: list[Fraction | None] = [_share(number, share, pence) for number, (share, _) in enumerate(rows, 1)]
    given = sum((share for share in shares if share is not None), Fraction(0))
    if shares.count(None) > 1:
        raise UsageProblem("Only one part can be the rest: give the others a share.")
    if None in shares and given >= 1:
        raise UsageProblem("The other parts are the whole already: nothing is left for the rest.")
    if None not in shares and given != 1:
        raise UsageProblem(
            f"The shares add up to {float(given) * 100:g}%, not to 100%. Leave one empty: it takes the rest."
        )
    whole = [1 - given if share is None else share for share in shares]
    parts = tuple(
        LinePart(share, {field: value} if value else {}) for share, (_, value) in zip(whole, rows, strict=True)
    )
    return Split(parts, tuple(largest_remainder(pence, whole)) if pence else ())


def _share(number: int, text: str, pence: int | None) -> Fraction | None:
    if not text or text.casefold() == REST:
        return None
    try:
        if text.lstrip("-").startswith("£"):
            if not pence:
                raise UsageProblem("an amount can be given only where one line is split; give a share, as in 60%.")
            share = Fraction(parse_amount(text)[0], pence)
        elif text.isdecimal() and int(text) > 1:
            share = Fraction(int(text), 100)
        else:
            share = parse_share(text)
    except (UsageProblem, MoneyError) as problem:
        raise UsageProblem(f"Part {number}: {problem}") from problem
    if share <= 0 or share >= 1:
        raise UsageProblem(f"Part {number}: a share is more than nothing and less than the whole.")
    return share
