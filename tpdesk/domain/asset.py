"""What the co-location of assets is worked out from: sites, the rules by which they may share, and where they lie.

Degrees have a type of field of their own: exact decimals, below zero too, kept as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tpdesk.domain.field_contract import FieldLike, FieldType, Stored
from tpdesk.errors import UsageProblem
from tpdesk.text import clean, folded

LAND: Final = "land"
USES: Final = (
    "office", "customer access", "clinic", "library", "community centre", "police station", "fire station", "depot",
    "school", LAND, "other",
)  # fmt: skip

FREEHOLD: Final = "freehold"
TENURES: Final = (FREEHOLD, "leasehold", "licence", "PFI/LIFT")

IN_USE: Final = "in use"
STATUSES: Final = (IN_USE, "surplus", "on the market", "gone")

KEEP, GIVE_UP = "keep", "give up"
PLANS: Final = (KEEP, "share", "receive", GIVE_UP)

WITHIN_M: Final = 1_500
"""How far apart two sites may lie, in metres, where nobody says otherwise: our judgement, a walk of twenty minutes."""

SPACE_M2: Final = 10
"""Floor area for each person, in square metres, where nobody says otherwise: our judgement."""

POSTCODE_M: Final = 100
"""How far the middle of a postcode may lie from a building in it, in metres."""

_PAIRS: Final = (
    ("office", "customer access"), ("office", "police station"), ("customer access", "library"),
    ("customer access", "police station"), ("customer access", "community centre"), ("library", "community centre"),
    ("clinic", "community centre"), ("police station", "fire station"),
)  # fmt: skip
_WITH_ITSELF: Final = (
    "office", "customer access", "clinic", "library", "community centre", "police station", "fire station", "depot",
)  # fmt: skip
TOGETHER: Final = frozenset(frozenset(pair) for pair in (*_PAIRS, *((use,) for use in _WITH_ITSELF)))
"""Uses that go together in one building: our judgement, which the rules of a place can replace."""


def parse_together(text: str) -> frozenset[frozenset[str]]:
    """Return the pairs of uses of `office, library`, a pair a line; one use alone goes with itself.
    Raises UsageProblem for a word that is no use."""
    found = set[frozenset[str]]()
    for line in filter(None, map(clean, text.replace(";", "\n").splitlines())):
        uses = [_use(word) for word in re.split(r"\s*(?:,|\+|&| with | and )\s*", folded(line)) if word]
        if not 1 <= len(uses) <= 2:
            raise UsageProblem(
                f"Uses together: '{line[:60]}' names {len(uses)} uses. Write two a line: office, library."
            )
        found.add(frozenset(uses))
    return frozenset(found)


def _use(word: str) -> str:
    if word not in USES:
        raise UsageProblem(f"Uses together: '{word[:40]}' is none of {', '.join(USES)}.")
    return word


@dataclass(frozen=True, slots=True)
class SharingRules:
    """The rules by which a place looks for sites to share."""

    within_m: int = WITHIN_M
    space_m2: int = SPACE_M2
    together: frozenset[frozenset[str]] = TOGETHER


@dataclass(frozen=True, slots=True)
class Point:
    """Where a site lies: on the British national grid, or by latitude and longitude."""

    east: int | None = None
    north: int | None = None
    latitude: Fraction | None = None
    longitude: Fraction | None = None

    @property
    def on_grid(self) -> bool:
        """Whether it has an easting and a northing."""
        return self.east is not None and self.north is not None


@dataclass(frozen=True, slots=True)
class Site:
    """A building or piece of land of one organisation. None is not known."""

    name: str
    agency: str
    use: str
    point: Point | None = None
    precision_m: int = 0
    people: int | None = None
    capacity: int | None = None
    nia_m2: int | None = None
    running_pence: int | None = None
    """What it costs to run in a year, less its income."""

    running_year: int | None = None
    share_cost_pence: int | None = None
    """What one more person costs there in a year."""

    keep: str = ""
    """Why it must be kept; empty where nothing says so."""

    is_going: bool = False
    """Whether it is surplus, on the market, gone, or planned to be given up."""

    free_from: int | None = None
    """The first year in which its lease can end; None where it can be left in any year, or where that is not known."""

    is_lease_unknown: bool = False
    """Whether it is leased and nothing says until when."""

    until: int | None = None
    """The year in which its lease ends; None where it has none, or where that is not known."""

    lease_ended: str = ""
    """The day on which its lease ended by its record, ISO 8601; empty where that has not come."""

    occupier_people: int = 0
    """People of its occupiers, of those that are known."""

    plan: str = ""
    is_made_up: bool = False
    """Whether its source says that it is illustrative."""

    def capacity_at(self, space_m2: int) -> int | None:
        """Return how many people it has room for in all: as recorded, else by its floor area; None if not known."""
        if self.capacity is not None:
            return self.capacity
        return None if self.nia_m2 is None else self.nia_m2 // space_m2

    def room_at(self, space_m2: int) -> int | None:
        """Return how many more people it has room for; None if not known."""
        capacity = self.capacity_at(space_m2)
        return None if capacity is None or self.people is None else max(0, capacity - self.people)


class _Degrees(FieldType):
    """Degrees north or east, exact, below zero too."""

    metavar = "DEGREES"
    is_text = False

    def __init__(self, name: str, low: int, high: int) -> None:
        self.name = name
        self._low, self._high = low, high

    def parse(self, field: FieldLike, text: str) -> Stored:
        if not re.match(r"[-+]?\d{1,3}(\.\d{1,12})?\Z", text):
            raise UsageProblem(f"{field.title}: '{text[:40]}' is not a number of degrees, as in 53.78906 or -2.24381.")
        if not self._low <= Fraction(text) <= self._high:
            raise UsageProblem(
                f"{field.title}: {text} is outside Great Britain, where it runs from {self._low} to {self._high}. "
                "Check that latitude and longitude are not swapped."
            )
        return text.removeprefix("+")

    def to_json(self, value: Stored) -> object:
        return value or None


LATITUDE: Final = _Degrees("latitude", 49, 61)
LONGITUDE: Final = _Degrees("longitude", -9, 2)


class _Metres(FieldType):
    """Whole metres on the national grid."""

    sql = "INTEGER"
    blank: Stored = None
    metavar = "METRES"
    is_text = False
    is_number = True

    def __init__(self, name: str, most: int) -> None:
        self.name = name
        self._most = most

    def parse(self, field: FieldLike, text: str) -> Stored:
        if not re.match(r"\d{1,3}(,?\d{3})*(\.0+)?\Z", text):
            raise UsageProblem(f"{field.title}: '{text[:40]}' is not a whole number of metres, as in 384200.")
        number = int(text.replace(",", "").split(".")[0])
        if number > self._most:
            raise UsageProblem(
                f"{field.title}: {number:,} m is outside the national grid, which ends at {self._most:,} m. "
                "Check that easting and northing are not swapped."
            )
        return number

    def show(self, value: Stored) -> str:
        return "" if value is None else str(value)


EASTING: Final = _Metres("easting", 700_000)
NORTHING: Final = _Metres("northing", 1_300_000)


_POSTCODE: Final = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})\Z")


def plain_postcode(text: str) -> str:
    """Return a postcode in capitals without blanks; empty for what is none."""
    found = _POSTCODE.match(re.sub(r"\s", "", text).upper())
    return found[0] if found else ""


class _Postcode(FieldType):
    """The postcode of a building, in capitals: no text in which to look for a person's."""

    name = "postcode"
    is_text = False

    def parse(self, field: FieldLike, text: str) -> Stored:
        plain = plain_postcode(text)
        if not plain:
            raise UsageProblem(f"{field.title}: '{text[:40]}' is not a postcode, as in BB11 1JA.")
        return f"{plain[:-3]} {plain[-3:]}"


POSTCODE: Final = _Postcode()


class _UsePairs(FieldType):
    """Pairs of uses, one a line."""

    name = "uses together"
    widget = "note"
    is_text = False
    is_long = True

    def parse(self, field: FieldLike, text: str) -> Stored:  # noqa: ARG002 (its words name the field)
        return "\n".join(sorted(", ".join(sorted(pair, key=USES.index)) for pair in parse_together(text)))


USE_PAIRS: Final = _UsePairs()


def settle_asset(said: Mapping[str, Stored]) -> Mapping[str, Stored]:
    """Refuse an asset whose point is half said, or land on which people are based. Raises UsageProblem."""
    for first, second in (("easting", "northing"), ("latitude", "longitude")):
        given = [said[name] not in (None, "") for name in (first, second)]
        if given[0] != given[1]:
            lacking = second if given[0] else first
            raise UsageProblem(f"{first.capitalize()} and {second} go together: {lacking} is missing.")
    people = said["people"]
    if said["use"] == LAND and isinstance(people, int) and people:
        raise UsageProblem(
            f"Land has no people based on it, and this has {people:,}. Choose another use, or leave people blank."
        )
    return {}


COST_PARTS: Final = ("rent", "rates", "energy", "facilities", "other")


def settle_cost(said: Mapping[str, Stored]) -> Mapping[str, Stored]:
    """Refuse running costs that say nothing. Raises UsageProblem."""
    if all(said[f"{name}_pence"] is None for name in ("total", *COST_PARTS)):
        raise UsageProblem("Enter what the year's running costs are: the total, or at least one of their parts.")
    return {}
