"""What tpdesk wrote itself is known by what it holds: never imported as spending, never replaced unasked by a verb."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from tests.cli.verbs import Verb

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.fixture
def shire(tmp_path: Path) -> Verb:
    """A desk with a council, a credit note among its three lines, and no label mapped."""
    verb = Verb(tmp_path / "shire.tpdesk")
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire Council", "--place", "Shire", "--kind", "county")
    file = tmp_path / "council.csv"
    file.write_text("Service,Amount\nZygotic pods,800\nQuorls,-1.50\nQuorls,0.25\n", encoding="utf-8")
    verb.good("import", file, "--agency", "Shire Council", "--year", "2024-25", "--map", "label=Service")
    return verb


def refused(verb: Verb, file: Path) -> str:
    before = verb.good("count", "--place", "Shire", "--year", "2024-25")["gross_pence"]
    told = verb("import", file, "--agency", "Shire Council", "--year", "2024-25")
    assert told.exit_code == 1, told.out
    assert verb.good("count", "--place", "Shire", "--year", "2024-25")["gross_pence"] == before
    return str(told.json["files"][0]["error"])


def test_written_lines_are_not_imported_as_spending(shire: Verb, tmp_path: Path) -> None:
    shire.good("spend", "list", "--csv", tmp_path / "lines.csv")
    assert "lines written from a desk" in refused(shire, tmp_path / "lines.csv")


def test_a_map_file_is_not_imported_as_spending(shire: Verb, tmp_path: Path) -> None:
    shire.good("categorise", "--out", tmp_path / "labels.csv")
    assert "map file" in refused(shire, tmp_path / "labels.csv")


@pytest.mark.parametrize("publish", [[], ["--publish"]], ids=["working", "published"])
def test_a_pack_is_not_imported_as_spending(shire: Verb, tmp_path: Path, publish: list[str]) -> None:
    shire.good("pack", "board", "--place", "Shire", "--year", "2024-25", "--out", tmp_path / "p.xlsx", *publish)
    assert "a pack" in refused(shire, shutil.copyfile(tmp_path / "p.xlsx", tmp_path / "spend.xlsx"))


def test_the_differences_of_a_merge_are_not_imported(shire: Verb, tmp_path: Path) -> None:
    file = tmp_path / "d.csv"
    file.write_text("record,name,field,mine,theirs,choice\nplace,Shire,note,1,2,mine\n", encoding="utf-8")
    assert "differences of a merge" in refused(shire, file)


def test_a_file_of_like_columns_is_imported(shire: Verb, tmp_path: Path) -> None:
    file = tmp_path / "theirs.csv"
    file.write_text("Agency,Label,Category,Amount\nShire Council,Roads,04.5,12\n", encoding="utf-8")
    assert shire.good("import", file, "--year", "2024-25")["files"][0]["rows_imported"] == 1


def test_a_map_file_that_was_filled_in_is_replaced_by_force_alone(shire: Verb, tmp_path: Path) -> None:
    out = tmp_path / "labels.csv"
    shire.good("categorise", "--out", out)
    shire.good("categorise", "--out", out)
    filled = out.read_text(encoding="utf-8-sig").replace("Quorls,", "Quorls,05.1", 1)
    out.write_text(filled, encoding="utf-8-sig")
    told = shire("categorise", "--out", out)
    assert (told.exit_code, "changed since" in told.err) == (2, True)
    assert out.read_text(encoding="utf-8-sig") == filled
    shire.good("categorise", "--out", out, "--force")
    assert out.read_text(encoding="utf-8-sig") != filled


def test_a_map_file_says_negative_money_as_it_is(shire: Verb, tmp_path: Path) -> None:
    shire.good("categorise", "--out", tmp_path / "labels.csv")
    with (tmp_path / "labels.csv").open(encoding="utf-8-sig", newline="") as file:
        amounts = {row["label"]: row["amount"] for row in csv.DictReader(file)}
    assert amounts == {"Zygotic pods": "800.00", "Quorls": "-1.25"}


def test_a_pack_replaces_the_pack_that_was_written_and_nothing_else(shire: Verb, tmp_path: Path) -> None:
    out = tmp_path / "p.xlsx"
    words = ("pack", "board", "--place", "Shire", "--year", "2024-25", "--out", out)
    shire.good(*words)
    shire.good(*words)
    out.write_bytes(b"what a body sent")
    told = shire(*words)
    assert (told.exit_code, "did not write it" in told.err) == (2, True)
    assert out.read_bytes() == b"what a body sent"
    shire.good(*words, "--force")
    assert out.read_bytes()[:2] == b"PK"
