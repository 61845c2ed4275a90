"""Lines entered by hand on two desks: the same where their whole content is, each as often as it stands."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter, deque
from collections.abc import Iterator
from typing import Final

from tpdesk.models.merge.line_sql import COLUMNS, line_sql
from tpdesk.text import counted

_BY_HAND: Final = "line.batch_sheet IS NULL AND line.id NOT IN (SELECT id FROM temp.part_{desk})"
"""A line entered by hand that stands by itself: not a part of another."""


def compare_by_hand(connection: sqlite3.Connection) -> tuple[tuple[int, ...], int, int, list[str]]:
    """Return (numbers there of lines entered by hand that are not here, how many with their parts, their sum, what may be a double).

    Leaves `temp.new_hand (id)` with those, and `temp.same_hand (theirs, mine)` with the others.
    """
    here: dict[bytes, deque[int]] = {}
    for number, digest in _contents(connection, "main"):
        here.setdefault(digest, deque()).append(number)
    alike = _alike(connection, "main")
    found: list[int] = []
    pairs: list[tuple[int, int]] = []
    for number, digest in _contents(connection, "theirs"):
        if here.get(digest):
            pairs.append((number, here[digest].popleft()))
        else:
            found.append(number)
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS same_hand (theirs INTEGER PRIMARY KEY, mine INTEGER NOT NULL)")
    connection.execute("DELETE FROM temp.same_hand")
    connection.executemany("INSERT INTO temp.same_hand VALUES (?, ?)", pairs)
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS new_hand (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.new_hand")
    connection.executemany("INSERT INTO temp.new_hand VALUES (?)", ((number,) for number in found))
    count, pence = connection.execute(
        "SELECT count(*), coalesce(sum(amount_pence), 0) FROM theirs.spend WHERE batch_sheet IS NULL "
        "AND (id IN (SELECT id FROM temp.new_hand) OR id IN (SELECT id FROM temp.part_theirs WHERE head IN (SELECT id FROM temp.new_hand)))"
    ).fetchone()
    doubles = sum(
        1
        for line in _alike(connection, "theirs", "AND line.id IN (SELECT id FROM temp.new_hand)").elements()
        if line in alike
    )
    words = (
        f"{counted(doubles, 'line')} entered by hand there {'is' if doubles == 1 else 'are'} like one here but for a field or two (the same body, year, label and "
        "supplier): look whether it is the same money, edited on one desk."
    )
    return tuple(found), count, pence, [words] if doubles else []


def _contents(connection: sqlite3.Connection, desk: str) -> Iterator[tuple[int, bytes]]:
    """Yield (number, digest of the whole content with its parts) of every line entered by hand: digests, so that memory stays flat."""
    parts: dict[int, list[str]] = {}
    for row in connection.execute(
        f"{line_sql(desk, 'part.head')} JOIN temp.part_{desk} AS part ON part.id = line.id WHERE line.batch_sheet IS NULL"
    ):
        parts.setdefault(row[0], []).append(repr(row[2:]))
    for row in connection.execute(f"{line_sql(desk)} WHERE {_BY_HAND.format(desk=desk)} ORDER BY line.id"):
        text = repr((row[2:], sorted(parts.get(row[0], ()))))
        yield row[0], hashlib.blake2b(text.encode("utf-8"), digest_size=16).digest()


_LIKE: Final = ("place", "agency", "year", "label", "supplier", "description")
"""What two lines entered by hand have in common that are probably the same money."""


def _alike(connection: sqlite3.Connection, desk: str, where: str = "") -> Counter[tuple[object, ...]]:
    places = [COLUMNS.index(name) + 2 for name in _LIKE]
    rows = connection.execute(f"{line_sql(desk)} WHERE {_BY_HAND.format(desk=desk)} {where}")
    return Counter(tuple(row[place] for place in places) for row in rows)
