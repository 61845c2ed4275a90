"""Verbs for boundary sets, and the verb that recounts a place's money on one: recount."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, say, table
from tpdesk.cli.figures import basis_data
from tpdesk.cli.records.verbs import GROUPS, data, import_rows, named
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.kinds.boundaries import WHOSE
from tpdesk.units import percent, pounds, short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.results.recount import NewBody, Recount, RecountRow

boundaries = GROUPS["boundaries"]


@click.command("import", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--place", metavar="P", help="The place that the areas part. Default: the one whose districts they are.")
@click.option("--dry-run", is_flag=True, help="Say what would come in; change nothing.")
def import_(file: Path, place: str | None, dry_run: bool) -> None:
    """Import a boundary set from a JSON file: its areas with their districts, and by which driver each service is
    shared. Each district of the place must be in one area. A CSV file brings sets without areas, one a row."""
    from tpdesk.services.boundaries import import_set

    call = ask_call()
    if file.suffix.casefold() == ".csv":
        import_rows(KINDS["boundaries"], file, dry_run, place=place)
        return
    with call.open(make=True) as desk:
        record, notices = import_set(desk, file, place, dry_run=dry_run)
    said = f"{named(record)[:1].upper()}{named(record)[1:]} {'would come in' if dry_run else 'imported'}."
    call.answer({**data(record), "dry_run": dry_run, "notices": list(notices)}, lambda: [said])
    if not call.as_json:
        for notice in notices:
            say(notice)


boundaries.add_command(import_)


@click.command("recount", cls=Verb)
@click.option("--place", metavar="P", help="Default: the place of the boundary set.")
@click.option("--year", help="The financial year. Default: the place's only one.")
@click.option(
    "--boundaries", "title", metavar="TITLE", required=True, help="The boundary set: 'tpdesk boundaries list'."
)
@click.option("--by", type=click.Choice(["body", "category"]), help="Add each organisation, or each category.")
@click.option("--level", type=click.IntRange(1, 4), default=2, show_default=True, help="The level of categories.")
@click.option("--swing", is_flag=True, help="Add what each plausible other driver moves.")
@click.option("--whose", type=click.Choice(WHOSE), help="Whose money. Default: as the set says.")
def recount(
    place: str | None, year: str | None, title: str, by: str | None, level: int, swing: bool, whose: str | None
) -> None:
    """Recount a place and year on new boundaries: what each new area would have spent, what of it is simply its own and
    what rests on a choice of driver, and how far that choice moves it."""
    from tpdesk.services.boundaries import read_recount, rows_of
    from tpdesk.services.figures import year_start

    call = ask_call()
    with call.open() as desk:
        found = read_recount(desk, title, place, year_start(year) if year else None, whose=whose or "")
        rows = rows_of(desk, found, by, level) if by else ()
    call.answer(recount_data(found, rows, by, swing=swing), lambda: _words(found, rows, swing))


def recount_data(found: Recount, rows: Sequence[RecountRow], by: str | None, *, swing: bool) -> dict[str, Any]:
    """Return a recount as JSON fields."""
    from tpdesk.calc.recount_words import NOT_THIS

    answer: dict[str, Any] = {
        "basis": basis_data(found.basis), "boundaries": found.set.title, "kind": found.set.kind,
        "whose": found.set.whose, "vesting": found.set.vesting or None, "source": found.set.source,
        "whole_pence": found.whole_pence, "elsewhere_pence": found.elsewhere_pence, "ended_pence": found.ended_pence,
        "new": {body.name: _body(body) for body in found.new},
        "meeting": asdict(found.meeting), "issues": list(found.issues), "not_this": list(NOT_THIS),
    }  # fmt: skip
    if by:
        answer["by"] = by
        answer["rows"] = [_row(row, by) for row in rows]
    if swing:
        answer["swing_by_rule"] = {
            body.name: {service: list(ends) for service, ends in body.swing.items()} for body in found.new
        }
        answer["moves"] = [
            {**asdict(move), "moved": dict(move.moved), "most_pence": move.most_pence} for move in found.moves
        ]
    return answer


def _body(body: NewBody) -> dict[str, Any]:
    return {
        "code": body.code or None, "areas": list(body.areas), "people": body.people, "people_year": body.people_year,
        "direct_pence": body.direct_pence, "split": dict(body.split), "split_pence": body.split_pence,
        "total_pence": body.total_pence, "pence_per_head": body.pence_per_head,
        "share_split": body.share_split,
        "least_pence": body.least_pence, "most_pence": body.most_pence,
    }  # fmt: skip


def _row(row: RecountRow, by: str) -> dict[str, Any]:
    named_by = {"agency": row.title} if by == "body" else {"category": row.key, "title": row.title}
    new = {
        name: {"direct_pence": pence, "split_pence": row.split[name], "total_pence": pence + row.split[name]}
        for name, pence in row.direct.items()
    }
    return {**named_by, "total_pence": row.total_pence, "elsewhere_pence": row.elsewhere_pence, "new": new}


# -- in words


def _words(found: Recount, rows: Sequence[RecountRow], swing: bool) -> Iterator[str]:
    from tpdesk.calc.recount_words import NOT_WORDS, result_words, set_words

    yield found.basis.sentence()
    yield set_words(found)
    yield ""
    yield from _table_of_new(found)
    yield ""
    yield from result_words(found)
    if rows:
        yield ""
        yield from _table_of_rows(found, rows)
    if swing:
        yield ""
        yield from _table_of_moves(found)
    yield ""
    yield NOT_WORDS
    yield from (f"look: {issue}" for issue in found.issues)


def _table_of_new(found: Recount) -> Iterator[str]:
    rows = [["New area", "People", "Direct", "Split", "In all", "Per head", "By a driver", "Least", "Most"]]
    for body in found.new:
        amounts = map(short_pounds, (body.direct_pence, body.split_pence, body.total_pence))
        head = "not known" if body.pence_per_head is None else pounds(body.pence_per_head)
        people = "not known" if body.people is None else f"{body.people:,}"
        ends = short_pounds(body.least_pence), short_pounds(body.most_pence)
        rows.append([body.name, people, *amounts, head, percent(body.share_split), *ends])
    for title, pence in (("Elsewhere", found.elsewhere_pence), ("Ends", found.ended_pence)):
        if pence:
            rows.append([title, "", "", "", short_pounds(pence), "", "", "", ""])
    rows.append(["In all", "", "", "", short_pounds(found.whole_pence), "", "", "", ""])
    yield from table(rows, range(1, 9))


def _table_of_rows(found: Recount, rows: Sequence[RecountRow]) -> Iterator[str]:
    names = [body.name for body in found.new]
    lines = [["", *names, "Elsewhere", "In all"]]
    for row in rows:
        title = f"{row.key} {row.title}" if row.key and "/" not in row.key else row.title
        each = [short_pounds(row.direct[name] + row.split[name]) for name in names]
        lines.append([title, *each, short_pounds(row.elsewhere_pence), short_pounds(row.total_pence)])
    yield from table(lines, range(1, len(names) + 3))


def _table_of_moves(found: Recount) -> Iterator[str]:
    if not found.moves:
        yield "No choice of driver has plausible others, so nothing can be said of what another would move."
        return
    names = [body.name for body in found.new]
    rows = [["What the choice of driver moves", "Is by", "Were it by", "Shared", *names]]
    for move in found.moves:
        each = [f"{'+' if move.moved[name] > 0 else ''}{short_pounds(move.moved[name])}" for name in names]
        rows.append([move.service, move.driver, move.other, short_pounds(move.pence), *each])
    yield from table(rows, range(3, len(names) + 4))


COMMANDS = (boundaries, recount)
