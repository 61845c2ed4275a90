"""The last touch on a finished workbook: long tables, real heading styles and the document's language,
which the writer cannot do.

The rows of a long table as a sheet's XML, put together from cells that are made once: what stands in a
column mostly comes again.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import BinaryIO, Final
from xml.sax.saxutils import escape

from tpdesk.calc.workbook import measure
from tpdesk.calc.workbook.describe import Column, Streamed
from tpdesk.calc.workbook.layout import HEADING_SIZES, Placed, letters

LANGUAGE: Final = "en-GB"

_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_QUICK: Final = 3
"""How hard long parts are pressed: half the time of the usual 6, for a sixth more of bytes."""

_END_OF_ROWS: Final = b"</sheetData>"
_STYLE: Final = re.compile(rb'<c r="[A-Z]+[0-9]+" s="([0-9]+)"')
_SIZE: Final = re.compile(rb'<dimension ref="[^"]*"/>')
_LABELS: Final = re.compile(rb"<c:dLbls>.*?</c:dLbls>", re.DOTALL)
_BUILTIN_HEADING: Final = 15
"""Excel's number of the built-in style Heading 1 is 16, of Heading 2 is 17."""


@dataclass(frozen=True, slots=True)
class LongTable:
    """What is still to come into a sheet that has its table's headings and first row only."""

    part: str
    """The sheet's name in the zip."""

    table: str
    """The table's name."""

    ranges: tuple[str, str]
    """The cells of the table as it was written, and as it is to be."""

    rows: Callable[[tuple[str, ...]], Iterable[bytes]]
    """Given the styles of the first row's cells, gives the XML of the rows after it, piece by piece."""


def finish(workbook: bytes, file: BinaryIO, long: Sequence[LongTable] = ()) -> None:
    """Write the workbook to `file` with heading styles, language and the rest of its `long` tables;
    every other part as it was, zip times fixed."""
    later = {table.part for table in long}
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICK) as target,
    ):
        for entry in source.infolist():
            if entry.filename in later:
                continue
            content = source.read(entry)
            if entry.filename == "xl/styles.xml":
                content = heading_styles(content.decode("utf-8")).encode("utf-8")
            elif entry.filename == "docProps/core.xml":
                content = language(content.decode("utf-8")).encode("utf-8")
            elif entry.filename.startswith("xl/charts/"):
                content = _LABELS.sub(_in_one_line, content)
            elif entry.filename.startswith("xl/tables/"):
                content = _lengthened(content, long)
            target.writestr(_fixed(entry.filename), content)
        for table in long:
            before, after = source.read(table.part).split(_END_OF_ROWS)
            styles = tuple(style.decode() for style in _STYLE.findall(before, before.rindex(b"<row ")))
            # Opened by its name a part has the fixed time of all, and is pressed quickly.
            with target.open(table.part, "w", force_zip64=True) as part:
                # What is said of the sheet's size holds for its first rows only, and need not be said.
                part.write(_SIZE.sub(b"", before, count=1))
                for piece in table.rows(styles):
                    part.write(piece)
                part.write(_END_OF_ROWS + after)


def _in_one_line(labels: re.Match[bytes]) -> bytes:
    """Return the figures beside a chart's bars as labels that no program breaks into two lines."""
    return labels[0].replace(b"<a:bodyPr/>", b'<a:bodyPr wrap="none"/>')


def _lengthened(table: bytes, long: Sequence[LongTable]) -> bytes:
    """Return a table's part with the cells that it is to have."""
    for one in long:
        if f' displayName="{one.table}"'.encode() in table:
            before, after = (f' ref="{cells}"'.encode() for cells in one.ranges)
            return table.replace(before, after)
    return table


def _fixed(name: str) -> zipfile.ZipInfo:
    """Return an entry whose time tells nothing."""
    entry = zipfile.ZipInfo(name, _ZIP_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def heading_styles(styles: str) -> str:
    """Return styles.xml in which the formats set in a heading's size belong to the cell styles
    Heading 1 and Heading 2."""
    fonts = re.findall(r"<font>.*?</font>", _between(styles, "fonts"), re.DOTALL)
    style_formats, style_names = "", ""
    for level, size in HEADING_SIZES.items():
        numbers = [n for n, font in enumerate(fonts) if f'<sz val="{size}"/>' in font]
        if not numbers:
            continue
        style = 1 + style_formats.count("<xf ")
        style_formats += (
            f'<xf numFmtId="0" fontId="{numbers[0]}" fillId="0" borderId="0" applyNumberFormat="0" '
            'applyFill="0" applyAlignment="0" applyProtection="0"/>'
        )
        style_names += f'<cellStyle name="Heading {level}" xfId="{style}" builtinId="{_BUILTIN_HEADING + level}"/>'
        for number in numbers:
            cells = _between(styles, "cellXfs")
            own = re.sub(
                rf'(<xf numFmtId="\d+" fontId="{number}" fillId="\d+" borderId="\d+" xfId=)"0"', rf'\1"{style}"', cells
            )
            styles = styles.replace(cells, own)
    count = 1 + style_formats.count("<xf ")
    styles = re.sub(
        r'<cellStyleXfs count="1">(.*?)</cellStyleXfs>',
        rf'<cellStyleXfs count="{count}">\1{style_formats}</cellStyleXfs>',
        styles,
        flags=re.DOTALL,
    )
    return re.sub(
        r'<cellStyles count="1">(.*?)</cellStyles>',
        rf'<cellStyles count="{count}">{style_names}\1</cellStyles>',
        styles,
        flags=re.DOTALL,
    )


def language(core: str) -> str:
    """Return docProps/core.xml with the document's language."""
    return core.replace("</cp:coreProperties>", f"<dc:language>{LANGUAGE}</dc:language></cp:coreProperties>")


def _between(text: str, tag: str) -> str:
    """Return the inside of the first element `tag`, or nothing."""
    match = re.search(rf"<{tag}[ >].*?</{tag}>", text, re.DOTALL)
    return match[0] if match else ""


STEP: Final = 2_000
"""Rows of one piece."""

_MOST_KEPT: Final = 20_000
"""Different texts of one column that are kept made."""


class _Made(dict[Hashable, tuple[str, int]]):
    """What stands in a row's column -> its cell's XML from behind the row's number up to where that comes again, and
    the lines of text that it takes."""

    def __init__(self, value: Callable[[Hashable], str | int], column: Column, at: tuple[int, int], style: str) -> None:
        position, self._wide = at
        self._value = value
        self._money = column.kind.is_money
        self._style = style
        self._next = f'</c><c r="{letters(position + 1)}'

    def __missing__(self, found: Hashable) -> tuple[str, int]:
        value = self._value(found)
        if not isinstance(value, str):
            # Numbers are quicker made than found again. The nearest double to a whole number of pence shows and
            # sums back to the penny.
            return f'" s="{self._style}"><v>{value / 100 if self._money else value!r}</v>{self._next}', 1
        inside = f'" s="{self._style}" t="inlineStr"><is><t>{escape(value)}</t></is>{self._next}'
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[found] = made = (inside, measure.lines(value, self._wide))
        return made


def first_row(streamed: Streamed) -> tuple[str | int, ...]:
    """Return the first row's cells, which are written like any other table's: the rest take their styles."""
    found = next(iter(streamed.rows()))
    return tuple(value(item) for value, item in zip(streamed.values, found, strict=True))


def long_table(part: str, one: Placed, step: Callable[[], None] | None) -> LongTable:
    """Return what is still to come into the sheet at `part` of the zip; `step` is called before each piece."""
    table = one.sheet.table
    assert table is not None
    ranges = tuple(f"A{one.header}:{letters(len(one.columns) - 1)}{last}" for last in (one.first, one.last))
    return LongTable(part, table.name, (ranges[0], ranges[1]), partial(_rows, one, step))


def _rows(one: Placed, step: Callable[[], None] | None, styles: Sequence[str]) -> Iterator[bytes]:
    table = one.sheet.table
    assert table is not None
    assert table.streamed is not None
    places = {column.key: at for at, column in enumerate(table.columns)}
    shown = [places[column.key] for column in one.columns]
    made = [
        _Made(table.streamed.values[at], table.columns[at], (position, one.widths[position]), style)
        for position, (at, style) in enumerate(zip(shown, styles, strict=True))
    ]
    # The row's number stands between all parts of a row: behind its own `r`, and behind each cell's column.
    heights: dict[int, str] = {}
    beyond = len(f'<c r="{letters(len(shown))}')
    rows = enumerate(islice(table.streamed.rows(), 1, None), one.first + 1)
    while piece := list(islice(rows, STEP)):
        if step is not None:
            step()
        parts = []
        for number, values in piece:
            cells = [column[values[at]] for column, at in zip(made, shown, strict=True)]
            needed = max([lines for _, lines in cells])
            if needed not in heights:
                heights[needed] = f'" ht="{measure.height(needed)}" customHeight="1"><c r="A'
            row = str(number).join(['<row r="', heights[needed], *[cell for cell, _ in cells]])
            parts.append(f"{row[:-beyond]}</row>")
        yield "".join(parts).encode("utf-8")
