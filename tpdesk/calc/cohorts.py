"""Which numbers of people of deep dives are not printed, so that no small one can be worked out. docs/method.md, Small numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tpdesk.calc.suppress import is_small, suppress_list


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

    Sub-themes that make up the whole of their deep dive are a list with its sum. A sub-theme may be such a whole itself: what one list hides beside a
    small number is no help where another list tells it. A small one among sub-themes that do not make up the whole is not worked out from them.
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
    """Return the printed numbers from which one of the small ones is worked out, list by list; none where none can be."""
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
