"""Records of one kind as a table, as their kind declares it: which columns stand in which width, how they are sorted, which can be shown alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from rich.text import Text

from tpdesk.domain.field_types import CATEGORY
from tpdesk.screens.display import cell
from tpdesk.screens.flex_table import Col, Row
from tpdesk.screens.registers.words import heading, names_of, pence_of, text_of
from tpdesk.units import short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Kind, ListColumn, Record

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
    """Return the records sorted by a field: choices in their own order, amounts the largest first, what is not known last."""
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
