"""Going back to a backup, and back from that; a file that is damaged is kept and need not be readable."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from tests.models.keeping import older, places_in, stocked
from tests.models.test_backup import damage
from tpdesk.errors import DeskFileProblem, Locked, UsageProblem
from tpdesk.models import schema
from tpdesk.models.desk import open_desk
from tpdesk.models.keeping import lock, restoring
from tpdesk.models.keeping.backup import Backup, backup_folder, list_backups, make_backup
from tpdesk.models.keeping.restoring import restore, rewrite_backup, set_aside, what_changed_since
from tpdesk.models.log.history import list_acts
from tpdesk.services import places


@pytest.fixture
def shire(tmp_path: Path) -> Path:
    """A desk with a backup of one place, and a second place since."""
    path = stocked(tmp_path / "shire.tpdesk", "Shire")
    make_backup(path, "by hand")
    with open_desk(path) as desk:
        places.add(desk, "Second")
    return path


def first(path: Path) -> Backup:
    return list_backups(path)[-1]


def acts(path: Path) -> list[str]:
    with open_desk(path, read_only=True) as desk:
        return [act.act for act in list_acts(desk.connection)]


def test_a_restore_brings_the_state_back_and_can_be_taken_back(shire: Path) -> None:
    told = restore(shire, first(shire))
    assert (told.desk, told.source) == (shire, first(shire).path)
    assert places_in(shire) == ["Shire"]
    assert acts(shire) == ["restore", "add place"]
    assert told.kept == list_backups(shire)[0].path
    assert list_backups(shire)[0].reason == "restore"
    back = restore(shire, list_backups(shire)[0])
    assert places_in(shire) == ["Shire", "Second"]
    assert acts(shire) == ["restore", "add place", "add place"]
    assert back.kept is not None
    assert places_in(back.kept) == ["Shire"]
    assert sorted(path.name for path in shire.parent.glob("*.tpdesk*")) == ["shire.tpdesk"]


def test_what_was_done_since_a_backup_is_told(shire: Path) -> None:
    with open_desk(shire) as desk:
        changes = what_changed_since(desk.connection, first(shire))
        assert changes is not None
        assert (changes.number, [act.subject for act in changes.acts], changes.other) == (1, ["Second"], 0)
    restore(shire, first(shire))
    with open_desk(shire) as desk:
        changes = what_changed_since(desk.connection, list_backups(shire)[0])
        assert changes is not None
        assert (changes.number, [act.act for act in changes.acts], changes.other) == (1, ["restore"], 1)
        first(shire).path.write_bytes(b"no backup any more")
        assert what_changed_since(desk.connection, first(shire)) is None


def test_undo_works_on_after_a_restore(shire: Path) -> None:
    from tpdesk.services import history

    restore(shire, first(shire))
    with open_desk(shire) as desk:
        history.undo(desk)
    assert places_in(shire) == []


def test_who_has_it_open_to_read_sees_the_restore(shire: Path) -> None:
    with open_desk(shire, read_only=True) as reader:
        before = lock.changed(reader.connection)
        restore(shire, first(shire))
        assert lock.changed(reader.connection) != before
        assert reader.connection.execute("SELECT count(*) FROM place").fetchone()[0] == 1


def test_a_desk_that_is_read_at_this_moment_is_in_use_and_nothing_is_changed(
    shire: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tpdesk.models.connection.BUSY_MILLISECONDS", 20)
    reader = sqlite3.connect(shire, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM place").fetchone()
    with pytest.raises(Locked, match="in use"):
        restore(shire, first(shire))
    reader.close()
    assert places_in(shire) == ["Shire", "Second"]


@pytest.mark.parametrize("how", ["a page", "the header", "cut short", "noise"])
def test_a_damaged_desk_is_restored_and_kept(shire: Path, how: str) -> None:
    data = shire.read_bytes()
    if how == "a page":
        damage(shire)
    else:
        shire.write_bytes(
            {"the header": b"\0" * 100 + data[100:], "cut short": data[:100_000], "noise": b"noise" * 5_000}[how]
        )
    broken = shire.read_bytes()
    number = len(list_backups(shire))
    told = restore(shire, first(shire))
    assert places_in(shire) == ["Shire"]
    assert told.kept is not None
    assert told.kept.parent == shire.parent
    assert told.kept.name.startswith("shire.damaged-2")
    assert told.kept.read_bytes() == broken
    assert len(list_backups(shire)) == number, "what is damaged is no backup"
    if sys.platform != "win32":
        assert stat.S_IMODE(told.kept.stat().st_mode) == stat.S_IMODE(shire.stat().st_mode) == 0o600


def test_a_journal_without_its_file_is_not_played_into_the_one_restored(shire: Path) -> None:
    journal = shire.with_name(shire.name + "-journal")
    connection = sqlite3.connect(shire, isolation_level=None)
    connection.execute("PRAGMA cache_size = 2")
    connection.execute("BEGIN")
    connection.execute("UPDATE place SET name = name || 'x'")
    connection.execute("UPDATE area SET name = name || 'x'")
    left = journal.read_bytes()
    connection.close()
    backup = first(shire)
    shire.unlink()
    journal.write_bytes(left)
    restore(shire, backup)
    assert not journal.exists()
    assert places_in(shire) == ["Shire"]
    assert acts(shire) == ["restore", "add place"]


def test_what_lies_beside_a_damaged_file_is_set_aside_with_it(shire: Path) -> None:
    shire.with_name(shire.name + "-journal").write_bytes(b"a journal")
    kept = set_aside(shire)
    assert kept.read_bytes() == shire.read_bytes()
    assert kept.with_name(kept.name + "-journal").read_bytes() == b"a journal"


def test_a_desk_that_was_deleted_comes_back(shire: Path) -> None:
    backup = first(shire)
    shire.unlink()
    assert restore(shire, backup).kept is None
    assert places_in(shire) == ["Shire"]


def test_any_whole_desk_file_can_be_restored_an_older_one_too(shire: Path, tmp_path: Path) -> None:
    file = tmp_path / "old.tpdesk"
    older(file)
    before = file.read_bytes()
    restore(shire, file)
    assert places_in(shire) == ["Shire"]
    assert acts(shire) == ["restore", "add place"]
    assert file.read_bytes() == before


def test_a_source_that_is_no_good_changes_nothing(shire: Path, tmp_path: Path) -> None:
    good = first(shire).path
    number = len(list_backups(shire))
    bad = {name: tmp_path / f"{name}.tpdesk" for name in ("damaged", "text", "newer", "foreign")}
    for file in bad.values():
        shutil.copyfile(good, file)
    damage(bad["damaged"])
    bad["text"].write_text("hello", encoding="utf-8")
    for name, change in (
        ("newer", "PRAGMA user_version = 999"),
        ("foreign", "CREATE TRIGGER t AFTER INSERT ON place BEGIN SELECT 1; END"),
    ):
        connection = sqlite3.connect(bad[name])
        connection.execute(change)
        connection.close()
    for name, file in bad.items():
        with pytest.raises(DeskFileProblem, match=file.name):
            restore(shire, file)
        assert places_in(shire) == ["Shire", "Second"], name
    for wrong in (tmp_path / "none.tpdesk", shire):
        with pytest.raises(UsageProblem):
            restore(shire, wrong)
    assert len(list_backups(shire)) == number
    assert not list(tmp_path.glob(".*restoring*"))


def test_another_programs_file_is_never_restored_over(shire: Path, tmp_path: Path) -> None:
    letter, other = tmp_path / "letter.docx", tmp_path / "other.tpdesk"
    letter.write_bytes(b"Dear diary")
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    for file in (letter, other):
        before = file.read_bytes()
        with pytest.raises(DeskFileProblem, match="not a tpdesk desk file"):
            restore(file, first(shire))
        assert file.read_bytes() == before


def test_where_the_state_before_cannot_be_kept_nothing_is_restored(
    shire: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Locked("no room for the backup")

    monkeypatch.setattr(restoring, "make_backup", refuse)
    with pytest.raises(Locked, match="no room"):
        restore(shire, first(shire))
    assert places_in(shire) == ["Shire", "Second"]


def test_a_full_disk_beside_the_desk_is_words(shire: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(restoring, "copy_whole", refuse)
    with pytest.raises(Locked, match="No space left"):
        restore(shire, first(shire))
    assert sorted(path.name for path in shire.parent.glob("*shire*")) == ["shire.tpdesk"]
    assert places_in(shire) == ["Shire", "Second"]


def test_damaged_files_of_one_second_are_all_kept(shire: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TPDESK_NOW", "2025-06-02T08:12:00Z")
    names = [set_aside(shire).name for _ in range(3)]
    assert names == [f"shire.damaged-20250602T081200Z{again}.tpdesk" for again in ("", "-2", "-3")]


def test_a_backup_rewritten_holds_nothing_of_what_was_taken_out(shire: Path) -> None:
    backup = first(shire)
    assert b"Shire" in backup.path.read_bytes()

    def take_out(connection: sqlite3.Connection) -> None:
        kept = schema.expected_programs()
        for name in kept:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE audit SET subject = ''")
        connection.execute("UPDATE place SET name = 'X', folded = 'x'")
        connection.execute("UPDATE undo_step SET title = ''")
        connection.execute("DELETE FROM audit_change")
        for sql in kept.values():
            connection.execute(sql)

    rewrite_backup(backup.path, take_out)
    assert places_in(backup.path) == ["X"]
    assert b"Shire" not in backup.path.read_bytes()
    assert list_backups(shire)[-1].made_at == backup.made_at

    def fail(_: sqlite3.Connection) -> None:
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        rewrite_backup(backup.path, fail)
    assert places_in(backup.path) == ["X"]
    assert not list(backup_folder(shire).glob(".making*"))
