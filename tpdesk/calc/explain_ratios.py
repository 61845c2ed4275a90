"""Figures that are made of the count's spend walked back: per head, per household, shares, bodies counted. docs/method.md, The count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tpdesk.calc import method
from tpdesk.calc.basis import population_issues
from tpdesk.calc.count import count
from tpdesk.calc.explain_count import about, basis_of, spent
from tpdesk.calc.explain_lines import Known
from tpdesk.domain.figure import KINDS, Explanation, Figure, FigurePart
from tpdesk.text import counted
from tpdesk.units import per_unit, percent, pounds, ratio


def _each(known: Known, figure: Figure) -> Explanation:
    """Explain a figure per head or per household."""
    money = spent(known, replace(figure, what="spend"))
    people, noun, year, source = _over(known, figure)
    each = per_unit(money.parts_pence, people)
    if each is None:
        formula = f"{money.value} / no {noun} held for {known.facts.year} = not available"
    else:
        formula = f"{money.value} / {people:,} {noun} ({year}) = {pounds(each)}"
    return replace(
        money,
        figure=figure,
        title=f"{KINDS[figure.what].title}: spend{about(known, figure)}",
        value="not available" if each is None else pounds(each),
        number=each,
        rules=(method.PER_HEAD, *money.rules),
        formula=(formula, *([f"{noun.capitalize()}: {source}."] if source else []), *money.formula),
        issues=(*population_issues(known.facts), *money.issues),
        parts_are=f"{money.parts_are}, before the division",
    )


def _over(known: Known, figure: Figure) -> tuple[int | None, str, str, str]:
    """Return (number, of whom, of when, source) of the residents that a figure is over: a body's are those of its own areas."""
    basis = basis_of(known)
    if figure.agency:
        agency = known.agency(figure.agency)
        covered, place = known.facts.agencies[agency].base_areas, known.facts.ground.base_areas
        people = known.facts.people_of(agency)
        if figure.what == "per-head":
            source = basis.people_source if people == basis.people else ""
            return (
                people,
                "people of its own areas",
                basis.people_when if people == basis.people else f"mid-{known.facts.year}",
                source,
            )
        # Households are held for places, not for the areas of a body.
        households = basis.households if covered and covered == place else None
        return (
            households,
            "households of its own areas",
            basis.households_when,
            basis.households_source if households else "",
        )
    if figure.what == "per-head":
        return basis.people, "people", basis.people_when, basis.people_source
    return basis.households, "households", basis.households_when, basis.households_source


def _share(known: Known, figure: Figure) -> Explanation:
    money = spent(known, replace(figure, what="spend"))
    whole = known.spend(Figure("spend"), "agency").pence
    share = ratio(money.parts_pence, whole)
    return replace(
        money,
        figure=figure,
        title=f"Share of all spend: spend{about(known, figure)}",
        value=percent(share),
        number=share,
        unit="share",
        formula=(f"{money.value} / {pounds(whole)} of all spend after transfers = {percent(share)}", *money.formula),
        parts_are=f"{money.parts_are}, before the division",
    )


def _bodies(known: Known, figure: Figure) -> Explanation:
    money = spent(known, replace(figure, what="spend"))
    result = count(known.facts)
    missing = tuple(FigurePart(item.agency, 0, f"expected, not in it: {item.state}") for item in result.missing_returns)
    return replace(
        money,
        figure=figure,
        title=f"Organisations counted{about(known, figure)}",
        value=f"{result.bodies_counted:,} of {result.bodies_expected:,} expected",
        number=result.bodies_counted,
        unit="bodies",
        rules=(method.UNMAPPED, method.TRANSFERS),
        formula=(
            f"{counted(result.bodies_expected, 'organisation', 'organisations')} expected - {len(missing)} without lines = {result.bodies_counted}",
        ),
        parts_are="Spend after transfers of those counted",
        apart=missing,
    )


EXPLAIN: Final[Mapping[str, Callable[[Known, Figure], Explanation]]] = {
    "per-head": _each, "per-household": _each, "share": _share, "bodies": _bodies,
}  # fmt: skip
"""Name of a figure -> what explains it."""
