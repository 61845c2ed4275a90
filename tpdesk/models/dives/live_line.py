"""A line typed in the room of a workshop, understood: its kind by its first letter, bodies after @, activities, client groups and categories after #."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from tpdesk.models.dives.days import day_named
from tpdesk.models.dives.kinds import BARRIER_KINDS, BARRIER_LEVELS, HORIZONS, NOTE_LETTERS
from tpdesk.text import clean
from tpdesk.units import TIMES

PLAIN: Final = "fact"
"""What a line is that says no kind."""

DELIVERY: Final = "delivery"
ACTION: Final = "action"
BARRIER, OPPORTUNITY = "barrier", "opportunity"
"""What is written beside a note by a doubled letter."""

LETTERS: Final[Mapping[str, tuple[str, str]]] = {
    **{letter: (kind, "") for letter, kind in NOTE_LETTERS.items()},
    "bb": ("barrier", BARRIER),
    "ii": ("idea", OPPORTUNITY),
    "d": (DELIVERY, ""),
}
"""What stands before the text -> (kind of note, or `delivery`; what is written beside the note)."""

_START: Final = re.compile(r"\s*(?:(bb|ii|[obiaqfd])\s|(\?)\s*)")
_SIGN: Final = re.compile(r"(?<![^\s(\[\"'/,;])[@#](?=[^\s@#])")
_WORD: Final = re.compile(r"[^\s@#]*[^\s@#,.;:!?)\]\"']")
_MONEY: Final = re.compile(r"£\s?(\d[\d,]*(?:\.\d+)?)\s?(k|m|bn)?\b", re.IGNORECASE)
_LEADING: Final = {
    BARRIER: {**{word: ("level", word) for word in BARRIER_LEVELS}, **{word: ("kind", word) for word in BARRIER_KINDS}},
    OPPORTUNITY: {word: ("horizon", word) for word in HORIZONS},
}


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


@dataclass(frozen=True, slots=True)
class Nameable:
    """All that can be named, in the order in which it is offered."""

    bodies: tuple[Named, ...] = ()
    """After @."""

    subjects: tuple[Named, ...] = ()
    """After #."""

    def after(self, sign: str) -> tuple[Named, ...]:
        """Return what can stand after a sign."""
        return self.bodies if sign == "@" else self.subjects


@dataclass(slots=True)
class Line:
    """What a line says."""

    kind: str
    """A kind of note, or `delivery`."""

    beside: str = ""
    """`barrier` or `opportunity` where one is written beside the note."""

    text: str = ""
    """The words, names without their signs, known ones in full."""

    agencies: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    """activity, client_group, category -> value; the first of each that was named."""

    leading: dict[str, str] = field(default_factory=dict)
    """What a barrier or an opportunity says of itself before its text: level, kind, horizon."""

    cost: str = ""
    """Of a delivery: pounds as typed, `12000`; empty where nobody said."""

    due: str = ""
    """Of an action: the day by which it is to be done, as typed (`Friday`); empty where nobody said."""

    unknown: tuple[str, ...] = ()
    """Words after a sign that fit nothing, or more than one thing; they stay in the text."""


def kind_of(typed: str) -> tuple[str, str, int]:
    """Return (kind of note or `delivery`, what is written beside it, where the text begins) of a line as far as it is typed.

    A small letter (or two) and a blank, or `?`, at the beginning says the kind; a capital never does, so that a sentence can begin with A or I.
    """
    start = _START.match(typed)
    if start is None:
        return PLAIN, "", len(typed) - len(typed.lstrip())
    kind, beside = LETTERS[start[1] or start[2]]
    return kind, beside, start.end()


def understand(typed: str, names: Nameable) -> Line:
    """Return what a line says. Nothing raises: what is not known stays in the text, and is listed."""
    kind, beside, begin = kind_of(typed)
    line = Line(kind, beside)
    rest = typed[begin:]
    if beside:
        rest = _leading(rest, line)
    if kind == DELIVERY:
        rest = _money(rest, line)
    if kind == ACTION:
        rest = _due(rest, line)
    read_names(rest, names, line)
    return line


def read_names(typed: str, names: Nameable, line: Line) -> None:
    """Read the bodies and subjects of a text into `line`, and its words."""
    parts, unknown, at = [], [], 0
    for sign in _SIGN.finditer(typed):
        if sign.start() < at:
            continue
        found, end = _named(typed, sign, names)
        if found is None:
            unknown.append(typed[sign.start() : end])
            continue
        parts += [
            typed[at : sign.start()],
            "" if line.kind == DELIVERY or _is_tag(typed, sign, end, names) else found.text,
        ]
        at = end
        if found.field == "agencies":
            if found.value not in line.agencies:
                line.agencies.append(found.value)
        else:
            line.tags.setdefault(found.field, found.value)
    parts.append(typed[at:])
    line.text, line.unknown = clean("".join(parts)), tuple(unknown)


def _is_tag(typed: str, sign: re.Match[str], end: int, names: Nameable) -> bool:
    """Say whether a subject after # stands behind the sentence, with nothing but others after it: it tags the line and is no word of it."""
    if sign[0] != "#":
        return False
    while end < len(typed):
        following = _SIGN.match(typed, end)
        if following is None:
            if not typed[end].isspace():
                return False
            end += 1
            continue
        found, after = _named(typed, following, names)
        if following[0] != "#" or found is None:
            return False
        end = after
    return True


def _named(typed: str, sign: re.Match[str], names: Nameable) -> tuple[Named | None, int]:
    """Return what stands after a sign (None where that fits nothing, or several things), and where it ends."""
    begin, among = sign.end(), names.after(sign[0])
    whole = max((one for one in among if _stands(typed, begin, one.text)), key=lambda one: len(one.text), default=None)
    if whole is not None:
        return whole, begin + len(whole.text)
    word = _WORD.match(typed, begin)
    if word is None:
        return None, begin
    return only_one(word[0], among), word.end()


def _stands(typed: str, begin: int, name: str) -> bool:
    end = begin + len(name)
    if not name or typed[begin:end].casefold() != name.casefold():
        return False
    follows = typed[end : end + 2]
    return not follows[:1].isalnum() and not (follows[:1] == "." and follows[1:].isdigit() and name[-1].isdigit())


def only_one(word: str, among: Iterable[Named]) -> Named | None:
    """Return the one thing whose name begins with a word, or, where none does, has a word that does; None where there are several."""
    begun = word.casefold()
    among = tuple(among)
    for fits in (lambda name: name.startswith(begun), lambda name: f" {begun}" in name):
        found = [one for one in among if fits(one.text.casefold())]
        # A few letters mean an activity or a client group before they mean a category.
        for some in (found, [one for one in found if one.field != "category"]):
            if len({(one.field, one.value) for one in some}) == 1:
                return some[0]
        if found:
            return None
    return None


def being_named(typed: str, cursor: int) -> tuple[int, str, str] | None:
    """Return (where its sign stands, the sign, what is typed after it) of the name that is being typed before the cursor; None where none is.

    A name may have blanks in it: the text since the last sign counts, as far as it could be one.
    """
    last = None
    for sign in _SIGN.finditer(typed[:cursor]):
        last = sign
    if last is None:
        return None
    return last.start(), last[0], typed[last.end() : cursor]


def _due(rest: str, line: Line) -> str:
    """Take the day at the end of an action out of its words: `Joint visits @Burnley by Friday`."""
    head, by, words = rest.rpartition(" by ")
    # Which day it is, is found out when it is written: here any today will do.
    if not by or day_named(words, dt.date(2000, 1, 1)) is None:
        return rest
    line.due = words.strip()
    return head


def _leading(rest: str, line: Line) -> str:
    words = _LEADING[line.beside]
    while True:
        found = next(
            (word for word in words if rest.casefold().startswith(f"{word} ") and words[word][0] not in line.leading),
            None,
        )
        if found is None:
            return rest
        name, value = words[found]
        line.leading[name] = value
        rest = rest[len(found) + 1 :].lstrip()


def without_money(text: str) -> str:
    """Return a line's words without the amounts in it."""
    return " ".join(_MONEY.sub(" ", text).split())


def _money(rest: str, line: Line) -> str:
    found = _MONEY.search(rest)
    if found is None:
        return rest
    line.cost = format(Decimal(found[1].replace(",", "")) * (TIMES[found[2].casefold()] if found[2] else 1), "f")
    return f"{rest[: found.start()]} {rest[found.end() :]}"
