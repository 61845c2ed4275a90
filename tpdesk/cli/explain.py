"""The verb that walks a figure back: explain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Laid, Verb, ask_call, table

if TYPE_CHECKING:
    from tpdesk.domain.figure import FigurePart
    from tpdesk.services.explaining import Explained


@click.command(cls=Verb)
@click.argument("figure", default="")
@click.option("--place", metavar="P")
@click.option("--year")
@click.option("--agency", metavar="NAME", help="Of one body.")
@click.option("--other", metavar="NAME", help="The other body of a pair.")
@click.option("--category", metavar="CODE", help="Of one category; 'unmapped' for money without one.")
@click.option("--dive", metavar="TITLE", help="Of one deep dive.")
@click.option(
    "--level",
    type=click.IntRange(1, 4),
    help="1 division, 2 group, 3 class, 4 service line. Default: the category's own.",
)
@click.option("--deminimis", default="0", metavar="POUNDS", help="The least that a body must spend to be compared.")
def explain(
    figure: str,
    place: str | None,
    year: str | None,
    agency: str | None,
    other: str | None,
    category: str | None,
    dive: str | None,
    level: int | None,
    deminimis: str,
) -> None:
    """Explain a figure: its rule, its formula with the numbers in it, the parts that add up to it, its lines and its files.

    Without a FIGURE the figures that can be explained are listed.
    """
    from tpdesk.domain.figure import KINDS, Figure
    from tpdesk.errors import UsageProblem
    from tpdesk.services.explaining import explain_figure, level_of, trail
    from tpdesk.units import parse_pounds

    call = ask_call()
    if not figure:
        kinds = [asdict(kind) for kind in KINDS.values()]
        rows = [["Figure", "What it is", "Needs", "Takes"]]
        rows += [[kind.name, kind.tells, _options(kind.needs), _options(kind.takes)] for kind in KINDS.values()]
        call.answer({"figures": kinds}, lambda: table(rows))
        return
    try:
        least = parse_pounds(deminimis)
    except ValueError as error:
        raise UsageProblem(f"--deminimis: {error}.") from error
    with call.open() as desk:
        asked = Figure(
            figure, agency or "", other or "", category or "", level or level_of(desk, category), least, dive or ""
        )
        found = explain_figure(desk, place, year, asked)

    def words() -> Iterator[str]:
        for line in trail(found):
            yield Laid(line) if line.startswith("  £") else line

    call.answer(_data(found), words)


def _options(names: Iterable[str]) -> str:
    return " ".join(f"--{name}" for name in names)


def _data(found: Explained) -> dict[str, Any]:
    told = found.explanation
    return {
        "figure": asdict(told.figure), "title": told.title, "value": told.value, "number": told.number, "unit": told.unit,
        "rules": [asdict(rule) for rule in told.rules], "basis": {**asdict(told.basis), "sentence": told.basis.sentence()}, "formula": list(told.formula),
        "parts_are": told.parts_are, "parts_pence": told.parts_pence, "parts": [_part(part) for part in told.parts],
        "apart": [_part(part) for part in told.apart], "steps": [_part(part) for part in told.steps],
        "lines": {"count": told.line_count, "filter": told.lines.typed, "words": told.lines.words} if told.lines is not None else None,
        "files": [asdict(rows) for rows in found.files], "issues": [issue.text for issue in told.issues],
    }  # fmt: skip


def _part(part: FigurePart) -> dict[str, Any]:
    return {
        "name": part.name, "pence": part.pence, "note": part.note, "figure": asdict(part.figure) if part.figure is not None else None,
        "lines": part.lines.typed if part.lines is not None else None,
    }  # fmt: skip


COMMANDS = (explain,)
