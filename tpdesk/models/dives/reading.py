"""What a person typed into the fields of a record, into what the desk keeps: read by the field's kind, refused in words."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tpdesk.domain import kinds
from tpdesk.domain.kinds import NOTE_KINDS, NOTE_LETTERS, Field, Kind
from tpdesk.errors import MoneyError, UsageProblem, YearError
from tpdesk.models.dives.naming import Key, key_of, keys_of
from tpdesk.models.intake.dates import read_date
from tpdesk.models.place import NAME_MOST
from tpdesk.text import clean, folded, nearest
from tpdesk.units import parse_pounds, parse_year

Typed = Mapping[str, str | Sequence[str]]
"""Field's name -> what was typed; a list may be typed as one text with `;` between, or as a sequence."""

LONGEST: Final = 4_000
"""Characters in a text at most."""

_COUNT: Final = re.compile(r"\d{1,3}(?:,?\d{3}){0,2}\Z|\d{1,9}\Z")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z\Z")
_YES, _NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0", ""})


class FieldProblem(UsageProblem):
    """Something typed into one field cannot be taken."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(slots=True)
class Understood:
    """What was typed, as the desk keeps it."""

    columns: dict[str, Key | None] = field(default_factory=dict)
    """Column of the record's table -> value."""

    links: dict[str, tuple[Key, ...]] = field(default_factory=dict)
    """Name of a field that is a list -> keys of all that it names from now on."""

    notices: list[str] = field(default_factory=list)
    """What was made on the way, a sentence each."""


def understood(connection: sqlite3.Connection, kind: Kind, typed: Typed, *, whole: bool) -> Understood:
    """Return what was typed, for the fields named; with `whole` for all fields, those not named being left blank. Inside `Desk.writing()`.

    Raises UsageProblem for a field that the kind does not have, FieldProblem for what cannot be understood, or is needed and blank.
    """
    known = {item.name: item for item in kind.fields}
    for name in typed:
        if name not in known:
            near = nearest(name, known)
            hint = f" Did you mean '{near}'?" if near else ""
            raise UsageProblem(f"A {kind.noun} has no field '{clean(name)}'.{hint} Its fields: {', '.join(known)}.")
    found = Understood()
    for item in kind.fields:
        if not whole and item.name not in typed:
            continue
        try:
            _understand(connection, kind, item, typed.get(item.name, ""), found)
        except UsageProblem as error:
            raise FieldProblem(str(error), item.name) from error
    return found


def _understand(
    connection: sqlite3.Connection, kind: Kind, item: Field, raw: str | Sequence[str], found: Understood
) -> None:
    if item.many:
        try:
            found.links[item.name] = keys_of(connection, item, raw, found.notices)
        except UsageProblem as error:
            raise UsageProblem(f"{item.title}: {error}") from error
        return
    text = clean(raw if isinstance(raw, str) else "; ".join(raw), multiline=item.kind == kinds.LONG)
    if item.needed and not text:
        raise UsageProblem(f"{item.title} is needed in {a_noun(kind)}.")
    found.columns[item.column or item.name] = _value(connection, item, text or item.filled, found.notices)


def a_noun(kind: Kind) -> str:
    """Return `a deep dive`, `an opportunity`."""
    return f"{'an' if kind.noun[0] in 'aeiou' else 'a'} {kind.noun}"


def _value(connection: sqlite3.Connection, item: Field, text: str, notices: list[str]) -> Key | None:
    match item.kind:
        case kinds.TEXT | kinds.LONG:
            return _text(item, text)
        case kinds.DATE:
            return _day(item, text)
        case kinds.FLAG:
            return _flag(item, text)
        case kinds.CHOICE:
            return choice_of(item, text) if text else ""
    if not text:
        return None
    match item.kind:
        case kinds.COUNT:
            if not _COUNT.match(text):
                raise UsageProblem(f"{item.title}: '{text[:40]}' is no whole number, as in 12 or 1,200.")
            return int(text.replace(",", ""))
        case kinds.MONEY | kinds.SAVING:
            return _pence(item, text)
        case kinds.GRADE:
            if text not in ("1", "2", "3", "4", "5", "6"):
                raise UsageProblem(f"{item.title}: '{text[:40]}' is no grade: 1 is the best, 6 the worst.")
            return int(text)
        case kinds.YEAR:
            try:
                return parse_year(text)
            except YearError as error:
                raise UsageProblem(f"{item.title}: {error}.") from error
    try:
        return key_of(connection, item, text, notices)
    except UsageProblem as error:
        raise UsageProblem(f"{item.title}: {error}") from error


def _text(item: Field, text: str) -> str:
    most = NAME_MOST if item.name == "title" else LONGEST
    if len(text) > most:
        raise UsageProblem(
            f"{item.title} has {most:,} characters at most; this one has {len(text):,}: '{text[:40]}...'."
        )
    if item.name == "at" and text and not _MOMENT.match(text):
        raise UsageProblem(f"{item.title} is set by itself; leave it out, or write it as 2026-02-14T10:30:00Z.")
    return text


def _day(item: Field, text: str) -> str:
    if not text:
        return ""
    read = read_date(text)
    if read.iso is None or "month only, first day taken" in read.rules:
        raise UsageProblem(f"{item.title}: '{text[:40]}' is no date; write it as 2026-02-14 or 14/02/2026.")
    return read.iso


def _flag(item: Field, text: str) -> int:
    word = folded(text)
    if word not in _YES | _NO:
        raise UsageProblem(f"{item.title}: '{text[:40]}' is neither yes nor no.")
    return int(word in _YES)


def _pence(item: Field, text: str) -> int:
    try:
        pence = parse_pounds(text)
    except MoneyError as error:
        raise UsageProblem(f"{item.title}: {error}.") from error
    if pence < 0 and item.kind == kinds.MONEY:
        raise UsageProblem(
            f"{item.title}: '{text[:40]}' is below zero; a cost is zero or more, and left blank where it is not known."
        )
    return pence


def choice_of(item: Field, text: str) -> str:
    """Return the choice that was typed: whole, by its first letters, or a note's kind by its letter. Raises UsageProblem that lists them."""
    word = _plain(text)
    if item.choices == NOTE_KINDS and word in NOTE_LETTERS:
        return NOTE_LETTERS[word]
    plain = {_plain(choice): choice for choice in item.choices}
    begun = [choice for key, choice in plain.items() if key.startswith(word)]
    if word in plain:
        return plain[word]
    if word and len(begun) == 1:
        return begun[0]
    near = nearest(text, item.choices)
    hint = f" Did you mean '{near}'?" if near else ""
    raise UsageProblem(f"{item.title}: '{clean(text)[:40]}' is none of {', '.join(item.choices)}.{hint}")


def _plain(text: str) -> str:
    return folded(text).replace("-", " ").replace("_", " ")
