"""Lines that fit the terminal: tables and prose laid out to its width, or whole where they go to a file or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Final

from tpdesk.text import printable

GAP: Final = "  "
"""Between two columns of a table."""

LEAST: Final = 12
"""Characters below which no column of text is cut."""

FOLDED_LEAST: Final = 24
"""The same where a row takes several lines anyway: what names the row stays readable."""

FOLD_INDENT: Final = 4
"""How far the second and later lines of a row are set in."""


class Laid(str):
    """A line that is laid out already, of a table or a script: never wrapped."""

    __slots__ = ()


def terminal_width() -> int | None:
    """Return how many characters a line of the terminal takes; None where stdout is none:
    there everything is printed whole."""
    from shutil import get_terminal_size

    # A line as wide as the window makes an empty one below it in some consoles of Windows.
    return max(get_terminal_size().columns - 1, 1) if sys.stdout.isatty() else None


def wrapped(line: str, width: int | None) -> list[str]:
    """Return a line of prose as lines of at most `width`, each with its indent;
    a longer word (a path, say) stays whole."""
    from textwrap import wrap

    if width is None or len(line) <= width or isinstance(line, Laid):
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    return wrap(
        line.strip(),
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def table(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> Iterator[Laid]:
    """Yield the lines of a table whose first row is its heading; the columns in `right` hold numbers and are set right.

    Where it is wider than the terminal, its headings are broken first, then columns of text are cut, the widest first;
    where that is not enough a row takes several lines. Numbers are never cut.
    """
    cells = [[printable(cell).rstrip() for cell in row] for row in rows]
    if not cells:
        return
    room = terminal_width()
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    bands = [list(range(len(widths)))]
    if room is not None and _total(widths, bands[0]) > room:
        body = [max((len(row[n]) for row in cells[1:]), default=0) for n in range(len(widths))]
        words = [max(map(len, head.split()), default=0) for head in cells[0]]
        least = [max(words[n], body[n] if n in right else min(body[n], LEAST)) for n in range(len(widths))]
        widths = list(map(max, words, body))
        if _total(least, bands[0]) > room:
            least = [max(words[n], body[n] if n in right else min(body[n], FOLDED_LEAST)) for n in range(len(widths))]
            bands = _bands(least, room)
        for number, band in enumerate(bands):
            _shrink(widths, least, band, room - (FOLD_INDENT if number else 0))
            _ease(widths, cells[0], band, room - (FOLD_INDENT if number else 0))
    yield from _lines(cells, widths, bands, frozenset(right))


def _total(widths: Sequence[int], band: Sequence[int]) -> int:
    return sum(widths[n] for n in band) + len(GAP) * (len(band) - 1)


def _bands(least: Sequence[int], room: int) -> list[list[int]]:
    """Return the columns line by line, as many in each as fit."""
    bands: list[list[int]] = [[]]
    for column in range(len(least)):
        if bands[-1] and _total(least, [*bands[-1], column]) > room - (FOLD_INDENT if len(bands) > 1 else 0):
            bands.append([])
        bands[-1].append(column)
    return bands


def _shrink(widths: list[int], least: Sequence[int], band: Sequence[int], room: int) -> None:
    """Narrow the widest columns of the band until it fits or none can give any more."""
    while _total(widths, band) > room:
        giving = [n for n in band if widths[n] > least[n]]
        if not giving:
            return
        widths[max(giving, key=lambda n: widths[n])] -= 1


def _ease(widths: list[int], heads: Sequence[str], band: Sequence[int], room: int) -> None:
    """Give what room is left to the headings that take the most lines."""
    while _total(widths, band) < room:
        tallest = max(band, key=lambda n: len(_broken(heads[n], widths[n])))
        if len(_broken(heads[tallest], widths[tallest])) < 2:
            return
        widths[tallest] += 1


def _broken(head: str, width: int) -> list[str]:
    from textwrap import wrap

    return [_cut(part, width) for part in wrap(head, max(width, 1), break_long_words=False)]


def _lines(cells: list[list[str]], widths: list[int], bands: list[list[int]], right: frozenset[int]) -> Iterator[Laid]:
    for number, row in enumerate(cells):
        for at, band in enumerate(bands):
            indent = " " * FOLD_INDENT if at else ""
            for line in _heading(row, widths, band) if number == 0 else [{n: _cut(row[n], widths[n]) for n in band}]:
                text = GAP.join(
                    line[n].rjust(widths[n]) if n in right else line[n].ljust(widths[n]) for n in band
                ).rstrip()
                if text or at == 0:
                    yield Laid((indent + text).rstrip())
        if number == 0:
            yield Laid(GAP.join("-" * widths[n] for n in bands[0]))


def _heading(row: list[str], widths: list[int], band: list[int]) -> list[dict[int, str]]:
    """Return the heading's lines; a broken one stands on the rule, as the others do."""
    parts = {n: _broken(row[n], widths[n]) for n in band}
    height = max(1, *(len(lines) for lines in parts.values()))
    filled = {n: [""] * (height - len(lines)) + lines for n, lines in parts.items()}
    return [{n: filled[n][at] for n in band} for at in range(height)]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(width - 1, 0)].rstrip() + "…"
