"""The grids of a sheet: Excel tables, and blocks of cells that look like one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from tpdesk.calc.workbook.rules.facts import Region, SheetGrid, WrittenCell

_LEAST: Final = 2
"""Fewest rows of a block that is a grid, and fewest cells in each."""

MOST_GIVEN: Final = 3
"""Empty cells or rows of one grid that are given one by one."""


def blocks(cells: Iterable[tuple[int, int]], tables: tuple[Region, ...]) -> tuple[Region, ...]:
    """Return blocks outside tables of at least two rows with two filled cells each;
    a single blank row does not part a block. `cells` are in order of rows."""
    loose: dict[int, list[int]] = {}
    last, here = 0, list(tables)
    for row, column in cells:
        if row != last:
            last, here = row, [table for table in tables if table.top <= row <= table.bottom]
        if not here or not any(table.left <= column <= table.right for table in here):
            loose.setdefault(row, []).append(column)
    rows = sorted(row for row, columns in loose.items() if len(columns) >= _LEAST)
    runs: list[list[int]] = []
    for row in rows:
        if runs and row - runs[-1][-1] <= 2:
            runs[-1].append(row)
        else:
            runs.append([row])
    return tuple(
        Region(run[0], min(min(loose[row]) for row in run), run[-1], max(max(loose[row]) for row in run), "", 1)
        for run in runs
        if len(run) >= _LEAST
    )


def grids(
    cells: Mapping[tuple[int, int], WrittenCell], regions: tuple[Region, ...]
) -> tuple[tuple[SheetGrid, ...], tuple[WrittenCell, ...]]:
    """Return each region with its cells, and the cells that are in none; `cells` are in order of rows."""
    headings: list[list[WrittenCell]] = [[] for _ in regions]
    columns: list[dict[int, list[WrittenCell]]] = [{} for _ in regions]
    rows: list[set[int]] = [set() for _ in regions]
    loose = []
    coming = sorted(range(len(regions)), key=lambda number: regions[number].top, reverse=True)
    here: list[tuple[int, Region, int]] = []
    last = 0
    for (row, column), cell in cells.items():
        if row != last:
            last = row
            here = [item for item in here if item[1].bottom >= row]
            while coming and regions[coming[-1]].top <= row:
                number = coming.pop()
                here.append((number, regions[number], regions[number].body))
        placed = False
        for number, region, body in here:
            if region.left <= column <= region.right and row <= region.bottom:
                placed = True
                rows[number].add(row)
                if row < body:
                    headings[number].append(cell)
                else:
                    columns[number].setdefault(column, []).append(cell)
        if not placed:
            loose.append(cell)
    made = zip(regions, headings, columns, rows, strict=True)
    return tuple(SheetGrid(region, tuple(head), body, frozenset(held)) for region, head, body, held in made), tuple(
        loose
    )


def first_gaps(rows: Sequence[int], top: int, bottom: int) -> list[int]:
    """Return the first few numbers from top to bottom that are not among `rows`, which are in order."""
    found: list[int] = []
    expected = top
    for row in (*rows, bottom + 1):
        found += range(expected, min(row, expected + MOST_GIVEN))
        if len(found) >= MOST_GIVEN:
            break
        expected = row + 1
    return found[:MOST_GIVEN]
