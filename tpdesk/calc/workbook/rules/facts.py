"""What the rules look at: a workbook as plain facts, with nothing lost that a rule asks for.

How the cells of a workbook are set: fonts, fills, borders, number formats, cell styles and theme colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from xml.etree.ElementTree import Element

from tpdesk.calc.workbook.layout import letters
from tpdesk.calc.workbook.rules.parts import Parts, first, local, named


@dataclass(frozen=True, slots=True)
class Format:
    """How a cell is set."""

    style: str
    """Name of its cell style."""

    font: str
    points: float
    bold: bool
    italic: bool
    underline: bool
    colour: str
    """Six hex digits."""

    fill: str
    """Six hex digits, or empty for none."""

    border: bool
    code: str
    """The number format's code."""

    wrap: bool
    rotated: bool


@dataclass(frozen=True, slots=True)
class WrittenCell:
    """One cell that holds something."""

    row: int
    column: int
    """Both from 1."""

    text: str
    """Its text, or its number as stored."""

    number: float | None
    formula: bool
    raised: bool
    """Whether part of its text is superscript."""

    format: Format

    @property
    def at(self) -> str:
        """Its address, as `B7`."""
        return f"{letters(self.column - 1)}{self.row}"


@dataclass(frozen=True, slots=True)
class Region:
    """One grid of cells: an Excel table, or one that is not marked up as such. Bounds from 1, inclusive."""

    top: int
    left: int
    bottom: int
    right: int
    table: str
    """The table's name; empty where it is not marked up."""

    headings: int
    """Number of its heading rows."""

    filters: bool = False

    @property
    def at(self) -> str:
        """Its range, as `A5:F20`."""
        return f"{letters(self.left - 1)}{self.top}:{letters(self.right - 1)}{self.bottom}"

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    @property
    def body(self) -> int:
        """The first row under the headings."""
        return self.top + max(self.headings, 1)


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """One sheet."""

    name: str
    is_chart: bool
    hidden: bool
    cells: dict[tuple[int, int], WrittenCell]
    merged: tuple[str, ...]
    widths: dict[int, float]
    default_width: float
    heights: dict[int, float]
    """Heights in points of rows that have one of their own."""

    hidden_parts: tuple[str, ...]
    """Hidden rows and columns in words."""

    frozen: bool
    filtered: bool
    opens_at: str
    """The selected cell, with the top left one where the sheet opens scrolled."""

    links: dict[str, str]
    """Range to target."""

    tables: tuple[Region, ...]
    charts: tuple[tuple[str, str], ...]
    """Name and alt text."""

    text_boxes: tuple[str, ...]
    margins_text: str
    """What headers and footers say."""

    rules: tuple[tuple[str, str], ...]
    """Range and kind of each conditional format."""

    regions: tuple[Region, ...]
    """All grids: tables first, then blocks of cells that look like one."""

    above: tuple[WrittenCell, ...]
    """The texts of column A that stand above the first grid (all of them where there is none)."""

    def text(self, row: int, column: int) -> str:
        """Return a cell's text, empty where there is none."""
        cell = self.cells.get((row, column))
        return cell.text if cell else ""

    def body(self, region: Region) -> tuple[WrittenCell, ...]:
        """Return the cells of a grid under its headings, row by row."""
        inside = ((row, column) for row, column in self.cells if region.holds(row, column) and row >= region.body)
        return tuple(self.cells[place] for place in sorted(inside))


@dataclass(frozen=True, slots=True)
class Book:
    """One workbook."""

    sheets: tuple[WrittenSheet, ...]
    first_active: bool
    title: str
    language: str
    macros: bool
    digit: int
    """Pixels of the unit of column widths."""


def blocks(cells: Iterable[tuple[int, int]], tables: tuple[Region, ...]) -> tuple[Region, ...]:
    """Return blocks outside tables of at least two rows with two filled cells each;
    a single blank row does not part a block."""
    inside = {(row, column) for row, column in cells if any(table.holds(row, column) for table in tables)}
    loose: dict[int, list[int]] = {}
    for row, column in cells:
        if (row, column) not in inside:
            loose.setdefault(row, []).append(column)
    rows = sorted(row for row, columns in loose.items() if len(columns) > 1)
    runs: list[list[int]] = []
    for row in rows:
        if runs and row - runs[-1][-1] <= 2:
            runs[-1].append(row)
        else:
            runs.append([row])
    return tuple(
        Region(run[0], min(min(loose[row]) for row in run), run[-1], max(max(loose[row]) for row in run), "", 1)
        for run in runs
        if len(run) > 1
    )


def decimals(code: str) -> int | None:
    """Return how many decimals a number format shows; None for text, dates, General and
    formats that show words only."""
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code.split(";")[0])
    if bare in ("General", "@", "") or not re.search(r"[0#]", bare) or re.search(r"[ymdhs]", bare, re.IGNORECASE):
        return None
    match = re.search(r"\.([0#]+)", bare)
    return len(match[1]) if match else 0


_Item = TypeVar("_Item")

PLAIN: Final = Format("Normal", "Calibri", 11, False, False, False, "000000", "", False, "General", False, False)
"""What a cell is where the workbook says nothing."""

_BUILTIN_CODES: Final = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??",
    14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "d/m/yy h:mm",
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 45: "mm:ss",
    46: "[h]:mm:ss", 49: "@",
}  # fmt: skip
"""Number formats that files name by number alone. Source: ECMA-376 part 1, 18.8.30."""

_INDEXED: Final = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF") * 2
_BUILTIN_STYLES: Final = {0: "Normal", 16: "Heading 1", 17: "Heading 2", 18: "Heading 3", 19: "Heading 4", 15: "Title"}
_THEME_ORDER: Final = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)


def formats(parts: Parts) -> tuple[Format, ...]:
    """Return the workbook's cell formats in their own order, as cells refer to them."""
    styles = parts.tree("xl/styles.xml")
    theme = _theme(parts)
    fonts, theme_fonts = _children(styles, "fonts"), _theme_fonts(parts)
    fills = [_fill(fill, theme) for fill in _children(styles, "fills")]
    borders = [any(side.get("style", "none") != "none" for side in border) for border in _children(styles, "borders")]
    codes = {int(code.get("numFmtId", "0")): code.get("formatCode", "") for code in _children(styles, "numFmts")}
    names = {
        int(style.get("xfId", "0")): _BUILTIN_STYLES.get(int(style.get("builtinId", "-1")), style.get("name", ""))
        for style in _children(styles, "cellStyles")
    }
    result = []
    for xf in _children(styles, "cellXfs"):
        font = _nth(fonts, xf.get("fontId"))
        alignment = first(xf, "alignment")
        code = int(xf.get("numFmtId", "0"))
        result.append(
            Format(
                names.get(int(xf.get("xfId", "0")), "Normal"),
                _shown_font(font, theme_fonts),
                float(_value(font, "sz") or PLAIN.points),
                _flag(font, "b"),
                _flag(font, "i"),
                font is not None and first(font, "u") is not None and _value(font, "u") != "none",
                _colour(None if font is None else first(font, "color"), theme) or "000000",
                _nth(fills, xf.get("fillId")) or "",
                bool(_nth(borders, xf.get("borderId"))),
                codes.get(code, _BUILTIN_CODES.get(code, "General")),
                alignment is not None and alignment.get("wrapText") in ("1", "true"),
                alignment is not None and alignment.get("textRotation", "0") != "0",
            )
        )
    return tuple(result) or (PLAIN,)


def _children(styles: Element, name: str) -> list[Element]:
    """Return the elements in the list `name` at the top of the styles."""
    return [child for group in styles if local(group) == name for child in group]


def _nth(items: Sequence[_Item], number: str | None) -> _Item | None:
    """Return the item of that number, if there is one."""
    place = int(number or 0)
    return items[place] if 0 <= place < len(items) else None


def _value(font: Element | None, name: str) -> str:
    """Return the `val` of a font's property."""
    found = None if font is None else first(font, name)
    return "" if found is None else found.get("val", "")


def _flag(font: Element | None, name: str) -> bool:
    """Whether a font has a property that is on unless it says otherwise."""
    found = None if font is None else first(font, name)
    return found is not None and found.get("val", "1") not in ("0", "false")


def _fill(fill: Element, theme: dict[str, str]) -> str:
    """Return a fill's colour, empty where it has none."""
    pattern = first(fill, "patternFill")
    if pattern is None:
        gradient = first(fill, "color")
        return _colour(gradient, theme) if gradient is not None else ""
    if pattern.get("patternType", "none") == "none":
        return ""
    return _colour(first(pattern, "fgColor"), theme) or "C0C0C0"


def _colour(element: Element | None, theme: dict[str, str]) -> str:
    """Return a colour as six hex digits, empty where it says none or leaves it to the program."""
    if element is None:
        return ""
    if element.get("rgb"):
        return element.get("rgb", "")[-6:].upper()
    if element.get("theme") is not None:
        number = int(element.get("theme", "0"))
        base = theme.get(_THEME_ORDER[number], "") if number < len(_THEME_ORDER) else ""
        return _tinted(base, float(element.get("tint", "0"))) if base else ""
    number = int(element.get("indexed", "64"))
    return _INDEXED[number] if number < len(_INDEXED) else ""


def _tinted(colour: str, tint: float) -> str:
    """Return a colour made lighter (tint above 0) or darker, each channel alike:
    near enough to Excel's for contrast."""
    channels = [int(colour[n : n + 2], 16) for n in (0, 2, 4)]
    moved = [c + (255 - c) * tint if tint > 0 else c * (1 + tint) for c in channels]
    return "".join(f"{min(max(round(c), 0), 255):02X}" for c in moved)


def _theme(parts: Parts) -> dict[str, str]:
    """Return the theme's colours by name."""
    name = next((target for kind, target in parts.related("xl/workbook.xml").values() if kind == "theme"), "")
    scheme = first(parts.tree(name), "clrScheme") if name else None
    result = {"lt1": "FFFFFF", "dk1": "000000"}
    for colour in scheme if scheme is not None else ():
        for value in colour:
            result[local(colour)] = (value.get("lastClr") or value.get("val") or "")[-6:].upper()
    return result


def _theme_fonts(parts: Parts) -> dict[str, str]:
    """Return the theme's fonts for Latin letters: `major` for headings, `minor` for the rest."""
    name = next((target for kind, target in parts.related("xl/workbook.xml").values() if kind == "theme"), "")
    scheme = first(parts.tree(name), "fontScheme") if name else None
    result = {}
    for group in scheme if scheme is not None else ():
        latin = first(group, "latin")
        result[local(group).removesuffix("Font")] = "" if latin is None else latin.get("typeface", "")
    return result


def _shown_font(font: Element | None, theme_fonts: dict[str, str]) -> str:
    """Return the font that Excel shows: one that is tied to the theme is the theme's, whatever its own name says."""
    return theme_fonts.get(_value(font, "scheme")) or _value(font, "name") or PLAIN.font


def default_digit(parts: Parts) -> int:
    """Return the pixels of a digit in the workbook's default font: the unit of column widths."""
    fonts = _children(parts.tree("xl/styles.xml"), "fonts")
    font = fonts[0] if fonts else None
    points = float(_value(font, "sz") or PLAIN.points)
    share = 0.507 if _shown_font(font, _theme_fonts(parts)) in ("Calibri", "Aptos Narrow", "Carlito") else 0.556
    return max(round(share * points * 96 / 72), 4)


def superscript(text: Element) -> bool:
    """Whether part of a rich text is superscript."""
    return any(mark.get("val") == "superscript" for mark in named(text, "vertAlign"))
