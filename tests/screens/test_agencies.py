"""The agencies with keys in and text out: three views of one list, returns moved on, forms, areas, two that are one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.screens.looking import Window, open_window
from tests.screens.test_every_mode import SIZES
from tests.screens.typing import dialog, to_field, type_in, write
from tpdesk.screens.dialogs.form import Form
from tpdesk.screens.overlap.explain import ExplainPanel
from tpdesk.screens.registers.agencies import AgenciesScreen
from tpdesk.screens.registers.areas import AreaPicker

FIRE = "Lancashire Combined Fire Authority"


@pytest.fixture(autouse=True)
def steady_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day stands still: what is overdue depends on it."""
    monkeypatch.setenv("TPDESK_NOW", "2026-03-01T12:00:00Z")


async def agencies(window: Window, body: str = "") -> AgenciesScreen:
    """Go to the organisations, and to the organisation of that name."""
    await window.press("3")
    assert isinstance(window.app.screen, AgenciesScreen)
    if body:
        await window.press("slash")
        await type_in(window, body)
        await window.press("enter")
    return window.app.screen


@pytest.mark.deep
async def test_all_views_are_seen_at_every_size(sample_file: Path) -> None:
    async with open_window(sample_file, SIZES[0]) as window:
        screen = await agencies(window)
        standing = (
            "Lancashire, 2024-25: 19 organisations expected, 19 with money. Returns: 15 signed-off, 3 "
            "requested, 1 expected."
        )
        for view, said in (("Register", "£492.7m"), ("Returns", "signed-off"), ("Reconciliation", "agrees")):
            for size in SIZES:
                await window.resize(size)
                where = (view, size)
                assert standing in window.text, where
                assert f"▸{view}" in window.text, where
                assert said in window.text, where
                assert screen.pane.table.max_scroll_x == 0, where
                assert all(len(line) <= size[0] for line in window.lines), where
            await window.press("v")
        assert "▸Register" in window.text


@pytest.mark.deep
async def test_space_moves_a_return_on_with_its_day_and_u_takes_it_back(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await agencies(window, "work and pensions")
        await window.press("v", "space")
        assert "requested, asked for 2026-03-01" in window.text
        assert "15 signed-off, 4 requested" in window.text
        await window.press("space")
        [told] = [
            row
            for row in Verb(sample_file).good("agency", "returns", "--place", "Lancashire")["returns"]
            if row["agency"].startswith("Department")
        ]
        assert (told["state"], told["requested"], told["received"]) == ("received", "2026-03-01", "2026-03-01")
        await window.press("backspace")
        assert "15 signed-off, 4 requested" in window.text
        await window.press("u", "u", "u")
        assert "3 requested, 1 expected" in window.text


@pytest.mark.deep
async def test_a_return_that_is_not_in_when_it_was_due_is_overdue_in_words(councils: Verb) -> None:
    async with open_window(councils.desk) as window:
        await agencies(window, FIRE)
        await window.press("w")
        await to_field(window, "due_on")
        await type_in(window, "soon")
        await window.press("f2")
        assert "Due on: 'soon' is not a valid date" in window.text
        await write(window, "17/2/2026")
        await to_field(window, "next_action")
        await type_in(window, "ring the treasurer")
        await window.press("f2", "v")
        assert "1 overdue." in window.text
        assert "! 12 days late" in window.text
        assert "Next action ring the treasurer" in window.text
        await window.press("f")
        await type_in(window, "overdue")
        await window.press("enter")
        assert "Those overdue: 1" in window.text
    told = Verb(councils.desk).good("agency", "returns", "--place", "Lancashire", "--late")
    assert [(row["agency"], row["due_words"], row["counted_pence"]) for row in told["returns"]] == [
        (FIRE, "12 days late", None)
    ]


@pytest.mark.deep
async def test_a_difference_is_told_with_its_reason_and_explained(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await agencies(window, "burnley")
        await window.press("w")
        await to_field(window, "published")
        await write(window, "52,000,000")
        await to_field(window, "note")
        await type_in(window, "a late grant")
        await window.press("f2", "v", "v")
        assert "+£811,000" in window.text
        assert "ours is £811,000.00 (1.6%) above what it publishes" in window.text
        assert "Why a late grant" in window.text
        assert "batch 1, lancashire-2024-25.csv: " in window.text
        await window.press("f5")
        assert isinstance(window.app.screen, ExplainPanel)
        assert "Burnley Borough Council" in window.text
        await window.press("escape", "s")
        await type_in(window, "largest diff")
        await window.press("enter")
        assert "largest difference first" in window.text


@pytest.mark.deep
async def test_a_body_is_made_in_this_place_with_its_kind_by_words(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await agencies(window)
        await window.press("n")
        await type_in(window, "Hyndburn Leisure Trust")
        await to_field(window, "kind")
        await type_in(window, "charty")
        await window.press("f2")
        assert "Did you mean 'charity'?" in window.text
        await write(window, "charity")
        await to_field(window, "areas")
        await type_in(window, "hyndburn (E07000120)")
        await to_field(window, "role")
        await type_in(window, "runs the pools")
        await window.press("f2")
        assert "20 organisations expected" in window.text
        assert "In Lancashire runs the pools" in window.text
        assert "Kind Third sector" in window.text
        assert "Covers Hyndburn (E07000120)" in window.text
    [made] = [
        item
        for item in Verb(sample_file).good("agency", "list")["agencies"]
        if item["name"] == "Hyndburn Leisure Trust"
    ]
    assert (made["kind"], made["areas"], made["places"]) == ("third-sector", ["E07000120"], ["Lancashire"])


@pytest.mark.deep
async def test_a_body_is_renamed_and_what_was_typed_survives_a_refusal_and_esc(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await agencies(window, "fylde")
        await window.press("enter")
        await write(window, "Blackpool Council")
        await window.press("f2")
        assert "There is an organisation called 'Blackpool Council' already" in dialog(window)
        await window.press("escape", "e")
        form = window.app.screen
        assert isinstance(form, Form)
        assert form.values["name"] == "Blackpool Council"
        await write(window, "Fylde BC")
        await window.press("f2")
        assert "Fylde BC" in window.text
        await window.press("c")
        assert "name: Fylde Borough Council → Fylde BC" in window.text


async def test_areas_are_ticked(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await agencies(window, "fylde")
        await window.press("a")
        assert isinstance(window.app.screen, AreaPicker)
        await type_in(window, "wyre")
        await window.press("enter", "f2")
        assert "Covers Fylde (E07000119); Wyre (E07000128)" in window.text


@pytest.mark.deep
async def test_two_bodies_become_one_after_a_look_at_what_moves(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        screen = await agencies(window, "fylde")
        await window.press("M")
        await type_in(window, "wyre")
        await window.press("enter")
        assert "Fylde Borough Council becomes Wyre Borough Council: 67 lines (£63.9m)" in dialog(window)
        assert "Wyre Borough Council then covers E07000119 too." in dialog(window)
        await window.press("tab", "enter")
        assert "18 organisations expected" in window.text
        assert screen.pane.table.row_count == 18
        assert Verb(sample_file)("check").exit_code == 0
        await window.press("u")
        assert "19 organisations expected" in window.text


@pytest.mark.deep
async def test_a_year_without_money_has_returns_to_chase(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await agencies(window, "burnley")
        await window.press("Y")
        assert "2025-26 no money yet" in window.text
        await type_in(window, "2025-26")
        await window.press("enter")
        assert "Lancashire, 2025-26: 19 organisations expected, 0 with money. Returns: 19 expected." in window.text
        await window.press("v", "space")
        assert "1 requested, 18 expected" in window.text
        await window.press("Y")
        await type_in(window, "2024-25")
        await window.press("enter")
        assert "Lancashire, 2024-25: 19 organisations expected, 19 with money." in window.text


async def test_lines_are_a_key_away(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await agencies(window, "burnley")
        await window.press("l")
        assert window.app.current_mode == "spend"
        await window.press("3")
        assert "▸Register" in window.text


@pytest.mark.deep
async def test_a_body_with_lines_stays_and_one_without_goes(sample_file: Path) -> None:
    Verb(sample_file).good("agency", "add", "Aardvark Trust", "--place", "Lancashire")
    async with open_window(sample_file) as window:
        await agencies(window, "burnley")
        await window.press("x", "tab", "enter")
        assert "cannot be removed, since it has" in window.text
        await window.press("slash")
        await type_in(window, "work and pensions")
        await window.press("enter", "x", "tab", "enter")
        assert "Department for Work" in window.text  # it has lines in another place
        assert "20 organisations expected" in window.text
        await window.press("slash")
        await type_in(window, "aardvark")
        await window.press("enter", "x", "tab", "enter")
        assert "19 organisations expected" in window.text


async def test_every_body_of_the_desk_can_be_shown(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        screen = await agencies(window)
        await window.press("f")
        await type_in(window, "every organisation")
        await window.press("enter")
        assert "Every organisation of the desk: 25" in window.text
        await window.press("p")
        await type_in(window, "durham")
        await window.press("enter")
        assert "Durham, 2025-26: 0 organisations expected, 0 with money." in window.text
        assert screen.pane.table.row_count == 25


async def test_no_body_at_all_says_what_to_press(tmp_path: Path) -> None:
    desk = Verb(tmp_path / "bare.tpdesk")
    desk.good("place", "add", "Testshire", "--code", "E07000120")
    async with open_window(desk.desk) as window:
        await agencies(window)
        assert "No organisations yet" in window.text
        assert "n Make a new organisation in this place." in window.text
        await window.press("n")
        await type_in(window, "Borough Council")
        await window.press("f2")
        assert "Testshire, 2025-26: 1 organisation expected, 0 with money. Returns: 1 expected." in window.text


@pytest.mark.deep
async def test_k_says_how_much_of_a_body_that_covers_more_than_the_place_counts(tmp_path: Path) -> None:
    verb = Verb(tmp_path / "wider.tpdesk")
    verb.good("place", "add", "Hyndburn", "--code", "E07000120")
    verb.good("agency", "add", "Shire Fire", "--place", "Hyndburn", "--area", "E10000017")
    file = tmp_path / "fire.csv"
    file.write_text("Service,Amount\nEngines,3333.33\n", encoding="utf-8")
    verb.good("import", file, "--agency", "Shire Fire", "--year", "2024-25")
    async with open_window(verb.desk) as window:
        for size in ((120, 36), (80, 24)):
            await window.resize(size)
            assert "1 organisation spends £3,333 here and beyond" in window.text, size
            told = window.inside("#wider")
            assert told.startswith("Wider than the place: Shire Fire: £3,333, whole, 6.6% of its people here."), size
        await window.press("7")
        assert "! Shire Fire covers more than Hyndburn and is counted whole: £3,333.33" in window.text
        await agencies(window)
        assert "wider" in window.inside("#list-agency")
        await window.press("k")
        assert "Its share by people 6.6%, an estimate, marked as apportioned" in window.text
        await window.press("down", "enter")
        assert "Counted: 6.6% by people, grade 5. Press u to undo." in window.text
        assert "£221.53 is counted, 6.6% by people (mid-2024): apportioned, grade 5" in window.text
        assert verb.good("count")["gross_pence"] == 22_153
        await window.press("1")
        assert "1 organisation spends £222 here," in window.text
        assert "6.6% by people, grade 5" in window.text
        await window.press("u")
        assert "here and beyond" in window.text
        await window.press("3", "k", "down", "down", "down", "enter")
        assert "left out" in window.text
        assert verb.good("count")["bodies_expected"] == 0
