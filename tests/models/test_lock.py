"""One process writes to a desk file at a time; the next is told who, and reading goes on."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tpdesk.errors import Locked
from tpdesk.models import guard
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping import lock
from tpdesk.models.keeping.lock import WINDOW, InUse, hold, holder

HOLD = (
    "import sys; from pathlib import Path; from tpdesk.models.keeping import lock\n"
    "held = lock.hold(Path(sys.argv[1]), sys.argv[2])\n"
    "print('held', flush=True); sys.stdin.read()\n"
)


@contextmanager
def another_process(
    path: Path, program: str = WINDOW, now: str = "2025-06-02T08:12:00Z"
) -> Iterator[subprocess.Popen[str]]:
    """Hold the desk in a process of its own, until the end of the block or its own."""
    environment = {**os.environ, "TPDESK_NOW": now, "TZ": "UTC"}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture
def closed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk that nobody has open."""
    monkeypatch.setattr("tpdesk.models.connection.BUSY_MILLISECONDS", 50)
    desk.close()
    return desk.path


def test_a_second_process_is_told_who_and_since_when_and_reads_on(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TPDESK_NOW", "2025-06-02T09:30:00Z")
    with another_process(closed):
        with pytest.raises(InUse) as told:
            open_desk(closed)
        held = told.value.holder
        assert (held.program, held.since) == (WINDOW, "2025-06-02T08:12:00Z")
        assert held.user
        assert f"open in a window by {held.user} on {held.host} since " in str(told.value)
        assert "in use" in str(told.value)
        assert holder(closed) == held
        with open_desk(closed, read_only=True) as reader:
            assert reader.connection.execute("SELECT count(*) FROM spend").fetchone()[0] == 0
    with open_desk(closed) as desk, desk.writing():
        assert holder(closed) is not None
    assert holder(closed) is None


def test_the_day_is_said_where_it_is_not_today(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TPDESK_NOW", "2025-06-04T12:00:00Z")
    with (
        another_process(closed, "tpdesk import", "2025-06-02T12:00:00Z"),
        pytest.raises(InUse, match=r"open in tpdesk import by .* on 2 June 2025"),
    ):
        hold(closed, WINDOW)


def test_a_process_that_is_killed_holds_nothing(closed: Path) -> None:
    with another_process(closed) as process:
        process.kill()
        process.wait()
        assert closed.with_name(".a.tpdesk.lock").exists(), "what it left behind"
        assert holder(closed) is None
        open_desk(closed).close()


def test_a_file_that_only_looks_like_a_lock_holds_nobody_up(closed: Path) -> None:
    closed.with_name(".a.tpdesk.lock").write_text('{"user": "anna"}', encoding="utf-8")
    assert holder(closed) is None
    open_desk(closed).close()


def test_threads_of_one_process_hold_it_together_until_the_last_lets_go(closed: Path) -> None:
    held = hold(closed, WINDOW)
    opened = threading.Event()

    def write() -> None:
        with open_desk(closed) as desk, desk.writing() as connection:
            connection.execute("INSERT INTO setting VALUES ('a', 'b')")
            opened.set()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert opened.is_set()
    assert holder(closed) is not None
    held.release()
    held.release()
    assert holder(closed) is None
    assert not list(closed.parent.glob(".*.lock")), "nothing stays beside the desk"


def test_the_same_file_under_another_name_is_the_same_desk(closed: Path) -> None:
    link = closed.with_name("link.tpdesk")
    try:
        link.symlink_to(closed)
    except OSError:
        pytest.skip("this system makes no links for this user")
    with another_process(link), pytest.raises(InUse):
        open_desk(closed)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_a_child_that_is_a_copy_holds_nothing_of_its_parents(closed: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from tpdesk.models.keeping import lock\n"
        "held = lock.hold(Path(sys.argv[1]), 'a window')\n"
        "if os.fork() == 0:\n    print('alive', flush=True); sys.stdin.read(); os._exit(0)\n"
        "os._exit(0)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(closed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "alive\n"
        parent.wait()
        assert holder(closed) is None, "the parent has died, and its child goes on"


def test_what_is_told_of_the_holder_is_cleaned(closed: Path) -> None:
    with another_process(closed, "\x1b]0;owned\x07a [red]window"), pytest.raises(InUse) as told:
        hold(closed, WINDOW)
    assert told.value.holder.program == "a [red]window"


def test_where_no_lock_can_be_beside_it_is_in_the_users_own_folder(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = guard.take_lock

    def refuse(path: Path) -> int | None:
        if path.parent == closed.parent:
            raise OSError(37, "No locks available")
        return take(path)

    monkeypatch.setattr(guard, "take_lock", refuse)
    with open_desk(closed):
        assert holder(closed) is not None
        assert [file.parent.name for file in guard.state_folder().rglob("*.lock")] == ["locks"]
    monkeypatch.setattr(guard, "take_lock", lambda _: refuse(closed))
    with pytest.raises(Locked, match="No locks available"):
        open_desk(closed)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a user's folders to that user by itself")
def test_nobody_else_reads_who_holds_it(closed: Path) -> None:
    with hold(closed, WINDOW):
        assert stat.S_IMODE(closed.with_name(".a.tpdesk.lock").stat().st_mode) == 0o600


def test_a_reader_sees_that_another_changed_the_file(closed: Path) -> None:
    with open_desk(closed, read_only=True) as reader:
        before = lock.changed(reader.connection)
        assert lock.changed(reader.connection) == before
        with open_desk(closed) as desk, desk.writing() as connection:
            connection.execute("INSERT INTO setting VALUES ('a', 'b')")
        assert lock.changed(reader.connection) != before
