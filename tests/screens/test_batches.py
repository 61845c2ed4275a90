"""The batches room: what was taken in, taking it off, writing rejects; and what holds of every room."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.binding import Binding

from tests.cli.verbs import Verb
from tests.screens.looking import Window, open_window
from tests.screens.test_every_mode import SIZES, legible
from tests.screens.test_names_of_textual import widgets
from tests.screens.typing_in import paste, until
from tpdesk.screens.commands import EVERYWHERE, chapter
from tpdesk.screens.commands.intake import ROOM_CHAPTERS
from tpdesk.screens.intake.batches import BatchesScreen
from tpdesk.screens.intake.rejects import RejectsScreen
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.rooms import ROOMS, open_room


@pytest.fixture(scope="module")
def shire_original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two batches; the second has two rejected rows and a control total that is off. Made once."""
    tmp_path = tmp_path_factory.mktemp("shire")
    verb = Verb(tmp_path / "shire.tpdesk")
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire Council", "--place", "Shire")
    good, bad = tmp_path / "april.csv", tmp_path / "may.csv"
    good.write_text("Date,Service,Amount\n13/04/2024,Bins,10.00\n", encoding="utf-8", newline="")
    bad.write_text(
        "Date,Service,Amount\n13/05/2024,Bins,20.00\n14/05/2024,Bins,n/k\n15/05/2024,Bins,\n",
        encoding="utf-8",
        newline="",
    )
    verb.good("import", good, "--agency", "Shire Council")
    verb("import", bad, "--agency", "Shire Council", "--control-total", "21")
    return verb.desk


@pytest.fixture
def shire(shire_original: Path, tmp_path: Path) -> Path:
    """A copy of the desk with two batches."""
    return Path(shutil.copyfile(shire_original, tmp_path / "shire.tpdesk"))


@pytest.fixture
def every_room(shire: Path) -> Path:
    """The same, with a payment between two bodies: something for each room to show."""
    verb = Verb(shire)
    verb.good("agency", "add", "Shire Fire", "--place", "Shire")
    verb.good("spend", "add", "agency=Shire Council", "year=2024-25", "amount=5", "label=Fire", "supplier=Shire Fire")
    return shire


MINE = tuple(one.where for one in ROOM_CHAPTERS)
"""The rooms of this file."""


async def show(window: Window, name: str) -> ModeScreen:
    room = await open_room(window.app, name)
    if isinstance(room, RejectsScreen):
        room.show_batch(2)
    await window.settle()
    return room


async def test_each_batch_with_what_it_brought(shire: Path) -> None:
    async with open_window(shire) as window:
        await window.press("b")
        assert isinstance(window.app.screen, BatchesScreen)
        assert "2 batches, 2 lines, £30" in window.text
        assert "2 rejected rows open" in window.text
        assert "Control total £21.00: the lines are off by -£1.00." in window.text
        assert "Amount = Amount" in window.text
        assert "Shire Council, 2024-25, 1 line: £20.00" in window.text
        await window.press("down")
        assert "Batch 1: april.csv" in window.text


@pytest.mark.deep
async def test_taking_off_asks_first_and_can_be_undone(shire: Path) -> None:
    async with open_window(shire) as window:
        await window.press("b", "x")
        assert "1 line of may.csv will be removed from the desk, and 2 rejected rows that are open." in window.text
        await window.press("escape")
        assert len(Verb(shire).good("batch", "list")["batches"]) == 2
        await window.press("delete", "tab", "enter")
        await until(window, lambda: "1 batch, 1 line, £10" in window.text)
        await window.press("u")
        await until(window, lambda: "2 batches, 2 lines, £30" in window.text)


async def test_rejects_are_written_whole(shire: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    async with open_window(shire) as window:
        await window.press("b", "w")
        window.app.screen.query_one("#path-line").value = ""  # type: ignore[attr-defined]
        await paste(window, str(target))
        await window.press("enter")
        await until(window, target.exists)
    text = target.read_text(encoding="utf-8-sig")
    assert "14/05/2024,Bins,n/k" in text
    assert "tpdesk row" in text


@pytest.mark.deep
async def test_mended_cells_wait_over_a_restart(shire: Path) -> None:
    async with open_window(shire) as window:
        await window.press("b", "e", "enter", "home", "delete", "delete", "delete")
        await paste(window, "3.00")
        await window.press("enter")
        assert "1 row fixed; F2 imports them" in window.text
    async with open_window(shire) as window:
        await window.press("b", "enter")
        assert "1 row fixed; F2 imports them" in window.text
        await window.press("x")
        assert "Enter fixes the row under the cursor" in window.text


@pytest.mark.deep
async def test_a_mended_row_is_not_left_out_before_its_mend_is_forgotten(shire: Path) -> None:
    async with open_window(shire) as window:
        await window.press("b", "e", "enter", "home", "delete", "enter")
        assert "1 row fixed; F2 imports them" in window.text
        await window.press("d")
        assert "1 fixed row waits for F2; x discards the changes to a row." in window.text
        await window.press("x", "d")
        await until(window, lambda: "1 row fixed" not in window.text)
    assert "Leave out 1 rejected row" in Verb(shire).words("history").out


@pytest.mark.deep
async def test_rows_that_are_rightly_out_are_left_out_for_good(shire: Path) -> None:
    def still() -> int:
        return sum(batch["rejects_open"] for batch in Verb(shire).good("batch", "list")["batches"])

    async with open_window(shire) as window:
        await window.press("b", "e", "d")
        await until(window, lambda: "1 row rejected" in window.text)
        assert still() == 1
        await window.press("D")
        await until(window, lambda: "No rejected row is open" in window.text)
        assert still() == 0
        await window.press("u")
        await until(window, lambda: "1 row rejected" in window.text)
    assert "Leave out 1 rejected row of batch 2: may.csv, row 3" in Verb(shire).words("history").out


@pytest.mark.deep
async def test_rows_of_a_batch_that_brought_nothing_ask_whose_they_are(shire: Path, tmp_path: Path) -> None:
    file = tmp_path / "june.csv"
    file.write_text("Date,Service,Amount\n13/06/2024,Bins,n/k\n", encoding="utf-8", newline="")
    Verb(shire)("import", file, "--agency", "Shire Council", "--map", "amount=Amount")
    async with open_window(shire) as window:
        await window.press("b", "e", "enter", "home", "delete", "delete", "delete")
        await paste(window, "3.00")
        await window.press("enter", "f2")
        assert "Whose rows are these?" in window.text
        await window.press("enter")
        await until(window, lambda: "No rejected row is open" in window.text)
    assert Verb(shire).good("count", "--place", "Shire", "--year", "2024-25")["gross_pence"] == 3300


@pytest.mark.deep
async def test_every_painted_text_of_the_rooms_stands_out(every_room: Path) -> None:
    async with open_window(every_room) as window:
        for name in MINE:
            await show(window, name)
            await legible(window, name)
            await window.press("escape")


@pytest.mark.deep
async def test_the_rooms_fit(every_room: Path) -> None:
    async with open_window(every_room, SIZES[0]) as window:
        for name in MINE:
            room = await show(window, name)
            for size in SIZES:
                await window.resize(size)
                where = (name, size)
                assert room.panel == "content", (where, window.text)
                assert "Spend › " in window.lines[2], where
                assert room.max_scroll_x == 0, where
                shown = [
                    widget
                    for widget in room.query("#content *")
                    if widget.display
                    and widget.region.area
                    and all(up.display for up in widget.ancestors if hasattr(up, "display"))
                ]
                assert all(widget.region.right <= size[0] for widget in shown), where
                if size[0] >= 80:
                    window.keys_fit()
            await window.press("escape")


@pytest.mark.deep
async def test_a_room_explains_itself_and_is_as_it_was_left(shire: Path) -> None:
    async with open_window(shire, (160, 60)) as window:
        for one in ROOM_CHAPTERS:
            await show(window, one.where)
            await window.press("question_mark")
            for command in one.commands:
                assert f"{command.key_text} {command.title}" in window.text
            await window.press("escape", "f1")
            assert one.prose[0][1][:40] in window.text
            await window.press("escape", "escape")
        await window.press("b", "down", "escape", "b")
        assert "Batch 1: april.csv" in window.text


def test_every_key_of_a_room_has_its_action_and_none_is_taken() -> None:
    taken = {key for command in EVERYWHERE.commands for key in command.keys.split(",")} - {
        "",
        "d",
        "n",
        "i",
        "m",
        "b",
        "escape",
    }
    for one in ROOM_CHAPTERS:
        assert chapter(one.where) is one
        assert all(command.id.startswith(f"{one.where}.") for command in one.commands)
        keys = [key for command in one.commands for key in command.keys.split(",")]
        assert len(keys) == len(set(keys))
        assert taken.isdisjoint(keys), one.where
        module, _, name = ROOMS[one.where].partition(":")
        kind = getattr(__import__(module, fromlist=[name]), name)
        kinds = {widget.__name__: widget for widget in widgets()}
        for name in {command.widget for command in one.commands}:
            owner, its = kinds.get(name, kind), [command for command in one.commands if command.widget == name]
            bound = [binding.id for binding in vars(owner)["BINDINGS"] if isinstance(binding, Binding)]
            assert bound == [command.id for command in its]
            assert all(hasattr(owner, f"action_{command.action}") for command in its)
            assert all(isinstance(getattr(owner, command.when), property) for command in its if command.when)


async def test_expenditure_and_income_stand_apart_and_whole_at_80_columns(sample_file: Path) -> None:
    async with open_window(sample_file, (80, 24)) as window:
        await window.press("4", "b")
        assert "£17,006.1m expenditure, £1,258.5m" in window.text
        await window.press("end")
        row = next(line for line in window.lines if "1,171         0" in line)
        assert row.split()[-2:] == ["£4,603.5m", "£1,258.5m"]
