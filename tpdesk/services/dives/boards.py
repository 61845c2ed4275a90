"""A deep dive as it is shown: its boards, its money by tags, and its book.

Weights, the cut of prevention and small numbers, and the shortlist that follows from the weights.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tpdesk.calc.dive import DiveBook, DiveTotal, dive_total
from tpdesk.calc.overlap import overlap_level
from tpdesk.calc.own_level import all_pairs
from tpdesk.calc.shortlist import WEIGHTS, Shortlist, shortlist
from tpdesk.calc.suppress import SMALL
from tpdesk.calc.tagging import CUTS, USUAL_CUT
from tpdesk.calc.verdict import unjudged
from tpdesk.domain.evidence import EvidencePair
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.kinds import Record, dependent_kinds
from tpdesk.domain.results.case import OpportunityWorth
from tpdesk.errors import UsageProblem
from tpdesk.models.category import categories
from tpdesk.models.connection import get_setting, set_setting, spoken
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.dives import tagging
from tpdesk.models.dives.tagging import Tag
from tpdesk.models.log.history import note_act
from tpdesk.models.place import find_place
from tpdesk.models.records.offered import offered
from tpdesk.models.records.register_read import RegisterRead
from tpdesk.models.year import years_of
from tpdesk.services.case_links import behind_barriers, worths_of
from tpdesk.services.figures import facts_of, place_of, year_facts, year_start
from tpdesk.services.records import find_record, records_of
from tpdesk.text import folded, nearest

_WEIGHTS: Final = "shortlist weights"
_SMALL: Final = "small numbers below"
_CUT: Final = "prevention ends after"
_MOST: Final = 1000


def shortlist_weights(desk: Desk) -> Mapping[str, int]:
    """Return the desk's weights: those that the user set, the usual ones for the rest."""
    kept = get_setting(desk.connection, _WEIGHTS)
    return {**WEIGHTS, **(json.loads(kept) if kept else {})}


def typed_weights(typed: Mapping[str, str | int], over: Mapping[str, int]) -> Mapping[str, int]:
    """Return weights as typed over others: whole numbers from 0 to 1,000, by the part's name. Raises UsageProblem."""
    found = dict(over)
    for name, value in typed.items():
        part = folded(name).replace("-", "_").replace(" ", "_")
        if part not in WEIGHTS:
            near = nearest(part, WEIGHTS)
            hint = f" Did you mean '{near}'?" if near else ""
            raise UsageProblem(f"The shortlist has no part '{name}'.{hint} Its parts: {', '.join(WEIGHTS)}.")
        text = str(value).strip()
        if not (text.isascii() and text.isdigit()) or int(text) > _MOST:
            raise UsageProblem(f"The weight of {part} is a whole number from 0 to {_MOST:,}, not '{value}'.")
        found[part] = int(text)
    if not any(found.values()):
        raise UsageProblem(
            "All weights are zero, so nothing can be ranked. Give at least one part a weight above zero."
        )
    return found


def set_shortlist_weights(desk: Desk, typed: Mapping[str, str | int]) -> Mapping[str, int]:
    """Keep weights as typed, those not named staying as they are, and return all. Raises UsageProblem, Locked."""
    weights = typed_weights(typed, shortlist_weights(desk))
    with desk.writing() as connection:
        set_setting(connection, _WEIGHTS, json.dumps(weights, sort_keys=True))
        note_act(
            connection, "set shortlist weights", "", ", ".join(f"{name} {weight}" for name, weight in weights.items())
        )
    return weights


def small_from(desk: Desk) -> int:
    """Return the number from which on a number of people is printed; 1 to one below it are not."""
    kept = get_setting(desk.connection, _SMALL)
    return int(kept) if kept else SMALL


def set_small_from(desk: Desk, number: int) -> int:
    """Keep the number from which on a number of people is printed, at least 5. Raises UsageProblem, Locked."""
    if not 5 <= number <= _MOST:
        raise UsageProblem(
            f"Numbers of people are printed from a whole number between 5 and {_MOST:,} on, not {number}."
        )
    with desk.writing() as connection:
        set_setting(connection, _SMALL, str(number))
        note_act(connection, "set small numbers", "", f"printed from {number} on")
    return number


def prevention_cut(desk: Desk) -> str:
    """Return the step of prevention after which it ends: `primary`, `secondary` or `tertiary`."""
    kept = get_setting(desk.connection, _CUT)
    return kept if kept in CUTS else USUAL_CUT


def set_prevention_cut(desk: Desk, typed: str) -> str:
    """Keep the step of prevention after which it ends, as typed. Raises UsageProblem, Locked."""
    step = folded(typed)
    if step not in CUTS:
        near = nearest(step, CUTS)
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageProblem(f"Prevention cannot end after '{typed}'.{hint} Steps: {', '.join(CUTS)}.")
    with desk.writing() as connection:
        set_setting(connection, _CUT, step)
        note_act(connection, "set prevention", "", f"counted up to {step}")
    return step


# -- the shortlist


def make_shortlist(
    desk: Desk,
    place: str | None,
    year: str | None,
    weights: Mapping[str, str | int] | None = None,
    *,
    level: int | None = None,
) -> Shortlist:
    """Return the shortlist of a place and year; weights as typed are tried over the desk's and not kept.

    Without a level it is that of the board pack: service lines where money is held by them, else
    groups. Raises UsageProblem.
    """
    return shortlist_of(desk, year_facts(desk, place, year), weights, level=level)


def shortlist_of(
    desk: Desk, facts: YearFacts, weights: Mapping[str, str | int] | None = None, *, level: int | None = None
) -> Shortlist:
    """Return the shortlist of facts already read. Raises UsageProblem for weights that are none."""
    used = typed_weights(weights or {}, shortlist_weights(desk))
    return shortlist(facts, used, level=overlap_level(facts) if level is None else level)


def read_shortlist(desk: Desk, place: int, year: int, *, level: int | None = None) -> Shortlist:
    """Return the shortlist of the place with that id, for a window. Raises UsageProblem."""
    return shortlist_of(desk, facts_of(desk, place_of(desk, place), year), level=level)


def dive_show(desk: Desk, title: str, year: str | None = None) -> DiveTotal:
    """Return the total of a deep dive, named by title or number, in a year: the latest with spend in its
    place where none is named.

    Raises UsageProblem where there is no such deep dive, or no year to show.
    """
    record = find_record(desk, "dive", title)
    place = find_place(desk.connection, str(record.values["place"]))
    if year is None:
        years = years_of(desk.connection, place.id)
        if not years:
            raise UsageProblem(
                f"'{place.name}' has no spend lines yet, so there is no year to show. Import a file first, or "
                "name a year."
            )
        start = years[0]
    else:
        start = year_start(year)
    return _total_of(desk, facts_of(desk, place, start), record.id)


def _total_of(desk: Desk, facts: YearFacts, number: int) -> DiveTotal:
    """Return the total of the deep dive with that number, which is one of the facts' place, by the desk's settings."""
    dive = next(dive for dive in facts.deep.dives if dive.number == number)
    return dive_total(facts, dive, threshold=small_from(desk), cut=prevention_cut(desk))


def dive_totals(desk: Desk, facts: YearFacts) -> tuple[DiveTotal, ...]:
    """Return the totals of all deep dives of the facts' place and year, each before its sub-themes."""
    dives = facts.deep.dives
    numbers = {dive.number for dive in dives}
    ordered: list[int] = []
    todo = [dive.number for dive in dives if dive.parent not in numbers]
    while todo:
        number = todo.pop(0)
        ordered.append(number)
        todo = [dive.number for dive in dives if dive.parent == number] + todo
    return tuple(_total_of(desk, facts, number) for number in ordered)


# -- tags


def tag_spend(
    desk: Desk,
    dive: str,
    *,
    category: str = "",
    agency: str = "",
    label: str = "",
    line: int | None = None,
    share: str = "100%",
) -> Tag:
    """Tag a line, or all lines for which everything that is named holds, to a deep dive; what is tagged
    already takes the new share.

    `share` as typed: 25%, 1/3, 0.25. Raises UsageProblem, Locked.
    """
    with desk.writing() as connection:
        made = tagging.tag(connection, dive, category=category, agency=agency, label=label, line=line, share=share)
        note_act(connection, "tag spend to deep dive", made.dive, f"{made.words}, {made.share_text} of it")
    return made


def untag(desk: Desk, number: int) -> Tag:
    """Take a tag off and return what it was. Raises UsageProblem where there is none of that number, Locked."""
    with desk.writing() as connection:
        gone = tagging.untag(connection, number)
        note_act(connection, "untag spend of deep dive", gone.dive, gone.words)
    return gone


def list_tags(desk: Desk, dive: str | int) -> tuple[Tag, ...]:
    """Return the tags of a deep dive, named by title or number as typed, or given by its number, as they were written.
    Raises UsageProblem."""
    return tagging.tags_of(desk.connection, dive)


# -- boards


@dataclass(frozen=True, slots=True)
class BoardsRead(RegisterRead):
    """The deep dives of a place with all that hangs on them."""

    worths: Mapping[str, OpportunityWorth] = field(default_factory=dict)
    """An opportunity's title -> its first guess, and what cases make of it."""

    behind: Mapping[str, tuple[OpportunityWorth, ...]] = field(default_factory=dict)
    """A barrier's title -> the opportunities that wait behind it."""

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
    """A deep dive's number -> its total; a parent stands before its sub-themes.
    Empty where the place has no year with spend."""

    tags: Mapping[int, tuple[Tag, ...]]
    """A deep dive's number -> the tags of itself."""

    pairs: tuple[EvidencePair, ...]
    """Bodies whose deliveries overlap, or are the same for the same people, at the level asked for."""

    unjudged: tuple[int, ...]
    """Numbers of the deliveries that cannot be judged for want of a category, though other
    bodies do something alike."""

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
        found = {kind.name: records_of(desk, kind.name, place) for kind in dependent_kinds()}
        titles = {code: category.title for code, category in categories(desk.connection).items()}
        worths = worths_of(desk, found["opportunity"])
        lists = offered(desk.connection, place)
    return BoardsRead(here, found, titles, lists, worths, behind_barriers(found["opportunity"], worths))


# -- the book


_PRINTED: Final = ("dive", "journey", "step", "barrier", "opportunity")


def dive_book(desk: Desk, place: int, facts: YearFacts, *, level: int) -> DiveBook:
    """Return the deep dives that the facts hold of the place with that id and of their year; the shortlist at `level`.

    What hangs on a deep dive that the facts do not hold is left out with it.
    """
    records = _of_dives(
        {kind: tuple(records_of(desk, kind, place)) for kind in _PRINTED}, {dive.title for dive in facts.deep.dives}
    )
    called_for = any(records.values()) or bool(facts.deliveries)
    titles = {dive.title for dive in facts.deep.dives}
    return DiveBook(
        totals=dive_totals(desk, facts),
        records={**records, "note": _actions(desk, place, titles)},
        deliveries=facts.deliveries,
        area_names=facts.deep.area_names,
        agency_names={number: agency.name for number, agency in facts.agencies.items()},
        category_titles={code: category.title for code, category in facts.categories.items()},
        shortlist=shortlist_of(desk, facts, level=level) if called_for and facts.cells else None,
        small=small_from(desk),
    )


def _actions(desk: Desk, place: int, titles: Collection[str]) -> tuple[Record, ...]:
    """Return the actions noted in workshops of these deep dives, or of none: neither private nor parked."""
    dive_by_workshop = {one.title: str(one.values["dive"] or "") for one in records_of(desk, "workshop", place)}
    wanted = {workshop for workshop, dive in dive_by_workshop.items() if not dive or dive in titles}
    return tuple(
        note
        for note in records_of(desk, "note", place)
        if note.values["kind"] == "action" and not note.values["private"] and not note.values["parked"]
        if str(note.values["workshop"]) in wanted
    )


def _of_dives(records: Mapping[str, tuple[Record, ...]], titles: Collection[str]) -> dict[str, tuple[Record, ...]]:
    """Return the records that are of these deep dives, or of none."""

    def kept(record: Record) -> bool:
        dive = record.title if record.kind.name == "dive" else str(record.values["dive"] or "")
        return not dive or dive in titles

    found = {kind: tuple(filter(kept, items)) for kind, items in records.items() if kind != "step"}
    journeys = {journey.title for journey in found["journey"]}
    return {**found, "step": tuple(step for step in records["step"] if str(step.values["journey"]) in journeys)}
