"""Explain this number: any figure of a place and year walked back to its rule, its parts, its lines and its files."""

from __future__ import annotations

from tpdesk.calc import explain_count, explain_dive, explain_overlap, explain_ratios
from tpdesk.calc.explain_lines import Known
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.figure import KINDS, Explanation, Figure
from tpdesk.errors import UsageProblem
from tpdesk.text import nearest


def explain(facts: YearFacts, figure: Figure) -> Explanation:
    """Return a figure walked back. Pure; pence, shares and indices as in the results themselves.

    Raises UsageProblem for a figure, body or category that is none here, or where one must be named.
    """
    kind = KINDS.get(figure.what)
    if kind is None:
        near = nearest(figure.what, KINDS)
        meant = f" Did you mean '{near}'?" if near else f" There are: {', '.join(KINDS)}."
        raise UsageProblem(f"There is no figure '{figure.what}'.{meant}")
    named = {"agency": figure.agency, "other": figure.other, "category": figure.category, "dive": figure.dive}
    for name, value in named.items():
        if name in kind.needs and not value:
            noun = "deep dive" if name == "dive" else name
            raise UsageProblem(f"{kind.title} is of one {noun}: name it with --{name}.")
        if value and name not in (*kind.needs, *kind.takes):
            raise UsageProblem(f"{kind.title} is not of one {name}: leave out --{name}.")
    known = Known(facts)
    by_category = figure.what in explain_overlap.EXPLAIN and (figure.what != "bodies" or bool(figure.category))
    explains = (
        explain_overlap.EXPLAIN
        if by_category
        else {**explain_count.EXPLAIN, **explain_ratios.EXPLAIN, **explain_dive.EXPLAIN}
    )
    return explains[figure.what](known, figure)


def headline_figures(facts: YearFacts) -> tuple[Figure, ...]:
    """Return the figures that stand at the front of a screen or pack, in their order there."""
    names = ["gross", "transfers", "recharges", "spend", "outside-income", "net", "unmapped"]
    names += ["per-head"] if facts.population.people else []
    names += ["per-household"] if facts.population.households else []
    return tuple(Figure(name) for name in names)
