"""Indicators on the command line: written, refused, and their progress in the JSON of the contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.verbs import Verb, ready_desk


def _verb(verb: Verb) -> None:
    verb.good("place", "add", "Testshire", "--code", "E07000117", "--code", "E07000120")
    verb.good("indicator", "add", "In care", "--unit", "%", "--direction", "lower", "--category", "10.4")


verb = ready_desk(_verb)


def figure(verb: Verb, status: str, stated: str, *more: str, period: str = "2022-23") -> dict[str, Any]:
    return verb.good("indicator", "value", "In care", "--period", period, "--status", status, "--value", stated, *more)


def worked(verb: Verb) -> None:
    figure(verb, "baseline", "38")
    figure(verb, "target", "30", period="2026-27")
    figure(verb, "actual", "35", period="2024-25")


def test_38_to_35_on_the_way_to_30_is_37_5_percent(verb: Verb) -> None:
    worked(verb)
    (row,) = verb.good("indicator", "progress", "--place", "Testshire")["rows"]
    assert {key: row[key] for key in ("indicator", "baseline", "target", "actual", "progress", "low", "high")} == {
        "indicator": "In care", "baseline": 38, "target": 30, "actual": 35, "progress": "0.3750", "low": None,
        "high": None,
    }  # fmt: skip
    told = verb.words("indicator", "progress").out
    assert "37.5%" in told
    assert "38% (2022-23)" in told


def test_an_interval_is_that_of_81_of_263(verb: Verb) -> None:
    parts = ("--numerator", "81", "--denominator", "263")
    verb.good("indicator", "value", "in CARE", "--period", "2024", "--status", "actual", *parts)
    (row,) = verb.good("indicator", "progress")["rows"]
    assert (row["low"], row["high"], row["actual"]) == (0.255289, 0.36621, 30.798479)
    assert "25.5% to 36.6%" in verb.words("indicator", "progress").out


def test_a_second_figure_takes_the_place_of_the_first_in_one_step(verb: Verb) -> None:
    worked(verb)
    figure(verb, "actual", "34", period="2024-25")
    assert verb.good("indicator", "progress")["rows"][0]["progress"] == "0.5000"
    assert len(verb.good("indicator-value", "list")["indicator_values"]) == 3
    verb.good("undo")
    assert verb.good("indicator", "progress")["rows"][0]["progress"] == "0.3750"


def test_a_target_on_the_wrong_side_is_refused_whichever_is_written_second(verb: Verb) -> None:
    worked(verb)
    wrong = (
        ("indicator", "value", "In care", "--period", "2026-27", "--status", "target", "--value", "38.01"),
        ("indicator", "value", "In care", "--period", "2022-23", "--status", "baseline", "--value", "29"),
        ("indicator", "change", "In care", "--direction", "higher"),
    )
    for words in wrong:
        refused = verb.words(*words)
        assert refused.exit_code == 2, words
        assert "on the wrong side of its baseline" in refused.err
    assert verb.good("indicator", "progress")["rows"][0]["progress"] == "0.3750"
    # A target at the baseline, and one before a later baseline, are no wrong side.
    figure(verb, "target", "38", period="2022-23")
    figure(verb, "baseline", "29", period="2027-28")
    figure(verb, "target", "28", period="2028-29")
    assert not [problem for item in verb.good("check")["checks"] for problem in item["problems"]]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--value", "a third"), "is not a number"),
        (("--numerator", "3"), "Enter the value, or its numerator and denominator"),
        (("--numerator", "3", "--denominator", "0"), "Denominator must be greater than zero"),
        (("--value", "3", "--low", "2"), "An interval has two ends"),
        (("--value", "3", "--low", "4", "--high", "2"), "Low is above High"),
        (("--value", "3", "--area", "Nowhere"), "Nowhere"),
        (("--value", "3", "--period", "soon"), "is not a period"),
        (("--value", "3", "--status", "wish"), "is none of baseline, target, actual, forecast"),
    ],
)
def test_what_is_no_figure_is_refused_and_nothing_is_written(verb: Verb, words: tuple[str, ...], message: str) -> None:
    said = dict(zip(words[::2], words[1::2], strict=True))
    whole = {"--period": "2024-25", "--status": "actual"} | said
    refused = verb.words("indicator", "value", "In care", *(word for pair in whole.items() for word in pair))
    assert refused.exit_code == 2
    assert message in refused.err
    assert not verb.good("indicator-value", "list")["indicator_values"]


def test_what_is_odd_is_said_when_it_is_written_and_beside_the_progress(verb: Verb) -> None:
    told = figure(verb, "actual", "0.35", "--area", "Burnley", "--denominator-year", "2011", period="2024-25")
    assert [issue["code"] for issue in told["issues"]] == [
        "area-not-place", "denominator-year", "share-for-percentage",
    ]  # fmt: skip
    said = verb.words("indicator", "progress")
    assert "enter 35, not 0.35" in said.out
    (row,) = verb.good("indicator", "progress")["rows"]
    assert (row["area"], row["area_code"], len(row["issues"])) == ("Burnley", "E07000117", 3)


def test_a_small_count_is_in_no_figure_of_the_progress(verb: Verb) -> None:
    for status, part in (("baseline", "40"), ("actual", "7")):
        parts = ("--numerator", part, "--denominator", "400")
        verb.good("indicator", "value", "In care", "--period", "2024", "--status", status, *parts)
    answer = verb.good("indicator", "progress")
    (row,) = answer["rows"]
    # One period: the baseline is hidden with the actual figure.
    assert row["hidden"] == ["baseline", "actual"]
    assert [row[key] for key in ("baseline", "actual", "progress", "low", "high", "change")] == [None] * 6
    assert answer["counts_printed_from"] == 10
    told = verb.words("indicator", "progress").out
    assert "[c]" in told
    assert "1.75" not in told
    verb.good("dive", "threshold", "5")
    assert verb.good("indicator", "progress")["rows"][0]["actual"] == 1.75


def test_an_empty_desk_says_what_to_do(verb: Verb) -> None:
    assert "tpdesk indicator value" in verb.words("indicator", "progress").out
    assert verb.good("indicator", "progress")["rows"] == []
    assert verb("indicator", "value", "Unknown", "--period", "2024", "--status", "actual").exit_code == 2


def test_an_indicator_stands_beside_the_real_spend_of_its_categories(verb: Verb, tmp_path: Path) -> None:
    verb.good("agency", "add", "Council", "--place", "Testshire")
    for year, pounds, people in (("2022-23", 1_000, 100), ("2024-25", 1_200, 110)):
        file = tmp_path / f"{year}.csv"
        file.write_text(f"Service,Category,Amount\nFamilies,10.4,{pounds}\n", encoding="utf-8")
        verb.good("import", file, "--place", "Testshire", "--agency", "Council", "--year", year)
        verb.good("place", "population", "Testshire", year, "--people", people)
    worked(verb)
    answer = verb.good("indicator", "spend", "--place", "Testshire")
    (row,) = answer["rows"]
    assert (row["before_year"], row["after_year"], row["prices_of"]) == ("2022-23", "2024-25", "2024-25")
    change = row["real_per_head_after_pence"] - row["real_per_head_before_pence"]
    assert change == row["real_change_per_head_pence"]
    assert row["real_per_head_after_pence"] == 1_091
    assert (row["outcome"], row["tested"]) == ("better", False)
    assert row["quadrant"] == f"{'more' if change > 0 else 'less'} spend, better outcome"
    assert "does not show that one made the other" in answer["caution"]
    told = verb.words("indicator", "spend").out
    assert "does not show that one made the other" in told
    assert "38% to 35%: better (not tested)" in told
