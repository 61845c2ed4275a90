"""Headings as programs write them: run together, with dollars, with nothing but a word on VAT;
and rows of data that look like headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.intake.reading import proposed, read, written
from tpdesk.models.intake.words import heading_scores, plain_heading


def payments(amount: str = "1234.50", rows: int = 12) -> str:
    """Return rows of date, supplier, service and amount."""
    return "".join(f'{n + 1:02d}/04/2024,Firm {n} Ltd,Parks {n % 3},"{amount}"\n' for n in range(rows))


@pytest.mark.parametrize(
    ("heading", "plain"),
    [
        ("BodyName", "body name"), ("NetAmount", "net amount"), ("SumOfAmount", "sum of amount"),
        ("VATAmount", "vat amount"), ("GLDescription", "gl description"),
        ("CAPorCUR", "caporcur"), ("Amount ($)", "amount"), ("POs", "pos"), ("SUPPLIER NAME", "supplier name"),
        ("Supplier ID(T)", "supplier id t"),
    ],
)  # fmt: skip
def test_words_that_were_run_together_are_told_apart(heading: str, plain: str) -> None:
    assert plain_heading(heading) == plain


@pytest.mark.parametrize(
    "heading",
    ["NetAmount", "SumOfAmount", "Nett", "Nett Amount", "Inc VAT", "Ex VAT", "VAT exclusive", "Amount ($)", "$",
        "InvoiceAmountNet", "Excl. VAT"],
)  # fmt: skip
def test_amounts_are_known_under_headings_of_programs(tmp_path: Path, heading: str) -> None:
    found = read(written(tmp_path, f"Date,Supplier,Service,{heading}\n{payments()}"))
    assert (found.layout.columns["amount"], found.tally.sum_pence) == (3, 12 * 123450)


def test_a_file_whose_headings_are_all_run_together_is_read(tmp_path: Path) -> None:
    body = "".join(f"Barset Council,{n:02d}/04/2024,Firm {n} Ltd,Parks {n % 3},9{n},{n}.50\n" for n in range(1, 13))
    found = read(
        written(tmp_path, f"BodyName,PaymentDate,SupplierName,ServiceArea,TransactionNumber,NetAmount\n{body}")
    )
    assert found.layout.column_names() == {
        "amount": "NetAmount", "label": "ServiceArea", "date": "PaymentDate", "supplier": "SupplierName",
        "agency": "BodyName",
    }  # fmt: skip


def test_vat_alone_is_no_amount() -> None:
    for heading in ("VAT", "VAT Amount", "Irrecoverable VAT", "VAT code"):
        assert not heading_scores(heading, True).get("amount"), heading


def test_without_vat_is_taken_before_with_vat(tmp_path: Path) -> None:
    body = "".join(f"{n:02d}/04/2024,Firm {n} Ltd,120.00,20.00,100.00\n" for n in range(1, 13))
    found = read(written(tmp_path, f"Date,Supplier,Inc VAT,VAT,Ex VAT\n{body}"))
    assert found.layout.column_names()["amount"] == "Ex VAT"


def test_dollars_are_read_as_pounds_and_said(tmp_path: Path) -> None:
    found = read(written(tmp_path, f"Date,Supplier,Service,Amount\n{payments('$1,234.50')}"))
    assert found.tally.sum_pence == 12 * 123450
    assert found.tally.coercions["dollar sign for pounds"] == 12
    assert any("12 lines with a dollar sign, read as pounds" in warning for warning in found.tally.warnings)


def test_a_row_of_data_is_no_header_however_its_words_read(tmp_path: Path) -> None:
    rows = "".join(
        f"Net Payments Ltd,K,Finance Services,Payment of service charges,{n:02d}/04/2024,{n}.50\n" for n in range(1, 13)
    )
    layout = proposed(written(tmp_path, f"Lieferant,Ref,Abteilung,Zweck,Datum,Betrag\n{rows}"))
    assert layout.headers == ("Lieferant", "Ref", "Abteilung", "Zweck", "Datum", "Betrag")
