"""Which backups stay: many of late, fewer of long ago."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

RECENT: Final = 12
"""How many of the latest stay, whatever their age."""

_PERIODS: Final[tuple[tuple[int, Callable[[datetime], object]], ...]] = (
    (14, lambda time: time.date()),
    (8, lambda time: time.isocalendar()[:2]),
    (12, lambda time: (time.year, time.month)),
)
"""For how many days, weeks and months that have backups the last one of each stays."""


def staying(times: Sequence[datetime]) -> set[int]:
    """Return the places in `times` (newest first) of the backups that stay.

    Days, weeks and months without a backup are not counted: no clock is asked, so that a computer whose clock is wrong, or that was off for a
    year, loses nothing by it.
    """
    kept = set(range(min(RECENT, len(times))))
    for most, period in _PERIODS:
        last: dict[object, int] = {}
        for place, time in enumerate(times):
            last.setdefault(period(time), place)
        kept.update(list(last.values())[:most])
    return kept
