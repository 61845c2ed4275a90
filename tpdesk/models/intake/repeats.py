"""Lines of a sheet that repeat an earlier one in everything that was read. They are kept: docs/method.md, rule 2."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from tpdesk.text import and_words, counted
from tpdesk.units import pounds

FEWEST: Final = 5
"""Repeats from which anything is said of them."""

LINES_PART: Final = 4
"""They are many where they are one in this many of the lines ..."""

MONEY_PART: Final = 10
"""... or of the pounds."""

_MANY = 200_000
"""Lines from which on loading numpy pays."""

Blocks = Callable[[], Iterable[Mapping[str, Sequence[Any]]]]
"""Yields the lines of a sheet again, a block of columns at a time."""


class _Repeats(NamedTuple):
    lines: int
    pence: int
    size_pence: int
    """What they come to without their signs."""

    row: int
    """The first of them."""

    as_row: int
    """The row that it repeats."""


def repeats_warning(blocks: Blocks, fields: Sequence[str]) -> str | None:
    """Return in words how many lines repeat an earlier line of the sheet, where they are many; else None."""
    compared = [field for field in fields if field != "row"]
    hashes, size_pence = array("q"), 0
    for columns in blocks():
        hashes.extend(line_hashes(columns, fields))
        size_pence += sum(map(abs, columns["amount_pence"]))
    repeated = repeated_hashes(hashes)
    if not repeated:
        return None
    found = _add_up(blocks(), fields, repeated)
    many = LINES_PART * found.lines >= len(hashes) or MONEY_PART * found.size_pence >= size_pence > 0
    if found.lines < FEWEST or not many:
        return None
    same = and_words([name for field, name in _CALLED.items() if field in compared])
    return (
        f"equal rows: {found.lines:,} of {counted(len(hashes), 'line')}, {pounds(found.pence)}, repeat an earlier line "
        f"with the same {same}; the first is row {found.row}, which repeats row {found.as_row}. All are kept: equal "
        "payments are normal. Check with the organisation if the file may hold payments twice"
    )


_CALLED: Final = {"date": "date", "supplier": "supplier", "label": "label", "amount_pence": "amount"}
"""Field -> what it is called where lines are said to agree in it."""


def line_hashes(columns: Mapping[str, Sequence[Any]], fields: Sequence[str]) -> Iterator[int]:
    """Return the hash of each line, of all that was read of it but its row."""
    return map(hash, zip(*(columns[field] for field in fields if field != "row"), strict=True))


def repeated_hashes(hashes: array[int]) -> Collection[int]:
    """Return the hashes that more than one line has; their order is lost."""
    if len(hashes) >= _MANY:
        return _repeated_of_many(hashes)
    once: set[int] = set(hashes)
    repeated: set[int] = set()
    if len(once) < len(hashes):
        once.clear()
        for number in hashes:
            (repeated if number in once else once).add(number)
    return repeated


def _repeated_of_many(hashes: array[int]) -> Collection[int]:
    """Return the same in time and memory that grow with the lines alone: sorted where they are, in 8 bytes each."""
    import numpy as np

    ordered = np.frombuffer(hashes, dtype=np.int64)
    ordered.sort()
    return set(np.unique(ordered[1:][ordered[1:] == ordered[:-1]]).tolist())


def _add_up(
    blocks: Iterable[Mapping[str, Sequence[Any]]], fields: Sequence[str], repeated: Collection[int]
) -> _Repeats:
    first: dict[int, int] = {}
    lines = pence = size_pence = row = as_row = 0
    for columns in blocks:
        for number, at, amount in zip(
            line_hashes(columns, fields), columns["row"], columns["amount_pence"], strict=True
        ):
            if number not in repeated:
                continue
            if first.setdefault(number, at) == at:
                continue
            if not lines:
                row, as_row = at, first[number]
            lines, pence, size_pence = lines + 1, pence + amount, size_pence + abs(amount)
    return _Repeats(lines, pence, size_pence, row, as_row)
