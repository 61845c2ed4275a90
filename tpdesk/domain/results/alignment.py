"""Funding streams of a year, what they serve and how: the facts that calc reads, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from tpdesk.domain.facts import SideCell
from tpdesk.domain.results.basis import Basis, Issue

NOT_MAPPED: Final = "not mapped"
"""The priority of what nobody has mapped to one."""

LETTERS: Final = {"pooled": "P", "shared": "S", "aligned": "A", "none": "N", NOT_MAPPED: "-"}
HATCHES: Final = {"pooled": "█", "shared": "▓", "aligned": "▒", "none": "░", NOT_MAPPED: "·"}
"""Mode -> how its part of a bar is drawn in text: told apart without colour."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A funding stream as it is recorded."""

    title: str
    awarded_pence: int | None
    """None where it is not known."""

    host: str = ""
    """The organisation that holds it, by its name on the desk."""

    parent: str = ""
    """The pool that it is a contribution to."""

    funder: str = ""
    received_pence: int | None = None
    names: tuple[str, ...] = ()
    """What spend lines call it; its title where nobody said."""

    cost_type: str = ""
    ring_fence: str = ""
    fence_text: str = ""
    barrier: str = ""
    barrier_state: str = ""
    ends: int | None = None
    """The start year of the last financial year with money; None where it is not known."""

    carry_forward: str = ""
    legal_basis: str = ""
    source: str = ""
    year: int | None = None

    @property
    def is_illustrative(self) -> bool:
        """Whether its title or source says that it is made up as an example."""
        return any(text.casefold().startswith("illustrative") for text in (self.title, self.source))


@dataclass(frozen=True, slots=True)
class StreamPart:
    """The share of a stream that serves a priority."""

    stream: str
    priority: str
    share: Fraction
    mode: str


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """All that is known of the funding streams of a place and year."""

    place: str
    year: int
    streams: tuple[Stream, ...]
    """Those of the year, in the order of their titles."""

    priorities: tuple[str, ...]
    parts: tuple[StreamPart, ...]
    lines: tuple[SideCell, ...]
    """Sums of the year's lines that name a funding stream, each under the name that its lines give."""

    agencies: Mapping[int, str]
    """Number -> name of the organisations of those lines."""

    elsewhere: Mapping[str, int] | None = None
    """Title -> year of the pools in other years that streams of this year name."""

    def without_illustrative(self) -> StreamFacts:
        """Return the same without streams that are made up as examples, and without priorities that nothing else
        serves."""
        kept = tuple(one for one in self.streams if not one.is_illustrative)
        titles = {one.title for one in kept}
        parts = tuple(part for part in self.parts if part.stream in titles)
        served = {part.priority for part in parts}
        idle = {part.priority for part in self.parts} - served
        priorities = tuple(title for title in self.priorities if title not in idle)
        return replace(self, streams=kept, parts=parts, priorities=priorities)


@dataclass(frozen=True, slots=True)
class AlignmentCell:
    """What of a stream serves a priority."""

    priority: str
    stream: str
    mode: str
    """`not mapped` where nobody said."""

    share: Fraction
    pence: int


@dataclass(frozen=True, slots=True)
class StreamRow:
    """A stream beside what its lines say."""

    stream: Stream
    counted_pence: int | None
    """What it comes to: as awarded, or the sum of its contributions; None where neither is known."""

    contributions: tuple[Stream, ...]
    """What is paid into it."""

    difference_pence: int | None
    """Awarded less its contributions, where both are known."""

    spent_pence: int
    """Of actual lines that name it or a contribution to it, with payments between their organisations taken out."""

    spent_lines: int
    spent_by: tuple[tuple[str, int], ...]
    """(organisation, pence), the largest first."""

    names: tuple[str, ...] = ()
    """What lines call it and the contributions to it."""

    named_pence: int = 0
    """Of its actual lines, before payments between their organisations are taken out."""

    not_actual_pence: int = 0
    """Lines that name it and are budget, estimate or apportioned: in no sum of what was spent."""

    @property
    def is_contribution(self) -> bool:
        """Whether it is paid into a pool, which counts it."""
        return bool(self.stream.parent)


@dataclass(frozen=True, slots=True)
class HostPayment:
    """Lines of a contribution that are not marked as paid to the pool's host: proposed as a transfer."""

    stream: str
    names: tuple[str, ...]
    """The names on those lines."""

    payer: str
    host: str
    pence: int
    host_pence: int
    """What the host's own lines name: where there is some, the contribution is counted twice."""

    lines: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which stream serves which priority, in a place and year. Amounts in pence; contributions are in their pools."""

    place: str
    year: int
    priorities: tuple[str, ...]
    rows: tuple[StreamRow, ...]
    """Every stream of the year, contributions behind their pool."""

    cells: tuple[AlignmentCell, ...]
    """In the order of the priorities, what is not mapped last; a stream of unknown size has none."""

    by_mode: Mapping[str, int]
    """pooled, shared, aligned, none, not mapped -> pence."""

    total_pence: int
    payments: tuple[HostPayment, ...]
    issues: tuple[Issue, ...]
    count_pence: int | None = None
    """The place's count after transfers; None where nothing is counted."""

    basis: Basis | None = None
    """Which money that count holds."""

    @property
    def pooled_share(self) -> Fraction | None:
        """What of the streams is pooled; None where they come to nothing."""
        return Fraction(self.by_mode["pooled"], self.total_pence) if self.total_pence else None

    @property
    def pooled_share_of_count(self) -> Fraction | None:
        """What of the place's count is pooled; None where nothing is counted."""
        return Fraction(self.by_mode["pooled"], self.count_pence) if self.count_pence else None

    @property
    def streams(self) -> tuple[StreamRow, ...]:
        """The streams that count: contributions are in their pools."""
        return tuple(row for row in self.rows if not row.is_contribution)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is recorded of the year."""
        return not self.rows

    def of_priority(self, priority: str) -> tuple[AlignmentCell, ...]:
        """Return what serves a priority."""
        return tuple(cell for cell in self.cells if cell.priority == priority)

    def modes_of(self, priority: str) -> dict[str, int]:
        """Return mode -> pence of what serves a priority."""
        found: dict[str, int] = {}
        for cell in self.of_priority(priority):
            found[cell.mode] = found.get(cell.mode, 0) + cell.pence
        return found

    def ending(self) -> tuple[StreamRow, ...]:
        """Return the streams that end with this financial year or the next, the first to end first."""
        found = (row for row in self.rows if row.stream.ends in (self.year, self.year + 1))
        return tuple(sorted(found, key=lambda row: (row.stream.ends, -(row.counted_pence or 0))))

    def fenced(self) -> tuple[StreamRow, ...]:
        """Return the streams with a ring-fence."""
        return tuple(row for row in self.rows if row.stream.ring_fence not in ("", "none"))
