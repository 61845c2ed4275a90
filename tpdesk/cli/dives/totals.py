"""The verb that shows a deep dive: all that is said of it, and what the spend tagged to it comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, table
from tpdesk.cli.dives.tagging import tag_data, tag_words
from tpdesk.cli.figures import basis_data, issue_words, issues_and_sources
from tpdesk.cli.records.verbs import GROUPS, below, data_below, find, words_below
from tpdesk.domain.kinds import KINDS
from tpdesk.text import counted
from tpdesk.units import percent, pounds

if TYPE_CHECKING:
    from tpdesk.calc.dive import DiveTotal
    from tpdesk.models.dives.tagging import Tag


_LARGEST = 10
"""Parts of a total that are told one by one."""


@click.command("show", cls=Verb)
@click.argument("wanted", metavar="TITLE")
@click.option("--year", help="The year of its total. Default: the latest with spend.")
def show(wanted: str, year: str | None) -> None:
    """Show a deep dive: what is said of it, and what the spend tagged to it comes to, as a part of the count."""
    from tpdesk.models.place import find_place
    from tpdesk.services.dives.boards import dive_show, list_tags

    call = ask_call()
    with call.open() as desk:
        found = find(desk, KINDS["dive"], wanted)
        hanging = below(desk, found)
        tags = list_tags(desk, found.title)
        # A deep dive can be there before any money is.
        has_years = bool(find_place(desk.connection, str(found.values["place"])).years)
        total = dive_show(desk, found.title, year) if year is not None or has_years else None
    call.answer(
        {**data_below(found, hanging), "tags": [tag_data(item) for item in tags], **_data(total)},
        lambda: [*words_below(found, hanging), "", *_words(total, tags)],
    )


def _data(total: DiveTotal | None) -> dict[str, Any]:
    from tpdesk.calc.stages import cuts

    if total is None:
        return dict.fromkeys(
            ("year", "total_pence", "of_pence", "share", "pence_per_head", "pence_per_member", "basis")
        )
    return {
        "year": total.year, "total_pence": total.total_pence, "of_pence": total.of_pence, "share": total.share, "pence_per_head": total.pence_per_head,
        "pence_per_member": total.per_member, "cohort_small": total.cohort_small, "basis": basis_data(total.basis),
        "parts": [asdict(part) for part in total.parts], "subthemes": [asdict(item) for item in total.subthemes],
        "by_stage": [{**asdict(part), "prevention": part.prevention, "step": part.step or None} for part in total.by_stage],
        "prevention_cuts": [asdict(cut) for cut in cuts(total.by_stage)],
        "deliveries_of_year": list(total.deliveries), **issues_and_sources(total.issues, total.sources),
    }  # fmt: skip


def _words(total: DiveTotal | None, tags: tuple[Tag, ...]) -> Iterator[str]:
    from tpdesk.calc.stages import cut_words

    for item in tags:
        yield f"Tagged: {tag_words(item)}."
    if total is None:
        yield "Its place has no money on this desk yet, so there is no total."
        return
    said = total.sentence()
    yield f"{said[0].upper()}{said[1:]}"
    if total.illustrative:
        yield "Illustrative: its figures are made up to show the tool."
    if total.pence_per_head is not None:
        yield f"Per head of {total.place}: {pounds(total.pence_per_head)}."
    if total.per_member is not None:
        yield f"For each of the {total.cohort:,} people it is about: {pounds(total.per_member)}."
    for below_it in total.subthemes:
        its = (
            f"{pounds(below_it.total_pence)}, {percent(below_it.share, 2)} of the same count"
            if below_it.share is not None
            else "no spend of the year is tagged to it"
        )
        yield f"Sub-theme {below_it.title}: {its}."
    if total.parts:
        yield ""
        body = [["Body", "Category", "Amount", "Share"]]
        body += [
            [
                part.agency,
                part.title if "/" in part.category else f"{part.category} {part.title}".strip(),
                pounds(part.amount_pence),
                percent(part.share),
            ]
            for part in total.parts[:_LARGEST]
        ]
        yield from table(body, (2, 3))
        if rest := total.parts[_LARGEST:]:
            money = pounds(sum(part.amount_pence for part in rest))
            yield f"{counted(len(rest), 'smaller part')} more, {money} together: --json lists them all."
    if total.by_stage:
        yield ""
        body = [["Stage", "Step", "Deliveries", "Known cost", "Share of known cost", "Cost not known"]]
        body += [
            [part.stage or "not said", part.step, str(part.deliveries), "" if part.cost_pence is None else pounds(part.cost_pence), percent(part.share), str(part.unknown)]
            for part in total.by_stage
        ]  # fmt: skip
        yield from table(body, (2, 3, 4, 5))
        if words := cut_words(total.by_stage):
            yield words
    yield from issue_words(total.issues)


GROUPS["dive"].add_command(show)
