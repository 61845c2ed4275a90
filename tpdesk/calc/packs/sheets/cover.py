"""The front of a pack: cover and contents."""

from __future__ import annotations

from tpdesk.calc.packs.frame import Frame, population
from tpdesk.calc.wider import body_words
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, SheetCell, Table, Value, said
from tpdesk.domain.results.count import CountResult
from tpdesk.text import counted


def cover(frame: Frame, count: CountResult, title: str, about: str) -> Sheet:
    """Return the cover: what this is, of what place and year, how final, by whom and from what."""
    columns = (Column("item", "Item", ColumnKind.TEXT, 30), Column("value", "What it is", ColumnKind.TEXT, 78))
    files = len({source.sha256 for source in count.sources})
    rows: tuple[tuple[Value, ...], ...] = (
        ("Place", said(frame.place)),
        ("Financial year", said(frame.year)),
        ("Status", said(frame.status).capitalize()),
        ("Basis of shares and figures per head", said(frame.basis.sentence())),
        ("Population", population(frame.basis).removeprefix("Population: ")),
        ("Organisations", f"{count.bodies_counted} counted of {count.bodies_expected} expected"),
        *((f"Wider than the place: {said(body.agency)}", said(body_words(body, frame.place))) for body in count.wider),
        ("Made by", said(frame.made_by)),
        ("Figures as they stood on", f"{frame.made_at[:16].replace('T', ' ')} UTC"),
        ("Made from", f"{said(frame.desk_name)}, {counted(files, 'file')} taken in"),
        ("Made with", said(frame.software)),
    )
    return Sheet(
        "cover",
        "Cover",
        f"{title}: {frame.where}",
        "What is this, and how final is it?",
        (about, "Start with the sheet Key messages. The sheet Contents links to every other sheet."),
        Table("Cover", "About this pack", columns, rows),
    )


def contents(frame: Frame, sheets: tuple[Sheet, ...]) -> Sheet:
    """Return the linked list of the pack's other sheets."""
    columns = (Column("sheet", "Sheet", ColumnKind.LINK, 34), Column("answers", "What it answers", ColumnKind.TEXT, 88))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (SheetCell(sheet.name, link=sheet.key), sheet.answers) for sheet in sheets
    )
    return Sheet(
        "contents",
        "Contents",
        f"Contents: {frame.where}",
        "What is in this pack?",
        ("Each name is a link to its sheet; each sheet has a link back to this one.",),
        Table("Contents", "Sheets of this pack", columns, rows),
    )
