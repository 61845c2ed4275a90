"""What a person typed into the fields of a record, into what the desk keeps: parsed by the field's type, refused in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tpdesk.domain.field_types import Stored
from tpdesk.domain.record_kind import Field, Kind
from tpdesk.errors import UsageProblem
from tpdesk.models.records.names import DeskNames, Key
from tpdesk.text import clean, nearest

Typed = Mapping[str, str | Sequence[str]]
"""Field's name -> what was typed; a list may be typed as one text with `;` between, or as a sequence."""


class FieldProblem(UsageProblem):
    """Something typed into one field cannot be taken."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(slots=True)
class ParsedFields:
    """What was typed, as the desk keeps it."""

    columns: dict[str, Stored] = field(default_factory=dict)
    """Column of the record's table -> value."""

    links: dict[str, tuple[Key, ...]] = field(default_factory=dict)
    """Name of a field that is a list -> keys of all that it names from now on."""

    notices: list[str] = field(default_factory=list)
    """What was made on the way, a sentence each."""


def parse_fields(connection: sqlite3.Connection, kind: Kind, typed: Typed, *, whole: bool) -> ParsedFields:
    """Return what was typed, for the fields named; with `whole` for all fields, those not named being left blank. Inside `Desk.writing()`.

    Raises UsageProblem for a field that the kind does not have, FieldProblem for what cannot be understood, or is needed and blank.
    """
    known = {item.name: item for item in kind.fields}
    for name in typed:
        if name not in known:
            near = nearest(name, known)
            hint = f" Did you mean '{near}'?" if near else ""
            raise UsageProblem(f"A {kind.noun} has no field '{clean(name)}'.{hint} Its fields: {', '.join(known)}.")
    found = ParsedFields()
    names = DeskNames(connection, found.notices)
    for item in kind.fields:
        if not whole and item.name not in typed:
            continue
        try:
            _parse(names, kind, item, typed.get(item.name, ""), found)
        except UsageProblem as error:
            raise FieldProblem(str(error), item.name) from error
    return found


def _parse(names: DeskNames, kind: Kind, item: Field, raw: str | Sequence[str], found: ParsedFields) -> None:
    if item.many:
        try:
            found.links[item.name] = names.keys(item, raw)
        except UsageProblem as error:
            raise UsageProblem(f"{item.title}: {error}") from error
        return
    text = clean(raw if isinstance(raw, str) else "; ".join(raw), multiline=item.type.is_long)
    if item.needed and not text:
        raise UsageProblem(f"{item.title} is needed in {kind.a_noun}.")
    found.columns[item.stored] = item.type.read(item, text or item.filled, names)
