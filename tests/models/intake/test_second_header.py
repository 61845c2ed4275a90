"""Headers that come again among the rows, under other names or with other columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.intake.reading import read, written
from tpdesk.models.intake.layout import Overrides

FIRST = "Date,Service,Supplier,Net Amount\n"


def payments(first: int, last: int) -> str:
    """Return rows of payments."""
    return "".join(f"{n:02d}/04/2024,Parks,Firm {n} Ltd,{n}.50\n" for n in range(first, last))


@pytest.mark.parametrize(
    "second",
    ["Payment Date,Service Area,Vendor,Amount (net)", "Date,Service,Supplier,Amount excl VAT",
        "Date,Service,Payee,Net Amount", "Paid on,Directorate,Supplier Name,Value",
     "DATE,SERVICE,SUPPLIER,NET AMOUNT"],
)  # fmt: skip
def test_other_names_in_the_same_places_are_the_same_columns(tmp_path: Path, second: str) -> None:
    found = read(written(tmp_path, f"{FIRST}{payments(1, 11)}{second}\n{payments(11, 21)}"))
    assert (found.rules, found.tally.rows_imported) == ([(12, "repeated header")], 20)


@pytest.mark.parametrize(
    ("second", "row"),
    [
        ("Date,Supplier,Service,Net Amount", "{n:02d}/04/2024,Firm {n} Ltd,Parks,{n}.50"),
        ("Payment Date,Vendor,Service Area,Value", "{n:02d}/04/2024,Firm {n} Ltd,Parks,{n}.50"),
        ("Date,Service,Supplier,Gross Amount", "{n:02d}/04/2024,Parks,Firm {n} Ltd,{n}.50"),
        ("Payment Date,Service Area,Vendor,VAT code,Amount", "{n:02d}/04/2024,Parks,Firm {n} Ltd,1,{n}.50"),
    ],
)  # fmt: skip
def test_columns_in_other_places_are_not_read_by_the_first_header(tmp_path: Path, second: str, row: str) -> None:
    below = "".join(row.format(n=n) + "\n" for n in range(11, 21))
    found = read(written(tmp_path, f"{FIRST}{payments(1, 11)}{second}\n{below}"))
    assert found.tally.rows_imported == 10
    assert found.tally.rejections["columns moved"] == 10
    assert any("--header-row 12" in warning for warning in found.tally.warnings)
    rest = read(written(tmp_path, f"{FIRST}{payments(1, 11)}{second}\n{below}"), overrides=Overrides(header_row=12))
    assert rest.tally.rows_imported == 10


def test_what_the_user_mapped_is_not_judged_by_the_names_of_a_second_header(tmp_path: Path) -> None:
    body = f"{FIRST}{payments(1, 11)}Payment Date,Service Area,Vendor,Gross Amount\n{payments(11, 21)}"
    mapped = {"amount": "#4", "label": "Service", "supplier": "Supplier", "date": "Date"}
    found = read(written(tmp_path, body), overrides=Overrides(columns=mapped))
    assert (found.rules, found.tally.rows_imported) == ([(12, "repeated header")], 20)
