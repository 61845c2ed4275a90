"""What else is kept of a place, a row a fact: programmes, funding awards, notes, published counts and
milestones, each with its source."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tpdesk.errors import UsageProblem
from tpdesk.text import clean
from tpdesk.units import parse_pounds

Value = str | int | None
"""A text; pence, or 1 and 0 for yes and no; None for an amount that is not known."""


@dataclass(frozen=True, slots=True)
class FactField:
    """One thing that is said in a fact."""

    name: str
    """Its column."""

    title: str
    """As people read it."""

    kind: str = "text"
    """`text`, `long` (several lines), `money` (pence) or `flag` (1 or 0)."""

    needed: bool = False
    hint: str = ""
    """How to write it, with an example."""

    choices: tuple[str, ...] = ()
    """What is usually said; anything else may be."""


@dataclass(frozen=True, slots=True)
class FactKind:
    """One kind of fact."""

    name: str
    """As it is typed: `award`."""

    table: str
    noun: str
    plural: str
    """Its heading."""

    fields: tuple[FactField, ...]
    """In the order in which they are read."""


_SOURCE: Final = FactField("source", "Source", hint="the document that says so")
_ACTIVITIES: Final = (
    "note", "figure", "theme", "practice", "spend mapping", "strategic commissioning", "joint commissioning",
    "pooled or aligned grant",
    "shared services", "shared assets and co-location", "integrated case management", "leadership programme",
    "customer insight", "solutions centre",
)  # fmt: skip
"""What notes on places are about: the kinds of activity in parallel places, and a few more."""

_KINDS: Final = (
    FactKind("programme", "programme", "programme", "Programmes", (
        FactField("name", "Name", needed=True, hint="for example Counting Borsetshire"),
        FactField("strand", "Strand", hint="for example counting, culture or deep dive",
            choices=("counting", "culture", "deep dive")),
        FactField("note", "Note", "long"), _SOURCE,
    )),
    FactKind("award", "funding_award", "funding award", "Funding awards", (
        FactField("funder", "Funder", needed=True, hint="who gives the money"),
        FactField("amount_pence", "Amount", "money", True, "in pounds, for example 300,000 or 1.2m"),
        FactField("year", "Year", hint="for example 2009-10"),
        FactField("is_match", "Match funding", "flag", hint="it matches other money"),
        FactField("purpose", "Purpose"), _SOURCE,
    )),
    FactKind("note", "place_note", "note", "Notes", (
        FactField("kind", "About", needed=True, hint="for example note, or joint commissioning", choices=_ACTIVITIES),
        FactField("text", "Text", "long", True), _SOURCE,
    )),
    FactKind("published", "published_count", "published count", "Published counts", (
        FactField("title", "What is counted", needed=True, hint="for example total, or crime and justice"),
        FactField("body", "Body", hint="whose money it is"),
        FactField("amount_pence", "Amount", "money", hint="in pounds, for example 1.2m"),
        FactField("share_printed", "Share as printed", hint="for example 24.37%"),
        FactField("base", "Base", hint="of which total, and what that holds"),
        FactField("year", "Year", hint="for example 2008-09"), _SOURCE,
    )),
    FactKind("milestone", "milestone", "milestone", "Milestones", (
        FactField("date", "Date", needed=True, hint="for example 2026-12-01, or 2026-12"),
        FactField("title", "What", needed=True, hint="for example interim findings"),
        FactField("note", "Note", "long"), _SOURCE,
    )),
)  # fmt: skip

KINDS: Final[Mapping[str, FactKind]] = {kind.name: kind for kind in _KINDS}
"""Name -> kind, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact."""

    id: int
    kind: FactKind
    values: Mapping[str, Value]
    """Column -> value, for all the kind's fields."""

    shared: bool
    """Whether it is not of one place, but of the whole programme."""


def list_facts(connection: sqlite3.Connection, place: int) -> dict[str, tuple[Fact, ...]]:
    """Return kind -> the facts of a place as they were written;
    milestones by date, those of the whole programme too."""
    found = {}
    for kind in KINDS.values():
        columns = ", ".join(field.name for field in kind.fields)
        whole = " OR place IS NULL" if kind.name == "milestone" else ""
        order = "date, id" if kind.name == "milestone" else "id"
        rows = connection.execute(
            f"SELECT id, place IS NULL, {columns} FROM {kind.table} WHERE place = ?{whole} ORDER BY {order}", (place,)
        )
        names = [field.name for field in kind.fields]
        found[kind.name] = tuple(
            Fact(number, kind, dict(zip(names, values, strict=True)), bool(shared)) for number, shared, *values in rows
        )
    return found


WITHOUT_PLACE: Final = ("published", "milestone")
"""Kinds of which a fact can be of the whole programme, and of no place."""


def list_programme_facts(connection: sqlite3.Connection) -> dict[str, tuple[Fact, ...]]:
    """Return kind -> the facts that are of the whole programme and of no place:
    published counts as they were written, milestones by date."""
    found = {}
    for kind in (KINDS[name] for name in WITHOUT_PLACE):
        names = [field.name for field in kind.fields]
        order = "date, id" if kind.name == "milestone" else "id"
        rows = connection.execute(
            f"SELECT id, {', '.join(names)} FROM {kind.table} WHERE place IS NULL ORDER BY {order}"
        )
        found[kind.name] = tuple(
            Fact(number, kind, dict(zip(names, values, strict=True)), shared=True) for number, *values in rows
        )
    return found


def find_fact(connection: sqlite3.Connection, kind: FactKind, place: int, number: int) -> Fact:
    """Return one fact of a place, by its number. Raises UsageProblem."""
    for fact in list_facts(connection, place)[kind.name]:
        if fact.id == number:
            return fact
    raise UsageProblem(f"This place has no {kind.noun} {number}. `place show` lists them with their numbers.")


def understood(kind: FactKind, typed: Mapping[str, str]) -> dict[str, Value]:
    """Return column -> value of what was typed, for the fields named alone.
    Raises UsageProblem for what cannot be understood, or is needed and empty."""
    values: dict[str, Value] = {}
    for field in kind.fields:
        if field.name not in typed:
            continue
        text = clean(typed[field.name], multiline=field.kind == "long")
        if field.needed and not text:
            raise UsageProblem(f"{field.title} is needed in a {kind.noun}.")
        if field.kind == "money":
            values[field.name] = _pence(field, text)
        elif field.kind == "flag":
            values[field.name] = int(text.casefold() in ("yes", "1", "true"))
        else:
            values[field.name] = text
    return values


def _pence(field: FactField, text: str) -> int | None:
    try:
        return parse_pounds(text) if text else None
    except ValueError as error:
        raise UsageProblem(f"{field.title}: {error}.") from error


def add_fact(connection: sqlite3.Connection, kind: FactKind, place: int, values: Mapping[str, Value]) -> int:
    """Write a fact and return its number. Raises UsageProblem where something needed is missing.
    Inside `Desk.writing()`."""
    for field in kind.fields:
        if field.needed and values.get(field.name) in (None, ""):
            raise UsageProblem(f"{field.title} is needed in a {kind.noun}.")
    named = ["place", *values]
    cursor = connection.execute(
        f"INSERT INTO {kind.table} ({', '.join(named)}) VALUES ({', '.join('?' * len(named))})",
        (place, *values.values()),
    )
    return int(cursor.lastrowid or 0)


def change_fact(connection: sqlite3.Connection, fact: Fact, values: Mapping[str, Value]) -> None:
    """Write the values named; the others stay. Inside `Desk.writing()`."""
    for name, value in values.items():
        connection.execute(f"UPDATE {fact.kind.table} SET {name} = ? WHERE id = ?", (value, fact.id))


def remove_fact(connection: sqlite3.Connection, fact: Fact) -> None:
    """Take a fact off the desk. Inside `Desk.writing()`."""
    connection.execute(f"DELETE FROM {fact.kind.table} WHERE id = ?", (fact.id,))
