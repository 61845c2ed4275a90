"""Business cases on the command line: taken in, shown, written out and refused, in the JSON of the worked examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.case_factories import examples
from tests.cli.verbs import Verb, ready_desk

CASES = ("small", "realistic", "lasting")


def _verb(verb: Verb) -> None:
    verb.good("place", "add", "Testshire", "--code", "E07000120")


verb = ready_desk(_verb)


def written(tmp_path: Path, said: dict[str, Any]) -> Path:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    return file


SMALL: dict[str, Any] = {
    "title": "Keep a tenancy", "place": "Testshire", "start": 2025, "years": 2, "price_base": "2025-26",
    "schedule": "standard", "counterfactual": "Evictions go on.", "agencies": ["Council"],
    "costs": [
        {"title": "Worker", "agency": "Council", "type": "revenue", "price_year": "2025-26", "grade": 2,
            "amounts": [5_000_000, 5_000_000]},
    ],
    "benefits": [
        {"title": "Evictions avoided", "population": "40", "take_up": "0.5", "impact": "0.5", "deadweight": "0.2",
            "grades": [2, 4, 3], "phasing": ["0.5", "1"], "values": [
                {"type": "fiscal", "unit_pence": 2_000_000, "price_year": "2025-26", "source": "by hand",
                    "shares": {"Council": "0.75", "Ministry of Justice": "0.25"}, "cashable": "0.5"},
            ]},
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_an_example_is_shown_to_the_penny(verb: Verb, tmp_path: Path, shared: Path, name: str) -> None:
    example = examples(shared)[name]
    taken = verb.good("case", "import", written(tmp_path, example["input"]), "--place", "Testshire")
    assert taken["case"] == example["input"]["title"]
    shown = verb.good("case", "show", taken["case"])
    for key, value in example["output"].items():
        if key == "switching_factors":
            found = {line: {at: one[at] for at in ("npsv", "fiscal")} for line, one in shown[key].items()}
            assert found == value
        elif key == "benefits":
            assert [{at: row[at] for at in value[0]} for row in shown[key]] == value
        elif key == "pv_by_agency":
            assert {name: {at: row[at] for at in value[name]} for name, row in shown[key].items()} == value
        else:
            assert shown[key] == value, key


def test_a_delay_and_the_draws_of_the_realistic_example(verb: Verb, tmp_path: Path, shared: Path) -> None:
    example = examples(shared)["realistic"]
    title = verb.good("case", "import", written(tmp_path, example["input"]), "--place", "Testshire")["case"]
    shown = verb.good("case", "show", title, "--runs", "10000", "--seed", "1")
    assert shown["delay_one_year"] == example["delay_one_year"]
    assert shown["monte_carlo"] == example["monte_carlo"]
    health = written(tmp_path, {**example["input"], "schedule": "health", "title": "Health"})
    verb.good("case", "import", health, "--place", "Testshire")
    found = verb.good("case", "show", "Health")
    assert {key: found[key] for key in example["health_rate"]} == example["health_rate"]
    words = verb.words("case", "show", title).out
    assert "(not a partner)" in words
    assert "take-up 0.60 would have to fall to 0.49" in words
    assert "turns it" in words
    finding = (
        "Department for Work and Pensions gains £1.1m more than it pays; Lancashire County Council pays £1.7m more "
        "than it gains."
    )
    assert (shown["finding"], shown["paid_back"]) == (finding, "Not paid back within 5 years, by value or in cash.")
    assert finding in words


def test_every_refusal_of_the_examples_changes_nothing(verb: Verb, tmp_path: Path, shared: Path) -> None:
    for example in examples(shared)["refused"]:
        answer = verb("case", "import", written(tmp_path, example["input"]))
        assert (answer.exit_code, json.loads(answer.out)["problems"]) == (1, example["problems"]), example["name"]
        assert verb.good("case", "list")["cases"] == []
        said = verb.words("case", "import", written(tmp_path, example["input"]))
        assert said.exit_code == 1
        assert example["problems"][0] in said.err


def test_what_is_written_out_comes_in_as_the_same(verb: Verb, tmp_path: Path) -> None:
    rich = {
        **SMALL, "stage": "outline", "owner": "Head of housing", "perspective": "The public purse.",
        "payments": [
            {"from": "Council", "to": "Ministry of Justice", "price_year": "cash", "amounts": [0, 100_000],
                "why": "risk share"},
        ],
        "effects": [{"title": "People tell their story once", "direction": "better", "size": "most families"}],
        "actuals": [{"line": "Worker", "agency": "Council", "year": "2025-26", "amount_pence": 4_800_000}],
    }  # fmt: skip
    title = verb.good("case", "import", written(tmp_path, rich))["case"]
    before = verb.good("case", "show", title)
    out = tmp_path / "out.json"
    verb.good("case", "export", title, "--out", out)
    again = json.loads(out.read_text(encoding="utf-8"))
    for key in ("title", "place", "start", "years", "price_base", "schedule", "counterfactual", "agencies"):
        assert again[key] == rich[key]
    assert again["costs"] == rich["costs"]
    assert verb("case", "import", out).exit_code == 1
    verb.good("case", "import", out, "--replace")
    after = verb.good("case", "show", title)
    assert {**after, "number": 0} == {**before, "number": 0}
    verb.good("undo")
    verb.good("case", "remove", title)
    verb.good("case", "import", out)
    assert verb.good("case", "show", title)["npsv"] == before["npsv"]


def test_planned_and_delivered_stand_side_by_side(verb: Verb, tmp_path: Path) -> None:
    title = verb.good("case", "import", written(tmp_path, SMALL))["case"]
    said = ("--agency", "Council", "--year", "2025-26", "--amount", "48k")
    answer = verb.good("case", "actual", title, "--line", "worker", *said)
    assert answer["planned_and_actual"] == [
        {"line": "Worker", "agency": "Council", "year": "2025-26", "planned_pence": 5_250_000,
            "actual_pence": 4_800_000, "actual_base_prices_pence": 4_800_000, "difference_pence": -450_000,
            "source": None},
    ]  # fmt: skip
    verb.good("case", "actual", title, "--line", "Worker", "--agency", "Council", "--year", "2025-26", "--amount", "5")
    assert [one["actual_pence"] for one in verb.good("case", "show", title)["planned_and_actual"]] == [500]
    wrong = verb.words("case", "actual", title, "--line", "Nobody", *said)
    assert wrong.exit_code == 2
    assert "Its lines: Worker; Evictions avoided" in wrong.err


def test_a_draft_without_counterfactual_is_counted_and_says_so_first(verb: Verb, tmp_path: Path) -> None:
    draft = written(tmp_path, {**SMALL, "counterfactual": "", "state": "draft"})
    title = verb.good("case", "import", draft)["case"]
    shown = verb.good("case", "show", title)
    assert shown["issues"][0]["code"] == "no-counterfactual"
    assert shown["problems"] == ["no counterfactual: say what would happen anyway"]
    refused = verb.words("case", "change", title, "--state", "final")
    assert refused.exit_code == 2
    assert "A final case needs its counterfactual" in refused.err
    verb.good("case", "change", title, "--state", "final", "--counterfactual", "Evictions go on.")
    benefit = verb.good("case-benefit", "list")["case_benefits"][0]["number"]
    verb.good("case-benefit", "change", str(benefit), "--phasing", "1")
    broken = verb("case", "show", title)
    assert broken.exit_code == 1
    assert json.loads(broken.out)["problems"] == ["benefit Evictions avoided: 1 phasing shares for 2 years"]


def test_options_stand_beside_doing_nothing_and_are_never_added(verb: Verb, tmp_path: Path) -> None:
    for title, option in (("One worker", "do minimum"), ("Two workers", "preferred")):
        verb.good(
            "case", "import", written(tmp_path, {**SMALL, "title": title, "option": option, "options_of": "Home"})
        )
    options = verb.good("case", "show", "Two workers")["options"]
    assert [(one["title"], one["option"], one["this"], one["npsv"] == 0) for one in options] == [
        ("Do nothing", "do nothing", False, True), ("One worker", "do minimum", False, False),
        ("Two workers", "preferred", True, False),
    ]  # fmt: skip
    assert not [key for key in options[0] if "roi" in key or "bcr" in key]
    assert verb.good("case", "show", "Two workers")["issues"] == []
    verb.good("case", "import", written(tmp_path, {**SMALL, "title": "Another question"}))
    issue = verb.good("case", "show", "Two workers")["issues"][0]
    assert issue["code"] == "same-cohort"
    assert "'Another question'" in issue["text"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"place": "Nowhere"}, "Place: There is no place"),
        ({"start": "then"}, "First year"),
        ({"costs": "none"}, "costs must be a list"),
        ({"costs": [{**SMALL["costs"][0], "amounts": ["5"]}]}, "costs 1: Amounts by year is whole pence"),
        ({"costs": [{**SMALL["costs"][0], "type": "gold"}]}, "costs 1: Type: 'gold' is none of"),
        ({"benefits": [{**SMALL["benefits"][0], "take_up": "60"}]}, "'60' is above 1. Write 60% or 0.6."),
        ({"benefits": [{**SMALL["benefits"][0], "impact": "-1"}]}, "'-1' is not a number"),
    ],
)
def test_a_file_that_says_nonsense_is_refused_where_it_does(
    verb: Verb, tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    answer = verb.words("case", "import", written(tmp_path, {**SMALL, **change}))
    assert answer.exit_code == 1
    assert words in answer.err
    assert verb.good("case", "list")["cases"] == []


def test_a_file_that_is_no_case_is_refused(verb: Verb, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    for text, words in (("[1]", "must hold one object"), ("{", "is not JSON"), ("{}", "Title is needed")):
        file.write_text(text, encoding="utf-8")
        answer = verb.words("case", "import", file)
        assert answer.exit_code == 1
        assert words in answer.err
    assert verb("case", "import", tmp_path / "none.json").exit_code == 1
    assert verb.good("case", "import", written(tmp_path, {**SMALL, "colour": "red"}))["notices"] == [
        "case.json: left out, since no field is called so: colour."
    ]


def test_tables_of_the_desk_take_the_place_of_those_that_come_with_it(verb: Verb, tmp_path: Path) -> None:
    title = verb.good("case", "import", written(tmp_path, SMALL))["case"]
    before = verb.good("case", "show", title)
    rates = ("--use", "discount rates", "--figures", "0 0%")
    verb.good("case-table", "add", "No discount", *rates)
    verb.good(
        "case-table", "add", "Prices twice", "--use", "deflators", "--figures", "2024-25 50; 2025-26 100; 2026-27 200"
    )
    verb.good("case-table", "add", "Kind", "--use", "corrections", "--figures", "1 0; 2 0; 3 0; 4 0; 5 0; 6 0")
    verb.good(
        "case", "change", title, "--schedule", "No discount", "--deflators", "Prices twice", "--corrections", "Kind"
    )
    after = verb.good("case", "show", title)
    assert after["discount_factors"] == ["1.000000", "1.000000"]
    assert after["deflators"] == "Prices twice"
    assert after["costs"][0]["pence"] == [5_000_000, 5_000_000]
    assert before["costs"][0]["pence"] == [5_250_000, 5_250_000]
    verb.good("case", "change", title, "--schedule", "Nothing of the kind")
    assert json.loads(verb("case", "show", title).out)["problems"] == [
        "no discount schedule called Nothing of the kind: there are health and standard"
    ]


@pytest.mark.parametrize(
    ("code", "published", "year", "raised"),
    [
        ("HO6.0", 790_000, "2010-11", 1_147_320),
        ("CR3.0", 3_378_500, "2013-14", 4_625_947),
        ("HE4.0", 10_900, "2011-12", 15_499),
        ("SS1.0", 5_108_000, "2013-14", 6_994_032),
        ("E&E1.0.1", 923_400, "2012-13", 1_290_649),
    ],
)
def test_a_unit_cost_that_comes_with_tpdesk_says_its_age(
    verb: Verb, code: str, published: int, year: str, raised: int
) -> None:
    found = verb.good("unitcost", "show", code.lower(), "--prices-of", "2024-25")
    assert found["fiscal"] == {
        "pence": published, "price_year": year, "years_old": 2024 - int(year[:4]), "in_prices_pence": raised,
    }  # fmt: skip
    assert "CC BY 4.0" in found["attribution"]
    assert found["transfer_payment"] is (code == "E&E1.0.1")


def test_unit_costs_are_found_by_words_and_the_desks_own_stand_first(verb: Verb) -> None:
    assert verb.good("unitcost", "list")["unit_costs"] == []
    said = ("--what", "Rough sleeper, our own", "--fiscal", "9k", "--price-year", "2024-25")
    verb.good("unitcost", "add", "HO6.0", *said)
    found = verb.good("unitcost", "list", "rough", "SLEEPER")["unit_costs"]
    assert [(one["code"], one["own"]) for one in found][:2] == [("HO6.0", True), ("HO6.0", False)]
    assert verb.good("unitcost", "show", "ho6.0")["fiscal"]["pence"] == 900_000
    wrong = verb.words("unitcost", "show", "HO6.9")
    assert wrong.exit_code == 2
    assert "Search by words" in wrong.err
    assert "years old" in verb.words("unitcost", "show", "SS1.0").out


def test_a_figure_of_a_case_is_explained_by_verb(verb: Verb, tmp_path: Path) -> None:
    title = verb.good("case", "import", written(tmp_path, SMALL))["case"]
    found = verb.good("explain", "case", "--case", title.upper(), "--measure", "pays", "--agency", "council")
    shown = verb.good("case", "show", title)
    assert found["number"] == shown["pv_by_agency"]["Council"]["costs"] == found["parts_pence"]
    assert found["figure"]["case"] == title
    assert found["basis"]["sentence"].startswith("Business case of Testshire, 2025-26 to 2026-27; a present value")
    (part,) = found["parts"]
    assert part["figure"]["line"] == "Worker"
    words = verb.words(
        "explain", "case", "--case", title, "--measure", "pays", "--line", "Worker", "--in-year", "2025-26"
    )
    assert "+ 5% for optimism: grade 2" in words.out
    assert "name it with --case" in verb.words("explain", "case").err
    verb.good("case", "change", title, "--years", "3")
    assert "cannot be counted: cost Worker: 2 amounts" in verb.words("explain", "case", "--case", title).err


def test_undo_restores_a_case_with_all_its_lines(verb: Verb, tmp_path: Path) -> None:
    title = verb.good("case", "import", written(tmp_path, SMALL))["case"]
    before = verb.good("case", "show", title)
    benefit = str(verb.good("case-benefit", "list")["case_benefits"][0]["number"])
    verb.good("case-benefit", "change", benefit, "--take-up", "0.9")
    assert verb.good("case", "show", title)["npsv"] > before["npsv"]
    verb.good("undo")
    assert verb.good("case", "show", title) == before
    verb.good("case", "remove", title)
    assert verb.good("case-value", "list")["case_values"] == []
    verb.good("undo")
    assert verb.good("case", "show", title) == before
