"""The words of a declaration: a kind of record, its fields, and how records of it are listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TEXT, LONG, DATE, COUNT, MONEY, SAVING, GRADE, FLAG, YEAR, CHOICE = (
    "text", "long", "date", "count", "money", "saving", "grade", "flag", "year", "choice",
)  # fmt: skip
"""Fields that hold a value: texts ('' if nobody said), an ISO day, whole numbers, pence (None if not known), a grade 1 to 6, 1 or 0, a start year, one of the choices."""

PLACE, AGENCY, ACTIVITY, CLIENT_GROUP, CATEGORY, AREA, RECORD = (
    "place", "agency", "activity", "client_group", "category", "area", "record",
)  # fmt: skip
"""Fields that name something else on the desk: read and typed as its name, code or title, stored as its key."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is said in a record."""

    name: str
    """As in `Record.values`, in JSON (but for `_pence`), and as a column of a file to read in."""

    title: str
    """As people read it."""

    kind: str = TEXT
    column: str = ""
    """The column of the table, where it is not `name`; empty for a list."""

    needed: bool = False
    hint: str = ""
    """How to write it, with an example."""

    choices: tuple[str, ...] = ()
    many: str = ""
    """For a list: the table of links, whose columns are the record's table and `one`."""

    one: str = ""
    """For a list: the column of the table of links that names the other thing."""

    of: str = ""
    """For `record`: the kind of record that it names."""

    private: bool = False
    """Never on the wall, in a pack or in notes for participants."""

    filled: str = ""
    """What it is when nothing was said."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list of records."""

    field: str = ""
    """Name of the field that it shows; empty for what the record is called."""

    width: int = 0
    """Characters; 0 takes what the others leave."""

    from_width: int = 0
    """The width of the table from which on it is shown."""

    title: str | None = None
    """Its heading, where it is not the field's title."""

    counted: bool = False
    """Whether a list is shown by how many it names."""

    marks: tuple[str, ...] = ()
    """Flags whose titles stand in front of it where they are set."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How the records of a kind are listed: on a screen, by `list`, on a sheet."""

    columns: tuple[Column, ...] = (Column(),)
    """From the left; a sheet and `list` show them all, and what the record hangs on before them."""

    sorts: tuple[str, ...] = ()
    """Names of the fields that a list can be sorted by, the first of which is how one begins."""

    largest_first: tuple[str, ...] = ()
    """Those that begin with the largest."""

    filters: tuple[str, ...] = ()
    """Names of the fields of which a list can be kept to one value."""

    remark: tuple[str, ...] = ()
    """Names of the fields said beside a record where one is chosen."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record."""

    name: str
    """As it is typed: `dive`."""

    table: str
    noun: str
    plural: str
    """Its heading."""

    about: str
    """What is kept in it, in a phrase: behind its heading in the help."""

    none_yet: str
    """What a list says that holds none."""

    fields: tuple[Field, ...]
    """In the order in which they are read."""

    identity: tuple[str, ...] = ("title",)
    """Names of the fields by which two records are the same: one title, or all that these say."""

    parent: str = "place"
    """The field that says what it hangs on, and goes with."""

    label: tuple[str, ...] = ("title",)
    """Names of the fields that say in few words which record it is."""

    lead: str = "title"
    """The field that may be typed first, without its option; empty where there is none."""

    shown: Shown = Shown()
    """How its records are listed."""

    @property
    def titled(self) -> bool:
        """Whether its title is its own on the desk, matched without case; else it is known by its number."""
        return self.identity == ("title",)

    def field_named(self, name: str) -> Field:
        """Return the field of that name. Raises KeyError where the declaration has none."""
        found = next((one for one in self.fields if one.name == name), None)
        if found is None:
            raise KeyError(f"{self.name} has no field {name}")
        return found


Value = str | int | None | tuple[str, ...]
"""A text or name ('' if nobody said), a number (None if not known), or a list of names, codes, titles or numbers as texts."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as people read it."""

    id: int
    kind: Kind
    values: Mapping[str, Value]
    """Field's name -> value, for all the kind's fields."""

    @property
    def title(self) -> str:
        """Its title, or what stands in for one: `delivery 12`."""
        return str(self.values["title"]) if self.kind.titled else f"{self.kind.noun} {self.id}"
