"""A workbook's parts into facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from tpdesk.calc.workbook.layout import letters
from tpdesk.calc.workbook.rules.colours import Palette
from tpdesk.calc.workbook.rules.facts import Book, ColourRule, Format, Region, WrittenCell, WrittenSheet
from tpdesk.calc.workbook.rules.floating import Relations, floating
from tpdesk.calc.workbook.rules.formats import colour_changes, default_digit, formats, runs
from tpdesk.calc.workbook.rules.grids import blocks, grids
from tpdesk.calc.workbook.rules.parts import Parts, first, local, named, relation_id
from tpdesk.calc.workbook.rules.rows import CellReader, SharedWords, format_uses, place, words
from tpdesk.errors import InputProblem

_FIRST_CELL: Final = "A1"
_YES: Final = ("1", "true")
_MOST_COLUMNS_SET: Final = 1_000
"""Most columns of one setting that are kept one by one."""


class _Shared(NamedTuple):
    """What all sheets refer to."""

    strings: tuple[SharedWords, ...]
    styles: tuple[Format, ...]
    palette: Palette
    changes: list[tuple[bool, bool]]


class _Entry(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    hidden: bool
    is_chart: bool
    part: str


def read_book(path: Path) -> Book:
    """Return the facts of the workbook at `path`. Raises InputProblem where it cannot be read safely."""
    parts = Parts(path)
    try:
        return _book(parts)
    except (ValueError, IndexError, KeyError) as error:
        raise InputProblem(
            f"{path.name} is damaged: a part of it makes no sense ({error}).", title="This file cannot be checked"
        ) from error


def _book(parts: Parts) -> Book:
    """Return the facts of the whole workbook."""
    book = parts.tree("xl/workbook.xml")
    relations = parts.related("xl/workbook.xml")
    tree = parts.tree("xl/styles.xml")
    palette = Palette(parts, tree)
    strings = tuple(
        SharedWords(words(item), runs(item, palette) if len(item) > 1 else ())
        for item in parts.tree("xl/sharedStrings.xml")
        if local(item) == "si"
    )
    shared = _Shared(strings, formats(tree, palette), palette, colour_changes(tree))
    entries = [_entry(sheet, relations) for sheet in named(book, "sheet")]
    view = first(book, "workbookView")
    core = parts.tree("docProps/core.xml")
    names = {name.get("name", ""): name.text or "" for name in named(book, "definedName")}
    tables = [parts.tree(name) for name in parts.parts if name.startswith("xl/tables/")]
    return Book(
        sheets=tuple(_sheet(parts, entry, shared) for entry in entries),
        first_active=int("0" if view is None else view.get("activeTab", "0")) == _first_seen(entries),
        title=_text_of(core, "title"),
        language=_text_of(core, "language"),
        macros=any(name.rsplit("/", 1)[-1].startswith("vbaProject") or "/macrosheets/" in name for name in parts.parts),
        digit=default_digit(tree, palette),
        names=frozenset(name.casefold() for name in (*names, *(table.get("displayName", "") for table in tables))),
        broken_names=tuple(name for name, target in names.items() if "#REF!" in target),
        outside=sum(name.startswith("xl/externalLinks/external") for name in parts.parts)
        + sum(1 for _ in named(parts.tree("xl/connections.xml"), "connection")),
        kept_rows=any("/pivotCacheRecords" in name for name in parts.parts),
    )


def _entry(sheet: Element, relations: Relations) -> _Entry:
    kind, target = relations.get(relation_id(sheet), ("", ""))
    return _Entry(sheet.get("name", ""), sheet.get("state", "visible") != "visible", kind == "chartsheet", target)


def _first_seen(entries: Iterable[_Entry]) -> int:
    """Return the number of the first sheet that can be seen, from 0."""
    return next((number for number, entry in enumerate(entries) if not entry.hidden), 0)


def _sheet(parts: Parts, entry: _Entry, shared: _Shared) -> WrittenSheet:
    """Return the facts of one sheet."""
    relations = parts.related(entry.part)
    rows = CellReader(shared.strings, shared.styles, partial(runs, palette=shared.palette))
    root = parts.tree(entry.part, {"row": rows.take})
    cells = rows.ordered()
    tables = tuple(
        _table(parts.tree(relations.get(relation_id(part), ("", ""))[1])) for part in named(root, "tablePart")
    )
    widths, hidden_columns = _columns(root)
    regions = (*tables, *blocks(cells, tables))
    filled, loose = grids(cells, regions)
    top = min((region.top for region in regions), default=1 << 30)
    sheet_format, view = first(root, "sheetFormatPr"), first(root, "sheetView")
    return WrittenSheet(
        name=entry.name,
        is_chart=entry.is_chart,
        hidden=entry.hidden,
        protected=any(part.get("sheet") in _YES for part in named(root, "sheetProtection")),
        cells=cells,
        formats=format_uses(cells),
        merged=tuple(merge.get("ref", "") for merge in named(root, "mergeCell")),
        widths=widths,
        default_width=float(sheet_format.get("defaultColWidth", "8.43")) if sheet_format is not None else 8.43,
        heights=rows.heights,
        hidden_parts=(*_hidden_columns(hidden_columns, cells), *_hidden_rows(rows.hidden, cells)),
        frozen=_is_frozen(first(root, "pane")),
        filtered=any(local(child) == "autoFilter" for child in root),
        shows_zeros=view is None or view.get("showZeros", "1") in _YES,
        opens_at=_opens_at(view),
        selected=view is not None and view.get("tabSelected") in _YES,
        links={**_links(root, relations), **rows.links},
        floating=floating(parts, root, relations),
        margins_text=" ".join(text.text or "" for group in named(root, "headerFooter") for text in group),
        rules=tuple(_colour_rules(root, shared.changes)),
        validated=tuple(part.get("sqref", "") or _text_of(part, "sqref") for part in named(root, "dataValidation")),
        grids=filled,
        loose=loose,
        above=tuple(cell for cell in loose if cell.column == 1 and cell.row < top),
    )


def _table(root: Element) -> Region:
    """Return one Excel table."""
    start, _, end = root.get("ref", "A1:A1").partition(":")
    (top, left), (bottom, right) = place(start), place(end or start)
    filters = any(local(child) == "autoFilter" for child in root)
    name = root.get("displayName") or root.get("name") or ""
    return Region(top, left, bottom, right, name, int(root.get("headerRowCount", "1")), filters)


def _columns(root: Element) -> tuple[dict[int, float], list[range]]:
    """Return columns' own widths, and the hidden ones."""
    widths: dict[int, float] = {}
    hidden = []
    for entry in named(root, "col"):
        start, end = int(entry.get("min", "1")), int(entry.get("max", "1"))
        width = float(entry.get("width", "0") or 0)
        if entry.get("hidden") in _YES or (entry.get("width") and not width):
            hidden.append(range(start, end + 1))
        if width:
            widths.update(dict.fromkeys(range(start, min(end, start + _MOST_COLUMNS_SET) + 1), width))
    return widths, hidden


def _hidden_columns(hidden: list[range], cells: Mapping[tuple[int, int], WrittenCell]) -> list[tuple[str, str, int]]:
    """Return the hidden columns that hold something: empty ones at a sheet's end hide nothing."""
    filled = {column for _, column in cells} if hidden else set()
    held = [number for columns in hidden for number in sorted(filled) if number in columns]
    return [("column", f"{letters(held[0] - 1)}1", len(held))] if held else []


def _hidden_rows(hidden: list[int], cells: Mapping[tuple[int, int], WrittenCell]) -> list[tuple[str, str, int]]:
    """Return the hidden rows that hold something."""
    filled = {row for row, _ in cells} if hidden else set()
    held = [row for row in hidden if row in filled]
    return [("row", f"A{held[0]}", len(held))] if held else []


def _links(root: Element, relations: Relations) -> dict[str, str]:
    """Return a sheet's links by cell or range; what is inside the workbook begins with `#`."""
    found = {}
    for link in named(root, "hyperlink"):
        target, location = relations.get(relation_id(link), ("", ""))[1], link.get("location", "")
        found[link.get("ref", "").partition(":")[0]] = target or f"#{location}"
    return found


def _colour_rules(root: Element, changes: list[tuple[bool, bool]]) -> Iterable[ColourRule]:
    """Yield a sheet's conditional formats."""
    for group in named(root, "conditionalFormatting"):
        cells = group.get("sqref", "") or _text_of(group, "sqref")
        for rule in named(group, "cfRule"):
            number = rule.get("dxfId")
            inside = first(rule, "dxf")
            colours, more = (True, False) if number is None and inside is None else (False, False)
            if number is not None and int(number) < len(changes):
                colours, more = changes[int(number)]
            elif inside is not None:
                colours = any(local(part) in ("fill", "color") for part in inside.iter())
            yield ColourRule(cells, rule.get("type", ""), colours, more)


def _is_frozen(pane: Element | None) -> bool:
    return pane is not None and pane.get("state", "split") in ("frozen", "frozenSplit")


def _opens_at(view: Element | None) -> str:
    """Return the cell a sheet opens at."""
    if view is None:
        return _FIRST_CELL
    if view.get("topLeftCell", _FIRST_CELL) != _FIRST_CELL:
        return view.get("topLeftCell", "")
    selection = first(view, "selection")
    return selection.get("activeCell", _FIRST_CELL) if selection is not None else _FIRST_CELL


def _text_of(root: Element, name: str) -> str:
    """Return the text of the first element called `name`."""
    found = first(root, name)
    return re.sub(r"\s+", " ", (found.text if found is not None else "") or "").strip()
