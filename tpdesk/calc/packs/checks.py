"""The check totals of a board pack: which totals of its sheets must agree, and by which formulas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tpdesk import units
from tpdesk.calc.packs.sheets.count import says_something
from tpdesk.calc.packs.sheets.reconciliation import Check, Way
from tpdesk.calc.report import BoardReport, CheckTotal
from tpdesk.domain.results.count import CountResult

Words = tuple[str, str]
"""A way to a total in words, and its formula; an empty one where it is worked out on the desk."""

_WHO: Final = "={Who_spends!amount:last}"
_OF_WHO: Final = "Who spends, all organisations"


def board_checks(report: BoardReport) -> tuple[Check, ...]:
    """Return every check total of the board pack: one way over the sheet Data, the other never over it, so that a
    figure that was changed in either shows."""
    desk = (Check(check.title, *_ways(report, check)) for check in report.checks if check.key not in _ON_SHEETS)
    return (*_headline_checks(report), *_sheet_checks(report), *_graded(report), *desk)


def _headline(row: int) -> str:
    """Return the formula of a row of the headline figures, from 1."""
    return f"={{Headline_figures!amount:{row}}}"


def _headline_checks(report: BoardReport) -> Iterator[Check]:
    """Yield what is taken off gross, and income, against the payments and against the desk's own sums."""
    count = report.by_agency
    paid = Way("Transfers, taken out of the total", report.transfers.removed_pence, "={Transfers!removed:last}")
    yield Check("Transfers taken out", _of_headline(2, "transfers", count.transfers_removed_pence), paid)
    for row, name, pence in (
        (3, "Internal recharges", count.recharges_removed_pence),
        (5, "Income from outside", count.outside_income_pence),
    ):
        yield Check(name, _of_headline(row, name.lower(), pence), Way("the lines added up", pence))


def _of_headline(row: int, name: str, pence: int) -> Way:
    return Way(f"Headline figures, {name}", pence, _headline(row))


def _sheet_checks(report: BoardReport) -> Iterator[Check]:
    """Yield the totals of sheets that look the sheet Data up against counts made by each of their keys."""
    cells = sum(row.amount_pence for row in report.matrix.rows)
    for title, way, pence, formula, other in (
        ("Who spends", _OF_WHO, report.by_agency.rows_total_pence, _WHO, "the count by organisation"),
        ("What on", "What on, all categories", report.by_division.rows_total_pence, "={What_on!amount:last}",
         "the count by division"),
        ("Categories", "Categories, all categories", report.by_category.rows_total_pence,
         "={Categories!amount:last}", "the count by category"),
        ("Organisation by division", "Organisation by division, all", cells, "={Agency_by_division!all:last}",
         "the count by organisation and division"),
    ):  # fmt: skip
        yield Check(title, Way(way, pence, formula), Way(other, pence))


def _graded(report: BoardReport) -> Iterator[Check]:
    """Yield the money by confidence grade against gross expenditure, where there is money."""
    if report.confidence:
        graded = sum(row.amount_pence for row in report.confidence)
        way = Way("Confidence, all grades", graded, "={Confidence!amount:last}")
        yield Check(
            "Confidence and gross expenditure", way, _of_headline(1, "gross expenditure", report.by_agency.gross_pence)
        )


_ON_SHEETS: Final = ("category", "matrix")
"""Checks of the desk that stand above already, as totals of the pack's own sheets."""


def _live(report: BoardReport, check: CheckTotal) -> tuple[Words, Words] | None:
    """Return the words and the formula of both ways of a desk's check that sheets of this pack hold; an empty formula
    where the desk worked a way out."""
    who = (_OF_WHO, _WHO)
    # What of wider organisations does not count is in their files, and in no amount of the sheet Data.
    rest = units.plain_pounds(check.first_pence - report.by_agency.gross_pence)
    lines = ("Returns, every line by its file", "=SUM({Returns!expenditure:body})")
    measures = "Overlap measures, the count's own totals, with unmapped"
    with_unmapped = f"=SUM({{Overlap_measures!count:body}})+{_headline(8).removeprefix('=')}"
    return {
        "gross": (("Headline figures, gross expenditure", _headline(1)), lines),
        "gross-wider": ((f"Headline figures, gross, and {rest} that does not count", f"{_headline(1)}+{rest}"), lines),
        "after": (("Headline figures, after transfers", _headline(4)), (check.second_way, "")),
        "overlap": ((measures, with_unmapped), (check.second_way, "")),
        "area": (who, (check.second_way, "")),
        "control": (who, _keyed(report.by_control, "control", "Control")),
        "cost_type": (who, _keyed(report.by_cost_type, "cost_type", "Cost type")),
    }.get(check.key)


def _keyed(count: CountResult, key: str, name: str) -> Words:
    """Return the way over the sheet of a count, or over the desk's own sums where there is no such sheet."""
    if says_something(count):
        return f"{name}, all spend", f"={{Spend_by_{key}!amount:last}}"
    return f"sum over {key.replace('_', ' ')}s", ""


def _ways(report: BoardReport, check: CheckTotal) -> tuple[Way, Way]:
    live = _live(report, check)
    if live is None:
        return Way(check.first_way, check.first_pence), Way(check.second_way, check.second_pence)
    (one, first), (other, second) = live
    return Way(one, check.first_pence, first), Way(other, check.second_pence, second)
