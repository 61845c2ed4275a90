"""A frozen count: what a count was made of when it was given a name, and which nothing changes again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from tpdesk.domain.facts import YearFacts
from tpdesk.domain.facts_json import EDITION

NOW: Final = "now"
"""What the desk as it is stands under where a version is compared with it."""


class FrozenCell(NamedTuple):
    """The lines of one batch that agree in everything that analysis asks for; batch 0 is of lines that came with
    no file. Agencies and labels are known by their numbers in the facts of the same count."""

    batch: int
    agency: int
    label: int
    category: str
    """The lines' own category, or empty: then the map that was in force decides."""

    flow: str
    cost_type: str
    status: str
    control: str
    counterparty: int
    internal: bool
    pence: int
    came_pence: int
    """What the lines came with in their file, before any edit."""

    lines: int


class FrozenLine(NamedTuple):
    """A line that came with no file."""

    line: int
    """Its number on the desk where it was frozen."""

    agency: int
    label: int
    category: str
    flow: str
    cost_type: str
    status: str
    control: str
    counterparty: int
    internal: bool
    pence: int


@dataclass(frozen=True, slots=True)
class FrozenBatch:
    """A file behind a frozen count."""

    id: int
    file: str
    sha256: str
    who: str
    """Who took it in."""

    made_at: str


@dataclass(frozen=True, slots=True)
class Version:
    """The head of a frozen count."""

    id: int
    """0 for the desk as it is."""

    name: str
    place: str
    year: int
    kind: str
    """One of `VERSION_KINDS`."""

    frozen_at: str
    """ISO 8601 UTC."""

    who: str
    note: str
    basis: str
    """The kinds of money that it holds, as `actual and estimate`."""

    hash: str
    """SHA-256 of all that it holds: two counts with one hash are the same to the penny."""

    gross_pence: int
    after_transfers_pence: int
    lines: int
    origin: str = ""
    """The file of the desk that it was frozen on, where a merge brought it; else empty."""

    audit: int = 0
    """The number of the last act before it in the history of the desk where it was frozen."""

    @property
    def is_now(self) -> bool:
        """Whether it is the desk as it is, and nothing frozen."""
        return self.id == 0


@dataclass(frozen=True, slots=True)
class FrozenCount:
    """A frozen count, or the desk as it is in the same form."""

    version: Version
    facts: YearFacts
    """The facts of the year as they were, with what counts of bodies that cover more than the place;
    without deep dives, returns and files."""

    cells: tuple[FrozenCell, ...]
    """All lines, in order of their keys; the facts' own cells are their sums over batches."""

    by_hand: tuple[FrozenLine, ...]
    """The lines that came with no file, one by one."""

    batches: Mapping[int, FrozenBatch]
    form: int = EDITION
    """The edition of the facts' layout in which it was frozen."""
