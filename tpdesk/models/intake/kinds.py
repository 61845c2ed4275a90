"""What kind of file this is, by its first bytes and not by its name; and what to do about the kinds that hold no rows."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

from tpdesk.errors import InputProblem
from tpdesk.models import guard
from tpdesk.models.intake import ole
from tpdesk.models.intake.zipcheck import protected

_MAGIC: Final = (
    (b"%PDF", "a PDF: ask the body for the spreadsheet behind it, or copy its table into one"),
    (b"{\\rtf", "a word-processor document: save its table as CSV or as a workbook"),
    (b"\x1f\x8b", "compressed (gzip): unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"PAR1", "a Parquet file: save it as CSV"),
    (b"SQLite format 3\x00", "a database: open it as a desk if it is a desk file, or save the table as CSV"),
    (b"\x89PNG", "a picture: ask the body for the spreadsheet behind it"),
    (b"\xff\xd8\xff", "a picture: ask the body for the spreadsheet behind it"),
    (b"GIF8", "a picture: ask the body for the spreadsheet behind it"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_JSON = re.compile(rb"\s*(?:\{\s*(?:\"|\})|\[\s*(?:[\[{\"\]]|-?[\d.]+\s*,))")
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|table|head|body|div|meta)", re.IGNORECASE)
_NAMES: Final = {
    ".json": "JSON: save its rows as CSV",
    ".geojson": "JSON: save its rows as CSV",
    ".xml": "XML: open it in a spreadsheet and save it as CSV",
}


def kind_of(path: Path) -> str:
    """Return `csv`, `xlsx`, `xlsb`, `ods` or `xls`.

    Raises InputProblem where the file is missing, a folder, empty, protected or of a kind that holds no rows; OSError where it cannot be read.
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
    if head.startswith(ole.MAGIC):
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
        container = ole.read(path)
    except ole.DamagedOle as error:
        raise InputProblem(f"{path.name} is damaged or only half there: download it or ask for it again.") from error
    if container.names & {"EncryptedPackage", "EncryptionInfo"} or container.protected:
        raise protected(path)
    if container.names & {"Workbook", "Book"}:
        return "xls"
    raise InputProblem(f"{path.name} is no spreadsheet (an old Office file of another kind): save its table as CSV.")
