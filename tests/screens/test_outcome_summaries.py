"""What indicators and volumes come to, in the panel of their registers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import open_window
from tests.screens.typing import dialog, to_field, write


@pytest.fixture
def desk(tmp_path: Path) -> Verb:
    verb = Verb(tmp_path / "o.tpdesk")
    verb.good("place", "add", "Testshire", "--code", "E07000117", "--code", "E07000120")
    for name in ("Council", "Other Council"):
        verb.good("agency", "add", name, "--place", "Testshire")
    for year, pounds in (("2022-23", 1_000), ("2024-25", 900)):
        file = tmp_path / f"{year}.csv"
        file.write_text(f"Service,Category,Amount\nFamilies,10.4,{pounds}\n", encoding="utf-8")
        verb.good("import", file, "--place", "Testshire", "--agency", "Council", "--year", year)
        verb.good("place", "population", "Testshire", year, "--people", 100)
    return verb


def fill(verb: Verb) -> None:
    verb.good("indicator", "add", "In care", "--unit", "%", "--direction", "lower", "--category", "10.4")
    for status, period, *said in (
        ("baseline", "2022-23", "--numerator", "120", "--denominator", "300"),
        ("target", "2026-27", "--value", "15"),
        ("actual", "2024-25", "--numerator", "60", "--denominator", "300"),
        ("actual", "2024-25", "--numerator", "4", "--denominator", "100", "--area", "Burnley"),
    ):
        verb.good("indicator", "value", "In care", "--period", period, "--status", status, *said)
    unit = ("--year", "2023-24", "--unit", "contact", "--number")
    verb.good("volume", "add", "Council", *unit, "100", "--demand", "chasing", "--cost", "500", "--cost-basis", "gross")
    verb.good("volume", "add", "Other Council", *unit, "50", "--cost", "500", "--cost-basis", "gross")


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_progress_and_spend_stand_in_the_panel_and_are_explained(desk: Verb, size: tuple[int, int]) -> None:
    fill(desk)
    async with open_window(desk.desk, size) as window:
        await window.app.run_action("show_register('indicator')")
        await window.settle()
        await window.press("S")
        said = dialog(window)
        for text in ("Outcomes: Testshire", "Progress (1 of 2, v)", "80.0%", "15.9% to 24.9%", "better", "[c]"):
            assert text in said, text
        await window.press("v")
        said = dialog(window)
        for text in ("less spend a head", "- In care", "does not show that one made the other", "40% to 20%: better"):
            assert text in said, text
        await window.press("f5", "enter")
        assert "Progress: In care, Testshire" in dialog(window)
        await window.press("escape", "escape")
        assert not window.app.screen.is_modal


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_unit_costs_of_the_latest_year_stand_in_the_panel_and_are_explained(
    desk: Verb, size: tuple[int, int]
) -> None:
    fill(desk)
    async with open_window(desk.desk, size) as window:
        await window.app.run_action("show_register('volume')")
        await window.settle()
        await window.press("S")
        said = dialog(window)
        for text in ("Testshire, 2023-24", "£5.00", "£10.00", "100.00%", "at most"):
            assert text in said, text
        await window.press("v")
        said = dialog(window)
        for text in ("£5.00 to £10.00, median £7.50", "not a saving"):
            assert text in said, text
        await window.press("f5", "enter")
        assert "Cost of a contact: Council, 2023-24" in dialog(window)


@pytest.mark.deep
async def test_an_empty_register_says_what_to_enter(desk: Verb) -> None:
    async with open_window(desk.desk, (80, 24)) as window:
        await window.app.run_action("show_register('indicator')")
        await window.settle()
        await window.press("S")
        assert "No indicator has figures yet" in dialog(window)
        await window.press("escape")
        await window.app.run_action("show_register('volume')")
        await window.settle()
        await window.press("S")
        assert "No volumes yet" in dialog(window)
        await window.press("v")
        assert "Nothing to compare" in dialog(window)


@pytest.mark.deep
async def test_an_indicator_its_values_and_a_volume_are_entered_with_keys(tmp_path: Path) -> None:
    verb = Verb(tmp_path / "k.tpdesk")
    verb.good("place", "add", "Testshire", "--code", "E07000117", "--code", "E07000120")
    verb.good("agency", "add", "Council", "--place", "Testshire")
    verb.good("indicator", "add", "In care", "--unit", "%", "--direction", "lower")
    async with open_window(verb.desk) as window:
        for kind, values in (
            ("indicator", {"title": "Settled", "unit": "%", "direction": "higher"}),
            (
                "indicator-value",
                {"indicator": "In care", "area": "Burnley", "period": "2024-25", "status": "actual", "value": "35"},
            ),
            (
                "volume",
                {
                    "agency": "Council",
                    "year": "2024-25",
                    "unit": "contact",
                    "number": "94,500",
                    "cost": "515,000",
                    "cost_basis": "gross",
                },
            ),
        ):
            await window.app.run_action(f"show_register('{kind}')")
            await window.settle()
            await window.press("n")
            for name, text in values.items():
                await to_field(window, name)
                await write(window, text)
            await window.press("f2")
            assert not window.app.screen.is_modal, dialog(window)
    assert [one["value"] for one in verb.good("indicator-value", "list")["indicator_values"]] == ["35"]
    assert verb.good("indicator-value", "list")["indicator_values"][0]["area"] == "E07000117"
    assert verb.good("volume", "costs")["rows"][0]["pence_per_unit"] == 545
    assert len(verb.good("indicator", "list")["indicators"]) == 2
