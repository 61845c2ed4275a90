"""Texts set in columns of a list: cut with a sign where they are too long, filled up with blanks where they are short."""

from __future__ import annotations

from rich.cells import cell_len, chop_cells
from textual.content import Content

from tpdesk.text import shown


def column(text: object, width: int, style: str = "", *, right: bool = False) -> Content:
    """Return literal text of exactly `width` columns of the terminal; `style` is ours."""
    plain = Content(shown(str(text)))
    if plain.cell_length > width:
        plain = plain.truncate(max(width, 1), ellipsis=True)
    blanks = " " * (width - plain.cell_length)
    padded = Content(blanks) + plain if right else plain + Content(blanks)
    return padded.stylize(style) if style else padded


def indented(text: object, style: str = "", by: int = 2) -> Content:
    """Return literal text behind `by` blanks."""
    plain = Content(" " * by + shown(str(text)))
    return plain.stylize(style) if style else plain


def hanging(text: object, width: int, by: int) -> Content:
    """Return literal text of at most `width` columns a line, broken at blanks where it has them; the second and further lines begin `by` columns in."""
    lines = [""]
    for word in shown(str(text)).split(" "):
        whole = f"{lines[-1]} {word}" if lines[-1] else word
        first, *more = [whole] if cell_len(whole) <= width else [lines[-1], *chop_cells(word, max(width, 1))]
        lines[-1:] = [first, *more] if first else more
    return Content(f"\n{' ' * by}".join(lines))
