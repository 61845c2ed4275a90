"""A profile: how a body's files are laid out, kept so that next month's file is read like this month's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

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
