"""Records as the verbs answer with them: JSON fields, lines of words, rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from tpdesk.cli.base import table
from tpdesk.domain.kinds import (
    CHOICE,
    COUNT,
    DATE,
    FLAG,
    GRADE,
    KINDS,
    LONG,
    MONEY,
    RECORD,
    SAVING,
    TEXT,
    YEAR,
    Field,
    Kind,
    Record,
    Value,
)
from tpdesk.units import pounds, year_text

if TYPE_CHECKING:
    from tpdesk.services.dives.records import Saved

_AMOUNTS: Final = (MONEY, SAVING)
_TEXTS: Final = (TEXT, LONG, DATE, CHOICE)
_NUMBERS: Final = (*_AMOUNTS, COUNT, GRADE)

_LISTED: Final = {
    "dive": ("place", "parent", "client_group", "cohort", "starts_on", "illustrative"),
    "delivery": ("dive", "agency", "activity", "client_group", "category", "year", "cost", "grade"),
    "journey": ("dive", "client_group", "composite"),
    "step": ("journey", "position", "agency", "what", "days_waited", "cost", "breaks"),
    "workshop": ("place", "dive", "held_on", "agencies"),
    "note": ("workshop", "kind", "text", "agencies", "dots", "parked", "private", "owner", "due_on"),
    "barrier": ("place", "level", "kind", "owner", "state", "ask"),
    "opportunity": ("place", "horizon", "agencies", "state", "cost", "saving", "grade"),
}
"""Kind -> the fields that its list shows, behind the title or number."""


def plural(kind: Kind) -> str:
    """Return the name under which JSON holds several: `deliveries`."""
    return f"{kind.name[:-1]}ies" if kind.name.endswith("y") and kind.name != "journey" else f"{kind.name}s"


def named(record: Record) -> str:
    """Return the record as a sentence names it: `deep dive 'Under fives'`, `delivery 12`."""
    return f"{record.kind.noun} '{record.title}'" if record.kind.titled else record.title


def data(record: Record) -> dict[str, Any]:
    """Return a record as JSON fields: its kind's name holds its title, or its number where it has none."""
    return {
        record.kind.name: record.title if record.kind.titled else record.id,
        "number": record.id,
        **{json_name(field): _json_value(field, record.values[field.name]) for field in record.kind.fields},
    }


def json_name(field: Field) -> str:
    """Return the field's name in JSON: amounts of money end in `_pence`."""
    return f"{field.name}_pence" if field.kind in _AMOUNTS else field.name


def _json_value(field: Field, value: Value) -> Any:
    """Return a value as JSON holds it; null is what is not known or named."""
    if isinstance(value, tuple):
        numbered = field.kind == RECORD and not KINDS[field.of].titled
        return [int(item) for item in value] if numbered else list(value)
    if field.kind == FLAG:
        return bool(value)
    if field.kind == YEAR:
        return year_text(value) if isinstance(value, int) else None
    if field.kind in _TEXTS or field.kind in _NUMBERS:
        return value
    return value or None


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
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, tuple):
        return "; ".join(value)
    if field.kind == FLAG:
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if field.kind in _AMOUNTS:
        return pounds(value)
    return year_text(value) if field.kind == YEAR else f"{value:,}"


def rows(kind: Kind, records: Sequence[Record], *, but: str = "") -> Iterator[str]:
    """Yield the table of a list, without the field `but`, or a sentence where the list is empty."""
    if not records:
        yield f"No {kind.plural.lower()} here."
        return
    fields = [field for field in kind.fields if field.name in _LISTED[kind.name] and field.name != but]
    first = "Title" if kind.titled else "No."
    body = [[first, *(field.title for field in fields)]]
    for record in records:
        name = record.title if kind.titled else str(record.id)
        body.append([name, *(value_words(field, record.values[field.name]) for field in fields)])
    right = [n for n, field in enumerate(fields, 1) if field.kind in _NUMBERS]
    yield from table(body, right if kind.titled else [0, *right])


def saved_data(saved: Saved) -> dict[str, Any]:
    """Return a record that was written as JSON fields, with what was made for it and what is to be looked at."""
    return {**data(saved.record), "notices": list(saved.notices), "warnings": list(saved.warnings)}
