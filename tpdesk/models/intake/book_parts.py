"""Which parts of an .xlsx are its sheets, by its own list of them, wherever they lie and whatever they are called.

Source: ECMA-376 part 2, 9.3 (relationships) and part 1, 18.2.19 (sheet).
"""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from tpdesk.errors import InputProblem

MOST_OF_A_PART: Final = 8 << 20
"""Bytes of a list of sheets or of relations: a thousand sheets take a fortieth of it."""

_RELATION: Final = "}id"
_SHEET_TYPE: Final = "/worksheet"


def sheet_parts(archive: zipfile.ZipFile, path: Path) -> frozenset[str]:
    """Return the names, case folded, of the parts that any list of relations calls a sheet.
    Raises InputProblem for a list that is far too long."""
    found: set[str] = set()
    for entry in archive.infolist():
        if entry.filename.casefold().endswith(".rels"):
            found.update(
                target for target, kind in _relations(archive, path, entry).values() if kind.endswith(_SHEET_TYPE)
            )
    return frozenset(found)


def parts_by_name(archive: zipfile.ZipFile, path: Path) -> list[tuple[str, str]]:
    """Return (name of a sheet, name of its part case folded) in order; empty where the list cannot be read."""
    entries = {entry.filename.casefold(): entry for entry in archive.infolist()}
    links, book = entries.get("xl/_rels/workbook.xml.rels"), entries.get("xl/workbook.xml")
    if links is None or book is None:
        return []
    targets = _relations(archive, path, links)
    sheets = (element for element in _tree(archive, path, book).iter() if _local(element.tag) == "sheet")
    return [(sheet.get("name", ""), targets.get(_id(sheet), ("", ""))[0]) for sheet in sheets]


def _id(sheet: ElementTree.Element) -> str:
    return next((value for name, value in sheet.attrib.items() if name.endswith(_RELATION)), "")


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _relations(archive: zipfile.ZipFile, path: Path, entry: zipfile.ZipInfo) -> dict[str, tuple[str, str]]:
    """Return id -> (part case folded, type) of what a list of relations names inside the zip."""
    # `xl/_rels/workbook.xml.rels` tells of `xl/workbook.xml`: its targets are relative to `xl`.
    folder = posixpath.dirname(posixpath.dirname(entry.filename.replace("\\", "/")))
    found = {}
    for link in _tree(archive, path, entry).iter():
        target = link.get("Target", "")
        if _local(link.tag) == "Relationship" and link.get("TargetMode") != "External":
            whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[link.get("Id", "")] = (whole.casefold(), link.get("Type", ""))
    return found


def _tree(archive: zipfile.ZipFile, path: Path, entry: zipfile.ZipInfo) -> ElementTree.Element:
    """Return a small part as a tree; an empty one where it is no XML."""
    with archive.open(entry) as stream:
        data = stream.read(MOST_OF_A_PART + 1)
    if len(data) > MOST_OF_A_PART:
        raise InputProblem(
            f"{path.name} was not opened, because its list of sheets is far too long. Ask where it comes from, "
            "or open it in a spreadsheet and save the sheet as CSV."
        )
    if any(mark in data for mark in _DOCTYPES):
        return ElementTree.Element("none")
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError, ValueError):
        return ElementTree.Element("none")


_DOCTYPES: Final = tuple("<!DOCTYPE".encode(codec) for codec in ("ascii", "utf-16-le", "utf-16-be"))
