"""Results of a recount: what each new area would have spent, what of it rests on a driver, and what moves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tpdesk.domain.boundary_set import BoundarySet
from tpdesk.domain.results.basis import Basis, SourceFile
from tpdesk.units import per_unit


class Piece(NamedTuple):
    """Money of one organisation under one label and category, and where it goes. A tuple: a year has thousands."""

    agency: int
    label: int
    category: str
    pence: int
    driver: str
    """The driver's name; empty where it goes to one new area whole."""

    rule: int
    """Which choice of driver it follows, from 0; -1 where none."""

    parts: tuple[int, ...]
    """Pence for each new area in their order, then elsewhere, then what ends."""

    weights: tuple[int, ...]
    """What the driver says of each new area and of elsewhere; empty where nothing is shared."""


@dataclass(frozen=True, slots=True)
class NewBody:
    """What one new area would have spent. Amounts in pence."""

    name: str
    code: str
    areas: tuple[str, ...]
    """Names of the areas that it is made of."""

    people: int | None
    """None where they are not known of each of its areas."""

    people_year: int | None
    direct_pence: int
    """Of organisations that lie in it whole, of lines that name an area of it, and what moves to it whole."""

    split: Mapping[str, int]
    """Driver -> pence of divided organisations that it shares out."""

    swing: Mapping[str, tuple[int, int]]
    """Kind of service -> (least, most) that a plausible other driver of it would add: never above, never below zero."""

    @property
    def split_pence(self) -> int:
        """What rests on somebody's choice of driver."""
        return sum(self.split.values())

    @property
    def total_pence(self) -> int:
        """Direct and split."""
        return self.direct_pence + self.split_pence

    @property
    def pence_per_head(self) -> int | None:
        """The total over its people; None where they are not known."""
        return per_unit(self.total_pence, self.people)

    @property
    def share_split(self) -> float | None:
        """The part of the total that rests on a driver; None where the total is zero."""
        return self.split_pence / self.total_pence if self.total_pence else None

    @property
    def least_pence(self) -> int:
        """The total, were each kind of service argued by the driver that is worst for it."""
        return self.total_pence + sum(low for low, _ in self.swing.values())

    @property
    def most_pence(self) -> int:
        """The total, were each kind of service argued by the driver that is best for it."""
        return self.total_pence + sum(high for _, high in self.swing.values())


@dataclass(frozen=True, slots=True)
class DriverMove:
    """What one plausible other driver moves, all else as it is."""

    service: str
    driver: str
    other: str
    pence: int
    """The money that it shares."""

    moved: Mapping[str, int]
    """New area -> pence that it would have more, or less; they add up to zero with elsewhere."""

    @property
    def most_pence(self) -> int:
        """The most that any new area gains or loses."""
        return max((abs(pence) for pence in self.moved.values()), default=0)


@dataclass(frozen=True, slots=True)
class RecountRow:
    """One organisation or category over the new areas."""

    key: str | None
    """A category's code; None for an organisation, and for money without a category."""

    title: str
    direct: Mapping[str, int]
    split: Mapping[str, int]
    elsewhere_pence: int
    """What goes outside the place, or to nobody."""

    @property
    def total_pence(self) -> int:
        """All of it."""
        return sum(self.direct.values()) + sum(self.split.values()) + self.elsewhere_pence


@dataclass(frozen=True, slots=True)
class Meeting:
    """How much spend of councils can coincide at most where their areas meet, today and on the new boundaries."""

    before_pence: int
    after_pence: int
    service_lines: int
    """Service lines on which they spend."""

    meeting_lines: int
    """Those in which areas meet today."""


@dataclass(frozen=True, slots=True)
class Recount:
    """A place and year on new boundaries. New areas, elsewhere and what ends add up to the whole."""

    basis: Basis
    set: BoundarySet
    whole_pence: int
    new: tuple[NewBody, ...]
    elsewhere_pence: int
    """What falls outside the place, of organisations that reach beyond it."""

    ended_pence: int
    """What ends with its organisation."""

    moves: tuple[DriverMove, ...]
    """Each plausible other driver, the one that moves most first."""

    meeting: Meeting
    pieces: tuple[Piece, ...]
    issues: tuple[str, ...]
    sources: tuple[SourceFile, ...]

    def new_named(self, name: str) -> NewBody | None:
        """Return the new area of that name, without regard to capitals."""
        return next((body for body in self.new if body.name.casefold() == name.casefold()), None)
