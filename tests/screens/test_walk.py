"""The whole way as a newcomer goes it, with keys alone:
welcome, sample, own place, files, labels, count, overlap, explain, pack."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from textual.widgets import OptionList

from tests.cli.verbs import Verb
from tests.deep import first_of, some_of
from tests.screens.looking import Window, open_window
from tests.screens.typing_in import paste, until
from tpdesk.screens.intake.import_screen import ImportScreen
from tpdesk.screens.packs.mode import PacksScreen

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

COUNCIL = "Hyndburn Borough Council"
YEAR_FILES = (
    "April-24", "May-24", "June-24", "July-24", "August-24", "September-24", "Oct-24-CSV", "November-2024-CSV",
    "December-2024-CSV", "January-25-CSV",
    "February-2025-csv", "March-25-CSV",
)  # fmt: skip
SERVICES = ("05.1 Waste management", "08.1 Recreational", "06.2 Community development")


async def walk(empty: Path, folder: Path, files: int, size: tuple[int, int], seen: Callable[[Path], None]) -> None:
    """Go the whole way on an empty desk with all files of a folder, which are the council's and of 2024-25;
    `seen` looks at the desk afterwards."""
    target = folder.parent / "the board's.xlsx"
    async with open_window(empty, size) as window:
        assert "Welcome to tpdesk" in window.text
        await sample_and_back(window, empty)
        await own_place(window)
        await take_in(window, folder, files)
        await map_largest(window)
        await window.press("1")
        assert "1 organisation spends £" in window.right
        assert "per head" in window.right
        await window.press("f5", "enter")
        assert "Explain this number" in window.text
        await window.press("escape", "5")
        await until(window, lambda: "▸Ranking" in window.text)
        assert "fragmented" in window.text
        await window.press("f5", "enter")
        assert "Explain this number" in window.text
        await window.press("escape")
        await board_pack(window, target)
    assert "Cover" in openpyxl.load_workbook(target, read_only=True).sheetnames
    rules = Verb(empty)("pack", "check", target).json["rules"]
    assert [rule["id"] for rule in rules if rule["level"] == "E" and not rule["passed"]] == []
    seen(empty)


async def sample_and_back(window: Window, own: Path) -> None:
    """Look round in the sample desk with its tour, and open the own desk again."""
    await window.press("d")
    await until(window, lambda: "Step 1 of 7" in window.text)
    await window.press("enter", "enter")
    assert "Step 3 of 7" in window.text
    await window.press("escape", "1")
    await until(window, lambda: "19 organisations spend" in window.right)
    await window.press("o")
    await paste(window, str(own))
    await window.press("enter")
    await until(window, lambda: "Welcome to tpdesk" in window.text)


async def own_place(window: Window) -> None:
    """Make the place with its area by name, and fill in its people."""
    await window.press("n")
    await paste(window, "Hyndburn together")
    await window.press("tab")
    await paste(window, "hyndburn")
    await window.press("enter", "f2", "2")
    assert "Hyndburn (E07000120)" in window.text
    await window.press("P")
    await until(window, lambda: "2024-25 " in window.text and " people, " in window.text)


async def take_in(window: Window, folder: Path, files: int) -> None:
    """Take all files in as the council's, which is made on the way."""
    await window.press("i", "/")
    await paste(window, str(folder / "*.csv"))
    await window.press("enter", "f2")
    room = window.app.screen
    assert isinstance(room, ImportScreen)
    await until(window, lambda: len(room.files) == files and all(file.fresh for file in room.files))
    await window.press("f2")
    await until(window, lambda: "Whose spending is " in window.text)
    await paste(window, COUNCIL)
    # Something new is never made by Enter alone.
    await window.press("enter")
    assert f"Make a new organisation called '{COUNCIL}'" in window.text
    await window.press("down", "enter")
    # The answer holds for one file; for the others it is a choice of its own.
    await until(window, lambda: f"all {files} files" in window.text)
    await window.press("down", "enter")
    await until(window, lambda: f"{files} of {files} files ready" in window.text)
    await window.press("f2")
    await until(window, lambda: "▸3 Imported" in window.text)


async def map_largest(window: Window) -> None:
    """Say of the largest labels what they stand for."""
    await window.press("f2")
    await until(window, lambda: "% mapped" in window.text)
    for service in SERVICES:
        await window.press("home", "enter")
        assert "stands for what?" in window.text
        await paste(window, service)
        await window.press("enter")
        await until(window, lambda: "1 label to" in window.text)
        window.app.clear_notifications()
    assert " 0.0% mapped" not in window.text


async def board_pack(window: Window, target: Path) -> None:
    """Write the pack where it is wanted, and check it on the screen."""
    await window.press("7")
    screen = window.app.screen
    assert isinstance(screen, PacksScreen)
    listed = screen.query_one("#pack-choices", OptionList)
    while listed.highlighted_option is None or listed.highlighted_option.id != "target":
        await window.press("down")
    await window.press("enter", "end", "ctrl+u")
    await paste(window, str(target))
    await window.press("enter")
    assert screen.choice is not None
    assert screen.choice.target == target
    await window.press("w")
    await until(window, lambda: "All check totals agree" in window.text)
    await window.press("k")
    await window.press("end", "ctrl+u")
    await paste(window, str(target))
    await window.press("enter")
    await until(window, lambda: "Check of the board's.xlsx" in window.text)
    await window.press("escape")


def ledger(folder: Path) -> Path:
    """Make two months of payments of the council."""
    folder.mkdir()
    for month in (4, 5):
        rows = (
            f"13/0{month}/2024,Bins,Biffa,800.00\n14/0{month}/2024,Baths,Pools "
            f"Ltd,150.50\n15/0{month}/2024,Markets,Stalls,40.00\n"
        )
        file = folder / f"payments 2024-0{month}.csv"
        file.write_text(f"Payment date,Service,Supplier,Net Amount\n{rows}", encoding="utf-8", newline="")
    return folder


@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)]))
async def test_from_welcome_to_pack_with_keys_alone(empty_file: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    def seen(desk: Path) -> None:
        counted = Verb(desk).good("count", "--place", "Hyndburn together", "--year", "2024-25")
        assert (counted["gross_pence"], counted["unmapped_pence"]) == (198_100, 0)
        assert counted["people"]

    await walk(empty_file, ledger(tmp_path / "council"), 2, size, seen)


@pytest.mark.deep
@pytest.mark.parametrize("size", some_of([(80, 24), (120, 36)], 2))
async def test_a_year_of_a_councils_own_files_goes_the_same_way(
    empty_file: Path, tmp_path: Path, shared: Path, size: tuple[int, int]
) -> None:
    folder = tmp_path / "hyndburn"
    folder.mkdir()
    for name in YEAR_FILES:
        (file,) = (shared / "data" / "lancashire" / "hyndburn").glob(f"*_{name}.csv")
        shutil.copyfile(file, folder / file.name)

    def seen(desk: Path) -> None:
        counted = Verb(desk).good("count", "--place", "Hyndburn together", "--year", "2024-25")
        assert counted["bodies_counted"] == 1
        assert 0 < counted["unmapped_pence"] < counted["gross_pence"]

    await walk(empty_file, folder, len(YEAR_FILES), size, seen)
