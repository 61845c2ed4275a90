"""The facts of a year as JSON and back, exactly: what a frozen count keeps, and what any later
count of it is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from fractions import Fraction
from functools import cache
from typing import Any, Final, get_type_hints

from tpdesk.domain.facts import Shares, YearFacts
from tpdesk.errors import InputProblem

EDITION: Final = 1
"""The edition of the layout: raised by whoever changes what a field means.
A new field with a default needs no new edition."""

UNREADABLE: Final = "These facts cannot be read"

LabelMaps = tuple[tuple[int, int, Shares], ...]
"""(agency, label, shares): JSON has no pairs as keys."""


def write_facts(facts: YearFacts) -> bytes:
    """Return the facts as UTF-8 JSON: pence as whole numbers, shares as exact fractions ("1/3"), keys
    in the order of the facts."""
    import msgspec

    values = {field.name: getattr(facts, field.name) for field in fields(facts)}
    values["maps"] = [(agency, label, shares) for (agency, label), shares in facts.maps.items()]
    return msgspec.json.encode({"edition": EDITION, "facts": values}, enc_hook=_plain)


def edition_of(data: bytes) -> int:
    """Return the edition of the layout in which facts were written. Raises InputProblem."""
    import msgspec

    try:
        edition: int = msgspec.json.decode(data, type=_file(("edition", int))).edition
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputProblem(f"These facts are damaged: {error}.", title=UNREADABLE) from error
    return edition


def read_facts(data: bytes) -> YearFacts:
    """Return the facts that `write_facts` wrote; of an earlier edition, what it did not hold yet is as not known.

    Raises:
        InputProblem: where the text is cut short, is of a later edition, or holds a value that no fact
        has; the message says where.
    """
    import msgspec

    edition = edition_of(data)
    if edition > EDITION:
        message = (
            f"These facts are of edition {edition}, and this tpdesk reads edition {EDITION}. Use the "
            "version of tpdesk that wrote them."
        )
        raise InputProblem(message, title=UNREADABLE)
    try:
        stored = msgspec.json.decode(data, type=_file(("facts", _stored_facts())), dec_hook=_exact).facts
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputProblem(f"These facts are damaged: {error}.", title=UNREADABLE) from error
    values = {field.name: getattr(stored, field.name) for field in fields(YearFacts)}
    values["maps"] = {(agency, label): shares for agency, label, shares in values["maps"]}
    return YearFacts(**values)


def _file(field: tuple[str, Any]) -> Any:
    """Return the type of the whole file, of which one field is read."""
    import msgspec

    return msgspec.defstruct("FactsFile", [field])


@cache
def _stored_facts() -> Any:
    """Return `YearFacts` as JSON holds it: made once, as it takes milliseconds."""
    import msgspec

    hints = {**get_type_hints(YearFacts), "maps": LabelMaps}
    layout = [(field.name, hints[field.name], *_default(field)) for field in fields(YearFacts)]
    return msgspec.defstruct("StoredFacts", layout, kw_only=True)


def _default(field: Field[Any]) -> tuple[Any, ...]:
    """Return a field's default as msgspec asks for it, so that facts written before the field was there are read."""
    import msgspec

    if field.default_factory is not MISSING:
        return (msgspec.field(default_factory=field.default_factory),)
    return () if field.default is MISSING else (field.default,)


def _plain(value: object) -> object:
    """Return a value that JSON lacks as one that it has."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(f"facts hold no {type(value).__name__}")


def _exact(of: type, value: object) -> object:
    """Return the value of a type that JSON lacks."""
    if of is Fraction and isinstance(value, str):
        return Fraction(value)
    raise NotImplementedError(f"facts hold no {of.__name__}")
