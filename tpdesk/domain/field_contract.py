"""What every type of field answers, and what it may ask: the base of the types in `field_types`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, Protocol, TypeAlias

from tpdesk.errors import UsageProblem

Stored: TypeAlias = "str | int | None"
"""A value as the desk keeps it: a text, a whole number, a key; None where nothing is known."""

Widget: TypeAlias = Literal["line", "note", "flag", "areas"]
"""How a form asks for it: one line, several lines, a box to tick, areas by name or code."""

NAME_MOST: Final = 200
"""Characters in a name or title at most: a longer one is a slip of the clipboard, and fits no table."""

LONGEST: Final = 4_000
"""Characters in a text at most."""


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
