"""Workbooks that nobody makes by accident, built part by part: what hostile files are made of in the tests."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO

from tpdesk.models.intake.sheet_look import column_letters

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
HEADINGS = ("Service", "Supplier", "Date", "Amount")

Part = str | bytes | Callable[[IO[bytes]], object]
"""What a part holds, or what writes it into the zip as it goes."""


def cell(reference: str, value: object) -> str:
    """A cell as programs write it."""
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{reference}"><v>{value}</v></c>'


def row(number: int, values: Iterable[object]) -> str:
    """A row whose cells begin in column A."""
    cells = "".join(cell(f"{column_letters(n)}{number}", value) for n, value in enumerate(values, 1))
    return f'<row r="{number}">{cells}</row>'


def table(lines: int = 12) -> str:
    """Rows of spending below their headings."""
    rows = [row(1, HEADINGS)]
    rows += [row(n + 1, ("Parks", f"Firm {n}", f"{n % 28 + 1:02d}/04/2024", n + 0.5)) for n in range(1, lines + 1)]
    return "".join(rows)


def sheet(rows: str, *, more: str = "") -> str:
    """A sheet's part."""
    return f'{DECLARED}<worksheet xmlns="{MAIN}">{more}<sheetData>{rows}</sheetData></worksheet>'


def xlsx(
    path: Path,
    sheets: Sequence[Part],
    *,
    names: Sequence[str] = (),
    parts: Sequence[str] = (),
    strings: Part = "",
    more: dict[str, Part] | None = None,
) -> Path:
    """Write a workbook of those sheets; `parts` says where in the zip each lies, `more` adds parts or replaces ours."""
    count = range(len(sheets))
    where = [parts[n] if n < len(parts) else f"xl/worksheets/sheet{n + 1}.xml" for n in count]
    called = [names[n] if n < len(names) else f"S{n + 1}" for n in count]
    content: dict[str, Part] = {
        "[Content_Types].xml": f'{DECLARED}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        + "".join(
            (
                f'<Override PartName="/{part}" '
                'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            )
            for part in where
        )
        + (
            (
                '<Override PartName="/xl/sharedStrings.xml" '
                'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
            )
            if strings
            else ""
        )
        + "</Types>",
        "_rels/.rels": (
            f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": f'{DECLARED}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
        + "".join(f'<sheet name="{called[n]}" sheetId="{n + 1}" r:id="s{n + 1}"/>' for n in count)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(f'<Relationship Id="s{n + 1}" Type="{LINKS}/worksheet" Target="/{where[n]}"/>' for n in count)
        + (f'<Relationship Id="ss" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/>' if strings else "")
        + "</Relationships>",
    }
    content |= dict(zip(where, sheets, strict=True))
    if strings:
        content["xl/sharedStrings.xml"] = strings
    content |= more or {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in content.items():
            write(archive, name, part)
    return path


def write(archive: zipfile.ZipFile, name: str, part: Part) -> None:
    """Write one part of a zip."""
    if callable(part):
        with archive.open(name, "w", force_zip64=True) as stream:
            part(stream)
    else:
        archive.writestr(name, part)


def full(rows: int, columns: int) -> Callable[[IO[bytes]], object]:
    """What writes a sheet all of whose cells are filled."""
    letters = [column_letters(n) for n in range(1, columns + 1)]

    def fill(stream: IO[bytes]) -> None:
        stream.write(sheet("\0").partition("\0")[0].encode("utf-8"))
        for number in range(1, rows + 1):
            cells = "".join(f'<c r="{letter}{number}"><v>1</v></c>' for letter in letters)
            stream.write(f'<row r="{number}">{cells}</row>'.encode("ascii"))
        stream.write(sheet("\0").partition("\0")[2].encode("utf-8"))

    return fill


def repeated(before: str, piece: bytes, times: int, after: str) -> Callable[[IO[bytes]], object]:
    """What writes a part that is one piece over and over."""

    def fill(stream: IO[bytes]) -> None:
        stream.write(before.encode("utf-8"))
        for _ in range(times):
            stream.write(piece)
        stream.write(after.encode("utf-8"))

    return fill


def prefixed(part: str, prefix: str = "x") -> str:
    """A part as the Open XML SDK writes it: each name with a prefix of its namespace."""
    named = re.sub(r"<(/?)(?=[A-Za-z])", rf"<\1{prefix}:", part)
    return named.replace(f'xmlns="{MAIN}"', f'xmlns:{prefix}="{MAIN}"')


def wide(part: str, codec: str = "utf-16") -> bytes:
    """A part in another encoding, which it says of itself."""
    return part.replace("UTF-8", codec.upper().removesuffix("-LE").removesuffix("-BE")).encode(codec)


def ods(path: Path, rows: Part, *, before: str = "") -> Path:
    """Write an OpenDocument sheet."""
    begin = (
        f'{before}<office:document-content xmlns:office="urn:o" xmlns:table="urn:t" '
        'xmlns:text="urn:x"><office:body><office:spreadsheet><table:table table:name="S">'
    )
    end = "</table:table></office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:manifest xmlns:manifest='urn:m'/>")
        if callable(rows):
            with archive.open("content.xml", "w", force_zip64=True) as stream:
                stream.write(begin.encode("utf-8"))
                rows(stream)
                stream.write(end.encode("utf-8"))
        elif isinstance(rows, bytes):
            archive.writestr("content.xml", rows)
        else:
            archive.writestr("content.xml", begin + rows + end)
    return path


def ods_row(cells: int, *, times: int = 1, text: str = "x", repeat: int = 1) -> str:
    """A row of equal cells, each repeated, repeated itself."""
    one = (
        '<table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{repeat}"><text:p>{text}</text:p></table:table-cell>'
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{one * cells}</table:table-row>'


def _record(kind: int, data: bytes) -> bytes:
    return kind.to_bytes(2, "little") + len(data).to_bytes(2, "little") + data


def xls_stream(cells: Sequence[Sequence[tuple[int, int]]]) -> bytes:
    """A workbook stream ([MS-XLS]) of sheets that hold a number in each of those cells (row, column; from 0)."""
    begin, end = b"\x00\x06\x05\x00\xbb\x0d\xcc\x07" + b"\0" * 8, _record(0x000A, b"")
    sheet_begin = _record(0x0809, b"\x00\x06\x10\x00\xbb\x0d\xcc\x07" + b"\0" * 8)
    names = [f"S{n + 1}".encode("ascii") for n in range(len(cells))]
    bound = sum(4 + 8 + len(name) for name in names)
    at = len(_record(0x0809, begin)) + len(_record(0x0042, b"\xb0\x04")) + bound + len(end)
    globals_, sheets = _record(0x0809, begin) + _record(0x0042, b"\xb0\x04"), b""
    for name, places in zip(names, cells, strict=True):
        globals_ += _record(0x0085, (at + len(sheets)).to_bytes(4, "little") + b"\0\0" + bytes([len(name), 0]) + name)
        rows = max(r for r, _ in places) + 1
        columns = max(c for _, c in places) + 1
        sheets += sheet_begin + _record(
            0x0200, b"\0" * 4 + rows.to_bytes(4, "little") + b"\0\0" + columns.to_bytes(2, "little") + b"\0\0"
        )
        for r, c in places:
            sheets += _record(
                0x027E, r.to_bytes(2, "little") + c.to_bytes(2, "little") + b"\0\0" + (2 | 4 * r).to_bytes(4, "little")
            )
        sheets += end
    return globals_ + end + sheets


def xlsb(path: Path, cells: Sequence[tuple[int, int]]) -> Path:
    """Write a binary workbook ([MS-XLSB]) with a number in each of those cells (row, column; from 0)."""

    def record(kind: int, data: bytes = b"") -> bytes:
        number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return number + bytes([len(data)]) + data

    def text(word: str) -> bytes:
        return len(word).to_bytes(4, "little") + word.encode("utf-16-le")

    book = (
        record(131)
        + record(143)
        + record(156, b"\0" * 4 + b"\1\0\0\0" + text("s1") + text("S1"))
        + record(144)
        + record(132)
    )
    rows, columns = max(r for r, _ in cells), max(c for _, c in cells)
    size = b"".join(number.to_bytes(4, "little") for number in (0, rows, 0, columns))
    sheet_data = record(129) + record(148, size) + record(145)
    for r, c in cells:
        sheet_data += record(0, r.to_bytes(4, "little") + b"\0" * 13) + record(
            5, c.to_bytes(4, "little") + b"\0" * 4 + b"\0\0\0\0\0\0\xf0\x3f"
        )
    sheet_data += record(146) + record(130)
    links = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="s1" Type="{LINKS}/worksheet" '
        'Target="worksheets/sheet1.bin"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", links)
        archive.writestr("xl/worksheets/sheet1.bin", sheet_data)
    return path
