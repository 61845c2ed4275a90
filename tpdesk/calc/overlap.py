"""What spend, areas and deliveries prove of each category, one verdict each.
docs/method.md, Overlap and Evidence, after GAO-15-49SP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from tpdesk.calc.basis import (
    NO_TRANSFERS,
    UNMAPPED,
    Roller,
    category_issues,
    common_issues,
    make_basis,
    missing_returns,
    none_marked,
    not_itemised_issues,
    sources,
    weight_issues,
)
from tpdesk.calc.count import spend_by_category
from tpdesk.calc.evidence import ruling_words
from tpdesk.calc.meeting import heaviest_apart, meet
from tpdesk.calc.own_level import (
    FINEST,
    own_evidence,
    own_level_words,
    own_verdicts,
    recorded,
    too_coarse_words,
    untold,
    with_elsewhere,
    without_category,
    without_category_words,
)
from tpdesk.calc.transfers import removals
from tpdesk.calc.verdict import find_evidence, unjudged
from tpdesk.domain.codes import LEVEL
from tpdesk.domain.dive_facts import RulingFact
from tpdesk.domain.evidence import Evidence
from tpdesk.domain.facts import Agency, Category, YearFacts
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.overlap import NO_EVIDENCE, AgencyShare, Judgement, LeftOut, OverlapResult, OverlapRow
from tpdesk.text import and_words, counted, opening
from tpdesk.units import pounds


def spend_matrix(facts: YearFacts, level: int) -> tuple[dict[str, dict[int, int]], int, dict[str, int]]:
    """Return (category at `level` -> agency -> pence after transfers and recharges, unmapped pence, the codes
    as mapped -> their pence)."""
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
    return matrix, unmapped, {code: sum(amounts.values()) for code, amounts in mapped.items()}


def overlap_level(facts: YearFacts) -> int:
    """Return 4 where the place's money reaches service lines, else 2:
    only at service lines do collection and disposal of waste part."""
    codes = {cell.category for cell in facts.cells if cell.category} | {
        code for shares in facts.maps.values() for code, _ in shares
    }
    return 4 if any(facts.categories[code].level == 4 for code in codes) else 2


_NAMED = 3
"""Bodies that are named before the rest is counted."""


def overlap(facts: YearFacts, *, level: int = 2, deminimis_pence: int = 0) -> OverlapResult:
    """Return what spend proves of every category at `level`. Pure; amounts in pence, shares and indices 0..1.

    For category c and agency a, S_a is its spend after transfers and recharges, counted if above 0 and at or above the
    de-minimis. HHI = sum of squared shares, effective number = 1 / HHI, F = 1 - HHI, R = S - max S_a, R_m = S - the
    heaviest set of agencies of which no two meet. Spend alone never proves overlap or duplication: deliveries do, and
    what they prove outranks what spend says. What the user decided outranks both, and what was found stays beside it. A
    category that is proven or decided on has a row without any spend too.
    """
    matrix, unmapped, used = spend_matrix(facts, level)
    own_proofs = own_evidence(facts)
    proofs = own_proofs if level == FINEST else find_evidence(facts, level)
    rulings = {ruling.category: ruling for ruling in facts.rulings if ruling.category in facts.categories}
    coarser = {code for code in {*proofs, *rulings} if facts.categories[code].level < level}
    told = [code for code, proof in proofs.items() if proof.verdict or (code in coarser and proof.words)]
    ruled = [code for code in rulings if facts.categories[code].level <= level]
    for code in (*told, *ruled):
        matrix.setdefault(code, {})

    matrices = {level: matrix}

    def row_at(code: str, at: int) -> OverlapRow:
        if at not in matrices:
            matrices[at] = spend_matrix(facts, at)[0]
        return _row(facts, facts.categories[code], matrices[at].get(code, {}), at, deminimis_pence, bool(unmapped))

    def row(code: str) -> OverlapRow:
        own_level, ruling = facts.categories[code].level, rulings.get(code)
        proof = proofs.get(code) or own_proofs.get(code, NO_EVIDENCE)
        if ruling and own_level != level and not proof.words:
            proof = find_evidence(facts, own_level).get(code, NO_EVIDENCE)
        made = row_at(code, level)
        apart = own_level != level and (proof.words or ruling)
        return _judged(made, proof, ruling, row_at(code, own_level) if apart else made)

    rows = [row(code) for code in matrix]
    own = own_verdicts(facts, own_proofs)
    rows += [row(item.category) for item in untold(facts, rows, own, level)]
    rows.sort(
        key=lambda row: (
            not row.ranked,
            -row.outside_lead_meeting_pence,
            -row.outside_lead_pence,
            -row.total_pence,
            row.category,
        )
    )
    statuses = facts.statuses_of(facts.cells)
    counted_agencies = {cell.agency for cell in facts.cells if cell.lines}
    issues = list(common_issues(facts, statuses, missing_returns(facts, counted_agencies)))
    if unmapped:
        issues.insert(
            0, Issue("unmapped", f"{pounds(unmapped)} has no category and is in none of these rows.", unmapped)
        )
    issues += category_issues(facts, used, level)
    issues += [*weight_issues(facts, used | {UNMAPPED: unmapped}), *not_itemised_issues(facts)]
    spending = {agency for amounts in matrix.values() for agency, pence in amounts.items() if pence > 0}
    spending -= facts.not_itemised | facts.first_count
    unknown = sorted(facts.agencies[agency].name for agency in spending if not facts.agencies[agency].base_areas)
    if unknown:
        text = (
            f"Area unknown: {', '.join(unknown)}. Taken as covering the whole place, so what rests on it is "
            "unproven. Record the areas that they cover with the organisations."
        )
        issues.append(Issue("area-unknown", text))
    for agency in sorted(spending):
        if facts.agencies[agency].doubtful:
            codes = ", ".join(facts.agencies[agency].doubtful)
            text = (
                f"{facts.agencies[agency].name} covers {codes}, an area that tpdesk does not know. It is "
                "treated as a separate area, so what rests on it is unproven."
            )
            issues.append(Issue("area-doubtful", text))
    issues += _not_looked_for(facts)
    on_record = recorded(facts)
    rows = with_elsewhere(facts, rows, on_record, own)
    uncategorised = without_category(facts, (row.judgement.proof for row in rows))
    issues += _unjudged_issues(facts, uncategorised)
    coarse = tuple(item for item in on_record if item.level < level)
    if coarse:
        issues.append(Issue("evidence-coarser", too_coarse_words(coarse, level)))
    if words := own_level_words(own, rows):
        issues.append(Issue("evidence-own-level", words))
    return OverlapResult(
        basis=make_basis(facts, facts.cells, level=level),
        deminimis_pence=deminimis_pence,
        rows=tuple(rows),
        unmapped_pence=unmapped,
        issues=tuple(issues),
        sources=sources(facts),
        own_level=own,
        too_coarse=coarse,
        deliveries=len(facts.deliveries),
        without_category=uncategorised[0],
        notes_without_category=uncategorised[1],
    )


def _not_looked_for(facts: YearFacts) -> list[Issue]:
    """Return what nobody looked for, so that no verdict and no sum can tell of it: who does what for whom, and
    payments between organisations."""
    issues = []
    if facts.cells and not facts.deliveries:
        text = (
            "Overlap and duplication were not looked for: no delivery of this year says who does what for whom, so "
            "verdicts are by spend and areas alone."
        )
        issues.append(Issue("evidence-none", text))
    if none_marked(facts):
        issues.append(Issue("no-transfers-marked", NO_TRANSFERS))
    return issues


def _unjudged_issues(facts: YearFacts, uncategorised: tuple[tuple[int, ...], tuple[int, ...]]) -> list[Issue]:
    """Return what deliveries would say if they had a category, or a finer one."""
    found = unjudged(facts)
    issues = []
    if any(uncategorised):
        issues.append(
            Issue("evidence-no-category", without_category_words(*uncategorised, alike=found.without_category))
        )
    if found.too_coarse:
        number = opening(len(found.too_coarse), "delivery shares", "deliveries share")
        text = (
            f"{number} an activity in a category too coarse to judge it by: an activity alone is "
            "evidence from class level down. Give each a class."
        )
        issues.append(Issue("evidence-too-coarse", f"{text} {_numbered(found.too_coarse)}"))
    return issues


def _numbered(numbers: tuple[int, ...]) -> str:
    return f"({'Delivery' if len(numbers) == 1 else 'Deliveries'} {', '.join(map(str, numbers))}.)"


_DOUBTFUL: Final = (
    "An organisation covers an area that tpdesk does not know, taken as one of its own: whether it meets others is "
    "unproven."
)

_PUBLISHED_ONLY: Final = (
    "Only published figures of the first count are in it. Each of their lines names one organisation, so they cannot "
    "show who else spends on the same: import returns for that."
)


def _row(
    facts: YearFacts, category: Category, amounts: Mapping[int, int], level: int, deminimis: int, partly: bool
) -> OverlapRow:
    several = facts.not_itemised | facts.first_count
    spend = {
        agency: pence for agency, pence in amounts.items() if pence > 0 and pence >= deminimis and agency not in several
    }
    total = sum(spend.values())
    order = sorted(spend, key=lambda agency: (-spend[agency], facts.agencies[agency].name.casefold()))
    hhi = sum(pence * pence for pence in spend.values()) / (total * total) if total else None
    lead = order[0] if order else None
    outside = total - spend[lead] if lead is not None else 0
    meeting = 0 if category.separate_law else total - heaviest_apart(spend, facts.agencies)
    unknown = any(not facts.agencies[agency].base_areas for agency in spend)
    unproven = len(spend) > 1 and (unknown or any(facts.agencies[agency].doubtful for agency in spend))
    coarser, finer = category.level < level, category.level > level
    balancing = category.balancing
    by_spend, evidence = (
        (None, (_coarser_words(category.level, level),))
        if coarser or finer
        else _verdict(facts, category, spend, meeting, unknown, partly)
        if spend or not amounts.keys() & facts.first_count
        else (None, (_PUBLISHED_ONLY,))
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
        judgement=Judgement(by_spend, evidence, unproven and not category.separate_law, evidence),
        shares=tuple(
            AgencyShare(facts.agencies[agency].name, spend[agency], spend[agency] / total) for agency in order
        ),
        left_out=_left_out(facts, amounts, spend),
        ranked=not (weak or category.support or coarser or finer),
        level=category.level,
        finer=finer,
    )


def _judged(row: OverlapRow, proof: Evidence, ruling: RulingFact | None, at_own: OverlapRow) -> OverlapRow:
    """Return the row with what deliveries prove over what spend says, and what the user decided over both.

    `at_own` is the row of the category's own level: what spend says of it there is the same whatever level is asked.
    """
    spend = at_own.judgement
    made = replace(
        spend,
        unproven=spend.unproven or proof.unproven,
        proof=proof,
        by_hand=ruling.verdict if ruling else "",
        reason=ruling.reason if ruling else "",
    )
    decided = (ruling_words(ruling.verdict, ruling.reason, made.found),) if ruling else ()
    where = () if at_own is row else (_other_level_words(row, at_own),)
    by_spend = (f"By spend alone: {spend.by_spend or 'no verdict'}.", *spend.spend_evidence)
    told = (*where, *by_spend) if where or made.outranks_spend else row.judgement.evidence
    return replace(row, judgement=replace(made, evidence=(*decided, *proof.words, *told)))


def _left_out(facts: YearFacts, amounts: Mapping[int, int], spend: Mapping[int, int]) -> tuple[LeftOut, ...]:
    found = []
    for agency, pence in amounts.items():
        if agency not in spend:
            reason = "net negative" if pence < 0 else "nothing spent" if pence == 0 else "below the de-minimis"
            if agency in facts.not_itemised and pence > 0:
                reason = "stands for several organisations"
            elif agency in facts.first_count and pence > 0:
                reason = "published figure of the first count"
            found.append(LeftOut(facts.agencies[agency].name, pence, reason))
    return tuple(sorted(found, key=lambda item: (item.amount_pence, item.agency.casefold())))


def _coarser_words(held: int, level: int) -> str:
    return f"Mapped to level {held} only, coarser than the level {level} asked: spend gives no verdict."


def _other_level_words(row: OverlapRow, at_own: OverlapRow) -> str:
    """Return at which level a category is judged that is of another than the one asked, and where its money is."""
    judged = f"Judged as a {LEVEL[row.level]}"
    if at_own.moneyless:
        return f"{judged}. No money of the count is in it."
    if not row.moneyless:
        return (
            f"{judged}, with all money under it; of that, {pounds(row.count_pence)} is mapped no finer and "
            "stands in this row."
        )
    where = "in the row of the category above it" if row.finer else "in the rows of the finer categories under it"
    return f"{judged}. Its money is {where}."


def _verdict(
    facts: YearFacts, category: Category, spend: Mapping[int, int], meeting: int, unknown: bool, partly: bool
) -> tuple[str, tuple[str, ...]]:
    if len(spend) <= 1:
        name = facts.agencies[next(iter(spend))].name if spend else None
        mapped = ", of the money that has a category" if partly else ""
        return "single", (
            f"Only {name} spends on it{mapped}." if name else f"No organisation has spend above zero on it{mapped}.",
        )
    if category.separate_law:
        return "separate areas", (f"The split between organisations is statutory: {category.separate_law}.",)
    if meeting == 0:
        return "separate areas", (
            (
                f"{counted(len(spend), 'organisation', 'organisations')} spend on it, and no two of their areas meet: "
                "each in its own area."
            ),
            *((_DOUBTFUL,) if any(facts.agencies[agency].doubtful for agency in spend) else ()),
        )
    pairs = _meeting_pairs(facts, spend)
    words = f"{counted(len(spend), 'organisation', 'organisations')} spend on it, and areas meet: {pairs}."
    doubt = ("An organisation's area is unknown and taken as the whole place: unproven.",) if unknown else ()
    return "fragmented", (
        words,
        f"At most {pounds(meeting).removesuffix('.00')} can coincide: an upper bound for discussion, not a saving.",
        *doubt,
    )


def _meeting_pairs(facts: YearFacts, spend: Mapping[int, int]) -> str:
    order = [facts.agencies[agency] for agency in sorted(spend, key=lambda agency: -spend[agency])]
    for n, one in enumerate(order):
        met = [other.name for other in order[n + 1 :] if meet(one, other)]
        if met:
            break
    others = len(met) - _NAMED
    told = [*met[:_NAMED], counted(others, "other")] if others > 0 else met
    more = _pairs_that_meet(order) - len(met)
    return f"{one.name} with {and_words(told)}" + (f", and {counted(more, 'other pair')}" if more else "")


def _pairs_that_meet(bodies: Sequence[Agency]) -> int:
    # Bodies on the same ground meet the same others: it is found out once for each two grounds,
    # not for each two bodies.
    grounds = list({body.base_areas: body for body in bodies}.values())
    near = {one.base_areas: [other.base_areas for other in grounds if meet(one, other)] for one in grounds}
    behind = Counter(body.base_areas for body in bodies)
    pairs = 0
    for body in bodies:
        behind[body.base_areas] -= 1
        pairs += sum(behind[ground] for ground in near[body.base_areas])
    return pairs
