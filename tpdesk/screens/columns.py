"""Texts set in columns of a list: cut with a sign where they are too long, filled up with blanks where they are short."""

from __future__ import annotations

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
