"""The promises of a small desk on a full one, whose backups are copied by the file system before the act and proven
after it, nothing of which is made small for the test: processes killed, proofs too, the disk full, and random acts
undone and redone. The power is cut on one in tests/power."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.deep import first_of
from tests.desk_state import state
from tests.killed import LINES, make_desk, take_in
from tests.power.acting import FULL, digest
from tests.services.test_full_disk import limited
from tests.services.test_undo_all import Acts
from tests.test_kills import Said, kill, must_be_whole
from tpdesk.errors import Locked
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping import backup, proving
from tpdesk.models.keeping.backup import backup_folder, list_backups, make_backup
from tpdesk.models.keeping.proving import prove_waiting, waiting
from tpdesk.services import history, lines, mapping, merging

pytestmark = pytest.mark.deep

_made: list[Path] = []


@pytest.fixture(scope="module")
def full_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A full desk, made once."""
    folder = tmp_path_factory.mktemp("full")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data-home"))
        patch.setenv("XDG_STATE_HOME", str(folder / "state-home"))
        make_desk(folder / "full.tpdesk", folder, FULL)
    assert (folder / "full.tpdesk").stat().st_size > backup.LARGE
    _made[:] = [folder / "full.tpdesk"]
    return _made[0]


@pytest.fixture
def desk(full_desk: Path, desk_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, with a backup that is proven; proofs are made where a test says so."""
    monkeypatch.setattr(proving, "start_proofs", lambda *_: None)
    shutil.copyfile(full_desk, desk_file)
    desk_file.chmod(0o600)
    make_backup(desk_file, "by hand")
    return desk_file


def backups_must_hold(desk: Path) -> None:
    """Fail where a backup is not sound, or none is proven."""
    kept = list_backups(desk)
    for one in kept:
        connection = sqlite3.connect(one.path)
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        connection.close()
    assert any(one.is_proven for one in kept)


KILLED = {"imports": 3.0, "imports apart": 3.0, "merges": 3.0, "edits": 2.0, "undos": 2.0}
"""What a process is killed at -> how long it may work, in seconds."""

TURNS = 5


@pytest.mark.parametrize("turn", first_of(range(TURNS), 0, 1))
@pytest.mark.parametrize("mode", KILLED)
def test_killed_at_work(desk: Path, tmp_path: Path, mode: str, turn: int) -> None:
    theirs = tmp_path / "theirs.tpdesk"
    if mode == "merges":
        make_desk(theirs, tmp_path)
    said = kill(mode, desk, tmp_path, random.Random(f"full {mode} {turn}"), KILLED[mode])
    # The process of an import ends a moment after its parent: until all is looked at it can write no more.
    with closing(sqlite3.connect(desk, timeout=30, isolation_level=None)) as still:
        still.execute("BEGIN IMMEDIATE")
        must_hold_what_was_said(desk, mode, said)
    backups_must_hold(desk)
    # The proofs that are due go on where they were, whenever they are killed.
    kill_a_proof(desk, random.Random(f"proof {mode} {turn}"))
    backups_must_hold(desk)
    prove_waiting(backup_folder(desk))
    assert waiting(backup_folder(desk)) == []
    assert all(one.is_proven for one in list_backups(desk))
    must_be_whole(desk)


def must_hold_what_was_said(desk: Path, mode: str, said: Said) -> None:
    """Fail where a batch is half, or something that was said to be done is not."""
    with open_desk(desk, read_only=True) as opened:
        batches = opened.connection.execute("SELECT id, rows_imported, sum_pence FROM batch").fetchall()
        last = opened.connection.execute("SELECT max(id) FROM audit").fetchone()[0]
    assert {rows for _, rows, _ in batches} <= {LINES, FULL}
    if mode.startswith("imports"):
        assert set(said) <= {" ".join(map(str, row)) for row in batches}
    elif mode == "merges":
        assert {number for words in said for number in words.split()} <= {str(number) for number, *_ in batches}
    elif mode == "edits":
        assert max(map(int, said), default=0) <= last


def kill_a_proof(desk: Path, chance: random.Random) -> None:
    """Let a process prove what waits, and kill it at a random moment."""
    script = Path(proving.__file__).with_name("proof_child.py")
    words = [sys.executable, "-S", "-B", str(script), json.dumps(sys.path), str(backup_folder(desk))]
    with subprocess.Popen(words) as process:
        # The moment is what is tested: it may fall anywhere in the work.
        time.sleep(chance.random() * 0.4)
        process.kill()


def _maps(desk: Desk, folder: Path) -> None:
    file = folder / "maps.csv"
    file.write_text(
        "label,category,share\n" + "".join(f"Label {n},05.1,1\n" for n in range(400)), encoding="utf-8", newline=""
    )
    mapping.apply_map_file(desk, 1, None, file)


def _merge(desk: Desk, folder: Path) -> None:
    theirs = folder / "theirs.tpdesk"
    if not theirs.exists():
        make_desk(theirs, folder)
        with open_desk(theirs) as other:
            take_in(other, folder, 3)
    merging.apply(desk, theirs, merging.plan(desk, theirs))


ACTS: dict[str, Callable[[Desk, Path], object]] = {
    "import": lambda desk, folder: take_in(desk, folder, 2),
    "edit": lambda desk, _: lines.edit_lines(desk, range(1, 1_001), {"description": "a description that is new"}),
    "maps": _maps,
    "undo": lambda desk, _: history.undo(desk),
    "merge": _merge,
}


def words_of_refusal(path: Path, act: Callable[[Desk], object]) -> str:
    """Do an act; return the words with which it was refused, nothing where it was done."""
    try:
        with open_desk(path) as opened:
            act(opened)
    except Locked as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", ACTS)
def test_a_disk_that_fills_up_leaves_the_desk_as_it_was(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    connection = sqlite3.connect(desk)
    connection.execute("VACUUM")
    connection.close()
    before, pages = digest(desk), desk.stat().st_size // 8192
    refused = 0
    for more in (0, 5, 1_000):
        with monkeypatch.context() as patch:
            limited(patch, desk.parent, pages + more, name=desk.name)
            words = words_of_refusal(desk, lambda opened: ACTS[name](opened, tmp_path))
        backups_must_hold(desk)
        if not words:
            break
        refused += 1
        assert "full" in words
        assert digest(desk) == before
        assert not desk.with_name(f"{desk.name}-journal").exists()
    assert refused
    assert digest(desk) != before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows mounts no such disk")
@pytest.mark.parametrize("small_disk", [8_000], indirect=True)
def test_a_disk_with_room_for_one_backup_keeps_that_one(
    full_desk: Path, small_disk: Path, desk_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(small_disk))
    monkeypatch.setattr(proving, "start_proofs", lambda *_: None)
    shutil.copyfile(full_desk, desk_file)
    made = make_backup(desk_file, "by hand")
    assert made is not None
    told: list[str] = []
    with open_desk(desk_file) as desk:
        desk.tell = told.append
        # It can be undone, and goes on without a backup.
        take_in(desk, tmp_path, 2)
    assert any("No backup was made before this change" in words for words in told)
    after = digest(desk_file)
    # A merge does not.
    assert "A backup cannot be written" in words_of_refusal(desk_file, lambda desk: _merge(desk, tmp_path))
    assert digest(desk_file) == after
    assert [backup.path for backup in list_backups(desk_file)] == [made.path]
    assert not list(backup_folder(desk_file).glob(".making-*"))
    backups_must_hold(desk_file)
    must_be_whole(desk_file)


def hashed(desk: Desk) -> object:
    """Return what a desk holds, as short as a full one needs to be kept many times."""
    return {name: (len(rows), hash(tuple(rows))) for name, rows in state(desk).items()}


class FullActs(Acts):
    """The random acts on a copy of the full desk."""

    look = staticmethod(hashed)

    def first_desk(self, path: Path) -> Desk:
        """Return the desk to begin with."""
        shutil.copyfile(_made[0], path)
        return open_desk(path)


@pytest.mark.usefixtures("full_desk")
@pytest.mark.parametrize("seed", first_of(range(3), 0, 1))
def test_random_acts_are_undone_and_redone(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from hypothesis import seed as seeded
    from hypothesis.stateful import run_state_machine_as_test

    monkeypatch.setattr(proving, "start_proofs", lambda *_: None)
    few = settings(max_examples=1, stateful_step_count=5, deadline=None, suppress_health_check=list(HealthCheck))
    seeded(seed)(FullActs)
    run_state_machine_as_test(FullActs, settings=few)
