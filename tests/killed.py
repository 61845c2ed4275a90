"""A process that does acts on a desk in a loop until it is killed, and says each on stdout after it is done:
the other half of test_kills."""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

from tpdesk.models import register, schema
from tpdesk.models.batch import last_number
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.backup import make_backup
from tpdesk.models.place import find_place
from tpdesk.services import history, import_apart, mapping, merging, places, purging, suggesting
from tpdesk.services.board import board_report
from tpdesk.services.imports import import_files
from tpdesk.services.packs import write_board
from tpdesk.services.sheets import ImportRequest

PLACE, YEAR = "Testshire", 2024
LINES: Final = 1_500
"""Lines of each file taken in."""


def payments(file: Path, number: int, lines: int = LINES) -> Path:
    """Write a list of payments that no other number has, one in 50 of them to the other organisation; return where."""
    chance = random.Random(number)
    rows = (
        f"{chance.randint(1, 28):02d}/05/2024,"
        f"{'District' if not line % 50 else f'Supplier {chance.randint(1, 400)}'},Service "
        f"{line % 9},{number}.{chance.randint(0, 99):02d}\n"
        for line in range(lines)
    )
    file.write_text("Date,Supplier,Service,Amount\n" + "".join(rows), encoding="utf-8", newline="")
    return file


def take_in(desk: Desk, folder: Path, number: int, lines: int = LINES) -> str:
    """Take such a list in; return `batch lines pence`."""
    outcome = import_files(
        desk,
        [payments(folder / f"payments {number}.csv", number, lines)],
        ImportRequest(place=PLACE, agency="County", year=YEAR),
    )[0]
    if outcome.error is not None:
        raise outcome.error
    return (
        f"{outcome.batch} {sum(sheet.tally.rows_imported for sheet in outcome.sheets)} "
        f"{sum(sheet.tally.sum_pence for sheet in outcome.sheets)}"
    )


def make_desk(path: Path, folder: Path, lines: int = LINES) -> None:
    """Make a desk with a place, two organisations and a list of payments."""
    with open_desk(path, make=True) as desk:
        places.add(desk, PLACE)
        for name in ("County", "District"):
            places.add_agency(desk, name, in_places=(PLACE,))
        take_in(desk, folder, 1, lines)


def make_old(path: Path, lines: int = 20_000) -> None:
    """Make a desk file of the first schema with so many lines, as the first release left it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA page_size = 8192")
    connection.execute("BEGIN")
    schema.MIGRATIONS[0].apply(connection)
    register.load_reference(connection)
    connection.execute("INSERT INTO place (id, name, folded) VALUES (1, 'Testshire', 'testshire')")
    connection.execute("INSERT INTO agency (id, name, folded) VALUES (1, 'County', 'county')")
    connection.execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO spend (place, "
        "agency, year, amount_pence, flow, cost_type, status, control, internal) SELECT 1, 1, 2024, i, 1, 0, 1, 0, 0 "
        "FROM n",
        (lines,),
    )
    connection.execute(
        "INSERT INTO cube SELECT 1, 2024, 1, 0, '', 1, 0, 1, 0, 0, 0, sum(amount_pence), count(*) FROM spend"
    )
    connection.execute(
        "INSERT INTO audit (at, who, act, subject, detail) VALUES ('2026-01-01T00:00:00Z', 'anna', 'add place', "
        "'Testshire', '')"
    )
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    connection.execute("COMMIT")
    connection.close()


def _imports(path: Path, folder: Path) -> Iterator[str]:
    """Take lists in; say `batch lines pence`."""
    with open_desk(path) as desk:
        for number in count(last_number(desk.connection) + 2):
            yield take_in(desk, folder, number)


def _imports_apart(path: Path, folder: Path) -> Iterator[str]:
    """Take lists in as a window does, by a process that this one begins; say `batch lines pence`."""
    with open_desk(path) as desk:
        for number in count(last_number(desk.connection) + 2):
            wanted = [(payments(folder / f"apart {number}.csv", number), ImportRequest(agency="County", year=YEAR))]
            [outcome] = import_apart.import_each(desk, wanted, lambda *_: None)
            if outcome.error is not None:
                raise outcome.error
            yield f"{outcome.batch} {outcome.sheets[0].tally.rows_imported} {outcome.sheets[0].tally.sum_pence}"


def _edits(path: Path, folder: Path) -> Iterator[str]:
    """Change the register, people, maps and transfers in turn; say the number of the history line."""
    with open_desk(path) as desk:
        place = find_place(desk.connection, PLACE)
        maps = folder / "maps.csv"
        for turn in count():
            maps.write_text(
                f"label,category,share\nService 1,05.1,0.{turn % 9 + 1}\nService 1,09.1,0.{9 - turn % 9}\n",
                encoding="utf-8",
                newline="",
            )
            for act in (
                lambda turn=turn: places.set_population(desk, PLACE, "2024-25", people=1_000 + turn),
                lambda: places.add_agency(desk, f"Body {_last(desk)}", in_places=(PLACE,)),
                lambda: mapping.apply_map_file(desk, place.id, None, maps),
                lambda: suggesting.apply(desk, place, YEAR, suggesting.proposed(desk, place, YEAR)),
                lambda: suggesting.take_off(desk, place, YEAR, "County", "District"),
            ):
                act()
                yield str(_last(desk))


def _last(desk: Desk) -> int:
    return int(desk.connection.execute("SELECT max(id) FROM audit").fetchone()[0])


def _undos(path: Path, folder: Path) -> Iterator[str]:  # noqa: ARG001 - all have the same parameters
    """Undo three steps and redo them, over and over; say how many steps stand undone."""
    with open_desk(path) as desk:
        while any(step.undone for step in history.steps(desk, -1)):
            history.redo(desk)
        while True:
            for act, undone in (
                (history.undo, 1),
                (history.undo, 2),
                (history.undo, 3),
                (history.redo, 2),
                (history.redo, 1),
                (history.redo, 0),
            ):
                act(desk)
                yield str(undone)


def _migration(path: Path, folder: Path) -> Iterator[str]:  # noqa: ARG001
    """Open a file of the first schema, which brings it to today's; say its schema."""
    with open_desk(path) as desk:
        yield str(desk.connection.execute("PRAGMA user_version").fetchone()[0])


def _backups(path: Path, folder: Path) -> Iterator[str]:  # noqa: ARG001
    """Make a backup after each of a row of changes; say its file."""
    while True:
        with open_desk(path) as desk:
            places.set_population(desk, PLACE, "2024-25", people=1_000 + _last(desk))
        made = make_backup(path, "by hand")
        if made is not None:
            yield str(made.path)


def _packs(path: Path, folder: Path) -> Iterator[str]:
    """Write packs; say each file."""
    for number in count():
        with open_desk(path, read_only=True) as desk:
            report = board_report(desk, PLACE, "2024-25")
        target = folder / f"pack {number}.xlsx"
        write_board(report, target, publish=False, replace=True)
        yield str(target)


def _merges(path: Path, folder: Path) -> Iterator[str]:
    """Take a list in on a colleague's desk and merge that, over and over; say the numbers of the batches that came."""
    theirs = folder / "theirs.tpdesk"
    while True:
        with open_desk(theirs) as other:
            last = other.connection.execute("SELECT last FROM counter WHERE name = 'batch'").fetchone()[0]
            take_in(other, folder, int(last) + 1_000)
        with open_desk(path) as desk:
            done = merging.apply(desk, theirs, merging.plan(desk, theirs))
        yield " ".join(str(number) for _, number in done.batches)


def _purge(path: Path, folder: Path) -> Iterator[str]:  # noqa: ARG001
    """Purge the district; say how many backups were written anew."""
    with open_desk(path) as desk:
        yield str(purging.carry_out(desk, "agency", CANARY).backups)


CANARY: Final = "Kanarienvogel District"
"""The organisation that is purged."""


def make_canary(path: Path, folder: Path, lines: int = LINES) -> None:
    """Make a desk with an organisation that is to be purged, in two batches of its own name before and after, and
    five backups that hold it."""
    with open_desk(path, make=True) as desk:
        places.add(desk, PLACE)
        for name in ("County", "Old kanarienvogel"):
            places.add_agency(desk, name, in_places=(PLACE,))
        for number, name in enumerate(("Old kanarienvogel", "County"), 1):
            file = payments(folder / f"{name} {number}.csv", number, lines)
            import_files(desk, [file], ImportRequest(place=PLACE, agency=name, year=YEAR))
            file.unlink()
        make_backup(path, "by hand")
        places.change_agency(desk, "Old kanarienvogel", new_name=CANARY)
        for people in (1_000, 2_000, 3_000):
            places.set_population(desk, PLACE, "2024-25", people=people)
            make_backup(path, "by hand")


MODES: Final = {
    "imports": _imports,
    "imports apart": _imports_apart,
    "edits": _edits,
    "undos": _undos,
    "migration": _migration,
    "backups": _backups,
    "packs": _packs,
    "merges": _merges,
    "purge": _purge,
}
"""What a process can be told to do."""


def main(mode: str, desk: str, folder: str) -> None:
    """Say `ready`, then do acts and say each until killed."""
    import_apart.WORTH = 0
    print("ready", flush=True)
    for told in MODES[mode](Path(desk), Path(folder)):
        print(told, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
