"""COFOG, service lines, kinds of organisation and label maps hold together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from decimal import Decimal

from tests.seed.reading import one_key, read, repeated


def test_cofog_counts_and_parents() -> None:
    rows = read("cofog")
    codes = {row["code"]: row for row in rows}
    assert Counter(row["level"] for row in rows) == {"1": 10, "2": 69, "3": 109}
    assert len(codes) == 188
    for row in rows:
        assert re.fullmatch(r"\d\d(\.\d){0,2}", row["code"])
        assert row["parent"] == row["code"].rpartition(".")[0]
        assert row["level"] == str(row["code"].count(".") + 1)
        assert not row["parent"] or row["parent"] in codes
        assert row["title"]
        assert not re.search(r"\((CS|IS)\)", row["title"])


def test_cofog_weak_classes() -> None:
    weak = {row["code"] for row in read("cofog") if row["weak"] == "1"}
    groups = {"01.6", "02.5", "03.6", "04.9", "05.6", "06.6", "07.6", "08.6", "09.5", "09.8", "10.7", "10.9"}
    assert weak == groups | {f"{group}.0" for group in groups}
    assert {row["weak"] for row in read("cofog")} == {"0", "1"}


def test_service_lines() -> None:
    classes = {row["code"] for row in read("cofog") if row["level"] == "3"}
    rows = read("service_lines")
    assert len(rows) == 102
    assert repeated(row["code"] for row in rows) == []
    assert repeated(one_key(row["title"]) for row in rows) == []
    for row in rows:
        assert row["parent"] in classes
        assert re.fullmatch(re.escape(row["parent"]) + r"/[a-z0-9]+(-[a-z0-9]+)*", row["code"])
        assert {row["weak"], row["support"], row["balancing"]} <= {"0", "1"}
        assert row["balancing"] == str(int(row["title"].endswith(": not itemised")))
        assert row["balancing"] <= row["weak"]
    assert sum(row["balancing"] == "1" for row in rows) == 5
    assert sum(row["support"] == "1" for row in rows) == 5
    assert "05.1.0/waste-collection" in {row["code"] for row in rows}


def test_agency_kinds() -> None:
    rows = read("agency_kinds")
    assert len({row["kind"] for row in rows}) == len(rows) == 18
    assert {row["tier"] for row in rows} == {"local", "regional", "national"}
    assert {row["control"] for row in rows} == {"local", "influenced", "national"}


def test_label_maps() -> None:
    categories = {row["code"] for row in read("cofog")} | {row["code"] for row in read("service_lines")}
    shares: dict[str, Decimal] = defaultdict(Decimal)
    spellings: dict[str, set[str]] = defaultdict(set)
    for row in read("label_maps"):
        assert row["category"] in categories
        assert row["origin"] in {"revenue-outturn", "transparency"}
        assert 0 < Decimal(row["share"]) <= 1
        shares[one_key(row["label"])] += Decimal(row["share"])
        spellings[one_key(row["label"])].add(row["label"])
    assert set(shares.values()) == {Decimal(1)}
    assert {len(found) for found in spellings.values()} == {1}
    assert repeated((one_key(row["label"]), row["category"]) for row in read("label_maps")) == []
    assert len(shares) < len(read("label_maps")), "no label is split"
    assert not shares.keys() & {"housing", "housing services", "resources", "finance", "people", "place"}
    assert not [label for label in shares if label.startswith("total ")]


def test_every_service_line_has_a_label_of_its_own_title() -> None:
    maps = {one_key(row["label"]): row["category"] for row in read("label_maps")}
    for row in read("service_lines"):
        assert maps[one_key(row["title"])] == row["code"]


def test_service_words() -> None:
    categories = {row["code"] for row in read("cofog")} | {row["code"] for row in read("service_lines")}
    kinds = {row["kind"] for row in read("agency_kinds")}
    rows = read("service_words")
    assert repeated((row["words"], row["kinds"]) for row in rows) == []
    assert {row["role"] for row in rows} == {"service", "support", "balance", "bought", "short"}
    for row in rows:
        assert row["words"] == " ".join(row["words"].split()) == row["words"].casefold()
        assert row["strength"] in {"plain", "weak"}
        assert set(row["kinds"].split(";")) - {""} <= kinds
        assert (row["category"] in categories) == (row["role"] in {"service", "support", "balance"}), row
        assert bool(row["category"]) == (row["role"] != "bought"), row


def test_agency_purposes() -> None:
    categories = {row["code"] for row in read("cofog")} | {row["code"] for row in read("service_lines")}
    kinds = {row["kind"] for row in read("agency_kinds")}
    rows = read("agency_purposes")
    assert {row["category"] for row in rows} <= categories
    assert {row["kind"] for row in rows} <= kinds | {"*"}
    assert not {"county", "unitary", "district", "metropolitan", "london-borough"} & {row["kind"] for row in rows}
    whole = [number for number, row in enumerate(rows) if not row["name"]]
    for number in whole:
        assert rows[number]["kind"] not in {row["kind"] for row in rows[number + 1 :]}, "the name's rules come first"
