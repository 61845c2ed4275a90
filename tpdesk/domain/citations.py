"""Publications that figures come from: who published what, in which edition, when, on which terms and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

NOT_STATED: Final = "not stated"
"""Of what nobody wrote down of a source: it is named as missing, and not invented."""


_SITES: Final = {"github.com": "GitHub"}
"""Site -> its name."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One publication. What is not known of it is empty."""

    words: str
    """How a `source` begins that means it."""

    publisher: str = ""
    title: str = ""
    edition: str = ""

    published: str = ""
    """The date of publication as people read it: a day, a month or a year."""

    accessed: str = ""
    """The day on which its figures were taken into tpdesk, by the history of the project."""

    licence: str = ""

    address: str = ""
    """Where it, or the copy that was read, is on the web."""

    @property
    def name(self) -> str:
        """Title and edition."""
        return f"{self.title}, {self.edition}" if self.edition else self.title

    @property
    def link(self) -> str:
        """The words of a link to its address."""
        site, _, where = self.address.removeprefix("https://").partition("/")
        return f"At {_SITES.get(site, site)}: {where}" if self.address else ""


def cite(sources: Iterable[str], known: Sequence[Citation]) -> tuple[Citation, ...]:
    """Return the publications that texts name, each once: the parts of a text, with `;` between, by the longest
    beginning that is known, or as they stand with nothing else stated."""
    found: dict[str, Citation] = {}
    for text in sources:
        for part in filter(None, map(str.strip, text.split(";"))):
            fitting = [one for one in known if part.startswith(one.words)]
            one = max(fitting, key=lambda one: len(one.words), default=Citation(part, title=part))
            found.setdefault(one.words, one)
    return tuple(found.values())
