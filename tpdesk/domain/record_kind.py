"""The words of a declaration: a kind of record, its fields, and how records of it are listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from tpdesk.domain.field_types import TEXT, FieldType, Reference, Stored
from tpdesk.errors import UsageProblem
from tpdesk.text import clean

Value: TypeAlias = "Stored | tuple[str, ...]"
"""A text or name ('' if nobody said), a number (None if not known), or a list of names, codes,
titles or numbers as texts."""


_DRIVER: Final = "driver"
_MADE_UP: Final = "illustrative"


def _joined(shown: Callable[[Stored], str], value: Value) -> str:
    return "; ".join(map(shown, value)) if isinstance(value, tuple) else shown(value)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is said in a record."""

    name: str
    """As in `Record.values`, in JSON (but for `_pence`), and as a column of a file to read in."""

    title: str
    """As people read it."""

    type: FieldType = TEXT
    """How its values are stored, parsed, shown and asked for."""

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

    says: str = ""
    """For a list of what another list names: the column of the table of links that holds what is said of each."""

    of: str = ""
    """For `record`: the kind of record that it names."""

    private: bool = False
    """Never on the wall, in a pack or in notes for participants."""

    follows: str = ""
    """The field from which it follows where it is left blank, so that one that is needed may be; empty for none."""

    filled: str = ""
    """What it is when nothing was said."""

    letters: tuple[tuple[str, str], ...] = ()
    """For a choice: (letter, the choice that it stands for)."""

    @property
    def stored(self) -> str:
        """The column of the table that holds it."""
        return self.column or self.name

    def problem(self, text: str) -> str:
        """Say what is wrong with a text typed into it; empty where nothing is, or where only the desk can tell."""
        typed = clean(text, multiline=self.type.is_long)
        if not typed or isinstance(self.type, Reference):
            return f"{self.title} is needed." if self.needed and not typed else ""
        try:
            self.type.parse(self, typed)
        except UsageProblem as error:
            return str(error)
        return ""

    def parse(self, text: str) -> Stored:
        """Return what is stored for a text that names nothing else on the desk. Raises UsageProblem."""
        typed = clean(text, multiline=self.type.is_long)
        return self.type.parse(self, typed) if typed else self.type.blank

    def show(self, value: Value) -> str:
        """Return a value as people read it; empty where nobody said."""
        return _joined(self.type.show, value)

    def short(self, value: Value) -> str:
        """Return a value as a form and a card show it."""
        return _joined(self.type.short, value)

    def csv_text(self, value: Value) -> str:
        """Return a value as a file holds it."""
        return _joined(self.type.csv_text, value)

    def to_json(self, value: Value) -> object:
        """Return a value as JSON holds it; null is what is not known or named."""
        return [self.type.to_json(item) for item in value] if isinstance(value, tuple) else self.type.to_json(value)

    @property
    def json_name(self) -> str:
        """What JSON calls it: amounts of money end in `_pence`."""
        return self.type.json_name(self.name)


@dataclass(frozen=True, slots=True)
class ListColumn:
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
class Listing:
    """How the records of a kind are listed: on a screen, by `list`, on a sheet."""

    columns: tuple[ListColumn, ...] = (ListColumn(),)
    """From the left; a sheet and `list` show them all, and what the record hangs on before them."""

    sorts: tuple[str, ...] = ()
    """Names of the fields that a list can be sorted by, the first of which is how one begins."""

    largest_first: tuple[str, ...] = ()
    """Those that begin with the largest."""

    filters: tuple[str, ...] = ()
    """Names of the fields of which a list can be kept to one value."""

    in_pack: bool = True
    """Whether a pack prints the records as a plain sheet: not where it has a sheet made for them."""

    remark: tuple[str, ...] = ()
    """Names of the fields said beside a record where one is chosen."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold between two fields of a record, where both say something."""

    holds: Literal["in order", "different", "right way", "of one place", "at most 1"]
    """Whether the second is not before the first, or not the same; whether a target is on the better side of the
    baseline before it; whether both name records of one place; whether the first, a share, comes to 1 at most over all
    records whose second names the same."""

    first: str
    second: str
    words: str
    """What is wrong where it does not hold, with `{0}` for the record's title or number, further numbers for what else
    the rule finds; with `{0}` and `{1}` for what the two fields name, or for the sum of the shares and what it is
    over."""


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
    """The field that says what it hangs on, and goes with; empty where it stands by itself."""

    label: tuple[str, ...] = ("title",)
    """Names of the fields that say in few words which record it is."""

    lead: str = "title"
    """The field that may be typed first, without its option; empty where there is none."""

    shown: Listing = Listing()
    """How its records are listed."""

    rules: tuple[Rule, ...] = ()
    """What is refused when a record is written, and what `check` looks for;
    that records of different places name each other is always refused."""

    ranked: str = ""
    """The field that numbers the records of one parent from 1; empty where they stand as they were written."""

    is_part: bool = False
    """Whether it says something of its parent alone: it goes with that unasked, the history tells of it under that, and
    calls it by its label."""

    is_once: bool = False
    """Whether a desk holds one record at most of each identity."""

    is_tagged: bool = False
    """Whether spend is tagged to its records: the tags go with them."""

    verbs_in: str = ""
    """The kind inside whose verbs its own stand; empty where they stand by themselves."""

    also: str = ""
    """The list of other names by which a record is found too: each is unique on the desk, as titles are."""

    has_lines: bool = False
    """Whether spend lines are of its records, as of places and organisations: they are removed, purged and matched in
    a merge by rules of their own."""

    holds: tuple[str, ...] = ()
    """What goes with one of its records besides the records that hang on it, as people say it: `other names`."""

    history_noun: str = ""
    """What the names of acts in the history call it, where that is not its noun."""

    beside: str = ""
    """The field that the history says beside its title, where it hangs on nothing."""

    makes_lines: bool = False
    """Whether spend lines follow from its records."""

    is_private: bool = False
    """Whether every record is a note of the desk's owner: left out of copies without notes."""

    fixed: tuple[str, ...] = ()
    """Names of the fields that stay as they are once another record says something of it: with another value there it
    would be another record."""

    settle: Callable[[Mapping[str, Stored]], Mapping[str, Stored]] | None = None
    """Returns the columns that follow from what a record is to say, column -> value, before it is written; raises
    UsageProblem where it says too little."""

    several: str = ""
    """What JSON calls several, where that does not follow from its name."""

    taken: str = ""
    """What to do where a title is taken already, in a sentence behind the refusal; empty where that says it all."""

    private_if: str = ""
    """The flag by which a whole record is private: left out of copies without notes and of sheets, and never named in a
    merge. Private notes of workshops stay on their desk, too."""

    @property
    def listed_fields(self) -> tuple[Field, ...]:
        """The fields of a plain list, beside what the record is called:
        what it hangs on first, then those of its columns."""
        names = dict.fromkeys((self.parent, *(column.field for column in self.shown.columns)))
        names |= dict.fromkeys(() if self.titled else self.label)
        return tuple(self.field_named(name) for name in names if name)

    @property
    def json_name(self) -> str:
        """What JSON calls one."""
        return self.name.replace("-", "_")

    @property
    def plural_name(self) -> str:
        """What JSON calls several: `deliveries`."""
        takes_ies = self.name.endswith("y") and self.name[-2] not in "aeiou"
        return self.several or (f"{self.json_name[:-1]}ies" if takes_ies else f"{self.json_name}s")

    @property
    def home(self) -> Field:
        """The field that says what a record hangs on."""
        return self.field_named(self.parent)

    @property
    def act_noun(self) -> str:
        """What the names of acts in the history call one."""
        return self.history_noun or self.noun

    @property
    def a_noun(self) -> str:
        """Return `a deep dive`, `an opportunity`."""
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"

    @property
    def can_be_purged(self) -> bool:
        """Whether one can be taken out for good by its name: what follows from it must go with it."""
        return self.titled and not self.makes_lines and not self.has_lines

    @property
    def names_driver(self) -> bool:
        """Whether it is a driver, or its records name one: one that comes with tpdesk is brought to the desk first."""
        return self.name == _DRIVER or any(field.of == _DRIVER for field in self.fields)

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


@dataclass(frozen=True, slots=True)
class Record:
    """One record as people read it."""

    id: int
    kind: Kind
    values: Mapping[str, Value]
    """Field's name -> value, for all the kind's fields."""

    def listed(self, name: str) -> tuple[str, ...]:
        """Return what a list of it names."""
        value = self.values[name]
        return value if isinstance(value, tuple) else ()

    @property
    def title(self) -> str:
        """Its title, or what stands in for one: `delivery 12`."""
        return str(self.values["title"]) if self.kind.titled else f"{self.kind.noun} {self.id}"

    @property
    def is_made_up(self) -> bool:
        """Whether it is an example: marked "Illustrative" by its flag, in front of what it is called, or in its
        source. No copy to publish prints it unless that is asked for."""
        said = (self.values.get(name) for name in ("illustrative", "source", *self.kind.label))
        return any(value == 1 or str(value or "").casefold().startswith(_MADE_UP) for value in said)
