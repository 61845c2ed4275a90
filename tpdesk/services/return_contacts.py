"""To whom in an organisation a letter about its return goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tpdesk.domain.kinds import KINDS
from tpdesk.domain.return_form import Addressee
from tpdesk.models.records import store
from tpdesk.text import folded

if TYPE_CHECKING:
    import sqlite3

_ABOUT: Final = re.compile(r"\b(counts?|counting|returns?|spend(ing)?|financ\w*|money|accounts?)\b", re.IGNORECASE)
"""What a contact is asked about, or is, to whom a return goes."""


def addressee(connection: sqlite3.Connection, place: int, agency: str) -> Addressee:
    """Return the role in the organisation that its contacts name for money or the count; none where none does."""
    for contact in store.list_of_place(connection, KINDS["contact"], place):
        told = {name: str(contact.values[name] or "") for name in ("agency", "role", "about", "how")}
        is_asked = _ABOUT.search(f"{told['role']} {told['about']}") is not None
        if folded(told["agency"]) == folded(agency) and is_asked and not contact.is_made_up:
            return Addressee(told["role"], told["how"])
    return Addressee()
