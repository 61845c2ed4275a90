"""Verbs that say what the money is for and where it goes: categorise, transfers.

Verbs for categories: list, mark.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, Verbs, ask_call, force_option, table
from tpdesk.text import counted
from tpdesk.units import percent, pounds

if TYPE_CHECKING:
    from tpdesk.domain.facts import Category
    from tpdesk.models.mapping import LabelMoney
    from tpdesk.services.suggesting import Suggestion


@click.command(cls=Verb)
@click.option("--place", metavar="P")
@click.option("--agency", metavar="A", help="Only this agency's labels; its maps win over the place's.")
@click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Columns label, category, share (and title, for a new service line); an empty category takes a map off.",
)
@click.option(
    "--rest",
    metavar="CODE",
    help=(
        "Map all labels of --agency that have no map to this category; `usual` is the one of its kind, such as police."
    ),
)
@click.option("--holding", metavar="TEXT", help="With --rest: only labels that hold this text.")
@click.option("--list", "list_", is_flag=True, help="Show the labels that have a map, and whose map it is.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="OUT.csv",
    help="Write the labels that are left, as a map file to fill in.",
)
@force_option("--out")
def categorise(
    place: str | None,
    agency: str | None,
    map_file: Path | None,
    rest: str | None,
    holding: str | None,
    list_: bool,
    out: Path | None,
    force: bool,
) -> None:
    """Map the agencies' own labels to categories, and show what is left, most money first, with suggestions."""
    from tpdesk.errors import UsageProblem
    from tpdesk.models.agency import find_agency
    from tpdesk.models.lines.totals import flows_words
    from tpdesk.models.mapping import maps_in_use
    from tpdesk.services import mapping as acts
    from tpdesk.services.figures import place_for
    from tpdesk.services.suggesting import suggestions

    if rest is not None and agency is None:
        raise UsageProblem("--rest maps what is left of one agency: name it with --agency.")
    if holding is not None and rest is None:
        raise UsageProblem("--holding says for which labels --rest is meant: give --rest CODE too.")
    call = ask_call()
    taken = None
    with call.open(make=map_file is not None or rest is not None) as desk:
        where = place_for(desk, place)
        who = find_agency(desk.connection, agency).id if agency else None
        if map_file is not None:
            taken = acts.apply_map_file(desk, where.id, who, map_file)
        rested = (
            acts.map_the_rest(desk, where.id, who, rest, holding=holding or "")
            if rest is not None and who is not None
            else 0
        )
        state = acts.state(desk, where.id, who)
        suggested = {item.label: item for item in suggestions(desk, state.unmapped)}
        maps = maps_in_use(desk.connection, where.id, who) if list_ else []
        written = acts.write_open_labels(desk, where.id, who, out, replace=force) if out is not None else 0
    data: dict[str, Any] = {
        "place": where.name, "labels": (taken.labels if taken else 0) + rested,
        "labels_without_lines": list(taken.without_lines) if taken else [],
        "mapped_lines": state.mapped_lines, "mapped_pence": state.mapped_pence,
        "mapped_income_pence": state.mapped_income_pence,
        "unmapped_lines": state.unmapped_lines, "unmapped_pence": state.unmapped_pence,
        "unmapped_income_pence": state.unmapped_income_pence,
        "unmapped": [_open_label(item, suggested.get(item)) for item in state.unmapped],
        "maps": [
            {"agency": item.agency_name, "label": item.text or None,
                "categories": [{"category": code, "share": share} for code, share in item.categories],
             "origin": item.origin, "lines": item.lines, "pence": item.pence,
             "income_pence": item.income_pence}
            for item in maps
        ],
    }  # fmt: skip

    of = f", {agency}" if agency else ""

    def words() -> Iterator[str]:
        if taken is not None:
            yield f"{counted(taken.labels, 'label')} mapped."
        if taken is not None and taken.without_lines:
            yield f"look: no line here has the label {', '.join(repr(label) for label in taken.without_lines[:5])}."
        if rest is not None:
            yield f"{counted(rested, 'label')} of {agency} mapped to {rest}."
        if maps:
            rows = [["Agency", "Label", "Lines", "Amount", "Stands for", "Map"]]
            rows += [
                [
                    item.agency_name,
                    item.text or "(no label)",
                    f"{item.lines:,}",
                    flows_words(item.pence, item.income_pence, pounds),
                    _shares(item.categories),
                    _whose(item.origin),
                ]
                for item in maps
            ]
            yield from table(rows, (2, 3))
            yield ""
        yield (
            f"{where.name}{of}: {counted(state.mapped_lines, 'line')} mapped "
            f"({flows_words(state.mapped_pence, state.mapped_income_pence, pounds)}), "
            f"{counted(state.unmapped_lines, 'line')} unmapped "
            f"({flows_words(state.unmapped_pence, state.unmapped_income_pence, pounds)})."
        )
        rows = [["Agency", "Label", "Lines", "Amount", "Suggestion"]]
        for item in state.unmapped[:30]:
            found = suggested.get(item)
            offer = f"{found.category}: {found.reason}" if found is not None else ""
            rows.append(
                [
                    item.agency_name,
                    item.text or "(no label)",
                    f"{item.lines:,}",
                    flows_words(item.pence, item.income_pence, pounds),
                    offer,
                ]
            )
        yield from table(rows, (2, 3)) if state.unmapped else ["Everything has a category."]
        if len(state.unmapped) > 30:
            yield (
                f"... and {counted(len(state.unmapped) - 30, 'more label')}: --out FILE.csv writes them all, "
                "to fill in."
            )
        if out is not None:
            yield f"{counted(written, 'label')} written to {out}. Fill in the categories and take it in with --map."

    call.answer(data, words)


def _open_label(item: LabelMoney, found: Suggestion | None) -> dict[str, Any]:
    return {
        "agency": item.agency_name, "label": item.text or None, "lines": item.lines, "pence": item.pence,
        "income_pence": item.income_pence, "suggestion": found.category if found else None,
        "reason": found.reason if found else None,
    }  # fmt: skip


def _shares(categories: tuple[tuple[str, float], ...]) -> str:
    return ", ".join(code if share == 1 else f"{code} {percent(share)}" for code, share in categories)


def _whose(origin: str) -> str:
    return "yours" if origin == "user" else "shared"


@click.command(cls=Verb)
@click.option("--place", metavar="P")
@click.option("--year")
@click.option("--propose", is_flag=True, help="Show the payments whose supplier bears another agency's name.")
@click.option(
    "--apply",
    "apply_",
    is_flag=True,
    help="Mark them as transfers: the plain ones; doubtful ones only with --doubtful.",
)
@click.option(
    "--doubtful",
    is_flag=True,
    help="With --apply: those too whose supplier says more than the name (a precept, a tax).",
)
@click.option("--remove", is_flag=True, help="Take the mark off the payments --from one agency --to another.")
@click.option("--from", "payer", metavar="A", help="Only this payer.")
@click.option("--to", "receiver", metavar="A", help="Only this receiver.")
def transfers(
    place: str | None,
    year: str | None,
    propose: bool,
    apply_: bool,
    doubtful: bool,
    remove: bool,
    payer: str | None,
    receiver: str | None,
) -> None:
    """Show what the place's agencies pay each other, and mark such payments so that money is counted once."""
    from tpdesk.calc.transfers import transfers as find_transfers
    from tpdesk.errors import UsageProblem
    from tpdesk.services import suggesting as acts
    from tpdesk.services.figures import facts_of, place_for, year_facts

    if sum((propose and not apply_, apply_, remove)) > 1:
        raise UsageProblem("Choose one of --propose, --apply and --remove.")
    call = ask_call()
    changed = 0
    with call.open(make=apply_ or remove) as desk:
        facts = year_facts(desk, place, year)
        where = place_for(desk, place)
        if remove:
            if not payer or not receiver:
                raise UsageProblem(
                    "--remove takes the mark off one payer's payments to one receiver: name them with --from and --to."
                )
            changed = acts.take_off(desk, where, facts.year, payer, receiver)
        proposals = acts.proposed(desk, where, facts.year, payer=payer, receiver=receiver) if propose or apply_ else []
        if apply_:
            changed = acts.apply(desk, where, facts.year, [item for item in proposals if doubtful or not item.doubt])
        result = find_transfers(facts_of(desk, where, facts.year))
    in_force = [
        {
            "from": row.payer,
            "to": row.receiver,
            "amount_pence": row.amount_pence,
            "removed_pence": row.removed_pence,
            "receiver_counted": row.receiver_counted,
        }
        for row in result.rows
    ]
    offered = [
        {
            "from": item.payer_name, "to": item.receiver_name, "amount_pence": item.pence, "lines": item.lines,
            "supplier": item.supplier, "matched": item.matched,
            "receiver_counted": item.receiver_counted, "doubt": item.doubt or None,
        }
        for item in proposals
    ]  # fmt: skip
    only_propose = propose and not apply_
    data = {
        "place": result.basis.place, "year": result.basis.year, "transfers": offered if only_propose else in_force,
        "in_force": in_force,
        "removed_pence": result.removed_pence, "changed_lines": changed,
        "issues": [issue.text for issue in result.issues],
    }  # fmt: skip
    rows = [
        [
            "From",
            "To",
            "Amount",
            "Supplier" if only_propose else "Taken out",
            "Is the receiver counted?",
            *(["Doubt"] if only_propose else []),
        ]
    ]
    if only_propose:
        rows += [
            [
                item.payer_name,
                item.receiver_name,
                pounds(item.pence),
                item.supplier,
                "yes" if item.receiver_counted else "no",
                "look" if item.doubt else "",
            ]
            for item in proposals
        ]
    else:
        rows += [
            [
                row.payer,
                row.receiver,
                pounds(row.amount_pence),
                pounds(row.removed_pence),
                "yes" if row.receiver_counted else "no",
            ]
            for row in result.rows
        ]
    none = (
        "Nothing looks like a transfer."
        if only_propose
        else "No transfers are marked. --propose looks for them among the suppliers."
    )
    call.answer(
        data,
        lambda: [
            *([f"{counted(changed, 'line')} changed."] if apply_ or remove else []),
            *(table(rows, (2,) if only_propose else (2, 3)) if len(rows) > 1 else [none]),
            *(
                [
                    (
                        "Those marked 'look' say more than the name, a precept or a tax perhaps: --apply "
                        "leaves them, --apply --doubtful takes them too."
                    )
                ]
                if any(item.doubt for item in proposals)
                else []
            ),
            *(f"look: {issue.text}" for issue in result.issues),
        ],
    )


@click.group(cls=Verbs)
def category() -> None:
    """Service categories: COFOG, and service lines under its classes."""


@category.command("list")
@click.option(
    "--level", type=click.IntRange(1, 4), help="Only divisions (1), groups (2), classes (3) or service lines (4)."
)
def list_(level: int | None) -> None:
    """List the categories in their order."""
    from tpdesk.models.category import categories, sort_key

    call = ask_call()
    with call.open() as desk:
        known = categories(desk.connection)
    found = [known[code] for code in sorted(known, key=sort_key) if level is None or known[code].level == level]
    rows = [["Code", "Title", "Remarks"]]
    rows += [["  " * (item.level - 1) + item.code, item.title, _remarks(item)] for item in found]
    call.answer({"categories": [describe(item) for item in found]}, lambda: table(rows))


@category.command("mark")
@click.argument("code")
@click.option(
    "--separate",
    "law",
    required=True,
    metavar="LAW",
    help="The law by which the split between bodies is statutory; empty takes the mark off.",
)
def mark(code: str, law: str) -> None:
    """Mark a category's split between bodies as statutory: it is then 'separate areas', whatever the areas."""
    from tpdesk.services.overlap import mark_separate

    call = ask_call()
    with call.open(make=True) as desk:
        found = mark_separate(desk, code, law)
    call.answer(
        {"category": found.code, **describe(found)},
        lambda: [f"{found.code} {found.title}: {_remarks(found) or 'no remark'}."],
    )


def _remarks(item: Category) -> str:
    words = [
        word for word, said in (("weak", item.weak), ("support", item.support), ("balancing", item.balancing)) if said
    ]
    return ", ".join([*words, *([f"statutory split: {item.separate_law}"] if item.separate_law else [])])


def describe(item: Category) -> dict[str, Any]:
    """Return a category as JSON fields."""
    return {
        "code": item.code, "title": item.title, "level": item.level, "parent": item.parent, "weak": item.weak,
        "support": item.support,
        "balancing": item.balancing, "separate": item.separate_law or None,
    }  # fmt: skip


COMMANDS = (categorise, transfers, category)
