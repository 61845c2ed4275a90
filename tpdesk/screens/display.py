"""The one road by which text of the desk reaches a widget:
never markup, never anything that a terminal would act on."""

from __future__ import annotations

from collections.abc import Iterable

from rich.style import Style
from rich.text import Text
from textual.content import Content

from tpdesk.text import shown


def content(value: object, style: str = "") -> Content:
    """Return `value` as literal text for a Textual widget; `style` is ours, such as `bold $quiet`."""
    plain = Content(shown(str(value)))
    return plain.stylize(style) if style else plain


def cell(value: object, style: Style | str = "") -> Text:
    """Return `value` as literal text for a cell of a Rich table."""
    return Text(shown(str(value)), style=style)


def joined(parts: Iterable[Content], between: str = " ") -> Content:
    """Return the parts as one text with `between` (ours) between them; empty parts are left out."""
    return Content(between).join([part for part in parts if part.plain])
