"""The five verdicts on a desk that can be checked by hand, through real files and verbs:
spend, areas, deliveries, notes, what was decided."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_contract import spending
from tests.cli.verbs import Verb

COUNTY, BURNLEY, PENDLE = "E10000017", "E07000117", "E07000122"

MONEY = {
    "County Council": "Planning,500\nLibraries,400\nWaste,100\nCare,900\n",
    "Burnley Council": "Parks,50\nPlanning,300\nHousing,200\nCare,20\n",
    "Pendle Council": "Planning,100\nHousing,150\nWaste,30\n",
}
"""Body -> its labels with whole pounds. The county holds both districts; the districts do not meet."""

MAP = {
    "Planning": "06.2.0",
    "Libraries": "08.2.0",
    "Parks": "08.1.0",
    "Housing": "06.1.0",
    "Waste": "05.1.0",
    "Care": "10.4.0",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verdicts")
    verb = Verb(folder / "desk.tpdesk")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            patch.setenv(name, str(folder / "home"))
        verb.good("place", "add", "Shire", "--code", COUNTY)
        verb.good("place", "population", "Shire", "2024-25", "--people", "1000")
        for (name, text), area in zip(MONEY.items(), (COUNTY, BURNLEY, PENDLE), strict=True):
            verb.good("agency", "add", name, "--place", "Shire", "--area", area)
            file = spending(folder, f"Service,Amount\n{text}", f"{name}.csv")
            verb.good("import", file, "--place", "Shire", "--agency", name, "--year", "2024-25")
        text = "label,category,share\n" + "".join(f"{label},{code},1\n" for label, code in MAP.items())
        verb.good("categorise", "--place", "Shire", "--map", spending(folder, text, "map.csv"))
        verb.good("dive", "add", "Growth", "--place", "Shire")
        verb.good("workshop", "add", "First workshop", "--place", "Shire")
        deliver(verb, "County Council", "advise", "small firms", "06.2.0", "--cost", "80", "--grade", "2")
        deliver(verb, "Burnley Council", "advise", "small firms", "06.2.0", "--cost", "30", "--grade", "4")
        deliver(verb, "County Council", "assess", "children under five", "10.4.0")
        deliver(verb, "Burnley Council", "support families", "children under five", "10.4.0", "--cost", "20")
        seen = ("--kind", "overlap seen", "--category", "06.2.0")
        verb.good("note", "add", "Firms meet two advisers in one week", "--workshop", "First workshop", *seen)
        verb.good("note", "add", "A private word", "--workshop", "First workshop", *seen, "--private")
    return verb.desk


def deliver(verb: Verb, agency: str, activity: str, group: str, category: str, *more: str) -> Any:
    return verb.good(
        "delivery", "add", "--dive", "Growth", "--agency", agency, "--activity", activity, "--client-group", group,
        "--category", category, *more
    )  # fmt: skip


@pytest.fixture
def shire(made: Path, verb: Verb) -> Verb:
    shutil.copyfile(made, verb.desk)
    return verb


def rows(verb: Verb, level: str = "3") -> dict[str, Any]:
    found = verb.good("overlap", "--place", "Shire", "--year", "2024-25", "--level", level)["rows"]
    return {row["category"]: row for row in found}


@pytest.mark.deep
def test_the_five_verdicts(shire: Verb) -> None:
    found = rows(shire)
    assert {code: row["verdict"] for code, row in found.items()} == {
        "08.2.0": "single", "08.1.0": "single", "06.1.0": "separate areas", "05.1.0": "fragmented",
        "10.4.0": "overlap evidenced",
        "06.2.0": "duplication evidenced",
    }  # fmt: skip


@pytest.mark.deep
def test_evidence_names_deliveries_notes_and_areas_and_no_private_note(shire: Verb) -> None:
    row = rows(shire)["06.2.0"]
    assert (
        row["evidence"][0]
        == "Duplication: Burnley Council and County Council both advise for small firms, in Burnley (deliveries 1, 2)."
    )
    assert (
        row["evidence_records"]["deliveries"],
        row["evidence_records"]["notes"],
        row["evidence_records"]["areas"],
    ) == ([1, 2], [1], ["Burnley"])
    assert "Seen in the room: note 1 of First workshop: Firms meet two advisers in one week" in row["evidence"]
    assert not any("private word" in words for words in row["evidence"])
    assert row["spend_verdict"] == "fragmented"
    # 80 and 30 meet: 30 at most; 15% of grade 4 either way.
    (stake,) = row["stakes"]
    assert (stake["bound_pence"], stake["low_pence"], stake["high_pence"], stake["grade"]) == (30_00, 25_50, 34_50, 4)


def test_a_delivery_without_a_cost_is_evidence_with_a_blank(shire: Verb) -> None:
    (stake,) = rows(shire)["10.4.0"]["stakes"]
    assert (stake["known_pence"], stake["bound_pence"], stake["unknown"], stake["low_pence"]) == (
        20_00,
        20_00,
        ["County Council"],
        None,
    )
    shire.good("delivery", "change", "4", "--cost", "")
    (stake,) = rows(shire)["10.4.0"]["stakes"]
    assert (stake["bound_pence"], stake["unknown"]) == (None, ["Burnley Council", "County Council"])


def test_areas_that_do_not_meet_never_overlap(shire: Verb) -> None:
    deliver(shire, "Burnley Council", "house", "people without a settled home", "06.1.0")
    deliver(shire, "Pendle Council", "house", "people without a settled home", "06.1.0")
    row = rows(shire)["06.1.0"]
    assert row["verdict"] == "separate areas"
    assert any("their areas do not meet" in words for words in row["evidence"])
    # The same in one area of the county is no longer apart: the delivery's own area counts, not its body's.
    deliver(shire, "Pendle Council", "house", "people without a settled home", "06.1.0", "--area", BURNLEY)
    assert rows(shire)["06.1.0"]["verdict"] == "duplication evidenced"


def test_a_delivery_of_another_year_proves_nothing_in_this_one(shire: Verb) -> None:
    shire.good("delivery", "change", "2", "--year", "2023-24")
    assert rows(shire)["06.2.0"]["verdict"] == "fragmented"
    shire.good("delivery", "change", "2", "--year", "2024-25")
    assert rows(shire)["06.2.0"]["verdict"] == "duplication evidenced"


def test_a_chain_and_what_the_user_decides(shire: Verb) -> None:
    shire.good("delivery", "change", "2", "--commissioned-by", "County Council")
    assert rows(shire)["06.2.0"]["verdict"] == "fragmented"
    decided = ("--place", "Shire", "--year", "2024-25", "--verdict", "overlap evidenced", "--reason", "Two front doors")
    shire.good("verdict", "06.2.0", *decided)
    row = rows(shire)["06.2.0"]
    assert (row["verdict"], row["found_verdict"], row["ruling_reason"]) == (
        "overlap evidenced",
        "fragmented",
        "Two front doors",
    )
    assert row["evidence"][0].startswith("Decided by hand: overlap evidenced. Reason: Two front doors.")


def test_evidence_lifts_the_shortlist(shire: Verb) -> None:
    found = shire.good("shortlist", "--place", "Shire", "--year", "2024-25", "--level", "3")
    parts = {row["category"]: row["parts"]["verdict"] for row in found["rows"]}
    assert (parts["06.2.0"], parts["10.4.0"], parts["05.1.0"], parts["06.1.0"], parts["08.2.0"]) == (
        1,
        0.75,
        0.5,
        0.25,
        0,
    )
    assert found["rows"][0]["category"] == "06.2.0"


def test_the_total_of_a_deep_dive_by_rule_and_by_line(shire: Verb) -> None:
    shire.good("dive", "tag", "Growth", "--category", "06.2", "--share", "50%")
    found = shire.good("dive", "show", "Growth")
    # Planning is 500 + 300 + 100; all spend is 1,900 + 570 + 280 = 2,750.
    assert (found["total_pence"], found["of_pence"], found["pence_per_head"]) == (450_00, 2_750_00, 45)
    assert found["share"] == pytest.approx(450 / 2750)
    assert found["basis"]["people"] == 1000
    line = next(
        item for item in shire.good("spend",
            "list")["lines"] if item["label"] == "Planning" and item["amount_pence"] == 500_00
    )  # fmt: skip
    shire.good("dive", "tag", "Growth", "--line", str(line["id"]))
    assert shire.good("dive", "show", "Growth")["total_pence"] == 700_00
    shire.good("dive", "add", "Firms", "--place", "Shire", "--parent", "Growth")
    shire.good("dive", "tag", "Firms", "--agency", "Pendle Council", "--category", "06.2.0")
    found = shire.good("dive", "show", "Growth")
    assert (found["total_pence"], [item["total_pence"] for item in found["subthemes"]]) == (750_00, [100_00])
