"""A workbook (.xlsx, .xls, .xlsb, .ods), looked through first and then parsed by a child process of its own."""

from __future__ import annotations

import hashlib
import json
import pickle
import posixpath
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from xml.etree import ElementTree

from tpdesk.errors import InputProblem
from tpdesk.models.intake.blocks import Block, grouped
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.zipcheck import inspect

_CHILD: Final = Path(__file__).with_name("workbook_child.py")
_MOST_ANSWER: Final = 1 << 30
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class _ChildFailed(Exception):
    """The child said what went wrong, or died."""


class _Child:
    """One child process with one workbook."""

    def __init__(self, engine: str, path: Path, seconds: float) -> None:
        # By its path and without site: the child gets our import paths, and starts in a hundredth of a second.
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-B", str(_CHILD), engine, str(path), str(seconds), json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            close_fds=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def ask(self, line: str) -> Any:
        """Return the child's answer. Raises _ChildFailed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(line.encode("utf-8") + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise _ChildFailed("it ended") from error
        head = self._process.stdout.read(8)
        size = int.from_bytes(head, "big")
        if len(head) < 8 or size > _MOST_ANSWER:
            raise _ChildFailed("it ended")
        data = self._process.stdout.read(size)
        if len(data) < size:
            raise _ChildFailed("it ended")
        state, what = pickle.loads(data)
        if state != "ok":
            raise _ChildFailed(str(what))
        return what

    def timed_out(self) -> bool:
        """Say whether the child has ended itself because its work took too long."""
        try:
            return self._process.wait(timeout=1) == 1
        except subprocess.TimeoutExpired:
            return False

    def end(self) -> None:
        """End the child and wait for it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    # What was still to be written to the child is lost with it.
                    continue


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
        self._seconds = seconds
        self._done = self._rows = 0
        self._child: _Child | None = None
        self._reading = 0
        self._engine = "calamine"
        self._errors = self._error_cells() if kind != "xls" else {}
        try:
            listed = self._ask("sheets")
        except InputProblem:
            self.close()
            raise
        self.sheets: tuple[str | None, ...] = tuple(name for name, _ in listed)
        self.hidden = frozenset(name for name, hidden in listed if hidden)
        if not self.sheets:
            self.close()
            raise InputProblem(f"{path.name} is empty: it holds no sheet of cells.")

    @property
    def progress(self) -> tuple[int, int]:
        """Rows done, and rows in all (0 where the sheet does not say)."""
        return self._done, self._rows

    def rows(self, sheet: str | None = None) -> Iterator[tuple[int, list[Cell]]]:
        """Yield row number and cells of `sheet` (the first where it is None). Blank cells are empty text."""
        name = self.sheets[0] if sheet is None else sheet
        if name is None or name not in self.sheets:
            raise InputProblem(f"{self.path.name} has no sheet '{sheet}'. It has: {', '.join(map(str, self.sheets))}.")
        self._reading += 1
        mine = self._reading
        self._rows = int(self._ask(f"open {json.dumps(name)}"))
        self._done = 0
        errors = self._errors.get(name, {})
        number = 0
        while mine == self._reading and (block := self._ask("more")):
            for cells in block:
                number += 1
                yield number, cells if not errors else _with_errors(number, cells, errors)
            self._done = number

    def blocks(self, sheet: str | None = None) -> Iterator[Block]:
        """Yield the same rows in blocks."""
        return grouped(self.rows(sheet))

    def spread(self, sheet: str | None = None) -> Sequence[Sequence[Cell]]:
        """Return some rows from all over the sheet; none where the slow parser would have to go through it for them."""
        self._reading += 1
        return self._ask(f"spread {json.dumps(sheet or self.sheets[0])}")  # type: ignore[no-any-return]

    def _ask(self, line: str) -> Any:
        """Return the child's answer, started anew with the slow parser where the fast one fails. Raises InputProblem."""
        if self._child is None:
            self._child = _Child(self._engine, self.path, self._seconds)
        try:
            return self._child.ask(line)
        except _ChildFailed as failure:
            timed_out = self._child.timed_out()
            self.close()
            if timed_out:
                raise InputProblem(
                    f"{self.path.name} was given up after {self._seconds:g} seconds: save the sheet as CSV and take that in."
                ) from failure
            if self.kind == "xlsx" and self._engine == "calamine" and line != "more":
                self._engine = "openpyxl"
                return self._ask(line)
            if "assword" in str(failure):
                raise InputProblem(
                    f"{self.path.name} is protected with a password: open it, save a copy without the password, and take that in."
                ) from failure
            raise InputProblem(
                f"{self.path.name} is damaged, or no workbook that can be read ({failure}): open it in a spreadsheet and save it again."
            ) from failure

    def _error_cells(self) -> dict[str, dict[tuple[int, int], str]]:
        """Inspect the zip; return where each sheet (by name) holds error values."""
        errors = inspect(self.path, self.kind).errors
        if not errors:
            return {}
        with zipfile.ZipFile(self.path) as archive:
            try:
                links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
                book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            except (KeyError, ElementTree.ParseError):
                return {}
        targets = {link.get("Id"): posixpath.normpath(posixpath.join("xl", link.get("Target", ""))) for link in links}
        found: dict[str, dict[tuple[int, int], str]] = {}
        for sheet in book.iter():
            if sheet.tag.endswith("}sheet"):
                target = targets.get(sheet.get(_RELATION), "").removeprefix("/")
                found[sheet.get("name", "")] = errors.get(re.sub(r"^xl/xl/", "xl/", target), {})
        return found

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


def _with_errors(number: int, cells: list[Cell], errors: dict[tuple[int, int], str]) -> list[Cell]:
    """Put the error values of a row back, which the parser gave as empty text."""
    for column in range(len(cells)):
        if cells[column] == "" and (number, column) in errors:
            cells[column] = errors[number, column]
    return cells
