"""Verbs that answer: count, overlap, pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, force_option, table
from tpdesk.domain.codes import LEVEL
from tpdesk.units import per_unit, percent, pounds, whole_pounds

if TYPE_CHECKING:
    from tpdesk.domain.results.basis import Basis, Issue, SourceFile
    from tpdesk.domain.results.count import CountResult, CountRow
    from tpdesk.domain.results.overlap import OverlapResult, OverlapRow, PairsResult

_csv_option = click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.csv",
    help="Write the rows to a CSV file too.",
)


@click.command(cls=Verb)
@click.option("--place", metavar="P")
@click.option("--year")
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
@_csv_option
@force_option("--csv")
def count(
    place: str | None,
    year: str | None,
    by: str,
    level: int,
    flow: str,
    cost: str,
    statuses: tuple[str, ...],
    csv_file: Path | None,
    force: bool,
) -> None:
    """Count the money of a place and year: who spends what, once, with its base beside it."""
    from tpdesk.calc.count import count as make_count
    from tpdesk.services.figures import year_facts

    call = ask_call()
    with call.open() as desk:
        facts = year_facts(desk, place, year)
    result = make_count(facts, by=by, level=level, flow=flow, cost=cost, statuses=statuses)
    _write_csv(csv_file, result, replace=force)
    call.answer(_count_data(result), lambda: _count_words(result, narrowed=cost != "all" or bool(statuses)))


def _count_data(result: CountResult) -> dict[str, Any]:
    names = (
        "gross_pence", "income_pence", "transfers_removed_pence", "recharges_removed_pence", "after_transfers_pence", "outside_income_pence",
        "net_of_income_pence", "rows_total_pence", "unmapped_pence", "unmapped_lines", "bodies_counted", "bodies_expected", "pence_per_head",
        "pence_per_household", "held", "transfers_marked",
    )  # fmt: skip
    return {
        "basis": basis_data(result.basis),
        "by": result.by,
        **{name: getattr(result, name) for name in names},
        "people": result.basis.people,
        "households": result.basis.households,
        "wider": [asdict(body) for body in result.wider],
        "held_gross_pence": result.gross_pence if result.held_gross_pence is None else result.held_gross_pence,
        "rows": [_count_row(row, result.by) for row in result.rows],
        "missing_returns": [item.agency for item in result.missing_returns],
        "missing_return_details": [asdict(item) for item in result.missing_returns],
        **issues_and_sources(result.issues, result.sources),
    }


def _count_row(row: CountRow, by: str) -> dict[str, Any]:
    keys: dict[str, Any] = {}
    if by in ("agency", "matrix"):
        keys["agency"] = row.agency
    if by in ("category", "matrix"):
        keys |= {"category": row.key, "title": row.title, "coarser": row.coarser, "weak": row.weak}
    if by in ("area", "control", "cost_type"):
        keys |= {by: row.key, "title": row.title}
    if by == "area":
        keys["kind"] = row.kind or None
    if by == "agency":
        keys |= {"people": row.people, "pence_per_head": per_unit(row.amount_pence, row.people)}
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
    from tpdesk.calc.areas import kind_title
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
        ["After transfers", pounds(result.after_transfers_pence)],
        ["Outside income", pounds(-result.outside_income_pence)],
        ["Net of income", pounds(result.net_of_income_pence)],
    ]
    rows += [["Unmapped", pounds(result.unmapped_pence)]]
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
    bodies = "Bodies with such money" if narrowed else "Bodies counted"
    counted = f"{result.bodies_counted} of {result.bodies_expected} expected" if result.held else "not available"
    yield f"{bodies}: {counted}."
    yield ""
    heading = {
        "agency": "Agency",
        "category": "Category",
        "matrix": "Agency",
        "area": "Area",
        "control": "Control",
        "cost_type": "Cost type",
    }[result.by]
    # A row of one agency has one body in it: nothing to say.
    several = result.by not in ("agency", "matrix")
    treated = {one.agency: short_words(one) for one in result.wider} if result.by == "agency" else {}
    body = [
        [
            heading,
            *(["Category"] if result.by == "matrix" else []),
            "Amount",
            "Share",
            *(["Bodies"] * several),
            *(["Counted"] if treated else []),
        ]
    ]
    body += [
        [
            *_row_words(row, result.by),
            pounds(row.amount_pence),
            percent(row.share),
            *([str(row.agencies)] * several),
            *([treated.get(row.agency or "", "whole")] if treated else []),
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


@click.command(cls=Verb)
@click.option("--place", metavar="P")
@click.option("--year")
@click.option(
    "--level",
    type=click.IntRange(1, 4),
    default=2,
    show_default=True,
    help="1 division, 2 group, 3 class, 4 service line.",
)
@click.option(
    "--deminimis", default="0", metavar="POUNDS", help="Leave out agencies that spend less than this on a category."
)
@_csv_option
@force_option("--csv")
def overlap(
    place: str | None, year: str | None, level: int, deminimis: str, csv_file: Path | None, force: bool
) -> None:
    """Show what is proven of each category: who is in it, how much can coincide at most where areas meet, and what deliveries show."""
    from tpdesk.calc.overlap import overlap as find_overlap
    from tpdesk.domain.verdicts import VERDICTS
    from tpdesk.errors import UsageProblem
    from tpdesk.services.figures import year_facts
    from tpdesk.units import parse_pounds

    call = ask_call()
    try:
        least = parse_pounds(deminimis)
    except ValueError as error:
        raise UsageProblem(f"--deminimis: {error}.") from error
    if least < 0:
        raise UsageProblem("--deminimis is an amount that agencies must reach: it cannot be below nought.")
    with call.open() as desk:
        facts = year_facts(desk, place, year)
    result = find_overlap(facts, level=level, deminimis_pence=least)
    _write_csv(csv_file, result, replace=force)
    data = {
        "basis": basis_data(result.basis), "deminimis_pence": result.deminimis_pence, "unmapped_pence": result.unmapped_pence,
        "rows": [_overlap_row(row) for row in result.rows], "verdicts": {verdict: len(result.with_verdict(verdict)) for verdict in VERDICTS}, "shared_service_candidates": [row.category for row in result.shared_service_candidates],
        "own_level": [asdict(item) for item in result.own_level], "too_coarse": [asdict(item) for item in result.too_coarse],
        **issues_and_sources(result.issues, result.sources),
    }  # fmt: skip
    call.answer(data, lambda: _overlap_words(result))


def _overlap_row(row: OverlapRow) -> dict[str, Any]:
    judgement = row.judgement
    return {
        "category": row.category, "title": row.title, "level": row.level, "weak": row.weak, "support": row.support, "ranked": row.ranked, "agencies": row.agencies,
        "total_pence": row.total_pence, "count_pence": row.count_pence, "hhi": row.hhi, "effective_agencies": row.effective_agencies,
        "fragmentation": row.fragmentation, "lead_agency": row.lead_agency, "lead_share": row.lead_share, "outside_lead_pence": row.outside_lead_pence,
        "outside_lead_meeting_pence": row.outside_lead_meeting_pence, "unproven": judgement.unproven, "verdict": judgement.verdict, "illustrative": judgement.illustrative, "evidence": list(judgement.evidence),
        "left_out": [item.agency for item in row.left_out], "left_out_details": [asdict(item) for item in row.left_out], "coarser": row.coarser, "finer": row.finer,
        "shares": [asdict(share) for share in row.shares], "found_verdict": judgement.found, "spend_verdict": judgement.by_spend,
        "ruling_reason": judgement.reason, "evidence_records": {
            "deliveries": list(judgement.proof.deliveries), "notes": list(judgement.proof.notes), "areas": list(judgement.proof.areas),
            "pairs": [asdict(pair) for pair in judgement.proof.pairs], "apart": [asdict(pair) for pair in judgement.proof.apart],
        },
        "stakes": [asdict(stake) for stake in judgement.proof.stakes],
    }  # fmt: skip


def _named(row: OverlapRow) -> str:
    name = row.title if "/" in row.category else f"{row.category} {row.title}"
    return f"{name} ({LEVEL[row.level]})" if row.at_own_level else name


def _money(row: OverlapRow) -> tuple[str, ...]:
    if row.money_elsewhere:
        return ("-",) * 5
    return (
        str(row.agencies), whole_pounds(row.total_pence), percent(row.lead_share), whole_pounds(row.outside_lead_meeting_pence),
        whole_pounds(row.outside_lead_pence),
    )  # fmt: skip


def _overlap_words(result: OverlapResult) -> Iterator[str]:
    yield result.basis.sentence()
    yield "Ranked by spend outside the lead where areas meet: an upper bound for discussion, never a saving."
    yield ""
    for title, rows in (
        ("", [row for row in result.rows if row.ranked]),
        ("Judged at its own level:", [row for row in result.rows if row.at_own_level]),
        ("Below the ranking:", [row for row in result.rows if not row.ranked and not row.at_own_level]),
    ):
        if rows:
            yield from [title] if title else []
            body = [["Category", "Bodies", "Total", "Lead", "Outside lead, areas meet", "Outside lead", "Verdict"]]
            body += [
                [_named(row), *_money(row), (row.judgement.words if row.verdict else "no verdict: mapped no finer") + (", unproven" if row.judgement.unproven else "")]
                for row in rows
            ]  # fmt: skip
            yield from table(body, (1, 2, 3, 4, 5))
            yield ""
    for row in result.rows:
        # What spend alone shows of a row stands in the table.
        if row.judgement.proof.pairs or row.judgement.by_hand or row.at_own_level:
            yield f"{_named(row)}: {row.judgement.words}"
            yield from (f"  {sentence}" for sentence in row.judgement.evidence)
            yield ""
    candidates = result.shared_service_candidates
    if candidates:
        yield "Side by side, each in its own area (could one do it for several?): " + ", ".join(
            f"{row.title} ({row.agencies})" for row in candidates[:8]
        )
    yield from issue_words(result.issues)


@click.command(cls=Verb)
@click.option("--place", metavar="P")
@click.option("--year")
@click.option(
    "--level",
    type=click.IntRange(1, 4),
    default=2,
    show_default=True,
    help="1 division, 2 group, 3 class, 4 service line.",
)
@_csv_option
@force_option("--csv")
def pairs(place: str | None, year: str | None, level: int, csv_file: Path | None, force: bool) -> None:
    """Show which two agencies spend on the same things: those whose areas meet first."""
    from tpdesk.calc.pairs import pairs as find_pairs
    from tpdesk.services.figures import year_facts

    call = ask_call()
    with call.open() as desk:
        facts = year_facts(desk, place, year)
    result = find_pairs(facts, level=level)
    _write_csv(csv_file, result, replace=force)
    data = {
        "basis": basis_data(result.basis),
        "rows": [asdict(row) for row in result.rows],
        **issues_and_sources(result.issues, result.sources),
    }
    call.answer(data, lambda: _pair_words(result))


def _pair_words(result: PairsResult) -> Iterator[str]:
    yield result.basis.sentence()
    for title, meeting in (("Areas meet:", True), ("Similar spend in separate areas:", False)):
        rows = [row for row in result.rows if row.areas_meet is meeting]
        if rows:
            yield ""
            yield title
            body = [["Agency", "Agency", "Spend in common", "Similarity"]]
            body += [
                [row.agency_a, row.agency_b, whole_pounds(row.shared_pence), percent(row.similarity)]
                for row in rows[:40]
            ]
            yield from table(body, (2, 3))
    yield from issue_words(result.issues)


def _write_csv(target: Path | None, result: CountResult | OverlapResult | PairsResult, *, replace: bool) -> None:
    if target is not None:
        from tpdesk.services.tables import write_table

        write_table(result, target, replace=replace)


COMMANDS = (count, overlap, pairs)
