"""Many labels mapped in one step: what is offered, the preview of the money, one step of undo; and real files in few
keys."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import OptionList

from tests.cli.verbs import Verb
from tests.screens.looking import Window, open_window
from tests.screens.typing_in import until
from tests.seed.reading import SHARED
from tpdesk.screens.intake.mapping import MappingScreen
from tpdesk.screens.intake.mapping_steps import MapInSteps


@pytest.fixture(scope="module")
def shire(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Police, and a council with labels of several confidences and one that nothing says."""
    folder = tmp_path_factory.mktemp("shire")
    verb = Verb(folder / "shire.tpdesk")
    verb.good("place", "add", "Shire")
    for body, kind, rows in (
        ("Shire Police", "police", "Petrol,800\nCleaning,150\n"),
        ("Shire Council", "district", "Payroll,90\nFlood defence works,60\nPlanning & culture,50\nZzyzx,7\n"),
    ):
        verb.good("agency", "add", body, "--kind", kind, "--place", "Shire")
        file = folder / f"{body}.csv"
        file.write_text(f"Service,Amount\n{rows}", encoding="utf-8", newline="")
        verb.good("import", file, "--agency", body, "--year", "2024-25", "--map", "label=Service")
    return verb.desk


@pytest.fixture
def desk(shire: Path, tmp_path: Path) -> Path:
    """A copy of the desk."""
    target = tmp_path / "shire.tpdesk"
    target.write_bytes(shire.read_bytes())
    return target


async def opened(window: Window) -> MappingScreen:
    """Go to the mapping room and wait for its labels."""
    await window.press("m")
    screen = window.app.screen
    assert isinstance(screen, MappingScreen)
    await until(window, lambda: screen.labels.workspace is not None)
    return screen


def state(desk: Path) -> dict[str, Any]:
    """Return what the verb says of the mapping."""
    return Verb(desk).good("categorise", "--list")


@pytest.mark.deep
async def test_the_room_says_what_one_step_can_do_and_a_preview_comes_first(desk: Path) -> None:
    async with open_window(desk) as window:
        await opened(window)
        assert "A maps up to 5 labels with £1,150 in one step, after a preview." in window.text
        await window.press("A")
        assert isinstance(window.app.screen, MapInSteps)
        assert [step.title for step in window.app.screen.steps] == [
            "Shire Police as a whole",
            "Support costs",
            "Suggestions, high confidence",
            "Suggestions, low confidence",
        ]
        assert "Maps 4 labels with £1,100: 95.1% of all years' money mapped, now 0.0%." in window.text
        assert "£950 2 labels 03.1.0 Police services" in " ".join(window.text.split())
        assert "serves one purpose (Police)" in " ".join(window.text.split())
        await window.press("escape")
    assert state(desk)["maps"] == []


@pytest.mark.deep
async def test_accepting_maps_what_is_selected_and_one_key_undoes_it(desk: Path) -> None:
    async with open_window(desk) as window:
        screen = await opened(window)
        await window.press("A", "space")
        assert "Maps 2 labels with £150" in window.text
        await window.press("enter")
        await until(window, lambda: len(screen.labels.open) == 4)
        (note,) = window.app._notifications
        assert note.message == "2 labels as suggested. Press u to undo."
        window.app.clear_notifications()
        await window.press("v")
        assert "by your map: suggestion (high): says 'payroll'" in " ".join(window.text.split())
        await window.press("u")
        await until(window, lambda: len(screen.labels.open) == 6)
    assert state(desk)["maps"] == []


@pytest.mark.deep
async def test_nothing_selected_maps_nothing(desk: Path) -> None:
    async with open_window(desk) as window:
        await opened(window)
        await window.press("A", "space", "down", "space", "down", "space")
        assert "No step is selected. Nothing would be mapped." in window.text
        await window.press("enter")
        assert isinstance(window.app.screen, MapInSteps)
        await window.press("escape")
    assert state(desk)["maps"] == []


async def test_only_the_organisation_on_show_is_offered(desk: Path) -> None:
    async with open_window(desk) as window:
        screen = await opened(window)
        screen.labels.view = type(screen.labels.view)(body="Shire Council")
        screen.labels.show()
        await window.press("A")
        assert isinstance(window.app.screen, MapInSteps)
        assert "Shire Police as a whole" not in [step.title for step in window.app.screen.steps]


async def test_the_cursor_shows_the_labels_of_its_step_with_the_reason(desk: Path) -> None:
    async with open_window(desk) as window:
        await opened(window)
        await window.press("A", "down")
        assert window.app.screen.query_one(OptionList).highlighted == 1
        assert "Payroll" in window.text
        assert "01.3.3: it says 'payroll'" in " ".join(window.text.split())


async def test_an_organisation_of_one_purpose_is_first_where_one_is_asked_for(desk: Path) -> None:
    verb = Verb(desk)
    verb.good("agency", "add", "Shire Court", "--kind", "courts", "--place", "Shire")
    small = desk.parent / "small.csv"
    small.write_text("Service,Amount\nPostage,1\n", encoding="utf-8", newline="")
    verb.good("import", small, "--agency", "Shire Court", "--year", "2024-25", "--map", "label=Service")
    async with open_window(desk) as window:
        await opened(window)
        await window.press("D")
        listed = [line for line in window.lines if "open label" in line and "Shire" in line]
        assert [line.split("Shire ")[1].split()[0] for line in listed[-3:]] == ["Police", "Court", "Council"]


# -- the real files of three bodies

HYNDBURN = (
    "1718287268375_April-24.csv", "1718799698772_May-24.csv", "1721293811515_June-24.csv",
    "1724165126181_July-24.csv", "1726053062139_August-24.csv", "1728913660755_September-24.csv",
    "1733325017421_Oct-24-CSV.csv", "1736865909479_November-2024-CSV.csv", "1736865942333_December-2024-CSV.csv",
    "1740064719003_January-25-CSV.csv", "1743083110592_February-2025-csv.csv", "1746535128870_March-25-CSV.csv",
)  # fmt: skip
"""The twelve months of 2024-25 of the district council."""

REAL_FILES = {
    ("Hyndburn Borough Council", "district"): tuple(f"hyndburn/{name}" for name in HYNDBURN),
    ("Lancashire Police", "police"): ("police/pcc-2024-25.xlsx",),
    ("Lancashire Fire", "fire"): ("fire/fire-2024-25.xlsx",),
}
"""Fourteen files of 2024-25, about £230m under 360 open labels."""


@pytest.fixture(scope="module")
def pennine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with the fourteen files."""
    folder = SHARED / "data" / "lancashire"
    if not folder.is_dir():
        pytest.skip("the real files are not here")
    verb = Verb(tmp_path_factory.mktemp("pennine") / "pennine.tpdesk")
    verb.good("place", "add", "Pennine Lancashire", "--code", "E07000120")
    for (body, kind), names in REAL_FILES.items():
        verb.good("agency", "add", body, "--kind", kind, "--place", "Pennine Lancashire")
        verb("import", *(folder / name for name in names), "--agency", body)
    return verb.desk


def mapped_share(desk: Path) -> float:
    """Return the share of the money that has a category, by the verb."""
    found = state(desk)
    return float(found["mapped_pence"] / (found["mapped_pence"] + found["unmapped_pence"]))


@pytest.mark.deep
async def test_nine_tenths_of_the_money_of_real_files_are_mapped_within_forty_keys(pennine: Path) -> None:
    assert mapped_share(pennine) < 0.03
    keys: list[str] = []
    async with open_window(pennine) as window:

        async def press(*names: str) -> None:
            keys.extend(names)
            await window.press(*names)

        keys.append("m")
        screen = await opened(window)
        assert len(screen.labels.open) == 360
        await press("A", "enter")
        await until(window, lambda: len(screen.labels.open) < 20)
        assert mapped_share(pennine) > 0.6, "what is sure is mapped by three keys"
        await press("A", "space", "enter")
        await until(window, lambda: len(screen.labels.open) < 5)
    assert len(keys) <= 40
    assert len(keys) == 6
    assert mapped_share(pennine) >= 0.9
    right_as_typed_by_hand(pennine)


def right_as_typed_by_hand(pennine: Path) -> None:
    """Assert that what was accepted for the council is, by money, what an officer gives its labels."""
    with (Path(__file__).parents[1] / "calc" / "label_truth.csv").open(encoding="utf-8", newline="") as file:
        true = {row["label"].casefold(): row["category"] for row in csv.DictReader(file) if row["kind"] == "district"}
    maps = [one for one in state(pennine)["maps"] if one["agency"] == "Hyndburn Borough Council"]
    known = [one for one in maps if one["origin"] == "user" and one["label"].casefold() in true]
    right = [one for one in known if one["categories"][0]["category"].startswith(true[one["label"].casefold()])]
    assert len(known) >= 18
    assert sum(one["pence"] for one in right) >= 0.7 * sum(one["pence"] for one in known)
    assert all(one["source"].startswith("suggestion (") for one in known)
