"""The verb that shows a deep dive: all that is said of it, and what the spend tagged to it comes to.

Verbs for the spend of a deep dive: tagged by a rule or a line, and let go again.

The verb for the step after which prevention ends: what it comes to follows from it.

The verb for the number of people from which on packs print it: below, a cohort is small, and what it
follows from is left out.

Verbs for a workshop beyond its record: the notes for its participants, and several notes made one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, force_option, table, warn
from tpdesk.cli.figures import basis_data, issue_words, issues_and_sources
from tpdesk.cli.records.verbs import GROUPS, answer_saved, below, data_below, find, words_below
from tpdesk.domain.kinds import KINDS
from tpdesk.text import counted
from tpdesk.units import percent, pounds

if TYPE_CHECKING:
    from tpdesk.calc.dive import DiveTotal
    from tpdesk.models.dives.tagging import Tag


@click.command("tag", cls=Verb)
@click.argument("wanted", metavar="TITLE")
@click.option("--category", metavar="CODE", default="", help="A category, with all under it.")
@click.option("--agency", metavar="A", help="An organisation.")
@click.option("--label", metavar="L", default="", help="The organisation's own word for the money.")
@click.option("--line", type=click.IntRange(1, 2**62), metavar="NUMBER", help="One line, as `spend list` numbers it.")
@click.option("--share", metavar="S", default="100%", show_default=True, help="How much of it: 25%, 0.25 or 1/4.")
def tag(wanted: str, category: str, agency: str | None, label: str, line: int | None, share: str) -> None:
    """Tag spend to a deep dive, whole or by a share: a line, or all lines for which everything that is named holds."""
    from tpdesk.services.dives.boards import tag_spend

    call = ask_call()
    with call.open(make=True) as desk:
        made = tag_spend(desk, wanted, category=category, agency=agency or "", label=label, line=line, share=share)
    call.answer(tag_data(made), lambda: [f"Tagged to '{made.dive}': {tag_words(made)}."])


@click.command("untag", cls=Verb)
@click.argument("number", type=click.IntRange(1, 2**62))
def untag(number: int) -> None:
    """Take a tag off, by its NUMBER as `dive show` lists it."""
    from tpdesk.services.dives.boards import untag as take_off

    call = ask_call()
    with call.open(make=True) as desk:
        gone = take_off(desk, number)
    call.answer({**tag_data(gone), "removed": True}, lambda: [f"No longer tagged to '{gone.dive}': {tag_words(gone)}."])


def tag_data(tag: Tag) -> dict[str, Any]:
    """Return a tag as JSON fields; null is what it leaves open."""
    return {
        "tag": tag.id, "dive": tag.dive, "agency": tag.agency or None, "category": tag.category or None,
        "label": tag.label or None,
        "line": tag.line, "share": float(tag.share),
    }  # fmt: skip


def tag_words(tag: Tag) -> str:
    """Return what is tagged and how much of it: `line 12, 25% of it (tag 3)`."""
    return f"{tag.words}, {tag.share_text} of it (tag {tag.id})"


GROUPS["dive"].add_command(tag)
GROUPS["dive"].add_command(untag)


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
    from tpdesk.calc.tagging import cuts

    if total is None:
        return dict.fromkeys(
            ("year", "total_pence", "of_pence", "share", "pence_per_head", "pence_per_member", "basis")
        )
    return {
        "year": total.year, "total_pence": total.total_pence, "of_pence": total.of_pence, "share": total.share,
        "pence_per_head": total.pence_per_head,
        "pence_per_member": total.per_member, "cohort_small": total.cohort_small, "basis": basis_data(total.basis),
        "parts": [asdict(part) for part in total.parts], "subthemes": [asdict(item) for item in total.subthemes],
        "by_stage": [{**asdict(part), "prevention": part.prevention,
                "step": part.step or None} for part in total.by_stage],
        "prevention_cuts": [asdict(cut) for cut in cuts(total.by_stage)],
        "deliveries_of_year": list(total.deliveries), **issues_and_sources(total.issues, total.sources),
    }  # fmt: skip


def _words(total: DiveTotal | None, tags: tuple[Tag, ...]) -> Iterator[str]:
    from tpdesk.calc.tagging import cut_words

    for item in tags:
        yield f"Tagged: {tag_words(item)}."
    if total is None:
        yield "Its place has no money on this desk yet, so there is no total."
        return
    said = total.sentence()
    yield f"{said[0].upper()}{said[1:]}"
    if total.illustrative:
        yield "Illustrative: its figures are invented as an example."
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
        body = [["Organisation", "Category", "Amount", "Share"]]
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
            [part.stage or "not said", part.step, str(part.deliveries),
                "" if part.cost_pence is None else pounds(part.cost_pence), percent(part.share), str(part.unknown)]
            for part in total.by_stage
        ]  # fmt: skip
        yield from table(body, (2, 3, 4, 5))
        if words := cut_words(total.by_stage):
            yield words
    yield from issue_words(total.issues)


GROUPS["dive"].add_command(show)


@click.command("prevention", cls=Verb)
@click.argument("step", required=False)
def prevention(step: str | None) -> None:
    """Show up to which step deliveries count as prevention;
    with a STEP (primary, secondary, tertiary), set it for this desk."""
    from tpdesk.calc.tagging import CUTS, STEPS
    from tpdesk.services.dives.boards import prevention_cut, set_prevention_cut

    call = ask_call()
    with call.open(make=step is not None) as desk:
        cut = prevention_cut(desk) if step is None else set_prevention_cut(desk, step)
    steps = {word: stage for stage, word in STEPS.items()}
    inside = ", ".join(f"{word} ({steps[word]})" for word in CUTS[: CUTS.index(cut) + 1])
    call.answer({"cut": cut, "steps": steps}, lambda: [f"Deliveries count as prevention up to {cut}: {inside}."])


GROUPS["dive"].add_command(prevention)


@click.command("threshold", cls=Verb)
@click.argument("number", type=int, required=False)
def threshold(number: int | None) -> None:
    """Say from which number of people on packs print it; with a NUMBER, set it for this desk."""
    from tpdesk.services.dives.boards import set_small_from, small_from

    call = ask_call()
    with call.open(make=number is not None) as desk:
        held = small_from(desk) if number is None else set_small_from(desk, number)
    call.answer(
        {"threshold": held},
        lambda: [
            f"Packs print numbers of people from {held} on; 1 to {held - 1} are left out, with what follows from them."
        ],
    )


GROUPS["dive"].add_command(threshold)


@click.command("notes", cls=Verb)
@click.argument("wanted", metavar="TITLE")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE.docx|.md",
    help="Where to write them: Word or Markdown, as the name ends.",
)
@force_option("--out")
def notes(wanted: str, out: Path, force: bool) -> None:
    """Write a workshop's notes for those who were there: what was said, actions, barriers, opportunities;
    nothing private."""
    from tpdesk.services.dives.files import write_notes

    call = ask_call()
    with call.open() as desk:
        written = write_notes(desk, wanted, out, replace=force)
    data = {
        "file": str(written.file), "workshop": written.workshop, "notes": written.notes,
        "private_left_out": written.private,
        "warnings": list(written.warnings),
    }  # fmt: skip
    left = f"; {counted(written.private, 'private note')} left out" if written.private else ""
    call.answer(data, lambda: [f"Notes written: {written.file} ({counted(written.notes, 'note')}{left})."])
    warn(call, written.warnings)


@click.command("merge", cls=Verb)
@click.argument("kept", type=click.IntRange(1, 2**62), metavar="NUMBER")
@click.argument("others", type=click.IntRange(1, 2**62), nargs=-1, required=True, metavar="OTHER...")
def merge(kept: int, others: tuple[int, ...]) -> None:
    """Make several notes of a workshop one: the first stays, with the organisations, dots and links of all."""
    from tpdesk.services.records import merge_notes

    call = ask_call()
    with call.open(make=True) as desk:
        saved = merge_notes(desk, kept, others)
    answer_saved(call, saved, f"holds what {counted(len(others), 'other note')} said")


GROUPS["workshop"].add_command(notes)
GROUPS["note"].add_command(merge)
