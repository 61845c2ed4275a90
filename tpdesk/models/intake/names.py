"""What the texts of a file's lines stand for on the desk: bodies, categories, areas, and texts that are stored once.

Lines that wait in a temporary table, a block of columns at a time, and how they go into the desk.
"""

from __future__ import annotations

import marshal
import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any, Final

from tpdesk.domain.codes import COST_TYPES, FLOWS, STATUSES
from tpdesk.domain.field_types import GSS, NAME_MOST
from tpdesk.domain.kinds import AGENCY_KIND
from tpdesk.models.agency import find_agency_id
from tpdesk.models.area import find_area, is_known_area
from tpdesk.models.intake.fields import KINDS
from tpdesk.models.intake.inserting import LineInserter, fixed_numbers
from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.lines import Settings
from tpdesk.models.place import know_area
from tpdesk.models.records import store
from tpdesk.text import folded

MEMO: Final = 100_000
"""Texts of one kind remembered at a time, so that memory stays flat whatever a file's length."""

WORD_TABLES: Final = tuple(f"{kind}_word" for kind in (*KINDS, "agency"))
"""Temporary tables of the words, each numbered as its texts came."""

_SOME: Final = 1_000
"""Words looked at at a time."""

_NAMED: Final = ("client_group", "activity", "funding_stream", "outsider")


class StoredNames:
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
        """Folded name of a body that this file brings to the desk -> its number:
        negative until it is one of the desk's."""

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

    def flush(self) -> Mapping[str, list[str]]:
        """Put the words of late down in the temporary tables, which number them as we do; return their texts by kind.
        Inside a transaction."""
        new = {kind: texts for kind, texts in self._new_words.items() if texts}
        for kind, texts in new.items():
            self._connection.executemany(f"INSERT INTO temp.{kind}_word (text) VALUES (?)", zip(texts))
            self._new_words[kind] = []
        return new

    def agency(self, name: str | None, *, make: bool = True) -> int | None:
        """Return the number of the body that a line names; None where it is unknown and not to be
        added, or its name is too long."""
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
            if known is None or not is_known_area(self._connection, known):
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
                f"SELECT {kind}.id FROM temp.{kind}_word AS word CROSS JOIN {kind} ON {kind}.text = word.text "
                "ORDER BY word.id"
            )
            found[kind] = _numbers(number for (number,) in ids)
        makers: dict[str, Callable[[str], int]] = {
            "agency": self._made_agency, "label": partial(self._made, "label", "text"),
            **{kind: partial(self._made, kind, "name") for kind in _NAMED}
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
        return store.add(self._connection, AGENCY_KIND, {"title": text})[0].id if agency is None else agency

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
        self.numbers: Final[Mapping[str, Sequence[Any]]] = {**ids, "area": areas}
        """Kind -> the numbers of its words (of an area: its code), behind what stands for no word."""

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


_WORDS: Final = (*KINDS, "agency")
_TRANSFERS: Final = ("transfer_to", "transfer_from", "outsider")


class Staged:
    """The lines of one sheet; those of a file share the table."""

    def __init__(
        self, connection: sqlite3.Connection, sheet: int, layout: Layout, settings: Settings, agency: int | None
    ) -> None:
        """`sheet` counts the file's sheets from 0; `agency` is the body of lines that name none."""
        self._connection, self._sheet = connection, sheet
        fixed: dict[str, object] = {
            "agency": agency, "year": settings.year, "label": 0, "category": None, "flow": FLOWS[settings.flow],
            "cost_type": COST_TYPES["unknown"],
            "status": STATUSES[settings.status], "control": 0, "internal": 0,
        }  # fmt: skip
        columns = {name for name in layout.columns if name not in ("amount", "year", *_TRANSFERS)}
        if settings.year is None:
            columns.add("year")
        if {"transfer_to", "transfer_from"} & set(layout.columns):
            columns.update(_TRANSFERS)
        self.fields: Final = ("row", "amount_pence", *sorted(columns))
        """Fields of a spend line that have a value of their own in each."""

        self.fixed: Final[Mapping[str, object]] = {name: value for name, value in fixed.items() if name not in columns}
        """Fields that have one value for all."""

        self.may_repeat = True
        """Whether any line may repeat another: False where somebody has looked."""

    def put(self, columns: Mapping[str, Sequence[Any]]) -> bytes:
        """Stage lines, field -> values; return them as they are staged. Inside a transaction."""
        # Only this process reads it again, and no other can: plain numbers need nothing safer, and nothing is as fast.
        block = marshal.dumps([columns[name] for name in self.fields], 2)
        self._connection.execute("INSERT INTO temp.staged VALUES (?, ?)", (self._sheet, block))
        return block

    def pence_of(self, days: Collection[int]) -> Mapping[int, int]:
        """Return what the lines of each of these days come to."""
        found = dict.fromkeys(days, 0)
        for columns in self.blocks():
            for day, pence in zip(columns["date"], columns["amount_pence"], strict=True):
                if day in found:
                    found[day] += pence
        return found

    def move(self, place: int, batch_sheet: int, settled: Settled) -> None:
        """Insert the lines into `spend` in their order."""
        fixed = fixed_numbers(self.fixed, place, batch_sheet)
        inserter = LineInserter(self._connection, fixed, self.fields)
        for columns in self._settled(settled):
            inserter.add(columns)
        inserter.finish()

    def _settled(self, settled: Settled) -> Iterator[list[Sequence[object]]]:
        """Yield the columns of each block, with the desk's numbers for words."""
        for columns in self.blocks():
            if settled.payees and "outsider" in columns:
                self._name_payees(columns, settled.payees)
            yield [settled.of(name, columns[name]) if name in _WORDS else columns[name] for name in self.fields]

    def blocks(self) -> Iterator[dict[str, Any]]:
        """Yield each block: field -> its column, in the words and numbers of `Names`."""
        # No statement stays open meanwhile: where the act fails, it would hold the table.
        numbers = self._connection.execute(
            "SELECT rowid FROM temp.staged WHERE sheet = ? ORDER BY rowid", (self._sheet,)
        ).fetchall()
        for number in numbers:
            block = self._connection.execute("SELECT block FROM temp.staged WHERE rowid = ?", number).fetchall()[0][0]
            yield dict(zip(self.fields, marshal.loads(block), strict=True))

    def _name_payees(self, columns: dict[str, Any], payees: Mapping[int, int]) -> None:
        """Let payments to a name that has become a body with this very file be payments to it."""
        columns |= {name: list(columns[name]) for name in _TRANSFERS}
        flows = columns.get("flow") or [self.fixed["flow"]] * len(columns["row"])
        for at, word in enumerate(columns["outsider"]):
            if word in payees:
                columns["transfer_to" if flows[at] == FLOWS["expenditure"] else "transfer_from"][at] = payees[word]
                columns["outsider"][at] = 0
