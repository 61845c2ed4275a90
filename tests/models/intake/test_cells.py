"""Cells into pence, against what a person reads, shape by shape."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpdesk.models.intake.cells import AmountProblem, cell_text, parse_amount, pence_of_numbers
from tpdesk.models.intake.fields import Cell
from tpdesk.units import MAX_PENCE


@pytest.mark.parametrize(
    ("cell", "pence", "rules"),
    [
        ("1234", 123400, ()),
        ("1234.5", 123450, ()),
        ("-0.01", -1, ()),
        ("-0.05", -5, ()),
        ("0", 0, ()),
        ("  12.30 ", 1230, ()),
        ("£1,234.50", 123450, ("pound sign", "thousands comma")),
        ("(264,795.53)", -26479553, ("brackets for minus", "thousands comma")),
        ("161,413.00-", -16141300, ("trailing minus", "thousands comma")),
        ("-25,275.79", -2527579, ("thousands comma",)),
        ("£-5", -500, ("pound sign",)),
        ("$1,234.50", 123450, ("dollar sign for pounds", "thousands comma")),
        ("-£5.00", -500, ("pound sign",)),
        ("(£5.00)", -500, ("pound sign", "brackets for minus")),
        ("£(5.00)", -500, ("pound sign", "brackets for minus")),
        ("−5", -500, ("dash for minus",)),
        ("5.00 CR", -500, ("CR for minus",)),
        ("5.00DR", 500, ("DR for plus",)),
        ("-", 0, ("dash for nil",)),
        (" £ -   ", 0, ("dash for nil",)),
        ("49937.59000000003", 4993759, ("float dust",)),
        ("35045.34999999999", 3504535, ("float dust",)),
        ("1234.565", 123457, ("rounded to the penny",)),
        ("-1234.565", -123457, ("rounded to the penny",)),
        ("1 234.50", 123450, ("thousands space",)),
        ("1\u00a0234.50", 123450, ("thousands space",)),
        ("Â£12.00", 1200, ("pound sign",)),
        ("\ufffd12.00", 1200, ("pound sign",)),
        ('="12.50"', 1250, ("formula text",)),
        ("'12.50", 1250, ("apostrophe before the number",)),
        ("1E-05", 0, ("scientific notation", "float dust")),
        ("\x0012.50", 1250, ("control characters removed",)),
        (12, 1200, ()),
        (12.5, 1250, ()),
        (0.1 + 0.2, 30, ("float dust",)),
        (49937.59000000003, 4993759, ("float dust",)),
        (12.345, 1235, ("rounded to the penny",)),
    ],
)
def test_a_shape_of_amount_is_read_exactly_and_its_rules_are_named(
    cell: Cell, pence: int, rules: tuple[str, ...]
) -> None:
    assert parse_amount(cell) == (pence, rules)


@pytest.mark.parametrize(
    "cell",
    ["#REF!", "#N/A", "#####", "US$5", "€5", "5%", "--5", "-(5)", "-5-", "5-5", "£1.2m", "12k", "1,23", "1,2345.00",
        "1,234,56", "1.2.3", "abc",
     "1.23E+05", "£", "££5", "N/A", "12/04/2024", "nan", "inf", float("nan"), float("inf"), True, dt.date(2024, 4, 1),
     dt.time(1)],
)  # fmt: skip
def test_what_is_no_amount_is_said_to_be_unreadable(cell: Cell) -> None:
    with pytest.raises(AmountProblem) as caught:
        parse_amount(cell)
    assert caught.value.rule == "unreadable amount"


@pytest.mark.parametrize("cell", [None, "", "   ", "\u00a0", "\x00"])
def test_nothing_is_a_blank_amount_and_never_zero(cell: Cell) -> None:
    with pytest.raises(AmountProblem) as caught:
        parse_amount(cell)
    assert caught.value.rule == "blank amount"


@pytest.mark.parametrize("cell", [10**14, "100,000,000,000,000.00", 1e300])
def test_an_amount_no_line_can_hold_is_out_of_range(cell: Cell) -> None:
    with pytest.raises(AmountProblem) as caught:
        parse_amount(cell)
    assert caught.value.rule == "amount out of range"


def test_units_scale_exactly() -> None:
    assert parse_amount("348215.3", "thousands") == (34_821_530_000, ())
    assert parse_amount(348215.3, "thousands") == (34_821_530_000, ())
    assert parse_amount("1.234567", "millions") == (123_456_700, ())
    assert parse_amount("0.000001", "thousands") == (0, ("rounded to the penny",))


@pytest.mark.parametrize(
    ("cell", "pence"),
    [
        ("1.234,56", 123456),
        ("12,5", 1250),
        ("1.234", 123400),
        ("-1.234,50", -123450),
        ("1 234,50", 123450),
        ("99", 9900),
    ],
)
def test_a_continental_file_parts_pence_by_a_comma(cell: str, pence: int) -> None:
    assert parse_amount(cell, decimal=",")[0] == pence


def test_a_point_for_pence_in_a_continental_file_is_not_guessed_at() -> None:
    with pytest.raises(AmountProblem):
        parse_amount("12.34", decimal=",")


@given(
    st.integers(-MAX_PENCE, MAX_PENCE),
    st.sampled_from(["{}", "£{}", " {} ", "({})", "{}-", "-{}", "£{:,}", "({:,})", "{:,}-", "-£{:,}"]),
)
def test_any_amount_in_any_shape_comes_back_to_the_penny(pence: int, shape: str) -> None:
    size = abs(pence)
    minus = "-" in shape or "(" in shape
    text = shape.format(Decimal(size).scaleb(-2))
    assert parse_amount(text)[0] == (-size if minus else size)


@given(st.integers(-(10**13), 10**13))
def test_the_float_a_workbook_keeps_gives_the_pence_a_person_typed(pence: int) -> None:
    assert parse_amount(pence / 100)[0] == pence


_NUMBERS = st.one_of(
    st.integers(-(10**13), 10**13).map(lambda pence: pence / 100),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.sampled_from([0.1 + 0.2, -0.0, 1e11, -1e11, 1.005, 99999999999.99]),
)


@given(st.lists(_NUMBERS, min_size=1, max_size=8))
def test_numbers_read_together_are_the_pence_of_each(cells: list[float]) -> None:
    found = pence_of_numbers(cells)
    if found is not None:
        assert [(pence, ()) for pence in found] == [parse_amount(cell) for cell in cells]


@given(st.lists(st.integers(-(10**12), 10**12).map(lambda pence: pence / 100), min_size=1))
def test_numbers_of_pounds_and_pence_are_read_together(cells: list[float]) -> None:
    assert pence_of_numbers(cells) == [round(cell * 100) for cell in cells]


def test_a_cell_is_shown_as_a_person_sees_it() -> None:
    assert [cell_text(cell) for cell in (6002012.0, 12.5, None, True, dt.datetime(2024, 4, 1),
            dt.datetime(2024, 4, 1, 1, 0), dt.date(2024, 4, 1))] == [
        "6002012", "12.5", "", "TRUE", "2024-04-01", "2024-04-01 01:00:00", "2024-04-01"
    ]  # fmt: skip
