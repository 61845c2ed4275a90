"""Benchmarks of the line table: opening, paging, sorting, filtering, searching, editing, on a desk that the
import benchmark has made."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path

from tpdesk.domain.line import USUAL
from tpdesk.domain.line_filter import ALL_LINES, LineFilter
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.intake.csvfile import read_pasted
from tpdesk.models.lines.query import Sort, find, open_view
from tpdesk.models.lines.totals import frequency, totals
from tpdesk.models.lines.typed import parse_filter
from tpdesk.services.history import undo
from tpdesk.services.lines import LinePart, delete_lines, edit_lines, preview_edit, split_lines
from tpdesk.services.paste import PasteRequest, preview_paste, take_paste

PAGE = 50
"""Lines of one page."""


def _timed(rounds: int, act: Callable[[], object]) -> float:
    """Return the median milliseconds of an act."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        found.append((time.perf_counter() - start) * 1_000)
    return statistics.median(found)


def _open(connection: sqlite3.Connection, where: LineFilter, sorts: Sequence[Sort] = ()) -> None:
    open_view(connection, where, sorts).close()


def _looks(desk: Desk, rounds: int) -> dict[str, float]:
    connection = desk.connection
    found: dict[str, float] = {"open, no filter": _timed(rounds, lambda: open_view(connection).close())}
    view = open_view(connection)
    for name, first in (("first", 0), ("middle", view.total // 2), ("last", view.total - PAGE)):
        found[f"page, {name}"] = _timed(rounds, partial(view.page, connection, first, PAGE))
    for typed in ('agency="Body 05"', "amount>1000", "supplier~00042", "description~0042", "category=unmapped"):
        where = parse_filter(connection, typed)
        found[f"filter {typed}"] = _timed(rounds, partial(_open, connection, where))
        found[f"totals {typed}"] = _timed(rounds, partial(totals, connection, where))
    for field in ("amount", "date", "supplier"):
        found[f"sort by {field}"] = _timed(rounds, partial(_open, connection, ALL_LINES, [Sort(field)]))
        found[f"frequency of {field}"] = _timed(rounds, partial(frequency, connection, field, ALL_LINES))
    by_amount = open_view(connection, ALL_LINES, [Sort("amount")])
    found["page of a sorted view"] = _timed(rounds, lambda: by_amount.page(connection, by_amount.total // 2, PAGE))
    found["search, no hit"] = _timed(rounds, lambda: find(connection, by_amount, "nowhere at all", 0))
    by_amount.close()
    return found


def _edits(desk: Desk, lines: int) -> dict[str, float]:
    some = min(10_000, lines // 10)
    chosen = range(1, some + 1)
    halves = [LinePart(Fraction(1, 2)), LinePart(Fraction(1, 2), {"category": "05.1"})]
    text = "\n".join(
        f"Body 05\tService {n % 50:03d}\t\t{n}.50\t2024-06-{1 + n % 28:02d}\tSupplier {n % 400}\ttext {n}"
        for n in range(5_000)
    )
    request = PasteRequest(columns=USUAL)
    edit_lines(desk, [some + 1], {"grade": "1"})
    return {
        "edit one line": _timed(1, lambda: edit_lines(desk, [some + 2], {"grade": "1"})),
        f"preview an edit of {some:,}": _timed(1, lambda: preview_edit(desk, chosen, {"category": "09.5"})),
        f"edit {some:,}": _timed(1, lambda: edit_lines(desk, chosen, {"category": "09.5"})),
        f"undo the edit of {some:,}": _timed(1, lambda: undo(desk)),
        f"split {some:,}": _timed(1, lambda: split_lines(desk, chosen, halves)),
        f"delete {some:,}": _timed(1, lambda: delete_lines(desk, chosen)),
        "look at 5,000 pasted rows": _timed(1, lambda: preview_paste(desk, read_pasted(text), request)),
        "take 5,000 pasted rows in": _timed(1, lambda: take_paste(desk, read_pasted(text), request)),
    }


def measure(path: Path, rounds: int = 3) -> None:
    """Print what the line table costs on the desk at `path`, which is left as it is; edits are made on a copy."""
    copy = path.with_name("edited.tpdesk")
    shutil.copyfile(path, copy)
    with open_desk(path, read_only=True) as desk:
        looks = _looks(desk, rounds)
        lines = totals(desk.connection, ALL_LINES).lines
    with open_desk(copy) as desk:
        edits = _edits(desk, lines)
    copy.unlink()
    print(f"\nlines: {lines:,}")
    for name, milliseconds in (looks | edits).items():
        print(f"{name:36} {milliseconds:10.1f} ms")
    with contextlib.suppress(ImportError):
        # Windows does not tell.
        import resource

        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
