"""The panel of new boundaries: options side by side, what the choice of driver moves, and setting one up with keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import redrawn
from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import Window, open_window
from tests.screens.typing import dialog, to_field, type_in, write
from tpdesk.screens.registers.boundaries_board import HATCHED, SOLID
from tpdesk.screens.registers.boundaries_set_up import SetUpPanel

EAST, SOUTH, COAST = "2", "3", "1"
GIVEN = {
    "Blackburn with Darwen": EAST, "Blackpool": COAST, "Burnley": EAST, "Chorley": SOUTH, "Fylde": COAST,
    "Hyndburn": EAST, "Lancaster": COAST, "Pendle": EAST, "Preston": SOUTH, "Ribble Valley": EAST, "Rossendale": EAST,
    "South Ribble": SOUTH, "West Lancashire": SOUTH, "Wyre": COAST,
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Verb:
    return redrawn.lancashire(tmp_path / "a.tpdesk")


async def opened(window: Window) -> None:
    await window.press("2", "b")


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_options_stand_side_by_side_with_what_a_driver_moves(
    desk: Verb, tmp_path: Path, size: tuple[int, int]
) -> None:
    desk.good("boundaries", "import", redrawn.option(tmp_path / "a.json"))
    one = {"Lancashire": [name for names in redrawn.THREE.values() for name in names]}
    desk.good("boundaries", "import", redrawn.option(tmp_path / "b.json", title="One council", areas=one))
    async with open_window(desk.desk, size) as window:
        await opened(window)
        said = dialog(window)
        assert "▸ One council Three unitaries" in said
        assert "Coast £1,370.6m £2,777.97 a head" in said
        assert "58% shared, £1,318.1m to £1,381.0m" in said
        assert SOLID in said
        assert HATCHED in said
        assert "What the choice of driver moves: One council. No choice of driver" in said
        assert "Not a budget, a funding position or a balance sheet" in said
        await window.press("o")
        said = dialog(window)
        assert "▸ Three unitaries" in said
        assert "Adult social care -£47.5m +£20.2m +£27.3m" in said
        assert "Source: five councils." in said
        assert ("on the new boundaries no two of them meet" in said) == (size[0] >= 100)
        await window.press("e")
        await type_in(window, "Coast")
        await window.press("enter")
        assert "£1,370,616,632.11" in window.text


@pytest.mark.deep
async def test_an_option_is_set_up_with_keys_alone_and_undone(desk: Verb) -> None:
    async with open_window(desk.desk, (120, 36)) as window:
        await opened(window)
        assert "No new boundaries yet. Press n" in dialog(window)
        await window.press("n")
        await type_in(window, "Three unitaries")
        await to_field(window, "names")
        await type_in(window, "Coast; East; South")
        await window.press("f2")
        assert isinstance(window.app.screen, SetUpPanel)
        await window.press("f2")
        assert "Not given to a council yet: Blackburn with Darwen, Blackpool" in dialog(window)
        await window.press("9")
        assert "There is no council 9: they are 1 to 3." in dialog(window)
        await window.press("1", "up", "0")
        assert "left: 14" in dialog(window)
        await window.press(*GIVEN.values())
        assert "1 Coast (4) 2 East (6) 3 South (4) left: 0" in dialog(window)
        await window.press("f2")
        said = dialog(window)
        assert "▸ Three unitaries" in said
        assert "Coast £1,3" in said
        shown = desk.good("boundaries", "show", "Three unitaries")
        assert {item["name"]: len(item["areas"]) for item in shown["boundary_areas"]} == {
            "Coast": 4,
            "East": 6,
            "South": 4,
        }
        assert len(shown["driver_choices"]) == 6
        assert desk.good("recount", "--boundaries", "Three unitaries")["new"]["Coast"]["direct_pence"] == 57310746000
        await window.press("escape", "u")
        assert desk.good("boundaries", "list")["boundaries"] == []
        assert desk.good("driver-choice", "list")["driver_choices"] == []


@pytest.mark.deep
async def test_a_title_that_is_taken_is_said_in_the_form(desk: Verb, tmp_path: Path) -> None:
    desk.good("boundaries", "import", redrawn.option(tmp_path / "a.json"))
    async with open_window(desk.desk, (120, 36)) as window:
        await opened(window)
        await window.press("n")
        await type_in(window, "three unitaries")
        await to_field(window, "names")
        await type_in(window, "Coast; coast")
        await window.press("f2")
        assert "two of them have the same name" in dialog(window)
        await window.press("end", "ctrl+u")
        await type_in(window, "Coast; East")
        await window.press("f2")
        assert "There is a boundary set called 'three unitaries' already" in dialog(window)


@pytest.mark.deep
async def test_an_option_that_does_not_fit_says_why_and_can_be_removed(desk: Verb, tmp_path: Path) -> None:
    desk.good("boundaries", "import", redrawn.option(tmp_path / "a.json"))
    desk.good("boundary-area", "change", "1", "--area", "Chorley")
    async with open_window(desk.desk, (120, 36)) as window:
        await opened(window)
        assert "South Ribble (E07000126)" in dialog(window)
        await window.press("x", "tab", "enter")
        assert "No new boundaries yet" in dialog(window)
        assert desk.good("boundaries", "list")["boundaries"] == []


@pytest.mark.deep
async def test_whose_money_it_is_can_be_changed(desk: Verb, tmp_path: Path) -> None:
    desk.good("boundaries", "import", redrawn.option(tmp_path / "a.json"))
    desk.good("agency", "add", "Police", "--kind", "police", "--place", "Lancashire", "--area", "E10000017")
    (tmp_path / "p.csv").write_text("Service,Amount\nPolicing,100000000.00\n", encoding="utf-8")
    desk.good("import", tmp_path / "p.csv", "--agency", "Police", "--place", "Lancashire", "--year", "2024-25")
    async with open_window(desk.desk, (120, 36)) as window:
        await opened(window)
        assert "£4,348.1m in all" in dialog(window)
        await window.press("w")
        assert "£4,248.1m in all" in dialog(window)
        assert "Whose money: the councils' alone." in dialog(window)


@pytest.mark.deep
async def test_an_option_comes_in_from_a_file_and_a_wrong_one_is_refused(desk: Verb, tmp_path: Path) -> None:
    good = redrawn.option(tmp_path / "a.json")
    bad = redrawn.option(tmp_path / "b.json", title="Bad", areas=redrawn.THREE | {"South": ["Chorley"]})
    async with open_window(desk.desk, (120, 36)) as window:
        await opened(window)
        await window.press("I")
        await write(window, str(bad))
        await window.press("enter")
        assert "in no new area" in window.text
        assert desk.good("boundaries", "list")["boundaries"] == []
        await window.press("I")
        await write(window, str(good))
        await window.press("enter")
        assert "▸ Three unitaries" in dialog(window)


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_a_map_in_letters_shows_which_district_goes_to_which_council(
    desk: Verb, tmp_path: Path, size: tuple[int, int]
) -> None:
    desk.good("boundaries", "import", redrawn.option(tmp_path / "a.json"))
    async with open_window(desk.desk, size) as window:
        await opened(window)
        assert "CBlaC" not in dialog(window)
        await window.press("m")
        said = dialog(window)
        for tile in ("CBlaC", "CWyrC", "EBurE", "EBDaE", "SPreS", "SWLaS"):
            assert tile in said
        assert "CC Coast EE East SS South" in said
        assert HATCHED not in said.partition("by other drivers")[2]
        await window.pilot.resize_terminal(100, 30)
        await window.press("m")
        said = dialog(window)
        assert "CBlaC" not in said
        assert "58% shared, £1,318.1m to £1,381.0m" in said
