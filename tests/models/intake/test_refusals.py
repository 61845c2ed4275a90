"""Tables that are no spending, or cannot be read as it: refused with what they look like and what to do;
and those that were refused wrongly."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.models.intake.reading import proposed, read, written
from tpdesk.models.intake.layout import Overrides, numbers_of

REQUESTS = "".join(
    f"{10_000 + 3 * n},{n % 28 + 1:02d}/04/2024,How many potholes were filled in year {n}?,Answered\n"
    for n in range(40)
)


def refusal(path: Path, overrides: Overrides | None = None) -> str:
    """Return why the file is not read."""
    layout = proposed(path, overrides=overrides)
    return layout.refusal or layout.reason


@pytest.mark.parametrize(
    "header",
    ["", "Value,Date,Subject,State\n", "Reference,When,What,State\n",
        "FOI Reference,Date received,Summary of request,Outcome\n"],
)  # fmt: skip
def test_numbers_of_requests_are_no_amounts(tmp_path: Path, header: str) -> None:
    assert refusal(written(tmp_path, header + REQUESTS))


def test_a_list_of_bodies_without_a_header_is_no_spending_for_a_mark_in_each_row(tmp_path: Path) -> None:
    rows = "".join(f'"0{n}C","NORTH TRUST {n}","TS23 2LA","20130401","","1"\n' for n in range(40))
    assert "no column of amounts was found" in refusal(written(tmp_path, rows))
    few = "17/04/2024,A Ltd,Parks,5\n18/04/2024,B Ltd,Parks,5\n"
    assert read(written(tmp_path, few)).pence == [500, 500]


def test_a_column_of_running_numbers_under_the_word_amount_is_said_to_be_that(tmp_path: Path) -> None:
    path = written(tmp_path, f"Amount,Date,Service,State\n{REQUESTS}")
    assert "the cells under 'Amount' are numbers as those of requests or transactions (10000 to 10117)" in refusal(path)
    assert refusal(path, Overrides(columns={"amount": "Amount"})) == ""


def test_a_register_of_requests_says_what_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, f"FOI Reference,Date received,Summary of request,Outcome\n{REQUESTS}")
    assert (
        refusal(path)
        == "this is a register of requests for information, not spending: it says what was asked, not what was paid"
    )


@pytest.mark.parametrize("digits", [3, 4, 5, 7])
def test_whole_pounds_of_one_length_are_amounts(tmp_path: Path, digits: int) -> None:
    chance = random.Random(digits)
    pounds = [chance.randrange(10 ** (digits - 1), 10**digits) for _ in range(60)]
    for ordered in (pounds, sorted(pounds, reverse=True)):
        rows = "".join(f"17/04/2024,Firm {n} Ltd,Parks,{amount}\n" for n, amount in enumerate(ordered))
        found = read(written(tmp_path, f"Date,Supplier,Service,Amount\n{rows}"))
        assert found.tally.sum_pence == 100 * sum(pounds)


def test_numbers_of_a_column_need_to_be_whole_and_of_one_length() -> None:
    assert numbers_of([f"{n}.50" for n in range(100, 200)]) is None
    assert numbers_of([str(n) for n in range(1, 200)]) is None
    assert numbers_of([str(n) for n in range(100, 105)]) is None
    found = numbers_of([str(n) for n in range(5_000_000, 5_000_400, 7)])
    assert found is not None
    assert (found.low, found.is_naming, found.near(5_000_900), found.near(9_000_000)) == (5_000_000, True, False, False)


def amount_of(n: int) -> str:
    """Return an amount with pence, every third above a thousand pounds."""
    return f'"{n},250.40"' if n % 3 == 0 else f"{n}50.40"


@pytest.mark.parametrize(
    ("header", "row", "words"),
    [
        ("Date,Supplier,Amount", "{day},Firm {n} Ltd,{number},{amount}",
            "under 'Amount' stand numbers such as 51234501, and the amounts one column further (#4)"),
        ("Date,Supplier,Amount", "{day},Parks,Firm {n} Ltd,{amount}",
            "under 'Amount' stand no amounts, and the amounts one column further (#4)"),
        ("Service,Date,Amount,Purpose", "Parks,{day},{number},{amount},Mowing",
            "under 'Amount' stand numbers such as 51234501"),
        ("Service,Date,Amount,Purpose,", "Parks,{day},{number},{amount},Mowing",
            "under 'Amount' stand numbers such as 51234501"),
    ],
)  # fmt: skip
def test_a_header_with_a_name_too_few_is_refused(tmp_path: Path, header: str, row: str, words: str) -> None:
    body = "".join(
        row.format(day=f"{n:02d}/04/2024", n=n, number=51_234_500 + n * n, amount=amount_of(n)) + "\n"
        for n in range(1, 25)
    )
    path = written(tmp_path, f"{header}\n{body}")
    found = refusal(path)
    assert found.startswith("the header has a name too few")
    assert words in found
    mapped = proposed(path, overrides=Overrides(columns={"amount": "#4"}))
    assert mapped.refusal is None
    assert any("a name too few" in warning for warning in mapped.warnings)


def test_a_single_row_pushed_on_is_rejected_whatever_its_amount_is_written_like(tmp_path: Path) -> None:
    good = "".join(f"Parks,Firm {n} Ltd,{n:02d}/04/2024,{n}.50\n" for n in range(1, 13))
    odd = 'Parks,Firm 5 Ltd,05/04/2024,51234567,"12,345.60"\nParks,Firm 6 Ltd,05/04/2024,51234568,£45.60\n'
    found = read(written(tmp_path, f"Service,Supplier,Date,Amount\n{good}{odd}"))
    assert found.rules == [(14, "transaction number in amount"), (15, "transaction number in amount")]


@pytest.mark.parametrize(
    ("title", "header", "name"),
    [
        ("Council Tax charges by year", "Year,County,Police,Total", "a.csv"),
        ("", "Year,County,Police,Total", "council tax 2010 to 2025.csv"),
        ("", "Year,Band A,Band B,Band C,Band D,Total", "a.csv"),
    ],
)
def test_a_table_of_tax_by_year_is_no_spending(tmp_path: Path, title: str, header: str, name: str) -> None:
    width = header.count(",")
    rows = "".join(f"20{n}-{n + 1}{f',{n * 60}.25' * width}\n" for n in range(10, 25))
    found = refusal(written(tmp_path, f"{title}\n{header}\n{rows}", name))
    assert "council tax" in found.casefold()
    assert "what is charged" in found


def test_payments_of_council_tax_support_are_spending(tmp_path: Path) -> None:
    rows = "".join(f"{n:02d}/04/2024,Firm {n} Ltd,Benefits,{n}.50\n" for n in range(1, 13))
    found = read(written(tmp_path, f"Date,Supplier,Service,Amount\n{rows}", "council tax support.csv"))
    assert found.tally.rows_imported == 12


@pytest.mark.parametrize(
    "body",
    [
        "Nil return\n", "Barset Council\nPayments over £500 in May 2020\nNIL RETURN\n",
        "There were no payments over £500 in this month.\n",
        "Date,Supplier,Service,Amount\nNil,,,\n", "Date,Supplier,Service,Amount\n,No transactions to report,,\n",
        "Date,Supplier,Service,Amount\nNIL,NIL,NIL,NIL\n",
        "There is no expenditure above the limit for May\n", "Nothing to report\n",
    ],
)  # fmt: skip
def test_a_nil_return_says_so(tmp_path: Path, body: str) -> None:
    layout = proposed(written(tmp_path, body))
    assert not layout.is_data
    assert layout.is_nil
    assert layout.reason.startswith("a nil return: row ")


def test_a_header_without_rows_says_what_it_may_be(tmp_path: Path) -> None:
    layout = proposed(written(tmp_path, "Date,Supplier,Service,Amount\n"))
    assert (layout.is_data, layout.is_nil) == (False, False)
    assert "a nil return, or a file that was cut off" in layout.reason


def test_a_word_such_as_nil_does_not_make_payments_a_nil_return(tmp_path: Path) -> None:
    body = (
        "Date,Supplier,Service,Amount\n17/04/2024,No Transactions Ltd,Nil,12.00\n18/04/2024,Nil Return plc,Parks,0.00\n"
    )
    assert read(written(tmp_path, body)).tally.rows_imported == 2


def test_a_column_of_pounds_without_a_heading_is_read_and_said(tmp_path: Path) -> None:
    rows = "".join(f'{n:02d}/04/2024,Firm {n} Ltd,Parks,"£{n},106"\n' for n in range(1, 13))
    found = read(written(tmp_path, f"Date,Supplier,Service,\n{rows}"))
    assert found.layout.columns["amount"] == 3
    assert any("column #4 (no name) is read as the amounts" in warning for warning in found.layout.warnings)


def test_two_columns_of_pounds_without_a_heading_are_not_chosen_between(tmp_path: Path) -> None:
    rows = "".join(f"{n:02d}/04/2024,Firm {n} Ltd,Parks,£{n}06.00,£{n}.50\n" for n in range(1, 13))
    assert refusal(written(tmp_path, f"Date,Supplier,Service,,\n{rows}")) == (
        "2 columns look like amounts (#4, #5): say which with --map amount=COLUMN"
    )


def test_a_sum_of_amounts_beside_date_and_supplier_is_a_table(tmp_path: Path) -> None:
    rows = "".join(f"{n:02d}/04/2024,Firm {n} Ltd,Parks,{n}.50\n" for n in range(1, 13))
    assert read(written(tmp_path, f"Date,Supplier,Service,Sum of Amount\n{rows}")).tally.rows_imported == 12
    short = refusal(written(tmp_path, "Service,Sum of Amount\nParks,12.00\nRoads,13.00\nBins,14.00\n"))
    assert short.startswith("the sheet is a pivot table")
    assert "--map amount=COLUMN" in short
