"""How columns share the width, what is chosen, what a scope means: the parts of the table without a window."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tpdesk.domain.line_filter import ALL_LINES, LineFilter
from tpdesk.errors import UsageProblem
from tpdesk.models.place import Place
from tpdesk.screens.spend.line_table_layout import MARGIN, MORE, LineColumn, fit, lay, wanted_width
from tpdesk.screens.spend.rows import SelectedLines
from tpdesk.screens.spend.scope import Scope, narrowed, scope_words, sorting_words, taken_apart
from tpdesk.services.lines import read_split

NAME, AMOUNT = LineColumn("name", "Name"), LineColumn("amount", "Amount", right=True)


@given(st.text(max_size=40), st.integers(1, 30), st.booleans())
def test_a_text_takes_exactly_its_cells(text: str, width: int, right: bool) -> None:
    fitted = fit(text, width, right=right)
    assert cell_len(fitted) == width
    assert "\x1b" not in fitted
    assert "\n" not in fitted


def test_long_texts_are_cut_with_a_sign_and_figures_stand_right() -> None:
    assert fit("Lancashire County Council", 12) == "Lancashire …"
    assert fit("£1.00", 8, right=True) == "   £1.00"


@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 60)), min_size=1, max_size=12),
    st.integers(40, 200),
    st.integers(0, 11),
)
def test_columns_keep_within_the_room_and_figures_are_whole(
    wanted: list[tuple[bool, int]], room: int, first: int
) -> None:
    columns = [LineColumn(str(n), "H", right) for n, (right, _) in enumerate(wanted)]
    widths = [width for _, width in wanted]
    first = min(first, len(columns) - 1)
    laid = lay(columns, widths, room, first)
    assert [one.index for one in laid] == list(range(first, first + len(laid)))
    assert len(laid) >= 1
    assert laid[0].x == MARGIN
    assert laid[-1].x + laid[-1].width <= room
    for one in laid:
        if columns[one.index].right and len(laid) > 1:
            assert one.width == widths[one.index]
    if laid[-1].index < len(columns) - 1:
        assert laid[-1].x + laid[-1].width <= room - len(MORE) or len(laid) == 1


def test_a_column_is_as_wide_as_its_texts_up_to_a_measure() -> None:
    assert wanted_width(NAME, ["a" * 100]) == 40
    assert wanted_width(AMOUNT, ["£" * 50]) == 50
    assert wanted_width(LineColumn("n", "Name", sort="▼"), ["a"]) == 6


def test_all_but_some_are_chosen() -> None:
    every = SelectedLines(every=True).toggled(7)
    assert every.count(10) == 9
    assert not every.holds(7)
    assert every.holds(8)
    where = LineFilter().plus("supplier", "Biffa")
    assert every.selection(where) == where.plus("line", 7, operator="is not")
    assert every.adding([7]).selection(where) == where
    assert SelectedLines().adding([3, 1]).selection(where) == (1, 3)


PLACE = Place(1, "Testshire", "", "", "", "", "", "", "", (), 0, (2024,))


def test_a_scope_is_what_the_filter_says_of_place_and_year() -> None:
    conditions = LineFilter().plus("supplier", "Biffa")
    for scope, words in (
        (Scope.YEAR, "Testshire, 2024-25"),
        (Scope.PLACE, "Testshire, all years"),
        (Scope.DESK, "The whole desk"),
    ):
        assert scope_words(scope, PLACE, 2024) == words
        assert taken_apart(narrowed(scope, conditions, PLACE, 2024), PLACE, 2024) == (scope, conditions)
    elsewhere = LineFilter().plus("place", "Otherland").plus("year", 2024)
    assert taken_apart(elsewhere, PLACE, 2024) == (Scope.DESK, elsewhere)
    not_here = ALL_LINES.plus("place", "Testshire", operator="is not")
    assert taken_apart(not_here, PLACE, 2024) == (Scope.DESK, not_here)


def test_sorting_in_words() -> None:
    assert sorting_words([]) == ""
    assert sorting_words([("Amount", True), ("Agency", False)]) == "sorted by amount downwards, then agency"


def test_shares_as_they_are_typed() -> None:
    split = read_split([("60%", "05.1.0"), ("", "06.2.0"), ("", "")], "own_category", 1_001)
    assert [part.share for part in split.parts] == [Fraction(3, 5), Fraction(2, 5)]
    assert split.amounts == (601, 400)
    assert [dict(part.changes) for part in split.parts] == [{"own_category": "05.1.0"}, {"own_category": "06.2.0"}]
    assert read_split([("1/3", ""), ("rest", "x")], "label", None).amounts == ()
    assert read_split([("£6", ""), ("60", "x"), ("rest", "")], "label", 2_000).amounts == (600, 1_200, 200)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ([("60%", "")], "Give two parts or more"),
        ([("60%", ""), ("50%", "")], "The shares add up to 110%, not to 100%"),
        ([("60%", ""), ("", "a"), ("", "b")], "Only one part can be the rest"),
        ([("100%", ""), ("rest", "")], "Part 1: a share is more than nothing and less than the whole"),
        ([("much", ""), ("rest", "")], "Part 1: 'much' is no share"),
        ([("60%", ""), ("40%", ""), ("rest", "x")], "nothing is left for the rest"),
        ([("£5", ""), ("rest", "")], "Part 1: an amount can be given only where one line is split"),
    ],
)
def test_shares_that_are_none_are_told(typed: list[tuple[str, str]], words: str) -> None:
    with pytest.raises(UsageProblem, match=words.replace("(", r"\(")):
        read_split(typed, "label", None)
