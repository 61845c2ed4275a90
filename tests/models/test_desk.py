"""The desk file: made, opened, refused, kept safe."""

from __future__ import annotations

import random
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tpdesk.errors import DeskFileProblem, Locked
from tpdesk.models import schema
from tpdesk.models.connection import connect, savepoint
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.log.history import note_act

TABLES = {
    "activity", "agency", "agency_alias", "agency_area", "agency_kind", "agency_return", "area", "area_nesting",
    "area_population", "audit", "batch",
    "batch_agency", "batch_sheet", "category", "client_group", "confidence_band", "cube", "cube_side", "description",
    "funding_award", "funding_stream",
    "import_profile", "label", "label_map", "milestone", "outsider", "place", "place_agency", "place_area",
    "place_note", "population", "programme",
    "published_count", "reject", "setting", "spend", "supplier",
    "audit_change", "counter", "reject_gone", "spend_gone", "undo_change", "undo_step",
    "barrier", "barrier_note", "deep_dive", "delivery", "delivery_area", "journey", "journey_step", "note",
    "note_agency", "opportunity",
    "opportunity_agency", "opportunity_barrier", "opportunity_category", "opportunity_delivery", "opportunity_note",
    "ruling", "spend_tag", "workshop",
    "workshop_agency", "workshop_delivery", "apportionment", "apportionment_over", "driver",
    "cube_batch", "count_version", "version_batch", "version_cell", "version_facts", "version_line", "version_map",
    "return_sheet", "return_question", "business_case", "case_opportunity", "case_cost", "case_benefit", "case_value",
    "case_payment", "case_effect", "case_actual", "case_table", "unit_cost", "burden", "recipe", "recipe_agency",
    "recipe_opportunity", "recipe_barrier", "commitment", "next_step", "contact", "milestone_needs",
    "statement", "culture_round", "culture_answer",
    "boundary_set", "boundary_area", "boundary_area_base", "driver_choice", "driver_choice_other", "successor",
    "indicator", "indicator_category", "indicator_dive", "indicator_value",
    "stream", "priority", "alignment",
    "volume",
    "asset", "asset_cost", "asset_occupier", "asset_rules",
}  # fmt: skip


def test_the_tables_are_those_of_the_schema_and_all_strict(desk: Desk) -> None:
    found = {
        name: strict
        for _, name, _, _, _, strict in desk.connection.execute("PRAGMA table_list")
        if not name.startswith("sqlite_")
    }
    assert set(found) == TABLES == schema.expected_tables()
    assert set(found.values()) == {1}


def test_pragmas_hold_on_every_connection(desk: Desk) -> None:
    other = connect(desk.path)
    for connection in (desk.connection, other):
        pragmas = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in (
            "foreign_keys", "trusted_schema", "cell_size_check", "synchronous", "journal_mode", "busy_timeout",
        )}  # fmt: skip
        assert pragmas == {
            "foreign_keys": 1, "trusted_schema": 0, "cell_size_check": 1, "synchronous": 3, "journal_mode": "delete",
            "busy_timeout": 5_000,
        }  # fmt: skip
    other.close()


def test_the_header_says_whose_file_it_is(desk: Desk) -> None:
    assert desk.connection.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID
    assert desk.connection.execute("PRAGMA user_version").fetchone()[0] == len(schema.MIGRATIONS)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a user's folders to that user by itself")
def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    with open_desk(tmp_path / "new" / "a.tpdesk", make=True) as desk:
        assert stat.S_IMODE(desk.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(desk.path.parent.stat().st_mode) == 0o700
        with desk.writing() as connection:
            connection.execute("INSERT INTO setting VALUES ('a', 'b')")
            journal = desk.path.with_name(desk.path.name + "-journal")
            assert stat.S_IMODE(journal.stat().st_mode) == 0o600


def test_a_missing_file_is_made_only_when_asked(tmp_path: Path) -> None:
    with pytest.raises(DeskFileProblem, match="no desk file"):
        open_desk(tmp_path / "none.tpdesk")
    assert not (tmp_path / "none.tpdesk").exists()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"hello", id="text"),
        pytest.param(random.Random(1).randbytes(5_000), id="noise"),
        pytest.param(b"SQLite format 3\x00" + b"\x01" * 3_000, id="broken header"),
    ],
)
def test_a_file_that_is_no_desk_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.tpdesk"
    path.write_bytes(content)
    with pytest.raises(DeskFileProblem):
        open_desk(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.tpdesk"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE t (a)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(DeskFileProblem, match="not a tpdesk desk file"):
        open_desk(path, make=True)
    assert path.read_bytes() == before


def test_a_newer_file_is_refused_with_words(desk: Desk) -> None:
    desk.connection.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    desk.close()
    with pytest.raises(DeskFileProblem, match="newer tpdesk"):
        open_desk(desk.path)


@pytest.mark.parametrize(
    "program",
    [
        "CREATE TRIGGER evil AFTER INSERT ON place BEGIN DELETE FROM spend; END",
        "CREATE VIEW evil AS SELECT 1",
        "CREATE TEMP VIEW harmless AS SELECT 1",
    ],
)
def test_a_file_with_programs_of_others_is_refused(desk: Desk, program: str) -> None:
    desk.connection.execute(program)
    desk.close()
    if "TEMP" in program:
        open_desk(desk.path).close()
        return
    with pytest.raises(DeskFileProblem, match="evil"):
        open_desk(desk.path)


def test_a_changed_program_of_ours_is_refused(desk: Desk) -> None:
    desk.connection.execute("DROP TRIGGER audit_kept_from_update")
    desk.connection.execute("CREATE TRIGGER audit_kept_from_update BEFORE UPDATE ON audit BEGIN SELECT 1; END")
    desk.close()
    with pytest.raises(DeskFileProblem, match="audit_kept_from_update"):
        open_desk(desk.path)


def test_a_file_that_lost_a_table_is_damaged(desk: Desk) -> None:
    desk.connection.execute("DROP TABLE reject")
    desk.close()
    with pytest.raises(DeskFileProblem, match="table reject is missing"):
        open_desk(desk.path)


def test_a_file_left_in_wal_is_converted(desk: Desk) -> None:
    desk.connection.execute("PRAGMA journal_mode = WAL")
    desk.close()
    with open_desk(desk.path) as opened:
        assert opened.connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"


def test_an_act_is_whole_or_not_at_all(desk: Desk) -> None:
    def fail() -> None:
        with desk.writing() as connection:
            connection.execute("INSERT INTO setting VALUES ('a', 'b')")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail()
    assert desk.connection.execute("SELECT count(*) FROM setting").fetchone()[0] == 0


def test_history_cannot_be_changed(desk: Desk) -> None:
    with desk.writing() as connection:
        note_act(connection, "test", "subject")
    for statement in ("UPDATE audit SET act = 'x'", "DELETE FROM audit"):
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            desk.connection.execute(statement)


def test_a_reader_writes_nothing(desk: Desk) -> None:
    with open_desk(desk.path, read_only=True) as reader, pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.connection.execute("INSERT INTO setting VALUES ('a', 'b')")


def test_a_second_writer_is_told_and_readers_go_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tpdesk.models.connection.BUSY_MILLISECONDS", 50)

    def write() -> None:
        with open_desk(desk.path) as other, other.writing():
            pass

    with desk.writing() as connection:
        connection.execute("INSERT INTO setting VALUES ('a', 'b')")
        with open_desk(desk.path, read_only=True) as reader:
            assert reader.connection.execute("SELECT count(*) FROM setting").fetchone()[0] == 0
        with pytest.raises(Locked, match="in use"):
            write()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(Locked, match="cannot be made"):
        open_desk(blocked / "a.tpdesk", make=True)


def test_a_full_disk_is_words_and_nothing_is_half_done(desk: Desk) -> None:
    pages = desk.connection.execute("PRAGMA page_count").fetchone()[0]
    desk.connection.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        with desk.writing() as connection:
            connection.executemany("INSERT INTO setting VALUES (?, ?)", ((str(n), "x" * 2_000) for n in range(1_000)))

    with pytest.raises(Locked, match="full"):
        fill()
    assert desk.connection.execute("SELECT count(*) FROM setting").fetchone()[0] == 0


def test_a_file_made_half_way_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: sqlite3.Connection) -> None:
        raise RuntimeError("no seed")

    monkeypatch.setattr("tpdesk.models.register.load_reference", fail)
    with pytest.raises(RuntimeError, match="no seed"):
        open_desk(tmp_path / "a.tpdesk", make=True)
    assert list(tmp_path.iterdir()) == []


def test_killed_while_writing_nothing_half_done_stays(desk: Desk) -> None:
    """A process that dies inside an act leaves the file as it was before it."""
    script = (
        "import os, sys; from pathlib import Path; from tpdesk.models.desk import open_desk\n"
        "desk = open_desk(Path(sys.argv[1])); desk.connection.execute('PRAGMA cache_size = 5')\n"
        "with desk.writing() as c:\n"
        "    c.executemany('INSERT INTO setting VALUES (?, ?)', ((str(n), 'x' * 2000) for n in range(2000)))\n"
        "    os._exit(9)\n"
    )
    desk.close()
    assert subprocess.run([sys.executable, "-c", script, str(desk.path)], check=False).returncode == 9
    with open_desk(desk.path) as opened:
        assert opened.connection.execute("SELECT count(*) FROM setting").fetchone()[0] == 0
        assert opened.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_part_of_an_act_is_taken_back_alone_where_it_is_not_to_stay_or_fails(desk: Desk) -> None:
    def add(connection: sqlite3.Connection, name: str) -> None:
        connection.execute("INSERT INTO funding_stream (name, folded) VALUES (?1, lower(?1))", (name,))

    with desk.writing() as connection:
        add(connection, "Before")
        with savepoint(connection):
            add(connection, "Kept")
            with savepoint(connection, keep=False):
                add(connection, "Tried")
        with pytest.raises(sqlite3.IntegrityError), savepoint(connection):
            connection.executemany("INSERT INTO funding_stream (name, folded) VALUES (?1, 'same')", [("A",), ("B",)])
        add(connection, "After")
    names = desk.connection.execute("SELECT name FROM funding_stream ORDER BY id").fetchall()
    assert names == [("Before",), ("Kept",), ("After",)]
    assert not desk.connection.in_transaction
    with savepoint(desk.connection):
        assert desk.connection.in_transaction
    assert not desk.connection.in_transaction
