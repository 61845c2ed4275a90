"""A full disk at every point of every act, a folder closed, a file deleted or replaced while open:
words, and the desk as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.cli.verbs import Verb
from tests.killed import PLACE, make_desk, make_old, take_in
from tpdesk.domain.line_filter import ALL_LINES
from tpdesk.errors import DeskFileProblem, Locked
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.backup import Backup, backup_folder, list_backups, make_backup
from tpdesk.models.keeping.restoring import restore
from tpdesk.models.place import find_place
from tpdesk.models.prepare import make_fresh
from tpdesk.services import batches, history, mapping, merging, places, purging
from tpdesk.services import keeping as desk_file
from tpdesk.services.lines import LinePart, delete_lines, edit_lines, split_lines

pytestmark = pytest.mark.deep

HERE = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def first_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with a place, two bodies, 1,500 lines and no free page."""
    folder = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data-home"))
        patch.setenv("XDG_STATE_HOME", str(folder / "state-home"))
        make_desk(folder / "first.tpdesk", folder)
    connection = sqlite3.connect(folder / "first.tpdesk")
    connection.execute("VACUUM")
    connection.close()
    return folder / "first.tpdesk"


@pytest.fixture
def desk(first_state: Path, desk_file: Path) -> Path:
    """A copy of it, private as any desk is."""
    shutil.copyfile(first_state, desk_file)
    desk_file.chmod(0o600)
    return desk_file


def content(path: Path) -> list[str]:
    """Return everything that the desk holds."""
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return list(connection.iterdump())
    finally:
        connection.close()


def limited(monkeypatch: pytest.MonkeyPatch, folder: Path, pages: int, *, name: str = "") -> None:
    """Let no database in `folder` whose name holds `name` grow beyond that many pages:
    what a full disk is to SQLite."""
    real = sqlite3.connect

    def connect(database: Any, *arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(database, *arguments, **options)
        if Path(database).parent == folder and name in Path(database).name:
            connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect)


def _split(desk: Desk) -> None:
    split_lines(desk, ALL_LINES, (LinePart(Fraction(1, 3), {}), LinePart(Fraction(2, 3), {})))


def _maps(desk: Desk, folder: Path) -> None:
    file = folder / "maps.csv"
    file.write_text(
        "label,category,share\n" + "".join(f"Label {n},05.1,1\n" for n in range(400)), encoding="utf-8", newline=""
    )
    mapping.apply_map_file(desk, find_place(desk.connection, PLACE).id, None, file)


def _agencies(desk: Desk) -> None:
    places.add_agency(
        desk, "Long " + "name " * 30, aliases=tuple(f"Alias {n} {'x' * 90}" for n in range(200)), in_places=(PLACE,)
    )


def _told(path: Path, act: Callable[[Desk], object]) -> str | None:
    """Do the act; return the words with which it was refused, None where it was done."""
    try:
        with open_desk(path) as opened:
            act(opened)
    except Locked as error:
        return str(error)
    return None


def _merge(desk: Desk, folder: Path) -> None:
    theirs = folder / "theirs.db"
    if not theirs.exists():
        made = folder / "colleague.tpdesk"
        shutil.copyfile(desk.path, made)
        with open_desk(made) as other:
            take_in(other, folder, 2)
            _agencies(other)
        made.rename(theirs)
    merging.apply(desk, theirs, merging.plan(desk, theirs))


ACTS: dict[str, Callable[[Desk, Path], object]] = {
    "import": lambda desk, folder: take_in(desk, folder, 2),
    "register": lambda desk, _: _agencies(desk),
    "maps": _maps,
    "edit": lambda desk, _: edit_lines(desk, ALL_LINES, {"description": "a description that is new", "grade": "3"}),
    "split": lambda desk, _: _split(desk),
    "delete": lambda desk, _: delete_lines(desk, ALL_LINES),
    "remove batch": lambda desk, _: batches.remove(desk, 1),
    "undo": lambda desk, _: history.undo(desk),
    "merge": _merge,
}


@pytest.mark.deep
@pytest.mark.parametrize("name", ACTS)
def test_a_disk_that_fills_up_at_any_page_leaves_the_desk_as_it_was(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = content(desk)
    pages = desk.stat().st_size // 8192
    refused = 0
    for more in (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377):
        with monkeypatch.context() as patch:
            limited(patch, desk.parent, pages + more, name=desk.name)
            told = _told(desk, lambda opened: ACTS[name](opened, tmp_path))
        if told is None:
            break
        refused += 1
        assert "full" in told
        assert "Nothing was changed" in told
        assert content(desk) == before
        assert not desk.with_name(desk.name + "-journal").exists()
    else:
        pytest.fail("the act never had room enough")
    assert refused
    assert content(desk) != before


def test_a_desk_that_cannot_be_made_whole_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Made by the program, not copied from one that was made before.
    monkeypatch.setattr("tpdesk.models.desk.make_fresh", make_fresh)
    for pages in (1, 5, 40, 60):
        with monkeypatch.context() as patch:
            limited(patch, tmp_path, pages)
            with pytest.raises(Locked, match="full"):
                open_desk(tmp_path / "new.tpdesk", make=True)
        assert not list(tmp_path.glob("new.tpdesk*"))


def test_a_migration_without_room_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "old.tpdesk"
    make_old(old)
    before = content(old)
    with monkeypatch.context() as patch:
        limited(patch, tmp_path, old.stat().st_size // 8192 + 1, name=old.name)
        with pytest.raises(Locked, match="full"):
            open_desk(old)
    assert content(old) == before
    open_desk(old).close()
    assert content(old) != before


def test_a_backup_without_room_is_no_backup(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for pages in (1, 20, desk.stat().st_size // 8192 - 1):
        with monkeypatch.context() as patch:
            limited(patch, backup_folder(desk), pages)
            with pytest.raises(Locked, match="full"):
                make_backup(desk, "by hand")
        assert list_backups(desk) == ()
        assert not list(backup_folder(desk).iterdir())


def test_a_restore_without_room_changes_nothing(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_backup(desk, "by hand")
    assert isinstance(made, Backup)
    with open_desk(desk) as opened:
        _agencies(opened)
    before = content(desk)
    for pages in (1, 20):
        with monkeypatch.context() as patch:
            limited(patch, desk.parent, pages, name=".restoring")
            with pytest.raises(Locked):
                restore(desk, made)
        assert content(desk) == before
        assert not list(tmp_path.glob("*restoring*"))


def test_a_purge_without_room_for_its_backup_changes_nothing(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(desk)
    for pages in (1, 20):
        with monkeypatch.context() as patch:
            limited(patch, backup_folder(desk), pages)
            with open_desk(desk) as opened, pytest.raises(Locked, match="full"):
                purging.carry_out(opened, "agency", "County")
        assert content(desk) == before


def test_a_purge_that_finds_no_room_half_way_does_the_rest_when_there_is_some(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_desk(desk) as opened:
        places.add_agency(opened, "Kanarienvogel", in_places=(PLACE,))
    assert make_backup(desk, "by hand") is not None
    with monkeypatch.context() as patch:
        # The purge's own backup is made; what is written anew finds no room.
        limited(patch, backup_folder(desk), 20, name=desk.name.removesuffix(".tpdesk"))
        limited(patch, backup_folder(desk), 20, name="-by-hand")
        with open_desk(desk) as opened, pytest.raises(Locked):
            purging.carry_out(opened, "agency", "Kanarienvogel")
    with open_desk(desk) as opened:
        assert opened.connection.execute("SELECT count(*) FROM agency WHERE name = 'Kanarienvogel'").fetchone() == (0,)
        purging.carry_out(opened, "agency", "Kanarienvogel")
    assert len(list_backups(desk)) >= 2
    for file in (desk, *backup_folder(desk).iterdir()):
        assert b"Kanarienvogel" not in file.read_bytes()


def test_a_salvage_without_room_leaves_nothing(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = desk.read_bytes()
    for pages in (40, desk.stat().st_size // 8192 - 5):
        with monkeypatch.context() as patch:
            limited(patch, desk.parent, pages, name=".tpdesk-")
            with pytest.raises(Locked, match="full"):
                desk_file.salvage_beside(desk)
        assert desk.read_bytes() == before
        assert [
            file.name for file in tmp_path.iterdir() if "salvage" in file.name or file.name.startswith(".tpdesk")
        ] == []


CHILD = """
import resource, sys
from tpdesk.cli import run
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
run(sys.argv[2:])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limit to the size of a process's files")
@pytest.mark.parametrize(
    ("words", "most"),
    [
        (("pack", "board", "--place", PLACE, "--year", "2024-25", "--out", "{}/out.xlsx"), 4_096),
        (("pack", "board", "--place", PLACE, "--year", "2024-25", "--out", "{}/out.xlsx"), 20_000),
        (("backup",), 100_000),
        (("copy", "{}/out.tpdesk"), 100_000),
        (("salvage", "--out", "{}/out.tpdesk"), 100_000),
        (("batch", "rejects", "1", "--out", "{}/out.csv"), 5),
    ],
)
def test_a_file_that_finds_no_room_is_not_left_half(
    desk: Path, tmp_path: Path, words: tuple[str, ...], most: int
) -> None:
    with open_desk(desk) as opened, opened.writing() as connection:
        connection.execute("UPDATE batch SET rows_read = rows_read + 1, rows_rejected = 1 WHERE id = 1")
        connection.execute("UPDATE batch_sheet SET rows_read = rows_read + 1, rows_rejected = 1 WHERE id = 1")
        connection.execute(
            'INSERT INTO reject (batch_sheet, row, "column", rule, value, message, raw) VALUES (1, 2, '
            "'Amount', 'no amount', 'x', 'm', '[\"x\"]')"
        )
    before = content(desk)
    held = list_backups(desk)
    folder = tmp_path / "out"
    folder.mkdir()
    made = [sys.executable, "-c", CHILD, str(most), "--desk", str(desk), *(word.format(folder) for word in words)]
    done = subprocess.run(made, capture_output=True, cwd=HERE, check=False, timeout=120)
    told = done.stderr.decode("utf-8", "replace")
    assert done.returncode == 3, told
    assert "Traceback" not in told
    assert list(folder.iterdir()) == []
    assert list_backups(desk) == held
    assert content(desk) == before


def test_a_folder_in_which_nothing_can_be_made_is_words(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal that cannot be made stops the act as it begins;
    that no journal can be made is how a read-only folder shows."""
    before = content(desk)
    with open_desk(desk) as opened:
        desk.with_name(desk.name + "-journal").mkdir()
        with pytest.raises(Locked, match="cannot be opened or written"):
            _agencies(opened)
    desk.with_name(desk.name + "-journal").rmdir()
    assert content(desk) == before

    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tpdesk.models.guard.open_new", closed)
    told = Verb(desk)("pack", "board", "--place", PLACE, "--year", "2024-25", "--out", desk.with_name("out.xlsx"))
    assert told.exit_code == 3
    assert "Permission denied" in told.json["error"]["message"]
    monkeypatch.setattr(os, "open", closed)
    told = Verb(desk.with_name("new.tpdesk"))("place", "add", "A")
    assert told.exit_code == 3
    assert not desk.with_name("new.tpdesk").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody delete or replace an open file")
def test_a_file_deleted_or_replaced_while_open_is_words(desk: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.tpdesk"
    shutil.copyfile(desk, other)
    with open_desk(desk) as opened:
        desk.unlink()
        with pytest.raises(Locked, match="cannot be opened or written"):
            _agencies(opened)
        before = other.read_bytes()
        other.rename(desk)
        with pytest.raises(Locked, match="cannot be opened or written"):
            _agencies(opened)
    assert desk.read_bytes() == before
    desk.unlink()
    with pytest.raises(DeskFileProblem, match="no desk file"):
        open_desk(desk)
