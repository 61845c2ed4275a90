"""Journeys: what people meet with, step by step."""

from __future__ import annotations

from tpdesk.calc.dive_book import DiveBook
from tpdesk.calc.packs.cells import number, yes
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.packs.sheets.dives import ILLUSTRATIVE, made_up
from tpdesk.calc.workbook.describe import NOT_AVAILABLE, Column, ColumnKind, Sheet, Table, Value, said


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
        f"Journeys: {frame.where}",
        "What happens to people, step by step, how long do they wait, and where does it break down?",
        (
            "Each row is a step. A composite journey combines those of several people; no journey names anybody.",
            *made_up(book, *(str(record.values["dive"]) for record in found.values())),
        ),
        Table("Journeys", "Steps of each journey", columns, tuple(rows)),
    )
