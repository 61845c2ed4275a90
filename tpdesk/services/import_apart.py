"""Files taken in, or tried out, by a process of its own, for a window whose keys must not wait meanwhile."""

from __future__ import annotations

import contextlib
import pickle
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tpdesk.errors import Cancelled, DeskError
from tpdesk.models.batch import last_number, list_batches
from tpdesk.models.beside import EndedByStdin
from tpdesk.models.desk import Desk
from tpdesk.services import imports, preview
from tpdesk.services.imports import Progress
from tpdesk.services.sheets import FileOutcome, ImportRequest
from tpdesk.text import clean

_CHILD: Final = Path(__file__).with_name("import_child.py")

WORTH = 500_000
"""Bytes of files from which on a process of its own is begun: fewer are read before it has started."""

_ENDS_SECONDS: Final = 5.0
"""Within which the process ends by itself when nobody waits for it any more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the process is to do."""

    desk: Path
    files: tuple[tuple[Path, ImportRequest], ...]
    only_tries: bool
    """Whether the one file is tried out, and the desk only read."""


class ImportEnded(DeskError):
    """The process that took files in ended before it was done."""

    title = "The import ended before it was done"


def import_each(desk: Desk, wanted: Sequence[tuple[Path, ImportRequest]], progress: Progress) -> list[FileOutcome]:
    """Take each file in as `imports.import_each` does, in a process of its own where the files are large.

    Raises ImportEnded where that process was ended from outside: nothing of any of them stays then.
    """
    if _is_small([path for path, _ in wanted]):
        return imports.import_each(desk, wanted, progress)
    before = last_number(desk.connection)
    desk.has_written = True
    try:
        found: list[FileOutcome] = _ask(Wanted(desk.path, tuple(wanted), only_tries=False), progress, desk.tell)
    except ImportEnded:
        names = {clean(path.name) for path, _ in wanted}
        # It may have died between the last byte of an import and the word that it was done.
        imports.take_back(
            desk, [one.id for one in list_batches(desk.connection) if one.id > before and one.file in names]
        )
        raise
    return found


def try_file(desk: Path, path: Path, request: ImportRequest, progress: Progress) -> FileOutcome:
    """Return what taking the file in would come to, as `preview.try_file` does, in a process of its own where
    it is large."""
    if _is_small([path]):
        return preview.try_file(desk, path, request, progress)
    found: FileOutcome = _ask(Wanted(desk, ((path, request),), only_tries=True), progress, lambda _: None)
    return found


def _is_small(files: Sequence[Path]) -> bool:
    size = 0
    for path in files:
        # What cannot be looked at is said when it is opened.
        with contextlib.suppress(OSError):
            size += path.stat().st_size
    return size < WORTH


class _ImportProcess(EndedByStdin):
    """The process that takes files in. Nobody waiting for it any more is told by the end of its stdin,
    so that it ends its own children too."""

    def order(self, wanted: Wanted) -> None:
        """Say what is to be done."""
        self._send(pickle.dumps(wanted, protocol=pickle.HIGHEST_PROTOCOL))

    def cancel(self) -> None:
        """Let it stop at its next step, and undo what it did."""
        self._send(b".")

    def _send(self, data: bytes) -> None:
        assert self.process.stdin is not None
        # That it has gone is heard where its answer is read.
        with contextlib.suppress(OSError, ValueError):
            self.process.stdin.write(data)
            self.process.stdin.flush()

    def heard(self) -> tuple[str, Any]:
        """Return the next thing that it says. Raises ImportEnded."""
        assert self.process.stdout is not None
        try:
            what, said = pickle.load(self.process.stdout)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError) as error:
            raise self._ended() from error
        return str(what), said

    def _ended(self) -> ImportEnded:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_ENDS_SECONDS)
        return ImportEnded(
            f"The process that read the files ended (code {self.process.returncode}): it was ended from outside, or "
            "the computer was short of memory. Nothing of the import was kept. Close other programs, then import the "
            "files again, fewer at a time."
        )


def _ask(wanted: Wanted, progress: Progress, tell: Callable[[str], None]) -> Any:
    """Return what the process comes to. Raises what it raised, and ImportEnded."""
    process = _ImportProcess(_CHILD, gives_way=True)
    try:
        process.order(wanted)
        while True:
            what, said = process.heard()
            if what == "progress":
                try:
                    progress(*said)
                except Cancelled:
                    process.cancel()
            elif what == "tell":
                tell(said)
            elif what == "done":
                return said
            else:
                raise said
    finally:
        process.end()
