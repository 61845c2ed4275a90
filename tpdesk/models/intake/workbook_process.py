"""The child process that parses a workbook, as the process that holds the desk sees it: begun, told its work, asked.

A child may begin ahead: it parses within its bounds of memory and time while the workbook is still looked through for
what is hostile. It is asked nothing before that is done, and ended where the look refuses the file.
"""

from __future__ import annotations

import contextlib
import json
import marshal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tpdesk.models import guard
from tpdesk.models.beside import OwnProcess

_CHILD: Final = Path(__file__).with_name("workbook_child.py")
_MOST_ANSWER: Final = 1 << 28

_TIMED_OUT: Final = 1
"""The exit code of a child that its own clock has ended."""

_MARSHALLED: Final = b"M"
"""The byte before an answer of the child that marshal reads; pickle reads the others."""


class ChildFailed(Exception):
    """The child said what went wrong, or died."""


class WorkbookProcess(OwnProcess):
    """One child process with one workbook."""

    def __init__(self, engine: str) -> None:
        super().__init__(_CHILD, engine)

    def begin(self, path: Path, *, seconds: float, memory: int, most_text: int, ahead: bool) -> None:
        """Tell the child its work and its bounds. `ahead` lets it parse the sheet that is asked for first, unasked."""
        work = {"path": str(path), "seconds": seconds, "memory": memory, "most_text": most_text, "ahead": ahead}
        # That it has gone is heard where it is asked.
        with contextlib.suppress(OSError):
            self._say(json.dumps(work))

    def ask(self, line: str) -> Any:
        """Return the child's answer. Raises ChildFailed."""
        assert self.process.stdout is not None
        try:
            self._say(line)
        except OSError as error:
            raise ChildFailed("it ended") from error
        head = self.process.stdout.read(8)
        size = int.from_bytes(head, "big")
        if len(head) < 8 or size > _MOST_ANSWER:
            raise ChildFailed("it ended")
        data = self.process.stdout.read(size)
        if len(data) < size:
            raise ChildFailed("it ended")
        state, what = _loaded(data)
        if state != "ok":
            raise ChildFailed(str(what))
        return what

    def last_words(self) -> str:
        """Return how the child ended: `time` where its work took too long, else what it said, or what was said
        of it, with its exit code."""
        try:
            code = self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return ""
        assert self.process.stderr is not None
        said = self.process.stderr.read(10_000).decode("utf-8", "replace")
        # Windows ends a child with the code 1 too.
        return "time" if code == _TIMED_OUT and not self.killed else f"{said} ({code})"

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode("utf-8") + b"\n")
        self.process.stdin.flush()


def _loaded(data: bytes) -> tuple[str, Any]:
    if data[:1] == _MARSHALLED:
        return marshal.loads(memoryview(data)[1:])  # type: ignore[no-any-return]
    import pickle

    return pickle.loads(memoryview(data)[1:])  # type: ignore[no-any-return]


_AHEAD: Final[dict[Path, WorkbookProcess]] = {}
"""Workbook -> the child that has begun with it ahead of whoever opens it."""


@contextlib.contextmanager
def reading_ahead(path: Path) -> Iterator[None]:
    """Let the child for the file at `path`, where that is a workbook, begin while this process loads what opens it."""
    if path.suffix.casefold() == ".xlsx" and _is_readable(path) and guard.keeps_memory_bounds():
        # It loads its parser while we load what tells its bounds.
        process = WorkbookProcess("calamine")
        from tpdesk.models.intake.zipcheck import MOST_TEXT, SECONDS, memory_ahead

        memory = memory_ahead(path)
        if memory is None:
            process.end()
        else:
            process.begin(path, seconds=SECONDS, memory=memory, most_text=MOST_TEXT, ahead=True)
            _AHEAD[path] = process
    try:
        yield
    finally:
        if path in _AHEAD:
            _AHEAD.pop(path).end()


def begun_ahead(path: Path) -> WorkbookProcess | None:
    """Return the child that `reading_ahead` has begun with the file at `path`; whoever takes it ends it."""
    return _AHEAD.pop(path, None)


def _is_readable(path: Path) -> bool:
    try:
        return guard.is_ordinary_file(path)
    except OSError:
        return False
