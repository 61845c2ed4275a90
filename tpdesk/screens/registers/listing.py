"""How the records of a kind are sorted, filtered and found in its register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.registers import rows
from tpdesk.screens.registers.rows import heading, remark, whole_text

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Kind, Record


class RegisterList:
    """As the kind declares it. A register that knows more of its records than they say, as their money, has its own."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    @property
    def usual_filter(self) -> str:
        """The filter that one begins with."""
        return rows.ALL

    def orders(self) -> Mapping[str, str]:
        """Return what the list can be sorted by -> in words, as in `by title`; one begins with the first."""
        return {name: f"by {self.kind.field_named(name).title.lower()}" for name in rows.orders(self.kind)}

    def ordered(self, records: Sequence[Record], by: str) -> list[Record]:
        """Return the records sorted by one of `orders`."""
        return rows.ordered(records, by)

    def filters(self, records: Sequence[Record], titles: rows.Titles) -> Mapping[str, tuple[str, int]]:
        """Return each filter that shows something -> (in words, how many), that of all records among them."""
        return rows.filters(self.kind, records, titles)

    def keeps(self, record: Record, only: str) -> bool:
        """Say whether a filter shows the record."""
        return rows.kept(record, only)

    def filter_for(self, record: Record, only: str) -> str:
        """Return a filter that shows the record: the one that the list stands under where it does."""
        return next((name for name in (only, self.usual_filter) if self.keeps(record, name)), rows.ALL)

    def choice(self, record: Record) -> Choice:
        """Return the record as it is found: by its name, what is said beside it, and any word of it."""
        return Choice(str(record.id), heading(record), remark(record), whole_text(record))
