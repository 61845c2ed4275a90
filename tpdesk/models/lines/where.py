"""Conditions on lines into SQL: the same text holds of the lines and, where its fields are among those
of the cube, of the cube.

What the lines of every place count under by their labels' maps: looked up once, for filters, pages and sums.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tpdesk.domain.codes import CONTROLS, COST_TYPES, FLOWS, STATUSES
from tpdesk.domain.facts import Shares
from tpdesk.domain.line_filter import CATEGORIES, Condition, LineFilter, Value
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import find_agency
from tpdesk.models.intake.cells import PLAIN, plain_pence
from tpdesk.models.label_map import maps_in_force
from tpdesk.models.place import find_place
from tpdesk.text import folded

KEY: Final = "((place << 51) | (agency << 31) | coalesce(label, 0))"
"""Place, agency and label of a line as one number, since SQLite looks three numbers up in a list one by one:
4,000 places, a million agencies."""


@dataclass(frozen=True, slots=True)
class LineMaps:
    """The maps in force for the desk's lines."""

    shares: dict[tuple[int, int, int], Shares]
    """(place, agency, label or 0) -> what its lines count under that have no category of their own;
    without a map it is not in here."""

    def under(self, place: int, agency: int, label: int | None, own_category: str | None) -> Shares:
        """Return what a line counts under: its own category, else its label's map; empty where it is unmapped."""
        if own_category:
            return ((own_category, Fraction(1)),)
        return self.shares.get((place, agency, label or 0), ())

    def keys(self, wanted: Callable[[Shares], bool]) -> str:
        """Return as JSON the keys, each as `KEY` makes it, whose map is wanted."""
        return json.dumps(
            [
                place << 51 | agency << 31 | label
                for (place, agency, label), shares in self.shares.items()
                if wanted(shares)
            ]
        )


def read_maps(connection: sqlite3.Connection) -> LineMaps:
    """Return the maps in force. Reads the cube and the maps, never the lines."""
    keys: dict[int, list[tuple[int, int]]] = {}
    for place, agency, label in connection.execute(
        "SELECT DISTINCT place, agency, label FROM cube WHERE category = ''"
    ):
        keys.setdefault(place, []).append((agency, label))
    labels = dict(connection.execute("SELECT id, text FROM label WHERE id IN (SELECT label FROM cube)"))
    return LineMaps(
        {
            (place, *pair): shares
            for place, pairs in keys.items()
            for pair, shares in maps_in_force(connection, place, pairs, labels).items()
        }
    )


CUBE_AS_LINES: Final = """(
  SELECT place, agency, year, nullif(label, 0) AS label, nullif(category, '') AS category, flow, cost_type, status, control, internal,
    CASE flow WHEN 1 THEN nullif(counterparty, 0) END AS transfer_to, CASE flow WHEN 2 THEN nullif(counterparty, 0) END AS transfer_from,
    pence, lines FROM cube
)"""  # noqa: E501
"""The cube's cells under the names of the lines' columns."""

CUBE_FIELDS: Final = frozenset(
    {
        "place",
        "agency",
        "year",
        "label",
        "category",
        "own_category",
        "flow",
        "cost_type",
        "status",
        "control",
        "internal",
    }
)
"""Fields whose conditions the cube can answer; `transfer_to` and `transfer_from` too where an agency is named."""

_CODES: Final = {"flow": FLOWS, "cost_type": COST_TYPES, "status": STATUSES, "control": CONTROLS}
_NUMBERS: Final = {
    "amount": "amount_pence",
    "came": "came_pence",
    "date": "date",
    "year": "year",
    "grade": "grade",
    "row": "row",
    "line": "id",
    "part_of": "part_of",
}
_NAMED: Final = ("client_group", "activity", "funding_stream")
_COMPARISONS: Final = {"is": "=", "over": ">", "at least": ">=", "under": "<", "at most": "<="}

MOST_VALUES: Final = 100
"""Alternatives that one condition can hold; numbers (of lines, say) have no limit."""

MOST_CONDITIONS: Final = 100
"""Conditions of one filter."""


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions as SQL over the columns of `spend`, none of them qualified."""

    sql: str
    values: tuple[object, ...]
    in_cube: bool
    """Whether it holds of `CUBE_AS_LINES` too."""


def where_of(connection: sqlite3.Connection, where: LineFilter, maps: LineMaps | None = None) -> Where:
    """Return a filter as SQL. Raises UsageProblem for a place or an agency that is not on the desk.

    `maps` are read where they are needed and not given. The function that folds text is set on the connection.
    """
    connection.create_function("tpdesk_folded", 1, folded, deterministic=True)
    if len(where.conditions) > MOST_CONDITIONS:
        raise UsageProblem(
            f"A filter has {MOST_CONDITIONS} conditions at most; this one has {len(where.conditions):,}."
        )
    compiler = _Compiler(connection, maps)
    parts = [compiler.condition(condition) for condition in where.conditions]
    return Where(
        " AND ".join(f"({part.sql})" for part in parts) or "1",
        tuple(value for part in parts for value in part.values),
        all(part.in_cube for part in parts),
    )


class _Compiler:
    def __init__(self, connection: sqlite3.Connection, maps: LineMaps | None) -> None:
        self._connection = connection
        self._maps = maps

    def condition(self, condition: Condition) -> Where:
        """Return one condition; what is not so holds of blanks too."""
        plain = {"is not": "is", "does not contain": "contains"}.get(condition.operator, condition.operator)
        found = self._positive(condition.field, plain, condition.values)
        if plain == condition.operator:
            return found
        return Where(f"({found.sql}) IS NOT TRUE", found.values, found.in_cube)

    def _positive(self, field: str, operator: str, values: tuple[Value, ...]) -> Where:
        if operator == "between":
            low, high = values
            if field == "batch":
                return Where(f"batch_sheet IN ({_SHEETS} WHERE batch.id BETWEEN ? AND ?)", (low, high), False)
            return Where(f"{_NUMBERS[field]} BETWEEN ? AND ?", (low, high), field in CUBE_FIELDS)
        if operator == "is" and field in _NUMBERS and len(values) > 1 and None not in values:
            return Where(
                f"{_NUMBERS[field]} IN (SELECT value FROM json_each(?))", (json.dumps(values),), field in CUBE_FIELDS
            )
        if len(values) > MOST_VALUES:
            raise UsageProblem(f"A condition has {MOST_VALUES} values at most; this one has {len(values):,}.")
        if field in CATEGORIES and operator != "contains":
            return self._categories(field, values, exactly=operator == "exactly")
        return _any_of([self._one(field, operator, value) for value in values])

    def _one(self, field: str, operator: str, value: Value) -> Where:
        if operator == "contains":
            return self._contains(field, str(value or ""))
        if field in _NUMBERS:
            column = _NUMBERS[field]
            test = f"{column} IS NULL" if value is None else f"{column} {_COMPARISONS[operator]} ?"
            return Where(test, () if value is None else (value,), field in CUBE_FIELDS)
        if field in _CODES:
            return Where(f"{field} = ?", (_CODES[field][str(value)],), True)
        if field in ("transfer_to", "transfer_from"):
            return self._counterparty(field, value)
        if field == "place":
            return Where("place = ?", (find_place(self._connection, str(value)).id,), True)
        if field == "agency":
            return Where("agency = ?", (find_agency(self._connection, str(value)).id,), True)
        if field == "internal":
            return Where("internal = ?", (int(bool(value)),), True)
        if field == "edited":
            return Where(f"came_pence IS {'NOT ' if value else ''}NULL", (), False)
        return self._text(field, operator, value)

    def _text(self, field: str, operator: str, value: Value) -> Where:
        if field in ("batch", "file", "sheet"):
            return self._origin(field, operator, value)
        if value is None:
            return Where(f"{field} IS NULL", (), field in CUBE_FIELDS)
        if field == "label":
            return Where("label IN (SELECT id FROM label WHERE folded = ?)", (folded(str(value)),), True)
        if field in _NAMED:
            return Where(f"{field} IN (SELECT id FROM {field} WHERE folded = ?)", (folded(str(value)),), False)
        if field == "area":
            return Where(
                f"area IN (SELECT code FROM area WHERE {_SAME.format('code')} OR {_SAME.format('name')})",
                (value, folded(str(value))) * 2,
                False,
            )
        return Where(
            f"{field} IN (SELECT id FROM {field} WHERE {_SAME.format('text')})", (value, folded(str(value))), False
        )

    def _origin(self, field: str, operator: str, value: Value) -> Where:
        if value is None:
            test = "batch_sheet IN (SELECT id FROM batch_sheet WHERE sheet IS NULL)" if field == "sheet" else "0"
            return Where(f"batch_sheet IS NULL OR {test}", (), False)
        if field == "batch":
            return Where(f"batch_sheet IN ({_SHEETS} WHERE batch.id {_COMPARISONS[operator]} ?)", (value,), False)
        return Where(f"batch_sheet IN ({_SHEETS} WHERE {_SAME.format(field)})", (value, folded(str(value))), False)

    def _counterparty(self, field: str, value: Value) -> Where:
        flow = 1 if field == "transfer_to" else 2
        if value is None:
            return Where(f"{field} IS NULL AND (outsider IS NULL OR flow <> {flow})", (), False)
        stranger = self._connection.execute(
            "SELECT id FROM outsider WHERE folded = ?", (folded(str(value)),)
        ).fetchone()
        if stranger is not None:
            return Where(f"outsider = ? AND flow = {flow}", (stranger[0],), False)
        return Where(f"{field} = ?", (find_agency(self._connection, str(value)).id,), True)

    def _categories(self, field: str, values: tuple[Value, ...], *, exactly: bool) -> Where:
        """Return SQL of the lines under any of these codes, or below them;
        None among them are lines without a category."""
        codes = {str(value) for value in values if value is not None}
        below = () if exactly else tuple(f"{code}{sign}" for code in codes for sign in "./")
        every = self._connection.execute("SELECT code FROM category").fetchall()
        wanted = {code for (code,) in every if code in codes or code.startswith(below)}
        parts = [Where("category IN (SELECT value FROM json_each(?))", (json.dumps(sorted(wanted)),), True)]
        if field == "category" and codes:
            mapped, keys = self._mapped(wanted.__contains__)
            parts.append(Where(f"(category IS NULL AND {mapped})", (keys,), True))
        if None in values and field == "category":
            mapped, keys = self._mapped(lambda _: True)
            parts.append(Where(f"(category IS NULL AND NOT {mapped})", (keys,), True))
        elif None in values:
            parts.append(Where("category IS NULL", (), True))
        return _any_of(parts)

    def _mapped(self, wanted: Callable[[str], bool]) -> tuple[str, str]:
        """Return SQL that holds of lines whose label's map has a wanted category, and its one value."""
        if self._maps is None:
            self._maps = read_maps(self._connection)
        keys = self._maps.keys(lambda shares: any(wanted(code) for code, _ in shares))
        return f"{KEY} IN (SELECT value FROM json_each(?))", keys

    def _contains(self, field: str, text: str) -> Where:
        pattern = f"%{_literal(folded(text))}%"
        match field:
            case "any":
                parts = [self._contains(name, text) for name in ("agency", "label", "supplier", "description")]
                bare = text.replace(",", "").replace("£", "")
                if PLAIN.match(bare):
                    parts.append(Where("abs(amount_pence) = ?", (abs(plain_pence(bare)),), False))
                return Where(
                    " OR ".join(part.sql for part in parts),
                    tuple(value for part in parts for value in part.values),
                    False,
                )
            case "place":
                return Where(f"place IN (SELECT id FROM place WHERE {_LIKE})", (pattern,), True)
            case "agency":
                return Where(f"agency IN ({_AGENCIES})", (pattern, pattern), True)
            case "label":
                return Where(f"label IN (SELECT id FROM label WHERE {_LIKE})", (pattern,), True)
            case "category" | "own_category":
                return self._category_named(field, pattern)
            case "transfer_to" | "transfer_from":
                flow = 1 if field == "transfer_to" else 2
                strangers = f"SELECT id FROM outsider WHERE {_LIKE}"
                return Where(
                    f"{field} IN ({_AGENCIES}) OR (flow = {flow} AND outsider IN ({strangers}))", (pattern,) * 3, False
                )
            case "area":
                return Where(
                    f"area IN (SELECT code FROM area WHERE {_TEXT.format('code')} OR {_TEXT.format('name')})",
                    (pattern,) * 4,
                    False,
                )
            case "file" | "sheet":
                return Where(f"batch_sheet IN ({_SHEETS} WHERE {_TEXT.format(field)})", (pattern,) * 2, False)
        if field in _NAMED:
            return Where(f"{field} IN (SELECT id FROM {field} WHERE {_LIKE})", (pattern,), False)
        return Where(f"{field} IN (SELECT id FROM {field} WHERE {_TEXT.format('text')})", (pattern,) * 2, False)

    def _category_named(self, field: str, pattern: str) -> Where:
        codes = self._connection.execute(
            f"SELECT code FROM category WHERE {_TEXT.format('title')} OR code LIKE ? ESCAPE '\\'", (pattern,) * 3
        ).fetchall()
        return self._categories(field, tuple(code for (code,) in codes), exactly=False)


def _any_of(parts: list[Where]) -> Where:
    return Where(
        " OR ".join(part.sql for part in parts) or "0",
        tuple(value for part in parts for value in part.values),
        all(part.in_cube for part in parts),
    )


_SHEETS: Final = "SELECT batch_sheet.id FROM batch_sheet JOIN batch ON batch.id = batch_sheet.batch"
_LIKE: Final = "folded LIKE ? ESCAPE '\\'"
# LIKE knows the capitals of ASCII alone: text with any other letter is folded first, which is slower.
_TEXT: Final = "({0} LIKE ? ESCAPE '\\' OR ({0} GLOB '*[^ -~]*' AND tpdesk_folded({0}) LIKE ? ESCAPE '\\'))"
_SAME: Final = "({0} = ? COLLATE NOCASE OR ({0} GLOB '*[^ -~]*' AND tpdesk_folded({0}) = ?))"
_AGENCIES: Final = f"SELECT id FROM agency WHERE {_LIKE} UNION SELECT agency FROM agency_alias WHERE {_LIKE}"


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
