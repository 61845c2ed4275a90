"""A line typed in the room of a workshop, understood: its kind by its first letter, bodies after @, tags after #, the
owner and the day of an action.

`live_edit` has the way back: the line that would write what is on the desk.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from tpdesk.domain.kinds import BARRIER_KINDS, BARRIER_LEVELS, HORIZONS, NOTE_LETTERS
from tpdesk.models.dives.days import due_at_end, due_within
from tpdesk.models.dives.live_names import SIGN, Nameable, Named, meanings, named_at
from tpdesk.text import clean
from tpdesk.units import TIMES

PLAIN: Final = "fact"
"""What a line is that says no kind."""

ACTION: Final = "action"
DELIVERY: Final = "delivery"
BARRIER, OPPORTUNITY = "barrier", "opportunity"
"""What is written beside a note by a doubled letter."""

LETTERS: Final[Mapping[str, tuple[str, str]]] = {
    **{letter: (kind, "") for letter, kind in NOTE_LETTERS.items()},
    "bb": ("barrier", BARRIER),
    "ii": ("idea", OPPORTUNITY),
    "d": (DELIVERY, ""),
}
"""What stands before the text -> (kind of note, or `delivery`; what is written beside the note)."""

TAGS: Final = ("activity", "client_group", "category")
"""Fields that are filled by names after #."""

_START: Final = re.compile(r"\s*(?:(bb|ii|[obiaqfd])\s|(\?)\s*)")
_MONEY: Final = re.compile(r"£\s?(\d[\d,]*(?:\.\d+)?)\s?(k|m|bn)?\b", re.IGNORECASE)
_LEADING: Final = {
    BARRIER: {**{word: ("level", word) for word in BARRIER_LEVELS}, **{word: ("kind", word) for word in BARRIER_KINDS}},
    OPPORTUNITY: {word: ("horizon", word) for word in HORIZONS},
}
_LISTED: Final = 3
"""Names that are told where a few letters fit several."""

_LOOSE: Final = " \t,;:-–"
"""What is left over at the end of a sentence whose tags, owner or day are taken off."""
_LOOSE_END: Final = f"{_LOOSE}.!"

_BY: Final = re.compile(r"\bby\s*\Z", re.IGNORECASE)
_NOBODY: Final = re.compile(r"\bby nobody[\s.,;:!]*\Z", re.IGNORECASE)
_ANOTHER: Final = re.compile(r"\s*(?:,|and|or|&|/)?\s*\Z", re.IGNORECASE)
"""Between two bodies that are named together."""

_NOT_THE_OWNER: Final = re.compile(
    r"\b(?:about|against|at|behind|between|for|from|in|into|of|on|onto|than|through|to|via|with|within|without)"
    r"(?:\s+the)?\s*\Z",
    re.IGNORECASE,
)
"""What stands before a body that an action is done to, or with."""


@dataclass(slots=True)
class LiveLine:
    """What a line says."""

    kind: str
    """A kind of note, or `delivery`."""

    beside: str = ""
    """`barrier` or `opportunity` where one is written beside the note."""

    text: str = ""
    """The words: names in full, without the tags behind them, and without the owner and the day where
    an action ends with them."""

    agencies: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    """activity, client_group, category -> value; the first of each that was named."""

    leading: dict[str, str] = field(default_factory=dict)
    """What a barrier or an opportunity says of itself before its text: level, kind, horizon."""

    cost: str = ""
    """Of a delivery: pounds as typed, `12000`; empty where nobody said."""

    owner: str = ""
    """Of an action: the body that does it; empty where nobody said."""

    due: str = ""
    """Of an action: the ISO day by which; empty where nobody said."""

    unknown: tuple[str, ...] = ()
    """Words after a sign that fit nothing; they stay in the text."""

    several: tuple[str, ...] = ()
    """Words after a sign that fit more than one thing; they stay in the text."""

    unkept: tuple[str, ...] = ()
    """What was said and cannot be kept as such, a sentence each:
    a few letters that fit several bodies, a second activity, a day that does not exist."""


@dataclass(slots=True)
class _Part:
    """A piece of a line: words, or a name."""

    text: str
    named: Named | None = None
    is_tag: bool = False
    """Whether it stands after #: behind the sentence it is no word of it."""


def kind_of(typed: str) -> tuple[str, str, int]:
    """Return (kind of note or `delivery`, what is written beside it, where the text begins) of a
    line as far as it is typed.

    A small letter (or two) and a blank, or `?`, at the beginning says the kind; a capital never does, so that a
    sentence can begin with A or I.
    """
    start = _START.match(typed)
    if start is None:
        return PLAIN, "", len(typed) - len(typed.lstrip())
    kind, beside = LETTERS[start[1] or start[2]]
    return kind, beside, start.end()


def without_cost(typed: str) -> str:
    """Return the words of a line as the wall may show them: those of a delivery without any amount."""
    kind, _, begin = kind_of(typed)
    return clean(_MONEY.sub(" ", typed[begin:]) if kind == DELIVERY else typed[begin:])


def understand(typed: str, names: Nameable, today: dt.date) -> LiveLine:
    """Return what a line says that was typed on a day. Nothing raises:
    what is not known stays in the text, and is listed."""
    kind, beside, begin = kind_of(typed)
    line = LiveLine(kind, beside)
    rest = typed[begin:]
    if beside:
        rest = _leading(rest, line)
    if kind == DELIVERY:
        rest = _money(rest, line)
    parts = _parts(rest, names, line)
    if kind == ACTION:
        said = list(parts)
        _take_owner_and_day(parts, line, today)
        line.text = _sentence(parts, line) or _sentence(said, line)
    else:
        line.text = _sentence(parts, line)
    # A note needs words: where there are only tags, they are those.
    line.text = line.text or ", ".join(part.text for part in parts if part.is_tag and line.kind != DELIVERY)
    return line


def _parts(typed: str, names: Nameable, line: LiveLine) -> list[_Part]:
    """Return the pieces of a text; the bodies and tags that it names are written into `line`."""
    parts: list[_Part] = []
    at = 0
    for sign in SIGN.finditer(typed):
        if sign.start() < at:
            continue
        found, end = named_at(typed, sign, names)
        if found is None:
            _leave(typed[sign.start() : end], names, line)
            continue
        parts.append(_Part(typed[at : sign.start()]))
        parts.append(_known(found, sign[0], line))
        at = end
    parts.append(_Part(typed[at:]))
    return [part for part in parts if part.text]


def _leave(word: str, names: Nameable, line: LiveLine) -> None:
    """Leave a word after a sign in the sentence, since it names no one thing."""
    meant = meanings(word, names)
    if not meant:
        line.unknown = (*line.unknown, word)
        return
    line.several = (*line.several, word)
    listed = ", ".join(meant[:_LISTED]) + (" ..." if len(meant) > _LISTED else "")
    line.unkept = (*line.unkept, f"{word} fits several: {listed}. It stays in the words.")


def _known(found: Named, sign: str, line: LiveLine) -> _Part:
    if found.field == "agencies":
        if found.value not in line.agencies:
            line.agencies.append(found.value)
    elif line.tags.setdefault(found.field, found.value) != found.value:
        noun = found.field.replace("_", " ")
        line.unkept = (*line.unkept, f"A note has one {noun}: {found.text} stays in the words.")
        return _Part(found.text)
    return _Part(found.text, found, sign == "#")


def _sentence(parts: Sequence[_Part], line: LiveLine) -> str:
    """Return the words of the pieces, without the tags behind them; of a delivery without any name."""
    if line.kind == DELIVERY:
        return clean(" ".join(part.text for part in parts if part.named is None))
    end, tagged = len(parts), False
    while end and (parts[end - 1].is_tag or not parts[end - 1].text.strip(_LOOSE_END)):
        tagged = tagged or parts[end - 1].is_tag
        end -= 1
    if not tagged:
        return clean("".join(part.text for part in parts))
    return clean("".join(part.text for part in parts[:end]).rstrip(_LOOSE))


# -- the owner and the day of an action


def _take_owner_and_day(parts: list[_Part], line: LiveLine, today: dt.date) -> None:
    """Write the owner and the day of an action into `line`, and take them off its end; `parts`
    is left with the sentence.

    Its owner is the body that stands after `by` at its end, else the first that is named and that nothing is done to or
    with: `to @x`, `with @x`.
    """
    owner = _first_doer(parts)
    ended = False
    while parts:
        last = parts[-1]
        before = parts[-2] if len(parts) > 1 else None
        if last.is_tag or not last.text.strip(_LOOSE_END):
            parts.pop()
            ended = True
        elif last.named is not None and before is not None and before.named is None and _BY.search(before.text):
            owner = last
            parts[-2:] = [_Part(_BY.sub("", before.text))]
            ended = True
        elif last is owner:
            parts.pop()
            ended = True
        elif last.named is None and _NOBODY.search(last.text):
            owner, ended = None, True
            parts[-1] = _Part(_NOBODY.sub("", last.text))
        elif last.named is None and not line.due and (due := due_at_end(last.text, today)) is not None:
            if due.day is None:
                line.unkept = (*line.unkept, f"There is no such day: '{due.words}' stays in the words.")
                break
            line.due, ended = due.day.isoformat(), True
            parts[-1] = _Part(last.text[: due.begins])
        else:
            break
    if parts and ended and parts[-1].named is None:
        parts[-1] = _Part(parts[-1].text.rstrip(_LOOSE))
    line.owner = owner.named.value if owner is not None and owner.named is not None else ""
    if not line.due:
        said = (due_within(part.text, today) for part in parts if part.named is None)
        line.due = next((day.isoformat() for day in said if day is not None), "")


def _first_doer(parts: Sequence[_Part]) -> _Part | None:
    """Return the first body that does something: not one that something is done to or with, nor one that is named
    together with such a one."""
    before, done_to = "", False
    for part in parts:
        if part.named is None:
            before = part.text
            continue
        if part.is_tag or part.named.field != "agencies":
            continue
        done_to = bool(_NOT_THE_OWNER.search(before)) or (done_to and bool(_ANOTHER.match(before)))
        if not done_to:
            return part
        before = ""
    return None


# -- what stands before the text, and money


def _leading(rest: str, line: LiveLine) -> str:
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


def _money(rest: str, line: LiveLine) -> str:
    found = _MONEY.search(rest)
    if found is None:
        return rest
    line.cost = format(Decimal(found[1].replace(",", "")) * (TIMES[found[2].casefold()] if found[2] else 1), "f")
    return f"{rest[: found.start()]} {rest[found.end() :]}"
