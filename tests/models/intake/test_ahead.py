"""A file whose lines a second process puts ahead: the desk is the same as by one process, whatever happens to it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.deep import first_of
from tests.desk_state import state
from tests.models.intake.test_by_columns import messy
from tpdesk.domain.kinds import AGENCY_KIND, PLACE_KIND
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.intake import ahead, ahead_child
from tpdesk.models.records import store
from tpdesk.services.imports import import_files
from tpdesk.services.sheets import ImportRequest

WANTED = ImportRequest(agency_column="Body Name", add_agencies=True)


@pytest.fixture(autouse=True)
def private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of its own, in which nothing is left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert not list(folder.iterdir())


def taken_in(path: Path, file: Path, *, worth: int, patch: pytest.MonkeyPatch) -> tuple[object, list[object]]:
    """Return what the desk is after two files have come in, with what was said of them, and their errors; files of
    `worth` bytes get a second process."""
    with patch.context() as patched, open_desk(path, make=True) as desk:
        patched.setattr(ahead, "WORTH", worth)
        patched.setattr(os, "cpu_count", lambda: 2)
        with desk.writing() as connection:
            store.add(connection, PLACE_KIND, {"title": "Testshire"})
            for name in ("Body", "Other Body"):
                store.add(connection, AGENCY_KIND, {"title": name, "places": "Testshire"})
        found = [import_files(desk, [one], WANTED)[0] for one in (file.with_name("first.csv"), file)]
        said = [(one.sheets, one.warnings) for one in found]
        return (_as_it_stands(desk), said), [one.error for one in found]


def _as_it_stands(desk: Desk) -> object:
    now = state(desk)
    texts = {kind: desk.connection.execute(f"SELECT * FROM {kind}").fetchall() for kind in ("supplier", "description")}
    assert desk.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return {name: rows for name, rows in now.items() if name != "batch"}, texts


def watched_moves(patch: pytest.MonkeyPatch) -> list[bool]:
    """Return a list to which each move adds whether the lines went as they were foreseen."""
    moved: list[bool] = []
    move = ahead.LinesAhead.move

    def moves(self: ahead.LinesAhead, *given: Any) -> bool:
        moved.append(move(self, *given))
        return moved[-1]

    patch.setattr(ahead.LinesAhead, "move", moves)
    return moved


def two_files(folder: Path, seed: int, rows: int = 400) -> Path:
    """Write a messy file and another before it; return where it is."""
    chance = random.Random(seed)
    messy(folder / "first.csv", chance, 60)
    messy(folder / "payments.csv", chance, rows)
    return folder / "payments.csv"


@pytest.mark.parametrize("seed", first_of(range(40), 2))
def test_a_file_comes_in_the_same_by_two_processes(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    file = two_files(tmp_path, seed)
    moved = watched_moves(monkeypatch)
    by_one = taken_in(tmp_path / "one.tpdesk", file, worth=1 << 60, patch=monkeypatch)
    assert not moved
    assert taken_in(tmp_path / "two.tpdesk", file, worth=0, patch=monkeypatch) == by_one
    assert moved == [True, True]


@pytest.mark.parametrize("dies", ["at once", "among the lines", "at the end"])
def test_where_the_process_dies_the_lines_come_in_all_the_same(
    tmp_path: Path, dies: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = two_files(tmp_path, 1, 3_000)
    by_one = taken_in(tmp_path / "one.tpdesk", file, worth=1 << 60, patch=monkeypatch)
    name = {"at once": "begin", "among the lines": "put", "at the end": "end"}[dies]
    act = getattr(ahead.LinesAhead, name)

    def killed(self: ahead.LinesAhead, *given: object) -> object:
        assert self._process is not None
        self._process.process.kill()
        self._process.process.wait()
        return act(self, *given)

    monkeypatch.setattr(ahead.LinesAhead, name, killed)
    assert taken_in(tmp_path / "two.tpdesk", file, worth=0, patch=monkeypatch) == by_one


def test_where_somebody_else_wrote_meanwhile_the_lines_get_the_numbers_of_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = two_files(tmp_path, 2)
    path = tmp_path / "two.tpdesk"
    begin, moved = ahead.LinesAhead.begin, watched_moves(monkeypatch)

    def begins(self: ahead.LinesAhead, *given: object) -> None:
        with open_desk(path) as other, other.writing() as connection:
            connection.execute("INSERT INTO supplier (text) VALUES ('Somebody ' || random())")
        begin(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(ahead.LinesAhead, "begin", begins)
    _, outcomes = taken_in(path, file, worth=0, patch=monkeypatch)
    assert moved == [False, False]
    assert outcomes == [None, None]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_the_process_ends_with_a_killed_parent_and_takes_its_file_along(private_folder: Path) -> None:
    folder = private_folder / "tpdesk-lines-x"
    folder.mkdir()
    code = (
        "import subprocess, sys, json, time\n"
        f"p = subprocess.Popen([sys.executable, {ahead_child.__file__!r}, json.dumps(sys.path), {str(folder)!r}], "
        "stdin=subprocess.PIPE)\nprint(p.pid, flush=True)\ntime.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while folder.exists():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_what_was_left_behind_long_ago_is_removed(private_folder: Path) -> None:
    old = private_folder / f"{ahead.PREFIX}old"
    old.mkdir()
    os.utime(old, (0, 0))
    ahead._remove_left_behind()
    assert not old.exists()


@pytest.mark.parametrize(("program", "is_python"), [("/usr/bin/python3", True), ("C:/Excel.exe", False), ("", False)])
def test_only_python_runs_the_second_process(program: str, is_python: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", program)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert ahead.pays(1 << 40) is is_python
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert not ahead.pays(1 << 40)
