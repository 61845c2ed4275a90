"""Check totals: each total of a pack reached two ways, by formulas over its sheets wherever both ways stand on one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, SheetCell, Table, Value, said
from tpdesk.text import opening


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a total: in words, the total, and its formula over other sheets; without one it is worked out on the desk."""

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
    typed = sum(not (check.one.formula and check.other.formula) for check in checks)
    live = (
        "In the working copy both ways of each are formulas over its sheets."
        if not typed
        else f"In the working copy both ways are formulas over its sheets, but for {typed}: a way that says so is worked out on the desk."
    )
    return Sheet(
        "checks",
        "Check totals",
        f"Check totals: {frame.where}",
        "Do the totals agree when worked out in two ways?",
        (
            f"{opening(len(rows), 'total')}, each worked out in two ways: {len(rows) - differ} OK, {differ} DIFFERS.",
            live,
        ),
        Table("Check_totals", "Each total in two ways", columns, rows),
    )


def _words(way: Way) -> str:
    return said(way.words if way.formula else f"{way.words} (worked out on the desk)")
