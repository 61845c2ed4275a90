"""A stretch of a file's rows, read as if it were a file of its own: one sheet's corrected rejects among several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from tpdesk.models.intake.blocks import Block, grouped
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.source import Source
from tpdesk.text import without_guard


class Part:
    """The rows `first` to `last` of a source, without the quotes that our export puts before what looks like a formula."""

    def __init__(self, source: Source, first: int, last: int | None) -> None:
        self._source, self._first, self._last = source, first, last
        self.path, self.kind, self.sha256, self.size = source.path, source.kind, source.sha256, source.size
        self.encoding, self.delimiter = source.encoding, source.delimiter
        self.sheets, self.hidden = source.sheets, source.hidden
        self.repairs: Counter[str] = source.repairs
        self.torn: set[int] = source.torn

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was odd about the file, in words."""
        return self._source.warnings

    @property
    def progress(self) -> tuple[int, int]:
        """How much of the file is read, and of how much."""
        return self._source.progress

    def rows(self, sheet: str | None = None) -> Iterator[tuple[int, list[Cell]]]:
        """Yield the part's rows by the file's own numbers."""
        for number, cells in self._source.rows(sheet):
            if self._last is not None and number > self._last:
                return
            if number >= self._first:
                yield number, [without_guard(cell) if isinstance(cell, str) else cell for cell in cells]

    def blocks(self, sheet: str | None = None) -> Iterator[Block]:
        """Yield the same rows in blocks."""
        return grouped(self.rows(sheet))

    def spread(self, sheet: str | None = None) -> Sequence[Sequence[Cell]]:  # noqa: ARG002 - as a Source takes it
        """Return nothing: the rows were recognised when they were rejected."""
        return ()

    def close(self) -> None:
        """Nothing to give back: the file is the whole's."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
