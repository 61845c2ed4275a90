"""The house themes can be read: contrast as WCAG 2 measures it."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from tpdesk.screens.themes import THEMES


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21. Source: WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(colour: str) -> float:
        parts = [part / 255 for part in Color.parse(colour).rgb]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_all_text_stands_out_seven_to_one(theme: Theme) -> None:
    found = {
        (name, ground): contrast(colour, behind)
        for name, colour in {
            "foreground": theme.foreground, "quiet": theme.variables["quiet"], "accent": theme.accent,
            "primary": theme.primary,
            "warning": theme.warning, "error": theme.error, "success": theme.success,
        }.items()
        for ground, behind in {"background": theme.background, "panel": theme.panel}.items()
        if colour is not None and behind is not None
    }  # fmt: skip
    assert len(found) == 14
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < 7} == {}
    for cursor in ("block-cursor", "block-cursor-blurred"):
        for text in (theme.variables["block-cursor-foreground"], theme.foreground or ""):
            assert contrast(text, theme.variables[f"{cursor}-background"]) >= 7
