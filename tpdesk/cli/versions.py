"""Verbs for frozen counts: freeze, version list, show, remove, compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, Verbs, ask_call, place_and_year, table
from tpdesk.cli.figures import issue_words
from tpdesk.domain.codes import VERSION_KINDS
from tpdesk.units import percent, pounds, signed_pounds, whole_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.domain.frozen import Version
    from tpdesk.domain.results.bridge import Bridge, BridgeRow, CountedTotals
    from tpdesk.services.versions import VersionShown


@click.command(cls=Verb)
@click.argument("name")
@place_and_year
@click.option("--kind", type=click.Choice(VERSION_KINDS), default="other", show_default=True, help="Frozen as.")
@click.option("--note", default="", help="What a reader must know of it.")
def freeze(name: str, place: str | None, year: str | None, kind: str, note: str) -> None:
    """Keep the count of a place and year under a NAME, as it is now: nothing changes it again."""
    from tpdesk.services.versions import freeze as keep

    call = ask_call()
    with call.open(make=True) as desk:
        version = keep(desk, name, place=place, year=year, kind=kind, note=note)
    call.answer({"version": version_data(version)}, lambda: [*_head_words(version), "Nothing changes it again."])


@click.group(cls=Verbs)
def version() -> None:
    """Frozen counts: what was counted at a moment, and what changed since."""


@version.command("list")
@place_and_year
def show_list(place: str | None, year: str | None) -> None:
    """List the frozen counts, the latest first."""
    from tpdesk.services.versions import list_versions

    call = ask_call()
    with call.open() as desk:
        found = list_versions(desk, place, year)

    def words() -> Iterator[str]:
        if not found:
            yield "No count has been frozen yet. Freeze one: tpdesk freeze NAME."
            return
        rows = [["Version", "Place", "Year", "As", "Frozen", "By", "Gross", "After transfers"]]
        rows += [
            [
                one.name, one.place, year_text(one.year), one.kind, one.frozen_at[:10], one.who,
                whole_pounds(one.gross_pence), whole_pounds(one.after_transfers_pence),
            ]
            for one in found
        ]  # fmt: skip
        yield from table(rows, (6, 7))

    call.answer({"versions": [version_data(one) for one in found]}, words)


@version.command("show")
@click.argument("name")
@click.option("--level", type=click.IntRange(1, 4), default=2, show_default=True,
              help="1 division, 2 group, 3 class, 4 service line.")  # fmt: skip
def show(name: str, level: int) -> None:
    """Show what a frozen count says, by organisation and by category."""
    from tpdesk.services.versions import show as read

    call = ask_call()
    with call.open() as desk:
        found = read(desk, name, level=level)
    data = {
        "version": version_data(found.version),
        "by_agency": [{"agency": row.agency, "amount_pence": row.amount_pence} for row in found.by_agency.rows],
        "by_category": [
            {"category": row.key, "title": row.title, "amount_pence": row.amount_pence}
            for row in found.by_category.rows
        ],
        "files": found.files,
    }
    call.answer(data, lambda: _show_words(found))


def _show_words(found: VersionShown) -> Iterator[str]:
    yield from _head_words(found.version)
    if found.version.note:
        yield found.version.note
    yield f"Hash: {found.version.hash}"
    yield ""
    rows = [["Organisation", "After transfers", "Share"]]
    rows += [[str(row.agency), whole_pounds(row.amount_pence), percent(row.share)] for row in found.by_agency.rows]
    yield from table(rows, (1, 2))
    yield ""
    rows = [["Category", "After transfers", "Share"]]
    rows += [
        [f"{row.key or ''} {row.title}".strip(), whole_pounds(row.amount_pence), percent(row.share)]
        for row in found.by_category.rows
    ]
    yield from table(rows, (1, 2))


@version.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Remove a frozen count. The history keeps that it was there and what it came to; undo brings it back."""
    from tpdesk.services.versions import remove as take_out

    call = ask_call()
    with call.open(make=True) as desk:
        gone = take_out(desk, name)
    call.answer(
        {"version": version_data(gone)},
        lambda: [
            f"Removed: {gone.name} ({whole_pounds(gone.after_transfers_pence)} after transfers). The history keeps it."
        ],
    )


@version.command("compare")
@click.argument("first", metavar="A")
@click.argument("second", metavar="[B]", required=False)
@place_and_year
@click.option("--with", "with_now", type=click.Choice(["now"]), help="Compare with the desk as it is; so does no B.")
def compare(first: str, second: str | None, place: str | None, year: str | None, with_now: str | None) -> None:
    """Show what changed from version A to version B, or to the desk as it is: twelve steps that add up to the penny."""
    from tpdesk.errors import UsageProblem
    from tpdesk.services.versions import compare as set_beside

    if second is not None and with_now:
        raise UsageProblem("A version B and --with now are two things to compare with. Leave one out.")
    call = ask_call()
    with call.open() as desk:
        found = set_beside(desk, first, second, place=place, year=year)
    call.answer(bridge_data(found), lambda: _bridge_words(found))


def version_data(version: Version) -> dict[str, Any]:
    """Return the head of a frozen count as JSON fields."""
    return {
        "name": version.name, "place": version.place, "year": year_text(version.year), "kind": version.kind,
        "frozen_at": version.frozen_at, "who": version.who, "note": version.note, "basis": version.basis,
        "hash": version.hash, "gross_pence": version.gross_pence,
        "after_transfers_pence": version.after_transfers_pence, "lines": version.lines, "origin": version.origin,
    }  # fmt: skip


def _head_words(version: Version) -> list[str]:
    told = f"{version.name}: {version.place}, {year_text(version.year)}, {version.kind}"
    money = f"{pounds(version.gross_pence)} gross, {pounds(version.after_transfers_pence)} after transfers"
    return [told, f"Frozen {version.frozen_at} by {version.who}: {money}, {version.basis}, {version.lines:,} lines."]


def bridge_data(found: Bridge) -> dict[str, Any]:
    """Return a comparison of versions as JSON fields."""
    return {
        "place": found.first.place, "year": year_text(found.first.year),
        "first": version_data(found.first), "second": version_data(found.second),
        "start_pence": found.start_pence, "end_pence": found.end_pence,
        "change_pence": found.end_pence - found.start_pence, "steps": dict(found.steps),
        "by_category": {step: dict(parts) for step, parts in found.by_category.items()},
        "by_agency": {step: dict(parts) for step, parts in found.by_agency.items()},
        "transfers_because_receiver_came_in_pence": found.receiver_came_in_pence,
        "before": _totals_data(found.before), "after": _totals_data(found.after),
        "titles": dict(found.titles), "rows": [_row_data(row) for row in found.rows],
        "issues": [issue.text for issue in found.issues], "issue_details": [asdict(issue) for issue in found.issues],
    }  # fmt: skip


def _totals_data(totals: CountedTotals) -> dict[str, Any]:
    return {**asdict(totals), "by_category": dict(totals.by_category), "agencies": list(totals.agencies)}


def _row_data(row: BridgeRow) -> dict[str, Any]:
    def file(batch: Any) -> dict[str, Any] | None:
        return asdict(batch) if batch is not None else None

    return {
        "step": row.step, "agency": row.agency, "pence": row.pence, "batch": file(row.batch),
        "replaced": file(row.replaced), "who": row.who, "when": row.when,
    }  # fmt: skip


def _bridge_words(found: Bridge) -> Iterator[str]:
    from tpdesk.domain.results.bridge import REMAPPED, STEPS, TRANSFERS

    yield f"{found.first.place}, {year_text(found.first.year)}: {found.first.name} to {found.second.name}"
    yield "After transfers and internal recharges. Every step adds up to the penny."
    yield ""
    rows = [["", "Amount"], [found.first.name, pounds(found.start_pence)]]
    for step, pence in found.steps.items():
        if pence or step == REMAPPED:
            rows.append([STEPS[step], signed_pounds(pence)])
        if step == TRANSFERS and found.receiver_came_in_pence:
            rows.append(["  of it: a receiver came in or went", signed_pounds(found.receiver_came_in_pence)])
    yield from table([*rows, [found.second.name, pounds(found.end_pence)]], (1,))
    if found.rows:
        yield ""
        body = [["What changed", "Organisation", "Amount", "File", "Who", "When"]]
        body += [
            [
                STEPS[row.step], row.agency, signed_pounds(row.pence), row.batch.file if row.batch else "-",
                row.who or "-", row.when[:10] or "-",
            ]
            for row in found.rows
        ]  # fmt: skip
        yield from table(body, (2,))
    moved = {code: pence for code, pence in found.by_category.get(REMAPPED, {}).items() if pence}
    if moved:
        yield ""
        yield "Moved between categories:"
        yield from table(
            [["Category", "Amount"]]
            + [[f"{code} {found.titles.get(code, 'Unmapped')}".strip(), signed_pounds(moved[code])] for code in moved],
            (1,),
        )
    yield from issue_words(found.issues)


COMMANDS = (freeze, version)
