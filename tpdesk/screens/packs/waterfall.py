"""A comparison of two versions as a waterfall: from the first total to the second by bars with their amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk.domain.results.bridge import REMAPPED, STEPS, TRANSFERS
from tpdesk.screens.display import content, joined
from tpdesk.units import short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.results.bridge import Bridge

_TITLE: Final = 30
_AMOUNT: Final = 12
_TOTAL, _RISE, _FALL = "█", "▓", "░"


def waterfall(found: Bridge, width: int) -> list[Content]:
    """Return a line for each total and each step with money: title, amount, bar. Totals are solid, rises dark,
    falls light, so that nothing rests on colour alone."""
    room = max(width - _TITLE - _AMOUNT - 3, 10)
    levels, level = [found.start_pence], found.start_pence
    for pence in found.steps.values():
        level += pence
        levels.append(level)
    low, high = _axis(levels)

    def at(pence: int) -> int:
        return round((pence - low) * room / (high - low)) if high > low else 0

    lines = [
        _line(found.first.name, short_pounds(found.start_pence), at(low), at(found.start_pence), _TOTAL, "$accent")
    ]
    level = found.start_pence
    for step, pence in found.steps.items():
        if pence:
            begin, end = sorted((at(level), at(level + pence)))
            begin = min(begin, room - 1)
            sign, colour = (_RISE, "$success") if pence > 0 else (_FALL, "$error")
            lines.append(_line(STEPS[step], signed(pence), begin, end, sign, colour))
            level += pence
        if step == TRANSFERS and found.receiver_came_in_pence:
            lines.append(_line("· of it: a receiver came in", signed(found.receiver_came_in_pence), 0, 0, "", "$quiet"))
    lines.append(
        _line(found.second.name, short_pounds(found.end_pence), at(low), at(found.end_pence), _TOTAL, "$accent")
    )
    if low:
        lines.append(content(f"Bars begin at {short_pounds(low)}, so that small steps are seen.", "$quiet"))
    return lines


def _axis(levels: list[int]) -> tuple[int, int]:
    """Return where bars begin and end: at nought, or nearer where the steps are small beside the totals."""
    least, most = min(levels), max(levels)
    near = least > 0 and (most - least) * 5 < most
    return (max(least - max((most - least), most // 50), 0) if near else min(least, 0)), max(most, 0)


def _line(title: str, amount: str, begin: int, end: int, sign: str, colour: str) -> Content:
    name = title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"
    bar = content(sign * max(end - begin, 1), colour).pad_left(begin) if sign else Content("")
    words = content(name, "bold" if sign == _TOTAL else "").pad_right(_TITLE - len(name))
    return words + Content(" ") + _right(amount) + Content(" ") + bar


def _right(amount: str) -> Content:
    return content(amount).pad_left(max(_AMOUNT - len(amount), 0))


def signed(pence: int) -> str:
    """Return an amount in short with its sign."""
    return f"+{short_pounds(pence)}" if pence > 0 else short_pounds(pence)


def reasons(found: Bridge) -> list[Content]:
    """Return what changed and why: each step's organisations with the file and who, and what moved between
    categories."""
    lines = []
    for row in found.rows:
        file = f" · {row.batch.file}" if row.batch is not None and row.batch.file else ""
        instead = f" in place of {row.replaced.file}" if row.replaced is not None else ""
        by = f" · {row.who}, {row.when[:10]}" if row.who else ""
        lines.append(
            joined([_right(signed(row.pence)), content(f"{STEPS[row.step]}: {row.agency}", "bold"),
                    content(f"{file}{instead}{by}", "$quiet")], " ")
        )  # fmt: skip
    for code, pence in found.by_category.get(REMAPPED, {}).items():
        if pence:
            name = f"{code} {found.titles.get(code, 'Unmapped')}".strip()
            lines.append(joined([_right(signed(pence)), content(f"Remapped: {name}", "bold")], " "))
    return [*lines, *(content(f"! {issue.text}", "$warning") for issue in found.issues)]
