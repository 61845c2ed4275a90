"""Warnings of amounts that may be none: only where something speaks for it, and never of a body's large payments."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.models.intake.reading import read, written

HEAD = "Service,Supplier,Date,Trans No,Amount\n"


def rows(number: int = 60, *, pence: bool = True) -> list[str]:
    """Return rows of payments between some hundred pounds and a few hundred thousand."""
    chance = random.Random(7)
    amounts = [round(10 ** chance.uniform(2.4, 5.6), 2 if pence else None) for _ in range(number)]
    return [
        f"Parks,Firm {n % 9} Ltd,{n % 28 + 1:02d}/04/2024,{46_283_000 + 11 * n},{amount}\n"
        for n, amount in enumerate(amounts)
    ]


def warnings(folder: Path, body: list[str]) -> str:
    """Return what is warned of when these rows are read."""
    return "; ".join(read(written(folder, HEAD + "".join(body))).tally.warnings)


def test_nothing_is_said_of_payments_however_far_apart(tmp_path: Path) -> None:
    assert warnings(tmp_path, rows()) == ""
    assert warnings(tmp_path, [*rows(), "Grants,Council,05/04/2024,46283700,1548680\n"]) == ""
    assert warnings(tmp_path, rows(3)) == ""


def test_whole_amounts_that_another_column_numbers_are_named(tmp_path: Path) -> None:
    found = warnings(tmp_path, [*rows(), "Grants,Council,05/04/2024,46283700,46283317\n"])
    assert (
        "whole amounts that could be numbers of transactions, as another column holds: £46,283,317.00 in row 62"
        in found
    )
    # Where all amounts are whole, one more is nothing odd.
    assert "numbers of transactions" not in warnings(
        tmp_path, [*rows(pence=False), "Grants,Council,05/04/2024,46283700,46283317\n"]
    )


def test_whole_amounts_that_read_as_days_are_named(tmp_path: Path) -> None:
    found = warnings(tmp_path, [*rows(), "Grants,Council,05/04/2024,46283700,20240405\n"])
    assert "whole amounts that could be dates written as yyyymmdd: £20,240,405.00 in row 62" in found
    assert "yyyymmdd" not in warnings(tmp_path, [*rows(), "Grants,Council,05/04/2024,46283700,20241405\n"])


def test_amounts_that_stand_apart_from_all_others_are_named(tmp_path: Path) -> None:
    odd = ["Grants,Council,05/04/2024,46283700,91000000.10\n", "Grants,Council,05/04/2024,46283701,90000000.20\n"]
    found = warnings(tmp_path, [*rows(), *odd])
    assert (
        "amounts at least 10 times as large as all others, and at least half of the money: £91,000,000.10 "
        "in row 62; £90,000,000.20 in row 63; check that they are amounts"
    ) in found
    assert "at least 10 times" in warnings(tmp_path, ["Grants,Council,05/04/2024,46283700,-91000000.10\n", *rows()])


@pytest.mark.parametrize("sign", ["", "-"])
def test_an_amount_that_is_the_sum_of_all_others_is_named(tmp_path: Path, sign: str) -> None:
    body = rows()
    pence = sum(round(float(row.rsplit(",", 1)[1]) * 100) for row in body)
    signed = [row.rsplit(",", 1)[0] + f",{sign}{row.rsplit(',', 1)[1]}" for row in body]
    found = warnings(tmp_path, [*signed, f"All,Council,05/04/2024,46283700,{sign}{pence / 100:.2f}\n"])
    assert "an amount is the sum of all others: " in found
    assert "in row 62; it may be a total" in found
