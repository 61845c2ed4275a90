"""What spend, areas and deliveries prove of each category, one verdict each. docs/method.md, Overlap and Evidence, after GAO-15-49SP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from tpdesk.calc.basis import category_issues, common_issues, make_basis, missing_returns, sources
from tpdesk.calc.categorise import UNMAPPED, Roller
from tpdesk.calc.count import spend_by_category
from tpdesk.calc.evidence import Evidence
from tpdesk.calc.evidence_words import ruling_words
from tpdesk.calc.meeting import heaviest_apart, meet
from tpdesk.calc.removal import removals
from tpdesk.calc.results import NO_EVIDENCE, AgencyShare, Issue, LeftOut, OverlapResult, OverlapRow
from tpdesk.calc.verdict import find_evidence, unjudged
from tpdesk.models.dives.facts import RulingFact
from tpdesk.models.facts import Agency, Category, YearFacts
from tpdesk.text import counted
from tpdesk.units import pounds


def spend_matrix(facts: YearFacts, level: int) -> tuple[dict[str, dict[int, int]], int, set[str]]:
    """Return (category at `level` -> agency -> pence after transfers and recharges, unmapped pence, the codes as mapped)."""
    roller = Roller(facts, level)
    mapped: dict[str, dict[int, int]] = {}
    for cell, code, pence in spend_by_category(facts, removals(facts.cells)):
        if code not in mapped:
            mapped[code] = {}
        mapped[code][cell.agency] = mapped[code].get(cell.agency, 0) + pence
    unmapped = sum(mapped.pop(UNMAPPED, {}).values())
    # Codes are rolled up when their cells are summed: there are a hundred of them, and thousands of cells.
    matrix: dict[str, dict[int, int]] = {}
    for code, amounts in mapped.items():
        row = matrix.setdefault(roller(code), {})
        for agency, pence in amounts.items():
            row[agency] = row.get(agency, 0) + pence
    return matrix, unmapped, set(mapped)


def overlap_level(facts: YearFacts) -> int:
    """Return 4 where the place's money reaches service lines, else 2: only at service lines do collection and disposal of waste part."""
    codes = {cell.category for cell in facts.cells if cell.category} | {
        code for shares in facts.maps.values() for code, _ in shares
    }
    return 4 if any(facts.categories[code].level == 4 for code in codes) else 2


def overlap(facts: YearFacts, *, level: int = 2, deminimis_pence: int = 0) -> OverlapResult:
    """Return what spend proves of every category at `level`. Pure; amounts in pence, shares and indices 0..1.

    For category c and agency a, S_a is its spend after transfers and recharges, counted if above 0 and at or above the de-minimis.
    HHI = sum of squared shares, effective number = 1 / HHI, F = 1 - HHI, R = S - max S_a, R_m = S - the heaviest set of agencies of which
    no two meet. Spend alone never proves overlap or duplication: deliveries do, and what they prove outranks what spend says. What the user
    decided outranks both, and what was found stays beside it. A category that is proven or decided on has a row without any spend too.
    """
    matrix, unmapped, used = spend_matrix(facts, level)
    proofs = find_evidence(facts, level)
    rulings = {ruling.category: ruling for ruling in facts.rulings}
    proven = [code for code, proof in proofs.items() if proof.verdict]
    ruled = [code for code in rulings if code in facts.categories and facts.categories[code].level <= level]
    for code in (*proven, *ruled):
        matrix.setdefault(code, {})
    rows = [
        _judged(
            _row(facts, facts.categories[code], amounts, level, deminimis_pence, bool(unmapped)),
            proofs.get(code, NO_EVIDENCE),
            rulings.get(code),
        )
        for code, amounts in matrix.items()
    ]
    rows.sort(
        key=lambda row: (
            not row.ranked,
            -row.outside_lead_meeting_pence,
            -row.outside_lead_pence,
            -row.total_pence,
            row.category,
        )
    )
    statuses = {cell.status for cell in facts.cells}
    counted_agencies = {cell.agency for cell in facts.cells if cell.lines}
    issues = list(common_issues(facts, statuses, missing_returns(facts, counted_agencies)))
    if unmapped:
        issues.insert(
            0, Issue("unmapped", f"{pounds(unmapped)} has no category and is in none of these rows.", unmapped)
        )
    issues += category_issues(facts, used, level)
    spending = {agency for amounts in matrix.values() for agency, pence in amounts.items() if pence > 0}
    unknown = sorted(facts.agencies[agency].name for agency in spending if not facts.agencies[agency].base_areas)
    if unknown:
        text = f"Area unknown: {', '.join(unknown)}. Taken as covering the whole place, so what rests on it is unproven. Record the areas that they cover with the agencies."
        issues.append(Issue("area-unknown", text))
    for agency in sorted(spending):
        if facts.agencies[agency].doubtful:
            codes = ", ".join(facts.agencies[agency].doubtful)
            text = f"{facts.agencies[agency].name} covers {codes}, which is no area that tpdesk knows: taken as an area of its own, which is unproven."
            issues.append(Issue("area-doubtful", text))
    issues += _unjudged_issues(facts)
    return OverlapResult(
        basis=make_basis(facts, facts.cells, level=level),
        deminimis_pence=deminimis_pence,
        rows=tuple(rows),
        unmapped_pence=unmapped,
        issues=tuple(issues),
        sources=sources(facts),
    )


def _unjudged_issues(facts: YearFacts) -> list[Issue]:
    """Return what deliveries would say if they had a category, or a finer one."""
    found = unjudged(facts)
    issues = []
    if found.without_category:
        number = counted(len(found.without_category), "delivery", "deliveries")
        text = f"{number} cannot be judged for want of a category, though other bodies do the same or serve the same people: give each a category in Dives."
        issues.append(Issue("evidence-no-category", f"{text} {_numbered(found.without_category)}"))
    if found.too_coarse:
        number = counted(len(found.too_coarse), "delivery", "deliveries")
        text = f"{number} share an activity in a category too coarse to judge it by: an activity alone is evidence from class level down. Give each a class."
        issues.append(Issue("evidence-too-coarse", f"{text} {_numbered(found.too_coarse)}"))
    return issues


def _numbered(numbers: tuple[int, ...]) -> str:
    return f"({'Delivery' if len(numbers) == 1 else 'Deliveries'} {', '.join(map(str, numbers))}.)"


def _row(
    facts: YearFacts, category: Category, amounts: Mapping[int, int], level: int, deminimis: int, partly: bool
) -> OverlapRow:
    spend = {agency: pence for agency, pence in amounts.items() if pence > 0 and pence >= deminimis}
    total = sum(spend.values())
    order = sorted(spend, key=lambda agency: (-spend[agency], facts.agencies[agency].name.casefold()))
    hhi = sum(pence * pence for pence in spend.values()) / (total * total) if total else None
    lead = order[0] if order else None
    outside = total - spend[lead] if lead is not None else 0
    meeting = 0 if category.separate_law else total - heaviest_apart(spend, facts.agencies)
    unknown = any(not facts.agencies[agency].base_areas for agency in spend)
    unproven = len(spend) > 1 and (unknown or any(facts.agencies[agency].doubtful for agency in spend))
    coarser = category.level < level
    balancing = category.balancing
    verdict, evidence = (
        (None, _coarser_words(category, level, bool(amounts)))
        if coarser
        else _verdict(facts, category, spend, meeting, unknown, partly)
    )
    weak = category.weak or balancing
    return OverlapRow(
        category=category.code,
        title=category.title,
        weak=weak,
        support=category.support,
        coarser=coarser,
        agencies=len(spend),
        total_pence=total,
        count_pence=sum(amounts.values()),
        hhi=hhi,
        effective_agencies=1 / hhi if hhi else None,
        fragmentation=1 - hhi if hhi is not None else None,
        lead_agency=facts.agencies[lead].name if lead is not None else None,
        lead_share=spend[lead] / total if lead is not None else None,
        outside_lead_pence=outside,
        outside_lead_meeting_pence=meeting,
        unproven=unproven and not category.separate_law,
        verdict=verdict,
        evidence=evidence,
        shares=tuple(
            AgencyShare(facts.agencies[agency].name, spend[agency], spend[agency] / total) for agency in order
        ),
        left_out=_left_out(facts, amounts, spend),
        ranked=not (weak or category.support or coarser),
        level=category.level,
    )


def _judged(row: OverlapRow, proof: Evidence, ruling: RulingFact | None) -> OverlapRow:
    """Return the row with what deliveries prove over what spend says, and what the user decided over both."""
    found = proof.verdict or row.verdict
    decided = (ruling_words(ruling.verdict, ruling.reason, found),) if ruling else ()
    by_spend = row.verdict or "no verdict"
    spend = (f"By spend alone: {by_spend}.", *row.evidence) if proof.verdict or decided else row.evidence
    return replace(
        row,
        verdict=ruling.verdict if ruling else found,
        evidence=(*decided, *proof.words, *spend),
        unproven=row.unproven or proof.unproven,
        found_verdict=found,
        spend_verdict=row.verdict,
        spend_evidence=row.evidence,
        ruling_reason=ruling.reason if ruling else "",
        proof=proof,
    )


def _left_out(facts: YearFacts, amounts: Mapping[int, int], spend: Mapping[int, int]) -> tuple[LeftOut, ...]:
    found = []
    for agency, pence in amounts.items():
        if agency not in spend:
            reason = "net negative" if pence < 0 else "nothing spent" if pence == 0 else "below the de-minimis"
            found.append(LeftOut(facts.agencies[agency].name, pence, reason))
    return tuple(sorted(found, key=lambda item: (item.amount_pence, item.agency.casefold())))


def _coarser_words(category: Category, level: int, has_money: bool) -> tuple[str, ...]:
    if has_money:
        return (
            f"Mapped to level {category.level} only, coarser than the level {level} asked: spend gives no verdict.",
        )
    return (f"Judged at its own level, {category.level}. Its money is in the rows of the finer categories under it.",)


def _verdict(
    facts: YearFacts, category: Category, spend: Mapping[int, int], meeting: int, unknown: bool, partly: bool
) -> tuple[str, tuple[str, ...]]:
    if len(spend) <= 1:
        name = facts.agencies[next(iter(spend))].name if spend else None
        mapped = ", of the money that has a category" if partly else ""
        return "single", (
            f"Only {name} spends on it{mapped}." if name else f"No agency has spend above zero on it{mapped}.",
        )
    if category.separate_law:
        return "separate areas", (f"The split between bodies is statutory: {category.separate_law}.",)
    if meeting == 0:
        return "separate areas", (
            f"{counted(len(spend), 'agency', 'agencies')} spend on it, and no two of their areas meet: each in its own area.",
        )
    pairs = _meeting_pairs(facts, spend)
    words = f"{counted(len(spend), 'agency', 'agencies')} spend on it, and areas meet: {pairs}."
    doubt = ("An agency's area is unknown and taken as the whole place: unproven.",) if unknown else ()
    return "fragmented", (
        words,
        f"At most {pounds(meeting)} can coincide: an upper bound for discussion, not a saving.",
        *doubt,
    )


def _meeting_pairs(facts: YearFacts, spend: Mapping[int, int]) -> str:
    order = [facts.agencies[agency] for agency in sorted(spend, key=lambda agency: -spend[agency])]
    pairs = (
        f"{one.name} with {other.name}" for n, one in enumerate(order) for other in order[n + 1 :] if meet(one, other)
    )
    named = list(islice(pairs, 3))
    more = _pairs_that_meet(order) - len(named)
    return ", ".join(named) + (f" and {counted(more, 'other pair')}" if more else "")


def _pairs_that_meet(bodies: Sequence[Agency]) -> int:
    # Bodies on the same ground meet the same others: it is found out once for each two grounds, not for each two bodies.
    grounds = list({body.base_areas: body for body in bodies}.values())
    near = {one.base_areas: [other.base_areas for other in grounds if meet(one, other)] for one in grounds}
    behind = Counter(body.base_areas for body in bodies)
    pairs = 0
    for body in bodies:
        behind[body.base_areas] -= 1
        pairs += sum(behind[ground] for ground in near[body.base_areas])
    return pairs
