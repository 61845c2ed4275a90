"""The rules of the count on a few lines each, worked out by hand in pounds and pence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_contract import spending
from tests.cli.verbs import Verb

Count = Callable[..., dict[str, Any]]
HEADER = "Body,Service,Amount,Flow,Kind of money,Status,Paid to,Had from,Within\n"


@pytest.fixture
def counted(verb: Verb, tmp_path: Path) -> Callable[[str], Verb]:
    """Take lines of organisations A to D of one place in; A to C are expected in its count."""

    def take(rows: str) -> Verb:
        verb.good("place", "add", "Shire")
        for name in "ABCD":
            verb.good("agency", "add", f"Body {name}", *([] if name == "D" else ["--place", "Shire"]), "--alias", name)
        columns = {
            "label": "Service", "amount": "Amount", "flow": "Flow", "cost_type": "Kind of money", "status": "Status",
            "transfer_to": "Paid to",
            "transfer_from": "Had from", "internal": "Within",
        }  # fmt: skip
        maps = [word for field, column in columns.items() for word in ("--map", f"{field}={column}")]
        verb.good(
            "import",
            spending(tmp_path, HEADER + rows),
            "--agency-column",
            "Body",
            "--year",
            "2024-25",
            "--header-row",
            "1",
            *maps,
        )
        return verb

    return take


def figures(told: dict[str, Any]) -> tuple[int, ...]:
    """Gross, transfers removed, after transfers, net of income, in pounds."""
    return tuple(
        told[name] // 100
        for name in ("gross_pence", "transfers_removed_pence", "after_transfers_pence", "net_of_income_pence")
    )


def spent(told: dict[str, Any]) -> dict[str, int]:
    """Pence by organisation."""
    return {row["agency"][-1]: row["amount_pence"] for row in told["rows"]}


def test_a_chain_is_counted_where_it_ends(counted: Callable[[str], Verb]) -> None:
    told = counted("A,x,100,,,,B,,\nB,x,100,,,,C,,\nC,x,100,,,,,,\n").good("count")
    assert figures(told) == (300, 200, 100, 100)
    assert {name: pence for name, pence in spent(told).items() if pence} == {"C": 10_000}


def test_a_circle_is_told_of(counted: Callable[[str], Verb]) -> None:
    told = counted("A,x,100,,,,B,,\nB,x,40,,,,A,,\nB,x,500,,,,,,\n").good("count")
    assert figures(told) == (640, 140, 500, 500)
    assert any("circle" in issue for issue in told["issues"])


def test_no_more_is_taken_out_than_the_receiver_spends(counted: Callable[[str], Verb]) -> None:
    told = counted("A,x,100,,,,B,,\nC,x,50,,,,B,,\nA,y,7,,,,,,\nB,x,100.01,,,,,,\n").good("count")
    assert figures(told)[:2] == (257, 100)
    assert told["transfers_removed_pence"] == 10_001
    assert spent(told) == {"B": 10_001, "A": 700 + 3333, "C": 1666}, "10,001 in proportion 2 to 1 is 6,667 and 3,334"
    assert any("itself spends here" in issue and "£49.99" in issue for issue in told["issues"])


def test_a_receiver_without_lines_leaves_the_money_where_it_is(counted: Callable[[str], Verb]) -> None:
    verb = counted("A,x,100,,,,D,,\nA,x,50,,,,Unheard of Ltd,,\nB,x,1,,,,,,\n")
    told = verb.good("count")
    assert figures(told) == (151, 0, 151, 151)
    assert any("because Body D has no lines of its own here" in issue for issue in told["issues"])
    assert any("Unheard of Ltd" in issue for issue in told["issues"])
    [row] = verb.good("transfers")["transfers"]
    assert (row["from"], row["to"], row["amount_pence"], row["receiver_counted"]) == ("Body A", "Body D", 10_000, False)


def test_paying_oneself_is_no_transfer_and_income_from_oneself_comes_off(counted: Callable[[str], Verb]) -> None:
    told = counted("A,x,100,,,,A,,\nA,x,30,income,,,,A,\n").good("count")
    assert figures(told) == (100, 0, 100, 70)


def test_a_budget_does_not_count_a_receiver_in_for_actual_money(counted: Callable[[str], Verb]) -> None:
    told = counted("A,x,100,,,actual,B,,\nB,x,500,,,budget,,,\n").good("count")
    assert figures(told) == (600, 0, 600, 600)
    assert told["basis"]["statuses"] == ["actual", "budget"]
    assert any("actual" in issue and "budget" in issue for issue in told["issues"]), (
        "unlike bases are not added up without saying so"
    )


def test_who_is_counted_is_judged_before_any_filter(counted: Callable[[str], Verb]) -> None:
    verb = counted("A,x,100,,revenue,,B,,\nA,x,9,,capital,,,,\nB,x,500,,capital,,,,\n")
    assert figures(verb.good("count", "--cost", "revenue")) == (100, 100, 0, 0)
    assert figures(verb.good("count", "--cost", "capital")) == (509, 0, 509, 509)


def test_income_from_a_counted_body_is_not_taken_off_twice(counted: Callable[[str], Verb]) -> None:
    verb = counted(
        "A,x,100,,,,B,,\nB,x,300,,,,,,\nB,x,100,income,,,,A,\nB,x,20,income,,,,,\nB,x,5,income,,,,Unheard of "
        "Ltd,\nB,x,4,income,,,,D,\n"
    )
    told = verb.good("count")
    assert figures(told) == (400, 100, 300, 271)
    assert told["income_pence"] == 12_900
    expenditure, income, net = (spent(verb.good("count", "--flow", flow)) for flow in ("expenditure", "income", "net"))
    assert (expenditure["B"], income["B"], net["B"]) == (30_000, 2_900, 27_100), (
        "rows are after transfers, whatever the flow"
    )


def test_internal_recharges_are_in_gross_and_nowhere_else(counted: Callable[[str], Verb]) -> None:
    told = counted("A,x,100,,,,,,\nA,support,40,,,,,,yes\nA,support,40,income,,,,,yes\n").good("count")
    assert figures(told) == (140, 0, 100, 100)
    assert (told["income_pence"], told["recharges_removed_pence"]) == (4_000, 4_000)


def test_credit_notes_stay_spending_and_make_a_body_net_negative(
    counted: Callable[[str], Verb], tmp_path: Path
) -> None:
    verb = counted("A,x,100,,,,,,\nB,x,(30.50),,,,,,\nC,x,60,,,,,,\n")
    verb.good("categorise", "--map", spending(tmp_path, "label,category,share\nx,05.1,1\n", "maps.csv"))
    told = verb.good("count", "--by", "category")
    assert (told["gross_pence"], told["income_pence"]) == (12_950, 0)
    [row] = verb.good("overlap")["rows"]
    assert (row["agencies"], row["total_pence"], row["left_out"], row["lead_agency"]) == (
        2,
        16_000,
        ["Body B"],
        "Body A",
    )
    assert row["hhi"] == pytest.approx((100**2 + 60**2) / 160**2)
    assert row["unproven"] is True, "nobody's area is known"


@pytest.mark.parametrize(
    ("pounds", "agencies", "total"), [("0", 2, 16_000), ("60", 2, 16_000), ("60.01", 1, 10_000), ("100.01", 0, 0)]
)
def test_the_de_minimis_keeps_who_is_at_it(
    counted: Callable[[str], Verb], tmp_path: Path, pounds: str, agencies: int, total: int
) -> None:
    verb = counted("A,x,100,,,,,,\nC,x,60,,,,,,\n")
    verb.good("categorise", "--map", spending(tmp_path, "label,category,share\nx,05.1,1\n", "maps.csv"))
    [row] = verb.good("overlap", "--deminimis", pounds)["rows"]
    assert (row["agencies"], row["total_pence"]) == (agencies, total)
    assert (row["hhi"] is None) is (agencies == 0)


@pytest.mark.parametrize(
    ("pence", "parts"),
    [("0.01", {"09.5.0": 1, "10.2": 0, "10.10": 0}), ("0.02", {"09.5.0": 1, "10.2": 1}),
        ("1.00", {"09.5.0": 34, "10.2": 33, "10.4": 33}), ("(1.00)", {"09.5.0": -34, "10.2": -33, "10.4": -33}),
     ("0.05", {"09.5.0": 2, "10.2": 2, "10.4": 1})],
)  # fmt: skip
def test_a_split_label_adds_up_and_the_odd_penny_goes_to_the_first_code(
    counted: Callable[[str], Verb], tmp_path: Path, pence: str, parts: dict[str, int]
) -> None:
    verb = counted(f"A,x,{pence},,,,,,\n")
    share = "0.3333333333333333"
    text = f"label,category,share\nx,10.4,{share}\nx,10.2,{share}\nx,09.5.0,0.3333333333333334\n"
    verb.good("categorise", "--map", spending(tmp_path, text, "maps.csv"))
    rows = {
        row["category"]: row["amount_pence"] for row in verb.good("count", "--by", "category", "--level", "3")["rows"]
    }
    assert {code: amount for code, amount in rows.items() if amount} == {
        code: amount for code, amount in parts.items() if amount
    }


def test_shares_of_any_length_are_answered_with_words(counted: Callable[[str], Verb], tmp_path: Path) -> None:
    verb = counted("A,x,1.00,,,,,,\n")
    third = "0." + "3" * 30
    told = verb(
        "categorise",
        "--map",
        spending(
            tmp_path, f"label,category,share\nx,10.4,{third}\nx,10.2,{third}\nx,09.5.0,0.{'3' * 29}4\n", "maps.csv"
        ),
    )
    assert told.exit_code in (0, 1)


def test_per_head_rounds_to_the_penny(counted: Callable[[str], Verb]) -> None:
    verb = counted("A,x,10.00,,,,,,\n")
    for people, expected in ((3, 333), (8, 125), (16, 63), (1001, 1), (2001, 0)):
        verb.good("place", "population", "Shire", "2024-25", "--people", people)
        assert verb.good("count")["pence_per_head"] == expected, people
