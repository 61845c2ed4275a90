"""The lines of two desks in one language: this desk's numbers, names in place of numbers, values as people read them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from tpdesk.domain.codes import CONTROL_WORDS, COST_TYPE_WORDS, FLOW_WORDS, STATUS_WORDS
from tpdesk.units import pounds, year_text

REFERS: Final = {
    "place": "place", "agency": "agency", "transfer_to": "agency", "transfer_from": "agency", "outsider": "outsider", "client_group": "client_group",
    "activity": "activity", "funding_stream": "funding_stream", "label": "label", "supplier": "supplier", "description": "description",
}  # fmt: skip
"""Column of a line -> the table whose number it holds."""

PLAIN: Final = (
    "year",
    "category",
    "amount_pence",
    "flow",
    "cost_type",
    "status",
    "control",
    "internal",
    "area",
    "grade",
    "date",
)
"""Columns of a line that mean the same on both desks."""

COLUMNS: Final = (*REFERS, *PLAIN)
_WORDS: Final = {"flow": FLOW_WORDS, "cost_type": COST_TYPE_WORDS, "status": STATUS_WORDS, "control": CONTROL_WORDS}

_NAMES: Final = {**dict.fromkeys(("place", "agency", "outsider", "client_group", "activity", "funding_stream"), "name"), **dict.fromkeys(("label", "supplier", "description"), "text")}  # fmt: skip


def theirs_as_mine(alias: str = "there") -> tuple[dict[str, str], str]:
    """Return (column -> SQL of its value in this desk's numbers, the joins that it needs) for a line of the other desk."""
    joins = " ".join(
        f"LEFT JOIN temp.same_{table} AS s_{column} ON s_{column}.theirs = {alias}.{column}"
        for column, table in REFERS.items()
    )
    return {**{name: f"s_{name}.mine" for name in REFERS}, **{name: f"{alias}.{name}" for name in PLAIN}}, joins


def line_sql(desk: str, number: str = "line.id") -> str:
    """Return the SELECT of lines with the names that this desk has for what they refer to, else the other's."""
    told = []
    for column, table in REFERS.items():
        name = _NAMES[table]
        here = (
            f"line.{column}" if desk == "main" else f"(SELECT mine FROM temp.same_{table} WHERE theirs = line.{column})"
        )
        mine = f"(SELECT {name} FROM main.{table} WHERE id = {here})"
        told.append(
            mine
            if desk == "main"
            else f"coalesce({mine}, (SELECT {name} FROM theirs.{table} WHERE id = line.{column}))"
        )
    return f"SELECT {number}, line.came_pence IS NOT NULL, {', '.join((*told, *(f'line.{name}' for name in PLAIN)))} FROM {desk}.spend AS line"


def find_parts(connection: sqlite3.Connection, desk: str) -> None:
    """List the parts of one desk in `temp.part_DESK (id, head)`, with the line that they come from in the end: parts can be split again."""
    whole = dict(
        connection.execute(
            f"SELECT id, part_of FROM {desk}.spend WHERE part_of IN (SELECT id FROM {desk}.spend)"
        ).fetchall()
    )
    connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS part_{desk} (id INTEGER PRIMARY KEY, head INTEGER NOT NULL)")
    connection.execute(f"DELETE FROM temp.part_{desk}")

    def head(number: int) -> int:
        # A part is younger than its line, so this comes to an end.
        while whole.get(number, number) < number:
            number = whole[number]
        return number

    connection.executemany(f"INSERT INTO temp.part_{desk} VALUES (?, ?)", ((number, head(number)) for number in whole))


def in_words(values: Sequence[object]) -> str:
    return ", ".join(
        filter(None, (value_words(name, value) for name, value in zip(COLUMNS, values, strict=True) if name != "place"))
    )


def value_words(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        if name == "amount_pence":
            return pounds(value)
        if name == "year":
            return year_text(value)
        if name == "date":
            return f"{value // 10000:04d}-{value // 100 % 100:02d}-{value % 100:02d}"
        if name in _WORDS:
            return _WORDS[name][value]
        if name == "internal":
            return "internal" if value else ""
    return str(value)
