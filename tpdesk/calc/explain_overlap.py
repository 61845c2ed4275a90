"""Figures of overlap and pairs walked back to who spends what. docs/method.md, Overlap, after GAO-15-49SP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tpdesk.calc import method
from tpdesk.calc.basis import UNMAPPED
from tpdesk.calc.explain_count import basis_of, issues_of
from tpdesk.calc.explain_lines import NO_CATEGORY, Known
from tpdesk.calc.meeting import heaviest_apart, meet
from tpdesk.calc.overlap import overlap, spend_matrix
from tpdesk.domain.figure import KINDS, Explanation, Figure, FigurePart, MethodRule
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.overlap import OverlapRow
from tpdesk.errors import UsageProblem
from tpdesk.text import counted
from tpdesk.units import percent, pounds


def _row(known: Known, figure: Figure) -> tuple[OverlapRow, tuple[Issue, ...]]:
    if figure.category.casefold() == NO_CATEGORY:
        raise UsageProblem("Money without a category is not compared between organisations. Map its labels first.")
    code = known.category(figure)
    result = overlap(known.facts, level=figure.level, deminimis_pence=figure.deminimis_pence)
    found = next((row for row in result.rows if row.category == code), None)
    if found is None:
        raise UsageProblem(f"{known.facts.place} has no money in {code} at level {figure.level} in this year.")
    return found, result.issues


def _spend(figure: Figure, agency: str) -> Figure:
    return Figure("spend", agency=agency, category=figure.category, level=figure.level)


def _shares(row: OverlapRow, figure: Figure) -> tuple[FigurePart, ...]:
    return tuple(
        FigurePart(share.agency, share.amount_pence, percent(share.share), _spend(figure, share.agency))
        for share in row.shares
    )


def _apart(row: OverlapRow, figure: Figure) -> tuple[FigurePart, ...]:
    return tuple(
        FigurePart(out.agency, out.amount_pence, f"left out: {out.reason}", _spend(figure, out.agency))
        for out in row.left_out
    )


def _explained(
    known: Known,
    figure: Figure,
    row: OverlapRow,
    issues: tuple[Issue, ...],
    *,
    value: str,
    number: float | None,
    unit: str,
    rules: tuple[MethodRule, ...],
    formula: tuple[str, ...],
    parts_are: str = "Spend by organisation, those compared",
    parts: tuple[FigurePart, ...] | None = None,
    apart: tuple[FigurePart, ...] = (),
) -> Explanation:
    everyone = {share.agency for share in row.shares} | {out.agency for out in row.left_out}
    where = f"{known.title(row.category)} in {known.facts.place}, {basis_of(known).year}"
    return Explanation(
        figure=figure,
        title=f"{KINDS[figure.what].title}: {where}",
        value=value,
        number=number,
        unit=unit,
        rules=rules,
        basis=basis_of(known, level=figure.level),
        formula=formula,
        parts_are=parts_are,
        parts=_shares(row, figure) if parts is None else parts,
        apart=(*apart, *_apart(row, figure)),
        steps=(),
        lines=known.lines_of(replace(figure, agency="")),
        line_count=known.spend(Figure("spend", category=row.category, level=figure.level), "agency").lines,
        sources=known.sources(known.agency(name) for name in everyone),
        issues=issues,
    )


def _index(known: Known, figure: Figure) -> Explanation:
    """Explain HHI, the effective number of bodies, or fragmentation."""
    row, issues = _row(known, figure)
    number = {"hhi": row.hhi, "effective": row.effective_agencies, "fragmentation": row.fragmentation}[figure.what]
    most = 4
    squares = " + ".join(f"{share.share:.3f}²" for share in row.shares[:most])
    rest = len(row.shares) - most
    squares += f" + {counted(rest, 'smaller square')}" if rest > 0 else ""
    formula = [
        f"HHI = {squares} = {row.hhi:.4f}"
        if row.hhi is not None
        else "HHI: no organisation spends more than zero, so it is undefined"
    ]
    if figure.what == "effective" and row.effective_agencies is not None:
        formula.append(f"1 / {row.hhi:.4f} = {row.effective_agencies:.2f} organisations of equal size")
    if figure.what == "fragmentation" and row.fragmentation is not None:
        formula.append(f"1 - {row.hhi:.4f} = {row.fragmentation:.4f}")
    value = "undefined" if number is None else f"{number:.2f}" if figure.what == "effective" else f"{number:.4f}"
    return _explained(
        known, figure, row, issues, value=value, number=number, unit="index",
        rules=(method.CONCENTRATION, method.FRAGMENTATION), formula=tuple(formula),
    )  # fmt: skip


def _lead_share(known: Known, figure: Figure) -> Explanation:
    row, issues = _row(known, figure)
    lead = row.shares[0] if row.shares else None
    formula = (
        f"{lead.agency}: {pounds(lead.amount_pence)} / {pounds(row.total_pence)} = {percent(lead.share)}"
        if lead
        else "No organisation spends more than zero, so there is no lead"
    )
    return _explained(
        known, figure, row, issues, value=percent(row.lead_share), number=row.lead_share, unit="share",
        rules=(method.FRAGMENTATION,), formula=(formula,),
    )  # fmt: skip


def _number(known: Known, figure: Figure) -> Explanation:
    row, issues = _row(known, figure)
    formula = f"{counted(row.agencies, 'organisation', 'organisations')} with spend above zero" + _least(figure)
    return _explained(
        known, figure, row, issues, value=f"{row.agencies:,}", number=row.agencies, unit="bodies",
        rules=(method.FRAGMENTATION,), formula=(formula,),
    )  # fmt: skip


def _least(figure: Figure) -> str:
    return f" and at or above {pounds(figure.deminimis_pence)}" if figure.deminimis_pence else ""


def _in_shares(known: Known, figure: Figure) -> Explanation:
    row, issues = _row(known, figure)
    out = row.count_pence - row.total_pence
    formula = f"{pounds(row.count_pence)} in the count - {pounds(out)} left out = {pounds(row.total_pence)}"
    return _explained(
        known, figure, row, issues, value=pounds(row.total_pence), number=row.total_pence, unit="pence",
        rules=(method.FRAGMENTATION,), formula=(formula,),
    )  # fmt: skip


def _outside(known: Known, figure: Figure) -> Explanation:
    row, issues = _row(known, figure)
    parts = _shares(row, figure)
    lead = pounds(row.shares[0].amount_pence) if row.shares else pounds(0)
    formula = f"{pounds(row.total_pence)} - {lead} of {row.lead_agency or 'no lead'} = {pounds(row.outside_lead_pence)}"
    return _explained(
        known, figure, row, issues, value=pounds(row.outside_lead_pence), number=row.outside_lead_pence, unit="pence",
        rules=(method.OUTSIDE_LEAD, method.FRAGMENTATION), formula=(formula,), parts_are="Spend of all but the lead",
        parts=parts[1:],
        apart=tuple(replace(part, note="the lead") for part in parts[:1]),
    )  # fmt: skip


def _meeting(known: Known, figure: Figure) -> Explanation:
    row, issues = _row(known, figure)
    law = known.facts.categories[row.category].separate_law
    shares = _shares(row, figure)
    inside: tuple[FigurePart, ...] = shares
    outside: tuple[FigurePart, ...] = ()
    if law:
        formula = f"The split between organisations is statutory ({law}): nothing can coincide = {pounds(0)}"
    else:
        names = heaviest_set(known, {known.agency(share.agency): share.amount_pence for share in row.shares})
        inside = tuple(part for part in shares if known.agency(part.name) in names)
        outside = tuple(part for part in shares if known.agency(part.name) not in names)
        weight = sum(part.pence for part in inside)
        set_words = f"the heaviest set of organisations of which no two meet ({len(inside)})"
        formula = (
            f"{pounds(row.total_pence)} - {pounds(weight)} of {set_words} = {pounds(row.outside_lead_meeting_pence)}"
        )
    kept = "statutory split" if law else "in the heaviest set of which no two meet"
    return _explained(
        known, figure, row, issues, value=pounds(row.outside_lead_meeting_pence), number=row.outside_lead_meeting_pence,
        unit="pence",
        rules=(method.MEETING, method.FRAGMENTATION), formula=(formula, *row.judgement.spend_evidence),
        parts_are="Spend of the organisations outside the heaviest set",
        parts=outside, apart=tuple(replace(part, note=kept) for part in inside),
    )  # fmt: skip


def heaviest_set(known: Known, spend: Mapping[int, int]) -> frozenset[int]:
    """Return the bodies of the heaviest set of which no two meet: its weight is `heaviest_apart`'s.
    Ties go to the larger body, then the first."""
    agencies = known.facts.agencies
    chosen: set[int] = set()
    pool, weight = dict(spend), heaviest_apart(spend, agencies)
    for agency in sorted(spend, key=lambda agency: (-spend[agency], agency)):
        if agency not in pool:
            continue
        apart = {
            one: pence for one, pence in pool.items() if one != agency and not meet(agencies[one], agencies[agency])
        }
        if pool[agency] + heaviest_apart(apart, agencies) == weight:
            chosen.add(agency)
            weight -= pool[agency]
            pool = apart
        else:
            del pool[agency]
    return frozenset(chosen)


def _pair(known: Known, figure: Figure) -> Explanation:
    one, other = known.agency(figure.agency), known.agency(figure.other)
    if one == other:
        raise UsageProblem("A pair is of two organisations: name another organisation too.")
    matrix, _, _ = spend_matrix(known.facts, figure.level)
    both, greater, parts = 0, 0, []
    for code, amounts in matrix.items():
        a, b = max(0, amounts.get(one, 0)), max(0, amounts.get(other, 0))
        both += min(a, b)
        greater += max(a, b)
        if min(a, b):
            lesser = known.name(one if a <= b else other)
            note = f"the lesser of {pounds(a)} and {pounds(b)}"
            parts.append(
                FigurePart(
                    known.title(code), min(a, b), note, Figure("spend", lesser, category=code, level=figure.level)
                )
            )
    parts.sort(key=lambda part: (-part.pence, part.name))
    similarity = both / greater if greater else None
    is_share = figure.what == "similarity"
    formula = [
        f"the lesser of the two in each of {counted(len(parts), 'category', 'categories')}, added up = {pounds(both)}"
    ]
    if is_share:
        formula.append(f"{pounds(both)} / {pounds(greater)}, the greater of the two in each = {percent(similarity)}")
    areas = (
        "meet"
        if meet(known.facts.agencies[one], known.facts.agencies[other])
        else "do not meet: similar spend in separate areas, nothing is done twice"
    )
    unknown = [known.name(agency) for agency in (one, other) if not known.facts.agencies[agency].base_areas]
    formula.append(
        f"Their areas {areas}."
        if not unknown
        else f"The area of {' and '.join(unknown)} is unknown: taken as meeting, unproven."
    )
    unmapped = [
        FigurePart(
            f"{known.name(agency)}, unmapped",
            pence,
            "money without a category is in no pair",
            Figure("spend", known.name(agency), category=NO_CATEGORY),
        )
        for agency in (one, other)
        if (
            pence := known.spend(Figure("spend", known.name(agency), category=NO_CATEGORY), "category").by.get(
                UNMAPPED, 0
            )
        )
    ]
    return Explanation(
        figure=figure,
        title=(
            f"{KINDS[figure.what].title}: {known.name(one)} and {known.name(other)} in {known.facts.place}, "
            f"{basis_of(known).year}"
        ),
        value=percent(similarity) if is_share else pounds(both),
        number=similarity if is_share else both,
        unit="share" if is_share else "pence",
        rules=(method.PAIRS,),
        basis=basis_of(known, level=figure.level),
        formula=tuple(formula),
        parts_are="The lesser of the two, by category",
        parts=tuple(parts),
        apart=tuple(unmapped),
        steps=(),
        lines=known.filter().plus("agency", known.name(one), known.name(other)),
        line_count=sum(
            cell.lines
            for cell in known.facts.held_cells
            if cell.agency in (one, other) and cell.flow == "expenditure" and not cell.internal
        ),
        sources=known.sources((one, other)),
        issues=issues_of(known),
    )


EXPLAIN: Final[Mapping[str, Callable[[Known, Figure], Explanation]]] = {
    "in-shares": _in_shares, "lead-share": _lead_share, "hhi": _index, "effective": _index, "fragmentation": _index,
    "outside-lead": _outside,
    "outside-lead-meeting": _meeting, "shared": _pair, "similarity": _pair, "bodies": _number,
}  # fmt: skip
"""Name of a figure -> what explains it; `bodies` where a category is named."""
