"""Processes killed at random moments of their work: the desk is whole, no act is half, and nothing that was
said to be done is lost."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.killed import CANARY, LINES, make_canary, make_desk, make_old
from tests.services.test_purging import files_with
from tpdesk.errors import UsageProblem
from tpdesk.models import schema
from tpdesk.models.desk import open_desk
from tpdesk.models.keeping.backup import backup_folder, list_backups
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.log.undo_steps import steps
from tpdesk.services import purging

HERE = Path(__file__).resolve().parent.parent
TIMES = int(os.environ.get("TPDESK_TEST_KILLS", "2"))
"""Kills of each kind of work."""

Said = list[str]
"""What a process said that it had done, in order."""


def kill(mode: str, desk: Path, folder: Path, chance: random.Random, longest_seconds: float) -> Said:
    """Start a process at that work, kill it at a random moment, and return what it said."""
    words = [sys.executable, "-m", "tests.killed", mode, str(desk), str(folder)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=HERE)
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().strip() == b"ready"
        # The moment is what is tested: it may fall anywhere in the work.
        time.sleep(chance.random() * longest_seconds)
        process.kill()
        said = process.stdout.read().decode("utf-8")
        assert b"Traceback" not in process.stderr.read()
    # The last line may be cut off: then nothing was said.
    return said.splitlines() if said.endswith("\n") else said.splitlines()[:-1]


def must_be_whole(desk: Path) -> None:
    """Fail where anything in the desk is not as it should be."""
    with open_desk(desk) as opened:
        assert [problem for item in check_desk(opened.connection) for problem in item.problems] == []


def ask(desk: Path, sql: str) -> list[tuple[object, ...]]:
    """Return the rows of a query."""
    with open_desk(desk, read_only=True) as opened:
        return opened.connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def first_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk to begin with."""
    folder = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data-home"))
        patch.setenv("XDG_STATE_HOME", str(folder / "state-home"))
        make_desk(folder / "first.tpdesk", folder)
    return folder / "first.tpdesk"


@pytest.fixture
def desk(first_state: Path, desk_file: Path) -> Path:
    """A copy of it."""
    shutil.copyfile(first_state, desk_file)
    return desk_file


def many(mode: str, desk: Path, folder: Path, longest_seconds: float, look: Callable[[Said], None]) -> None:
    """Kill as often as is asked, on the desk as the one before left it, and look after each."""
    for turn in range(TIMES):
        look(kill(mode, desk, folder, random.Random(f"{mode} {turn}"), longest_seconds))


def must_hold_whole_batches(desk: Path, said: Said) -> None:
    """Fail where a batch is half, or one that was said to be in is not."""
    must_be_whole(desk)
    batches = {" ".join(map(str, row)) for row in ask(desk, "SELECT id, rows_imported, sum_pence FROM batch")}
    assert set(said) <= batches
    assert {lines for (lines,) in ask(desk, "SELECT rows_imported FROM batch")} == {LINES}
    assert ask(desk, "SELECT count(*) FROM batch") == ask(desk, "SELECT count(*) FROM audit WHERE act = 'import'")


def test_imports(desk: Path, tmp_path: Path) -> None:
    many("imports", desk, tmp_path, 1.6, lambda said: must_hold_whole_batches(desk, said))


@pytest.mark.deep
def test_imports_by_a_process_whose_parent_is_killed(desk: Path, tmp_path: Path) -> None:
    def look(said: Said) -> None:
        # The child ends a moment after its parent: until all is looked at it can write no more.
        with contextlib.closing(sqlite3.connect(desk, timeout=30, isolation_level=None)) as still:
            still.execute("BEGIN IMMEDIATE")
            must_hold_whole_batches(desk, said)

    many("imports apart", desk, tmp_path, 3.0, look)


@pytest.mark.deep
def test_edits(desk: Path, tmp_path: Path) -> None:
    def look(said: Said) -> None:
        must_be_whole(desk)
        last = ask(desk, "SELECT max(id) FROM audit")[0][0]
        assert isinstance(last, int)
        assert max(map(int, said), default=0) <= last <= max(map(int, said), default=last) + 1
        # Each act with its line of history and its step of undo, or none of the three.
        assert ask(desk, "SELECT count(*) FROM agency") == ask(
            desk, "SELECT count(*) FROM audit WHERE act = 'add agency'"
        )
        assert ask(desk, "SELECT max(audit) FROM undo_step") == [(last,)]
        marked = ask(desk, "SELECT count(*) FROM spend WHERE transfer_to IS NOT NULL")[0][0]
        assert marked in (0, LINES // 50)

    many("edits", desk, tmp_path, 1.2, look)


@pytest.mark.deep
def test_undo_and_redo(desk: Path, tmp_path: Path) -> None:
    with open_desk(desk, read_only=True) as opened:
        all_steps = [step.id for step in steps(opened.connection)]

    def look(said: Said) -> None:
        must_be_whole(desk)
        undone = [step for step, state in ask(desk, "SELECT id, undone FROM undo_step ORDER BY id") if state]
        assert undone == sorted(all_steps)[len(all_steps) - len(undone) :]
        if said:
            assert abs(len(undone) - int(said[-1])) <= 1
        # The steps are: the place, the county, the district, the payments.
        assert ask(desk, "SELECT count(*) FROM spend") == [(0 if undone else LINES,)]
        assert ask(desk, "SELECT count(*) FROM agency") == [(2 - max(len(undone) - 1, 0),)]

    many("undos", desk, tmp_path, 1.2, look)


@pytest.mark.deep
def test_migration(desk_file: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.tpdesk"
    make_old(old)

    def look(said: Said) -> None:
        raw = ask_raw(desk_file, "PRAGMA user_version")[0][0]
        assert raw in (1, len(schema.MIGRATIONS))
        if said:
            assert said == [str(len(schema.MIGRATIONS))] == [str(raw)]
        assert ask_raw(desk_file, "PRAGMA integrity_check") == [("ok",)]
        must_be_whole(desk_file)
        assert ask(desk_file, "SELECT count(*), sum(amount_pence) FROM spend") == [(20_000, 200_010_000)]

    for turn in range(TIMES):
        shutil.copyfile(old, desk_file)
        look(kill("migration", desk_file, tmp_path, random.Random(f"migration {turn}"), 0.5))


def ask_raw(desk: Path, sql: str) -> list[tuple[object, ...]]:
    """Return the rows of a query, without bringing the file to today's schema."""
    connection = sqlite3.connect(desk)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@pytest.mark.deep
def test_backups(desk: Path, tmp_path: Path) -> None:
    def look(said: Said) -> None:
        must_be_whole(desk)
        listed = [backup.path for backup in list_backups(desk)]
        for backup in listed:
            assert ask_raw(backup, "PRAGMA quick_check") == [("ok",)]
        # The latest twelve are never thinned, and one may have been made that was not said any more.
        assert {Path(file) for file in said[-11:]} <= set(listed)
        # What was begun and not ended is in no list.
        assert {file.name for file in backup_folder(desk).iterdir()} >= {file.name for file in listed}

    many("backups", desk, tmp_path, 1.2, look)


@pytest.mark.deep
def test_packs(desk: Path, tmp_path: Path) -> None:
    before = desk.read_bytes()

    def look(said: Said) -> None:
        assert desk.read_bytes() == before
        for file in tmp_path.glob("pack *.xlsx"):
            assert zipfile.ZipFile(file).testzip() is None
        assert all(Path(file).is_file() for file in said)

    many("packs", desk, tmp_path, 2.0, look)


@pytest.mark.deep
def test_merges(desk: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.tpdesk"
    shutil.copyfile(desk, theirs)

    def look(said: Said) -> None:
        must_be_whole(desk)
        must_be_whole(theirs)
        batches = {str(number) for (number,) in ask(desk, "SELECT id FROM batch")}
        assert {number for one in said for number in one.split()} <= batches
        assert {lines for (lines,) in ask(desk, "SELECT rows_imported FROM batch")} == {LINES}
        # Each batch with its line of history, each merge with its step of undo, or nothing of it.
        assert ask(desk, "SELECT count(*) - 1 FROM batch") == ask(
            desk, "SELECT count(*) FROM audit WHERE act = 'take over'"
        )
        assert ask(desk, "SELECT count(*) FROM undo_step WHERE title LIKE 'Merge%'") == ask(
            desk, "SELECT count(*) FROM audit WHERE act = 'merge'"
        )

    many("merges", desk, tmp_path, 1.8, look)


@pytest.mark.deep
def test_a_purge_is_whole_or_not_at_all_and_the_same_again_does_the_rest(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    make_canary(first / "a.tpdesk", tmp_path)
    desk = tmp_path / "a.tpdesk"
    for turn in range(TIMES):
        shutil.copyfile(first / "a.tpdesk", desk)
        shutil.rmtree(backup_folder(desk), ignore_errors=True)
        shutil.copytree(backup_folder(first / "a.tpdesk"), backup_folder(desk))
        said = kill("purge", desk, tmp_path, random.Random(f"purge {turn}"), 1.2)
        must_be_whole(desk)
        left = ask(desk, "SELECT count(*) FROM agency WHERE name <> 'County'")[0][0]
        assert ask(desk, "SELECT count(*) FROM spend") == [(2 * LINES if left else LINES,)]
        assert not (said and left)
        with open_desk(desk) as opened:
            try:
                purging.carry_out(opened, "agency", CANARY)
            except UsageProblem:
                assert said, "nothing knows it any more, though nobody said that it was done"
        assert [
            file
            for file in files_with("kanarienvogel", tmp_path)
            if not file.startswith("first") and first_mark(first) not in file
        ] == []
        must_be_whole(desk)
        for backup in list_backups(desk):
            assert ask(backup.path, "SELECT count(*) FROM agency") == [(1,)]


def first_mark(first: Path) -> str:
    """Return the name of the folder of the first desk's backups."""
    return backup_folder(first / "a.tpdesk").name
