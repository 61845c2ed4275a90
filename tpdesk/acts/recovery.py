"""A damaged desk file brought back: salvaged beside it, and put in its place with the damaged one kept."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tpdesk.errors import DeskFileProblem, Locked, UsageProblem
from tpdesk.models.check import check_desk
from tpdesk.models.connection import SUFFIX
from tpdesk.models.desk import open_desk
from tpdesk.models.history import now
from tpdesk.models.salvage import Progress, Salvage, salvage

_JOURNALS = ("-journal", "-wal", "-shm")


def beside(path: Path, word: str) -> Path:
    """Return a name for a file beside the desk that is not taken: `my-place.salvaged-20260102T030405Z.tpdesk`."""
    stamp = re.sub(r"[^0-9TZ]", "", now())
    stem = path.name.removesuffix(SUFFIX)
    found = path.with_name(f"{stem}.{word}-{stamp}{SUFFIX}")
    number = 2
    while found.exists():
        found = path.with_name(f"{stem}.{word}-{stamp}-{number}{SUFFIX}")
        number += 1
    return found


def salvage_beside(path: Path, progress: Progress | None = None) -> Salvage:
    """Salvage the desk file at `path` into a new file beside it; neither is put in the other's place. Raises as `salvage` does."""
    return salvage(path, beside(path, "salvaged"), progress)


def take_its_place(path: Path, salvaged: Path) -> Path:
    """Put the salvaged file where the damaged desk file is, and return where that is kept. Raises UsageProblem, DeskFileProblem, Locked.

    A journal that belongs to the damaged file goes with it: over the new one it would be rolled back into it.
    """
    if salvaged == path or not salvaged.is_file():
        raise UsageProblem(f"{salvaged} is no salvaged desk file.")
    with open_desk(salvaged, read_only=True) as desk:
        broken = next((problem for problem in check_desk(desk.connection)[0].problems), None)
    if broken:
        raise DeskFileProblem(f"{salvaged} is damaged itself ({broken}). Nothing was changed. Salvage again.")
    kept = beside(path, "damaged")
    try:
        for suffix in _JOURNALS:
            journal = path.with_name(path.name + suffix)
            if journal.exists():
                shutil.copyfile(journal, kept.with_name(kept.name + suffix))
        path.replace(kept)
        for suffix in _JOURNALS:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        salvaged.replace(path)
    except OSError as error:
        where = f" The damaged file is {kept}." if kept.exists() and not path.exists() else ""
        raise Locked(
            f"{salvaged} cannot be put in the place of {path}: {error.strerror or error}.{where} Close every window on it, then try again."
        ) from error
    return kept
