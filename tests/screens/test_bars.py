"""Rows that are not shown are summed up: nothing is lost on the way to the screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.style import Style

from tpdesk.screens.bars import Bar, BarRow, Bars, scale_of, shown_rows

ROW = BarRow("Body", "", "", 100, 0.1, None)

rows = st.lists(
    st.builds(
        lambda pence, pinned: replace(ROW, amount_pence=pence, pinned=pinned),
        st.integers(-(10**12), 10**12),
        st.booleans(),
    ),
    max_size=40,
)


@given(rows, st.none() | st.integers(1, 20))
def test_the_rows_shown_add_up_to_all_rows(found: list[BarRow], most: int | None) -> None:
    shown = shown_rows(found, most, "organisations")
    assert sum(row.amount_pence or 0 for row in shown) == sum(row.amount_pence or 0 for row in found)
    assert [row for row in shown if row.pinned] == [row for row in found if row.pinned]
    if most is not None:
        assert sum(not row.pinned for row in shown) <= most + 1


def test_a_rest_of_one_is_shown_as_itself() -> None:
    found = [replace(ROW, name=str(n)) for n in range(4)]
    assert shown_rows(found, 3, "organisations") == found
    assert shown_rows(found, 2, "organisations")[-1] == BarRow(
        "and 2 more organisations", "", "", 200, 0.2, None, rest=True
    )


def printed(part: float, width: int = 10) -> str:
    """The bar as text."""
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        console.print(Bar(part, Style(), Style()), end="")
    return captured.get()


def test_a_bar_is_as_long_as_its_part_and_never_hides_money() -> None:
    assert printed(1) == "━" * 10
    assert printed(0.55) == "━" * 5 + "╸" + "─" * 4
    assert printed(0.0001) == "╸" + "─" * 9
    assert printed(0) == "─" * 10


def test_unmapped_money_stands_first_where_it_is_large_and_last_where_it_is_little() -> None:
    for share, place in ((0.4, 0), (0.1, 0), (0.09, -1)):
        found = [ROW, ROW, replace(ROW, name="Unmapped", share=share, pinned=True)]
        for most in (None, 1):
            assert shown_rows(found, most, "categories")[place].name == "Unmapped"


def lines(amounts: list[int], width: int) -> list[str]:
    """The table as text, a line each."""
    bars = Bars("Who spends it", noun="bodies", id="bars")
    total = sum(amounts)
    bars.rows = tuple(
        replace(ROW, name=f"Body {n}", amount_pence=pence, share=pence / total) for n, pence in enumerate(amounts)
    )
    return [line.plain for line in bars._lines(width)]


COUNTY = [290_720, 46_710, 44_650, 5_010, 4_400, 3_800, 2_960, 2_430, 1_670]
"""A county, two unitaries and districts, in thousands of pounds."""


@pytest.mark.parametrize("width", [85, 160])
def test_bars_tell_districts_apart_beside_a_county_and_say_that_theirs_are_longer(width: int) -> None:
    shown = lines(COUNTY, width)
    said = next(n for n, line in enumerate(shown) if "Smaller amounts: bars 50 times as long" in line)
    lengths = [2 * line.count("━") + line.count("╸") for line in shown if line.startswith("Body")]
    assert said == 4
    assert len(set(lengths[3:])) == len(lengths[3:])
    assert lengths[3:] == sorted(lengths[3:], reverse=True)
    assert all(len(line) == width for line in shown if line.startswith("Body"))


def test_a_share_of_money_that_is_there_is_never_none() -> None:
    shown = lines([10_000_000, 300], 60)
    assert shown[1].endswith("100.0%")
    assert shown[2].endswith("<0.1%")


def test_rows_of_like_size_have_one_scale() -> None:
    assert scale_of([replace(ROW, amount_pence=pence) for pence in (900, 500, 200)]).times == 1
    # One small row alone needs no scale of its own.
    assert scale_of([replace(ROW, amount_pence=pence) for pence in (900, 500, 2)]).times == 1
    # Nor do rows that stand in another order, such as steps of prevention.
    assert scale_of([replace(ROW, amount_pence=pence) for pence in (5, 900, 4, 3)]).times == 1
    assert scale_of([]).times == 1


@given(rows)
def test_no_bar_is_longer_than_the_whole(found: list[BarRow]) -> None:
    scale = scale_of(found)
    for n, row in enumerate(found):
        assert (row.amount_pence or 0) <= scale.largest_of(n) or scale.largest == 0
