"""The frozen counts of a merge: those that only the other desk has come whole, as they were frozen there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from tpdesk.domain.frozen import FrozenCount, Version
from tpdesk.models import version as store
from tpdesk.models.log.undo_capture import columns
from tpdesk.models.merge.plan import NewRecords
from tpdesk.models.merge.who import Who
from tpdesk.models.merge.write import Numbers
from tpdesk.models.schema.frozen import FROZEN
from tpdesk.text import clean, folded


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A frozen count that only the other desk has."""

    head: Version
    """As it stands there."""

    place: str
    """The key of its place."""

    name: str
    """What it is called here: its own name, or that with the other desk's file where both desks froze one so named."""


def compare_versions(
    connection: sqlite3.Connection, who: Who, file: str
) -> tuple[tuple[NewVersion, ...], tuple[NewRecords, ...], list[str]]:
    """Return the frozen counts that this desk has not, the same as new records, and what cannot come.

    Two are the same by name, moment and hash. Of two with one name both are kept.
    """
    here = {(folded(one.name), one.frozen_at, one.hash) for one in store.list_versions(connection)}
    names = {key for key, _, _ in here}
    # One that came from here and was renamed on its way is the same.
    here |= {("", one.frozen_at, one.hash) for one in store.list_versions(connection)}
    places = dict(connection.execute("SELECT id, place FROM theirs.count_version"))
    found, notes = [], []
    for head in reversed(store.list_versions(connection, desk="theirs")):
        if ("", head.frozen_at, head.hash) in here:
            continue
        if _has_odd_texts(store.read_version(connection, head, desk="theirs")):
            notes.append(f"The frozen count '{head.name}' holds control characters and cannot come.")
            continue
        name = _free_name(head.name, names, file)
        names.add(folded(name))
        found.append(NewVersion(head, str(who.key("theirs", "place", places[head.id])), name))
    told = tuple(one.name for one in found)
    return tuple(found), ((NewRecords("frozen count", "frozen counts", told),) if told else ()), notes


def _has_odd_texts(frozen: FrozenCount) -> bool:
    """Say whether a name in a frozen count would have been cleaned at any other entry."""
    facts = frozen.facts
    texts = [
        facts.place,
        *facts.labels.values(),
        *(agency.name for agency in facts.agencies.values()),
        *(category.title for category in facts.categories.values()),
    ]
    return any(clean(text) != text for text in texts)


def _free_name(name: str, taken: set[str], file: str) -> str:
    stem = PurePath(file).stem
    tries: Iterator[str] = (f"{name} ({stem}{f', {n}' if n > 1 else ''})" for n in range(1, len(taken) + 2))
    return name if folded(name) not in taken else next(one for one in tries if folded(one) not in taken)


def bring_versions(connection: sqlite3.Connection, new: Iterable[NewVersion], numbers: Numbers, file: str) -> None:
    """Copy frozen counts whole. Inside `Desk.writing()`."""
    for one in new:
        number = store.next_version(connection)
        for table in FROZEN:
            rest = ", ".join(name for name in columns(connection, table)[0] if name != "version")
            connection.execute(
                f"INSERT INTO main.{table} (version, {rest}) SELECT ?, {rest} FROM theirs.{table} WHERE version = ?",
                (number, one.head.id),
            )
        head = replace(one.head, name=one.name, origin=one.head.origin or file)
        store.write_head(connection, number, numbers.of("place", one.place) or 0, head)
