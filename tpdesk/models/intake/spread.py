"""Rows from all over a sheet, so that its columns are judged by the whole of it: files that are sorted begin with one service only."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeVar

from tpdesk.models.intake.encodings import is_wide

Row = TypeVar("Row")

PLACES: Final = 40
"""Places of a file at which rows are looked at."""

MOST: Final = 240
"""Rows that are looked at beyond the head of a sheet."""

_EACH: Final = MOST // PLACES
_BYTES: Final = 8192
_LINE_END = re.compile(r"\r\n|\r|\n")


def evenly(rows: Sequence[Row], most: int) -> list[Row]:
    """Return at most so many of the rows: those at the head, those at the end, and others at even distances between."""
    if len(rows) <= most:
        return list(rows)
    head, tail = most // 4, most // 8
    between, number = rows[head : len(rows) - tail], most - head - tail
    return [*rows[:head], *(between[n * len(between) // number] for n in range(number)), *rows[-tail:]]


def text_rows(path: Path, size: int, codec: str, delimiter: str, *, spaced: bool) -> list[list[str]]:
    """Return some whole rows at each of `PLACES` places of a text file, without reading it through; lines that are no rows by themselves are left out.

    Raises OSError.
    """
    unit, codec = _wide(path, codec)
    found: list[list[str]] = []
    with path.open("rb") as stream:
        for place in range(PLACES):
            at = (size - _BYTES) * place // (PLACES - 1)
            stream.seek(max(0, at - at % unit))
            text = codecs.getincrementaldecoder(codec)("replace").decode(stream.read(_BYTES))
            # Where a window begins and ends, a line is cut.
            lines = _LINE_END.split(text)[1:-1]
            last = place == PLACES - 1
            found += _records(lines[-4 * _EACH :] if last else lines[:_EACH], delimiter, spaced=spaced)
    usual = Counter(map(len, found)).most_common(1)
    return [row for row in found if len(row) == usual[0][0]]


def _records(lines: list[str], delimiter: str, *, spaced: bool) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter, skipinitialspace=spaced))
    except csv.Error:
        return []


def _wide(path: Path, codec: str) -> tuple[int, str]:
    """Return the bytes of a unit of the encoding, and the encoding as it is called where no mark stands before the text."""
    if not is_wide(codec):
        return 1, codec
    unit = 4 if codec.startswith("utf-32") else 2
    if codec.endswith(("le", "be")):
        return unit, codec
    with path.open("rb") as stream:
        head = stream.read(2)
    return unit, f"utf-{8 * unit}-{'be' if head in (codecs.BOM_UTF16_BE, bytes(2)) else 'le'}"
