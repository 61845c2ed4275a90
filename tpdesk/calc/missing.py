"""Months of a financial year in which a body's payments are missing, although others of its months are in.

The areas that lines name: those that the desk does not know, and those of several kinds in one list.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.codes import UNKNOWN_AREA
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.basis import Issue
from tpdesk.text import and_words, counted
from tpdesk.units import pounds

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

    Outturn and returns hold a year's money without dates: they say nothing of months. A month counts as present when
    any file of the body has a dated line in it.
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


AREAS_NAMED: Final = 5
"""Unknown areas that have an issue of their own; the others share one."""

AREA_KINDS: Final = {
    "district": "Districts",
    "unitary": "Unitaries",
    "metropolitan": "Metropolitan boroughs",
    "london-borough": "London boroughs",
    "county": "Counties",
    "metropolitan-county": "Metropolitan counties",
    "combined-authority": "Combined authorities",
    "strategic-authority": "Strategic authorities",
    "icb": "NHS boards",
    "region": "Regions",
    "country": "Countries",
    "other": "Areas that tpdesk does not know",
}
"""Kind of area -> its plural, as a heading."""


def kind_title(kind: str) -> str:
    """Return what areas of a kind are called; money without an area has none."""
    return AREA_KINDS.get(kind, kind.replace("-", " ").capitalize()) if kind else "No area given"


def unknown_area_words(text: str, near: str | None) -> str:
    """Return that what was read as an area is none that is known, and which was probably meant."""
    hint = f" Did you mean {near}?" if near else " Check its name or code."
    return f"'{text}' {UNKNOWN_AREA}.{hint}"


def area_issues(facts: YearFacts) -> list[Issue]:
    """Return the areas that lines name and that the desk does not know, those with most lines first."""
    lines: dict[str, int] = {}
    pence: dict[str, int] = {}
    for cell in facts.areas:
        if facts.area_kinds.get(cell.value) == "other":
            lines[cell.value] = lines.get(cell.value, 0) + cell.lines
            pence[cell.value] = pence.get(cell.value, 0) + cell.size_pence
    order = sorted(lines, key=lambda value: (-lines[value], value))
    issues = []
    for value in order[:AREAS_NAMED]:
        held = (
            f"{counted(lines[value], 'line')}, {pounds(pence[value])} without signs, "
            f"{'names' if lines[value] == 1 else 'name'} it."
        )
        text = f"{unknown_area_words(value, facts.area_near.get(value))} {held}"
        issues.append(Issue("unknown-area", text, pence[value]))
    if rest := order[AREAS_NAMED:]:
        text = (
            f"{counted(len(rest), 'other area')} that lines name {'is' if len(rest) == 1 else 'are'} not known "
            "to tpdesk: see the count by area."
        )
        issues.append(Issue("unknown-area", text, sum(pence[value] for value in rest)))
    return issues


def mixed_kinds_issues(facts: YearFacts) -> list[Issue]:
    """Return that areas of several kinds are in one list, where they are: one may lie inside another."""
    kinds = {facts.area_kinds.get(cell.value, "other") for cell in facts.areas if cell.value}
    if len(kinds) < 2:
        return []
    named = and_words(sorted(kind_title(kind).lower() for kind in kinds))
    text = f"Lines name areas of several kinds ({named}). One may lie inside another, so each kind is listed by itself."
    return [Issue("area-kinds", text)]
