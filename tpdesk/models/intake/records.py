"""Lines of text into records: a block at a time where each line is a record by itself, else one by one,
with what is broken mended.

Rows that follow one another, together: as they stand, or column by column where all are equally wide.

Rows from all over a sheet, so that its columns are judged by the whole of it: files that are sorted
begin with one service only.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar, cast

from tpdesk.models.intake.encodings import is_wide
from tpdesk.models.intake.fields import Cell

ROWS: Final = 1_000
"""Rows of a block that is made of single rows."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a sheet, none left out between them; it holds them as rows or as columns."""

    first: int
    """The file's number of the first row, from 1."""

    rows: Sequence[list[Cell]] = ()
    """The rows; empty where there are columns."""

    columns: Sequence[Sequence[Cell]] = ()
    """The columns of rows that are all equally wide; empty where there are rows."""

    is_text: bool = False
    """Whether every cell is text, as in a CSV file."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.columns[0]) if self.columns else len(self.rows)

    def numbered(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield number and cells of each row."""
        return enumerate(map(list, zip(*self.columns, strict=True)) if self.columns else self.rows, self.first)

    def row(self, at: int) -> list[Cell]:
        """Return the cells of one row, counted from 0."""
        return [column[at] for column in self.columns] if self.columns else self.rows[at]

    def since(self, number: int) -> Block:
        """Return the block without the rows above the file's row `number`."""
        above = number - self.first
        if above <= 0:
            return self
        columns = tuple(column[above:] for column in self.columns)
        return Block(number, self.rows[above:], columns if columns and columns[0] else (), self.is_text)


def grouped(rows: Iterable[tuple[int, list[Cell]]]) -> Iterator[Block]:
    """Yield numbered rows, none of which is left out, in blocks."""
    numbered = iter(rows)
    while some := list(islice(numbered, ROWS)):
        yield Block(some[0][0], [cells for _, cells in some])


_CHARS: Final = 64_000
"""Characters of a block, to the end of a line: so much stays in a processor's cache, and no cell of
it is too long for `csv`."""

_DOUBLE_MARK: Final = re.compile("^(?:\ufeff|ï»¿)+")


class RecordReader:
    """Reads the records of an open text once, as the `csv` module reads them, and mends those that an
    unclosed quote has run together."""

    def __init__(
        self, text: io.TextIOWrapper, delimiter: str, *, width: int, spaced: bool, repairs: Counter[str], torn: set[int]
    ) -> None:
        self._text, self._delimiter, self._width, self._spaced = text, delimiter, width, spaced
        self._repairs, self._torn = repairs, torn
        self._done = 0

    def blocks(self) -> Iterator[Block]:
        """Yield the records in blocks, all cells text, numbered from 1;
        repairs and torn rows are noted as they are met."""
        while chunk := self._text.read(_CHARS):
            chunk += self._text.readline()
            columns = self._split(chunk)
            if columns is not None:
                self._unmark(columns[0])
                yield Block(self._done + 1, columns=columns, is_text=True)
                self._done += len(columns[0])
                continue
            lines = list(io.StringIO(chunk, newline=""))
            rows = self._parsed(lines)
            if rows is not None:
                self._unmark(rows[0])
                yield self._of_rows(self._done + 1, rows)
                self._done += len(rows)
                continue
            mended = self._mended(lines)
            while rows := list(islice(mended, ROWS)):
                yield self._of_rows(self._done - len(rows) + 1, rows)

    def _of_rows(self, first: int, rows: list[list[str]]) -> Block:
        return Block(first, cast("list[list[Cell]]", rows), is_text=True)

    def _unmark(self, cells: list[str]) -> None:
        """Take the marks off the first cell of the file, where these cells begin with it."""
        if self._done == 0 and cells:
            cells[0] = self._unmarked(cells[0])

    def _split(self, chunk: str) -> list[list[str]] | None:
        """Return the columns of lines that hold no quote and are all equally wide; None for any others."""
        if '"' in chunk or self._spaced or len(chunk) > csv.field_size_limit():
            return None
        if "\r" in chunk:
            chunk = chunk.replace("\r\n", "\n")
            if "\r" in chunk:
                return None
        if not chunk.endswith("\n"):
            chunk += "\n"
        delimiter, lines = self._delimiter, chunk.count("\n")
        width = chunk.count(delimiter, 0, chunk.index("\n")) + 1
        # Each line end becomes a cell of its own: where these stand at equal distances, all lines are equally wide.
        cells = chunk.replace("\n", f"{delimiter}\n{delimiter}").split(delimiter)
        if width < 2 or len(cells) != lines * (width + 1) + 1 or cells[width :: width + 1].count("\n") != lines:
            return None
        cells.pop()
        return [cells[n :: width + 1] for n in range(width)]

    def _parsed(self, lines: list[str]) -> list[list[str]] | None:
        """Return the records of lines of which each is one; None where a quote runs on beyond its line."""
        try:
            # A blank line at the end would be swallowed by a quote that is still open.
            rows = list(self._reader(iter([*lines, "\n"])))
        except csv.Error:
            return None
        return None if len(rows) != len(lines) + 1 or rows.pop() else rows

    def _reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=self._delimiter, skipinitialspace=self._spaced)

    def _mended(self, given: list[str]) -> Iterator[list[str]]:
        """Yield the records of the lines, and of those after them that a quote draws in."""
        waiting = deque(given)
        fed: list[str] = []
        ended = False

        def lines() -> Iterator[str]:
            nonlocal ended
            while True:
                line = waiting.popleft() if waiting else self._text.readline()
                if not line:
                    ended = True
                    return
                fed.append(line)
                yield line

        records = self._reader(lines())
        while waiting:
            record: list[str] | None
            try:
                record = next(records)
            except StopIteration:
                return
            except csv.Error:
                record = None
            self._done += 1
            if record is None or ((len(fed) > 1 or ended) and self._swallowed(fed)):
                ended = False
                first, rest = fed[0], fed[1:]
                waiting.extendleft(reversed(rest))
                fed.clear()
                records = self._reader(lines())
                record = self._plain(first)
                self._repairs["unclosed quote"] += 1
                if self._width and len(record) != self._width:
                    self._torn.add(self._done)
            else:
                fed.clear()
            if self._done == 1 and record:
                record[0] = self._unmarked(record[0])
            yield record

    def _plain(self, line: str) -> list[str]:
        """Return the cells of a line whose quotes mean nothing."""
        return [cell.strip().removeprefix('"').removesuffix('"') for cell in line.rstrip("\r\n").split(self._delimiter)]

    def _unmarked(self, cell: str) -> str:
        """Return the first cell without the marks that a file got when it was saved as UTF-8 twice."""
        bare = _DOUBLE_MARK.sub("", cell)
        if bare != cell and len(bare) > 1 and bare.startswith('"') and bare.endswith('"'):
            bare = bare[1:-1]
        return bare

    def _swallowed(self, fed: list[str]) -> bool:
        """Say whether the lines that made up one record are rows of their own, run together by a
        quote that is never closed.

        A cell may hold line breaks; but lines of which most have the full number of cells by themselves are rows.
        """
        if len(fed) == 1:
            return fed[0].count('"') % 2 == 1
        if self._width < 3:
            return False
        first = fed[0].count(self._delimiter) + 1 >= self._width
        full = sum(1 for line in fed[1:] if len(next(csv.reader([line], delimiter=self._delimiter), ())) == self._width)
        return first and 2 * (full + 1) > len(fed)


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
    """Return some whole rows at each of `PLACES` places of a text file, without reading it through; lines that are no
    rows by themselves are left out.

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
    """Return the bytes of a unit of the encoding, and the encoding as it is called where no
    mark stands before the text."""
    if not is_wide(codec):
        return 1, codec
    unit = 4 if codec.startswith("utf-32") else 2
    if codec.endswith(("le", "be")):
        return unit, codec
    with path.open("rb") as stream:
        head = stream.read(2)
    return unit, f"utf-{8 * unit}-{'be' if head in (codecs.BOM_UTF16_BE, bytes(2)) else 'le'}"
