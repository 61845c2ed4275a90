"""How the cells of a workbook are set: fonts, fills, borders, number formats, cell styles and theme colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar
from xml.etree.ElementTree import Element

from tpdesk.calc.workbook.rules.facts import Format
from tpdesk.calc.workbook.rules.parts import Parts, first, local, named

_Item = TypeVar("_Item")

PLAIN: Final = Format("Normal", "Calibri", 11, False, False, False, "000000", "", False, "General", False, False)
"""What a cell is where the workbook says nothing."""

_BUILTIN_CODES: Final = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "d/m/yy h:mm",
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 49: "@",
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
    """Return a colour made lighter (tint above 0) or darker, each channel alike: near enough to Excel's for contrast."""
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
