"""The options of the verbs that write records, made from the fields of each kind, and what was typed by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import click

from tpdesk.domain.field_types import CHOICE, FLAG
from tpdesk.domain.record_kind import Field, Kind
from tpdesk.errors import UsageProblem

_TO: Final = "to_"
"""Before the names of what `change` is given: an empty text there takes the value off, and is never refused."""

Typed = Mapping[str, str | Sequence[str]]
"""Field -> what a person typed."""


def option_name(kind: Kind, field: Field) -> str:
    """Return `--client-group`: a list's option names one of it, and `--from-note` a note where
    `--note` is a text of its own."""
    name = field.name
    if field.many:
        taken = any(other is not field and other.name == field.one for other in kind.fields)
        name = f"from_{field.one}" if taken else field.one
    return "--" + name.replace("_", "-")


def add_options(kind: Kind) -> list[click.Parameter]:
    """Return what `add` takes: what it is about first, then an option for each field."""
    lead = kind.lead
    # What has a title is always called by it; a note's text may be long, and is given either way.
    again = [
        _option(kind, field, _TO + field.name, change=True) for field in kind.fields if field.name == lead != "title"
    ]
    first: list[click.Parameter] = (
        [click.Argument([lead], required=kind.titled,
                metavar=lead.upper() if kind.titled else f"[{lead.upper()}]")] if lead else []
    )  # fmt: skip
    return [*first, *again, *(_option(kind, field, field.name) for field in _typed_fields(kind) if field.name != lead)]


def change_options(kind: Kind) -> list[click.Parameter]:
    """Return what `change` takes: an option for each field, of which an empty text takes the value off."""
    return [_option(kind, field, _TO + field.name, change=True) for field in _typed_fields(kind)]


def list_options(kind: Kind) -> list[click.Parameter]:
    """Return what `list` can be kept to: the place, and each field that names something or is a choice;
    an empty text asks for those that say nothing."""
    kept = [field for field in kind.fields if field.type.is_choosable and field.name != "place"]
    return [
        click.Option(["--place"], metavar="P", help="Only those of this place."),
        *(
            click.Option(
                [option_name(kind, field), field.name],
                metavar="|".join(field.choices) or "TEXT",
                help=f"{field.title}: only those with this one.",
            )
            for field in kept
        ),
    ]


def _typed_fields(kind: Kind) -> list[Field]:
    # The moment when a record was written is the desk's to say.
    return [field for field in kind.fields if not field.type.is_automatic]


def _option(kind: Kind, field: Field, name: str, *, change: bool = False) -> click.Option:
    word = option_name(kind, field)
    about = f"{field.title}: {field.hint}." if field.hint else f"{field.title}."
    if field.type is FLAG:
        return click.Option([f"{word}/--not-{word[2:]}", name], default=None, help=about)
    metavar = ("|".join(field.choices) if field.type is CHOICE else "") or field.type.metavar
    # A place left out is the desk's only one, which click cannot know.
    needed = field.needed and not (change or field.follows or field.name == "place")
    return click.Option(
        [word, name],
        multiple=bool(field.many),
        required=needed,
        metavar=metavar,
        help=f"{about} Repeat for several." if field.many else about,
    )


def typed(kind: Kind, given: Mapping[str, Any]) -> dict[str, str | Sequence[str]]:
    """Return what was said of a record: field -> text, or texts of a list; what was not said is not in it."""
    found: dict[str, str | Sequence[str]] = {}
    for field in _typed_fields(kind):
        plain, option = given.get(field.name), given.get(_TO + field.name)
        if plain is not None and option is not None:
            raise UsageProblem(f"{field.title} is given twice: say it first or with {option_name(kind, field)}.")
        value = option if plain is None else plain
        if value is None or value == ():
            continue
        if isinstance(value, bool):
            found[field.name] = "yes" if value else "no"
        elif isinstance(value, tuple):
            found[field.name] = "" if value == ("",) else value
        else:
            found[field.name] = value
    return found


def must_say(kind: Kind, said: Typed) -> None:
    """Raise UsageProblem where nothing is said that could be changed."""
    if not said:
        names = ", ".join(option_name(kind, field) for field in _typed_fields(kind))
        raise UsageProblem(f"There is nothing to change: say what, with one of {names}.")
