"""What a record of a deep dive holds, in words: as a line of a card, and as it is typed into a form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tpdesk.domain.field_types import FLAG
from tpdesk.domain.kinds import Field, Value
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record


def told(field: Field, value: Value) -> str:
    """Return a value as people read it; empty where nobody said."""
    return "" if value is None else field.short(value)


def typed(field: Field, value: Value) -> str:
    """Return a value as it stands in a form: a flag that is not set is empty there."""
    return "" if field.type is FLAG and not value else told(field, value)


def text_of(record: Record, name: str) -> str:
    """Return what a record says in one field, as people read it."""
    return told(record.kind.field_named(name), record.values.get(name))


def names_of(record: Record, name: str) -> tuple[str, ...]:
    """Return what a field names: the parts of a list, or the one name; none where nobody said."""
    value = record.values.get(name)
    if isinstance(value, tuple):
        return value
    return (str(value),) if value not in (None, "") else ()


def pence_of(record: Record, name: str = "cost") -> int | None:
    """Return an amount in pence; None where it is not known."""
    value = record.values.get(name)
    return value if isinstance(value, int) else None


def number_of(record: Record, name: str) -> int | None:
    """Return a whole number; None where it is not known."""
    return pence_of(record, name)


def heading(record: Record) -> str:
    """Return what a record is called: its title, or what its label says in few words."""
    if record.kind.titled:
        return record.title
    return ", ".join(part for part in (text_of(record, name) for name in record.kind.label) if part) or record.title


def remark(record: Record) -> str:
    """Return what is said beside a record where one is chosen: `central, law, open`."""
    return ", ".join(part for part in (text_of(record, name) for name in record.kind.shown.remark) if part)


def known_sum(records: Iterable[Record], name: str = "cost") -> tuple[int | None, str]:
    """Return the sum of what is known in pence (None where nothing is), and how many of them are not known, in words."""
    found = [pence_of(record, name) for record in records]
    known = [pence for pence in found if pence is not None]
    unknown = len(found) - len(known)
    return (sum(known) if known else None), (f"{counted(unknown, 'cost')} not known" if unknown else "")
