"""Areas of the user's own on screen: unknown ones put right, areas and drivers imported after a look."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import Window, open_window
from tests.screens.typing import dialog, type_in, write
from tpdesk.models.desk import open_desk
from tpdesk.screens.desk.checking import start
from tpdesk.screens.intake.import_done import words
from tpdesk.services.imports import import_files
from tpdesk.services.sheets import ImportRequest


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    verb = Verb(tmp_path / "a.tpdesk")
    verb.good("place", "add", "East Lancashire", "--code", "E07000117", "--code", "E07000120")
    verb.good("agency", "add", "Council", "--place", "East Lancashire")
    lines = tmp_path / "lines.csv"
    lines.write_text("Label,Amount,Area\nParks,120000,Burnly\nParks,400000,Hyndbrun\nParks,7,Atlantis\n")
    verb.good("import", lines, "--agency", "Council", "--year", "2024-25", "--map", "area=Area")
    return verb.desk


def unknown(desk: Path) -> list[str]:
    return [one["area"] for one in Verb(desk).good("area", "unknown")["unknown"]]


async def give_path(window: Window, file: Path) -> None:
    await write(window, str(file))
    await window.press("enter")


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_enter_accepts_one_and_a_all(desk: Path, size: tuple[int, int]) -> None:
    async with open_window(desk, size) as window:
        await window.press("K")
        assert "3 names that lines give as an area are not known" in dialog(window)
        assert "? Burnly" in dialog(window)
        await window.press("down", "enter")
        assert unknown(desk) == ["Atlantis", "Hyndbrun"]
        await window.press("A")
        assert unknown(desk) == ["Atlantis"]
        assert "nothing suggested" in dialog(window)
        await window.press("enter")
        await type_in(window, "pendle")
        await window.press("enter")
        assert unknown(desk) == []
        assert "No areas of your own yet" in dialog(window)
        await window.press("escape", "u")
        assert unknown(desk) == ["Atlantis"]


@pytest.mark.deep
async def test_wards_are_imported_after_a_look_at_each_row(desk: Path, tmp_path: Path) -> None:
    wards = tmp_path / "wards.csv"
    wards.write_text(
        "code,name,kind,inside,people,year\nW1,Bank Hall,ward,Burnley,7311,2024\nW2,Trinity,ward,Burnlee,6402,2024\n"
    )
    async with open_window(desk) as window:
        await window.press("K", "I")
        await give_path(window, wards)
        assert "2 rows: 1 area to import, 1 rejected." in dialog(window)
        assert "Bank Hall (W1), ward in E07000117, 7,311 people in 2024" in dialog(window)
        assert "Row 3: 'Burnlee', in which it lies, is not an area" in dialog(window)
        assert Verb(desk).good("area", "list", "--kind", "ward")["areas"] == []
        await window.press("enter")
        assert "Bank Hall (W1)" in dialog(window)
        assert [one["code"] for one in Verb(desk).good("area", "list", "--kind", "ward")["areas"]] == ["W1"]


@pytest.mark.deep
async def test_a_wide_file_of_drivers_and_one_with_a_single_column(desk: Path, tmp_path: Path) -> None:
    wide = tmp_path / "wide.csv"
    wide.write_text("area,Claimants,Carers\nBurnley,900,70\nHyndburn,many,60\nNowhere,1,1\n")
    async with open_window(desk) as window:
        await window.press("K", "D")
        await give_path(window, wide)
        await type_in(window, "20")
        await window.press("enter")
        assert "Write a calendar year" in dialog(window)
        await type_in(window, "24")
        await window.press("enter")
        await type_in(window, "DWP")
        await window.press("enter")
        said = dialog(window)
        assert "2 drivers to import" in said
        assert "Carers: 2 areas, 130 in all" in said
        assert "Row 3: 'many' is not a figure of 'Claimants'" in said
        assert "Row 4: 'Nowhere' is not an area" in said
        await window.press("enter")
        narrow = tmp_path / "Offences.csv"
        narrow.write_text("area,value\nBurnley,10\nHyndburn,20\n")
        await window.press("D")
        await give_path(window, narrow)
        await window.press("enter")
        await window.press("enter")
        await window.press("enter")
        assert "Offences: 2 areas, 30 in all" in dialog(window)
        assert "names no source" in dialog(window)
        await window.press("enter")
    drivers = {one["name"]: one for one in Verb(desk).good("driver", "list")["drivers"] if one["on_desk"]}
    assert set(drivers) == {"Claimants", "Carers", "Offences"}
    assert (drivers["Carers"]["total"], drivers["Carers"]["year"]) == (130, 2024)


@pytest.mark.deep
async def test_the_check_of_the_desk_names_them(desk: Path) -> None:
    async with open_window(desk) as window:
        start(window.app)
        await window.settle()
        assert "What to look at" in dialog(window)
        assert "Did you mean Burnley (E07000117)?" in dialog(window)


async def test_the_end_of_an_import_says_what_to_press(desk: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.csv"
    more.write_text("Label,Amount,Area\nRoads,5,Burnly\nRoads,6,Burnley\nRoads,7,Hyndburn\n")
    request = ImportRequest(agency="Council", year=2024, place="East Lancashire", columns={"area": "Area"})
    with open_desk(desk) as opened:
        [outcome] = import_files(opened, [more], request)
    said = str(words(outcome))
    assert "'Burnly' is not an area that tpdesk knows. Did you mean Burnley (E07000117)?" in said
    assert "Press K to accept the areas that were meant." in said
