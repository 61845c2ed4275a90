"""The verb that says what to look at next: categories and activities ranked by weights that are seen and changed.

The verb that overrules what tpdesk finds of a category, with the reason, and withdraws that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Call, Verb, ask_call, place_and_year, table, warn
from tpdesk.cli.figures import basis_data, issue_words, issues_and_sources
from tpdesk.units import whole_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.calc.shortlist import Shortlist, ShortlistRow
    from tpdesk.domain.verdicts import Ruling


@click.command(cls=Verb)
@place_and_year
@click.option(
    "--level",
    type=click.IntRange(1, 4),
    help=(
        "1 division, 2 group, 3 class, 4 service line. Default: service lines where money is held by them, else groups."
    ),
)
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="NAME=N",
    help=(
        "How much a part counts, 0 to 1000: size, organisations, outside_lead, control, verdict, barriers. Repeatable."
    ),
)
@click.option("--keep", is_flag=True, help="Keep these weights for the desk, its packs too.")
def shortlist(place: str | None, year: str | None, level: int | None, weights: tuple[str, ...], keep: bool) -> None:
    """Say what to look at next: categories ranked by size, organisations, money outside the lead,
    control, verdict and barriers."""
    from tpdesk.errors import UsageProblem
    from tpdesk.services.dives.boards import make_shortlist, set_shortlist_weights

    typed = _weights(weights)
    if keep and not typed:
        raise UsageProblem("--keep keeps the weights that are given with --weight NAME=N: give one at least.")
    call = ask_call()
    with call.open(make=keep) as desk:
        made = make_shortlist(desk, place, year, typed, level=level)
        if keep:
            set_shortlist_weights(desk, typed)
    data = {
        "basis": basis_data(made.basis), "weights": dict(made.weights), "rows": [_row(row) for row in made.rows],
        "activities": [_row(row) for row in made.activities], "holds": made.holds,
        "sensitivity": [asdict(item) for item in made.sensitivity],
        "without": [asdict(item) for item in made.without],
        **issues_and_sources(made.issues, made.sources),
    }  # fmt: skip
    call.answer(data, lambda: _words(made))


def _weights(texts: Sequence[str]) -> dict[str, str]:
    from tpdesk.errors import UsageProblem

    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageProblem(f"--weight {text}: write NAME=N, as in size=30.")
        found[name.strip()] = value
    return found


def _row(row: ShortlistRow) -> dict[str, Any]:
    return {
        "rank": row.rank, "category": row.category or None, "title": row.title, "score": row.score,
        "parts": dict(row.parts),
        "amount_pence": row.amount_pence, "outside_lead_pence": row.outside_lead_pence, "verdict": row.verdict,
        "illustrative": row.illustrative,
        "barriers": row.barriers,
    }  # fmt: skip


def _words(made: Shortlist) -> Iterator[str]:
    yield made.basis.sentence()
    yield f"Weights: {', '.join(f'{name} {weight}' for name, weight in made.weights.items())}."
    for title, rows in (("", made.rows), ("Activities, by the known cost of their deliveries:", made.activities)):
        if rows:
            yield ""
            yield from [title] if title else []
            yield from _table(rows, [*made.weights])
    yield ""
    yield from _held(made)
    yield from issue_words(made.issues)


def _table(rows: Sequence[ShortlistRow], parts: Sequence[str]) -> Iterator[str]:
    body = [["Rank", "Title", "Score", *(name.replace("_", " ").capitalize() for name in parts), "Amount", "Verdict"]]
    body += [
        [
            str(row.rank), row.title, f"{row.score:.3f}", *(_part(row.parts[name]) for name in parts),
            "not known" if row.amount_pence is None else whole_pounds(row.amount_pence), row.verdict_words,
        ]
        for row in rows
    ]  # fmt: skip
    yield from table(body, (0, *range(2, len(parts) + 4)))


def _part(part: float | None) -> str:
    return "not known" if part is None else f"{part:.2f}"


def _held(made: Shortlist) -> Iterator[str]:
    for one in made.without:
        if not one.keeps_order:
            yield f"Without {one.title} the others change places: {', '.join(one.order)}."
    if made.without and all(one.keeps_order for one in made.without):
        yield "The others of the top five keep their order whichever of them is left out."
    if made.holds:
        yield "The top five stay the same whichever weight is moved by a quarter."
        return
    for item in made.sensitivity:
        if not item.holds:
            yield f"With {item.part} at {item.weight:g}: {', '.join(item.enters)} in place of {', '.join(item.leaves)}."


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
        call.answer({"rulings": [_data(item) for item in rulings]}, lambda: _verdicts_words(rulings))
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
        "category": ruling.category, "place": ruling.place, "year": year_text(ruling.year), "verdict": ruling.verdict,
        "reason": ruling.reason,
    }  # fmt: skip


def _verdicts_words(rulings: tuple[Ruling, ...]) -> list[str]:
    if not rulings:
        return ["No verdict is overruled here."]
    return [
        *table([("Category", "Verdict", "Reason"), *((item.category, item.verdict, item.reason) for item in rulings)])
    ]


COMMANDS = (shortlist, verdict)
