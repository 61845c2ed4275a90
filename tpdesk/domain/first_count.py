"""What the first count of a place is made from, and what it comes to: published figures as plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tpdesk.domain.codes import BATCH_KIND as BATCH_KIND
from tpdesk.domain.codes import GRADES as GRADES

FIRST_YEAR: Final = 2024
"""The start year of the only financial year whose published figures come with tpdesk."""

GRADE_WORDS: Final = {
    "A": "the organisation's own published outturn, all of it in the place",
    "B": "a wider organisation's outturn shared by people, or an estimate for a return that is missing",
    "C": "an official allocation, or shared by the councils' own budgets",
    "D": "shared by people of the age that it is for, or by people within an NHS board",
    "E": "shared by people: the average of the region, not this place's own",
}
"""Grade -> how the money of that grade is known."""

DRIVERS: Final = {
    "people": ("people", "E"),
    "under_5": ("children under 5", "D"),
    "under_16": ("children under 16", "D"),
    "school_age": ("people 5 to 17", "D"),
    "working_age": ("people 16 to 64", "D"),
    "over_65": ("people 66 and over", "D"),
    "over_74": ("people 75 and over", "D"),
}
"""Column of `District.ages` -> (what it counts in words, the grade of a share by it)."""

HOUSING_BENEFIT, ACADEMIES, BEYOND_BOARDS = "housing_benefit", "academies", "beyond_boards"
"""Ways of sharing a region's money that need more than people of an age."""


OUTTURN: Final = "MHCLG, local authority revenue outturn 2024-25 (RSX), December 2025"
ANALYSIS: Final = "HM Treasury, Country and Regional Analysis, November 2025"
ALLOCATIONS: Final = "NHS England, allocations to integrated care boards, 2024-25"

K_PENCE: Final = 100_000
"""Pence in a thousand pounds: published figures are in thousands."""


@dataclass(frozen=True, slots=True)
class District:
    """A district, unitary, metropolitan or London borough of England."""

    code: str
    name: str
    region: str
    """The code of its region."""

    covered_by: frozenset[str]
    """Codes of the areas that it lies in: its own, county, police, fire, combined authority, region."""

    upper: str
    """The code of the area of the council that runs its schools: county, or its own."""

    ages: Mapping[str, int]
    """Key of `DRIVERS` -> people, mid-2024."""

    housing_benefit: int
    """Its council's budget for housing benefit, 2023-24, in thousands of pounds."""

    budget_known: bool
    """False where that budget is not printed: it is then that of its region a head."""


@dataclass(frozen=True, slots=True)
class Outturn:
    """The net current expenditure of a council, police, fire or combined authority."""

    area: str
    """The code of the area that it covers."""

    name: str
    kind: str
    """A slug of the kinds of agency."""

    services: Mapping[str, int]
    """Service -> thousands of pounds, net of its own income; those that are nothing are left out."""

    gross: int | None
    """The gross total of its services, in thousands of pounds; None where no return was sent."""

    estimate: str
    """How it is estimated, where no return was sent; else empty."""


@dataclass(frozen=True, slots=True)
class Board:
    """What NHS England allocated to an integrated care board."""

    code: str
    name: str
    streams: Mapping[str, int]
    """Stream -> thousands of pounds."""

    households: Mapping[str, int]
    """District -> households of it that lie in the board's area."""


@dataclass(frozen=True, slots=True)
class Central:
    """One line of the Country and Regional Analysis for all regions."""

    body: str
    """Empty for housing benefit, which each district's council pays."""

    label: str
    category: str
    driver: str
    """A key of `DRIVERS`, HOUSING_BENEFIT, ACADEMIES or BEYOND_BOARDS."""

    cost: str
    regions: Mapping[str, int]
    """Code of a region -> thousands of pounds."""


@dataclass(frozen=True, slots=True)
class Published:
    """The published figures that come with tpdesk."""

    districts: Mapping[str, District]
    region_names: Mapping[str, str]
    outturn: tuple[Outturn, ...]
    boards: tuple[Board, ...]
    central: tuple[Central, ...]
    services: Mapping[str, tuple[str, str]]
    """Service of the outturn, or stream of an allocation -> (label, category)."""

    left_out: tuple[tuple[str, str, int], ...]
    """(of where, what, thousands of pounds): money that is in no place's first count."""

    identifiable: int
    """The United Kingdom's identifiable spending, in thousands of pounds."""


@dataclass(frozen=True, slots=True)
class FirstLine:
    """One amount of one organisation."""

    label: str
    category: str
    cost: str
    pence: int
    grade: str
    """A to E, as in GRADE_WORDS."""

    status: str
    """actual, estimate or apportioned."""

    source: str
    """Who published it."""

    method: str
    """`outturn`, `allocation` or `share`."""

    by: str
    """The same in a few words, to stand in a table: `as returned`, `by people 66 and over`."""

    words: str
    """How it is worked out, in a sentence."""


@dataclass(frozen=True, slots=True)
class FirstBody:
    """An organisation with its published figures, as far as they fall to the place."""

    name: str
    kind: str
    areas: tuple[str, ...]
    """GSS codes of the areas that it covers."""

    wider: bool
    """Whether it covers more than the place."""

    lines: tuple[FirstLine, ...]
    published_gross: int | None = None
    """The whole organisation's gross outturn in pence, for the check on its own return; None where there is none."""

    aliases: tuple[str, ...] = ()

    @property
    def pence(self) -> int:
        """Return what falls to the place."""
        return sum(line.pence for line in self.lines)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Lines of a first count that a reader takes together."""

    title: str
    pence: int
    bodies: int
    """Organisations with lines in it."""

    grades: str
    """The grades of its lines, `A`, `D E`."""

    how: str
    """How most of its money is known, in a few words."""


@dataclass(frozen=True, slots=True)
class NotInFirstCount:
    """Money, or a thing about money, that a first count does not hold."""

    what: str
    why: str
    pence: int | None
    """The whole of it, where it is known: never a share of it."""

    of: str
    """Of where `pence` is: the United Kingdom, England; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class FirstCount:
    """The first count of a place, before it is written."""

    districts: tuple[District, ...]
    bodies: tuple[FirstBody, ...]
    left_out: tuple[NotInFirstCount, ...]
    people: int
    share_of_spending: float
    """The share of all public spending in the United Kingdom that is identifiable, and so in first counts."""

    regional_pence_per_head: Mapping[str, int]
    """Name of each region that the place lies in -> its own first count a head, for comparison."""

    warnings: tuple[str, ...] = field(default=())

    @property
    def pence(self) -> int:
        """Return what the count comes to."""
        return sum(body.pence for body in self.bodies)

    @property
    def lines(self) -> int:
        """Return how many lines it has."""
        return sum(len(body.lines) for body in self.bodies)

    def by_grade(self) -> dict[str, int]:
        """Return grade -> pence, A first."""
        found = dict.fromkeys(GRADES, 0)
        for body in self.bodies:
            for line in body.lines:
                found[line.grade] += line.pence
        return found

    def by_method(self) -> dict[str, int]:
        """Return `direct` (the organisation's own figures for the place) and `apportioned` -> pence."""
        direct = sum(line.pence for body in self.bodies for line in body.lines if line.status == "actual")
        return {"direct": direct, "apportioned": self.pence - direct}
