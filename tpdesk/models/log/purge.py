"""An agency, a place or a record with a title taken out of the desk for good: out of the tables, the rejected rows,
the history, the undo log and the free pages.

Which changes the history tells of records that a purge takes: found by their keys, since what was said in them need
not name what is purged.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from tpdesk.domain.frozen import Version
from tpdesk.domain.kinds import KINDS
from tpdesk.models import cube, schema
from tpdesk.models.log import undo_steps
from tpdesk.models.log.history import note_act, ranges
from tpdesk.models.log.purge_dives import names_of, noun_of, table_of
from tpdesk.models.log.purge_records import PURGED, Going, untie
from tpdesk.models.log.undo_capture import caught_tables, columns
from tpdesk.models.records import dependents
from tpdesk.models.version import delete_version, drop_orphans, list_versions, versions_with
from tpdesk.text import counted, folded

Records: TypeAlias = frozenset[tuple[str, tuple[object, ...]]]
"""(record as the history calls it, its key) of each."""


def records_of(connection: sqlite3.Connection, table: str, ids: Sequence[int]) -> Records:
    """Return the records of these ids, and those that go with them by the tables' own rules.
    Before anything is deleted."""
    found: set[tuple[str, tuple[object, ...]]] = {(_called(table), (number,)) for number in ids}
    for child, column in _children(connection, table):
        keys = ", ".join(f'"{name}"' for name in columns(connection, child)[1])
        rows = connection.execute(f'SELECT {keys} FROM "{child}" WHERE "{column}" IN ({", ".join(map(str, ids))})')
        found |= {(_called(child), tuple(row)) for row in rows}
    return frozenset(found)


def clean_changes(connection: sqlite3.Connection, table: str, records: Records, names: Iterable[str]) -> None:
    """Delete what the history says of the records, and of others of their kinds that went earlier:
    these name what they belonged to. Its triggers are off."""
    words = [folded(name) for name in names]
    kinds = {_called(child) for child, _ in _children(connection, table)}
    rows = connection.execute(
        "SELECT id, record, keys, name, before, after FROM audit_change WHERE record <> 'line'"
    ).fetchall()
    gone = set(records)
    for _, record, keys, name, *texts in rows:
        if (record == _called(table) and folded(name) in words) or (
            record in kinds and any(word in folded(" ".join((name, *texts))) for word in words)
        ):
            gone.add((record, _key(keys)))
    doomed = [(number,) for number, record, keys, *_ in rows if (record, _key(keys)) in gone]
    connection.executemany("DELETE FROM audit_change WHERE id = ?", doomed)


def _children(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, str]]:
    """Yield (table, column) whose rows are deleted with those of a table that they refer to."""
    for child in caught_tables(connection):
        yield from (
            (child, column)
            for parent, column, rule in connection.execute(
                'SELECT "table", "from", on_delete FROM pragma_foreign_key_list(?)', (child,)
            ).fetchall()
            if (parent, rule) == (table, "CASCADE")
        )


def _called(table: str) -> str:
    return table.replace("_", " ")


def _key(keys: str) -> tuple[object, ...]:
    try:
        found = json.loads(keys)
    except ValueError:
        return ()
    return tuple(found) if isinstance(found, list) else ()


_SHARED_TEXTS: Final = ("label", "supplier", "description")
"""Texts that nothing but lines and the undo log needs:
after a purge those that no line has go, of lines that had gone before too."""

_NAMED_TEXTS: Final = ("outsider", "client_group", "activity", "funding_stream")
"""Names that stand by themselves too: those that only purged lines used go with them."""


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge takes, or would take."""

    kind: str
    """agency, place or the name of a kind of record."""

    names: tuple[str, ...]
    """Every name that it has or had: by them it is found in the history and in backups."""

    lines: int
    """Its spend lines."""

    batches: tuple[tuple[int, str], ...]
    """Batches that hold nothing but it: (number, file). They go whole."""

    shared_batches: tuple[tuple[int, str], ...]
    """Batches that hold others too: they stay without its lines."""

    transfers: int
    """Lines of others that are transfers with it: they stay, as payments to nobody named."""

    records: tuple[str, ...]
    """What of the deep dives goes, as "3 deliveries"."""

    versions: tuple[str, ...] = ()
    """Names of the frozen counts that hold it: they go whole, since nothing in one can be changed."""

    def words(self, went: str) -> tuple[str, ...]:
        """Return what goes as sentences; `went` is `would go` or `went`."""
        goes = [*([] if not KINDS[self.kind].has_lines else [counted(self.lines, "line")]), *self.records]
        told = [f"{KINDS[self.kind].noun.capitalize()} {', '.join(self.names)}: {', '.join(goes)} {went}."]
        if self.batches:
            told.append(f"Batches that {went} whole: {_files(self.batches)}.")
        if self.shared_batches:
            told.append(f"Batches that stay without its lines: {_files(self.shared_batches)}.")
        if self.versions:
            told.append(f"Frozen counts that hold it, which {went} whole: {', '.join(self.versions)}.")
        if self.transfers:
            told.append(
                f"{counted(self.transfers, 'line')} of others that are transfers with it stay, as payments to "
                "nobody named."
            )
        return tuple(told)


def _files(batches: Iterable[tuple[int, str]]) -> str:
    return ", ".join(f"{number} ({file})" for number, file in batches)


def purge_if_there(connection: sqlite3.Connection, kind: str, names: tuple[str, ...]) -> None:
    """Purge a backup, in which what goes may not stand, or under an earlier name.
    Inside a transaction of the caller's."""
    earlier = tuple(one for name in names for one in names_of(connection, kind, name))
    purge(connection, kind, tuple(dict.fromkeys((*names, *earlier))))


def what_would_go(connection: sqlite3.Connection, kind: str, names: Iterable[str]) -> Purge:
    """Return what the purge of what bears these names takes; nothing is changed."""
    ids = _ids(connection, kind, names)
    where = _lines(kind, ids)
    lines = connection.execute(f"SELECT coalesce(sum(lines), 0) FROM cube WHERE {where}").fetchone()[0]
    transfers = 0
    if kind == "agency":
        transfers = connection.execute(
            f"SELECT coalesce(sum(lines), 0) FROM cube WHERE counterparty IN ({_listed(ids)}) AND NOT {where}"
        ).fetchone()[0]
    batches = _batches(connection, kind, ids)
    return Purge(
        kind,
        tuple(names),
        lines,
        tuple((number, file) for number, file, whole in batches if whole),
        tuple((number, file) for number, file, whole in batches if not whole),
        transfers,
        Going(connection, kind, ids).told,
        tuple(head.name for head in _frozen(connection, kind, ids, names)),
    )


def _frozen(connection: sqlite3.Connection, kind: str, ids: list[int], names: Iterable[str]) -> tuple[Version, ...]:
    """Return the frozen counts that hold what is purged; of workshops they hold nothing."""
    if kind == "agency":
        return versions_with(connection, ids, names)
    return tuple(head for number in ids for head in list_versions(connection, number)) if kind == "place" else ()


def _lines(kind: str, ids: list[int]) -> str:
    """Return the SQL condition of the lines that go."""
    return "0" if not KINDS[kind].has_lines else f"{kind} IN ({_listed(ids)})"


def purge(connection: sqlite3.Connection, kind: str, names: tuple[str, ...]) -> Purge:
    """Take what bears these names out for good; return what went. Inside `Desk.unlogged()`; the
    caller vacuums the file after it.

    Undo ends here: the log of the acts before a purge would hold what was purged.
    """
    told = what_would_go(connection, kind, names)
    ids = _ids(connection, kind, names)
    connection.execute("PRAGMA secure_delete = ON")
    undo_steps.forget(connection)
    where = _lines(kind, ids)
    going, records = Going(connection, kind, ids), records_of(connection, table_of(kind), ids)
    connection.execute("DROP TABLE IF EXISTS temp.purged")
    connection.execute(f"CREATE TEMP TABLE purged AS SELECT * FROM spend WHERE {where}")
    _untie(connection, kind, ids)
    cube.take_lines(connection, where)
    _count_out(connection, [number for number, _ in told.shared_batches])
    connection.execute(f"DELETE FROM spend WHERE {where}")
    _drop_rejects(connection, [number for number, _ in told.shared_batches], names)
    whole = _listed(number for number, _ in told.batches)
    connection.execute(f"DELETE FROM batch WHERE id IN ({whole})")
    for head in _frozen(connection, kind, ids, names):
        delete_version(connection, head.id)
    drop_orphans(connection)
    going.delete()
    if kind == "agency":
        connection.execute(f"DELETE FROM batch_agency WHERE {where}")
        untie(connection, ids, names)
    connection.execute(f"DELETE FROM {table_of(kind)} WHERE id IN ({_listed(ids)})")
    _drop_texts(connection)
    going.drop_words()
    with _history_open(connection):
        clean_changes(connection, table_of(kind), records, names)
        files = [file for _, file in told.batches]
        _clean_history(connection, [*names, *files], [number for number, _ in told.batches], going)
    connection.execute("DROP TABLE temp.purged")
    note_act(connection, f"purge {noun_of(kind)}", PURGED)
    return told


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _ids(connection: sqlite3.Connection, kind: str, names: Iterable[str]) -> list[int]:
    keys = {folded(name) for name in names}
    found = connection.execute(f"SELECT id, folded FROM {table_of(kind)}").fetchall()
    ids = {number for number, key in found if key in keys}
    if kind == "agency":
        aliases = connection.execute("SELECT agency, folded FROM agency_alias").fetchall()
        ids |= {number for number, key in aliases if key in keys}
    return sorted(ids)


def _batches(connection: sqlite3.Connection, kind: str, ids: list[int]) -> list[tuple[int, str, bool]]:
    """Return (number, file, whether it holds nothing else) of every batch that names one of the ids."""
    if not KINDS[kind].has_lines:
        return []
    if kind == "place":
        rows = connection.execute(f"SELECT id, file, 1 FROM batch WHERE place IN ({_listed(ids)}) ORDER BY id")
    else:
        rows = connection.execute(
            f"SELECT batch.id, file, min(agency IN ({_listed(ids)})) FROM batch_agency JOIN batch ON batch.id = "
            f"batch_agency.batch GROUP BY batch.id HAVING max(agency IN ({_listed(ids)})) ORDER BY batch.id"
        )
    return [(number, file, bool(whole)) for number, file, whole in rows.fetchall()]


def _untie(connection: sqlite3.Connection, kind: str, ids: list[int]) -> None:
    """Let lines of others that are transfers with a purged agency be payments to nobody named."""
    if kind != "agency":
        return
    among = _listed(ids)
    tied = f"(transfer_to IN ({among}) OR transfer_from IN ({among})) AND agency NOT IN ({among})"
    connection.execute("DROP TABLE IF EXISTS temp.tied")
    connection.execute(f"CREATE TEMP TABLE tied AS SELECT id FROM spend WHERE {tied}")
    where = "id IN (SELECT id FROM temp.tied)"
    cube.take_lines(connection, where)
    connection.execute(f"UPDATE spend SET transfer_to = NULL, transfer_from = NULL WHERE {where}")
    cube.add_lines(connection, where)
    connection.execute("DROP TABLE temp.tied")


def _count_out(connection: sqlite3.Connection, batches: list[int]) -> None:
    """Keep the accounts of batches that stay: what was purged of them counts as removed."""
    for batch in batches:
        lines, pence = connection.execute(
            "SELECT count(*), coalesce(sum(coalesce(came_pence, amount_pence)), 0) FROM temp.purged "
            "WHERE part_of IS NULL AND batch_sheet IN (SELECT id FROM batch_sheet WHERE batch = ?)",
            (batch,),
        ).fetchone()
        connection.execute(
            "UPDATE batch SET removed_lines = removed_lines + ?, removed_pence = removed_pence + ? WHERE id = ?",
            (lines, pence, batch),
        )


def _drop_rejects(connection: sqlite3.Connection, batches: list[int], names: tuple[str, ...]) -> None:
    """Delete the rejected rows of batches that stay in which a name stands, and what was said of their sheets."""
    keys = [folded(name) for name in names]
    for sheet, warnings in connection.execute(
        f"SELECT id, warnings FROM batch_sheet WHERE batch IN ({_listed(batches)})"
    ).fetchall():
        if any(key in folded(warnings) for key in keys):
            connection.execute("UPDATE batch_sheet SET warnings = '[]' WHERE id = ?", (sheet,))
    rows = connection.execute(
        "SELECT reject.id, raw, value, message FROM reject JOIN batch_sheet ON batch_sheet.id = batch_sheet "
        f"WHERE batch IN ({_listed(batches)})"
    ).fetchall()
    gone = [number for number, *texts in rows if any(key in folded(" ".join(texts)) for key in keys)]
    connection.executemany("DELETE FROM reject WHERE id = ?", ((number,) for number in gone))


def _drop_texts(connection: sqlite3.Connection) -> None:
    """Delete texts that no line has any more, names that only purged lines used, and the maps of such labels."""
    unused = "id NOT IN (SELECT label FROM spend WHERE label IS NOT NULL)"
    connection.execute(
        f"DELETE FROM label_map WHERE origin = 'user' AND folded IN (SELECT folded FROM label WHERE {unused} AND id "
        f"IN (SELECT label FROM temp.purged)) AND folded NOT IN (SELECT folded FROM label WHERE NOT ({unused}))"
    )
    for name in (*_SHARED_TEXTS, *_NAMED_TEXTS):
        among = "" if name in _SHARED_TEXTS else f"id IN (SELECT {name} FROM temp.purged) AND "
        connection.execute(
            f"DELETE FROM {name} WHERE {among}{dependents.unused(name)} AND id NOT IN (SELECT {name} FROM spend "
            f"WHERE {name} IS NOT NULL)"
        )


def _clean_history(connection: sqlite3.Connection, names: list[str], batches: list[int], going: Going) -> None:
    """Take what names the purged out of the history; that something was done, when and by whom stays."""
    going.clean_history(names)
    keys = [folded(name) for name in names]
    subjects = {f"batch {number}" for number in batches}
    for number, subject, detail in connection.execute("SELECT id, subject, detail FROM audit").fetchall():
        if subject in subjects or any(key in folded(f"{subject} {detail}") for key in keys):
            connection.execute("UPDATE audit SET subject = ?, detail = '' WHERE id = ?", (PURGED, number))
    purged = {number for (number,) in connection.execute("SELECT id FROM temp.purged")}
    for number, act, record, lines, *texts in connection.execute(
        "SELECT id, audit, record, keys, name, before, after FROM audit_change"
    ).fetchall():
        left = [line for line in _numbers(lines) if line not in purged] if record == "line" else []
        if record == "line" and not left:
            # The act's own words hold what stood in the lines.
            connection.execute("UPDATE audit SET subject = ?, detail = '' WHERE id = ?", (PURGED, act))
        if any(key in folded(" ".join(texts)) for key in keys) or (record == "line" and not left):
            connection.execute("DELETE FROM audit_change WHERE id = ?", (number,))
        elif record == "line":
            connection.execute("UPDATE audit_change SET keys = ? WHERE id = ?", (ranges(left), number))


@contextlib.contextmanager
def _history_open(connection: sqlite3.Connection) -> Iterator[None]:
    """Let the history be changed inside."""
    programs = {name: sql for name, sql in schema.expected_programs().items() if name.startswith("audit")}
    for name in programs:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    for sql in programs.values():
        connection.execute(sql)


def _numbers(text: str) -> Iterable[int]:
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)
