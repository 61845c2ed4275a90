"""Any declared kind of record as a plain sheet: the columns of its list, a row a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tpdesk.calc.packs import record_headings
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.workbook.describe import NOT_AVAILABLE, Column, ColumnKind, Sheet, Table, Value, day_number, said
from tpdesk.domain.field_types import CATEGORY, DATE
from tpdesk.domain.record_kind import Field, Kind, Record
from tpdesk.text import counted


def records_sheet(frame: Frame, kind: Kind, records: Sequence[Record]) -> Sheet | None:
    """Return the records as a sheet, without what is private, or None where there are none."""
    found = [record for record in records if not (kind.private_if and record.values[kind.private_if])]
    if not found:
        return None
    fields = [field for field in kind.listed_fields if not field.private]
    columns = [Column("record", kind.noun.capitalize(), ColumnKind.TEXT)]
    columns += [Column(field.name, field.title, _kind(field)) for field in fields]
    rows = tuple((record.title, *(_cell(field, record) for field in fields)) for record in found)
    name = f"Records_{kind.json_name}"
    noun = counted(len(found), kind.noun, kind.plural.lower())
    return Sheet(
        f"records_{kind.json_name}", kind.plural,
        record_headings.by_states(frame, found, kind.noun, kind.plural.lower()),
        f"Which {kind.plural.lower()} are recorded?", (f"{noun}.",),
        Table(name, kind.plural, tuple(columns), rows, filters=True),
    )  # fmt: skip


def _kind(field: Field) -> ColumnKind:
    if field.type.is_amount:
        return ColumnKind.PENCE
    if field.type is DATE:
        return ColumnKind.DATE
    if field.type is CATEGORY and not field.many:
        return ColumnKind.CODE
    return ColumnKind.COUNT if field.type.is_number and not field.many else ColumnKind.TEXT


def _cell(field: Field, record: Record) -> Value:
    value = record.values[field.name]
    if field.type.is_number and not field.many:
        return value if isinstance(value, int) else NOT_AVAILABLE
    if field.type is DATE and value:
        return day_number(dt.date.fromisoformat(str(value)))
    return said(field.show(value), otherwise=NOT_AVAILABLE)
