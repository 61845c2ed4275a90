"""A copy to share: compact, and what is left out of it is nowhere in its bytes."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.models.keeping import leave_journal, older, places_in, stocked
from tpdesk.domain.kinds import KINDS
from tpdesk.errors import Locked, UsageProblem
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.keeping.copying import NOT_NOTES, share_copy
from tpdesk.models.keeping.restoring import restore
from tpdesk.models.keeping.salvage import salvage
from tpdesk.services import batches, places, versions
from tpdesk.services.imports import ImportRequest, import_files

NOTES = {
    "place": "UPDATE place SET note = ?",
    "programme": "INSERT INTO programme (place, name, note) VALUES (1, 'Counting', ?)",
    "place_note": "INSERT INTO place_note (place, kind, text) VALUES (1, 'practice', ?)",
    "milestone": "INSERT INTO milestone (title, date, note) VALUES ('Report', '2026-02-19', ?)",
    "agency": "UPDATE agency SET note = ?",
    "agency_return": "INSERT INTO agency_return (place, agency, year, state, note) VALUES (1, 1, 2024, 'queried', ?)",
    "deep_dive": "INSERT INTO deep_dive (id, place, title, folded, note) VALUES (1, 1, 'Theme', 'theme', ?)",
    "delivery": "INSERT INTO delivery (dive, agency, note) VALUES (1, 1, ?)",
    "journey": "INSERT INTO journey (dive, title, folded, note) VALUES (1, 'Way', 'way', ?)",
    "workshop": "INSERT INTO workshop (id, place, title, folded, note) VALUES (1, 1, 'Room', 'room', ?)",
    "note": (
        "INSERT INTO note (id, workshop, kind, at, private, text) VALUES (1, 1, 'idea', '2026-02-14T10:30:00Z', 1, ?)"
    ),
    "barrier": (
        "INSERT INTO barrier (id, place, title, folded, level, kind, note) VALUES (1, 1, 'Bar', 'bar', "
        "'local', 'law', ?)"
    ),
    "opportunity": (
        "INSERT INTO opportunity (place, title, folded, horizon, note) VALUES (1, 'Chance', 'chance', 'quick', ?)"
    ),
}
"""Table -> how a note gets into it."""


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Desk]:
    """A desk with lines, notes in every table that has one, and a past:
    a batch that was removed, a note that was changed."""
    with open_desk(tmp_path / "full.tpdesk", make=True) as desk:
        places.add(desk, "Shire")
        places.add_agency(desk, "Body", in_places=("Shire",))
        for table, put in NOTES.items():
            with desk.writing() as connection:
                connection.execute(put, (f"canary-note-{table}-at first",))
            with desk.writing() as connection:
                column = "text" if table in ("place_note", "note") else "note"
                connection.execute(f"UPDATE {table} SET {column} = ?", (f"canary-note-{table}",))
        with desk.writing() as connection:
            connection.execute("INSERT INTO barrier_note VALUES (1, 1)")
        for name, supplier in (("gone", "canary-history supplier of things"), ("stays", "Stays Ltd")):
            file = tmp_path / f"canary-history-{name}.csv" if name == "gone" else tmp_path / "stays.csv"
            file.write_text(
                f"Service,Supplier Name,Amount\nRoads,{supplier},10.00\nBins,{supplier},20.00\n",
                encoding="utf-8",
                newline="",
            )
            import_files(desk, [file], ImportRequest(agency="Body", year=2024))
        versions.freeze(desk, "Interim", note="canary-note-count_version")
        batches.remove(desk, 1)
        places.change(desk, "Shire", theme="canary-history-theme")
        places.change(desk, "Shire", theme="")
        with desk.writing() as connection:
            connection.execute("UPDATE batch SET who = 'canary-history-who'")
        yield desk


def test_every_column_for_notes_is_known(full: Desk) -> None:
    tables = full.connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    found = {
        table
        for (table,) in tables
        for (column,) in full.connection.execute("SELECT name FROM pragma_table_info(?) WHERE type = 'TEXT'", (table,))
        if column == "note" or (column == "text" and "note" in table)
    }
    # A kind that says so itself is left out by its declaration: `test_every_kind` walks it.
    declared = {kind.table for kind in KINDS.values() for field in kind.fields if field.private}
    assert found == {*NOTES, *NOT_NOTES, *declared, "count_version"}
    assert {kind.table for kind in KINDS.values() if kind.is_private} <= found


def test_a_copy_is_the_whole_desk(full: Desk, tmp_path: Path) -> None:
    told = share_copy(full, tmp_path / "out.tpdesk")
    assert (told.file, told.size) == (tmp_path / "out.tpdesk", (tmp_path / "out.tpdesk").stat().st_size)
    before = sorted(full.connection.iterdump())
    with open_desk(told.file, read_only=True) as copy:
        assert sorted(copy.connection.iterdump()) == before
    if sys.platform != "win32":
        assert stat.S_IMODE(told.file.stat().st_mode) == 0o600


@pytest.mark.parametrize(("notes", "history"), [(True, False), (False, True), (True, True)])
def test_what_is_left_out_is_nowhere_in_the_file(full: Desk, tmp_path: Path, notes: bool, history: bool) -> None:
    everything = share_copy(full, tmp_path / "all.tpdesk").file.read_bytes()
    for canary in (
        *(f"canary-note-{table}" for table in NOTES),
        "canary-history supplier of things",
        "canary-history-theme",
        "canary-history-who",
    ):
        assert canary.encode() in everything, "the test sees what it looks for"
    told = share_copy(full, tmp_path / "out.tpdesk", without_notes=notes, without_history=history)
    data = told.file.read_bytes()
    assert (b"canary-note" in data) is not notes
    assert (b"canary-history-who" in data) is not history
    assert b"canary-history supplier of things" not in data
    if history:
        assert b"canary-history" not in data
    with open_desk(told.file) as copy:
        assert not [problem for item in check_desk(copy.connection) for problem in item.problems]
        assert copy.connection.execute("SELECT sum(amount_pence) FROM spend").fetchone()[0] == 3_000
        assert (copy.connection.execute("SELECT count(*) FROM audit").fetchone()[0] == 0) is history
        places.add(copy, "Works on")


def test_a_file_that_stands_is_written_over_only_when_asked(full: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out.tpdesk"
    out.write_bytes(b"something of mine")
    with pytest.raises(UsageProblem, match="--force"):
        share_copy(full, out)
    assert out.read_bytes() == b"something of mine"
    share_copy(full, out, force=True)
    assert places_in(out) == ["Shire"]
    with pytest.raises(UsageProblem, match="the desk itself"):
        share_copy(full, full.path, force=True)
    with pytest.raises(UsageProblem, match="folder"):
        share_copy(full, tmp_path, force=True)


def test_a_place_that_is_closed_is_words_and_leaves_nothing(
    full: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Locked, match="cannot be written"):
        share_copy(full, tmp_path / "nowhere" / "out.tpdesk")

    def refuse(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tpdesk.models.guard.sync_file", refuse)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Locked, match="No space left"):
        share_copy(full, tmp_path / "out.tpdesk")
    assert sorted(tmp_path.iterdir()) == before


def test_an_older_desk_is_copied_in_todays_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older(tmp_path / "old.tpdesk")

    def refuse(*_: object) -> None:
        raise Locked("a folder for reading only")

    monkeypatch.setattr("tpdesk.models.keeping.lock.hold", refuse)
    with open_desk(tmp_path / "old.tpdesk", read_only=True) as desk:
        share_copy(desk, tmp_path / "out.tpdesk", without_history=True)
    monkeypatch.undo()
    assert places_in(tmp_path / "out.tpdesk") == ["Shire"]


@pytest.mark.deep
def test_a_journal_that_was_left_is_not_played_back_into_what_takes_its_place(full: Desk, tmp_path: Path) -> None:
    """The journal of a writer who was killed belongs to that file:
    a copy, a salvaged desk, a restored and a new one take its place without it."""
    copy, salvaged, restored, made = (tmp_path / f"{name}.tpdesk" for name in ("copy", "salvaged", "restored", "made"))
    stocked(copy, "Another")
    for target in (copy, salvaged, restored, made):
        leave_journal(target)
    share_copy(full, copy, force=True)
    salvage(full.path, salvaged)
    restore(restored, full.path)
    stocked(made, "Shire")
    for target in (copy, salvaged, restored, made):
        assert places_in(target) == ["Shire"]
        assert not target.with_name(f"{target.name}-journal").exists()
