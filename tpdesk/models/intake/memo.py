"""Cells of one column, each read once while it keeps coming: a block's column becomes its values without a step of Python a cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.texts import MEMO
from tpdesk.models.intake.verdicts import BadRow

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
