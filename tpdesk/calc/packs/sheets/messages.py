"""Key messages: numbered sentences built from the figures, each with what it rests on and a link to its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tpdesk import units
from tpdesk.calc.packs.sheets.checks import checks_that_differ
from tpdesk.calc.packs.sheets.count import missing_names
from tpdesk.calc.packs.sheets.frame import Frame
from tpdesk.calc.packs.sheets.overlap import BOUND
from tpdesk.calc.report import BoardReport
from tpdesk.calc.wider import body_words, money_words
from tpdesk.calc.workbook.describe import Cell, Column, Kind, Sheet, Table, Value, brief, said
from tpdesk.domain.evidence import DUPLICATION, OVERLAP
from tpdesk.domain.kinds import HORIZONS
from tpdesk.domain.results.count import CountResult
from tpdesk.text import and_words, counted, opening

_DELIVERIES: Final = "Costs of deliveries a year as said in deep dives; not the count"
_RECORDS: Final = "Records of deep dives and workshops; no money of the count"


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence for the board."""

    text: str
    """Empty where there is nothing to say."""

    base: str
    """What it rests on, in a few words."""

    sheet: str
    """Key of the sheet that it follows from."""

    name: str
    """That sheet's name."""


def key_messages(frame: Frame) -> Sheet:
    """Return numbered sentences built from the figures, each with its own base and a link to its table."""
    columns = (
        Column("message", "Message", Kind.TEXT, 86),
        Column("base", "Rests on", Kind.TEXT, 34),
        Column("see", "See", Kind.LINK, 24),
    )
    found = [message for message in _messages(frame) if message.text]
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (f"{n}. {message.text}", message.base, Cell(message.name, link=message.sheet))
        for n, message in enumerate(found, 1)
    )
    made_up = frame.report.dives_for_messages is not None
    return Sheet(
        "key_messages",
        "Key messages",
        f"Key messages: {frame.where}",
        "What does it all say, in a few sentences?",
        (
            f"Status: {said(frame.report.status)}. Messages do not all rest on the same money: what each rests on stands beside it.",
            *(("No message rests on deep dives that are made up to show the tool.",) if made_up else ()),
        ),
        Table("Key_messages", "Key messages", columns, rows),
    )


def _messages(frame: Frame) -> tuple[Message, ...]:
    report, after = frame.report, frame.short_base(people=False)
    level = report.overlap.basis.level
    shares = f"{after}; categories at level {level}, organisations with spend above zero"
    gross = frame.short_base(people=False, gross=True)
    counted_bodies = f"Organisations expected and counted, {report.year}"
    return (
        Message(_total(frame), frame.short_base(), "headline", "Headline figures"),
        Message(_wider(frame), gross, "who_spends", "Who spends"),
        Message(_missing(report.by_agency), counted_bodies, "returns", "Returns"),
        Message(_biggest_bodies(report), after, "who_spends", "Who spends"),
        Message(_biggest(report.by_division, "divisions of spend", "title"), after, "what_on", "What on"),
        Message(_transfers(frame), gross, "transfers", "Transfers"),
        Message(_unmapped(report.by_category), after, "categories", "Categories"),
        Message(_meeting(frame), shares, "overlap", "Overlap"),
        Message(_separate(frame), shares, "shared", "Shared-service candidates"),
        Message(_unproven(frame), shares, "overlap", "Overlap"),
        Message(_dives(frame), f"{after}; spend tagged to deep dives", "dives", "Deep dives"),
        Message(_evidenced(frame), _DELIVERIES, *_evidence_sheet(frame)),
        Message(_asked(frame), _RECORDS, "barriers_central", "Barriers for government"),
        Message(_could(frame), _RECORDS, "opportunities", "Opportunities"),
        Message(_reconciled(frame), f"{gross}; each organisation by itself", "reconciliation", "Reconciliation"),
        Message(_checked(frame), "Every total on that sheet", "checks", "Check totals"),
    )


def _evidence_sheet(frame: Frame) -> tuple[str, str]:
    """Return the sheet that tells most of the evidence: a verdict decided by hand has no deliveries and nothing at stake."""
    if any(row.judgement.proof.stakes for row in frame.report.overlap.rows):
        return "stakes", "Spend at stake"
    return "evidence", "Overlap evidence"


def _total(frame: Frame) -> str:
    count = frame.report.by_agency
    if not count.rows:
        return f"No spend of {brief(frame.report.place)} is recorded for {frame.report.year}."
    parts = [
        f"Public bodies account for {units.short_pounds(count.rows_total_pence)} in {brief(frame.report.place)} in {frame.report.year}"
    ]
    if count.pence_per_head is not None:
        parts.append(f"{units.pounds(count.pence_per_head)} per head")
    if count.pence_per_household is not None:
        parts.append(f"{units.pounds(count.pence_per_household)} per household")
    wider = money_words(count.wider, brief(frame.report.place))
    return f"{', '.join(parts)}; {count.bodies_counted} of {count.bodies_expected} expected bodies are counted.{f' {wider[:1].upper()}{wider[1:]}.' if wider else ''}"


def _wider(frame: Frame) -> str:
    """Return what counts of each body that covers more than the place."""
    return " ".join(said(body_words(body, frame.report.place)) for body in frame.report.by_agency.wider)


def _missing(count: CountResult) -> str:
    if not count.missing_returns:
        return "No return is missing."
    missing = opening(len(count.missing_returns), "return is", "returns are")
    return f"{missing} missing, so the total is too low: {missing_names(count)}."


def _biggest_bodies(report: BoardReport) -> str:
    """Return the biggest bodies, and those of them whose payments leave out months: their figures are of a part of the year."""
    told = _biggest(report.by_agency, "bodies", "agency")
    parts = {months.agency: months.words for months in report.missing_months if brief(months.agency) in told}
    if not told or not parts:
        return told
    said_of = and_words([f"{brief(agency)} is of a part of the year only ({words})" for agency, words in parts.items()])
    return f"{told} {said_of}."


def _biggest(count: CountResult, noun: str, name: str) -> str:
    several = count.not_itemised
    rows = [
        row for row in count.rows if row.share is not None and (row.agency or row.key) and row.agency not in several
    ][:3]
    if not rows:
        return ""
    named = [
        f"{brief(row.agency if name == 'agency' else row.title)} {units.short_pounds(row.amount_pence)} ({units.percent(row.share)})"
        for row in rows
    ]
    return (
        f"The biggest {noun} are {and_words(named)}."
        if len(named) > 1
        else f"All of it is {named[0]}."
        if len(count.rows) == 1
        else f"The biggest is {named[0]}."
    )


def _transfers(frame: Frame) -> str:
    count = frame.report.by_agency
    recharges = (
        f"{units.short_pounds(count.recharges_removed_pence)} of internal recharges"
        if count.recharges_removed_pence
        else ""
    )
    if not frame.report.transfers.rows:
        taken = f" Of {units.short_pounds(count.gross_pence)} gross, {recharges} is taken out." if recharges else ""
        unmarked = (
            "No payment from one body to another is marked, so none is taken out: where there are such payments, their money is counted twice."
            if count.bodies_counted > 1
            else ""
        )
        return f"{unmarked}{taken}".strip()
    paid = f"{units.short_pounds(count.transfers_removed_pence)} paid between counted bodies"
    out = f"{paid} and {recharges} are" if recharges else f"{paid} is"
    return f"Of {units.short_pounds(count.gross_pence)} gross, {out} taken out. Only payments that are marked as such can be: others would be counted twice."


def _unmapped(count: CountResult) -> str:
    if not count.rows:
        return ""
    if not count.unmapped_lines:
        return "All money has a category: £0 is unmapped."
    share = units.percent(units.ratio(count.unmapped_pence, count.rows_total_pence))
    return f"{units.short_pounds(count.unmapped_pence)} ({share}) in {counted(count.unmapped_lines, 'line')} has no category yet and is shown as Unmapped."


def _meeting(frame: Frame) -> str:
    result = frame.report.message_overlap
    rows = [row for row in result.rows if row.ranked and row.outside_lead_meeting_pence > 0][:3]
    if not rows:
        return "In no ranked category do bodies whose areas meet spend on the same." if result.rows else ""
    named = [
        f"{brief(row.title)} ({units.short_pounds(row.outside_lead_meeting_pence)} of {units.short_pounds(row.total_pence)}, {counted(row.agencies, 'body', 'bodies')}, {row.judgement.words})"
        for row in rows
    ]
    return f"Where areas meet, the most spend outside the lead agency is in {and_words(named)}: {BOUND}."


def _separate(frame: Frame) -> str:
    rows = frame.report.message_overlap.shared_service_candidates
    if not rows:
        return ""
    most = rows[0]
    made_up = len(rows) - len(frame.report.overlap.shared_service_candidates)
    apart = [
        words
        for number, words in (
            (sum(not row.ranked for row in rows), "below the ranking, as support services"),
            (made_up, "not on that sheet, where their verdict is illustrative"),
        )
        if number
        for words in (f"{number} of them {words}",)
    ]
    aside = f" ({', '.join(apart)})" if apart else ""
    return (
        f"{opening(len(rows), 'category is', 'categories are')} run side by side in separate areas, where nothing is "
        f"done twice for a resident{aside}; most bodies: {brief(most.title)} ({most.agencies} bodies, {units.short_pounds(most.total_pence)}). Could one do it for several?"
    )


def _unproven(frame: Frame) -> str:
    rows = frame.report.message_overlap.rows
    unproven = sum(1 for row in rows if row.judgement.unproven and (row.ranked or row.at_own_level))
    if not unproven:
        return ""
    found = opening(unproven, "category rests", "categories rest")
    return f"{found} on an agency whose area is not recorded, and so {'is' if unproven == 1 else 'are'} unproven."


def _dives(frame: Frame) -> str:
    whole = [total for total in frame.report.message_dives.totals if not total.parent]
    if not whole:
        return ""
    most = max(whole, key=lambda total: total.total_pence)
    share = f", {units.percent(most.share, 2)} of the count" if most.share is not None else ""
    return f"{opening(len(whole), 'deep dive')}; the largest, {brief(most.title)}, holds {units.short_pounds(most.total_pence)}{share}.{_caveat(frame)}"


def _evidenced(frame: Frame) -> str:
    result = frame.report.message_overlap
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
    by_hand = any(row.judgement.evidenced and row.judgement.by_hand for row in result.rows)
    who = "Deliveries and decisions by hand" if by_hand else "Deliveries"
    return f"{who} show duplication in {counted(same, 'category', 'categories')} and overlap in {alike} more.{most}{_caveat(frame)}"


def _asked(frame: Frame) -> str:
    found = [record for record in frame.report.message_dives.of("barrier") if record.values["level"] == "central"]
    if not found:
        return ""
    standing = sum(record.values["state"] in ("open", "raised") for record in found)
    return f"{opening(len(found), 'barrier')} only central government can lift; {standing} of them stand open or raised.{_caveat(frame)}"


def _could(frame: Frame) -> str:
    found = frame.report.message_dives.of("opportunity")
    if not found:
        return ""
    parts = [
        f"{number} {horizon}"
        for horizon in HORIZONS
        if (number := sum(record.values["horizon"] == horizon for record in found))
    ]
    return f"{opening(len(found), 'opportunity', 'opportunities')} noted{', by horizon ' + and_words(parts) if parts else ''}.{_caveat(frame)}"


def _caveat(frame: Frame) -> str:
    return (
        " Some of it is illustrative, made up to show what the program does."
        if frame.report.message_dives.illustrative
        else ""
    )


def _reconciled(frame: Frame) -> str:
    rows = [row for row in frame.report.reconciliation if row.is_one_body]
    if not rows:
        return ""
    agree = sum(1 for row in rows if row.difference_pence == 0)
    differ = [row for row in rows if row.difference_pence]
    without = len(rows) - agree - len(differ)
    text = f"Of {counted(len(rows), 'body', 'bodies')}, {agree} agree to the penny with a published or control total, {len(differ)} differ, {without} have none to compare with."
    if differ:
        most = max(differ, key=lambda row: abs(row.difference_pence or 0))
        text += f" The largest difference is {brief(most.agency)}: {units.pounds(most.difference_pence or 0)}."
    return text


def _checked(frame: Frame) -> str:
    differ = checks_that_differ(frame)
    if differ:
        return f"{opening(len(differ), 'check total')} DIFFERS: {and_words([brief(title) for title in differ])}."
    return "All check totals agree to the penny: OK."
