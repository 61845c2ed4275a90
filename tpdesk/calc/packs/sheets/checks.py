"""Check totals: each total of a pack reached two ways, by formulas over its sheets wherever both ways stand on one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tpdesk.calc.packs.sheets.count import keyed_sheets
from tpdesk.calc.packs.sheets.frame import AMOUNT, Frame
from tpdesk.calc.report import CheckTotal
from tpdesk.calc.workbook.describe import Cell, Column, Kind, Sheet, Table, Value, said
from tpdesk.text import opening

_WHO: Final = "={Who_spends!amount:last}"
_OF_WHO: Final = "Who spends, all agencies"

_GROSS: Final = "={Headline_figures!amount:1}"
_OF_GROSS: Final = "Headline figures, gross expenditure"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a total: in words, the total, and its formula over other sheets; without one it is worked out on the desk."""

    words: str
    pence: int
    formula: str = ""


def check_totals(frame: Frame) -> Sheet:
    """Return each total two ways, with OK or DIFFERS in words, and say which of them are no formulas."""
    columns = (
        Column("title", "Check", Kind.TEXT),
        Column("way_1", "One way", Kind.TEXT, 34),
        Column("first", "First total", Kind.PENCE),
        Column("way_2", "The other way", Kind.TEXT, 34),
        Column("second", "Second total", Kind.PENCE),
        Column("difference", "Difference", Kind.PENCE, 18, formula="=ROUND({first}-{second},2)"),
        Column("verdict", "Verdict", Kind.TEXT, 12, formula='=IF({difference}=0,"OK","DIFFERS")'),
    )
    found = _checks(frame)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(title),
            _words(one),
            Cell(one.pence, one.formula),
            _words(other),
            Cell(other.pence, other.formula),
            one.pence - other.pence,
            "OK" if one.pence == other.pence else "DIFFERS",
        )
        for title, one, other in found
    )
    differ = sum(1 for row in rows if row[-1] == "DIFFERS")
    typed = sum(1 for _, one, other in found if not (one.formula and other.formula))
    live = (
        "In the working copy both ways of each are formulas over its sheets."
        if not typed
        else f"In the working copy both ways are formulas over its sheets, but for {typed}: a way that says so is worked out on the desk."
    )
    return Sheet(
        "checks",
        "Check totals",
        f"Check totals: {frame.where}",
        "Do the totals agree when they are reached two ways?",
        (
            f"{opening(len(rows), 'total')}, each reached two ways: {len(rows) - differ} OK, {differ} DIFFERS.",
            live,
        ),
        Table("Check_totals", "Each total two ways", columns, rows),
    )


def checks_that_differ(frame: Frame) -> tuple[str, ...]:
    """Return the titles of the check totals that differ, the pack's own among them."""
    return tuple(title for title, one, other in _checks(frame) if one.pence != other.pence)


def _words(way: Way) -> str:
    return said(way.words if way.formula else f"{way.words} (worked out on the desk)")


def _checks(frame: Frame) -> list[tuple[str, Way, Way]]:
    """Return (title, one way, the other) of every check of the pack."""
    report = frame.report
    who = Way(_OF_WHO, report.by_agency.rows_total_pence, _WHO)
    found = [
        (
            "Data and who spends",
            Way("sum of the sheet Data", sum(row.amount_pence for row in frame.data), f"=SUM({AMOUNT})"),
            who,
        ),
        (
            "What on and who spends",
            Way("What on, all categories", report.by_division.rows_total_pence, "={What_on!amount:last}"),
            who,
        ),
        (
            "Categories and who spends",
            Way("Categories, all categories", report.by_category.rows_total_pence, "={Categories!amount:last}"),
            who,
        ),
        (
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
            (
                "Confidence and gross expenditure",
                Way("Confidence, all grades", graded, "={Confidence!amount:last}"),
                Way(_OF_GROSS, report.by_agency.gross_pence, _GROSS),
            )
        )
    live = _live(frame)
    return found + [(check.title, *_ways(check, live)) for check in report.checks if check.key not in _ON_SHEETS]


_ON_SHEETS: Final = ("category", "matrix")
"""Checks of the desk that stand above already, as sums of the pack's own sheets."""


def _live(frame: Frame) -> Mapping[str, tuple[tuple[str, str], tuple[str, str]]]:
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
    for key, name in keyed_sheets(frame).items():
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
