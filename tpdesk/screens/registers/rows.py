"""The records of a deep dive as tables: which columns stand in which width, how they are sorted, which can be shown alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from rich.text import Text

from tpdesk.screens.display import cell
from tpdesk.screens.flex_table import Col, Row
from tpdesk.screens.registers.words import heading, names_of, number_of, pence_of, text_of
from tpdesk.units import short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record

Titles: TypeAlias = "Mapping[str, str]"
"""A category's code -> its title."""

Told: TypeAlias = "Callable[[Record, Titles], Text]"

NOTE_SIGNS: Final = {
    "overlap seen": "o",
    "barrier": "b",
    "idea": "i",
    "action": "a",
    "quote": "q",
    "fact": "f",
    "question": "?",
}
"""Kind of note -> the letter by which it is typed in the room."""

ALL: Final = "all"
"""The filter that shows everything."""


def _plain(name: str, style: str = "") -> Told:
    return lambda record, _: cell(text_of(record, name), style)


def _money(name: str) -> Told:
    def made(record: Record, _: Titles) -> Text:
        pence = pence_of(record, name)
        return cell(short_pounds(pence) if pence is not None else "-")

    return made


def _count(name: str) -> Told:
    def made(record: Record, _: Titles) -> Text:
        number = number_of(record, name)
        return cell(f"{number:,}" if number is not None else "-")

    return made


def _heading(record: Record, _: Titles) -> Text:
    return cell(heading(record))


def _category(record: Record, titles: Titles) -> Text:
    code = text_of(record, "category")
    return cell(titles.get(code, code))


def _note(record: Record, _: Titles) -> Text:
    marks = [word for name, word in (("private", "private"), ("parked", "parked")) if record.values.get(name)]
    return Text(" ").join([*(cell(f"({mark})", "bold") for mark in marks), cell(heading(record))])


_COLUMNS: Final[Mapping[str, tuple[tuple[Col, Told, int], ...]]] = {
    "delivery": (
        (Col("Body", 0), _plain("agency"), 0),
        (Col("Does", 12), _plain("activity"), 0),
        (Col("For whom", 18), _plain("client_group"), 84),
        (Col("Category", 18), _category, 66),
        (Col("Stage", 10), _plain("stage"), 100),
        (Col("Year", 7), _plain("year"), 124),
        (Col("Grade", 5, True), _count("grade"), 112),
        (Col("Cost", 8, True), _money("cost"), 0),
    ),
    "journey": (
        (Col("Journey", 0), _heading, 0),
        (Col("For whom", 22), _plain("client_group"), 76),
    ),
    "workshop": (
        (Col("Workshop", 0), _heading, 0),
        (Col("Held on", 10), _plain("held_on"), 0),
        (Col("Sponsor", 20), _plain("sponsor"), 90),
        (Col("Bodies", 6, True), lambda record, _: cell(len(names_of(record, "agencies"))), 60),
    ),
    "note": (
        (Col("Said", 12), _plain("kind"), 0),
        (Col("", 0), _note, 0),
        (Col("Bodies", 24), _plain("agencies"), 96),
        (Col("Dots", 4, True), lambda record, _: cell(number_of(record, "dots") or ""), 0),
    ),
    "barrier": (
        (Col("Barrier", 0), _heading, 0),
        (Col("Level", 7), _plain("level"), 0),
        (Col("Kind", 13), _plain("kind"), 76),
        (Col("State", 24), _plain("state"), 0),
    ),
    "opportunity": (
        (Col("Opportunity", 0), _heading, 0),
        (Col("Horizon", 10), _plain("horizon"), 62),
        (Col("Saves a year", 12, True), _money("saving"), 76),
        (Col("Cost, once", 10, True), _money("cost"), 98),
        (Col("Grade", 5, True), _count("grade"), 110),
        (Col("State", 9), _plain("state"), 0),
    ),
}  # fmt: skip
"""Kind -> (column, what it says, from which width of the table)."""

_FILTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "delivery": ("agency", "activity", "client_group", "category", "stage", "year"),
    "journey": ("client_group",),
    "workshop": ("agencies",),
    "note": ("kind", "agencies"),
    "barrier": ("level", "kind", "state", "owner"),
    "opportunity": ("horizon", "state", "agencies"),
}

_SORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "delivery": ("agency", "activity", "client_group", "category", "stage", "cost", "grade"),
    "journey": ("title", "client_group"),
    "workshop": ("held_on", "title"),
    "note": ("at", "kind", "dots"),
    "barrier": ("level", "title", "kind", "state"),
    "opportunity": ("horizon", "title", "saving", "cost", "state"),
}
"""Kind -> the fields that it can be sorted by; the first is how one begins."""

_LARGEST_FIRST: Final = frozenset({"cost", "saving", "dots"})


def table(kind: str, records: Sequence[Record], width: int, titles: Titles) -> tuple[list[Col], list[Row]]:
    """Return columns and rows of records of one kind for a table of `width` columns."""
    fitting = [(col, made) for col, made, least in _COLUMNS[kind] if width >= least]
    rows = [Row(str(record.id), tuple(made(record, titles) for _, made in fitting)) for record in records]
    return [col for col, _ in fitting], rows


def filters(kind: str, records: Sequence[Record], titles: Titles) -> dict[str, tuple[str, int]]:
    """Return `field=value` -> (in words, how many) of every filter that shows something, all records first."""
    fields = {field.name: field for field in records[0].kind.fields} if records else {}
    found: dict[str, tuple[str, int]] = {ALL: ("all of them", len(records))}
    for name in _FILTERS[kind]:
        values = {value for record in records for value in _values(record, name)}
        named = (
            [one for one in fields[name].choices if one in values]
            if fields and fields[name].choices
            else sorted(values)
        )
        for value in named:
            number = sum(1 for record in records if value in _values(record, name))
            found[f"{name}={value}"] = (f"{fields[name].title.lower()}: {titles.get(value, value)}", number)
    return found


def kept(record: Record, only: str) -> bool:
    """Say whether a filter shows the record."""
    name, _, value = only.partition("=")
    return only == ALL or value in _values(record, name)


def _values(record: Record, name: str) -> tuple[str, ...]:
    return (
        names_of(record, name)
        if isinstance(record.values.get(name), tuple)
        else tuple(filter(None, [text_of(record, name)]))
    )


def orders(kind: str) -> tuple[str, ...]:
    """Return the fields that records of a kind can be sorted by, the first of which is how one begins."""
    return _SORTS[kind]


def ordered(records: Sequence[Record], by: str) -> list[Record]:
    """Return the records sorted by a field: choices in their own order, amounts the largest first, what is not known last."""

    def key(record: Record) -> tuple[bool, object, str, int]:
        field = next(field for field in record.kind.fields if field.name == by)
        value = record.values.get(by)
        unknown = value in (None, "", ())
        # Notes stand as they were written down, where nothing else tells them apart.
        name = "" if record.kind.name == "note" else heading(record).casefold()
        if field.choices and not unknown:
            return (
                False,
                field.choices.index(str(value)) if value in field.choices else len(field.choices),
                name,
                record.id,
            )
        if isinstance(value, int):
            return False, -value if by in _LARGEST_FIRST else value, name, record.id
        return unknown, 0 if unknown else text_of(record, by).casefold(), name, record.id

    return sorted(records, key=key)
