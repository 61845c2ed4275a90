"""Key messages: numbered sentences built from the figures, each with what it rests on and a link to its table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, SheetCell, Table, Value, said


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
        f"Key messages: {frame.where}",
        "What are the main findings?",
        (
            f"Status: {said(frame.status)}. The messages use different totals: the basis of each is beside it.",
            *(("No message rests on illustrative deep dives.",) if without_made_up else ()),
        ),
        Table("Key_messages", "Key messages", columns, rows),
    )
