"""Backups by themselves: when they are made, that they are whole, which stay, and what
happens where none can be made."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.models.keeping import older, places_in, stocked
from tpdesk.errors import DeskFileProblem, Locked
from tpdesk.models.desk import open_desk
from tpdesk.models.keeping import backup, whole_copy
from tpdesk.models.keeping.backup import RECENT, all_backups, backup_folder, list_backups, make_backup, staying
from tpdesk.services import places

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a user's folders to that user by itself")


@pytest.fixture
def shire(tmp_path: Path) -> Path:
    """A desk of yesterday, as another process finds it: with a place, and without a backup."""
    made = stocked(tmp_path / "made.tpdesk", "Shire")
    return made.rename(tmp_path / "shire.tpdesk")


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setenv("TPDESK_NOW", moment)


def damage(path: Path) -> None:
    """Break a page in the middle of a desk file."""
    data = bytearray(path.read_bytes())
    data[3 * 8192 : 4 * 8192] = b"\xff" * 8192
    path.write_bytes(bytes(data))


def test_a_backup_is_a_whole_desk_with_its_time_and_reason(shire: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2025-06-02T08:12:00Z")
    made = make_backup(shire, "by hand")
    assert made is not None
    assert (made.made_at, made.reason, made.size) == ("2025-06-02T08:12:00Z", "by hand", made.path.stat().st_size)
    assert places_in(made.path) == ["Shire"]
    assert list_backups(shire) == (made,)
    assert [file.name for file in backup_folder(shire).iterdir()] == ["20250602T081200Z-01-by-hand.tpdesk"]


def test_nothing_is_made_where_nothing_was_changed(shire: Path) -> None:
    assert make_backup(shire, "by hand") is not None
    assert make_backup(shire, "merge") is None
    with open_desk(shire) as desk:
        places.add(desk, "Second")
    second = make_backup(shire, "merge")
    assert second is not None
    assert list_backups(shire)[0] == second
    assert places_in(second.path) == ["Shire", "Second"]


@posix
def test_backups_are_for_their_owners_eyes_only(shire: Path) -> None:
    made = make_backup(shire, "by hand")
    assert made is not None
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(made.path.parent.parent.stat().st_mode) == 0o700


def test_two_desks_of_one_name_have_backups_of_their_own(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        make_backup(stocked(tmp_path / folder / "x.tpdesk", folder.upper()), "by hand")
    assert places_in(list_backups(tmp_path / "a" / "x.tpdesk")[0].path) == ["A"]
    assert places_in(list_backups(tmp_path / "b" / "x.tpdesk")[0].path) == ["B"]


def test_the_first_change_of_a_day_is_preceded_by_a_backup(shire: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2025-06-02T08:12:00Z")
    with open_desk(shire) as desk:
        assert list_backups(shire) == (), "opening changes nothing"
        places.add(desk, "Second")
        places.add(desk, "Third")
        at(monkeypatch, "2025-06-03T08:00:00Z")
        places.add(desk, "Fourth")
    told = [(one.made_at, one.reason, places_in(one.path)) for one in list_backups(shire)]
    assert told == [
        ("2025-06-03T08:00:00Z", "first change of the day", ["Shire", "Second", "Third"]),
        ("2025-06-02T08:12:00Z", "first change of the day", ["Shire"]),
    ]


def test_a_new_desk_and_one_with_a_backup_of_the_day_need_none(shire: Path, tmp_path: Path) -> None:
    stocked(tmp_path / "new.tpdesk", "A", "B")
    assert list_backups(tmp_path / "new.tpdesk") == ()
    make_backup(shire, "by hand")
    with open_desk(shire) as desk:
        places.add(desk, "Second")
    assert [one.reason for one in list_backups(shire)] == ["by hand"]


def test_undo_is_a_change_too(shire: Path) -> None:
    from tpdesk.services import history

    with open_desk(shire) as desk:
        history.undo(desk)
    assert [places_in(one.path) for one in list_backups(shire)] == [["Shire"]]


def test_a_migration_is_preceded_by_a_backup_of_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "old.tpdesk"
    older(path)
    with open_desk(path) as desk:
        assert desk.connection.execute("PRAGMA user_version").fetchone()[0] > 1
    kept = list_backups(path)
    assert [one.reason for one in kept] == ["migration"]
    with sqlite3.connect(kept[0].path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 1


def test_an_older_file_that_cannot_be_written_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.tpdesk"
    older(path)
    before = path.read_bytes()

    def refuse(*_: object) -> None:
        raise Locked("closed")

    monkeypatch.setattr("tpdesk.models.keeping.backup.make_backup", refuse)
    with open_desk(path, read_only=True) as desk:
        assert desk.connection.execute("SELECT name FROM place").fetchall() == [("Shire",)]
        assert desk.connection.execute("SELECT count(*) FROM undo_step").fetchone()[0] == 0
    with pytest.raises(Locked, match="closed"):
        open_desk(path)
    assert path.read_bytes() == before


def no_room(_: Path, target: Path) -> None:
    target.write_bytes(b"half a copy")
    raise OSError(errno.ENOSPC, "the disk is full", str(target))


def test_without_room_a_day_and_an_import_go_on_and_say_so(shire: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "copy_whole", no_room)
    told: list[str] = []
    with open_desk(shire) as desk:
        desk.tell = told.append
        places.add(desk, "Second")
        desk.keep("import")
    assert places_in(shire) == ["Shire", "Second"]
    assert len(told) == 2
    assert all("the disk is full" in words and str(backup_folder(shire)) in words for words in told)
    assert list(backup_folder(shire).iterdir()) == []


@pytest.mark.parametrize("reason", ["merge", "purge", "restore", "migration", "by hand"])
def test_without_room_what_cannot_be_undone_is_refused(
    shire: Path, monkeypatch: pytest.MonkeyPatch, reason: backup.Reason
) -> None:
    monkeypatch.setattr(backup, "copy_whole", no_room)
    with open_desk(shire) as desk, pytest.raises(Locked, match="disk is full"):
        desk.keep(reason)


def test_a_full_disk_under_the_copy_itself_leaves_the_old_set(shire: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = make_backup(shire, "by hand")
    with open_desk(shire) as desk:
        places.add(desk, "Second")
    pour = whole_copy.pour

    def small(reading: sqlite3.Connection, writing: sqlite3.Connection) -> None:
        writing.execute("PRAGMA max_page_count = 5")
        pour(reading, writing)

    monkeypatch.setattr(whole_copy, "pour", small)
    with pytest.raises(Locked, match="disk is full"):
        make_backup(shire, "by hand")
    assert list_backups(shire) == (kept,)


def test_a_folder_that_cannot_be_made_is_named(shire: Path) -> None:
    backup_folder(shire).parent.parent.mkdir(parents=True)
    backup_folder(shire).parent.write_text("a file in its place", encoding="utf-8")
    with pytest.raises(Locked, match="backup cannot be written"):
        make_backup(shire, "by hand")


def test_a_damaged_desk_makes_no_backup(shire: Path) -> None:
    kept = make_backup(shire, "by hand")
    damage(shire)
    with pytest.raises(DeskFileProblem, match="damaged"):
        make_backup(shire, "by hand")
    assert list_backups(shire) == (kept,)


def test_a_desk_in_the_middle_of_a_write_is_backed_up_as_it_was_before(shire: Path) -> None:
    with open_desk(shire) as desk, desk.writing() as connection:
        connection.execute("DELETE FROM place")
        made = make_backup(shire, "by hand")
        assert made is None, "the day's backup holds the same"
    assert places_in(list_backups(shire)[0].path) == ["Shire"]


def test_a_desk_that_nobody_may_read_is_in_use(shire: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tpdesk.models.connection.BUSY_MILLISECONDS", 20)
    other = sqlite3.connect(shire, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Locked, match="in use"):
        make_backup(shire, "by hand")
    other.close()


def test_what_a_killed_process_left_is_taken_away_in_time(shire: Path) -> None:
    make_backup(shire, "by hand")
    left = [backup_folder(shire) / f".making-1-{name}" for name in ("old", "new")]
    for file in left:
        file.write_bytes(b"half")
    os.utime(left[0], (0, 0))
    with open_desk(shire) as desk:
        places.add(desk, "Second")
    make_backup(shire, "by hand")
    assert [file.exists() for file in left] == [False, True], "the second may be in the making"


def test_files_that_are_no_backups_are_not_listed(shire: Path) -> None:
    made = make_backup(shire, "by hand")
    for name in ("notes.txt", "20250602T081200Z-01-because.tpdesk", "99999999T999999Z-01-merge.tpdesk", ".making-1-x"):
        (backup_folder(shire) / name).write_bytes(b"")
    assert list_backups(shire) == (made,)
    shutil.copyfile(shire, shire.with_name("shire.damaged-20250602T081200Z.tpdesk"))
    assert len(all_backups(shire)) == 6


def times(*ages: float) -> list[datetime]:
    start = datetime(2025, 6, 30, 12)
    return [start - timedelta(days=age) for age in ages]


@pytest.mark.parametrize(
    ("ages", "kept"),
    [
        pytest.param(range(14), 14, id="a day each"),
        pytest.param([hour / 24 / 10 for hour in range(40)], 12, id="forty of one day"),
        pytest.param(
            range(0, 7 * 30, 7), 14 + 3, id="a week each: fourteen days that have one, then one of each earlier month"
        ),
        pytest.param(range(0, 31 * 40, 31), 14, id="a month each"),
        pytest.param([0, 4000], 2, id="a computer that was off for years"),
    ],
)
def test_many_of_late_stay_and_fewer_of_long_ago(ages: list[float], kept: int) -> None:
    assert len(staying(times(*ages))) == kept


@given(st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)), max_size=80))
def test_thinning_keeps_the_recent_and_one_of_each_late_period_and_is_settled(moments: list[datetime]) -> None:
    moments = sorted(moments, reverse=True)
    kept = staying(moments)
    assert kept >= set(range(min(RECENT, len(moments))))
    assert len(kept) <= 12 + 14 + 8 + 12
    left = [moments[place] for place in sorted(kept)]
    assert staying(left) == set(range(len(left))), "thinned again, nothing more goes"
    for most, period in ((14, "%Y-%m-%d"), (8, "%G-%V"), (12, "%Y-%m")):
        last = list(dict.fromkeys(moment.strftime(period) for moment in moments))[:most]
        assert set(last) <= {moment.strftime(period) for moment in left}


def test_backups_are_thinned_as_they_are_made(shire: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_desk(shire) as desk:
        for minute in range(15):
            at(monkeypatch, f"2025-06-02T08:{minute:02d}:00Z")
            places.add(desk, f"Place {minute}")
            make_backup(shire, "by hand")
    kept = list_backups(shire)
    assert len(kept) == RECENT
    assert [one.made_at[14:16] for one in kept] == [f"{minute:02d}" for minute in range(14, 2, -1)]


def test_a_clock_that_was_ahead_costs_no_backup(shire: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2035-01-01T00:00:00Z")
    make_backup(shire, "by hand")
    at(monkeypatch, "2025-06-02T08:00:00Z")
    with open_desk(shire) as desk:
        places.add(desk, "Second")
    assert [one.made_at[:4] for one in list_backups(shire)] == ["2035"], "the same state is kept once"
    made = make_backup(shire, "by hand")
    assert made is not None
    assert made.path.exists()


LOOP = {
    "backup": (
        "make_backup(path, 'by hand')\n"
        "    with open_desk(path) as desk: places.add(desk, f'P{number}')\n    print(number, flush=True)\n"
    ),
    "restore": "restore(path, list_backups(path)[-1])\n    print(number, flush=True)\n",
}


@pytest.mark.deep
@pytest.mark.parametrize("mode", LOOP)
def test_killed_at_any_moment_the_desk_and_the_backups_are_whole(shire: Path, mode: str) -> None:
    make_backup(shire, "by hand")
    script = (
        "import sys; from pathlib import Path; from tpdesk.services import places; from tpdesk.models.desk import "
        "open_desk\n"
        "from tpdesk.models.keeping.backup import list_backups, make_backup; from tpdesk.models.keeping.restoring "
        "import restore\n"
        "path = Path(sys.argv[1])\n"
        "start = int(sys.argv[2])\n"
        "print('ready', flush=True)\n"
        "for number in range(start, start + 1000):\n"
        f"    {LOOP[mode]}"
    )
    for kill in range(10):
        before = {one.path for one in list_backups(shire)}
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(shire), str(kill * 1000)], stdout=subprocess.PIPE, text=True
        )
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(0.013 * kill)
            process.kill()
            done = process.stdout.read().splitlines()
        with open_desk(shire, read_only=True) as desk:
            assert desk.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        found = places_in(shire)
        assert found[0] == "Shire"
        assert {f"P{number}" for number in done if mode == "backup"} <= set(found)
        kept = list_backups(shire)
        assert all(places_in(one.path)[0] == "Shire" for one in kept)
        assert len(kept) >= min(len(before), RECENT)
