"""The front of a pack: cover and contents."""

from __future__ import annotations

from tpdesk.calc.packs.sheets.frame import Frame, population
from tpdesk.calc.wider import body_words
from tpdesk.calc.workbook.describe import Cell, Column, Kind, Sheet, Table, Value, said
from tpdesk.text import counted


def cover(frame: Frame) -> Sheet:
    """Return the cover: what this is, of what place and year, how final, by whom and from what."""
    report = frame.report
    columns = (Column("item", "Item", Kind.TEXT, 30), Column("value", "What it is", Kind.TEXT, 78))
    files = len({source.sha256 for source in report.by_agency.sources})
    rows: tuple[tuple[Value, ...], ...] = (
        ("Place", said(report.place)),
        ("Financial year", said(report.year)),
        ("Status", said(report.status).capitalize()),
        ("Base of shares and figures per head", said(frame.basis.sentence())),
        ("Population", population(frame.basis).removeprefix("Population: ")),
        ("Bodies", f"{report.by_agency.bodies_counted} counted of {report.by_agency.bodies_expected} expected"),
        *(
            (f"Wider than the place: {said(body.agency)}", said(body_words(body, report.place)))
            for body in report.by_agency.wider
        ),
        ("Made by", said(report.made_by)),
        ("Figures as they stood on", f"{report.made_at[:16].replace('T', ' ')} UTC"),
        ("Made from", f"{said(report.desk_name)}, {counted(files, 'file')} taken in"),
        ("Made with", said(report.software)),
    )
    return Sheet(
        "cover",
        "Cover",
        f"Who spends what on what: {frame.where}",
        "What is this, and how final is it?",
        (
            "A board pack: the public money that comes into one place, through which bodies, for what, and where several bodies spend on the same.",
            "Start with the sheet Key messages. The sheet Contents leads to every other.",
        ),
        Table("Cover", "About this pack", columns, rows),
    )


def contents(frame: Frame, sheets: tuple[Sheet, ...]) -> Sheet:
    """Return the linked list of the pack's other sheets."""
    columns = (Column("sheet", "Sheet", Kind.LINK, 34), Column("answers", "What it answers", Kind.TEXT, 88))
    rows: tuple[tuple[Value, ...], ...] = tuple((Cell(sheet.name, link=sheet.key), sheet.answers) for sheet in sheets)
    return Sheet(
        "contents",
        "Contents",
        f"Contents: {frame.where}",
        "What is in this pack?",
        ("Each name leads to its sheet; each sheet has a link back to this one.",),
        Table("Contents", "Sheets of this pack", columns, rows),
    )
