"""Suggestions for labels that nothing maps yet, each with its reason; never applied unasked.

The act of marking transfers: proposed by supplier against agency names and aliases, applied or taken off by the user.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk.calc.count import count
from tpdesk.calc.label_words import Vocabulary
from tpdesk.calc.suggest import Suggester
from tpdesk.calc.transfers import removed_with, transfers
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.labels import STEPS, SUPPORT, WHOLE, LabelText
from tpdesk.domain.results.count import Proposal, TransfersResult
from tpdesk.errors import UsageProblem
from tpdesk.models import transfer
from tpdesk.models.agency import find_agency, list_agencies, list_kinds
from tpdesk.models.category import categories
from tpdesk.models.connection import spoken
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.label_map import maps_in_force
from tpdesk.models.log.history import note_act
from tpdesk.models.mapping import (
    LabelMoney,
    LineEvidence,
    earlier_maps,
    kinds_of_one_purpose,
    label_texts,
    line_evidence,
    names_of_land,
    purposes,
    service_words,
)
from tpdesk.models.place import Place
from tpdesk.services.figures import facts_of, place_of
from tpdesk.services.streams import pool_proposals
from tpdesk.text import counted
from tpdesk.units import pounds, year_text

if TYPE_CHECKING:
    import sqlite3

USUAL_WORD: Final = "usual"
"""How the usual category is asked for on the command line."""

_TITLE: Final = {
    SUPPORT: "Support costs",
    "high": "Suggestions, high confidence",
    "medium": "Suggestions, medium confidence",
    "low": "Suggestions, low confidence",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category that a label may stand for."""

    label: LabelMoney
    category: str
    title: str
    reason: str
    """In words: what says it."""

    confidence: str
    """`high`, `medium` or `low`."""

    step: str
    """By which step it is accepted with others: `whole`, `support` or its confidence."""


@dataclass(frozen=True, slots=True)
class SuggestedStep:
    """Labels that can be mapped at once: those of an organisation that serves one purpose, support costs, or
    suggestions of one confidence."""

    key: str
    """`whole:7` with the organisation's id, `support`, `high`, `medium` or `low`."""

    title: str
    """`Lancashire Police as a whole`, `Support costs` ..."""

    items: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """What accepting suggestions maps to one category."""

    category: str
    title: str
    labels: int
    pence: int
    """Expenditure."""

    income_pence: int


def suggestions(
    desk: Desk, left: Sequence[LabelMoney], most: int | None = 50, *, place: int | None = None
) -> list[Suggestion]:
    """Return a category for each unmapped label of which something says one, with its reason and how sure it is.

    An organisation that serves one purpose, such as police, spends nearly everything on it: its purpose is suggested,
    also for its electricity, unless the whole label is known to stand for another service of the same division.
    Other labels go by earlier maps of the desk, by the shared maps and words that come with tpdesk, and, with
    `place`, by what their largest lines and their suppliers say. Nothing is applied.
    """
    connection = desk.connection
    chosen = left[:most]
    agencies = {agency.id: agency for agency in list_agencies(connection)}
    whole = purposes(agencies.values())
    titles = {code: category.title for code, category in categories(connection).items()}
    suggester = Suggester(
        _vocabulary(names_of_land(connection)),
        [item for item in earlier_maps(connection) if item.category in titles],
        {slug: title for slug, title, _ in list_kinds(connection)},
    )
    open_to_lines = {label.agency for label in chosen} - whole.keys()
    evidence = line_evidence(connection, place, open_to_lines) if place is not None else LineEvidence({}, {})
    known = _supplier_categories(connection, place, evidence) if place is not None else {}
    found = []
    for label in chosen:
        at = (label.agency, label.label)
        text = LabelText(
            label.text,
            agencies[label.agency].kind or "",
            whole.get(label.agency, ""),
            label.size_pence,
            _largest(evidence.descriptions.get(at, {})),
            _by_category(evidence.suppliers.get(at, {}), known),
        )
        offer = suggester.suggest(text)
        if offer is not None and offer.category in titles:
            found.append(
                Suggestion(label, offer.category, titles[offer.category], offer.reason, offer.confidence, offer.step)
            )
    return found


@lru_cache(maxsize=2)
def _vocabulary(land: tuple[str, ...]) -> Vocabulary:
    return Vocabulary(service_words(), land)


MOST_DESCRIPTIONS: Final = 60
"""Descriptions of a label, the most money first, that are read."""


def _largest(descriptions: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(descriptions.items(), key=lambda item: -item[1])[:MOST_DESCRIPTIONS])


def _supplier_categories(
    connection: sqlite3.Connection, place: int, evidence: LineEvidence
) -> dict[int, Mapping[str, int]]:
    """Return supplier -> category -> pence, of the lines whose label has a map already."""
    labels = {label: text for label, text in label_texts(connection, place).items() if label}
    maps = maps_in_force(connection, place, evidence.suppliers.keys(), labels)
    found: dict[int, Counter[str]] = {}
    for at, shares in maps.items():
        if len(shares) == 1:
            for supplier, pence in evidence.suppliers[at].items():
                found.setdefault(supplier, Counter())[shares[0][0]] += pence
    return dict(found)


def _by_category(suppliers: Mapping[int, int], known: Mapping[int, Mapping[str, int]]) -> dict[str, int]:
    """Return category -> pence paid to suppliers that are paid for that category alone elsewhere."""
    found: Counter[str] = Counter()
    for supplier, pence in suppliers.items():
        its = known.get(supplier, {})
        if len(its) == 1:
            found[next(iter(its))] += pence
    return dict(found)


def steps(offers: Iterable[Suggestion]) -> tuple[SuggestedStep, ...]:
    """Return the suggestions as steps, each label in one of them: organisations that serve one purpose first, the most
    money first, then support costs, then by confidence."""
    held: dict[str, list[Suggestion]] = {}
    for offer in offers:
        key = f"{WHOLE}:{offer.label.agency}" if offer.step == WHOLE else offer.step
        held.setdefault(key, []).append(offer)
    found = [
        SuggestedStep(key, _TITLE.get(key, f"{items[0].label.agency_name} as a whole"), tuple(items))
        for key, items in held.items()
    ]
    return tuple(sorted(found, key=lambda step: (STEPS.index(step.key.partition(":")[0]), -_size(step))))


def _size(step: SuggestedStep) -> int:
    return sum(item.label.size_pence for item in step.items)


def moves(offers: Iterable[Suggestion]) -> tuple[Move, ...]:
    """Return what accepting the suggestions maps to each category, the most money first."""
    found: dict[str, list[Suggestion]] = {}
    for offer in offers:
        found.setdefault(offer.category, []).append(offer)
    moved = [
        Move(
            code,
            items[0].title,
            len(items),
            sum(item.label.pence for item in items),
            sum(item.label.income_pence for item in items),
        )
        for code, items in found.items()
    ]
    return tuple(sorted(moved, key=lambda move: (-abs(move.pence) - abs(move.income_pence), move.category)))


def usual_category(desk: Desk, agency: int) -> str:
    """Return the category that the organisation serves as a whole. Raises UsageProblem where it serves several."""
    found = next(one for one in list_agencies(desk.connection) if one.id == agency)
    category = purposes([found]).get(agency)
    if category is None:
        kinds = {slug: title for slug, title, _ in list_kinds(desk.connection)}
        kind = f"is of the kind {kinds[found.kind]}" if found.kind else "has no kind"
        raise UsageProblem(
            f"'{found.name}' {kind}, which has no usual category. Name a category. Kinds that have one: "
            f"{', '.join(kinds[slug] for slug in kinds_of_one_purpose() if slug in kinds)}."
        )
    return category


@dataclass(frozen=True, slots=True)
class TransfersRead:
    """The transfers of a place and year, proposed and in force, with what they do to the count."""

    place: Place
    """The place itself."""

    facts: YearFacts
    """What the desk knows of the place and year."""

    proposals: tuple[Proposal, ...]
    """Payments that look like transfers, doubtful ones too, largest first."""

    in_force: TransfersResult
    """Those that are marked, with what is taken out of each."""

    after_pence: int
    """Spend after transfers, as things stand."""

    def after_with(self, chosen: Iterable[Proposal]) -> int:
        """Return the spend after transfers, in pence, were the chosen ones marked too."""
        return self.after_pence + self.in_force.removed_pence - removed_with(self.facts, chosen)


def read_transfers(path: Path, place: int, year: int) -> TransfersRead:
    """Return the transfers of the place with that id and the financial year that starts in `year`.
    Raises DeskFileProblem, Locked, UsageProblem."""
    with open_desk(path, read_only=True) as desk, spoken(path):
        found = place_of(desk, place)
        facts = facts_of(desk, found, year)
        proposals = tuple(_all_proposals(desk, found, year))
    return TransfersRead(found, facts, proposals, transfers(facts), count(facts).after_transfers_pence)


def proposed(
    desk: Desk, place: Place, year: int, *, payer: str | None = None, receiver: str | None = None
) -> list[Proposal]:
    """Return the payments that look like transfers, doubtful ones too; of one payer or to one receiver where named.
    Raises UsageProblem."""
    one = find_agency(desk.connection, payer).id if payer else None
    other = find_agency(desk.connection, receiver).id if receiver else None
    found = _all_proposals(desk, place, year)
    return [item for item in found if (one is None or item.payer == one) and (other is None or item.receiver == other)]


def _all_proposals(desk: Desk, place: Place, year: int) -> list[Proposal]:
    """Return what looks like a transfer by its supplier, then contributions to pools by their funding stream."""
    by_supplier = transfer.proposals(desk.connection, place.id, year)
    return [*by_supplier, *pool_proposals(desk.connection, place, year, by_supplier)]


def apply(desk: Desk, place: Place, year: int, chosen: list[Proposal]) -> int:
    """Mark the chosen payments as transfers and return how many lines changed."""
    with desk.writing() as connection:
        lines = transfer.apply_proposals(connection, place.id, year, chosen)
        total = pounds(sum(item.pence for item in chosen))
        noun = "payment" if any(item.streams for item in chosen) else "supplier"
        note_act(
            connection,
            "apply transfers",
            f"{place.name}, {year_text(year)}",
            f"{counted(lines, 'line')}, {total}, {counted(len(chosen), noun)}",
        )
    return lines


def take_off(desk: Desk, place: Place, year: int, payer: str, receiver: str) -> int:
    """Take the mark off all payments from one agency to another and return how many lines changed.
    Raises UsageProblem."""
    one, other = find_agency(desk.connection, payer), find_agency(desk.connection, receiver)
    with desk.writing() as connection:
        lines = transfer.unmark(connection, place.id, year, one.id, other.id)
        note_act(
            connection,
            "take off transfers",
            f"{place.name}, {year_text(year)}",
            f"{one.name} to {other.name}, {counted(lines, 'line')}",
        )
    return lines
