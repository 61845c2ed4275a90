"""What the texts of a file's lines stand for on the desk: bodies, categories, areas, and texts that are stored once."""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Final

from tpdesk.models.agency import add_agency, find_agency_id
from tpdesk.models.area import find_area
from tpdesk.models.place import GSS, NAME_MOST, know_area
from tpdesk.text import folded

MEMO: Final = 100_000
"""Texts of one kind remembered at a time, so that memory stays flat whatever a file's length."""

KINDS: Final = ("label", "supplier", "description", "client_group", "activity", "funding_stream", "outsider", "area")
"""Texts of a line that stand in tables of their own: while a file is read each is a number from 1, its word; 0 where the line has none."""

WORD_TABLES: Final = tuple(f"{kind}_word" for kind in (*KINDS, "agency"))
"""Temporary tables of the words, each numbered as its texts came."""

_SOME: Final = 1_000
"""Words looked at at a time."""

_NAMED: Final = ("client_group", "activity", "funding_stream", "outsider")


class Names:
    """The words of one file, numbered as they come. The desk is only read until `settle`."""

    def __init__(self, connection: sqlite3.Connection, *, default_agency: int | None, add_agencies: bool) -> None:
        self._connection = connection
        self._add_agencies = add_agencies
        self._memos: dict[str, dict[str, int]] = {kind: {} for kind in (*KINDS, "agency")}
        self._last = dict.fromkeys(self._memos, 0)
        self._new_words: dict[str, list[str]] = {kind: [] for kind in self._memos}
        self._agencies: dict[str, int | None] = {}
        self._categories: dict[str, str | None] = {}
        self._areas: dict[str, str] = {}
        self.unknown_areas: list[str] = []
        """What was named as an area and is none that the desk knows."""
        self.new_agencies: dict[str, int] = {}
        """Folded name of a body that this file brings to the desk -> its number: negative until it is one of the desk's."""

        self.default_agency = default_agency
        """The body of the lines that name none."""

        for table in WORD_TABLES:
            connection.execute(f"CREATE TEMP TABLE {table} (id INTEGER PRIMARY KEY, text TEXT)")

    def word(self, kind: str, text: str | None) -> int:
        """Return the word of a text; 0 for None."""
        if text is None:
            return 0
        memo = self._memos[kind]
        found = memo.get(text)
        if found is None:
            if len(memo) >= MEMO:
                memo.clear()
            found = memo[text] = self._last[kind] = self._last[kind] + 1
            self._new_words[kind].append(text)
        return found

    def flush(self) -> None:
        """Put the words of late down in the temporary tables, which number them as we do. Inside a transaction."""
        for kind, texts in self._new_words.items():
            if texts:
                self._connection.executemany(f"INSERT INTO temp.{kind}_word (text) VALUES (?)", zip(texts))
                texts.clear()

    def agency(self, name: str | None, *, make: bool = True) -> int | None:
        """Return the number of the body that a line names; None where it is unknown and not to be added, or its name is too long."""
        if name is None:
            return self.default_agency
        found = self._agencies.get(name, 0)
        if found == 0:
            found = find_agency_id(self._connection, name)
            if found is None and make and self._add_agencies and len(name) <= NAME_MOST:
                found = self.new_agencies.setdefault(folded(name), -self.word("agency", name))
            if found is not None or make:
                self._agencies[name] = found
        return found

    def forget_outsiders(self, outsiders: Counter[str]) -> None:
        """Take out of the names of no body those that this file makes bodies of."""
        for name in [name for name in outsiders if folded(name) in self.new_agencies]:
            del outsiders[name]

    def category(self, text: str) -> str | None:
        """Return the code of the desk's category that a cell names, or None."""
        # Few files name categories, and what figures are made of comes with it.
        from tpdesk.models.category import normal_code

        if text not in self._categories:
            code = normal_code(text)
            known = self._connection.execute("SELECT code FROM category WHERE code = ?", (code,)).fetchone()
            self._categories[text] = known[0] if known else None
        return self._categories[text]

    def area(self, text: str | None) -> int:
        """Return the word of the area that a cell names; 0 for None."""
        if text is None:
            return 0
        if text not in self._areas:
            known = find_area(self._connection, text)
            self._areas[text] = known or (text.upper() if GSS.match(text.upper()) else text[:80])
            if known is None:
                self.unknown_areas.append(self._areas[text])
        return self.word("area", self._areas[text])

    def take_unknown_areas(self) -> list[str]:
        """Return the areas named since the last time that the desk does not know, each once."""
        found, self.unknown_areas = list(dict.fromkeys(self.unknown_areas)), []
        return found

    def settle(self) -> Settled:
        """Give every word its number in the desk, making what is new. Inside `Desk.writing()`."""
        connection = self._connection
        found: dict[str, array[int]] = {}
        for kind in ("supplier", "description"):
            connection.execute(f"INSERT OR IGNORE INTO {kind} (text) SELECT text FROM temp.{kind}_word ORDER BY id")
            ids = connection.execute(
                f"SELECT {kind}.id FROM temp.{kind}_word AS word CROSS JOIN {kind} ON {kind}.text = word.text ORDER BY word.id"
            )
            found[kind] = _numbers(number for (number,) in ids)
        makers: dict[str, Callable[[str], int]] = {
            "agency": self._made_agency, "label": partial(self._made, "label", "text"), **{kind: partial(self._made, kind, "name") for kind in _NAMED}
        }  # fmt: skip
        for kind, maker in makers.items():
            found[kind] = _numbers(map(maker, self._words(kind)))
        payees = [find_agency_id(connection, text) for text in self._words("outsider")] if self.new_agencies else []
        return Settled(
            found,
            [None, *(know_area(connection, text) for text in self._words("area"))],
            {word: agency for word, agency in enumerate(payees, 1) if agency is not None},
        )

    def _words(self, kind: str) -> Iterator[str]:
        # No statement stays open meanwhile: where the act fails, it would hold the table.
        some = f"SELECT text FROM temp.{kind}_word WHERE id > ? ORDER BY id LIMIT ?"
        after = 0
        while texts := self._connection.execute(some, (after, _SOME)).fetchall():
            yield from (text for (text,) in texts)
            after += _SOME

    def _made_agency(self, text: str) -> int:
        agency = find_agency_id(self._connection, text)
        return add_agency(self._connection, text) if agency is None else agency

    def _made(self, table: str, column: str, text: str) -> int:
        """Return the number of a text in its table. Labels are told apart by capitals, names are not."""
        key = column if column == "text" else "folded"
        self._connection.execute(
            f"INSERT OR IGNORE INTO {table} ({column}, folded) VALUES (?, ?)", (text, folded(text))
        )
        wanted = text if key == "text" else folded(text)
        return int(self._connection.execute(f"SELECT id FROM {table} WHERE {key} = ?", (wanted,)).fetchone()[0])


class Settled:
    """The desk's numbers for the words of a file."""

    def __init__(self, ids: Mapping[str, array[int]], areas: Sequence[str | None], payees: Mapping[int, int]) -> None:
        self._ids, self._areas = ids, areas
        self._bodies = _Bodies(ids["agency"])
        self.payees = payees
        """Word of a name that was paid, or pays -> the body that this very file has made of it."""

    def of(self, field: str, words: Sequence[int]) -> Sequence[object]:
        """Return what stands in the field `field` of a line for each of these words."""
        if field == "area":
            return list(map(self._areas.__getitem__, words))
        if field == "agency":
            return list(map(self._bodies.__getitem__, words))
        found = map(self._ids[field].__getitem__, words)
        return [number or None for number in found] if not all(words) else list(found)

    def agency(self, number: int) -> int:
        """Return the desk's number of a body of the file's."""
        return self._bodies[number]

    def counterparty(self, number: int) -> int:
        """Return the desk's number of who gets money on: of a body, or, below 0, of the word of a name; 0 for none."""
        return self.payees.get(-number, 0) if number < 0 else number


class _Bodies(dict[int, int]):
    """A body's number in a file -> its number in the desk: below 0 it is a word."""

    def __init__(self, ids: Sequence[int]) -> None:
        super().__init__({-word: number for word, number in enumerate(ids) if word})

    def __missing__(self, number: int) -> int:
        self[number] = number
        return number


def _numbers(found: Iterable[int]) -> array[int]:
    """Return numbers behind a 0, which stands for no word."""
    return array("q", chain((0,), found))
