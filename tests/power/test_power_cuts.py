"""The power cut at many moments of every act: the desk opens, nothing that was said to be done is lost, nothing
is torn, no file is half."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from tests.deep import first_of, some_of
from tests.power.acting import ON_FULL_DESKS, SCENARIOS, Done, Ground, checksum, is_sound, standing
from tests.power.disk import KINDS, Disk, Tree, lay_out
from tests.power.recording import Call, Recorder, compile_recorder
from tpdesk.errors import DeskError
from tpdesk.models import schema
from tpdesk.models.desk import open_desk
from tpdesk.models.keeping.backup import list_backups
from tpdesk.models.keeping.check import check_desk

FEW: Final = 8
MANY: Final = int(os.environ.get("TPDESK_TEST_CUTS", "32"))
"""Moments of each scenario at which the power is cut, each on three kinds of disk: always, and in the deep half."""

ALWAYS: Final = ("import", "large desk", "restore", "tables")
"""The scenarios that run in the first half too."""

NOBODYS: Final = re.compile(
    r"\.tpdesk-[0-9a-f]+\.part(-journal)?|\.making-.*|\..*\.restoring(-journal)?|.*-journal|\..*\.lock|a\.damaged-.*"
)
"""Names of files that are nobody's result: nothing is promised of what is in them."""


@pytest.fixture(scope="session")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    """Yield the process that is recorded; the tests are skipped where the library that records cannot be made."""
    library = compile_recorder(tmp_path_factory.mktemp("recorder"))
    if library is None:
        pytest.skip("no C compiler, or not Linux")
    with Recorder(library) as made:
        yield made


MEMORY: Final = Path("/dev/shm")
"""Where a folder lies in memory; the disk is this module's own."""


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    """Yield the folders that a power cut leaves something of."""
    quick = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 200_000_000
    with tempfile.TemporaryDirectory(dir=MEMORY if quick else tmp_path) as folder:
        made = Ground(Path(folder).resolve() / "ground")
        for name, value in made.environment().items():
            monkeypatch.setenv(name, value)
        yield made


def play(ground: Ground, recorder: Recorder, scenario: str, **environment: str) -> tuple[Disk, tuple[Call, ...], Done]:
    """Make what is there before a scenario, let a process do it, and return the disk before it, its calls,
    and what was there before."""
    ground.make()
    (SCENARIOS | ON_FULL_DESKS)[scenario][0](ground)
    disk, other, before = Disk(ground.root), Disk(ground.root), standing(ground)
    calls = recorder.record(scenario, ground.root, {**ground.environment(), **environment})
    for call in calls:
        other.do(call)
    recorded, found = other.seen(), Disk(ground.root).seen()
    missed = sorted(path for path in recorded.keys() | found.keys() if recorded.get(path, 0) != found.get(path, 0))
    assert missed == [], "something was done that was not recorded"
    return disk, calls, before


def moments(calls: Sequence[Call], number: int, chance: random.Random) -> list[int]:
    """Return after how many calls the power is cut: most often about a sync, a name or something
    said, for there it matters."""
    telling = [at for at, call in enumerate(calls, 1) if call.kind in "SRUA"]
    telling = sorted({0, *telling, *(at - 1 for at in telling)})
    first = chance.sample(telling, min(len(telling), 3 * number // 4))
    rest = sorted(set(range(len(calls) + 1)) - set(first))
    return sorted([*first, *chance.sample(rest, min(len(rest), number - len(first)))])


def cuts(
    disk: Disk, calls: Sequence[Call], number: int, name: str, kinds: Sequence[str] = KINDS
) -> Iterator[tuple[str, int, Tree]]:
    """Yield what is left after each cut: what kind of disk it is and when that was, how often something was said
    before it, and what is found."""
    chance = random.Random(name)
    ends = set(moments(calls, number, chance))
    said = 0
    for at in range(len(calls) + 1):
        if at:
            disk.do(calls[at - 1])
            said += calls[at - 1].kind == "A"
        if at in ends:
            for kind in kinds:
                yield f"{kind}, {at}", said, disk.left(kind, chance)


def wrong(ground: Ground, before: Done, after: Done, first: Done, *, read_only: bool) -> list[str]:
    """Return what is not as it must be where `before` was said and `after` was not yet, when the desk is
    opened to read or to write."""
    return [
        *_desk_wrong(ground, {before.desk, after.desk}, read_only),
        *_backups_wrong(ground, set(before.backups), set(after.backups)),
        *_proofs_wrong(ground, set(before.proven), set(after.proven)),
        *_files_wrong(ground, before, after, first),
    ]


def _desk_wrong(ground: Ground, states: set[str], read_only: bool) -> Iterator[str]:
    if not ground.desk.exists() or not ground.desk.stat().st_size:
        if "" not in states:
            yield "the desk is missing or empty"
        return
    try:
        open_desk(ground.desk, read_only=read_only).close()
    except DeskError as error:
        yield f"refused: {error}"
    if checksum(ground.desk) not in states:
        yield "the desk is not as it was before or after the act"
    elif is_sound(ground.desk):
        # One that was damaged before may be just that still.
        yield from problems(ground.desk)


_found: dict[bytes, list[str]] = {}
"""What is wrong with a database, by what is in it: most cuts leave one of a few."""


def problems(file: Path) -> list[str]:
    """Return what is wrong with a desk file or a backup."""
    key = hashlib.sha256(file.read_bytes()).digest()
    if key not in _found:
        _found[key] = list(_look(file))
    return _found[key]


def _look(file: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            sound, version = str(error), 0
        if sound != "ok":
            yield sound
        elif version == len(schema.MIGRATIONS):
            yield from (problem for item in check_desk(connection) for problem in item.problems)


def _backups_wrong(ground: Ground, before: set[str], after: set[str]) -> Iterator[str]:
    backups = {backup.path.name: backup.path for backup in list_backups(ground.desk)}
    if missing := (before & after) - set(backups):
        yield f"backups are missing: {missing}"
    if back := set(backups) - before - after:
        yield f"backups are there again: {back}"
    for name, path in backups.items():
        yield from (f"backup {name}: {problem}" for problem in problems(path))


def _proofs_wrong(ground: Ground, before: set[str], after: set[str]) -> Iterator[str]:
    """Yield what no backup may be: taken for proven before it was, or alone and unproven."""
    proven = {backup.path.name for backup in list_backups(ground.desk) if backup.is_proven}
    if early := proven - before - after:
        yield f"backups are taken for proven: {early}"
    if before and not proven & before:
        yield "no proven backup is there any more"


def _files_wrong(ground: Ground, before: Done, after: Done, first: Done) -> Iterator[str]:
    for name in before.files.keys() | after.files.keys():
        file = ground.root / name
        now = checksum(file) if file.exists() else ""
        if now not in (before.files.get(name, ""), after.files.get(name, before.files.get(name))):
            yield f"{name} is neither the old one nor the new one"
    known = before.files.keys() | after.files.keys() | first.files.keys()
    for file in ground.written():
        name = str(file.relative_to(ground.root))
        if name not in known and ground.is_result(file) and not NOBODYS.fullmatch(file.name):
            yield f"{name} should not be there"
        if before.gone and before.gone.encode() in file.read_bytes().lower():
            yield f"{before.gone} is in {name} again"


def must_outlive(
    ground: Ground, recorder: Recorder, scenario: str, number: int, kinds: Sequence[str] = KINDS, **environment: str
) -> None:
    """Cut the power at so many moments of a scenario, and fail where anything is not as it must be."""
    disk, calls, first = play(ground, recorder, scenario, **environment)
    said = [first, *(Done(**json.loads(call.data)) for call in calls if call.kind == "A")]
    assert len(said) > 1
    found: dict[tuple[int, int], list[str]] = {}
    told = []
    for when, times, tree in cuts(disk, calls, number, scenario, kinds):
        key = (times, hash(tuple(sorted(tree.items(), key=lambda item: item[0]))))
        if key not in found:
            lay_out(tree, ground.root)
            read_only = len(found) % 2 == 0
            found[key] = wrong(ground, said[times], said[min(times + 1, len(said) - 1)], first, read_only=read_only)
        told += [f"{when} of {len(calls)} calls, said {times}: {words}" for words in found[key]]
    assert told == []


@pytest.mark.deep
@pytest.mark.parametrize("scenario", ALWAYS)
def test_a_cut_at_a_few_moments(ground: Ground, recorder: Recorder, scenario: str) -> None:
    must_outlive(ground, recorder, scenario, FEW)


@pytest.mark.deep
@pytest.mark.parametrize("number", first_of([FEW, MANY // 2], 0, 1))
@pytest.mark.parametrize("scenario", ON_FULL_DESKS)
def test_a_cut_on_a_full_desk(ground: Ground, recorder: Recorder, scenario: str, number: int) -> None:
    must_outlive(ground, recorder, scenario, number)


@pytest.mark.deep
@pytest.mark.parametrize("scenario", some_of(SCENARIOS, 2))
def test_a_cut_at_many_moments(ground: Ground, recorder: Recorder, scenario: str) -> None:
    must_outlive(ground, recorder, scenario, MANY)


@pytest.mark.deep
@pytest.mark.parametrize("scenario", ["first", "restore", "purge", "tables"])
def test_a_cut_where_folders_cannot_be_synced(ground: Ground, recorder: Recorder, scenario: str) -> None:
    """As on Windows and some shares: what keeps its names in a journal loses nothing there either."""
    must_outlive(ground, recorder, scenario, MANY // 2, ("journalled",), POWER_FOLDERS="no")
