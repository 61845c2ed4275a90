"""Verbs for funding streams beside those of every record: aligned with priorities, and what of it all is pooled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, table
from tpdesk.cli.figures import basis_data
from tpdesk.cli.records.verbs import GROUPS, answer_saved
from tpdesk.domain.kinds.streams import MODES
from tpdesk.text import counted
from tpdesk.units import decimal_text, percent, pounds, year_text

if TYPE_CHECKING:
    from fractions import Fraction

    from tpdesk.domain.results.alignment import Alignment, HostPayment, StreamRow
    from tpdesk.domain.results.count import Proposal

stream = GROUPS["stream"]


@click.command("align", cls=Verb)
@click.argument("wanted", metavar="STREAM")
@click.option("--priority", required=True, metavar="TITLE", help="The priority that it serves.")
@click.option("--share", metavar="SHARE", help="Of the stream, for example 0.25 or 25%.")
@click.option("--mode", type=click.Choice(MODES), help="How it is planned and spent.")
@click.option("--since", metavar="DAY", help="Since when.")
@click.option("--note", metavar="TEXT", help="For yourself: never in a pack.")
def align(wanted: str, **typed: str | None) -> None:
    """Say which share of a funding stream serves a priority, and how; said again, it is changed."""
    from tpdesk.services.streams import align_stream

    call = ask_call()
    with call.open(make=True) as desk:
        saved = align_stream(desk, wanted, {name: value for name, value in typed.items() if value is not None})
    answer_saved(call, saved, "recorded")


@click.command("transfers", cls=Verb)
@click.option("--place", metavar="P")
@click.option("--year", help="The financial year. Default: the place's only one.")
@click.option("--apply", "apply_", is_flag=True, help="Mark them as paid to the host of their pool.")
@click.option("--from", "payer", metavar="A", help="Only this payer.")
def transfers(place: str | None, year: str | None, apply_: bool, payer: str | None) -> None:
    """Show lines that name a pool, or a contribution to one, and are not marked as paid to its host; mark them."""
    from tpdesk.services.figures import place_for
    from tpdesk.services.streams import read_alignment
    from tpdesk.services.suggesting import apply, proposed

    call = ask_call()
    with call.open(make=apply_) as desk:
        where = place_for(desk, place)
        start = read_alignment(desk, where.name, year).year
        chosen = [one for one in proposed(desk, where, start, payer=payer) if one.streams]
        changed = apply(desk, where, start, chosen) if apply_ and chosen else 0
    call.answer(
        {
            "place": where.name, "year": year_text(start), "changed_lines": changed,
            "transfers": [
                {"stream": one.matched, "from": one.payer_name, "to": one.receiver_name, "amount_pence": one.pence,
                    "lines": one.lines, "receiver_counted": one.receiver_counted} for one in chosen
            ],
        },
        lambda: _payment_words(chosen, changed, applied=apply_),
    )  # fmt: skip


for _verb in (align, transfers):
    stream.add_command(_verb)


@click.command("alignment", cls=Verb)
@click.option("--place", metavar="P")
@click.option("--year", help="The financial year. Default: the place's only one.")
def alignment(place: str | None, year: str | None) -> None:
    """Show which funding stream serves which priority, how much of it is pooled, and what nobody has mapped."""
    from tpdesk.services.streams import read_alignment

    call = ask_call()
    with call.open() as desk:
        found = read_alignment(desk, place, year)
    call.answer(alignment_data(found), lambda: _words(found))


COMMANDS = (stream, GROUPS["priority"], alignment)


# -- JSON


def alignment_data(found: Alignment) -> dict[str, Any]:
    """Return an alignment as JSON fields."""
    return {
        "place": found.place, "year": year_text(found.year),
        "by_priority": [
            {"priority": cell.priority, "stream": cell.stream, "pence": cell.pence, "mode": cell.mode,
                "share": decimal_text(cell.share)} for cell in found.cells
        ],
        "by_mode": dict(found.by_mode), "total_pence": found.total_pence,
        "pooled_share": _six(found.pooled_share), "pooled_share_of_count": _six(found.pooled_share_of_count),
        "count_after_transfers_pence": found.count_pence,
        "basis": basis_data(found.basis) if found.basis is not None else None,
        "streams": [_stream(row) for row in found.rows],
        "ends": [row.stream.title for row in found.ending()],
        "ring_fences": [row.stream.title for row in found.fenced()],
        "transfers": [_payment(one) for one in found.payments],
        "issues": [{"code": one.code, "text": one.text} for one in found.issues],
    }  # fmt: skip


def _six(number: Fraction | None) -> str | None:
    return None if number is None else decimal_text(number, 6)


def _stream(row: StreamRow) -> dict[str, Any]:
    one = row.stream
    return {
        "stream": one.title, "funder": one.funder or None, "host": one.host or None, "parent": one.parent or None,
        "awarded_pence": one.awarded_pence, "counted_pence": row.counted_pence, "received_pence": one.received_pence,
        "difference_pence": row.difference_pence, "spent_pence": row.spent_pence if row.spent_lines else None,
        "spent_lines": row.spent_lines, "spent_by": dict(row.spent_by),
        "ends": None if one.ends is None else year_text(one.ends), "ring_fence": one.ring_fence or None,
        "barrier": one.barrier or None,
    }  # fmt: skip


def _payment(one: HostPayment) -> dict[str, Any]:
    return {
        "stream": one.stream, "from": one.payer, "to": one.host, "amount_pence": one.pence, "lines": one.lines,
        "host_spends_pence": one.host_pence,
    }  # fmt: skip


# -- words


def _words(found: Alignment) -> Iterator[str]:
    if found.is_empty:
        yield f"No funding streams of {found.place} in {year_text(found.year)} yet: tpdesk stream add."
        return
    yield f"Funding streams of {found.place}, {year_text(found.year)}: {pounds(found.total_pence)}"
    yield ""
    body = [["Priority", "Stream", "Mode", "Share", "Amount"]]
    for cell in found.cells:
        body.append(
            [cell.priority, cell.stream, cell.mode, percent(float(cell.share), 2), pounds(cell.pence)]
        )  # fmt: skip
    yield from table(body, (3, 4))
    yield ""
    for mode, pence in found.by_mode.items():
        share = float(pence / found.total_pence) if found.total_pence else None
        yield f"  {mode}: {pounds(pence)} ({percent(share, 2)})"
    if found.pooled_share_of_count is not None:
        of_count = percent(float(found.pooled_share_of_count), 2)
        yield f"Pooled, of the count after transfers: {of_count} of {pounds(found.count_pence or 0)}."
    yield from (f"look: {one.text}" for one in found.issues)


def _payment_words(payments: Sequence[Proposal], changed: int, *, applied: bool) -> Iterator[str]:
    if applied:
        yield f"{counted(changed, 'line')} marked as paid to the host."
    if not payments:
        yield "No line of a contribution is left to be marked as paid to the host of its pool."
        return
    body = [["Pool", "From", "To its host", "Amount", "Lines"]]
    body += [[one.matched, one.payer_name, one.receiver_name, pounds(one.pence), f"{one.lines:,}"] for one in payments]
    yield from table(body, (3, 4))
