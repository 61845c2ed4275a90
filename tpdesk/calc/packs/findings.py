"""What page one of a pack says: its title, five figures and three findings. docs/method.md, Page one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tpdesk import units
from tpdesk.calc.missing import MissingMonths
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.packs.sheets.count import missing_names
from tpdesk.calc.packs.sheets.overlap import BOUND
from tpdesk.calc.real_terms import RealTerms
from tpdesk.calc.workbook.describe import brief
from tpdesk.domain.evidence import DUPLICATION
from tpdesk.domain.results.basis import ReconciliationRow
from tpdesk.domain.results.bridge import STEPS, Bridge
from tpdesk.domain.results.count import CountResult
from tpdesk.domain.results.overlap import OverlapResult, OverlapRow
from tpdesk.text import and_words, counted


@dataclass(frozen=True, slots=True)
class KeyFinding:
    """One sentence of page one."""

    lead: str
    """The rule by which it was chosen, or the figure that it is about."""

    text: str
    sheet: str = ""
    """Key of the sheet that it follows from."""


def largest_outside(overlap: OverlapResult) -> OverlapRow | None:
    """Return the ranked category with the most spend outside its lead organisation where areas meet."""
    rows = [row for row in overlap.rows if row.ranked and row.outside_lead_meeting_pence > 0]
    return max(rows, key=lambda row: row.outside_lead_meeting_pence, default=None)


def _unproven(row: OverlapRow) -> str:
    """Return that a figure or verdict of a category rests on an area that is not known; empty where none does."""
    return ", unproven as an area is not known" if row.judgement.unproven else ""


def headline(frame: Frame, count: CountResult, overlap: OverlapResult) -> str:
    """Return the finding that the whole pack opens with, short enough for one line."""
    row = largest_outside(overlap)
    if row is not None:
        return (
            f"{brief(frame.place, 40)}, {frame.year}: {row.agencies} organisations spend on {brief(row.title, 36)}, "
            f"{units.short_pounds(row.outside_lead_meeting_pence)} of it outside the lead"
            f"{' (unproven)' if row.judgement.unproven else ''}"
        )
    most = count.rows[0] if count.rows else None
    if most is None or most.share is None:
        return f"{brief(frame.place, 40)}, {frame.year}: no spending is recorded yet"
    share = "all" if len(count.rows) == 1 else units.percent(most.share)
    return (
        f"{brief(frame.place, 40)}, {frame.year}: {units.short_pounds(count.rows_total_pence)} of public spending, "
        f"{share} of it by {brief(most.agency, 44)}"
    )


def figures(frame: Frame, count: CountResult, overlap: OverlapResult, agree: KeyFinding) -> tuple[KeyFinding, ...]:
    """Return the five figures, each with what it is of; `agree` is what `agreeing` returns."""
    ranked = [row for row in overlap.rows if row.ranked]
    outside = sum(row.outside_lead_meeting_pence for row in ranked)
    doubtful = sum(row.outside_lead_meeting_pence for row in ranked if row.judgement.unproven)
    doubt = f"; {units.short_pounds(doubtful)} of it unproven, as areas are not known" if doubtful else ""
    spent = "spent, no transfers marked" if count.basis.transfers_unmarked else "spent after transfers and recharges"
    households = (
        f"; {units.pounds(count.pence_per_household)} per household" if count.pence_per_household is not None else ""
    )
    known = count.basis.parts or (
        f"{units.short_pounds(count.unmapped_pence)} of it without a category"
        if count.unmapped_lines
        else "all of it with a category"
    )
    head = (
        KeyFinding(units.pounds(count.pence_per_head), f"per head of {frame.basis.people or 0:,} people{households}")
        if count.pence_per_head is not None
        else KeyFinding("Not known", f"per head: the population is not held for {frame.year}")
    )
    return (
        KeyFinding(units.short_pounds(count.rows_total_pence), f"{spent}: {known}"),
        head,
        KeyFinding(f"{count.bodies_counted} of {count.bodies_expected}", "expected organisations counted"),
        KeyFinding(units.short_pounds(outside), f"outside the lead organisation where areas meet: {BOUND}{doubt}"),
        agree,
    )


def agreeing(rows: Sequence[ReconciliationRow]) -> KeyFinding:
    """Return `15 of 19`: how many organisations agree with a total of their own, or that none has one."""
    bodies = [row for row in rows if row.is_one_body]
    if all(row.difference_pence is None for row in bodies):
        return KeyFinding("No organisation", "has a published or control total to compare with")
    agree = f"{sum(row.difference_pence == 0 for row in bodies)} of {len(bodies)}"
    return KeyFinding(agree, "organisations agree to the penny with a published or control total")


def by_size(frame: Frame, count: CountResult, overlap: OverlapResult) -> KeyFinding:
    """Return where the most money is outside the lead, or who spends most where there is no such money."""
    row = largest_outside(overlap)
    if row is not None:
        text = (
            f"{brief(row.title, 40)} has the most spend outside its lead: "
            f"{units.short_pounds(row.outside_lead_meeting_pence)} of {units.short_pounds(row.total_pence)}, "
            f"{counted(row.agencies, 'organisation')}{_unproven(row)}."
        )
        return KeyFinding("Size.", text, "overlap")
    if not count.rows or count.rows[0].share is None:
        return KeyFinding("Size.", f"No spending of {brief(frame.place)} is recorded for {frame.year}.", "who_spends")
    most = count.rows[0]
    text = (
        f"{brief(most.agency)} spends the most: {units.short_pounds(most.amount_pence)}, {units.percent(most.share)} "
        "of all spend."
    )
    return KeyFinding("Size.", text, "who_spends")


def by_evidence(overlap: OverlapResult) -> KeyFinding:
    """Return the strongest evidence: duplication before overlap, then the most at stake, then the most spend."""
    proven = [row for row in overlap.rows if row.judgement.evidenced]
    if not proven:
        several = sum(1 for row in overlap.rows if row.ranked and row.verdict == "fragmented")
        rest = f"{counted(several, 'category is', 'categories are') if several else 'no category is'} fragmented"
        looked = (
            f"None shown by the {counted(overlap.deliveries, 'delivery', 'deliveries')} recorded"
            if overlap.deliveries
            else "Not looked for: no record says who does what for whom"
        )
        return KeyFinding("Evidence.", f"{looked}; {rest}.", "evidence")
    row = max(proven, key=lambda row: (row.verdict == DUPLICATION, _at_stake(row), row.total_pence))
    most = f"; at most {units.short_pounds(_at_stake(row))} is at stake" if _at_stake(row) else ""
    hand = ", decided by hand" if row.judgement.by_hand else ""
    return KeyFinding(
        "Evidence.", f"{brief(row.title, 40)}: {row.judgement.words}{_unproven(row)}{hand}{most}.", "evidence"
    )


def _at_stake(row: OverlapRow) -> int:
    return max((stake.bound_pence or 0 for stake in row.judgement.proof.stakes), default=0)


def by_change(bridge: Bridge | None, real: RealTerms | None) -> KeyFinding:
    """Return the largest step since the last frozen count, else the change since the year before, else that there is
    nothing to compare with."""
    if bridge is not None and not bridge.is_empty:
        step = max(bridge.steps, key=lambda name: abs(bridge.steps[name]))
        text = (
            f"Since {brief(bridge.first.name)} spend went from {units.short_pounds(bridge.start_pence)} to "
            f"{units.short_pounds(bridge.end_pence)}, most of it by {STEPS[step].lower()} "
            f"({units.short_pounds(bridge.steps[step])})."
        )
        return KeyFinding("Change.", text, "what_changed")
    if real is not None and real.unlike is not None:
        return KeyFinding("Change.", f"Not told. {real.unlike.text}", "real_terms")
    if real is not None and real.cash_change_share is not None:
        rest = f", {units.percent(real.real_change_share)} in real terms" if real.real_change_share is not None else ""
        text = (
            f"Since {real.before_year} spend of organisations in both years changed by "
            f"{units.percent(real.cash_change_share)} in cash{rest}."
        )
        return KeyFinding("Change.", text, "real_terms")
    text = "Not known: this place has no frozen count and no earlier year to compare with."
    return KeyFinding("Change.", text, "about")


def what_is_missing(count: CountResult, overlap: OverlapResult, months: Sequence[MissingMonths]) -> str:
    """Return by name what the figures leave out."""
    return " ".join(missing_parts(count, overlap, months))


def missing_parts(count: CountResult, overlap: OverlapResult, months: Sequence[MissingMonths]) -> list[str]:
    """Return by name what the figures leave out, a sentence each."""
    parts = []
    if not count.missing_returns:
        held = "all expected organisations are" if count.bodies_counted > 1 else "the one expected organisation is"
        parts.append(f"No return is missing: {held} counted.")
    else:
        parts.append(f"Not counted, so the total is too low: {missing_names(count)}.")
    if months:
        named = and_words([f"{brief(item.agency)} ({item.words})" for item in months])
        parts.append(f"Part of the year only: {named}.")
    if count.unmapped_lines:
        parts.append(f"No category yet: {units.short_pounds(count.unmapped_pence)}.")
    unknown = [brief(row.title) for row in overlap.rows if row.judgement.unproven and (row.ranked or row.at_own_level)]
    if unknown:
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        parts.append(f"Unproven, as an area is not known: {and_words(unknown[:3])}{more}.")
    if not count.transfers_marked and count.bodies_counted > 1:
        parts.append("No transfers are marked, so money may be counted twice.")
    if not count.pence_per_head:
        parts.append("People: not held for this year.")
    return parts
