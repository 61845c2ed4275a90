"""Sentences for a board: each says in words what a result holds, and is empty where it holds nothing."""

from __future__ import annotations

from collections.abc import Sequence

from tpdesk import units
from tpdesk.calc.dive import DiveBook
from tpdesk.calc.missing import MissingMonths
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.packs.sheets.count import missing_names
from tpdesk.calc.packs.sheets.overlap import BOUND
from tpdesk.calc.packs.sheets.reconciliation import Check
from tpdesk.calc.wider import body_words, money_words
from tpdesk.calc.workbook.describe import brief, said
from tpdesk.domain.evidence import DUPLICATION, OVERLAP
from tpdesk.domain.kinds import HORIZONS
from tpdesk.domain.results.basis import ReconciliationRow
from tpdesk.domain.results.count import CountResult, TransfersResult
from tpdesk.domain.results.overlap import OverlapResult
from tpdesk.text import and_words, counted, opening


def evidence_sheet(overlap: OverlapResult) -> tuple[str, str]:
    """Return the sheet that tells most of the evidence: a verdict decided by hand has no
    deliveries and nothing at stake."""
    if any(row.judgement.proof.stakes for row in overlap.rows):
        return "stakes", "Spend at stake"
    return "evidence", "Overlap evidence"


def total(frame: Frame, count: CountResult) -> str:
    """Return how much there is in all, per head and per household, of how many bodies."""
    if not count.rows:
        return f"No spend of {brief(frame.place)} is recorded for {frame.year}."
    parts = [
        (
            f"Public organisations account for {units.short_pounds(count.rows_total_pence)} in "
            f"{brief(frame.place)} in {frame.year}"
        )
    ]
    if count.pence_per_head is not None:
        parts.append(f"{units.pounds(count.pence_per_head)} per head")
    if count.pence_per_household is not None:
        parts.append(f"{units.pounds(count.pence_per_household)} per household")
    of_wider = money_words(count.wider, brief(frame.place))
    known = f" Made up of {count.basis.parts}." if count.basis.parts else ""
    return (
        f"{', '.join(parts)}; {count.bodies_counted} of {count.bodies_expected} expected organisations are "
        f"counted.{known}{f' {of_wider[:1].upper()}{of_wider[1:]}.' if of_wider else ''}"
    )


def wider(frame: Frame, count: CountResult) -> str:
    """Return what counts of each body that covers more than the place."""
    return " ".join(said(body_words(body, frame.place)) for body in count.wider)


def missing(count: CountResult) -> str:
    """Return which returns are missing."""
    if not count.missing_returns:
        stand_in = count.basis.first_count
        if stand_in:
            return (
                f"A first count: published figures stand in for {counted(stand_in, 'return')} that are still to come."
            )
        return "Every expected organisation is counted." if count.basis.parts else "No return is missing."
    number = opening(len(count.missing_returns), "return is", "returns are")
    return f"{number} missing, so the total is too low: {missing_names(count)}."


def biggest_bodies(count: CountResult, missing_months: Sequence[MissingMonths]) -> str:
    """Return the biggest bodies, and those of them whose payments leave out months:
    their figures are of a part of the year."""
    told = biggest(count, "organisations", "agency")
    parts = {months.agency: months.words for months in missing_months if brief(months.agency) in told}
    if not told or not parts:
        return told
    said_of = and_words([f"{brief(agency)} is of a part of the year only ({words})" for agency, words in parts.items()])
    return f"{told} {said_of}."


def biggest(count: CountResult, noun: str, name: str) -> str:
    """Return the three biggest rows of a count with their shares; `name` is the attribute that names a row."""
    several = count.not_itemised
    rows = [
        row for row in count.rows if row.share is not None and (row.agency or row.key) and row.agency not in several
    ][:3]
    if not rows:
        return ""
    named = [
        (
            f"{brief(row.agency if name == 'agency' else row.title)} {units.short_pounds(row.amount_pence)} "
            f"({units.percent(row.share)})"
        )
        for row in rows
    ]
    return (
        f"The biggest {noun} are {and_words(named)}."
        if len(named) > 1
        else f"All of it is {named[0]}."
        if len(count.rows) == 1
        else f"The biggest is {named[0]}."
    )


def transferred(count: CountResult, transfers: TransfersResult) -> str:
    """Return what is taken out of gross expenditure, and what cannot be since it is not marked."""
    recharges = (
        f"{units.short_pounds(count.recharges_removed_pence)} of internal recharges"
        if count.recharges_removed_pence
        else ""
    )
    if not transfers.rows:
        taken = f" Of {units.short_pounds(count.gross_pence)} gross, {recharges} is taken out." if recharges else ""
        unmarked = (
            (
                "No payment from one organisation to another is marked, so none is taken out: where there are "
                "such payments, their money is counted twice."
            )
            if count.bodies_counted > 1 and count.basis.first_count < count.bodies_counted
            else ""
        )
        return f"{unmarked}{taken}".strip()
    paid = f"{units.short_pounds(count.transfers_removed_pence)} paid between counted organisations"
    out = f"{paid} and {recharges} are" if recharges else f"{paid} is"
    return (
        f"Of {units.short_pounds(count.gross_pence)} gross, {out} taken out. Only payments that are marked as "
        "such can be: others would be counted twice."
    )


def unmapped(count: CountResult) -> str:
    """Return how much money has no category."""
    if not count.rows:
        return ""
    if not count.unmapped_lines:
        return "All money has a category: £0 is unmapped."
    share = units.percent(units.ratio(count.unmapped_pence, count.rows_total_pence))
    return (
        f"{units.short_pounds(count.unmapped_pence)} ({share}) in {counted(count.unmapped_lines, 'line')} has "
        "no category yet and is shown as Unmapped."
    )


def meeting(result: OverlapResult) -> str:
    """Return the categories with the most spend outside the lead where areas meet."""
    rows = [row for row in result.rows if row.ranked and row.outside_lead_meeting_pence > 0][:3]
    if not rows and result.basis.first_count:
        return (
            "Published figures of the first count name one organisation a line: no overlap and no saving is derived "
            "from them."
        )
    if not rows:
        return "In no ranked category do organisations whose areas meet spend on the same." if result.rows else ""
    named = [
        (
            f"{brief(row.title)} ({units.short_pounds(row.outside_lead_meeting_pence)} of "
            f"{units.short_pounds(row.total_pence)}, {counted(row.agencies, 'organisation', 'organisations')}, "
            f"{row.judgement.words}{', unproven' if row.judgement.unproven else ''})"
        )
        for row in rows
    ]
    return f"Where areas meet, the most spend outside the lead organisation is in {and_words(named)}: {BOUND}."


def separate(result: OverlapResult, on_sheet: int) -> str:
    """Return the categories run side by side in separate areas; `on_sheet` of them stand on their sheet."""
    rows = result.shared_service_candidates
    if not rows:
        return ""
    most = rows[0]
    made_up = len(rows) - on_sheet
    apart = [
        words
        for number, words in (
            (sum(not row.ranked for row in rows), "below the ranking, as support services"),
            (sum(row.judgement.unproven for row in rows), "unproven, as an area is not known"),
            (made_up, "not on that sheet, where their verdict is illustrative"),
        )
        if number
        for words in (f"{number} of them {words}",)
    ]
    aside = f" ({', '.join(apart)})" if apart else ""
    return (
        f"{opening(len(rows), 'category is', 'categories are')} run side by side in separate areas, where nothing is "
        f"done twice for a resident{aside}; most organisations: {brief(most.title)} ({most.agencies} organisations, "
        f"{units.short_pounds(most.total_pence)}). Could one do it for several?"
    )


def unproven(result: OverlapResult) -> str:
    """Return how many categories rest on an unknown area."""
    number = sum(1 for row in result.rows if row.judgement.unproven and (row.ranked or row.at_own_level))
    if not number:
        return ""
    found = opening(number, "category rests", "categories rest")
    return f"{found} on an organisation whose area is not recorded, and so {'is' if number == 1 else 'are'} unproven."


def largest_dive(book: DiveBook) -> str:
    """Return how many deep dives there are, and what the largest holds."""
    whole = [total for total in book.totals if not total.parent]
    if not whole:
        return ""
    most = max(whole, key=lambda total: total.total_pence)
    share = f", {units.percent(most.share, 2)} of the count" if most.share is not None else ""
    return (
        f"{opening(len(whole), 'deep dive')}; the largest, {brief(most.title)}, holds "
        f"{units.short_pounds(most.total_pence)}{share}.{_caveat(book)}"
    )


def evidenced(result: OverlapResult, book: DiveBook) -> str:
    """Return where duplication and overlap are shown, and the most at stake."""
    same, alike = len(result.with_verdict(DUPLICATION)), len(result.with_verdict(OVERLAP))
    rows = [row for row in result.rows if row.judgement.proof.stakes]
    if not (same or alike):
        return ""
    bounds = [
        (stake.bound_pence, row.title) for row in rows for stake in row.judgement.proof.stakes if stake.bound_pence
    ]
    most = (
        f" Most is at stake in {brief(max(bounds)[1])}: at most {units.short_pounds(max(bounds)[0])}, {BOUND}."
        if bounds
        else ""
    )
    doubtful = sum(row.judgement.evidenced and row.judgement.unproven for row in result.rows)
    doubt = f" Unproven, as an area is not known: {doubtful} of them." if doubtful else ""
    by_hand = any(row.judgement.evidenced and row.judgement.by_hand for row in result.rows)
    who = "Deliveries and decisions by hand" if by_hand else "Deliveries"
    return (
        f"{who} show duplication in {counted(same, 'category', 'categories')} and overlap in {alike} "
        f"more.{doubt}{most}{_caveat(book)}"
    )


def asked_of_government(book: DiveBook) -> str:
    """Return the barriers that only central government can remove."""
    found = [record for record in book.of("barrier") if record.values["level"] == "central"]
    if not found:
        return ""
    standing = sum(record.values["state"] in ("open", "raised") for record in found)
    return (
        f"{opening(len(found), 'barrier')} only central government can remove; {standing} of them are open or "
        f"raised.{_caveat(book)}"
    )


def could_be_done(book: DiveBook) -> str:
    """Return the opportunities by horizon."""
    found = book.of("opportunity")
    if not found:
        return ""
    parts = [
        f"{number} {horizon}"
        for horizon in HORIZONS
        if (number := sum(record.values["horizon"] == horizon for record in found))
    ]
    return (
        f"{opening(len(found), 'opportunity', 'opportunities')} "
        f"noted{', by horizon ' + and_words(parts) if parts else ''}.{_caveat(book)}"
    )


def _caveat(book: DiveBook) -> str:
    return " Some of it is illustrative, made up as an example." if book.illustrative else ""


def reconciled(found: Sequence[ReconciliationRow]) -> str:
    """Return how many bodies agree with their own totals, and the largest difference."""
    rows = [row for row in found if row.is_one_body]
    if not rows:
        return ""
    agree = sum(1 for row in rows if row.difference_pence == 0)
    differ = [row for row in rows if row.difference_pence]
    without = len(rows) - agree - len(differ)
    text = (
        f"Of {counted(len(rows), 'organisation', 'organisations')}, {agree} agree to the penny with a "
        f"published or control total, {len(differ)} differ, {without} have none to compare with."
    )
    if differ:
        most = max(differ, key=lambda row: abs(row.difference_pence or 0))
        text += f" The largest difference is {brief(most.agency)}: {units.pounds(most.difference_pence or 0)}."
    return text


def checked(checks: Sequence[Check]) -> str:
    """Return which check totals differ, or that none does."""
    differ = [check.title for check in checks if not check.agrees]
    if differ:
        return f"{opening(len(differ), 'check total')} DIFFERS: {and_words([brief(title) for title in differ])}."
    return "All check totals agree to the penny: OK."
