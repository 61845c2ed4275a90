"""A file opened for reading, whatever its kind: its rows as cells, numbered as a spreadsheet numbers them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from tpdesk.errors import InputProblem
from tpdesk.models.intake.blocks import Block
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.workbook_limits import SECONDS


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

        One reading at a time: asking again ends an earlier one. Raises InputProblem when the file fails while it is read.
        """

    def blocks(self, sheet: str | None = None) -> Iterator[Block]:
        """Yield the same rows in blocks, which can be read column by column."""

    def spread(self, sheet: str | None = None) -> Sequence[Sequence[Cell]]:
        """Return some rows from all over the sheet, to judge its columns by; none where the whole would have to be read for it.

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
    """Return the file at `path`, opened; `seconds` bounds the time that looking through and parsing a workbook may take in all.

    Raises InputProblem, in words, for whatever cannot be read: missing, a folder, empty, binary, protected, hostile, damaged or of another kind;
    UsageProblem for an encoding or delimiter that does not exist.
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
