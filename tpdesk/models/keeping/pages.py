"""The pages of a SQLite file read without SQLite, so that one broken byte costs one row and not
the whole branch behind it.

The format is https://www.sqlite.org/fileformat2.html; numbers of pages count from 1. Only what is damaged is left out:
every page that can be reached is read, cell by cell, and what cannot be read is counted.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final

Value = int | float | str | bytes | None
"""What a column of a row can hold."""

_TABLE_INNER, _TABLE_LEAF, _INDEX_INNER, _INDEX_LEAF = 5, 13, 2, 10
_LONGEST: Final = 50_000_000
"""Bytes above which a row's length is taken for damage."""

_INTEGER_SIZES: Final = (0, 1, 2, 3, 4, 6, 8)


@dataclass(slots=True)
class Losses:
    """What could not be read of one table."""

    cells: int = 0
    """Rows whose bytes make no sense."""

    pages: set[int] = field(default_factory=set)
    """Pages that are no part of a table any more, or that lie outside the file."""

    @property
    def any(self) -> bool:
        """Whether anything was lost."""
        return bool(self.cells or self.pages)


class PageFile:
    """A SQLite file as pages. Use it as a context manager; nothing is ever written."""

    def __init__(self, path: Path, usual_size: int) -> None:
        """Open the file. `usual_size` is the page size in bytes where the header does not tell one.
        Raises OSError, ValueError for an empty file."""
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        told = int.from_bytes(self._bytes[16:18]) if len(self._bytes) > 18 else 0
        told = 65_536 if told == 1 else told
        self.sound_header = self._bytes[:16] == b"SQLite format 3\x00" and told >= 512 and told & (told - 1) == 0
        self.size = told if self.sound_header else usual_size
        self.pages = -(-len(self._bytes) // self.size)
        self.visited: set[int] = set()
        """Pages that a walk has been on: none belongs to two tables."""

    def __enter__(self) -> PageFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bytes.close()

    def header_number(self, offset: int) -> int:
        """Return the four-byte number at `offset` of the file's header, 0 where the header is not sound."""
        return int.from_bytes(self._bytes[offset : offset + 4]) if self.sound_header else 0

    def rows(self, root: int, losses: Losses, *, by_rowid: bool) -> Iterator[tuple[int, list[Value]]]:
        """Yield (rowid, values as they are stored) of every row that can be read below the page `root`;
        without rowids the number is 0."""
        waiting = [root]
        while waiting:
            number = waiting.pop()
            if number in self.visited:
                losses.pages.add(number)
                continue
            self.visited.add(number)
            page = self._page(number)
            kind = self._kind(page, number, by_rowid=by_rowid)
            if kind is None:
                losses.pages.add(number)
                continue
            if kind in (_TABLE_INNER, _INDEX_INNER):
                waiting.extend(reversed(self._children(page, number, losses)))
            if kind != _TABLE_INNER:
                yield from self._cells(page, number, kind, losses)

    def orphans(self) -> Iterator[tuple[int, list[tuple[int, list[Value]]]]]:
        """Yield (page, rows) of the leaves with rowids that no walk has come to and that are not free:
        their branch is broken."""
        if not self.sound_header:
            return
        skipped = self.visited | self._free()
        for number in range(2, self.pages + 1):
            page = self._page(number)
            if number not in skipped and page[:1] == bytes([_TABLE_LEAF]):
                losses = Losses()
                found = list(self._cells(page, number, _TABLE_LEAF, losses))
                if found and not losses.cells:
                    yield number, found

    def _page(self, number: int) -> bytes:
        return self._bytes[(number - 1) * self.size : number * self.size] if 1 <= number <= self.pages else b""

    def _free(self) -> set[int]:
        found: set[int] = set()
        trunk = self.header_number(32)
        while 1 < trunk <= self.pages and trunk not in found:
            found.add(trunk)
            page = self._page(trunk).ljust(self.size, b"\0")
            follows, count = struct.unpack_from(">II", page)
            count = min(count, (self.size - 8) // 4)
            found.update(struct.unpack_from(f">{count}I", page, 8))
            trunk = follows
        return found

    def _kind(self, page: bytes, number: int, *, by_rowid: bool) -> int | None:
        start = 100 if number == 1 else 0
        if len(page) < start + 8:
            return None
        kinds = (_TABLE_INNER, _TABLE_LEAF) if by_rowid else (_INDEX_INNER, _INDEX_LEAF)
        if page[start] in kinds:
            return page[start]
        # Another tree's page was reached by a broken pointer; a byte that is no kind at all is itself what broke, and
        # most pages are leaves.
        other = (_INDEX_INNER, _INDEX_LEAF) if by_rowid else (_TABLE_INNER, _TABLE_LEAF)
        return None if page[start] in other or not any(page) else kinds[1]

    def _pointers(self, page: bytes, number: int, *, inner: bool) -> list[int]:
        start = 100 if number == 1 else 0
        first = start + (12 if inner else 8)
        count = min(int.from_bytes(page[start + 3 : start + 5]), (len(page) - first) // 2)
        return list(struct.unpack_from(f">{count}H", page, first))

    def _children(self, page: bytes, number: int, losses: Losses) -> list[int]:
        start = 100 if number == 1 else 0
        places = [*self._pointers(page, number, inner=True), start + 8]
        children = [int.from_bytes(page[place : place + 4]) for place in places if place + 4 <= len(page)]
        sound = [child for child in children if 1 < child <= self.pages]
        losses.pages.update(child for child in children if not 1 < child <= self.pages)
        return sound

    def _cells(self, page: bytes, number: int, kind: int, losses: Losses) -> Iterator[tuple[int, list[Value]]]:
        for place in self._pointers(page, number, inner=kind == _INDEX_INNER):
            try:
                yield self._cell(page, place, kind)
            except (IndexError, ValueError, struct.error):
                losses.cells += 1

    def _cell(self, page: bytes, place: int, kind: int) -> tuple[int, list[Value]]:
        rowid = 0
        if kind == _INDEX_INNER:
            place += 4
        length, place = _varint(page, place)
        if kind == _TABLE_LEAF:
            rowid, place = _varint(page, place)
            rowid -= 1 << 64 if rowid >= 1 << 63 else 0
        if not 0 < length <= _LONGEST:
            raise ValueError(length)
        local = self._local(length, table=kind == _TABLE_LEAF)
        body = page[place : place + local]
        if local < length:
            body += self._overflow(int.from_bytes(page[place + local : place + local + 4]), length - local)
        if len(body) != length:
            raise ValueError(length)
        return rowid, _record(body)

    def _local(self, length: int, *, table: bool) -> int:
        """Return how many of a row's bytes stand on its own page: the formula of the file format, section 1.6."""
        usable = self.size
        most = usable - 35 if table else (usable - 12) * 64 // 255 - 23
        if length <= most:
            return length
        least = (usable - 12) * 32 // 255 - 23
        kept = least + (length - least) % (usable - 4)
        return kept if kept <= most else least

    def _overflow(self, number: int, wanted: int) -> bytes:
        found, seen = bytearray(), set[int]()
        while len(found) < wanted:
            page = self._page(number)
            if number in seen or len(page) < 4:
                raise ValueError(number)
            seen.add(number)
            found += page[4 : 4 + wanted - len(found)]
            number = int.from_bytes(page[:4])
        self.visited |= seen
        return bytes(found)


def _varint(data: bytes, place: int) -> tuple[int, int]:
    number = 0
    for step in range(9):
        byte = data[place + step]
        if step == 8:
            return (number << 8) | byte, place + 9
        number = (number << 7) | (byte & 0x7F)
        if byte < 0x80:
            return number, place + step + 1
    raise ValueError(place)


def _record(body: bytes) -> list[Value]:
    """Return the values of a row. Raises ValueError or IndexError where its header and its
    body do not fit each other."""
    end, place = _varint(body, 0)
    types = []
    while place < end:
        kind = body[place]
        # Nearly every column's type is one byte: a call less for each.
        if kind < 0x80:
            place += 1
        else:
            kind, place = _varint(body, place)
        types.append(kind)
    if place != end:
        raise ValueError(end)
    values: list[Value] = []
    for kind in types:
        size = _size(kind)
        part = body[place : place + size]
        if len(part) != size:
            raise ValueError(kind)
        values.append(_value(kind, part))
        place += size
    if place != len(body):
        raise ValueError(place)
    return values


def _size(kind: int) -> int:
    if kind <= 6:
        return _INTEGER_SIZES[kind]
    if kind in (10, 11):
        raise ValueError(kind)
    return 8 if kind == 7 else 0 if kind in (8, 9) else (kind - 12) // 2


def _value(kind: int, part: bytes) -> Value:
    if kind == 0:
        return None
    if kind <= 6:
        return int.from_bytes(part, signed=True)
    if kind == 7:
        return float(struct.unpack(">d", part)[0])
    if kind in (8, 9):
        return kind - 8
    # What is no text any more is still nearly the text that it was.
    return part.decode("utf-8", "replace") if kind % 2 else part
