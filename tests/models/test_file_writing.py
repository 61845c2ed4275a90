"""The one way to write a file: whole or not at all, for its owner alone, with words where that cannot be."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from tpdesk.errors import Locked
from tpdesk.models import connection, guard
from tpdesk.models.desk import open_desk
from tpdesk.models.file_writing import copy_file, remove_files, unfinished, write_csv, write_file, write_text
from tpdesk.models.own.remembered import read_kept, write_kept

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows neither these rights nor a folder's sync")

by_handle = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the names of open files are read from /proc")


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the disk, in order: `sync NAME` and `replace NAME`."""
    asked: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(handle: int) -> None:
        asked.append(f"sync {Path(f'/proc/self/fd/{handle}').readlink().name}")
        fsync(handle)

    def noted_replace(made: Path, target: Path) -> Path:
        asked.append(f"replace {target.name}")
        return replace(made, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    return asked


@by_handle
def test_the_file_is_on_the_disk_before_it_has_its_name_and_the_name_before_the_call_returns(
    tmp_path: Path, order: list[str]
) -> None:
    write_text(tmp_path / "out.md", "words")
    assert [word.split()[0] for word in order] == ["sync", "replace", "sync"]
    assert order[0].startswith("sync .tpdesk-")
    assert order[1:] == ["replace out.md", f"sync {tmp_path.name}"]
    order.clear()
    remove_files(tmp_path / "out.md", tmp_path / "never there")
    assert order == [f"sync {tmp_path.name}"]


def _text(file: BinaryIO) -> None:
    file.write(b"half a fi")
    raise RuntimeError("a fault of ours")


def _full(_: BinaryIO) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(("fill", "told"), [(_text, "a fault of ours"), (_full, "disk that holds .* is full")])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, fill: Callable[[BinaryIO], None], told: str
) -> None:
    target = tmp_path / "out.csv"
    target.write_text("the old one", encoding="utf-8")
    with pytest.raises((RuntimeError, Locked), match=told):
        write_file(target, fill)
    assert target.read_text(encoding="utf-8") == "the old one"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_open_in_excel_is_tried_again_and_then_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_PAUSE_SECONDS", 0)
    held, replace = [True, True], Path.replace

    def open_elsewhere(made: Path, target: Path) -> Path:
        if held and held.pop():
            raise PermissionError(13, "The process cannot access the file")
        return replace(made, target)

    monkeypatch.setattr(Path, "replace", open_elsewhere)
    write_csv(tmp_path / "out.csv", [["a", 1], ["ß", ""]])
    assert (tmp_path / "out.csv").read_bytes() == b"\xef\xbb\xbfa,1\r\n\xc3\x9f,\r\n"
    held[:] = [True] * 50
    with pytest.raises(
        Locked, match=r"out\.csv cannot be replaced .* open in Excel or another program: close it there"
    ):
        write_csv(tmp_path / "out.csv", [["b", 2]])
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_folder_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(Locked, match=r"folder .*none cannot be written to .* Choose another folder for out\.csv"):
        write_csv(tmp_path / "none" / "out.csv", [])


@posix
def test_only_the_owner_reads_it_whoever_read_the_file_before_it(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.touch(mode=0o666)
    target.chmod(0o666)
    write_text(target, "mine")
    copy_file(target, tmp_path / "copy.csv")
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    assert (tmp_path / "copy.csv").read_bytes() == b"mine"


def test_what_a_power_cut_left_goes_with_the_next_file(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    left, new, theirs = unfinished(target), unfinished(target), tmp_path / "notes.part"
    for path in (left, new, theirs):
        path.write_bytes(b"half")
    for path in (left, theirs):
        os.utime(path, (0, 0))
    write_text(target, "whole")
    assert sorted(tmp_path.iterdir()) == sorted([target, new, theirs])


@posix
def test_where_a_folder_cannot_be_synced_files_and_acts_are_written_all_the_same(
    tmp_path: Path, desk_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some network shares know no sync of a folder. SQLite's EXTRA would fail there after the
    act, so it is not asked for."""
    fsync = os.fsync

    def not_a_folder(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", not_a_folder)
    guard.syncs_folders.cache_clear()
    try:
        write_text(tmp_path / "out.md", "words")
        assert not guard.sync_folder(tmp_path)
        assert connection.journal_mode(desk_file) == "TRUNCATE"
        with open_desk(desk_file, make=True) as desk:
            held = [desk.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode")]
            assert held == [2, "truncate"]
    finally:
        guard.syncs_folders.cache_clear()
    assert (tmp_path / "out.md").read_bytes() == b"words"


@by_handle
def test_what_is_remembered_is_written_the_same_way(order: list[str]) -> None:
    write_kept("drafts.json", {"a": "b"})
    assert read_kept("drafts.json") == {"a": "b"}
    assert order[-2:] == ["replace drafts.json", "sync tpdesk"]
    # A folder that cannot be written is no reason to stop.
    (guard.state_folder() / "drafts.json").unlink()
    (guard.state_folder() / "drafts.json").mkdir()
    write_kept("drafts.json", {"a": "c"})
    assert read_kept("drafts.json") is None
