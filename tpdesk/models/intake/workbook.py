"""A workbook (.xlsx, .xls, .xlsb, .ods), parsed by a child process and taken only once it was looked through."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from tpdesk.errors import InputProblem
from tpdesk.models import guard
from tpdesk.models.intake.book_parts import parts_by_name
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.records import Block
from tpdesk.models.intake.sheet_look import Errors
from tpdesk.models.intake.workbook_process import ChildFailed, WorkbookProcess, begun_ahead
from tpdesk.models.intake.zipcheck import (
    HOLLOW,
    MOST_EMPTY_CELLS,
    MOST_TEXT,
    Budget,
    hostile,
    in_bytes,
    inspect,
    memory_ahead,
    memory_for,
    protected,
)

_CELL_BYTES: Final = 6
"""Bytes that a filled cell of an .xls or .xlsb takes at least."""

_TOO_WIDE: Final = "TooWide"
_TOO_LONG: Final = "TooLong"
"""Names of the child's own errors."""

_OUT_OF_MEMORY: Final = ("memory allocation", "MemoryError", "capacity overflow", "out of memory")
"""What Python, the parsers and the language that they are written in say when they get no more memory."""


class WorkbookSource:
    """A workbook whose sheets are read by a child process, so that no file can take this one down with it."""

    encoding: str | None = None
    delimiter: str | None = None

    def __init__(self, path: Path, kind: str, *, seconds: float) -> None:
        """Inspect the file and list its sheets. Raises InputProblem, OSError."""
        self.path = path
        self.kind = kind
        self.size = path.stat().st_size
        with path.open("rb") as stream:
            self.sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        self.repairs: Counter[str] = Counter()
        self.torn: set[int] = set()
        self.warnings: tuple[str, ...] = ()
        self._budget = Budget(seconds)
        self._most_spanned = max(MOST_EMPTY_CELLS, HOLLOW * (self.size // _CELL_BYTES))
        self._memory = memory_for(self.size)
        self._done = self._rows = 0
        self._child: WorkbookProcess | None = None
        self._reading = 0
        self._engine = "calamine"
        self._errors: dict[str, Errors] = {}
        try:
            if kind == "xlsx":
                self._begin_ahead()
            if kind != "xls":
                self._inspect()
            listed = self._ask("sheets")
        except BaseException:
            self.close()
            raise
        self.sheets: tuple[str | None, ...] = tuple(name for name, _ in listed)
        self.hidden = frozenset(name for name, hidden in listed if hidden)
        if not self.sheets:
            self.close()
            raise InputProblem(f"{path.name} is empty: it holds no sheet of cells.")
        twice = next((name for name, n in Counter(name.casefold() for name, _ in listed).items() if n > 1), None)
        if twice is not None:
            self.close()
            raise InputProblem(
                f"{path.name} has two sheets called '{twice}', which cannot be told apart: give one of them "
                "another name."
            )

    @property
    def progress(self) -> tuple[int, int]:
        """Rows done, and rows in all (0 where the sheet does not say)."""
        return self._done, self._rows

    def rows(self, sheet: str | None = None) -> Iterator[tuple[int, list[Cell]]]:
        """Yield row number and cells of `sheet` (the first where it is None). Blank cells are empty text."""
        for block in self.blocks(sheet):
            yield from block.numbered()

    def blocks(self, sheet: str | None = None) -> Iterator[Block]:
        """Yield the same rows in blocks, as columns where the child sends them so."""
        name = self.sheets[0] if sheet is None else sheet
        if name is None or name not in self.sheets:
            raise InputProblem(f"{self.path.name} has no sheet '{sheet}'. It has: {', '.join(map(str, self.sheets))}.")
        self._reading += 1
        mine = self._reading
        self._rows = int(self._ask(self._about("open", name)))
        self._done = 0
        errors = self._errors.get(name, {})
        while mine == self._reading:
            rows, columns = self._ask("more")
            block = Block(self._done + 1, rows, columns)
            done = self._done + len(block)
            if done == self._done:
                return
            yield block if not errors else _with_errors(block, errors)
            self._done = done

    def spread(self, sheet: str | None = None) -> Sequence[Sequence[Cell]]:
        """Return some rows from all over the sheet; none where the slow parser would have to go through it for them."""
        self._reading += 1
        return self._ask(self._about("spread", sheet or self.sheets[0]))  # type: ignore[no-any-return]

    def _about(self, verb: str, sheet: str | None) -> str:
        """Return what the child is asked of a sheet, with how many cells all that are asked for may span."""
        return f"{verb} {json.dumps([sheet, self._most_spanned])}"

    def _ask(self, line: str) -> Any:
        """Return the child's answer, started anew with the slow parser where the fast one fails.
        Raises InputProblem."""
        if self._child is None:
            self._child = WorkbookProcess(self._engine)
            self._order(self._child, self._memory, ahead=False)
        self._budget.begin()
        try:
            return self._child.ask(line)
        except ChildFailed as failure:
            self._budget.spend()
            told, killed = f"{failure} {self._child.last_words()}", self._child.killed
            self.close()
            if told.endswith(" time"):
                raise self._budget.over(self.path, memory=self._memory) from failure
            if any(words in told for words in _OUT_OF_MEMORY):
                raise self._budget.over(self.path, f"{in_bytes(self._memory)} of memory", self._memory) from failure
            if _TOO_WIDE in told:
                raise hostile(self.path, "its sheets reach very far, with next to nothing in between") from failure
            if _TOO_LONG in told:
                raise hostile(self.path, f"a cell of it holds more than {MOST_TEXT:,} characters") from failure
            if self.kind == "xlsx" and self._engine == "calamine" and line != "more" and not killed:
                self._engine = "openpyxl"
                return self._ask(line)
            if "assword" in told:
                raise protected(self.path) from failure
            raise InputProblem(
                f"{self.path.name} is damaged, or no workbook that can be read ({failure}): open it in a "
                "spreadsheet and save it again."
            ) from failure

    def _order(self, child: WorkbookProcess, memory: int, *, ahead: bool) -> None:
        seconds = max(self._budget.left, 0.001)
        child.begin(self.path, seconds=seconds, memory=memory, most_text=MOST_TEXT, ahead=ahead)

    def _begin_ahead(self) -> None:
        """Let the child parse while the workbook is looked through, where the system keeps its bounds."""
        self._child = begun_ahead(self.path)
        memory = memory_ahead(self.path) if self._child is None and guard.keeps_memory_bounds() else None
        if memory is not None:
            self._child = WorkbookProcess(self._engine)
            self._order(self._child, memory, ahead=True)

    def _inspect(self) -> None:
        """Look through the zip, and note what the child cannot see or must know. Raises InputProblem."""
        found = inspect(self.path, self.kind, self._budget)
        self._most_spanned = max(MOST_EMPTY_CELLS, HOLLOW * (found.cells or found.size // _CELL_BYTES))
        self._memory = memory_for(found.size)
        if self.kind != "xlsx":
            return
        if found.is_foreign:
            self.close()
            self._engine = "openpyxl"
        with zipfile.ZipFile(self.path) as archive:
            parts = parts_by_name(archive, self.path)
        if len({part for _, part in parts}) < len(parts):
            raise hostile(self.path, "two of its sheets are the same one, which would be counted twice")
        self._errors = {name: found.errors[part] for name, part in parts if part in found.errors}

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.end()
            self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_child", None) is not None:
            self.close()


def _with_errors(block: Block, errors: Errors) -> Block:
    """Put the error values of a block back, which the parser gave as empty text."""
    rows = []
    for number, cells in block.numbered():
        rows.append([errors.get((number, column), cell) if cell == "" else cell for column, cell in enumerate(cells)])
    return Block(block.first, rows)
