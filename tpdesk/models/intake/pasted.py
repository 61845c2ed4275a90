"""Rows pasted from a spreadsheet, read like a file: tabs or commas between cells, quoted cells that hold line breaks."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tpdesk.errors import InputProblem
from tpdesk.models.intake.blocks import Block, grouped
from tpdesk.models.intake.delimiters import delimiter_of
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.spread import MOST, evenly

NAME: Final = "Pasted rows"
"""What stands where a file's name would."""

LARGEST: Final = 20_000_000
"""Characters that can be pasted at once; more are better taken in as a file."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted, as cells; a screen can let single cells be put right before they are taken in."""

    rows: tuple[tuple[str, ...], ...]
    """Row n of the paste is number n + 1."""

    warnings: tuple[str, ...] = ()
    """What was odd about it, in words."""

    def with_cell(self, row: int, column: int, text: str) -> Pasted:
        """Return the paste with another text in one cell; both count from 0."""
        cells = [*self.rows[row], *[""] * (column + 1 - len(self.rows[row]))]
        cells[column] = text
        return replace(self, rows=(*self.rows[:row], tuple(cells), *self.rows[row + 1 :]))

    def text(self) -> str:
        """Return it as text with tabs: the same whatever the clipboard's line ends were."""
        out = io.StringIO(newline="")
        csv.writer(out, delimiter="\t", lineterminator="\n").writerows(self.rows)
        return out.getvalue()


def read_pasted(text: str) -> Pasted:
    """Return pasted text as cells. Raises InputProblem where there is nothing in it, or too much."""
    text = text.removeprefix("\ufeff").replace("\x00", "")
    if not text.strip():
        raise InputProblem(
            "The clipboard holds no rows. Copy cells in the spreadsheet first.", title="Nothing to paste"
        )
    if len(text) > LARGEST:
        raise InputProblem(f"That is too much to paste ({len(text):,} characters). Save it as a file and take that in.")
    delimiter = "\t" if "\t" in text else delimiter_of(text.splitlines(keepends=True)[:400])[0]
    warnings: tuple[str, ...] = ()
    plain = text.count('"') % 2 == 1
    if plain:
        # A quote that is never closed would swallow every row below it.
        warnings = ("A quotation mark is never closed, so that quotation marks are read as plain text.",)
    try:
        lines = io.StringIO(text, newline="")
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL)
        rows = tuple(tuple(row) for row in reader)
    except csv.Error as error:
        raise InputProblem(
            f"What was pasted cannot be read as rows ({error}). Save it as a file and take that in."
        ) from error
    return Pasted(rows, warnings)


class PastedSource:
    """A paste as a source of rows, as any file is one."""

    kind = "pasted"
    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str | None, ...] = (None,)
    hidden: frozenset[str] = frozenset()

    def __init__(self, pasted: Pasted) -> None:
        self._pasted = pasted
        self._done = 0
        self.path = Path(NAME)
        self.repairs: Counter[str] = Counter()
        self.torn: set[int] = set()
        content = pasted.text().encode("utf-8", "replace")
        self.size = len(content)
        self.sha256 = hashlib.sha256(content).hexdigest()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was odd about the paste, in words."""
        return self._pasted.warnings

    @property
    def progress(self) -> tuple[int, int]:
        """Rows done, and rows in all."""
        return self._done, len(self._pasted.rows)

    def rows(self, sheet: str | None = None) -> Iterator[tuple[int, list[Cell]]]:  # noqa: ARG002 - as a Source takes it
        """Yield row number (from 1) and cells."""
        for number, cells in enumerate(self._pasted.rows, 1):
            self._done = number
            yield number, list(cells)

    def blocks(self, sheet: str | None = None) -> Iterator[Block]:
        """Yield the same rows in blocks."""
        return grouped(self.rows(sheet))

    def spread(self, sheet: str | None = None) -> Sequence[Sequence[Cell]]:  # noqa: ARG002 - as a Source takes it
        """Return some rows from all over the paste."""
        return evenly(self._pasted.rows, MOST)

    def close(self) -> None:
        """Nothing to give back."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
