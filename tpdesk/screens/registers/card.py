"""All that a record of a deep dive holds, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tpdesk.domain.field_types import CATEGORY, FLAG, NUMBERED
from tpdesk.domain.kinds import Field
from tpdesk.screens.display import content
from tpdesk.screens.registers.labelled import Labelled
from tpdesk.screens.registers.words import heading, names_of, told

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.services.dives.boards import BoardsRead

_NOT_HERE = frozenset({"title", "place"})


class RecordCard(VerticalScroll):
    """One record. It shows what it is given, and reads nothing."""

    def compose(self) -> ComposeResult:
        """Its heading, and what is kept of it."""
        yield Static(classes="record-heading")
        yield Labelled(classes="record-rows")

    def show(self, read: BoardsRead, record: Record | None) -> None:
        """Show a record; no room is taken where there is none."""
        self.set_class(record is None, "-nothing")
        if record is None:
            return
        self.query_one(".record-heading", Static).update(content(heading(record), "bold $accent"))
        self.query_one(".record-rows", Labelled).rows = card_rows(read, record)
        self.scroll_home(animate=False)


def card_rows(read: BoardsRead, record: Record) -> tuple[tuple[str, str], ...]:
    """Return (field, what it says) of all that was said of a record; what must be known is said to be not known."""
    rows = []
    for field in record.kind.fields:
        if field.name in _NOT_HERE or (not record.kind.titled and field.name in ("what", "text")):
            continue
        text = _told(read, record, field)
        if field.name == "cost" and not text:
            text = "not known"
        if field.type is FLAG and text == "no":
            continue
        rows.append((f"{field.title} (private)" if field.private else field.title, text))
    return tuple(rows)


def _told(read: BoardsRead, record: Record, field: Field) -> str:
    """Return what a field says, with words for what is named by a code or a number."""
    names = names_of(record, field.name)
    if field.type is CATEGORY:
        return "; ".join(f"{code} {read.titles.get(code, '')}".strip() for code in names)
    if field.type is NUMBERED:
        known = {str(one.id): one for one in read.of(field.of)}
        return "; ".join(f"{number} {heading(known[number])}" if number in known else number for number in names)
    return told(field, record.values.get(field.name))
