"""The batches room's texts: what is known of one batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tpdesk.domain.advice import warning_message
from tpdesk.models.lines.words import flows_words
from tpdesk.screens.display import content, joined
from tpdesk.screens.intake.import_words import (
    DELIMITERS_SHOWN,
    FIELDS_SHOWN,
    ORDERS_SHOWN,
    UNITS_SHOWN,
    on_screen,
    size_text,
)
from tpdesk.text import counted
from tpdesk.units import pounds, year_text

if TYPE_CHECKING:
    from tpdesk.models.batch import BatchRecord
    from tpdesk.models.batch_detail import BatchDetail, SheetRecord


def told(batch: BatchRecord, detail: BatchDetail | None) -> Content:
    """Return what is known of a batch."""
    lines = [content(f"Batch {batch.id}: {batch.file}", "bold $accent")]
    lines.append(
        content(
            f"{batch.place}, imported {batch.made_at[:16].replace('T', ' ')} UTC by {batch.who}",
            "$quiet",
        )
    )
    lines.append(_rows(batch.rows_read, batch.rows_imported, batch.rows_blank, batch.rows_rejected))
    if batch.control_total_pence is not None:
        off = batch.sum_pence - batch.control_total_pence
        said = "agrees to the penny" if not off else f"the lines are off by {pounds(off)}"
        lines.append(
            content(
                f"Control total {pounds(batch.control_total_pence)}: {said}.", "bold $warning" if off else "$success"
            )
        )
    if batch.rejects_open:
        lines.append(
            content(
                f"{counted(batch.rejects_open, 'rejected row')} open: press e to fix them, or to leave them out for good.",
                "bold $warning",
            )
        )
    if detail is None:
        return joined(lines, "\n")
    since = [f"{counted(detail.edited, 'line')} edited since"] if detail.edited else []
    since += [f"{counted(detail.removed_lines, 'line')} deleted since"] if detail.removed_lines else []
    if since:
        lines.append(content(", ".join(since), "$warning"))
    made = [
        detail.kind,
        size_text(detail.size),
        detail.encoding,
        DELIMITERS_SHOWN.get(detail.delimiter, detail.delimiter),
    ]
    lines.append(content(", ".join(part for part in made if part), "$quiet"))
    lines.append(content(f"Fingerprint {batch.sha256[:16]}: the very same file is recognised by it.", "$quiet"))
    lines.append(Content(""))
    for body in detail.bodies:
        sums = flows_words(body.standing.expenditure_pence, body.standing.income_pence, pounds)
        lines.append(
            joined(
                [
                    content(f"{body.agency}, {year_text(body.year)}, {counted(body.standing.lines, 'line')}:"),
                    content(sums, "bold"),
                ]
            )
        )
    for sheet in detail.sheets:
        lines += [Content(""), *_sheet(sheet)]
    return Content("\n").join(lines)


def removal(batch: BatchRecord, detail: BatchDetail | None) -> str:
    """Return what removing the batch would do, in words."""
    edited = detail.edited if detail is not None else 0
    gone = detail.removed_lines if detail is not None else 0
    lines = max(0, batch.rows_imported - edited - gone)
    rejects = (
        f", and {counted(batch.rejects_open, 'rejected row')} that {'is' if batch.rejects_open == 1 else 'are'} open"
        if batch.rejects_open
        else ""
    )
    stay = (
        f" {counted(edited, 'line')} edited since {'stays' if edited == 1 else 'stay'}, with this batch as source."
        if edited
        else ""
    )
    return f"{counted(lines, 'line')} of {batch.file} will be removed from the desk{rejects}.{stay} Press u to undo."


def _rows(read: int, taken: int, blank: int, rejected: int) -> Content:
    return joined(
        [
            content(f"{counted(read, 'row')} read: {taken:,} imported, {blank:,} blank,"),
            content(f"{rejected:,} rejected", "$warning" if rejected else ""),
        ]
    )


def _sheet(sheet: SheetRecord) -> list[Content]:
    name = f"Sheet '{sheet.sheet}'" if sheet.sheet else "How it was read"
    header = f"header in row {sheet.header_row}" if sheet.header_row else "no header"
    found = [
        joined([content(name, "bold"), content(f"{header}, {UNITS_SHOWN.get(sheet.unit, sheet.unit)}, dates {ORDERS_SHOWN.get(sheet.date_order, sheet.date_order)}, {sheet.flow}, {sheet.status}")])
    ]  # fmt: skip
    found.append(
        content(
            ", ".join(f"{FIELDS_SHOWN.get(field, field)} = {heading}" for field, heading in sheet.columns.items()),
            "$quiet",
        )
    )
    found.append(
        joined(
            [
                _rows(sheet.rows_read, sheet.rows_imported, sheet.rows_blank, sheet.rows_rejected),
                content(pounds(sheet.sum_pence), "bold"),
            ]
        )
    )
    if sheet.coercions:
        found.append(
            content(
                "Read as meant: " + ", ".join(f"{rule} {number:,}" for rule, number in sheet.coercions.items()),
                "$quiet",
            )
        )
    found += [content(f"• {on_screen(warning_message(text))}", "$warning") for text in sheet.warnings]
    return found
