"""Completion of a typed filter: what could stand where the cursor is."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.line_filter import FILTER_FIELDS, OPERATORS, operators_of, typed_value
from tpdesk.models.lines.candidates import Candidate, values_for
from tpdesk.models.lines.typed import field_named

_AT_VALUE = re.compile(
    r'([A-Za-z][A-Za-z_\-]*)\s*(?:!~|!=|<>|>=|<=|==|~|=|>|<)\s*(?:(?:"(?:[^"]|"")*"|[^\s|"]+)\|)*("?[^"|]*|[^\s|"]*)\Z'
)
_AT_FIELD = re.compile(r"(?:\A|\s)([A-Za-z_\-]*)\Z")
_CLOSED: Final = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Completion:
    """What could be put in place of a stretch of a typed filter."""

    start: int
    """The first character to be replaced, from 0."""

    end: int
    """The one behind the last."""

    candidates: tuple[Candidate, ...]
    """What could stand there, the likeliest first, as it is typed."""


def complete(connection: sqlite3.Connection, text: str, at: int) -> Completion:
    """Return what could stand where the cursor is: `at` is the number of characters before it."""
    before = text[:at]
    value = _AT_VALUE.search(before)
    if value and (value[2].startswith('"') or " " not in value[2].strip()) and not value[2].endswith(" "):
        field = field_named(value[1])
        if field is not None:
            begun = value[2].removeprefix('"')
            found = (
                Candidate(typed_value(field, item.text) if item.text != "Unmapped" else item.text, item.tells)
                for item in values_for(connection, field.name, begun)
            )
            return Completion(value.start(2), at, tuple(found))
    name = _AT_FIELD.search(_CLOSED.sub(lambda found: "x" * len(found[0]), before))
    if name is None:
        return Completion(at, at, ())
    begun = name[1].casefold()
    names = [name for name in FILTER_FIELDS if name.startswith(begun)] + [
        name for name in FILTER_FIELDS if begun and begun in name and not name.startswith(begun)
    ]
    return Completion(
        name.start(1),
        at,
        tuple(
            Candidate(f"{name}{OPERATORS[operators_of(FILTER_FIELDS[name])[0]]}", FILTER_FIELDS[name].tells)
            for name in names
        ),
    )
