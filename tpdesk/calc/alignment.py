"""Which funding stream serves which priority, and how much of it is pooled. docs/method.md, Funding streams.

A stream with a pool above it is a contribution: its money counts in the pool, once. What was spent of a stream is read
from the lines that name it. Nothing here changes the count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from tpdesk.calc.alignment_issues import find_issues
from tpdesk.calc.transfers import is_transfer, removals
from tpdesk.domain.facts import SideCell
from tpdesk.domain.kinds.streams import MODES
from tpdesk.domain.results.alignment import (
    NOT_MAPPED,
    Alignment,
    AlignmentCell,
    HostPayment,
    Stream,
    StreamFacts,
    StreamPart,
    StreamRow,
)  # fmt: skip
from tpdesk.text import folded
from tpdesk.units import largest_remainder


def align(facts: StreamFacts) -> Alignment:
    """Return which stream of a place and year serves which priority: pure, pence, with issues in words."""
    streams = _within_year(facts.streams)
    families = {stream.title: _family(stream, streams) for stream in streams}
    rows = tuple(_row(stream, families, facts) for stream in _pools_first(streams))
    cells = _cells(rows, facts)
    by_mode = dict.fromkeys((*MODES, NOT_MAPPED), 0)
    for cell in cells:
        by_mode[cell.mode] += cell.pence
    payments = tuple(
        payment for stream in streams if not stream.parent for payment in _payments(stream, families, facts)
    )
    found = Alignment(
        facts.place, facts.year, facts.priorities, rows, cells, by_mode, sum(by_mode.values()), payments, ()
    )
    return replace(found, issues=find_issues(found, facts))


def _within_year(streams: Sequence[Stream]) -> tuple[Stream, ...]:
    """Return the streams, those whose pool is of another year by themselves: their money is in no pool here."""
    titles = {stream.title for stream in streams}
    return tuple(stream if stream.parent in titles else replace(stream, parent="") for stream in streams)


def _family(stream: Stream, streams: Sequence[Stream]) -> tuple[Stream, ...]:
    """Return a stream and all that is paid into it, directly or by way of another pool."""
    found = [stream]
    for one in found:
        found += [other for other in streams if other.parent == one.title and other not in found]
    return tuple(found)


def _pools_first(streams: Sequence[Stream]) -> list[Stream]:
    """Return the streams with each contribution behind its pool."""
    return [one for stream in streams if not stream.parent for one in _family(stream, streams)]


# -- what it comes to, and what was spent of it


def _row(stream: Stream, families: Mapping[str, tuple[Stream, ...]], facts: StreamFacts) -> StreamRow:
    family = families[stream.title]
    inside = tuple(one for one in family if one.parent == stream.title)
    known = [_worth(one, families) for one in inside]
    contributed = sum(pence for pence in known if pence is not None) if known and None not in known else None
    awarded = stream.awarded_pence
    named = lines_of(family, facts.lines)
    actual = [cell for cell in named if cell.status == "actual"]
    taken = removals(actual).per_cell
    spent_by: dict[str, int] = {}
    for cell, pence in zip(actual, taken, strict=True):
        name = facts.agencies[cell.agency]
        spent_by[name] = spent_by.get(name, 0) + cell.pence - pence
    return StreamRow(
        stream,
        _worth(stream, families),
        inside,
        awarded - contributed if awarded is not None and contributed is not None else None,
        sum(spent_by.values()),
        sum(cell.lines for cell in actual),
        tuple(sorted(((name, pence) for name, pence in spent_by.items() if pence), key=lambda item: (-item[1], item))),
        tuple(dict.fromkeys(cell.value for cell in named)) or stream.names,
        sum(cell.pence for cell in actual),
        sum(cell.pence for cell in named if cell.status != "actual"),
    )


def _worth(stream: Stream, families: Mapping[str, tuple[Stream, ...]]) -> int | None:
    """Return what a stream comes to: as awarded, else what is paid into it; None where a part of that is not known."""
    if stream.awarded_pence is not None:
        return stream.awarded_pence
    inside = [one for one in families[stream.title] if one.parent == stream.title]
    known = [_worth(one, families) for one in inside]
    return sum(pence for pence in known if pence is not None) if known and None not in known else None


def lines_of(family: Sequence[Stream], lines: Sequence[SideCell]) -> list[SideCell]:
    """Return the sums of lines that name one of these streams: expenditure, without internal recharges."""
    wanted = {folded(name) for stream in family for name in stream.names}
    return [cell for cell in lines if cell.flow == "expenditure" and not cell.internal and folded(cell.value) in wanted]


# -- what serves which priority


def _cells(rows: Sequence[StreamRow], facts: StreamFacts) -> tuple[AlignmentCell, ...]:
    by_stream: dict[str, list[StreamPart]] = {}
    for part in facts.parts:
        by_stream.setdefault(part.stream, []).append(part)
    order = {title: n for n, title in enumerate((*facts.priorities, NOT_MAPPED))}
    found = [cell for row in rows if not row.is_contribution for cell in _parts(row, by_stream, order)]
    return tuple(sorted(found, key=lambda cell: order[cell.priority]))


def _parts(row: StreamRow, by_stream: Mapping[str, list[StreamPart]], order: Mapping[str, int]) -> list[AlignmentCell]:
    """Return the cells of a stream: largest remainder by the shares in the order of the priorities, what is not mapped
    as the last of them."""
    if row.counted_pence is None:
        return []
    title = row.stream.title
    parts = sorted(by_stream.get(title, ()), key=lambda part: order[part.priority])
    rest = 1 - sum((part.share for part in parts), Fraction(0))
    pence = largest_remainder(row.counted_pence, [*(part.share for part in parts), rest])
    cells = [
        AlignmentCell(part.priority, title, part.mode, part.share, amount)
        for part, amount in zip(parts, pence[:-1], strict=True)
    ]
    return [*cells, AlignmentCell(NOT_MAPPED, title, NOT_MAPPED, rest, pence[-1])]


# -- payments to the host


def _payments(pool: Stream, families: Mapping[str, tuple[Stream, ...]], facts: StreamFacts) -> list[HostPayment]:
    """Return the lines of others that name a hosted pool, or a contribution to it, and are marked as paid to nobody."""
    family = families[pool.title]
    if not pool.host or (len(family) == 1 and not is_pooled(pool, facts)):
        return []
    by_payer: dict[str, list[SideCell]] = {}
    by_host: dict[str, int] = {}
    for cell in lines_of(family, facts.lines):
        name = facts.agencies[cell.agency]
        if name == pool.host:
            by_host[cell.status] = by_host.get(cell.status, 0) + cell.pence
        elif not is_transfer(cell):
            by_payer.setdefault(name, []).append(cell)
    return [
        HostPayment(
            pool.title, tuple(dict.fromkeys(cell.value for cell in cells)), payer, pool.host,
            sum(cell.pence for cell in cells),
            sum(by_host.get(status, 0) for status in {cell.status for cell in cells}),
            sum(cell.lines for cell in cells),
        )
        for payer, cells in by_payer.items()
    ]  # fmt: skip


def is_pooled(stream: Stream, facts: StreamFacts) -> bool:
    """Say whether a part of a stream is pooled."""
    return any(part.stream == stream.title and part.mode == "pooled" for part in facts.parts)
