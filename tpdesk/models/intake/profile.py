"""A profile: how a body's files are laid out, kept so that next month's file is read like this month's.

How the same body's last file with the same headings was read: its next one is read alike, whatever its
rows look like this month.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

from tpdesk.models.intake.columns import suits
from tpdesk.models.intake.looks import Look
from tpdesk.text import folded


@dataclass(frozen=True, slots=True)
class Profile:
    """The layout of a body's files, by the names of its columns."""

    name: str
    """What the user calls it."""

    headers: tuple[str, ...] = ()
    """The folded names of the file's columns, without the empty ones: the fingerprint."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Field to header, or `#n`; empty for a field that is left out."""

    unit: str | None = None
    """`pounds`, `thousands`, `millions` or `billions`; None leaves it to the recogniser."""

    date_order: str | None = None
    """`dmy`, `mdy` or `ymd`."""

    header_row: int | None = None
    """The file's row number of the header; 0 says that there is none."""

    delimiter: str | None = None
    """The CSV delimiter."""

    encoding: str | None = None
    """The CSV encoding."""

    flow: str | None = None
    """`expenditure` or `income`."""

    status: str | None = None
    """`actual`, `budget`, `estimate` or `apportioned`."""

    sign: int = 1
    """1 where spending is written positive, -1 where the file writes it negative."""


def fingerprint(headers: Sequence[str]) -> tuple[str, ...]:
    """Return the folded names of the columns that have one, in order."""
    return tuple(name for name in (folded(header) for header in headers) if name)


def profile_matches(profile: Profile, headers: Sequence[str]) -> bool:
    """Say whether a file with these headers is laid out as the profile says: the same named columns, in any order."""
    return bool(profile.headers) and sorted(profile.headers) == sorted(fingerprint(headers))


def to_json(profile: Profile) -> str:
    """Return the profile as JSON text with sorted keys."""
    return json.dumps(asdict(profile), ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Profile:
    """Return the profile that `to_json` wrote. Raises ValueError when the text is no profile."""
    try:
        data = json.loads(text)
        return Profile(**{**data, "headers": tuple(data.get("headers", ()))})
    except (TypeError, AttributeError, json.JSONDecodeError) as error:
        raise ValueError("this is no import profile") from error


_LOOKED_AT: Final = 24
"""Sheets of a body's last batches that are looked at."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The columns of an earlier sheet."""

    columns: Mapping[str, int]
    """Field to column index from 0."""

    batch: str
    """The batch in words."""


Find = Callable[[Sequence[str]], Earlier | None]
"""Returns the earlier sheet with the same headings, or None."""


def last_sheet(connection: sqlite3.Connection, agency: int | None, headers: Sequence[str]) -> Earlier | None:
    """Return the body's last sheet with the same headings in the same order;
    for None the last in which a column names the bodies."""
    wanted = _plain(headers)
    if not any(wanted):
        return None
    of_body = "" if agency is None else "WHERE batch.id IN (SELECT batch FROM batch_agency WHERE agency = ?)"
    found = connection.execute(
        f"SELECT batch.id, file, layout FROM batch_sheet JOIN batch ON batch.id = batch_sheet.batch {of_body} "
        "ORDER BY batch.id DESC, batch_sheet.id LIMIT ?",
        (*(() if agency is None else (agency,)), _LOOKED_AT),
    )
    for number, file, layout in found:
        kept = json.loads(layout)
        if _plain(kept["headers"]) == wanted and (agency is not None or "agency" in kept["columns"]):
            return Earlier(_indices(kept["columns"], kept["headers"]), f"batch {number} ({file})")
    return None


def columns_as_before(
    earlier: Earlier, looks: Sequence[Look], settled: Collection[str], never: Collection[int]
) -> dict[str, int]:
    """Return the columns of fields that are not `settled`, where their cells still suit them;
    `never` are columns that are chosen anew each time."""
    return {
        field: column
        for field, column in earlier.columns.items()
        if field not in settled
        and column not in never
        and column < len(looks)
        and looks[column].filled
        and suits(field, looks[column])
    }


def words_of_change(
    earlier: Earlier, headers: Sequence[str], before: Mapping[str, int], recognised: Mapping[str, int]
) -> list[str]:
    """Return in words which fields are read from other columns than would be recognised."""
    return [
        f"the {field} is read from {_named(headers, column)}, as in {earlier.batch}"
        + (f", not from {_named(headers, recognised[field])}" if field in recognised else "")
        for field, column in before.items()
        if recognised.get(field) != column
    ]


def _indices(columns: Mapping[str, str], headers: Sequence[str]) -> dict[str, int]:
    """Return field to column index of columns that are named as `Layout.name_of` names them."""
    return {
        field: headers.index(name) if name in headers else int(name.removeprefix("#")) - 1
        for field, name in columns.items()
    }


def _plain(headers: Sequence[str]) -> list[str]:
    """Return the folded headings without the empty ones at the end."""
    names = [folded(name) for name in headers]
    while names and not names[-1]:
        names.pop()
    return names


def _named(headers: Sequence[str], column: int) -> str:
    return f"'{headers[column]}'" if headers[column] else f"#{column + 1}"
