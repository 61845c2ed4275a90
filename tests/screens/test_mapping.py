"""The mapping room with real keys: what is open, mapping one and many, what that does to the count."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from tests.cli.verbs import Verb
from tests.screens.looking import Window, open_window
from tests.screens.typing_in import paste, until
from tpdesk.screens.flex_table import FlexTable
from tpdesk.screens.intake.mapping import MappingScreen


@pytest.fixture(scope="module")
def shire_original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two bodies with labels that nothing maps: Zygotic pods £800 and £50, Quorls £150, Xystus yards £100 and lines
    without a label £7. Made once."""
    tmp_path = tmp_path_factory.mktemp("shire")
    verb = Verb(tmp_path / "shire.tpdesk")
    verb.good("place", "add", "Shire")
    for body, rows in (
        ("Shire Council", "Zygotic pods,800\nQuorls,150\n,7\n"),
        ("Shire Police", "Zygotic pods,50\nXystus yards,100\n"),
    ):
        verb.good("agency", "add", body, "--place", "Shire")
        file = tmp_path / f"{body}.csv"
        file.write_text(f"Service,Amount\n{rows}", encoding="utf-8", newline="")
        verb.good("import", file, "--agency", body, "--year", "2024-25", "--map", "label=Service")
    return verb.desk


@pytest.fixture
def shire(shire_original: Path, tmp_path: Path) -> Path:
    """A copy of the desk with labels that nothing maps."""
    return Path(shutil.copyfile(shire_original, tmp_path / "shire.tpdesk"))


def state(desk: Path) -> dict[str, object]:
    found: dict[str, object] = Verb(desk).good("categorise", "--list")
    return found


async def opened(window: Window) -> MappingScreen:
    await window.press("m")
    screen = window.app.screen
    assert isinstance(screen, MappingScreen)
    await until(window, lambda: screen.labels.workspace is not None)
    return screen


@pytest.mark.deep
async def test_labels_stand_by_money_with_their_lines_and_the_count(shire: Path) -> None:
    async with open_window(shire) as window:
        await opened(window)
        table = [line for line in window.lines if "£" in line and "Shire" in line]
        assert [
            next(name for name in ("Zygotic pods", "Quorls", "Xystus yards", "(no label)") if name in line)
            for line in table[:5]
        ] == ["Zygotic pods", "Quorls", "Xystus yards", "Zygotic pods", "(no label)"]
        assert "All years:" in window.text
        assert "0.0% mapped, 5 labels open" in window.text
        assert "The count of 2024-25: £1,107 of £1,107 has no category (100.0%)" in window.text
        assert "Shire Council, 1 line, £800.00" in window.text


@pytest.mark.deep
async def test_enter_maps_by_a_part_of_the_title_and_the_count_shows_it_at_once(shire: Path) -> None:
    async with open_window(shire) as window:
        await opened(window)
        await window.press("enter")
        await paste(window, "waste management")
        await window.press("enter")
        await until(window, lambda: "4 labels open" in window.text)
        assert "72.3% mapped" in window.text
        assert "£307 of £1,107 has no category (27.7%)" in window.text
        await window.press("v")
        assert "Stands for 05.1 Waste management" in window.text
        await window.press("x")
        await until(window, lambda: "5 labels open" in window.text)
        assert "1 map removed" in window.text
    assert state(shire)["maps"] == []


@pytest.mark.deep
async def test_several_at_once_for_every_body_of_the_place(shire: Path) -> None:
    async with open_window(shire) as window:
        await opened(window)
        await window.press("c", "space", "space", "e")
        assert "2 labels with £950 stand for what?" in window.text
        await paste(window, "09.5")
        await window.press("enter")
        await until(window, lambda: "2 labels open" in window.text)
        assert "Xystus yards" in window.text
        await window.press("u")
        await until(window, lambda: "5 labels open" in window.text)


@pytest.mark.deep
async def test_a_label_is_split_by_shares(shire: Path) -> None:
    async with open_window(shire) as window:
        await opened(window)
        await window.press("percent_sign")
        await paste(window, "05.1 Waste management")
        await window.press("tab")
        await paste(window, "60%")
        await window.press("tab")
        await paste(window, "08.2 Cultural services")
        await window.press("f2")
        await until(window, lambda: "4 labels open" in window.text)
        await window.press("v")
        assert "05.1 Waste management 60.0%, 08.2 Cultural services 40.0%" in window.text
    shares = {part["category"]: part["share"] for part in state(shire)["maps"][0]["categories"]}  # type: ignore[index]
    assert shares == {"05.1": 0.6, "08.2": 0.4}


async def test_shares_that_do_not_add_up_stay_in_the_form(shire: Path) -> None:
    async with open_window(shire) as window:
        await opened(window)
        await window.press("percent_sign")
        for text in ("05.1 Waste management", "60%", "08.2 Cultural services", "60%"):
            await paste(window, text)
            await window.press("tab")
        await window.press("f2")
        await until(window, lambda: "add up to 1.2" in window.text)
        assert "08.2 Cultural services" in window.text
    assert state(shire)["maps"] == []


@pytest.mark.deep
async def test_a_suggestion_says_why_and_is_taken_by_one_key(shire: Path, tmp_path: Path) -> None:
    maps = tmp_path / "maps.csv"
    maps.write_text("label,category,share\nXystus yards north,08.1,1\n", encoding="utf-8", newline="")
    Verb(shire).good("categorise", "--map", maps)
    async with open_window(shire) as window:
        screen = await opened(window)
        await window.press("slash")
        await paste(window, "xystus")
        await window.press("enter")
        assert "Suggested: 08.1" in window.text
        assert "shares words with 'xystus yards north'" in window.text
        await window.press("a")
        await until(
            window, lambda: len(screen.labels.workspace.state.unmapped) == 4 if screen.labels.workspace else False
        )
    assert [item["label"] for item in state(shire)["maps"]] == ["Xystus yards"]  # type: ignore[attr-defined]


async def test_the_view_is_narrowed_to_a_body_and_stays_so(shire: Path) -> None:
    async with open_window(shire) as window:
        await opened(window)
        await window.press("f")
        await paste(window, "police")
        await window.press("enter")
        assert "Quorls" not in window.text
        await window.press("escape", "m")
        assert "Shire Police only (f shows all)" in window.text
        assert "Quorls" not in window.text


@pytest.mark.deep
async def test_a_map_file_goes_out_and_comes_in(shire: Path, tmp_path: Path) -> None:
    target = tmp_path / "open labels.csv"
    async with open_window(shire) as window:
        await opened(window)
        await window.press("w")
        window.app.screen.query_one("#path-line").value = ""  # type: ignore[attr-defined]
        await paste(window, str(target))
        await window.press("enter")
        await until(window, target.exists)
        with target.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == 5
        filled = tmp_path / "filled.csv"
        filled.write_text("label,category,share\nQuorls,08.2,1\nNobody,08.2,1\n", encoding="utf-8", newline="")
        await window.press("l")
        await paste(window, str(filled))
        await window.press("enter")
        await until(window, lambda: "4 labels open" in window.text)
        assert "No line here has 'Nobody'" in window.text


async def test_a_map_file_with_a_mistake_changes_nothing_and_keeps_the_path(shire: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("label,category,share\nQuorls,99.9,1\n", encoding="utf-8", newline="")
    async with open_window(shire) as window:
        await opened(window)
        await window.press("l")
        await paste(window, str(wrong))
        await window.press("enter")
        await until(window, lambda: "'99.9' is not a category" in window.text)
        assert "wrong.csv" in window.app.screen.query_one("#path-line").value  # type: ignore[attr-defined]
    assert state(shire)["maps"] == []


async def test_an_empty_place_says_what_to_press(tmp_path: Path) -> None:
    verb = Verb(tmp_path / "empty.tpdesk")
    verb.good("place", "add", "Shire")
    async with open_window(verb.desk) as window:
        await window.press("m")
        assert "No labels yet" in window.text
        assert "i Import spending files" in window.text
        await window.press("i")
        assert "Import files" in window.text


# -- many at once


@pytest.fixture(scope="module")
def force_original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A police and a fire body with fuel and cleaning each, and 500 labels more of the police; and a council with fuel.
    Made once."""
    tmp_path = tmp_path_factory.mktemp("force")
    verb = Verb(tmp_path / "force.tpdesk")
    verb.good("place", "add", "Shire")
    more = "".join(f"Cost code {n},{n + 1}\n" for n in range(500))
    for body, kind, rows in (
        ("Shire Police", "police", f"Petrol,800\nCleaning,150\nVictim grants,70\n{more}"),
        ("Shire Fire", "fire", "Petrol,500\nCleaning,100\nElectricity,50\nCommunity fire safety,20\n"),
        ("Shire Council", "district", "Petrol,90\n"),
    ):
        verb.good("agency", "add", body, "--kind", kind, "--place", "Shire")
        file = tmp_path / f"{body}.csv"
        file.write_text(f"Service,Amount\n{rows}", encoding="utf-8", newline="")
        verb.good("import", file, "--agency", body, "--year", "2024-25", "--map", "label=Service")
    return verb.desk


@pytest.fixture
def force(force_original: Path, tmp_path: Path) -> Path:
    """A copy of the desk with police, fire and a council."""
    return Path(shutil.copyfile(force_original, tmp_path / "force.tpdesk"))


def maps_of(desk: Path, body: str) -> dict[str, str]:
    """Return label -> its one category."""
    found: list[dict[str, Any]] = Verb(desk).good("categorise", "--agency", body, "--list")["maps"]
    return {item["label"]: item["categories"][0]["category"] for item in found}


@pytest.mark.deep
async def test_the_police_as_a_whole_are_mapped_in_four_keys_and_their_exceptions_by_a_filter(force: Path) -> None:
    async with open_window(force) as window:
        screen = await opened(window)
        await window.press("D")
        assert "All open labels of which organisation?" in window.text
        assert "Shire Police 503 open labels" in window.text
        await window.press("enter")
        assert "All 503 open labels of Shire Police" in window.text
        assert "usual for its kind of organisation" in window.text
        await window.press("enter")
        await until(window, lambda: len(screen.labels.open) == 4)
        (note,) = window.app._notifications
        assert note.message.startswith("503 labels of Shire Police to 03.1.0 Police services.")
        await window.press("v", "slash")
        await paste(window, "cost code 1")
        await window.press("enter", "*")
        assert "111 selected" in window.text
        await window.press("slash")
        screen.query_one("#map-search", Input).value = "victim"
        await window.press("enter", "space")
        assert "112 selected" in window.text
        assert "(111 not listed)" in window.text
        await window.press("e")
        assert "112 labels with" in window.text
        await paste(window, "03.6")
        await window.press("enter")
        await until(window, lambda: not screen.labels.selected)
        await window.press("u")
    maps = maps_of(force, "Shire Police")
    assert set(maps.values()) == {"03.1.0/police-services"}
    assert len(maps) == 503
    Verb(force).good("redo")
    maps = maps_of(force, "Shire Police")
    assert sum(code.startswith("03.6") for code in maps.values()) == 112
    assert maps["Victim grants"].startswith("03.6")
    assert maps["Petrol"] == "03.1.0/police-services"


@pytest.mark.deep
async def test_all_that_the_filter_lists_are_chosen_and_let_go_also_beyond_the_list(force: Path) -> None:
    async with open_window(force) as window:
        screen = await opened(window)
        await window.press("*")
        assert len(screen.labels.selected) == 507
        assert "(107 not listed)" in window.text
        await window.press("*")
        assert not screen.labels.selected
        await window.press("space", "escape")
        assert not screen.labels.selected
        assert window.app.screen is screen
        await window.press("escape")
        assert window.app.screen is not screen


@pytest.mark.deep
async def test_a_tick_changes_one_cell_and_lays_nothing_anew(force: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_window(force) as window:
        screen = await opened(window)
        table = screen.query_one(FlexTable)
        laid: list[str] = []
        monkeypatch.setattr(FlexTable, "fill", lambda *_: laid.append("fill"))
        before = table._update_count
        await window.press("space")
        assert (laid, table._update_count) == ([], before)
        lines = [line for line in window.lines if "✓" in line]
        assert len(lines) == 1
        assert "Petrol" in lines[0]
        table.move_cursor(row=0)
        await window.press("space")
        assert not [line for line in window.lines if "✓" in line]


def test_a_fire_bodys_fuel_is_never_offered_as_police(force: Path) -> None:
    verb = Verb(force)
    verb.good("categorise", "--agency", "Shire Police", "--rest", "usual")
    left = {
        (item["agency"], item["label"]): (item["suggestion"], item["reason"])
        for item in verb.good("categorise")["unmapped"]
    }
    assert left["Shire Fire", "Petrol"] == (
        "03.2.0/fire-and-rescue-services",
        "is spent by an organisation that serves one purpose (Fire and rescue)",
    )  # fmt: skip
    assert left["Shire Fire", "Cleaning"][0] == "03.2.0/fire-and-rescue-services"
    assert left["Shire Fire", "Electricity"][0] == "03.2.0/fire-and-rescue-services"
    assert ("Shire Fire", "Community fire safety") not in left
    assert left["Shire Council", "Petrol"] == (None, None)


def test_what_is_left_of_a_body_is_mapped_by_the_verb_by_a_text_and_by_the_usual_category(force: Path) -> None:
    verb = Verb(force)
    assert verb.good("categorise", "--agency", "Shire Police", "--rest", "03.6", "--holding", "victim")["labels"] == 1
    assert verb.good("categorise", "--agency", "Shire Police", "--rest", "usual")["labels"] == 502
    maps = maps_of(force, "Shire Police")
    assert (maps["Victim grants"], maps["Petrol"]) == ("03.6", "03.1.0/police-services")
    told = verb("categorise", "--agency", "Shire Council", "--rest", "usual")
    assert told.exit_code == 2
    assert "'Shire Council' is of the kind District council, which has no usual category" in told.err
    assert verb("categorise", "--agency", "Shire Council", "--holding", "x").exit_code == 2
