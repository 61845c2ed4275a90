"""Verbs that set organisations beside each other: overlap, pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tpdesk.cli.base import Verb, ask_call, force_option, place_and_year, table
from tpdesk.cli.figures import basis_data, csv_option, issue_words, issues_and_sources, write_csv
from tpdesk.domain.codes import LEVEL
from tpdesk.units import percent, whole_pounds

if TYPE_CHECKING:
    from tpdesk.domain.results.overlap import OverlapResult, OverlapRow, PairsResult

ELSEWHERE: Final = "Evidence elsewhere"
"""What the column is called of where else evidence near a category was gathered, where there is any."""


@click.command(cls=Verb)
@place_and_year
@click.option(
    "--level",
    type=click.IntRange(1, 4),
    default=2,
    show_default=True,
    help="1 division, 2 group, 3 class, 4 service line.",
)
@click.option(
    "--deminimis",
    default="0",
    metavar="POUNDS",
    help="Leave out organisations that spend less than this on a category.",
)
@csv_option
@force_option("--csv")
def overlap(
    place: str | None, year: str | None, level: int, deminimis: str, csv_file: Path | None, force: bool
) -> None:
    """Show what is proven of each category: who is in it, how much can coincide at most where areas meet,
    and what deliveries show."""
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
        raise UsageProblem("--deminimis is an amount that organisations must reach: it cannot be below nought.")
    with call.open() as desk:
        facts = year_facts(desk, place, year)
    result = find_overlap(facts, level=level, deminimis_pence=least)
    write_csv(csv_file, result, replace=force)
    data = {
        "basis": basis_data(result.basis), "deminimis_pence": result.deminimis_pence,
        "unmapped_pence": result.unmapped_pence,
        "rows": [_overlap_row(row) for row in result.rows],
        "verdicts": {verdict: len(result.with_verdict(verdict)) for verdict in VERDICTS},
        "shared_service_candidates": [row.category for row in result.shared_service_candidates],
        "own_level": [asdict(item) for item in result.own_level],
        "too_coarse": [asdict(item) for item in result.too_coarse],
        "deliveries": result.deliveries,
        "without_category": list(result.without_category),
        "notes_without_category": list(result.notes_without_category),
        **issues_and_sources(result.issues, result.sources),
    }  # fmt: skip
    call.answer(data, lambda: _overlap_words(result))


def _overlap_row(row: OverlapRow) -> dict[str, Any]:
    judgement = row.judgement
    return {
        "category": row.category, "title": row.title, "level": row.level, "weak": row.weak, "support": row.support,
        "ranked": row.ranked, "agencies": row.agencies,
        "total_pence": row.total_pence, "count_pence": row.count_pence, "hhi": row.hhi,
        "effective_agencies": row.effective_agencies,
        "fragmentation": row.fragmentation, "lead_agency": row.lead_agency, "lead_share": row.lead_share,
        "outside_lead_pence": row.outside_lead_pence,
        "outside_lead_meeting_pence": row.outside_lead_meeting_pence, "unproven": judgement.unproven,
        "verdict": judgement.verdict, "illustrative": judgement.illustrative, "evidence": list(judgement.evidence),
        "left_out": [item.agency for item in row.left_out], "left_out_details": [asdict(item) for item in row.left_out],
        "coarser": row.coarser, "finer": row.finer,
        "shares": [asdict(share) for share in row.shares], "found_verdict": judgement.found,
        "spend_verdict": judgement.by_spend,
        "ruling_reason": judgement.reason, "evidence_records": {
            "deliveries": list(judgement.proof.deliveries), "notes": list(judgement.proof.notes),
            "areas": list(judgement.proof.areas),
            "pairs": [asdict(pair) for pair in judgement.proof.pairs],
            "apart": [asdict(pair) for pair in judgement.proof.apart],
        },
        "stakes": [asdict(stake) for stake in judgement.proof.stakes],
        "elsewhere": row.elsewhere, "elsewhere_words": list(row.elsewhere_words),
        "gathered_above": [item.category for item in row.gathered_above],
        "gathered_below": [item.category for item in row.gathered_below],
    }  # fmt: skip


def _why_none(row: OverlapRow) -> str:
    return "mapped no finer" if row.coarser or row.agencies else "published figures of the first count only"


def _named(row: OverlapRow) -> str:
    name = row.title if "/" in row.category else f"{row.category} {row.title}"
    return f"{name} ({LEVEL[row.level]})" if row.at_own_level else name


def _money(row: OverlapRow) -> tuple[str, ...]:
    if row.money_elsewhere:
        return ("-",) * 5
    return (
        str(row.agencies), whole_pounds(row.total_pence), percent(row.lead_share),
        whole_pounds(row.outside_lead_meeting_pence),
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
            body = [
                ["Category", "Organisations", "Total", "Lead", "Outside lead, areas meet", "Outside lead", "Verdict"]
            ]
            body[0] += [ELSEWHERE] if any(row.elsewhere for row in result.rows) else []
            body += [
                [
                    _named(row),
                    *_money(row),
                    (row.judgement.words if row.verdict else f"no verdict: {_why_none(row)}")
                    + (", unproven" if row.judgement.unproven else ""),
                    *([row.elsewhere] if len(body[0]) > 7 else []),
                ]
                for row in rows
            ]
            yield from table(body, (1, 2, 3, 4, 5))
            yield ""
    for row in result.rows:
        # What spend alone shows of a row stands in the table.
        if row.judgement.proof.pairs or row.judgement.by_hand or row.at_own_level:
            yield f"{_named(row)}: {row.judgement.words}"
            yield from (f"  {sentence}" for sentence in (*row.judgement.evidence, *row.elsewhere_words))
            yield ""
    candidates = result.shared_service_candidates
    if candidates:
        yield "Side by side, each in its own area (could one do it for several?): " + ", ".join(
            f"{row.title} ({row.agencies}{', unproven' if row.judgement.unproven else ''})" for row in candidates[:8]
        )
    yield from issue_words(result.issues)


@click.command(cls=Verb)
@place_and_year
@click.option(
    "--level",
    type=click.IntRange(1, 4),
    default=2,
    show_default=True,
    help="1 division, 2 group, 3 class, 4 service line.",
)
@csv_option
@force_option("--csv")
def pairs(place: str | None, year: str | None, level: int, csv_file: Path | None, force: bool) -> None:
    """Show which two organisations spend on the same things: those whose areas meet first."""
    from tpdesk.calc.pairs import pairs as find_pairs
    from tpdesk.services.figures import year_facts

    call = ask_call()
    with call.open() as desk:
        facts = year_facts(desk, place, year)
    result = find_pairs(facts, level=level)
    write_csv(csv_file, result, replace=force)
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
            body = [["Organisation", "Organisation", "Spend in common", "Similarity"]]
            body += [
                [row.agency_a, row.agency_b, whole_pounds(row.shared_pence), percent(row.similarity)]
                for row in rows[:40]
            ]
            yield from table(body, (2, 3))
    yield from issue_words(result.issues)


COMMANDS = (overlap, pairs)
