"""The types of field that a record can have, one object each:
how a value is stored, parsed, shown, asked for, put in JSON and in a CSV."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tpdesk.domain.area_figures import GSS as GSS
from tpdesk.domain.area_figures import FiguresByArea
from tpdesk.domain.field_contract import LONGEST as LONGEST
from tpdesk.domain.field_contract import NAME_MOST as NAME_MOST
from tpdesk.domain.field_contract import FieldLike as FieldLike
from tpdesk.domain.field_contract import FieldType as FieldType
from tpdesk.domain.field_contract import NameLookup as NameLookup
from tpdesk.domain.field_contract import Stored as Stored
from tpdesk.domain.field_contract import Widget as Widget
from tpdesk.errors import MoneyError, UsageProblem, YearError
from tpdesk.text import clean, folded, nearest
from tpdesk.units import MAX_PENCE, MAX_TOTAL_PENCE, parse_pounds, parse_year, plain_pounds, pounds, year_text

_COUNT: Final = re.compile(r"\d{1,3}(?:,?\d{3}){0,4}\Z|\d{1,13}\Z")
_CALENDAR_YEAR: Final = re.compile(r"(?:19|2[01])\d\d\Z")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z\Z")
_YES, _NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0", ""})


class _Name(FieldType):
    longest = NAME_MOST

    def __init__(self, name: str) -> None:
        self.name = name


class _Status(FieldType):
    """What kind of place one is, in free words."""

    name = "status"

    def parse(self, field: FieldLike, text: str) -> Stored:
        if GSS.match(text.upper()):
            raise UsageProblem(
                f"'{text}' is the GSS code of an area, not what kind of place it is. Enter it as an area of the place."
            )
        return super().parse(field, text)


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
        # Only who types a date waits for its patterns.
        from tpdesk.domain.dates import MONTH_ONLY, read_date

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
    metavar = "N"

    def __init__(self, name: str, *, least: int = 0) -> None:
        self.name = name
        self._least = least

    def parse(self, field: FieldLike, text: str) -> Stored:
        if not _COUNT.match(text):
            raise UsageProblem(f"{field.title}: '{text[:40]}' is not a whole number, as in 12 or 1,200.")
        number = int(text.replace(",", ""))
        if number < self._least:
            raise UsageProblem(f"{field.title} must be greater than zero. Leave it blank if not known.")
        return number


class _Money(_Number):
    metavar = "POUNDS"
    is_amount = True

    def __init__(self, name: str, *, least: int | None = None, most: int = MAX_PENCE) -> None:
        self.name = name
        self._least = least
        self._most = most

    def parse(self, field: FieldLike, text: str) -> Stored:
        try:
            pence = parse_pounds(text, most=self._most)
        except MoneyError as error:
            raise UsageProblem(f"{field.title}: {error}.") from error
        if self._least is not None and pence < self._least:
            raise UsageProblem(
                f"{field.title}: '{text[:40]}' is below zero; a cost is zero or more, and left blank where it is "
                "not known."
            )
        return pence

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

    def told(self, value: Stored) -> str:
        return self.show(value)

    def to_json(self, value: Stored) -> object:
        return bool(value)


class Reference(FieldType):
    """A type that names something else on the desk: typed and read as its name, title or code, stored as its key."""

    is_text = False
    is_choosable = True
    blank: Stored = None

    def __init__(self, name: str, *, sql: str = "INTEGER", widget: Widget = "line", is_made: bool = False) -> None:
        self.name = self.table = name
        """What it names, and the table of that."""

        self.noun = name.replace("_", " ")
        """What one is called."""

        self.sql = sql
        self.widget = widget
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


class RecordReference(Reference):
    """Names a record of the registry: by its title, or by its number where it has none (`is_numbered`)."""

    def __init__(self, *, is_numbered: bool = False) -> None:
        super().__init__("record")
        self.is_numbered = is_numbered

    def to_json(self, value: Stored) -> object:
        return int(value) if self.is_numbered and value else value or None


def _plain(text: str) -> str:
    return folded(text).replace("-", " ").replace("_", " ")


TEXT: Final = FieldType()
TITLE: Final = _Name("title")
"""A short text; unique on the desk where it is the identity of its kind."""

NAME: Final = _Name("name")
"""Another name of a record."""

STATUS: Final = _Status()

LONG: Final = _Long()
"""A text of several lines."""

MOMENT: Final = _Moment()
"""The moment at which a record was written, which the desk sets."""

DATE: Final = _Date()
CHOICE: Final = _OneOf()
"""One of the field's choices."""

COUNT: Final = _Count("count")
"""A whole number from zero; blank is not known."""

PEOPLE: Final = _Count("people", least=1)
"""A whole number from one; blank is not known."""

MONEY: Final = _Money("money", least=0)
"""Pence from zero; blank is not known."""

SAVING: Final = _Money("saving")
"""Pence, below zero too."""

TOTAL: Final = _Money("total", most=MAX_TOTAL_PENCE)
"""Pence of a sum of lines, below zero too."""

GRADE: Final = _Grade()
"""A grade of confidence from 1 to 6."""

FLAG: Final = _Flag()
YEAR: Final = _Year()
CALENDAR_YEAR: Final = _CalendarYear()

PLACE: Final = Reference("place")
AGENCY: Final = Reference("agency")
KIND_OF_AGENCY: Final = Reference("agency_kind", sql="TEXT")
ACTIVITY: Final = Reference("activity", is_made=True)
CLIENT_GROUP: Final = Reference("client_group", is_made=True)
CATEGORY: Final = Reference("category", sql="TEXT")
AREA: Final = Reference("area", sql="TEXT", widget="areas")
AREA_FIGURES: Final = FiguresByArea(AREA)
"""A number for each of some areas."""

RECORD: Final = RecordReference()
"""Names a record by its title; the field says of which kind."""

NUMBERED: Final = RecordReference(is_numbered=True)
"""Names a record of a kind without titles, by its number."""
