"""The check totals of a board pack: which totals of its sheets must agree, and by which formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tpdesk.calc.packs.data_rows import DataRow
from tpdesk.calc.packs.frame import AMOUNT
from tpdesk.calc.packs.sheets.check_totals import Check, Way
from tpdesk.calc.packs.sheets.count import says_something
from tpdesk.calc.report import BoardReport, CheckTotal
from tpdesk.domain.results.count import CountResult

Words = tuple[str, str]
"""A way to a total in words, and its formula; an empty one where it is worked out on the desk."""

_WHO: Final = "={Who_spends!amount:last}"
_OF_WHO: Final = "Who spends, all organisations"

_GROSS: Final = "={Headline_figures!amount:1}"
_OF_GROSS: Final = "Headline figures, gross expenditure"


def board_checks(report: BoardReport, data: Sequence[DataRow]) -> tuple[Check, ...]:
    """Return every check total of the board pack: its own sheets against each other, then the desk's."""
    live = _live(report)
    desk = (Check(check.title, *_ways(check, live)) for check in report.checks if check.key not in _ON_SHEETS)
    return (*_own_checks(report, data), *_graded(report), *desk)


def _own_checks(report: BoardReport, data: Sequence[DataRow]) -> Iterator[Check]:
    """Yield the pack's sheets against the sheet Who spends."""
    divisions, categories = report.by_division.rows_total_pence, report.by_category.rows_total_pence
    cells = sum(row.amount_pence for row in report.matrix.rows)
    rows = sum(row.amount_pence for row in data)
    who = Way(_OF_WHO, report.by_agency.rows_total_pence, _WHO)
    for title, way in (
        ("Data and who spends", Way("sum of the sheet Data", rows, f"=SUM({AMOUNT})")),
        ("What on and who spends", Way("What on, all categories", divisions, "={What_on!amount:last}")),
        ("Categories and who spends", Way("Categories, all categories", categories, "={Categories!amount:last}")),
        ("Organisation by division", Way("its divisions added up", cells, "={Agency_by_division!all:last}")),
    ):
        yield Check(title, way, who)


def _graded(report: BoardReport) -> Iterator[Check]:
    """Yield the money by confidence grade against gross expenditure, where there is money."""
    if report.confidence:
        graded = sum(row.amount_pence for row in report.confidence)
        way = Way("Confidence, all grades", graded, "={Confidence!amount:last}")
        yield Check("Confidence and gross expenditure", way, Way(_OF_GROSS, report.by_agency.gross_pence, _GROSS))


_ON_SHEETS: Final = ("category", "matrix")
"""Checks of the desk that stand above already, as sums of the pack's own sheets."""


def _live(report: BoardReport) -> Mapping[str, tuple[Words, Words]]:
    """Return what a check is of -> the words and the formula of both ways, for those that sheets of this pack hold."""
    who = (_OF_WHO, _WHO)
    measures = "Overlap measures, the count's own totals, with unmapped"
    with_unmapped = "=SUM({Overlap_measures!count:body})+{Headline_figures!amount:8}"
    return {
        "gross": ((_OF_GROSS, _GROSS), ("Returns, every line by its file", "=SUM({Returns!expenditure:body})")),
        "after": (("Headline figures, after transfers", "={Headline_figures!amount:4}"), who),
        "overlap": ((measures, with_unmapped), who),
        "area": (who, ("sum over areas", "")),
        "control": (who, _keyed(report.by_control, "control", "Control")),
        "cost_type": (who, _keyed(report.by_cost_type, "cost_type", "Cost type")),
    }


def _keyed(count: CountResult, key: str, name: str) -> Words:
    """Return the way over the sheet of a count, or over the desk's own sums where there is no such sheet."""
    if says_something(count):
        return f"{name}, all spend", f"={{Spend_by_{key}!amount:last}}"
    return f"sum over {key.replace('_', ' ')}s", ""


def _ways(check: CheckTotal, live: Mapping[str, tuple[Words, Words]]) -> tuple[Way, Way]:
    if check.key not in live:
        return Way(check.first_way, check.first_pence), Way(check.second_way, check.second_pence)
    (one, first), (other, second) = live[check.key]
    return Way(one, check.first_pence, first), Way(other, check.second_pence, second)
