"""The container of old Office files (OLE2), read just far enough to know what is inside and whether it is locked.

Source: [MS-CFB] compound file binary format, sections 2.2 to 2.6; [MS-XLS] 2.4.117 FilePass.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How every OLE2 file begins."""

_END: Final = 0xFFFFFFFA
_FILEPASS: Final = 0x002F
_MOST_SECTORS: Final = 4096
_MOST_BYTES: Final = 512 << 20


class DamagedOle(Exception):
    """The container does not hold together."""


@dataclass(frozen=True, slots=True)
class Container:
    """What an OLE2 file holds."""

    names: frozenset[str]
    """The names of its streams and storages."""

    protected: bool
    """Whether its workbook stream says that it is encrypted."""


def read(path: Path) -> Container:
    """Return what the OLE2 file at `path` holds. Raises Damaged."""
    with path.open("rb") as stream:
        data = stream.read(_MOST_BYTES)
    try:
        return _read(data)
    except (struct.error, IndexError, UnicodeDecodeError, ValueError) as error:
        raise DamagedOle from error


def _read(data: bytes) -> Container:
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise DamagedOle
    size = 1 << shift
    directory_start, _, cutoff = struct.unpack_from("<III", data, 48)
    difat = [number for number in struct.unpack_from("<109I", data, 76) if number < _END]
    more, left = struct.unpack_from("<II", data, 68)
    # A file of more than seven megabytes keeps the rest of this list in sectors of its own.
    while more < _END and left and len(difat) < _MOST_SECTORS * 4:
        numbers = struct.unpack_from(f"<{size // 4}I", data, (more + 1) << shift)
        difat.extend(number for number in numbers[:-1] if number < _END)
        more, left = numbers[-1], left - 1
    fat: list[int] = []
    for number in difat:
        at = (number + 1) << shift
        fat.extend(struct.unpack_from(f"<{size // 4}I", data, at))

    def chain(start: int, most: int = _MOST_SECTORS) -> bytes:
        parts, seen = [], 0
        while start < _END and seen < most:
            at = (start + 1) << shift
            part = data[at : at + size]
            if not part:
                raise DamagedOle
            parts.append(part)
            start = fat[start]
            seen += 1
        return b"".join(parts)

    names: set[str] = set()
    protected = False
    directory = chain(directory_start)
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        if not 2 <= length <= 64:
            continue
        name = directory[at : at + length - 2].decode("utf-16-le")
        names.add(name)
        start, stream_size = struct.unpack_from("<II", directory, at + 116)
        if name in ("Workbook", "Book") and stream_size >= cutoff:
            protected = _locked(chain(start, 16))
    return Container(frozenset(names), protected)


def _locked(stream: bytes) -> bool:
    """Say whether the first records of a workbook stream hold FilePass, which stands right behind the first BOF."""
    at = 0
    for _ in range(40):
        if at + 4 > len(stream):
            return False
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _FILEPASS:
            return True
        at += 4 + length
    return False
