"""The books: transfers, returns, reconciliation, confidence, issues, check totals, and the data
table behind the formulas.

Check totals: each total of a pack reached two ways, by formulas over its sheets wherever both ways stand on one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tpdesk import units
from tpdesk.calc.packs import headings
from tpdesk.calc.packs.frame import Frame, applicable, known, plain, when
from tpdesk.calc.packs.sheets.count import missing_names
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, SheetCell, Table, Value, said
from tpdesk.domain.facts import APPORTIONED_GRADE
from tpdesk.domain.results.basis import ConfidenceRow, ReconciliationRow, ReturnRow
from tpdesk.domain.results.count import CountResult, TransfersResult
from tpdesk.text import and_words, opening


def transfers(frame: Frame, result: TransfersResult) -> Sheet:
    """Return what the place's bodies pay each other, and what of it is taken out of the total."""
    columns = (
        Column("payer", "Paid by", ColumnKind.TEXT),
        Column("receiver", "Paid to", ColumnKind.TEXT, 40),
        Column("amount", "Paid", frame.money, 16),
        Column("removed", "Taken out of the total", frame.money, 16, "after-transfers"),
        Column("kept", "Left in the total", frame.money, 16, formula="={amount}-{removed}"),
        Column("counted", "Is the receiver counted?", ColumnKind.TEXT, 14),
    )
    rows: list[tuple[Value, ...]] = [
        (
            said(row.payer),
            said(row.receiver),
            row.amount_pence,
            row.removed_pence,
            row.amount_pence - row.removed_pence,
            "yes" if row.receiver_counted else "no",
        )
        for row in result.rows
    ]
    rows = rows or [("No payment is marked", "[z]", 0, 0, plain(0), "[z]")]
    paid = sum(row.amount_pence for row in result.rows)
    kept = paid - result.removed_pence
    rows.append(
        (
            "All transfers",
            "[z]",
            SheetCell(paid, "=SUM({amount:body})"),
            SheetCell(result.removed_pence, "=SUM({removed:body})"),
            kept,
            "[z]",
        )
    )
    return Sheet(
        "transfers",
        "Transfers",
        headings.where_words(
            frame,
            f"{units.short_pounds(result.removed_pence)} is taken out as paid between organisations"
            if result.rows
            else "No payment between organisations is marked: £0 is taken out",
        ),
        "Which payments between the organisations are marked, and what of them is taken out of the total?",
        (_marked(result), frame.gross_base()),
        Table("Transfers", "Transfers by payer and receiver", columns, tuple(rows), total=True),
    )


def _marked(result: TransfersResult) -> str:
    """Return what a reader may conclude from the payments that are marked, and from there being none."""
    rule = (
        "Money one public organisation pays another is counted where it is finally spent, as far as the "
        "payment is marked on its line."
    )
    if result.rows:
        return f"{rule} A payment that is not marked is counted twice."
    return (
        f"{rule} None is marked here. That does not show that there are none: where there are, their money is "
        "counted twice."
    )


def returns(frame: Frame, files: Sequence[ReturnRow], count: CountResult) -> Sheet:
    """Return every file the pack rests on, and the returns that are missing by name."""
    columns = (
        Column("agency", "Organisation", ColumnKind.TEXT),
        Column("state", "State of the return", ColumnKind.TEXT, 18),
        Column("file", "File", ColumnKind.TEXT, 36),
        Column("version", "Version", ColumnKind.TEXT, 12),
        Column("made", "Taken in", ColumnKind.TEXT, 22),
        Column("lines", "Lines", ColumnKind.COUNT),
        Column("expenditure", "Expenditure", ColumnKind.PENCE),
        Column("income", "Income", ColumnKind.PENCE),
        Column("changed", "Changed since", ColumnKind.TEXT, 26),
        Column("sha", "SHA-256 of the file", ColumnKind.TEXT, 36),
    )
    rows: list[tuple[Value, ...]] = [
        (
            said(row.agency),
            said(row.state).replace("-", " "),
            said(row.file, otherwise="[x]"),
            str(row.version) if row.version is not None else "[z]",
            when(row.made_at),
            known(row.lines),
            known(row.expenditure_pence),
            known(row.income_pence),
            said(row.changed, otherwise="no" if row.lines is not None else "[z]"),
            said(row.sha256, otherwise="[x]"),
        )
        for row in files
    ]
    rows = rows or [("No returns are expected", *["[z]"] * 9)]
    missing = f"Missing: {missing_names(count)}." if count.missing_returns else "No return is missing."
    return Sheet(
        "returns",
        "Returns",
        headings.returns(frame, count),
        "Which files does the pack rest on, and whose return is missing?",
        (
            f"{count.bodies_counted} of {count.bodies_expected} expected organisations are counted. {missing}",
            "Lines, expenditure and income are those of this place and year as they stand now, before transfers and "
            "internal recharges. Income is never added to expenditure.",
        ),
        Table("Returns", "Returns and files, by organisation", columns, tuple(rows)),
    )


def reconciliation(frame: Frame, found: Sequence[ReconciliationRow]) -> Sheet:
    """Return each agency's total against what it says of itself."""
    columns = (
        Column("agency", "Organisation", ColumnKind.TEXT),
        Column("counted", "All its lines, gross", ColumnKind.PENCE),
        Column("control", "Control total", ColumnKind.PENCE),
        Column("published", "Published total", ColumnKind.PENCE),
        Column("difference", "Difference", ColumnKind.PENCE, 20),
        Column("verdict", "In words", ColumnKind.TEXT, 21),
        Column("source", "Source of the published total", ColumnKind.TEXT, 26),
        Column("explanation", "Explanation", ColumnKind.TEXT, 34),
    )
    rows: list[tuple[Value, ...]] = []
    for row in found:
        against = "published" if row.published_pence is not None else "control"
        difference: Value = (
            "[z]" if row.difference_pence is None else SheetCell(row.difference_pence, f"={{counted}}-{{{against}}}")
        )
        rows.append(
            (
                said(row.agency),
                row.counted_pence,
                known(row.control_pence),
                known(row.published_pence),
                difference,
                _agrees(row),
                said(row.published_source),
                said(row.explanation, otherwise="none given" if row.difference_pence else "none needed"),
            )
        )
    rows = rows or [("No organisation is counted", *["[z]"] * 7)]
    return Sheet(
        "reconciliation",
        "Reconciliation",
        headings.agreeing(frame, found),
        "Does each organisation's total agree with its own control total and its published accounts?",
        (
            (
                "Compared with the published total where there is one, else with the control total typed in "
                "when its files were imported."
            ),
            frame.gross_base(),
        ),
        Table("Reconciliation", "Counted, control and published totals by organisation", columns, tuple(rows)),
    )


def confidence(frame: Frame, graded: Sequence[ConfidenceRow]) -> Sheet | None:
    """Return the money by confidence grade with its linear band, or None where there is no money."""
    if not graded:
        return None
    columns = (
        Column("grade", "Confidence grade", ColumnKind.TEXT),
        Column("amount", "Amount", frame.money, 16),
        Column("band", "Band, plus or minus", ColumnKind.SHARE, 14, "band"),
        Column("band_amount", "Band in money, plus or minus", frame.money, 18, "band"),
    )
    rows: list[tuple[Value, ...]] = [
        (_grade(row.grade), row.amount_pence, applicable(row.band), applicable(row.band_pence)) for row in graded
    ]
    total = sum(row.amount_pence for row in graded)
    bands = [row.band_pence for row in graded if row.band_pence is not None]
    band: Value = SheetCell(sum(bands), "=SUM({band_amount:body})") if bands else "[z]"
    rows.append(("All grades", SheetCell(total, "=SUM({amount:body})"), "[z]", band))
    extent = f"The amounts add up to {units.short_pounds(total)}, gross expenditure before transfers."
    band_is = (
        "The band is what it would be if all figures erred the same way; it is not a confidence interval. "
        "Ungraded money has none."
    )
    return Sheet(
        "confidence",
        "Confidence",
        headings.graded(frame, graded),
        "How sure are the figures?",
        (f"{band_is} {extent}", *_apportioned(frame), frame.gross_base()),
        Table("Confidence", "Amounts by confidence grade", columns, tuple(rows), total=True),
    )


def _apportioned(frame: Frame) -> tuple[str, ...]:
    """Return whose money has the grade of a share by people, where there is such money."""
    names = frame.basis.counted_by_people
    if not names:
        return ()
    return (
        (
            f"A share by people has grade {APPORTIONED_GRADE}, or its lines' own where that is worse: "
            f"{said(and_words(names))}."
        ),
    )


def _agrees(row: ReconciliationRow) -> str:
    """Return the reconciliation in words."""
    if row.difference_pence is None:
        return "nothing to compare with"
    return "agrees" if row.difference_pence == 0 else f"differs by {units.pounds(abs(row.difference_pence))}"


def _grade(grade: int | None) -> str:
    """Return a confidence grade in words. Source: docs/method.md, rule 8."""
    words = {
        None: "Ungraded",
        1: "1, the organisation's own system",
        2: "2, its own system with adjustments",
        3: "3, published by it or for it",
        4: "4, apportioned by a fitting driver",
        5: "5, apportioned by a rough driver",
        6: "6, uncorroborated judgement",
    }
    return words[grade]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a total: in words, the total, and its formula over other sheets;
    without one it is worked out on the desk."""

    words: str
    pence: int
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One total reached two ways."""

    title: str
    one: Way
    other: Way

    @property
    def agrees(self) -> bool:
        """Whether both ways give the same penny."""
        return self.one.pence == self.other.pence


def check_totals(frame: Frame, checks: Sequence[Check]) -> Sheet:
    """Return each total two ways, with OK or DIFFERS in words, and say which of them are no formulas."""
    columns = (
        Column("title", "Check", ColumnKind.TEXT),
        Column("way_1", "One way", ColumnKind.TEXT, 34),
        Column("first", "First total", ColumnKind.PENCE),
        Column("way_2", "The other way", ColumnKind.TEXT, 34),
        Column("second", "Second total", ColumnKind.PENCE),
        Column("difference", "Difference", ColumnKind.PENCE, 18, formula="=ROUND({first}-{second},2)"),
        Column("verdict", "Verdict", ColumnKind.TEXT, 12, formula='=IF({difference}=0,"OK","DIFFERS")'),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(check.title),
            _words(check.one),
            SheetCell(check.one.pence, check.one.formula),
            _words(check.other),
            SheetCell(check.other.pence, check.other.formula),
            check.one.pence - check.other.pence,
            "OK" if check.agrees else "DIFFERS",
        )
        for check in checks
    )
    differ = sum(not check.agrees for check in checks)
    live = (
        "In the working copy one way of each is a formula that rests on the sheet Data. The other never rests on it: a "
        "formula over figures that stand on their own, or a sum that says it was worked out on the desk."
    )
    return Sheet(
        "checks",
        "Check totals",
        f"{'All check totals agree' if not differ else opening(differ, 'check total') + ' DIFFERS'}: {frame.where}",
        "Do the totals agree when worked out in two ways?",
        (
            f"{opening(len(rows), 'total')}, each worked out in two ways: {len(rows) - differ} OK, {differ} DIFFERS.",
            live,
        ),
        Table("Check_totals", "Each total in two ways", columns, rows),
    )


def _words(way: Way) -> str:
    return said(way.words if way.formula else f"{way.words} (worked out on the desk)")
