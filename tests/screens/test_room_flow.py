"""The room as a facilitator needs it: what is typed is seen, counted, corrected and taken back on the wall and on the desk alike."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from textual.widgets import OptionList

from tests.cli.verbs import Verb
from tests.screens.looking import Window, open_window
from tests.screens.test_room import enter_room, kept, room_file, say
from tests.screens.typing import type_in
from tests.screens.typing_in import until
from tpdesk.acts.dives.records import add_record
from tpdesk.models.desk import open_desk
from tpdesk.models.dives.days import day_named

__all__ = ["room_file"]


def offers(window: Window) -> list[str]:
    """Return what is offered below the line."""
    listed = window.app.screen.query_one("#room-line .offers", OptionList)
    return [str(option.prompt) for option in listed.options] if listed.display else []


async def test_e_edits_a_line_that_was_not_saved_and_its_cost_is_not_on_the_wall(room_file: Path) -> None:
    async with open_window(room_file) as window:
        screen = await enter_room(window)
        await say(window, "d #assess for all £12k")
        assert "NOT SAVED" in window.text
        assert "12k" not in window.text
        await window.press("up", "e")
        assert screen.line.value == "d #assess for all £12k"
        assert "NOT SAVED" not in window.text
        await type_in(window, " @County")
        await window.press("enter")
        (made,) = kept(room_file, "delivery")
        assert (made.values["agency"], made.values["cost"]) == ("County Council", 1_200_000)
        assert "12k" not in window.text


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
        await window.press("f11", "U")
        await enter_room(window)
        assert "DELIVERY" in window.text
    assert len(kept(room_file, "delivery")) == 1


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
        assert "a new body of the place" in offers(window)[-1]
        await window.press("tab")
        assert screen.line.value == "f @Housing Trust"
        await window.press("down", "enter")
        await type_in(window, "runs the hostel")
        await window.press("enter")
        await until(window, lambda: len(kept(room_file)) == 1)
        (note,) = kept(room_file)
        assert (note.values["agencies"], note.values["text"]) == (("Housing Trust",), "Housing Trust runs the hostel")
    bodies = Verb(room_file).good("agency", "list", "--place", "Testshire")["agencies"]
    assert "Housing Trust" in {body["name"] for body in bodies}


async def test_an_action_takes_its_owner_and_its_day(room_file: Path) -> None:
    async with open_window(room_file) as window:
        await enter_room(window)
        await say(window, "a Joint visits @county by 12 March 2031", "a Share the list by the window")
        assert "owner County Council" in window.text
        assert "by Wednesday 12 March 2031" in window.text
    first, second = kept(room_file)
    assert (first.values["owner"], first.values["due_on"], first.values["text"]) == (
        "County Council",
        "2031-03-12",
        "Joint visits County Council",
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
        screen = await enter_room(window)
        assert screen.found is not None
        assert screen.found.made == ()
        await say(window, "d @County #assess", "d @Health #assess")
        await until(window, lambda: screen.found is not None and len(screen.found.made) == 2)


async def test_a_deep_dive_is_made_on_the_way_in_and_the_made_up_one_is_never_the_first(room_file: Path) -> None:
    with open_desk(room_file) as desk:
        add_record(desk, "dive", {"title": "A show", "place": "Testshire", "illustrative": "yes"})
    async with open_window(room_file) as window:
        await window.press("f11")
        await type_in(window, "Third morning")
        await window.press("down", "enter")
        assert "Which deep dive is Third morning about?" in window.text
        await type_in(window, "Young carers")
        await window.press("down", "enter")
        await until(window, lambda: len(kept(room_file, "workshop")) == 2)
        assert kept(room_file, "workshop")[1].values["dive"] == "Young carers"
    with open_desk(room_file) as desk:
        add_record(desk, "workshop", {"title": "Fourth", "place": "Testshire"})
    async with open_window(room_file) as window:
        await window.press("f11")
        await type_in(window, "Fifth morning")
        await window.press("down", "enter", "enter")
        await until(window, lambda: len(kept(room_file, "workshop")) == 4)
        assert kept(room_file, "workshop")[-1].values["dive"] != "A show"


async def test_a_long_line_is_seen_whole_at_sixty_columns(room_file: Path) -> None:
    text = "f " + " ".join(f"word{n}" for n in range(20))
    async with open_window(room_file, (60, 20)) as window:
        await enter_room(window)
        await type_in(window, text)
        assert all(f"word{n}" in window.text for n in range(20))
        await window.press("enter")
        assert not window.app.screen.query_one("#room-echo").display


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Friday", "2026-03-06"), ("friday.", "2026-03-06"), ("next Wednesday", "2026-03-11"), ("tomorrow", "2026-03-05"), ("12 March", "2026-03-12"),
        ("1st of March", "2027-03-01"), ("12 Mar 2028", "2028-03-12"), ("31/3", "2026-03-31"), ("31/3/27", "2027-03-31"), ("2026-04-01", "2026-04-01"),
        ("end of May", "2026-05-31"), ("end of February", "2027-02-28"), ("31 February", None), ("the window", None), ("law", None), ("", None),
    ],
)  # fmt: skip
def test_a_day_is_found_by_its_name(words: str, day: str | None) -> None:
    found = day_named(words, dt.date(2026, 3, 4))
    assert (found.isoformat() if found else None) == day
