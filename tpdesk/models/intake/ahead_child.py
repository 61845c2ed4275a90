"""The process that puts a large file's lines ahead, run by its path, while its parent still reads the file: into a
table of their own with the desk's own shape and indexes, by the numbers that the parent foresees.

It adds their sums up beside that, and looks for equal rows. It is told on stdin, each message a letter and a length
(8 bytes, big-endian) before its marshalled content: `T` the statements that make the table and the number of the first
line, `S` a sheet begins, `W` numbers of new words, `B` a block of lines in the sheet's fields, `E` the sheet ends,
which it answers on stdout. The end of stdin ends it, with the file that it made: nobody waits any more, or its parent
is gone.
"""

from __future__ import annotations

import json
import marshal
import shutil
import signal
import sqlite3
import sys
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

HEAD = 9
"""Bytes before each message."""

CACHE_KB = 16_000


class _SideFile:
    """The file in which the lines are put, with the sums of one sheet at a time."""

    def __init__(self, path: Path, statements: Sequence[str], first: int) -> None:
        from tpdesk.models.intake.fields import KINDS
        from tpdesk.models.intake.sums import Sums

        # Whatever ends this process, the file is made anew: nothing of it needs to outlive a power cut.
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in (
            "journal_mode = OFF",
            "synchronous = OFF",
            "foreign_keys = OFF",
            f"cache_size = -{CACHE_KB}",
            "ignore_check_constraints = ON",
        ):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("BEGIN")
        for statement in statements:
            self._connection.execute(statement)
        # SQLite numbers each row after the last: this one goes before the first of ours has come.
        self._connection.execute(
            "INSERT INTO spend (id, place, agency, year, amount_pence, flow, cost_type, status, control, internal) "
            "VALUES (?, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
            (first - 1,),
        )
        self._before: int | None = first - 1
        self._sums = Sums(self._connection, "main")
        self._numbers: dict[str, list[Any]] = {}
        self._words = frozenset(KINDS)
        self._fields: Sequence[str] = ()
        self._hashes = array("q")

    def begin(self, fields: Sequence[str], fixed: Mapping[str, object], shared: Mapping[str, object]) -> None:
        """Begin a sheet: `fixed` are the values of all its lines in the words of the file, `shared` in the desk's."""
        from tpdesk.models.intake.inserting import LineInserter

        if not self._connection.in_transaction:
            self._connection.execute("BEGIN")
        self._fields = fields
        self._sums.forget_cells()
        self._sums.begin(fields, fixed)
        self._inserter = LineInserter(self._connection, shared, fields)
        self._hashes = array("q")

    def learn(self, numbers: Mapping[str, Sequence[Any]]) -> None:
        """Take the numbers of the next words of each kind."""
        for kind, new in numbers.items():
            self._numbers.setdefault(kind, [None]).extend(new)

    def add(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Put lines in: field -> values."""
        from tpdesk.models.intake.repeats import line_hashes

        self._inserter.add([self._of(name, columns[name]) for name in self._fields])
        self._forget_first()
        self._sums.add(columns)
        self._hashes.extend(line_hashes(columns, self._fields))

    def _of(self, field: str, words: Sequence[Any]) -> Sequence[Any]:
        """Return what stands in a field of `spend` for the words of a file."""
        numbers = self._numbers.get(field)
        if numbers is None:
            return [word or None for word in words] if field in self._words else words
        if field == "agency":
            # Below 0 is a word, any other a number of the desk's.
            return [numbers[-number] if number < 0 else number for number in words]
        return list(map(numbers.__getitem__, words))

    def _forget_first(self) -> None:
        if self._before is not None:
            gone = self._connection.execute(
                "DELETE FROM spend WHERE id = ? AND EXISTS (SELECT 1 FROM spend WHERE id > ?)", (self._before,) * 2
            )
            self._before = None if gone.rowcount else self._before

    def end(self) -> tuple[dict[int, int], dict[tuple[int, int], tuple[int, int, int]], bool]:
        """End the sheet; return its lines by day, the days of each body and year, and whether any row is repeated."""
        from tpdesk.models.intake.repeats import repeated_hashes

        self._inserter.finish()
        self._forget_first()
        days = dict(self._sums.day_lines())
        self._connection.execute("COMMIT")
        return days, self._sums.days(), bool(repeated_hashes(self._hashes))

    def close(self) -> None:
        self._connection.close()


def main(inward: BinaryIO, outward: BinaryIO, folder: Path) -> None:
    """Hear until nothing more is said."""
    lines: _SideFile | None = None
    fields: Sequence[str] = ()
    try:
        while len(head := inward.read(HEAD)) == HEAD:
            length = int.from_bytes(head[1:], "big")
            data = inward.read(length)
            if len(data) < length:
                return
            what, content = head[:1], marshal.loads(data)
            if what == b"T":
                lines = _SideFile(folder / "lines", *content)
                continue
            assert lines is not None
            if what == b"S":
                fields = content[0]
                lines.begin(*content)
            elif what == b"W":
                lines.learn(content)
            elif what == b"B":
                lines.add(dict(zip(fields, content, strict=True)))
            else:
                answer = marshal.dumps(lines.end())
                outward.write(len(answer).to_bytes(8, "big") + answer)
                outward.flush()
    finally:
        if lines is not None:
            lines.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    # Who pressed Ctrl+C ends its parent, which ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.path[:] = json.loads(sys.argv[1])
    main(sys.stdin.buffer, sys.stdout.buffer, Path(sys.argv[2]))
