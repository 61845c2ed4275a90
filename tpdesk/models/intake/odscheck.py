"""How far the filled cells of an OpenDocument sheet reach: a cell or row may say that it is repeated a million times.

Source: OASIS OpenDocument 1.3 part 3, 19.675 (table:number-columns-repeated) and 19.677 (table:number-rows-repeated).
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.parsers import expat

from tpdesk.models.intake.sheet_look import must_end_tags


class _Sheets:
    """Follows the rows and cells of a content.xml."""

    def __init__(self) -> None:
        self.cells = 0
        """Filled cells as written."""
        self.around = 0
        """Cells of the rectangles around the filled cells of all sheets, repeats and all."""
        self._row = self._column = self._last_row = self._last_column = 0
        self._repeat = 1
        self._filled = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take note of an element's beginning."""
        if tag == "table:table":
            self._row = self._last_row = self._last_column = 0
        elif tag == "table:table-row":
            self._repeat = _number(attributes.get("table:number-rows-repeated"))
            self._column, self._filled = 0, False
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._column += _number(attributes.get("table:number-columns-repeated"))
            if "office:value-type" in attributes or "table:formula" in attributes:
                self.cells += 1
                self._filled = True
                self._last_column = max(self._last_column, self._column)

    def end(self, tag: str) -> None:
        """Take note of an element's end."""
        if tag == "table:table-row":
            self._row += self._repeat
            if self._filled:
                self._last_row = self._row
        elif tag == "table:table":
            self.around += self._last_row * self._last_column


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 12 else 1 if text is None else 10**9


def extent(chunks: Iterable[bytes]) -> tuple[int, int]:
    """Return the filled cells of a content.xml as written, and the cells of the rectangles they span. Raises ValueError where it is no XML."""
    sheets = _Sheets()
    parser = expat.ParserCreate()
    parser.StartElementHandler = sheets.start
    parser.EndElementHandler = sheets.end
    fed = 0
    try:
        for chunk in chunks:
            fed += len(chunk)
            parser.Parse(chunk, False)
            must_end_tags(parser, fed, len(chunk))
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ValueError("no well-formed XML") from error
    return sheets.cells, sheets.around
