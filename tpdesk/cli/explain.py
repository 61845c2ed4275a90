"""The verb that walks a figure back: explain.

The verb that sets two counts side by side: compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Laid, Verb, ask_call, place_and_year, table
from tpdesk.cli.figures import basis_data
from tpdesk.units import pounds, whole_pounds

if TYPE_CHECKING:
    from tpdesk.calc.compare import CompareRow, Comparison
    from tpdesk.calc.real_terms import RealTerms
    from tpdesk.domain.figure import FigurePart
    from tpdesk.services.explaining import Explained


@click.command(cls=Verb)
@click.argument("figure", default="")
@place_and_year
@click.option("--agency", metavar="NAME", help="Of one organisation.")
@click.option("--other", metavar="NAME", help="The other organisation of a pair.")
@click.option("--category", metavar="CODE", help="Of one category; 'unmapped' for money without one.")
@click.option("--dive", metavar="TITLE", help="Of one deep dive.")
@click.option("--boundaries", metavar="TITLE", help="On the new boundaries of one set.")
@click.option("--new", metavar="NAME", help="Of one of its new areas.")
@click.option("--version", metavar="NAME", help="Of a step: the frozen count that it leads from.")
@click.option("--with", "other_version", metavar="NAME", help="The frozen count that it leads to. Default: now.")
@click.option("--step", metavar="STEP", help="The step, for example 'late returns'.")
@click.option("--area", metavar="CODE", help="Of one area, by code or name.")
@click.option("--kind", metavar="KIND", help="The kind of areas that it is counted with. Default: its own.")
@click.option("--spread", metavar="DRIVER", help="Spread what is placed no finer by a driver, or by 'people'.")
@click.option("--case", "case", metavar="TITLE", help="Of one business case.")
@click.option("--measure", metavar="NAME", help="Of a case: pays, gains, cash, net ... Of streams: a mode.")
@click.option("--line", metavar="TITLE", help="Of one cost, benefit or payment of the case.")
@click.option("--asset", metavar="NAME", help="Of the asset that could move into another.")
@click.option("--in-year", metavar="YEAR", help="Of that line, or of a volume, in one year.")
@click.option("--indicator", metavar="TITLE", help="Of one indicator.")
@click.option("--stream", metavar="TITLE", help="Of one funding stream.")
@click.option("--priority", metavar="TITLE", help="Of one priority, or 'not mapped'.")
@click.option("--statement", metavar="TEXT", help="Of one statement of a culture round.")
@click.option("--round", "culture_round", metavar="TITLE", help="The round. Default: the latest with answers.")
@click.option("--milestone", metavar="TITLE", help="Of one milestone.")
@click.option("--unit", metavar="UNIT", help="Of one unit of a volume, for example contact.")
@click.option(
    "--level",
    type=click.IntRange(1, 4),
    help="1 division, 2 group, 3 class, 4 service line. Default: the category's own.",
)
@click.option(
    "--deminimis", default="0", metavar="POUNDS", help="The least that an organisation must spend to be compared."
)
def explain(
    figure: str,
    place: str | None,
    year: str | None,
    agency: str | None,
    other: str | None,
    category: str | None,
    dive: str | None,
    boundaries: str | None,
    new: str | None,
    version: str | None,
    other_version: str | None,
    step: str | None,
    area: str | None,
    kind: str | None,
    spread: str | None,
    case: str | None,
    measure: str | None,
    line: str | None,
    in_year: str | None,
    asset: str | None,
    indicator: str | None,
    stream: str | None,
    priority: str | None,
    unit: str | None,
    statement: str | None,
    culture_round: str | None,
    milestone: str | None,
    level: int | None,
    deminimis: str,
) -> None:
    """Explain a figure: its rule, its formula with the numbers in it, the parts that add up to it,
    its lines and its files.

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
            figure, agency=agency or "", other=other or "", category=category or "",
            level=level or level_of(desk, category), deminimis_pence=least, dive=dive or "",
            boundaries=boundaries or "", new=new or "", version=version or "", other_version=other_version or "",
            step=step or "", area=area or "", kind=kind or "", spread=spread or "", case=case or "",
            measure=measure or "", line=line or "", in_year=in_year or "", indicator=indicator or "", unit=unit or "",
            asset=asset or "", stream=stream or "", priority=priority or "", statement=statement or "",
            round=culture_round or "", milestone=milestone or "",
        )  # fmt: skip
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
        "figure": asdict(told.figure), "title": told.title, "value": told.value, "number": told.number,
        "unit": told.unit,
        "rules": [asdict(rule) for rule in told.rules], "basis": {**asdict(told.basis),
            "sentence": told.basis.sentence()}, "formula": list(told.formula),
        "parts_are": told.parts_are, "parts_pence": told.parts_pence, "parts": [_part(part) for part in told.parts],
        "apart": [_part(part) for part in told.apart], "steps": [_part(part) for part in told.steps],
        "lines": {"count": told.line_count, "filter": told.lines.typed,
            "words": told.lines.words} if told.lines is not None else None,
        "files": [asdict(rows) for rows in found.files], "issues": [issue.text for issue in told.issues],
    }  # fmt: skip


def _part(part: FigurePart) -> dict[str, Any]:
    return {
        "name": part.name, "pence": part.pence, "note": part.note,
        "figure": asdict(part.figure) if part.figure is not None else None,
        "lines": part.lines.typed if part.lines is not None else None,
        **({"batch": part.batch, "who": part.who, "when": part.when} if part.batch is not None or part.who else {}),
    }  # fmt: skip


@click.command(cls=Verb)
@place_and_year
@click.option("--with", "other_place", metavar="P", help="The other place. Default: the same one.")
@click.option("--with-year", "other_year", metavar="YEAR", help="The other year. Default: the same one.")
@click.option(
    "--level",
    type=click.IntRange(1, 4),
    default=2,
    show_default=True,
    help="1 division, 2 group, 3 class, 4 service line.",
)
@click.option("--flow", type=click.Choice(["expenditure", "income", "net"]), default="expenditure", show_default=True)
@click.option("--real", is_flag=True, help="Of two years of one place: the change in real terms, and what makes it.")
@click.option("--prices-of", metavar="YEAR", help="With --real: in prices of this year. Default: the later one.")
def compare(
    place: str | None,
    year: str | None,
    other_place: str | None,
    other_year: str | None,
    level: int,
    flow: str,
    real: bool,
    prices_of: str | None,
) -> None:
    """Set a place and year beside another place or year, per head and by category, and say where their bases differ."""
    from tpdesk.calc.compare import compare as set_beside
    from tpdesk.errors import UsageProblem
    from tpdesk.models.deflator import read_deflators
    from tpdesk.services.figures import year_facts, year_start
    from tpdesk.units import year_text

    call = ask_call()
    if prices_of and not real:
        raise UsageProblem("--prices-of needs --real: amounts in cash are in the prices of their own year.")
    with call.open() as desk:
        first = year_facts(desk, place, year)
        second = year_facts(desk, other_place or first.place, other_year or year_text(first.year))
    if (first.place, first.year) == (second.place, second.year):
        raise UsageProblem(
            "That is the same place and year twice. Name another place with --with, or another year with --with-year."
        )
    if real and (first.place != second.place or first.year == second.year):
        raise UsageProblem(
            f"--real needs two years of one place; these are {first.place}, {year_text(first.year)}, and "
            f"{second.place}, {year_text(second.year)}. Name the other year with --with-year."
        )
    base = year_start(prices_of) if prices_of else None
    result = set_beside(first, second, level=level, flow=flow, deflators=read_deflators(), prices_of=base)
    data = {
        **(_real_data(result.real) if real and result.real is not None else {}),
        "basis": basis_data(result.basis), "with": basis_data(result.other_basis), "total": _row(result.total),
        "rows": [_row(row) for row in result.rows],
        "issues": [issue.text for issue in result.issues], "issue_details": [asdict(issue) for issue in result.issues],
    }  # fmt: skip
    call.answer(data, lambda: _words(result))


def _real_data(real: RealTerms) -> dict[str, Any]:
    return {
        "before_year": real.before_year, "after_year": real.after_year, "before_pence": real.before_pence,
        "after_pence": real.after_pence, "cash_change_pence": real.cash_change_pence,
        "cash_change_share": real.cash_change_share,
        "parts": {
            "prices": real.prices_pence, "people": real.people_pence, "real_spend_per_head": real.per_head_pence,
            "scope": real.scope_pence,
        },
        "real_change_pence": real.real_change_pence, "real_change_share": real.real_change_share,
        "real_per_head_before_pence": real.real_per_head_before_pence,
        "real_per_head_after_pence": real.real_per_head_after_pence, "prices_of": real.prices_of,
        "edition": real.edition,
    }  # fmt: skip


def _row(row: CompareRow) -> dict[str, Any]:
    return {
        "category": row.key, "title": row.title, "amount_pence": row.pence, "with_amount_pence": row.other_pence,
        "pence_per_head": row.head,
        "with_pence_per_head": row.other_head, "difference_pence_per_head": row.difference, "coarser": row.coarser,
    }  # fmt: skip


def _words(result: Comparison) -> Iterator[str]:
    from tpdesk.calc.real_terms import real_lines

    yield result.basis.sentence()
    yield f"Beside it: {result.other_basis.sentence()}"
    yield ""
    one, two = (f"{basis.place} {basis.year}" for basis in (result.basis, result.other_basis))
    rows = [["Category", f"{one} per head", f"{two} per head", "Difference", one, two]]
    for row in (result.total, *result.rows):
        code = row.key if row.key and "/" not in row.key else ""
        rows.append(
            [
                f"{code} {row.title}".strip(),
                _money(row.head),
                _money(row.other_head),
                _money(row.difference),
                _whole(row.pence),
                _whole(row.other_pence),
            ]
        )
    yield from table(rows, (1, 2, 3, 4, 5))
    if result.real is not None:
        yield ""
        yield from real_lines(result.real)
    for issue in result.issues:
        yield f"look: {issue.text}"


def _money(pence: int | None) -> str:
    return "-" if pence is None else pounds(pence)


def _whole(pence: int | None) -> str:
    return "-" if pence is None else whole_pounds(pence)


COMMANDS = (explain, compare)
