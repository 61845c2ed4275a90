"""The acts that `bench.desks` measures, each with what it is beside: an empty desk, and bare SQLite or the system."""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.calc.count import count
from tpdesk.calc.overlap import overlap
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.backup import _looked as looked_at
from tpdesk.models.keeping.backup import backup_folder, list_backups, make_backup
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.keeping.proving import note_proven, waiting
from tpdesk.models.keeping.whole_copy import must_be_sound
from tpdesk.services import history, lines, mapping, merging, versions
from tpdesk.services.board import board_report
from tpdesk.services.figures import year_facts
from tpdesk.services.imports import import_files
from tpdesk.services.packs import write_board
from tpdesk.services.sheets import ImportRequest

PLACE, YEAR = "Place 0", "2024-25"
SOME: Final = 1_000
"""Lines of the larger edit."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What acts are measured on."""

    folder: Path
    empty: Path
    full: Path
    theirs: Path
    file: Path
    maps: Path
    places: int

    @property
    def parts(self) -> tuple[Path | int, ...]:
        """Return what `of` makes it of."""
        return (self.folder, self.empty, self.full, self.theirs, self.file, self.maps, self.places)

    @classmethod
    def of(cls, parts: list[str]) -> Ground:
        """Return the ground of `parts` as texts."""
        folder, empty, full, theirs, file, maps = map(Path, parts[:6])
        return cls(folder, empty, full, theirs, file, maps, int(parts[6]))


Work = Callable[[Ground, Path], object]


@dataclass(frozen=True, slots=True)
class Act:
    """An act, from opening the desk to closing it."""

    do: Work
    before: Work
    """What was done before; not measured, and done once for each desk."""

    beside: str
    """The reference."""

    reference: Work
    """What is measured of it, on another copy of the desk with the same before it."""

    first_of_day: bool = False
    """Whether the act makes the backup of the day itself."""


def _taken(ground: Ground, desk: Desk) -> None:
    request = ImportRequest(place=PLACE, agency_column="Body Name", add_agencies=True)
    outcome = import_files(desk, [ground.file], request)[0]
    assert outcome.error is None, outcome.error


def _opened(act: Callable[[Ground, Desk], object]) -> Work:
    def work(ground: Ground, path: Path) -> None:
        with open_desk(path) as desk:
            act(ground, desk)

    return work


def _read(act: Callable[[Desk], object]) -> Work:
    def work(_: Ground, path: Path) -> None:
        with open_desk(path, read_only=True) as desk:
            act(desk)

    return work


def _last(desk: Desk, number: int) -> list[int]:
    found = desk.connection.execute("SELECT id FROM spend ORDER BY id DESC LIMIT ?", (number,))
    return [line for (line,) in found]


def _edit(number: int, changes: dict[str, str]) -> Work:
    return _opened(lambda _, desk: lines.edit_lines(desk, _last(desk, number), changes))


def _merge(ground: Ground, desk: Desk) -> None:
    merging.apply(desk, ground.theirs, merging.plan(desk, ground.theirs))


def _pack(ground: Ground, path: Path) -> None:
    with open_desk(path, read_only=True) as desk:
        report = board_report(desk, PLACE, YEAR)
    write_board(report, ground.folder / "pack.xlsx", publish=False, replace=True)


@contextlib.contextmanager
def _bare(path: Path):  # type: ignore[no-untyped-def]
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.execute("COMMIT")
    connection.close()


def _bare_import(ground: Ground, path: Path) -> None:
    with _bare(path) as connection, ground.file.open(encoding="utf-8", newline="") as file:
        connection.execute("CREATE TABLE raw (a, b, c, d, e, f, g, h)")
        connection.executemany("INSERT INTO raw VALUES (?, ?, ?, ?, ?, ?, ?, ?)", csv.reader(file))


def _bare_edit(number: int) -> Work:
    def work(_: Ground, path: Path) -> None:
        with _bare(path) as connection:
            connection.execute(
                "UPDATE spend SET grade = 2 WHERE id IN (SELECT id FROM spend ORDER BY id DESC LIMIT ?)", (number,)
            )

    return work


def _bare_map(_: Ground, path: Path) -> None:
    with _bare(path) as connection:
        connection.executemany("INSERT INTO setting (key, value) VALUES (?, 'x')", [(f"l{n}",) for n in range(109)])


def _bare_sum(_: Ground, path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("SELECT agency, label, sum(amount_pence) FROM spend WHERE place = 1 GROUP BY 1, 2").fetchall()
    connection.close()


def _bare_copy(ground: Ground, path: Path) -> None:
    copy = ground.folder / "bare copy"
    shutil.copyfile(path, copy)
    handle = os.open(copy, os.O_RDWR)
    os.fsync(handle)
    os.close(handle)


def _bare_open(_: Ground, path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection.close()


def _bare_check(_: Ground, path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA integrity_check").fetchone()
    connection.close()


def _ready(ground: Ground, path: Path) -> None:
    """Import a file more, so that there is something to undo and edit."""
    with open_desk(path) as desk:
        _taken(ground, desk)


def _undone(ground: Ground, path: Path) -> None:
    _ready(ground, path)
    with open_desk(path) as desk:
        history.undo(desk)


def _nothing(_: Ground, __: Path) -> None:
    """Leave the desk as it is."""


def _counted(desk: Desk) -> None:
    assert count(year_facts(desk, PLACE, YEAR), by="category").rows


ACTS: Final[dict[str, Act]] = {
    "import of 10,000 lines": Act(_opened(_taken), _nothing, "csv into a bare table", _bare_import, True),
    "first edit of the day": Act(_edit(1, {"grade": "1"}), _nothing, "the bare UPDATE", _bare_edit(1), True),
    "edit of one line": Act(_edit(1, {"grade": "1"}), _ready, "the bare UPDATE", _bare_edit(1)),
    "edit of 1,000 lines": Act(_edit(SOME, {"description": "x new"}), _ready, "the bare UPDATE", _bare_edit(SOME)),
    "map of 109 labels": Act(
        _opened(lambda ground, desk: mapping.apply_map_file(desk, 1, None, ground.maps)), _ready,
        "109 bare INSERTs", _bare_map,
    ),
    "undo of the import": Act(_opened(lambda _, desk: history.undo(desk)), _ready, "the import, bare", _bare_import),
    "redo of the import": Act(_opened(lambda _, desk: history.redo(desk)), _undone, "the import, bare", _bare_import),
    "backup by hand": Act(
        lambda _, path: make_backup(path, "by hand"), _ready, "the file copied and synced", _bare_copy, True
    ),
    "proof of a backup, in the background": Act(
        lambda _, path: must_be_sound(path, named=path), _ready, "integrity_check", _bare_check
    ),
    "open": Act(_read(lambda _: None), _ready, "SQLite opening it", _bare_open),
    "count": Act(_read(_counted), _ready, "SQLite summing the lines", _bare_sum),
    "overlap": Act(
        _read(lambda desk: overlap(year_facts(desk, PLACE, YEAR))), _ready, "SQLite summing the lines", _bare_sum
    ),
    "board pack": Act(_pack, _ready, "SQLite summing the lines", _bare_sum),
    "freeze": Act(
        _opened(lambda _, desk: versions.freeze(desk, "first", place=PLACE, year=YEAR)), _ready,
        "SQLite summing the lines", _bare_sum,
    ),
    "merge of 10,000 lines": Act(_opened(_merge), _ready, "the import, bare", _bare_import, True),
    "check": Act(_read(lambda desk: check_desk(desk.connection)), _ready, "integrity_check", _bare_check),
}  # fmt: skip

BESIDE_A_SMALL_ONE: Final = ("first edit of the day",)
"""Acts for which an empty desk has no line, and one of 10,000 lines stands in its place."""


def do_act(name: str, ground: Ground) -> dict[str, float]:
    """Do an act on copies of both desks, and its reference; return seconds by the clock and of the processor."""
    act = ACTS[name]
    found: dict[str, float] = {}
    alone = name in BESIDE_A_SMALL_ONE
    # Once for what is loaded when it is first needed.
    _timed(act, act.do, ground, ground.theirs if alone else ground.empty)
    for key, desk in (("empty ", ground.theirs if alone else ground.empty), ("", ground.full)):
        found[f"{key}wall"], found[f"{key}cpu"] = _timed(act, act.do, ground, desk)
    found["peak"] = _peak_mb()
    found["reference wall"], found["reference cpu"] = _timed(act, act.reference, ground, ground.full)
    return found


def _timed(act: Act, do: Work, ground: Ground, desk: Path) -> tuple[float, float]:
    path = ground.folder / "measured.tpdesk"
    ready = ground.folder / f"{act.before.__name__} {desk.name}"
    if not ready.exists():
        shutil.copyfile(desk, path)
        act.before(ground, path)
        _wait_for_proofs(path)
        shutil.copyfile(path, ready)
    shutil.copyfile(ready, path)
    for backup in list_backups(path):
        backup.path.unlink()
    # Another desk had this name before: whether it had a backup of the day says nothing of this one.
    looked_at.clear()
    if not act.first_of_day:
        made = make_backup(path, "import", prove_later=True)
        assert made is not None
        note_proven(made.path)
    wall, cpu = time.perf_counter(), time.process_time()
    do(ground, path)
    done = time.perf_counter() - wall, time.process_time() - cpu
    _wait_for_proofs(path)
    return done


def _wait_for_proofs(path: Path) -> None:
    """Wait for the proofs that acts have started, which would take the next one's time."""
    for _ in range(3_000):
        if not waiting(backup_folder(path)):
            return
        time.sleep(0.1)
    raise TimeoutError("a backup was never proven")


def _peak_mb() -> float:
    """Return the most memory that this process had (elsewhere than on Linux: or the one that it was begun from)."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 2**10
    try:
        import resource
    except ImportError:
        # Windows does not tell.
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
