"""What the parsers do not tell of an .xlsx sheet: its hidden rows, its merged cells, its formulas without a value."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from xml.etree import ElementTree

from tpdesk.models.intake.book_parts import parts_by_name

_CELL: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")
_HIDDEN: Final = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What is odd about one sheet."""

    hidden_rows: frozenset[int] = frozenset()
    """Rows, from 1, that hold cells and are hidden."""

    merged: tuple[str, ...] = ()
    """Ranges of merged cells, as `A5:A7`."""

    unvalued: Mapping[tuple[int, int], str] | None = None
    """(row from 1, column from 0) -> the formula of a cell whose value is not in the file."""


def sheet_facts(path: Path, sheet: str) -> SheetFacts:
    """Return what is odd about a sheet of an .xlsx that was inspected; nothing where its part cannot be read."""
    with zipfile.ZipFile(path) as archive:
        part = dict(parts_by_name(archive, path)).get(sheet, "")
        entry = next((one for one in archive.infolist() if one.filename.casefold() == part), None)
        if entry is None:
            return SheetFacts()
        with archive.open(entry) as stream:
            return _facts(stream)


def _facts(stream: IO[bytes]) -> SheetFacts:
    hidden: set[int] = set()
    merged: list[str] = []
    unvalued: dict[tuple[int, int], str] = {}
    try:
        for _, element in ElementTree.iterparse(stream):
            match element.tag.rpartition("}")[2]:
                case "row":
                    row = int(element.get("r") or 0)
                    if element.get("hidden") in _HIDDEN and len(element):
                        hidden.add(row)
                    for cell in element:
                        _note_formula(cell, unvalued)
                    element.clear()
                case "mergeCell":
                    merged.append(element.get("ref") or "")
    except (ElementTree.ParseError, ValueError):
        return SheetFacts()
    return SheetFacts(frozenset(hidden), tuple(ref for ref in merged if ref), unvalued)


def _note_formula(cell: ElementTree.Element, unvalued: dict[tuple[int, int], str]) -> None:
    parts = {part.tag.rpartition("}")[2]: part for part in cell}
    at = cell_position(cell.get("r") or "")
    if at is None or "f" not in parts:
        return
    value = parts.get("v")
    if value is None or not (value.text or "").strip():
        unvalued[at] = f"={parts['f'].text or ''}"


def cell_position(reference: str) -> tuple[int, int] | None:
    """Return (row from 1, column from 0) of a cell such as `B7`; None for what is no cell."""
    found = _CELL.match(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column - 1
