"""Shades on which every number can be read, and shares that fill their line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color as RichColour
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import open_window
from tpdesk.screens.flex_table import STACK, stack
from tpdesk.screens.overlap.cells import short_names
from tpdesk.screens.overlap.heat import READABLE, STEPS, HeatMap, contrast, head_lines, step_of, tints
from tpdesk.screens.overlap.words import percent_cell, share_cell
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


def test_columns_have_names_as_far_as_there_is_room() -> None:
    bodies = ["Lancashire", "South Ribble", "Blackburn with Darwen", "Wyre"]
    assert head_lines(bodies, 10, 30) == [
        ["Lancashire"],
        ["South", "Ribble"],
        ["Blackburn", "with", "Darwen"],
        ["Wyre"],
    ]
    assert head_lines(bodies, 7, 30)[0] == ["Lancash"]
    assert head_lines(bodies, 3, 30) == [list("Lancashir"), list("South Rib"), list("Blackburn"), list("Wyre")]
    assert head_lines(bodies, 3, 10) == [["Lan"], ["Sou"], ["Bla"], ["Wyr"]]
    assert head_lines([], 3, 30) == []
    alike = [
        "Lancashire Police",
        "Hyndburn",
        "Lancashire Fire and Rescue",
        "Lancashire",
        "Lancashire and South Cumbria ICB",
    ]
    assert head_lines(alike, 3, 10) == [["LP"], ["Hyn"], ["LFR"], ["Lan"], ["LSC"]]
    for width, height in ((3, 10), (7, 30), (3, 30)):
        assert all(cell_len(line) <= width for line in head_lines(["🏛🏛🏛🏛🏛 hall", "東京都庁"], width, height)[0])


def test_short_names_of_bodies_are_each_its_own() -> None:
    names = [
        "Lancashire County Council",
        "Lancaster City Council",
        "Chorley Council",
        "Luton Borough Council",
        "Luton District Council",
    ]
    assert short_names(names) == [
        "Lancashire",
        "Lancaster",
        "Chorley",
        "Luton Borough Council",
        "Luton District Council",
    ]
    assert short_names(["Council", "Lancashire Police and Crime Commissioner"]) == [
        "Council",
        "Lancashire Police and Crime Commissioner",
    ]


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36), (200, 50)], 1, 0))
async def test_the_columns_of_both_heat_maps_are_named_and_a_click_meets_its_cell(
    councils: Verb, size: tuple[int, int]
) -> None:
    async with open_window(councils.desk, size) as window:
        await window.press("5", "v")
        for name in ("bodies", "pairs"):
            heat = window.app.screen.query_one(f"#{name}-heat", HeatMap)
            above = heat._head_lines
            lines = [heat.render_line(y).text for y in range(above + 2)]
            assert lines[above - 1].split()[:3] == ["▸1", "2", "3"]
            second = slice(heat._label + heat._cell_width, heat._label + heat._cell_width * 2)
            name_above = "".join(line[second].strip() for line in lines[: above - 1])
            assert len(name_above) >= 3
            assert "Blackpool".startswith(name_above)
            await window.pilot.click(heat, offset=(heat._label + heat._cell_width * 2 + 1, above + 1))
            await window.settle()
            assert (heat.row, heat.column) == (1, 2)
            await window.press("v")
