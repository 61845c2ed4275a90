"""What changed of one record: a place or an agency under every name that it has borne, any other record by its number."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Final

from tpdesk.models.log.history import Act, Change, acts_by_number
from tpdesk.text import folded

_OTHER: Final = {"place": "agency", "agency": "place"}


def names_borne(connection: sqlite3.Connection, kind: str, name: str) -> tuple[str, ...]:
    """Return the name of a place or an agency (`kind`) and all that it bore before, the present one first."""
    found = [name]
    for before, after in connection.execute(
        "SELECT before, after FROM audit_change WHERE record = ? AND field = 'name' ORDER BY id DESC", (kind,)
    ):
        if before and folded(after) in map(folded, found):
            found.append(before)
    return tuple(dict.fromkeys(found))


def acts_about(connection: sqlite3.Connection, kind: str, name: str, *, limit: int = 200) -> list[Act]:
    """Return the acts on a place or an agency (`kind`) and on what belongs to it, the latest first, each with those of its changes that concern it."""
    names = names_borne(connection, kind, name)
    marks = ", ".join("?" * len(names))
    numbers = connection.execute(
        f"SELECT id FROM audit WHERE subject COLLATE NOCASE IN ({marks}) AND act NOT LIKE ? "
        f"UNION SELECT audit FROM audit_change WHERE record = ? AND name COLLATE NOCASE IN ({marks}) ORDER BY 1 DESC LIMIT ?",
        (*names, f"%{_OTHER[kind]}%", kind, *names, limit),
    )
    acts = acts_by_number(connection, [number for (number,) in numbers])
    known = {folded(one) for one in names}
    return [act if folded(act.subject) in known else replace(act, changes=_its(act, kind, known)) for act in acts]


def _its(act: Act, kind: str, known: set[str]) -> tuple[Change, ...]:
    """Return the changes of an act on other things that concern the record itself."""
    return tuple(change for change in act.changes if change.record == kind and folded(change.name) in known)


def acts_on_record(connection: sqlite3.Connection, table: str, number: int, *, limit: int = 200) -> list[Act]:
    """Return the acts that changed the record of that number in a table, the latest first, back to the one that made it, each with its changes alone."""
    record, keys = table.replace("_", " "), f"[{number}]"
    rows = connection.execute(
        "SELECT DISTINCT audit FROM audit_change WHERE record = ? AND keys = ? ORDER BY audit DESC LIMIT ?",
        (record, keys, limit),
    )
    acts = []
    for act in acts_by_number(connection, [found for (found,) in rows]):
        mine = connection.execute(
            "SELECT record, name, field, before, after FROM audit_change WHERE audit = ? AND record = ? AND keys = ? ORDER BY id",
            (act.id, record, keys),
        )
        acts.append(replace(act, changes=tuple(Change(*one) for one in mine)))
        made = any(not change.field and not change.before for change in acts[-1].changes)
        if made and act.act not in ("undo", "redo"):
            # An earlier record may have had the same number.
            break
    return acts
