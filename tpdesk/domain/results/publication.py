"""What a pack says of itself: whom its readers ask, when it is issued and when the next comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tpdesk.text import and_words
from tpdesk.units import day_words


@dataclass(frozen=True, slots=True)
class Publication:
    """Whom a reader of a pack asks, when it is issued and when the next comes; empty where nobody set it."""

    contact: str = ""
    """A role, no person."""

    issued_on: str = ""
    """ISO 8601."""

    next_update: str = ""
    """ISO 8601."""

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """What each is called, with what it is in words."""
        return (
            ("Contact", self.contact), ("Issue date", day_words(self.issued_on)),
            ("Next update", day_words(self.next_update)),
        )  # fmt: skip

    @property
    def not_set(self) -> tuple[str, ...]:
        """What nobody set, by name."""
        return tuple(name.lower() for name, text in self.rows if not text)


NOTHING_SET: Final = Publication()
"""Of a pack of which nobody said whom to ask and when it comes."""


def of_several(found: Sequence[Publication]) -> Publication:
    """Return what a report of several places says of itself: every role that one of them names, and a day that is the
    same for all that set it."""
    contacts, issued, following = (
        tuple(dict.fromkeys(filter(None, texts)))
        for texts in zip(*((one.contact, one.issued_on, one.next_update) for one in found), strict=True)
    ) if found else ((), (), ())  # fmt: skip
    return Publication(
        and_words(list(contacts)) if contacts else "",
        issued[0] if len(issued) == 1 else "",
        following[0] if len(following) == 1 else "",
    )
