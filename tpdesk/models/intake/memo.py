"""Cells of one column, each read once while it keeps coming: a block's column becomes its values
without a step of Python a cell.

Texts and dates of cells, each read once while it keeps coming.

What cells of short lists say, and what is done with those that say nothing on them: coerced by a
rule, or the row rejected.

The rows of a block that are read by columns: which they are, and what their cells come to so far.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from itertools import compress
from typing import Any, Final

from tpdesk.domain.dates import MONTH_ONLY, DateRead, names_month, read_date
from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.fields import (
    Cell,
    cofog_of,
    control_of,
    cost_type_of,
    flow_of,
    grade_of,
    internal_of,
    status_of,
)
from tpdesk.models.intake.layout import Layout
from tpdesk.text import clean

TURNED: Final = "day and month turned round, as asked"
"""The rule by which a date of `turned` is read."""

MEMO: Final = 50_000
"""Cells of one kind remembered at a time, so that memory stays flat whatever a file's length."""

_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Texts:
    """Cleaned texts, each made once while it keeps coming."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str | None, tuple[str, ...]]] = {}

    def read(self, cell: Cell) -> tuple[str | None, tuple[str, ...]]:
        """Return the clean text of a cell, None where it is blank, and the rules it was cleaned by."""
        text = cell if type(cell) is str else cell_text(cell)
        found = self._seen.get(text)
        if found is None:
            if len(self._seen) >= MEMO:
                self._seen.clear()
            found = self._seen[text] = _cleaned(text)
        return found


class Dates:
    """Dates of cells, written in one order."""

    def __init__(self, order: str, turned: Container[int] = ()) -> None:
        """`turned` are the days (yyyymmdd), as read, whose day and month are turned round;
        dates with the month as a word never are."""
        self._order, self._turned = order, turned
        self._seen: dict[Cell, DateRead] = {}
        self.clear: set[int] = set()
        """Days whose month was written as a word."""

    def read(self, cell: Cell) -> DateRead:
        """Return what a cell says about when."""
        key = cell if type(cell) is not bool else None
        found = self._seen.get(key)
        if found is None:
            if len(self._seen) >= MEMO:
                self._seen.clear()
            found = self._seen[key] = self._read(cell)
        return found

    def _read(self, cell: Cell) -> DateRead:
        found = read_date(cell, self._order)
        if found.iso is None:
            return found
        day = int(found.iso.replace("-", ""))
        if MONTH_ONLY in found.rules or (type(cell) is str and names_month(cell)):
            self.clear.add(day)
        elif day in self._turned:
            year, month, number = found.iso.split("-")
            return DateRead(f"{year}-{number}-{month}", int(year) - (int(number) < 4), (*found.rules, TURNED))
        return found


def _cleaned(text: str) -> tuple[str | None, tuple[str, ...]]:
    rules: list[str] = []
    kept = clean(text)
    if _CONTROLS.search(text):
        rules.append("control characters removed")
    if "`" in kept:
        kept = kept.replace("`", "'")
        rules.append("back-tick for apostrophe")
    return kept or None, tuple(rules)


class BadRow(Exception):
    """A row that is to be rejected."""

    def __init__(self, field: str, rule: str, value: Cell, message: str) -> None:
        super().__init__(message)
        self.field, self.rule, self.value = field, rule, value


class Coerced(Exception):
    """A cell that was read by a rule."""

    def __init__(self, value: object, rule: str) -> None:
        super().__init__(rule)
        self.value, self.rule = value, rule


class Verdicts:
    """Reads the cells of short lists. Each reader returns a value, or raises Coerced or BadRow."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.readers: dict[str, Callable[[str], object]] = {
            "cost_type": self._cost_type, "flow": self._flow, "status": self._status, "control": self._control,
            "grade": self._grade,
            "internal": self._internal, "category": self._category,
        }  # fmt: skip
        """Field to the reader of its cells."""

    def _cost_type(self, text: str) -> object:
        found = cost_type_of(text)
        if found is None:
            if "cost_type" in self._layout.mapped and text.casefold() != "unknown":
                raise BadRow("cost_type", "unknown cost type", text, f"'{text}' is neither revenue nor capital.")
            raise Coerced("unknown", "cost type not said")
        return found

    def _flow(self, text: str) -> object:
        return self._chosen("flow", flow_of(text), text, "neither expenditure nor income")

    def _status(self, text: str) -> object:
        return self._chosen("status", status_of(text), text, "none of actual, budget, estimate, apportioned")

    def _control(self, text: str) -> object:
        return self._chosen("control", control_of(text), text, "none of local, influenced, national")

    def _grade(self, text: str) -> object:
        found = grade_of(text)
        if found is None:
            raise BadRow(
                "grade", "unreadable grade", text, f"'{text}' is no grade of confidence; it is a number from 1 to 6."
            )
        return found

    def _internal(self, text: str) -> object:
        found = internal_of(text)
        if found is None:
            raise Coerced(False, "internal neither yes nor no")
        return found

    def _category(self, text: str) -> object:
        code, changed = cofog_of(text)
        if code is None:
            if "category" in self._layout.mapped:
                # The desk may know a scheme of its own: it is asked, and rejects what it does not know.
                return text
            raise Coerced(None, "category that is no COFOG code")
        if changed:
            raise Coerced(code, "category code taken from its text")
        return code

    def _chosen(self, field: str, found: str | None, text: str, none: str) -> str:
        if found is None:
            raise BadRow(field, f"unknown {field}", text, f"'{text}' is {none}.")
        return found


ODD: Final = object()
"""The value of a cell that needs its whole row to be judged."""

Read = Callable[[Cell], tuple[object, tuple[str, ...]]]
"""Returns a cell's value, or ODD, and the rules that it was read by. May raise BadRow, which is ODD too."""


class Memo(dict[Cell, object]):
    """Cell -> value, filled as cells are asked for."""

    def __init__(self, read: Read, notice: Callable[[Cell], bool] | None = None) -> None:
        """`notice` says of a cell whether its rows are to be counted (`noticed`)."""
        self._read, self._notice = read, notice
        self._rules: dict[Cell, tuple[str, ...]] = {}
        self._noticed: set[Cell] = set()
        self._has_odd = False

    def __missing__(self, cell: Cell) -> object:
        try:
            value, rules = self._read(cell)
        except BadRow:
            value, rules = ODD, ()
        if value is ODD:
            self._has_odd = True
        elif rules:
            self._rules[cell] = rules
        if self._notice is not None and self._notice(cell):
            self._noticed.add(cell)
        self[cell] = value
        return value

    def values_of(self, cells: Sequence[Cell]) -> list[object]:
        """Return the value of each cell of a block's column."""
        if len(self) >= MEMO:
            # Between two blocks only: the rules of a block's cells are counted after its values are known.
            self.clear()
            self._rules.clear()
            self._noticed.clear()
            self._has_odd = False
        return list(map(self.__getitem__, cells))

    def odd(self, values: list[object]) -> set[int]:
        """Return which of the values are ODD, counted from 0."""
        return {at for at, value in enumerate(values) if value is ODD} if self._has_odd and ODD in values else set()

    def count_rules(self, cells: Sequence[Cell], counts: Counter[str]) -> None:
        """Count the rules that these cells, all of the latest block, were read by."""
        if self._rules:
            for rules in filter(None, map(self._rules.get, cells)):
                counts.update(rules)

    def noticed(self, cells: Iterable[Cell]) -> int:
        """Return of how many of these cells, all of the latest block, `notice` said yes."""
        return sum(map(self._noticed.__contains__, cells)) if self._noticed else 0


class Kept:
    """The rows of a block that are still to be read by columns."""

    def __init__(
        self,
        ats: Sequence[int],
        cells: Sequence[Sequence[Cell]],
        pence: list[int],
        years: list[int | None],
        values: dict[str, list[object]],
    ) -> None:
        self.ats, self.cells, self.pence, self.years, self.values = ats, cells, pence, years, values
        self.picked: Sequence[int] = range(len(ats))
        """Which of the first candidates they are, counted from 0."""

    def leave_out(self, odd: set[int]) -> None:
        """Leave the rows `odd`, counted from 0 among these, to the reader of rows."""
        if odd:
            mask = [at not in odd for at in range(len(self.ats))]
            self._each(lambda column: list(compress(column, mask)))

    def cut(self, upto: int) -> None:
        """Leave all rows from `upto` on out."""
        self._each(lambda column: column[:upto])

    def _each(self, change: Callable[[Sequence[Any]], Any]) -> None:
        self.ats, self.picked, self.pence, self.years = map(change, (self.ats, self.picked, self.pence, self.years))
        self.cells = [change(column) for column in self.cells]
        self.values = {field: change(column) for field, column in self.values.items()}
