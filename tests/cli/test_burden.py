"""The burden register on the command line: entries written and refused, and what they come to."""

from __future__ import annotations

from pathlib import Path

from tests.cli.verbs import Verb, ready_desk

HERE = ("--place", "Testshire", "--year", "2024-25")
SPENT = {"Council": "3195000000", "Police": "200000000"}


def _verb(verb: Verb) -> None:
    verb.good("place", "add", "Testshire", "--code", "E07000120")
    for name in ("Council", "Police", "Fire"):
        verb.good("agency", "add", name, "--place", "Testshire")
        if name != "Fire":
            file = verb.desk.parent / f"{name}.csv"
            file.write_text(f"Service,Amount\nAll,{SPENT[name]}\n", encoding="utf-8")
            verb.good("import", file, *HERE, "--agency", name)


verb = ready_desk(_verb)


def add(verb: Verb, body: str, *more: str) -> None:
    verb.good("burden", "add", "--agency", body, "--kind", "inspection", *HERE, *more)


def worked(verb: Verb) -> None:
    add(verb, "Council", "--regime", "All", "--hours", "52,000", "--rate", "32", "--other-cost", "250k")
    add(verb, "Police", "--hours", "21000.5", "--rate", "39")
    add(verb, "Fire", "--other-cost", "120,000")


def test_the_worked_figures(verb: Verb) -> None:
    worked(verb)
    found = verb.good("burden", "total", *HERE)
    assert found["cost"] == {"Council": 191_400_000, "Police": 81_901_950, "Fire": 12_000_000}
    assert (found["total_pence"], found["base_pence"], found["share"]) == (285_301_950, 339_500_000_000, "0.00080501")
    assert (found["over_bodies"], found["no_spend_held"]) == (["Council", "Police"], ["Fire"])
    words = verb.words("burden", "total", *HERE).out
    assert "£2,733,019.50 is 0.0805% of the £3,395,000,000.00 that Council and Police spend" in words
    assert "no spending is held: Fire." in words


def test_the_burden_is_explained_by_its_entries(verb: Verb) -> None:
    worked(verb)
    found = verb.good("explain", "burden", *HERE)
    assert (found["number"], found["parts_pence"]) == (285_301_950, 285_301_950)
    assert "52,000 hours x £32.00" in " ".join(found["formula"])
    assert "0.0805%" in " ".join(found["formula"])
    assert verb.good("explain", "burden", *HERE, "--agency", "police")["number"] == 81_901_950
    assert verb("explain", "burden", *HERE, "--agency", "Nobody").exit_code == 2


def test_a_total_that_is_over_an_amount_gives_the_most_that_the_share_can_be(verb: Verb) -> None:
    add(verb, "Fire", "--other-cost", "3.7m")
    found = verb.good("burden", "total", *HERE, "--spend-over", "6bn")
    assert (found["base_over_pence"], found["share_at_most"], found["share"]) == (600_000_000_000, "0.000617", None)
    assert "at most 0.062%" in verb.words("burden", "total", *HERE, "--spend-over", "6bn").out
    assert verb("burden", "total", *HERE, "--spend-over", "0").exit_code == 2


def test_more_hours_than_the_staff_can_work_are_refused(verb: Verb, tmp_path: Path) -> None:
    add(verb, "Council", "--hours", "18000", "--staff", "10", "--rate", "32")
    refused = verb("burden", "change", "1", "--hours", "18000.5")
    assert refused.exit_code == 2
    assert "18,000.5 hours are more than 10 full-time staff work in a year (18,000, at 1,800 each)" in refused.err
    file = tmp_path / "b.csv"
    file.write_text("agency,kind,year,hours,staff\nPolice,audit,2024-25,3601,2\nFire,audit,2024-25,3600,2\n")
    taken = verb("burden", "import", file, "--place", "Testshire")
    assert taken.exit_code == 1
    assert (taken.json["rows_imported"], taken.json["rejects"][0]["row"]) == (1, 2)


def test_the_same_entry_twice_is_refused(verb: Verb) -> None:
    add(verb, "Council", "--regime", "Ofsted", "--other-cost", "1")
    again = verb("burden", "add", "Council", "--kind", "inspection", "--regime", "Ofsted", *HERE, "--other-cost", "2")
    assert again.exit_code == 2
    assert "already: burden entry 1" in again.err


def test_the_year_is_the_only_one_with_entries(verb: Verb) -> None:
    verb.good(
        "burden", "add", "Fire", "--place", "Testshire", "--kind", "audit", "--year", "2023-24", "--other-cost", "5"
    )
    assert verb.good("burden", "total")["basis"]["year"] == "2023-24"
    add(verb, "Fire", "--other-cost", "6")
    asked = verb("burden", "total")
    assert asked.exit_code == 2
    assert "2023-24, 2024-25" in asked.err
    assert verb.good("burden", "total", "--year", "2022-23")["share"] is None
    assert "No burden recorded" in verb.words("burden", "total", "--year", "2022-23").out


def test_entries_are_listed_and_come_back_from_a_file(verb: Verb, tmp_path: Path) -> None:
    worked(verb)
    listed = verb.good("burden", "list")["burdens"]
    assert [(one["agency"], one["hours"], one["rate_pence"], one["other_cost_pence"]) for one in listed] == [
        ("Council", "52000", 3_200, 25_000_000), ("Police", "21000.5", 3_900, None), ("Fire", "", None, 12_000_000),
    ]  # fmt: skip
    verb.good("burden", "export", tmp_path / "out.csv")
    for number in "123":
        verb.good("burden", "remove", number)
    assert verb.good("burden", "import", tmp_path / "out.csv")["rows_imported"] == 3
    assert verb.good("burden", "total", *HERE)["total_pence"] == 285_301_950
