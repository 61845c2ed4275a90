"""Journeys: what people meet with step by step, and what each comes to."""

from __future__ import annotations

from tpdesk.calc.dive import DiveBook
from tpdesk.calc.journey import break_words, journey_total
from tpdesk.calc.packs import record_headings
from tpdesk.calc.packs.frame import Frame, known, number, yes
from tpdesk.calc.packs.sheets.dives import ILLUSTRATIVE, made_up
from tpdesk.calc.workbook.describe import NOT_AVAILABLE, Column, ColumnKind, Sheet, Table, Value, said
from tpdesk.domain.kinds import Record
from tpdesk.text import counted


def journey_totals(frame: Frame, book: DiveBook) -> Sheet | None:
    """Return what each journey comes to, or None where there are none with steps."""
    found = [(record, journey_total(_steps(book, record))) for record in book.of("journey")]
    found = [(record, total) for record, total in found if total.steps]
    if not found:
        return None
    columns = (
        Column("journey", "Journey", ColumnKind.TEXT, 38),
        Column("organisations", "Organisations met", ColumnKind.COUNT, 14),
        Column("handovers", "Handovers", ColumnKind.COUNT, 13),
        Column("days", "Days waited", ColumnKind.COUNT, 12),
        Column("waits", "Waits not known", ColumnKind.COUNT, 12),
        Column("cost", "Known cost", ColumnKind.POUNDS, 14),
        Column("unknown", "Steps of unknown cost", ColumnKind.COUNT, 14),
        Column("breaks", "Where it breaks", ColumnKind.TEXT, 56),
        ILLUSTRATIVE,
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(record.title), len(total.organisations), total.handovers, total.days_waited, total.waits_unknown,
            known(total.cost_pence), total.costs_unknown,
            said("; ".join(map(break_words, total.breaks)), otherwise="nowhere"),
            yes(str(record.values["dive"]) in book.illustrative),
        )
        for record, total in found
    )  # fmt: skip
    handovers, days = (max(getattr(total, name) for _, total in found) for name in ("handovers", "days_waited"))
    return Sheet(
        "journey_totals",
        "Journey totals",
        f"Up to {counted(handovers, 'handover')} and {counted(days, 'day')} of waiting: journeys, {frame.where}",
        "How many organisations does a person meet, how long do they wait, what does it cost, and where does it break?",
        (
            "A handover is from one organisation to the next. A wait or a cost that is not known is in no sum.",
            *made_up(book, *(str(record.values["dive"]) for record, _ in found)),
        ),
        Table("Journey_totals", "What each journey comes to", columns, rows),
    )  # fmt: skip


def _steps(book: DiveBook, journey: Record) -> list[Record]:
    return [step for step in book.of("step") if step.values["journey"] == journey.title]


def journeys(frame: Frame, book: DiveBook) -> Sheet | None:
    """Return the steps of every journey in their order, or None where there are none."""
    found = {record.title: record for record in book.of("journey")}
    steps = [step for step in book.of("step") if str(step.values["journey"]) in found]
    if not steps:
        return None
    columns = (
        Column("journey", "Journey", ColumnKind.TEXT, 38),
        Column("step", "Step", ColumnKind.KEY, unit="number"),
        Column("agency", "Organisation met", ColumnKind.TEXT, 36),
        Column("what", "What happens", ColumnKind.TEXT, 50),
        Column("days", "Days waited before it", ColumnKind.COUNT, 13),
        Column("cost", "Cost", ColumnKind.POUNDS, 13),
        Column("breaks", "It breaks here", ColumnKind.TEXT, 12),
        Column("pain", "What hurts", ColumnKind.TEXT, 40),
        Column("composite", "Composite", ColumnKind.TEXT, 12),
        ILLUSTRATIVE,
    )
    rows: list[tuple[Value, ...]] = []
    count: dict[str, int] = {}
    for step in steps:
        journey = found[str(step.values["journey"])]
        count[journey.title] = count.get(journey.title, 0) + 1
        rows.append(
            (
                said(journey.title),
                count[journey.title],
                said(str(step.values["agency"]), otherwise=NOT_AVAILABLE),
                said(str(step.values["what"])),
                number(step, "days_waited"),
                number(step, "cost"),
                yes(step.values["breaks"]),
                said(str(step.values["pain"]), otherwise=NOT_AVAILABLE),
                yes(journey.values["composite"]),
                yes(str(journey.values["dive"]) in book.illustrative),
            )
        )
    return Sheet(
        "journeys",
        "Journeys",
        record_headings.longest_wait(frame, steps),
        "What happens to people, step by step, how long do they wait, and where does it break down?",
        (
            "Each row is a step. A composite journey combines those of several people; no journey names anybody.",
            *made_up(book, *(str(record.values["dive"]) for record in found.values())),
        ),
        Table("Journeys", "Steps of each journey", columns, tuple(rows)),
    )
