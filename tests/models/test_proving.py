"""Backups of large desks: copied before the act, proven after it, and what happens where the proof fails."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.models.keeping import places_in, stocked
from tests.models.test_backup import at, damage
from tpdesk.errors import Damaged, DeskFileProblem, Locked
from tpdesk.models import desktop, file_copy, guard
from tpdesk.models.desk import open_desk
from tpdesk.models.keeping import backup, proving
from tpdesk.models.keeping.backup import all_backups, backup_folder, list_backups, make_backup
from tpdesk.models.keeping.proving import prove_waiting, unsound, waiting
from tpdesk.models.keeping.restoring import restore
from tpdesk.models.keeping.whole_copy import copy_by_system
from tpdesk.services import places, purging


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders in which proofs were to be started, which are not."""
    found: list[Path] = []
    monkeypatch.setattr(proving, "start_proofs", lambda folder, _: found.append(folder) if waiting(folder) else None)
    return found


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[Path]) -> Path:
    """A desk of one place that counts as a large one, with no backup and, since it was moved, of no day that was
    looked at."""
    made = stocked(tmp_path / "made.tpdesk", "Shire")
    monkeypatch.setattr(backup, "LARGE", 0)
    started.clear()
    return made.rename(tmp_path / "shire.tpdesk")


def proven(path: Path) -> list[bool]:
    return [one.is_proven for one in list_backups(path)]


def spoil(path: Path) -> None:
    """Damage the newest backup of a desk."""
    damage(list_backups(path)[0].path)


def test_an_act_that_can_be_undone_does_not_wait_for_the_proof(large: Path, started: list[Path]) -> None:
    with open_desk(large) as desk:
        places.add(desk, "Second")
        assert proven(large) == [False]
        desk.keep("import")
        places.add(desk, "Third")
        desk.keep("merge")
        assert started == []
    assert proven(large) == [False, False, False]
    assert [len(places_in(one.path)) for one in list_backups(large)] == [3, 2, 1]
    assert started == [backup_folder(large)], "once the desk is closed"
    prove_waiting(backup_folder(large))
    assert proven(large) == [True, True, True]
    assert sorted(file.name for file in backup_folder(large).iterdir()) == sorted(
        one.path.name for one in list_backups(large)
    )


@pytest.mark.parametrize("reason", ["purge", "restore", "migration", "by hand"])
def test_what_cannot_be_undone_waits_for_it(large: Path, reason: backup.Reason) -> None:
    with open_desk(large) as desk:
        desk.keep(reason)
        assert proven(large) == [True]
        damage(large)
        with pytest.raises(Damaged):
            desk.keep(reason)
    assert proven(large) == [True]


def test_a_small_desk_is_proven_before_the_act(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "LARGE", large.stat().st_size + 1)
    with open_desk(large) as desk:
        desk.keep("import")
    assert proven(large) == [True]


def test_the_same_state_is_kept_once_and_proven_where_that_is_asked_for(large: Path) -> None:
    assert make_backup(large, "import", prove_later=True) is not None
    assert make_backup(large, "import", prove_later=True) is None
    assert proven(large) == [False]
    assert make_backup(large, "merge") is None
    assert proven(large) == [True]


def test_a_backup_that_fails_its_proof_is_told_and_replaced(large: Path) -> None:
    make_backup(large, "by hand")
    told: list[str] = []
    with open_desk(large) as desk:
        places.add(desk, "Second")
        desk.keep("import")
    spoil(large)
    bad = list_backups(large)[0].path
    assert proving.prove(bad) is False
    assert bad not in [one.path for one in list_backups(large)], "a damaged state is no backup"
    assert bad.exists(), "until there is another"
    with open_desk(large) as desk:
        desk.tell = told.append
        places.add(desk, "Third")
    assert not bad.exists()
    assert bad.name in told[0]
    newest = list_backups(large)[0]
    assert (places_in(newest.path), newest.is_proven) == (["Shire", "Second"], True)
    assert unsound(backup_folder(large)) == []


def test_a_backup_without_room_is_not_made_in_its_place(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_backup(large, "import", prove_later=True)
    spoil(large)
    prove_waiting(backup_folder(large))

    def no_room(_: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "the disk is full", str(target))

    told: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(backup, "copy_by_system", no_room)
        with open_desk(large) as desk:
            desk.tell = told.append
            places.add(desk, "Second")
    assert any("disk is full" in words for words in told)
    assert places_in(large) == ["Shire", "Second"]
    assert len(unsound(backup_folder(large))) == 1, "told again by the next change"


def test_a_damaged_desk_is_found_out_after_the_act_and_barred_from_then_on(large: Path) -> None:
    make_backup(large, "by hand")
    with open_desk(large) as desk:
        places.add(desk, "Second")
    data = large.read_bytes()
    damage(large)
    make_backup(large, "import", prove_later=True)
    prove_waiting(backup_folder(large))
    assert proven(large) == [True]
    with open_desk(large, read_only=True) as desk, pytest.raises(Damaged):
        desk.keep("import")
    assert places_in(list_backups(large)[0].path) == ["Shire"]
    large.write_bytes(data)


def test_restoring_proves_first(large: Path) -> None:
    make_backup(large, "import", prove_later=True)
    spoil(large)
    with open_desk(large) as desk:
        places.add(desk, "Second")
    with pytest.raises(DeskFileProblem):
        restore(large, list_backups(large)[-1])
    assert places_in(large) == ["Shire", "Second"]


def test_what_waits_takes_no_proven_backups_place(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "MOST_WAITING", 100)
    monkeypatch.setattr(backup, "RECENT", 3)
    with open_desk(large) as desk:
        for minute in range(6):
            at(monkeypatch, f"2025-06-02T08:{minute:02d}:00Z")
            places.add(desk, f"Place {minute}")
            make_backup(large, "import", prove_later=minute > 0)
    assert proven(large) == [False] * 5 + [True, False], "the first change of the day, then one proven"
    prove_waiting(backup_folder(large))
    with open_desk(large) as desk:
        places.add(desk, "Last")
        desk.keep("purge")
    assert proven(large) == [True] * 3


def test_where_no_process_can_be_started_few_wait(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "MOST_WAITING", 2)
    with open_desk(large) as desk:
        for number in range(4):
            places.add(desk, f"Place {number}")
            desk.keep("import")
    assert proven(large) == [True, True, True, False, False]


def test_notes_that_nobody_needs_are_removed_in_time(large: Path) -> None:
    make_backup(large, "import", prove_later=True)
    folder = backup_folder(large)
    young, old = folder / ".a.tpdesk.unproven", folder / ".b.tpdesk.unsound"
    for note in (young, old):
        note.touch()
    os.utime(old, (0, 0))
    assert len(all_backups(large)) == 1, "a note is no earlier state of the desk"
    with open_desk(large) as desk:
        places.add(desk, "Second")
        desk.keep("import")
    assert [young.exists(), old.exists()] == [True, False]
    assert len(waiting(folder)) == 2


def test_a_purge_leaves_nothing_to_prove(large: Path) -> None:
    with open_desk(large) as desk:
        places.add(desk, "Kanarienvogel")
        desk.keep("import")
        places.add(desk, "Other")
        purging.carry_out(desk, "place", "Kanarienvogel")
    assert all(proven(large))
    assert not any(b"anarienvogel" in file.read_bytes() for file in backup_folder(large).iterdir())


def test_one_process_proves_at_a_time(large: Path) -> None:
    make_backup(large, "import", prove_later=True)
    folder = backup_folder(large)
    handle = guard.take_lock(folder / ".proving.lock")
    assert handle is not None
    prove_waiting(folder)
    assert proven(large) == [False]
    guard.drop_lock(handle, folder / ".proving.lock")


def test_a_backup_that_cannot_be_read_just_now_waits_on(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_backup(large, "import", prove_later=True)

    def in_use(*_: object, **__: object) -> None:
        raise Locked("in use")

    with monkeypatch.context() as patch:
        patch.setattr(proving, "must_be_sound", in_use)
        prove_waiting(backup_folder(large))
    assert proven(large) == [False]


@pytest.mark.deep
def test_a_process_of_its_own_proves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stocked(tmp_path / "shire.tpdesk", "Shire")
    monkeypatch.setattr(backup, "LARGE", 0)
    processes: list[subprocess.Popen[bytes]] = []
    start = desktop.start_in_background

    def kept(command: list[str]) -> subprocess.Popen[bytes]:
        processes.append(start(command))
        return processes[-1]

    monkeypatch.setattr(desktop, "start_in_background", kept)
    told: list[str] = []
    for sound in (True, False):
        with open_desk(path) as desk:
            desk.tell = told.append
            desk.keep("import")
            if not sound:
                spoil(path)
            places.add(desk, f"Place {sound}")
        assert processes[-1].wait(60) == 0
        assert waiting(backup_folder(path)) == []
        assert bool(unsound(backup_folder(path))) is not sound
    for _ in range(100):
        if told:
            break
        time.sleep(0.05)
    assert "did not pass its check" in told[0]


def without_room(*_: object) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def unable(*_: object) -> int:
    raise OSError(errno.EXDEV, "Invalid cross-device link")


@pytest.mark.parametrize("by_system", [True, False])
def test_a_copy_by_the_system_is_the_file(
    large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_system: bool
) -> None:
    if not by_system:
        monkeypatch.setattr(os, "copy_file_range", unable, raising=False)
        monkeypatch.setattr(file_copy, "_PIECE", 10_000)
    copy_by_system(large, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == large.read_bytes()


def test_a_copy_without_room_says_so(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "copy_file_range", without_room, raising=False)
    with pytest.raises(Locked, match="No space left"):
        make_backup(large, "by hand")
    assert list(backup_folder(large).iterdir()) == []


def test_a_file_in_wal_is_copied_with_its_log(large: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(large)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("UPDATE place SET name = 'Shire in the log'")
    connection.commit()
    copy_by_system(large, tmp_path / "copy")
    assert places_in(tmp_path / "copy") == ["Shire in the log"]
    connection.close()


TRY_TO_WRITE = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a lock for each handle")
def test_a_copy_ends_no_lock_of_this_process(large: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(large, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    copy_by_system(large, tmp_path / "copy")
    copy_by_system(large, tmp_path / "copy")
    words = [sys.executable, "-S", "-c", TRY_TO_WRITE, str(large)]
    tried = subprocess.run(words, capture_output=True, check=False, text=True)
    assert "locked" in tried.stderr
    connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no handle")
def test_a_desk_that_was_replaced_is_read_anew(large: Path, tmp_path: Path) -> None:
    copy_by_system(large, tmp_path / "copy")
    shutil.copyfile(large, tmp_path / "other")
    with sqlite3.connect(tmp_path / "other") as connection:
        connection.execute("UPDATE place SET name = 'Another'")
    connection.close()
    open_before = len(file_copy._kept_open)
    (tmp_path / "other").replace(large)
    copy_by_system(large, tmp_path / "copy")
    assert places_in(tmp_path / "copy") == ["Another"]
    assert len(file_copy._kept_open) <= open_before


def test_windows_reads_by_a_handle_of_its_own(large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "copy_file_range", unable, raising=False)
    monkeypatch.setattr(os, "O_BINARY", 0, raising=False)
    monkeypatch.setattr(file_copy, "_PIECE", 10_000)
    made: Any = tmp_path / "copy"
    made.touch()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", "win32")
        file_copy.copy_contents(large, made)
    assert made.read_bytes() == large.read_bytes()
