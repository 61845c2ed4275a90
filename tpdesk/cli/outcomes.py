"""Verbs for indicators: their values, and their progress."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, say, table, warn
from tpdesk.cli.records.verbs import saved_data, verbs_of
from tpdesk.domain.kinds import KINDS
from tpdesk.units import decimal_text

if TYPE_CHECKING:
    from tpdesk.calc.outcomes.beside import BesideResult, BesideSpend
    from tpdesk.domain.results.outcomes import IndicatorProgress, OutcomeFigure, OutcomesResult

indicator_verbs = verbs_of(KINDS["indicator"])


@click.command("value", cls=Verb)
@click.argument("wanted", metavar="TITLE")
@click.option("--period", required=True, help="For example 2024-25, 2024, March 2025 or 2021 to 2023.")
@click.option("--status", required=True, metavar="baseline|target|actual|forecast")
@click.option("--value", metavar="NUMBER", help="In the indicator's unit, for example 35 for 35%.")
@click.option("--numerator", metavar="N", help="How many, for example 81.")
@click.option("--denominator", metavar="N", help="Out of how many, for example 263.")
@click.option("--denominator-year", metavar="YEAR", help="The calendar year of the people it is out of.")
@click.option("--area", metavar="AREA", help="A name or GSS code. Default: the whole place.")
@click.option("--low", metavar="NUMBER", help="The lower end of a published interval, in the unit.")
@click.option("--high", metavar="NUMBER", help="The upper end of a published interval, in the unit.")
@click.option("--source", metavar="TEXT", help="Who publishes it, and where.")
def value(wanted: str, **typed: str | None) -> None:
    """Write a figure of an indicator; a second one of the same period, area and status replaces the first."""
    from tpdesk.services.outcomes import record_value

    call = ask_call()
    with call.open(make=True) as desk:
        saved, issues = record_value(desk, wanted, {name: text for name, text in typed.items() if text is not None})
    answer = {**saved_data(saved), "issues": [{"code": one.code, "text": one.text} for one in issues]}
    title, status = saved.record.values["indicator"], saved.record.values["status"]
    call.answer(answer, lambda: [f"The {status} of '{title}' is written down.", *_looks(issues)])
    if not call.as_json:
        for notice in saved.notices:
            say(notice)
    warn(call, saved.warnings)


@click.command("progress", cls=Verb)
@click.option("--place", metavar="P", help="Default: the desk's only place.")
def progress(place: str | None) -> None:
    """Show how far each indicator has come from baseline to target, with the 95% interval of the actual figure."""
    from tpdesk.services.outcomes import show_indicators

    call = ask_call()
    with call.open() as desk:
        result = show_indicators(desk, place)
    answer = {
        "place": result.place,
        "rows": [_row_data(row) for row in result.rows],
        "counts_printed_from": result.threshold,
    }
    call.answer(answer, lambda: _progress_words(result))


@click.command("spend", cls=Verb)
@click.option("--place", metavar="P", help="Default: the desk's only place.")
def spend(place: str | None) -> None:
    """Show the change of each indicator beside the real change a head of the spend linked to it: in four quadrants,
    never as a ratio."""
    from tpdesk.domain.results.outcomes import CAUTION
    from tpdesk.services.outcomes import show_beside_spend

    call = ask_call()
    with call.open() as desk:
        _, result = show_beside_spend(desk, place)
    answer = {
        "place": result.place, "rows": [_beside_data(one) for one in result.rows], "caution": CAUTION,
    }  # fmt: skip
    call.answer(answer, lambda: _beside_words(result))


for _verb in (value, progress, spend):
    indicator_verbs.add_command(_verb)

COMMANDS = (indicator_verbs,)


# -- JSON


def number_data(number: Fraction | None, places: int = 6) -> int | float | None:
    """Return an exact number for JSON, to so many places."""
    if number is None:
        return None
    return int(number) if number.denominator == 1 else float(decimal_text(number, places))


def _figure_data(figure: OutcomeFigure | None) -> int | float | None:
    return None if figure is None or figure.is_hidden else number_data(figure.value)


def _row_data(row: IndicatorProgress) -> dict[str, Any]:
    figures = {"baseline": row.baseline, "target": row.target, "actual": row.actual, "forecast": row.forecast}
    done = row.progress
    return {
        "indicator": row.indicator.title, "area": row.area_title if row.area else None, "area_code": row.area or None,
        "unit": row.indicator.unit or None, "direction": row.indicator.direction or None,
        **{name: _figure_data(one) for name, one in figures.items()},
        "progress": None if done is None else decimal_text(done, 4),
        "low": number_data(row.share_low), "high": number_data(row.share_high),
        "change": row.change or None,
        "periods": {name: one.of.period_words for name, one in figures.items() if one is not None},
        "hidden": [name for name, one in figures.items() if one is not None and one.is_hidden],
        "issues": [{"code": one.code, "text": one.text} for one in row.issues],
    }  # fmt: skip


def _beside_data(one: BesideSpend) -> dict[str, Any]:
    real, row = one.real, one.row
    names = ("before_year", "after_year", "real_per_head_before_pence", "real_per_head_after_pence", "prices_of")
    return {
        "indicator": row.indicator.title, "linked": list(one.linked),
        **{name: None if real is None else getattr(real, name) for name in (*names, "edition")},
        "real_change_per_head_pence": one.spend_change_pence, "baseline": _figure_data(row.baseline),
        "actual": _figure_data(row.actual), "change": row.change or None, "outcome": one.outcome_way or None,
        "quadrant": one.quadrant or None, "tested": one.is_tested,
        "issues": [{"code": issue.code, "text": issue.text} for issue in one.issues],
    }  # fmt: skip


# -- words


def _beside_words(result: BesideResult) -> Iterator[str]:
    from tpdesk.calc.outcomes.words import BESIDE_HEADINGS, beside_cells
    from tpdesk.domain.results.outcomes import CAUTION

    if not result.rows:
        yield (
            f"No indicator of {result.place} with figures names a category or deep dive. Link one: tpdesk indicator "
            "change TITLE --category CODE."
        )
        return
    yield from table([BESIDE_HEADINGS, *(beside_cells(one) for one in result.rows)], (2, 3, 4))
    yield CAUTION
    yield from _looks(tuple(issue for one in result.rows for issue in one.issues))


def _looks(issues: tuple[Any, ...]) -> Iterator[str]:
    return (f"look: {one.text}" for one in issues)


def _progress_words(result: OutcomesResult) -> Iterator[str]:
    from tpdesk.calc.outcomes.progress import hidden_note
    from tpdesk.calc.outcomes.words import progress_table

    if not result.rows:
        yield f"No indicator of {result.place} has a figure yet. Write one: tpdesk indicator value TITLE."
        return
    heading, *rows = progress_table(result)
    yield from table([heading, *rows], (2, 3, 4, 5))
    if note := hidden_note(result):
        yield note
    yield from _looks(tuple(issue for row in result.rows for issue in row.issues))
