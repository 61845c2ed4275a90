"""Funding streams, what they serve and how: read beside the place's count, and the acts on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tpdesk.calc.alignment import align
from tpdesk.calc.count import count
from tpdesk.calc.explain_alignment import explain_alignment, explain_spent
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.results.alignment import Alignment
from tpdesk.domain.results.count import Proposal
from tpdesk.errors import UsageProblem
from tpdesk.models import transfer
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.models.place import Place, list_places
from tpdesk.models.records import store
from tpdesk.models.stream import agencies_with_lines, read_streams, years_of_streams
from tpdesk.models.year import default_year
from tpdesk.services.figures import facts_of, place_for, year_start
from tpdesk.services.records import Saved
from tpdesk.units import year_text

if TYPE_CHECKING:
    import sqlite3

    from tpdesk.domain.figure import Explanation, Figure
    from tpdesk.domain.results.count import CountResult


def read_alignment(desk: Desk, place: str | None, year: str | None) -> Alignment:
    """Return which stream serves which priority in a place and year; the only place, or the only year with streams or
    lines, where none is named. Raises UsageProblem."""
    where = place_for(desk, place)
    return alignment_of(desk, where, year_start(year) if year else _only_year(desk, where))


def alignment_of(
    desk: Desk, place: Place, year: int, counted_here: CountResult | None = None, *, illustrative: bool = True
) -> Alignment:
    """Return the alignment of a place and year beside its count, which is this one where it was made already; without
    streams that are made up as examples unless they are asked for."""
    facts = read_streams(desk.connection, place, year)
    if not illustrative:
        facts = facts.without_illustrative()
    found = align(facts)
    if found.is_empty:
        return found
    whole = counted_here or count(facts_of(desk, place, year), by="agency")
    return replace(found, count_pence=whole.after_transfers_pence, basis=whole.basis) if whole.held else found


def explain_one_stream(desk: Desk, place: Place, year: int, figure: Figure) -> Explanation:
    """Explain what serves what, or what was spent of a stream. Raises UsageProblem for what the year has not."""
    found = alignment_of(desk, place, year)
    return (explain_spent if figure.what == "stream" else explain_alignment)(found, figure)


def stream_issues(desk: Desk) -> Iterator[str]:
    """Yield what is to be looked at of the funding streams of every place and year, a sentence each."""
    for place in list_places(desk.connection):
        for year in years_of_streams(desk.connection, place.id):
            for issue in align(read_streams(desk.connection, place, year)).issues:
                yield f"{place.name}, {year_text(year)}: {issue.text}"


def _only_year(desk: Desk, place: Place) -> int:
    years = years_of_streams(desk.connection, place.id)
    if len(years) == 1:
        return years[0]
    if not years:
        return default_year(desk.connection, place)
    raise UsageProblem(
        f"'{place.name}' has funding streams in several years ({', '.join(map(year_text, years))}). Say which."
    )


def align_stream(desk: Desk, stream: str, typed: Mapping[str, str]) -> Saved:
    """Write which share of a stream serves a priority, and how; a second time changes what was said first.
    Raises UsageProblem, Locked."""
    kind = KINDS["alignment"]
    with desk.writing() as connection:
        title = store.find(connection, KINDS["stream"], stream).title
        record, notices = store.put(connection, kind, {**typed, "stream": title})
        note_act(connection, "align stream", title, str(record.values["priority"]))
    return Saved(record, notices, ())


def pool_proposals(
    connection: sqlite3.Connection, place: Place, year: int, by_supplier: Sequence[Proposal]
) -> Iterator[Proposal]:
    """Yield the contributions that are not marked as paid to the host of their pool, as transfers to propose; lines
    that are proposed by their supplier already are in none."""
    if year not in years_of_streams(connection, place.id):
        return
    facts = read_streams(connection, place, year)
    numbers = {name: number for number, name in facts.agencies.items()}
    counted_here = agencies_with_lines(connection, place.id, year)
    for payment in align(facts).payments:
        payer, host = numbers[payment.payer], numbers[payment.host]
        but = [one.supplier for one in by_supplier if one.payer == payer]
        sums = transfer.paid_to_pool(connection, place.id, year, payer, payment.names, but)
        if sums:
            yield Proposal(
                payer, payment.payer, host, payment.host, f"contribution to {payment.stream}", payment.stream,
                sum(pence for _, pence, _ in sums), sum(lines for *_, lines in sums), host in counted_here,
                "its lines name the pool and not who was paid", tuple((status, pence) for status, pence, _ in sums),
                payment.names,
            )  # fmt: skip
