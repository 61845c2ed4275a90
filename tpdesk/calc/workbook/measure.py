"""How much room text takes: spreadsheet programs other than Excel do not set row heights by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_WIDTHS: Final = {
    **dict.fromkeys("ijl'|", 222),
    **dict.fromkeys(" .,:;/\\!ftI[]", 278),
    **dict.fromkeys('r()-`"{}', 340),
    **dict.fromkeys("ckJsvxyz*", 500),
    **dict.fromkeys("FTZ+=<>~^", 611),
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("mM", 833),
    **dict.fromkeys("W%", 944),
    "@": 1015,
}
"""Widths in thousandths of the font size, after the metrics of Helvetica, which Arial shares;
close groups take the wider one's."""

_SENTENCE: Final = re.compile(r"(?<=[.!?]) (?=[A-Z\[£])")
"""Where one sentence ends and the next begins."""

_BREAKS: Final = re.compile(r"(?<=[-/])")
_OTHER: Final = 556
_WIDE: Final = 1000
_WIDEST: Final = 1015
"""The widest of all letters."""

BOLD: Final = 1.08
DIGIT_PIXELS: Final = 9
"""Width of a digit of 12 point Arial: the unit of column widths in these workbooks."""

_PADDING_PIXELS: Final = 12
SAFETY: Final = 0.95
"""Part of a column that is counted on: programs and printers set text a little wider than the metrics say."""

LINE_POINTS: Final = 1.2
"""Height of a line of text, in font sizes."""

MAX_ROW_POINTS: Final = 409
"""The tallest row Excel has."""


@lru_cache(maxsize=4096)
def word_width(word: str) -> int:
    """Return the width of a word in thousandths of the font size."""
    return sum(_WIDTHS.get(letter, _OTHER if letter < "\u0370" else _WIDE) for letter in word)


def lines(text: str, characters: float, *, points: float = 12, bold: bool = False, digit: int = DIGIT_PIXELS) -> int:
    """Return the lines that `text` takes when wrapped in a column `characters` wide, a
    character being `digit` pixels."""
    pixels = max(characters * digit - _PADDING_PIXELS, 1)
    room = SAFETY * pixels * 1000 / (points * 96 / 72) / (BOLD if bold else 1)
    if len(text) * _WIDEST <= room and "\n" not in text:
        return 1
    count = 0
    for paragraph in text.split("\n"):
        used, count = 0.0, count + 1
        for space, word in _pieces(paragraph):
            size, gap = word_width(word), space * word_width(" ")
            if used and used + gap + size > room:
                count, used, gap = count + 1, 0.0, 0
            # A word longer than the column is broken where the column ends.
            while gap + used + size > room:
                count, size = count + 1, int(size - (room - used - gap))
                used, gap = 0.0, 0
            used += gap + size
    return count


def _pieces(paragraph: str) -> list[tuple[bool, str]]:
    """Return the parts between which a line may break, each with whether a space stands before it."""
    return [
        (number == 0 and place > 0, piece)
        for place, word in enumerate(paragraph.split(" "))
        for number, piece in enumerate(_BREAKS.split(word))
    ]


def height(count: int, *, points: float = 12) -> float:
    """Return the row height in points for a number of lines, at most the tallest row there is."""
    return min(round(count * points * LINE_POINTS + 3, 2), MAX_ROW_POINTS)


def packed_lines(first: Sequence[str], rest: Sequence[str], wide: int) -> list[str]:
    """Return the introduction and then all other sentences, each line as full as it can be of whole sentences."""
    found: list[str] = []
    for texts in (first, rest):
        line = ""
        for sentence in (piece for text in texts for piece in _sentences(text, wide)):
            longer = f"{line} {sentence}".strip()
            if line and lines(longer, wide) > 1:
                found.append(line)
                longer = sentence
            line = longer
        found += [line] if line else []
    return found


def _sentences(text: str, wide: int) -> list[str]:
    """Return the sentences of a text; of one longer than a line, its words."""
    return [
        piece
        for sentence in _SENTENCE.split(text)
        for piece in ([sentence] if lines(sentence, wide) == 1 else sentence.split(" "))
    ]
