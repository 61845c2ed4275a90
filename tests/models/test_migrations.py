"""A file of an earlier schema is brought to today's with nothing lost, a backup made first."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.desk_state import state
from tpdesk.models import schema
from tpdesk.models.desk import open_desk
from tpdesk.models.keeping.backup import list_backups
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.log.history import acts_on_record
from tpdesk.services import history, places
from tpdesk.services.imports import import_files
from tpdesk.services.records import add_record, list_records
from tpdesk.services.sheets import ImportRequest


@pytest.fixture
def today(tmp_path: Path) -> Path:
    """Return a desk of today's schema with some work in it, and nothing to undo."""
    path = tmp_path / "today.tpdesk"
    (tmp_path / "a.csv").write_text(
        "Date,Service,Supplier,Amount\n01/05/2024,Roads,One,10.00\n02/05/2024,Parks,Two,x\n", encoding="utf-8"
    )
    with open_desk(path, make=True) as desk:
        places.add(desk, "Testshire", codes=("E07000120",))
        places.add_agency(desk, "Body", in_places=("Testshire",), aliases=("B",))
        import_files(desk, [tmp_path / "a.csv"], ImportRequest(agency="Body"))
    return path


def make_old(path: Path, source: Path, version: int) -> None:
    """Write what `source` holds as a file of an earlier version: its tables, and of each the columns that they had."""
    old = sqlite3.connect(path, isolation_level=None)
    for script in schema.SCRIPTS[:version]:
        for statement in schema.statements(script):
            old.execute(statement)
    old.execute("ATTACH ? AS now", (str(source),))
    for (table,) in old.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
        names = ", ".join(f'"{name}"' for _, name, *_ in old.execute(f'PRAGMA main.table_info("{table}")').fetchall())
        old.execute(f'INSERT OR REPLACE INTO main."{table}" ({names}) SELECT {names} FROM now."{table}"')
    old.execute("DETACH now")
    old.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    old.execute(f"PRAGMA user_version = {version}")
    old.close()


@pytest.mark.parametrize("version", range(1, len(schema.MIGRATIONS)))
def test_every_earlier_version_becomes_the_same_desk(today: Path, tmp_path: Path, version: int) -> None:
    old = tmp_path / "old.tpdesk"
    make_old(old, today, version)
    with open_desk(today, read_only=True) as now, open_desk(old, make=True) as migrated:
        assert state(migrated) == state(now)
        assert migrated.connection.execute("PRAGMA user_version").fetchone()[0] == len(schema.MIGRATIONS)
        assert [problem for item in check_desk(migrated.connection) for problem in item.problems] == []
        assert "migration" in [backup.reason for backup in list_backups(old)]
        before = state(migrated)
        assert places.change(migrated, "Testshire", theme="later").theme == "later"
        history.undo(migrated)
        assert state(migrated) == before


def test_the_number_of_the_next_batch_goes_on_after_a_migration(today: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.tpdesk"
    make_old(old, today, 1)
    (tmp_path / "b.csv").write_text("Date,Service,Amount\n01/06/2024,Roads,1.00\n", encoding="utf-8")
    with open_desk(old, make=True) as desk:
        assert import_files(desk, [tmp_path / "b.csv"], ImportRequest(agency="Body"))[0].batch == 2


def test_there_is_a_script_for_every_version() -> None:
    assert len(schema.SCRIPTS) == len(schema.MIGRATIONS)


def test_an_older_desk_learns_what_stands_for_several_bodies_and_where_error_bands_come_from(
    today: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.tpdesk"
    make_old(old, today, 8)
    raw = sqlite3.connect(old)
    raw.execute("DELETE FROM agency_kind WHERE kind = 'not-itemised'")
    raw.execute(
        "UPDATE confidence_band SET source = 'remembered from the programme''s guidance; configurable' WHERE grade < 6"
    )
    raw.execute("UPDATE confidence_band SET source = 'our own' WHERE grade = 6")
    for name, source in (
        ("Other bodies, not itemised", "seed 001, arithmetic"),
        ("Other bodies, not itemised ", "mine"),
    ):
        raw.execute(
            "INSERT INTO agency (name, folded, kind, note, source) VALUES (?, ?, 'other', '', ?)", (name, name, source)
        )
    raw.commit()
    raw.close()
    with open_desk(old, make=True) as desk:
        kinds = dict(desk.connection.execute("SELECT source, kind FROM agency WHERE name LIKE 'Other bodies%'"))
        bands = dict(desk.connection.execute("SELECT grade, source FROM confidence_band"))
        counted = desk.connection.execute("SELECT DISTINCT counted FROM place_agency").fetchall()
    assert kinds == {"seed 001, arithmetic": "not-itemised", "mine": "other"}
    assert bands[1].startswith("HM Treasury, cost benefit analysis guidance for local partnerships (2014)")
    assert bands[6] == "our own"
    assert counted == [("",)]


def test_populations_that_get_numbers_keep_their_undo_steps_and_their_history(today: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.tpdesk"
    make_old(old, today, 9)
    gone = '{"place":1,"year":2023,"people":4,"households":null,"households_year":null,"source":"s"}'
    with closing(sqlite3.connect(old)) as before, before:
        before.execute("INSERT INTO population (place, year, people) VALUES (1, 2024, 5)")
        for title, year, image in (("add", 2024, None), ("remove", 2023, gone)):
            audit = before.execute(
                "INSERT INTO audit (at, who, act, subject, detail) "
                "VALUES ('2026-01-01T00:00:00Z', 'x', ?, 'Testshire', '')",
                (f"{title} population",),
            ).lastrowid
            before.execute(
                "INSERT INTO audit_change (audit, record, keys, name, field, before, after) "
                "VALUES (?, 'population', ?, 'Testshire', '', '', 'people 5')",
                (audit, f"[1,{year}]"),
            )
            step = before.execute(
                "INSERT INTO undo_step (at, who, title, audit) VALUES ('2026-01-01T00:00:00Z', 'x', ?, ?)",
                (f"{title} population", audit),
            ).lastrowid
            before.execute(
                "INSERT INTO undo_change (step, record, kind, key, image) VALUES (?, 'population', 'row', ?, ?)",
                (step, f"[1,{year}]", image),
            )
    with open_desk(old, make=True) as desk:
        (held,) = list_records(desk, "population")
        assert [act.act for act in acts_on_record(desk.connection, "population", held.id)] == ["add population"]
        history.undo(desk)
        assert [one.values["year"] for one in list_records(desk, "population")] == [2024, 2023]
        history.undo(desk)
        assert [one.values["people"] for one in list_records(desk, "population")] == [4]
        history.redo(desk)
        assert {one.values["people"] for one in list_records(desk, "population")} == {4, 5}
        assert add_record(desk, "population", {"place": "Testshire", "year": "2022-23", "people": "6"}).record.id == 3
        assert [problem for item in check_desk(desk.connection) for problem in item.problems] == []
