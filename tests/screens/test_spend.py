"""The table of lines: looking through it and narrowing it, with keys in and text out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.ledger import copied, keys, ledger, shown, spend_window, suppliers, type_in
from tests.screens.looking import open_window
from tpdesk.domain.line_filter import LineFilter
from tpdesk.screens.overlap.cells import show_lines
from tpdesk.screens.spend.line_table import LineTable
from tpdesk.screens.spend.mode import SpendScreen


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Testshire's payments, made once."""
    return ledger(tmp_path_factory.mktemp("ledger"))


@pytest.fixture
def desk(original: Path, tmp_path: Path) -> Path:
    """A copy of them."""
    return copied(original, tmp_path)


@pytest.mark.parametrize("size", [(60, 20), (160, 48)])
async def test_every_line_of_the_year_is_there_with_its_totals(desk: Path, size: tuple[int, int]) -> None:
    async with spend_window(desk, size) as window:
        assert "Testshire, 2024-25" in window.text
        assert len(shown(window)) == 6
        assert "6 lines £4,510" in window.text or "6 lines £5k" in window.text
        assert "1 of 6" in window.text
        assert "Organisation County Council" in window.text
        await window.press("ctrl+end", "end")
        assert "Description Mowing" in window.text
        assert "6 of 6" in window.text


@pytest.mark.parametrize("seed", first_of(range(4), deep=1))
async def test_lines_that_are_kept_as_painted_are_those_that_would_be_painted_now(desk: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with spend_window(desk, (100, 10)) as window:
        table = window.app.screen.query_one(LineTable)
        for _ in range(6):
            await window.press(chance.choice(["down", "up", "pagedown", "pageup", "right", "left", "space", "s", "z"]))
            if chance.random() < 0.2:
                window.app.theme = chance.choice(sorted(window.app.available_themes))
                await window.settle()
            region = table.size.region
            kept = table.render_lines(region)
            table._drawn.clear()
            assert table.render_lines(region) == kept


async def test_text_of_the_desk_is_never_markup(desk: Path) -> None:
    async with spend_window(desk) as window:
        assert "Refuse [closed] depot" in "\n".join(shown(window))


async def test_figures_are_never_cut_and_arrows_reach_every_column(desk: Path) -> None:
    async with spend_window(desk, (60, 20)) as window:
        assert window.lines[3].endswith("›")
        await keys(window, "right", "right", "right")
        assert "£2,000.50" in "\n".join(shown(window))
        assert "Amount £1,000.00" in window.text
        await window.press("ctrl+right")
        assert "‹" in window.lines[3]
        assert "›" not in window.lines[3]


async def test_a_typed_filter_narrows_and_comes_off_again(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("f")
        await type_in(window, "supplier~ask amount>0")
        await window.press("enter")
        assert suppliers(window) == ["Askews"]
        assert "supplier contains ask ✕ amount over £0 ✕" in window.text
        assert "1 line £300.00 expenditure" in window.text
        await window.press("backspace")
        assert suppliers(window) == ["Askews", "Askews"]
        await window.press("F")
        assert len(shown(window)) == 6


async def test_a_filter_that_cannot_be_read_stays_with_what_is_wrong(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("f")
        await type_in(window, "suplier~ask")
        await window.press("enter")
        assert "Filter suplier~ask" in window.text
        assert "Did you mean supplier?" in window.text
        assert len(shown(window)) >= 5
        await window.press("escape")
        assert "suplier" not in window.text


async def test_a_filter_is_gone_on_with_where_it_ended_and_a_wrong_sign_is_told_once(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("f")
        await type_in(window, "category=Unmapped")
        await window.press("enter", "f")
        await type_in(window, "amount~500")
        await window.press("enter")
        assert "Filter category=Unmapped amount~500" in window.text
        assert "Amount cannot be asked with ~; use" in window.text
        assert window.text.count("!=") == 1


async def test_what_could_be_typed_is_offered_and_taken(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("f")
        await type_in(window, "agency=bor")
        assert '"Borough Council"' in window.text
        await window.press("tab", "enter")
        assert suppliers(window) == ["Biffa", "Glendale"]


async def test_only_this_value_and_not_this_value(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("right", "=")
        assert suppliers(window) == ["Biffa", "Veolia", "Biffa"]
        assert "label Bins ✕" in window.text.replace("label is Bins", "label Bins")
        await window.press("left", "!")
        assert suppliers(window) == ["Biffa"]
        assert "Borough Council" in shown(window)[0]


async def test_unmapped_money_is_a_value_too(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "down", "down", "right", "right", "=")
        assert "category is Unmapped ✕" in window.text
        assert suppliers(window) == ["Askews", "Askews", "Glendale"]


async def test_the_scope_widens_to_all_years_and_the_desk(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("z")
        assert "Testshire, all years" in window.text
        assert len(shown(window)) == 7
        await window.press("z")
        assert "The whole desk" in window.text
        await window.press("z")
        assert len(shown(window)) == 6


async def test_sorting_by_the_column_under_the_cursor(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "right", "right", "right", "s")
        assert suppliers(window) == ["Veolia", "Biffa", "Glendale", "Biffa", "Askews", "Askews"]
        assert "Amount ▼" in window.text
        assert "sorted by amount downwards" in window.text
        await window.press("s")
        assert suppliers(window)[0] == "Askews"
        assert "Amount ▲" in window.text
        await window.press("s")
        assert "sorted by" not in window.text
        await window.press("ctrl+left", "s", "right", "right", "right", "S")
        assert suppliers(window) == ["Glendale", "Biffa", "Veolia", "Biffa", "Askews", "Askews"]
        assert "sorted by organisation, then amount downwards" in window.text


async def test_search_goes_from_hit_to_hit_and_round_the_end(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("/")
        await type_in(window, "mowing")
        await window.press("enter")
        assert "6 of 6" in window.text
        assert "Description Mowing" in window.text
        await window.press("/")
        await type_in(window, "biffa")
        await window.press("enter")
        assert "1 of 6" in window.text
        assert "Continued from the other end" in window.text
        await window.press("f3")
        assert "5 of 6" in window.text
        await window.press("comma")
        assert "1 of 6" in window.text
        await window.press("/")
        await type_in(window, "nobody")
        await window.press("enter")
        assert "No line shown here contains 'nobody'." in window.text
        await window.press("escape")
        assert "1 of 6" in window.text


async def test_going_to_a_row_and_to_a_part_of_the_way(sample_file: Path) -> None:
    async with spend_window(sample_file) as window:
        await window.press("G", "5", "0", "%", "enter")
        assert "748 of 1,495" in window.text
        await window.press("G", *"1495", "enter")
        assert "1,495 of 1,495" in window.text
        await window.press("G", *"half", "enter")
        assert "Type a row, for example 1200, or a share of the way, for example 50%." in window.text


async def test_values_of_a_column_most_money_first_and_enter_filters(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("right", "v")
        assert "Label: its values" in window.text
        rows = [line for line in window.lines if "%" in line]
        assert [row.split()[1] for row in rows] == ["Bins", "Parks", "Books"]
        assert "77.6%" in rows[0]
        await window.press("down", "enter")
        assert "label is Parks" in window.text
        assert suppliers(window) == ["Glendale"]


@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_values_show_income_beside_expenditure_and_never_in_it(desk: Path, size: tuple[int, int]) -> None:
    Verb(desk).good(
        "spend",
        "add",
        "agency=Borough Council",
        "amount=900",
        "date=2024-06-01",
        "label=Parks",
        "flow=income",
        "--place",
        "Testshire",
    )
    async with spend_window(desk, size) as window:
        await window.press("right", "v")
        parks = next(line for line in window.lines if "Parks" in line and "%" in line)
        assert "£750" in parks
        assert "£900" in parks
        assert "£1,650" not in window.text
        assert "income" in next(line for line in window.lines if "expenditure" in line and "share" in line)


@pytest.mark.deep
async def test_values_in_a_room_for_their_figures_alone_are_shown(desk: Path) -> None:
    Verb(desk).good(
        "spend", "add", "agency=Borough Council", "amount=900", "date=2024-06-01", "label=Parks", "flow=income",
        "--place", "Testshire",
    )  # fmt: skip
    async with spend_window(desk, (44, 20)) as window:
        await window.press("right", "v")
        assert any(line.strip("│ ").startswith("Par") for line in window.lines)


async def test_columns_are_chosen_ordered_and_kept_for_the_desk(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "c", "space", "down", "shift+up", "enter")
        head = window.lines[3].split()
        assert head[:2] == ["Label", "Category"]
        assert "Organisation" not in head
    async with spend_window(desk) as window:
        assert window.lines[3].split()[0] == "Label"
        await window.press("c", "escape")
        assert window.lines[3].split()[0] == "Label"


async def test_a_line_is_shown_whole_with_its_origin(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("down", "enter")
        assert "Row 3 of payments.csv, batch 1, imported" in window.text
        assert "Category 05.1.0" in window.text
        assert "by its label's map" in window.text
        assert "Import batch 1" in window.text
        await keys(window, "tab", "enter")
        assert "The whole desk batch is 1 ✕" in window.text
        assert len(shown(window)) == 7
        await keys(window, "enter")
        await keys(window, "tab", "tab", "enter")
        assert "Spend › Batches" in window.text
        assert "payments.csv" in window.text


async def test_no_line_fits_says_what_to_press(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("f")
        await type_in(window, "amount>999999")
        await window.press("enter")
        assert "No line matches. Backspace removes the last condition" in window.text
        await keys(window, "enter", "e", "=", "x", "down", "pagedown", "v", "space")
        assert "No line matches" in window.text


async def test_a_place_without_spending_is_welcomed(empty_file: Path) -> None:
    from tests.cli.verbs import Verb

    Verb(empty_file).good("place", "add", "Testshire")
    async with open_window(empty_file) as window:
        await window.press("4")
        assert "no spending yet" in window.text
        assert "P Import rows copied from a spreadsheet" in window.text


async def test_the_mode_keeps_its_place_when_it_is_left(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("right", "=", "down", "down", "1", "4")
        assert "3 of 3" in window.text
        assert "label is Bins" in window.text


async def test_another_mode_shows_the_lines_of_a_figure(desk: Path) -> None:
    async with open_window(desk) as window:
        where = LineFilter().plus("place", "Testshire").plus("year", 2024).plus("agency", "Borough Council")
        show_lines(window.app, where)
        await window.settle()
        assert isinstance(window.app.screen, SpendScreen)
        assert "Testshire, 2024-25 organisation is Borough Council ✕" in window.text
        assert suppliers(window) == ["Biffa", "Glendale"]
        show_lines(window.app, LineFilter().plus("year", 2023))
        await window.settle()
        assert "The whole desk year is 2023-24 ✕" in window.text
        assert suppliers(window) == ["Glendale"]


async def test_the_year_of_the_window_is_followed(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("left_square_bracket")
        assert "Testshire, 2023-24" in window.text
        assert suppliers(window) == ["Glendale"]


async def test_a_change_from_elsewhere_shows(desk: Path) -> None:
    from tests.cli.verbs import Verb

    async with spend_window(desk) as window:
        await window.press("down", "down")
        window.app.let_go()
        Verb(desk).good("spend", "delete", "line=1")
        window.app.reread()
        await window.settle()
        assert "2 of 5" in window.text
        assert suppliers(window)[0] == "Veolia"


async def test_clicks_sort_take_conditions_off_and_open(desk: Path) -> None:
    async with spend_window(desk) as window:
        table = window.app.screen.query_one("#spend-lines")
        head = window.lines[table.region.y]
        await window.pilot.click(table, offset=(head.index("Amount") + 2, 0))
        await window.settle()
        assert suppliers(window)[0] == "Veolia"
        await window.pilot.click(table, offset=(head.index("Label") + 1, 2))
        await window.settle()
        assert "Label Bins" in window.text
        await window.press("=")
        chips = window.app.screen.query_one("#spend-chips")
        at = window.lines[chips.region.y].index("✕") - chips.region.x - 1
        await window.pilot.click(chips, offset=(at + 1, 0))
        await window.settle()
        assert len(shown(window)) == 6
        await window.pilot.click(table, offset=(5, 2), times=2)
        await window.settle()
        assert "Where it came from" in window.text
