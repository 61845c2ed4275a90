"""Areas that lines name: one that is not known is said with the one that was meant, those of one kind stand together;
facts of the whole programme."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_contract import spending
from tests.cli.verbs import Verb, run

MEANT = "'Hyndbrun' is not an area that tpdesk knows. Did you mean Hyndburn (E07000120)?"


def areas(verb: Verb, folder: Path, *named: str) -> list[str]:
    """Import a line of £10 for each area; return what the import said of the sheet."""
    verb.good("place", "add", "Shire", "--code", "E10000017")
    verb.good("agency", "add", "Shire CC", "--place", "Shire", "--area", "E10000017")
    file = spending(folder, "Service,Area,Amount\n" + "".join(f"Roads,{name},10\n" for name in named))
    told = verb.good("import", file, "--agency", "Shire CC", "--year", "2024-25", "--map", "area=Area")
    return [str(text) for entry in told["files"] for text in entry["warnings"]]


def test_an_unknown_area_is_an_issue_with_the_known_one_that_was_meant(verb: Verb, tmp_path: Path) -> None:
    assert MEANT in areas(verb, tmp_path, "Hyndbrun", "Hyndburn", "Hyndburn", "E07000121")
    for told in (verb.good("count"), verb.good("count", "--by", "area"), verb.good("overlap")):
        assert f"{MEANT} 1 line, £10.00 without signs, names it." in told["issues"]
    rows = {row["title"]: row for row in verb.good("count", "--by", "area")["rows"]}
    assert rows["Hyndbrun"]["kind"] == "other"
    assert rows["Hyndburn"]["kind"] == "district"


def test_a_text_like_no_area_is_said_without_a_guess_and_many_are_counted(verb: Verb, tmp_path: Path) -> None:
    said = areas(verb, tmp_path, *(f"Zzyzx {word}" for word in ("ab", "cd", "ef", "gh", "ij", "kl", "mn")), "")
    assert "'Zzyzx ab' is not an area that tpdesk knows. Check its name or code." in said
    assert "2 other areas in this sheet are not known to tpdesk." in said
    told = [issue for issue in verb.good("count")["issue_details"] if issue["code"] == "unknown-area"]
    assert len(told) == 6
    assert told[-1]["text"] == "2 other areas that lines name are not known to tpdesk: see the count by area."


def test_areas_of_one_kind_stand_together(verb: Verb, tmp_path: Path) -> None:
    areas(verb, tmp_path, "E10000017", "E07000120", "E10000017", "E06000008", "E07000121", "")
    told = verb.good("count", "--by", "area")
    assert [(row["kind"], row["area"]) for row in told["rows"]] == [
        ("county", "E10000017"), ("district", "E07000120"), ("district", "E07000121"), ("unitary", "E06000008"),
        (None, None),
    ]  # fmt: skip
    assert (
        "Lines name areas of several kinds (counties, districts and unitaries). One may lie inside "
        "another, so each kind is listed by itself."
    ) in told["issues"]
    words = run("--desk", verb.desk, "count", "--by", "area").out
    for heading in ("Counties: £20.00", "Districts: £20.00", "Unitaries: £10.00", "No area given: £10.00"):
        assert heading in words


def test_areas_of_one_kind_alone_are_one_table_without_a_word(verb: Verb, tmp_path: Path) -> None:
    areas(verb, tmp_path, "E07000120", "E07000121")
    told = verb.good("count", "--by", "area")
    assert not [issue for issue in told["issue_details"] if issue["code"] in ("area-kinds", "unknown-area")]
    assert "Districts:" not in run("--desk", verb.desk, "count", "--by", "area").out


@pytest.mark.deep
def test_facts_of_the_whole_programme_are_listed(tmp_path: Path) -> None:
    desk = tmp_path / "sample.tpdesk"
    run("--desk", desk, "demo")
    told = Verb(desk).good("place", "programme")
    titles = {row["title"]: row for row in told["published_counts"]}
    assert titles["Investment in the 13 pilots"]["amount_pence"] == 500_000_000
    assert len(told["milestones"]) > 5
    words = run("--desk", desk, "place", "programme").out
    assert "Investment in the 13 pilots" in words
    assert "Pilots announced in the Budget" in words
