"""How wide the columns of a table on a page are, so that words stay whole and the text takes few lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tpdesk.calc.workbook.measure import BOLD, word_width

POINTS: Final = 12
"""Size of the type."""

PAGE_TWIPS: Final = 9638
"""Room between the margins of a page: 170 mm, in twentieths of a point."""

PADDING_TWIPS: Final = 200
"""Of a cell, left and right together."""

_SAFETY: Final = 1.25
"""What stands in for Arial where it is not there is up to a quarter wider."""

_SHORT: Final = 17
"""Letters of a text that is best not broken: `28 September 2026`."""

_PAGE_LINES: Final = 40
"""Lines of a cell that are sure to fit on a page below a heading and the heading row."""

_TWIPS_A_POINT: Final = 20


def fit_columns(head: Sequence[str], rows: Sequence[Sequence[str]], room: int = PAGE_TWIPS) -> tuple[int, ...]:
    """Return the widths of the columns in twips; they come to `room`.

    Each column takes its longest word, and short texts such as days and amounts whole where there is room for that.
    What is left is shared by how much more each needs for its longest text.
    """
    columns = [(title, [row[n] for row in rows]) for n, title in enumerate(head)]
    least = [min(_most(title, cells, _longest_piece), room // 2) for title, cells in columns]
    if sum(least) > room:
        least = [min(_most(title, cells, _longest_word), room // 2) for title, cells in columns]
    if sum(least) >= room:
        return _exactly(_capped(least, room), room)
    wanted = [_most(title, cells, _width) for title, cells in columns]
    more = [max(most - width, 0) for most, width in zip(wanted, least, strict=True)]
    spare, sharers = room - sum(least), sum(more) or len(least)
    shares = more if sum(more) else [1] * len(least)
    return _exactly([width + spare * part / sharers for width, part in zip(least, shares, strict=True)], room)


def _most(title: str, cells: Sequence[str], size: Callable[..., int]) -> int:
    """Return the greatest size in a column, its heading among them."""
    return max(size(title, bold=True), max(map(size, cells), default=0))


def is_taller_than_a_page(cells: Sequence[str], widths: Sequence[int]) -> bool:
    """Say whether a row has a cell of more lines than a page: such a row must be parted."""
    return any(_width(cell) > _PAGE_LINES * (width - PADDING_TWIPS) for cell, width in zip(cells, widths, strict=True))


def _capped(least: Sequence[int], room: int) -> list[int]:
    """Return the widths with the widest cut to one width that makes all fit into `room`."""
    left, cap = room, 0
    for done, width in enumerate(sorted(least)):
        cap = left // (len(least) - done)
        if width > cap:
            break
        left -= width
    return [min(width, cap) for width in least]


def _exactly(widths: Sequence[float], room: int) -> tuple[int, ...]:
    whole = [int(width) for width in widths]
    return (whole[0] + room - sum(whole), *whole[1:])


def _longest_piece(text: str, *, bold: bool = False) -> int:
    return _width(text, bold=bold) if len(text) <= _SHORT and not bold else _longest_word(text, bold=bold)


def _longest_word(text: str, *, bold: bool = False) -> int:
    return max((_width(word, bold=bold) for word in text.split()), default=PADDING_TWIPS)


def _width(text: str, *, bold: bool = False) -> int:
    """Return the width of a cell that holds `text` on one line, in twips."""
    text_twips = word_width(text) * POINTS * _TWIPS_A_POINT / 1000
    return int(text_twips * _SAFETY * (BOLD if bold else 1)) + PADDING_TWIPS
