"""What each verb does with a desk that is missing, newer, foreign, damaged, locked or in a closed place."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_contract import spending
from tests.cli.verbs import Verb, run, with_desk

READING = (
    ("place", "list"), ("place", "show", "Shire"), ("agency", "list"), ("category", "list"),
    ("categorise", "--place", "Shire"), ("transfers", "--place", "Shire", "--year", "2024-25"),
    ("count",), ("overlap",), ("pairs",), ("check",), ("batch", "list"), ("profile", "list"),
)  # fmt: skip
WRITING = (("place", "add", "New"), ("agency", "add", "New"), ("category", "mark", "05.1.0", "--separate", "An Act"))


@pytest.fixture
def shire(verb: Verb) -> Verb:
    """A desk with one place, one organisation and two lines."""
    return with_desk(verb, filled)


def filled(verb: Verb) -> None:
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire CC", "--place", "Shire")
    file = spending(verb.desk.parent)
    verb.good("import", file, "--place", "Shire", "--agency", "Shire CC", "--year", "2024-25")


def change(path: Path, *statements: str) -> None:
    """Run SQL on a desk file behind the program's back."""
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("words", [*READING, ("pack", "board", "--place", "Shire", "--year", "2024-25")], ids=" ".join)
def test_reading_a_missing_desk_exits_4_and_makes_none(verb: Verb, words: tuple[str, ...]) -> None:
    told = verb(*words)
    assert told.exit_code == 4
    assert told.json["error"]["exit_code"] == 4
    assert str(verb.desk) in told.err
    assert not verb.desk.exists()


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_writing_makes_a_missing_desk(verb: Verb, words: tuple[str, ...]) -> None:
    verb.good(*words)
    assert verb.good("check")["ok"] is True


def test_a_desk_is_made_with_the_folder_that_holds_it(tmp_path: Path) -> None:
    verb = Verb(tmp_path / "new folder" / "deep.tpdesk")
    verb.good("place", "add", "Shire")
    assert verb.desk.is_file()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps files private by other means")
def test_nobody_else_reads_a_desk(shire: Verb) -> None:
    assert shire.desk.stat().st_mode & 0o077 == 0


def damaged(path: Path, how: str) -> None:
    """Make a file that is no good desk."""
    if how == "newer":
        change(path, "PRAGMA user_version = 9999")
    elif how == "foreign database":
        path.unlink()
        change(path, "CREATE TABLE other (a)", "INSERT INTO other VALUES (1)")
    elif how == "random bytes":
        path.write_bytes(bytes(range(256)) * 64)
    elif how == "text":
        path.write_text("place,year\nShire,2024-25\n", encoding="utf-8")
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "cut short":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    elif how == "header only":
        path.write_bytes(path.read_bytes()[:100])
    elif how == "zeros inside":
        data = bytearray(path.read_bytes())
        data[4096:40_000] = bytes(40_000 - 4096)
        path.write_bytes(bytes(data))
    elif how == "extra trigger":
        change(path, "CREATE TRIGGER steal AFTER INSERT ON place BEGIN DELETE FROM agency; END")
    elif how == "extra view":
        change(path, "CREATE VIEW look AS SELECT * FROM place")
    elif how == "a folder":
        path.unlink()
        path.mkdir()


HOWS = (
    "newer",
    "foreign database",
    "random bytes",
    "text",
    "empty",
    "cut short",
    "header only",
    "zeros inside",
    "extra trigger",
    "extra view",
    "a folder",
)


@pytest.mark.parametrize("how", HOWS)
def test_reading_what_is_no_good_desk_exits_4_and_changes_nothing(shire: Verb, how: str) -> None:
    damaged(shire.desk, how)
    before = None if shire.desk.is_dir() else shire.desk.read_bytes()
    for words in (("count", "--place", "Shire", "--year", "2024-25"), ("place", "list"), ("agency", "list")):
        told = shire(*words)
        assert told.exit_code == 4, (words, told.out, told.err)
        assert told.json["error"]["exit_code"] == 4
        assert "Traceback" not in told.err
    assert before == (None if shire.desk.is_dir() else shire.desk.read_bytes())


@pytest.mark.parametrize("how", [how for how in HOWS if how != "empty"])
def test_writing_to_what_is_no_good_desk_exits_4_and_changes_nothing(shire: Verb, how: str, tmp_path: Path) -> None:
    damaged(shire.desk, how)
    before = None if shire.desk.is_dir() else shire.desk.read_bytes()
    file = spending(tmp_path, "Service,Amount\nRoads,1\nBins,2\n", "second.csv")
    for words in (
        ("place", "add", "New"),
        ("import", file, "--place", "Shire", "--agency", "Shire CC", "--year", "2024-25"),
    ):
        assert shire(*words).exit_code == 4, words
    assert before == (None if shire.desk.is_dir() else shire.desk.read_bytes())


def test_check_finds_lines_changed_behind_its_back(shire: Verb) -> None:
    change(shire.desk, "UPDATE cube SET pence = pence + 1")
    told = shire("check")
    assert told.exit_code == 1
    assert told.json["ok"] is False
    assert [item["name"] for item in told.json["checks"] if not item["passed"]]


@pytest.mark.deep
def test_every_flipped_byte_is_met_with_words(shire: Verb, tmp_path: Path) -> None:
    whole = shire.desk.read_bytes()
    torn = Verb(tmp_path / "torn.tpdesk")
    for number in range(30):
        data = bytearray(whole)
        place = number * 15_838 % (len(data) - 16)
        data[place : place + 16] = bytes(byte ^ 0xFF for byte in data[place : place + 16])
        torn.desk.write_bytes(bytes(data))
        for words in (("check",), ("count", "--place", "Shire", "--year", "2024-25")):
            # An exception that is no exit is raised by run().
            assert torn(*words).exit_code in (0, 1, 2, 4), (place, words)


@pytest.fixture
def held(shire: Verb) -> Iterator[Verb]:
    """The desk while another connection is in the middle of a write."""
    other = sqlite3.connect(shire.desk, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE place SET name = 'Half written'")
    yield shire
    other.execute("ROLLBACK")
    other.close()


def test_while_another_writes_reading_goes_on_and_writing_exits_3(
    held: Verb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tpdesk.models.connection.BUSY_MILLISECONDS", 20)
    for reading in READING:
        assert held(*reading).exit_code == 0, reading
    assert held.good("place", "list")["places"][0]["name"] == "Shire"
    file = str(spending(tmp_path, "Service,Amount\nRoads,1\nBins,2\n", "second.csv"))
    writing: list[tuple[str, ...]] = [*WRITING, ("import", file, "--agency", "Shire CC", "--year", "2024-25")]
    for words in writing:
        told = held(*words)
        assert told.exit_code == 3, words
        assert "in use" in told.err


@pytest.mark.skipif(
    os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="the system closes no folder to this user"
)
def test_a_closed_folder_exits_3(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0o500)
    try:
        assert Verb(closed / "new.tpdesk")("place", "add", "Shire").exit_code == 3
    finally:
        closed.chmod(0o700)


def test_a_place_where_no_file_can_be_exits_3(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    told = Verb(tmp_path / "file" / "new.tpdesk")("place", "add", "Shire")
    assert told.exit_code == 3
    assert "new.tpdesk" in told.err


@pytest.mark.parametrize(
    "words", [("count", "--csv"), ("overlap", "--csv"), ("pairs", "--csv"), ("pack", "board", "--out")], ids=" ".join
)
def test_output_into_a_place_that_is_closed_exits_3(shire: Verb, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    told = shire(*words, tmp_path / "file" / "out")
    assert told.exit_code == 3, told.err
    assert told.json["error"]["exit_code"] == 3


def test_output_over_a_folder_exits_3(shire: Verb, tmp_path: Path) -> None:
    told = shire("pack", "board", "--out", tmp_path)
    assert told.exit_code in (2, 3)


def test_rejects_into_a_closed_place_take_nothing_in(shire: Verb, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    before = shire.good("count")
    bad = spending(tmp_path, "Service,Amount\nRoads,1\nBins,x\nBins,3\n", "second.csv")
    told = shire(
        "import", bad, "--agency", "Shire CC", "--year", "2024-25", "--rejects", tmp_path / "file" / "rejects.csv"
    )
    assert told.exit_code == 3
    assert shire.good("count")["gross_pence"] == before["gross_pence"], "exit 3 says that nothing was written"


def test_the_desk_is_named_by_the_environment_else_the_last_opened(
    shire: Verb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shire.good("place", "list")
    assert run("place", "list", "--json").json["places"][0]["name"] == "Shire", "the last one that was named"
    monkeypatch.setenv("TPDESK_FILE", str(shire.desk))
    assert run("place", "list", "--json").json["places"][0]["name"] == "Shire"
    other = tmp_path / "other.tpdesk"
    shutil.copyfile(shire.desk, other)
    Verb(other).good("place", "add", "Elsewhere")
    assert len(run("--desk", str(other), "place", "list", "--json").json["places"]) == 2, "--desk wins"
    monkeypatch.delenv("TPDESK_FILE")
    monkeypatch.setenv("TPDESK_FILE", "")
    assert len(run("place", "list", "--json").json["places"]) == 2, "an empty name is none: the last one again"


def test_without_a_name_the_desk_is_made_in_the_data_folder(tmp_path: Path) -> None:
    assert run("place", "list", "--json").exit_code == 4, "there is none yet, and none was named before"
    assert run("place", "add", "Shire", "--json").exit_code == 0
    assert run("place", "list", "--json").json["places"][0]["name"] == "Shire"
    if os.name == "posix" and "XDG_DATA_HOME" in os.environ and os.uname().sysname == "Linux":
        assert [path.name for path in (tmp_path / "data-home").rglob("*.tpdesk")] == ["desk.tpdesk"]


def test_a_desk_file_in_the_first_place_is_as_good_as_desk(shire: Verb) -> None:
    assert run(shire.desk, "place", "list", "--json").json == shire.good("place", "list")
    # Without a verb the window opens, for which there is no terminal here.
    told = run(shire.desk)
    assert told.exit_code == 2
    assert "The desk opens in a terminal" in told.err


def test_a_desk_file_in_the_first_place_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    told = run(tmp_path / "none.tpdesk", "--json")
    assert told.exit_code == 2
    assert "There is no desk file" in told.json["error"]["message"]
    assert not (tmp_path / "none.tpdesk").exists()
