"""DWP's table of benefits on screen: looked at, imported, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_benefits import BEDS, LUTON, ods, sheet
from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import open_window
from tests.screens.typing import dialog, write


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_what_comes_in_and_what_gives_way_is_said_before(tmp_path: Path, size: tuple[int, int]) -> None:
    verb = Verb(tmp_path / "a.tpdesk")
    verb.good("place", "add", "Luton and Beds", "--code", "E06000032", "--code", "E06000056")
    verb.good("first-count", "Luton and Beds")
    before = verb.good("count")["gross_pence"]
    file = ods(tmp_path / "benefits.ods", {"2024-25": sheet(LUTON, BEDS)})
    async with open_window(verb.desk, size) as window:
        await window.press("J")
        await write(window, str(file))
        await window.press("enter")
        said = dialog(window)
        assert "£453,125,000.00 in Luton and Beds: 2 benefits of 2 authorities, grade 2." in said
        assert "of the first count, shared by people: " in said
        assert "Housing Benefit, £120,250,000.00: left out, since councils pay it" in said
        assert verb.good("count")["gross_pence"] == before
        await window.press("enter")
        after = verb.good("count")["gross_pence"]
        assert after != before
        await window.press("u")
        assert verb.good("count")["gross_pence"] == before


@pytest.mark.deep
async def test_a_file_of_another_year_says_which_years_it_has(tmp_path: Path) -> None:
    verb = Verb(tmp_path / "a.tpdesk")
    verb.good("place", "add", "Luton and Beds", "--code", "E06000032", "--code", "E06000056")
    verb.good("first-count", "Luton and Beds")
    file = ods(tmp_path / "benefits.ods", {"2019-20": sheet(LUTON, BEDS)})
    async with open_window(verb.desk) as window:
        await window.press("J")
        await write(window, str(file))
        await window.press("enter")
        assert "has no sheet of 2024-25. Years of its sheets: 2019-20." in window.text
