"""Esc goes where one came from: from the lines of a figure, from a room, from a place's count,
with everything as it was."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.ledger import ledger
from tests.screens.looking import Window, open_window
from tests.screens.typing import type_in
from tpdesk.screens.dives.map_view import MapView
from tpdesk.screens.dives.mode import DivesScreen
from tpdesk.screens.flex_table import FlexTable
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.modes import MODES
from tpdesk.screens.overlap.explain import ExplainPanel
from tpdesk.screens.overlap.heat import HeatMap
from tpdesk.screens.overlap.mode import OverlapScreen
from tpdesk.screens.overlap.pictures import PICTURES
from tpdesk.screens.rooms import is_room
from tpdesk.screens.spend.mode import SpendScreen
from tpdesk.screens.spend.scope import Chips


@pytest.fixture
def paid(tmp_path: Path) -> Path:
    """Testshire, where the county pays the borough."""
    desk = ledger(tmp_path)
    fields = ("agency=County Council", "year=2024-25", "amount=5", "label=Bins", "supplier=Borough Council")
    Verb(desk).good("spend", "add", *fields)
    return desk


def spend(window: Window) -> SpendScreen:
    """Return the table of lines, which must be on show."""
    assert isinstance(window.app.screen, SpendScreen)
    return window.app.screen


def left(screen: SpendScreen) -> dict[str, Any]:
    """Return how the table of lines stands."""
    found = dataclasses.asdict(screen.pane.left)
    return {name: value for name, value in found.items() if name != "edition"}


def on_show(overlap: Screen[Any]) -> tuple[object, ...]:
    """Return how the overlap stands."""
    assert isinstance(overlap, OverlapScreen)
    return overlap.view, overlap.order, overlap.only, overlap.query_one("#ranked", FlexTable).key


def chips(window: Window) -> str:
    """Return the line above the lines."""
    return spend(window).query_one(Chips).render().plain


async def narrowed(window: Window) -> dict[str, Any]:
    """Leave the lines narrowed, sorted, searched, with the cursor on one and two chosen."""
    await window.press("4", "f")
    await type_in(window, "amount>100 ")
    await window.press("enter", "right", "right", "s", "slash")
    await type_in(window, "council")
    await window.press("enter", "down", "space", "space", "down")
    found = left(spend(window))
    assert found["sorts"]
    assert found["line"] is not None
    assert found["row"] >= 3
    return found


@pytest.mark.deep
async def test_from_the_overlap_and_back_with_its_filter_order_and_cursor(sample_file: Path) -> None:
    async with open_window(sample_file, (120, 36)) as window:
        before = await narrowed(window)
        await window.press("5", "l", "l", "s")
        await type_in(window, "total")
        await window.press("enter", "f", "down", "down")
        overlap = window.app.screen
        assert isinstance(overlap, OverlapScreen)
        was = (on_show(overlap), window.app.here)
        await window.press("enter")
        assert chips(window).startswith("Esc back to Overlap   ")
        assert not spend(window).table.searched
        assert not spend(window).pane.sorts or spend(window).pane.where.conditions
        # What is narrowed further there belongs to these lines.
        await window.press("=", "down", "escape")
        assert window.app.screen is overlap
        assert (on_show(overlap), window.app.here) == was
        assert overlap.focused is overlap.query_one("#ranked", FlexTable)
        await window.press("4")
        assert left(spend(window)) == before
        assert "back to" not in chips(window)


@pytest.mark.deep
@pytest.mark.parametrize("view", first_of(list(PICTURES)))
async def test_from_every_picture_of_the_overlap(sample_file: Path, view: str) -> None:
    async with open_window(sample_file, (120, 36)) as window:
        await window.press("5", *["v"] * list(PICTURES).index(view))
        overlap = window.app.screen
        assert isinstance(overlap, OverlapScreen)
        assert overlap.view == view
        heat = f"#{view}-heat"
        await window.press("down", *["right"] * (view == "bodies"), "enter")
        assert "Esc back to Overlap" in chips(window)
        await window.press("escape")
        assert overlap.is_current
        assert overlap.view == view
        if view in ("bodies", "pairs"):
            assert overlap.query_one(heat, HeatMap).row == 1
        elif view != "shortlist":
            table = {"ranking": "#ranked", "beside": "#beside-table"}.get(view, f"#{view}-table")
            assert overlap.query_one(table, FlexTable).cursor_row == 1


def without_bars(text: str) -> str:
    """Return what is painted without scroll bars, whose ends are drawn in eighths."""
    return " ".join(re.sub(r"[▁-█]", " ", text).split())


@pytest.mark.deep
@pytest.mark.parametrize("mode", first_of(["overview", "agencies", "overlap", "dives"]))
async def test_from_an_explanation_gone_deep_into(sample_file: Path, mode: str) -> None:
    opens = {
        "overview": ("1", "f5", *"net of", "enter"),
        "agencies": ("3", "down", "f5"),
        "overlap": ("5", "v", "right", "f5"),
        "dives": ("6", "down", "f5"),
    }
    async with open_window(sample_file, (120, 36)) as window:
        await window.press(*opens[mode])
        source = window.app.screen_stack[-2]
        panel = window.app.screen
        assert isinstance(panel, ExplainPanel)
        while not panel._can_show_lines():
            await window.press("enter")
        way, text = panel.way, without_bars(window.inside("#dialog"))
        await window.press("l")
        assert "Esc back to the explanation" in chips(window)
        await window.press("escape")
        again = window.app.screen
        assert isinstance(again, ExplainPanel)
        assert [figure for figure, _ in again.way] == [figure for figure, _ in way]
        assert without_bars(window.inside("#dialog")) == text
        await window.press(*["escape"] * len(way))
        assert window.app.screen is source


@pytest.mark.deep
async def test_from_a_part_of_an_explanation_with_the_cursor_on_it(sample_file: Path) -> None:
    async with open_window(sample_file, (120, 36)) as window:
        await window.press("3", "f5", "down")
        panel = window.app.screen
        assert isinstance(panel, ExplainPanel)
        row = None
        while isinstance(window.app.screen, ExplainPanel):
            row = panel.query_one("#explain-parts").highlighted  # type: ignore[attr-defined]
            await window.press("enter")
        await window.press("escape")
        assert isinstance(window.app.screen, ExplainPanel)
        assert window.app.screen.query_one("#explain-parts").highlighted == row  # type: ignore[attr-defined]


@pytest.mark.deep
async def test_from_the_agencies(sample_file: Path) -> None:
    async with open_window(sample_file, (120, 36)) as window:
        await window.press("3", "v", "down", "down")
        agencies = window.app.screen.pane  # type: ignore[attr-defined]
        row = agencies.row
        await window.press("l")
        assert "Esc back to Organisations" in chips(window)
        await window.press("escape")
        assert window.app.screen is agencies.screen
        assert agencies.row == row
        assert agencies.view == "returns"


@pytest.mark.deep
@pytest.mark.parametrize(("opens", "lines"), [("T", "enter"), ("b", "l")], ids=["transfers", "batches"])
async def test_from_a_room_that_was_opened_elsewhere(paid: Path, opens: str, lines: str) -> None:
    async with open_window(paid, (120, 36)) as window:
        before = left(spend_of(await shown(window, "4", "f", *"amount>400 ", "enter", "down")))
        await window.press("5", opens)
        room = window.app.screen
        assert is_room(room)
        assert "Esc back to Overlap" in window.text
        await window.press(lines)
        assert f"Esc back to {room.NAME}" in chips(window)
        await window.press("escape")
        assert window.app.screen is room
        assert "Esc back to Overlap" in window.text
        await window.press("escape")
        assert window.app.current_mode == "overlap"
        await window.press("4")
        assert left(spend(window)) == before
        # From the lines it is as it always was.
        await window.press(opens)
        assert "Esc closes" in window.text
        await window.press("escape")
        assert left(spend(window)) == before


async def shown(window: Window, *keys: str) -> ModeScreen:
    """Press the keys, and return the screen on show."""
    await window.press(*keys)
    assert isinstance(window.app.screen, ModeScreen)
    return window.app.screen


def spend_of(screen: ModeScreen) -> SpendScreen:
    """Return the screen as the table of lines that it is."""
    assert isinstance(screen, SpendScreen)
    return screen


@pytest.mark.deep
@pytest.mark.parametrize("room", ["i", "m", "b", "T"])
async def test_a_room_leads_back_to_every_screen(paid: Path, room: str) -> None:
    async with open_window(paid, (120, 36)) as window:
        for mode in MODES:
            if mode == "spend" or (room == "b" and mode in ("places", "agencies")):
                # b there is a key of the screen's own: New boundaries, and Read returns.
                continue
            screen = await shown(window, MODES[mode].key)
            await window.press(room)
            assert is_room(window.app.screen)
            assert f"Esc back to {MODES[mode].title}" in window.text
            await window.press("escape")
            assert window.app.screen is screen


@pytest.mark.deep
async def test_a_step_that_is_pressed_on_the_overview_leads_back_to_it(paid: Path) -> None:
    async with open_window(paid, (120, 36)) as window:
        await window.app.run_action("open_room('mapping')")
        await window.settle()
        await window.press("space", "escape")
        # The nearest first: what was chosen there.
        assert is_room(window.app.screen)
        await window.press("escape")
        assert window.app.current_mode == "overview"


@pytest.mark.deep
async def test_the_lines_of_a_lines_batch_lead_back_to_the_line_and_then_on(paid: Path) -> None:
    async with open_window(paid, (120, 36)) as window:
        await window.press("5", "enter", "down", "enter")
        figure = left(spend(window) if isinstance(window.app.screen, SpendScreen) else _under(window))
        await window.press("tab", "enter")
        assert "batch" in chips(window).casefold()
        assert "Esc back to the lines before" in chips(window)
        await window.press("escape")
        assert left(spend(window)) == figure
        assert "Esc back to Overlap" in chips(window)
        await window.press("escape")
        assert window.app.current_mode == "overlap"


def _under(window: Window) -> SpendScreen:
    screen = window.app.screen_stack[-2]
    assert isinstance(screen, SpendScreen)
    return screen


@pytest.mark.deep
async def test_a_second_figure_does_not_take_the_place_of_ones_own_filter(paid: Path) -> None:
    async with open_window(paid, (120, 36)) as window:
        before = left(spend_of(await shown(window, "4", "f", *"amount>400 ", "enter")))
        await window.press("5", "enter", "5", "down", "enter", "3", "l")
        assert "Esc back to Organisations" in chips(window)
        await window.press("escape")
        assert window.app.current_mode == "agencies"
        await window.press("4")
        assert left(spend(window)) == before


@pytest.mark.deep
async def test_the_nearest_is_closed_first(paid: Path) -> None:
    async with open_window(paid, (120, 36)) as window:
        await window.press("5", "enter", "space", "slash")
        await type_in(window, "bins")
        await window.press("enter", "f", "escape")
        assert spend(window).rows.selected_count
        await window.press("escape")
        assert not spend(window).rows.selected_count
        assert spend(window).table.searched
        await window.press("escape")
        assert not spend(window).table.searched
        await window.press("escape")
        assert window.app.current_mode == "overlap"


@pytest.mark.deep
async def test_place_year_and_level_come_back_too(sample_file: Path) -> None:
    async with open_window(sample_file, (120, 36)) as window:
        await window.press("5", "l", "down")
        here, overlap = window.app.here, window.app.screen
        key = overlap.query_one("#ranked", FlexTable).key
        await window.press("enter", "p")
        await type_in(window, "luton")
        await window.press("enter")
        assert window.app.here != here
        await window.press("escape")
        assert window.app.here == here
        assert overlap.query_one("#ranked", FlexTable).key == key


@pytest.mark.deep
async def test_a_change_made_meanwhile_is_seen_and_the_cursor_stays(paid: Path) -> None:
    async with open_window(paid, (120, 36)) as window:
        await window.press("5", "down")
        overlap = window.app.screen
        key, text = overlap.query_one("#ranked", FlexTable).key, window.text
        await window.press("enter", *["right"] * 3, "e", "ctrl+a")
        await type_in(window, "77777")
        await window.press("enter", "escape")
        assert window.app.screen is overlap
        assert overlap.query_one("#ranked", FlexTable).key == key
        assert window.text != text


@pytest.mark.deep
async def test_lines_that_came_since_are_not_chosen(paid: Path) -> None:
    async with open_window(paid, (120, 36)) as window:
        await window.press("4", "a")
        assert spend(window).rows.selected_count == 7
        # A double of one line comes, and all were chosen but not that one.
        await window.press("5", "enter", "D", "escape", "4")
        assert spend(window).rows.total == 8
        assert not spend(window).rows.selected_count


@pytest.mark.deep
async def test_a_click_on_the_way_goes_it_and_one_on_the_scope_widens(paid: Path) -> None:
    async with open_window(paid, (120, 36)) as window:
        await window.press("5", "enter")
        at = chips(window).index("Testshire, 2024-25")
        await window.pilot.click("#spend-chips", offset=(at, 0))
        await window.settle()
        assert "Testshire, all years" in chips(window)
        await window.pilot.click("#spend-chips", offset=(2, 0))
        await window.settle()
        assert window.app.current_mode == "overlap"


@pytest.mark.deep
async def test_no_line_fits_and_esc_leads_back_all_the_same(paid: Path) -> None:
    async with open_window(paid, (120, 36)) as window:
        await window.press("5", "enter", "f")
        await type_in(window, "amount>999999 ")
        await window.press("enter", "escape")
        assert window.app.current_mode == "overlap"


@pytest.mark.deep
async def test_another_desk_leads_nowhere(paid: Path, sample_file: Path) -> None:
    async with open_window(paid, (120, 36)) as window:
        await window.press("5", "enter")
        window.app.open_path(sample_file)
        await window.settle()
        assert "back to" not in chips(window)
        await window.press("escape")
        assert window.app.current_mode == "spend"


@pytest.mark.deep
async def test_from_a_place_to_its_count_and_its_bodies(sample_file: Path) -> None:
    async with open_window(sample_file, (120, 36)) as window:
        await window.press("2", "enter")
        places = window.app.screen
        for section in ("money", "bodies"):
            entries = places.pane.cards  # type: ignore[attr-defined]
            while not (entries.entry or "").startswith(section):
                await window.press("down")
            entry = entries.entry
            await window.press("enter")
            assert window.app.current_mode == {"money": "overview", "bodies": "agencies"}[section]
            assert "Esc Back" in window.lines[-1]
            await window.press("escape")
            assert window.app.screen is places
            assert entries.entry == entry
        # Who goes there by its key came from nowhere.
        await window.press("enter", "1", "3")
        assert "Esc Back" not in window.lines[-1]


@pytest.mark.deep
async def test_from_a_cell_of_the_activity_map_and_back_to_it(sample_file: Path) -> None:
    async with open_window(sample_file, (120, 36)) as window:
        await window.press("6", "v")
        dives = window.app.screen
        assert isinstance(dives, DivesScreen)
        assert dives.view == "map"
        while dives.query_one(MapView).cell is None:
            await window.press("right")
        at = dives.query_one("#map").cursor_coordinate  # type: ignore[attr-defined]
        only = dives.pane("delivery").only
        await window.press("enter")
        assert dives.view == "delivery"
        assert "Esc Back" in window.lines[-1]
        await window.press("escape")
        assert dives.view == "map"
        assert dives.pane("delivery").only == only
        assert dives.query_one("#map").cursor_coordinate == at  # type: ignore[attr-defined]
        await window.press("enter", "v", "escape")
        assert dives.view == "journey"
