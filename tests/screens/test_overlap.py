"""The overlap: what the user reads of who spends on the same, in every picture, with keys in and text out."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from tests.cli.verbs import Verb
from tests.screens.looking import Window, open_window
from tests.screens.test_every_mode import SIZES, legible
from tests.screens.typing import type_in
from tpdesk.screens.flex_table import FlexTable
from tpdesk.screens.overlap.heat import HeatMap
from tpdesk.screens.overlap.pictures import PICTURES
from tpdesk.text import counted
from tpdesk.units import percent, short_pounds

LANCASHIRE = ("--place", "Lancashire", "--year", "2024-25")


def rows(window: Window, table: str) -> list[str]:
    """Return the words of a table's rows, all of them."""
    found = window.app.screen.query_one(table, FlexTable)
    return [" ".join(str(cell) for cell in found.get_row_at(n)) for n in range(found.row_count)]


def evidence(window: Window) -> str:
    """Return the words of the evidence, apart from its table of organisations."""
    return " ".join(str(text.visual) for text in window.app.screen.query_one("#evidence").query(Static))


@pytest.mark.deep
async def test_the_ranking_is_the_verbs(sample_file: Path) -> None:
    told = Verb(sample_file).good("overlap", *LANCASHIRE, "--level", 4)
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("5", "l", "l")
        shown = rows(window, "#ranked")
        assert len(shown) == len(told["rows"])
        for row, text in zip((row for row in told["rows"] if row["ranked"]), shown, strict=False):
            assert row["title"][:8] in text
            assert str(row["agencies"]) in text
            if row["verdict"] == "fragmented":
                assert short_pounds(row["outside_lead_meeting_pence"]) in text
        assert (
            "duplication evidenced in 3 (illustrative), overlap evidenced in 1 (illustrative), 18 "
            "fragmented, 40 in separate areas, 3 of a single organisation"
        ) in window.text
        assert "never a saving" in window.text
        # Waste collection looks the most fragmented and is done by each council in its own area.
        assert any("Waste collection" in text and "○ separate" in text for text in shown)


@pytest.mark.deep
async def test_the_evidence_follows_the_cursor(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("5", "l", "l")
        assert "Lancashire County Council leads with 22.1%" in evidence(window)
        assert "(meets 11 of" in window.text
        await window.press("down", "down")
        assert "As if 12.1 organisations of equal size shared it, of 15 in it" in evidence(window)
        await window.press("slash", *"waste coll", "enter")
        assert "no two of their areas meet" in evidence(window)
        assert "area of its own" in window.text


@pytest.mark.deep
async def test_sort_and_filter_narrow_the_ranking(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("5", "s", *"total", "enter")
        assert "sorted by total spend" in window.text
        assert "10.2 Old age" in rows(window, "#ranked")[0]
        await window.press("f")
        assert "only duplication evidenced: 3" in window.text
        assert all("■ duplication" in text for text in rows(window, "#ranked"))
        await window.press("f")
        assert "only overlap evidenced: 1" in window.text
        await window.press("f")
        assert "only fragmented: 12" in window.text
        assert all("fragmented" in text for text in rows(window, "#ranked"))
        await window.press("f")
        assert all("separate" in text for text in rows(window, "#ranked"))


@pytest.mark.deep
async def test_a_de_minimis_leaves_small_ones_out_and_stays_when_it_is_wrong(sample_file: Path) -> None:
    told = Verb(sample_file).good("overlap", *LANCASHIRE, "--deminimis", "1000000")
    row = next(row for row in told["rows"] if row["category"] == "05.1")
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("5", "D", *"lots", "enter")
        assert "is not an amount of money" in window.text
        assert "lots" in window.text
        await window.press(*["backspace"] * 4, *"1,000,000", "enter")
        assert "organisations from £1,000,000 in a category" in window.text
        await window.press("slash", *"05.1", "enter")
        assert f"of {row['agencies']} in it" in evidence(window)


@pytest.mark.deep
async def test_a_law_makes_a_split_separate_and_comes_off_again(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("5", "slash", *"05.1", "enter", "M", *"Waste Act, s. 1", "enter")
        await window.press("slash", *"05.1", "enter")
        assert "The split between organisations is statutory: Waste Act, s. 1." in evidence(window)
        assert Verb(sample_file).good("history")["acts"][0]["act"] == "mark separate"
        await window.press("M", *["backspace"] * 20, "enter")
        assert "Waste Act" not in evidence(window)


@pytest.mark.deep
async def test_the_heat_map_says_each_cell(sample_file: Path) -> None:
    told = Verb(sample_file).good("overlap", *LANCASHIRE)
    async with open_window(sample_file) as window:
        await window.press("5", "v", *["right"] * 3)
        first = told["rows"][0]
        share = next(share for share in first["shares"] if share["agency"] == "Blackpool Council")
        assert (
            f"Blackpool Council spends {short_pounds(share['amount_pence'])} of "
            f"{short_pounds(first['total_pence'])} ({percent(share['share'])})"
        ) in window.text
        heat = window.app.screen.query_one("#bodies-heat", HeatMap)
        assert len(heat.names) == len(told["rows"])
        assert len(heat.columns) == 19
        painted = window.lines[next(n for n, line in enumerate(window.lines) if "05.1 Waste" in line)]
        assert [word.strip("▸") for word in painted.split()[-18:]][:5] == ["·", "·", "47", "11", "7"]


async def test_pairs_say_whether_areas_meet(sample_file: Path) -> None:
    told = Verb(sample_file).good("pairs", *LANCASHIRE)
    pair = next(
        row
        for row in told["rows"]
        if {row["agency_a"], row["agency_b"]} == {"Blackpool Council", "Lancashire County Council"}
    )
    async with open_window(sample_file) as window:
        await window.press("5", "v", "v", "down", "down", *["right"] * 3)
        assert f"{short_pounds(pair['shared_pence'])} on the same ({percent(pair['similarity'])} alike)" in window.text
        assert "Their areas do not meet" in window.text
        await window.press(*["right"] * 4)
        assert "Their areas meet." in window.text


async def test_concentration_has_the_most_even_first(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("5", "v", "v", "v")
        shown = rows(window, "#concentration-table")
        assert "01.6" in shown[0]
        assert "12.7" in shown[0]
        assert "As if 12.7 organisations of equal size shared it, of 15 in it" in window.text
        assert all(any(sign in text for sign in "█▓▒░") for text in shown)


@pytest.mark.deep
async def test_another_count_stands_beside_it_with_its_base(sample_file: Path, years_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("5", "V", "V")
        assert "Lancashire 2024-25 beside Luton & Central Bedfordshire 2008-09, per head" in window.text
        assert "Not on one base: read what stands below the table first." in window.text
        assert "sorted by" not in window.text
        assert "£10,396.03" in window.text
        assert "The years differ: amounts are cash" in window.text
    async with open_window(years_file) as window:
        await window.press("5", "V", "V")
        assert "Testshire 2024-25 beside Testshire 2023-24, in whole amounts, since people are missing" in window.text
        await window.press("w", *"2022", "enter")
        assert "beside Testshire 2022-23" in window.text


@pytest.mark.deep
async def test_f5_walks_back_to_files_and_esc_comes_back_up(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("5", "l", "l", "f5", "enter")
        assert "Outside the lead where areas meet: Economic development in Lancashire, 2024-25" in window.text
        assert "£13,802,000.00" in window.text
        assert "SHA-256" in window.text
        assert "Overlap. Outside the lead where areas meet is the total less the heaviest set" in window.text
        await window.press("enter")
        assert "1 deep · Spend after transfers of Lancashire County Council on Economic development" in window.text
        assert "By label" in window.text
        await window.press("escape", "escape")
        assert window.app.current_mode == "overlap"
        assert "Explain this number" not in window.text


@pytest.mark.deep
async def test_f5_explains_each_figure_of_a_row(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("5", "l", "l")
        for typed, figure in (
            ("total in", "Total in shares"),
            ("lead share", "Lead share"),
            ("outside the lead", "Outside the lead"),
            ("concentration", "Concentration (HHI)"),
        ):
            await window.press("f5")
            assert "Explain which figure of" in window.text
            await type_in(window, typed)
            # Two begin alike: the one that can coincide is first, since the list is ranked by it.
            await window.press(*["down"] * ("outside" in typed), "enter")
            assert f"{figure}: Economic development" in window.text
            await window.press("escape")
            assert "Explain this number" not in window.text


@pytest.mark.deep
async def test_pairs_of_one_body_say_that_there_is_nothing_to_compare(years_file: Path) -> None:
    async with open_window(years_file) as window:
        await window.press("5", "v", "v")
        assert (
            "Nothing to compare: County Council is the only organisation with money in a category here." in window.text
        )
        assert "╲" not in window.text
        await window.press("v", "v", "v", "v")
        assert window.app.screen.picture == "ranking"  # type: ignore[attr-defined]


@pytest.mark.deep
async def test_every_picture_fits(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("5")
        screen = window.app.screen
        for size in SIZES:
            await window.resize(size)
            for view in PICTURES:
                where = (view, size)
                assert screen.max_scroll_x == 0, where
                assert all(len(line) <= size[0] for line in window.lines), where
                shown = screen.query_one(f"#{view}")
                assert shown.region.height >= 6, where
                assert shown.region.right <= size[0], where
                for table in shown.query(FlexTable):
                    assert table.max_scroll_x == 0, where
                await window.press("v")


@pytest.mark.deep
async def test_every_shade_can_be_read(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("5")
        for view in PICTURES:
            await legible(window, view)
            await window.press("v")
        await window.press("f5")
        await legible(window, "which figure")
        await window.press("enter")
        await legible(window, "explained")


@pytest.mark.deep
async def test_a_place_without_categories_says_what_to_do(years_file: Path) -> None:
    verb = Verb(years_file)
    verb.good("place", "add", "Newshire")
    async with open_window(years_file) as window:
        await window.press("5", "p", *"news", "enter")
        assert "Nothing to compare yet" in window.text


@pytest.mark.deep
async def test_enter_goes_to_the_lines_behind_a_cell(sample_file: Path) -> None:
    told = Verb(sample_file).good(
        "explain", "spend", *LANCASHIRE, "--agency", "Blackpool Council", "--category", "10.2"
    )
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("5", "v", *["right"] * 3, "enter")
        assert window.app.current_mode == "spend"
        assert "Blackpool Council" in window.text
        assert f"{counted(told['lines']['count'], 'line')}" in window.text


async def test_f5_on_the_overview_explains_the_figure_that_is_chosen(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("f5", *"net of", "enter")
        assert "Net of income in Lancashire, 2024-25" in window.text
        assert "Spend after transfers" in window.text
        await window.press("down", "enter")
        assert "1 deep · Outside income in Lancashire, 2024-25" in window.text
