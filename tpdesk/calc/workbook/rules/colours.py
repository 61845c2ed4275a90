"""Colours of a workbook's formats: the theme's with their tints, the palette's, and how far two differ."""

from __future__ import annotations

import colorsys
from typing import Final
from xml.etree.ElementTree import Element

from tpdesk.calc.workbook.rules.parts import Parts, first, local

_EIGHT: Final = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
_PALETTE: Final = (
    *_EIGHT, *_EIGHT,
    "800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080",
    "9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF",
    "000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF",
    "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99",
    "3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696",
    "003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333",
)  # fmt: skip
"""Colours that files name by number. Source: ECMA-376 part 1, 18.8.27."""

_THEME_ORDER: Final = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink",
)  # fmt: skip

NAMED: Final = {
    "black": "000000", "white": "FFFFFF", "red": "FF0000", "green": "00FF00", "blue": "0000FF", "yellow": "FFFF00",
    "magenta": "FF00FF", "cyan": "00FFFF",
}  # fmt: skip
"""The colours that number formats name, as `[Red]`."""


class Palette:
    """The theme's colours and fonts, and the workbook's own colours by number."""

    def __init__(self, parts: Parts, styles: Element) -> None:
        name = next((target for kind, target in parts.related("xl/workbook.xml").values() if kind == "theme"), "")
        theme = parts.tree(name) if name else None
        self.theme = _theme(None if theme is None else first(theme, "clrScheme"))
        self.fonts = _fonts(None if theme is None else first(theme, "fontScheme"))
        own = first(styles, "indexedColors")
        colours = tuple(colour.get("rgb", "")[-6:].upper() for colour in own) if own is not None else ()
        self.numbered = colours or _PALETTE

    def colour(self, element: Element | None) -> str:
        """Return a colour as six hex digits, empty where it says none or leaves it to the program."""
        if element is None:
            return ""
        if element.get("rgb"):
            return element.get("rgb", "")[-6:].upper()
        if element.get("theme") is not None:
            number = int(element.get("theme", "0"))
            base = self.theme.get(_THEME_ORDER[number], "") if number < len(_THEME_ORDER) else ""
            return tinted(base, float(element.get("tint", "0"))) if base else ""
        number = int(element.get("indexed", "64"))
        return self.numbered[number] if number < len(self.numbered) else ""


def tinted(colour: str, tint: float) -> str:
    """Return a colour made lighter (tint above 0) or darker, in hue, lightness and saturation as
    Excel does. Source: ECMA-376 part 1, 18.8.19."""
    if not tint:
        return colour
    hue, light, saturation = colorsys.rgb_to_hls(*(int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)))
    light = light * (1 - tint) + tint if tint > 0 else light * (1 + tint)
    channels = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), saturation)
    return "".join(f"{min(max(round(channel * 255), 0), 255):02X}" for channel in channels)


def contrast_ratio(colour: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21. Source: WCAG 2.2, relative luminance."""

    def luminance(text: str) -> float:
        channels = [int(text[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(colour), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _theme(scheme: Element | None) -> dict[str, str]:
    """Return the theme's colours by name."""
    result = {"lt1": "FFFFFF", "dk1": "000000"}
    for colour in scheme if scheme is not None else ():
        for value in colour:
            result[local(colour)] = (value.get("lastClr") or value.get("val") or "")[-6:].upper()
    return result


def _fonts(scheme: Element | None) -> dict[str, str]:
    """Return the theme's fonts for Latin letters: `major` for headings, `minor` for the rest."""
    result = {}
    for group in scheme if scheme is not None else ():
        latin = first(group, "latin")
        result[local(group).removesuffix("Font")] = "" if latin is None else latin.get("typeface", "")
    return result
