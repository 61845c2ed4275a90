"""`merge`: what it says before it does anything, the file of conflicts, and its exit codes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.verbs import Verb


def test_a_sample_desk_brings_a_sample_desk_nothing(sample: Verb, tmp_path: Path) -> None:
    other = shutil.copyfile(sample.desk, tmp_path / "other.tpdesk")
    told = sample.good("merge", other)
    assert (told["merged"], told["new"], told["differences"], told["notes"]) == (False, [], [], [])
    assert "all that it has is here" in sample.words("merge", other).out


@pytest.mark.deep
def test_a_dry_run_changes_nothing_and_the_merge_is_one_step(sample: Verb, tmp_path: Path) -> None:
    other = Verb(tmp_path / "other.tpdesk")
    other.good("place", "add", "Testshire", "--code", "E07000120")
    other.good("agency", "add", "Body", "--place", "Testshire")
    file = tmp_path / "may.csv"
    file.write_text("Date,Service,Amount\n01/05/2024,Roads,10.00\n", encoding="utf-8", newline="")
    other.good("import", file, "--agency", "Body")
    dry = sample.good("merge", other.desk, "--dry-run")
    assert (dry["merged"], dry["lines"], dry["sum_pence"], dry["batches"][0]["batch"]) == (False, 1, 1000, None)
    assert sample("place", "show", "Testshire").exit_code == 2
    told = sample.words("merge", other.desk)
    assert told.exit_code == 0
    assert (
        "Merged other.tpdesk: 1 place, 1 organisation, 1 area of a place, 1 organisation in a place, 1 batch, 1 line."
        in told.out
    )
    assert sample.good("count", "--place", "Testshire", "--year", "2024-25")["gross_pence"] == 1000
    assert sample.good("undo")["undone"][0]["title"].startswith("Merge other.tpdesk: 1 place")
    assert sample("place", "show", "Testshire").exit_code == 2


@pytest.mark.deep
def test_conflicts_are_kept_taken_or_decided_in_a_file(verb: Verb, tmp_path: Path) -> None:
    other = Verb(tmp_path / "other.tpdesk")
    for desk, kind in ((verb, "pilot"), (other, "parallel")):
        desk.good("place", "add", "Testshire", "--kind", kind)
    out = tmp_path / "conflicts.csv"
    told = verb.words("merge", other.desk, "--conflicts", out)
    assert "place Testshire, kind: pilot here, parallel there (conflict, kept mine)" in told.out
    assert out.read_text(encoding="utf-8-sig").splitlines()[1] == "place,Testshire,kind,pilot,parallel,mine"
    assert verb.good("place", "show", "Testshire")["kind"] == "pilot"
    out.write_text(out.read_text(encoding="utf-8-sig").replace(",mine\n", ",theirs\n"), encoding="utf-8", newline="")
    assert verb.good("merge", other.desk, "--decide", out)["differences"][0]["choice"] == "theirs"
    assert verb.good("place", "show", "Testshire")["kind"] == "parallel"
    verb.good("undo")
    assert verb.good("merge", other.desk, "--take", "theirs")["merged"] is True
    assert verb.good("place", "show", "Testshire")["kind"] == "parallel"


def test_what_cannot_be_merged_says_why(verb: Verb, tmp_path: Path) -> None:
    verb.good("place", "add", "Testshire")
    assert verb("merge", tmp_path / "missing.tpdesk").exit_code == 4
    assert verb("merge", verb.desk).exit_code == 2
    text = tmp_path / "text.tpdesk"
    text.write_text("no desk", encoding="utf-8")
    assert verb("merge", text).exit_code == 4
    other = Verb(tmp_path / "other.tpdesk")
    other.good("place", "add", "Elsewhere")
    assert verb("merge", other.desk, "--decide", tmp_path / "missing.csv").exit_code == 1
    assert verb("merge", other.desk, "--conflicts", other.desk).exit_code == 2
