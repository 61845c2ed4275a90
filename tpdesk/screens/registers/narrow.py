"""How a register is sorted, filtered and searched: each asks, and the register shows the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from tpdesk.screens.dialogs.narrowing import ask_filter, ask_order, ask_record

if TYPE_CHECKING:
    from textual.app import App

    from tpdesk.domain.kinds import Kind, Record
    from tpdesk.models.records.register_read import RegisterRead
    from tpdesk.screens.registers.listing import RegisterList


class Narrowed(Protocol):
    """A register, as far as its list goes."""

    kind: Kind
    scope: Sequence[Record]
    found: RegisterRead | None
    order: str
    only: str
    key: str | None

    @property
    def app(self) -> App[Any]:
        """The window."""

    @property
    def listing(self) -> RegisterList:
        """How its records are sorted, filtered and found."""

    def show_list(self) -> None:
        """Show the records as they are sorted and filtered now."""

    def go_to_record(self, key: str) -> None:
        """Put the cursor on a record, whatever the filter."""


async def sort(pane: Narrowed) -> None:
    """Choose by what the list is sorted."""
    orders = {name: words.removeprefix("by ") for name, words in pane.listing.orders().items()}
    chosen = await ask_order(pane.app, pane.kind.plural.lower(), orders, pane.order)
    if chosen is not None:
        pane.order = chosen
        pane.show_list()


async def keep(pane: Narrowed) -> None:
    """Choose which records are shown."""
    filters = pane.listing.filters(pane.scope, pane.found.titles if pane.found is not None else {})
    chosen = await ask_filter(pane.app, pane.kind.plural.lower(), filters, pane.only)
    if chosen is not None:
        pane.only = chosen
        pane.show_list()


async def find(pane: Narrowed) -> None:
    """Go to a record by a part of what it says."""
    choices = [pane.listing.choice(one) for one in pane.listing.ordered(pane.scope, pane.order)]
    chosen = await ask_record(pane.app, pane.kind.noun, choices, pane.key or "")
    if chosen is not None:
        pane.go_to_record(chosen)
