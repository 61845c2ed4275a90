"""Lines of a desk as Parquet files, by DuckDB's writer: numbers go over by columns, each text once.

The columns and their codes are in docs/scale.md. Every file is whole before it has its name, and the manifest, written
last, says which files are in force: what an export that broke off left behind belongs to nothing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tpdesk.models import guard
from tpdesk.models.exported.engines import connect_duckdb, duck_text, duck_words
from tpdesk.models.exported.manifest import LINES, LinesFile, slug
from tpdesk.models.file_writing import move_into_place, unfinished

if TYPE_CHECKING:
    import duckdb

PART_LINES: Final = 1_000_000
"""Lines of a Parquet file: how many are in memory at a time, and what one worker of a cluster takes at once."""

_AT_A_TIME: Final = 50_000
"""Rows read from the desk at a time."""

_NUMBERS: Final = {
    "line_id": "id", "agency_id": "agency", "label_id": "coalesce(label, 0)", "amount_pence": "amount_pence",
    "came_pence": "CASE WHEN part_of IS NULL THEN coalesce(came_pence, amount_pence) ELSE 0 END",
    "is_edited": "came_pence IS NOT NULL OR part_of IS NOT NULL", "flow": "flow", "cost_type": "cost_type",
    "status": "status", "control": "control", "internal": "internal",
    "counterparty_id": "coalesce(CASE flow WHEN 1 THEN transfer_to ELSE transfer_from END, 0)",
    "outsider_id": "coalesce(outsider, 0)", "client_group_id": "coalesce(client_group, 0)",
    "activity_id": "coalesce(activity, 0)", "funding_stream_id": "coalesce(funding_stream, 0)",
    "grade": "coalesce(grade, 0)", "is_tagged": "id IN (SELECT line FROM spend_tag WHERE line IS NOT NULL)",
    "day": "coalesce(date, 0)", "supplier_id": "coalesce(supplier, 0)", "description_id": "coalesce(description, 0)",
    "sheet_id": "coalesce(batch_sheet, 0)", "file_row": "coalesce(row, 0)",
}  # fmt: skip
"""Column -> SQL of a number of a line, 0 for none."""

_CODES: Final = {"category": "SELECT code FROM category", "area": "SELECT code FROM area"}
"""Column that holds a text code -> all its codes: they go over as numbers too."""

_NAMES: Final = {
    "agency": ("agency", "name"), "counterparty": ("agency", "name"), "label": ("label", "text"),
    "outsider": ("outsider", "name"), "client_group": ("client_group", "name"), "activity": ("activity", "name"),
    "funding_stream": ("funding_stream", "name"), "supplier": ("supplier", "text"),
    "description": ("description", "text"),
}  # fmt: skip
"""Column -> table and column of the text that its number stands for."""

_PERSONAL: Final = ("supplier", "description")
"""Texts that may name a person."""

_PLAIN: Final = {
    "line_id": "BIGINT", "agency_id": "BIGINT", "agency": "", "label_id": "BIGINT", "label": "", "category": "",
    "amount_pence": "BIGINT", "came_pence": "BIGINT", "is_edited": "INTEGER", "flow": "INTEGER",
    "cost_type": "INTEGER", "status": "INTEGER", "control": "INTEGER", "internal": "INTEGER",
    "counterparty_id": "BIGINT", "counterparty": "", "outsider_id": "BIGINT", "outsider": "",
    "client_group_id": "BIGINT", "client_group": "", "activity_id": "BIGINT", "activity": "", "area": "",
    "funding_stream_id": "BIGINT", "funding_stream": "", "grade": "INTEGER", "is_tagged": "INTEGER",
    "supplier": "", "description": "", "sheet_id": "BIGINT", "file_row": "BIGINT",
}  # fmt: skip
"""Columns of a file behind place and year, in order, with the type of numbers."""

_NEVER_NONE: Final = frozenset(
    {"line_id", "agency_id", "amount_pence", "came_pence", "is_edited", "flow", "cost_type", "status", "control",
     "internal", "is_tagged"}
)  # fmt: skip
"""Numbers of which 0 is one."""


class LineWriter:
    """Writes the lines of one desk, place by place and year by year, into a folder."""

    def __init__(self, desk: sqlite3.Connection, folder: Path, key: str, stem: str, *, with_names: bool) -> None:
        self._desk, self._folder, self._key, self._stem, self._with_names = desk, folder, key, stem, with_names
        self._codes = {
            column: {code: n for n, (code,) in enumerate(desk.execute(sql), 1)} for column, sql in _CODES.items()
        }

    def write(self, totals: Iterable[tuple[int, str, int]], told: Callable[[int], None]) -> Iterator[LinesFile]:
        """Yield each file that is written of places (number and name) and years; `told` hears how many lines are done.
        Raises Locked, OSError, UsageProblem where DuckDB is not installed."""
        with closing(connect_duckdb()) as duck, duck_words():
            self._bring_names(duck)
            for place, name, year in totals:
                yield from self._write_year(duck, place, name, year, told)

    def _bring_names(self, duck: duckdb.DuckDBPyConnection) -> None:
        for column, (table, text) in _NAMES.items():
            wanted = self._with_names or column not in _PERSONAL
            rows = self._desk.execute(f"SELECT id, {text} FROM {table}").fetchall() if wanted else []
            self._put_names(duck, f"{column}_name", rows)
        for column, codes in self._codes.items():
            self._put_names(duck, f"{column}_name", [(number, code) for code, number in codes.items()])

    def _put_names(self, duck: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[int, str]]) -> None:
        import numpy as np

        ids, texts = zip(*rows, strict=True) if rows else ((), ())
        given = {"id": np.array(ids, dtype=np.int64), "text": np.array(texts, dtype=object)}
        duck.register("given", given)
        duck.execute(f"CREATE TABLE {table} (id BIGINT, text VARCHAR)")
        if rows:
            duck.execute(f"INSERT INTO {table} SELECT id, text FROM given")
        duck.unregister("given")

    def _write_year(
        self, duck: duckdb.DuckDBPyConnection, place: int, name: str, year: int, told: Callable[[int], None]
    ) -> Iterator[LinesFile]:
        folder = self._folder / LINES / f"place={slug(name)}" / f"year={year}"
        for made in (folder.parent.parent, folder.parent, folder):
            guard.private_folder(made)
        found = self._desk.execute(
            f"SELECT {', '.join(_NUMBERS.values())}, category, area FROM spend WHERE place = ? AND year = ? "
            "ORDER BY id",
            (place, year),
        )
        number, done = 1, self._take(duck, found)
        while done:
            target = folder / f"{self._stem}-{number}.parquet"
            self._write_file(duck, target, place, name, year)
            yield LinesFile(target.relative_to(self._folder).as_posix(), place, year, done, target.stat().st_size)
            told(done)
            number, done = number + 1, self._take(duck, found)

    def _take(self, duck: duckdb.DuckDBPyConnection, found: sqlite3.Cursor) -> int:
        """Put the next lines into the table `chunk` and return how many."""
        import numpy as np

        names = [*_NUMBERS, *_CODES]
        duck.execute(f"CREATE OR REPLACE TABLE chunk ({', '.join(f'{name} BIGINT' for name in names)})")
        done = 0
        while done < PART_LINES and (rows := found.fetchmany(_AT_A_TIME)):
            columns: list[Any] = list(zip(*rows, strict=True))
            for n, codes in enumerate(self._codes.values(), len(_NUMBERS)):
                columns[n] = [codes.get(code, 0) for code in columns[n]]
            duck.register(
                "given", {name: np.array(one, dtype=np.int64) for name, one in zip(names, columns, strict=True)}
            )
            duck.execute(f"INSERT INTO chunk SELECT {', '.join(names)} FROM given")
            duck.unregister("given")
            done += len(rows)
        return done

    def _write_file(self, duck: duckdb.DuckDBPyConnection, target: Path, place: int, name: str, year: int) -> None:
        asked = ", ".join(f"{_value(column, kind)} AS {column}" for column, kind in _PLAIN.items())
        joined = " ".join(
            f"LEFT JOIN {one}_name ON {one}_name.id = chunk.{_number_of(one)}" for one in (*_NAMES, *_CODES)
        )
        day = "CASE WHEN day = 0 THEN NULL ELSE make_date(day // 10000, day // 100 % 100, day % 100) END AS day"
        sql = (
            f"SELECT {duck_text(self._key)} AS desk, CAST({place} AS BIGINT) AS place_id, {duck_text(name)} AS place, "
            f"CAST({year} AS INTEGER) AS year, "
            f"{asked}, {day} FROM chunk {joined} ORDER BY line_id"
        )
        making = unfinished(target)
        try:
            guard.make_private_file(making)
            duck.execute(
                f"COPY ({sql}) TO {duck_text(str(making))} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)"
            )
            move_into_place(making, target)
        finally:
            making.unlink(missing_ok=True)


def _number_of(column: str) -> str:
    return column if column in _CODES else f"{column}_id"


def _value(column: str, kind: str) -> str:
    """Return the SQL of a column of a file."""
    if not kind:
        return f"{column}_name.text"
    plain = f"chunk.{column}" if column in _NEVER_NONE else f"nullif(chunk.{column}, 0)"
    return f"CAST({plain} AS {kind})"


def new_stem(key: str) -> str:
    """Return a stem for the files of one export that no earlier one has."""
    return f"{key}-{os.urandom(4).hex()}"
