"""Several desks of sums made one, by the rules by which a colleague's desk is merged; no step of undo is kept of it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tpdesk.models.connection import connect, spoken
from tpdesk.models.exported.made_of import SumsOf, note_sums
from tpdesk.models.exported.manifest import DeskExport
from tpdesk.models.keeping.check import must_be_whole
from tpdesk.models.keeping.copying import UNDO_TABLES
from tpdesk.models.keeping.whole_copy import copy_whole, must_be_sound
from tpdesk.models.log import undo_steps
from tpdesk.models.log.history import note_act
from tpdesk.models.merge import desks
from tpdesk.models.merge.plan import MergePlan
from tpdesk.models.merge.source import beside
from tpdesk.models.prepare import prepare


def mark_sums(desk: sqlite3.Connection, made_of: SumsOf, detail: str) -> None:
    """Note what the sums of a desk were made of, in its settings and its history, and forget all steps of undo.
    Inside a transaction."""
    note_sums(desk, made_of)
    for table in UNDO_TABLES:
        desk.execute(f"DELETE FROM {table}")
    note_act(desk, "build sums", made_of.folder, detail)


def copy_registers(folder: Path, manifest: DeskExport, target: Path) -> None:
    """Copy the registers of a desk to `target`, in today's schema. Raises DeskFileProblem, Locked, OSError."""
    source = folder / manifest.registers
    copy_whole(source, target)
    with contextlib.closing(connect(target)) as copy, spoken(source):
        prepare(copy, source, fresh=False, is_copy=True)
    must_be_sound(target, named=source)


@contextlib.contextmanager
def changing(file: Path, *, foreign_keys: bool = True) -> Iterator[sqlite3.Connection]:
    """Yield a connection to a desk file that nobody else sees yet, in a transaction that is kept. Its temporary tables
    go with it."""
    with contextlib.closing(connect(file)) as connection, spoken(file):
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = DELETE")


def take_in(file: Path, others: Sequence[tuple[str, Path]], then: Callable[[sqlite3.Connection], None]) -> list[str]:
    """Merge other desks (name and file) into the desk `file`, the first word on each record kept; return a sentence for
    what somebody should look at. `then` is done in the transaction of each. Raises DeskFileProblem, UsageProblem."""
    told: list[str] = []
    with contextlib.closing(connect(file)) as connection, spoken(file):
        connection.execute("PRAGMA synchronous = OFF")
        must_be_whole(connection, file)
        for name, other in others:
            with beside(connection, other):
                connection.execute("BEGIN IMMEDIATE")
                # What moves a batch logs it in the step that is open.
                undo_steps.begin(connection)
                looked = desks.look(connection, name)
                desks.write(connection, looked, {})
                then(connection)
                desks.tidy(connection)
                told += _notes(name, looked.plan)
                connection.execute("COMMIT")
    return told


def _notes(name: str, plan: MergePlan) -> Iterator[str]:
    for one in plan.conflicts:
        yield (
            f"{one.record} {one.name}, {one.field}: {name} says {one.theirs or 'nothing'}, and {one.mine or 'nothing'} "
            "was kept, which another desk said first."
        )
    for note in plan.notes:
        yield f"{name}: {note}"
