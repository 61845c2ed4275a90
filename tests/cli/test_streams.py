"""The verbs of funding streams, priorities and alignment: on a real desk, with what they refuse."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.verbs import Verb, ready_desk

HERE = ("--place", "Testshire", "--year", "2024-25")
LINES = """Body,Service,Amount,Fund,Paid to
Council,Drug treatment,300.00,Council to pool,
Council,Parks,50.00,,
NHS,Drug treatment,650.00,Drugs pool,
NHS,Clinics,20.00,Aera Based Grant,
Police,Wardens,10.00,Drugs pool / Area Based Grant,
"""


def _desk(verb: Verb) -> None:
    """A desk with three organisations, their lines, two streams, a pool with two contributions, and a priority."""
    verb.good("place", "add", "Testshire", "--code", "E07000120")
    for name in ("Council", "NHS", "Police"):
        verb.good("agency", "add", name, "--place", "Testshire", "--area", "E07000120")
    file = verb.desk.parent / "lines.csv"
    file.write_text(LINES, encoding="utf-8")
    columns = ("--agency-column", "Body", "--map", "funding_stream=Fund", "--map", "transfer_to=Paid to")
    verb.good("import", file, *HERE, *columns)
    verb.good("stream", "add", "Area Based Grant", *HERE, "--awarded", "1,000", "--ends", "2024-25")
    verb.good("stream", "add", "Drugs pool", *HERE, "--host", "NHS", "--awarded", "900", "--legal-basis", "s.75")
    verb.good("stream", "add", "Council to pool", "--year", "2024-25", "--parent", "Drugs pool", "--awarded", "300")
    verb.good("stream", "add", "NHS to pool", "--year", "2024-25", "--parent", "Drugs pool", "--awarded", "500")
    verb.good("priority", "add", "Safer", "--place", "Testshire", "--lead", "Police")


desk = ready_desk(_desk)


def after_transfers(verb: Verb) -> int:
    return int(verb.good("count", *HERE)["after_transfers_pence"])


def test_a_contribution_takes_the_place_of_its_pool(desk: Verb) -> None:
    assert desk.good("stream", "show", "Council to pool")["place"] == "Testshire"


def test_streams_change_nothing_of_the_count(desk: Verb) -> None:
    before = desk.good("count", *HERE)
    desk.good("stream", "align", "Drugs pool", "--priority", "Safer", "--share", "1", "--mode", "pooled")
    desk.good("stream", "change", "Drugs pool", "--awarded", "5m")
    assert desk.good("count", *HERE) == before
    for title in ("Council to pool", "NHS to pool", "Drugs pool", "Area Based Grant"):
        desk.good("stream", "remove", title)
    assert desk.good("count", *HERE) == before


def test_an_alignment_is_said_and_said_again(desk: Verb) -> None:
    first = desk.good(
        "stream", "align", "area based grant", "--priority", "safer", "--share", "25%", "--mode", "aligned"
    )
    again = desk.good("stream", "align", "Area Based Grant", "--priority", "Safer", "--share", "0.4")
    assert (again["alignment"], again["share"], again["mode"]) == (first["alignment"], "0.4", "aligned")
    found = desk.good("alignment", *HERE)
    assert {(row["priority"], row["stream"]): row["pence"] for row in found["by_priority"]} == {
        ("Safer", "Area Based Grant"): 40_000, ("not mapped", "Area Based Grant"): 60_000,
        ("not mapped", "Drugs pool"): 90_000,
    }  # fmt: skip
    assert found["by_mode"] == {"pooled": 0, "shared": 0, "aligned": 40_000, "none": 0, "not mapped": 150_000}
    assert (found["total_pence"], found["pooled_share"]) == (190_000, "0.000000")
    assert desk.good("undo")
    assert desk.good("stream", "show", "Area Based Grant")["alignments"][0]["share"] == "0.25"


def test_the_pooled_share_stands_beside_that_of_the_count(desk: Verb) -> None:
    desk.good("stream", "align", "Drugs pool", "--priority", "Safer", "--share", "1", "--mode", "pooled")
    found = desk.good("alignment", *HERE)
    assert found["pooled_share"] == "0.473684"
    assert found["count_after_transfers_pence"] == after_transfers(desk) == 103_000
    assert found["pooled_share_of_count"] == "0.873786"
    assert found["ends"] == ["Area Based Grant"]
    told = desk.words("alignment", *HERE).out
    assert "pooled: £900.00 (47.37%)" in told
    assert "Pooled, of the count after transfers: 87.38% of £1,030.00." in told


@pytest.mark.parametrize("share", ["1.2", "120%", "0", "-1", "half"])
def test_a_share_that_is_none_is_refused(desk: Verb, share: str) -> None:
    told = desk("stream", "align", "Drugs pool", "--priority", "Safer", "--share", share, "--mode", "pooled")
    assert told.exit_code == 2
    assert "Share" in told.err
    assert not desk.good("stream", "alignment", "list")["alignments"]


def test_shares_of_a_stream_above_1_are_refused_on_every_road(desk: Verb, tmp_path: Path) -> None:
    desk.good("priority", "add", "Work", "--place", "Testshire")
    desk.good("priority", "add", "Home", "--place", "Testshire")
    for priority, share in (("Safer", "0.1"), ("Work", "0.2"), ("Home", "0.7")):
        desk.good("stream", "align", "Drugs pool", "--priority", priority, "--share", share, "--mode", "pooled")
    words = "The shares of the funding stream 'Drugs pool' come to 1.000001; together they are 1 at most."
    assert words in desk("stream", "align", "Drugs pool", "--priority", "Home", "--share", "0.700001").err
    assert words in desk("stream", "alignment", "change", "3", "--share", "0.700001").err
    desk.good("stream", "alignment", "remove", "3")
    file = tmp_path / "parts.csv"
    file.write_text("stream,priority,share,mode\nDrugs pool,Home,0.700001,pooled\n", encoding="utf-8")
    assert words in desk("stream", "alignment", "import", file).json["rejects"][0]["message"]


def test_a_stream_and_a_priority_are_of_one_place(desk: Verb) -> None:
    desk.good("place", "add", "Otherton")
    desk.good("priority", "add", "Theirs", "--place", "Otherton")
    told = desk("stream", "align", "Drugs pool", "--priority", "Theirs", "--share", "1", "--mode", "pooled")
    assert "The funding stream 'Drugs pool' and the priority 'Theirs' are of different places." in told.err


def test_a_pool_is_not_paid_into_itself(desk: Verb) -> None:
    told = desk("stream", "change", "Drugs pool", "--parent", "Council to pool")
    assert told.exit_code == 2
    assert "would be a part of itself" in told.err


def test_what_is_wrong_with_the_streams_is_said(desk: Verb) -> None:
    issues = {one["code"]: one["text"] for one in desk.good("alignment", *HERE)["issues"]}
    assert issues["contribution-twice"].startswith("Council spends £300.00 from 'Drugs pool', which NHS hosts")
    assert "£900.00, £100.00 more than its contributions of £800.00" in issues["pool-differs"]
    assert "spent-above-award" in issues
    assert "Drugs pool / Area Based Grant" in issues["two-streams"]
    assert "'Aera Based Grant', which may be 'Area Based Grant'" in issues["line-name-near"]


def test_contributions_are_marked_as_paid_to_the_host_in_one_step(desk: Verb) -> None:
    (proposed,) = desk.good("stream", "transfers", *HERE)["transfers"]
    assert (proposed["from"], proposed["to"], proposed["amount_pence"], proposed["lines"]) == (
        "Council",
        "NHS",
        30_000,
        1,
    )
    assert after_transfers(desk) == 103_000
    assert desk.good("stream", "transfers", *HERE, "--apply")["changed_lines"] == 1
    assert after_transfers(desk) == 73_000
    found = desk.good("alignment", *HERE)
    assert not found["transfers"]
    assert "contribution-twice" not in {one["code"] for one in found["issues"]}
    spent = {row["stream"]: row["spent_pence"] for row in found["streams"]}
    assert spent == {"Area Based Grant": None, "Drugs pool": 65_000, "Council to pool": 30_000, "NHS to pool": None}
    assert desk("check").exit_code == 0
    desk.good("undo")
    assert after_transfers(desk) == 103_000


def test_contributions_are_among_the_transfers_to_propose_and_doubtful(desk: Verb) -> None:
    (proposed,) = desk.good("transfers", *HERE, "--propose")["transfers"]
    assert (proposed["supplier"], proposed["streams"]) == ("contribution to Drugs pool", ["Council to pool"])
    assert proposed["doubt"] == "its lines name the pool and not who was paid"
    assert desk.good("transfers", *HERE, "--apply")["changed_lines"] == 0
    assert desk.good("transfers", *HERE, "--apply", "--doubtful")["changed_lines"] == 1
    assert after_transfers(desk) == 73_000


def test_lines_that_name_their_payee_are_proposed_once(desk: Verb, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text("Service,Amount,Fund,Supplier\nDrugs,20,Council to pool,NHS\n", encoding="utf-8")
    desk.good("import", file, *HERE, "--agency", "Council", "--map", "funding_stream=Fund")
    found = desk.good("transfers", *HERE, "--propose")["transfers"]
    assert [(one["supplier"], one["amount_pence"]) for one in found] == [
        ("NHS", 2_000), ("contribution to Drugs pool", 30_000),
    ]  # fmt: skip
    assert desk.good("transfers", *HERE, "--apply", "--doubtful")["changed_lines"] == 2


def test_a_year_without_streams_says_what_to_do(desk: Verb) -> None:
    told = desk.words("alignment", "--place", "Testshire", "--year", "2019-20")
    assert "No funding streams of Testshire in 2019-20 yet: tpdesk stream add." in told.out
    assert desk.good("alignment", "--place", "Testshire", "--year", "2019-20")["pooled_share"] is None


def test_priorities_come_from_a_file(desk: Verb, tmp_path: Path) -> None:
    file = tmp_path / "outcomes.csv"
    file.write_text(
        "title,framework,source\nOutcome one,Local Outcomes Framework 2026,gov.uk\nOutcome two,LOF,gov.uk\n",
        encoding="utf-8",
    )
    told = desk("priority", "import", file, "--place", "Testshire").json
    assert (told["rows_imported"], told["rows_rejected"]) == (1, 1)
    assert "none of own, LAA 2008, Local Outcomes Framework 2026" in told["rejects"][0]["message"]


def test_money_of_streams_is_walked_back_to_the_penny(desk: Verb) -> None:
    said = ("--priority", "Safer", "--share", "0.333333", "--mode", "pooled")
    desk.good("stream", "align", "Drugs pool", *said)
    found = desk.good("alignment", *HERE)
    whole = desk.good("explain", "alignment", *HERE)
    assert whole["number"] == whole["parts_pence"] == found["total_pence"]
    for mode in ("pooled", "not mapped"):
        told = desk.good("explain", "alignment", *HERE, "--measure", mode)
        assert told["number"] == told["parts_pence"] == found["by_mode"][mode]
    served = desk.good("explain", "alignment", *HERE, "--priority", "safer", "--stream", "Drugs pool")
    (part,) = served["parts"]
    assert (part["name"], part["pence"], part["note"]) == (
        "Safer: Drugs pool", 30_000, "33.3333% of £900.00, pooled",
    )  # fmt: skip
    assert "Did you mean 'Safer'" in desk("explain", "alignment", *HERE, "--priority", "Saver").err


def test_what_was_spent_of_a_stream_is_walked_back_to_its_lines(desk: Verb) -> None:
    desk.good("stream", "transfers", *HERE, "--apply")
    told = desk.good("explain", "stream", *HERE, "--stream", "Drugs pool")
    assert told["number"] == told["parts_pence"] == 65_000
    assert [(step["name"], step["pence"]) for step in told["steps"]] == [
        ("Lines that name it or a contribution to it", 95_000), ("Paid on between their organisations", -30_000),
    ]  # fmt: skip
    assert told["lines"]["count"] == 2
    assert [rows["file"] for rows in told["files"]] == ["lines.csv"]
    assert "name it with --stream" in desk("explain", "stream", *HERE).err


def test_check_names_what_is_to_be_looked_at_and_finds_shares_above_1(desk: Verb) -> None:
    looked = " ".join(desk.good("check")["look_at"])
    assert "Testshire, 2024-25: Council spends £300.00 from 'Drugs pool'" in looked
    desk.good("stream", "align", "Drugs pool", "--priority", "Safer", "--share", "1", "--mode", "pooled")
    with closing(sqlite3.connect(desk.desk)) as connection, connection:
        connection.execute("UPDATE alignment SET share = '1.5'")
    told = desk("check")
    assert told.exit_code != 0
    assert "The shares of the funding stream 'Drugs pool' come to 1.5; together they are 1 at most." in told.out
