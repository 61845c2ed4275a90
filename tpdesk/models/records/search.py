"""Records found by the words that they hold: full text search by SQLite's FTS5, or word by word where the build of
SQLite has none.

Both see the same words (folded, without accents), and find the same records; only their order may differ.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.record_kind import Record
from tpdesk.errors import UsageProblem
from tpdesk.text import words_of

_WORD: Final = re.compile(r"[^\W_]+")
_TITLE_WEIGHT: Final = 4
"""How many words elsewhere one in the title is worth."""

_AROUND: Final = 60
"""Characters of an excerpt before and after the word."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that holds what was searched for."""

    record: Record
    fields: tuple[str, ...]
    """The titles of the fields that hold a word of it."""

    excerpt: str
    """Where the first of them stands, with what is around it."""


@dataclass(frozen=True, slots=True)
class WordSearch:
    """What a search found, the best first."""

    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    holds_all: bool
    """Whether each record holds all the words; else none does, and each holds some."""

    is_full_text: bool
    """Whether SQLite's full text search found them, or a comparison word by word."""


def has_full_text() -> bool:
    """Say whether this build of SQLite has FTS5."""
    with closing(sqlite3.connect(":memory:")) as connection:
        return _make_index(connection)


def search_records(records: Sequence[Record], text: str) -> WordSearch:
    """Return the records that hold each word of a text, or begin with it somewhere; where none does, those that hold
    some. Private fields are not looked at. Raises UsageProblem where the text has no word."""
    wanted = tuple(dict.fromkeys(words_of(text)))
    if not wanted:
        raise UsageProblem("Say which words to find, for example housing assessment.")
    held = {one.id: (words_of(one.title), words_of(" ".join(_texts(one).values()))) for one in records}
    by_id = {one.id: one for one in records}
    with closing(sqlite3.connect(":memory:")) as connection:
        is_full_text = _make_index(connection)
        if is_full_text:
            _fill_index(connection, held)
        holds_all = _found(connection, held, wanted, is_full_text=is_full_text, every=True)
        found = holds_all or _found(connection, held, wanted, is_full_text=is_full_text, every=False)
    hits = tuple(_hit(by_id[number], wanted) for number in found)
    return WordSearch(wanted, hits, bool(holds_all), is_full_text)


_Held = dict[int, tuple[list[str], list[str]]]
"""Number of a record -> the words of its title, and all its words."""


def _make_index(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("CREATE VIRTUAL TABLE held USING fts5 (title, body)")
    except sqlite3.OperationalError:
        return False
    return True


def _fill_index(connection: sqlite3.Connection, held: _Held) -> None:
    connection.executemany(
        "INSERT INTO held (rowid, title, body) VALUES (?, ?, ?)",
        [(number, " ".join(title), " ".join(body)) for number, (title, body) in held.items()],
    )


def _found(
    connection: sqlite3.Connection, held: _Held, wanted: Sequence[str], *, is_full_text: bool, every: bool
) -> list[int]:
    """Return the numbers of the records that hold every word, or any; the best first."""
    return _indexed(connection, wanted, every=every) if is_full_text else _compared(held, wanted, every=every)


def _indexed(connection: sqlite3.Connection, wanted: Sequence[str], *, every: bool) -> list[int]:
    query = (" AND " if every else " OR ").join(f'"{word}"*' for word in wanted)
    rows = connection.execute(
        f"SELECT rowid FROM held WHERE held MATCH ? ORDER BY bm25(held, {_TITLE_WEIGHT}.0, 1.0), rowid", (query,)
    )
    return [number for (number,) in rows]


def _compared(held: _Held, wanted: Sequence[str], *, every: bool) -> list[int]:
    found = []
    for number, (title, body) in held.items():
        times = [sum(word.startswith(one) for word in body) for one in wanted]
        if all(times) if every else any(times):
            worth = sum(times) + _TITLE_WEIGHT * sum(word.startswith(one) for word in title for one in wanted)
            found.append((-worth, number))
    return [number for _, number in sorted(found)]


def _texts(record: Record) -> dict[str, str]:
    """Return the title of a field -> what it says, of all that are not private."""
    return {
        field.title: text
        for field in record.kind.fields
        if not field.private and (text := field.show(record.values[field.name]))
    }


def _hit(record: Record, wanted: Sequence[str]) -> Hit:
    holding = {title: text for title, text in _texts(record).items() if _holds(text, wanted)}
    longest = max(holding.values(), key=len, default="")
    return Hit(record, tuple(holding), _excerpt(longest, wanted))


def _holds(text: str, wanted: Sequence[str]) -> bool:
    """Say whether a word of a text begins with one of those that are wanted."""
    return any(word.startswith(tuple(wanted)) for word in words_of(text))


def _excerpt(text: str, wanted: Sequence[str]) -> str:
    plain = " ".join(text.split())
    at = next((match.start() for match in _WORD.finditer(plain) if _holds(match[0], wanted)), 0)
    start, end = max(at - _AROUND, 0), at + _AROUND
    return f"{'... ' if start else ''}{plain[start:end].strip()}{' ...' if end < len(plain) else ''}"
