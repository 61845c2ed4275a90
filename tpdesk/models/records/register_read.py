"""What a register is shown from: the records of a place, by kind, and words for what they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tpdesk.domain.kinds import PLACE_KIND
from tpdesk.domain.record_kind import Record

if TYPE_CHECKING:
    from tpdesk.models.place import Place
    from tpdesk.models.records.offered import Offered


@dataclass(frozen=True, slots=True)
class RegisterRead:
    """The records of a place."""

    place: Place
    records: Mapping[str, tuple[Record, ...]]
    """Kind's name -> its records in this place, steps in the order of their journeys."""

    titles: Mapping[str, str]
    """A category's code -> its title."""

    offered: Offered | None = None
    """What can be named in a record, so that its form opens at once; None for a kind whose form is its own."""

    def of(self, kind: str) -> tuple[Record, ...]:
        """Return the records of a kind."""
        return self.records[kind]


def place_record(place: Place) -> Record:
    """Return a place as the record that the store reads of it."""
    names = {"title": "name", "areas": "codes"}
    values = {field.name: getattr(place, names.get(field.name, field.name)) for field in PLACE_KIND.fields}
    return Record(place.id, PLACE_KIND, values)
