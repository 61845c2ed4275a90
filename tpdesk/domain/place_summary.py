"""What one place reports to a national report: totals, grades, savings and barriers, without a single line; as a file
whose hash says whether it was changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from tpdesk.errors import InputProblem
from tpdesk.text import folded

EDITION: Final = 1
"""Of the file's layout: raised by whoever changes what a field means."""

MARK: Final = "tpdesk place summary"
"""What a file says that it is."""

COUNTED, PUBLISHED = WAYS = ("counted", "published")
"""Where a place's total comes from: its own count, or a figure that somebody published of it."""


@dataclass(frozen=True, slots=True)
class SummarySaving:
    """What a business case of the place comes to, as present values. Pence."""

    title: str
    theme: str
    """The deep dive's title; empty where the case hangs on none."""

    prices: str
    """In whose prices: `2024-25`."""

    grade: int | None
    """The worst of its benefits' grades, 1 to 6; None where none is said."""

    fiscal_pence: int
    """What the public purse gains."""

    cashable_pence: int
    """What of it can be taken out of a budget."""

    cost_pence: int
    cohorts: tuple[str, ...] = ()
    """A number for each benefit and number of people, in the order in which the place tells them, which says neither:
    two cases of one place that share one count one cohort."""

    horizon: str = ""
    """Of the opportunity that it works out: quick, medium, structural or central."""


@dataclass(frozen=True, slots=True)
class SummaryBarrier:
    """What is in the way in a place, and what it asks for."""

    title: str
    level: str
    kind: str
    state: str
    ask: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class PlaceSummary:
    """One place's total of one year with what stands behind it. Pence."""

    place: str
    areas: tuple[str, ...]
    """Base areas (GSS codes of districts), sorted; empty where they are not known."""

    year: str
    """`2024-25`; empty where none was said with a published figure."""

    basis: str
    """Which money it is: `after transfers, actual, revenue and capital`."""

    total_pence: int
    qualifier: str = ""
    """How the figure is printed where it is not exact: `about`, `over`."""

    way: str = COUNTED
    source: str = ""
    """Of a published figure."""

    gross_pence: int | None = None
    people: int | None = None
    people_source: str = ""
    bodies_counted: int | None = None
    bodies_expected: int | None = None
    missing: tuple[str, ...] = ()
    """Organisations that are expected and not counted."""

    unmapped_pence: int = 0
    grades: tuple[tuple[str, int], ...] = ()
    """(confidence grade, pence) of gross expenditure."""

    version: str = ""
    """The frozen count that it is of; empty where the desk as it was is told."""

    version_hash: str = ""
    savings: tuple[SummarySaving, ...] = ()
    savings_hidden: int = 0
    """Business cases for so few people that their figures would tell of them: no figure of these leaves the place."""

    barriers: tuple[SummaryBarrier, ...] = ()
    told_by: str = ""
    """The file that it was read from, for messages and the report; no part of its hash."""

    @property
    def id(self) -> str:
        """By which a place is known again, whatever it is called: its areas, else its name."""
        return "+".join(self.areas) or folded(self.place)


def hash_of(summary: PlaceSummary) -> str:
    """Return the SHA-256 of what a summary says, as 64 hexadecimal digits."""
    import msgspec

    return hashlib.sha256(msgspec.json.encode(_plain(summary), order="sorted")).hexdigest()


def write_summary(summary: PlaceSummary) -> bytes:
    """Return a summary as UTF-8 JSON with its hash."""
    import msgspec

    told = {"this": MARK, "edition": EDITION, "hash": hash_of(summary), "summary": _plain(summary)}
    return msgspec.json.format(msgspec.json.encode(told), indent=2)


def read_summary(told: Mapping[str, Any], named: str) -> PlaceSummary:
    """Return the summary that the object of a file holds.

    Raises:
        InputProblem: where it is no summary, is of another edition, was changed since it was written, or holds a value
        that no summary has; the message names the file and says what to do.
    """
    import msgspec

    if told.get("this") != MARK:
        raise _not_one(named, "it does not say that it is one")
    if told.get("edition") != EDITION:
        raise _not_one(named, f"it is of edition {str(told.get('edition'))[:20]}, not {EDITION}")
    try:
        found = msgspec.convert(told.get("summary"), type=PlaceSummary)
    except msgspec.ValidationError as error:
        raise _not_one(named, f"a value in it cannot be ({error})") from error
    if hash_of(found) != told.get("hash"):
        raise InputProblem(
            f"{named} was changed after it was written: its hash differs. Ask for the file as `pack summary` wrote it.",
            title="This summary was changed",
        )
    return replace(found, told_by=named)


def tell_apart(summaries: Iterable[PlaceSummary]) -> tuple[PlaceSummary, ...]:
    """Return the places in an order that is theirs alone; those of one name in areas that do not meet carry the file
    that tells of each.

    Raises:
        InputProblem: where a place is told twice, and nobody could say which of the two counts: the same areas,
        whatever it is called, or the same name where areas meet or are not known.
    """
    given = sorted(summaries, key=lambda one: (folded(one.place), one.id))
    for number, one in enumerate(given):
        for other in given[:number]:
            is_named_alike = folded(one.place) == folded(other.place)
            apart = one.areas and other.areas and not set(one.areas) & set(other.areas)
            if one.id == other.id or (is_named_alike and not apart):
                raise _told_twice(other, one)
    return tuple(_named(one, [other for other in given if folded(other.place) == folded(one.place)]) for one in given)


def _named(one: PlaceSummary, alike: Sequence[PlaceSummary]) -> PlaceSummary:
    """Return a place under a name that is its alone."""
    if len(alike) == 1:
        return one
    files = {other.told_by for other in alike}
    return replace(one, place=f"{one.place} ({one.told_by if len(files) == len(alike) else '+'.join(one.areas)})")


def _told_twice(first: PlaceSummary, second: PlaceSummary) -> InputProblem:
    called = second.place if first.place == second.place else f"{first.place} and {second.place}"
    return InputProblem(
        f"{called} is told twice: by {first.told_by} and by {second.told_by}. Leave one of them out.",
        title="A place is told twice",
    )


def _plain(summary: PlaceSummary) -> dict[str, Any]:
    found = asdict(summary)
    del found["told_by"]
    return found


def _not_one(named: str, why: str) -> InputProblem:
    return InputProblem(
        f"{named} is no place summary: {why}. `pack summary` of the same version of tpdesk writes one.",
        title="This is no place summary",
    )
