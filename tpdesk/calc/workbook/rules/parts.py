"""Opening a workbook from anywhere: the zip is inspected before a single part is parsed, and
hostile ones are refused."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from tpdesk.errors import InputProblem

MOST_ENTRIES: Final = 5_000
MOST_BYTES: Final = 300_000_000
"""Most bytes that a workbook's parts may come to when inflated;
counted while inflating, whatever the zip says of itself."""

MOST_RATIO: Final = 300
"""Most times that a part over a megabyte may grow when inflated; real sheets stay far below."""

_CHUNK: Final = 1 << 20
_OLE: Final = b"\xd0\xcf\x11\xe0"
_LOOKED_AT: Final = 1 << 20
"""Bytes of an old kind of file that are looked through for what it is."""

_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_BOOK_STREAM: Final = "Workbook".encode("utf-16-le")


class Parts:
    """The parts of one workbook by name, all inflated within limits and free of document type declarations."""

    def __init__(self, path: Path) -> None:
        """Read the workbook at `path`. Raises InputProblem where it is no workbook, protected, damaged or hostile."""
        self.parts: dict[str, bytes] = {}
        try:
            with path.open("rb") as file:
                if file.read(len(_OLE)) == _OLE:
                    raise _unreadable(_old_kind(path.name, file.read(_LOOKED_AT)))
            with zipfile.ZipFile(path) as book:
                self._read(path, book)
        except FileNotFoundError as error:
            raise _unreadable(f"There is no file {path}.") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise _unreadable(f"{path.name} is not an .xlsx workbook, or is damaged ({error}).") from error
        except OSError as error:
            raise _unreadable(f"{path.name} cannot be read ({error.strerror or error}).") from error
        if "xl/workbook.xml" not in self.parts:
            raise _unreadable(_other_kind(path.name, self.parts))

    def _read(self, path: Path, book: zipfile.ZipFile) -> None:
        """Inflate every entry, counting."""
        entries = book.infolist()
        if len(entries) > MOST_ENTRIES:
            raise _unreadable(
                f"{path.name} has {len(entries):,} parts, more than any real workbook. It was not opened."
            )
        total = 0
        for entry in entries:
            name = entry.filename
            if name.startswith("/") or "\\" in name or ".." in name.split("/"):
                raise _unreadable(
                    f"{path.name} has a part with the name '{name}', which leads outside it. It was not opened."
                )
            if name in self.parts:
                raise _unreadable(f"{path.name} has two parts with the name '{name}'. It was not opened.")
            content = bytearray()
            with book.open(entry) as part:
                while chunk := part.read(_CHUNK):
                    content += chunk
                    total += len(chunk)
                    grown = len(content) > MOST_RATIO * max(entry.compress_size, 1) and len(content) > _CHUNK
                    if total > MOST_BYTES or grown:
                        raise _unreadable(
                            f"{path.name} grows beyond measure when inflated ('{name}'). It was not opened."
                        )
            if name.endswith((".xml", ".rels", ".vml")) and _declares(content):
                raise _unreadable(f"{path.name} has a document type declaration in '{name}'. It was not opened.")
            self.parts[name] = bytes(content)

    def __contains__(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self.parts

    def tree(
        self, name: str, take: Mapping[str, Callable[[ElementTree.Element], None]] | None = None
    ) -> ElementTree.Element:
        """Return a part as a tree; an empty one where there is none. Raises InputProblem where it is no XML.

        `take` holds, by name, what is done with each element of that name as soon as it is whole; then it is
        emptied: a sheet's rows are many.
        """
        if name not in self.parts:
            return ElementTree.Element("none")
        try:
            if not take:
                return ElementTree.fromstring(self.parts[name])
            return _taken(self.parts[name], take)
        except ElementTree.ParseError as error:
            raise _unreadable(f"The part '{name}' of the workbook is damaged ({error}).") from error

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Return a part's relations: id to (kind, name of the part), kind being the last
        word of the relation's type."""
        folder, file = posixpath.split(name)
        result = {}
        for relation in self.tree(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"):
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                target = (
                    posixpath.normpath(posixpath.join(folder, target)).lstrip("/") if target[:1] != "/" else target[1:]
                )
            result[relation.get("Id", "")] = (relation.get("Type", "").rsplit("/", 1)[-1], target)
        return result


def _unreadable(message: str) -> InputProblem:
    """Return the failure that says why a file cannot be checked."""
    return InputProblem(message, title="This file cannot be checked")


def _old_kind(name: str, content: bytes) -> str:
    """Return what to say of a file in Microsoft's older container, which holds protected workbooks as well."""
    if _BOOK_STREAM in content and _ENCRYPTED not in content:
        return f"{name} is an old .xls workbook. Open it in Excel or LibreOffice and save it as .xlsx."
    return f"{name} is protected with a password, or an old .xls. Save it as an unprotected .xlsx."


def _other_kind(name: str, parts: Mapping[str, bytes]) -> str:
    """Return what to say of a zip that is no .xlsx workbook."""
    if "xl/workbook.bin" in parts:
        return f"{name} is a binary .xlsb workbook. Open it in Excel and save it as .xlsx."
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument"):
        return f"{name} is an OpenDocument file. Open it in LibreOffice or Excel and save it as .xlsx."
    return f"{name} is not an .xlsx workbook: it has no xl/workbook.xml."


def local(element: ElementTree.Element) -> str:
    """Return an element's name without its namespace, which differs between the two flavours of the format."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def named(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Yield the elements called `name` at any depth."""
    return (found for found in element.iter() if local(found) == name)


def first(element: ElementTree.Element, name: str) -> ElementTree.Element | None:
    """Return the first element called `name` at any depth, if any."""
    return next(named(element, name), None)


def relation_id(element: ElementTree.Element) -> str:
    """Return an element's relation id."""
    return next((value for key, value in element.attrib.items() if key.rsplit("}", 1)[-1] == "id" and key != "id"), "")


def _taken(content: bytes, take: Mapping[str, Callable[[ElementTree.Element], None]]) -> ElementTree.Element:
    element = ElementTree.Element("none")
    # Names come with their namespace, and again and again: each is looked up once.
    known: dict[str, Callable[[ElementTree.Element], None] | None] = {}
    for _, element in ElementTree.iterparse(io.BytesIO(content)):
        tag = element.tag
        if tag not in known:
            known[tag] = take.get(local(element))
        done = known[tag]
        if done is not None:
            done(element)
            element.clear()
    # The outermost ends last.
    return element


def _declares(content: bytearray) -> bool:
    """Whether a part declares a document type, in any width of characters."""
    narrow = bytes(content).replace(b"\x00", b"") if b"\x00" in content else content
    return b"<!DOCTYPE" in narrow or b"<!ENTITY" in narrow
