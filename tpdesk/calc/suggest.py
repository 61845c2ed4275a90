"""Suggest a category for a label, with a reason and how sure it is: by the organisation's purpose, earlier maps of the
desk, the words of the label, the descriptions of its lines, and its suppliers.

A suggestion is never applied unasked.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tpdesk.calc.label_words import Match, Vocabulary
from tpdesk.domain.labels import BALANCE, SERVICE, SUPPORT, WHOLE, EarlierMap, LabelText, Offer
from tpdesk.text import folded
from tpdesk.units import percent

LINES_TELL: Final = 0.6
"""Share of a label's money from which its lines say more than its own words do."""

LINES_HINT: Final = 0.3
"""Share of a label's money from which its lines give a suggestion where its words give none."""

_ALIKE: Final = 0.45
"""Likeness, from 0 to 1, from which a label is likened to an earlier map or to a phrase that says a service."""

_MUCH_ALIKE: Final = 0.75
"""Likeness from which an earlier map of the user's says more than the label's own words."""


_OF_KINDS: Final[Mapping[str, frozenset[str]]] = {
    "03.1": frozenset(["police"]), "03.2": frozenset(["fire"]), "03.3": frozenset(["courts", "probation"]),
}  # fmt: skip
"""Group of categories -> the kinds of organisation that alone serve it."""

_ONE_PURPOSE: Final = frozenset().union(*_OF_KINDS.values())


@dataclass(frozen=True, slots=True)
class _Guess:
    """What one piece of evidence says."""

    category: str
    reason: str
    confidence: str
    role: str
    weight: float


def group_of(category: str) -> str:
    """Return the COFOG group of a category, such as 05.1; a division as it is."""
    return category[:4]


class Suggester:
    """Suggests categories from a vocabulary and the maps of a desk."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        earlier: Iterable[EarlierMap],
        kinds: Mapping[str, str],
    ) -> None:
        """`kinds`: slug of a kind of organisation -> its title."""
        self.vocabulary = vocabulary
        self._kinds = kinds
        self._earlier: dict[str, list[EarlierMap]] = {}
        self._vectors: list[tuple[EarlierMap, frozenset[str]]] = []
        number: Counter[str] = Counter()
        known = list(earlier)
        for item in known:
            self._earlier.setdefault(item.text, []).append(item)
        for item in (*known, *vocabulary.phrases()):
            words = self._telling(item.text)
            self._vectors.append((item, words))
            number.update(words)
        self._total = len(self._vectors)
        self._number = number
        self._having: dict[str, list[int]] = {}
        for index, (_, words) in enumerate(self._vectors):
            for word in words:
                self._having.setdefault(word, []).append(index)

    def _telling(self, text: str) -> frozenset[str]:
        return frozenset(filter(self.vocabulary.tells, self.vocabulary.tokens_of(text)))

    def suggest(self, label: LabelText) -> Offer | None:
        """Return the category that a label may stand for; None where nothing says one."""
        if label.purpose:
            return self._of_purpose(label)
        known = self._known(label.text, label.kind)
        if known is not None:
            return _offer(known)
        own = self._by_likeness(label, own=True) or self._by_words(label) or self._by_likeness(label)
        lines = self._by_lines(label) or self._by_suppliers(label)
        return _offer(_stronger(own, lines))

    def _of_purpose(self, label: LabelText) -> Offer:
        found = self._known(label.text, label.kind)
        if found is not None and found.category[:2] == label.purpose[:2]:
            return Offer(found.category, found.reason, "high", WHOLE)
        reading = self.vocabulary.read(label.text, label.kind)
        special = [match for match in reading.matches if match.category.startswith(label.purpose[:2])]
        if len(label.purpose) == 2 and special:
            best = max(special, key=lambda match: match.weight)
            return Offer(best.category, f"says '{best.words}'", "medium", WHOLE)
        kind = f" ({self._kinds[label.kind]})" if label.kind in self._kinds else ""
        return Offer(label.purpose, f"is spent by an organisation that serves one purpose{kind}", "high", WHOLE)

    def _known(self, text: str, kind: str) -> _Guess | None:
        """Return what the whole label stands for elsewhere."""
        for item in self._earlier.get(folded(text), ()):
            if self._fits(item, kind):
                role = SUPPORT if item.category.startswith("01.3.3/management") else SERVICE
                return _Guess(item.category, f"is the same as '{item.text}' ({item.where})", "high", role, 3.0)
        return None

    def _fits(self, item: EarlierMap, kind: str) -> bool:
        """Whether a map says anything to an organisation of that kind: what only another kind does is never suggested
        by a map of that kind. A council may name a title or a shared map of another's service."""
        owners = _OF_KINDS.get(item.category[:4])
        if owners is None or kind in owners:
            return True
        return kind not in _ONE_PURPOSE and not item.own

    def _by_words(self, label: LabelText) -> _Guess | None:
        reading = self.vocabulary.read(label.text, label.kind)
        found = _weigh(reading.matches)
        if found is None:
            return None
        category, role, weight, margin, words = found
        whole = reading.cover >= 0.5
        sure = whole and margin >= 0.7 and weight >= (0.7 if role == SUPPORT else 1.0)
        confidence = (
            "low" if role == BALANCE or weight < 0.5 else "high" if sure else "medium" if margin > 0.5 else "low"
        )
        return _Guess(category, f"says '{words}'", confidence, role, weight)

    def _by_likeness(self, label: LabelText, *, own: bool = False) -> _Guess | None:
        """Liken the label to earlier maps by the words that they share, rare words weighing more; `own`: to those of
        the user's that are much alike."""
        words = self._telling(label.text) - self.vocabulary.read(label.text, label.kind).bought
        candidates = {index for word in words for index in self._having.get(word, ())}
        best: tuple[float, EarlierMap] | None = None
        for index in sorted(candidates):
            item, others = self._vectors[index]
            if (own and not item.own) or not self._fits(item, label.kind):
                continue
            score = self._size(words & others) / math.sqrt(self._size(words) * self._size(others))
            if score >= (_MUCH_ALIKE if own else _ALIKE) and (best is None or score > best[0]):
                best = (score, item)
        if best is None:
            return None
        score, item = best
        confidence = "medium" if score >= _MUCH_ALIKE else "low"
        return _Guess(item.category, f"shares words with '{item.text}' ({item.where})", confidence, SERVICE, score)

    def _size(self, words: Iterable[str]) -> float:
        return sum(self._rarity(word) ** 2 for word in words)

    def _rarity(self, word: str) -> float:
        return 1.0 + math.log((1 + self._total) / (1 + self._number[word]))

    def _by_lines(self, label: LabelText) -> _Guess | None:
        money: Counter[str] = Counter()
        groups: Counter[str] = Counter()
        named: dict[str, tuple[int, str]] = {}
        for text, pence in label.descriptions:
            found = _weigh(
                [one for one in self.vocabulary.read(text, label.kind, mend=False).matches if one.role == SERVICE]
            )
            if found is None or found[2] < 0.9:
                continue
            category, group = found[0], group_of(found[0])
            money[category] += pence
            groups[group] += pence
            if pence > named.get(group, (0, ""))[0]:
                named[group] = (pence, found[4])
        total = max(label.size_pence, sum(pence for _, pence in label.descriptions))
        if not groups or not total:
            return None
        group, pence = groups.most_common(1)[0]
        share = pence / total
        if share < LINES_HINT:
            return None
        category = max((one for one in money if group_of(one) == group), key=lambda one: money[one])
        reason = f"has {percent(share, 0)} of its money in lines that say it, such as '{named[group][1]}'"
        return _Guess(category, reason, "medium" if share >= LINES_TELL else "low", SERVICE, share)

    def _by_suppliers(self, label: LabelText) -> _Guess | None:
        known = label.suppliers or {}
        if not known or not label.size_pence:
            return None
        category = max(known, key=lambda one: (known[one], one))
        share = min(1.0, known[category] / label.size_pence)
        if share < LINES_HINT:
            return None
        reason = f"pays {percent(share, 0)} of its money to suppliers whose other lines stand for it"
        return _Guess(category, reason, "medium" if share >= LINES_TELL else "low", SERVICE, share)


def _weigh(matches: Sequence[Match]) -> tuple[str, str, float, float, str] | None:
    """Return (category, role, weight, margin over the next group from 0 to 1, words) of the group that weighs most."""
    groups: dict[str, float] = {}
    for match in matches:
        groups[group_of(match.category)] = groups.get(group_of(match.category), 0.0) + match.weight
    for division in [group for group in groups if len(group) == 2]:
        under = [group for group in groups if group.startswith(f"{division}.")]
        if under:
            groups[under[0]] += groups.pop(division)
    if not groups:
        return None
    best = max(groups, key=lambda group: groups[group])
    inside = [match for match in matches if match.category.startswith(best)]
    first = max(inside, key=lambda match: (match.weight, -match.start))
    weight = groups[best]
    return first.category, first.role, weight, weight / sum(groups.values()), first.words


def _stronger(own: _Guess | None, lines: _Guess | None) -> _Guess | None:
    """Return what to believe: the label's own words, but its lines where they tell of most of its money or the
    words tell of no service."""
    if own is None or lines is None:
        return own or lines
    if group_of(own.category) == group_of(lines.category):
        better = own if own.category.count("/") >= lines.category.count("/") else lines
        return _Guess(better.category, f"{own.reason}, and {lines.reason}", "high", own.role, own.weight)
    if lines.weight >= LINES_TELL or own.role == BALANCE or own.confidence == "low":
        return lines
    return own


def _offer(said: _Guess | None) -> Offer | None:
    if said is None:
        return None
    step = SUPPORT if said.role == SUPPORT and said.confidence != "low" else said.confidence
    return Offer(said.category, said.reason, said.confidence, step)
