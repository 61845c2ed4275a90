"""The progress of an indicator and the cost of a unit, walked back to what was entered. docs/method.md, Outcomes, and
Volumes and unit costs."""

from __future__ import annotations

from collections.abc import Iterator

from tpdesk.calc import method
from tpdesk.calc.outcomes.words import change_words, figure_number, interval_words, progress_words
from tpdesk.domain.figure import Explanation, Figure, FigurePart
from tpdesk.domain.results.basis import StatedBasis
from tpdesk.domain.results.outcomes import HIDDEN, IndicatorProgress, OutcomeFigure, OutcomesResult
from tpdesk.domain.results.volumes import UnitCostsResult, UnitVolume
from tpdesk.errors import UsageProblem
from tpdesk.text import and_words, folded, nearest
from tpdesk.units import decimal_text, percent, pounds

_NOT_AVAILABLE = "not available"


def explain_progress(result: OutcomesResult, figure: Figure) -> Explanation:
    """Return the progress of an indicator in the place, or in an area of it, walked back. Raises UsageProblem where it
    has no figure there."""
    row = _asked(result, figure)
    where = row.area_title
    periods = [one.of.period_words for one in (row.baseline, row.actual) if one is not None]
    return Explanation(
        figure=figure,
        title=f"Progress: {row.indicator.title}, {where}",
        value=progress_words(row) or _NOT_AVAILABLE,
        number=None if row.progress is None else float(row.progress),
        unit="share",
        rules=(method.OUTCOMES,),
        basis=StatedBasis(result.place, " to ".join(periods), f"{row.indicator.title}, {where}: {_unit(row)}"),
        formula=tuple(_progress_formula(row)),
        parts_are="", parts=(), apart=(), steps=(), lines=None, line_count=0, sources=(),
        issues=row.issues,
    )  # fmt: skip


def _asked(result: OutcomesResult, figure: Figure) -> IndicatorProgress:
    if not result.rows:
        raise UsageProblem(f"'{figure.indicator}' has no figures yet. Enter one: tpdesk indicator value TITLE.")
    if not figure.area:
        return result.rows[0]
    wanted = folded(figure.area)
    found = next((row for row in result.rows if wanted in (folded(row.area), folded(row.area_title))), None)
    if found is None:
        near = nearest(figure.area, [row.area_title for row in result.rows])
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageProblem(f"'{figure.indicator}' has no figures of '{figure.area}'.{hint}")
    return found


def _unit(row: IndicatorProgress) -> str:
    better = f"{row.indicator.direction} is better" if row.indicator.direction else "which way is better is not stated"
    return f"{row.indicator.unit or 'no unit stated'}; {better}"


def _progress_formula(row: IndicatorProgress) -> Iterator[str]:
    for figure in (row.baseline, row.target, row.actual, row.forecast):
        if figure is not None:
            yield _figure_line(row, figure)
    baseline, target, actual = row.baseline, row.target, row.actual
    if row.progress is not None and baseline is not None and target is not None and actual is not None:
        one, two, three = (decimal_text(each.value, None) for each in (actual, baseline, target))
        yield f"({one} - {two}) / ({three} - {two}) = {progress_words(row)}"
    if interval := interval_words(row):
        yield f"95% interval of the actual figure: {interval}"
    if change := change_words(row):
        yield f"Change from baseline to actual figure: {change}"


def _figure_line(row: IndicatorProgress, figure: OutcomeFigure) -> str:
    of, source = figure.of, f" ({figure.of.source})" if figure.of.source else ""
    if figure.is_hidden:
        return f"{of.status} {of.period_words}: {HIDDEN}{source}"
    number = figure_number(row.indicator, figure.value)
    if of.stated is None:
        times = f" x {row.indicator.factor:,}" if row.indicator.factor > 1 else ""
        number = f"{of.numerator:,} / {of.denominator:,}{times} = {number}"
    return f"{of.status} {of.period_words}: {number}{source}"


def explain_unit_cost(result: UnitCostsResult, figure: Figure) -> Explanation:
    """Return what a unit costs an organisation, walked back to its entries. Raises UsageProblem where it has none."""
    row = _row_asked(result, figure)
    cost = row.pence_per_unit
    return Explanation(
        figure=figure,
        title=f"Cost of a {row.unit}: {row.agency}, {result.year}",
        value=_NOT_AVAILABLE if cost is None else pounds(cost),
        number=cost,
        unit="pence",
        rules=(method.UNIT_COSTS,),
        basis=StatedBasis(
            result.place, result.year, f"{row.unit.capitalize()}s of {row.agency}, {result.year}; cost basis: "
            f"{row.basis or 'not stated'}",
        ),
        formula=tuple(_cost_formula(row)),
        parts_are="The cost, by entry", parts=tuple(_cost_parts(row)), apart=(), steps=(), lines=None, line_count=0,
        sources=(), issues=row.issues,
    )  # fmt: skip


def _row_asked(result: UnitCostsResult, figure: Figure) -> UnitVolume:
    said = [
        row
        for row in result.rows
        if (folded(row.agency), row.unit) == (folded(figure.agency), folded(figure.unit))
        and (not figure.category or row.category == figure.category)
    ]
    if not said:
        listed = and_words([f"{row.agency}: {row.unit}" for row in result.rows][:5]) or "none"
        raise UsageProblem(
            f"{result.place} has no volume of {figure.agency} in {figure.unit}s in {result.year}. There are: {listed}."
        )
    if len(said) > 1 and not figure.category:
        codes = and_words([row.category or "none" for row in said])
        raise UsageProblem(f"{said[0].agency} counts {figure.unit}s in several categories ({codes}): say which.")
    return said[0]


def _cost_formula(row: UnitVolume) -> Iterator[str]:
    kinds = " + ".join(f"{units:,} {kind}" for kind, units in row.by_demand.items())
    yield f"number: {kinds} = {row.number:,}"
    cost = "not known" if row.cost_pence is None else pounds(row.cost_pence)
    yield f"cost: {cost}, {row.basis or 'basis not stated'}"
    if row.pence_per_unit is None or row.cost_pence is None:
        return
    yield f"{pounds(row.cost_pence)} / {row.number:,} = {pounds(row.pence_per_unit)}"
    if row.failure_number is not None and row.failure_share is not None and row.failure_pence is not None:
        kinds = and_words([kind for kind in row.by_demand if kind in row.failure]) or "none of its kinds"
        share = percent(float(row.failure_share), 2)
        yield f"failure demand ({kinds}): {row.failure_number:,} / {row.number:,} = {share}"
        whole = f"{pounds(row.cost_pence)} x {row.failure_number:,} / {row.number:,}"
        yield f"at most {whole} = {pounds(row.failure_pence)}"


def _cost_parts(row: UnitVolume) -> Iterator[FigurePart]:
    stated = [one for one in row.entries if one.cost_pence is not None]
    for one in stated if row.cost_pence is not None else ():
        name = ", ".join(filter(None, (one.demand, one.channel))) or "no kind of demand stated"
        yield FigurePart(f"entry {one.number}: {one.units:,} {name}", one.cost_pence or 0, one.source)
    if not stated and row.cost_pence is not None:
        yield FigurePart(f"delivery {row.delivery}", row.cost_pence, "its cost a year")
