"""The areas that lines name: those that the desk does not know, and those of several kinds in one list."""

from __future__ import annotations

from typing import Final

from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.basis import Issue
from tpdesk.text import and_words, counted
from tpdesk.units import pounds

NAMED: Final = 5
"""Unknown areas that have an issue of their own; the others share one."""

KINDS: Final = {
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
    return KINDS.get(kind, kind.replace("-", " ").capitalize()) if kind else "No area given"


def unknown_area_words(text: str, near: str | None) -> str:
    """Return that what was read as an area is none that is known, and which was probably meant."""
    hint = f" Did you mean {near}?" if near else " Check its name or code."
    return f"'{text}' is not an area that tpdesk knows.{hint}"


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
    for value in order[:NAMED]:
        held = f"{counted(lines[value], 'line')}, {pounds(pence[value])} without signs, {'names' if lines[value] == 1 else 'name'} it."
        text = f"{unknown_area_words(value, facts.area_near.get(value))} {held}"
        issues.append(Issue("unknown-area", text, pence[value]))
    if rest := order[NAMED:]:
        text = f"{counted(len(rest), 'other area')} that lines name {'is' if len(rest) == 1 else 'are'} not known to tpdesk: see the count by area."
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
