"""What must be known of the money itself: weak classes that hold much, schools, lines that stand for several bodies."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from tpdesk.calc.categorise import Roller
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.basis import Issue
from tpdesk.units import percent, pounds


def not_itemised_issues(facts: YearFacts) -> list[Issue]:
    """Return the money of lines that stand for several bodies, which are in no number of bodies."""
    issues = []
    for agency in sorted(facts.not_itemised, key=lambda number: facts.agencies[number].name.casefold()):
        pence = sum(cell.pence for cell in facts.cells if cell.agency == agency and cell.flow == "expenditure")
        if pence:
            text = f"{pounds(pence)} is of {facts.agencies[agency].name}, which stands for several organisations: it is in every total and in no number of organisations."
            issues.append(Issue("not-itemised", text, pence))
    return issues


WEAK_LIMIT: Final = Fraction(1, 5)
"""The share of the money from which on a weak class is an issue."""

_COUNCILS: Final = ("county", "unitary", "district", "metropolitan", "london-borough")


def weight_issues(facts: YearFacts, spent: Mapping[str, int]) -> list[Issue]:
    """Return what must be known of categories that hold much: `spent` is category code as mapped -> pence.

    A weak class with more than a fifth of the money says little of what it is for. A council's schools are those that it maintains.
    """
    classes: dict[str, int] = {}
    roller = Roller(facts, 3)
    for code, pence in spent.items():
        if code:
            classes[roller(code)] = classes.get(roller(code), 0) + pence
    whole = sum(spent.values())
    issues = []
    for code, pence in sorted(classes.items(), key=lambda item: (-item[1], item[0])):
        if whole > 0 and facts.categories[code].weak and Fraction(pence, whole) > WEAK_LIMIT:
            title = facts.categories[code].title
            text = f"{percent(pence / whole)} of the money ({pounds(pence)}) is in a class that says little of what the money is for: {code} {title}."
            issues.append(Issue("weak-large", text, pence))
    if any(code.startswith("09") and pence for code, pence in classes.items()) and any(
        facts.agencies[cell.agency].kind in _COUNCILS for cell in facts.cells
    ):
        text = "Schools are in it only as far as councils maintain them: academies are paid by the Department for Education and are in no council's spending."
        issues.append(Issue("schools-maintained", text))
    return issues
