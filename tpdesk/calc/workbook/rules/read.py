"""A workbook's parts into facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from tpdesk.calc.workbook.rules.facts import (
    PLAIN,
    Book,
    Format,
    Region,
    WrittenCell,
    WrittenSheet,
    blocks,
    default_digit,
    formats,
    superscript,
)
from tpdesk.calc.workbook.rules.parts import Parts, first, local, named, relation_id
from tpdesk.errors import InputProblem

MOST_CELLS: Final = 2_000_000
"""Most filled cells that are looked at."""

_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})\Z")
_FIRST_CELL: Final = "A1"


def read_book(path: Path) -> Book:
    """Return the facts of the workbook at `path`. Raises InputProblem where it cannot be read safely."""
    parts = Parts(path)
    try:
        return _book(parts)
    except (ValueError, IndexError, KeyError) as error:
        raise InputProblem(f"{path.name} is damaged: a part of it makes no sense ({error}).") from error


def _book(parts: Parts) -> Book:
    """Return the facts of the whole workbook."""
    book = parts.tree("xl/workbook.xml")
    relations = parts.related("xl/workbook.xml")
    styles = formats(parts)
    strings = [(_words(item), superscript(item)) for item in parts.tree("xl/sharedStrings.xml") if local(item) == "si"]
    sheets = []
    for entry in named(book, "sheet"):
        kind, target = relations.get(relation_id(entry), ("", ""))
        hidden = entry.get("state", "visible") != "visible"
        sheets.append(_sheet(parts, entry.get("name", ""), (kind == "chartsheet", hidden), target, (strings, styles)))
    view = first(book, "workbookView")
    core = parts.tree("docProps/core.xml")
    return Book(
        tuple(sheets),
        view is None or view.get("activeTab", "0") == "0",
        _text_of(core, "title"),
        _text_of(core, "language"),
        any(name.rsplit("/", 1)[-1].startswith("vbaProject") for name in parts.parts),
        default_digit(parts),
    )


def _sheet(
    parts: Parts,
    name: str,
    flags: tuple[bool, bool],
    part: str,
    shared: tuple[list[tuple[str, bool]], tuple[Format, ...]],
) -> WrittenSheet:
    """Return the facts of one sheet."""
    relations = parts.related(part)
    rows = _Rows(shared)
    root = parts.tree(part, {"row": rows.take})
    cells, heights, hidden = rows.cells, rows.heights, rows.hidden
    tables = tuple(
        _table(parts.tree(relations.get(relation_id(entry), ("", ""))[1])) for entry in named(root, "tablePart")
    )
    widths, hidden_columns = _columns(root)
    drawings = [parts.tree(target) for kind, target in relations.values() if kind == "drawing"]
    regions = (*tables, *blocks(cells, tables))
    top = min((region.top for region in regions), default=1 << 30)
    links = {
        link.get("ref", ""): relations.get(relation_id(link), ("", ""))[1] or link.get("location", "")
        for link in named(root, "hyperlink")
    }
    sheet_format = first(root, "sheetFormatPr")
    return WrittenSheet(
        name=name,
        is_chart=flags[0],
        hidden=flags[1],
        cells=cells,
        merged=tuple(merge.get("ref", "") for merge in named(root, "mergeCell")),
        widths=widths,
        default_width=float(sheet_format.get("defaultColWidth", "8.43")) if sheet_format is not None else 8.43,
        heights=heights,
        hidden_parts=(*hidden_columns, *hidden),
        frozen=_frozen(first(root, "pane")),
        filtered=any(local(child) == "autoFilter" for child in root),
        opens_at=_opens_at(first(root, "sheetView")),
        links=links,
        tables=tables,
        charts=tuple(chart for root in drawings for chart in _charts(root)),
        text_boxes=tuple(box for root in drawings for box in _text_boxes(root)),
        margins_text=" ".join(text.text or "" for group in named(root, "headerFooter") for text in group),
        rules=tuple(
            (group.get("sqref", ""), rule.get("type", ""))
            for group in named(root, "conditionalFormatting")
            for rule in named(group, "cfRule")
        ),
        regions=regions,
        above=tuple(cells[place] for place in sorted(cells) if place[1] == 1 and place[0] < top),
    )


class _Rows:
    """A sheet's filled cells by place, its rows' own heights, and its hidden rows in words, row by row."""

    def __init__(self, shared: tuple[list[tuple[str, bool]], tuple[Format, ...]]) -> None:
        self.cells: dict[tuple[int, int], WrittenCell] = {}
        self.heights: dict[int, float] = {}
        self.hidden: list[str] = []
        self._shared = shared
        self._row = 0

    def take(self, entry: Element) -> None:
        """Take the next row. Raises InputProblem where the sheet has too many cells."""
        self._row = row = int(entry.get("r", self._row + 1))
        if entry.get("customHeight") in ("1", "true") and entry.get("ht"):
            self.heights[row] = float(entry.get("ht", "0"))
        if entry.get("hidden") in ("1", "true"):
            self.hidden.append(f"row {row} is hidden")
        column = 0
        for cell in entry:
            if local(cell) != "c":
                continue
            column = _place(cell.get("r", ""))[1] if cell.get("r") else column + 1
            found = _cell(cell, row, column, self._shared)
            if found:
                self.cells[row, column] = found
        if len(self.cells) > MOST_CELLS:
            raise InputProblem(f"A sheet has more than {MOST_CELLS:,} filled cells, too many to check.")


def _cell(
    cell: Element, row: int, column: int, shared: tuple[list[tuple[str, bool]], tuple[Format, ...]]
) -> WrittenCell | None:
    """Return one filled cell, or None where it holds nothing."""
    strings, styles = shared
    kind = cell.get("t", "n")
    value = next((child.text or "" for child in cell if local(child) == "v"), "")
    formula = any(local(child) == "f" for child in cell)
    raised, number = False, None
    if kind == "s" and value:
        text, raised = strings[int(value)]
    elif kind == "inlineStr":
        text, raised = _words(cell), superscript(cell)
    else:
        text = value
        number = float(value) if kind == "n" and value else None
    if not text.strip() and not formula:
        return None
    style = int(cell.get("s", "0"))
    return WrittenCell(row, column, text, number, formula, raised, styles[style] if style < len(styles) else PLAIN)


def _table(root: Element) -> Region:
    """Return one Excel table."""
    start, _, end = root.get("ref", "A1:A1").partition(":")
    (top, left), (bottom, right) = _place(start), _place(end or start)
    filters = any(local(child) == "autoFilter" for child in root)
    name = root.get("displayName") or root.get("name") or ""
    return Region(top, left, bottom, right, name, int(root.get("headerRowCount", "1")), filters)


def _columns(root: Element) -> tuple[dict[int, float], list[str]]:
    """Return columns' own widths, and hidden columns in words."""
    widths: dict[int, float] = {}
    hidden = []
    for entry in named(root, "col"):
        start, end = int(entry.get("min", "1")), int(entry.get("max", "1"))
        if entry.get("hidden") in ("1", "true"):
            hidden.append(f"columns {start} to {end} are hidden" if end > start else f"column {start} is hidden")
        if entry.get("width"):
            widths.update(dict.fromkeys(range(start, min(end, start + 1_000) + 1), float(entry.get("width", "8.43"))))
    return widths, hidden


def _charts(root: Element) -> Iterator[tuple[str, str]]:
    """Yield a drawing's charts with their alt texts."""
    for frame in named(root, "graphicFrame"):
        named_as = first(frame, "cNvPr")
        if named_as is not None:
            yield named_as.get("name", ""), named_as.get("descr", "")


def _text_boxes(root: Element) -> Iterator[str]:
    """Yield the names of a drawing's shapes that hold text."""
    for shape in named(root, "sp"):
        if any((text.text or "").strip() for text in named(shape, "t")):
            named_as = first(shape, "cNvPr")
            yield named_as.get("name", "a shape") if named_as is not None else "a shape"


def _frozen(pane: Element | None) -> bool:
    return pane is not None and pane.get("state", "split") in ("frozen", "frozenSplit")


def _opens_at(view: Element | None) -> str:
    """Return the cell a sheet opens at."""
    if view is None:
        return _FIRST_CELL
    if view.get("topLeftCell", _FIRST_CELL) != _FIRST_CELL:
        return view.get("topLeftCell", "")
    selection = first(view, "selection")
    return selection.get("activeCell", _FIRST_CELL) if selection is not None else _FIRST_CELL


def _words(item: Element) -> str:
    """Return the text of a string, rich or plain, without phonetic readings."""
    phonetic = {text for reading in named(item, "rPh") for text in named(reading, "t")}
    text = "".join(part.text or "" for part in named(item, "t") if part not in phonetic)
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def _text_of(root: Element, name: str) -> str:
    """Return the text of the first element called `name`."""
    found = first(root, name)
    return ((found.text if found is not None else "") or "").strip()


def _place(reference: str) -> tuple[int, int]:
    """Return row and column from 1. Raises InputProblem where a reference is none, or lies outside any sheet."""
    match = _REFERENCE.match(reference)
    if not match:
        raise InputProblem(f"The workbook is damaged: '{reference}' is not a cell.")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if row > 1_048_576 or column > 16_384 or row == 0:
        raise InputProblem(f"The workbook is damaged: '{reference}' lies outside any sheet.")
    return row, column
