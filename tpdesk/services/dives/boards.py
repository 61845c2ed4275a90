"""What the screens of the deep dives read: all records of a place, and what there is to choose from where one is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tpdesk.calc.dive import DiveTotal
from tpdesk.calc.own_level import all_pairs
from tpdesk.calc.verdict import unjudged
from tpdesk.domain.evidence import EvidencePair
from tpdesk.domain.kinds import KINDS, Record
from tpdesk.models.category import categories
from tpdesk.models.connection import spoken
from tpdesk.models.desk import open_desk
from tpdesk.models.dives.tagging import Tag
from tpdesk.models.place import Place
from tpdesk.models.records.offered import Offered, offered
from tpdesk.services.dives.records import records_of
from tpdesk.services.dives.tagging import list_tags
from tpdesk.services.dives.totals import dive_totals
from tpdesk.services.dives.weighing import prevention_cut, small_from
from tpdesk.services.figures import facts_of
from tpdesk.services.window import place_of


@dataclass(frozen=True, slots=True)
class BoardsRead:
    """The deep dives of a place with all that hangs on them."""

    place: Place
    records: Mapping[str, tuple[Record, ...]]
    """Kind's name -> its records in this place, steps in the order of their journeys."""

    titles: Mapping[str, str]
    """A category's code -> its title."""

    def of(self, kind: str) -> tuple[Record, ...]:
        """Return the records of a kind."""
        return self.records[kind]

    def themes(self, dive: Record | None) -> frozenset[str]:
        """Return the titles of a deep dive and of all sub-themes under it; of all of them for None."""
        if dive is None:
            return frozenset(record.title for record in self.of("dive"))
        found = {dive.title}
        while more := {one.title for one in self.of("dive") if one.values["parent"] in found} - found:
            found |= more
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class MoneyRead:
    """What spend and deliveries say of the deep dives of a place in one year."""

    totals: Mapping[int, DiveTotal]
    """A deep dive's number -> its total; a parent stands before its sub-themes. Empty where the place has no year with spend."""

    tags: Mapping[int, tuple[Tag, ...]]
    """A deep dive's number -> the tags of itself."""

    pairs: tuple[EvidencePair, ...]
    """Bodies whose deliveries overlap, or are the same for the same people, at the level asked for."""

    unjudged: tuple[int, ...]
    """Numbers of the deliveries that cannot be judged for want of a category, though other bodies do something alike."""

    small: int
    """From which number of people on packs print it."""

    cut: str
    """The step after which prevention ends: `primary`, `secondary` or `tertiary`."""


def read_money(path: Path, place: int, year: int | None, level: int) -> MoneyRead:
    """Return it for the place with that id. Raises DeskFileProblem, Locked, UsageProblem."""
    with open_desk(path, read_only=True) as desk, spoken(path):
        here = place_of(desk, place)
        dives = records_of(desk, "dive", place)
        tags = {dive.id: list_tags(desk, dive.id) for dive in dives}
        if year is None:
            return MoneyRead({}, tags, (), (), small_from(desk), prevention_cut(desk))
        facts = facts_of(desk, here, year)
        found = dive_totals(desk, facts)
        small, cut = small_from(desk), prevention_cut(desk)
    numbers = {dive.title: dive.id for dive in dives}
    pairs = all_pairs(facts, level)
    return MoneyRead(
        {numbers[total.title]: total for total in found}, tags, pairs, unjudged(facts).without_category, small, cut
    )


def read_boards(path: Path, place: int) -> BoardsRead:
    """Return the deep dives of the place with that id. Raises DeskFileProblem, Locked, UsageProblem."""
    with open_desk(path, read_only=True) as desk, spoken(path):
        here = place_of(desk, place)
        found = {kind: records_of(desk, kind, place) for kind in KINDS}
        titles = {code: category.title for code, category in categories(desk.connection).items()}
    return BoardsRead(here, found, titles)


def read_offered(path: Path, place: int) -> Offered:
    """Return what can be named in a record of the place with that id. Raises DeskFileProblem, Locked."""
    with open_desk(path, read_only=True) as desk, spoken(path):
        return offered(desk.connection, place)
