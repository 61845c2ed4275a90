"""What volumes come to: the cost of a unit, failure demand at most, organisations compared on one unit and basis."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk import services
from tpdesk.calc.volumes import comparison_words, cost_cells, failure_note, median_words
from tpdesk.domain.figure import Figure
from tpdesk.domain.results.volumes import ARITHMETIC
from tpdesk.screens.bars import drawn
from tpdesk.screens.display import content
from tpdesk.screens.flex_table import Col
from tpdesk.screens.registers.summaries import Summary, SummaryView
from tpdesk.screens.text_table import fitted, text_table
from tpdesk.units import pounds

if TYPE_CHECKING:
    from tpdesk.domain.results.volumes import UnitComparison, UnitCostsResult, UnitVolume
    from tpdesk.models.desk import Desk

_COLUMNS: Final = (
    Col("Organisation", 0), Col("Unit", 11), Col("Number", 10, right=True), Col("Cost", 15, right=True),
    Col("Per unit", 10, right=True),
)  # fmt: skip
_WIDE: Final = (Col("Basis", 14), Col("Failure", 9, right=True), Col("At most", 15, right=True))
"""Columns from 110 columns of the terminal on; below, failure demand has lines of its own."""

_FROM: Final = 110
_BAR: Final = 24
_NAME: Final = 34


def _read(desk: Desk, place: str, year: int | None) -> UnitCostsResult:
    return services.volumes.latest_unit_costs(desk, place, year)


def _costs(found: UnitCostsResult, width: int) -> list[Content]:
    if not found.rows:
        return [content("No volumes yet. In the register, n enters one.")]
    is_wide = width >= _FROM
    rows = []
    for row in found.rows:
        agency, unit, number, cost, basis, each, failure, most = cost_cells(row)
        rows.append([agency, unit, number, cost, each, *([basis, failure, most] if is_wide else [])])
    lines = [content(f"{found.place}, {found.year}", "$quiet"), content("")]
    lines += text_table((*_COLUMNS, *(_WIDE if is_wide else ())), rows, width)
    if not is_wide:
        lines += [content(""), *_failure_lines(found)]
    lines += [content(""), *content(failure_note(found), "$quiet").wrap(width)]
    for issue in found.issues:
        lines += content(f"! {issue.text}", "$warning").wrap(width)
    return lines


def _failure_lines(found: UnitCostsResult) -> Iterator[Content]:
    for row in found.rows:
        _, unit, _, _, basis, _, failure, most = cost_cells(row)
        yield content(f"{row.agency}, {unit} ({basis}): failure demand {failure}, at most {most}")


def _compared(found: UnitCostsResult, width: int) -> list[Content]:
    if not found.comparisons:
        text = "Nothing to compare: that takes one unit and one cost basis of two organisations."
        return content(text).wrap(width)
    lines: list[Content] = []
    for one in found.comparisons:
        lines.append(content(comparison_words(one), "bold"))
        lines += [_bar_line(one, row) for row in one.rows]
        lines += [line for row in one.rows for line in content(median_words(one, row)).wrap(width)]
        lines.append(content(""))
    return [*lines, *content(ARITHMETIC, "bold").wrap(width)]


def _bar_line(one: UnitComparison, row: UnitVolume) -> Content:
    cost = row.exact_cost or Fraction(0)
    bar, track = drawn(float(cost / one.most) if one.most else 0.0, _BAR)
    name = fitted(row.agency, _NAME)
    return Content.assemble(
        "  ", name, " ", (bar, "$primary"), (track, "$track"), f"  {pounds(row.pence_per_unit or 0)}"
    )


def _figures(found: UnitCostsResult) -> list[tuple[str, Figure]]:
    return [
        (f"{row.agency}: a {row.unit}{f', {row.category}' if row.category else ''}",
            Figure("unit-cost", agency=row.agency, unit=row.unit, category=row.category, in_year=found.year))
        for row in found.rows
    ]  # fmt: skip


SUMMARY: Final = Summary(
    "Unit costs",
    "What a unit costs: cost over number of one organisation, unit and year, only where the basis of the cost is "
    "stated. Failure demand costs at most its number at that average. v compares organisations on one unit and basis; "
    "what their units come to at the median's cost is arithmetic, not a saving.",
    read=_read,
    views=(SummaryView("Unit costs", _costs), SummaryView("Compared", _compared)),
    figures=_figures,
)
