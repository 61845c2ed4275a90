"""A file opened for reading, whatever its kind: its rows as cells, numbered as a spreadsheet numbers them.

Files that tpdesk itself has written: known by what they hold, and never taken for spending.

A stretch of a file's rows, read as if it were a file of its own: one sheet's corrected rejects among several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

from tpdesk.domain.advice import (
    DECISION_HEADINGS,
    LABEL_HEADINGS,
    LINE_MARK,
    PIVOT_MARK,
    PIVOT_SHEET,
    Advice,
    message,
)
from tpdesk.domain.return_form import MANIFEST_MARK, MANIFEST_SHEET
from tpdesk.errors import InputProblem
from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.records import Block, grouped
from tpdesk.models.intake.zipcheck import SECONDS
from tpdesk.text import without_guard


class Source(Protocol):
    """A file of one or more sheets, opened; use it as a context manager."""

    path: Path
    """Where the file is."""

    kind: str
    """`csv`, `xlsx`, `xls`, `xlsb` or `ods`, by content and not by name."""

    sha256: str
    """The file's hash, in hex."""

    size: int
    """Bytes."""

    encoding: str | None
    """`utf-8`, `utf-8-sig`, `utf-16`, `cp1252`, `cp850`, `mac-roman`; None for a workbook."""

    delimiter: str | None
    """The CSV delimiter; None for a workbook."""

    sheets: tuple[str | None, ...]
    """The names of the sheets in order; (None,) for CSV."""

    hidden: frozenset[str]
    """The sheets that the workbook hides."""

    repairs: Counter[str]
    """Rule to the number of rows that had to be mended to be read at all, in the latest reading."""

    torn: set[int]
    """The rows (from 1) of the latest reading whose cells cannot be told apart: they are for rejecting."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was odd about the file itself, in words."""

    @property
    def progress(self) -> tuple[int, int]:
        """How much of the latest reading is done, and of how much: bytes (for a workbook: rows)."""

    def rows(self, sheet: str | None = None) -> Iterator[tuple[int, list[Cell]]]:
        """Yield the row number (from 1) and cells of every row, blank ones too; may be asked more than once.

        One reading at a time: asking again ends an earlier one. Raises InputProblem when the
        file fails while it is read.
        """

    def blocks(self, sheet: str | None = None) -> Iterator[Block]:
        """Yield the same rows in blocks, which can be read column by column."""

    def spread(self, sheet: str | None = None) -> Sequence[Sequence[Cell]]:
        """Return some rows from all over the sheet, to judge its columns by; none where the whole
        would have to be read for it.

        It ends a reading that is under way. Raises InputProblem.
        """

    def close(self) -> None:
        """Give back what the source holds."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_source(
    path: Path | str, *, encoding: str | None = None, delimiter: str | None = None, seconds: float = SECONDS
) -> Source:
    """Return the file at `path`, opened; `seconds` bounds the time that looking through and parsing a
    workbook may take in all.

    Raises InputProblem, in words, for whatever cannot be read: missing, a folder, empty, binary, protected, hostile,
    damaged or of another kind; UsageProblem for an encoding or delimiter that does not exist.
    """
    path = Path(path)
    from tpdesk.models.intake.csvfile import CsvSource
    from tpdesk.models.intake.kinds import kind_of
    from tpdesk.models.intake.workbook import WorkbookSource

    try:
        kind = kind_of(path)
        if kind == "csv":
            return CsvSource(path, encoding=encoding, delimiter=delimiter)
        return WorkbookSource(path, kind, seconds=seconds)
    except OSError as error:
        raise InputProblem(f"{path.name} cannot be read: {error.strerror or error}.") from error


_PACK_SHEETS: Final = frozenset({"Cover", "Contents", "Check totals", "Method and assumptions"})
"""Sheets that every pack has, whatever program it was saved with since."""

_PIVOT: Final = (
    "a pivot written from a desk: its money is counted there. To bring a colleague's lines in, merge their desk file."
)

_TOP: Final = 10
"""Rows among which the headings of one of our files are looked for."""


def refuse_own_file(source: Source) -> None:
    """Raise InputProblem for a pack, written lines, a map file or the differences of a merge:
    their money is on a desk already."""
    what = _own(source)
    if what:
        raise InputProblem(message(f"{source.path.name} is ", what), title="Written by tpdesk")


def _own(source: Source) -> str:
    """Return what the file is, and what to do instead; empty where tpdesk did not write it."""
    if source.kind != "csv":
        if sheet_of_manifest(source) is not None:
            return message("a return workbook that an organisation sent back. ", Advice("return-workbook"))
        if {sheet for sheet in source.sheets if sheet} >= _PACK_SHEETS:
            return (
                "a pack: its figures come from a desk and are counted there. To bring a colleague's lines in, "
                "merge their desk file."
            )
        return _PIVOT if PIVOT_SHEET in source.sheets else ""
    for _, cells in islice(source.rows(None), _TOP):
        texts = tuple(cell_text(cell).strip() for cell in cells)
        if LINE_MARK in texts:
            return (
                "a list of lines written from a desk: they are counted there. To bring a colleague's lines in, "
                "merge their desk file."
            )
        if PIVOT_MARK in texts:
            return _PIVOT
        folded = tuple(text.casefold() for text in texts)
        if folded[:3] == LABEL_HEADINGS[:3] and set(LABEL_HEADINGS) <= set(folded):
            return "a map file: it gives labels their categories. Read it in Map labels (m)."
        if folded[: len(DECISION_HEADINGS)] == DECISION_HEADINGS:
            return "the list of differences of a merge. Read it where the merge is decided."
    return ""


def sheet_of_manifest(source: Source) -> str | None:
    """Return the sheet that holds the manifest of a return workbook; None where a file is none.

    The sheet is hidden, and may bear another name; of a sheet that somebody brought to light the name says it."""
    for sheet in source.sheets if source.kind != "csv" else ():
        if sheet is not None and (sheet in source.hidden or sheet == MANIFEST_SHEET):
            first = next(iter(source.rows(sheet)), None)
            if first is not None and first[1] and cell_text(first[1][0]) == MANIFEST_MARK:
                return sheet
    return None


class Part:
    """The rows `first` to `last` of a source, without the quotes that our export puts before
    what looks like a formula."""

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
