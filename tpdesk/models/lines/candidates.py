"""What can be typed of a line: the values that a field can take, for completion in filters and in edits."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.codes import CONTROLS, COST_TYPES, FLOWS, STATUSES
from tpdesk.text import folded
from tpdesk.units import year_text

MOST: Final = 50
"""Candidates at once."""

_CHOICES: Final = {
    "flow": FLOWS,
    "cost_type": COST_TYPES,
    "status": STATUSES,
    "control": CONTROLS,
    "internal": ("yes", "no"),
    "edited": ("yes", "no"),
}
_FOLDED: Final = {
    "place": (
        "SELECT name, '' FROM place WHERE folded LIKE :holds ESCAPE '\\' ORDER BY folded LIKE :begins ESCAPE "
        "'\\' DESC, folded"
    ),
    "agency": (
        "SELECT name, coalesce(kind, '') FROM agency WHERE folded LIKE :holds ESCAPE '\\' ORDER BY folded LIKE "
        ":begins ESCAPE '\\' DESC, folded"
    ),
    "label": (
        "SELECT text, '' FROM label WHERE folded LIKE :holds ESCAPE '\\' ORDER BY folded LIKE :begins ESCAPE "
        "'\\' DESC, folded"
    ),
    **{
        name: (
            f"SELECT name, '' FROM {name} WHERE folded LIKE :holds ESCAPE '\\' ORDER BY folded LIKE :begins "
            "ESCAPE '\\' DESC, folded"
        )
        for name in ("client_group", "activity", "funding_stream")
    },
    "transfer": "SELECT name, '' FROM (SELECT name, folded FROM agency UNION SELECT "
    "name, folded FROM outsider) WHERE folded "
    "LIKE :holds ESCAPE '\\' "
    "ORDER BY folded LIKE :begins ESCAPE '\\' DESC, folded",
    "category": (
        "SELECT code, title FROM category WHERE code LIKE :begins ESCAPE '\\' OR title LIKE :holds ESCAPE '\\' "
        "ORDER BY code LIKE :begins ESCAPE '\\' DESC, code"
    ),
    "area": "SELECT code, name FROM area WHERE code LIKE :begins ESCAPE '\\' OR name LIKE :holds ESCAPE '\\' "
    "ORDER BY code IN (SELECT area FROM place_area) DESC, name LIKE :begins ESCAPE '\\' DESC, name",
    "supplier": (
        "SELECT text, '' FROM supplier WHERE text LIKE :holds ESCAPE '\\' ORDER BY text LIKE :begins ESCAPE "
        "'\\' DESC, text"
    ),
    "description": "SELECT text, '' FROM description WHERE text LIKE :holds ESCAPE '\\'",
    "file": (
        "SELECT DISTINCT file, '' FROM batch WHERE file LIKE :holds ESCAPE '\\' ORDER BY file LIKE :begins "
        "ESCAPE '\\' DESC, file"
    ),
    "sheet": "SELECT DISTINCT sheet, '' FROM batch_sheet WHERE sheet LIKE :holds ESCAPE '\\' ORDER BY sheet",
    "batch": "SELECT id, file FROM batch WHERE CAST(id AS TEXT) LIKE :begins ORDER BY id DESC",
    "grade": "SELECT grade, title FROM confidence_band WHERE CAST(grade AS TEXT) LIKE :begins ORDER BY grade",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could be typed."""

    text: str
    """What is typed."""

    tells: str
    """What it means, in a few words; empty where the text says it."""


def values_for(connection: sqlite3.Connection, field: str, beginning: str) -> tuple[Candidate, ...]:
    """Return the values of a field that hold what is typed so far, those that begin with it first;
    none for what is free to type."""
    key = folded(beginning)
    if field in _CHOICES:
        return tuple(Candidate(word, "") for word in _CHOICES[field] if key in word)
    if field == "year":
        years = connection.execute("SELECT DISTINCT year FROM cube ORDER BY year DESC")
        return tuple(Candidate(year_text(year), "") for (year,) in years if year_text(year).startswith(key))
    name = {"own_category": "category", "transfer_to": "transfer", "transfer_from": "transfer"}.get(field, field)
    if name not in _FOLDED:
        return ()
    escaped = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = connection.execute(f"{_FOLDED[name]} LIMIT {MOST}", {"holds": f"%{escaped}%", "begins": f"{escaped}%"})
    found = tuple(Candidate(str(text), str(tells)) for text, tells in rows)
    return (
        (*found, Candidate("Unmapped", "no category yet"))
        if field == "category" and "unmapped".startswith(key)
        else found
    )
