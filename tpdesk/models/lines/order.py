"""The order of the lines in a view: a private temporary file of their numbers, so that any stretch of
any order is one read away.

Eight bytes a line, in memory up to a megabyte and on disk above: a view of ten million lines takes no more
memory than one of a thousand. The file belongs to no connection, so that one thread can still be filling it
while another reads pages of it.

Sorting lines by any column: one query whose texts are ranked first, so that lines are sorted by numbers.

Lines by their numbers, with the names of everything that they refer to.
"""

from __future__ import annotations

import bisect
import contextlib
import json
import sqlite3
import sys
import tempfile
import threading
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from tpdesk.domain.codes import CONTROL_WORDS, COST_TYPE_WORDS, FLOW_WORDS, STATUS_WORDS
from tpdesk.domain.line import LINE_FIELDS, LineRow
from tpdesk.errors import Cancelled, Locked
from tpdesk.models.lines.where import LineMaps

CHUNK: Final = 8_192
"""Lines fetched at a time; between two chunks the work can be cancelled."""

STRIDE: Final = 4_096
"""Lines between two anchors of the desk's own order."""

IN_MEMORY: Final = 1 << 20
"""Bytes of an order that are kept in memory."""

_STOPPED: Final = "The lines were not looked through to the end."
_SIZE: Final = 8
_TICKS: Final = 20_000
"""Steps of SQLite's machine between two looks at whether the work was cancelled."""

Stop = Callable[[], bool]
"""Says whether the work is no longer wanted."""


class LineOrder(Protocol):
    """Which line stands where."""

    total: int
    """Lines in it so far."""

    def ids(self, connection: sqlite3.Connection, first: int, count: int) -> list[int]:
        """Return the numbers of `count` lines from position `first` (from 0); fewer at the end."""

    def position_of(self, connection: sqlite3.Connection, line: int) -> int | None:
        """Return where a line stands, or None where it is not in the view."""

    def close(self) -> None:
        """Give back what the order holds."""


class KeptOrder:
    """An order that was worked out: any filter, any sorting."""

    def __init__(self) -> None:
        self.total = 0
        self._lock = threading.Lock()
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it lives as long as the view

    def fill(self, rows: sqlite3.Cursor, stop: Stop | None, first: Callable[[], None] | None) -> None:
        """Take all numbers from the cursor; `first` is called when the first chunk can be read.
        Raises Cancelled, Locked."""
        while chunk := rows.fetchmany(CHUNK):
            if stop is not None and stop():
                raise Cancelled(_STOPPED)
            try:
                with self._lock:
                    self._file.seek(self.total * _SIZE)
                    self._file.write(array("q", (row[0] for row in chunk)).tobytes())
                    self.total += len(chunk)
            except OSError as error:
                raise Locked(
                    f"There is no room to keep the order of the lines ({error.strerror or error}). Make room "
                    "where temporary files go."
                ) from error
            if first is not None:
                first()
                first = None

    def ids(self, connection: sqlite3.Connection, first: int, count: int) -> list[int]:  # noqa: ARG002 - as an Order takes it
        """Return the numbers of `count` lines from position `first`."""
        found = array("q")
        first = max(first, 0)
        with self._lock:
            count = max(0, min(count, self.total - first))
            if not count:
                # Also of a view that another thread has closed meanwhile.
                return []
            self._file.seek(first * _SIZE)
            found.frombytes(self._file.read(count * _SIZE))
        return found.tolist()

    def position_of(self, connection: sqlite3.Connection, line: int) -> int | None:
        """Return where a line stands: reads through the order, 8 MB a million lines."""
        for first in range(0, self.total, 1 << 16):
            found = self.ids(connection, first, 1 << 16)
            if line in found:
                return first + found.index(line)
        return None

    def close(self) -> None:
        """Give the file back. Safe to call twice."""
        with self._lock:
            self.total = 0
            self._file.close()


class DeskOrder:
    """The order in which the lines lie on the desk: nothing to work out, since the file itself is in that order.

    Where no number is missing in between, a position is a number; else it is found by walking from the nearest anchor,
    and anchors are set on the way.
    """

    def __init__(self, connection: sqlite3.Connection, total: int, *, backwards: bool = False) -> None:
        self.total = total
        self._backwards = backwards
        least, most = connection.execute("SELECT (SELECT min(id) FROM spend), (SELECT max(id) FROM spend)").fetchone()
        self._least: int | None = least if total and most - least + 1 == total else None
        """The first line's number, where the numbers have no gap."""
        self._positions = [0]
        self._anchors = [-sys.maxsize - 1]
        """At position n of the ascending order stands the first line whose number is at least anchor n."""
        self._lock = threading.Lock()

    def ids(self, connection: sqlite3.Connection, first: int, count: int) -> list[int]:
        """Return the numbers of `count` lines from position `first`; the last page costs no more than the first."""
        first = max(first, 0)
        count = max(0, min(count, self.total - first))
        if not count:
            return []
        start = self.total - first - count if self._backwards else first
        found = self._ascending(connection, start, count)
        return found[::-1] if self._backwards else found

    def _ascending(self, connection: sqlite3.Connection, start: int, count: int) -> list[int]:
        if self._least is not None:
            return list(range(self._least + start, self._least + start + count))
        left = self.total - start
        with self._lock:
            at = bisect.bisect_right(self._positions, start) - 1
            position, anchor = self._positions[at], self._anchors[at]
        if left < start - position:
            rows = connection.execute("SELECT id FROM spend ORDER BY id DESC LIMIT ? OFFSET ?", (count, left - count))
            return [line for (line,) in rows][::-1]
        while start - position > STRIDE:
            row = connection.execute(
                "SELECT id FROM spend WHERE id >= ? ORDER BY id LIMIT 1 OFFSET ?", (anchor, STRIDE)
            ).fetchone()
            if row is None:
                return []
            position, anchor = position + STRIDE, row[0]
            with self._lock:
                if position > self._positions[-1]:
                    self._positions.append(position)
                    self._anchors.append(anchor)
        rows = connection.execute(
            "SELECT id FROM spend WHERE id >= ? ORDER BY id LIMIT ? OFFSET ?", (anchor, count, start - position)
        )
        return [line for (line,) in rows]

    def position_of(self, connection: sqlite3.Connection, line: int) -> int | None:
        """Return where a line stands."""
        if connection.execute("SELECT 1 FROM spend WHERE id = ?", (line,)).fetchone() is None:
            return None
        before = int(connection.execute("SELECT count(*) FROM spend WHERE id < ?", (line,)).fetchone()[0])
        return self.total - 1 - before if self._backwards else before

    def close(self) -> None:
        """Nothing to give back."""


@contextlib.contextmanager
def stoppable(connection: sqlite3.Connection, stop: Stop | None) -> Iterator[None]:
    """Let queries that may take long be cancelled while they run:
    as soon as the work is no longer wanted, Cancelled is raised."""
    if stop is None:
        yield
        return
    connection.set_progress_handler(lambda: int(stop()), _TICKS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            raise Cancelled(_STOPPED) from error
        raise
    finally:
        connection.set_progress_handler(None, 0)


@dataclass(frozen=True, slots=True)
class Sort:
    """One column to sort by; lines that are alike in it keep the desk's order, and those that have
    nothing in it come last."""

    field: str
    """A name of `LINE_FIELDS`."""

    descending: bool = False


_KEYS: Final = {
    "amount": "amount_pence", "came": "came_pence", "date": "date", "year": "year", "grade": "grade", "row": "row",
    "line": "id", "part_of": "part_of",
    "flow": "flow", "cost_type": "cost_type", "status": "status", "control": "control", "internal": "internal",
    "area": "area",
    "own_category": "category", "edited": "came_pence IS NULL",
}  # fmt: skip
_RANKED: Final = {
    "place": ("place", "place", "folded"),
    "agency": ("agency", "agency", "folded"),
    "label": ("label", "label", "folded"),
    "supplier": ("supplier", "supplier", "text COLLATE NOCASE"),
    "description": ("description", "description", "text COLLATE NOCASE"),
    "client_group": ("client_group", "client_group", "folded"),
    "activity": ("activity", "activity", "folded"),
    "funding_stream": ("funding_stream", "funding_stream", "folded"),
}
"""Field -> (column, table, what the table is ordered by):
ranked once, so that lines are sorted by numbers and not by texts."""

_SHEETS: Final = "(SELECT batch_sheet.id, {0} AS n FROM batch_sheet JOIN batch ON batch.id = batch_sheet.batch)"
_BODIES: Final = (
    "(SELECT agency.id AS agency, NULL AS outsider, folded AS n FROM agency UNION ALL SELECT NULL, "
    "outsider.id, folded FROM outsider)"
)


def sorted_numbers(sorts: tuple[Sort, ...], maps: LineMaps, scan: str) -> tuple[str, tuple[object, ...]]:
    """Return the query of the sorted numbers, with a gap for the conditions, and the values that come before theirs."""
    ranks, joins, keys, values = [], [], [], []
    for n, sort in enumerate(sorts):
        field = LINE_FIELDS[sort.field].name
        if field in _RANKED:
            column, table, by = _RANKED[field]
            ranks.append(f"rank{n} (id, n) AS MATERIALIZED (SELECT id, row_number() OVER (ORDER BY {by}) FROM {table})")
            joins.append(f"LEFT JOIN rank{n} ON rank{n}.id = spend.{column}")
            key = f"rank{n}.n"
        elif field == "category":
            ranks.append(
                f"rank{n} (place, agency, label, n) AS MATERIALIZED (SELECT value ->> 0, value ->> 1, value ->> "
                "2, value ->> 3 FROM json_each(?))"
            )
            joins.append(
                f"LEFT JOIN rank{n} ON rank{n}.place = spend.place AND rank{n}.agency = spend.agency AND "
                f"rank{n}.label = coalesce(spend.label, 0)"
            )
            values.append(
                json.dumps(
                    [[*pair, max(shares, key=lambda share: share[1])[0]] for pair, shares in maps.shares.items()]
                )
            )
            key = f"coalesce(spend.category, rank{n}.n)"
        elif field in ("batch", "file", "sheet"):
            joins.append(
                f"LEFT JOIN {_SHEETS.format('batch.id' if field == 'batch' else field)} AS rank{n} ON rank{n}.id "
                "= spend.batch_sheet"
            )
            key = f"rank{n}.n"
        elif field in ("transfer_to", "transfer_from"):
            flow = 1 if field == "transfer_to" else 2
            key = (
                f"coalesce((SELECT folded FROM agency WHERE agency.id = spend.{field}), CASE spend.flow WHEN {flow} "
                "THEN (SELECT folded FROM outsider WHERE outsider.id = spend.outsider) END)"
            )
        else:
            key = "spend.came_pence IS NULL" if field == "edited" else f"spend.{_KEYS[field]}"
        keys.append(f"{key}{' DESC' if sort.descending else ''} NULLS LAST")
    table = f"(SELECT * FROM spend{scan} WHERE {{where}}) AS spend" if joins else f"spend{scan}"
    where = "" if joins else "WHERE {where}"
    with_ranks = f"WITH {', '.join(ranks)} " if ranks else ""
    return (
        f"{with_ranks}SELECT spend.id FROM {table} {' '.join(joins)} {where} ORDER BY {', '.join([*keys, 'spend.id'])}",
        tuple(values),
    )


_SELECT: Final = """
SELECT spend.id, spend.place, place.name, spend.agency, agency.name, spend.year, spend.label, label.text, spend.category, amount_pence, flow, cost_type,
  spend.status, control, internal, paid.name, payer.name, outsider.name, client_group.name, activity.name, spend.area, area.name, funding_stream.name, grade,
  date, supplier.text, description.text, batch_sheet.batch, batch.file, batch_sheet.sheet, spend.row, came_pence, part_of
FROM spend JOIN place ON place.id = spend.place JOIN agency ON agency.id = spend.agency LEFT JOIN label ON label.id = spend.label
LEFT JOIN agency AS paid ON paid.id = transfer_to LEFT JOIN agency AS payer ON payer.id = transfer_from
LEFT JOIN outsider ON outsider.id = spend.outsider LEFT JOIN client_group ON client_group.id = spend.client_group
LEFT JOIN activity ON activity.id = spend.activity LEFT JOIN area ON area.code = spend.area
LEFT JOIN funding_stream ON funding_stream.id = spend.funding_stream LEFT JOIN supplier ON supplier.id = spend.supplier
LEFT JOIN description ON description.id = spend.description LEFT JOIN batch_sheet ON batch_sheet.id = spend.batch_sheet
LEFT JOIN batch ON batch.id = batch_sheet.batch
WHERE spend.id IN (SELECT value FROM json_each(?))
"""  # noqa: E501


def read_lines(connection: sqlite3.Connection, numbers: Sequence[int], maps: LineMaps) -> Iterable[LineRow | None]:
    """Return the lines of these numbers in their order; None for one that is not on the desk."""
    found = {row[0]: _row(row, maps) for row in connection.execute(_SELECT, (json.dumps(numbers),))}
    return [found.get(number) for number in numbers]


def day_text(day: int | None) -> str:
    """Return a day kept as yyyymmdd in ISO form; empty where there is none."""
    return f"{day // 10000:04d}-{day // 100 % 100:02d}-{day % 100:02d}" if day else ""


def _row(row: tuple[Any, ...], maps: LineMaps) -> LineRow:
    (
        line, place, place_name, agency, agency_name, year, label, label_text, own, pence, flow, cost_type, status,
        control, internal, paid, payer,
        outsider, client_group, activity, area, area_name, funding_stream, grade, day, supplier, description, batch,
        file, sheet, file_row, came, part_of,
    ) = row  # fmt: skip
    return LineRow(
        id=line,
        place_id=place,
        place=place_name,
        agency_id=agency,
        agency=agency_name,
        year=year,
        label=label_text or "",
        own_category=own or "",
        amount_pence=pence,
        flow=FLOW_WORDS[flow],
        cost_type=COST_TYPE_WORDS[cost_type],
        status=STATUS_WORDS[status],
        control=CONTROL_WORDS[control],
        internal=bool(internal),
        transfer_to=paid or (outsider if flow == 1 else "") or "",
        transfer_from=payer or (outsider if flow == 2 else "") or "",
        unknown_body=outsider is not None,
        client_group=client_group or "",
        activity=activity or "",
        area=area or "",
        area_name=area_name or "",
        funding_stream=funding_stream or "",
        grade=grade,
        date=day_text(day),
        supplier=supplier or "",
        description=description or "",
        batch=batch,
        file=file or "",
        sheet=sheet or "",
        row=file_row,
        came_pence=came,
        part_of=part_of,
        shares=maps.under(place, agency, label, own),
    )
