"""The shades of a heat map: made from the theme's own colours, so that the number on each of them can be read in every theme."""

from __future__ import annotations

from typing import Final

from rich.style import Style
from textual.color import Color

STEPS: Final = (0.0, 0.05, 0.2, 0.4, 0.7)
"""From which value on each shade stands; the first is bare ground."""

READABLE: Final = 7.0
"""The least contrast of a number with its shade, where the theme's own colours reach it."""


def tints(ground: Color, ink: Color, strong: Color) -> tuple[Style, ...]:
    """Return a style for each step, from bare ground to `strong`, each with a number on it of at least READABLE to 1 where that can be."""
    found = [Style(color=ink.rich_color, bgcolor=ground.rich_color)]
    for part in (0.14, 0.3, 0.5):
        shade = _readable(ground, ink, strong, part)
        found.append(Style(color=ink.rich_color, bgcolor=shade.rich_color))
    on_strong = max((ground, ink), key=lambda colour: contrast(colour, strong))
    if contrast(on_strong, strong) >= READABLE:
        found.append(Style(color=on_strong.rich_color, bgcolor=strong.rich_color, bold=True))
    else:
        found.append(Style(color=ink.rich_color, bgcolor=_readable(ground, ink, strong, 1.0).rich_color, bold=True))
    return tuple(found)


def step_of(value: float) -> int:
    """Return the step of a value from 0 to 1."""
    return max(n for n, least in enumerate(STEPS) if value >= least) if value > 0 else 0


def _readable(ground: Color, ink: Color, strong: Color, part: float) -> Color:
    # The nearest shade on the way to the strong colour on which the ink can still be read.
    while part > 0.02 and contrast(ink, ground.blend(strong, part)) < READABLE:
        part -= 0.02
    return ground.blend(strong, max(part, 0.0))


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    parts = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in colour.rgb)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
