"""Verbs for milestones: what is due when, and how it comes along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, table
from tpdesk.cli.figures import issue_words
from tpdesk.cli.records.verbs import GROUPS
from tpdesk.units import decimal_text

if TYPE_CHECKING:
    from tpdesk.domain.results.milestones import Milestone, MilestoneProgress, PlaceProgress

milestones = GROUPS["milestone"]


@click.command("progress", cls=Verb)
@click.option("--place", metavar="P", help="Only its own milestones. Default: all places and the whole programme.")
@click.option("--on", metavar="DAY", help="As things stood on this day. Default: today.")
def show_progress(place: str | None, on: str | None) -> None:
    """Say how milestones come along: by state, the most slip, the next 60 days, what is overdue, places side by
    side."""
    from tpdesk.services.milestones import day_of, read_progress

    call = ask_call()
    with call.open() as desk:
        found = read_progress(desk, place, day_of(on) if on is not None else None)
    call.answer(progress_data(found), lambda: _words(found))


def progress_data(found: MilestoneProgress) -> dict[str, Any]:
    """Return an update on progress as JSON fields."""
    return {
        "place": found.place or None, "on": found.on.isoformat(), "total": len(found.milestones),
        "by_state": dict(found.by_state), **_share_data(found.own),
        "with_slip": found.with_slip, "most_slip": [_row(one) for one in found.slipped],
        "next": [_row(one) | {"in_days": (one.expected - found.on).days if one.expected else None}
            for one in found.next],
        "overdue": [_row(one) | {"by_days": (found.on - one.due).days if one.due else None} for one in found.overdue],
        "places": [{"place": one.place or None, "total": one.milestones, **_share_data(one)} for one in found.places],
        "issues": [issue.text for issue in found.issues], "issue_details": [asdict(issue) for issue in found.issues],
    }  # fmt: skip


def _share_data(one: PlaceProgress) -> dict[str, Any]:
    share = one.share_done
    return {
        "due": one.due, "done_of_due": one.done, "missed": one.missed,
        "share_done": None if share is None else decimal_text(share, 6),
    }  # fmt: skip


def _row(one: Milestone) -> dict[str, Any]:
    days = {name: getattr(one, name) for name in ("baseline", "due", "forecast", "done")}
    return {
        "milestone": one.number, "title": one.title, "place": one.place or None, "owner": one.owner,
        "state": one.state, "pack": one.pack,
        **{name: day.isoformat() if day is not None else None for name, day in days.items()},
        "slip_days": one.slip_days,
    }  # fmt: skip


def _words(found: MilestoneProgress) -> Iterator[str]:
    from tpdesk.calc.milestones import days_words, place_words, progress_sentences, share_words

    yield from progress_sentences(found)
    for heading, rows in (
        ("Most slip", [(one, days_words(one.slip_days)) for one in found.slipped]),
        ("Next 60 days", [(one, str(one.expected)) for one in found.next]),
        ("Overdue", [(one, f"since {one.due}") for one in found.overdue]),
    ):
        if rows:
            yield ""
            yield f"{heading}:"
            yield from _table(rows, by_place=not found.place)
    if len(found.places) > 1 or not found.place:
        yield ""
        body = [["Place", "Due", "Done of them", "Share", "Missed"]]
        body += [
            [place_words(one.place), str(one.due), str(one.done), share_words(one), str(one.missed)]
            for one in found.places
        ]
        yield from table(body, (1, 2, 3, 4))
    yield from issue_words(found.issues)


def _table(rows: Sequence[tuple[Milestone, str]], *, by_place: bool) -> Iterator[str]:
    from tpdesk.calc.milestones import place_words

    body = [["No.", "Milestone", *(["Place"] if by_place else []), "Owner", "Day"]]
    body += [
        [str(one.number), one.title, *([place_words(one.place)] if by_place else []), one.owner, day]
        for one, day in rows
    ]
    yield from table(body, (0,))


milestones.add_command(show_progress)

COMMANDS = (milestones,)
