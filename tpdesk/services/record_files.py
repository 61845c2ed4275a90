"""Records imported from a file, a row a record, and exported to one:
what cannot be imported is told row by row, the rest is one step of undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Kind, Record, Value
from tpdesk.errors import UsageProblem
from tpdesk.models.connection import savepoint, spoken
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.file_writing import write_csv
from tpdesk.models.log.history import note_act
from tpdesk.models.records import store
from tpdesk.models.records.rows import FieldProblem, RecordFile, RecordRow, read_records, record_rows
from tpdesk.models.sensitive import people_warnings
from tpdesk.services.files import result_file
from tpdesk.services.records import add_with_lines
from tpdesk.services.unit_costs import read_edition
from tpdesk.text import counted

_WARNED: Final = 20
"""Rows of which it is told one by one that something in them looks like a person's."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was not taken in."""

    row: int
    """Its number in the file, from 1."""

    column: str
    """The heading of the column in question; empty where it is the row as a whole."""

    value: str
    """What stands there."""

    message: str
    """What is wrong with it, and what to write instead."""


@dataclass(frozen=True, slots=True)
class RecordsImported:
    """What became of a file; rows_read = rows_blank + added + the rows rejected."""

    rows_read: int
    rows_blank: int
    added: int
    rejected: tuple[RowProblem, ...]
    notices: tuple[str, ...]
    """What was made on the way, which columns were left out, and what may be there twice, a sentence each."""

    warnings: tuple[str, ...]
    """What looks like a person's, a sentence each."""


def import_records(
    desk: Desk,
    kind: str,
    file: Path,
    *,
    dry_run: bool = False,
    **given: str | None,
) -> RecordsImported:
    """Import records of a kind, a row each; columns are called by the names or titles of the fields, in any order.

    `given` is what all rows say that do not say so themselves: the place, the deep dive ... With `dry_run` nothing is
    written. Raises InputProblem where the file cannot be read or lacks a column that is needed, UsageProblem, Locked.
    """
    of_kind = store.kind_named(kind)
    said = {name: text for name, text in given.items() if text}
    names = {field.name for field in of_kind.fields}
    stray = next((name for name in said if name not in names), None)
    if stray is not None:
        raise UsageProblem(
            f"{of_kind.a_noun.capitalize()} hangs on a {_noun(of_kind.parent)}, not on a {_noun(stray)}."
        )
    sheet, marked = (read_edition(file) if kind == "unitcost" else None) or (read_records(file, of_kind, said), "")
    added, notices, rejected, warnings, twice = 0, list[str](), list[RowProblem](), list[str](), 0
    with desk.writing() as connection:
        held = {_said(record) for record in store.list_all(connection, of_kind)} if not of_kind.titled else set()
        with savepoint(connection, keep=not dry_run):
            for row in sheet.rows:
                if not row.typed:
                    continue
                try:
                    with savepoint(connection):
                        record, told = add_with_lines(connection, of_kind, {**said, **row.typed})
                except UsageProblem as error:
                    rejected.append(_problem(row, sheet, error))
                else:
                    added += 1
                    notices += told
                    twice += _said(record) in held
                    warnings += [f"Row {row.number}: {sentence}" for sentence in _people(of_kind, row)]
        if added and not dry_run:
            note_act(
                connection,
                f"take in {of_kind.plural.lower()}",
                file.name,
                counted(added, of_kind.noun, of_kind.plural.lower()),
            )
    if twice:
        notices.append(
            f"{counted(twice, 'row says', 'rows say')} exactly what is on the desk already, and came in as well. "
            "Undo takes them back."
        )
    if marked:
        notices.append(marked)
    if sheet.left_out:
        notices.append(f"Left out, since no field is called so: {', '.join(sheet.left_out)}.")
    more = len(warnings) - _WARNED
    shown = [*warnings[:_WARNED], *([f"{counted(more, 'more sentence')} like these."] if more > 0 else [])]
    blank = sum(1 for row in sheet.rows if not row.typed)
    return RecordsImported(len(sheet.rows), blank, added, tuple(rejected), tuple(dict.fromkeys(notices)), tuple(shown))


def export_records(
    desk: Desk, kind: str, target: Path, *, where: Mapping[str, str] | None = None, replace: bool = False
) -> int:
    """Write the records of a kind, or those that say what `where` asks for, to a CSV that can be imported again;
    return how many. Raises UsageProblem, Locked."""
    of_kind = store.kind_named(kind)
    return write_records(target, of_kind, store.list_all(desk.connection, of_kind, where), replace=replace)


def export_numbered(path: Path, kind: str, numbers: Sequence[int], target: Path, *, replace: bool = False) -> int:
    """Write the records of these numbers, in their order, to a CSV that can be imported again, or recipes to a cookbook
    where the file has its ending; return how many. Raises DeskFileProblem, UsageProblem, Locked."""
    of_kind = store.kind_named(kind)
    with open_desk(path, read_only=True) as desk, spoken(path):
        known = {record.id: record for record in store.list_numbered(desk.connection, of_kind, numbers)}
        records = [known[number] for number in numbers if number in known]
        if target.suffix.casefold() == ".csv":
            return write_records(target, of_kind, records, replace=replace)
        # Documents for Word are heavy to load.
        from tpdesk.services.recipes import write_recipes

        return write_recipes(desk, target, records, replace=replace)


def write_records(target: Path, kind: Kind, records: Sequence[Record], *, replace: bool = False) -> int:
    """Write these records of a kind, in their order, to a CSV that can be imported again; return how many.
    Raises UsageProblem, Locked."""
    with result_file(target, replace=replace):
        write_csv(target, record_rows(kind, records))
    return len(records)


def _said(record: Record) -> tuple[tuple[str, Value], ...]:
    """Return what a record says, but for the moment at which it was written."""
    return tuple((field.name, record.values[field.name]) for field in record.kind.fields if not field.type.is_automatic)


def _noun(home: str) -> str:
    return KINDS[home].noun if home in KINDS else home


def _people(kind: Kind, row: RecordRow) -> tuple[str, ...]:
    texts = {field.title.lower(): row.typed.get(field.name, "") for field in kind.fields if field.type.is_text}
    return people_warnings(**texts)


def _problem(row: RecordRow, sheet: RecordFile, error: UsageProblem) -> RowProblem:
    name = error.field if isinstance(error, FieldProblem) else ""
    return RowProblem(row.number, sheet.columns.get(name, ""), row.typed.get(name, ""), str(error))
