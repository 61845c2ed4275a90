"""The front of a pack: cover and contents.

Key messages: numbered sentences built from the figures, each with what it rests on and a link to its table.

How to read a figure: each headline walked back to its rule, its formula with the numbers in it,
its parts and its lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tpdesk.calc.packs.frame import Frame, applicable, population
from tpdesk.calc.wider import body_words
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, SheetCell, Table, Value, said
from tpdesk.domain.figure import KINDS, Explanation
from tpdesk.domain.results.count import CountResult
from tpdesk.text import and_words, counted, opening

NOT_SET: Final = "Not set"
"""Of what nobody said of a pack: it is named as missing, and not invented."""


def about_pack(frame: Frame, count: CountResult, title: str, about: str, *, first: bool) -> Sheet:
    """Return what this is, of what place and year, how final, by whom and from what: the cover where it is the
    `first` sheet."""
    columns = (Column("item", "Item", ColumnKind.TEXT, 30), Column("value", "What it is", ColumnKind.TEXT, 78))
    files = len({source.sha256 for source in count.sources if not source.published_in})
    published = sum(1 for source in count.sources if source.published_in)
    made_from = and_words(
        [f"{counted(files, 'file')} imported", *([counted(published, "published figure")] if published else [])]
    )
    rows: tuple[tuple[Value, ...], ...] = (
        ("Place", said(frame.place)),
        ("Financial year", said(frame.year)),
        ("Status", said(frame.status).capitalize()),
        ("Basis of shares and figures per head", said(frame.basis.sentence())),
        ("Population", population(frame.basis).removeprefix("Population: ")),
        ("Organisations", f"{count.bodies_counted} counted of {count.bodies_expected} expected"),
        *((f"Wider than the place: {said(body.agency)}", said(body_words(body, frame.place))) for body in count.wider),
        ("Made by", said(frame.made_by)),
        *((name, said(text, otherwise=NOT_SET)) for name, text in frame.publication.rows),
        ("Figures as they stood on", f"{frame.made_at[:16].replace('T', ' ')} UTC"),
        ("Count version", said(frame.version)),
        *([("Not in this pack", frame.not_in_it.capitalize())] if frame.not_in_it else []),
        ("Made from", f"{said(frame.desk_name)}, {made_from}"),
        ("Made with", said(frame.software)),
    )
    return Sheet(
        "about",
        "Cover" if first else "About this pack",
        f"{title}: {frame.where}",
        "What is this, how final is it, and from what was it made?",
        (about,),
        Table("About_this_pack", "About this pack", columns, rows),
    )


def contents(where: str, sheets: Sequence[Sheet]) -> Sheet:
    """Return the linked list of the other sheets of a pack; `where` is its place and year, or what else it is of."""
    columns = (
        Column("sheet", "Sheet", ColumnKind.LINK, 34),
        Column("answers", "What it answers", ColumnKind.TEXT, 96),
        Column("paper", "Read", ColumnKind.TEXT, 14),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (SheetCell(sheet.name, link=sheet.key), sheet.answers, "on paper" if sheet.on_paper else "on screen")
        for sheet in sheets
    )
    return Sheet(
        "contents",
        "Contents",
        f"{opening(len(sheets), 'sheet')}, {sum(sheet.on_paper for sheet in sheets)} of them on paper: {where}",
        "What is in this pack?",
        ("Each name is a link. Sheets to read on screen do not print; to print one, clear its print area.",),
        Table("Contents", "Sheets of this pack", columns, rows),
    )


@dataclass(frozen=True, slots=True)
class KeyMessage:
    """One sentence for the board."""

    text: str
    """Empty where there is nothing to say."""

    base: str
    """What it rests on, in a few words."""

    sheet: str
    """Key of the sheet that it follows from."""

    name: str
    """That sheet's name."""


def key_messages(frame: Frame, messages: Iterable[KeyMessage], *, without_made_up: bool) -> Sheet:
    """Return numbered sentences built from the figures, each with its own base and a link to its table."""
    columns = (
        Column("message", "Message", ColumnKind.TEXT, 86),
        Column("base", "Rests on", ColumnKind.TEXT, 34),
        Column("see", "See", ColumnKind.LINK, 24),
    )
    found = [message for message in messages if message.text]
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (f"{n}. {message.text}", message.base, SheetCell(message.name, link=message.sheet))
        for n, message in enumerate(found, 1)
    )
    return Sheet(
        "key_messages",
        "Key messages",
        f"{opening(len(rows), 'key message')}: {frame.where}",
        "What are the main findings?",
        (
            f"Status: {said(frame.status)}. The messages use different totals: the basis of each is beside it.",
            *(("No message rests on illustrative deep dives.",) if without_made_up else ()),
        ),
        Table("Key_messages", "Key messages", columns, rows),
    )


Row = tuple[Value, ...]


def trail(frame: Frame, found: Sequence[Explanation]) -> Sheet | None:
    """Return the headlines walked back, or None where none is explained."""
    if not found:
        return None
    columns = (
        Column("figure", "Figure", ColumnKind.TEXT),
        Column("step", "Step", ColumnKind.TEXT, 20),
        Column("what", "What it is", ColumnKind.TEXT, 86),
        Column("amount", "Amount", ColumnKind.PENCE, 24),
    )
    rows = tuple(row for explained in found for row in _rows(explained))
    return Sheet(
        "trail",
        "How to read a figure",
        f"{opening(len(found), 'figure')}, each walked back to its lines: {frame.where}",
        "What is each headline figure made of, by which rule, and from which lines?",
        (
            "Each figure with its formula, the parts that add up to it to the penny, what is not in it, and the "
            "lines it comes from. The files are on the sheet Returns. Figures before transfers and after them, over "
            "people and over none, stand here side by side: each says what it is of.",
        ),
        Table("How_to_read_a_figure", "Headline figures walked back", columns, rows, filters=True),
    )


def _rows(explained: Explanation) -> Iterator[Row]:
    name = said(_name(explained))

    def row(step: str, what: str, pence: int | None = None) -> Row:
        return (name, step, said(what), applicable(pence))

    number = explained.number if isinstance(explained.number, int) else None
    yield row("the figure", explained.title, number)
    for line in explained.formula:
        yield row("formula", line)
    for part in explained.parts:
        yield row("part", part.name + (f" ({part.note})" if part.note else ""), part.pence)
    if explained.parts:
        yield row("sum of parts", explained.parts_are, explained.parts_pence)
    for part in explained.apart:
        yield row("not in it", part.name + (f" ({part.note})" if part.note else ""), part.pence)
    for part in explained.steps:
        yield row("from its lines", part.name, part.pence)
    if explained.lines is not None:
        yield row("its lines", f"{counted(explained.line_count, 'line')}: {explained.lines.words}")
    for rule in explained.rules:
        yield row(f"rule {rule.number}", rule.words)


def _name(explained: Explanation) -> str:
    kind, category = KINDS[explained.figure.what].title, explained.figure.category
    return (
        f"{kind}, {category.partition('/')[2] or category}"
        if category and explained.figure.what != "unmapped"
        else kind
    )
