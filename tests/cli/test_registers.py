"""Mending the registers: names, areas, aliases and places of agencies; names, areas and kinds of places;
removing what nothing names."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.test_contract import spending
from tests.cli.verbs import Verb, with_desk


@pytest.fixture
def shire(verb: Verb) -> Verb:
    """A desk with two places; Shire CC has two lines in Shire, one of them a payment to Parish;
    Parish and Idle have none."""
    return with_desk(verb, filled)


def filled(verb: Verb) -> None:
    verb.good("place", "add", "Shire", "--code", "E10000017")
    verb.good("place", "add", "Vale")
    verb.good(
        "agency", "add", "Shire CC", "--place", "Shire", "--place", "Vale", "--area", "E10000017", "--alias", "SCC"
    )
    verb.good("agency", "add", "Parish", "--place", "Shire")
    verb.good("agency", "add", "Idle", "--place", "Shire", "--area", "E07000120", "--area", "E07000121")
    file = spending(verb.desk.parent, "Service,Amount,Transfer to\nRoads,1\nGrants,2,Parish\n")
    verb.good(
        "import",
        file,
        "--place",
        "Shire",
        "--agency",
        "Shire CC",
        "--year",
        "2024-25",
        "--map",
        "transfer_to=Transfer to",
    )


def agency(verb: Verb, name: str) -> dict[str, object]:
    """Return one organisation of the register."""
    found = [item for item in verb.good("agency", "list")["agencies"] if item["name"] == name]
    assert len(found) == 1
    return dict(found[0])


def history(verb: Verb) -> list[tuple[str, str, str]]:
    """Return (act, subject, detail) of every line of the desk's history."""
    connection = sqlite3.connect(verb.desk)
    try:
        return connection.execute("SELECT act, subject, detail FROM audit ORDER BY id").fetchall()
    finally:
        connection.close()


def refused(verb: Verb, *words: str) -> str:
    """Return the words with which a verb is refused as wrong usage; nothing is changed by it."""
    before = verb.desk.read_bytes()
    told = verb(*words)
    assert told.exit_code == 2, (words, told.out)
    assert verb.desk.read_bytes() == before
    return str(told.json["error"]["message"])


def test_everything_of_an_agency_can_be_mended_in_one_go(shire: Verb) -> None:
    before = len(history(shire))
    told = shire.good(
        "agency", "change", "idle", "--name", "Busy Borough", "--kind", "district", "--drop-area", "e07000121",
        "--area", "E07000122", "--alias", "Idle",
        "--drop-place", "shire", "--place", "Vale",
    )  # fmt: skip
    assert told["agency"] == "Busy Borough"
    mended = agency(shire, "Busy Borough")
    assert (mended["kind"], mended["areas"], mended["aliases"], mended["places"]) == (
        "district",
        ["E07000120", "E07000122"],
        ["Idle"],
        ["Vale"],
    )
    act, subject, detail = history(shire)[-1]
    assert (len(history(shire)), act, subject) == (before + 1, "change agency", "Idle")
    for word in ("Busy Borough", "e07000121", "E07000122", "shire", "Vale"):
        assert word in detail
    assert shire.good("check")["ok"] is True


def test_a_new_name_keeps_the_money_and_may_be_an_alias_of_its_own(shire: Verb) -> None:
    shire.good("agency", "change", "Shire CC", "--name", "scc")
    assert agency(shire, "scc")["aliases"] == []
    assert [row["agency"] for row in shire.good("count", "--place", "Shire", "--year", "2024-25")["rows"]] == ["scc"]
    shire.good("agency", "change", "SCC", "--name", "SCC")
    assert agency(shire, "SCC")["places"] == ["Shire", "Vale"], "capitals can be mended"


def test_a_taken_name_is_refused(shire: Verb) -> None:
    assert "already" in refused(shire, "agency", "change", "Idle", "--name", "PARISH")
    assert "already" in refused(shire, "agency", "change", "Idle", "--name", "scc")
    assert "another organisation" in refused(shire, "agency", "change", "Idle", "--alias", "Parish")
    assert "already" in refused(shire, "place", "change", "Vale", "--name", "SHIRE")


def test_what_is_not_there_cannot_be_dropped_and_the_rest_stays_undone(shire: Verb) -> None:
    assert "does not cover E07000117" in refused(
        shire, "agency", "change", "Idle", "--name", "Other", "--drop-area", "E07000117"
    )
    assert "no alias 'Lazy'" in refused(shire, "agency", "change", "Shire CC", "--drop-alias", "Lazy")
    assert "SCC" in refused(shire, "agency", "change", "Shire CC", "--drop-alias", "Lazy")
    assert "not expected in 'Vale'" in refused(shire, "agency", "change", "Idle", "--drop-place", "Vale")
    assert "E10000017" in refused(shire, "place", "change", "Shire", "--drop-code", "E07000120")


def test_an_agency_leaves_a_place_only_without_lines_and_its_returns_go_with_it(shire: Verb) -> None:
    words = refused(shire, "agency", "change", "Shire CC", "--drop-place", "Shire")
    assert "2 lines in 'Shire'" in words
    shire.good("agency", "change", "Shire CC", "--drop-place", "Vale")
    assert agency(shire, "Shire CC")["places"] == ["Shire"]
    shire.good("agency", "return", "Idle", "--place", "Shire", "--year", "2024-25", "--state", "requested")
    shire.good("agency", "change", "Idle", "--drop-place", "Shire")
    told = shire.good("count", "--place", "Shire", "--year", "2024-25")
    assert told["missing_returns"] == ["Parish"]
    assert told["bodies_expected"] == 2


def test_an_agency_is_removed_only_where_nothing_names_it(shire: Verb) -> None:
    assert "2 lines" in refused(shire, "agency", "remove", "SCC")
    assert "1 line of others that are transfers" in refused(shire, "agency", "remove", "Parish")
    assert shire.good("agency", "remove", "idle")["agency"] == "Idle"
    assert history(shire)[-1][:2] == ("remove agency", "Idle")
    assert shire("agency", "remove", "Idle").exit_code == 2
    shire.good("batch", "remove", "1")
    for name in ("Parish", "Shire CC"):
        shire.good("agency", "remove", name)
    assert shire.good("agency", "list")["agencies"] == []
    assert shire.good("check")["ok"] is True


def test_a_place_is_removed_only_where_no_line_or_batch_names_it(shire: Verb, tmp_path: Path) -> None:
    assert "2 lines in 1 batch" in refused(shire, "place", "remove", "Shire")
    shire.good("place", "population", "Vale", "2024-25", "--people", "10")
    assert shire.good("place", "remove", "vale")["place"] == "Vale"
    assert history(shire)[-1][:2] == ("remove place", "Vale")
    shire.good("batch", "remove", "1")
    shire(
        "import",
        spending(tmp_path, "Service,Amount\nRoads,x\nBins,y\n", "bad.csv"),
        "--place",
        "Shire",
        "--agency",
        "Shire CC",
        "--year",
        "2024-25",
        "--map",
        "amount=Amount",
    )
    assert "0 lines in 1 batch" in refused(shire, "place", "remove", "Shire"), (
        "a batch with nothing but rejects is one too"
    )
    shire.good("batch", "remove", str(shire.good("batch", "list")["batches"][0]["id"]))
    shire.good("place", "remove", "Shire")
    assert shire.good("place", "list")["places"] == []
    assert shire.good("check")["ok"] is True


def test_everything_of_a_place_can_be_mended(shire: Verb) -> None:
    told = shire.good(
        "place", "change", "shire", "--name", "Shire and Vale", "--kind", "pilot", "--region", "North West", "--theme",
        "older people",
        "--code", "E06000008", "--drop-code", "E10000017",
    )  # fmt: skip
    assert told["place"] == "Shire and Vale"
    shown = shire.good("place", "show", "shire and vale")
    assert (shown["kind"], shown["region"], shown["theme"], shown["codes"]) == (
        "pilot",
        "North West",
        "older people",
        ["E06000008"],
    )
    assert shown["agency_names"] == ["Idle", "Parish", "Shire CC"]
    shire.good("place", "change", "Shire and Vale", "--theme", "")
    shown = shire.good("place", "show", "Shire and Vale")
    assert (shown["kind"], shown["theme"]) == ("pilot", ""), "what is not given stays, an empty text takes off"
    assert history(shire)[-1][:2] == ("change place", "Shire and Vale")


def test_people_of_other_areas_are_warned_of(shire: Verb) -> None:
    assert shire.good("place", "change", "Shire", "--code", "E06000008")["warnings"] == []
    shire.good("place", "population", "Shire", "2024-25", "--people", "10")
    assert "2024-25" in shire.good("place", "change", "Shire", "--drop-code", "E06000008")["warnings"][0]
    assert shire.good("place", "change", "Shire", "--theme", "x")["warnings"] == []


@pytest.mark.parametrize("noun", ["agency", "place"])
def test_a_change_of_nothing_is_refused(shire: Verb, noun: str) -> None:
    name = "Shire" if noun == "place" else "Idle"
    assert "nothing to change" in refused(shire, noun, "change", name)
    assert "--name is given but empty" in refused(shire, noun, "change", name, "--name", " ")


@pytest.mark.parametrize(
    "words",
    [
        ("place", "add"),
        ("agency", "add"),
        ("place", "change", "Vale", "--name"),
        ("agency", "change", "Idle", "--name"),
        ("agency", "change", "Idle", "--alias"),
    ],
    ids=" ".join,
)
def test_names_have_200_characters_at_most(shire: Verb, words: tuple[str, ...]) -> None:
    assert "200 characters at most" in refused(shire, *words, "x" * 201)
    shire.good(*words, "x" * 200)


def test_areas_are_told_by_name_and_an_unknown_code_is_said(shire: Verb) -> None:
    made = shire.words("agency", "add", "New", "--area", "E07000120", "--area", "E07999999")
    assert "  covers E07000120 Hyndburn, E07999999\n" in made.out
    assert "E07999999 is no area that tpdesk knows: check the code" in made.out
    changed = shire.good("agency", "change", "New", "--kind", "district")
    assert changed["warnings"] == ["E07999999 is no area that tpdesk knows: check the code."]
    assert shire.good("agency", "change", "New", "--drop-area", "E07999999")["warnings"] == []
    assert "its area is unknown" in shire.words("agency", "change", "New", "--drop-area", "E07000120").out
    assert "E07000120 Hyndburn" in shire.words("place", "change", "Vale", "--code", "E07000120").out
    assert shire.good("place", "add", "Far", "--code", "E07999998")["warnings"] == [
        "E07999998 is no area that tpdesk knows: check the code."
    ]


def test_slips_in_the_registers_are_refused_with_what_to_do(shire: Verb) -> None:
    for words in (("add", "Dale", "--kind", "e07000120"), ("change", "Vale", "--kind", "E07000120")):
        refused = shire("place", *words)
        assert refused.exit_code == 2
        assert "GSS code of an area" in refused.err
        assert "Enter it as an area of the place" in refused.err
    refused = shire("agency", "add", "Force", "--kind", "polic")
    assert refused.exit_code == 2
    assert "Did you mean 'police'?" in refused.err
    assert "Force" not in {item["name"] for item in shire.good("agency", "list")["agencies"]}
    assert shire.good("agency", "add", "Choir", "--kind", "choir")["kind"] == "other"
    refused = shire("place", "population", "Shire", "1890-91", "--from-seed")
    assert refused.exit_code == 2
    assert "2024-25" in refused.err
    refused = shire("place", "fact", "Shire", "note", "--set", "text=Counted")
    assert refused.exit_code == 2
    assert "--set kind=TEXT" in refused.err
