"""Frozen counts: what a place's count of a year is made of, kept under a name and never changed again.

The tables of `FROZEN` hold what a count is made of; its head in `count_version` seals them. They are written before it,
and go only when it is gone and no step of undo can bring it back.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from operator import itemgetter
from typing import Any, Final

from tpdesk.domain.codes import (
    CONTROL_WORDS,
    CONTROLS,
    COST_TYPE_WORDS,
    COST_TYPES,
    FLOW_WORDS,
    FLOWS,
    STATUS_WORDS,
    STATUSES,
)
from tpdesk.domain.dive_facts import DiveFacts
from tpdesk.domain.facts import Cell
from tpdesk.domain.facts_json import edition_of, read_facts, write_facts
from tpdesk.domain.frozen import NOW, FrozenBatch, FrozenCell, FrozenCount, FrozenLine, Version
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.log.history import now, who
from tpdesk.models.place import Place, find_place
from tpdesk.models.schema.frozen import FROZEN
from tpdesk.models.year import read_within
from tpdesk.text import clean, folded, nearest

_KEY: Final = "agency, label, category, flow, cost_type, status, control, counterparty, internal"
_LINE: Final = (
    "agency, coalesce(label, 0), coalesce(category, ''), flow, cost_type, status, control, "
    "coalesce(CASE flow WHEN 1 THEN transfer_to ELSE transfer_from END, 0), internal, amount_pence"
)
_BATCHES: Final = "SELECT id, file, sha256, who, made_at FROM batch"
_HEAD: Final = (
    "SELECT head.id, head.name, place.name, year, kind, frozen_at, frozen_by, head.note, basis, hash, gross_pence, "
    "after_transfers_pence, lines, origin, audit FROM {desk}.count_version AS head JOIN {desk}.place ON "
    "place.id = head.place"
)

# -- the desk as it is


def read_now(connection: sqlite3.Connection, place: Place, year: int) -> FrozenCount:
    """Return a place's count of a year as it is on the desk, in the form of a frozen one. Inside a transaction."""
    # What is not counted has no place in it: notes, and names that a purge or a copy would have to look for.
    facts = replace(read_within(connection, place, year), deep=DiveFacts(), returns=(), batches=(), outsiders=())
    here = (place.id, year)
    cells = [
        _cell(row)
        for row in connection.execute(
            f"SELECT batch, {_KEY}, pence, came_pence, lines FROM cube_batch WHERE place = ? AND year = ?", here
        )
    ]
    by_hand = tuple(
        _line(row)
        for row in connection.execute(
            f"SELECT id, {_LINE} FROM spend WHERE batch_sheet IS NULL AND place = ? AND year = ? ORDER BY id", here
        )
    )
    batches = connection.execute(
        f"{_BATCHES} WHERE id IN (SELECT batch FROM cube_batch WHERE place = ? AND year = ?) ORDER BY id",
        here,
    )
    acts = connection.execute("SELECT coalesce(max(id), 0) FROM audit").fetchone()[0]
    lines = sum(cell.lines for cell in cells) + len(by_hand)
    head = Version(0, NOW, place.name, year, "other", now(), who(), "", "", "", 0, 0, lines, audit=acts)
    return FrozenCount(
        head, facts, (*_cells_of(by_hand), *cells), by_hand, {row[0]: FrozenBatch(*row) for row in batches}
    )


def batches_of(connection: sqlite3.Connection, place: str) -> tuple[FrozenBatch, ...]:
    """Return the files of a place that are on the desk now."""
    rows = connection.execute(f"{_BATCHES} WHERE place = ?", (find_place(connection, place).id,))
    return tuple(FrozenBatch(*row) for row in rows)


def _cells_of(lines: Iterable[FrozenLine]) -> list[FrozenCell]:
    """Return lines that came with no file as cells of batch 0."""
    sums: dict[tuple[Any, ...], list[int]] = {}
    for line in lines:
        both = sums.setdefault(line[1:-1], [0, 0])
        both[0] += line.pence
        both[1] += 1
    cells = [FrozenCell._make((0, *key, pence, pence, number)) for key, (pence, number) in sums.items()]
    return sorted(cells, key=lambda cell: _codes(cell[1:-3]))


def _words(row: Sequence[Any]) -> tuple[Any, ...]:
    """Return the fields of `_KEY` as words."""
    agency, label, category, flow, cost, status, control, other, internal = row
    return (
        agency, label, category, FLOW_WORDS[flow], COST_TYPE_WORDS[cost], STATUS_WORDS[status], CONTROL_WORDS[control],
        other, bool(internal),
    )  # fmt: skip


def _codes(row: Sequence[Any]) -> tuple[Any, ...]:
    """Return the fields of `_KEY` as they are stored."""
    agency, label, category, flow, cost, status, control, other, internal = row
    return (
        agency, label, category, FLOWS[flow], COST_TYPES[cost], STATUSES[status], CONTROLS[control],
        other, int(internal),
    )  # fmt: skip


def _cell(row: Sequence[Any]) -> FrozenCell:
    return FrozenCell._make((row[0], *_words(row[1:10]), *row[10:]))


def _line(row: Sequence[Any]) -> FrozenLine:
    return FrozenLine._make((row[0], *_words(row[1:10]), row[10]))


# -- frozen ones


def list_versions(
    connection: sqlite3.Connection, place: int | None = None, year: int | None = None, *, desk: str = "main"
) -> tuple[Version, ...]:
    """Return the frozen counts of a place and year, or of all, the latest first; `desk` is the schema of the file."""
    rows = connection.execute(
        f"{_HEAD.format(desk=desk)} WHERE (?1 IS NULL OR head.place = ?1) AND (?2 IS NULL OR year = ?2) ORDER BY "
        "frozen_at DESC, head.id DESC",
        (place, year),
    )
    return tuple(Version(*row) for row in rows)


def find_version(connection: sqlite3.Connection, name: str) -> Version:
    """Return the frozen count of that name, matched without case. Raises UsageProblem that names the nearest."""
    row = connection.execute(f"{_HEAD.format(desk='main')} WHERE head.folded = ?", (folded(name),)).fetchone()
    if row is not None:
        return Version(*row)
    names = [known for (known,) in connection.execute("SELECT name FROM count_version ORDER BY name")]
    if not names:
        raise UsageProblem("No count has been frozen on this desk yet. Freeze one first: tpdesk freeze NAME.")
    near = nearest(name, names)
    hint = f"Did you mean '{near}'?" if near else f"Frozen are: {', '.join(names[:5])}."
    raise UsageProblem(f"No version is called '{clean(name)[:80]}'. {hint}")


def read_version(connection: sqlite3.Connection, head: Version, *, desk: str = "main") -> FrozenCount:
    """Return all that a frozen count holds; its facts as the lines are, before shares of bodies are taken.
    Raises InputProblem where a later tpdesk froze it."""
    number = (head.id,)
    text = connection.execute(f"SELECT facts FROM {desk}.version_facts WHERE version = ?", number).fetchone()
    data = text[0].encode() if text else b""
    maps: dict[tuple[int, int], list[tuple[str, Fraction]]] = {}
    for agency, label, category, parts, whole in connection.execute(
        f"SELECT agency, label, category, share_parts, share_whole FROM {desk}.version_map WHERE version = ? "
        "ORDER BY agency, label, category",
        number,
    ):
        maps.setdefault((agency, label), []).append((category, Fraction(parts, whole)))
    core = connection.execute(
        f"SELECT {_KEY}, sum(pence), sum(lines) FROM {desk}.version_cell WHERE version = ? GROUP BY {_KEY} "
        f"ORDER BY {_KEY}",
        number,
    )
    facts = replace(
        read_facts(data),
        cells=tuple(Cell(*_words(row[:9]), *row[9:]) for row in core),
        maps={key: tuple(shares) for key, shares in maps.items()},
    )
    cells = connection.execute(
        f"SELECT batch, {_KEY}, pence, came_pence, lines FROM {desk}.version_cell WHERE version = ?", number
    )
    lines = connection.execute(f"SELECT line, {_KEY}, pence FROM {desk}.version_line WHERE version = ?", number)
    batches = connection.execute(
        f"SELECT batch, file, sha256, who, made_at FROM {desk}.version_batch WHERE version = ? ORDER BY batch", number
    )
    return FrozenCount(
        head,
        facts,
        tuple(map(_cell, cells)),
        tuple(map(_line, lines)),
        {row[0]: FrozenBatch(*row) for row in batches},
        edition_of(data),
    )


def write_version(connection: sqlite3.Connection, place: int, frozen: FrozenCount, removed: Sequence[int]) -> int:
    """Write a frozen count and return its number; `removed` is what transfers take out of each of its cells.
    Inside `Desk.writing()`; raises UsageProblem where its name is taken."""
    head = frozen.version
    must_be_free(connection, head.name)
    drop_orphans(connection)
    number = next_version(connection)
    facts = frozen.facts
    stored = replace(facts, cells=(), held=None, maps={})
    connection.execute("INSERT INTO version_facts VALUES (?, ?)", (number, write_facts(stored).decode()))
    connection.executemany(
        f"INSERT INTO version_cell (version, batch, {_KEY}, pence, came_pence, lines, removed_pence) "
        f"VALUES ({number}{', ?' * 14})",
        (
            (cell.batch, *_codes(cell[1:10]), *cell[10:], pence)
            for cell, pence in zip(frozen.cells, removed, strict=True)
        ),
    )
    connection.executemany(
        f"INSERT INTO version_line (version, line, {_KEY}, pence) VALUES ({number}{', ?' * 11})",
        ((line.line, *_codes(line[1:10]), line.pence) for line in frozen.by_hand),
    )
    connection.executemany(
        f"INSERT INTO version_map VALUES ({number}{', ?' * 5})",
        (
            (*key, code, share.numerator, share.denominator)
            for key, shares in facts.maps.items()
            for code, share in shares
        ),
    )
    connection.executemany(
        f"INSERT INTO version_batch VALUES ({number}{', ?' * 5})",
        ((one.id, one.file, one.sha256, one.who, one.made_at) for one in frozen.batches.values()),
    )
    write_head(connection, number, place, head)
    return number


def write_head(connection: sqlite3.Connection, number: int, place: int, head: Version) -> None:
    """Write the head of a frozen count, which seals what it is made of. Inside `Desk.writing()`."""
    connection.execute(
        "INSERT INTO count_version (id, place, year, name, folded, kind, frozen_at, frozen_by, note, basis, hash, "
        "gross_pence, after_transfers_pence, lines, origin, audit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?)",
        (
            number, place, head.year, head.name, folded(head.name), head.kind, head.frozen_at, head.who, head.note,
            head.basis, head.hash, head.gross_pence, head.after_transfers_pence, head.lines, head.origin, head.audit,
        ),
    )  # fmt: skip


def must_be_free(connection: sqlite3.Connection, name: str) -> None:
    """Raise UsageProblem where a frozen count has that name already, or the name is the word for the desk as it is."""
    if folded(name) == NOW:
        raise UsageProblem(
            f"'{NOW}' stands for the desk as it is. Choose another name, for example 'Interim, October'."
        )
    held = connection.execute("SELECT name, frozen_at FROM count_version WHERE folded = ?", (folded(name),)).fetchone()
    if held:
        raise UsageProblem(
            f"'{held[0]}' was frozen on {held[1][:10]} and is never changed. Choose another name for this one."
        )


def next_version(connection: sqlite3.Connection) -> int:
    """Return a number that no frozen count has or may get back by undo."""
    return int(
        connection.execute(
            "SELECT 1 + max(coalesce((SELECT max(id) FROM count_version), 0), coalesce((SELECT max(version) FROM "
            "version_facts), 0))"
        ).fetchone()[0]
    )


def delete_version(connection: sqlite3.Connection, number: int) -> None:
    """Delete the head of a frozen count: what it is made of goes once no step of undo can bring it back.
    Inside `Desk.writing()`."""
    connection.execute("DELETE FROM count_version WHERE id = ?", (number,))


def drop_orphans(connection: sqlite3.Connection) -> None:
    """Delete what frozen counts were made of whose head is gone for good. Inside a transaction."""
    for table in FROZEN:
        connection.execute(
            f"DELETE FROM {table} WHERE version NOT IN (SELECT id FROM count_version) AND version NOT IN (SELECT "
            "CAST(key ->> 0 AS INTEGER) FROM undo_change WHERE record = 'count_version')"
        )


def hash_of(frozen: FrozenCount) -> str:
    """Return the SHA-256 of all money that a count holds, the maps that part it, and who and what it is of."""
    facts, digest = frozen.facts, hashlib.sha256()
    used = {number for cell in frozen.cells for number in (cell.agency, cell.counterparty)}
    names = {number: agency.name for number, agency in facts.agencies.items() if number in used}
    shares = {number: str(facts.ground.wider[number].taken) for number in names if number in facts.ground.wider}
    people = (facts.population.people, facts.population.households)
    head = [facts.place, facts.year, *people, names, shares, dict(facts.labels)]
    maps = sorted(
        (agency, label, code, str(share))
        for (agency, label), shares_of in facts.maps.items()
        for code, share in shares_of
    )
    batches = [(one.id, one.sha256) for one in frozen.batches.values()]
    for part in (head, maps, batches, frozen.cells, frozen.by_hand):
        digest.update(json.dumps(part, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def broken_versions(connection: sqlite3.Connection) -> Iterable[str]:
    """Yield a sentence for each frozen count that is not what it was frozen as."""
    for head in list_versions(connection):
        try:
            frozen = read_version(connection, head)
        except InputProblem as error:
            yield f"The frozen count '{head.name}' cannot be read: {error}"
            continue
        whole = sum(map(itemgetter(-1), frozen.cells))
        if whole != head.lines or hash_of(frozen) != head.hash:
            yield f"The frozen count '{head.name}' is not what it was when it was frozen: its hash differs."


def versions_with(connection: sqlite3.Connection, agencies: Iterable[int], names: Iterable[str]) -> tuple[Version, ...]:
    """Return the frozen counts in which one of the bodies stands, by its number where they were frozen here, or by
    one of its names; one that cannot be read may hold it."""
    numbers, words = set(agencies), {folded(name) for name in names}

    def may_hold(head: Version) -> bool:
        try:
            agencies = read_version(connection, head).facts.agencies
        except InputProblem:
            return True
        return any(
            folded(agency.name) in words or (not head.origin and number in numbers)
            for number, agency in agencies.items()
        )

    return tuple(filter(may_hold, list_versions(connection)))
