"""A filter typed as one line of text: `supplier~waste amount>10000 agency="Burnley Borough Council"`.

Completion of a typed filter: what could stand where the cursor is.
"""

from __future__ import annotations

import re
import sqlite3
from calendar import monthrange
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.dates import read_date
from tpdesk.domain.line import LineField
from tpdesk.domain.line_filter import FILTER_FIELDS, OPERATORS, Condition, LineFilter, Value, operators_of, typed_value
from tpdesk.errors import MoneyError, UsageProblem, YearError
from tpdesk.models.agency import find_agency_id
from tpdesk.models.category import find_category
from tpdesk.models.intake.cells import parse_amount
from tpdesk.models.intake.fields import control_of, cost_type_of, flow_of, internal_of, status_of
from tpdesk.models.lines.candidates import Candidate, values_for
from tpdesk.text import clean, folded, nearest
from tpdesk.units import in_full, parse_year

LONGEST: Final = 200
"""Characters of one value at most."""

_SIGNS: Final = {
    "!~": "does not contain", "!=": "is not", "<>": "is not", ">=": "at least", "<=": "at most", "==": "exactly",
    "~": "contains", "=": "is",
    ">": "over", "<": "under",
}  # fmt: skip
_TERM = re.compile(r"\s*([A-Za-z][A-Za-z_\-]*)\s*(!~|!=|<>|>=|<=|==|~|=|>|<)\s*")
_PART = re.compile(r'"((?:[^"]|"")*)("?)|[^\s|"]+')
_BLANK: Final = frozenset({"blank", "none"})
_CHOICES: Final = {"flow": flow_of, "cost_type": cost_type_of, "status": status_of, "control": control_of}


class FilterProblem(UsageProblem):
    """A typed filter that cannot be read: where, and what could stand there."""

    title = "This filter cannot be read"

    def __init__(self, message: str, start: int, end: int, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.start, self.end = start, end
        """The first character at fault, from 0, and the one behind the last."""
        self.candidates = candidates
        """What could stand there, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition as it is typed."""

    field: str
    """As typed; empty for a bare word."""

    sign: str
    """As typed; empty for a bare word."""

    values: tuple[str, ...]
    """Without their quotes."""

    quoted: tuple[bool, ...]
    start: int
    """Where it begins in the text."""

    value_start: int
    """Where its values begin."""

    end: int


def parse_filter(connection: sqlite3.Connection, text: str) -> LineFilter:
    """Return the filter that is typed. Raises FilterProblem that says what, where and what could stand there."""
    return LineFilter(tuple(_condition(connection, term) for term in terms(text)))


def terms(text: str) -> list[Term]:
    """Return the conditions of a typed filter, each with its place in the text. Raises FilterProblem."""
    found: list[Term] = []
    at = 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        head = _TERM.match(text, at)
        begin = head.end() if head else at
        values, quoted, end = _values(text, begin)
        if not values:
            where = f"behind '{text[at:begin].strip()}'" if head else f"at '{text[at : at + 10]}'"
            raise FilterProblem(f"A value is missing {where}; type blank for none.", begin, max(end, begin + 1))
        found.append(Term(head[1] if head else "", head[2] if head else "", values, quoted, at, begin, end))
        at = end
    return found


def _values(text: str, at: int) -> tuple[tuple[str, ...], tuple[bool, ...], int]:
    values: list[str] = []
    quoted: list[bool] = []
    while part := _PART.match(text, at):
        if part[1] is not None and not part[2]:
            raise FilterProblem("The quote that opens here is never closed.", at, len(text))
        values.append(clean(part[0] if part[1] is None else part[1].replace('""', '"')))
        quoted.append(part[1] is not None)
        at = part.end()
        if text[at : at + 1] != "|":
            break
        at += 1
    return tuple(values), tuple(quoted), at


def field_named(typed: str) -> LineField | None:
    """Return the field of that name, heading or unmistakable beginning; None where there is none."""

    def plain(name: str) -> str:
        return re.sub(r"[-_ ]", "", name).casefold()

    wanted = plain(typed)
    names = {name: (plain(name), plain(field.heading)) for name, field in FILTER_FIELDS.items()}
    exact = [name for name, spelt in names.items() if wanted in spelt]
    begun = [name for name, (spelt, _) in names.items() if spelt.startswith(wanted)]
    found = exact or begun
    return FILTER_FIELDS[found[0]] if len(found) == 1 or exact else None


def _condition(connection: sqlite3.Connection, term: Term) -> Condition:
    if not term.field:
        return Condition("any", "contains", tuple(_short(term, value) for value in term.values))
    field = field_named(term.field)
    if field is None:
        begun = tuple(name for name in FILTER_FIELDS if name.startswith(term.field.casefold()))
        near = nearest(term.field, FILTER_FIELDS)
        candidates = begun or ((near,) if near else tuple(FILTER_FIELDS))
        told = f"{term.field} could be {' or '.join(begun)}" if begun else f"'{term.field}' is nothing that a line has"
        hint = "" if begun or not near else f" Did you mean {near}?"
        raise FilterProblem(f"{told}.{hint}", term.start, term.start + len(term.field), candidates)
    operator = _SIGNS[term.sign]
    allowed = operators_of(field)
    if field.name == "any" and operator in ("is", "is not"):
        operator = "contains" if operator == "is" else "does not contain"
    if operator not in allowed:
        signs = tuple(sign for sign, name in _SIGNS.items() if name in allowed)
        raise FilterProblem(
            f"{field.heading} cannot be asked with {term.sign}; use {', '.join(signs)}.",
            term.start,
            term.value_start,
            signs,
        )
    if operator in ("contains", "does not contain"):
        return Condition(field.name, operator, tuple(_short(term, value) for value in term.values))
    if len(term.values) > 1 and operator not in ("is", "is not", "exactly"):
        raise FilterProblem(f"Only one value can stand behind {term.sign}.", term.value_start, term.end)
    return _compared(connection, term, field, operator)


def _short(term: Term, value: str) -> str:
    if not value:
        raise FilterProblem("There is nothing between the quotes to look for.", term.value_start, term.end)
    if len(value) > LONGEST:
        raise FilterProblem(f"That is too long to look for: {LONGEST} characters at most.", term.value_start, term.end)
    return value


def _compared(connection: sqlite3.Connection, term: Term, field: LineField, operator: str) -> Condition:
    first = term.values[0]
    if (
        field.kind in ("money", "date", "year", "number")
        and ".." in first
        and operator == "is"
        and len(term.values) == 1
    ):
        low, _, high = first.partition("..")
        ends = _read(connection, term, field, low), _read(connection, term, field, high)
        if not all(isinstance(end, int) for end in ends):
            raise FilterProblem("A range has two ends, as in 100..200.", term.value_start, term.end)
        return Condition(field.name, "between", tuple(sorted(ends, key=lambda end: end if isinstance(end, int) else 0)))
    if field.kind == "date" and operator == "is" and len(term.values) == 1:
        read = read_date(first)
        if read.iso is not None and "month only, first day taken" in read.rules:
            day = int(read.iso.replace("-", ""))
            last = monthrange(day // 10000, day // 100 % 100)[1]
            return Condition(field.name, "between", (day, day - 1 + last))
    values = tuple(
        None
        if (not quoted and value.casefold() in _BLANK) or (quoted and not value)
        else _read(connection, term, field, value)
        for value, quoted in zip(term.values, term.quoted, strict=True)
    )
    if None in values and (
        operator not in ("is", "is not") or field.kind in ("choice", "yes") or field.name in _NEVER_BLANK
    ):
        raise FilterProblem(f"{field.heading} is never blank.", term.value_start, term.end)
    return Condition(field.name, operator, values)


_NEVER_BLANK: Final = frozenset({"agency", "place", "amount", "year", "line"})


def _read(connection: sqlite3.Connection, term: Term, field: LineField, text: str) -> Value:
    """Return a typed value as a condition holds it. Raises FilterProblem."""
    try:
        found = _value(connection, field, text)
    except (MoneyError, YearError) as error:
        raise FilterProblem(f"{field.heading}: {str(error).rstrip('.')}.", term.value_start, term.end) from error
    except UsageProblem as error:
        raise FilterProblem(str(error), term.value_start, term.end, _candidates(connection, field, text)) from error
    if found is None and not (field.name == "category" and folded(text) == "unmapped"):
        candidates = _candidates(connection, field, text)
        near = nearest(text, candidates)
        hint = f" Did you mean '{near}'?" if near else f" There are: {', '.join(candidates[:5])}." if candidates else ""
        raise FilterProblem(
            f"'{text}' is no {field.heading.lower()} here.{hint}", term.value_start, term.end, candidates
        )
    return found


def _candidates(connection: sqlite3.Connection, field: LineField, text: str) -> tuple[str, ...]:
    return tuple(
        item.text for item in values_for(connection, field.name, text) or values_for(connection, field.name, "")
    )


def _value(connection: sqlite3.Connection, field: LineField, text: str) -> Value:
    """Return the value, or None where there is none such."""
    match field.kind:
        case "money":
            return parse_amount(in_full(text))[0]
        case "year":
            return int(text) if re.fullmatch(r"(19|2[01])\d\d", text) else parse_year(text)
        case "date":
            iso = read_date(text).iso
            return int(iso.replace("-", "")) if iso else None
        case "number":
            return int(text) if text.isdecimal() and len(text) < 16 else None
        case "yes":
            yes = internal_of(text)
            return None if yes is None else int(yes)
        case "choice":
            return _choice(field.name, text)
    return _name(connection, field.name, text)


def _choice(name: str, text: str) -> str | None:
    if name == "cost_type" and folded(text) == "unknown":
        return "unknown"
    if name == "control" and folded(text) in ("not stated", "unknown", *_BLANK):
        return "not stated"
    return _CHOICES[name](text)


def _name(connection: sqlite3.Connection, name: str, text: str) -> str | None:
    if name in ("category", "own_category"):
        return None if folded(text) == "unmapped" else find_category(connection, text).code
    if name in ("supplier", "description", "file", "sheet"):
        return text
    if name == "agency" or (name in ("transfer_to", "transfer_from") and find_agency_id(connection, text) is not None):
        known = find_agency_id(connection, text)
        if known is not None:
            return str(connection.execute("SELECT name FROM agency WHERE id = ?", (known,)).fetchone()[0])
    found = [item.text for item in values_for(connection, name, text)]
    same = [item for item in found if folded(item) == folded(text)]
    # A part of a name will do where it can be nothing else.
    return same[0] if same else found[0] if len(found) == 1 else None


_AT_VALUE = re.compile(
    r'([A-Za-z][A-Za-z_\-]*)\s*(?:!~|!=|<>|>=|<=|==|~|=|>|<)\s*(?:(?:"(?:[^"]|"")*"|[^\s|"]+)\|)*("?[^"|]*|[^\s|"]*)\Z'
)
_AT_FIELD = re.compile(r"(?:\A|\s)([A-Za-z_\-]*)\Z")
_CLOSED: Final = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Completion:
    """What could be put in place of a stretch of a typed filter."""

    start: int
    """The first character to be replaced, from 0."""

    end: int
    """The one behind the last."""

    candidates: tuple[Candidate, ...]
    """What could stand there, the likeliest first, as it is typed."""


def complete(connection: sqlite3.Connection, text: str, at: int) -> Completion:
    """Return what could stand where the cursor is: `at` is the number of characters before it."""
    before = text[:at]
    value = _AT_VALUE.search(before)
    if value and (value[2].startswith('"') or " " not in value[2].strip()) and not value[2].endswith(" "):
        field = field_named(value[1])
        if field is not None:
            begun = value[2].removeprefix('"')
            found = (
                Candidate(typed_value(field, item.text) if item.text != "Unmapped" else item.text, item.tells)
                for item in values_for(connection, field.name, begun)
            )
            return Completion(value.start(2), at, tuple(found))
    name = _AT_FIELD.search(_CLOSED.sub(lambda found: "x" * len(found[0]), before))
    if name is None:
        return Completion(at, at, ())
    begun = name[1].casefold()
    names = [name for name in FILTER_FIELDS if name.startswith(begun)] + [
        name for name in FILTER_FIELDS if begun and begun in name and not name.startswith(begun)
    ]
    return Completion(
        name.start(1),
        at,
        tuple(
            Candidate(f"{name}{OPERATORS[operators_of(FILTER_FIELDS[name])[0]]}", FILTER_FIELDS[name].tells)
            for name in names
        ),
    )
