"""Explain this number: any figure of a place and year walked back to its rule, its parts, its lines and its files.

The total of a deep dive walked back to the spend of each body in each category. docs/method.md, Deep dives.

Figures that are made of the count's spend walked back: per head, per household, shares, bodies counted.
docs/method.md, The count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tpdesk.calc import explain_count, explain_overlap, method
from tpdesk.calc.basis import population_issues
from tpdesk.calc.count import count
from tpdesk.calc.dive import DivePart, DiveTotal, dive_total
from tpdesk.calc.explain_count import about, basis_of, spent
from tpdesk.calc.explain_lines import NO_CATEGORY, Known
from tpdesk.calc.explain_recount import explain_recount
from tpdesk.domain.dive_facts import DiveFact
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.figure import KINDS, Explanation, Figure, FigurePart
from tpdesk.domain.results.recount import Recount
from tpdesk.errors import UsageProblem
from tpdesk.text import counted, folded, nearest
from tpdesk.units import per_unit, percent, pounds, ratio


def _total(known: Known, figure: Figure) -> Explanation:
    dive = _dive(known, figure.dive)
    found = dive_total(known.facts, dive)
    return Explanation(
        figure=figure,
        title=f"{KINDS[figure.what].title}: {dive.title} in {found.place}, {found.year}",
        value=pounds(found.total_pence),
        number=found.total_pence,
        unit="pence",
        rules=(method.TAGS, method.SUBTHEMES, method.TRANSFERS),
        basis=found.basis,
        formula=(
            (
                f"what {counted(found.tags, 'tag')} of it and its sub-themes reach, each line by the sum of "
                f"their shares, at most 1 = {pounds(found.total_pence)}"
            ),
            *_tags(known, found, dive),
            (
                f"{pounds(found.total_pence)} / {pounds(found.of_pence)} of all spend after transfers = "
                f"{percent(found.share, 2)}"
            ),
        ),
        parts_are="What is tagged, by organisation and category",
        parts=tuple(_part(known, part) for part in found.parts),
        apart=(),
        steps=(),
        lines=None,
        line_count=0,
        sources=known.sources(known.agency(name) for name in {part.agency for part in found.parts}),
        issues=found.issues,
    )


def _dive(known: Known, title: str) -> DiveFact:
    dives = known.facts.deep.dives
    found = next((dive for dive in dives if folded(dive.title) == folded(title)), None)
    if found is None:
        near = nearest(title, [dive.title for dive in dives])
        meant = f" Did you mean '{near}'?" if near else ""
        raise UsageProblem(f"{known.facts.place} has no deep dive '{title}'.{meant}")
    return found


def _tags(known: Known, found: DiveTotal, dive: DiveFact) -> tuple[str, ...]:
    """Return each rule of the deep dive itself in words, with its share, and how many lines are tagged by hand."""
    words = []
    for tag in known.facts.deep.tags:
        if tag.dive == dive.number:
            named = [known.name(tag.agency)] if tag.agency in known.facts.agencies else []
            named += [known.title(tag.category)] if tag.category else []
            named += [f"label {tag.label}"] if tag.label else []
            words.append(f"tag {tag.number}: {percent(float(tag.share))} of {', '.join(named)}")
    lines = {item.line for item in known.facts.deep.tagged_lines if item.dive == dive.number}
    words += [f"{counted(len(lines), 'line')} tagged by hand"] if lines else []
    words += [f"sub-theme {item.title}: {pounds(item.total_pence)} by itself" for item in found.subthemes]
    return tuple(words)


def _part(known: Known, part: DivePart) -> FigurePart:
    level = known.facts.categories[part.category].level if part.category else 2
    whole = Figure("spend", part.agency, category=part.category or NO_CATEGORY, level=level)
    return FigurePart(
        f"{part.agency}, {part.title}", part.amount_pence, f"{percent(part.share)} of the deep dive", whole
    )


EXPLAIN_DIVE: Final[Mapping[str, Callable[[Known, Figure], Explanation]]] = {"dive": _total}
"""Name of a figure -> what explains it."""


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
    """Return (number, of whom, of when, source) of the residents that a figure is over:
    a body's are those of its own areas."""
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
            (
                f"{counted(result.bodies_expected, 'organisation', 'organisations')} expected - {len(missing)} "
                f"without lines = {result.bodies_counted}"
            ),
        ),
        parts_are="Spend after transfers of those counted",
        apart=missing,
    )


EXPLAIN_RATIOS: Final[Mapping[str, Callable[[Known, Figure], Explanation]]] = {
    "per-head": _each, "per-household": _each, "share": _share, "bodies": _bodies,
}  # fmt: skip
"""Name of a figure -> what explains it."""


_NOUNS: Final = {"dive": "deep dive", "stream": "funding stream", "boundaries": "boundary set", "new": "new area"}
"""What can be named with a figure, where it is not its own noun."""


def explain(facts: YearFacts, figure: Figure, redrawn: Recount | None = None) -> Explanation:
    """Return a figure walked back. Pure; pence, shares and indices as in the results themselves. `redrawn` is the
    recount of which a figure on new boundaries is.

    Raises UsageProblem for a figure, body or category that is none here, or where one must be named.
    """
    must_be_named(figure)
    known = Known(facts)
    if redrawn is not None:
        return explain_recount(known, figure, redrawn)
    by_category = figure.what in explain_overlap.EXPLAIN and (figure.what != "bodies" or bool(figure.category))
    explains = explain_overlap.EXPLAIN if by_category else {**explain_count.EXPLAIN, **EXPLAIN_RATIOS, **EXPLAIN_DIVE}
    return explains[figure.what](known, figure)


def must_be_named(figure: Figure) -> None:
    """Raise UsageProblem where there is no such figure, or where what it needs is not named, or more than it takes."""
    kind = KINDS.get(figure.what)
    if kind is None:
        near = nearest(figure.what, KINDS)
        meant = f" Did you mean '{near}'?" if near else f" There are: {', '.join(KINDS)}."
        raise UsageProblem(f"There is no figure '{figure.what}'.{meant}")
    for name, value in figure.named.items():
        if name in kind.needs and not value:
            raise UsageProblem(f"{kind.title} is of one {_NOUNS.get(name, name)}: name it with --{name}.")
        if value and name not in (*kind.needs, *kind.takes):
            raise UsageProblem(f"{kind.title} is not of one {_NOUNS.get(name, name)}: leave out --{name}.")


def headline_figures(facts: YearFacts) -> tuple[Figure, ...]:
    """Return the figures that stand at the front of a screen or pack, in their order there."""
    names = ["gross", "transfers", "recharges", "spend", "outside-income", "net", "unmapped"]
    names += ["per-head"] if facts.population.people else []
    names += ["per-household"] if facts.population.households else []
    return tuple(Figure(name) for name in names)
