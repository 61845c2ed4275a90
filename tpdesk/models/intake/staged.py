"""Lines that wait in a temporary table, a block of columns at a time, and how they go into the desk."""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final

from tpdesk.domain.codes import COST_TYPES, FLOWS, STATUSES
from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.lines import Settings
from tpdesk.models.intake.names import KINDS, Settled

_WORDS: Final = (*KINDS, "agency")
_TRANSFERS: Final = ("transfer_to", "transfer_from", "outsider")
_AT_ONCE: Final = 500
"""Rows that one INSERT takes: most of what a row costs by itself is the statement around it."""


class Staged:
    """The lines of one sheet; those of a file share the table."""

    def __init__(
        self, connection: sqlite3.Connection, sheet: int, layout: Layout, settings: Settings, agency: int | None
    ) -> None:
        """`sheet` counts the file's sheets from 0; `agency` is the body of lines that name none."""
        self._connection, self._sheet = connection, sheet
        fixed: dict[str, object] = {
            "agency": agency, "year": settings.year, "label": 0, "category": None, "flow": FLOWS[settings.flow], "cost_type": COST_TYPES["unknown"],
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

    def put(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Stage lines, field -> values. Inside a transaction."""
        # Only this process reads it again, and no other can: plain numbers need nothing safer, and nothing is as fast.
        block = marshal.dumps([columns[name] for name in self.fields], 2)
        self._connection.execute("INSERT INTO temp.staged VALUES (?, ?)", (self._sheet, block))

    def pence_of(self, days: Collection[int]) -> Mapping[int, int]:
        """Return what the lines of each of these days come to."""
        found = dict.fromkeys(days, 0)
        for columns in self._blocks():
            for day, pence in zip(columns["date"], columns["amount_pence"], strict=True):
                if day in found:
                    found[day] += pence
        return found

    def move(self, place: int, batch_sheet: int, settled: Settled) -> None:
        """Insert the lines into `spend` in their order."""
        fields = {"place": place, "batch_sheet": batch_sheet, **self.fixed}
        fixed = {
            name: value for name, value in fields.items() if value is not None and not (name == "label" and value == 0)
        }
        names = ", ".join((*fixed, *self.fields))
        row = f"({', '.join((*(str(value) for value in fixed.values()), *'?' * len(self.fields)))})"
        most = min(_AT_ONCE, self._connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // len(self.fields))
        rows = chain.from_iterable(zip(*columns, strict=True) for columns in self._settled(settled))
        insert = ""
        while values := list(chain.from_iterable(islice(rows, most))):
            if not insert or len(values) < most * len(self.fields):
                insert = f"INSERT INTO spend ({names}) VALUES {', '.join([row] * (len(values) // len(self.fields)))}"
            self._connection.execute(insert, values)

    def _settled(self, settled: Settled) -> Iterator[list[Sequence[object]]]:
        """Yield the columns of each block, with the desk's numbers for words."""
        for columns in self._blocks():
            if settled.payees and "outsider" in columns:
                self._name_payees(columns, settled.payees)
            yield [settled.of(name, columns[name]) if name in _WORDS else columns[name] for name in self.fields]

    def _blocks(self) -> Iterator[dict[str, Any]]:
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
