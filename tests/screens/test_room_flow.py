"""The room as a facilitator needs it: what is typed is seen, counted, corrected and taken back on the
wall and on the desk alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList

from tests.cli.verbs import Verb
from tests.screens.looking import Window, open_window
from tests.screens.test_room import enter_room, kept, room_file, said, say
from tests.screens.typing import type_in
from tests.screens.typing_in import until
from tpdesk.models.desk import open_desk
from tpdesk.services.records import add_record

__all__ = ["room_file"]


def offers(window: Window) -> list[str]:
    """Return what is offered below the line."""
    listed = window.app.screen.query_one("#room-line .offers", OptionList)
    return [str(option.prompt) for option in listed.options] if listed.display else []


def bodies_of_place(desk: Path) -> set[str]:
    """Return the names of the organisations of Testshire."""
    return {body["name"] for body in Verb(desk).good("agency", "list", "--place", "Testshire")["agencies"]}


async def test_e_edits_a_line_that_was_not_saved_and_its_cost_is_not_on_the_wall(room_file: Path) -> None:
    async with open_window(room_file) as window:
        screen = await enter_room(window)
        await say(window, "d #assess for all £12k")
        assert "NOT SAVED" in window.text
        assert "12k" not in window.text
        await type_in(window, "half a li")
        await window.press("up", "e")
        assert screen.line.value == "d #assess for all £12k"
        assert "NOT SAVED" not in window.text
        await window.press("escape")
        assert screen.line.value == "half a li"
        assert "NOT SAVED" in window.text
        await window.press("up", "e")
        await type_in(window, " @County")
        await window.press("enter")
        (made,) = kept(room_file, "delivery")
        assert (made.values["agency"], made.values["cost"]) == ("County Council", 1_200_000)
        assert "12k" not in window.text
        assert "12,000" not in window.text
        assert screen.line.value == "half a li"


@pytest.mark.deep
async def test_what_was_undone_leaves_the_wall_and_does_not_come_back(room_file: Path) -> None:
    async with open_window(room_file) as window:
        await enter_room(window)
        await say(window, "d @County #assess", "f stays")
        assert "DELIVERY" in window.text
        await window.press("ctrl+z", "ctrl+z")
        assert "DELIVERY" not in window.text
        await window.press("f11")
        await enter_room(window)
        assert "DELIVERY" not in window.text
        await window.press("ctrl+y")
        assert "DELIVERY" in window.text
        await window.press("f11")
        await enter_room(window)
        assert "DELIVERY" in window.text
    assert len(kept(room_file, "delivery")) == 1


@pytest.mark.deep
async def test_bodies_present_come_first_and_those_of_other_places_not_at_all(room_file: Path) -> None:
    verb = Verb(room_file)
    verb.good("place", "add", "Zedland")
    verb.good("agency", "add", "Board of Zedland", "--place", "Zedland")
    verb.good("agency", "add", "Borough Board", "--place", "Testshire")
    with open_desk(room_file) as desk:
        add_record(
            desk, "workshop", {"title": "Second", "place": "Testshire", "dive": "Homes", "agencies": ["Health Board"]}
        )
    async with open_window(room_file) as window:
        await enter_room(window)
        await type_in(window, "f @bo")
        assert [text for text in offers(window) if "Zedland" in text] == []
        assert any("Borough Board" in text for text in offers(window))
        await window.press(*["backspace"] * 2)
        await type_in(window, "oard")
        await window.press(*["backspace"] * 4)
        await type_in(window, "h")
        assert "Health Board" in offers(window)[0]


async def test_a_body_that_is_not_on_the_desk_is_made_in_the_line(room_file: Path) -> None:
    async with open_window(room_file) as window:
        screen = await enter_room(window)
        await type_in(window, "f @Housing Trust")
        assert offers(window) == ["F2 makes Housing Trust a new organisation of this place"]
        await window.press("tab")
        assert screen.line.value == "f @Housing Trust"
        await window.press("f2")
        assert screen.line.value == "f @Housing Trust "
        await type_in(window, "runs the hostel")
        await window.press("enter")
        (note,) = kept(room_file)
        assert (note.values["agencies"], note.values["text"]) == (("Housing Trust",), "Housing Trust runs the hostel")
        assert "Housing Trust" in bodies_of_place(room_file)
        await window.press("ctrl+z", "ctrl+z")
        assert "Housing Trust" not in bodies_of_place(room_file)


@pytest.mark.deep
async def test_a_body_in_a_line_that_was_entered_is_made_by_one_key(room_file: Path) -> None:
    async with open_window(room_file) as window:
        screen = await enter_room(window)
        await say(window, "d @hostel #assess beds", "a @Housing Trust to send its list by 12 March 2031")
        assert "Housing Trust is not on the desk: F2 makes it an organisation of this place." in window.text
        assert "@hostel is no organisation on the desk." in window.text
        await type_in(window, "half a li")
        await window.press("f2", "f2")
        assert screen.line.value == "half a li"
        (made,), (note,) = kept(room_file, "delivery"), kept(room_file)
        assert (made.values["agency"], made.values["evidence"]) == ("Hostel", "beds")
        assert (note.values["owner"], note.values["due_on"], note.values["text"]) == (
            "Housing Trust",
            "2031-03-12",
            "Housing Trust to send its list",
        )
        assert "NOT SAVED" not in window.text
        await window.press("f2")
        assert "Type @ and the name of an organisation" in window.text


async def test_a_body_of_another_place_is_not_made_twice(room_file: Path) -> None:
    verb = Verb(room_file)
    verb.good("place", "add", "Zedland")
    verb.good("agency", "add", "Zedland Council", "--place", "Zedland")
    async with open_window(room_file) as window:
        await enter_room(window)
        await type_in(window, "f @Zedland Council")
        assert offers(window) == []
        await window.press("enter")
        assert kept(room_file)[0].values["agencies"] == ("Zedland Council",)


@pytest.mark.deep
async def test_an_action_takes_its_owner_and_its_day(room_file: Path) -> None:
    async with open_window(room_file) as window:
        await enter_room(window)
        await say(window, "a Joint visits @county by 12 March 2031", "a Share the list by the window")
        assert "County Council by Wednesday 12 March 2031" in window.text
        await window.resize((60, 20))
        assert "County Council by Wednesday 12 March 2031" in window.text
    first, second = kept(room_file)
    assert (first.values["owner"], first.values["due_on"], first.values["text"]) == (
        "County Council",
        "2031-03-12",
        "Joint visits",
    )
    assert (second.values["owner"], second.values["due_on"], second.values["text"]) == (
        "",
        "",
        "Share the list by the window",
    )


async def test_a_tag_at_the_end_is_no_word_of_the_sentence(room_file: Path) -> None:
    async with open_window(room_file) as window:
        await enter_room(window)
        await say(window, "f Two visits in a week #assess #carers", "f We #assess twice")
    first, second = kept(room_file)
    assert (first.values["text"], first.values["activity"], first.values["client_group"]) == (
        "Two visits in a week",
        "assess",
        "carers",
    )
    assert (second.values["text"], second.values["activity"]) == ("We assess twice", "assess")


async def test_counters_count_this_workshop(room_file: Path) -> None:
    with open_desk(room_file) as desk:
        add_record(desk, "delivery", {"dive": "Homes", "agency": "County Council"})
    async with open_window(room_file, (160, 48)) as window:
        await enter_room(window)
        await say(window, "d @County @Health #assess", "d @Health #advise", "b no list")
        assert window.inside("#room-counts").startswith("0 1 0 0 0 0 0 3 ")


@pytest.mark.deep
async def test_a_deep_dive_is_made_on_the_way_in_and_the_made_up_one_is_never_the_first(room_file: Path) -> None:
    with open_desk(room_file) as desk:
        add_record(desk, "dive", {"title": "A show", "place": "Testshire", "illustrative": "yes"})
        add_record(desk, "workshop", {"title": "Second morning", "place": "Testshire"})
    async with open_window(room_file) as window:
        await window.press("f11")
        await type_in(window, "Third morning")
        await window.press("down", "enter")
        assert "Which deep dive is Third morning about?" in window.text
        await type_in(window, "Young carers")
        await window.press("down", "enter")
        await until(window, lambda: len(kept(room_file, "workshop")) == 3)
        assert kept(room_file, "workshop")[2].values["dive"] == "Young carers"
    with open_desk(room_file) as desk:
        add_record(desk, "workshop", {"title": "Fourth", "place": "Testshire"})
    async with open_window(room_file) as window:
        await window.press("f11")
        await type_in(window, "Fifth morning")
        await window.press("down", "enter", "enter")
        await until(window, lambda: len(kept(room_file, "workshop")) == 5)
        assert kept(room_file, "workshop")[-1].values["dive"] != "A show"


@pytest.mark.parametrize("columns", [60, 80])
async def test_a_long_line_is_wrapped_and_seen_whole(room_file: Path, columns: int) -> None:
    text = "f " + " ".join(f"word{n}" for n in range(20))
    async with open_window(room_file, (columns, 24)) as window:
        screen = await enter_room(window)
        await type_in(window, text)
        assert all(f"word{n}" in window.inside("#room-line") for n in range(20))
        await window.press("home", "right", *" so")
        assert screen.line.value.startswith("f so word0 ")
        # ↑ and ↓ go through its rows before they go to the notes.
        await window.press("down")
        assert screen.line.input.has_focus
        await window.press("end", "enter")
        assert said(room_file)[0][1] == text.replace("f ", "so ", 1)
        assert screen.line.input.size.height == 1
