"""The import room with real keys on real files: choose, check, change, take in, mend."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from tests.cli.verbs import Verb
from tests.screens.looking import Window, open_window
from tests.screens.typing_in import paste, until
from tpdesk.screens.intake.import_check import CheckPane
from tpdesk.screens.intake.import_files import FilePicker
from tpdesk.screens.intake.import_screen import ImportScreen
from tpdesk.screens.intake.import_state import ChosenFile
from tpdesk.services import import_apart

MONTHS = ("April", "May", "June")
HEAD = "Payment date,Service,Supplier,Net Amount\n"


@pytest.fixture(scope="module")
def shire_original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with the place Shire, its council and a police body, made once."""
    verb = Verb(tmp_path_factory.mktemp("shire") / "shire.tpdesk")
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire Council", "--kind", "county", "--place", "Shire")
    verb.good("agency", "add", "Shire Police", "--kind", "police", "--place", "Shire")
    return verb.desk


@pytest.fixture
def shire(shire_original: Path, tmp_path: Path) -> Path:
    """A copy of the desk of the Shire."""
    return Path(shutil.copyfile(shire_original, tmp_path / "shire.tpdesk"))


def held_back(gate: threading.Event, call: Callable[..., object]) -> Callable[..., object]:
    """Return the call, which waits for the gate before it answers."""

    def held(*arguments: object, **named: object) -> object:
        assert gate.wait(60)
        return call(*arguments, **named)

    return held


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three months of payments of the council, and something that is no table."""
    folder = tmp_path / "council"
    folder.mkdir()
    for n, month in enumerate(MONTHS, 4):
        rows = f"13/0{n}/2024,Bins,Acme,100.50\n14/0{n}/2024,Books,Reads Ltd,20.00\n"
        (folder / f"council {month} 2024.csv").write_text(HEAD + rows, encoding="utf-8", newline="")
    (folder / "logo.png").write_bytes(b"\x89PNG")
    return folder


def room_files(window: Window) -> list[ChosenFile]:
    """Return the files of the import room, whatever dialog lies over it."""
    return next(screen.files for screen in window.app.screen_stack if isinstance(screen, ImportScreen))


def room(window: Window) -> ImportScreen:
    found = window.app.screen
    assert isinstance(found, ImportScreen)
    return found


async def choose(window: Window, typed: str) -> None:
    """Open the room and enter a path."""
    await window.press("i", "/")
    await paste(window, typed)
    await window.press("enter")


async def checked(window: Window, typed: str) -> None:
    """Choose what the path names, and wait until all of it was tried out."""
    await choose(window, typed)
    await window.press("f2")
    await until(
        window,
        lambda: (
            bool(room(window).files)
            and all(file.tried or not file.standing("Shire").ready for file in room(window).files if file.fresh)
            and all(file.fresh for file in room(window).files)
        ),
    )


async def body_said(window: Window, name: str, *, new: bool = False) -> None:
    """Answer the question for the organisation; a new one is made by its own line."""
    await until(window, lambda: "Whose spending is " in window.text)
    await paste(window, name)
    await window.press(*["down"] * new, "enter")
    if len(room_files(window)) > 1:
        await until(window, lambda: "too?" in window.text)
        await window.press("down", "enter")
    await until(window, lambda: all(file.tried for file in room(window).files))


@pytest.mark.deep
async def test_three_files_come_in_with_few_keys(shire: Path, folder: Path) -> None:
    async with open_window(shire) as window:
        await checked(window, str(folder / "*.csv"))
        assert "3 files" in window.text
        await window.press("f2")
        await body_said(window, "council")
        assert "3 of 3 files ready; F2 imports them" in window.text
        assert "2 lines · £120.50" in window.text
        await window.press("f2")
        await until(window, lambda: "▸3 Imported" in window.text)
        assert "2 rows read" in window.text
        assert "£120.50 from 2024-04-13 to 2024-04-14" in window.text
        assert "3 files, 6 lines, £361.50" in window.text
        await window.press("i")
        assert "▸1 Choose" in window.text
    batches = Verb(shire).good("batch", "list")["batches"]
    assert [batch["file"] for batch in batches] == [f"council {month} 2024.csv" for month in ("May", "June", "April")]
    assert Verb(shire).good("count", "--place", "Shire", "--year", "2024-25")["gross_pence"] == 36150


@pytest.mark.deep
async def test_an_import_whose_process_is_killed_leaves_nothing_and_says_so(
    shire: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_apart, "WORTH", 0)
    order, killed = import_apart._ImportProcess.order, threading.Event()

    def cut_off(process: import_apart._ImportProcess, wanted: import_apart.Wanted) -> None:
        order(process, wanted)
        if not wanted.only_tries and not killed.is_set():
            killed.set()
            process.process.kill()

    monkeypatch.setattr(import_apart._ImportProcess, "order", cut_off)
    async with open_window(shire) as window:
        await checked(window, str(folder / "council April 2024.csv"))
        await window.press("f2")
        await body_said(window, "council")
        await window.press("f2")
        await until(window, lambda: bool(window.app.troubles))
        assert all("Nothing of the import was kept" in trouble.message for _, trouble in window.app.troubles)
        await until(window, lambda: "▸2 Check" in window.text)
        assert Verb(shire).good("batch", "list")["batches"] == []
        # The second time nobody is in the way.
        await until(window, lambda: all(file.tried for file in room(window).files))
        await window.press("f2")
        await until(window, lambda: "▸3 Imported" in window.text)
    assert [batch["rows_imported"] for batch in Verb(shire).good("batch", "list")["batches"]] == [2]


@pytest.mark.deep
async def test_the_files_own_totals_are_held_against_its_lines_before_and_after(shire: Path, folder: Path) -> None:
    rows = "".join(f"13/04/2024,Bins,Acme,{n}.00\n" for n in range(1, 11))
    (folder / "council off.csv").write_text(f"{HEAD}{rows},Grand Total,,95.00\n", encoding="utf-8", newline="")
    (folder / "council good.csv").write_text(f"{HEAD}{rows},Grand Total,,55.00\n", encoding="utf-8", newline="")
    async with open_window(shire, (200, 50)) as window:
        await checked(window, str(folder / "council [go]*.csv"))
        await window.press("f2")
        await body_said(window, "council")
        await window.press("down")
        assert "the total in row 12 ('Grand Total') is £95.00, but the lines come to £55.00" in window.inside(
            "#check-right"
        )
        await window.press("f2")
        await until(window, lambda: "▸3 Imported" in window.text)
        assert "The total in row 12, £55.00, agrees to the penny." in window.inside("#done-words")
        await window.press("down")
        assert "£40.00 less" in window.inside("#done-words")


async def test_a_folder_of_files_says_of_each_why_it_is_not_read(shire: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    texts = {
        "a nil.csv": "Payments over £500 in May 2020\nNil return\n",
        "b pivot.csv": "Row Labels,Sum of Amount\nParks,5.00\nRoads,6.00\n",
        "c numbers.csv": "Amount,Question\n" + "".join(f"{n},Why?\n" for n in range(10_000, 10_030)),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    async with open_window(shire, (200, 50)) as window:
        await checked(window, str(folder / "*.csv"))
        assert "a nil return: row 2 says 'Nil return', so there is nothing to take in" in window.inside(
            "#check-verdict"
        )
        assert room(window).files[0].standing("Shire").mark == "-"
        await window.press("down")
        assert "choose them under Amount" in window.inside("#check-verdict")
        await window.press("down")
        assert "numbers as those of requests or transactions (10000 to 10029)" in window.inside("#check-verdict")
        assert "choose it under Amount" in window.inside("#check-verdict")


@pytest.mark.deep
async def test_f2_pressed_early_waits_until_all_files_are_read(
    shire: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tpdesk.services import preview

    gate = threading.Event()
    async with open_window(shire, (80, 24)) as window:
        await choose(window, str(folder / "*.csv"))
        monkeypatch.setattr(preview, "preview_file", held_back(gate, preview.preview_file))
        await window.pilot.press("f2")
        await window.pilot.press("f2")
        assert "0 of 3 files read; the import begins when all are" in window.text
        gate.set()
        await until(window, lambda: "Whose spending is " in window.text)
        await paste(window, "council")
        await window.press("enter", "down", "enter")
        await window.pilot.press("f2")
        await until(window, lambda: "▸3 Imported" in window.text)
        assert "3 files, 6 lines, £361.50; F2 maps labels, Backspace imports more" in window.text
        assert not window.app.screen.query("Toast")
    assert len(Verb(shire).good("batch", "list")["batches"]) == 3


async def test_what_is_typed_while_the_folder_is_listed_stays(shire: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tpdesk.services import files

    gate = threading.Event()
    monkeypatch.setattr(files, "list_folder", held_back(gate, files.list_folder))
    async with open_window(shire) as window:
        await window.pilot.press("i")
        while not isinstance(window.app.screen, ImportScreen):
            await window.pilot.pause()
        room(window).action_import_path()
        picker = room(window).query_one(FilePicker)
        line = picker.query_one("#pick-path Input", Input)
        line.insert_text_at_cursor("ab")
        gate.set()
        await until(window, lambda: picker.folder is not None)
        assert (line.value, line.has_focus) == ("ab", True)


async def test_the_key_that_stops_is_at_hand_while_work_runs(shire: Path) -> None:
    gate = threading.Event()

    async with open_window(shire) as window:
        await window.press("i")
        assert "F8" not in window.lines[-1]
        window.app.work_on("Counting", lambda _: gate.wait(60))
        await window.pilot.pause()
        assert "F8" in window.lines[-1]
        gate.set()
        await until(window, lambda: "F8" not in window.lines[-1])


async def test_a_folder_lists_tables_and_counts_the_rest(shire: Path, folder: Path) -> None:
    async with open_window(shire) as window:
        await choose(window, str(folder))
        assert "council April 2024.csv" in window.text
        assert "logo.png" not in window.text
        assert "1 other file that cannot hold a table" in window.text
        await window.press("a")
        assert "3 files selected" in window.text
        await window.press("down", "space")
        assert "2 files selected" in window.text
        await window.press("backspace")
        assert "council/" in window.text
        assert "2 files selected" in window.text


async def test_all_files_of_a_folder_are_without_the_notes_beside_them(shire: Path, folder: Path) -> None:
    (folder / "SOURCE.txt").write_text(
        "Published by the council, under the Open Government Licence v3.0.\n\nTaken from its pages, in May; one "
        "file a month.\n",
        encoding="utf-8",
    )
    (folder / "tabbed.txt").write_text("Date\tSupplier\tAmount\n01/04/2024\tA Ltd\t5.00\n", encoding="utf-8")
    async with open_window(shire) as window:
        await choose(window, str(folder))
        assert "SOURCE.txt" in window.text
        await window.press("a")
        assert "4 files selected" in window.text
        room = window.app.screen
        assert isinstance(room, ImportScreen)
        await window.press("a")
        assert "4 files selected" not in window.text


async def test_a_path_that_is_not_there_is_said_and_stays_as_typed(shire: Path, folder: Path) -> None:
    async with open_window(shire) as window:
        await choose(window, str(folder / "none.csv"))
        assert "There is no file or folder at" in window.text
        assert "none.csv" in window.lines[4]
        await window.press("escape")
        assert isinstance(window.app.screen, ImportScreen)
        await window.press("escape")
        assert not isinstance(window.app.screen, ImportScreen)


async def test_what_is_recognised_is_shown_with_its_reason(shire: Path, folder: Path) -> None:
    async with open_window(shire, (160, 48)) as window:
        await checked(window, str(folder / "council April 2024.csv"))
        for said in (
            "Place Shire",
            "Amount Net Amount by its heading",
            "Label Service by its heading",
            "Header row 1 recognised",
            "Dates day, month, year a day 13 in row 2",
            "Unit pounds (£) nothing says otherwise",
        ):
            assert said in window.text
        assert "→ Amount" in window.text
        assert "2024-04-13" in window.text


@pytest.mark.deep
async def test_changes_show_at_once_and_hold_for_files_laid_out_alike(shire: Path, folder: Path) -> None:
    async with open_window(shire, (160, 64)) as window:
        await checked(window, str(folder / "*.csv"))
        screen = room(window)
        screen._ask(screen.files[0], "unit")
        await window.settle()
        await paste(window, "thousands")
        await window.press("enter")
        await until(window, lambda: all(file.fresh for file in screen.files))
        assert "£100,500.00" in window.text
        assert [file.said.unit for file in screen.files] == ["thousands"] * 3
        screen._ask(screen.files[0], "column.supplier")
        await window.settle()
        await paste(window, "no column")
        await window.press("enter")
        await until(window, lambda: all(file.fresh for file in screen.files))
        assert "Supplier no column left out, as you said" in window.text
        screen._ask(screen.files[0], "sign")
        await window.settle()
        await paste(window, "negative")
        await window.press("enter")
        await until(window, lambda: "-£100,500.00" in window.text)


async def test_a_column_is_changed_from_the_rows(shire: Path, folder: Path) -> None:
    async with open_window(shire, (160, 48)) as window:
        await checked(window, str(folder / "council April 2024.csv"))
        screen = room(window)
        screen.query_one("#check-rows").focus()
        await window.press("right", "right", "right", "enter")
        assert "What is the column 'Supplier'?" in window.text
        await paste(window, "description")
        await window.press("enter")
        await until(window, lambda: all(file.fresh for file in screen.files))
        assert "→ Description" in window.text
        assert "Description Supplier as you said" in window.text


async def test_the_body_is_proposed_by_the_name_of_file_or_folder(shire: Path, tmp_path: Path) -> None:
    Verb(shire).good("agency", "add", "Borsetshire Fire", "--place", "Shire")
    (tmp_path / "borsetshire 2024.csv").write_text(HEAD + "13/04/2024,Bins,Acme,1.00\n", encoding="utf-8", newline="")
    async with open_window(shire) as window:
        await checked(window, str(tmp_path / "borsetshire 2024.csv"))
        assert "Borsetshire Fire by the name of the file" in window.text


@pytest.mark.deep
async def test_an_empty_desk_makes_place_and_body_on_the_way(empty_file: Path, folder: Path) -> None:
    async with open_window(empty_file) as window:
        await choose(window, str(folder / "*.csv"))
        await window.press("f2")
        await until(window, lambda: all(file.fresh for file in room(window).files))
        assert "say which place" in window.text
        await window.press("f2")
        assert "type a name" in window.text
        assert "Nothing fits" not in window.text
        await paste(window, "Newshire")
        await window.press("down", "enter")
        await body_said(window, "Newshire Council", new=True)
        assert "3 of 3 files ready" in window.text
        await window.press("f2")
        await until(window, lambda: "▸3 Imported" in window.text)
        await window.press("f2")
        await until(window, lambda: "Map labels" in window.text)
        assert "Bins" in window.text
    assert Verb(empty_file).good("count", "--year", "2024-25")["gross_pence"] == 36150


@pytest.mark.deep
async def test_a_file_on_the_desk_already_is_left_out_unless_it_is_said(shire: Path, folder: Path) -> None:
    Verb(shire).good("import", folder / "council April 2024.csv", "--agency", "Shire Council")
    async with open_window(shire) as window:
        await choose(window, str(folder / "*.csv"))
        assert window.text.count("imported before?") == 1
        await window.press("f2")
        await until(window, lambda: all(file.fresh for file in room(window).files))
        assert "on the desk already: batch 1" in window.text
        await window.press("f2")
        await until(window, lambda: "Whose spending is " in window.text)
        await paste(window, "council")
        await window.press("enter", "down", "enter")
        await until(window, lambda: sum(file.tried for file in room(window).files) == 2)
        assert "2 of 3 files ready" in window.text
        await window.press("f2")
        await until(window, lambda: "▸3 Imported" in window.text)
        assert "2 files, 4 lines, £241.00; 1 file not imported yet: Backspace, then F2" in window.text
        await window.press("backspace", "f2")
        await until(window, lambda: all(file.fresh for file in room(window).files))
        assert "0 of 1 file ready" in window.text
    assert Verb(shire).good("count", "--place", "Shire", "--year", "2024-25")["gross_pence"] == 36150


async def test_a_control_total_that_is_off_is_shown(shire: Path, folder: Path) -> None:
    async with open_window(shire, (160, 48)) as window:
        await checked(window, str(folder / "council April 2024.csv"))
        screen = room(window)
        await window.press("f2")
        await body_said(window, "council")
        screen._ask(screen.files[0], "control")
        await window.settle()
        await paste(window, "121.00")
        await window.press("enter")
        await until(window, lambda: all(file.tried for file in screen.files))
        assert "off by -£0.50" in window.text
        await window.press("f2")
        await until(window, lambda: "▸3 Imported" in window.text)
        assert "Control total £121.00. The lines are off by -£0.50." in window.text


async def test_files_that_cannot_be_read_say_why_and_do_not_stop_the_others(shire: Path, folder: Path) -> None:
    (folder / "council broken.csv").write_bytes(b"")
    (folder / "council register.csv").write_text(
        "Contract title,Contract start date,Contract end date,Supplier,Contract "
        "value\nBins,01/04/2024,31/03/2027,Acme,1000\n", encoding="utf-8", newline=""
    )  # fmt: skip
    async with open_window(shire) as window:
        await checked(window, str(folder / "*.csv"))
        standings = {file.path.name: file.standing("Shire") for file in room(window).files}
        assert standings["council broken.csv"].mark == "✗"
        assert standings["council register.csv"].mark == "✗"
        assert "not spending" in standings["council register.csv"].words
        assert "--" not in window.text


@pytest.mark.deep
async def test_stopping_leaves_nothing_of_the_whole_import(
    shire: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tpdesk.models.intake import load

    async with open_window(shire) as window:
        await checked(window, str(folder / "*.csv"))
        await window.press("f2")
        await body_said(window, "council")
        taken = load.Stage.move_in

        def stop_at_second(self: load.Stage, place: int, file: load.BatchFile) -> int:
            number = taken(self, place, file)
            if number == 1:
                window.app.jobs[0].stop()
            return number

        monkeypatch.setattr(load.Stage, "move_in", stop_at_second)
        await window.press("f2")
        await until(window, lambda: "▸2 Check" in window.text)
        assert "nothing of it was kept" in window.text
        assert len(room(window).files) == 3
    assert Verb(shire).good("batch", "list")["batches"] == []


@pytest.mark.deep
async def test_rejected_rows_are_mended_in_place(shire: Path, tmp_path: Path) -> None:
    bad = "13/04/2024,Bins,Acme,n/k\n14/04/2024,Bins,Acme,n/k\n15/04/2024,Books,Acme,5.00\n,,Total,10.00\n"
    (tmp_path / "shire council.csv").write_text(HEAD + bad, encoding="utf-8", newline="")
    async with open_window(shire) as window:
        await checked(window, str(tmp_path / "shire council.csv"))
        await window.press("f2")
        if "Whose spending is " in window.text:
            await body_said(window, "council")
            await window.press("f2")
        await until(window, lambda: "▸3 Imported" in window.text)
        assert "3 rejected" in window.text
        await window.press("e")
        await until(window, lambda: "3 rows rejected" in window.text)
        await window.press("enter")
        assert "Fix row 2" in window.text
        await window.press("home", "delete", "delete", "delete")
        await paste(window, "7.25")
        await window.press("enter", "s")
        assert "2 rows fixed; F2 imports them" in window.text
        await window.press("escape", "e")
        await until(window, lambda: "2 rows fixed" in window.text)
        await window.press("f2")
        await until(window, lambda: "1 row rejected" in window.text)
        assert "2 lines · £14.50, as batch 2" in window.text
    assert Verb(shire).good("count", "--place", "Shire", "--year", "2024-25")["gross_pence"] == 500 + 1450


@pytest.mark.deep
async def test_a_year_of_a_real_council_with_few_keys(tmp_path: Path, shared: Path) -> None:
    verb = Verb(tmp_path / "hyndburn.tpdesk")
    verb.good("place", "add", "Hyndburn")
    verb.good("agency", "add", "Hyndburn Borough Council", "--place", "Hyndburn")
    async with open_window(verb.desk) as window:
        await choose(window, str(shared / "data/lancashire/hyndburn/*_18*.csv"))
        await window.press("f2")
        screen = room(window)
        assert len(screen.files) == 12
        await until(window, lambda: all(file.tried for file in screen.files))
        assert "12 of 12 files ready; F2 imports them" in window.text
        assert "Hyndburn Borough Council by the name of the folder" in window.text
        await window.press("f2")
        await until(window, lambda: "▸3 Imported" in window.text)
        assert all(outcome.error is None for outcome in screen.outcomes)
    assert len(verb.good("batch", "list")["batches"]) == 12


async def test_the_body_of_one_file_is_given_to_no_other_unasked(shire: Path, folder: Path) -> None:
    (folder / "council May 2024.csv").rename(folder / "p2.csv")
    async with open_window(shire) as window:
        await checked(window, str(folder / "*.csv"))
        await window.press("f2")
        await until(window, lambda: "Whose spending is " in window.text)
        await paste(window, "police")
        await window.press("enter")
        await until(window, lambda: "Shire Police for the other 2 files too?" in window.text)
        await window.press("enter")
        await until(window, lambda: "1 of 3 files ready" in window.text)
        assert [file.body[0] for file in room(window).files].count("Shire Police") == 1
        assert sum(file.lacks_body for file in room(window).files) == 2


@pytest.mark.deep
async def test_a_body_known_by_name_is_changed_for_one_file(shire: Path, folder: Path, tmp_path: Path) -> None:
    Verb(shire).good("agency", "add", "Borchester Council", "--place", "Shire")
    named = tmp_path / "Borchester"
    folder.rename(named)
    async with open_window(shire) as window:
        await checked(window, str(named / "*.csv"))
        assert {file.body for file in room(window).files} == {("Borchester Council", "by the name of the folder")}
        room(window).change(CheckPane.Change("agency"))
        await until(window, lambda: "Whose spending is " in window.text)
        await paste(window, "Shire Council")
        await window.press("enter")
        await until(window, lambda: "the rest stay with Borchester Council" in window.text)
        await window.press("enter")
        await until(window, lambda: all(file.tried for file in room(window).files))
        assert sorted(str(file.body[0]) for file in room(window).files) == [
            "Borchester Council",
            "Borchester Council",
            "Shire Council",
        ]


async def test_the_only_body_of_a_place_is_offered_and_not_assumed(tmp_path: Path, folder: Path) -> None:
    verb = Verb(tmp_path / "one.tpdesk")
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire Police", "--place", "Shire")
    async with open_window(verb.desk) as window:
        await checked(window, str(folder / "council April 2024.csv"))
        assert "0 of 1 file ready" in window.text
        await window.press("f2")
        await until(window, lambda: "Whose spending is " in window.text)
        await window.press("enter")
        await until(window, lambda: "1 of 1 file ready" in window.text)
        assert room(window).files[0].body == ("Shire Police", "as you said")


async def test_what_no_column_holds_is_said_before_the_file_is_taken_in(shire: Path, tmp_path: Path) -> None:
    path = tmp_path / "shire council 2024-25.csv"
    path.write_text("Service,Amount\n" + "Roads,10\n" * 9, encoding="utf-8", newline="")
    async with open_window(shire, (120, 40)) as window:
        await checked(window, str(path))
        looks = window.inside("#check-looks")
        assert (
            "no column of dates was found, so the lines have no date; if one of the columns holds it, "
            "choose it under Date"
        ) in looks
        assert "choose it under Supplier" in looks
        assert "--map" not in looks


async def test_a_row_pushed_one_cell_on_is_told_before_and_after(shire: Path, tmp_path: Path) -> None:
    good = "".join(f"{n:02d}/04/2024,Roads,Tarmac,{n}12.50,\n" for n in range(1, 25))
    path = tmp_path / "shire council.csv"
    path.write_text(
        f"Date,Service,Supplier,Amount,Notes\n{good}05/04/2024,Roads,Tarmac,51234567,250.40\n",
        encoding="utf-8",
        newline="",
    )
    async with open_window(shire, (120, 40)) as window:
        await checked(window, str(path))
        await until(window, lambda: all(file.tried for file in room(window).files))
        assert "row 26: This row is shifted one cell to the right" in window.inside("#check-looks")
        await window.press("f2")
        await until(window, lambda: "▸3 Imported" in window.text)
        assert "1 rejected" in window.text
        await window.press("e")
        await until(window, lambda: "1 row rejected" in window.text)
        assert "shifted one cell to the right" in " ".join(window.text.split())


@pytest.mark.deep
async def test_dates_turned_round_are_turned_back_under_dates(shire: Path, tmp_path: Path) -> None:
    days = ["02", "03", "05", "09", "10", "12", "15", "16", "17", "18", "19", "22"]
    rows = [
        f"04/{day}/2024,Roads,Tarmac,{day}.00\n" if day < "13" else f"{day}/04/2024,Roads,Tarmac,{day}.00\n"
        for day in days
    ]
    path = tmp_path / "shire council.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8", newline="")
    async with open_window(shire, (120, 40)) as window:
        await checked(window, str(path))
        looks = window.inside("#check-looks")
        assert "6 lines (£41.00) may have day and month the wrong way round" in looks
        assert "To turn these dates round, choose 'row by row' under Dates" in looks
        assert "2024-02-04" in window.inside("#check-rows")
        settings = window.app.screen.query_one("#check-settings", OptionList)
        settings.focus()
        settings.highlighted = settings.get_option_index("dates")
        await window.press("enter")
        await paste(window, "row by row")
        await window.press("enter")
        await until(window, lambda: all(file.tried for file in room(window).files))
        assert "day, month, year, row by row" in window.inside("#check-settings")
        assert "2024-04-02" in window.inside("#check-rows")
        assert "wrong way round" not in window.text
        await window.press("f2")
        await until(window, lambda: "▸3 Imported" in window.text)
    assert Verb(shire).good("count", "--place", "Shire", "--year", "2024-25")["gross_pence"] == 14800


async def test_f2_asks_whether_organisations_that_rows_name_are_to_be_added(empty_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "several.csv"
    file.write_text(
        "Body Name,Service,Date,Amount\nNewshire Council,Bins,13/04/2024,100.00\nOld Trust,Homes,14/04/2024,20.50\n"
    )
    async with open_window(empty_file) as window:
        await choose(window, str(file))
        await window.press("f2")
        await until(window, lambda: all(one.fresh for one in room(window).files))
        await window.press("f2")
        await paste(window, "Newshire")
        assert "Make a new place called 'Newshire'" in window.text
        await window.press("down", "enter")
        await until(window, lambda: bool(room(window).files) and all(one.tried for one in room(window).files))
        await window.press("f2")
        await until(window, lambda: "Not on this desk yet: Newshire Council, Old Trust" in window.text)
        await window.press("down", "enter")
        await until(window, lambda: "▸3 Imported" in window.text)
        assert "2 rejected" in " ".join(window.text.split())
        assert "--" not in window.text
        assert "agency add" not in window.text
        await window.press("u")
        await until(window, lambda: "Undone" in window.text)
        await choose(window, str(file))
        await window.press("f2")
        await until(window, lambda: bool(room(window).files) and all(one.tried for one in room(window).files))
        await window.press("f2")
        await until(window, lambda: "Not on this desk yet" in window.text)
        await window.press("enter")
        await until(window, lambda: "1 file, 2 lines, £120.50" in window.text)
    assert Verb(empty_file).good("count", "--year", "2024-25")["gross_pence"] == 12050
