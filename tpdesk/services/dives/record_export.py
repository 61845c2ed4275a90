"""Records as a CSV file that import reads again: a column a field, called by its name, a row a record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tpdesk.domain.record_kind import Kind, Record
from tpdesk.models.file_writing import write_csv
from tpdesk.text import csv_safe


def export_records(target: Path, kind: Kind, records: Sequence[Record]) -> int:
    """Write records of a kind to a CSV file in their order; return how many. Raises Locked where it cannot be written."""
    write_csv(target, _rows(kind, records))
    return len(records)


def _rows(kind: Kind, records: Sequence[Record]) -> Iterator[list[str]]:
    yield [field.name for field in kind.fields]
    for record in records:
        yield [csv_safe(field.to_csv(record.values[field.name])) for field in kind.fields]
