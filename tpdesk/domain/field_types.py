"""The types of field that a record can have, one object each:
how a value is stored, parsed, shown, asked for, put in JSON and in a CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, Protocol, TypeAlias

from tpdesk.domain.area_figures import ELSEWHERE, keep_figures, parse_number, plain_number, read_figures, split_items
from tpdesk.domain.dates import MONTH_ONLY, read_date
from tpdesk.errors import MoneyError, UsageProblem, YearError
from tpdesk.text import clean, folded, nearest
from tpdesk.units import parse_pounds, parse_year, plain_pounds, pounds, year_text

Stored: TypeAlias = "str | int | None"
"""A value as the desk keeps it: a text, a whole number, a key; None where nothing is known."""

Widget: TypeAlias = Literal["line", "note", "flag", "areas"]
"""How a form asks for it: one line, several lines, a box to tick, areas by name or code."""

NAME_MOST: Final = 200
"""Characters in a name or title at most: a longer one is a slip of the clipboard, and fits no table."""

LONGEST: Final = 4_000
"""Characters in a text at most."""

_COUNT: Final = re.compile(r"\d{1,3}(?:,?\d{3}){0,2}\Z|\d{1,9}\Z")
_CALENDAR_YEAR: Final = re.compile(r"(?:19|2[01])\d\d\Z")
_GSS: Final = re.compile(r"[EWNSKJ]\d{8}\Z")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z\Z")
_YES, _NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0", ""})


class FieldLike(Protocol):
    """What a type asks of the field that it is the type of."""

    @property
    def title(self) -> str: ...
    @property
    def type(self) -> FieldType: ...
    @property
    def choices(self) -> tuple[str, ...]: ...
    @property
    def letters(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def of(self) -> str: ...


class NameLookup(Protocol):
    """What knows the other things on the desk by what people call them."""

    def key(self, field: FieldLike, text: str) -> str | int:
        """Return the key of what `text` names. Raises UsageProblem that names the nearest."""
        ...


class FieldType:
    """One type of field. This one is a line of text."""

    name: str = "text"
    """The type in a word; for a type that names something, what it names."""

    sql: str = "TEXT"
    """The type of its column."""

    blank: Stored = ""
    """What is stored where nothing is said."""

    metavar: str = "TEXT"
    """What stands for a value in the help of a verb."""

    widget: Widget = "line"
    longest: int = LONGEST
    """Characters at most."""

    is_text: bool = True
    """Whether people write it freely: such texts are searched for names of people, and purged of names."""

    is_long: bool = False
    """Whether its line breaks are the user's."""

    is_number: bool = False
    """Whether it is set right in a table."""

    is_amount: bool = False
    """Whether it is money, in pence."""

    is_choosable: bool = False
    """Whether a list can be kept to one of its values."""

    is_automatic: bool = False
    """Whether the desk sets it by itself, and nobody is asked."""

    def read(self, field: FieldLike, text: str, names: NameLookup) -> Stored:  # noqa: ARG002 (types that name something ask them)
        """Return what is stored for a cleaned text; `names` knows what else is on the desk. Raises UsageProblem."""
        return self.parse(field, text) if text else self.blank

    def parse(self, field: FieldLike, text: str) -> Stored:
        """Return what is stored for a text that is not empty. Raises UsageProblem that says how to write it."""
        if len(text) > self.longest:
            raise UsageProblem(
                f"{field.title} has {self.longest:,} characters at most; this one has {len(text):,}: '{text[:40]}...'."
            )
        return text

    def show(self, value: Stored) -> str:
        """Return a value as people read it; empty where nothing is said."""
        return "" if value is None else str(value)

    def short(self, value: Stored) -> str:
        """Return a value as a form and a card show it."""
        return self.show(value)

    def told(self, value: Stored) -> str:
        """Return a value as the history quotes it."""
        return str(value)

    def to_json(self, value: Stored) -> object:
        """Return a value as JSON holds it; null is what is not known."""
        return value

    def csv_text(self, value: Stored) -> str:
        """Return a value as a file holds it: what `parse` reads back as the same."""
        return self.show(value)

    def json_name(self, name: str) -> str:
        """Return what JSON calls a field of that name."""
        return name

    def choices(self, field: FieldLike) -> Sequence[str]:
        """Return all that can be said in a field; empty where it is open."""
        return field.choices


class _Title(FieldType):
    name = "title"
    longest = NAME_MOST


class _Long(FieldType):
    name = "long"
    widget: Widget = "note"
    is_long = True


class _Moment(FieldType):
    name = "moment"
    is_text = False
    is_automatic = True

    def parse(self, field: FieldLike, text: str) -> Stored:
        if not _MOMENT.match(text):
            raise UsageProblem(f"{field.title} is set by itself; leave it out, or write it as 2026-02-14T10:30:00Z.")
        return text


class _Date(FieldType):
    name = "date"
    metavar = "DAY"
    is_text = False

    def parse(self, field: FieldLike, text: str) -> Stored:
        read = read_date(text)
        if read.iso is None or MONTH_ONLY in read.rules:
            raise UsageProblem(
                f"{field.title}: '{text[:40]}' is not a valid date; write it as 2026-02-14 or 14/02/2026."
            )
        return read.iso


class _OneOf(FieldType):
    name = "choice"
    is_text = False
    is_choosable = True

    def parse(self, field: FieldLike, text: str) -> Stored:
        """Return the choice that was typed: whole, by its letter, or by its first letters.
        Raises UsageProblem that lists them."""
        word = _plain(text)
        letters = dict(field.letters)
        if word in letters:
            return letters[word]
        plain = {_plain(choice): choice for choice in field.choices}
        begun = [choice for key, choice in plain.items() if key.startswith(word)]
        if word in plain:
            return plain[word]
        if word and len(begun) == 1:
            return begun[0]
        near = nearest(text, field.choices)
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageProblem(f"{field.title}: '{clean(text)[:40]}' is none of {', '.join(field.choices)}.{hint}")


class _Number(FieldType):
    sql = "INTEGER"
    blank: Stored = None
    is_text = False
    is_number = True

    def show(self, value: Stored) -> str:
        return f"{value:,}" if isinstance(value, int) else ""

    def csv_text(self, value: Stored) -> str:
        return "" if value is None else str(value)


class _Count(_Number):
    name = "count"
    metavar = "N"

    def parse(self, field: FieldLike, text: str) -> Stored:
        if not _COUNT.match(text):
            raise UsageProblem(f"{field.title}: '{text[:40]}' is not a whole number, as in 12 or 1,200.")
        return int(text.replace(",", ""))


class _Saving(_Number):
    """An amount of money, below zero too."""

    name = "saving"
    metavar = "POUNDS"
    is_amount = True

    def parse(self, field: FieldLike, text: str) -> Stored:
        try:
            return parse_pounds(text)
        except MoneyError as error:
            raise UsageProblem(f"{field.title}: {error}.") from error

    def show(self, value: Stored) -> str:
        return pounds(value) if isinstance(value, int) else ""

    def short(self, value: Stored) -> str:
        return self.show(value).removesuffix(".00")

    def told(self, value: Stored) -> str:
        return self.show(value)

    def csv_text(self, value: Stored) -> str:
        return plain_pounds(value) if isinstance(value, int) else ""

    def json_name(self, name: str) -> str:
        return f"{name}_pence"


class _Money(_Saving):
    name = "money"

    def parse(self, field: FieldLike, text: str) -> Stored:
        pence = super().parse(field, text)
        if isinstance(pence, int) and pence < 0:
            raise UsageProblem(
                f"{field.title}: '{text[:40]}' is below zero; a cost is zero or more, and left blank where it is "
                "not known."
            )
        return pence


class _Grade(_Number):
    name = "grade"
    metavar = "N"

    def parse(self, field: FieldLike, text: str) -> Stored:
        if text not in self.choices(field):
            raise UsageProblem(f"{field.title}: '{text[:40]}' is not a grade: 1 is the best, 6 the worst.")
        return int(text)

    def choices(self, field: FieldLike) -> Sequence[str]:  # noqa: ARG002 (the same for every field)
        return ("1", "2", "3", "4", "5", "6")


class _Year(_Number):
    """A financial year, kept as the year in which it starts."""

    name = "year"
    metavar = "YEAR"
    is_number = False

    def parse(self, field: FieldLike, text: str) -> Stored:
        try:
            return parse_year(text)
        except YearError as error:
            raise UsageProblem(f"{field.title}: {error}.") from error

    def show(self, value: Stored) -> str:
        return year_text(value) if isinstance(value, int) else ""

    def told(self, value: Stored) -> str:
        return self.show(value)

    def to_json(self, value: Stored) -> object:
        return self.show(value) or None

    def csv_text(self, value: Stored) -> str:
        return self.show(value)


class _CalendarYear(_Number):
    """A calendar year, as that of a mid-year estimate or a census."""

    name = "calendar year"
    metavar = "YEAR"
    is_number = False

    def parse(self, field: FieldLike, text: str) -> Stored:
        if not _CALENDAR_YEAR.match(text):
            raise UsageProblem(f"{field.title}: '{text[:40]}' is not a calendar year, as in 2020.")
        return int(text)

    def show(self, value: Stored) -> str:
        return "" if value is None else str(value)


class _AreaFigures(FieldType):
    """A number for each of some areas, kept a code and a number a line."""

    name = "area figures"
    metavar = "FIGURES"
    widget: Widget = "note"
    longest = 900_000
    is_text = False
    is_long = True

    def read(self, field: FieldLike, text: str, names: NameLookup) -> Stored:
        """Return the figures by code; names of areas are looked up."""
        return self._kept(field, text, lambda area: str(names.key(_AreaOf(field.title), area)))

    def parse(self, field: FieldLike, text: str) -> Stored:
        return self._kept(field, text, lambda area: area)

    def _kept(self, field: FieldLike, text: str, code_of: Callable[[str], str]) -> str:
        super().parse(field, text)
        values: dict[str, Fraction] = {}
        elsewhere = None
        try:
            for area, number in split_items(text):
                if folded(area) == ELSEWHERE:
                    elsewhere = parse_number(number)
                    continue
                code = area.upper() if _GSS.match(area.upper()) else code_of(area)
                if code in values:
                    raise UsageProblem(f"{area} has two figures: leave one out.")
                values[code] = parse_number(number)
        except UsageProblem as error:
            raise UsageProblem(f"{field.title}: {error}") from error
        return keep_figures(values, elsewhere)

    def show(self, value: Stored) -> str:
        return read_figures(str(value)).words if value else ""

    def short(self, value: Stored) -> str:
        return str(value or "")

    def told(self, value: Stored) -> str:
        return self.show(value)

    def to_json(self, value: Stored) -> object:
        figures = read_figures(str(value or ""))
        held = {code: _json_number(number) for code, number in figures.values.items()}
        return held | ({ELSEWHERE: _json_number(figures.elsewhere)} if figures.elsewhere is not None else {})

    def csv_text(self, value: Stored) -> str:
        return str(value or "").replace("\n", "; ")


@dataclass(frozen=True, slots=True)
class _AreaOf:
    """What asks for one area by its name inside another field."""

    title: str
    of: str = ""
    choices: tuple[str, ...] = ()
    letters: tuple[tuple[str, str], ...] = ()

    @property
    def type(self) -> FieldType:
        return AREA


def _json_number(number: Fraction) -> int | str:
    """Return a whole number as one, any other as the text of a decimal number: never through a float."""
    return int(number) if number.denominator == 1 else plain_number(number).replace(",", "")


class _Flag(FieldType):
    name = "flag"
    sql = "INTEGER"
    blank: Stored = 0
    widget: Widget = "flag"
    is_text = False

    def parse(self, field: FieldLike, text: str) -> Stored:
        word = folded(text)
        if word not in _YES | _NO:
            raise UsageProblem(f"{field.title}: '{text[:40]}' is neither yes nor no.")
        return int(word in _YES)

    def show(self, value: Stored) -> str:
        return "yes" if value else "no"

    def short(self, value: Stored) -> str:
        return self.show(value)

    def told(self, value: Stored) -> str:
        return self.show(value)

    def to_json(self, value: Stored) -> object:
        return bool(value)


class Reference(FieldType):
    """A type that names something else on the desk: typed and read as its name, title or code, stored as its key."""

    is_text = False
    is_choosable = True
    blank: Stored = None

    def __init__(self, name: str, *, table: str = "", noun: str = "", is_made: bool = False) -> None:
        self.name = name
        self.table = table or name
        """The table of what it names."""

        self.noun = noun or name.replace("_", " ")
        """What one is called."""

        self.is_made = is_made
        """Whether a name that is new is made on the way."""

    @property
    def has_code(self) -> bool:
        """Whether its key is a code that people read, and no number."""
        return self.sql == "TEXT"

    def read(self, field: FieldLike, text: str, names: NameLookup) -> Stored:
        if not text:
            return None
        try:
            return names.key(field, text)
        except UsageProblem as error:
            raise UsageProblem(f"{field.title}: {error}") from error

    def to_json(self, value: Stored) -> object:
        return value or None


class _Numbered(Reference):
    sql = "INTEGER"


class _Coded(Reference):
    sql = "TEXT"


class _Areas(_Coded):
    widget: Widget = "areas"


class RecordReference(_Numbered):
    """NameLookup a record of the registry: by its title, or by its number where it has none (`is_numbered`)."""

    def __init__(self, *, is_numbered: bool = False) -> None:
        super().__init__("record")
        self.is_numbered = is_numbered

    def to_json(self, value: Stored) -> object:
        return int(value) if self.is_numbered and value else value or None


def _plain(text: str) -> str:
    return folded(text).replace("-", " ").replace("_", " ")


TEXT: Final = FieldType()
TITLE: Final = _Title()
"""A short text; unique on the desk where it is the identity of its kind."""

LONG: Final = _Long()
"""A text of several lines."""

MOMENT: Final = _Moment()
"""The moment at which a record was written, which the desk sets."""

DATE: Final = _Date()
CHOICE: Final = _OneOf()
"""One of the field's choices."""

COUNT: Final = _Count()
"""A whole number from zero; blank is not known."""

MONEY: Final = _Money()
"""Pence from zero; blank is not known."""

SAVING: Final = _Saving()
GRADE: Final = _Grade()
"""A grade of confidence from 1 to 6."""

FLAG: Final = _Flag()
YEAR: Final = _Year()
CALENDAR_YEAR: Final = _CalendarYear()
AREA_FIGURES: Final = _AreaFigures()
"""A number for each of some areas."""

PLACE: Final = _Numbered("place")
AGENCY: Final = _Numbered("agency")
ACTIVITY: Final = _Numbered("activity", is_made=True)
CLIENT_GROUP: Final = _Numbered("client_group", is_made=True)
CATEGORY: Final = _Coded("category")
AREA: Final = _Areas("area")
RECORD: Final = RecordReference()
"""NameLookup a record by its title; the field says of which kind."""

NUMBERED: Final = RecordReference(is_numbered=True)
"""NameLookup a record of a kind without titles, by its number."""
