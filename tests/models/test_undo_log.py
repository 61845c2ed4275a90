"""The log behind undo: any writing act can be taken back and brought again, exactly, also by another process later."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from tests.desk_state import state
from tpdesk.errors import DeskFileProblem, UsageProblem
from tpdesk.models import cube
from tpdesk.models.batch import list_batches, rejects_of
from tpdesk.models.connection import connect
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.log import undo_capture, undo_steps
from tpdesk.models.log.history import list_acts
from tpdesk.services import batches, history, places
from tpdesk.services.imports import import_files
from tpdesk.services.sheets import ImportRequest

FILE = (
    "Date,Service,Supplier,Amount\n01/05/2024,Roads,One Ltd,10.00\n02/05/2024,Parks,Two "
    "Ltd,20.50\n03/05/2024,Parks,Two Ltd,x\n"
)


@pytest.fixture
def place(desk: Desk) -> Desk:
    """Return the desk with a place and two organisations in it."""
    places.add(desk, "Testshire", codes=("E07000120",), status="pilot")
    places.add_agency(
        desk, "Body", kind="district", in_places=("Testshire",), areas=("E07000120",), aliases=("The Body",)
    )
    places.add_agency(desk, "Two", kind="county", in_places=("Testshire",), areas=(), aliases=("Two Ltd",))
    return desk


def put(desk: Desk, text: str = FILE, name: str = "may.csv") -> int:
    """Take a file in and return its batch."""
    path = desk.path.with_name(name)
    path.write_text(text, encoding="utf-8", newline="")
    batch = import_files(desk, [path], ImportRequest(agency="Body"))[0].batch
    assert batch is not None
    return batch


def test_an_import_is_one_step_that_goes_and_comes_back_whole(place: Desk) -> None:
    before = state(place)
    put(place)
    after = state(place)
    assert history.undo(place).title == "Import may.csv, 2 lines"
    assert state(place) == before
    assert list_batches(place.connection) == []
    assert history.redo(place).title == "Import may.csv, 2 lines"
    assert state(place) == after
    assert not cube.differences(place.connection)


def test_the_steps_stand_after_the_file_was_closed_and_opened(place: Desk) -> None:
    empty = state(place)
    put(place)
    full = state(place)
    place.close()
    with open_desk(place.path, make=True) as again:
        history.undo(again)
        assert state(again) == empty
    with open_desk(place.path, make=True) as again:
        history.redo(again)
        assert state(again) == full


def test_a_new_act_ends_what_could_be_redone_and_frees_its_lines(place: Desk) -> None:
    put(place)
    history.undo(place)
    assert place.connection.execute("SELECT count(*) FROM spend_gone").fetchone()[0] == 2
    places.change(place, "Testshire", theme="later")
    assert place.connection.execute("SELECT count(*) FROM spend_gone").fetchone()[0] == 0
    with pytest.raises(UsageProblem, match="nothing to redo"):
        history.redo(place)
    history.undo(place)
    history.undo(place)


def test_batch_numbers_are_never_given_twice(place: Desk) -> None:
    first = put(place)
    history.undo(place)
    assert put(place) == first + 1


def test_removing_a_place_with_all_that_hangs_on_it_is_undone(place: Desk) -> None:
    places.set_population(place, "Testshire", "2024", people=1000, households=400, source="count")
    before = state(place)
    places.remove_agency(place, "Body")
    places.remove_agency(place, "Two")
    places.remove(place, "Testshire")
    gone = state(place)
    for _ in range(3):
        history.undo(place)
    assert state(place) == before
    for _ in range(3):
        history.redo(place)
    assert state(place) == gone
    assert not list(place.connection.execute("PRAGMA foreign_key_check"))


def test_removing_a_batch_out_of_order_keeps_edited_lines_says_so_and_can_be_undone(place: Desk) -> None:
    first = put(place)
    put(place, FILE.replace("May", "June").replace("/05/", "/06/"), "june.csv")
    with place.writing() as connection:
        line = connection.execute("SELECT min(id) FROM spend").fetchone()[0]
        cube.take_lines(connection, "id = ?", (line,))
        connection.execute("UPDATE spend SET came_pence = amount_pence, amount_pence = 1234 WHERE id = ?", (line,))
        cube.add_lines(connection, "id = ?", (line,))
    before = state(place)
    removal = batches.remove(place, first)
    assert (removal.lines, removal.kept) == (1, 1)
    assert history.steps(place)[0].title == "Remove batch 1: may.csv, 1 line, 1 line edited since kept"
    assert [batch.id for batch in list_batches(place.connection)] == [2, 1]
    assert rejects_of(place.connection, first) == []
    assert not cube.differences(place.connection)
    assert not [problem for item in check_desk(place.connection) for problem in item.problems]
    removed = state(place)
    history.undo(place)
    assert state(place) == before
    assert len(rejects_of(place.connection, first)) == 1
    history.redo(place)
    assert state(place) == removed


def test_what_an_undo_takes_back_stands_in_the_history_the_other_way_round(place: Desk) -> None:
    places.change(place, "Testshire", theme="first words")
    history.undo(place)
    undone, changed = list_acts(place.connection, limit=2)
    assert (changed.act, undone.act, undone.subject) == (
        "change place",
        "undo",
        "Change place Testshire: theme: first words",
    )
    told = [(one.record, one.name, one.field, one.before, one.after) for one in changed.changes]
    assert told == [("place", "Testshire", "theme", "", "first words")]
    assert [(one.field, one.before, one.after) for one in undone.changes] == [("theme", "first words", "")]


def test_an_act_that_fails_leaves_no_step_and_no_trace(place: Desk) -> None:
    before, steps = state(place), history.steps(place)

    def fail() -> None:
        with place.writing() as connection:
            connection.execute("UPDATE place SET note = 'half'")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (state(place), history.steps(place)) == (before, steps)


def test_an_act_that_changes_nothing_is_no_step_and_keeps_what_can_be_redone(place: Desk) -> None:
    put(place)
    history.undo(place)
    with place.writing() as connection:
        connection.execute("UPDATE place SET note = note")
    assert history.redo(place).title.startswith("Import")


def test_the_oldest_steps_go_when_the_log_is_full(place: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    put(place)
    monkeypatch.setattr(undo_steps, "LIMIT_MEGABYTES", 0)
    places.change(place, "Testshire", theme="x" * 50)
    assert [step.title[:12] for step in history.steps(place)] == ["Change place"]
    assert place.connection.execute("SELECT count(*), min(step) FROM undo_change").fetchone()[0] == 1


def test_a_log_that_names_what_it_must_not_is_refused_and_changes_nothing(place: Desk) -> None:
    places.change(place, "Testshire", theme="x")
    before = state(place)
    for record, image in (("audit", None), ("place", json.dumps({"note = 'y', name": "z"}))):
        place.connection.execute(
            "UPDATE undo_change SET record = ?, image = ? WHERE id = (SELECT max(id) FROM undo_change)", (record, image)
        )
        with pytest.raises(DeskFileProblem, match="undo log"):
            history.undo(place)
        assert state(place) == before


def test_every_table_with_the_users_work_is_caught(desk: Desk) -> None:
    """A table that a later step of the schema brings is caught by itself, or named as one that is not."""
    with desk.writing() as connection:
        triggers = {
            name for (name,) in connection.execute("SELECT tbl_name FROM temp.sqlite_master WHERE type = 'trigger'")
        }
        tables = {name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
    assert tables - triggers == undo_capture.NOT_CAUGHT


def test_an_sqlite_that_protects_its_schema_catches_the_same(desk: Desk) -> None:
    """Apple's SQLite lets nobody write a schema; here a connection is made that ignores the wish to."""

    def triggers(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
        undo_capture.catch(connection)
        return connection.execute("SELECT name, tbl_name, sql FROM temp.sqlite_master ORDER BY name").fetchall()

    with closing(connect(desk.path)) as usual, closing(connect(desk.path)) as protected:
        protected.set_authorizer(
            lambda action, name, *_: (
                sqlite3.SQLITE_IGNORE
                if action == sqlite3.SQLITE_PRAGMA and name == "writable_schema"
                else sqlite3.SQLITE_OK
            )
        )
        with pytest.raises(sqlite3.OperationalError, match="may not be modified"):
            protected.executescript("PRAGMA writable_schema = ON; DELETE FROM temp.sqlite_master")
        assert triggers(protected) == triggers(usual)
        assert protected.execute("SELECT count(*) FROM temp.sqlite_master").fetchone()[0] > 100
