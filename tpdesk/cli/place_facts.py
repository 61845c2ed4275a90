"""The verb for what else is kept of a place: programmes, funding awards, notes, published counts, milestones."""

from __future__ import annotations

import click

from tpdesk.cli.base import ask_call, warn
from tpdesk.cli.places import place


@place.command("fact")
@click.argument("name")
@click.argument("kind", metavar="programme|award|note|published|milestone")
@click.option(
    "--set", "settings", multiple=True, metavar="FIELD=TEXT", help="One thing that it says; repeat for several."
)
@click.option(
    "--number",
    type=click.IntRange(1, 2**62),
    help="Change the one of this number, as `place show` lists them; without it one is added.",
)
@click.option("--remove", is_flag=True, help="Take the one of that number off.")
def fact(name: str, kind: str, settings: tuple[str, ...], number: int | None, remove: bool) -> None:
    """Write down a programme, funding award, note, published count or milestone of a place, with its source."""
    from tpdesk.errors import UsageProblem
    from tpdesk.services.editing import fact_kind, save_fact, take_fact_off

    call = ask_call()
    of_kind = fact_kind(kind)
    fields = {field.name.removesuffix("_pence"): field.name for field in of_kind.fields}
    typed: dict[str, str] = {}
    for setting in settings:
        field, equals, text = setting.partition("=")
        key = field.strip().casefold().removesuffix("_pence")
        if not equals or key not in fields:
            raise UsageProblem(
                f"--set {setting}: write FIELD=TEXT with a field of a {of_kind.noun}: {', '.join(fields)}."
            )
        typed[fields[key]] = text
    if remove and number is None:
        raise UsageProblem("--remove needs the --number of the one to take off.")
    if not remove and not typed:
        raise UsageProblem(f"Say something with --set FIELD=TEXT. Fields of a {of_kind.noun}: {', '.join(fields)}.")
    for given in of_kind.fields:
        missing = number is None and given.name not in typed
        if given.needed and not remove and (missing or not typed.get(given.name, "-").strip()):
            about = f": {given.hint}" if given.hint else ""
            raise UsageProblem(
                f"A {of_kind.noun} needs --set {given.name.removesuffix('_pence')}=TEXT ({given.title}{about})."
            )
    with call.open(make=True) as desk:
        if remove and number is not None:
            take_fact_off(desk, name, kind, number)
            call.answer(
                {"place": name, "kind": of_kind.name, "number": number, "removed": True},
                lambda: [f"{of_kind.noun.capitalize()} {number} taken off."],
            )
            return
        kept, warnings = save_fact(desk, name, kind, typed, number)
        call.answer(
            {"place": name, "kind": of_kind.name, "number": kept, "warnings": list(warnings)},
            lambda: [f"{of_kind.noun.capitalize()} {kept} of {name} {'changed' if number else 'written down'}."],
        )
        warn(call, warnings)
