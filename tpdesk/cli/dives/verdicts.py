"""The verb that overrules what tpdesk finds of a category, with the reason, and withdraws that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Call, Verb, ask_call, table, warn
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.domain.verdicts import Ruling


@click.command(cls=Verb)
@click.argument("code", required=False, metavar="[CODE]")
@click.option("--place", metavar="P")
@click.option("--year", required=True)
@click.option(
    "--verdict",
    "word",
    metavar="VERDICT",
    help="single, separate areas, fragmented, overlap evidenced or duplication evidenced.",
)
@click.option("--reason", default="", help="Why; it is printed wherever the verdict is.")
@click.option("--withdraw", is_flag=True, help="Let the verdict be what tpdesk finds again.")
def verdict(code: str | None, place: str | None, year: str, word: str | None, reason: str, withdraw: bool) -> None:
    """Overrule the verdict on a category, with a reason that is kept; without a CODE, list what was overruled."""
    from tpdesk.errors import UsageProblem
    from tpdesk.services.overlap import list_rulings, overrule, withdraw_ruling

    call = ask_call()
    if code is None:
        if word is not None or withdraw or reason:
            raise UsageProblem("Name the category whose verdict it is, as in 06.2.")
        with call.open() as desk:
            rulings = list_rulings(desk, place, year)
        call.answer({"rulings": [_data(item) for item in rulings]}, lambda: _words(rulings))
        return
    if withdraw == (word is not None):
        raise UsageProblem("Say either the --verdict, with its --reason, or --withdraw.")
    with call.open(make=True) as desk:
        if withdraw:
            _withdrawn(call, withdraw_ruling(desk, place, year, code))
            return
        ruled = overrule(desk, place, year, code, word or "", reason)
    made = ruled.ruling
    call.answer(
        {**_data(made), "warnings": list(ruled.warnings)},
        lambda: [f"{made.category} in {made.place}, {year_text(made.year)}: {made.verdict}, since {made.reason}"],
    )
    warn(call, ruled.warnings)


def _withdrawn(call: Call, gone: Ruling) -> None:
    call.answer(
        {**_data(gone), "removed": True},
        lambda: [f"{gone.category} in {gone.place}, {year_text(gone.year)}: what tpdesk finds stands again."],
    )


def _data(ruling: Ruling) -> dict[str, Any]:
    return {
        "category": ruling.category, "place": ruling.place, "year": year_text(ruling.year), "verdict": ruling.verdict, "reason": ruling.reason,
    }  # fmt: skip


def _words(rulings: tuple[Ruling, ...]) -> list[str]:
    if not rulings:
        return ["No verdict is overruled here."]
    return [
        *table([("Category", "Verdict", "Reason"), *((item.category, item.verdict, item.reason) for item in rulings)])
    ]


COMMANDS = (verdict,)
