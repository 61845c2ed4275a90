"""Ways of spoiling a file: by bytes, by cells, by the members of its zip and by their XML.
Each takes its chance and gives bytes."""

from __future__ import annotations

import csv
import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable
from typing import Final

TOKENS: Final = (
    b'"', b",", b"\n", b"\r", b"\x00", b"\xa3", b"\x9c", b"=1+1", b"(1,234.50)", b"1e400", b"99999999999999999", b"-",
    b"\xff\xfe", b"\xef\xbb\xbf", b'"""',
    b"\t", b";", b"31/02/2024", b"NaN", b"inf", b"Total", b"1/4/0000", b"\xe2\x80\xae", b"9" * 400, b"PK\x03\x04",
    b"PK\x01\x02", b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0", b"\x1b[2J", b"\x1b]52;c;eA==\x07", b"\xc2\x9b2J", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"|",
    b"~|~",
)  # fmt: skip
"""Bytes that mean something to a reader of some format."""

CELLS: Final = (
    "", " ", "0", "-0", "-", "£", "£-", "()", "(5)", "5-", "-(5)", "1,2,3", "1.005", "1e5", "1E-9", "1e999", "0x1F",
    "nan", "-inf", "٣٤٥", "１２３", "½", "²", "1 000,50",
    "1'000.50", "#REF!", "#N/A", "TRUE", "CR 12.00", "12.00 DR", "9" * 30, "9" * 5000, "31/02/2024", "00/00/0000",
    "29/02/2100", "2024-13-01", "45000", "-1", "99999999",
    "1/1/1", "Apr-24", "2024-25", "2024/99", "Total", "TOTAL", "grand total", "=1+1", "+44 1254", "@SUM(1)", "-PEACHES",
    "＝1", "[red]x[/red]", "[/b]", "\x1b[2J",
    "\x1b]52;c;eA==\x07", "\x9b2J", "\u202egnp.exe", "\u200b", "\ufeff", "\x00", "a\nb", 'say "x"', "Z" * 40_000,
    "e\u0301" * 300, "🏛️‍👩", "\ud7ff\ufffe", "01.1", "10.7.0",
    "99.9", "E07000120", "capital", "income", "budget", "redacted", "Amount", "Supplier", "Date",
)  # fmt: skip
"""What a cell may hold when nobody has thought of it."""

XML_VALUES: Final = (
    "", "0", "-1", "1", "s", "b", "d", "e", "inlineStr", "str", "n", "A1", "XFD1048576", "A0", "ZZZZ1", "A99999999999",
    "1048577", "18446744073709551616", "NaN", "1e308",
    "1e400", "45000.99999999", "2958466", "-657435", "../../x", "sheet1", "rId1", "rId999", "true", "utf-16",
    "&#x1b;[2J", "&#0;", "&lt;", "x" * 5000, "2024-02-30T25:00:00", "P1Y", "16384",
)  # fmt: skip
"""Values for an attribute or a text of a workbook's XML."""


def by_bytes(data: bytes, chance: random.Random) -> bytes:
    """Put tokens in, cut and double pieces, change single bytes."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 30)):
        at, kind = chance.randrange(len(found) + 1), chance.random()
        if kind < 0.4:
            found[at:at] = chance.choice(TOKENS)
        elif kind < 0.6:
            found[at : at + chance.randint(1, 50)] = b""
        elif kind < 0.8 and at < len(found):
            found[at] = chance.randrange(256)
        else:
            start = chance.randrange(len(found) + 1)
            found[at:at] = found[start : start + chance.randint(1, 200)]
    return bytes(found) or b"x"


def by_cells(data: bytes, chance: random.Random) -> bytes:
    """Read a CSV file and write it again with cells, rows and columns changed, in an encoding and with
    a delimiter of any kind."""
    rows = list(csv.reader(io.StringIO(data.decode("cp1252", "replace"), newline="")))[:80]
    rows = [row for row in rows if row] or [["Amount"], ["1"]]
    for _ in range(chance.randint(1, 25)):
        row, kind = chance.choice(rows), chance.random()
        if kind < 0.6 and row:
            row[chance.randrange(len(row))] = chance.choice(CELLS)
        elif kind < 0.7:
            row.insert(chance.randrange(len(row) + 1), chance.choice(CELLS))
        elif kind < 0.8 and row:
            del row[chance.randrange(len(row))]
        elif kind < 0.9:
            rows.insert(chance.randrange(len(rows) + 1), list(chance.choice(rows)))
        else:
            chance.shuffle(rows)
    stream = io.StringIO(newline="")
    writer = csv.writer(
        stream,
        delimiter=chance.choice(",,,,;\t|"),
        lineterminator=chance.choice(["\n", "\r\n", "\r"]),
        quoting=chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    )
    writer.writerows(rows)
    encoding = chance.choice(["utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "cp850", "mac-roman"])
    return stream.getvalue().encode(encoding, "replace")


def by_members(data: bytes, chance: random.Random) -> bytes:
    """Drop, empty, double, rename, swap and cut the members of a workbook's zip."""
    members = _members(data)
    for _ in range(chance.randint(1, 4)):
        at, kind = chance.randrange(len(members)), chance.random()
        name, content = members[at]
        if kind < 0.25 and len(members) > 1:
            del members[at]
        elif kind < 0.4:
            members[at] = (name, b"")
        elif kind < 0.5:
            members.append((name, content))
        elif kind < 0.65:
            members[at] = (
                chance.choice([name.upper(), f"../{name}", name.replace("/", "\\"), "x" * 300, "con.xml"]),
                content,
            )
        elif kind < 0.8:
            members[at] = (name, chance.choice(members)[1])
        else:
            members[at] = (name, content[: chance.randrange(len(content) + 1)])
    return _zipped(members, chance)


def by_xml(data: bytes, chance: random.Random) -> bytes:
    """Change attributes, texts and elements in the XML of one or two members of a workbook's zip."""
    members = _members(data)
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(members))
        name, content = members[at]
        text = content.decode("utf-8", "replace")
        for _ in range(chance.randint(1, 12)):
            text = _changed_xml(text, chance)
        members[at] = (name, text.encode("utf-8", "replace"))
    return _zipped(members, chance)


def _changed_xml(text: str, chance: random.Random) -> str:
    kind, value = chance.random(), chance.choice(XML_VALUES)
    pattern = r'="([^"]*)"' if kind < 0.5 else r">([^<]+)<" if kind < 0.75 else r"(<[^>]+>)"
    places = list(re.finditer(pattern, text))
    if not places:
        return text + value
    start, end = chance.choice(places).span(1)
    if kind < 0.75:
        return text[:start] + value.replace("<", "") + text[end:]
    again = text[start:end] * chance.choice([0, 0, 2, 40])
    return text[:start] + again + text[end:]


def _members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def _zipped(members: list[tuple[str, bytes]], chance: random.Random) -> bytes:
    stream = io.BytesIO()
    with (
        warnings.catch_warnings(),
        zipfile.ZipFile(stream, "w", chance.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])) as archive,
    ):
        # A name that comes twice is what we want.
        warnings.simplefilter("ignore")
        for name, content in members:
            # A date of its own keeps the bytes the same from run to run.
            info = zipfile.ZipInfo(name, (2024, 4, 1, 0, 0, 0))
            info.compress_type = archive.compression
            archive.writestr(info, content)
    return stream.getvalue()


Mutation = Callable[[bytes, random.Random], bytes]
"""A way of spoiling a file."""

OF_TEXT: Final[dict[str, Mutation]] = {"csv by bytes": by_bytes, "csv by cells": by_cells}
"""What is done to CSV files."""

OF_ZIP: Final[dict[str, Mutation]] = {
    "workbook by bytes": by_bytes,
    "workbook by members": by_members,
    "workbook by XML": by_xml,
}
"""What is done to workbooks that are zips."""
