"""What the desk knows of the funding streams of a place and year: the records, and the sums of lines that name one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from tpdesk.domain.case_fields import read_decimal
from tpdesk.domain.codes import COST_TYPE_WORDS, FLOW_WORDS, STATUS_WORDS
from tpdesk.domain.facts import SideCell
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Record
from tpdesk.domain.results.alignment import Stream, StreamFacts, StreamPart
from tpdesk.models.connection import savepoint
from tpdesk.models.place import Place
from tpdesk.models.records import store
from tpdesk.text import clean, folded


def read_streams(connection: sqlite3.Connection, place: Place, year: int) -> StreamFacts:
    """Return the facts of a place's streams in the financial year that starts in `year`, as of one moment."""
    with savepoint(connection):
        every = store.list_of_place(connection, KINDS["stream"], place.id)
        barriers = {one.title: str(one.values["state"]) for one in _barriers(connection, every)}
        streams = [_stream(one, barriers) for one in every if one.values["year"] == year]
        titles = {stream.title for stream in streams}
        years = {one.title: one.values["year"] for one in every}
        pools = {stream.title: years.get(stream.parent) for stream in streams if stream.parent not in {*titles, ""}}
        priorities = tuple(one.title for one in store.list_of_place(connection, KINDS["priority"], place.id))
        parts = [_part(one) for one in store.list_of_place(connection, KINDS["alignment"], place.id)]
        lines = tuple(_lines(connection, place.id, year))
        agencies = dict(connection.execute("SELECT id, name FROM agency").fetchall())
    return StreamFacts(
        place.name, year, tuple(sorted(streams, key=lambda stream: folded(stream.title))), priorities,
        tuple(part for part in parts if part.stream in titles), lines, agencies,
        {title: pool for title, pool in pools.items() if isinstance(pool, int)},
    )  # fmt: skip


def _barriers(connection: sqlite3.Connection, streams: Iterable[Record]) -> tuple[Record, ...]:
    named = any(stream.values["barrier"] for stream in streams)
    return store.list_all(connection, KINDS["barrier"]) if named else ()


def _stream(record: Record, barriers: dict[str, str]) -> Stream:
    values = record.values
    text = {key: str(values[key]) for key in ("host", "parent", "funder", "cost_type", "ring_fence", "fence_text",
        "barrier", "carry_forward", "legal_basis", "source")}  # fmt: skip
    names = tuple(filter(None, map(clean, str(values["names"]).split(";"))))
    return Stream(
        record.title, _whole(values["awarded"]), received_pence=_whole(values["received"]), ends=_whole(values["ends"]),
        year=_whole(values["year"]), names=names or (record.title,),
        barrier_state=barriers.get(text["barrier"], ""), **text,
    )  # fmt: skip


def _part(record: Record) -> StreamPart:
    values = record.values
    share = values["share"]
    return StreamPart(
        str(values["stream"]), str(values["priority"]), read_decimal(share if isinstance(share, str) else ""),
        str(values["mode"]),
    )  # fmt: skip


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _lines(connection: sqlite3.Connection, place: int, year: int) -> Iterable[SideCell]:
    rows = connection.execute(
        "SELECT value, agency, flow, cost_type, status, counterparty, internal, pence, size_pence, lines FROM "
        "cube_side WHERE place = ? AND year = ? AND side = 'funding_stream' ORDER BY value, agency, flow, cost_type, "
        "status, counterparty, internal",
        (place, year),
    )
    for value, agency, flow, cost, status, other, internal, pence, size, lines in rows:
        yield SideCell(
            value, agency, FLOW_WORDS[flow], COST_TYPE_WORDS[cost], STATUS_WORDS[status], other, bool(internal), pence,
            size, lines,
        )  # fmt: skip


def years_of_streams(connection: sqlite3.Connection, place: int) -> list[int]:
    """Return the financial years in which a place has funding streams, the first first."""
    rows = connection.execute("SELECT DISTINCT year FROM stream WHERE place = ? ORDER BY year", (place,))
    return [year for (year,) in rows]


def agencies_with_lines(connection: sqlite3.Connection, place: int, year: int) -> set[int]:
    """Return the organisations that have lines in a place and year."""
    rows = connection.execute("SELECT DISTINCT agency FROM cube WHERE place = ? AND year = ?", (place, year))
    return {agency for (agency,) in rows}
