"""Desk files from others: made to run something, to let in what ours keep out, or to break the
program that opens them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import struct
from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tpdesk.models import prepare, schema
from tpdesk.models.prepare import digest, made_by_us

LOOKS = (["place", "list"], ["count", "--place", "Lancashire", "--year", "2024-25"], ["check"], ["place", "add", "New"])
"""Verbs that read, count, check and write."""


@pytest.fixture
def desk(sample_original: Path, tmp_path: Path) -> Verb:
    path = tmp_path / "theirs.tpdesk"
    shutil.copyfile(sample_original, path)
    return Verb(path)


def spoil(desk: Verb, *statements: str) -> None:
    """Run SQL on the file with every protection off."""
    connection = sqlite3.connect(desk.desk, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def refused(desk: Verb, word: str) -> None:
    """Every verb ends with exit code 4 and words, and the file stays as it was."""
    before = desk.desk.read_bytes()
    for words in LOOKS:
        told = desk(*words)
        assert told.exit_code == 4, (words, told.out, told.err)
        assert word in told.err, told.err
        assert "Traceback" not in told.err
    assert desk.desk.read_bytes() == before


def rewrite(table: str, old: str, new: str) -> tuple[str, ...]:
    """Return the SQL that puts another text into sqlite_master for a table of ours."""
    return (
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = replace(sql, '{old}', '{new}') WHERE name = '{table}'",
        "PRAGMA schema_version = 90000",
    )


FOREIGN = {
    "a trigger": ("CREATE TRIGGER steal AFTER INSERT ON place BEGIN DELETE FROM agency; END",),
    "a trigger under our own's name": (
        "DROP TRIGGER audit_kept_from_update",
        "CREATE TRIGGER audit_kept_from_update BEFORE UPDATE ON audit BEGIN SELECT 1; END",
    ),
    "a trigger in capitals": ('CREATE TRIGGER "AUDIT_kept" AFTER INSERT ON audit BEGIN DELETE FROM place; END',),
    "a view": ("CREATE VIEW look AS SELECT * FROM place",),
    "a view in place of a table": ("DROP TABLE setting",
        "CREATE VIEW setting AS SELECT 'key' AS key, 'value' AS value"),
    "a table": ("CREATE TABLE extra (a)",),
    "a table named as SQLite's own": ("PRAGMA writable_schema = ON",
        ("INSERT INTO sqlite_master SELECT type, 'sqlite_extra', 'sqlite_extra', rootpage, replace(sql, 'setting', "
         "'sqlite_extra') FROM sqlite_master WHERE name = 'setting'")),
    "a generated column": ("ALTER TABLE place ADD COLUMN made TEXT GENERATED ALWAYS AS (upper(name)) VIRTUAL",),
    "a column more": ("ALTER TABLE spend ADD COLUMN extra INTEGER",),
    "an index on an expression": ("CREATE INDEX slow ON place (hex(zeroblob(1000)) || name)",),
    "an index that lets only some lines in": ("CREATE UNIQUE INDEX one ON place (name, theme)",),
    "a table that is not strict": rewrite("place", ") STRICT", ")"),
    "a check less": rewrite("spend", "CHECK (flow IN (1, 2))", ""),
    "a default that is a function": rewrite("place", "note TEXT NOT NULL DEFAULT ''''",
        "note TEXT NOT NULL DEFAULT (hex(randomblob(9)))"),
    "a history that can be changed": ("DROP TRIGGER audit_kept_from_delete",),
    "a table that is gone": ("DROP TABLE funding_award",),
}  # fmt: skip


@pytest.mark.parametrize("what", FOREIGN)
def test_a_file_with_what_is_not_ours_is_refused(desk: Verb, what: str) -> None:
    spoil(desk, *FOREIGN[what])
    refused(desk, "missing" if what.endswith(("gone", "can be changed")) else "did not write")


def test_a_virtual_table_is_refused_and_never_asked(desk: Verb) -> None:
    try:
        spoil(desk, "CREATE VIRTUAL TABLE seek USING fts5 (a)")
    except sqlite3.OperationalError:
        pytest.skip("this SQLite has no fts5")
    refused(desk, "did not write")


def test_a_strange_name_is_told_without_its_escape_sequences(desk: Verb) -> None:
    spoil(desk, 'CREATE TABLE "\x1b]0;t\x07[red]\x9b2Jx" (a)')
    told = desk.words("place", "list")
    assert told.exit_code == 4
    assert "[red]" in told.err
    assert "\x1b" not in told.err
    assert "\x9b" not in told.err


@pytest.mark.parametrize(
    "master",
    [
        "UPDATE sqlite_master SET sql = 'CREATE TABLE place (' WHERE name = 'place'",
        "UPDATE sqlite_master SET rootpage = 2 WHERE type = 'table'",
        "UPDATE sqlite_master SET rootpage = 999999 WHERE name = 'spend'",
        "UPDATE sqlite_master SET type = 'trigger' WHERE name = 'place'",
        "UPDATE sqlite_master SET name = X'00ff' WHERE name = 'place'",
        "UPDATE sqlite_master SET sql = NULL WHERE name = 'place'",
        "UPDATE sqlite_master SET tbl_name = 'agency' WHERE name = 'place'",
        "DELETE FROM sqlite_master",
    ],
)
def test_a_crafted_schema_is_met_with_words(desk: Verb, master: str) -> None:
    spoil(desk, "PRAGMA writable_schema = ON", master, "PRAGMA schema_version = 90001")
    for words in LOOKS[:3]:
        told = desk(*words)
        assert told.exit_code in (1, 4), (told.out, told.err)
        assert "damaged" in told.out + told.err or "did not write" in told.err
        assert "Traceback" not in told.err


@pytest.mark.parametrize("version", [-1, 0, 9999, -(2**31), 2**31 - 1])
def test_an_odd_version_is_refused(desk: Verb, version: int) -> None:
    spoil(desk, f"PRAGMA user_version = {version}")
    refused(desk, "newer" if version > 0 else "damaged")


@pytest.mark.parametrize(
    ("at", "value"),
    [(16, b"\x00\x01"), (16, b"\xff\xff"), (18, b"\x09\x09"), (20, b"\xff"), (28, b"\xff\xff\xff\xff"),
        (28, b"\x00\x00\x00\x01"), (32, b"\x7f\xff\xff\xff"), (44, b"\x00\x00\x00\x63"), (52, b"\x7f\xff\xff\xff"),
        (56, b"\x00\x00\x00\x02")],
)  # fmt: skip
def test_a_crafted_header_is_met_with_words(desk: Verb, at: int, value: bytes) -> None:
    data = bytearray(desk.desk.read_bytes())
    data[at : at + len(value)] = value
    desk.desk.write_bytes(bytes(data))
    for words in LOOKS[:3]:
        told = desk(*words)
        assert told.exit_code in (0, 1, 3, 4), (told.out, told.err)
        assert told.exit_code == 0 or len(told.err) > 40 or not told.json["ok"]
        assert "Traceback" not in told.err


def test_a_file_left_in_wal_is_read_with_what_its_log_holds_and_turned_back(desk: Verb) -> None:
    connection = sqlite3.connect(desk.desk, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("UPDATE place SET theme = 'from the log' WHERE name = 'Lancashire'")
    there = desk.good("place", "show", "Lancashire")["theme"]
    connection.close()
    desk.good("place", "add", "New")
    assert there == "from the log"
    assert desk.desk.read_bytes()[18:20] == b"\x01\x01"


@pytest.mark.parametrize("value", [b"\xff\xfe\x00", b"\x80" * 40, b""], ids=repr)
def test_text_columns_that_hold_no_text_are_met_with_words(desk: Verb, value: bytes) -> None:
    connection = sqlite3.connect(desk.desk, isolation_level=None)
    place = connection.execute("SELECT id FROM place WHERE name = 'Lancashire'").fetchone()[0]
    # A cast puts bytes that are no UTF-8 under the type of text: STRICT lets them in.
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute(
        "UPDATE place SET name = CAST(? AS TEXT), theme = CAST(? AS TEXT) WHERE id = ?", (value, value, place)
    )
    connection.close()
    for words in LOOKS:
        told = desk(*words)
        assert told.exit_code in (0, 1, 2, 4), (told.out, told.err)
        assert "Traceback" not in told.err


def test_a_column_of_text_that_holds_a_blob_or_a_number_is_met_with_words(desk: Verb) -> None:
    """The schema is put back after the values are in, so that only they are wrong."""
    spoil(desk, *rewrite("place", ") STRICT", ")"))
    spoil(
        desk,
        "UPDATE place SET theme = X'1b5b324a', region = X'00' WHERE id = 1",
        "UPDATE place SET note = X'ff' WHERE id = 2",
    )
    connection = sqlite3.connect(desk.desk, isolation_level=None)
    sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'place'").fetchone()[0]
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'place'", (sql + " STRICT",))
    connection.execute("PRAGMA schema_version = 90002")
    connection.close()
    for words in LOOKS[:3]:
        told = desk(*words)
        assert told.exit_code in (0, 1, 4), (told.out, told.err)
        assert "Traceback" not in told.err
        assert "\x1b" not in told.out + told.err


def test_numbers_at_the_edge_are_met_with_words(desk: Verb) -> None:
    big = 2**63 - 1
    spoil(
        desk,
        f"UPDATE cube SET pence = {big}",
        f"UPDATE cube_side SET pence = {big}, size_pence = {big}",
        f"UPDATE population SET people = {big}",
    )
    for words in (
        *LOOKS[:3],
        ["overlap"],
        ["pairs"],
        ["count", "--by", "matrix", "--place", "Lancashire", "--year", "2024-25"],
    ):
        told = desk(*words)
        assert told.exit_code in (0, 1, 2, 4), (words, told.out, told.err)


@pytest.mark.deep
def test_a_released_version_is_known_by_its_own_tables() -> None:
    for version in range(1, len(schema.MIGRATIONS) + 1):
        made = made_by_us(version)
        assert "table place" in made
        assert "trigger audit_kept_from_update" in made
    assert made_by_us(1) != made_by_us(len(schema.MIGRATIONS))


def test_a_desk_of_today_is_known_without_making_its_tables_anew(desk: Verb, monkeypatch: pytest.MonkeyPatch) -> None:
    version = len(schema.MIGRATIONS)
    assert schema.DIGESTS.get(version) == digest(made_by_us(version)), "write it into schema.DIGESTS"
    monkeypatch.setattr(prepare, "made_by_us", None)
    assert desk("batch", "list").exit_code == 0


def test_a_digest_that_does_not_fit_says_nothing(desk: Verb, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another SQLite may keep the same tables in other words."""
    monkeypatch.setitem(schema.DIGESTS, len(schema.MIGRATIONS), "0" * 64)
    assert desk("batch", "list").exit_code == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for a right to make links")
def test_links_as_paths(desk: Verb, tmp_path: Path) -> None:
    link, loop, nowhere = tmp_path / "link.tpdesk", tmp_path / "loop.tpdesk", tmp_path / "nowhere.tpdesk"
    link.symlink_to(desk.desk)
    loop.symlink_to(loop)
    nowhere.symlink_to(tmp_path / "none" / "none.tpdesk")
    before = desk.desk.stat().st_ino
    Verb(link).good("place", "add", "By the link")
    assert link.is_symlink()
    assert desk.desk.stat().st_ino == before
    assert "By the link" in {place["name"] for place in desk.good("place", "list")["places"]}
    for path in (loop, nowhere):
        assert Verb(path)("place", "list").exit_code in (3, 4)
        told = Verb(path)("place", "add", "X")
        assert told.exit_code in (3, 4), told.err
        assert path.name in told.err or path.readlink().name in told.err


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for a right to make links")
def test_a_result_written_to_a_link_leaves_what_it_points_at(desk: Verb, tmp_path: Path) -> None:
    other, link = tmp_path / "other.txt", tmp_path / "out.csv"
    other.write_text("theirs", encoding="utf-8")
    link.symlink_to(other)
    words = ("count", "--place", "Lancashire", "--year", "2024-25", "--csv", link)
    assert desk(*words).exit_code == 2, "somebody's work is behind the link"
    assert link.is_symlink()
    desk.good(*words, "--force")
    assert other.read_text(encoding="utf-8") == "theirs"
    assert not link.is_symlink()
    link.unlink()
    link.symlink_to(desk.desk)
    assert desk(*words, "--force").exit_code == 2, "a link to a desk file is a desk file"
    assert desk.desk.read_bytes()[:15] == b"SQLite format 3"


def test_a_huge_page_count_in_the_header_makes_no_room(desk: Verb) -> None:
    data = bytearray(desk.desk.read_bytes())
    data[28:32] = struct.pack(">I", 0xFFFFFFFE)
    desk.desk.write_bytes(bytes(data))
    size = desk.desk.stat().st_size
    assert desk("place", "list").exit_code in (0, 4)
    assert desk.desk.stat().st_size == size
