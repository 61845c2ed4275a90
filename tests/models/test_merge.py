"""What a merge takes over, table by table, and who is who on two desks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from tpdesk.models import schema
from tpdesk.models.connection import connect
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.log.undo_capture import caught_tables, columns
from tpdesk.models.merge import desks
from tpdesk.models.merge.kinds import LEFT_OUT, WITH_BATCHES, merge_kinds
from tpdesk.models.merge.source import beside


def test_every_table_of_the_users_is_taken_over_or_left_out_by_name(desk: Desk) -> None:
    """A table that a later step of the schema brings must be given its place in a merge."""
    assert {kind.table for kind in merge_kinds()} | WITH_BATCHES | LEFT_OUT == set(caught_tables(desk.connection))


def test_every_column_of_a_record_is_taken_over(desk: Desk) -> None:
    for kind in merge_kinds():
        taken = {*kind.key, *kind.fields}
        if kind.table == "label_map":
            taken = taken - {"shares"} | {"category", "share_parts", "share_whole", "origin"}
        assert taken | {"id", "folded"} == set(columns(desk.connection, kind.table)[0]) | {"id", "folded"}, kind.table


@pytest.fixture
def both(desk: Desk, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    with open_desk(tmp_path / "b.tpdesk", make=True) as other:
        yield desk, other


def write(desk: Desk, *statements: str) -> None:
    with desk.writing() as connection:
        for sql in statements:
            connection.execute(sql)


def look(mine: Desk, theirs: Desk) -> desks.DesksCompared:
    with closing(connect(mine.path)) as connection, beside(connection, theirs.path):
        connection.execute("BEGIN")
        found = desks.look(connection, theirs.path.name)
        connection.execute("ROLLBACK")
    return found


def agency(number: int, name: str) -> str:
    return f"INSERT INTO agency (id, name, folded) VALUES ({number}, '{name}', lower('{name}'))"


def alias(number: int, name: str) -> str:
    return f"INSERT INTO agency_alias (folded, agency, name) VALUES (lower('{name}'), {number}, '{name}')"


def test_new_desks_are_the_same_whatever_their_seed(both: tuple[Desk, Desk]) -> None:
    mine, theirs = both
    write(
        theirs,
        "UPDATE area SET name = 'Renamed' WHERE code = 'E07000120'",
        "UPDATE category SET title = 'Other words' WHERE code = '09'",
        "INSERT INTO area (code, name, kind) VALUES ('E99999999', 'New', 'district')",
        "DELETE FROM label_map",
    )
    plan = look(mine, theirs).plan
    assert (plan.new, plan.differences, plan.notes) == ((), (), ())


def test_agencies_meet_by_their_names_first_and_numbers_mean_nothing(both: tuple[Desk, Desk]) -> None:
    mine, theirs = both
    write(mine, agency(1, "Alpha"), alias(1, "Beta"), agency(2, "Gamma"))
    write(theirs, agency(1, "Gamma"), agency(2, "Beta"), alias(2, "Gamma Two"), agency(3, "Delta"), alias(3, "Alpha"))
    who = look(mine, theirs).who
    assert who.keys["theirs", "agency"] == {1: "gamma", 2: "alpha", 3: "alpha"}
    assert "'Beta' and 'Delta' are organisations of their own there and one here: 'Alpha'." in who.notes


def test_a_name_that_means_another_body_here_stays_as_it_is(both: tuple[Desk, Desk]) -> None:
    mine, theirs = both
    write(mine, agency(1, "Alpha"), agency(2, "Beta"))
    write(theirs, agency(1, "Alpha"), alias(1, "Beta"))
    plan = look(mine, theirs).plan
    assert plan.new == ()
    assert plan.notes == (
        "'Alpha' there goes by the names of several organisations here ('Alpha', 'Beta'); it is taken as 'Alpha'.",
        "'Beta' is Beta here and Alpha there: it stays as it is here.",
    )


def test_an_older_desk_is_brought_to_todays_schema_in_a_copy(desk: Desk, tmp_path: Path) -> None:
    older = tmp_path / "older.tpdesk"
    with closing(sqlite3.connect(older, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        schema.MIGRATIONS[0].apply(connection)
        connection.execute("INSERT INTO place (name, folded) VALUES ('Old', 'old')")
        connection.execute("COMMIT")
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
    before = older.read_bytes()
    with closing(connect(desk.path)) as connection, beside(connection, older):
        connection.execute("BEGIN")
        plan = desks.look(connection, older.name).plan
        connection.execute("ROLLBACK")
    assert [one.words for one in plan.new] == ["1 place"]
    assert older.read_bytes() == before


def steps_of_look(mine: Desk, theirs: Desk) -> int:
    """Return how many steps of its machine SQLite takes to compare two desks."""
    steps = count()
    with closing(connect(mine.path)) as connection, beside(connection, theirs.path):
        connection.set_progress_handler(lambda: next(steps) < 0, 1)
        desks.look(connection, theirs.path.name)
        connection.set_progress_handler(None, 0)
    return next(steps)


def test_a_merge_does_not_look_through_the_lines_of_files_that_it_does_not_share(both: tuple[Desk, Desk]) -> None:
    mine, theirs = both
    lines = (
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO spend (place, "
        "agency, year, amount_pence, flow, cost_type, status, control, internal, batch_sheet, row) "
        "SELECT 1, 1, 2024, i, 1, 0, 1, 0, 0, 1, i FROM n"
    )
    write(
        mine,
        "INSERT INTO place (id, name, folded) VALUES (1, 'Testshire', 'testshire')",
        agency(1, "Alpha"),
        "INSERT INTO batch (id, place, file, sha256, size, kind, rows_read, rows_blank, rows_imported, rows_rejected, "
        "sum_pence, who, made_at) VALUES (1, 1, 'a', '0', 1, 'csv', 0, 0, 0, 0, 0, 'x', '2026-01-01T00:00:00Z')",
        "INSERT INTO batch_sheet (id, batch, layout, coercions, warnings, rows_read, rows_blank, rows_imported, "
        "rows_rejected, sum_pence) VALUES (1, 1, '{}', '[]', '[]', 0, 0, 0, 0, 0)",
        lines,
    )
    few = steps_of_look(mine, theirs)
    write(mine, lines, lines)
    assert steps_of_look(mine, theirs) == few


def test_nothing_is_left_beside_or_attached(both: tuple[Desk, Desk]) -> None:
    mine, theirs = both
    attached = "SELECT file FROM pragma_database_list WHERE name = 'theirs'"
    with closing(connect(mine.path)) as connection:
        for _ in range(2):
            with beside(connection, theirs.path):
                copy = Path(connection.execute(attached).fetchone()[0])
                assert copy.exists()
            assert not copy.parent.exists()
            assert not connection.execute(attached).fetchone()
