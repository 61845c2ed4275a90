"""The date, the label and the supplier of files whose headings do not name them in usual words;
and what is said where there are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.intake.reading import proposed, read, written
from tpdesk.models.intake.layout import Layout, Overrides
from tpdesk.models.intake.words import heading_scores

SERVICES = ("Adult social care", "Highways", "Libraries", "Parks", "Refuse collection", "Housing", "Planning")
CELLS = {
    "date": [f"{n % 28 + 1:02}/05/2024" for n in range(60)],
    "label": [SERVICES[n % 7] for n in range(60)],
    "description": [("Repairs", "Fees", "Fuel", "Postage")[n % 4] for n in range(60)],
    "supplier": [f"Firm {n} {('Ltd', 'Limited', 'plc', '& Son', 'of York')[n % 5]}" for n in range(60)],
    "amount": [f"{n}.50" for n in range(60)],
    "code": [f"K{5440 + n % 9}" for n in range(60)],
    "way": [("BACS", "Cheque")[n % 2] for n in range(60)],
    "expiry": [f"{n % 28 + 1:02}/05/2029" for n in range(60)],
}


def layout_of(folder: Path, *columns: tuple[str, str], overrides: Overrides | None = None) -> Layout:
    """Return what is proposed for a file with these headings over cells of these kinds."""
    rows = zip(*(CELLS[kind] for _, kind in columns), strict=True)
    lines = [",".join(heading for heading, _ in columns), *(",".join(row) for row in rows)]
    return proposed(written(folder, "\n".join(lines)), overrides=overrides)


USUAL = {"date": "Date", "label": "Service", "supplier": "Supplier", "amount": "Amount"}


@pytest.mark.parametrize(
    ("field", "heading"),
    [
        ("label", "Expenditure Account"), ("label", "Category Family"), ("label", "Expense Area Lookup"),
        ("label", "Strgrpcc(T)"), ("label", "Strgrp(T)"),
        ("label", "Nstrg(T)"), ("label", "Strategic Group"), ("label", "Business Unit Code Description"),
        ("supplier", "Supplier ID(T)"), ("supplier", "Supplier id (T)"),
        ("supplier", "Suuplier ID (T)"), ("supplier", "Suppkuer"), ("date", "Data"),
    ],
)  # fmt: skip
def test_headings_of_real_files_are_known(tmp_path: Path, field: str, heading: str) -> None:
    named = {**USUAL, field: heading}
    layout = layout_of(tmp_path, *((name, kind) for kind, name in named.items()))
    assert layout.column_names() == named
    assert layout.warnings == (), "a heading that is known needs no word"


@pytest.mark.parametrize(
    "heading",
    ["Cipfsubj(T)", "Cipfsubs(T)", "Expenditure Account Code Description", "Manager Code Description",
        "Org Code Description", "Cost Element"],
)  # fmt: skip
def test_the_description_of_a_code_is_a_description(tmp_path: Path, heading: str) -> None:
    layout = layout_of(tmp_path, *((name, kind) for kind, name in USUAL.items()), (heading, "description"))
    assert layout.column_names() == {**USUAL, "description": heading}


def test_a_code_without_words_is_neither_description_nor_amount(tmp_path: Path) -> None:
    for heading in ("Cost Element", "Expenditure Account Code", "Supplier ID"):
        layout = layout_of(tmp_path, *((name, kind) for kind, name in USUAL.items()), (heading, "code"))
        assert set(layout.column_names()) - {"description"} == set(USUAL)
        assert layout.column_names()["amount"] == "Amount"
        assert "amount" not in heading_scores(heading)


@pytest.mark.parametrize("field", ["date", "supplier", "label"])
def test_a_column_under_an_unknown_heading_is_known_by_its_cells_and_said(tmp_path: Path, field: str) -> None:
    named = {**USUAL, field: "Zzyzx"}
    layout = layout_of(
        tmp_path, *((name, kind) for kind, name in named.items()), ("Qwrt", "way"), ("Expiry date", "expiry")
    )
    assert {name: layout.column_names().get(name) for name in USUAL} == named
    [warning] = layout.warnings
    assert warning.startswith(f"'Zzyzx' is read as the {field}: no heading names a ")


def test_the_words_of_a_known_heading_are_never_another_field(tmp_path: Path) -> None:
    layout = layout_of(
        tmp_path,
        ("Amount", "amount"),
        ("Supplier type", "supplier"),
        ("Contract end date", "date"),
        ("Payment method", "way"),
    )
    assert layout.column_names() == {"amount": "Amount"}
    assert [warning.split(" was found")[0] for warning in layout.warnings] == [
        "no column of dates",
        "no column of services",
        "no column of suppliers",
    ]


@pytest.mark.parametrize("field", ["date", "label", "supplier"])
def test_a_field_that_no_column_holds_is_said_unless_the_user_left_it_out(tmp_path: Path, field: str) -> None:
    columns = [(name, kind) for kind, name in USUAL.items() if kind != field]
    [warning] = layout_of(tmp_path, *columns).warnings
    assert warning.endswith(f"name it with --map {field}=COLUMN")
    assert layout_of(tmp_path, *columns, overrides=Overrides(columns={field: ""})).warnings == ()


def test_a_sheet_without_a_header_says_what_it_lacks(tmp_path: Path) -> None:
    found = read(written(tmp_path, "\n".join(f"{n}.50,17/04/2024" for n in range(40))))
    assert [
        field
        for field in ("date", "label", "supplier")
        if any(f"--map {field}=" in text for text in found.layout.warnings)
    ] == ["label", "supplier"]


@pytest.mark.parametrize("field", ["date", "label", "supplier"])
def test_a_column_that_is_empty_throughout_is_said(tmp_path: Path, field: str) -> None:
    rows = zip(*([""] * 60 if kind == field else CELLS[kind] for kind in USUAL), strict=True)
    found = read(
        written(tmp_path, "\n".join([",".join(USUAL.values()), *(",".join(row) for row in rows)]), "spend 2024-25.csv")
    )
    assert found.tally.rows_imported == 60
    assert [text for text in found.tally.warnings if "no line has" in text] == [
        (
            f"no line has a {field}: the column '{USUAL[field]}' is empty; if another holds it, name it with "
            f"--map {field}=COLUMN"
        )
    ]
