"""What the screens of the deep dives read: all records of a place, and what there is to choose from where one is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tpdesk.acts.dives.records import list_records
from tpdesk.acts.dives.tagging import list_tags
from tpdesk.acts.figures import facts_of
from tpdesk.acts.window import place_of
from tpdesk.calc.verdict import find_evidence
from tpdesk.models.connection import spoken
from tpdesk.models.desk import open_desk
from tpdesk.models.dives.kinds import KINDS, Record
from tpdesk.models.dives.offered import Offered, offered
from tpdesk.models.dives.tagging import Tag
from tpdesk.models.place import Place


@dataclass(frozen=True, slots=True)
class BoardsRead:
    """The deep dives of a place with all that hangs on them."""

    place: Place
    records: Mapping[str, tuple[Record, ...]]
    """Kind's name -> its records in this place, steps in the order of their journeys."""

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
class DiveRead:
    """What spend and deliveries say of a deep dive in one year; of all of the place where none is named."""

    tags: tuple[Tag, ...]
    """Of the deep dive itself; none where none is named."""

    marks: Mapping[int, str]
    """A delivery's number -> `same` or `overlap`: what it is beside another body's, at the level asked for."""


def read_dive(path: Path, place: int, title: str | None, year: int | None, level: int) -> DiveRead:
    """Return it for the place with that id. Raises DeskFileProblem, Locked, UsageProblem."""
    with open_desk(path, read_only=True) as desk, spoken(path):
        tags = list_tags(desk, title) if title is not None else ()
        facts = facts_of(desk, place_of(desk, place), year) if year is not None else None
    marks: dict[int, str] = {}
    for evidence in find_evidence(facts, level).values() if facts is not None else ():
        for pair in evidence.pairs:
            for number in pair.deliveries:
                marks[number] = "same" if pair.duplicates or marks.get(number) == "same" else "overlap"
    return DiveRead(tags, marks)


def read_boards(path: Path, place: int) -> BoardsRead:
    """Return the deep dives of the place with that id. Raises DeskFileProblem, Locked, UsageProblem."""
    with open_desk(path, read_only=True) as desk, spoken(path):
        here = place_of(desk, place)
        return BoardsRead(here, {kind: list_records(desk, kind, {"place": here.name}) for kind in KINDS})


def read_offered(path: Path, place: int) -> Offered:
    """Return what can be named in a record of the place with that id. Raises DeskFileProblem, Locked."""
    with open_desk(path, read_only=True) as desk, spoken(path):
        return offered(desk.connection, place)
