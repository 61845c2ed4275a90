"""The desk file in the window: what it is, a merge, a copy, the check and a purge, by keys on real files."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from textual.widgets import Button, Checkbox, Input, OptionList

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.ledger import copied
from tests.screens.looking import SIZES, Window, open_window
from tests.screens.test_every_mode import legible
from tests.screens.typing_in import until
from tests.services.test_purging import files_with
from tpdesk.models.desk import open_desk
from tpdesk.models.exported.manifest import read_manifests
from tpdesk.models.keeping.backup import all_backups, list_backups, make_backup
from tpdesk.models.keeping.lock import hold
from tpdesk.models.own.drafts import draft, keep_draft
from tpdesk.screens.commands.deskfile import MENU
from tpdesk.screens.desk.recovery import RecoveryScreen
from tpdesk.services import places
from tpdesk.services.imports import ImportRequest, import_files

pytestmark = pytest.mark.deep


@pytest.fixture(scope="module")
def mine_original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small desk: two places, two bodies with a file of 40 lines each. Made once."""
    tmp_path = tmp_path_factory.mktemp("mine")
    path = tmp_path / "my desk.tpdesk"
    with pytest.MonkeyPatch.context() as patch, open_desk(path, make=True) as desk:
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "state-home"))
        for name in ("Testshire", "Otherham"):
            places.add(desk, name)
        for name in ("Body Council", "Second Body"):
            places.add_agency(desk, name, in_places=("Testshire",))
            file = tmp_path / f"of {name.split()[0].lower()}.csv"
            file.write_text(
                "Label,Amount\n" + "".join(f"{name} {n},{n}.50\n" for n in range(40)), encoding="utf-8", newline=""
            )
            import_files(desk, [file], ImportRequest(place="Testshire", agency=name, year=2024))
            file.unlink()
    return path


@pytest.fixture
def mine(mine_original: Path, tmp_path: Path) -> Path:
    """A copy of the small desk."""
    return copied(mine_original, tmp_path)


@pytest.fixture
def colleague(mine: Path) -> Path:
    """A colleague's copy of it, in which an organisation is new, one field is filled and two are said differently."""
    theirs = mine.with_name("laptop.tpdesk")
    shutil.copyfile(mine, theirs)
    with open_desk(mine) as desk:
        places.change(desk, "Testshire", theme="older people", region="North")
    with open_desk(theirs) as desk:
        places.change(desk, "Testshire", theme="[red]children[/red]", region="NW")
        places.change(desk, "Otherham", theme="new there")
        places.add_agency(desk, "Rescue Board", in_places=("Testshire",))
    return theirs


def said(window: Window) -> str:
    """Return what the dialog on show says, without regard to where lines break."""
    box = window.app.screen.query_one("#dialog").region
    return " ".join(
        " ".join(line[box.x : box.right].strip("│ ▁▂▃▄▅▆▇█") for line in window.lines[box.y : box.bottom]).split()
    )


async def opened_merge(window: Window, file: Path) -> None:
    """Go to the panel of the merge with that file."""
    window.app.action_desk_part("merge")
    await window.settle()
    window.app.screen.query_one(Input).value = str(file)
    await window.press("enter")


async def opened_purge(window: Window, name: str) -> None:
    """Go to the panel of the purge of that one."""
    window.app.action_desk_part("purge")
    await window.settle()
    window.app.screen.query_one(Input).value = name
    await window.press("enter")


def place(desk: Path, name: str) -> dict[str, object]:
    """Return what the desk holds of a place."""
    return Verb(desk).good("place", "show", name)


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_f4_says_what_the_file_is_and_what_can_be_done(mine: Path, size: tuple[int, int]) -> None:
    async with open_window(mine, size) as window:
        await window.press("f4")
        assert "2 places, 2 organisations, 80" in said(window)
        assert "Last backup none yet" in said(window) or size[0] < 80
        await window.press("end")
        for command in MENU.commands[-4:]:
            assert f"{command.key_text} {command.title}" in said(window)
        assert "Make an empty desk file" in said(window)
        assert "Enter or its letter" in said(window)
        await window.press("escape")
        make_backup(mine, "by hand")
        await window.press("f4", "shift+tab", "end")
        assert "nothing done since" in said(window)


async def test_it_warns_of_a_folder_that_a_service_keeps_in_step(mine: Path, tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive - Council"
    folder.mkdir()
    async with open_window(shutil.copyfile(mine, folder / "a.tpdesk")) as window:
        await window.press("f4")
        assert "a folder that OneDrive keeps in step" in said(window)


@pytest.mark.deep
async def test_every_part_opens_from_the_menu_and_from_the_palette(mine: Path) -> None:
    titles = {"h": "History", "b": "Backups", "m": "Merge a colleague's desk", "c": "Save a copy to share",
        "l": "Export lines", "k": "Check of the desk",
              "x": "Purge what?", "s": "When a file is damaged",
              "o": "Open which desk?",
              "n": "New desk"}  # fmt: skip
    assert list(titles) == [command.keys.split(",")[0] for command in MENU.commands]
    async with open_window(mine) as window:
        for key, title in titles.items():
            await window.press("f4", key)
            assert f"─ {title}" in said(window)
            await window.press("escape")
        await window.press("ctrl+p", *"purg", "enter")
        assert "Purge what" in said(window)


@pytest.mark.deep
async def test_lines_are_exported_from_the_menu(mine: Path) -> None:
    async with open_window(mine) as window:
        await window.press("f4", "l", "f2")
        assert "The lines are exported" in said(window)
    folder = mine.with_name(f"{mine.stem} lines")
    with open_desk(mine, read_only=True) as desk:
        held = desk.connection.execute("SELECT count(*) FROM spend").fetchone()[0]
    assert [manifest.lines for manifest in read_manifests(folder)] == [held]


@pytest.mark.parametrize("size", first_of(SIZES[:2], 1, 0))
async def test_a_merge_is_seen_decided_done_and_undone(mine: Path, colleague: Path, size: tuple[int, int]) -> None:
    async with open_window(mine, size) as window:
        await opened_merge(window, colleague)
        assert "1 organisation: Rescue Board" in said(window)
        assert "1 blank filled, 2 conflicts kept mine" in said(window)
        assert "! place Testshire: region" in said(window)
        assert "✓ North" in said(window)
        await window.press("down")
        assert "[red]children[/red]" in said(window)
        await window.press("right")
        assert "1 conflict taken as theirs, 1 conflict kept mine" in said(window)
        assert "✓ [red]children[" in said(window)
        await window.press("f2")
        assert "Merged laptop.tpdesk." in said(window)
        assert "to undo it, press Esc, then u" in said(window)
        await window.press("escape")
        merged = place(mine, "Testshire")
        assert (merged["theme"], merged["region"], place(mine, "Otherham")["theme"]) == (
            "[red]children[/red]",
            "North",
            "new there",
        )
        assert list_backups(mine)[0].reason == "merge"
        await window.press("u")
        assert place(mine, "Testshire")["theme"] == "older people"
        await opened_merge(window, colleague)
        assert "2 conflicts kept mine" in said(window)


async def test_all_mine_all_theirs_space_and_what_was_decided_is_kept_over_escape(mine: Path, colleague: Path) -> None:
    async with open_window(mine) as window:
        await opened_merge(window, colleague)
        await window.press("t")
        assert "2 conflicts taken as theirs" in said(window)
        await window.press("space")
        assert "1 conflict taken as theirs, 1 conflict kept mine" in said(window)
        await window.press("escape")
        await opened_merge(window, colleague)
        assert "1 conflict taken as theirs, 1 conflict kept mine" in said(window)
        await window.press("m")
        assert "2 conflicts kept mine" in said(window)
        # A field that one left empty can be left so too.
        await window.press("end", "left", "f2")
        assert "Merged laptop.tpdesk." in said(window)
        assert place(mine, "Otherham")["theme"] == ""


async def test_conflicts_are_decided_in_a_file(mine: Path, colleague: Path) -> None:
    file = mine.with_name("decide.csv")
    async with open_window(mine) as window:
        await opened_merge(window, colleague)
        await window.press("w")
        window.app.screen.query_one(Input).value = str(file)
        await window.press("enter")
        lines = file.read_text(encoding="utf-8-sig").splitlines()
        assert lines[0] == "record,name,field,mine,theirs,choice"
        file.write_text("\n".join(line.replace(",NW,mine", ",NW,both") for line in lines), encoding="utf-8", newline="")
        await window.press("l", "enter")
        assert "Write mine or theirs, or leave it empty" in said(window)
        file.write_text(
            "\n".join(line.replace(",NW,mine", ",NW,theirs") for line in lines), encoding="utf-8", newline=""
        )
        await window.press("l", "enter")
        assert "1 conflict taken as theirs" in said(window)
        assert "Write mine or theirs" not in said(window)


async def test_what_cannot_be_merged_is_said_beside_what_was_typed(mine: Path, colleague: Path) -> None:
    text = mine.with_name("no.tpdesk")
    text.write_text("no desk", encoding="utf-8")
    async with open_window(mine) as window:
        for file, words in (
            (text.with_name("gone.tpdesk"), "There is no desk file at"),
            (text, "no.tpdesk"),
            (mine, "this desk itself"),
        ):
            await opened_merge(window, file)
            # A long path breaks anywhere.
            assert words.replace(" ", "") in said(window).replace(" ", "")
            assert window.app.screen.query_one(Input).value == str(file)
            await window.press("escape")
        await opened_merge(window, colleague)
        await window.press("t")
        with open_desk(colleague) as desk:
            places.change(desk, "Otherham", region="moved on")
        await window.press("f2")
        assert "has changed since they were compared. Nothing was changed" in said(window)
        await window.press("r")
        assert "2 conflicts taken as theirs" in said(window)
        assert "has changed since" not in said(window)
        await window.press("f2")
        assert place(mine, "Testshire")["region"] == "NW"


async def test_nothing_new_is_said_and_offers_no_merge(mine: Path) -> None:
    same = shutil.copyfile(mine, mine.with_name("same.tpdesk"))
    async with open_window(mine) as window:
        await opened_merge(window, same)
        assert "Nothing would come from same.tpdesk" in said(window)
        assert not window.app.screen.query_one("#merge-go", Button).display
        await window.press("f2", "escape")
        assert list_backups(mine) == ()


async def test_a_copy_leaves_out_what_was_ticked(mine: Path) -> None:
    with open_desk(mine) as desk:
        places.change(desk, "Testshire", note="KANARIE note")
    out = mine.with_name("out.tpdesk")
    async with open_window(mine) as window:
        await window.press("f4", "c")
        assert window.app.screen.query_one(Input).value == str(mine.with_name("my desk copy.tpdesk"))
        window.app.screen.query_one(Input).value = str(out.with_suffix(""))
        for box in window.app.screen.query(Checkbox):
            box.value = box.id in ("field-notes", "field-history")
        await window.press("f2")
        assert "It is without the notes and the history." in said(window)
        assert str(out) in said(window).replace(" ", "")
        await window.press("escape", "f4", "c")
        window.app.screen.query_one(Input).value = str(out)
        await window.press("f2")
        assert "is a file already" in said(window)
        assert window.app.screen.query_one(Input).value == str(out)
    assert Verb(out).good("check")["ok"]
    assert b"KANARIE" not in out.read_bytes()
    with open_desk(out, read_only=True) as copy:
        assert copy.connection.execute("SELECT count(*) FROM audit").fetchone() == (0,)


async def test_a_window_that_may_only_read_can_copy_and_compare_but_not_merge_or_purge(
    mine: Path, colleague: Path
) -> None:
    async with open_window(mine) as window:
        window.app.read_only = "It is open in a window by anna."
        await window.press("f4", "c", "f2")
        assert "The copy is made" in said(window)
        await window.press("escape")
        await opened_merge(window, colleague)
        await window.press("f2")
        assert "open in a window by anna" in said(window)
        await window.press("escape")
        await opened_purge(window, "Body Council")
        window.app.screen.query_one(Input).value = "body council"
        await window.press("f2")
        assert "open in a window by anna" in said(window)
        assert window.app.screen.query_one(Input).value == "body council"
    assert len(Verb(mine).good("agency", "list")["agencies"]) == 2


async def test_the_check_says_that_all_is_well(mine: Path) -> None:
    async with open_window(mine) as window:
        await window.press("f4", "k")
        assert "All is well." in said(window)
        assert "ok the summaries equal the lines" in said(window)
        assert "ways back" not in said(window)


async def test_the_check_names_what_is_wrong_and_leads_to_the_ways_back(mine: Path) -> None:
    make_backup(mine, "by hand")
    connection = sqlite3.connect(mine)
    connection.execute(
        "UPDATE cube SET pence = pence + 1 WHERE rowid IN (SELECT 1)" if False else "UPDATE cube SET pence = pence + 1"
    )
    connection.commit()
    connection.close()
    async with open_window(mine) as window:
        await window.press("f4", "k")
        assert "1 check of 12 found something wrong." in said(window)
        assert "WRONG the summaries equal the lines" in said(window)
        await window.press("c")
        assert window.app.clipboard.count("\n") > 9
        await window.press("w")
        assert isinstance(window.app.screen, RecoveryScreen)
        assert "(by hand)" in window.text


async def test_a_purge_wants_the_name_and_leaves_nothing(mine: Path) -> None:
    name = "Body Council"
    make_backup(mine, "by hand")
    with open_desk(mine) as desk:
        places.change(desk, "Otherham", region="North")
    keep_draft(mine, "agency.2", {"note": f"about {name}"})
    keep_draft(mine, "agency.3", {"note": "of another"})
    async with open_window(mine, (80, 24)) as window:
        await opened_purge(window, name)
        assert f"Purge the organisation {name}" in said(window)
        assert "40 lines would go" in said(window)
        assert "undo ends here" in said(window)
        window.app.screen.query_one(Input).value = "nobody"
        await window.press("f2")
        assert f"That is not its name. Type {name}" in said(window)
        assert window.app.screen.query_one(Input).value == "nobody"
        window.app.screen.query_one(Input).value = "BODY council"
        await window.press("enter")
        assert "It is done." in said(window)
        assert "2 backups written anew without it." in said(window)
        await window.press("tab", "end")
        assert "written elsewhere" in said(window)
        await window.press("escape")
        assert "1 organisation spends" in window.text
        assert not window.app.check_action("undo", ())
    assert len(all_backups(mine)) == 2
    assert files_with(name, mine.parent) == []
    assert draft(mine, "agency.3") == {}


async def test_an_empty_desk_has_nothing_to_purge_and_all_else(empty_file: Path, mine: Path) -> None:
    async with open_window(empty_file) as window:
        await window.press("f4")
        assert "0 places, 0 organisations, 0 spend lines" in said(window)
        await window.press("x")
        assert "This desk holds nothing that could be purged." in window.text
        await opened_merge(window, mine)
        await until(window, lambda: "2 places" in said(window))
        await window.press("f2", "escape")
        assert "2 organisations spend" in window.text


async def test_the_menu_stays_where_the_file_cannot_be_read(mine: Path) -> None:
    async with open_window(mine) as window:
        mine.unlink()
        await window.press("f4")
        assert "No desk file there" in said(window)
        assert window.app.screen.query_one(OptionList).option_count == len(MENU.commands)


async def test_a_desk_that_another_holds_is_named(mine: Path, colleague: Path) -> None:
    async with open_window(mine) as window:
        with hold(colleague, "tpdesk import"):
            await opened_merge(window, colleague)
            assert "Rescue Board" in said(window), "a file that is held for writing can be read"


@pytest.mark.deep
async def test_every_text_stands_out_seven_to_one(mine: Path, colleague: Path) -> None:
    async with open_window(mine) as window:
        await window.press("f4")
        await legible(window, "menu")
        await window.press("escape")
        await opened_merge(window, colleague)
        await legible(window, "merge")
        await window.press("escape")
        await opened_purge(window, "Body Council")
        await window.press("enter")
        await legible(window, "purge")
