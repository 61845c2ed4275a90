"""The room of a workshop with keys in and text out: lines become records in their order, and nothing that was typed is
lost or shown that must not be."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from textual.events import Key
from textual.theme import Theme

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import Window, open_window
from tests.screens.test_every_mode import faint
from tests.screens.typing import dialog, type_in
from tests.screens.typing_in import paste, until
from tpdesk.domain.kinds import Record
from tpdesk.models.desk import open_desk
from tpdesk.screens.dives.room_screen import RoomScreen
from tpdesk.screens.themes import THEMES
from tpdesk.services.records import add_record, list_records

SIZES = ((60, 20), (80, 24), (120, 36), (160, 48))


@pytest.fixture
def room_file(tmp_path: Path) -> Path:
    """Testshire with two bodies, a deep dive and its workshop, at which the county is present."""
    desk = Verb(tmp_path / "secret plans.tpdesk")
    desk.good("place", "add", "Testshire", "--code", "E07000120")
    for body in ("County Council", "Health Board"):
        desk.good("agency", "add", body, "--place", "Testshire", "--area", "E07000120", "--alias", f"The {body[:3]}")
    with open_desk(desk.desk) as opened:
        add_record(opened, "dive", {"title": "Homes", "place": "Testshire"})
        add_record(
            opened,
            "workshop",
            {"title": "First morning", "place": "Testshire", "dive": "Homes", "agencies": ["County Council"]},
        )
    return desk.desk


async def enter_room(window: Window) -> RoomScreen:
    """Open the room of the workshop that is proposed."""
    await window.press("f11")
    if not isinstance(window.app.screen, RoomScreen):
        await window.press("enter")
    screen = window.app.screen
    assert isinstance(screen, RoomScreen)
    return screen


async def say(window: Window, *lines: str) -> None:
    """Type lines, each with its Enter."""
    for line in lines:
        await type_in(window, line)
        await window.press("enter")


def kept(desk: Path, kind: str = "note") -> tuple[Record, ...]:
    """Return the records of a kind on the desk."""
    with open_desk(desk, read_only=True) as opened:
        return list_records(opened, kind)


def said(desk: Path) -> list[tuple[object, object]]:
    """Return (kind, text) of every note on the desk."""
    return [(note.values["kind"], note.values["text"]) for note in kept(desk)]


async def test_a_line_becomes_a_note_and_says_saved_when_it_is_on_the_desk(room_file: Path) -> None:
    async with open_window(room_file) as window:
        await enter_room(window)
        assert "fact ›" in window.text
        await window.press("b", "space")
        assert "barrier ›" in window.text
        await type_in(window, "@cou will not lend its list")
        await window.press("enter")
        assert said(room_file) == [("barrier", "County Council will not lend its list")]
        assert "BARRIER saved" in window.text
        assert "County Council will not lend its list" in window.text
        assert "1 of 1 organisation heard" in window.text
        assert "fact ›" in window.text
        assert kept(room_file)[0].values["agencies"] == ("County Council",)


@pytest.mark.deep
async def test_every_key_of_many_lines_typed_without_a_pause_arrives_in_order(room_file: Path) -> None:
    async with open_window(room_file) as window:
        await enter_room(window)
        lines = [f"{letter} line {number} bring a thing" for number, letter in enumerate("obiaqf" * 3)]
        for line in lines:
            for letter in line:
                # Nobody waits for the effect of a key here, as nobody does who types.
                window.app.post_message(Key("space" if letter == " " else letter, letter))
            window.app.post_message(Key("enter", "\r"))
        await until(window, lambda: len(kept(room_file)) == len(lines))
        assert [text for _, text in said(room_file)] == [line[2:] for line in lines]


@pytest.mark.deep
async def test_names_are_completed_by_tab_and_by_the_list_and_enter_is_never_stolen(room_file: Path) -> None:
    async with open_window(room_file) as window:
        screen = await enter_room(window)
        await window.press(*"o", "space", "@", *"he")
        assert "Health Board" in window.text
        await window.press("tab")
        assert screen.line.value == "o @Health Board "
        await window.press("@", "c", "o", "down", "enter")
        assert screen.line.value == "o @Health Board @County Council "
        assert kept(room_file) == ()
        await window.press("#", *"asse", "enter")
        [note] = kept(room_file)
        assert note.values["agencies"] == ("County Council", "Health Board")
        assert note.values["activity"] == "assess"


@pytest.mark.deep
async def test_the_log_and_deliveries_are_written_from_the_line(room_file: Path) -> None:
    async with open_window(room_file) as window:
        await enter_room(window)
        await say(
            window,
            "bb central law The act forbids it",
            "ii structural One team",
            "d @cou #assess #young £12k first visit",
            "d @cou @hea #advise",
        )
        [barrier] = kept(room_file, "barrier")
        assert (barrier.title, barrier.values["level"], barrier.values["kind"], barrier.values["dive"]) == (
            "The act forbids it",
            "central",
            "law",
            "Homes",
        )
        [opportunity] = kept(room_file, "opportunity")
        assert (opportunity.title, opportunity.values["horizon"], opportunity.values["notes"]) == (
            "One team",
            "structural",
            ("2",),
        )
        made = [
            (one.values["agency"], one.values["activity"], one.values["cost"]) for one in kept(room_file, "delivery")
        ]
        assert made == [
            ("County Council", "assess", 1_200_000),
            ("County Council", "advise", None),
            ("Health Board", "advise", None),
        ]
        assert "12k" not in window.text
        assert "12,000" not in window.text
        assert "d deliveries" in window.text
        await window.press("ctrl+z")
        assert len(kept(room_file, "delivery")) == 1


@pytest.mark.deep
async def test_a_line_that_cannot_be_saved_stays_with_the_reason_and_is_mended(room_file: Path) -> None:
    async with open_window(room_file) as window:
        screen = await enter_room(window)
        await say(window, "d #assess for all", "f next")
        assert "NOT SAVED" in window.text
        assert "names who does it" in window.text
        assert said(room_file) == [("fact", "next")]
        await window.press("up", "x")
        assert "NOT SAVED" not in window.text
        assert (screen.room.queue.kept().line, screen.room.queue.kept().lines) == ("", ())


async def test_a_locked_desk_loses_nothing_and_the_next_line_takes_the_first_along(
    room_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tpdesk.models.connection.BUSY_MILLISECONDS", 50)
    async with open_window(room_file) as window:
        screen = await enter_room(window)
        other = sqlite3.connect(room_file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await say(window, "f first")
        assert said(room_file) == []
        assert "NOT SAVED" in window.text or "saving" in window.text
        assert [text for text, _, _ in screen.room.queue.kept().lines] == ["f first"]
        other.execute("ROLLBACK")
        other.close()
        await say(window, "f second")
        await window.settle()
        assert said(room_file) == [("fact", "first"), ("fact", "second")]


@pytest.mark.deep
async def test_notes_are_edited_moved_merged_and_taken_back(room_file: Path) -> None:
    with open_desk(room_file) as desk:
        add_record(desk, "workshop", {"title": "Second morning", "place": "Testshire"})
    async with open_window(room_file) as window:
        await window.press("f11")
        await type_in(window, "First")
        await window.press("enter")
        await say(window, "f one", "f two", "f three")
        await window.press(*"half", "up", "e")
        assert "edit fact ›" in window.text
        await type_in(window, " and a half by @hea")
        await window.press("enter")
        assert "half" in window.text
        assert [(text, kept(room_file)[n].values["agencies"]) for n, (_, text) in enumerate(said(room_file))] == [
            ("one", ()), ("two", ()), ("three and a half by Health Board", ("Health Board",)),
        ]  # fmt: skip
        await window.press("up", "d", "d", "d", "-", "z")
        assert (kept(room_file)[2].values["dots"], kept(room_file)[2].values["parked"]) == (2, 1)
        await window.press("space", "m")
        assert said(room_file) == [("fact", "one"), ("fact", "two\nthree and a half by Health Board")]
        await window.press("u")
        assert len(kept(room_file)) == 3
        await window.press("k")
        await type_in(window, "quote")
        await window.press("enter")
        assert sorted(str(kind) for kind, _ in said(room_file)) == ["fact", "fact", "quote"]
        await window.press("v", "enter")
        assert [note.values["workshop"] for note in kept(room_file)].count("Second morning") == 1
        await window.press("x")
        assert len(kept(room_file)) == 2
        await window.press("u")
        assert len(kept(room_file)) == 3


@pytest.mark.deep
async def test_a_note_is_linked_and_the_log_says_so(room_file: Path) -> None:
    async with open_window(room_file) as window:
        await enter_room(window)
        await say(window, "b no list", "i one list")
        await window.press("up", "l", "enter")
        assert [one.title for one in kept(room_file, "opportunity")] == ["one list"]
        assert "in the log: opportunity" in window.text
        await window.press("down", "l")
        await type_in(window, "one list")
        await window.press("enter")
        assert kept(room_file, "opportunity")[0].values["notes"] == ("1", "2")


@pytest.mark.deep
async def test_nothing_private_is_on_the_wall(room_file: Path) -> None:
    async with open_window(room_file) as window:
        await enter_room(window)
        await say(window, "q my landlord hit me @hea", "f all else")
        await window.press("up", "down", "P")
        assert kept(room_file)[0].values["private"] == 1
        assert "private note" in window.text
        assert "landlord" not in window.text
        assert "Health Board" not in window.text
        await window.press("e")
        assert "landlord" not in window.text
        assert "secret plans" not in window.text
        assert "£" not in window.text


@pytest.mark.parametrize("key", first_of(["4", "p", "f4", "h", "B", "o", "g", "7", "ctrl+p"], 3))
async def test_no_key_of_the_notes_shows_another_screen(room_file: Path, key: str) -> None:
    async with open_window(room_file) as window:
        screen = await enter_room(window)
        await say(window, "f one")
        await window.press("up", key)
        assert window.app.screen is screen


async def test_undo_ends_where_the_room_began(room_file: Path) -> None:
    async with open_window(room_file) as window:
        await enter_room(window)
        await say(window, "f one")
        await window.press("ctrl+z", "ctrl+z")
        assert said(room_file) == []
        assert len(kept(room_file, "workshop")) == 1
        assert "Nothing that was done in this room is left to undo." in window.text


async def test_a_paste_of_several_lines_is_as_many_notes(room_file: Path) -> None:
    async with open_window(room_file) as window:
        screen = await enter_room(window)
        await paste(window, "b one\x1b]0;stolen\x07\r\ni two\r\n\r\nand the thi")
        await window.settle()
        assert said(room_file) == [("barrier", "one"), ("idea", "two")]
        assert screen.line.value == "and the thi"


@pytest.mark.deep
async def test_the_line_is_kept_when_the_room_is_left_and_lines_not_seen_saved_come_once(room_file: Path) -> None:
    async with open_window(room_file) as window:
        screen = await enter_room(window)
        await say(window, "f saved before the end")
        await type_in(window, "o half of it")
        await window.press("f11")
        assert not isinstance(window.app.screen, RoomScreen)
        note = kept(room_file)[0]
        # As it stands after a crash between the saving and the word of it, and before the saving.
        from tpdesk.models.own.drafts import keep_draft

        waiting = f'[["f saved before the end", "{note.values["at"]}"], ["i not saved", "2026-02-14T10:30:00Z"]]'
        keep_draft(room_file, f"room.{screen.room.workshop}", {"line": "o half of it", "waiting": waiting})
    async with open_window(room_file) as window:
        screen = await enter_room(window)
        await window.settle()
        assert said(room_file) == [("fact", "saved before the end"), ("idea", "not saved")]
        assert screen.line.value == "o half of it"


@pytest.mark.deep
async def test_a_new_workshop_is_made_by_its_title_and_bodies_are_ticked(room_file: Path) -> None:
    with open_desk(room_file) as desk:
        add_record(desk, "workshop", {"title": "Another morning", "place": "Testshire", "dive": "Homes"})
    async with open_window(room_file) as window:
        await window.press("f11")
        await type_in(window, "Second morning")
        await window.press("down", "enter", "enter")
        workshop = kept(room_file, "workshop")[2]
        assert (workshop.title, workshop.values["dive"]) == ("Second morning", "Homes")
        assert "F3: who is here?" in window.text
        await window.press("f3", "space", "down", "enter", "f2")
        assert kept(room_file, "workshop")[2].values["agencies"] == ("County Council", "Health Board")
        assert "0 of 2 organisations heard" in window.text
        await say(window, "f for the second")
        assert kept(room_file)[0].values["workshop"] == "Second morning"


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of(SIZES, 1, 1))
async def test_the_room_is_seen_at_every_size(sample_file: Path, size: tuple[int, int]) -> None:
    async with open_window(sample_file, size) as window:
        window.app.theme = "tpdesk-projector"
        await enter_room(window)
        assert "llustrative" in window.text or "I L L U S T R A T I V E" in window.text
        assert "fact ›" in window.text
        assert "saved" in window.text
        assert "F1 help" in window.text
        assert all(len(line) <= size[0] for line in window.lines)
        await window.press("f3")
        assert "Who is here?" in window.text
        assert "Space ticks" in dialog(window)


@pytest.mark.deep
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_every_text_of_the_room_stands_out(sample_file: Path, theme: Theme) -> None:
    async with open_window(sample_file) as window:
        window.app.theme = theme.name
        await enter_room(window)
        ground = window.app.current_theme.background or ""
        await say(window, "d nobody")
        await window.press("o", "space", "@", "b")
        assert faint(window, ground) == {}
        await window.press("down")
        assert faint(window, ground) == {}, "list"
        await window.press("escape", "up", "down")
        assert faint(window, ground) == {}, "notes"
        await window.press("f3")
        assert faint(window, ground) == {}, "bodies"


@pytest.mark.deep
async def test_help_and_keys_speak_of_the_room(room_file: Path) -> None:
    async with open_window(room_file, (160, 60)) as window:
        await enter_room(window)
        await window.press("f1")
        assert "A small letter and a blank at its beginning say the kind" in window.text
        await window.press("escape")
        assert isinstance(window.app.screen, RoomScreen)
        await say(window, "f one")
        await window.press("up", "question_mark")
        assert "Give the note a vote." in window.text


async def test_what_people_say_is_never_markup(room_file: Path) -> None:
    async with open_window(room_file) as window:
        await enter_room(window)
        await say(window, "f [b]bold[/b] [x] [/]")
        assert "[b]bold[/b] [x] [/]" in window.text
