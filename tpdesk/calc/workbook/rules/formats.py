"""How the cells of a workbook are set: fonts, fills, borders, number formats and cell styles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar
from xml.etree.ElementTree import Element

from tpdesk.calc.workbook.rules.colours import Palette
from tpdesk.calc.workbook.rules.facts import PLAIN, Format, TextRun
from tpdesk.calc.workbook.rules.parts import first, local, named

_Item = TypeVar("_Item")

_BUILTIN_CODES: Final = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"£"#,##0;-"£"#,##0', 6: '"£"#,##0;[Red]-"£"#,##0', 7: '"£"#,##0.00;-"£"#,##0.00',
    8: '"£"#,##0.00;[Red]-"£"#,##0.00',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "d/m/yy h:mm",
    37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00",
    41: "#,##0;-#,##0", 42: '"£"#,##0;-"£"#,##0', 43: "#,##0.00;-#,##0.00", 44: '"£"#,##0.00;-"£"#,##0.00',
    45: "mm:ss", 46: "[h]:mm:ss", 49: "@",
}  # fmt: skip
"""Number formats that files name by number alone, as programs set to British English show them. Source: ECMA-376
part 1, 18.8.30."""

_BUILTIN_STYLES: Final = {0: "Normal", 15: "Title", 16: "Heading 1", 17: "Heading 2", 18: "Heading 3", 19: "Heading 4"}
_PREFIX: Final = "Excel Built-in "
"""What LibreOffice puts before the names of Excel's own cell styles."""


def formats(styles: Element, palette: Palette) -> tuple[Format, ...]:
    """Return the workbook's cell formats in their own order, as cells refer to them."""
    fonts = _children(styles, "fonts")
    fills = [_fill(fill, palette) for fill in _children(styles, "fills")]
    borders = [any(side.get("style", "none") != "none" for side in border) for border in _children(styles, "borders")]
    codes = {int(code.get("numFmtId", "0")): code.get("formatCode", "") for code in _children(styles, "numFmts")}
    names = {int(style.get("xfId", "0")): _style_name(style) for style in _children(styles, "cellStyles")}
    result = []
    for xf in _children(styles, "cellXfs"):
        font = _nth(fonts, xf.get("fontId"))
        alignment = first(xf, "alignment")
        code = int(xf.get("numFmtId", "0"))
        result.append(
            Format(
                names.get(int(xf.get("xfId", "0")), "Normal"),
                shown_font(font, palette),
                float(_value(font, "sz") or PLAIN.points),
                _flag(font, "b"),
                _flag(font, "i"),
                _underlined(font),
                _flag(font, "strike"),
                palette.colour(None if font is None else first(font, "color")) or "000000",
                _nth(fills, xf.get("fillId")) or "",
                bool(_nth(borders, xf.get("borderId"))),
                codes.get(code, _BUILTIN_CODES.get(code, "General")),
                alignment is not None and alignment.get("wrapText") in ("1", "true"),
                alignment is not None and alignment.get("textRotation", "0") != "0",
            )
        )
    return tuple(result) or (PLAIN,)


def colour_changes(styles: Element) -> list[tuple[bool, bool]]:
    """Return for each format that a condition can give whether it changes a colour, and whether more than colours."""
    result = []
    for change in _children(styles, "dxfs"):
        colours = any(local(part) in ("fill", "color") for part in change.iter())
        font = first(change, "font")
        bold = any(_flag(font, name) for name in ("b", "i", "strike"))
        result.append((colours, bold or first(change, "numFmt") is not None))
    return result


def runs(item: Element, palette: Palette) -> tuple[TextRun, ...]:
    """Return the parts of a rich text that are set in a way of their own."""
    result = []
    for run in item:
        properties = first(run, "rPr") if local(run) == "r" else None
        if properties is None:
            continue
        points, font = _value(properties, "sz"), _value(properties, "rFont")
        align = _value(properties, "vertAlign")
        result.append(
            TextRun(
                "".join(text.text or "" for text in named(run, "t")),
                align == "superscript",
                palette.fonts.get(_value(properties, "scheme")) or font or None,
                float(points) if points else None,
                _flag(properties, "b"),
                _flag(properties, "i"),
                _underlined(properties),
                _flag(properties, "strike"),
                palette.colour(first(properties, "color")) or None,
            )
        )
    return tuple(result)


def shown_font(font: Element | None, palette: Palette) -> str:
    """Return the font that Excel shows: one that is tied to the theme is the theme's, whatever its own name says."""
    return palette.fonts.get(_value(font, "scheme")) or _value(font, "name") or PLAIN.font


def default_digit(styles: Element, palette: Palette) -> int:
    """Return the pixels of a digit in the workbook's default font: the unit of column widths."""
    fonts = _children(styles, "fonts")
    font = fonts[0] if fonts else None
    points = float(_value(font, "sz") or PLAIN.points)
    share = 0.507 if shown_font(font, palette) in ("Calibri", "Aptos Narrow", "Carlito") else 0.556
    return max(round(share * points * 96 / 72), 4)


def _style_name(style: Element) -> str:
    """Return a cell style's name, in English where it is one of Excel's own."""
    name = style.get("name", "").removeprefix(_PREFIX)
    return _BUILTIN_STYLES.get(int(style.get("builtinId", "-1")), name)


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


def _underlined(font: Element | None) -> bool:
    return font is not None and first(font, "u") is not None and _value(font, "u") != "none"


def _fill(fill: Element, palette: Palette) -> str:
    """Return a fill's colour, empty where it has none."""
    pattern = first(fill, "patternFill")
    if pattern is None:
        return palette.colour(first(fill, "color"))
    if pattern.get("patternType", "none") == "none":
        return ""
    return palette.colour(first(pattern, "fgColor")) or "C0C0C0"


class CodeSection(NamedTuple):
    """One of the parts of a number format that `;` sets apart."""

    code: str
    """Without colours, conditions and other words in square brackets."""

    colour: str
    """The colour that it names, in small letters; empty where it names none."""

    words: str
    """What it prints besides the figure."""

    decimals: int | None
    """How many decimals it shows; None for text, dates, General and words alone."""

    scale: float
    """What the number is multiplied with before it is shown."""


_PARTS: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|[^"\\\[_*]+|.', re.DOTALL)


@lru_cache(maxsize=1024)
def sections(code: str) -> tuple[CodeSection, ...]:
    """Return the sections of a number format: for numbers above zero, below, zero, and for text."""
    found: list[list[str]] = [[]]
    for part in _PARTS.findall(code):
        pieces = part.split(";") if part[0] not in '"\\[_*' else [part]
        found[-1].append(pieces[0])
        found += [[piece] for piece in pieces[1:]]
    return tuple(_section(parts) for parts in found)


def _section(parts: Sequence[str]) -> CodeSection:
    marks = [part[1:-1] for part in parts if part[:1] == "[" and part[-1:] == "]"]
    colour = next((mark.casefold() for mark in marks if re.fullmatch(r"[A-Za-z]{3,}|[Cc]olor ?\d+", mark)), "")
    currency = "".join(mark[1:].partition("-")[0] for mark in marks if mark[:1] == "$")
    literal = "".join(part.strip('"').lstrip("\\") for part in parts if part[:1] in '"\\')
    bare = "".join(part for part in parts if part[:1] not in '"\\[_*')
    is_number = re.search(r"[0#?]", bare) and not re.search(r"[ymdhs]", bare.replace("General", ""), re.IGNORECASE)
    match = re.search(r"\.([0#?]+)", bare)
    scale = 100.0 if "%" in bare else 1 / 1000 ** len(re.findall(r",(?=,*(?:\.|\Z|[^0#?,.]))", bare))
    return CodeSection(
        bare,
        colour,
        currency + literal + re.sub(r"[0#?.,\s@]|General", "", bare),
        (len(match[1]) if match else 0) if is_number else None,
        scale,
    )


def section_for(code: str, number: float) -> CodeSection:
    """Return the section that shows a number. Conditions such as `[<100]` are not followed: the first one stands
    for what is not below zero."""
    found = sections(code)
    if number < 0 and len(found) > 1:
        return found[1]
    return found[2] if number == 0 and len(found) > 2 else found[0]


def is_date(code: str) -> bool:
    """Whether a number format shows a date or a time."""
    bare = sections(code)[0].code
    return "General" not in bare and re.search(r"[ymdhs]", bare, re.IGNORECASE) is not None
