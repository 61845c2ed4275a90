"""Files that are written or chosen: where they may stand, which folders are offered, and how
one is handed to its program."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tpdesk.errors import InputProblem, Locked, UsageProblem
from tpdesk.models import desktop, guard
from tpdesk.models.connection import SUFFIX
from tpdesk.models.file_writing import must_be_creatable, must_be_replaceable
from tpdesk.models.own.remembered import last_output_folder, recent_folders, remember_folder, remember_output_folder
from tpdesk.models.own.written_files import is_as_written, remember_written
from tpdesk.text import clean


@contextmanager
def result_file(target: Path, *, replace: bool, keep: Sequence[Path] = ()) -> Iterator[None]:
    """Write a result to `target` inside this: refused before the work where it may not be, remembered as ours after it.

    `replace` takes the place of any ordinary file; without it only of one that is empty or that tpdesk wrote and nobody
    has changed since. Raises Locked, UsageProblem.
    """
    must_be_writable(target, keep)
    if not replace:
        must_be_free(target)
    yield
    remember_written(target)


_MOST_JSON: Final = 5_000_000
"""Bytes of the largest JSON file that is read: no case or boundary set comes near."""


def read_json(file: Path) -> dict[str, Any]:
    """Return the object in a JSON file; decimal numbers come as texts, never through a float. Raises InputProblem."""
    try:
        if not guard.is_ordinary_file(file):
            raise InputProblem(f"{file} is no file that can be read.")
        if file.stat().st_size > _MOST_JSON:
            raise InputProblem(f"{file} is larger than {_MOST_JSON // 1_000_000} MB: it is not what is read here.")
        found = json.loads(file.read_text(encoding="utf-8-sig"), parse_float=str)
    except OSError as error:
        raise InputProblem(f"{file} cannot be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise InputProblem(f"{file} is not JSON: {error}. Write it as docs/verbs.md shows.") from error
    if not isinstance(found, dict):
        raise InputProblem(f"{file} must hold one object, as docs/verbs.md shows.")
    return found


def must_be_free(target: Path) -> None:
    """Raise UsageProblem where a file is there that tpdesk did not write, or that was changed since:
    somebody's work may be in it. Raises Locked."""
    try:
        taken = guard.is_ordinary_file(target) and target.stat().st_size > 0 and not is_as_written(target)
    except OSError as error:
        raise Locked(
            f"{target} cannot be read: {error.strerror or error}. Check the folder and your rights."
        ) from error
    if taken:
        raise UsageProblem(
            f"{target} is there already, and tpdesk did not write it or it was changed since. Nothing was "
            "written. Name another file, or replace it with --force."
        )


def must_be_writable(target: Path, keep: Sequence[Path] = ()) -> None:
    """Refuse a place for a result before the work is done.

    Raises UsageProblem for a file that is to be kept (`keep`: what is read) and for a desk file or another database:
    none of them is ever written over. Raises Locked where no file can be written.
    """
    try:
        is_folder = target.is_dir()
        is_read = target.exists() and any(kept.exists() and guard.is_same_file(target, kept) for kept in keep)
    except OSError as error:
        raise Locked(
            f"{target} cannot be looked at: {error.strerror or error}. Check the folder and your rights."
        ) from error
    if is_folder:
        raise Locked(f"{target} is a folder. Name a file in it.")
    must_be_replaceable(target)
    if is_read:
        raise UsageProblem(f"{target} is what is being read: it would be written over. Name another file.")
    if target.suffix.casefold() == SUFFIX or _is_database(target):
        raise UsageProblem(f"{target} is a desk file or another database: it is never written over. Name another file.")
    must_be_creatable(target)


def _is_database(target: Path) -> bool:
    try:
        with target.open("rb") as file:
            return file.read(15) == b"SQLite format 3"
    except OSError:
        return False


# -- folders


TABLES: Final = frozenset([".csv", ".tsv", ".txt", ".tab", ".dat", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"])
"""Endings of files that may hold a table. Others are counted, not listed."""

_PROSE: Final = frozenset([".txt", ".dat"])
_HEAD: Final = 8_192
_LINES: Final = 40

__all__ = [
    "Entry",
    "Folder",
    "completions",
    "list_folder",
    "meant",
    "output_folder",
    "recent_folders",
    "remember_folder",
    "remember_output_folder",
    "start_folder",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or a folder in a folder."""

    path: Path
    """Where it is."""

    is_folder: bool
    """Whether it is a folder."""

    size: int
    """Bytes; 0 for a folder."""

    changed: str
    """When it was last changed, as `12 Mar 2024`, local time; empty where that is not known."""

    is_prose: bool = False
    """Whether it is text whose lines are of no table: a note or a licence beside the files."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it is listed."""

    path: Path
    """Where it is."""

    entries: tuple[Entry, ...]
    """Folders by name, then files by name."""

    others: int
    """Files with other endings, and pipes and devices, which are not listed."""


def list_folder(path: Path, endings: frozenset[str] = TABLES) -> Folder:
    """Return what the folder holds: folders, and files with those endings; hidden files are left out.
    Raises UsageProblem where it cannot be read."""
    folders, files, others = [], [], 0
    try:
        with os.scandir(path) as found:
            for item in found:
                if item.name.startswith("."):
                    continue
                if _is_folder(item):
                    folders.append(Entry(Path(item.path), True, 0, ""))
                elif Path(item.name).suffix.casefold() in endings and not _is_odd(item):
                    files.append(_file(Path(item.path)))
                else:
                    others += 1
    except OSError as error:
        raise UsageProblem(
            f"{path} cannot be read: {error.strerror or error}. Choose another folder.",
            title="This folder cannot be opened",
        ) from error
    named = sorted(folders, key=lambda entry: entry.path.name.casefold())
    return Folder(path, (*named, *sorted(files, key=lambda entry: entry.path.name.casefold())), others)


def meant(typed: str, inside: Path) -> tuple[Path | None, tuple[Path, ...]]:
    """Return (folder, files) that a typed path means: a folder, a file, or the files that a pattern
    such as `*_18*.csv` fits.

    A path that is not whole is taken from `inside`. Raises UsageProblem where nothing of that name is there.
    """
    text = typed.strip().strip('"')
    path = _whole(text, inside)
    try:
        if path.is_dir():
            return path, ()
        if guard.is_ordinary_file(path):
            return path.parent, (path,)
        files = (
            sorted(found for found in path.parent.glob(path.name) if guard.is_ordinary_file(found)) if path.name else []
        )
    except (OSError, ValueError) as error:
        raise UsageProblem(f"{clean(text)} cannot be read: {error}.", title="This path cannot be read") from error
    if not files:
        raise UsageProblem(
            f"There is no file or folder at {clean(str(path))}. Type a part of it and take it from the list.",
            title="Nothing there",
        )
    return files[0].parent, tuple(files)


def completions(typed: str, inside: Path, most: int = 40, *, endings: frozenset[str] = TABLES) -> list[str]:
    """Return whole paths that begin with what is typed, folders with a separator at their end;
    none where it is whole already."""
    text = typed.strip().strip('"')
    head, tail = os.path.split(text)
    folder = _whole(head, inside) if head else inside
    try:
        entries = list_folder(folder, endings).entries
    except UsageProblem:
        return []
    fitting = [entry for entry in entries if entry.path.name.casefold().startswith(tail.casefold())]
    if tail and any(entry.path.name.casefold() == tail.casefold() for entry in fitting):
        return []
    return [
        f"{Path(head, entry.path.name) if head else entry.path}{os.sep if entry.is_folder else ''}"
        for entry in fitting[:most]
    ]


def typed_path(typed: str) -> Path:
    """Return the path that was typed, or pasted as Windows copies it (in quotes); `~` is the user's own folder."""
    text = typed.strip().strip('"')
    try:
        return Path(text).expanduser()
    except RuntimeError:
        # The folder of a user whom the system does not know.
        return Path(text)


def _whole(text: str, inside: Path) -> Path:
    """Return the path meant by `text`: from `inside`, or, where nothing is there, from the top of its disk, for a first
    `/` that was taken for a key."""
    path = typed_path(text)
    if path.is_absolute():
        return path
    top = Path(inside.anchor) / path
    first = path.parts[:1]
    return top if first and not (inside / first[0]).exists() and top.exists() else inside / path


def start_folder() -> Path:
    """Return where to look for a file: the folder of the last import, else the user's Downloads or
    Documents, wherever the system has them (OneDrive, a network drive), else their own folder."""
    from platformdirs import user_documents_path, user_downloads_path

    return _first_folder(*recent_folders(), user_downloads_path(), user_documents_path(), Path.home())


def output_folder() -> Path:
    """Return where to write a file: the folder of the last one written, else the user's
    Documents, else their own folder.

    Never the folder of an import: what is written there would be offered as the next file to import.
    """
    from platformdirs import user_documents_path

    last = last_output_folder()
    return _first_folder(*([last] if last is not None else []), user_documents_path(), Path.home())


def _first_folder(*folders: Path) -> Path:
    return next((folder for folder in folders if folder.is_dir()), Path.cwd())


def _is_folder(item: os.DirEntry[str]) -> bool:
    try:
        return item.is_dir()
    except OSError:
        return False


def _is_odd(item: os.DirEntry[str]) -> bool:
    """Say whether something is neither a file nor a folder: a pipe, a socket or a device with the name of a table."""
    try:
        return not item.is_file() and item.stat() is not None
    except OSError:
        return False


def _file(path: Path) -> Entry:
    try:
        found = path.stat()
    except OSError:
        return Entry(path, False, 0, "cannot be read")
    changed = local_time(found.st_mtime)
    day = f"{changed:%d %b %Y}" if changed is not None else ""
    return Entry(path, False, found.st_size, day, path.suffix.casefold() in _PROSE and _is_prose(path))


def local_time(seconds: float) -> datetime | None:
    """Return the time of a file on this computer's clock; None where it has none: Windows knows no times before 1970,
    and a file out of an archive may be of 1601."""
    try:
        return datetime.fromtimestamp(seconds).astimezone()
    except (OSError, OverflowError, ValueError):
        return None


def _is_prose(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            lines = [line for line in file.read(_HEAD).splitlines()[:_LINES] if line.strip()]
    except OSError:
        return False
    # Text in two bytes a letter is left to whoever reads it whole.
    return not any(b"\0" in line for line in lines) and not any(
        len([line for line in lines if line.count(sign) == number]) * 5 >= len(lines) * 4
        for sign in (b",", b";", b"\t", b"|")
        for number in {line.count(sign) for line in lines} - {0, 1}
    )


# -- handing over


def open_file(path: Path) -> None:
    """Open a file with the program that the system has for it. Raises UsageProblem."""
    _hand_over(path, desktop.open_with_program, "opened")


def show_folder(path: Path) -> None:
    """Show a file in its folder. Raises UsageProblem."""
    _hand_over(path, desktop.show_in_folder, "shown in its folder")


def _hand_over(path: Path, how: Callable[[Path], None], words: str) -> None:
    if not path.exists():
        raise UsageProblem(f"{path} is not there any more. Write it again.", title="The file has gone")
    try:
        how(path)
    except OSError as error:
        raise UsageProblem(
            f"{path} cannot be {words} from here: {error.strerror or error}. Press c to copy its path.",
            title="No program for it",
        ) from error
