"""Months of a financial year in which a body's payments are missing, although others of its months are in."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.basis import Issue

YEAR: Final = 12
"""Months in a financial year."""

NAMED: Final = 3
"""Missing months up to which they are named rather than counted."""


@dataclass(frozen=True, slots=True)
class MissingMonths:
    """A body that has sent payments for a part of the year."""

    agency: str

    missing: tuple[str, ...]
    """The months without a dated line, as `2024-08`, in order."""

    @property
    def words(self) -> str:
        """Return `none of August 2024`, `3 of 12 months`."""
        if len(self.missing) > NAMED:
            return f"{YEAR - len(self.missing)} of {YEAR} months"
        names = [f"{calendar.month_name[int(month[5:])]} {month[:4]}" for month in self.missing]
        return f"none of {' or '.join([', '.join(names[:-1]), names[-1]] if names[1:] else names)}"


def missing_months(facts: YearFacts) -> tuple[MissingMonths, ...]:
    """Return the bodies whose lists of payments leave out months of the year, by name.

    Outturn and returns hold a year's money without dates: they say nothing of months. A month counts as present when any file of the body
    has a dated line in it.
    """
    present: dict[int, int] = {}
    for batch in facts.batches:
        if batch.payments:
            for agency, months in batch.months.items():
                present[agency] = present.get(agency, 0) | months
    found = [
        MissingMonths(
            facts.agencies[agency].name, tuple(_month(facts.year, n) for n in range(YEAR) if not months >> n & 1)
        )
        for agency, months in present.items()
        if months and months != (1 << YEAR) - 1 and agency in facts.agencies and not facts.is_left_out(agency)
    ]
    return tuple(sorted(found, key=lambda item: item.agency.casefold()))


def months_issue(facts: YearFacts) -> list[Issue]:
    """Return the issue that names the bodies with missing months; none where there are none."""
    found = missing_months(facts)
    if not found:
        return []
    named = "; ".join(f"{item.agency} ({item.words})" for item in found)
    low = "its total is" if len(found) == 1 else "their totals are"
    return [Issue("missing-months", f"Payments are missing for part of the year, so {low} too low: {named}.")]


def _month(year: int, number: int) -> str:
    return f"{year + (number >= 9)}-{(number + 3) % YEAR + 1:02d}"
