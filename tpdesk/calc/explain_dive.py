"""The total of a deep dive walked back to the spend of each body in each category. docs/method.md, Deep dives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tpdesk.calc import method
from tpdesk.calc.dive import DivePart, DiveTotal, dive_total
from tpdesk.calc.explain_lines import NO_CATEGORY, Known
from tpdesk.domain.dive_facts import DiveFact
from tpdesk.domain.figure import KINDS, Explanation, Figure, FigurePart
from tpdesk.errors import UsageProblem
from tpdesk.text import counted, folded, nearest
from tpdesk.units import percent, pounds


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
            f"what {counted(found.tags, 'tag')} of it and its sub-themes reach, each line by the sum of their shares, at most 1 = {pounds(found.total_pence)}",
            *_tags(known, found, dive),
            f"{pounds(found.total_pence)} / {pounds(found.of_pence)} of all spend after transfers = {percent(found.share, 2)}",
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


EXPLAIN: Final[Mapping[str, Callable[[Known, Figure], Explanation]]] = {"dive": _total}
"""Name of a figure -> what explains it."""
