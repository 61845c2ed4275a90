"""A process that does acts and says each when it is done, and what the disk must hold from then on:
the other half of test_power_cuts."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from tests.killed import CANARY, PLACE, YEAR, make_canary, make_desk, make_old, payments, take_in
from tpdesk.calc.count import count
from tpdesk.domain.line_filter import ALL_LINES
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping import backup, proving
from tpdesk.models.keeping.backup import list_backups, make_backup
from tpdesk.models.keeping.copying import share_copy
from tpdesk.models.keeping.restoring import restore
from tpdesk.models.keeping.salvage import salvage
from tpdesk.models.lines.query import open_view
from tpdesk.models.own.drafts import forget_drafts, keep_draft
from tpdesk.models.own.remembered import default_desk, remember
from tpdesk.models.place import find_place
from tpdesk.services import history, import_apart, lines, mapping, merging, packs, places, purging
from tpdesk.services.batches import export_rejects
from tpdesk.services.board import board_report
from tpdesk.services.dives.files import write_notes
from tpdesk.services.figures import year_facts
from tpdesk.services.imports import import_files
from tpdesk.services.packs import note_written, write_board
from tpdesk.services.records import add_record
from tpdesk.services.sheets import ImportRequest

LINES: Final = 40
"""Lines of each file taken in."""


@dataclass(frozen=True, slots=True)
class Done:
    """What the process said when something was done."""

    desk: str
    """What the desk holds, as `digest` says it; empty where there is none."""

    files: dict[str, str]
    """File below the root -> what it holds, as `checksum` says it: those that were written."""

    backups: Sequence[str]
    """The names of the backups that there are."""

    proven: Sequence[str]
    """The names of those whose every page was read."""

    gone: str
    """What stands in no file any more; empty where nothing was purged."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The folders of a scenario."""

    root: Path

    @property
    def desk(self) -> Path:
        """The desk file: one that the user named, or else the one in tpdesk's own folder."""
        named = self.root / "desk"
        return named / "a.tpdesk" if named.exists() else self.root / "data" / "tpdesk" / "desk.tpdesk"

    @property
    def sources(self) -> Path:
        """Where files to take in are: nothing there is written by tpdesk."""
        return self.root / "in"

    @property
    def out(self) -> Path:
        """Where results go."""
        return self.root / "out"

    def written(self) -> Iterator[Path]:
        """Yield every file that tpdesk wrote."""
        return (file for file in sorted(self.root.rglob("*")) if file.is_file() and self.sources not in file.parents)

    def is_result(self, file: Path) -> bool:
        """Return whether a file is something that the user has or finds again:
        not the desk, its backups, its lock or what is being made."""
        return (
            file != self.desk
            and "backups" not in file.parts
            and (file.name[0] != "." and not file.name.endswith("-journal"))
        )

    def environment(self) -> dict[str, str]:
        """Return the environment of everything that happens on it: folders of its own and one moment."""
        own = {f"XDG_{name}_HOME": str(self.root / name.lower()) for name in ("DATA", "STATE", "CONFIG")}
        return {**own, "TPDESK_NOW": "2026-01-31T09:00:00Z"}

    def make(self) -> None:
        """Make the folders."""
        for name in (".", "desk", "in", "out"):
            (self.root / name).mkdir(mode=0o700)


def digest(desk: Path) -> str:
    """Return a text that differs wherever anything in two desks does, history and undo log too; read without tpdesk.
    Raises sqlite3.DatabaseError."""
    found = hashlib.sha256()
    with closing(sqlite3.connect(f"file:{desk}?mode=ro", uri=True)) as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        ).fetchall():
            rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
            found.update(repr((name, rows)).encode())
    return found.hexdigest()


_digests: dict[str, str] = {}
"""What a database holds, by the bytes that it is of."""


def is_sound(desk: Path) -> bool:
    """Return whether what a desk holds can be read."""
    return checksum(desk) in _digests.values()


def checksum(file: Path) -> str:
    """Return a text that differs wherever two files do; of a sound database, what it holds."""
    data = file.read_bytes()
    plain = hashlib.sha256(data).hexdigest()
    if data.startswith(b"SQLite format 3") and plain not in _digests:
        with contextlib.suppress(sqlite3.DatabaseError):
            _digests[plain] = digest(file)
    return _digests.get(plain, plain)


def standing(ground: Ground, gone: str = "") -> Done:
    """Return what is on the disk now."""
    files = {str(file.relative_to(ground.root)): checksum(file) for file in ground.written() if ground.is_result(file)}
    backups = list_backups(ground.desk)
    return Done(
        checksum(ground.desk) if ground.desk.exists() else "",
        files,
        tuple(backup.path.name for backup in backups),
        tuple(backup.path.name for backup in backups if backup.is_proven),
        gone,
    )


def say(ground: Ground, gone: str = "") -> None:
    """Say that something is done: from now on what is on the disk must outlive a power cut."""
    os.write(1, json.dumps(asdict(standing(ground, gone))).encode() + b"\n")


def _first(ground: Ground) -> None:
    """Make a desk where there is none, and change it twice."""
    open_desk(ground.desk, make=True).close()
    say(ground)
    for name in ("A", "B"):
        with open_desk(ground.desk) as desk:
            places.add(desk, name)
        say(ground)


def _own_folder(ground: Ground) -> None:
    """Make a desk in tpdesk's own folder, which is not there yet, remember it, and copy it to where the others look."""
    with open_desk(default_desk(), make=True) as desk:
        say(ground)
        places.add(desk, "A")
    say(ground)
    remember(default_desk())
    say(ground)


def _imports(ground: Ground) -> None:
    """Take two lists in."""
    with open_desk(ground.desk) as desk:
        for number in (2, 3):
            take_in(desk, ground.sources, number, LINES)
            say(ground)


@contextlib.contextmanager
def _as_a_large_one() -> Iterator[None]:
    """Let every desk be a large one, whose backups are proven after the act, and here when that is called for."""
    large, start = backup.LARGE, proving.start_proofs
    backup.LARGE, proving.start_proofs = 0, lambda *_: None  # type: ignore[misc]
    try:
        yield
    finally:
        backup.LARGE, proving.start_proofs = large, start  # type: ignore[misc]


def _changes_large(ground: Ground) -> None:
    """Take lists in and change the register, each with a backup that is proven afterwards; one waits for two acts."""
    with _as_a_large_one(), open_desk(ground.desk) as desk:
        for number in (2, 3, 4):
            take_in(desk, ground.sources, number, LINES)
            say(ground)
            if number != 3:
                proving.prove_waiting(backup.backup_folder(ground.desk))
                say(ground)
        # A day later: a backup before the first change, and nothing but a small change after it.
        os.environ["TPDESK_NOW"] = "2026-02-01T09:00:00Z"
        places.set_population(desk, PLACE, "2024-25", people=1_000)
        say(ground)
    proving.prove_waiting(backup.backup_folder(ground.desk))
    say(ground)


def _edits(ground: Ground) -> None:
    """Change the register, a map and lines."""
    maps = ground.sources / "maps.csv"
    maps.write_text("label,category,share\nService 1,05.1,0.4\nService 1,09.1,0.6\n", encoding="utf-8", newline="")
    with open_desk(ground.desk) as desk:
        place = find_place(desk.connection, PLACE).id
        acts: tuple[Callable[[], object], ...] = (
            lambda: places.set_population(desk, PLACE, "2024-25", people=1_000),
            lambda: mapping.apply_map_file(desk, place, None, maps),
            lambda: lines.edit_lines(desk, ALL_LINES, {"description": "a description that is new", "grade": "3"}),
        )
        for act in acts:
            act()
            say(ground)


def _undos(ground: Ground) -> None:
    """Undo the last two acts, an import among them, and redo them."""
    with open_desk(ground.desk) as desk:
        for act in (history.undo, history.undo, history.redo, history.redo):
            act(desk)
            say(ground)


def _back_up(ground: Ground, people: int) -> None:
    with open_desk(ground.desk) as desk:
        places.set_population(desk, PLACE, "2024-25", people=people)
    make_backup(ground.desk, "by hand")


def _backups(ground: Ground) -> None:
    """Make backups by hand, each after a change: from the second on the oldest one goes."""
    for people in (1, 2, 3):
        _back_up(ground, people)
        say(ground)


def _restores(ground: Ground) -> None:
    """Go back to the oldest backup, which is of another size, and forward again to what was there before."""
    for _ in range(2):
        restore(ground.desk, list_backups(ground.desk)[-1])
        say(ground)
        restore(ground.desk, list_backups(ground.desk)[0])
        say(ground)


def _restores_nothing(ground: Ground) -> None:
    """Go back to a backup where the desk file is missing."""
    restore(ground.desk, list_backups(ground.desk)[0])
    say(ground)


def _recovers(ground: Ground) -> None:
    """Salvage a damaged desk, and go back to a backup in its place."""
    out = ground.out / "salvaged.tpdesk"
    salvage(ground.desk, out)
    say(ground)
    restore(ground.desk, list_backups(ground.desk)[0])
    say(ground)


def _migrates(ground: Ground) -> None:
    """Open a desk of the first schema."""
    open_desk(ground.desk).close()
    say(ground)


def _purges(ground: Ground) -> None:
    """Purge a body, from a draft too."""
    with open_desk(ground.desk) as desk:
        purging.carry_out(desk, "agency", CANARY)
    say(ground, gone="kanarienvogel")


def _merges(ground: Ground) -> None:
    """Take a colleague's desk in."""
    theirs = ground.sources / "theirs.tpdesk"
    with open_desk(ground.desk) as desk:
        merging.apply(desk, theirs, merging.plan(desk, theirs))
    say(ground)


def _packs(ground: Ground) -> None:
    """Write a pack over another, noted in the history, and a copy of the desk over another."""
    target = ground.out / "pack.xlsx"
    for publish in (False, True):
        with open_desk(ground.desk, read_only=True) as desk:
            report = board_report(desk, PLACE, "2024-25")
        written = write_board(report, target, publish=publish)
        say(ground)
        assert note_written(ground.desk, report, written, kind="board", publish=publish, program="a window") == ""
        say(ground)
    copy = ground.out / "copy.tpdesk"
    for force in (False, True):
        with open_desk(ground.desk, read_only=True) as desk:
            share_copy(desk, copy, without_history=force, force=force)
        say(ground)


def _tables(ground: Ground) -> None:
    """Write every kind of file but packs: lines, labels, rejects, differences, figures and notes, the
    first of them over another."""
    theirs = ground.sources / "theirs.tpdesk"
    out = {
        name: ground.out / name
        for name in ("a.csv", "labels.csv", "rejects.csv", "differences.csv", "count.csv", "notes.docx", "notes.md")
    }
    with open_desk(ground.desk) as desk:
        place = find_place(desk.connection, PLACE).id
        view = open_view(desk.connection, ALL_LINES)
        planned = merging.plan(desk, theirs)
        acts: tuple[tuple[str, Callable[[Path], object]], ...] = (
            ("a.csv", lambda path: lines.write_lines(desk, view, ("supplier", "amount"), path)),
            ("a.csv", lambda path: lines.write_lines(desk, view, ("amount",), path)),
            ("labels.csv", lambda path: mapping.write_open_labels(desk, place, None, path)),
            ("rejects.csv", lambda path: export_rejects(desk, [2], path)),
            ("differences.csv", lambda path: merging.write_differences(planned, {}, path)),
            ("count.csv", lambda path: packs.write_table(count(year_facts(desk, PLACE, "2024-25")), path)),
            ("notes.docx", lambda path: write_notes(desk, "A workshop", path)),
            ("notes.md", lambda path: write_notes(desk, "A workshop", path)),
        )
        for name, act in acts:
            act(out[name])
            say(ground)
        view.close()


def _remembers(ground: Ground) -> None:
    """Keep a draft letter by letter, and forget it."""
    for text in ("w", "wo", "words"):
        keep_draft(ground.desk, "place.new", {"name": text})
        say(ground)
    forget_drafts(ground.desk)
    say(ground, gone='"words"')


def _stock(ground: Ground) -> None:
    make_desk(ground.desk, ground.sources, LINES)


def _stock_and_theirs(ground: Ground) -> None:
    _stock(ground)
    theirs = ground.sources / "theirs.tpdesk"
    shutil.copyfile(ground.desk, theirs)
    with open_desk(theirs) as other:
        take_in(other, ground.sources, 7, LINES)
        places.change_agency(other, "District", note="theirs")
    with open_desk(ground.desk) as desk:
        places.change_agency(desk, "District", note="ours")


def _stock_with_much(ground: Ground) -> None:
    _stock_and_theirs(ground)
    source = payments(ground.sources / "bad.csv", 5, LINES)
    source.write_text(source.read_text("utf-8") + "01/05/2024,A,Roads,n/k\n", encoding="utf-8", newline="")
    with open_desk(ground.desk) as desk:
        import_files(desk, [source], ImportRequest(place=PLACE, agency="County", year=2024))
        add_record(desk, "workshop", {"title": "A workshop", "place": PLACE})
        add_record(desk, "note", {"workshop": "A workshop", "kind": "idea", "text": "words"})


def _stock_with_backups(ground: Ground) -> None:
    _stock(ground)
    make_backup(ground.desk, "by hand")
    with open_desk(ground.desk) as desk:
        take_in(desk, ground.sources, 2, 30 * LINES)


def _stock_with_most_backups(ground: Ground) -> None:
    _stock(ground)
    for people in range(10, 20):
        _back_up(ground, people)


def _stock_with_a_backup(ground: Ground) -> None:
    _stock(ground)
    make_backup(ground.desk, "by hand")
    with open_desk(ground.desk) as desk:
        places.set_population(desk, PLACE, "2024-25", people=10)


FULL: Final = 45_000
"""Lines of a full desk: its backups are copied by the file system and proven afterwards."""

APART: Final = 15_000
"""Lines of a file that a window takes in by a process of its own."""


def _stock_full(ground: Ground) -> None:
    make_desk(ground.desk, ground.sources, FULL)
    make_backup(ground.desk, "by hand")


def _changes_full(ground: Ground) -> None:
    """Take a list into a full desk as a window does, edit a line, undo both, prove the backup: nothing is made small
    for the test."""
    proving.start_proofs = lambda *_: None
    with open_desk(ground.desk) as desk:
        _take_in_apart(desk, payments(ground.sources / "apart.csv", 2, APART))
        say(ground)
        lines.edit_lines(desk, [1], {"description": "a description that is new"})
        say(ground)
        for _ in range(2):
            history.undo(desk)
            say(ground)
    proving.prove_waiting(backup.backup_folder(ground.desk))
    say(ground)


def _take_in_apart(desk: Desk, file: Path) -> None:
    assert file.stat().st_size > import_apart.WORTH
    wanted = [(file, ImportRequest(place=PLACE, agency="County", year=YEAR))]
    [outcome] = import_apart.import_each(desk, wanted, lambda *_: None)
    assert outcome.error is None, outcome.error


def _missing(ground: Ground) -> None:
    _stock_with_backups(ground)
    ground.desk.unlink()


def _damaged(ground: Ground) -> None:
    _stock_with_backups(ground)
    with ground.desk.open("r+b") as file:
        file.seek(5 * 8192)
        file.write(b"\xff" * 8192)
    ground.desk.with_name("a.tpdesk-journal").write_bytes(b"not a journal")


def _canary(ground: Ground) -> None:
    make_canary(ground.desk, ground.sources, LINES)
    keep_draft(ground.desk, "agency.new", {"name": CANARY})


SCENARIOS: Final[dict[str, tuple[Callable[[Ground], None], Callable[[Ground], None]]]] = {
    "first": (lambda _: None, _first),
    "own folder": (lambda ground: (ground.root / "desk").rmdir(), _own_folder),
    "import": (_stock, _imports),
    "large desk": (_stock_with_a_backup, _changes_large),
    "edit": (_stock, _edits),
    "undo": (_stock, _undos),
    "backup": (_stock_with_most_backups, _backups),
    "restore": (_stock_with_backups, _restores),
    "restore a missing file": (_missing, _restores_nothing),
    "recover": (_damaged, _recovers),
    "migration": (lambda ground: make_old(ground.desk, 400), _migrates),
    "purge": (_canary, _purges),
    "merge": (_stock_and_theirs, _merges),
    "pack": (_stock, _packs),
    "tables": (_stock_with_much, _tables),
    "remember": (_stock, _remembers),
}
"""Name -> what is there before, and what is done."""

ON_FULL_DESKS: Final[dict[str, tuple[Callable[[Ground], None], Callable[[Ground], None]]]] = {
    "full desk": (_stock_full, _changes_full),
}
"""The same on desks whose backups are proven afterwards, with files that a window takes in by another process."""


def main() -> None:
    """Do each scenario that is asked for, a line of JSON each, in a copy of this process;
    answer how it failed, or an empty text."""
    for line in sys.stdin:
        asked = json.loads(line)
        with tempfile.TemporaryFile() as words:
            child = os.fork()
            if child == 0:
                os.dup2(words.fileno(), 2)
                # What is said is recorded; nobody reads it here.
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                _act(asked)
            _, status = os.waitpid(child, 0)
            words.seek(0)
            told = words.read().decode("utf-8", "replace")
        print(json.dumps(told or f"it ended with {status}" if status else ""), flush=True)


def _act(asked: dict[str, Any]) -> NoReturn:
    """Do a scenario and end the process."""
    os.environ.update(asked["environment"])
    try:
        (SCENARIOS | ON_FULL_DESKS)[asked["scenario"]][1](Ground(Path(asked["root"])))
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
