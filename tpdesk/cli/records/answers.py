"""Records as the verbs answer with them: JSON fields, lines of words, rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tpdesk.cli.base import table
from tpdesk.domain.record_kind import Field, Kind, Record, Value

if TYPE_CHECKING:
    from tpdesk.services.records import Saved


def plural(kind: Kind) -> str:
    """Return the name under which JSON holds several: `deliveries`."""
    takes_ies = kind.name.endswith("y") and kind.name[-2] not in "aeiou"
    return f"{kind.name[:-1]}ies" if takes_ies else f"{kind.name}s"


def named(record: Record) -> str:
    """Return the record as a sentence names it: `deep dive 'Under fives'`, `delivery 12`."""
    return f"{record.kind.noun} '{record.title}'" if record.kind.titled else record.title


def data(record: Record) -> dict[str, Any]:
    """Return a record as JSON fields: its kind's name holds its title, or its number where it has none."""
    return {
        record.kind.name: record.title if record.kind.titled else record.id,
        "number": record.id,
        **{field.json_name: field.to_json(record.values[field.name]) for field in record.kind.fields},
    }


def words(record: Record) -> Iterator[str]:
    """Yield a record line by line: its name, then all that is said of it."""
    name = named(record)
    yield name[:1].upper() + name[1:]
    for field in record.kind.fields:
        text = value_words(field, record.values[field.name])
        if text and field.name != "title":
            yield f"  {field.title.lower()}: {text}"


def value_words(field: Field, value: Value) -> str:
    """Return a value in words; empty where nothing is known."""
    return "" if value is None or value in ("", ()) else field.show(value)


def rows(kind: Kind, records: Sequence[Record], *, but: str = "") -> Iterator[str]:
    """Yield the table of a list, without the field `but`, or a sentence where the list is empty."""
    if not records:
        yield f"No {kind.plural.lower()} here."
        return
    fields = [field for field in kind.listed_fields if field.name != but]
    first = "Title" if kind.titled else "No."
    body = [[first, *(field.title for field in fields)]]
    for record in records:
        name = record.title if kind.titled else str(record.id)
        body.append([name, *(value_words(field, record.values[field.name]) for field in fields)])
    right = [n for n, field in enumerate(fields, 1) if field.type.is_number]
    yield from table(body, right if kind.titled else [0, *right])


def saved_data(saved: Saved) -> dict[str, Any]:
    """Return a record that was written as JSON fields, with what was made for it and what is to be looked at."""
    return {**data(saved.record), "notices": list(saved.notices), "warnings": list(saved.warnings)}
