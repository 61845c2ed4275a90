"""What is apportioned: the share of wider spend that falls to the place, with method, driver, source and grade."""

from __future__ import annotations

from collections.abc import Sequence

from tpdesk.calc.packs import headings
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, Table, Value, said
from tpdesk.domain.apportionment import ApportionedSpend
from tpdesk.text import and_words, counted


def apportioned(frame: Frame, found: Sequence[ApportionedSpend]) -> Sheet | None:
    """Return what is apportioned, or None where nothing is."""
    if not found:
        return None
    columns = (
        Column("agency", "Organisation", ColumnKind.TEXT),
        Column("label", "Label", ColumnKind.TEXT),
        Column("flow", "Flow", ColumnKind.TEXT, 12),
        Column("whole", "Whole amount", frame.money),
        Column("over", "Which covers", ColumnKind.TEXT, 24),
        Column("method", "Method", ColumnKind.TEXT, 12),
        Column("driver", "Driver", ColumnKind.TEXT, 32),
        Column("share", "Share of the place", ColumnKind.SHARE, 12),
        Column("place", "In the place", frame.money),
        Column("grade", "Grade", ColumnKind.COUNT, 8),
        Column("source", "Source", ColumnKind.TEXT, 40),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(one.agency), said(one.label), one.flow, one.whole_pence, said(and_words(one.over) or frame.place),
            one.method, said(one.driver or "none: published for the place"), one.share, one.place_pence, one.grade,
            said(one.source or "not stated"),
        )
        for one in found
    )  # fmt: skip
    return Sheet(
        "apportioned",
        "Apportioned spend",
        headings.apportioned(frame, sum(one.place_pence for one in found if one.flow != "income"), len(found)),
        "Which money is a share of wider spend, by which driver, and how sure is it?",
        (
            f"{counted(len(found), 'amount')}. A direct figure is published for the place itself; a share by a driver "
            "is an estimate, to the penny over every area that the whole covers.",
        ),
        Table("Apportioned_spend", "Wider spend and its share", columns, rows, filters=True),
    )
