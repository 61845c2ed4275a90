"""How columns share the width there is, and how a text fits into a cell.

Texts set in columns of a list: cut with a sign where they are too long, filled up with blanks where they are short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len, chop_cells, set_cell_size
from textual.content import Content

from tpdesk.text import shown

GAP: Final = 2
"""Blanks between two columns."""

MARGIN: Final = 3
"""At the left: a blank, the row's mark and a blank."""

MORE: Final = " ›"
"""At the right of the headings, where there are more columns."""

WIDEST: Final = 40
"""Cells that a column of text takes at most, however long its texts are."""

NARROWEST: Final = 12
"""Cells that a column of text gives up none of, as long as it needs them: rather fewer columns than unreadable ones."""


@dataclass(frozen=True, slots=True)
class LineColumn:
    """One column of the table."""

    name: str
    """By which the owner knows it."""

    heading: str
    right: bool = False
    """Whether it holds figures: set right, and never cut."""

    sort: str = ""
    """The sign of its sorting behind the heading, or empty."""

    @property
    def title(self) -> str:
        """Return what stands above it."""
        return f"{self.heading} {self.sort}" if self.sort else self.heading


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column that is on show."""

    index: int
    x: int
    width: int


def lay(columns: Sequence[LineColumn], widths: Sequence[int], room: int, first: int) -> tuple[ShownColumn, ...]:
    """Return the columns on show from column `first` on, in a room of so many cells; `widths` is what
    each would like to have.

    Texts give way down to NARROWEST, the widest first. What still finds no room is left out at the right; what is left
    over goes to the last column of text.
    """
    left = room - MARGIN
    taken = _taken(columns, widths, left, first)
    if taken and taken[-1] < len(columns) - 1:
        # Room for the sign that says that there are more.
        left -= len(MORE)
        taken = _taken(columns, widths, left, first)
    wide = {index: widths[index] for index in taken}
    over = sum(wide.values()) + GAP * (len(taken) - 1) - left
    while over > 0:
        giving = [index for index in taken if wide[index] > _least(columns[index], widths[index])]
        if not giving:
            break
        wide[max(giving, key=lambda index: wide[index])] -= 1
        over -= 1
    texts = [index for index in taken if not columns[index].right]
    if over < 0 and texts:
        wide[texts[-1]] -= over
    found, x = [], MARGIN
    for index in taken:
        found.append(ShownColumn(index, x, min(wide[index], max(left, 1))))
        x += wide[index] + GAP
    return tuple(found)


def _taken(columns: Sequence[LineColumn], widths: Sequence[int], left: int, first: int) -> list[int]:
    taken: list[int] = []
    least = 0
    for index in range(first, len(columns)):
        wanted = _least(columns[index], widths[index]) + (GAP if taken else 0)
        if taken and least + wanted > left:
            break
        taken.append(index)
        least += wanted
    return taken


def _least(column: LineColumn, width: int) -> int:
    return width if column.right else min(width, max(NARROWEST, min(cell_len(column.title), width)))


def wanted_width(column: LineColumn, texts: Sequence[str]) -> int:
    """Return the cells that a column would like to have for its heading and these texts."""
    longest = max((cell_len(text) for text in texts), default=0)
    return max(cell_len(column.title), longest if column.right else min(longest, WIDEST))


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return a text of the desk in exactly `width` cells:
    cut with … where it is longer, and with nothing in it that a terminal would act on."""
    text = shown(text)
    long = len(text) if text.isascii() else cell_len(text)
    if long > width:
        return set_cell_size(text, width - 1) + "…" if width > 0 else ""
    blanks = " " * (width - long)
    return blanks + text if right else text + blanks


def column(text: object, width: int, style: str = "", *, right: bool = False) -> Content:
    """Return literal text of exactly `width` columns of the terminal; `style` is ours."""
    plain = Content(shown(str(text)))
    if plain.cell_length > width:
        plain = plain.truncate(max(width, 1), ellipsis=True)
    blanks = " " * (width - plain.cell_length)
    padded = Content(blanks) + plain if right else plain + Content(blanks)
    return padded.stylize(style) if style else padded


def indented(text: object, style: str = "", by: int = 2) -> Content:
    """Return literal text behind `by` blanks."""
    plain = Content(" " * by + shown(str(text)))
    return plain.stylize(style) if style else plain


def hanging(text: object, width: int, by: int) -> Content:
    """Return literal text of at most `width` columns a line, broken at blanks where it has them;
    the second and further lines begin `by` columns in."""
    lines = [""]
    for word in shown(str(text)).split(" "):
        whole = f"{lines[-1]} {word}" if lines[-1] else word
        first, *more = [whole] if cell_len(whole) <= width else [lines[-1], *chop_cells(word, max(width, 1))]
        lines[-1:] = [first, *more] if first else more
    return Content(f"\n{' ' * by}".join(lines))
