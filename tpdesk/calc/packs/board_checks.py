"""The check totals of a board pack: which totals of its sheets must agree, and by which formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tpdesk.calc.packs.data_rows import DataRow
from tpdesk.calc.packs.frame import AMOUNT
from tpdesk.calc.packs.sheets.check_totals import Check, Way
from tpdesk.calc.packs.sheets.count import says_something
from tpdesk.calc.report import BoardReport, CheckTotal

_WHO: Final = "={Who_spends!amount:last}"
_OF_WHO: Final = "Who spends, all agencies"

_GROSS: Final = "={Headline_figures!amount:1}"
_OF_GROSS: Final = "Headline figures, gross expenditure"


def board_checks(report: BoardReport, data: Sequence[DataRow]) -> tuple[Check, ...]:
    """Return every check total of the board pack: its own sheets against each other, then the desk's."""
    who = Way(_OF_WHO, report.by_agency.rows_total_pence, _WHO)
    found = [
        Check(
            "Data and who spends",
            Way("sum of the sheet Data", sum(row.amount_pence for row in data), f"=SUM({AMOUNT})"),
            who,
        ),
        Check(
            "What on and who spends",
            Way("What on, all categories", report.by_division.rows_total_pence, "={What_on!amount:last}"),
            who,
        ),
        Check(
            "Categories and who spends",
            Way("Categories, all categories", report.by_category.rows_total_pence, "={Categories!amount:last}"),
            who,
        ),
        Check(
            "Agency by division",
            Way(
                "its divisions added up",
                sum(row.amount_pence for row in report.matrix.rows),
                "={Agency_by_division!all:last}",
            ),
            who,
        ),
    ]
    if report.confidence:
        graded = sum(row.amount_pence for row in report.confidence)
        found.append(
            Check(
                "Confidence and gross expenditure",
                Way("Confidence, all grades", graded, "={Confidence!amount:last}"),
                Way(_OF_GROSS, report.by_agency.gross_pence, _GROSS),
            )
        )
    live = _live(report)
    found += [Check(check.title, *_ways(check, live)) for check in report.checks if check.key not in _ON_SHEETS]
    return tuple(found)


_ON_SHEETS: Final = ("category", "matrix")
"""Checks of the desk that stand above already, as sums of the pack's own sheets."""


def _live(report: BoardReport) -> Mapping[str, tuple[tuple[str, str], tuple[str, str]]]:
    """Return what a check is of -> the words and the formula of both ways, for those that sheets of this pack hold."""
    unmapped = "{Headline_figures!amount:8}"
    found = {
        "gross": ((_OF_GROSS, _GROSS), ("Returns, every line by its file", "=SUM({Returns!expenditure:body})")),
        "after": (("Headline figures, after transfers", "={Headline_figures!amount:4}"), (_OF_WHO, _WHO)),
        "overlap": (
            (
                "Overlap measures, the count's own totals, with unmapped",
                f"=SUM({{Overlap_measures!count:body}})+{unmapped}",
            ),
            (_OF_WHO, _WHO),
        ),
    }
    for key, name, count in (
        ("control", "Control", report.by_control),
        ("cost_type", "Cost type", report.by_cost_type),
    ):
        if not says_something(count):
            continue
        table = f"Spend_by_{key}"
        found[key] = ((_OF_WHO, _WHO), (f"{name}, all spend", f"={{{table}!amount:last}}"))
    found.setdefault("area", ((_OF_WHO, _WHO), ("sum over areas", "")))
    for key in ("control", "cost_type"):
        found.setdefault(key, ((_OF_WHO, _WHO), (f"sum over {key.replace('_', ' ')}s", "")))
    return found


def _ways(check: CheckTotal, live: Mapping[str, tuple[tuple[str, str], tuple[str, str]]]) -> tuple[Way, Way]:
    if check.key not in live:
        return Way(check.first_way, check.first_pence), Way(check.second_way, check.second_pence)
    (one, first), (other, second) = live[check.key]
    return Way(one, check.first_pence, first), Way(other, check.second_pence, second)
