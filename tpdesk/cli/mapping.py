"""Verbs that say what the money is for and where it goes: categorise, transfers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tpdesk.cli.base import Verb, ask_call, table
from tpdesk.text import counted
from tpdesk.units import pounds


@click.command(cls=Verb)
@click.option("--place", metavar="P")
@click.option("--agency", metavar="A", help="Only this agency's labels; its maps win over the place's.")
@click.option("--map", "map_file", type=click.Path(path_type=Path), metavar="FILE.csv", help="Columns label, category, share (and title, for a new service line).")
def categorise(place: str | None, agency: str | None, map_file: Path | None) -> None:
    """Map the agencies' own labels to categories, and show what is left, most money first, with suggestions."""
    from tpdesk.acts import mapping as acts
    from tpdesk.acts.choose import place_for
    from tpdesk.models.agency import find_agency

    call = ask_call()
    with call.open(make=map_file is not None) as desk:
        where = place_for(desk, place)
        who = find_agency(desk.connection, agency).id if agency else None
        labels = acts.apply_map_file(desk, where.id, who, map_file) if map_file is not None else 0
        state = acts.state(desk, where.id, who)
        suggested = {(item.label.agency, item.label.label): item for item in acts.suggestions(desk, state.unmapped)}
    unmapped = [
        {
            "agency": item.agency_name, "label": item.text or None, "lines": item.lines, "pence": item.pence,
            "suggestion": found.category if found else None, "reason": found.reason if found else None,
        }
        for item in state.unmapped
        for found in [suggested.get((item.agency, item.label))]
    ]  # fmt: skip
    data: dict[str, Any] = {
        "place": where.name, "labels": labels, "mapped_lines": state.mapped_lines, "mapped_pence": state.mapped_pence,
        "unmapped_lines": state.unmapped_lines, "unmapped_pence": state.unmapped_pence, "unmapped": unmapped,
    }  # fmt: skip
    rows = [["Agency", "Label", "Lines", "Amount", "Suggestion"]]
    rows += [
        [str(item["agency"]), str(item["label"] or "(no label)"), f"{item['lines']:,}", pounds(int(str(item["pence"]))), f"{item['suggestion']}, {item['reason']}" if item["suggestion"] else ""]
        for item in unmapped[:30]
    ]
    call.answer(
        data,
        lambda: [
            f"{where.name}: {counted(state.mapped_lines, 'line')} mapped ({pounds(state.mapped_pence)}), "
            f"{counted(state.unmapped_lines, 'line')} unmapped ({pounds(state.unmapped_pence)}).",
            *(table(rows, (2, 3)) if unmapped else ["Everything has a category."]),
            *([f"... and {counted(len(unmapped) - 30, 'more label')}."] if len(unmapped) > 30 else []),
        ],
    )


@click.command(cls=Verb)
@click.option("--place", metavar="P")
@click.option("--year")
@click.option("--propose", is_flag=True, help="Show the payments whose supplier bears another agency's name.")
@click.option("--apply", "apply_", is_flag=True, help="Mark them as transfers.")
@click.option("--remove", is_flag=True, help="Take the mark off the payments --from one agency --to another.")
@click.option("--from", "payer", metavar="A", help="Only this payer.")
@click.option("--to", "receiver", metavar="A", help="Only this receiver.")
def transfers(place: str | None, year: str | None, propose: bool, apply_: bool, remove: bool, payer: str | None, receiver: str | None) -> None:
    """Show what the place's agencies pay each other, and mark such payments so that money is counted once."""
    from tpdesk.acts import transferring as acts
    from tpdesk.acts.choose import place_for
    from tpdesk.acts.figures import facts_of, year_facts
    from tpdesk.calc.transfers import transfers as find_transfers
    from tpdesk.errors import UsageProblem

    if sum((propose and not apply_, apply_, remove)) > 1:
        raise UsageProblem("Choose one of --propose, --apply and --remove.")
    call = ask_call()
    changed = 0
    with call.open(make=apply_ or remove) as desk:
        facts = year_facts(desk, place, year)
        where = place_for(desk, place)
        if remove:
            if not payer or not receiver:
                raise UsageProblem("--remove takes the mark off one payer's payments to one receiver: name them with --from and --to.")
            changed = acts.take_off(desk, where, facts.year, payer, receiver)
        proposals = acts.proposed(desk, where, facts.year, payer=payer, receiver=receiver) if propose or apply_ else []
        if apply_:
            changed = acts.apply(desk, where, facts.year, proposals)
        result = find_transfers(facts_of(desk, where, facts.year))
    in_force = [
        {"from": row.payer, "to": row.receiver, "amount_pence": row.amount_pence, "removed_pence": row.removed_pence, "receiver_counted": row.receiver_counted}
        for row in result.rows
    ]
    offered = [
        {
            "from": item.payer_name, "to": item.receiver_name, "amount_pence": item.pence, "lines": item.lines, "supplier": item.supplier, "matched": item.matched,
            "receiver_counted": item.receiver_counted,
        }
        for item in proposals
    ]  # fmt: skip
    only_propose = propose and not apply_
    data = {
        "place": result.basis.place, "year": result.basis.year, "transfers": offered if only_propose else in_force, "in_force": in_force,
        "removed_pence": result.removed_pence, "changed_lines": changed, "issues": [issue.text for issue in result.issues],
    }  # fmt: skip
    rows = [["From", "To", "Amount", "Supplier" if only_propose else "Taken out", "Receiver counted"]]
    if only_propose:
        rows += [[item.payer_name, item.receiver_name, pounds(item.pence), item.supplier, "yes" if item.receiver_counted else "no"] for item in proposals]
    else:
        rows += [[row.payer, row.receiver, pounds(row.amount_pence), pounds(row.removed_pence), "yes" if row.receiver_counted else "no"] for row in result.rows]
    none = "Nothing looks like a transfer." if only_propose else "No transfers are marked. --propose looks for them among the suppliers."
    call.answer(
        data,
        lambda: [
            *([f"{counted(changed, 'line')} changed."] if apply_ or remove else []),
            *(table(rows, (2,) if only_propose else (2, 3)) if len(rows) > 1 else [none]),
            *(f"look: {issue.text}" for issue in result.issues),
        ],
    )


COMMANDS = (categorise, transfers)
