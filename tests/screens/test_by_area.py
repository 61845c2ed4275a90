"""The panel of areas, nested under each other; and a register whose records make lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.screens.looking import open_window
from tests.screens.typing import dialog, type_in


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


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
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


async def test_an_apportionment_of_the_register_is_in_the_overview(desk: Path) -> None:
    verb = Verb(desk)
    verb.good(
        "apportion", "add", "--agency", "DWP", "--year", "2024-25", "--label", "Pensions", "--amount", "1000m",
        "--over", "North West", "--driver", "People 65 and over, mid-2024",
    )  # fmt: skip
    async with open_window(desk) as window:
        said = await window.all_right()
        assert "Of it: £955k direct, £" in said
        assert "DWP (apportioned)" in said
        await window.press("6", "R")
        await type_in(window, "apportioned")
        await window.press("enter")
        assert "Apportioned spend: 1" in window.text
        assert "£1,000.0m" in window.text
