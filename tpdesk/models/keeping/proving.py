"""The proof of a backup: every page of it is read. That of a large desk comes after the act, in a process of its own.

A backup that waits for its proof has a note beside it; a proof that fails turns the note into one that says so, and the
next change on the desk tells it and makes another backup.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk.errors import DeskFileProblem, Locked
from tpdesk.models import guard
from tpdesk.models.file_writing import remove_files
from tpdesk.models.keeping.whole_copy import must_be_sound

if TYPE_CHECKING:
    from subprocess import Popen

_WAITS: Final = ".unproven"
_UNSOUND: Final = ".unsound"
_LOCK: Final = ".proving.lock"

_CHILD: Final = Path(__file__).with_name("proof_child.py")

_LEFT_BEHIND_SECONDS: Final = 3_600
"""After this a note without a backup is nobody's: the process that was making the backup has died."""


def note_unproven(backup: Path) -> None:
    """Note, before the backup has its name, that it waits for its proof: on the disk when this returns.
    Raises OSError."""
    guard.make_private_file(_note(backup, _WAITS))
    guard.sync_folder(backup.parent)


def waiting(folder: Path) -> list[Path]:
    """Return the backups in a folder that wait for their proof, the oldest first."""
    return _noted(folder, _WAITS)


def unsound(folder: Path) -> list[Path]:
    """Return the backups in a folder whose proof failed, the oldest first."""
    return _noted(folder, _UNSOUND)


def is_of_proofs(file: Path) -> bool:
    """Return whether a file of the folder is a note or the lock of the proofs: nothing of a desk is in it."""
    return file.name == _LOCK or (file.name.startswith(".") and file.name.endswith((_WAITS, _UNSOUND)))


def note_proven(backup: Path) -> None:
    """Take the notes beside a backup away. Raises OSError."""
    remove_files(_note(backup, _WAITS), _note(backup, _UNSOUND))


def remove_backup(backup: Path) -> None:
    """Take a backup away, then its notes. Raises OSError."""
    remove_files(backup)
    note_proven(backup)


def prove(backup: Path) -> bool | None:
    """Read every page of a backup that waits, and note what was found; return whether it is sound, or None where it
    cannot be read just now. Raises OSError."""
    try:
        if not backup.stat().st_size:
            raise DeskFileProblem("it is empty")
        must_be_sound(backup, named=backup)
    except DeskFileProblem:
        with contextlib.suppress(FileNotFoundError):
            guard.replace(_note(backup, _WAITS), _note(backup, _UNSOUND))
        guard.sync_folder(backup.parent)
        return False
    except (Locked, FileNotFoundError):
        return None
    note_proven(backup)
    return True


def prove_waiting(folder: Path) -> None:
    """Prove the backups in a folder, those too that come meanwhile, unless another process is at it. Raises OSError."""
    handle = guard.take_lock(folder / _LOCK)
    if handle is None:
        return
    try:
        tried: set[Path] = set()
        while left := [backup for backup in waiting(folder) if backup not in tried]:
            tried.add(left[0])
            prove(left[0])
    finally:
        guard.drop_lock(handle, folder / _LOCK)


def start_proofs(folder: Path, tell: Callable[[str], None]) -> None:
    """Let a process of its own prove what waits in a folder, at low priority, whether or not this one goes on.

    `tell` is told from a thread where a proof fails while this process lives. Where no process can be started the
    backups wait for the next change.
    """
    if not waiting(folder):
        return
    from tpdesk.models import desktop

    # By its path and without site, as the parser of workbooks is.
    words = [sys.executable, "-S", "-B", str(_CHILD), json.dumps(sys.path), str(folder)]
    with contextlib.suppress(OSError):
        process = desktop.start_in_background(words)
        threading.Thread(target=_wait, args=(process, folder, tell), daemon=True).start()


def unsound_words(backup: Path) -> str:
    """Return the words for a proof that failed."""
    return (
        f"The backup {backup.name} did not pass its check and cannot be restored. The next change makes another one. "
        "To check the desk itself: tpdesk check."
    )


def clear_notes(folder: Path) -> None:
    """Remove the notes of backups that were never finished."""
    for ending in (_WAITS, _UNSOUND):
        for note in folder.glob(f".*{ending}"):
            with contextlib.suppress(OSError):
                old = time.time() - note.stat().st_mtime > _LEFT_BEHIND_SECONDS
                if old and not _backup(note, ending).exists():
                    note.unlink()


def _wait(process: Popen[bytes], folder: Path, tell: Callable[[str], None]) -> None:
    process.wait()
    # A window that has closed meanwhile hears nothing any more.
    with contextlib.suppress(OSError, RuntimeError):
        for backup in unsound(folder):
            tell(unsound_words(backup))


def _note(backup: Path, ending: str) -> Path:
    return backup.with_name(f".{backup.name}{ending}")


def _backup(note: Path, ending: str) -> Path:
    return note.with_name(note.name[1 : -len(ending)])


def _noted(folder: Path, ending: str) -> list[Path]:
    try:
        names = {entry.name for entry in os.scandir(folder)}
    except OSError:
        return []
    notes = sorted(name for name in names if name.startswith(".") and name.endswith(ending))
    return [_backup(folder / name, ending) for name in notes if name[1 : -len(ending)] in names]
