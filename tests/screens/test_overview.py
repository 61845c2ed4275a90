"""The overview: who spends what here, and how many of us are in it, with keys in and text out."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import ContentSwitcher, OptionList

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import SIZES, open_window
from tests.screens.typing_in import until
from tpdesk.screens.overview.mode import PlaceList
from tpdesk.screens.overview.pane import OverviewPane
from tpdesk.units import percent, short_pounds


@pytest.mark.parametrize("size", first_of(SIZES, 1, 1))
async def test_the_answer_is_seen_without_a_key(sample_file: Path, size: tuple[int, int]) -> None:
    async with open_window(sample_file, size) as window:
        assert "19 organisations spend £16,650.7m here on 38 groups of service, up to 16 in one." in window.right
        assert "Made up of: £4,748.0m direct, £11,902.8m apportioned: Department for Work and Pensions" in window.right
        assert "1,601,645 people" in window.right
        assert "648,900 households" in window.right
        assert "of 19 expected" in window.right
        text = await window.all_right()
        assert "Lancashire County Council" in text
        assert "£2,907.2m 17.5%" in text
        assert "£1,602.8m 9.6% 3" in text


@pytest.mark.parametrize("size", first_of(SIZES, 1, 1))
async def test_councils_alone_are_said_to_be_so_and_who_is_missing(councils: Verb, size: tuple[int, int]) -> None:
    async with open_window(councils.desk, size) as window:
        assert "15 organisations spend £4,248.1m here on 29 groups of service, up to 15 in one." in window.right
        assert "Not in it yet: Department for Work and Pensions" in window.right
        assert "local councils only" in window.right
        assert "4 not in it" in window.right


async def test_what_is_apportioned_names_its_publications_and_is_no_file(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        assert "✓ [i] Files 1 " in window.right
        text = await window.all_right()
        assert "17 published figures of Department for Work and Pensions." in text
        assert "HM Treasury, Country and Regional Analysis, November 2025: North West" in text
        assert "File: apportionment" not in text
        assert "File: lancashire-2024-25.csv, 1,171 lines of 15 organisations" in text


@pytest.mark.parametrize("size", first_of(SIZES, 1, 1))
@pytest.mark.parametrize("place", first_of([0, 1, 2]))
async def test_nothing_is_cut_off(sample_file: Path, size: tuple[int, int], place: int) -> None:
    async with open_window(sample_file, size) as window:
        await window.press(*["down"] * place)
        detail = window.app.screen.query_one("#detail", ContentSwitcher)
        pane = detail.visible_content
        assert pane is not None
        assert pane.max_scroll_x == 0
        outer = pane.scrollable_content_region
        shown = [
            widget
            for widget in pane.query("*")
            if widget.display
            and widget.region.area
            and all(up.display for up in widget.ancestors if hasattr(up, "display"))
        ]
        assert len(shown) >= 3
        for widget in shown:
            assert outer.x <= widget.region.x, widget
            assert widget.region.right <= outer.right, widget
        assert "…" not in " ".join(window.lines[1:])
        left = " ".join(" ".join(line.split("│")[0] for line in window.lines[1:-1]).split())
        assert (
            "With money Lancashire sample · 2024-25 Luton & Central Bedfordshire pilot · 2008-09 The register: no"
            in left
        )
        window.keys_fit()


@pytest.mark.parametrize("size", first_of(SIZES, 1, 1))
async def test_every_figure_is_the_counts(sample_file: Path, size: tuple[int, int]) -> None:
    count = Verb(sample_file).good("count", "--place", "Lancashire", "--year", "2024-25")
    kinds = Verb(sample_file).good("count", "--place", "Lancashire", "--year", "2024-25", "--by", "category")
    async with open_window(sample_file, size) as window:
        await window.press("a")
        text = await window.all_right()
    for name, key in (
        ("Gross", "gross"),
        ("transfers (none marked)", "transfers_removed"),
        ("recharges", "recharges_removed"),
        ("after recharges", "after_transfers"),
    ):
        assert f"{name} {short_pounds(count[f'{key}_pence'])}" in text
    assert (
        f"− outside income {short_pounds(count['outside_income_pence'])} = net of income "
        f"{short_pounds(count['net_of_income_pence'])}"
    ) in text
    for row in count["rows"]:
        assert f"{short_pounds(row['amount_pence'])} {percent(row['share'])}" in text
    for row in kinds["rows"]:
        assert row["category"] in text
        share = percent(row["share"])
        assert f"{short_pounds(row['amount_pence'])} {'<0.1%' if share == '0.0%' else share} {row['agencies']}" in text
    for name in count["missing_returns"]:
        assert name in text
    for issue in count["issue_details"]:
        assert issue["code"] == "missing-returns" or issue["text"] in text
    assert count["sources"][0]["file"] in text
    assert count["basis"]["people_source"] in text


async def test_a_short_list_says_how_many_more_there_are(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        assert "and 14 more organisations £927.2m 5.6%" in window.right
        await window.press("a")
        assert "more organisations" not in await window.all_right()
        await window.press("a")
        assert "and 14 more organisations" in window.right


@pytest.mark.deep
async def test_l_goes_through_the_levels(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        said = []
        for _ in range(4):
            said.append(window.right.partition("On what, in ")[2].partition(" amount")[0])
            await window.press("l")
        assert said == ["groups", "classes", "service lines", "divisions"]
        assert "on 38 groups of service" in window.right
        await window.press("l", "l", "a")
        assert "on 90 service lines, up to 15 in one." in window.right
        assert "05.1.0 Waste disposal" in await window.all_right()


async def test_down_changes_the_place(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("down")
        assert (
            "6 organisations and others, not itemised, spend £3,062.5m here, none of it mapped to services yet."
            in window.right
        )
        assert "£3,062.5m (100.0%) in 7 lines has no category yet." in window.right
        assert "Unmapped" in window.right
        assert "182,531 households" in window.right
        await window.press("up")
        assert "19 organisations spend" in window.right


async def test_a_place_without_money_shows_what_is_known_and_what_to_press(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("down", "down", "down")
        assert "Birmingham" in window.right
        assert "No money here yet." in window.right
        assert "Press 3 then n to add its organisations." in window.right
        assert "Press i to import their files." in window.right
        assert "E08000025" in window.right
        assert "Health, housing and crime" in window.right
        assert "Drugs and alcohol; deep dive" in window.right
        assert "[seed 001]" in window.right
        await window.press("l", "y", "a")
        assert "No money here yet." in window.right


@pytest.mark.deep
async def test_keys_change_the_year(years_file: Path) -> None:
    async with open_window(years_file, (120, 60)) as window:
        assert "1 organisation spends £1.1m here" in window.right
        await window.press("[")
        assert "2 organisations spend £1.2m here" in window.right
        await window.press("[", "[", "[")
        assert "£1.2m" in window.right
        assert "expenditure of Testshire, 2022-23" in window.right
        await window.press("]")
        assert "expenditure of Testshire, 2023-24" in window.right
        await window.press("y")
        assert "Which year of Testshire?" in window.text
        await window.press("up", "enter")
        assert "expenditure of Testshire, 2024-25" in window.right
        await window.press("]")
        assert "expenditure of Testshire, 2024-25" in window.right


@pytest.mark.deep
async def test_a_missing_body_has_its_last_figure_beside_it(years_file: Path) -> None:
    async with open_window(years_file) as window:
        assert "Not in it yet: Borough Council (£275k in 2023-24, not added here)" in window.right
        await window.press("[")
        assert "Not in it yet" not in window.right
        assert "none missing" in window.right


@pytest.mark.deep
async def test_what_is_not_held_is_a_dash_with_a_reason(years_file: Path) -> None:
    async with open_window(years_file, (80, 24)) as window:
        text = await window.all_right()
        assert "- per head no population held, 2024-25" in text
        assert "No population of Testshire is held for 2024-25" in text
        assert "£0 per head" not in text


async def test_tab_and_arrows_scroll_the_figures(sample_file: Path) -> None:
    async with open_window(sample_file, (80, 24)) as window:
        assert isinstance(window.app.focused, PlaceList)
        await window.press("tab")
        assert isinstance(window.app.focused, OverviewPane)
        await window.press("end")
        await until(window, lambda: "File: lancashire-2024-25.csv" in window.right)
        await window.press("tab")
        assert isinstance(window.app.focused, PlaceList)


async def test_r_reads_again_and_keeps_the_place(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("down", "down", "down")
        Verb(sample_file).good("place", "add", "Aardvarkshire")
        await window.press("r")
        assert "Aardvarkshire" in window.text
        assert "No money here yet." in window.right
        option = window.app.screen.query_one(OptionList).highlighted_option
        assert option is not None
        assert "Birmingham" in str(option.prompt)


async def test_fast_fingers_end_on_the_place_under_the_cursor(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.pilot.press(*["down"] * 9, *["up"] * 4, "down")
        await window.settle()
        option = window.app.screen.query_one(OptionList).highlighted_option
        assert option is not None
        assert str(option.prompt).startswith("Cambridgeshire")
        assert window.right.startswith("Cambridgeshire No money here yet.")


async def test_what_must_be_known_of_the_categories_shown_is_said_at_their_level(sample_file: Path) -> None:
    async with open_window(sample_file, (120, 60)) as window:
        assert "not parted by age" in await window.all_right()
        assert "may part into separate areas at level 4" in await window.all_right()
        await window.press("l", "l")
        assert "not parted by age" not in await window.all_right()


async def test_f5_says_why_there_is_nothing_to_explain(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("down", "down", "f5")
        assert "Bexley has no money yet, so there is no figure to explain." in window.text


async def test_more_than_ten_billion_pounds_is_painted_in_a_small_window(tmp_path: Path) -> None:
    verb = Verb(tmp_path / "large.tpdesk")
    verb.good("place", "add", "Largeshire")
    verb.good("agency", "add", "Body", "--place", "Largeshire")
    file = tmp_path / "a.csv"
    file.write_text("Label,Amount\nPensions,16661905389.70\n", encoding="utf-8")
    verb.good("import", file, "--agency", "Body", "--year", "2024-25")
    file.write_text("Label,Amount\nBenefits,1.00\n", encoding="utf-8")
    verb.good("import", file, "--agency", "Body", "--year", "2024-25", "--status", "apportioned")
    async with open_window(verb.desk, (80, 24)) as window:
        assert "£16,661.9m after transfers actual and apportioned, 2024-25" in " ".join(window.right.split())
