"""New boundaries of a place, and what is needed to recount its money on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tpdesk.domain.apportionment import Boundaries, Driver
from tpdesk.domain.kinds.boundaries import ALL_BODIES
from tpdesk.errors import UsageProblem

EVERYTHING_ELSE: Final = "everything else"
"""What the choice of driver is called that names no service."""


class BoundaryProblem(UsageProblem):
    """The new areas do not part the place: an area in two of them, in none, or outside it. Exit 1."""

    title = "These boundaries do not fit the place"
    exit_code = 1


@dataclass(frozen=True, slots=True)
class NewArea:
    """One area of a boundary set: a council that may not exist yet."""

    name: str
    code: str
    """Its GSS code or one of the user's own; empty where it has none."""

    areas: tuple[str, ...]
    """Codes of the districts, or of wards of a divided district, that go to it."""


@dataclass(frozen=True, slots=True)
class DriverRule:
    """By which driver a kind of service is shared."""

    starts: str
    """How its labels or categories start; empty for everything else."""

    driver: str
    """The driver's name."""

    others: tuple[str, ...] = ()
    """Names of drivers that could be argued for too."""

    @property
    def name(self) -> str:
        """What the kind of service is called."""
        return self.starts or EVERYTHING_ELSE


@dataclass(frozen=True, slots=True)
class Succession:
    """Who takes over from an organisation, where areas and drivers do not say it."""

    agency: int
    category: str
    """A category's code; empty for all of its money."""

    how: str
    """A word of `kinds.boundaries.HOWS`."""

    new: str = ""
    """The new area's name, where all moves to one."""

    driver: str = ""
    """The driver's name, where it is shared by one of its own."""


@dataclass(frozen=True, slots=True)
class BoundarySet:
    """New boundaries of a place."""

    title: str
    place: str
    areas: tuple[NewArea, ...]
    """In order of their names."""

    rules: tuple[DriverRule, ...] = ()
    """The first that fits is taken."""

    successions: tuple[Succession, ...] = ()
    kind: str = "proposal"
    whose: str = ALL_BODIES
    vesting: str = ""
    source: str = ""


CellKey = tuple[int, int, str, str, str, str, str, int, bool]
"""What a cell of the cube is known by: all but its pence and lines."""


@dataclass(frozen=True, slots=True)
class NewGround:
    """What the desk knows for a recount beside the facts of the year."""

    boundaries: Boundaries
    place_codes: tuple[str, ...]
    drivers: Mapping[str, Driver] = field(default_factory=dict)
    """Name -> driver, of all that the set names."""

    people: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Code -> (people, calendar year) nearest to the financial year's start."""

    past: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Code of an area -> codes that it was made of, from sets of past boundaries."""

    placed: Mapping[CellKey, Mapping[str, int]] = field(default_factory=dict)
    """Cell -> area -> pence of its lines that name that area, nothing for those that name none; of organisations
    whose money is to be shared."""
