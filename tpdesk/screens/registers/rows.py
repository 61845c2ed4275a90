"""Records of one kind as a table, as their kind declares it: which columns stand in which width, how they are sorted,
which can be shown alone.

What a record of a deep dive holds, in words: as a line of a card, and as it is typed into a form.

All that a record of a deep dive holds, line by line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tpdesk.domain.field_types import CATEGORY, FLAG, NUMBERED
from tpdesk.domain.kinds import Field, Value
from tpdesk.screens.display import cell, content
from tpdesk.screens.flex_table import Col, Row
from tpdesk.screens.registers.table import Labelled
from tpdesk.text import counted
from tpdesk.units import short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Kind, ListColumn, Record
    from tpdesk.models.records.register_read import RegisterRead


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


def whole_text(record: Record) -> str:
    """Return all that a record says, but for notes for oneself: by any word of it a record is found."""
    return " ".join(text_of(record, field.name) for field in record.kind.fields if not field.private)


def given_below(record: Record, kind: Kind) -> dict[str, str]:
    """Return what a new record of a kind says already that hangs on this one: its name, and for whom it is."""
    given = {record.kind.name: record.title}
    if any(field.name == "client_group" for field in record.kind.fields):
        given["client_group"] = text_of(record, "client_group")
    names = {field.name for field in kind.fields}
    return {name: text for name, text in given.items() if name in names and text}


def known_sum(records: Iterable[Record], name: str = "cost") -> tuple[int | None, str]:
    """Return the sum of what is known in pence (None where nothing is), and how many of them
    are not known, in words."""
    found = [pence_of(record, name) for record in records]
    known = [pence for pence in found if pence is not None]
    unknown = len(found) - len(known)
    return (sum(known) if known else None), (f"{counted(unknown, 'cost')} not known" if unknown else "")


Titles: TypeAlias = "Mapping[str, str]"
"""A category's code -> its title."""

ALL: Final = "all"
"""The filter that shows everything."""


def table(kind: Kind, records: Sequence[Record], width: int, titles: Titles) -> tuple[list[Col], list[Row]]:
    """Return columns and rows of records of one kind for a table of `width` columns."""
    fitting = [column for column in kind.shown.columns if width >= column.from_width]
    rows = [Row(str(record.id), tuple(_cell(record, column, titles) for column in fitting)) for record in records]
    return [_col(kind, column) for column in fitting], rows


def _col(kind: Kind, column: ListColumn) -> Col:
    if not column.field:
        title = kind.noun.capitalize() if column.title is None else column.title
        return Col(title, column.width)
    field = kind.field_named(column.field)
    figures = column.counted or field.type.is_number
    return Col(field.title if column.title is None else column.title, column.width, figures)


def _cell(record: Record, column: ListColumn, titles: Titles) -> Text:
    if not column.field:
        marks = [record.kind.field_named(name).title.lower() for name in column.marks if record.values.get(name)]
        return Text(" ").join([*(cell(f"({mark})", "bold") for mark in marks), cell(heading(record))])
    field, name = record.kind.field_named(column.field), column.field
    if column.counted:
        return cell(len(names_of(record, name)))
    if field.type.is_amount:
        pence = pence_of(record, name)
        return cell(short_pounds(pence) if pence is not None else "-")
    if field.type.is_number:
        return cell(text_of(record, name) or "-")
    if field.type is CATEGORY:
        return cell("; ".join(titles.get(code, code) for code in names_of(record, name)))
    return cell(text_of(record, name))


def filters(kind: Kind, records: Sequence[Record], titles: Titles) -> dict[str, tuple[str, int]]:
    """Return `field=value` -> (in words, how many) of every filter that shows something, all records first."""
    found: dict[str, tuple[str, int]] = {ALL: ("all of them", len(records))}
    for name in kind.shown.filters:
        field = kind.field_named(name)
        values = {value for record in records for value in _values(record, name)}
        named = [one for one in field.choices if one in values] if field.choices else sorted(values)
        for value in named:
            number = sum(1 for record in records if value in _values(record, name))
            found[f"{name}={value}"] = (f"{field.title.lower()}: {titles.get(value, value)}", number)
    return found


def kept(record: Record, only: str) -> bool:
    """Say whether a filter shows the record."""
    name, _, value = only.partition("=")
    return only == ALL or value in _values(record, name)


def _values(record: Record, name: str) -> tuple[str, ...]:
    if isinstance(record.values.get(name), tuple):
        return names_of(record, name)
    return tuple(filter(None, [text_of(record, name)]))


def orders(kind: Kind) -> tuple[str, ...]:
    """Return the fields that records of a kind can be sorted by, the first of which is how one begins."""
    return kind.shown.sorts or (kind.label[0],)


def ordered(records: Sequence[Record], by: str) -> list[Record]:
    """Return the records sorted by a field: choices in their own order, amounts the largest
    first, what is not known last."""
    return sorted(records, key=_order(by))


def _order(by: str) -> Callable[[Record], tuple[bool, object, str, int]]:
    def key(record: Record) -> tuple[bool, object, str, int]:
        field, value = record.kind.field_named(by), record.values.get(by)
        unknown = value in (None, "", ())
        # Records that keep their moment stand as they were written down, where nothing else tells them apart.
        name = "" if orders(record.kind)[0] == "at" else heading(record).casefold()
        if field.choices and not unknown:
            known = str(value) in field.choices
            return False, field.choices.index(str(value)) if known else len(field.choices), name, record.id
        if isinstance(value, int):
            return False, -value if by in record.kind.shown.largest_first else value, name, record.id
        return unknown, 0 if unknown else text_of(record, by).casefold(), name, record.id

    return key


_NOT_HERE = frozenset({"title", "place"})


class RecordCard(VerticalScroll, can_focus=False):
    """One record. It shows what it is given, and reads nothing."""

    def compose(self) -> ComposeResult:
        """Its heading, and what is kept of it."""
        yield Static(classes="record-heading")
        yield Labelled(classes="record-rows")

    def show(self, read: RegisterRead, record: Record | None) -> None:
        """Show a record; no room is taken where there is none."""
        self.set_class(record is None, "-nothing")
        if record is None:
            return
        self.query_one(".record-heading", Static).update(content(heading(record), "bold $accent"))
        self.query_one(".record-rows", Labelled).rows = card_rows(read, record)
        self.scroll_home(animate=False)


def card_rows(read: RegisterRead, record: Record) -> tuple[tuple[str, str], ...]:
    """Return (field, what it says) of all that was said of a record; what must be known is said to be not known."""
    rows = []
    for field in record.kind.fields:
        if field.name in _NOT_HERE or (not record.kind.titled and field.name in ("what", "text")):
            continue
        text = _told(read, record, field)
        if field.name == "cost" and not text:
            text = "not known"
        if field.type is FLAG and text == "no":
            continue
        rows.append((f"{field.title} (private)" if field.private else field.title, text))
    return tuple(rows)


def _told(read: RegisterRead, record: Record, field: Field) -> str:
    """Return what a field says, with words for what is named by a code or a number."""
    names = names_of(record, field.name)
    if field.type is CATEGORY:
        return "; ".join(f"{code} {read.titles.get(code, '')}".strip() for code in names)
    if field.type is NUMBERED:
        known = {str(one.id): one for one in read.of(field.of)}
        return "; ".join(f"{number} {heading(known[number])}" if number in known else number for number in names)
    return told(field, record.values.get(field.name))
