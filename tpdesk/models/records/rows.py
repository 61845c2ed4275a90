"""A file of records: which column is which field, each row as it would be typed, and records as rows to write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tpdesk.domain.record_kind import Field, Kind, Record
from tpdesk.errors import InputProblem
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.source import open_source
from tpdesk.text import clean, csv_safe, folded, without_guard


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


def read_records(file: Path, kind: Kind, given: Mapping[str, str]) -> RecordFile:
    """Return the rows of a file whose first row names fields of a kind by name or title, in any order; `given` is what is said for all of them.

    Raises InputProblem where it cannot be read, or has no column for something needed that is not given.
    """
    with open_source(file) as source:
        rows = source.rows(source.sheets[0])
        number, headings = next(((number, texts) for number, texts in _texts(rows) if any(texts)), (0, []))
        if not number:
            raise InputProblem(
                f"{file.name} is empty: its first row names the columns, as in {', '.join(field.name for field in kind.fields[:4])}."
            )
        at = _columns(file, number, headings, kind)
        lacking = [field for field in kind.fields if field.needed and field.name not in at and field.name not in given]
        if lacking:
            wanted = " and ".join(f"{field.title} ({field.name})" for field in lacking)
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
    yield [field.name for field in kind.fields]
    for record in records:
        yield [csv_safe(field.csv_text(record.values[field.name])) for field in kind.fields]


def _columns(file: Path, number: int, headings: Sequence[str], kind: Kind) -> dict[str, int]:
    """Return field's name -> where its column stands. Raises InputProblem where two columns are called the same, or none is a field."""
    words: dict[str, Field] = {}
    for field in kind.fields:
        words.setdefault(_plain(field.title), field)
    words |= {_plain(field.name): field for field in kind.fields}
    at: dict[str, int] = {}
    for place, heading in enumerate(headings):
        meant = words.get(_plain(heading))
        if meant is not None and meant.name in at:
            raise InputProblem(
                f"{file.name}, row {number}: two columns are called for {meant.title} ('{headings[at[meant.name]]}' and '{heading}')."
            )
        if meant is not None:
            at[meant.name] = place
    if not at:
        listed = ", ".join(field.name for field in kind.fields)
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


def _plain(text: str) -> str:
    return folded(text).replace("_", " ")
