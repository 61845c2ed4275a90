"""Where a line came from, and what became of it since."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace

from tpdesk.domain.line import LineRow
from tpdesk.errors import UsageProblem
from tpdesk.models.lines.maps import read_maps
from tpdesk.models.lines.read import read_lines
from tpdesk.models.log.history import Act, Change, acts_of_line, within


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a line came from: a file's row, another line, or somebody's hand."""

    line: LineRow
    sha256: str
    """The hash of its file; empty for a line entered by hand."""

    taken_in: str
    """When its file was taken in, ISO 8601 UTC; empty for a line entered by hand."""

    who: str
    """Who took it in."""

    parts: tuple[int, ...]
    """The lines that were split off it."""

    acts: tuple[Act, ...]
    """The acts that changed it, each with what it changed in this line, the latest first; the one that brought it is the last."""

    @property
    def words(self) -> str:
        """Return where it came from in words: `row 17 of returns.xlsx, sheet May, batch 3, taken in 2024-07-01`."""
        line = self.line
        if line.batch is None:
            return f"split from line {line.part_of}" if line.part_of is not None else "entered by hand"
        sheet = f", sheet {line.sheet}" if line.sheet else ""
        part = f"; split from line {line.part_of}" if line.part_of is not None else ""
        return f"row {line.row} of {line.file}{sheet}, batch {line.batch}, taken in {self.taken_in[:10]}{part}"


def origin_of(connection: sqlite3.Connection, line: int) -> Origin:
    """Return where a line came from. Raises UsageProblem where there is none of that number."""
    found = next(iter(read_lines(connection, [line], read_maps(connection))))
    if found is None:
        raise UsageProblem(f"There is no line {line} on this desk.")
    sha256, taken_in, who = connection.execute(
        "SELECT sha256, made_at, who FROM batch WHERE id = ?", (found.batch,)
    ).fetchone() or ("", "", "")
    parts = connection.execute("SELECT id FROM spend WHERE part_of = ? ORDER BY id", (line,))
    acts = tuple(replace(act, changes=_changes(connection, act.id, line)) for act in acts_of_line(connection, line))
    return Origin(found, sha256, taken_in, who, tuple(part for (part,) in parts), acts)


def _changes(connection: sqlite3.Connection, act: int, line: int) -> tuple[Change, ...]:
    """Return what an act changed in this line alone: the history tells lines that changed alike as one."""
    rows = connection.execute(
        "SELECT keys, field, before, after FROM audit_change WHERE audit = ? AND record = 'line' ORDER BY id", (act,)
    )
    return tuple(
        Change("line", f"line {line}", field, before, after)
        for keys, field, before, after in rows
        if within(line, keys)
    )
