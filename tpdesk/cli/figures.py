"""The verb that counts, and what verbs for figures share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Call, Verb, ask_call, force_option, place_and_year, table
from tpdesk.errors import UsageProblem
from tpdesk.text import counted
from tpdesk.units import per_unit, percent, pounds

if TYPE_CHECKING:
    from tpdesk.calc.by_area import ByArea
    from tpdesk.domain.results.basis import Basis, Issue, SourceFile
    from tpdesk.domain.results.count import CountResult, CountRow
    from tpdesk.domain.results.overlap import OverlapResult, PairsResult

csv_option = click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.csv",
    help="Write the rows to a CSV file too.",
)
"""The option of every verb whose rows can go to a CSV file."""


@click.command(cls=Verb)
@place_and_year
@click.option(
    "--by",
    type=click.Choice(["agency", "category", "matrix", "area", "control", "cost_type"]),
    default="agency",
    show_default=True,
)
@click.option(
    "--level",
    type=click.IntRange(1, 4),
    default=2,
    show_default=True,
    help="1 division, 2 group, 3 class, 4 service line.",
)
@click.option("--flow", type=click.Choice(["expenditure", "income", "net"]), default="expenditure", show_default=True)
@click.option("--cost", type=click.Choice(["revenue", "capital", "all"]), default="all", show_default=True)
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice(["actual", "budget", "estimate", "apportioned"]),
    help="Only money of this status; repeatable.",
)
@click.option("--kind", metavar="KIND", help="By area: areas of this kind, for example ward.")
@click.option(
    "--spread", metavar="DRIVER", default="", help="By area: spread what no such area has; a driver, or people."
)
@click.option("--draw", is_flag=True, help="By area: draw a map of the areas, shaded by pounds per head or in all.")
@csv_option
@force_option("--csv")
def count(
    place: str | None,
    year: str | None,
    by: str,
    level: int,
    flow: str,
    cost: str,
    statuses: tuple[str, ...],
    kind: str | None,
    spread: str,
    draw: bool,
    csv_file: Path | None,
    force: bool,
) -> None:
    """Count the money of a place and year: who spends what, once, with its base beside it."""
    from tpdesk.calc.count import count as make_count
    from tpdesk.services.figures import year_facts

    call = ask_call()
    if kind or spread or draw:
        if by != "area" or not kind:
            raise UsageProblem("--kind, --spread and --draw are for --by area: name the kind, for example --kind ward.")
        _count_areas(call, place, year, draw=draw, kind=kind, spread=spread, flow=flow, cost=cost, statuses=statuses)
        return
    with call.open() as desk:
        facts = year_facts(desk, place, year)
    result = make_count(facts, by=by, level=level, flow=flow, cost=cost, statuses=statuses)
    write_csv(csv_file, result, replace=force)
    call.answer(_count_data(result), lambda: _count_words(result, narrowed=cost != "all" or bool(statuses)))


def _count_areas(
    call: Call, place: str | None, year: str | None, *, draw: bool, kind: str, spread: str, **kept: Any
) -> None:
    from tpdesk.models.year import default_year
    from tpdesk.services.by_area import count_by_area
    from tpdesk.services.figures import place_for, year_start

    with call.open() as desk:
        chosen = place_for(desk, place)
        start = year_start(year) if year is not None else default_year(desk.connection, chosen)
        found = count_by_area(desk, chosen, start, kind=kind, spread=spread, **kept)
    rows = [
        {
            "area": row.area, "title": row.title, "kind": row.kind, "above": list(row.above),
            "direct_pence": row.direct_pence, "spread_pence": row.spread_pence, "amount_pence": row.amount_pence,
            "people": row.people, "people_year": row.people_year, "pence_per_head": row.pence_per_head,
            "middle": row.middle,
        }
        for row in found.rows
    ]  # fmt: skip
    call.answer(
        {
            "basis": basis_data(found.basis), "by": "area", "kind": found.kind, "spread_by": found.spread_by or None,
            "rows": rows, "not_placed_pence": found.not_placed_pence, "total_pence": found.total_pence,
            "areas_hidden": found.hidden, "issues": list(found.issues),
        },
        lambda: _area_words(found, draw=draw),
    )  # fmt: skip


def _area_words(found: ByArea, *, draw: bool) -> Iterator[str]:
    yield f"{found.basis.place}, {found.basis.year}, by {found.kind}"
    yield found.basis.sentence()
    yield ""
    above: tuple[str, ...] = ()
    body = [["Area", "Placed directly", f"Spread by {found.spread_by}" if found.spread_by else "Spread", "In all",
        "People", "Per head"]]  # fmt: skip
    for row in found.rows:
        if row.above != above:
            above = row.above
            body.append([", ".join(above), "", "", "", "", ""])
        head = pounds(row.pence_per_head) if row.pence_per_head is not None else ""
        people = f"{row.people:,}" if row.people is not None else ""
        name = f"  {row.title}" if above else row.title
        body.append([name, pounds(row.direct_pence), pounds(row.spread_pence), pounds(row.amount_pence), people, head])
    body.append(["Not placed", "", "", pounds(found.not_placed_pence), "", ""])
    body.append(["The place", "", "", pounds(found.total_pence), "", ""])
    yield from table(body, (1, 2, 3, 4, 5))
    if found.issues:
        yield ""
        yield from (f"look: {issue}" for issue in found.issues)
    if draw:
        yield ""
        yield from _map_words(found)


def _map_words(found: ByArea) -> Iterator[str]:
    """Yield the lines of a map of the areas and what its shades and letters stand for."""
    from tpdesk.calc.area_map import draw_map, map_of

    per_head = any(row.pence_per_head is not None for row in found.rows)
    drawn = map_of(found, per_head=per_head)
    width, height = shutil.get_terminal_size((80, 24))
    lines = draw_map(drawn.areas, drawn.letters, width, max(height, 24))
    if not lines:
        areas = counted(len(drawn.areas), "area")
        yield f"No map of {areas}: positions are not known, or the window is too small."
        return
    yield f"Pounds {'per head' if per_head else 'in all'}:"
    for line in lines:
        yield "".join(part.text for part in line)
    yield "  ".join(f"{fill * 2} {words}" for fill, words in drawn.legend)
    yield "; ".join(f"{drawn.letters[area.code]} {area.name}" for area in drawn.areas)
    if drawn.missing:
        yield f"Not on the map, since their positions are not known: {', '.join(drawn.missing)}."


def _count_data(result: CountResult) -> dict[str, Any]:
    names = (
        "gross_pence", "income_pence", "transfers_removed_pence", "recharges_removed_pence", "after_transfers_pence",
        "outside_income_pence",
        "net_of_income_pence", "rows_total_pence", "unmapped_pence", "unmapped_lines", "bodies_counted",
        "bodies_expected", "pence_per_head",
        "pence_per_household", "held", "transfers_marked",
    )  # fmt: skip
    return {
        "basis": basis_data(result.basis),
        "by": result.by,
        **{name: getattr(result, name) for name in names},
        "by_method": {"direct": result.basis.direct_pence, "apportioned": result.basis.apportioned_pence},
        "people": result.basis.people,
        "households": result.basis.households,
        "not_placed_pence": sum(row.amount_pence for row in result.rows if row.key is None)
        if result.by == "area"
        else None,
        "wider": [asdict(body) for body in result.wider],
        "held_gross_pence": result.gross_pence if result.held_gross_pence is None else result.held_gross_pence,
        "rows": [_count_row(row, result.by) for row in result.rows],
        "missing_returns": [item.agency for item in result.missing_returns],
        "missing_return_details": [asdict(item) for item in result.missing_returns],
        **issues_and_sources(result.issues, result.sources),
    }


def _not_placed(result: CountResult) -> int:
    return sum(row.amount_pence for row in result.rows if row.key is None)


def _count_row(row: CountRow, by: str) -> dict[str, Any]:
    keys: dict[str, Any] = {}
    if by in ("agency", "matrix"):
        keys["agency"] = row.agency
    if by in ("category", "matrix"):
        keys |= {"category": row.key, "title": row.title, "coarser": row.coarser, "weak": row.weak}
    if by in ("area", "control", "cost_type"):
        keys |= {by: row.key, "title": row.title}
    if by == "area":
        keys |= {"kind": row.kind or None, "direct_pence": row.amount_pence if row.key else 0, "spread_pence": 0}
    if by == "agency":
        keys |= {"people": row.people, "pence_per_head": per_unit(row.amount_pence, row.people)}
    keys |= {"apportioned_pence": row.apportioned_pence}
    return {**keys, "amount_pence": row.amount_pence, "share": row.share, "lines": row.lines, "agencies": row.agencies}


def basis_data(basis: Basis) -> dict[str, Any]:
    """Return what a figure rests on as JSON fields, with the sentence that says it."""
    return {**asdict(basis), "statuses": list(basis.statuses), "sentence": basis.sentence()}


def issues_and_sources(issues: Sequence[Issue], sources: Sequence[SourceFile]) -> dict[str, Any]:
    """Return what is to be looked at in a result, in words and in detail, and its sources as JSON fields."""
    return {
        "issues": [issue.text for issue in issues],
        "issue_details": [asdict(issue) for issue in issues],
        "sources": [{**asdict(source), "agencies": list(source.agencies)} for source in sources],
    }


def _count_words(result: CountResult, *, narrowed: bool) -> Iterator[str]:
    from tpdesk.calc.missing import kind_title
    from tpdesk.calc.wider import short_words

    yield f"{result.basis.place}, {result.basis.year}"
    yield result.basis.sentence()
    yield ""
    rows = [
        ["", "Amount"],
        ["Gross", pounds(result.gross_pence)],
        ["Transfers taken out", pounds(-result.transfers_removed_pence) if result.transfers_marked else "none marked"],
    ]
    rows += (
        [["Internal recharges taken off", pounds(-result.recharges_removed_pence)]]
        if result.recharges_removed_pence
        else []
    )
    rows += [
        [result.after_words.capitalize(), pounds(result.after_transfers_pence)],
        ["Outside income", pounds(-result.outside_income_pence)],
        ["Net of income", pounds(result.net_of_income_pence)],
    ]
    rows += [["Unmapped", pounds(result.unmapped_pence)]]
    if result.basis.apportioned_pence:
        rows += [
            ["Direct", pounds(result.basis.direct_pence or 0)],
            ["Apportioned", pounds(result.basis.apportioned_pence)],
        ]
    if not result.held:
        # A sum over no lines would read as nothing spent.
        rows = [rows[0], *([name, "not held"] for name, _ in rows[1:])]
    yield from table(rows, (1,))
    head, home = result.pence_per_head, result.pence_per_household
    yield (
        f"Per head: {pounds(head)} over {result.basis.people:,} people, {result.basis.people_when}."
        if head is not None
        else "Per head: not available."
    )
    yield (
        f"Per household: {pounds(home)} over {result.basis.households:,} households, {result.basis.households_when}."
        if home is not None
        else "Per household: not available."
    )
    bodies = "Organisations with such money" if narrowed else "Organisations counted"
    counted = f"{result.bodies_counted} of {result.bodies_expected} expected" if result.held else "not available"
    yield f"{bodies}: {counted}."
    yield ""
    heading = {
        "agency": "Organisation",
        "category": "Category",
        "matrix": "Organisation",
        "area": "Area",
        "control": "Control",
        "cost_type": "Cost type",
    }[result.by]
    # A row of one agency has one body in it: nothing to say.
    several = result.by not in ("agency", "matrix")
    shared = bool(result.basis.apportioned_pence)
    treated = {one.agency: short_words(one) for one in result.wider} if result.by == "agency" else {}
    body = [
        [
            heading,
            *(["Category"] if result.by == "matrix" else []),
            "Amount",
            "Share",
            *(["Organisations"] * several),
            *(["Counted"] if treated else []),
            *(["Apportioned"] if shared else []),
        ]
    ]
    body += [
        [
            *_row_words(row, result.by),
            pounds(row.amount_pence),
            percent(row.share),
            *([str(row.agencies)] * several),
            *([treated.get(row.agency or "", "whole")] if treated else []),
            *([pounds(row.apportioned_pence) if row.apportioned_pence else ""] if shared else []),
        ]
        for row in result.rows
    ]
    first = 2 if result.by == "matrix" else 1
    kinds = list(dict.fromkeys(row.kind for row in result.rows)) if result.by == "area" else []
    if len(kinds) > 1:
        for kind in kinds:
            top, *rows = body
            named = [rows[n] for n, row in enumerate(result.rows) if row.kind == kind]
            total = sum(row.amount_pence for row in result.rows if row.kind == kind)
            yield f"{kind_title(kind)}: {pounds(total)}"
            yield from table([top, *named], (first, first + 1, first + 2))
            yield ""
    else:
        yield from table(body, (first, first + 1, first + 2)) if result.rows else ()
    yield from issue_words(result.issues)


def _row_words(row: CountRow, by: str) -> list[str]:
    title = f"{row.key} {row.title}" if row.key and by in ("category", "matrix") else str(row.title or "")
    title += " (mapped no finer)" if row.coarser else ""
    return {"agency": [str(row.agency)], "matrix": [str(row.agency), title]}.get(by, [title])


def issue_words(issues: Sequence[Issue]) -> Iterator[str]:
    """Yield what is to be looked at in a result, a line each below an empty one."""
    if issues:
        yield ""
        for issue in issues:
            yield f"look: {issue.text}"


def write_csv(target: Path | None, result: CountResult | OverlapResult | PairsResult, *, replace: bool) -> None:
    """Write the rows of a result to a CSV file, where one was asked for."""
    if target is not None:
        from tpdesk.services.packs import write_table

        write_table(result, target, replace=replace)


COMMANDS = (count,)
