"""What people who had never seen the window stumbled over, by keys alone: each stays mended."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import openpyxl
import pytest
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Input, OptionList

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.ledger import ledger, lines_of, spend_window
from tests.screens.looking import Window, open_window
from tests.screens.test_import import checked, choose, folder, held_back, room, room_files, shire, shire_original
from tests.screens.test_room import room_file
from tests.screens.typing import dialog, to_field, type_in, write
from tests.screens.typing_in import until
from tpdesk import services
from tpdesk.app import TpDesk
from tpdesk.models import beside
from tpdesk.models.desk import open_desk
from tpdesk.models.intake import workbook_process
from tpdesk.screens.ask import PathDialog
from tpdesk.screens.dialogs.choose import Completing
from tpdesk.screens.dives.room_screen import RoomScreen
from tpdesk.screens.flex_table import FlexTable
from tpdesk.screens.intake.import_done import standing_of
from tpdesk.screens.intake.import_files import FilePicker
from tpdesk.screens.intake.import_state import warnings_of
from tpdesk.screens.intake.import_steps import ImportSteps
from tpdesk.screens.intake.mapping import MappingScreen
from tpdesk.screens.overlap.heat import HeatMap
from tpdesk.screens.reporter import trouble_of
from tpdesk.screens.rooms import is_room
from tpdesk.screens.spend.line_table import LineTable
from tpdesk.screens.spend.mode import SpendScreen
from tpdesk.screens.status import ModeTabs
from tpdesk.services.imports import import_each
from tpdesk.services.sheets import ImportRequest

__all__ = ["folder", "room_file", "shire", "shire_original"]

KINDS = (
    "county", "unitary", "district", "metropolitan", "metropolitan district", "metropolitan borough",
    "metropolitan borough council", "London borough",
    "London borough council", "combined authority", "NHS commissioner", "NHS provider", "police", "fire", "probation",
    "courts", "central department",
    "arm's-length body", "school/college", "third sector", "other",
)  # fmt: skip
"""The kinds of organisation in the words of the field."""

FIRST = {
    "county": "County council", "unitary": "Unitary council", "district": "District council",
    "metropolitan": "Metropolitan district council", "london": "London borough council",
    "school/college": "School or college",
}  # fmt: skip
"""How a kind begins -> its title, where that is another."""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Testshire with seven payments."""
    return ledger(tmp_path)


def corner(window: Window) -> str:
    """Return what the corner says."""
    return " ".join(f"{note.title} {note.message}" for note in window.app._notifications)


# -- the map of labels


@pytest.mark.deep
async def test_the_map_of_labels_opens_with_all_of_them(desk: Path) -> None:
    async with open_window(desk) as window:
        await window.press("4", "m", "slash")
        await type_in(window, "park")
        await window.press("enter")
        screen = window.app.screen
        assert isinstance(screen, MappingScreen)
        assert "containing 'park' (/ then Esc shows all)" in window.text
        assert screen.query_one(FlexTable).row_count == 1
        await window.press("escape", "m")
        assert window.app.screen is screen
        assert screen.query_one(FlexTable).row_count == 2
        assert "containing" not in window.text
        assert not screen.query_one("#map-search").display


# -- lines


@pytest.mark.deep
async def test_a_line_that_is_duplicated_is_said_with_its_amount(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("D")
        assert "Line duplicated: 1 line, £1,000.00." in corner(window)
        assert "Press u to undo." in corner(window)
        assert len(lines_of(desk)) == 8
        await window.press("ctrl+home", "space", "space", "D", "tab", "enter")
        assert "Lines duplicated: 2 lines, £3,000.50." in corner(window)


@pytest.mark.deep
async def test_home_and_end_go_along_the_row_and_with_ctrl_through_the_rows(desk: Path) -> None:
    async with spend_window(desk) as window:
        table = window.app.screen.query_one(LineTable)
        last = (table.rows.total - 1, len(table.rows.columns) - 1)
        await window.press("down", "right", "end")
        assert (table.row, table.column) == (1, last[1])
        await window.press("ctrl+end")
        assert (table.row, table.column) == last
        await window.press("home")
        assert (table.row, table.column) == (last[0], 0)
        await window.press("right", "ctrl+home")
        assert (table.row, table.column) == (0, 1)
        await window.press("question_mark", "end")
        assert "with ctrl to the first or last row" in window.text


@pytest.mark.deep
async def test_home_and_end_in_the_heat_map_and_in_lists(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("5", "end")
        ranked = window.app.screen.query_one("#ranked", FlexTable)
        assert ranked.cursor_row == ranked.row_count - 1 > 0
        await window.press("home")
        assert ranked.cursor_row == 0
        await window.press("v", "right", "ctrl+end")
        heat = window.app.screen.query_one("#bodies-heat", HeatMap)
        assert (heat.row, heat.column) == (len(heat.names) - 1, 1)
        await window.press("end", "ctrl+home")
        assert (heat.row, heat.column) == (0, len(heat.columns) - 1)
        await window.press("4", "V", "enter")
        pivot = window.app.screen.query_one("#pivot-table", DataTable)
        await window.press("ctrl+end", "home")
        assert pivot.cursor_row == pivot.row_count - 1


# -- forms


@pytest.mark.deep
async def test_a_problem_goes_with_the_text_that_it_is_of(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("3", "n")
        await type_in(window, "Testbury Town Council")
        await to_field(window, "kind")
        await type_in(window, "qqqq")
        await window.press("f2")
        assert "'qqqq' is no kind" in dialog(window)
        # Of another field it says nothing.
        await to_field(window, "role")
        await type_in(window, "x")
        assert "'qqqq' is no kind" in dialog(window)
        await to_field(window, "kind")
        await window.press("end", "backspace")
        assert "is no kind" not in dialog(window)
        # What only the desk can say goes with the first key anywhere.
        await write(window, "county")
        await to_field(window, "name")
        await write(window, "Burnley Borough Council")
        await window.press("f2")
        assert "There is an organisation called 'Burnley Borough Council' already" in dialog(window)
        await window.press("end", "backspace")
        assert "already" not in dialog(window)


@pytest.mark.deep
async def test_tab_completes_every_kind_of_the_field(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("3", "n")
        for kind in KINDS:
            await to_field(window, "kind")
            await write(window, kind)
            await window.press("tab")
            taken = window.app.screen.query_one("#field-kind", Completing).value
            assert taken == next((title for start, title in FIRST.items() if kind.casefold().startswith(start)), taken)
            assert taken.casefold().startswith(kind.casefold()[:4])


@pytest.mark.deep
async def test_all_kinds_are_offered_by_the_arrow(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("3", "n")
        await to_field(window, "kind")
        await window.press("down")
        kind = window.app.screen.query_one("#field-kind", Completing)
        offered = [str(option.prompt) for option in kind.query_one(OptionList).options]
        assert len(offered) == 18
        assert any("London borough" in text for text in offered)
        await window.press(*["down"] * 9, "tab")
        assert kind.value == "Metropolitan district council"


# -- paths


@pytest.mark.deep
async def test_enter_opens_a_folder_that_is_typed_with_its_sign(shire: Path, folder: Path) -> None:
    async with open_window(shire) as window:
        await choose(window, f"{folder}/")
        picker = room(window).query_one(FilePicker)
        assert picker.folder is not None
        assert picker.folder.path == folder
        assert not picker.chosen
        await window.press("slash")
        await write(window, f"{folder}/")
        await window.press("tab")
        assert window.app.focused is picker.query_one("#pick-path Input", Input)
        assert picker.query_one("#pick-path", Completing).value == str(folder / "council April 2024.csv")


@pytest.mark.deep
async def test_enter_opens_a_folder_in_a_question_for_a_file(folder: Path) -> None:
    maps = folder / "maps.csv"
    maps.write_text("label,category,share\nBins,05.1.0,1\n", encoding="utf-8", newline="")
    async with open_window(ledger(folder)) as window:
        await window.press("m", "l")
        question = window.app.screen
        assert isinstance(question, PathDialog)
        await write(window, f"{folder}/")
        await window.press("enter")
        assert window.app.screen is question
        line = question.query_one(Completing)
        assert line.value == f"{folder}/"
        offered = [str(option.prompt) for option in line.query_one(OptionList).options]
        assert any(text.endswith("council April 2024.csv") for text in offered)
        await write(window, str(folder))
        await window.press("enter")
        assert window.app.screen is question
        assert line.value == f"{folder}/"
        await type_in(window, "maps")
        await window.press("enter", "enter")
        assert isinstance(window.app.screen, MappingScreen)


# -- files coming in


@pytest.mark.deep
async def test_what_is_asked_stands_in_the_order_of_the_questions(empty_file: Path, folder: Path) -> None:
    async with open_window(empty_file) as window:
        await choose(window, str(folder / "*.csv"))
        await window.press("f2")
        listed = room(window).query_one("#check-settings", OptionList)
        first = [str(option.id) for option in listed.options if option.id is not None][:2]
        assert first == ["place", "agency"]
        await window.press("f2")
        assert "Which place?" in window.text
        await type_in(window, "Newshire")
        await window.press("down", "enter")
        assert "Whose spending is " in window.text


@pytest.mark.deep
async def test_the_months_of_one_organisation_are_answered_for_at_once_among_others(shire: Path, folder: Path) -> None:
    other = "Date,Directorate,Payee,Amount\n15/04/2024,Uniforms,Acme,70.00\n"
    (folder / "zz payments.csv").write_text(other, encoding="utf-8", newline="")
    for month in (folder / "council April 2024.csv", folder / "council May 2024.csv"):
        month.rename(folder / month.name.removeprefix("council "))
    async with open_window(shire) as window:
        await checked(window, str(folder / "*.csv"))
        await window.press("home", "f2")
        await until(window, lambda: "Whose spending is " in window.text)
        await type_in(window, "Shire Council")
        await window.press("enter")
        await until(window, lambda: "too?" in window.text)
        assert "the 3 files with the same columns" in dialog(window)
        await window.press("down", "enter")
        await until(window, lambda: all(file.fresh for file in room(window).files))
        bodies = {file.path.name: file.body[0] for file in room(window).files}
        assert bodies.pop("zz payments.csv") is None
        assert set(bodies.values()) == {"Shire Council"}


async def test_a_question_of_a_file_comes_at_once_and_beside_that_file(
    shire: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, look = threading.Event(), services.preview.preview_file
    later = held_back(gate, look)

    def slow(desk_path: Path, path: Path, request: ImportRequest) -> object:
        return (look if path.name == "0.csv" else later)(desk_path, path, request)

    monkeypatch.setattr("tpdesk.services.preview.preview_file", slow)
    for number, file in enumerate(sorted(folder.glob("*.csv"))):
        file.rename(folder / f"{number}.csv")
    async with open_window(shire) as window:
        await window.press("i", "/")
        await write(window, str(folder / "*.csv"))
        await window.press("enter")
        await window.pilot.press("f2")
        await until(window, lambda: any(file.fresh for file in room_files(window)))
        # Two of three files are not read yet.
        await window.pilot.press("end", "f2")
        await until(window, lambda: "Whose spending is 0.csv?" in window.text)
        [steps] = window.app.screen_stack[-2].query(ImportSteps)
        shown = steps.shown()
        assert shown is not None
        assert shown.path.name == "0.csv"
        gate.set()


@pytest.mark.deep
async def test_a_file_that_is_refused_is_not_counted_as_one_to_come(shire: Path, folder: Path) -> None:
    (folder / "council contracts.csv").write_text(
        "Contract title,Supplier,Start date,Contract value,End date\nMowing,Acme,01/04/2024,100,31/03/2026\n",
        encoding="utf-8",
        newline="",
    )
    async with open_window(shire) as window:
        await checked(window, str(folder / "*.csv"))
        assert [file.path.name for file in room(window).files if not file.can_come_in] == ["council contracts.csv"]
        await window.press("f2")
        await type_in(window, "Shire Council")
        await window.press("enter", "down", "enter", "f2")
        await until(window, lambda: room(window).page == "import-done")
        assert "3 files, 6 lines" in window.text
        assert "1 file cannot be imported" in window.text
        assert "not imported yet" not in window.text


@pytest.mark.deep
async def test_nothing_is_ticked_that_is_left_to_look_at(shire: Path, tmp_path: Path) -> None:
    file = tmp_path / "council.csv"
    rows = ("13/04/2024,Bins,Acme,100.50", "14/04/2024,Bins,Acme,abc", "15/04/2024,Bins,Acme,1.00")
    file.write_text("\n".join(("Payment date,Service,Supplier,Net Amount", *rows, "")), encoding="utf-8", newline="")
    async with open_window(shire) as window:
        await checked(window, str(file))
        await window.press("f2")
        await type_in(window, "Shire Council")
        await window.press("enter")
        await until(window, lambda: room(window).files[0].tried)
        await window.press("f2")
        await until(window, lambda: room(window).page == "import-done")
        assert "✓ council.csv" not in window.text
        await window.press("1")
        assert "○ [b] Files 1, 1 row to fix" in window.text


def test_files_with_something_to_look_at_are_not_ticked_when_imported(tmp_path: Path) -> None:
    verb = Verb(tmp_path / "x.tpdesk")
    verb.good("place", "add", "Testshire")
    verb.good("agency", "add", "Ayton", "--kind", "county", "--place", "Testshire")
    file = tmp_path / "may.csv"
    file.write_text("Payment date,Net Amount\n13/05/2024,100.50\n", encoding="utf-8", newline="")
    with open_desk(verb.desk) as desk:
        request = ImportRequest(place="Testshire", agency="Ayton")
        [outcome] = import_each(desk, [(file, request)])
    assert outcome.clean
    assert warnings_of(outcome)
    standing = standing_of(outcome)
    assert (standing.mark, standing.words) == ("!", "1 line · £100.50 · 2 to look at")


# -- packs and the room


async def test_what_cannot_be_opened_is_said(desk: Path) -> None:
    async with open_window(desk) as window:
        await window.press("7")
        for key in ("f", "v"):
            await window.press(key)
            assert "No pack has been written from this desk. Press w to write the first." in corner(window)
            window.app.clear_notifications()


@pytest.mark.deep
async def test_a_pack_just_written_is_opened_without_going_to_the_list(
    sample_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr("tpdesk.models.desktop.show_in_folder", shown.append)
    async with open_window(sample_file) as window:
        await window.press("7", *["down"] * 5, "enter")
        await write(window, str(tmp_path / "board.xlsx"))
        await window.press("enter", "w", "f")
        assert shown == [tmp_path / "board.xlsx"]


async def test_the_only_workshop_is_opened_unasked(room_file: Path) -> None:
    async with open_window(room_file) as window:
        await window.press("f11")
        assert isinstance(window.app.screen, RoomScreen)
        await window.press("f11")
        Verb(room_file).good("workshop", "add", "Second morning", "--place", "Testshire")
        await window.press("r", "f11")
        assert "The room of which workshop?" in window.text


async def test_leaving_the_import_ends_what_reads_a_workbook(
    shire: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (("Payment date", "Service", "Net Amount"), *([("13/04/2024", "Bins", 1.5)] * 3)):
        book.active.append(row)
    book.save(tmp_path / "council.xlsx")
    begun, gate = threading.Event(), threading.Event()
    ask = workbook_process.WorkbookProcess.ask

    def slow(child: workbook_process.WorkbookProcess, line: str) -> object:
        begun.set()
        # As a long answer: it comes when the child is ended, or never.
        while not gate.is_set() and not child.killed:
            gate.wait(0.01)
        return ask(child, line)

    monkeypatch.setattr(workbook_process.WorkbookProcess, "ask", slow)
    async with open_window(shire) as window:
        await window.press("i", "/")
        await type_in(window, str(tmp_path / "council.xlsx"))
        await window.press("enter")
        await window.pilot.press("f2")
        await until(window, begun.is_set)
        [child] = beside.WORKING
        await window.pilot.press("escape")
        await until(window, lambda: child.killed)
        await window.settle()
        assert not beside.WORKING
        gate.set()
        await window.press("i")
        await until(window, lambda: room(window).files[0].fresh)
        assert "say whose spending it is" in window.text


# -- an upgrade under an open window


def test_a_part_that_an_upgrade_took_away_is_said_in_words() -> None:
    trouble = trouble_of(ModuleNotFoundError("No module named 'tpdesk.services.gone'", name="tpdesk.services.gone"))
    assert trouble.title == "tpdesk was upgraded while this window was open"
    assert "close the window with q, and open it again" in trouble.message
    assert trouble.fault is None
    other = trouble_of(ModuleNotFoundError("No module named 'pandas'", name="pandas"))
    assert other.title == "Something went wrong"


def _takes_away(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """Let a module be gone, as after an upgrade."""
    monkeypatch.setitem(sys.modules, module, None)


@pytest.mark.parametrize(
    ("module", "keys"),
    [
        ("tpdesk.screens.intake.mapping", ["m"]),
        ("tpdesk.screens.overlap.mode", ["5"]),
        ("tpdesk.screens.desk.history", ["h"]),
        ("tpdesk.screens.registers.places_forms", ["2", "n"]),
        ("tpdesk.screens.tour", ["f9"]),
    ],
)
async def test_a_screen_that_an_upgrade_took_away_is_said_in_words(
    desk: Path, module: str, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_window(desk) as window:
        _takes_away(monkeypatch, module)
        await window.press(*keys)
        assert "tpdesk was upgraded while this window was open" in corner(window)
        assert "close the window with q, and open it again" in corner(window)
        # The rest goes on.
        window.app.clear_notifications()
        await window.press("1")
        assert window.app.current_mode == "overview"


async def test_a_screen_that_breaks_half_made_after_an_upgrade_ends_the_window_with_words(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def content(_: MappingScreen) -> ComposeResult:
        raise ModuleNotFoundError("No module named 'tpdesk.gone'", name="tpdesk.gone")

    monkeypatch.setattr(MappingScreen, "content", content)
    app = TpDesk(desk)
    async with app.run_test() as pilot:
        await pilot.press("m")
        await pilot.pause()
    assert app.return_code == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "tpdesk was upgraded while this window was open. Everything is saved: open it again." in said


def test_what_goes_wrong_after_an_upgrade_is_put_down_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = TypeError("unexpected keyword argument")
    assert trouble_of(fault).title == "Something went wrong"
    monkeypatch.setattr("tpdesk.__file__", str(tmp_path / "gone.py"))
    assert trouble_of(fault).title == "tpdesk was upgraded while this window was open"
    monkeypatch.undo()
    with pytest.raises(AttributeError) as caught:
        getattr(services, "gone")  # noqa: B009
    assert trouble_of(caught.value).title == "tpdesk was upgraded while this window was open"


# -- rooms that one leaves for elsewhere


@pytest.mark.parametrize("key", first_of(["m", "i", "b", "T"]))
async def test_the_key_of_a_mode_shows_the_mode_and_not_a_room_left_open(desk: Path, key: str) -> None:
    async with open_window(desk) as window:
        await window.press(key)
        room_left: Screen[object] = window.app.screen
        assert is_room(room_left)
        for back in ("4", "14", "g4", "5f94"):
            keys = ["f9", "escape", "4"] if back == "5f94" else list(back)
            await window.press(*keys)
            assert isinstance(window.app.screen, SpendScreen)
            assert len(window.app.screen_stack) == 1
            assert "Esc back" not in window.text
            await window.press(key)
            assert window.app.screen_stack[-1] is room_left


@pytest.mark.deep
async def test_what_was_begun_in_a_room_is_there_when_it_is_opened_again(desk: Path, folder: Path) -> None:
    async with open_window(desk) as window:
        await window.press("m", "space", "1", "4", "m")
        screen = window.app.screen
        assert isinstance(screen, MappingScreen)
        assert len(screen.labels.selected) == 1
        await checked(window, str(folder / "*.csv"))
        await window.press("4")
        assert isinstance(window.app.screen, SpendScreen)
        await window.press("i")
        assert [file.path.name[:13] for file in room(window).files] == [
            "council April",
            "council June ",
            "council May 2",
        ]
        assert room(window).page == "import-check"


async def test_a_click_on_the_bar_leaves_a_room_for_good(desk: Path) -> None:
    async with open_window(desk) as window:
        await window.press("1", "m")
        assert isinstance(window.app.screen, MappingScreen)
        await window.pilot.click(ModeTabs, (window.lines[1].index("Spend"), 0))
        await window.settle()
        assert isinstance(window.app.screen, SpendScreen)


async def test_no_key_leads_from_the_wall_to_another_screen(room_file: Path) -> None:
    async with open_window(room_file) as window:
        await window.press("f11", *"A fact", "enter", "up")
        assert isinstance(window.app.screen, RoomScreen)
        for key in ("1", "4", "i", "b", "T", "p", "y", "o", "f9", "R"):
            await window.press(key)
            assert isinstance(window.app.screen, RoomScreen), key
        await window.press("f11")
        assert not isinstance(window.app.screen, RoomScreen)


# -- words


async def test_the_welcome_speaks_plain_english(empty_file: Path) -> None:
    async with open_window(empty_file) as window:
        welcome = " ".join(window.text.split())
        assert "tpdesk imports the spending files of the public organisations in a place" in welcome
        assert "Import a file" in welcome
        for odd in ("takes in", "Take a file in", "take their files in", "how many of us", "bodies"):
            assert odd not in welcome


async def test_the_column_hhi_is_explained_below_its_table(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("5", "v", "v", "v")
        said = " ".join(window.text.split())
        assert "HHI" in said
        assert "HHI: 1 where one spends all, near 0 where many spend alike." in said


# -- narrow windows


@pytest.mark.deep
async def test_payer_and_receiver_can_be_told_apart_at_80_columns(desk: Path) -> None:
    verb = Verb(desk)
    for name in ("Lancashire Police", "Lancashire Fire and Rescue"):
        verb.good("agency", "add", name, "--place", "Testshire")
        fields = (f"agency={name}", "year=2024-25", "amount=500", "label=Bins")
        verb.good("spend", "add", *fields, "supplier=County Council")
    async with open_window(desk, (80, 24)) as window:
        await window.press("T")
        await until(window, lambda: "may be transfers" in window.text)
        listed = [line for line in window.lines if "County Council" in line]
        assert any("Lancashire Police" in line for line in listed)
        assert any("Lancashire Fire and Rescue" in line for line in listed)


async def test_what_to_look_at_before_the_first_pack_has_the_room_of_the_list(desk: Path) -> None:
    async with open_window(desk, (80, 24)) as window:
        await window.press("7")
        await until(window, lambda: "Before you write" in window.text)
        first = next(at for at, line in enumerate(window.lines) if "Before you write" in line)
        last = next(at for at, line in enumerate(window.lines) if "Packs written from this desk" in line)
        assert last - first > 5


async def test_areas_of_a_place_without_money_are_named(empty_file: Path) -> None:
    Verb(empty_file).good("place", "add", "Pennine", "--code", "E07000117", "--code", "E06000008")
    async with open_window(empty_file) as window:
        assert "Burnley (E07000117)" in window.text
        assert "Press i to import their files." in window.text


async def test_tab_takes_one_of_several_values_and_stays_for_the_next(empty_file: Path) -> None:
    async with open_window(empty_file) as window:
        await window.press("n")
        await type_in(window, "Pennine")
        await to_field(window, "areas")
        await type_in(window, "Burnl")
        await window.press("tab")
        await type_in(window, "; Pendl")
        await window.press("tab")
        areas = window.app.screen.query_one("#field-areas", Completing)
        assert areas.value == "Burnley (E07000117); Pendle (E07000122)"
        await window.press("tab")
        assert not areas.query_one(Input).has_focus


@pytest.mark.deep
async def test_batches_open_at_the_first_with_rows_to_fix(shire: Path, tmp_path: Path) -> None:
    verb = Verb(shire)
    for name, amount in (("april", "abc"), ("may", "3.00"), ("june", "4.00")):
        file = tmp_path / f"{name}.csv"
        rows = f"Payment date,Service,Net Amount\n13/04/2024,Bins,1.00\n14/04/2024,Bins,{amount}\n"
        file.write_text(rows, encoding="utf-8", newline="")
        verb("import", file, "--place", "Shire", "--agency", "Shire Council")
    async with open_window(shire) as window:
        for key in ("b", "1b"):
            await window.press(*key)
            assert "Batch 1: april.csv" in window.text
        await window.press("e")
        assert "abc" in window.text


@pytest.mark.deep
@pytest.mark.parametrize("keys", ["2", "5"])
async def test_the_heading_of_a_number_of_organisations_is_not_cut(sample_file: Path, keys: str) -> None:
    for size in ((80, 24), (120, 36)):
        async with open_window(sample_file, size) as window:
            await window.press(keys)
            heading = next(line for line in window.lines if "Kind" in line or "Verdict" in line)
            assert "Orgs" in heading
            assert "Organisa" not in heading
