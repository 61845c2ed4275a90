"""Words of ours put into a workbook of somebody else's, which stays as it is: columns to the right, and a sheet more.

The parts are changed where they must be and copied byte for byte where not, so that every value, formula, format and
rule of theirs is still there.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from tpdesk.calc.workbook.layout import letters

_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BOOK: Final = "xl/workbook.xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"
_CONTENT: Final = "[Content_Types].xml"
_WIDE: Final = 44
"""Characters of a column of ours."""


@dataclass(frozen=True, slots=True)
class SheetNotes:
    """Words for the right of one sheet."""

    header_row: int
    """The row of the headings, from 1."""

    headings: tuple[str, ...]
    rows: Mapping[int, tuple[str, ...]]
    """Row -> its words, one for each heading."""


@dataclass(frozen=True, slots=True)
class AddedSheet:
    """A sheet of words that is added at the end."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


def annotate(source: Path, file: BinaryIO, notes: Mapping[str, SheetNotes], added: AddedSheet) -> None:
    """Write a copy of an .xlsx to `file` with `notes`, sheet -> words, and the added sheet.
    Raises KeyError or ValueError where it is not built as such a workbook is."""
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        names = {entry.filename.casefold(): entry.filename for entry in archive.infolist()}
        book, links = (_parse(archive.read(names[part.casefold()])) for part in (_BOOK, _LINKS))
        parts = _sheet_parts(book, links)
        changed = {names[parts[sheet]]: (sheet, words) for sheet, words in notes.items() if words.rows}
        number = 1
        while f"xl/worksheets/added{number}.xml" in names:
            number += 1
        part = f"xl/worksheets/added{number}.xml"
        for entry in archive.infolist():
            content = archive.read(entry)
            if entry.filename in changed:
                content = _with_notes(content, changed[entry.filename][1])
            elif entry.filename == names[_BOOK]:
                content = _write(_with_sheet(book, links, part, added.name))
            elif entry.filename == names[_CONTENT.casefold()]:
                content = _with_type(content, part)
            if entry.filename != names[_LINKS.casefold()]:
                target.writestr(entry, content)
        # Its own list of parts got the new sheet while the book did.
        target.writestr(names[_LINKS.casefold()], _write(links))
        target.writestr(part, _sheet(book.tag.rpartition("}")[0][1:], added))


def _parse(content: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _write(root: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _sheet_parts(book: Any, links: Any) -> dict[str, str]:
    """Return name of a sheet -> its part, case folded."""
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for sheet in book.iter("{*}sheet"):
        own = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        found[sheet.get("name")] = (
            posixpath.normpath(posixpath.join("/xl", targets.get(own, ""))).lstrip("/").casefold()
        )
    return found


def _with_notes(content: bytes, notes: SheetNotes) -> bytes:
    sheet = _parse(content)
    data = next(sheet.iter("{*}sheetData"))
    space = data.tag.rpartition("}")[0] + "}"
    first = 1 + max((_column(cell.get("r", "A1")) for cell in data.iter(f"{space}c")), default=0)
    rows = {int(row.get("r")): row for row in data.findall(f"{space}row")}
    heads = next((cell.get("s") for cell in rows.get(notes.header_row, ()) if cell.get("s")), None)
    for number, words in ((notes.header_row, notes.headings), *sorted(notes.rows.items())):
        row = rows.get(number)
        if row is None:
            row = data.makeelement(f"{space}row", {"r": str(number)})
            after = sum(1 for other in rows if other < number)
            data.insert(after, row)
            rows[number] = row
        row.attrib.pop("spans", None)
        for at, text in enumerate(words, first):
            if text:
                style = heads if number == notes.header_row else None
                row.append(_text_cell(row, space, f"{letters(at)}{number}", text, style))
    _widen(sheet, data, space, first + 1, len(notes.headings))
    for size in sheet.findall(f"{space}dimension"):
        sheet.remove(size)
    return _write(sheet)


def _column(reference: str) -> int:
    """Return the column of a cell such as `B7`, from 0."""
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number - 1


def _text_cell(row: Any, space: str, reference: str, text: str, style: str | None) -> Any:
    cell = row.makeelement(f"{space}c", {"r": reference, "t": "inlineStr", **({"s": style} if style else {})})
    inside = cell.makeelement(f"{space}is", {})
    words = inside.makeelement(f"{space}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
    words.text = text
    inside.append(words)
    cell.append(inside)
    return cell


def _widen(sheet: Any, data: Any, space: str, first: int, number: int) -> None:
    """Give columns of ours (the first from 1) a width, and leave those to the left theirs."""
    columns = sheet.find(f"{space}cols")
    if columns is None:
        columns = sheet.makeelement(f"{space}cols", {})
        data.addprevious(columns)
    for column in list(columns):
        if int(column.get("min", "1")) >= first:
            columns.remove(column)
        elif int(column.get("max", "1")) >= first:
            column.set("max", str(first - 1))
    wide = {"min": str(first), "max": str(first + number - 1), "width": str(_WIDE), "customWidth": "1"}
    columns.append(columns.makeelement(f"{space}col", wide))


def _with_sheet(book: Any, links: Any, part: str, name: str) -> Any:
    """Return the book with one sheet more at its end, whose part is linked."""
    sheets = next(book.iter("{*}sheets"))
    space = sheets.tag.rpartition("}")[0] + "}"
    taken = {sheet.get("name", "").casefold() for sheet in sheets}
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name} {number}"
    ids = {link.get("Id") for link in links}
    link = next(f"rIdAdded{n}" for n in range(1, len(ids) + 2) if f"rIdAdded{n}" not in ids)
    prefix = next(
        (name.rpartition("}")[0] + "}" for sheet in sheets for name in sheet.attrib if name.endswith("}id")),
        f"{{{_OFFICE}}}",
    )
    own = 1 + max(int(sheet.get("sheetId", "0")) for sheet in sheets)
    sheets.append(sheets.makeelement(f"{space}sheet", {"name": free, "sheetId": str(own), f"{prefix}id": link}))
    kind = next(
        (one.get("Type") for one in links if one.get("Type", "").endswith("/worksheet")), f"{_OFFICE}/worksheet"
    )
    links.append(links.makeelement(f"{{{_RELATIONS}}}Relationship", {"Id": link, "Type": kind, "Target": f"/{part}"}))
    return book


def _with_type(content: bytes, part: str) -> bytes:
    types = _parse(content)
    types.append(types.makeelement(f"{{{_TYPES}}}Override", {"PartName": f"/{part}", "ContentType": _SHEET_TYPE}))
    return _write(types)


def _sheet(space: str, added: AddedSheet) -> bytes:
    from lxml import etree

    root = etree.Element(f"{{{space}}}worksheet", nsmap={None: space})
    columns = etree.SubElement(root, f"{{{space}}}cols")
    for number, wide in enumerate(added.widths, 1):
        etree.SubElement(
            columns, f"{{{space}}}col", {"min": str(number), "max": str(number), "width": str(wide), "customWidth": "1"}
        )
    data = etree.SubElement(root, f"{{{space}}}sheetData")
    for number, words in enumerate(added.rows, 1):
        row = etree.SubElement(data, f"{{{space}}}row", {"r": str(number)})
        for at, text in enumerate(words):
            if text:
                row.append(_text_cell(row, f"{{{space}}}", f"{letters(at)}{number}", text, None))
    return _write(root)
