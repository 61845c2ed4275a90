"""The places with keys in and text out: the register, what is kept of a place, its forms, areas, people, history."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widget import Widget

from tests.cli.verbs import Verb
from tests.screens.looking import Window, open_window
from tests.screens.test_every_mode import SIZES
from tests.screens.typing import dialog, to_field, type_in, write
from tpdesk.domain.kinds import PLACE_KIND
from tpdesk.screens.dialogs.form import Form
from tpdesk.screens.registers.areas import AreaPicker
from tpdesk.screens.registers.places import PlacesPane, PlacesScreen
from tpdesk.screens.registers.table import RecordHistory


async def places(window: Window) -> PlacesScreen:
    """Go to the places."""
    await window.press("2")
    assert isinstance(window.app.screen, PlacesScreen)
    return window.app.screen


async def test_the_register_and_what_is_kept_are_seen_at_every_size(sample_file: Path) -> None:
    async with open_window(sample_file, SIZES[0]) as window:
        screen = await places(window)
        for size in SIZES:
            await window.resize(size)
            assert "Places: 37 · those with money first · 2 with money" in window.text, size
            assert "Luton & Central Bedfordshire" in window.text, size
            assert "Blackburn with Darwen (E06000008)" in window.text, size
            assert screen.pane.table.max_scroll_x == 0, size
            assert all(len(line) <= size[0] for line in window.lines), size


async def test_the_place_under_the_cursor_is_the_place_of_every_screen(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 48)) as window:
        screen = await places(window)
        await window.press("down", "down", "down")
        assert "Birmingham" in window.lines[0]
        assert "pilot · West Midlands · Unitary" in window.text
        assert "Joint commissioning: learning disability" in window.text
        assert "[seed 001]" in window.text
        await window.press("1")
        assert "Birmingham" in window.lines[0]
        await window.press("2")
        assert screen.pane.table.key == str(screen.here.place)
        await window.press("p")
        await type_in(window, "durham")
        await window.press("enter")
        assert "Durham" in window.lines[0]
        assert screen.pane.table.key == str(screen.here.place)


async def test_sort_filter_and_find(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 48)) as window:
        screen = await places(window)
        await window.press("s")
        await type_in(window, "region")
        await window.press("enter")
        assert "by region" in window.text
        assert "Lancashire" in window.lines[0]
        await window.press("f")
        await type_in(window, "precursor")
        await window.press("enter")
        assert "Places, kind: precursor: 1 of 37 · by region" in window.text
        assert "Cumbria" in window.lines[0]
        assert screen.pane.table.row_count == 1
        await window.press("slash")
        await type_in(window, "luton")
        await window.press("enter")
        assert screen.pane.table.row_count == 37
        assert "Luton & Central Bedfordshire" in window.lines[0]
        assert "£3,062.5m gross, 6 organisations, 7 lines" in window.text


@pytest.mark.deep
async def test_a_place_is_made_with_areas_by_a_part_of_their_names(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        screen = await places(window)
        await window.press("n")
        await type_in(window, "Borsetshire")
        await to_field(window, "areas")
        await type_in(window, "hyndb")
        await window.press("enter")
        await type_in(window, "; ribble v")
        await window.press("enter")
        await to_field(window, "status")
        await type_in(window, "pil")
        await window.press("enter", "f2")
        assert "Borsetshire is on the desk." in window.text
        assert "Borsetshire" in window.lines[0]
        assert "Areas Hyndburn (E07000120); Ribble Valley (E07000124)" in window.text
        told = Verb(sample_file).good("place", "show", "Borsetshire")
        assert (told["codes"], told["kind"]) == (["E07000120", "E07000124"], "pilot")
        assert screen.pane.table.row_count == 38
        await window.press("u")
        assert screen.pane.table.row_count == 37


async def test_the_arrows_go_from_field_to_field(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await places(window)
        await window.press("n", "up", "A", "down", "up", "B")
        form = window.app.screen
        assert isinstance(form, Form)
        assert (form.values["name"], form.values["areas"]) == ("B", "")


@pytest.mark.deep
async def test_a_name_that_is_taken_is_said_in_the_form_and_nothing_typed_is_lost(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await places(window)
        await window.press("n")
        await type_in(window, "lancashire")
        await to_field(window, "areas")
        await type_in(window, "Nowhere")
        await window.press("f2")
        assert "Areas: There is no area called 'Nowhere'." in dialog(window)
        await write(window, "E07000120")
        await window.press("f2")
        assert "There is a place called 'lancashire' already." in dialog(window)
        form = window.app.screen
        assert isinstance(form, Form)
        assert (form.values["name"], form.values["areas"]) == ("lancashire", "E07000120")


@pytest.mark.deep
async def test_what_was_typed_is_there_again_after_esc_and_after_a_crash(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await places(window)
        await window.press("e")
        await to_field(window, "theme")
        await type_in(window, "ageing well")
        await window.press("escape", "e")
        assert "This was typed before and is not saved yet." in window.text
        assert "ageing well" in window.text
    async with open_window(sample_file) as window:
        await places(window)
        await window.press("e")
        assert "ageing well" in window.text
        await window.press("f2")
        assert "Theme ageing well" in window.text
        await window.press("e")
        assert "typed before" not in window.text
        await window.press("escape")
    assert Verb(sample_file).good("place", "show", "Lancashire")["theme"] == "ageing well"


@pytest.mark.deep
async def test_areas_are_ticked_in_a_list_and_people_follow_them(sample_file: Path) -> None:
    Verb(sample_file).good("place", "population", "Durham", "all", "--from-seed")
    async with open_window(sample_file) as window:
        await places(window)
        await window.press("slash")
        await type_in(window, "durham")
        await window.press("enter", "a")
        assert isinstance(window.app.screen, AreaPicker)
        assert "✓ County Durham (E06000047)" in window.text
        await type_in(window, "darlington")
        await window.press("enter")
        assert "2 areas: " in window.text
        assert "Not saved yet" in window.text
        await window.press("escape", "a")
        assert "2 areas: " in window.text
        assert "Not saved yet" in window.text
        await window.press("f2")
        assert "Its areas have changed" in window.text
        await window.press("tab", "enter")
        told = Verb(sample_file).good("place", "show", "Durham")
        assert told["codes"] == ["E06000005", "E06000047"]
        [both] = [row["people"] for row in told["population"] if row["year"] == 2024]
        await window.press("u", "u")
        [one] = [
            row["people"]
            for row in Verb(sample_file).good("place", "show", "Durham")["population"]
            if row["year"] == 2024
        ]
        assert both > one


@pytest.mark.deep
async def test_one_key_fills_people_with_their_source(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 48)) as window:
        await places(window)
        await window.press("down", "down", "down")
        assert "P fills in 2020-21, 2023-24 and 2024-25" in window.text
        await window.press("P")
        assert "2024-25 1,183,618 people, 423,500 households (2021) ONS mid-2024" in window.text
        assert "P fills in" not in window.text


@pytest.mark.deep
async def test_an_entry_is_added_changed_and_taken_off_where_the_cursor_is(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 60)) as window:
        screen = await places(window)
        await window.press("down", "down", "down", "enter")
        assert screen.pane.in_card
        await window.press("n")
        await type_in(window, "funding")
        await window.press("enter")
        await type_in(window, "A region")
        await to_field(window, "amount")
        await type_in(window, "lots")
        await window.press("f2")
        assert "Amount: 'lots' is not an amount of money" in dialog(window)
        await write(window, "300,000")
        await to_field(window, "source")
        await type_in(window, "a letter")
        await window.press("f2")
        assert "A region £300,000 [a letter]" in window.text
        while not (screen.pane.cards.entry or "").startswith("award:"):
            await window.press("down")
        await window.press("e")
        await to_field(window, "amount")
        await write(window, "250,000")
        await window.press("f2")
        assert "A region £250,000 [a letter]" in window.text
        assert (screen.pane.cards.entry or "").startswith("award:")
        await window.press("x")
        assert "A region £250,000 [a letter]. Press u to undo." in dialog(window)
        await window.press("tab", "enter")
        assert "A region" not in window.text.partition("Notes")[0]
        await window.press("u")
        assert "A region £250,000 [a letter]" in window.text


@pytest.mark.deep
async def test_people_are_typed_and_mended(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 48)) as window:
        screen = await places(window)
        await window.press("tab", "down", "down")
        assert screen.pane.cards.entry == "people:2024"
        await window.press("enter")
        await to_field(window, "people")
        await write(window, "many")
        await window.press("f2")
        assert "People: 'many' is no number of people" in dialog(window)
        await write(window, "1,234,567")
        await window.press("f2")
        assert "2024-25 1,234,567 people, 648,900 households (2021)" in window.text


@pytest.mark.deep
async def test_the_history_of_a_place_says_what_it_was(sample_file: Path) -> None:
    Verb(sample_file).good("place", "change", "Lancashire", "--theme", "roads")
    Verb(sample_file).good("place", "change", "Lancashire", "--theme", "parks")
    async with open_window(sample_file) as window:
        await places(window)
        await window.press("c")
        assert isinstance(window.app.screen, RecordHistory)
        assert "theme: roads → parks" in window.text
        assert "theme: roads" in window.text
        await window.press("escape", "down", "down", "c")
        assert "No changes recorded" in window.text


@pytest.mark.deep
async def test_a_place_with_lines_stays_and_one_without_goes_after_a_question(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        screen = await places(window)
        await window.press("x", "tab", "enter")
        assert "remove their batches" in window.text
        await window.press("down", "down", "delete")
        assert "Bexley. Its programmes, funding awards," in dialog(window)
        await window.press("enter")
        assert screen.pane.table.row_count == 37
        await window.press("x", "tab", "enter")
        assert screen.pane.table.row_count == 36
        assert "Bexley" not in window.text.replace("Removing", "")


async def test_w_lists_what_is_known_of_the_whole_programme(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("2", "w")
        assert "The whole programme" in window.text
        assert "Investment in the 13 pilots" in window.text
        await window.press("end")
        assert "Project work to begin" in window.text
        await window.press("escape")
        assert "The whole programme" not in window.text


async def test_places_that_are_read_before_the_list_is_there_are_shown_as_it_comes_up(sample_file: Path) -> None:
    async with open_window(sample_file, (120, 36)) as window:
        screen = await places(window)
        gone, card = screen.pane, screen.pane.card
        assert card is not None
        fresh = PlacesPane(PLACE_KIND)
        fresh.show_places(screen.window.places, screen.here.place)
        fresh.take_card((card, gone.areas))
        where = gone.parent
        assert isinstance(where, Widget)
        await gone.remove_children()
        gone.show_places(screen.window.places, screen.here.place)
        gone.take_card((card, gone.areas))
        await gone.remove()
        gone.show_places(screen.window.places, screen.here.place)
        gone.take_card((card, gone.areas))
        await where.mount(fresh)
        await window.settle()
        assert fresh.table.row_count == len(screen.window.places)
        assert "Blackburn with Darwen (E06000008)" in window.text
