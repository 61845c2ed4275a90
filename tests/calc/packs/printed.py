"""Workbooks as LibreOffice prints them: the places and sizes of the type on each page of the PDF."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.models.office import make_pdf

_AS_WIDE_AS_ARIAL: Final = re.compile(rb"/BaseFont/[A-Z]{6}\+(?:Arial|LiberationSans|Arimo|Helvetica)")
_SUBSTITUTE: Final = 556 / 636
"""A digit of Arial to one of DejaVu Sans, in which a computer without Arial or the like sets it. LibreOffice makes
columns as much wider, and the page as much smaller."""

_TEXT: Final = re.compile(r"([\d.]+) ([\d.]+) Td /F\d+ ([\d.]+) Tf")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a PDF."""

    high: float
    """In points."""

    texts: tuple[tuple[float, float], ...]
    """(points above the foot, point size) of each piece of text; sizes as if in letters as wide as Arial's."""

    @property
    def smallest(self) -> float:
        """The smallest type."""
        return min(size for _, size in self.texts)

    @property
    def filled(self) -> float:
        """Which part of it is filled, from its upper margin down to the lowest line above its foot."""
        lowest = min(y for y, _ in self.texts if y > 50)
        return (self.high - 36 - lowest) / (self.high - 36 - 50)


def pages_of(workbook: Path) -> list[Page]:
    """Return the pages that LibreOffice prints."""
    data = make_pdf(workbook)
    widening = 1.0 if _AS_WIDE_AS_ARIAL.search(data) else _SUBSTITUTE
    parts = {int(found[1]): found[2] for found in re.finditer(rb"(?s)(\d+) 0 obj\s*(.*?)endobj", data)}
    pages = []
    for part in parts.values():
        if re.search(rb"/Type\s*/Page\b", part):
            box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", part)
            content = re.search(rb"/Contents (\d+) 0 R", part)
            assert box is not None
            assert content is not None
            raw = re.split(rb"stream\r?\n", parts[int(content[1])], maxsplit=1)[1]
            text = zlib.decompressobj().decompress(raw).decode("latin-1")
            found_texts = tuple((float(y), float(size) / widening) for _, y, size in _TEXT.findall(text))
            pages.append(Page(float(box[2]), found_texts))
    return pages
