"""The board of new boundaries: one bar a new council, direct solid, split hatched, and the reach from least to most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk.screens.display import content, joined
from tpdesk.units import percent, pounds, short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.results.recount import NewBody
    from tpdesk.services.boundaries import Option

SOLID, HATCHED = "█", "▒"
_GAP: Final = 3
"""Cells between two options."""

_NARROWEST: Final = 34
"""Cells from which on options stand side by side."""

LEGEND: Final = f"{SOLID} its own   {HATCHED} shared by a driver   ├─┤ least to most by other drivers"


def board(options: Sequence[Option], selected: int, width: int) -> Content:
    """Return all options, side by side where there is room, under each other where not."""
    most = max(
        (body.most_pence for option in options if option.found for body in option.found.new), default=0
    )  # fmt: skip
    abreast = max(1, min(len(options), (width + _GAP) // (_NARROWEST + _GAP)))
    each = (width + _GAP) // abreast - _GAP
    blocks = [_block(option, n == selected, each, most) for n, option in enumerate(options)]
    lines: list[Content] = []
    for first in range(0, len(blocks), abreast):
        row = blocks[first : first + abreast]
        for n in range(max(map(len, row))):
            cells = [block[n] if n < len(block) else Content("") for block in row]
            lines.append(joined([cell.pad_right(each - cell.cell_length) for cell in cells], " " * _GAP))
    return joined(lines, "\n")


def _block(option: Option, is_selected: bool, width: int, most: int) -> list[Content]:
    title = content(_cut(option.title, width - 2), "bold $accent" if is_selected else "bold")
    lines = [joined([Content("▸ " if is_selected else "  "), title], "")]
    found = option.found
    if found is None:
        return [*lines, *(content(part) for part in _wrapped(option.problem, width)), Content("")]
    kind = content(_cut(f"{found.set.kind}, {short_pounds(found.whole_pence)} in all", width - 2), "$quiet")
    lines.append(joined([Content("  "), kind], ""))
    for body in found.new:
        lines += _bar(body, width, most)
    for words, pence in (("Elsewhere", found.elsewhere_pence), ("Ends", found.ended_pence)):
        if pence:
            lines.append(content(_cut(f"{words} {short_pounds(pence)}", width), "$quiet"))
    return [*lines, Content("")]


def _bar(body: NewBody, width: int, most: int) -> list[Content]:
    head = f"{pounds(body.pence_per_head)} a head" if body.pence_per_head is not None else "people not known"
    amount = short_pounds(body.total_pence)
    name = _cut(body.name, max(width - len(amount) - len(head) - 2, 6))
    gap = Content(" " * max(width - len(name) - len(amount) - len(head) - 1, 1))
    first = joined([content(name, "bold"), Content(" "), content(amount), gap, content(head, "$quiet")], "")
    own, shared = (_cells(pence, most, width) for pence in (body.direct_pence, body.total_pence))
    bar = joined(
        [content(SOLID * own, "$primary"), content(HATCHED * (shared - own), "$secondary")], ""
    )  # fmt: skip
    return [first, bar, *(Content.styled(line, "$quiet") for line in _reach(body, width, most))]


def _reach(body: NewBody, width: int, most: int) -> list[str]:
    """Return the lines below a bar: from least to most, and in words what rests on a driver and how far it reaches."""
    share = f"{percent(body.share_split, 0)} shared"
    if body.least_pence == body.most_pence:
        return [share]
    start = min(max(_cells(body.least_pence, most, width) - 1, 0), width - 2)
    end = max(_cells(body.most_pence, most, width) - 1, start + 1)
    words = f"{share}, {short_pounds(body.least_pence)} to {short_pounds(body.most_pence)}"
    line = f"├{'─' * (end - start - 1)}┤"
    if len(words) < start:
        return [f"{words.ljust(start)}{line}"]
    return [f"{' ' * start}{line}", _cut(words, width)]


def _cells(pence: int, most: int, width: int) -> int:
    return round(width * max(pence, 0) / most) if most > 0 else 0


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _wrapped(text: str, width: int) -> list[str]:
    from textwrap import wrap

    return wrap(text, width)
