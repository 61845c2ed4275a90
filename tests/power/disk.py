"""A disk whose power is cut: what is left of a row of calls when some of what was not synced is lost."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

from tests.power.recording import Call

KINDS: Final = ("strict", "journalled", "scattered")
"""Kinds of disk: each a method of `Disk`."""

SECTOR: Final = 512
"""What a disk writes whole or not at all."""

Tree = Mapping[Path, bytes | None]
"""Path -> what is in the file, None for a folder: what is found when the computer starts again."""

Names = dict[str, int | None]
"""Name -> number of what it stands for, None where the name is removed."""


@dataclass(slots=True)
class File:
    """A file, with or without a name."""

    data: bytearray
    """As programs see it."""

    safe: bytes
    """As it was when it was last synced."""

    unsynced: list[Call] = field(default_factory=list)
    """What was done to it since."""

    cut: int | None = None
    """The size that is left of what was safe, by the journal of a file system that has one;
    None where it was not cut."""


@dataclass(slots=True)
class Folder:
    """A folder."""

    names: Names
    """As programs see it."""

    safe: Names
    """As it was when it was last synced."""

    unsynced: list[Names] = field(default_factory=list)
    """What was done to its names since; the two names of a rename change together."""


class Disk:
    """What programs see of a folder, and what of it is on the disk, call by call."""

    def __init__(self, root: Path) -> None:
        """Take the folder as it lies: all of it is on the disk."""
        self.root = root
        self.files: dict[int, File] = {}
        self.folders: dict[int, Folder] = {}
        self._count = count()
        self._numbers: dict[int, int] = {}
        """Inode -> number: inodes are used again."""
        self._top = self._read(root)
        self._committed = self._seen_names()
        """All names as they were when anything was last synced."""

    def do(self, call: Call) -> None:
        """Do what a call did."""
        match call.kind:
            case "W" | "T":
                file = self.files[self._numbers[call.inode]]
                _apply(file.data, call)
                file.unsynced.append(call)
            case "S":
                self._sync(self._numbers[call.inode])
            case "C":
                number = self._new(call.inode)
                self.files[number] = File(bytearray(), b"")
                self._name(call.path.parent, {call.path.name: number})
            case "M":
                number = self._new(call.inode)
                self.folders[number] = Folder({}, {})
                self._name(call.path.parent, {call.path.name: number})
            case "U":
                self._name(call.path.parent, {call.path.name: None})
            case "R":
                moved = self._folder(call.path.parent).names[call.path.name]
                if call.path.parent == call.other.parent:
                    self._name(call.path.parent, {call.path.name: None, call.other.name: moved})
                else:
                    self._name(call.other.parent, {call.other.name: moved})
                    self._name(call.path.parent, {call.path.name: None})

    def left(self, kind: str, chance: random.Random) -> Tree:
        """Return what is left on a disk of that kind, one of `KINDS`."""
        if kind == "scattered":
            return self.scattered(chance)
        return self.strict() if kind == "strict" else self.journalled()

    def strict(self) -> Tree:
        """Return what is left where nothing survives that was not synced, neither data nor names."""
        return self._tree(lambda number: self.folders[number].safe, lambda file: file.safe)

    def journalled(self) -> Tree:
        """Return what is left on a file system that keeps its names in a journal (ext4):
        names as of the last sync of anything, data as far as it was synced."""
        return self._tree(lambda number: self._committed.get(number, {}), lambda file: file.safe[: file.cut])

    def scattered(self, chance: random.Random) -> Tree:
        """Return what may be left on any disk: some sectors of what was not synced, and names up to
        some moment of each folder."""
        return self._tree(
            lambda number: _some_names(self.folders[number], chance), lambda file: _some_data(file, chance)
        )

    def seen(self) -> Tree:
        """Return what programs see, and find again where only they are ended."""
        return self._tree(lambda number: self.folders[number].names, lambda file: bytes(file.data))

    def _read(self, path: Path) -> int:
        number = self._new(path.stat().st_ino)
        if path.is_dir():
            names: Names = {one.name: self._read(one) for one in sorted(path.iterdir())}
            self.folders[number] = Folder(names, dict(names))
        else:
            data = path.read_bytes()
            self.files[number] = File(bytearray(data), data)
        return number

    def _new(self, inode: int) -> int:
        number = self._numbers[inode] = next(self._count)
        return number

    def _folder(self, path: Path) -> Folder:
        number: int | None = self._top
        for name in path.relative_to(self.root).parts:
            assert number is not None
            number = self.folders[number].names[name]
        assert number is not None
        return self.folders[number]

    def _name(self, folder: Path, changes: Names) -> None:
        found = self._folder(folder)
        _rename(found.names, changes)
        found.unsynced.append(changes)

    def _sync(self, number: int) -> None:
        for file in self.files.values():
            sizes = [call.offset for call in file.unsynced if call.kind == "T"]
            file.cut = min(sizes) if sizes else None
        if number in self.files:
            file = self.files[number]
            file.safe, file.unsynced, file.cut = bytes(file.data), [], None
        else:
            folder = self.folders[number]
            folder.safe, folder.unsynced = dict(folder.names), []
        self._committed = self._seen_names()

    def _seen_names(self) -> dict[int, Names]:
        return {number: dict(folder.names) for number, folder in self.folders.items()}

    def _tree(self, names: Callable[[int], Names], data: Callable[[File], bytes]) -> Tree:
        found: dict[Path, bytes | None] = {}

        def look(path: Path, number: int) -> None:
            if number in self.files:
                found[path] = data(self.files[number])
                return
            found[path] = None
            for name, below in names(number).items():
                assert below is not None
                look(path / name, below)

        look(self.root, self._top)
        return found


def lay_out(tree: Tree, root: Path) -> None:
    """Make a folder what is left after a power cut."""
    shutil.rmtree(root, ignore_errors=True)
    for path, data in tree.items():
        if data is None:
            path.mkdir(mode=0o700)
        else:
            path.write_bytes(data)


def _apply(data: bytearray, call: Call) -> None:
    if call.kind == "T":
        _resize(data, call.offset)
        return
    _resize(data, max(len(data), call.offset))
    data[call.offset : call.offset + len(call.data)] = call.data


def _resize(data: bytearray, size: int) -> None:
    del data[size:]
    data.extend(bytes(size - len(data)))


def _rename(names: Names, changes: Names) -> None:
    for name, number in changes.items():
        if number is None:
            del names[name]
        else:
            names[name] = number


def _some_names(folder: Folder, chance: random.Random) -> Names:
    names = dict(folder.safe)
    for changes in folder.unsynced[: chance.randint(0, len(folder.unsynced))]:
        _rename(names, changes)
    return names


def _some_data(file: File, chance: random.Random) -> bytes:
    data, share = bytearray(file.safe), chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
    for call in file.unsynced:
        if call.kind == "T":
            if chance.random() < share:
                _apply(data, call)
            continue
        for at in range(0, len(call.data), SECTOR):
            if chance.random() < share:
                part = call.data[at : at + SECTOR]
                _resize(data, max(len(data), call.offset + at))
                data[call.offset + at : call.offset + at + len(part)] = part
    return bytes(data)
