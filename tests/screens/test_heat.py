"""Shades on which every number can be read, and shares that fill their line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color as RichColour
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from tpdesk.screens.flex_table import STACK, stack
from tpdesk.screens.overlap.heat_tints import READABLE, STEPS, contrast, step_of, tints
from tpdesk.screens.overlap.overlap_words import percent_cell, share_cell
from tpdesk.screens.themes import THEMES


def colour(rich: RichColour | None) -> Color:
    """Return a colour of a style."""
    assert rich is not None
    return Color.from_rich_color(rich)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_numbers_stand_out_seven_to_one_on_every_shade_of_our_themes(theme: object) -> None:
    ground, ink, strong = (Color.parse(getattr(theme, name)) for name in ("background", "foreground", "primary"))
    styles = tints(ground, ink, strong)
    assert len(styles) == len(STEPS)
    for style in styles:
        assert contrast(colour(style.color), colour(style.bgcolor)) >= READABLE
    # Each shade differs from the one before it.
    assert len({style.bgcolor for style in styles}) == len(STEPS)


@pytest.mark.parametrize("name", [name for name, theme in BUILTIN_THEMES.items() if not theme.ansi])
def test_no_shade_of_any_theme_is_worse_than_its_bare_ground_or_4_5(name: str) -> None:
    colours = BUILTIN_THEMES[name].to_color_system().generate()
    ground, ink, strong = (Color.parse(colours[part]) for part in ("background", "foreground", "primary"))
    bare = contrast(ink, ground)
    for style in tints(ground, ink, strong):
        assert contrast(colour(style.color), colour(style.bgcolor)) >= min(READABLE, bare) - 0.3


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=12), st.integers(4, 60))
def test_shares_fill_their_line_and_each_is_seen(amounts: list[int], width: int) -> None:
    shares = sorted((amount / sum(amounts) for amount in amounts), reverse=True)
    line = stack(shares, width)
    assert len(line) == width
    assert list(dict.fromkeys(line)) == list(STACK[: min(len(shares), 4)])
    assert line.count(STACK[0]) >= line.count(STACK[1])


def test_cells_say_their_per_cent() -> None:
    assert share_cell(None, 100).text == "·"
    assert share_cell(0, 100).text == "·"
    assert share_cell(-5, 100).text == "−"
    assert share_cell(1, 1000).text == "<1"
    assert share_cell(500, 1000) == percent_cell(0.5)
    assert percent_cell(1.0).text == "100"
    assert [step_of(value) for value in (0, 0.01, 0.05, 0.2, 0.4, 0.7, 1)] == [0, 0, 1, 2, 3, 4, 4]
