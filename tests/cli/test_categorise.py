"""Suggestions shown, previewed and accepted several at once by the verb, as one step of undo."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.cli.verbs import Verb, ready_desk

SERVICE_LINES = {"Refuse collection rounds": 70, "Petty cash": 30}


def _shire(verb: Verb) -> None:
    """A police organisation, and a council with labels of every confidence."""
    verb.good("place", "add", "Shire")
    for body, kind, rows in (
        ("Shire Police", "police", "Petrol,,800\nCleaning,,150\n"),
        ("Shire Council", "district", "Payroll,,90\nFlood defence works,,60\nPlanning & culture,,50\nZzyzx,,7\n"
         + "".join(f"Petrol,{text},{pounds}\n" for text, pounds in SERVICE_LINES.items())),
    ):  # fmt: skip
        verb.good("agency", "add", body, "--kind", kind, "--place", "Shire")
        file = verb.desk.parent / f"{body}.csv"
        file.write_text(f"Service,Description,Amount\n{rows}", encoding="utf-8", newline="")
        verb.good("import", file, "--agency", body, "--year", "2024-25", "--map", "label=Service")


shire = ready_desk(_shire)


def mapped(verb: Verb) -> dict[tuple[str, str], tuple[str, str]]:
    """Return (organisation, label) -> (its category, where its map comes from)."""
    maps: list[dict[str, Any]] = verb.good("categorise", "--list")["maps"]
    return {(one["agency"], one["label"]): (one["categories"][0]["category"], one["source"]) for one in maps}


def test_what_can_be_mapped_in_one_step_is_shown_with_its_money(shire: Verb) -> None:
    found = shire.good("categorise", "--suggest")
    assert [(step["step"], step["title"], step["labels"], step["pence"]) for step in found["steps"]] == [
        ("whole", "Shire Police as a whole", 2, 950_00),
        ("support", "Support costs", 1, 90_00),
        ("high", "Suggestions, high confidence", 1, 60_00),
        ("medium", "Suggestions, medium confidence", 1, 100_00),
        ("low", "Suggestions, low confidence", 1, 50_00),
    ]
    left = {(one["agency"], one["label"]): one for one in found["unmapped"]}
    petrol = left["Shire Council", "Petrol"]
    assert (petrol["suggestion"], petrol["confidence"]) == ("05.1.0/waste-collection", "medium")
    assert petrol["reason"].startswith("has 70% of its money in lines that say it")
    assert left["Shire Council", "Zzyzx"]["suggestion"] is None
    assert mapped(shire) == {}
    text = shire.words("categorise", "--suggest").out
    assert "Shire Police as a whole" in text
    assert "05.1.0/waste-collection (medium): it has 70% of its money" in text


def test_a_preview_changes_nothing_and_accepting_does_what_it_said(shire: Verb) -> None:
    before = shire.desk.read_bytes()
    said = shire.good("categorise", "--accept", "whole", "--accept", "support", "--preview")
    assert (said["preview"], said["accepted_labels"], shire.desk.read_bytes()) == (True, 0, before)
    assert [(move["category"], move["labels"], move["pence"]) for move in said["moves"]] == [
        ("03.1.0/police-services", 2, 950_00),
        ("01.3.3/management-and-support-services", 1, 90_00),
    ]
    done = shire.good("categorise", "--accept", "whole", "--accept", "support")
    assert (done["accepted_labels"], done["moves"], done["mapped_pence"]) == (3, said["moves"], 1_040_00)
    category, source = mapped(shire)["Shire Police", "Petrol"]
    assert category == "03.1.0/police-services"
    assert source.startswith("suggestion (high): is spent by an organisation that serves one purpose (Police)")


@pytest.mark.parametrize(("confidence", "labels"), [("high", 4), ("medium", 5), ("low", 6)])
def test_a_confidence_holds_the_surer_ones_and_all_is_one_step_of_undo(
    shire: Verb, confidence: str, labels: int
) -> None:
    assert shire.good("categorise", "--accept", confidence)["accepted_labels"] == labels
    assert len(mapped(shire)) == labels
    acts = shire.good("history")["acts"]
    assert acts[0]["act"] == "accept suggestions"
    shire.good("undo")
    assert mapped(shire) == {}
    shire.good("redo")
    assert len(mapped(shire)) == labels


def test_only_one_organisation_is_mapped_where_it_is_named(shire: Verb) -> None:
    shire.good("categorise", "--agency", "Shire Council", "--accept", "low")
    assert {agency for agency, _ in mapped(shire)} == {"Shire Council"}


def test_a_map_of_the_users_is_never_overwritten_by_a_suggestion(shire: Verb, tmp_path: Path) -> None:
    maps = tmp_path / "m.csv"
    maps.write_text("label,category\nCleaning,03.6\n", encoding="utf-8", newline="")
    shire.good("categorise", "--agency", "Shire Police", "--map", maps)
    shire.good("categorise", "--accept", "low")
    assert mapped(shire)["Shire Police", "Cleaning"] == ("03.6", "m.csv")


def test_a_preview_of_nothing_is_a_slip(shire: Verb) -> None:
    told = shire("categorise", "--preview")
    assert told.exit_code == 2
    assert "--accept high" in told.err


def test_the_count_of_the_year_follows_at_once(shire: Verb) -> None:
    assert shire.good("count")["unmapped_pence"] == 1_257_00
    shire.good("categorise", "--accept", "low")
    assert shire.good("count")["unmapped_pence"] == 7_00


def test_where_a_map_comes_from_repeats_no_label_of_the_users(shire: Verb, tmp_path: Path) -> None:
    maps = tmp_path / "m.csv"
    maps.write_text("label,category\nZzyzx yards north,08.1\n", encoding="utf-8", newline="")
    shire.good("categorise", "--map", maps)
    left = {one["label"]: one for one in shire.good("categorise", "--agency", "Shire Council")["unmapped"]}
    assert "zzyzx yards north" in left["Zzyzx"]["reason"]
    shire.good("categorise", "--accept", "low")
    category, source = mapped(shire)["Shire Council", "Zzyzx"]
    assert (category, source) == ("08.1", "suggestion (low): shares words with a label mapped before")


def test_a_map_file_says_how_sure_each_suggestion_is(shire: Verb, tmp_path: Path) -> None:
    target = tmp_path / "open.csv"
    shire.good("categorise", "--out", target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        sure = {(row["agency"], row["label"]): row["confidence"] for row in csv.DictReader(file)}
    assert sure["Shire Police", "Petrol"] == "high"
    assert sure["Shire Council", "Zzyzx"] == ""


def test_an_explained_figure_says_which_suggestion_mapped_its_labels(shire: Verb) -> None:
    shire.good("categorise", "--accept", "high")
    text = shire.words("explain", "spend", "--category", "03.1", "--agency", "Shire Police").out
    assert "mapped by an accepted suggestion (high): is spent by an organisation that serves one purpose" in text
