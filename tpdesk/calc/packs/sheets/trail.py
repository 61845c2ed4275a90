"""How to read a figure: each headline walked back to its rule, its formula with the numbers in it, its parts and its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tpdesk.calc.packs.cells import applicable
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, Table, Value, said
from tpdesk.domain.figure import KINDS, Explanation
from tpdesk.text import counted

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
        f"How to read a figure: {frame.where}",
        "What is each headline figure made of, by which rule, and from which lines?",
        (
            "Each figure with its formula, the parts that add up to it to the penny, what is not in it, and the lines it comes from. The files are on the "
            "sheet Returns. Figures before transfers and after them, over people and over none, stand here side by side: each says what it is of.",
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
