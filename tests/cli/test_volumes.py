"""Volumes on the command line: written, costed, compared, in the JSON of the contract."""

from __future__ import annotations

import pytest

from tests.cli.verbs import Verb, ready_desk

YEAR = ("--year", "2008-09")


def _verb(verb: Verb) -> None:
    verb.good("place", "add", "London", "--code", "E09000016", "--code", "E09000031")
    for name in ("Havering", "Waltham Forest"):
        verb.good("agency", "add", name, "--place", "London")


verb = ready_desk(_verb)


def add(verb: Verb, agency: str, number: str, *more: str) -> None:
    verb.good("volume", "add", agency, *YEAR, "--unit", "contact", "--number", number, *more)


def worked(verb: Verb) -> None:
    add(verb, "Havering", "61,000", "--demand", "first request", "--cost", "515,000", "--cost-basis", "gross")
    add(verb, "Havering", "33,500", "--demand", "chasing")
    add(verb, "Waltham Forest", "80000", "--demand", "first request")


def test_havering_and_waltham_forest(verb: Verb) -> None:
    worked(verb)
    answer = verb.good("volume", "costs", "--place", "London", *YEAR)
    keys = ("agency", "unit", "number", "cost_pence", "pence_per_unit", "failure_share", "failure_cost_at_most_pence")
    assert [tuple(row[key] for key in keys) for row in answer["rows"]] == [
        ("Havering", "contact", 94_500, 51_500_000, 545, "0.3545", 18_256_614),
        ("Waltham Forest", "contact", 80_000, None, None, "0.0000", None),
    ]
    told = verb.words("volume", "costs").out
    for text in ("£5.45", "35.45%", "£182,566.14", "at most"):
        assert text in told


def test_two_bodies_are_compared_and_the_median_is_no_saving(verb: Verb) -> None:
    worked(verb)
    verb.good("volume", "change", "3", "--cost", "240000", "--cost-basis", "gross")
    answer = verb.good("volume", "costs")
    (one,) = answer["comparisons"]
    assert (one["least_pence_per_unit"], one["median_pence_per_unit"], one["most_pence_per_unit"]) == (300, 422, 545)
    assert [row["at_median_pence"] for row in answer["rows"]] == [39_925_000, 33_798_942]
    assert "not a saving" in verb.words("volume", "costs").out


def test_which_kinds_are_failure_demand_is_kept_on_the_desk_and_undone(verb: Verb) -> None:
    worked(verb)
    assert verb.good("volume", "failure")["failure_demand"] == ["chasing", "wrong place", "repeat"]
    assert verb.good("volume", "failure", "repeat")["failure_demand"] == ["repeat"]
    assert verb.good("volume", "costs")["rows"][0]["failure_share"] == "0.0000"
    verb.good("undo")
    assert verb.good("volume", "costs")["rows"][0]["failure_share"] == "0.3545"
    refused = verb.words("volume", "failure", "grumbling")
    assert (refused.exit_code, "is none of first request, chasing" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--unit", "chat"), "is none of contact"),
        (("--number", "-3"), "is not a whole number"),
        (("--cost", "-1"), "is below zero"),
        (("--cost-basis", "guess"), "is none of gross"),
        (("--number", "0", "--cost", "5"), "Number is zero"),
    ],
)
def test_what_is_no_volume_is_refused(verb: Verb, words: tuple[str, ...], message: str) -> None:
    said = {"--unit": "contact", "--number": "5"} | dict(zip(words[::2], words[1::2], strict=True))
    refused = verb.words("volume", "add", "Havering", *YEAR, *(word for pair in said.items() for word in pair))
    assert refused.exit_code == 2
    assert message in refused.err
    assert verb.good("volume", "list")["volumes"] == []


def test_the_same_entry_twice_is_refused_and_another_year_has_to_be_named(verb: Verb) -> None:
    worked(verb)
    again = ("volume", "add", "Havering", *YEAR, "--unit", "contact", "--number", "1", "--demand", "chasing")
    assert "already" in verb.words(*again).err
    verb.good("volume", "add", "Havering", "--year", "2009-10", "--unit", "contact", "--number", "1")
    refused = verb.words("volume", "costs")
    assert (refused.exit_code, "volumes of several years (2008-09, 2009-10)" in refused.err) == (2, True)
    assert "No volumes of London in 2011-12 yet" in verb.words("volume", "costs", "--year", "2011-12").out
