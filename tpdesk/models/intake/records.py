"""Lines of text into records: a block at a time where each line is a record by itself, else one by one, with what is broken mended."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from typing import Final, cast

from tpdesk.models.intake.blocks import ROWS, Block
from tpdesk.models.intake.fields import Cell

_CHARS: Final = 64_000
"""Characters of a block, to the end of a line: so much stays in a processor's cache, and no cell of it is too long for `csv`."""

_DOUBLE_MARK: Final = re.compile("^(?:\ufeff|ï»¿)+")


class RecordReader:
    """Reads the records of an open text once, as the `csv` module reads them, and mends those that an unclosed quote has run together."""

    def __init__(
        self, text: io.TextIOWrapper, delimiter: str, *, width: int, spaced: bool, repairs: Counter[str], torn: set[int]
    ) -> None:
        self._text, self._delimiter, self._width, self._spaced = text, delimiter, width, spaced
        self._repairs, self._torn = repairs, torn
        self._done = 0

    def blocks(self) -> Iterator[Block]:
        """Yield the records in blocks, all cells text, numbered from 1; repairs and torn rows are noted as they are met."""
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
        """Say whether the lines that made up one record are rows of their own, run together by a quote that is never closed.

        A cell may hold line breaks; but lines of which most have the full number of cells by themselves are rows.
        """
        if len(fed) == 1:
            return fed[0].count('"') % 2 == 1
        if self._width < 3:
            return False
        first = fed[0].count(self._delimiter) + 1 >= self._width
        full = sum(1 for line in fed[1:] if len(next(csv.reader([line], delimiter=self._delimiter), ())) == self._width)
        return first and 2 * (full + 1) > len(fed)
