"""The verb for what organisations pay each other: transfers."""

from __future__ import annotations

import click

from tpdesk.cli.base import Verb, ask_call, place_and_year, table
from tpdesk.text import counted
from tpdesk.units import pounds


@click.command(cls=Verb)
@place_and_year
@click.option("--propose", is_flag=True, help="Show the payments whose supplier bears another organisation's name.")
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
@click.option("--remove", is_flag=True, help="Take the mark off the payments --from one organisation --to another.")
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
    """Show what the place's organisations pay each other, and mark such payments so that money is counted once."""
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
            "receiver_counted": item.receiver_counted, "doubt": item.doubt or None, "streams": list(item.streams),
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


COMMANDS = (transfers,)
