"""Suggestions for labels that nothing maps yet, each with its reason; never applied unasked.

The act of marking transfers: proposed by supplier against agency names and aliases, applied or taken off by the user.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.calc.count import count
from tpdesk.calc.transfers import removed_with, transfers
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.count import Proposal, TransfersResult
from tpdesk.errors import UsageProblem
from tpdesk.models import transfer
from tpdesk.models.agency import find_agency, list_agencies, list_kinds
from tpdesk.models.category import categories
from tpdesk.models.connection import spoken
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.log.history import note_act
from tpdesk.models.mapping import KnownWord, LabelMoney, known_words, names_of_land
from tpdesk.models.place import Place
from tpdesk.services.figures import facts_of, place_of
from tpdesk.text import counted, folded
from tpdesk.units import pounds, year_text

USUAL: Final[Mapping[str, str]] = {
    "police": "03.1.0/police-services",
    "fire": "03.2.0/fire-and-rescue-services",
    "courts": "03.3.0",
    "probation": "03.3.0",
}
"""Kind of agency -> the category of nearly all that it spends: its fuel and its cleaning are a part of that service.
COFOG has probation under law courts."""

USUAL_WORD: Final = "usual"
"""How the usual category is asked for on the command line."""

_OF_KINDS: Final[Mapping[str, frozenset[str]]] = {
    "03.1": frozenset(["police"]), "03.2": frozenset(["fire"]), "03.3": frozenset(["courts", "probation"]),
}  # fmt: skip
"""Class of categories -> the kinds of agency whose usual category lies in it."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category that a label may stand for."""

    label: LabelMoney
    category: str
    title: str
    reason: str
    """In words: what it was likened to, and how alike it is."""


def suggestions(desk: Desk, left: Sequence[LabelMoney], most: int = 50) -> list[Suggestion]:
    """Return a category for each unmapped label that resembles something known, with its reason.

    A body of a kind that does one service, such as police, spends nearly everything on it: its usual category is
    suggested, also for its electricity, unless the whole label is known to stand for another service of the same
    division. Other labels are likened by words that say something, which names of the desk's places and areas do
    not: the share of such words that two texts have in common, at least a third, and a half where it is one word
    alone; or a whole text is spelt nearly alike (nine tenths). What only another kind of body does is never
    suggested by a map of that body.
    """
    words = known_words(desk.connection)
    plain = _PLAIN | {word for name in names_of_land(desk.connection) for word in _words(name)}
    titles = {code: category.title for code, category in categories(desk.connection).items()}
    kinds = {agency.id: agency.kind for agency in list_agencies(desk.connection)}
    spoken = {slug: title for slug, title, _ in list_kinds(desk.connection)}
    telling = {key: _telling(key, plain) for key in words}
    found = []
    for label in left[:most]:
        kind = kinds.get(label.agency) or ""
        key = folded(label.text)
        known = _first_fitting(words.get(key, ()), kind)
        usual = USUAL.get(kind, "")
        if usual in titles and (known is None or known.category[:2] != usual[:2]):
            found.append(Suggestion(label, usual, titles[usual], f"is spent by a body of the kind {spoken[kind]}"))
            continue
        likened = _likened(key, telling, plain, lambda other, kind=kind: _first_fitting(words[other], kind) is not None)  # type: ignore[misc]
        if likened is not None:
            other, reason = likened
            word = _first_fitting(words[other], kind)
            assert word is not None
            found.append(Suggestion(label, word.category, titles[word.category], f"{reason} '{other}' ({word.where})"))
    return found


def usual_category(desk: Desk, agency: int) -> str:
    """Return the usual category of the agency's kind. Raises UsageProblem where its kind has none."""
    found = next(one for one in list_agencies(desk.connection) if one.id == agency)
    if found.kind is None or found.kind not in USUAL:
        kinds = {slug: title for slug, title, _ in list_kinds(desk.connection)}
        named = ", ".join(kinds[kind] for kind in USUAL)
        kind = f"is of the kind {kinds[found.kind]}" if found.kind else "has no kind"
        raise UsageProblem(
            f"'{found.name}' {kind}, which has no usual category. Name a category. Kinds that have one: {named}."
        )
    return USUAL[found.kind]


def _first_fitting(words: Sequence[KnownWord], kind: str) -> KnownWord | None:
    """Return the first of the words that may be suggested to a body of that kind."""
    return next((word for word in words if _fits(word, kind)), None)


def _fits(word: KnownWord, kind: str) -> bool:
    owners = _OF_KINDS.get(word.category[:4])
    if owners is None or kind in owners:
        return True
    # A council may name a title or a shared map of another's service; a label of the police's own is no reason.
    return kind not in USUAL and not word.own


_PLAIN_TEXT = (
    "service services other general and the of for with to in on by not an account accounts central department "
    "directorate team unit group code costs cost expenditure spend total management support corporate council budget "
    "holding fund funds capital revenue public miscellaneous misc sundry sundries various facility facilities people "
    "person business community resource resources development project projects insurance unit staff training"
)
_PLAIN = frozenset(_PLAIN_TEXT.split())


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]{3,}", text.casefold().replace("'s", ""))


def _telling(text: str, plain: frozenset[str]) -> frozenset[str]:
    """Return the words of a text that say something, without a plural's s."""
    return frozenset(re.sub(r"ies\Z", "y", word).removesuffix("s") for word in _words(text) if word not in plain)


def _likened(
    text: str, telling: Mapping[str, frozenset[str]], plain: frozenset[str], fits: Callable[[str], bool]
) -> tuple[str, str] | None:
    own = _telling(text, plain)
    best, best_score = "", 0.0
    for key, others in telling.items():
        common = len(own & others)
        score = common / len(own | others) if common else 0.0
        if score > best_score and score >= (1 / 2 if common == 1 else 1 / 3) and fits(key):
            best, best_score = key, score
    if best:
        return best, "shares words with"
    from rapidfuzz import fuzz, process

    spelt = process.extract(text, list(telling), scorer=fuzz.ratio, score_cutoff=90, limit=5) if own else []
    near = next((str(key) for key, *_ in spelt if fits(key)), None)
    return (near, "is spelt nearly like") if near is not None else None


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
        proposals = tuple(transfer.proposals(desk.connection, place, year))
    return TransfersRead(found, facts, proposals, transfers(facts), count(facts).after_transfers_pence)


def proposed(
    desk: Desk, place: Place, year: int, *, payer: str | None = None, receiver: str | None = None
) -> list[Proposal]:
    """Return the payments that look like transfers, doubtful ones too; of one payer or to one receiver where named.
    Raises UsageProblem."""
    one = find_agency(desk.connection, payer).id if payer else None
    other = find_agency(desk.connection, receiver).id if receiver else None
    found = transfer.proposals(desk.connection, place.id, year)
    return [item for item in found if (one is None or item.payer == one) and (other is None or item.receiver == other)]


def apply(desk: Desk, place: Place, year: int, chosen: list[Proposal]) -> int:
    """Mark the chosen payments as transfers and return how many lines changed."""
    with desk.writing() as connection:
        lines = transfer.apply_proposals(connection, place.id, year, chosen)
        total = pounds(sum(item.pence for item in chosen))
        note_act(
            connection,
            "apply transfers",
            f"{place.name}, {year_text(year)}",
            f"{counted(lines, 'line')}, {total}, {counted(len(chosen), 'supplier')}",
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
