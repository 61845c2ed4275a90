"""What is typed into a line's field, into what the desk keeps:
read by the rules of the intake, refused in words with the nearest name."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.codes import CONTROLS, COST_TYPES, FLOWS, STATUSES
from tpdesk.domain.dates import read_date
from tpdesk.domain.field_types import GSS
from tpdesk.domain.line import LINE_FIELDS
from tpdesk.errors import MoneyError, UsageProblem, YearError
from tpdesk.models.agency import find_agency_id, list_agencies
from tpdesk.models.area import find_area
from tpdesk.models.category import find_category
from tpdesk.models.intake.cells import parse_amount
from tpdesk.models.intake.fields import FIELDS
from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.memo import BadRow, Coerced, Verdicts
from tpdesk.models.lines.totals import titled
from tpdesk.models.lines.typed import field_named
from tpdesk.models.place import know_area
from tpdesk.text import clean, folded, nearest
from tpdesk.units import in_full, parse_year, plain_pounds

LONGEST: Final = 4_000
"""Characters in a text at most."""

NEEDED: Final = frozenset({"agency", "amount", "year", "flow", "status"})
"""Fields that are never blank."""

_TEXTS: Final = ("label", "supplier", "description")
_NAMES: Final = ("client_group", "activity", "funding_stream")
_CODES: Final[Mapping[str, Mapping[str, int]]] = {
    "flow": FLOWS,
    "cost_type": COST_TYPES,
    "status": STATUSES,
    "control": CONTROLS,
}
_BLANKS: Final = {"cost_type": "unknown", "control": "not stated", "internal": "no"}
_READERS: Final = Verdicts(
    Layout(None, None, 0, (), {}, "pounds", "", "dmy", "", None, "", 1, mapped=frozenset(FIELDS))
).readers


@dataclass(frozen=True, slots=True)
class Typed:
    """One field and what is typed into it, understood."""

    field: str
    """A name of `LINE_FIELDS`."""

    value: str | int | None
    """As `spend` keeps it: text where a record of that text may still have to be made; None for a blank."""

    shown: str
    """As it is shown from then on; empty for a blank."""

    warning: str = ""
    """What the user should know before it is done; empty where there is nothing."""


def understand(connection: sqlite3.Connection, changes: Mapping[str, str]) -> list[Typed]:
    """Return what is typed into each field, understood; nothing is written.
    Raises UsageProblem that says what is wrong and what to type."""
    found: dict[str, Typed] = {}
    for name, text in changes.items():
        field = field_named(name)
        if field is None or not field.edits:
            editable = ", ".join(item.name for item in LINE_FIELDS.values() if item.edits == item.name)
            told = f"{field.heading} is not for editing" if field else f"'{clean(name)}' is no field of a line"
            raise UsageProblem(f"{told}. What can be edited: {editable}.")
        if field.edits in found:
            raise UsageProblem(f"{field.heading} is given twice.")
        found[field.edits] = _one(connection, field.edits, clean(text))
    if not found:
        raise UsageProblem("Nothing is to be changed: name a field and its new value.")
    return list(found.values())


def _one(connection: sqlite3.Connection, name: str, text: str) -> Typed:
    heading = LINE_FIELDS[name].heading
    if not text and name in NEEDED:
        raise UsageProblem(f"{heading} cannot be blank.")
    if len(text) > LONGEST:
        raise UsageProblem(f"{heading} has {LONGEST:,} characters at most; this is {len(text):,}.")
    text = text or _BLANKS.get(name, "")
    if not text:
        return Typed(name, None, "")
    match name:
        case "amount":
            return _amount(text)
        case "date":
            return _date(text)
        case "year":
            return _year(text)
        case "agency":
            return _agency(connection, text)
        case "own_category":
            return _category(connection, text)
        case "transfer_to" | "transfer_from":
            return _counterparty(connection, name, text)
        case "area":
            return _area(connection, text)
        case "label" | "supplier" | "description":
            return Typed(name, text, text)
        case "client_group" | "activity" | "funding_stream":
            return _named(connection, name, text)
    return _choice(name, text)


def _amount(text: str) -> Typed:
    try:
        pence, _ = parse_amount(in_full(text))
    except MoneyError as error:
        raise UsageProblem(str(error)) from error
    return Typed("amount", pence, plain_pounds(pence))


def _date(text: str) -> Typed:
    read = read_date(text)
    if read.iso is None:
        raise UsageProblem(f"'{text}' is no date; write it as 2024-06-17 or 17/06/2024.")
    warning = "only a month is given: its first day is taken" if "month only, first day taken" in read.rules else ""
    return Typed("date", int(read.iso.replace("-", "")), read.iso, warning)


def _year(text: str) -> Typed:
    try:
        year = parse_year(text)
    except YearError as error:
        raise UsageProblem(f"{error}.") from error
    return Typed("year", year, f"{year}-{(year + 1) % 100:02d}")


def _agency(connection: sqlite3.Connection, text: str) -> Typed:
    found = find_agency_id(connection, text)
    names = {record.id: record.name for record in list_agencies(connection)}
    if found is None:
        near = nearest(text, names.values())
        hint = f" Did you mean '{near}'?" if near else " Add it to the organisations first, or choose one of those."
        raise UsageProblem(f"There is no organisation called '{text}' on this desk.{hint}")
    return Typed("agency", found, names[found])


def _category(connection: sqlite3.Connection, text: str) -> Typed:
    found = find_category(connection, text)
    return Typed("own_category", found.code, titled(found.code, found.title))


def _counterparty(connection: sqlite3.Connection, name: str, text: str) -> Typed:
    found = find_agency_id(connection, text)
    names = {record.id: record.name for record in list_agencies(connection)}
    if found is not None:
        return Typed(name, found, names[found])
    near = nearest(text, names.values())
    hint = f" Did you mean '{near}'?" if near else ""
    return Typed(
        name,
        text,
        text,
        f"no organisation of this desk is called '{text}', so that nothing is taken out of the count for it.{hint}",
    )


def _area(connection: sqlite3.Connection, text: str) -> Typed:
    code = find_area(connection, text)
    if code is not None:
        return Typed("area", code, code)
    written = text.upper() if GSS.match(text.upper()) else text[:80]
    return Typed("area", written, written, f"no area of this desk is called '{written}'")


def _named(connection: sqlite3.Connection, name: str, text: str) -> Typed:
    row = connection.execute(f"SELECT name FROM {name} WHERE folded = ?", (folded(text),)).fetchone()
    if row:
        return Typed(name, text, row[0])
    near = nearest(text, [known for (known,) in connection.execute(f"SELECT name FROM {name}")])
    hint = f" Did you mean '{near}'?" if near else ""
    return Typed(name, text, text, f"'{text}' is a new {LINE_FIELDS[name].heading.lower()} on this desk.{hint}")


def _choice(name: str, text: str) -> Typed:
    if name == "control" and folded(text) == "not stated":
        return Typed(name, CONTROLS["not stated"], "not stated")
    try:
        word = _READERS[name](text)
    except BadRow as bad:
        raise UsageProblem(str(bad)) from bad
    except Coerced as coerced:
        raise UsageProblem(f"'{text}' is neither yes nor no.") from coerced
    if isinstance(word, bool):
        return Typed(name, int(word), "yes" if word else "no")
    return Typed(name, _CODES[name][str(word)] if name in _CODES else int(str(word)), str(word))


def columns_of(connection: sqlite3.Connection, typed: Typed, *, make: bool) -> dict[str, str | int | None]:
    """Return the columns of `spend` that a field sets, each with its value.

    A text that the desk does not know yet is made where `make` says so (inside `Desk.writing()`); else it gets a
    number that no line has.
    """
    column = {"amount": "amount_pence", "own_category": "category"}.get(typed.field, typed.field)
    if typed.field in ("transfer_to", "transfer_from"):
        known = typed.value if isinstance(typed.value, int) else None
        name = typed.value if isinstance(typed.value, str) else None
        return {
            column: known,
            "outsider": None if name is None else _number(connection, "outsider", "name", name, make=make),
        }
    if typed.field in (*_TEXTS, *_NAMES) and isinstance(typed.value, str):
        return {
            column: _number(
                connection, typed.field, "text" if typed.field in _TEXTS else "name", typed.value, make=make
            )
        }
    if typed.field == "area" and isinstance(typed.value, str) and make:
        know_area(connection, typed.value)
    return {column: typed.value}


def _number(connection: sqlite3.Connection, table: str, column: str, text: str, *, make: bool) -> int:
    by_text = table in ("supplier", "description")
    if make and by_text:
        connection.execute(f"INSERT INTO {table} (text) VALUES (?) ON CONFLICT DO NOTHING", (text,))
    elif make:
        connection.execute(
            f"INSERT INTO {table} ({column}, folded) VALUES (?, ?) ON CONFLICT DO NOTHING", (text, folded(text))
        )
    key, value = ("text", text) if table in _TEXTS else ("folded", folded(text))
    row = connection.execute(f"SELECT id FROM {table} WHERE {key} = ?", (value,)).fetchone()
    return int(row[0]) if row else -1
