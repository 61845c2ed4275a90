"""The verb that fills a place with published figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, table
from tpdesk.text import counted
from tpdesk.units import per_unit, percent, pounds, ratio, short_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.services.first_count import FirstCountPlan


@click.command("first-count", cls=Verb)
@click.argument("place")
@click.option("--year", help="The financial year. Published figures come with tpdesk for 2024-25.")
@click.option(
    "--area",
    "areas",
    multiple=True,
    metavar="GSS",
    help="A district, county or unitary of a place that has no areas yet, by code or name; repeat for several.",
)
@click.option("--dry-run", is_flag=True, help="Say what it comes to, and write nothing.")
def first_count(place: str, year: str | None, areas: tuple[str, ...], dry_run: bool) -> None:
    """Count a place from published figures, before any return is in.

    Organisations and their lines are made, each marked with source, method and grade; one that has money in the place
    already is left as it is. An organisation's own file takes the place of its published figures when it is imported.
    """
    from tpdesk.services import first_count as acts
    from tpdesk.services.figures import year_start

    call = ask_call()
    start = year_start(year) if year is not None else None
    # What only looks works beside the window too, which holds the desk.
    with call.open(make=not dry_run or not call.path().exists()) as desk:
        act = acts.plan_first_count if dry_run else acts.write_first_count
        plan = act(desk, place, areas, start)
    call.answer(_data(plan, dry_run), lambda: _words(plan, dry_run))


def _data(plan: FirstCountPlan, dry_run: bool) -> dict[str, Any]:
    from tpdesk.calc.first_count_summary import group_rows

    count = plan.count
    return {
        "place": plan.place, "year": year_text(plan.year), "dry_run": dry_run, "areas": list(plan.areas),
        "agencies": plan.bodies, "lines": count.lines, "gross_pence": count.pence,
        "by_method": count.by_method(), "by_grade": count.by_grade(),
        "least_pence": plan.least_pence, "most_pence": plan.most_pence,
        "people": count.people, "pence_per_head": per_unit(count.pence, count.people),
        "regions": [
            {"region": name, "pence_per_head": pence} for name, pence in count.regional_pence_per_head.items()
        ],
        "share_of_public_spending": count.share_of_spending,
        "new_agencies": list(plan.new_agencies), "skipped": list(plan.skipped),
        "rows": [
            {
                "title": row.title, "amount_pence": row.pence, "pence_per_head": per_unit(row.pence, count.people),
                "agencies": row.bodies, "grades": row.grades.split(), "how": row.how,
            }
            for row in group_rows(count)
        ],
        "left_out": [{"what": item.what, "why": item.why, "amount_pence": item.pence, "of": item.of}
                     for item in count.left_out],
        "warnings": list(count.warnings),
        "bodies": [
            {"agency": body.name, "kind": body.kind, "wider": body.wider, "amount_pence": body.pence,
             "lines": [asdict(line) for line in body.lines]}
            for body in count.bodies
        ],
    }  # fmt: skip


def _words(plan: FirstCountPlan, dry_run: bool) -> Iterator[str]:
    from tpdesk.calc.first_count_summary import group_rows
    from tpdesk.domain.first_count import GRADE_WORDS

    count = plan.count
    yield (
        f"First count of {plan.place}, {year_text(plan.year)}, from published figures: {short_pounds(count.pence)} of "
        f"{counted(plan.bodies, 'organisation')} in {counted(count.lines, 'line')}."
    )
    regions = ", ".join(f"{name} {_head(pence)}" for name, pence in count.regional_pence_per_head.items())
    yield (
        f"A head: {_head(per_unit(count.pence, count.people))} of {count.people:,} people (mid-2024). By region: "
        f"{regions}."
    )
    yield (
        f"If every line errs the same way it lies between {short_pounds(plan.least_pence)} and "
        f"{short_pounds(plan.most_pence)}."
    )
    yield ""
    rows = [["What", "Amount", "A head", "Share", "Organisations", "Grade", "How it is known"]]
    rows += [
        [
            row.title, short_pounds(row.pence), _head(per_unit(row.pence, count.people)),
            percent(ratio(row.pence, count.pence)), str(row.bodies), row.grades, row.how,
        ]
        for row in group_rows(count)
    ]  # fmt: skip
    total = _head(per_unit(count.pence, count.people))
    rows.append(["Total", short_pounds(count.pence), total, "100.0%", str(plan.bodies), "", ""])
    yield from table(rows, (1, 2, 3, 4))
    yield ""
    yield "By grade:"
    for grade, pence in count.by_grade().items():
        yield f"  {grade} {percent(ratio(pence, count.pence), 0)}: {GRADE_WORDS[grade]}."
    yield ""
    yield (
        f"In the count is what HM Treasury can place, {percent(count.share_of_spending, 0)} of public spending on "
        "services and debt interest. Not in it:"
    )
    for item in count.left_out:
        money = "" if item.pence is None else f" ({short_pounds(item.pence)} in {_of(item.of)})"
        yield f"  {item.what}{money}: {item.why}."
    if plan.skipped:
        yield ""
        yield f"Left as they are, since they have money here already: {', '.join(plan.skipped)}."
    for warning in count.warnings:
        yield f"look: {warning}"
    yield ""
    if dry_run:
        yield "Nothing was written."
    else:
        made = counted(len(plan.new_agencies), "organisation")
        yield f"Written as one step, with {made} added. To undo it: tpdesk undo."


def _head(pence: int | None) -> str:
    return "not known" if pence is None else pounds(round(pence, -2)).removesuffix(".00")


def _of(name: str) -> str:
    return f"the {name}" if name.startswith("United") else name


COMMANDS = (first_count,)
