"""What assets could save by sharing, walked back: to the moves of the best set, and of one move to the running cost of
the site that is left and what its people cost in the other. docs/method.md, Assets and co-location."""

from __future__ import annotations

from collections.abc import Sequence

from tpdesk.calc import method
from tpdesk.calc.colocation.sentences import basis_words, from_words
from tpdesk.domain.figure import Explanation, Figure, FigurePart
from tpdesk.domain.results.basis import Issue, StatedBasis
from tpdesk.domain.results.colocation import Colocation, MoveCandidate
from tpdesk.errors import UsageProblem
from tpdesk.text import counted, folded, nearest
from tpdesk.units import pounds, year_text


def explain_sharing(found: Colocation, figure: Figure) -> Explanation:
    """Return the best set, or the move of one asset, walked back by one step. Raises UsageProblem for an asset that
    could not move."""
    return _one_move(found, figure) if figure.asset else _best_set(found, figure)


def _best_set(found: Colocation, figure: Figure) -> Explanation:
    best = found.best
    parts = [
        FigurePart(_words(one), one.saving_pence or 0, from_words(one.leaves), Figure("sharing", asset=one.leaves.name))
        for one in best.moves
    ]
    why = {(one.leaves, one.host): one.why for one in found.left_out}
    apart = tuple(
        FigurePart(_words(one), one.saving_pence, why[one.names])
        for one in found.candidates
        if one.names in why and one.saving_pence is not None
    )
    sums = " + ".join(pounds(part.pence) for part in parts) or "no move with a known saving"
    formula = [f"{sums} = {pounds(best.saving_pence)} a year, at most"]
    if not best.is_proved:
        formula.append(f"no set saves more than {pounds(best.bound_pence)}")
    unknown = sum(1 for one in found.candidates if one.saving_pence is None)
    issues = list(found.issues)
    if unknown:
        issues.insert(0, Issue("not-known", f"{counted(unknown, 'candidate')} have no known saving and are in no sum."))
    title = f"What assets of {found.place} could save by sharing, a year at most"
    return _explanation(found, figure, title, formula, "Moves of the best set", parts, apart, issues)


def _one_move(found: Colocation, figure: Figure) -> Explanation:
    names = [site.name for site in found.sites]
    name = next((one for one in names if folded(one) == folded(figure.asset)), None)
    if name is None:
        near = nearest(figure.asset, names)
        raise UsageProblem(f"There is no asset '{figure.asset}' here.{f' Did you mean {near!r}?' if near else ''}")
    known = [one for one in found.candidates if one.leaves.name == name and one.saving_pence is not None]
    chosen = next((one for one in found.best.moves if one.leaves.name == name), known[0] if known else None)
    if chosen is None:
        raise UsageProblem(f"{name} has no move with a known saving. {_why(found, name)}".strip())
    cost, each = chosen.leaves.running_pence or 0, chosen.host.share_cost_pence or 0
    people = chosen.leaves.people or 0
    year = f", {year_text(chosen.leaves.running_year)}" if chosen.leaves.running_year is not None else ""
    parts = [
        FigurePart(f"Running cost of {name}{year}", cost, "less its income"),
        FigurePart(f"{people:,} more people in {chosen.host.name}", -people * each, f"{pounds(each)} each"),
    ]
    formula = [f"{pounds(cost)} - {people:,} x {pounds(each)} = {pounds(cost - people * each)} a year, at most"]
    others = tuple(
        FigurePart(_words(one), one.saving_pence or 0, "another host of the same site")
        for one in known
        if one.names != chosen.names
    )
    title = f"{_words(chosen)}, {from_words(chosen.leaves)}: what it could save a year at most"
    return _explanation(found, figure, title, formula, "Made of", parts, others, list(found.issues))


def _words(one: MoveCandidate) -> str:
    return f"{one.leaves.name} into {one.host.name}"


def _why(found: Colocation, name: str) -> str:
    reasons = [f"{one.host or name}: {one.why}" for one in (*found.why_not, *found.left_out) if one.leaves == name]
    return f"{'; '.join(reasons[:3])}." if reasons else ""


def _explanation(
    found: Colocation, figure: Figure, title: str, formula: Sequence[str], parts_are: str, parts: Sequence[FigurePart],
    apart: tuple[FigurePart, ...], issues: Sequence[Issue],
) -> Explanation:  # fmt: skip
    total = sum(part.pence for part in parts)
    return Explanation(
        figure=figure, title=title, value=pounds(total), number=total, unit="pence", rules=(method.SHARING,),
        basis=StatedBasis(found.place, "", basis_words(found)), formula=tuple(formula), parts_are=parts_are,
        parts=tuple(parts), apart=apart, steps=(), lines=None, line_count=0, sources=(), issues=tuple(issues),
    )  # fmt: skip
