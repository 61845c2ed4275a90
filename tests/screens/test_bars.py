"""Rows that are not shown are summed up: nothing is lost on the way to the screen."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.style import Style

from tpdesk.screens.bars import Bar, BarRow, shown_rows

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
    shown = shown_rows(found, most, "bodies")
    assert sum(row.amount_pence or 0 for row in shown) == sum(row.amount_pence or 0 for row in found)
    assert [row for row in shown if row.pinned] == [row for row in found if row.pinned]
    if most is not None:
        assert sum(not row.pinned for row in shown) <= most + 1


def test_a_rest_of_one_is_shown_as_itself() -> None:
    found = [replace(ROW, name=str(n)) for n in range(4)]
    assert shown_rows(found, 3, "bodies") == found
    assert shown_rows(found, 2, "bodies")[-1] == BarRow("and 2 more bodies", "", "", 200, 0.2, None, rest=True)


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
