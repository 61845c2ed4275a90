"""The panel of areas, nested under each other; and a register whose records make lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import open_window
from tests.screens.typing import dialog, type_in
from tpdesk.screens.area_map import AreaMap
from tpdesk.units import pounds


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    verb = Verb(tmp_path / "a.tpdesk")
    verb.good("place", "add", "Burnley", "--code", "E07000117")
    verb.good("agency", "add", "Council", "--place", "Burnley", "--area", "E07000117", "--kind", "district")
    verb.good("agency", "add", "DWP", "--place", "Burnley", "--kind", "central-department")
    wards = tmp_path / "wards.csv"
    wards.write_text(
        "code,name,kind,inside,people,year\nW1,Bank Hall,ward,E07000117,7311,2024\n"
        "W2,Trinity,ward,E07000117,6402,2024\n"
    )
    verb.good("area", "import", wards)
    lines = tmp_path / "lines.csv"
    lines.write_text("Label,Amount,Area\nParks,120000,Bank Hall\nParks,835000,\n")
    verb.good("import", lines, "--agency", "Council", "--year", "2024-25", "--map", "area=Area")
    return verb.desk


@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_wards_stand_under_their_district_and_the_rest_is_spread_when_asked(
    desk: Path, size: tuple[int, int]
) -> None:
    async with open_window(desk, size) as window:
        assert "actual, local councils only" in window.text or "local councils only" in await window.all_right()
        await window.press("A")
        said = " ".join(dialog(window).split())
        assert "Burnley └ Bank Hall £120k £0 £120k 7,311 £16.41 └ Trinity £0 £0 £0 6,402 Not placed" in said
        assert "£835k The place £955k" in said
        await window.press("s")
        await type_in(window, "people of the areas")
        await window.press("enter")
        said = " ".join(dialog(window).split())
        assert "└ Bank Hall £120k £445k £565k" in said
        assert "The column spread is an estimate" in said
        await window.press("k")
        await type_in(window, "district")
        await window.press("enter")
        assert "1 area of the kind district" in " ".join(dialog(window).split())


@pytest.mark.deep
async def test_enter_explains_the_area_down_to_its_lines(desk: Path) -> None:
    async with open_window(desk, (120, 36)) as window:
        await window.press("A", "s")
        await type_in(window, "people of the areas")
        await window.press("enter", "enter")
        said = " ".join(dialog(window).split())
        assert "Spend in Bank Hall: Burnley, 2024-25" in said
        (row, _) = Verb(desk).good("count", "--by", "area", "--kind", "ward", "--spread", "people")["rows"]
        spread = pounds(row["spread_pence"])
        assert f"£120,000.00 placed directly + {spread} spread by people of the areas" in said
        assert "Council (its lines name the area)" in said
        assert "Spread: lines that name no area (53.314% of £835k by people of the areas: 7,311 of 13,713)" in said
        await window.press("enter")
        assert window.app.current_mode == "spend"
        assert "£120,000.00" in window.text
        await window.press("escape")
        assert "Spend in Bank Hall" in " ".join(dialog(window).split())
        await window.press("escape")
        assert "└ Bank Hall" in dialog(window)


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    verb = Verb(tmp_path / "b.tpdesk")
    verb.good("place", "add", "East Lancashire", "--code", "E07000117", "--code", "E06000008", "--code", "E07000120")
    verb.good("agency", "add", "Council", "--place", "East Lancashire")
    lines = tmp_path / "map.csv"
    lines.write_text(
        "Label,Amount,Area\nParks,120000,Burnley\nParks,400000,Blackburn with Darwen\nParks,150000,Hyndburn\n"
    )
    verb.good("import", lines, "--agency", "Council", "--year", "2024-25", "--map", "area=Area")
    return verb.desk


@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_the_map_is_shaded_and_marks_the_area_under_the_cursor(districts: Path, size: tuple[int, int]) -> None:
    async with open_window(districts, size) as window:
        await window.press("A")
        assert "▒Hyn" in window.inside("#areas-table")
        drawn = window.inside("#areas-drawn")
        assert "Shaded by pounds per head." in drawn
        assert "[BDa]" in drawn
        assert "░Bur░" in drawn
        assert "▒Hyn▒" in drawn
        assert "░░ £1.21" in drawn
        assert "██ £2.46" in drawn
        await window.press("down")
        assert window.app.screen.query_one(AreaMap).selected == "E07000117"
        assert "[Bur]" in window.inside("#areas-map")
        assert "█BDa█" in window.inside("#areas-map")
        await window.press("h")
        assert "Shaded by pounds in all." in window.inside("#areas-drawn")
        assert "██ £400k" in window.inside("#areas-map")
        assert "[Bur]" in window.inside("#areas-map")
        await window.press("m")
        assert window.inside("#areas-table") == ""
        assert "[Bur]" in window.inside("#areas-map")


async def test_a_click_on_a_tile_selects_its_area_in_the_table(districts: Path) -> None:
    async with open_window(districts) as window:
        await window.press("A")
        drawn = window.app.screen.query_one(AreaMap)
        lines = [line for line in window.lines if "Hyn▒" in line and "▒Hyn▒" in line]
        row = window.lines.index(lines[0])
        column = lines[0].index("▒Hyn▒") + 2
        await window.pilot.click(offset=(column, row))
        await window.settle()
        assert drawn.selected == "E07000120"
        assert "[Hyn]" in window.inside("#areas-map")


@pytest.mark.deep
async def test_an_apportionment_of_the_register_is_in_the_overview(desk: Path) -> None:
    verb = Verb(desk)
    verb.good(
        "apportion", "add", "--agency", "DWP", "--year", "2024-25", "--label", "Pensions", "--amount", "1000m",
        "--over", "North West", "--driver", "People 65 and over, mid-2024",
    )  # fmt: skip
    async with open_window(desk) as window:
        said = await window.all_right()
        assert "Made up of: £955k direct, £" in said
        assert "DWP (apportioned)" in said
        await window.press("6", "R")
        await type_in(window, "apportioned")
        await window.press("enter")
        assert "Apportioned spend: 1" in window.text
        assert "£1,000.0m" in window.text
