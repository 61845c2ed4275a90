"""Beside the ranking: shared-service candidates, what is left out of shares, and pairs of agencies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tpdesk.calc.packs import headings
from tpdesk.calc.packs.frame import Frame, applicable, areas_known, filled
from tpdesk.calc.packs.sheets.overlap import CATEGORY_COLUMNS, category_cells
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, Table, Value, said
from tpdesk.domain.results.overlap import OverlapResult, OverlapRow, PairsResult
from tpdesk.text import counted, opening

PAIRS_SHOWN: Final = 100
"""Most pairs a pack prints; a sheet that shows fewer than there are says so."""


def shared_services(frame: Frame, result: OverlapResult) -> Sheet:
    """Return the categories that several bodies run side by side, each in its own area."""
    columns = (
        *CATEGORY_COLUMNS,
        Column("agencies", "Organisations", ColumnKind.COUNT),
        Column("total", "Total spend", frame.money, 14, "in-shares", bar=True),
        Column("lead", "Largest organisation", ColumnKind.TEXT, 34),
        Column("lead_share", "Its share", ColumnKind.SHARE),
        Column("meeting", "Outside the lead where areas meet", frame.money, 18, "meeting"),
        Column("areas", "Areas", ColumnKind.TEXT, 17, "unproven"),
    )
    rows: list[tuple[Value, ...]] = [
        (
            *category_cells(row),
            row.agencies,
            row.total_pence,
            said(row.lead_agency),
            applicable(row.lead_share),
            row.outside_lead_meeting_pence,
            areas_known(row),
        )
        for row in result.shared_service_candidates
    ]
    return Sheet(
        "shared",
        "Shared-service candidates",
        headings.side_by_side(frame, result),
        "What do several organisations each run in their own area, so that one might do it for several?",
        (
            "Verdict of every row: separate areas. Nothing is done twice for a resident here; the question is "
            "whether one organisation could do it for several. By number of organisations, then by total. No saving "
            "is implied.",
            _in_all(result.shared_service_candidates),
            frame.base(result.basis),
        ),
        Table("Shared_service_candidates", "Categories in separate areas", columns, filled(rows, columns)),
    )


def _in_all(rows: Sequence[OverlapRow]) -> str:
    """Return how many categories there are and on which other sheet each stands."""
    below = sum(not row.ranked for row in rows)
    where = (
        f", {len(rows) - below} of them on the sheet Overlap and {below} on Below the ranking, as support services"
        if below
        else ""
    )
    return f"{opening(len(rows), 'category', 'categories')}{where}."


def left_out(frame: Frame, result: OverlapResult) -> Sheet | None:
    """Return the agencies left out of a category's shares and why, or None where there are none."""
    columns = (
        *CATEGORY_COLUMNS,
        Column("agency", "Organisation", ColumnKind.TEXT, 40),
        Column("amount", "Amount", ColumnKind.PENCE),
        Column("reason", "Why it is left out", ColumnKind.TEXT, 26),
    )
    rows: list[tuple[Value, ...]] = [
        (*category_cells(row), said(out.agency), out.amount_pence, said(out.reason))
        for row in result.rows
        for out in row.left_out
    ]
    if not rows:
        return None
    return Sheet(
        "left_out",
        "Left out of shares",
        f"{opening(len(rows), 'amount is', 'amounts are')} left out of shares: {frame.where}",
        "Which organisations are left out of a category's shares, and why?",
        (
            (
                "These amounts are in the count's own totals, but a share of a negative or very small amount "
                "would be meaningless."
            ),
            frame.base(result.basis),
        ),
        Table("Left_out_of_shares", "Organisations left out, by category", columns, tuple(rows)),
    )


def pairs(frame: Frame, result: PairsResult) -> Sheet:
    """Return pairs of agencies that spend on the same categories; those in separate areas are listed apart."""
    columns = (
        Column("agency_a", "Organisation", ColumnKind.TEXT),
        Column("agency_b", "Other organisation", ColumnKind.TEXT, 40),
        Column("group", "Listed as", ColumnKind.TEXT, 34),
        Column("meet", "Areas", ColumnKind.TEXT, 17, "unproven"),
        Column("shared", "Spend on the same categories", frame.money, 18, "pairs"),
        Column("similarity", "Similarity", ColumnKind.SHARE, 13, "pairs", bar=True),
    )
    rows: list[tuple[Value, ...]] = [
        (
            said(row.agency_a),
            said(row.agency_b),
            "overlap of spend" if row.areas_meet else "similar spend in separate areas",
            "unproven: area unknown" if row.unproven else ("areas meet" if row.areas_meet else "areas do not meet"),
            row.shared_pence,
            applicable(row.similarity),
        )
        for row in result.rows[:PAIRS_SHOWN]
    ]
    total = len(result.rows)
    extent = (
        f"The first {PAIRS_SHOWN} of {counted(total, 'pair')}."
        if total > PAIRS_SHOWN
        else f"All {counted(total, 'pair')}."
    )
    return Sheet(
        "pairs",
        "Pairs",
        headings.most_alike(frame, result),
        "Which two organisations spend on the same things?",
        (
            (
                f"{extent} Pairs whose areas meet come first; then similar spend in separate areas. Categories "
                f"at level {result.basis.level}."
            ),
            frame.base(result.basis),
        ),
        Table("Pairs", "Pairs of organisations", columns, filled(rows, columns)),
    )
