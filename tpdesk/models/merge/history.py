"""The history of the other desk taken over: who did what there is never lost, and nothing of it comes twice."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from typing import Final

_MARK: Final = re.compile(r" \(on [^()]*\)\Z")
"""What stands behind the subject of an act that was done on another desk."""


def bring_history(connection: sqlite3.Connection, file: str) -> int:
    """Copy the acts that this desk does not know, each marked with the desk it was done on, with what they changed; return how many.

    An act is known by when, by whom, what and to what, whatever its mark. Changes of lines keep their words but not their numbers, which are
    those of the other desk. Call inside `Desk.writing()`, before the merge notes itself.
    """
    known = Counter(_key(row) for row in connection.execute("SELECT at, who, act, subject, detail FROM main.audit"))
    mark = f" (on {re.sub('[()]', ' ', file)})"
    brought: list[tuple[int, int]] = []
    for number, at, who, act, subject, detail in connection.execute(
        "SELECT id, at, who, act, subject, detail FROM theirs.audit ORDER BY id"
    ).fetchall():
        key = _key((at, who, act, subject, detail))
        if known[key]:
            known[key] -= 1
            continue
        marked = subject if _MARK.search(subject) else subject + mark
        made = connection.execute(
            "INSERT INTO main.audit (at, who, act, subject, detail) VALUES (?, ?, ?, ?, ?)",
            (at, who, act, marked, detail),
        ).lastrowid
        brought.append((number, made or 0))
    connection.execute("CREATE TEMP TABLE brought (theirs INTEGER PRIMARY KEY, mine INTEGER NOT NULL)")
    connection.executemany("INSERT INTO temp.brought VALUES (?, ?)", brought)
    connection.execute(
        "INSERT INTO main.audit_change (audit, record, keys, name, field, before, after) "
        "SELECT brought.mine, CASE record WHEN 'line' THEN 'line there' ELSE record END, keys, name, field, before, after "
        "FROM theirs.audit_change JOIN temp.brought ON brought.theirs = audit_change.audit ORDER BY audit_change.id"
    )
    connection.execute("DROP TABLE temp.brought")
    return len(brought)


def _key(row: tuple[str, str, str, str, str]) -> tuple[str, ...]:
    at, who, act, subject, detail = row
    return at, who, act, _MARK.sub("", subject), detail
