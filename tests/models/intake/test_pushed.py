"""Rows that are pushed one cell to the right without a cell too many:
rejected with words, by columns and row by row, in verb and window alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.intake.reading import read, written
from tpdesk.models.intake.layout import Overrides

HEAD = "Service,Supplier,Date,Number,Amount,Notes\n"
GOOD = "".join(f"Parks,Firm {n} Ltd,{n:02d}/04/2024,{51_234_500 + 3 * n},{n}12.50,\n" for n in range(1, 25))


@pytest.mark.parametrize(
    "row",
    [
        "Parks,Firm 5 Ltd,05/04/2024,extra,51234567,250.40",
        'Parks,Firm 5 Ltd,05/04/2024,extra,51234567,"12,345.60"',
        "Parks,Firm 5 Ltd,05/04/2024,,98765432,£45.60",
    ],
)
def test_a_number_in_the_amount_column_with_pence_behind_it_is_rejected(tmp_path: Path, row: str) -> None:
    found = read(written(tmp_path, f"{HEAD}{GOOD}{row}\n"))
    assert found.rules == [(26, "transaction number in amount")]
    assert "shifted one cell to the right" in found.rejects[0].message
    assert found.tally.sum_pence == sum(n * 10_000 + 1_250 for n in range(1, 25))


def test_a_short_number_is_told_by_the_column_that_it_came_from(tmp_path: Path) -> None:
    good = "".join(f"Parks,Firm {n} Ltd,{n:02d}/04/2024,{4_100 + 3 * n},{n}12.50,\n" for n in range(1, 25))
    found = read(written(tmp_path, f"{HEAD}{good}Parks,Firm 5 Ltd,05/04/2024,extra,4180,250.40\n"))
    assert found.rules == [(26, "transaction number in amount")]


def test_a_date_one_column_too_far_is_rejected_although_the_last_column_swallows_the_cell(tmp_path: Path) -> None:
    row = "Parks,Smith, Jones,17/04/2024,51234567,200.00\n"
    found = read(written(tmp_path, HEAD + GOOD + row, "spend 2024-25.csv"))
    assert [rule for _, rule in found.rules] == ["transaction number in amount"]
    row = "Parks,Smith, Jones,17/04/2024,n/a,200\n"
    plain = HEAD.replace("Number,Amount", "Amount,Number")
    good = "".join(f"Parks,Firm {n} Ltd,{n:02d}/04/2024,{n}12.50,A{n},\n" for n in range(1, 25))
    assert read(written(tmp_path, plain + good + row, "spend 2024-25.csv")).rules[0][0] == 26
    other = "Supplier,Date,Service,Amount,Notes\n"
    good = "".join(f"Firm {n} Ltd,{n:02d}/04/2024,Parks,{n}12.50,\n" for n in range(1, 25))
    found = read(written(tmp_path, other + good + "Smith, Jones,17/04/2024,300.00,\n", "spend 2024-25.csv"))
    assert found.rules == [(26, "shifted row")]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        # VAT stands beside the amounts: a whole amount of seven digits is one.
        ("Service,Supplier,Date,Amount,VAT\n", "Roads,Tarmac Ltd,05/04/2024,1234567,246913.40"),
        # What stands behind is no money.
        ("Service,Supplier,Date,Amount,Notes\n", "Roads,Tarmac Ltd,05/04/2024,1234567,see note 7"),
        ("Service,Supplier,Date,Amount,Notes\n", "Roads,Tarmac Ltd,05/04/2024,1234567.00,2.50"),
        ("Service,Supplier,Date,Amount,Notes\n", "Roads,Tarmac Ltd,05/04/2024,4180,2.50"),
    ],
)
def test_an_amount_is_not_taken_for_a_number(tmp_path: Path, head: str, row: str) -> None:
    good = "".join(f"Parks,Firm {n} Ltd,{n:02d}/04/2024,{n}12.50,\n" for n in range(1, 25))
    found = read(written(tmp_path, f"{head}{good}{row}\n"))
    assert found.rules == []
    assert found.tally.rows_imported == 25


def test_a_header_that_lost_a_name_is_refused_although_an_empty_column_is_named_behind(tmp_path: Path) -> None:
    rows = "".join(
        f"Parks,Firm {n} Ltd,{n:02d}/04/2024,{51_234_500 + 7 * n * n},{n}12.50,Mowing\n" for n in range(1, 25)
    )
    for header in ("Service,Supplier,Date,Amount,Purpose,Notes", "Service,Supplier,Date,Amount,Purpose"):
        path = written(tmp_path, f"{header}\n{rows}")
        with pytest.raises(AssertionError, match=r"a name too few.*under 'Amount' stand numbers"):
            read(path)
        assert read(path, overrides=Overrides(columns={"amount": "#5"})).tally.rows_imported == 24
