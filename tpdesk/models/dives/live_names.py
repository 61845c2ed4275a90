"""The names in a line of the room: bodies after @, activities, client groups and categories after #;
which are offered, and which one a few letters mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

PRESENT, OF_PLACE, OF_NO_PLACE = range(3)
"""Ranks of bodies in the order in which they are offered:
those in the room, the place's others, those that belong to no place."""

SIGN: Final = re.compile(r"(?<![^\s(\[\"'/,;])[@#](?=[^\s@#])")
_WORD: Final = re.compile(r"[^\s@#]*[^\s@#,.;:!?)\]\"']")
_PART: Final = r"[^\s@#,;:!?)\]]*[^\s@#,.;:!?)\]\"']"
_NAME: Final = re.compile(rf"{_PART}(?: +(?:(?:of|and|for|the|in|on|with|&) +)*(?=[A-Z]){_PART})*")
"""A name that the desk does not know: its first word, and those after it that begin with a capital."""

_SMALL_WORDS: Final = frozenset({"of", "and", "for", "the", "in", "on", "with", "&"})
_LEAST_INITIALS: Final = 2
_LEAST_OF_WORD: Final = 3
_MOST_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class Named:
    """Something that can be named in a line."""

    text: str
    """As it is typed and shown: a name or an alias, a title."""

    field: str
    """The field that it is for: agencies, activity, client_group, category."""

    value: str
    """As the desk knows it: the name, or the code of a category."""

    note: str = ""
    """What stands beside it in a list to choose from."""

    rank: int = 0
    """Those of a lower rank come first, and are meant where a few letters fit several."""


@dataclass(frozen=True, slots=True)
class Nameable:
    """All that can be named, in the order in which it is offered."""

    bodies: tuple[Named, ...] = ()
    """After @: those present, the place's others, those of no place."""

    subjects: tuple[Named, ...] = ()
    """After #, where a body can stand too: it is named then, and no word of the sentence."""

    elsewhere: tuple[Named, ...] = ()
    """Bodies of other places alone: never offered, known by their whole names, so that none is made twice."""

    def after(self, sign: str) -> tuple[tuple[Named, ...], ...]:
        """Return what a few letters after a sign can mean: the second only where they fit nothing of the first."""
        return (self.bodies,) if sign == "@" else (self.subjects, self.bodies)

    def whole(self, sign: str) -> tuple[Named, ...]:
        """Return what a whole name after a sign can mean."""
        return (*(one for among in self.after(sign) for one in among), *self.elsewhere)


def initials(name: str) -> str:
    """Return the first letters of a name's words but its small ones: `dwp` of Department for Work and Pensions."""
    return "".join(word[0] for word in name.casefold().split() if word not in _SMALL_WORDS)


def _begins(name: str, typed: str) -> bool:
    return name.startswith(typed)


def _has_word(name: str, typed: str) -> bool:
    return f" {typed}" in name


def _has_initials(name: str, typed: str) -> bool:
    return len(typed) >= _LEAST_INITIALS and initials(name).endswith(typed)


_WAYS: Final[tuple[Callable[[str, str], bool], ...]] = (_begins, _has_word, _has_initials)
"""How a few letters can fit a name; the first that fits any name counts."""


def fitting(typed: str, among: Iterable[Named]) -> list[Named]:
    """Return the names that a few letters fit, each value once: the lower ranks first, then those that begin with the
    letters, then those with a word that does, then by initials.

    Names that only hold the letters somewhere come last, whatever their rank.
    """
    wanted = " ".join(typed.casefold().split())
    found: list[tuple[bool, int, int, int, Named]] = []
    for number, one in enumerate(among):
        name = one.text.casefold()
        way = next((way for way, fits in enumerate(_WAYS) if fits(name, wanted)), len(_WAYS))
        if way < len(_WAYS) or wanted in name or f" {wanted}" in f" {one.note.casefold()}":
            found.append((way == len(_WAYS), one.rank, way, number, one))
    once: dict[tuple[str, str], Named] = {}
    for *_, one in sorted(found, key=lambda item: item[:4]):
        once.setdefault((one.field, one.value), one)
    return list(once.values())


def only_one(word: str, among: Iterable[Named]) -> Named | None:
    """Return the one thing that a few letters mean: the one whose name begins with them, else has a word that does,
    else has these initials.

    Where several fit, the one of the lowest rank is meant, and an activity or a client group before a category; None
    where that leaves several.
    """
    begun = word.casefold()
    among = tuple(among)
    for fits in _WAYS:
        found = [one for one in among if fits(one.text.casefold(), begun)]
        nearest = min((one.rank for one in found), default=0)
        for some in (
            found,
            [one for one in found if one.rank == nearest],
            [one for one in found if one.field != "category"],
        ):
            if len({(one.field, one.value) for one in some}) == 1:
                return some[0]
        if found:
            return None
    return None


def named_at(typed: str, sign: re.Match[str], names: Nameable) -> tuple[Named | None, int]:
    """Return what stands after a sign (None where that fits nothing, or several things), and where it ends."""
    begin, among = sign.end(), names.whole(sign[0])
    whole = max((one for one in among if _stands(typed, begin, one.text)), key=lambda one: len(one.text), default=None)
    if whole is not None:
        return whole, begin + len(whole.text)
    word = _WORD.match(typed, begin)
    if word is None:
        return None, begin
    several, end = _by_words(typed, begin, names.bodies)
    if several:
        meant = _nearest(several)
        return (None, word.end()) if meant is None else _as_far_as_named(typed, begin, end, meant)
    found = next((one for some in names.after(sign[0]) if (one := only_one(word[0], some)) is not None), None)
    if found is None or found.field != "agencies":
        return found, word.end()
    return _as_far_as_named(typed, begin, word.end(), found)


def _by_words(typed: str, begin: int, among: Iterable[Named]) -> tuple[list[Named], int]:
    """Return the bodies that two words or more after a sign fit, as many as fit any, and where these words end:
    `@newcastle hosp` is Newcastle Hospitals NHS Trust.

    Each word begins a word of the name, in its order, its small words left out; the last has three letters or is whole.
    """
    words: list[re.Match[str]] = []
    among, at = tuple(among), begin
    while len(words) < _MOST_WORDS and (word := _WORD.match(typed, at)) is not None:
        words.append(word)
        at = word.end() + 1 if typed[word.end() : word.end() + 1] == " " else len(typed)
    for count in range(len(words), 1, -1):
        tokens = [word[0].casefold() for word in words[:count]]
        found = [one for one in among if _in_order(one.text.casefold().split(), tokens)]
        if found:
            return found, words[count - 1].end()
    return [], begin


def _in_order(name: list[str], tokens: list[str]) -> bool:
    name = [word for word in name if word not in _SMALL_WORDS]
    last = tokens[-1]
    return any(
        all(word.startswith(token) for word, token in zip(part, tokens, strict=True))
        and (len(last) >= _LEAST_OF_WORD or part[-1] == last)
        for part in (name[at : at + len(tokens)] for at in range(len(name) - len(tokens) + 1))
    )


def _nearest(found: Iterable[Named]) -> Named | None:
    """Return the only body, or the only one of the lowest rank; None where that leaves several."""
    found = tuple(found)
    lowest = min(one.rank for one in found)
    for some in (found, [one for one in found if one.rank == lowest]):
        if len({one.value for one in some}) == 1:
            return some[0]
    return None


def _as_far_as_named(typed: str, begin: int, end: int, found: Named) -> tuple[Named | None, int]:
    """Return the body whose name the word from `begin` to `end` fits, and where its name ends: `@Burnley Council` is
    Burnley Borough Council.

    None where several words with a capital go on that are not in its name: they name another body.
    """
    more = new_name(typed[begin:])[end - begin :]
    of_name = set(found.text.casefold().split())
    held = end
    for match in re.finditer(r"\S+", more):
        if match[0].casefold() not in of_name:
            break
        held = end + match.end()
    if held == end and len(more.split()) > 1:
        return None, end
    return found, held


def _stands(typed: str, begin: int, name: str) -> bool:
    end = begin + len(name)
    if not name or typed[begin:end].casefold() != name.casefold():
        return False
    follows = typed[end : end + 2]
    return not follows[:1].isalnum() and not (follows[:1] == "." and follows[1:].isdigit() and name[-1].isdigit())


def being_named(typed: str, cursor: int) -> tuple[int, str, str] | None:
    """Return (where its sign stands, the sign, what is typed after it) of the name that is being typed before the
    cursor; None where none is.

    A name may have blanks in it: the text since the last sign counts, as far as it could be one.
    """
    last = None
    for sign in SIGN.finditer(typed[:cursor]):
        last = sign
    if last is None:
        return None
    return last.start(), last[0], typed[last.end() : cursor]


def new_name(typed: str) -> str:
    """Return the name with which a text begins that names a body the desk does not know:
    the first word, and those after it with a capital."""
    match = _NAME.match(typed)
    name = match[0] if match else ""
    return name[:1].upper() + name[1:]


def meanings(word: str, names: Nameable) -> tuple[str, ...]:
    """Return what a word with its sign can mean, where it means no one thing: by name, each once;
    empty where it fits nothing."""
    for among in names.after(word[:1]):
        found = [one for one in among if any(fits(one.text.casefold(), word[1:].casefold()) for fits in _WAYS)]
        if found:
            return tuple(dict.fromkeys(one.value if one.field == "agencies" else one.text for one in found))
    return ()


def unknown_bodies(typed: str, names: Nameable) -> tuple[str, ...]:
    """Return the names after @ that are no body's, as they would be made."""
    found, at = [], 0
    for sign in SIGN.finditer(typed):
        if sign.start() < at:
            continue
        one, at = named_at(typed, sign, names)
        name = new_name(typed[sign.end() :])
        if one is None and sign[0] == "@" and not _fits_any(name, names.bodies):
            found.append(name)
    return tuple(dict.fromkeys(found))


def _fits_any(name: str, among: Iterable[Named]) -> bool:
    wanted = name.casefold()
    return any(fits(one.text.casefold(), wanted) for one in among for fits in _WAYS)
