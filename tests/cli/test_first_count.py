"""The verb `first-count`: the fields of the contract, its words, its refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb


@pytest.fixture
def verb(tmp_path: Path) -> Verb:
    return Verb(tmp_path / "a.tpdesk")


@pytest.mark.deep
def test_its_json_is_that_of_the_contract(verb: Verb) -> None:
    told = verb.good("first-count", "Suffolk", "--year", "2024-25")
    for field in ("agencies", "lines", "gross_pence", "pence_per_head", "people"):
        assert type(told[field]) is int, field
    assert told["by_method"].keys() == {"direct", "apportioned"}
    assert sum(told["by_method"].values()) == sum(told["by_grade"].values()) == told["gross_pence"]
    assert sum(row["amount_pence"] for row in told["rows"]) == told["gross_pence"]
    assert sum(body["amount_pence"] for body in told["bodies"]) == told["gross_pence"]
    assert {"what", "why", "amount_pence", "of"} == told["left_out"][0].keys()
    assert told["least_pence"] < told["gross_pence"] < told["most_pence"]
    counted = verb.good("count", "--place", "Suffolk")
    assert (counted["gross_pence"], counted["bodies_counted"]) == (told["gross_pence"], told["agencies"])
    assert counted["basis"]["first_count"] == told["agencies"]


def test_a_dry_run_gives_the_same_figures_and_writes_nothing(verb: Verb) -> None:
    dry = verb.good("first-count", "Suffolk", "--dry-run")
    assert verb.good("place", "list")["places"] == []
    wet = verb.good("first-count", "Suffolk")
    assert (dry.pop("dry_run"), wet.pop("dry_run")) == (True, False)
    assert dry == wet


def test_a_place_is_named_by_its_areas(verb: Verb) -> None:
    told = verb.good("first-count", "Two councils", "--area", "E06000032", "--area", "Central Bedfordshire")
    assert told["areas"] == ["E06000032", "E06000056"]
    assert verb.good("place", "show", "Two councils")["codes"] == told["areas"]


def test_its_words_are_a_table_and_what_is_not_in_it(verb: Verb) -> None:
    words = verb.words("first-count", "Suffolk", "--dry-run").out
    assert "£9,910.2m of 57 organisations in 370 lines" in words
    assert "State pension" in words
    assert "by people 66 and over" in words
    assert "82% of public spending on services and debt interest" in words
    assert "Interest on public debt (£125,949.0m in the United Kingdom)" in words
    assert "North London Waste Authority" in words
    assert "Nothing was written." in words


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (("Suffolk", "--year", "2023-24"), 1, "no first count of 2023-24"),
        (("Islands", "--area", "E06000053"), 1, "Isles of Scilly"),
        (("Ward", "--area", "E05009338"), 1, "no wards"),
        (("Nowhere",), 2, "no place and no area called 'Nowhere'"),
        (("Suffolk", "--year", "last"), 2, "2024-25"),
    ],
)
def test_refusals_say_why(verb: Verb, arguments: tuple[str, ...], exit_code: int, words: str) -> None:
    verb.good("place", "add", "Elsewhere")
    told = verb("first-count", *arguments)
    assert (told.exit_code, words in told.json["error"]["message"]) == (exit_code, True), told.json
    assert len(verb.good("place", "list")["places"]) == 1


def test_a_second_one_adds_nothing(verb: Verb) -> None:
    verb.good("first-count", "Babergh")
    told = verb("first-count", "Babergh")
    assert (told.exit_code, told.json["error"]["title"]) == (1, "Nothing to add")


@pytest.mark.deep
def test_what_is_cut_to_the_place_already_is_not_shared_by_people_once_more(verb: Verb) -> None:
    verb.good("first-count", "Luton", "--area", "E06000032")
    before = verb.good("count", "--place", "Luton")
    police = next(row["agency"] for row in before["rows"] if "olice" in row["agency"])
    refused = verb.words("agency", "count", police, "--place", "Luton", "--as", "by-people")
    assert refused.exit_code == 2
    assert "is Luton's own part already: published figures, shared before." in refused.err
    assert verb.good("count", "--place", "Luton")["rows"] == before["rows"]
