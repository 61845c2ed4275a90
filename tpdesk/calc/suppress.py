"""Small numbers hidden in a table of counts, with as many others as it takes that none can be worked out.
docs/method.md, Small numbers.

Which numbers of people of deep dives, and counts by area, are not printed, so that no small one can be worked out.
docs/method.md, Small numbers.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from typing import Final, TypeAlias, TypeVar

SMALL: Final = 10
"""Numbers from 1 to one below this are small, unless the desk says otherwise. Nought is not: it tells of nobody."""

K = TypeVar("K", bound=Hashable)
T = TypeVar("T", bound=Hashable)

Cell = tuple[int, int]
"""Row and column, from 0; the row and the column behind the last ones hold the totals."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Which cells of a table of counts are not printed."""

    rows: int
    columns: int
    hidden: frozenset[Cell]
    """All of them: the small ones, and those that would give them away."""

    small: frozenset[Cell]
    """Those that are hidden for being small."""

    def hides(self, row: int, column: int) -> bool:
        """Say whether a cell of the table itself is hidden."""
        return (row, column) in self.hidden

    def hides_row_total(self, row: int) -> bool:
        """Say whether the total of a row is hidden."""
        return (row, self.columns) in self.hidden

    def hides_column_total(self, column: int) -> bool:
        """Say whether the total of a column is hidden."""
        return (self.rows, column) in self.hidden

    @property
    def hides_total(self) -> bool:
        """Whether the grand total is hidden."""
        return (self.rows, self.columns) in self.hidden


def is_small(number: int | None, threshold: int = SMALL) -> bool:
    """Say whether a number is small: above nought and below the threshold."""
    return number is not None and 0 < number < threshold


def suppress(counts: Sequence[Sequence[int]], threshold: int = SMALL) -> Suppressed:
    """Return what to hide of a table of counts, rows of equal length, printed with the totals of
    its rows and columns. Pure.

    Whoever knows all that is printed, and that every number is whole and not below nought, finds at least two tables
    for each hidden cell that differ in it. Small totals are hidden like cells. Raises ValueError for a count below
    nought or rows of unlike length.
    """
    if not counts or not counts[0]:
        return Suppressed(len(counts), 0, frozenset(), frozenset())
    if any(len(row) != len(counts[0]) for row in counts) or any(count < 0 for row in counts for count in row):
        raise ValueError("a table of counts has rows of one length and no number below nought")
    table = _with_totals(counts)
    small = frozenset(cell for cell, count in table.items() if is_small(count, threshold))
    hidden = set(small)
    net = _Net(table, len(counts), len(counts[0]))
    for cell in sorted(small):
        if not net.free(cell, hidden):
            hidden |= net.cover(cell, hidden)
    return Suppressed(len(counts), len(counts[0]), frozenset(hidden), small)


def suppress_list(counts: Sequence[int], threshold: int = SMALL) -> Suppressed:
    """Return what to hide of a list of counts printed with its sum:
    column 0 of the result, its total `hides_column_total(0)`."""
    return suppress([[count] for count in counts], threshold)


def _with_totals(counts: Sequence[Sequence[int]]) -> dict[Cell, int]:
    rows = [[*row, sum(row)] for row in counts]
    rows.append([sum(column) for column in zip(*rows, strict=True)])
    return {(n, m): count for n, row in enumerate(rows) for m, count in enumerate(row)}


class _Net:
    """The table as a net of rows and columns, in which every other table with the same printed
    cells is a ring of moves.

    A move adds 1 to a cell or takes 1 off it. Totals carry the other sign, so that each row and column
    adds up to nought, and a ring of moves that goes from rows to columns by adding and back by taking
    off leaves every sum as it is.
    """

    def __init__(self, table: Mapping[Cell, int], rows: int, columns: int) -> None:
        self._table = table
        self._rows = rows
        self._columns = columns

    def _margin(self, cell: Cell) -> bool:
        return (cell[0] == self._rows) != (cell[1] == self._columns)

    def _moves(self, node: tuple[str, int], barred: Cell) -> list[tuple[tuple[str, int], Cell]]:
        """Return (node, cell) that one move leads to: from a row by adding in the net's own sign,
        from a column by taking off."""
        side, n = node
        found: list[tuple[tuple[str, int], Cell]] = []
        if side == "row":
            cells = [(n, m) for m in range(self._columns + 1)]
            found = [(("column", cell[1]), cell) for cell in cells if not self._margin(cell) or self._table[cell] > 0]
        else:
            cells = [(m, n) for m in range(self._rows + 1)]
            found = [(("row", cell[0]), cell) for cell in cells if self._margin(cell) or self._table[cell] > 0]
        return [(there, cell) for there, cell in found if cell != barred]

    def _ring(self, cell: Cell, hidden: set[Cell], *, only_hidden: bool) -> set[Cell] | None:
        """Return the cells of the cheapest ring that moves `cell`, or None:
        hidden ones cost nothing, others what would be lost by hiding them."""
        start, end = (("row", cell[0]), ("column", cell[1]))
        if self._margin(cell):
            # A total goes up by taking off in the net's sign: the ring runs the other way.
            start, end = end, start
        costs = {end: (0, 0)}
        came: dict[tuple[str, int], tuple[tuple[str, int], Cell]] = {}
        queue = [((0, 0), end)]
        while queue:
            cost, node = heappop(queue)
            if node == start:
                return self._walked(came, start, end) | {cell}
            if cost > costs[node]:
                continue
            for there, by in self._moves(node, cell):
                if by not in hidden and only_hidden:
                    continue
                loss = (0, 0) if by in hidden else (self._loss(by), 1)
                so_far = (cost[0] + loss[0], cost[1] + loss[1])
                if there not in costs or so_far < costs[there]:
                    costs[there] = so_far
                    came[there] = (node, by)
                    heappush(queue, (so_far, there))
        return None

    def _loss(self, cell: Cell) -> int:
        """Return how much is lost with a cell: its own number, and totals only where nothing else will do."""
        whole = self._table[self._rows, self._columns] + 1
        totals = (cell[0] == self._rows) + (cell[1] == self._columns)
        return self._table[cell] + totals * whole * len(self._table)

    @staticmethod
    def _walked(
        came: Mapping[tuple[str, int], tuple[tuple[str, int], Cell]], start: tuple[str, int], end: tuple[str, int]
    ) -> set[Cell]:
        cells, node = set(), start
        while node != end:
            node, by = came[node]
            cells.add(by)
        return cells

    def free(self, cell: Cell, hidden: set[Cell]) -> bool:
        """Say whether another table with the same printed cells has a larger number there."""
        return self._ring(cell, hidden, only_hidden=True) is not None

    def cover(self, cell: Cell, hidden: set[Cell]) -> set[Cell]:
        """Return the cells to hide for a hidden cell to be free."""
        # There is always one: over the totals of its row and its column, and the sum of all.
        return self._ring(cell, hidden, only_hidden=False) or {cell}


@dataclass(frozen=True, slots=True)
class Cohort:
    """The number of people of one deep dive."""

    title: str
    parent: str
    """Title of the deep dive that it is a sub-theme of, or empty."""

    people: int | None
    """None if not known."""


def hidden_cohorts(cohorts: Sequence[Cohort], threshold: int) -> frozenset[str]:
    """Return the titles whose number is not printed: small ones, and others that would give them away. Pure.

    Sub-themes that make up the whole of their deep dive are a list with its sum. A sub-theme may be such a whole
    itself: what one list hides beside a small number is no help where another list tells it. A small one among
    sub-themes that do not make up the whole is not worked out from them.
    """
    people = {one.title: one.people for one in cohorts if one.people is not None}
    hidden = {title for title, number in people.items() if is_small(number, threshold)}
    small, families = frozenset(hidden), _families(cohorts)
    for whole, parts in families.items():
        found = suppress_list([people[part] for part in parts], threshold)
        hidden |= {part for n, part in enumerate(parts) if found.hides(n, 0)}
        if found.hides_column_total(0):
            hidden.add(whole)
    while told := _told(families, people.keys() - hidden, small):
        # Nobody in it last, for that leaves no room upwards; and a whole after its parts.
        hidden.add(min(told, key=lambda title: (people[title] == 0, title in families, people[title], title)))
    return frozenset(hidden)


def _families(cohorts: Sequence[Cohort]) -> dict[str, tuple[str, ...]]:
    """Return whole -> its two or more sub-themes, where their known numbers add up to its own."""
    found = {}
    for whole in cohorts:
        parts = [one for one in cohorts if one.parent == whole.title and one.title != whole.title]
        counts = [part.people for part in parts if part.people is not None]
        if len(parts) == len(counts) > 1 and sum(counts) == whole.people:
            found[whole.title] = tuple(part.title for part in parts)
    return found


def _told(
    families: Mapping[str, tuple[str, ...]], printed: frozenset[str] | set[str], small: frozenset[str]
) -> set[str]:
    """Return the printed numbers from which one of the small ones is worked out, list by list;
    none where none can be."""
    by = {title: {title} for title in printed}
    found = True
    while found:
        found = False
        for whole, parts in families.items():
            unknown = [title for title in (whole, *parts) if title not in by]
            if len(unknown) == 1:
                by[unknown[0]] = {title for one in (whole, *parts) if one in by for title in by[one]}
                found = True
                if unknown[0] in small:
                    return by[unknown[0]]
    return set()


AreaCell: TypeAlias = tuple[frozenset[str], int]
"""The smallest areas that a count is of, and the count."""


def hidden_areas(counts: Mapping[K, AreaCell], threshold: int = SMALL) -> frozenset[K]:
    """Return the counts that are not printed of areas that lie in one another or overlap: small ones, and others that
    would give them away. Pure.

    A small count is given away where the printed areas, added and taken off in whichever way, make up its area. Then
    the least of them is hidden too, zero and the widest area last.
    """
    small = [key for key, (_, count) in counts.items() if is_small(count, threshold)]
    hidden = set(small)
    for key in small:
        while told := _made_up_of(counts[key][0], {one: counts[one][0] for one in counts if one not in hidden}):
            hidden.add(min(told, key=lambda one: (counts[one][1] == 0, len(counts[one][0]), counts[one][1], str(one))))
    return frozenset(hidden)


def _made_up_of(area: frozenset[str], printed: Mapping[K, frozenset[str]]) -> frozenset[K]:
    """Return the printed areas that, each times some number, add up to an area; none where no such sum does."""
    basis: list[tuple[dict[str, Fraction], dict[K, Fraction]]] = []
    for key, atoms in printed.items():
        rest, parts = _reduced(dict.fromkeys(atoms, Fraction(1)), {key: Fraction(1)}, basis)
        if rest:
            basis.append((rest, parts))
    rest, parts = _reduced(dict.fromkeys(area, Fraction(1)), {}, basis)
    return frozenset() if rest else frozenset(key for key, times in parts.items() if times)


def _reduced(
    rest: dict[str, Fraction], parts: dict[K, Fraction], basis: Sequence[tuple[dict[str, Fraction], dict[K, Fraction]]]
) -> tuple[dict[str, Fraction], dict[K, Fraction]]:
    """Take off what the rows of a basis make up; each row is known by its first area, which no later row has."""
    for row, made_of in basis:
        lead = next(iter(row))
        if lead in rest:
            times = rest[lead] / row[lead]
            rest = _less(rest, row, times)
            parts = _less(parts, made_of, times)
    return rest, parts


def _less(one: Mapping[T, Fraction], other: Mapping[T, Fraction], times: Fraction) -> dict[T, Fraction]:
    found = dict(one)
    for key, number in other.items():
        found[key] = found.get(key, Fraction(0)) - times * number
        if not found[key]:
            del found[key]
    return found
