"""A return that comes again beside the one before: which lines are the same, changed, new and gone, and their money."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tpdesk.domain.return_form import ReturnSums


class SentLine(NamedTuple):
    """A line as it came in a return workbook: enough to know it again, and none of its words."""

    whole: str
    """What stands for all that its row says."""

    key: str
    """What stands for what it is of: its name, flow, cost type and the other organisation."""

    pence: int
    flow: str


def sent_line(key: Sequence[object], rest: Sequence[object], pence: int, flow: str) -> SentLine:
    """Return what is kept of a line: `key` says what it is of, `rest` all else but its amount."""
    return SentLine(_mark(key, rest, pence), _mark(key), pence, flow)


def _mark(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class ReturnDiff:
    """What a return changes of the one before. Rows are those of the workbooks."""

    same: Mapping[int, int]
    """Row before -> row now."""

    changed: Mapping[int, int]
    new: tuple[int, ...]
    gone: tuple[int, ...]
    sums: Mapping[str, ReturnSums]
    """`same`, `changed_before`, `changed`, `new` and `gone` -> their money."""


def compare(before: Mapping[int, SentLine], now: Mapping[int, SentLine]) -> ReturnDiff:
    """Return what differs between two returns of one organisation and year; lines that repeat are taken in order."""
    same = _pairs(before, now, lambda line: line.whole)
    left = {row: line for row, line in before.items() if row not in same}
    came = {row: line for row, line in now.items() if row not in same.values()}
    changed = _pairs(left, came, lambda line: line.key)
    new = tuple(row for row in came if row not in changed.values())
    gone = tuple(row for row in left if row not in changed)
    sums = {
        "same": _sum(before[row] for row in same), "changed_before": _sum(before[row] for row in changed),
        "changed": _sum(now[row] for row in changed.values()), "new": _sum(now[row] for row in new),
        "gone": _sum(before[row] for row in gone),
    }  # fmt: skip
    return ReturnDiff(same, changed, new, gone, sums)


def _pairs(
    before: Mapping[int, SentLine], now: Mapping[int, SentLine], mark: Callable[[SentLine], str]
) -> dict[int, int]:
    waiting: dict[str, list[int]] = defaultdict(list)
    for row, line in now.items():
        waiting[mark(line)].append(row)
    return {row: waiting[mark(line)].pop(0) for row, line in before.items() if waiting[mark(line)]}


def _sum(lines: Iterable[SentLine]) -> ReturnSums:
    total = ReturnSums()
    for line in lines:
        total = total.plus(line.flow, line.pence)
    return total
