"""Read a label or a description by words that say a service: what its words stand for, and how much of it they are.

A label is read as council ledgers write it: a department's code in front (`AAF - Finance`), dotted paths, short forms
(`maint`), words cut at the end of a column (`redevelopmt`), misspelt ones (`licencing`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tpdesk.domain.labels import BALANCE, BOUGHT, SERVICE, SHORT, SUPPORT, EarlierMap, ServiceWord

_DEPARTMENT = re.compile(r"^\s*[A-Z]{3}\s?-\s?(?=[A-Z])")
"""A department's code before its name."""

_TOKEN = re.compile(r"[a-z][a-z']*|[0-9]+")

_PLAIN_TEXT: Final = (
    "service the and of for with to in on by not an at from account department directorate team unit group code cost "
    "expenditure spend total budget various scheme project programme work phase general gen new main etc bu fund "
    "funding grant contract payment management manager operation provision officer section area office"
)
PLAIN: Final = frozenset(_PLAIN_TEXT.split())
"""Words that say nothing by themselves, and are not missed where nothing is known of them."""

_ROLE_WEIGHT: Final = {SERVICE: 1.0, SUPPORT: 0.75, BALANCE: 0.6}
"""A word of a service outweighs one of a support service beside it: `ICT services to schools` are the schools'."""

_WEAK: Final = 0.55
"""What a weak word weighs, against 1 for a plain one."""

_LIKE: Final = 88
"""Of 100: how alike two words are spelt of which one may be the other misspelt."""


_CUT_OFF: Final = 6
"""Letters that may be missing at the end of a word that was cut off."""


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a text."""

    words: str
    role: str
    category: str
    weight: float
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says."""

    tokens: tuple[str, ...]
    matches: tuple[Match, ...]
    """Phrases that say a service, a support service or an account."""

    cover: float
    """Share of the words that say something which the matches are, from 0 to 1."""

    bought: frozenset[str]
    """Words that say what was bought, and nothing of a service."""


def stem(word: str) -> str:
    """Return a word without a plural's s."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


class Vocabulary:
    """The words that say a service, looked up by their first token."""

    def __init__(self, words: Sequence[ServiceWord], places: Iterable[str] = ()) -> None:
        """`places`: names of the place's land; their words say where, and not what."""
        self._words = words
        self._short: dict[str, tuple[str, ...]] = {}
        self._by_first: dict[str, list[tuple[tuple[str, ...], ServiceWord]]] = {}
        for word in words:
            parts = tuple(stem(part) for part in _TOKEN.findall(word.words))
            if word.role == SHORT:
                self._short[parts[0]] = tuple(stem(part) for part in _TOKEN.findall(word.category))
            elif parts:
                self._by_first.setdefault(parts[0], []).append((parts, word))
                if len(parts) == 2:
                    self._by_first.setdefault(parts[1], []).append((parts[::-1], word))
        for found in self._by_first.values():
            found.sort(key=lambda pair: -len(pair[0]))
        self.tokens = frozenset(part for found in self._by_first.values() for parts, _ in found for part in parts)
        self._sorted = sorted(self.tokens)
        self._land = frozenset(stem(part) for name in places for part in _TOKEN.findall(name.casefold())) - self.tokens
        self._nearest = lru_cache(maxsize=4096)(self._find_nearest)

    def phrases(self) -> Iterator[EarlierMap]:
        """Yield the phrases of several words that say a service, for a label that holds a part of one."""
        for word in self._words:
            if word.role in (SERVICE, SUPPORT) and not word.kinds and " " in word.words:
                yield EarlierMap(word.words, word.category, "a word for a service", False)

    def tokens_of(self, text: str, *, mend: bool = True) -> tuple[str, ...]:
        """Return the words of a text in their full form, without plurals; `mend`: also those cut off or misspelt."""
        found: list[str] = []
        for part in _TOKEN.findall(_DEPARTMENT.sub("", text).casefold().replace("'s ", " ").replace("_", " ")):
            word = stem(part.strip("'"))
            if word in self.tokens or word in PLAIN or word in self._land:
                found.append(word)
            else:
                found += self._short.get(word) or self._short.get(part) or (self._nearest(word) if mend else word,)
        return tuple(found)

    def _find_nearest(self, word: str) -> str:
        """Return the word of the vocabulary that a word cut off or misspelt was meant to be, else the word itself."""
        if len(word) < 5:
            return word
        at = bisect_left(self._sorted, word)
        cut = [token for token in self._sorted[at : at + 2] if token.startswith(word)]
        if len(cut) == 1 and len(cut[0]) - len(word) <= _CUT_OFF:
            return cut[0]
        from rapidfuzz import fuzz, process

        first, after = bisect_left(self._sorted, word[0]), bisect_left(self._sorted, chr(ord(word[0]) + 1))
        near = process.extractOne(word, self._sorted[first:after], scorer=fuzz.ratio, score_cutoff=_LIKE)
        return near[0] if near is not None else word

    def read(self, text: str, kind: str = "", *, mend: bool = True) -> Reading:
        """Return what a text of an organisation of that kind says. The longest phrase at a place wins."""
        tokens = self.tokens_of(text, mend=mend)
        matches: list[Match] = []
        bought: list[str] = []
        used = at = 0
        while at < len(tokens):
            parts, word = self._longest(tokens, at, kind)
            if word is None:
                at += 1
                continue
            if word.role == BOUGHT:
                bought += parts
            else:
                used += len(parts)
                matches.append(_match(word, at, len(parts)))
            at += len(parts)
        telling = sum(self.tells(token) for token in tokens) - len(bought)
        return Reading(tokens, tuple(matches), min(1.0, used / max(telling, 1)), frozenset(bought))

    def tells(self, token: str) -> bool:
        """Whether a word says something: what, and not where or how much."""
        return token not in PLAIN and token not in self._land and not token.isdigit()

    def _longest(self, tokens: Sequence[str], at: int, kind: str) -> tuple[tuple[str, ...], ServiceWord | None]:
        for parts, word in self._by_first.get(tokens[at], ()):
            if tuple(tokens[at : at + len(parts)]) == parts and (not word.kinds or kind in word.kinds):
                return parts, word
        return (), None


def _match(word: ServiceWord, start: int, length: int) -> Match:
    weight = (_WEAK if word.weak else 1.0) * float(length) ** 1.2 * _ROLE_WEIGHT[word.role]
    return Match(word.words, word.role, word.category, weight, start, length)
