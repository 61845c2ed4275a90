"""A file of records: which column is which field, each row as it would be typed, and records as rows to write.

What a person typed into the fields of a record, into what the desk keeps: parsed by the field's type, refused in words.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tpdesk.domain.field_types import Stored
from tpdesk.domain.record_kind import Field, Kind, Record
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.source import open_source
from tpdesk.models.records.names import DeskNames, Key
from tpdesk.text import clean, csv_safe, folded, nearest, without_guard


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One row of a file of records."""

    number: int
    """Its number in the file, from 1."""

    typed: Mapping[str, str]
    """Field's name -> text; empty for a blank row."""


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A file of records as it was read."""

    columns: Mapping[str, str]
    """Field's name -> heading."""

    left_out: tuple[str, ...]
    """Headings that are no field."""

    rows: tuple[RecordRow, ...]
    """All below the heading."""


def read_table(file: Path) -> tuple[int, list[str], list[tuple[int, list[str]]]]:
    """Return (the row of the headings, the headings, (number, cells) of every row below that is not blank) of a file's
    first sheet. Raises InputProblem where it cannot be read, or is empty."""
    with open_source(file) as source:
        rows = _texts(source.rows(source.sheets[0]))
        number, headings = next(((number, texts) for number, texts in rows if any(texts)), (0, []))
        if not number:
            raise InputProblem(f"{file.name} is empty: its first row names the columns.")
        return number, headings, [(row, texts) for row, texts in rows if any(texts)]


def iter_rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (number, cells) of every row of a file's first sheet that is not blank, one by one: a file of all postcodes
    is never held whole. Raises InputProblem where it cannot be read."""
    with open_source(file) as source:
        yield from ((number, texts) for number, texts in _texts(source.rows(source.sheets[0])) if any(texts))


def read_records(file: Path, kind: Kind, given: Mapping[str, str]) -> RecordFile:
    """Return the rows of a file whose first row names fields of a kind by name or title, in any order; `given` is what
    is said for all of them.

    Raises InputProblem where it cannot be read, or has no column for something needed that is not given.
    """
    with open_source(file) as source:
        rows = source.rows(source.sheets[0])
        number, headings = next(((number, texts) for number, texts in _texts(rows) if any(texts)), (0, []))
        if not number:
            raise InputProblem(
                f"{file.name} is empty: its first row names the columns, as in "
                f"{', '.join(each_field.name for each_field in kind.fields[:4])}."
            )
        at = _columns(file, number, headings, kind)
        lacking = [
            each_field
            for each_field in kind.fields
            if each_field.needed and each_field.follows not in at and each_field.name not in {*at, *given}
        ]
        if lacking:
            wanted = " and ".join(f"{each_field.title} ({each_field.name})" for each_field in lacking)
            raise InputProblem(f"{file.name}, row {number}: there is no column for {wanted}, needed in {kind.a_noun}.")
        left_out = tuple(text for place, text in enumerate(headings) if text and place not in at.values())
        found = tuple(
            RecordRow(
                row,
                {name: texts[place] for name, place in at.items() if place < len(texts) and texts[place]}
                if any(texts)
                else {},
            )
            for row, texts in _texts(rows)
        )
    return RecordFile({name: headings[place] for name, place in at.items()}, left_out, found)


def record_rows(kind: Kind, records: Iterable[Record]) -> Iterator[list[str]]:
    """Yield the heading and the rows of a file of records that `read_records` reads back as the same."""
    yield [each_field.name for each_field in kind.fields]
    for record in records:
        yield [csv_safe(each_field.csv_text(record.values[each_field.name])) for each_field in kind.fields]


def _columns(file: Path, number: int, headings: Sequence[str], kind: Kind) -> dict[str, int]:
    """Return field's name -> where its column stands. Raises InputProblem where two columns are called the
    same, or none is a field."""
    words: dict[str, Field] = {}
    for each_field in kind.fields:
        words.setdefault(_plain(each_field.title), each_field)
    words |= {_plain(each_field.name): each_field for each_field in kind.fields}
    at: dict[str, int] = {}
    for place, heading in enumerate(headings):
        meant = words.get(_plain(heading))
        if meant is not None and meant.name in at:
            raise InputProblem(
                f"{file.name}, row {number}: two columns are called for {meant.title} "
                f"('{headings[at[meant.name]]}' and '{heading}')."
            )
        if meant is not None:
            at[meant.name] = place
    if not at:
        listed = ", ".join(each_field.name for each_field in kind.fields)
        raise InputProblem(f"{file.name}, row {number}: no column is a field of {kind.a_noun}. Its fields: {listed}.")
    return at


def _texts(rows: Iterator[tuple[int, list[Cell]]]) -> Iterator[tuple[int, list[str]]]:
    return ((number, [_text(cell) for cell in cells]) for number, cells in rows)


def _text(cell: Cell) -> str:
    """Return a cell as a person would type it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return without_guard(clean(str(cell), multiline=True))


_CALLED: Final = re.compile(r"\b(?:body|agency|(bodies|agencies))\b")
"""What an organisation was called in the headings of files written by version 0.2 and before."""


def _plain(text: str) -> str:
    said = folded(text).replace("_", " ")
    return _CALLED.sub(lambda found: "organisations" if found[1] else "organisation", said)


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

    sayings: dict[str, dict[Key, str]] = field(default_factory=dict)
    """Name of a list that says something of what another list names -> key -> what is said of it."""

    notices: list[str] = field(default_factory=list)
    """What was made on the way, a sentence each."""


def parse_fields(connection: sqlite3.Connection, kind: Kind, typed: Typed, *, whole: bool) -> ParsedFields:
    """Return what was typed, for the fields named; with `whole` for all fields, those not named being left blank.
    Inside `Desk.writing()`.

    Raises UsageProblem for a field that the kind does not have, FieldProblem for what cannot be
    understood, or is needed and blank.
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
            if item.says:
                found.sayings[item.name] = names.sayings(item, raw)
            else:
                found.links[item.name] = names.keys(item, raw)
        except UsageProblem as error:
            raise UsageProblem(f"{item.title}: {error}") from error
        return
    text = clean(raw if isinstance(raw, str) else "; ".join(raw), multiline=item.type.is_long)
    if item.needed and not text:
        raise UsageProblem(f"{item.title} is needed in {kind.a_noun}.")
    found.columns[item.stored] = item.type.read(item, text or item.filled, names)
