"""What kind of file this is, by its first bytes and not by its name; and what to do about the kinds that hold no rows.

The container of old Office files (OLE2), read just far enough to know what is inside and whether it is locked.

Source: [MS-CFB] compound file binary format, sections 2.2 to 2.6; [MS-XLS] 2.4.117 FilePass.
"""

from __future__ import annotations

import re
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.errors import InputProblem
from tpdesk.models import guard
from tpdesk.models.intake.zipcheck import protected

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


_MAGIC: Final = (
    (b"%PDF", "a PDF: ask the organisation for the spreadsheet behind it, or copy its table into one"),
    (b"{\\rtf", "a word-processor document: save its table as CSV or as a workbook"),
    (b"\x1f\x8b", "compressed (gzip): unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"PAR1", "a Parquet file: save it as CSV"),
    (b"SQLite format 3\x00", "a database: open it as a desk if it is a desk file, or save the table as CSV"),
    (b"\x89PNG", "a picture: ask the organisation for the spreadsheet behind it"),
    (b"\xff\xd8\xff", "a picture: ask the organisation for the spreadsheet behind it"),
    (b"GIF8", "a picture: ask the organisation for the spreadsheet behind it"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_JSON = re.compile(rb"\s*(?:\{\s*(?:\"|\})|\[\s*(?:[\[{\"\]]|-?[\d.]+\s*,))")
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|table|head|organisation|div|meta)", re.IGNORECASE)
_NAMES: Final = {
    ".json": "JSON: save its rows as CSV",
    ".geojson": "JSON: save its rows as CSV",
    ".xml": "XML: open it in a spreadsheet and save it as CSV",
}


def kind_of(path: Path) -> str:
    """Return `csv`, `xlsx`, `xlsb`, `ods` or `xls`.

    Raises InputProblem where the file is missing, a folder, empty, protected or of a kind that holds no rows; OSError
    where it cannot be read.
    """
    if path.is_dir():
        raise InputProblem(f"{path.name} is a folder. Name the files inside it.")
    if not path.exists():
        raise InputProblem(f"There is no file {path}. Look at the name and the folder.")
    if not guard.is_ordinary_file(path):
        raise InputProblem(
            f"{path.name} is not an ordinary file but a pipe, a device or part of the system. "
            "Save what it gives as a file, and name that."
        )
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        raise InputProblem(f"{path.name} is empty (0 bytes). Ask for it again, or download it again.")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    if head.startswith(MAGIC):
        return _ole_kind(path)
    for magic, words in _MAGIC:
        if head.startswith(magic):
            raise InputProblem(f"{path.name} is {words}.")
    body = head.removeprefix(b"\xef\xbb\xbf")
    if _JSON.match(body):
        raise InputProblem(f"{path.name} is {_NAMES['.json']}.")
    if _MARKUP.match(body):
        raise InputProblem(
            f"{path.name} is a web page or XML, whatever its name says: open it in a spreadsheet and save it as CSV."
        )
    return "csv"


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and "content.xml" in names:
                if b"spreadsheet" in archive.open("mimetype").read(200):
                    return "ods"
                raise InputProblem(
                    f"{path.name} is a document, not a spreadsheet: save its table as CSV or as a workbook."
                )
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, zipfile.LargeZipFile) as error:
        raise InputProblem(f"{path.name} is damaged or only half there: download it or ask for it again.") from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise InputProblem(f"{path.name} is a document, not a spreadsheet: save its table as CSV or as a workbook.")
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    raise InputProblem(f"{path.name} is a zip archive: unpack it first, then name the files inside it.")


def _ole_kind(path: Path) -> str:
    try:
        container = read(path)
    except DamagedOle as error:
        raise InputProblem(f"{path.name} is damaged or only half there: download it or ask for it again.") from error
    if container.names & {"EncryptedPackage", "EncryptionInfo"} or container.protected:
        raise protected(path)
    if container.names & {"Workbook", "Book"}:
        return "xls"
    raise InputProblem(f"{path.name} is no spreadsheet (an old Office file of another kind): save its table as CSV.")
