"""The front of a pack: cover, contents and key messages, whose sentences are built from the figures."""

from __future__ import annotations

from tpdesk import units
from tpdesk.calc.evidence import DUPLICATION, OVERLAP
from tpdesk.calc.packs.describe import Cell, Column, Kind, Sheet, Table, Value, brief, said
from tpdesk.calc.packs.sheets.count import missing_names
from tpdesk.calc.packs.sheets.frame import Frame, population
from tpdesk.calc.packs.sheets.overlap import BOUND
from tpdesk.calc.packs.sheets.proof import checks_that_differ
from tpdesk.calc.results import CountResult, OverlapRow
from tpdesk.models.dives.kinds import HORIZONS
from tpdesk.text import counted


def cover(frame: Frame) -> Sheet:
    """Return the cover: what this is, of what place and year, how final, by whom and from what."""
    report = frame.report
    columns = (Column("item", "Item", Kind.TEXT, 30), Column("value", "What it is", Kind.TEXT, 78))
    files = len({source.sha256 for source in report.by_agency.sources})
    rows: tuple[tuple[Value, ...], ...] = (
        ("Place", said(report.place)),
        ("Financial year", said(report.year)),
        ("Status", said(report.status).capitalize()),
        ("Base of all figures", said(frame.basis.sentence())),
        ("Population", population(frame.basis).removeprefix("Population: ")),
        ("Bodies", f"{report.by_agency.bodies_counted} counted of {report.by_agency.bodies_expected} expected"),
        ("Made by", said(report.made_by)),
        ("Figures as they stood on", f"{report.made_at[:16].replace('T', ' ')} UTC"),
        ("Made from", f"{said(report.desk_name)}, {counted(files, 'file')} taken in"),
        ("Made with", said(report.software)),
    )
    return Sheet(
        "cover",
        "Cover",
        f"Who spends what on what: {frame.where}",
        "What is this, and how final is it?",
        (
            "A board pack: the public money that comes into one place, through which bodies, for what, and where several bodies spend on the same.",
            "Start with the sheet Key messages. The sheet Contents leads to every other.",
        ),
        Table("Cover", "About this pack", columns, rows),
    )


def contents(frame: Frame, sheets: tuple[Sheet, ...]) -> Sheet:
    """Return the linked list of the pack's other sheets."""
    columns = (Column("sheet", "Sheet", Kind.LINK, 34), Column("answers", "What it answers", Kind.TEXT, 88))
    rows: tuple[tuple[Value, ...], ...] = tuple((Cell(sheet.name, link=sheet.key), sheet.answers) for sheet in sheets)
    return Sheet(
        "contents",
        "Contents",
        f"Contents: {frame.where}",
        "What is in this pack?",
        ("Each name leads to its sheet; each sheet has a link back to this one.",),
        Table("Contents", "Sheets of this pack", columns, rows),
    )


def key_messages(frame: Frame) -> Sheet:
    """Return numbered sentences built from the figures, each with its base and a link to its table."""
    columns = (
        Column("message", "Message", Kind.TEXT, 86),
        Column("base", "Base", Kind.TEXT, 34),
        Column("see", "See", Kind.LINK, 24),
    )
    base = frame.short_base()
    found = [message for message in _messages(frame) if message[0]]
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (f"{n}. {text}", base, Cell(name, link=sheet)) for n, (text, sheet, name) in enumerate(found, 1)
    )
    return Sheet(
        "key_messages",
        "Key messages",
        f"Key messages: {frame.where}",
        "What does it all say, in a few sentences?",
        (
            f"Status: {said(frame.report.status)}. Every figure stands on the base beside it and follows from the sheet named there.",
            frame.base(),
        ),
        Table("Key_messages", "Key messages", columns, rows),
    )


def _messages(frame: Frame) -> tuple[tuple[str, str, str], ...]:
    """Return sentences, each with the key and the name of the sheet it rests on; an empty sentence is left out."""
    report = frame.report
    return (
        (_total(frame), "headline", "Headline figures"),
        (_missing(report.by_agency), "returns", "Returns"),
        (_biggest(report.by_agency, "bodies", "agency"), "who_spends", "Who spends"),
        (_biggest(report.by_division, "divisions of spend", "title"), "what_on", "What on"),
        (_transfers(frame), "transfers", "Transfers"),
        (_unmapped(report.by_category), "categories", "Categories"),
        (_meeting(frame), "overlap", "Overlap"),
        (_separate(frame), "shared", "Shared-service candidates"),
        (_unproven(frame), "overlap", "Overlap"),
        (_dives(frame), "dives", "Deep dives"),
        (_evidenced(frame), "stakes", "Spend at stake"),
        (_asked(frame), "barriers_central", "Barriers for government"),
        (_could(frame), "opportunities", "Opportunities"),
        (_reconciled(frame), "reconciliation", "Reconciliation"),
        (_checked(frame), "checks", "Check totals"),
    )


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
    return f"{', '.join(parts)}; {count.bodies_counted} of {count.bodies_expected} expected bodies are counted."


def _missing(count: CountResult) -> str:
    if not count.missing_returns:
        return "No return is missing."
    return f"{counted(len(count.missing_returns), 'return is', 'returns are')} missing, so the total is too low: {missing_names(count)}."


def _biggest(count: CountResult, noun: str, name: str) -> str:
    rows = [row for row in count.rows if row.share is not None and (row.agency or row.key)][:3]
    if not rows:
        return ""
    listed = [
        f"{brief(row.agency if name == 'agency' else row.title)} {units.short_pounds(row.amount_pence)} ({units.percent(row.share)})"
        for row in rows
    ]
    return (
        f"The biggest {noun} are {_and(listed)}."
        if len(listed) > 1
        else f"All of it is {listed[0]}."
        if len(count.rows) == 1
        else f"The biggest is {listed[0]}."
    )


def _transfers(frame: Frame) -> str:
    count = frame.report.by_agency
    if not (count.transfers_removed_pence or count.recharges_removed_pence):
        return ""
    return (
        f"Of {units.short_pounds(count.gross_pence)} gross, {units.short_pounds(count.transfers_removed_pence)} paid between counted bodies and "
        f"{units.short_pounds(count.recharges_removed_pence)} of internal recharges are taken out, so that no pound is counted twice."
    )


def _unmapped(count: CountResult) -> str:
    if not count.unmapped_lines:
        return "All money has a category: £0 is unmapped."
    share = units.percent(units.ratio(count.unmapped_pence, count.rows_total_pence))
    return f"{units.short_pounds(count.unmapped_pence)} ({share}) in {counted(count.unmapped_lines, 'line')} has no category yet and is shown as Unmapped."


def _meeting(frame: Frame) -> str:
    rows = [row for row in frame.report.overlap.rows if row.ranked and row.outside_lead_meeting_pence > 0][:3]
    if not rows:
        return (
            "In no ranked category do bodies whose areas meet spend on the same." if frame.report.overlap.rows else ""
        )
    listed = [
        f"{brief(row.title)} ({units.short_pounds(row.outside_lead_meeting_pence)} of {units.short_pounds(row.total_pence)}, {counted(row.agencies, 'body', 'bodies')}, {row.verdict_words})"
        for row in rows
    ]
    return f"Where areas meet, the most spend outside the lead agency is in {_and(listed)}: {BOUND}."


def _separate(frame: Frame) -> str:
    rows: tuple[OverlapRow, ...] = frame.report.overlap.shared_service_candidates
    if not rows:
        return ""
    most = rows[0]
    return (
        f"{counted(len(rows), 'category is', 'categories are')} run side by side in separate areas, where nothing is done twice for a resident; most bodies: "
        f"{brief(most.title)} ({most.agencies} bodies, {units.short_pounds(most.total_pence)}). Could one do it for several?"
    )


def _unproven(frame: Frame) -> str:
    unproven = sum(1 for row in frame.report.overlap.rows if row.ranked and row.unproven)
    if not unproven:
        return ""
    return (
        f"{counted(unproven, 'ranked category rests', 'ranked categories rest')} on an agency whose area is not recorded, and so are unproven."
        if unproven > 1
        else ("1 ranked category rests on an agency whose area is not recorded, and so is unproven.")
    )


def _dives(frame: Frame) -> str:
    whole = [total for total in frame.report.dives.totals if not total.parent]
    if not whole:
        return ""
    most = max(whole, key=lambda total: total.total_pence)
    share = f", {units.percent(most.share, 2)} of the count" if most.share is not None else ""
    return f"{counted(len(whole), 'deep dive')}; the largest, {brief(most.title)}, holds {units.short_pounds(most.total_pence)}{share}.{_caveat(frame)}"


def _evidenced(frame: Frame) -> str:
    result = frame.report.overlap
    same, alike = len(result.with_verdict(DUPLICATION)), len(result.with_verdict(OVERLAP))
    rows = [row for row in result.rows if row.proof.stakes]
    if not (same or alike):
        return ""
    bounds = [(stake.bound_pence, row.title) for row in rows for stake in row.proof.stakes if stake.bound_pence]
    most = (
        f" Most is at stake in {brief(max(bounds)[1])}: at most {units.short_pounds(max(bounds)[0])}, {BOUND}."
        if bounds
        else ""
    )
    return f"Deliveries show duplication in {counted(same, 'category', 'categories')} and overlap in {alike} more.{most}{_caveat(frame)}"


def _asked(frame: Frame) -> str:
    found = [record for record in frame.report.dives.of("barrier") if record.values["level"] == "central"]
    if not found:
        return ""
    standing = sum(record.values["state"] in ("open", "raised") for record in found)
    return f"{counted(len(found), 'barrier')} only central government can lift; {standing} of them stand open or raised.{_caveat(frame)}"


def _could(frame: Frame) -> str:
    found = frame.report.dives.of("opportunity")
    if not found:
        return ""
    parts = [
        f"{number} {horizon}"
        for horizon in HORIZONS
        if (number := sum(record.values["horizon"] == horizon for record in found))
    ]
    return f"{counted(len(found), 'opportunity', 'opportunities')} noted{', by horizon ' + _and(parts) if parts else ''}.{_caveat(frame)}"


def _caveat(frame: Frame) -> str:
    return (
        " Some of it is illustrative, made up to show what the program does." if frame.report.dives.illustrative else ""
    )


def _reconciled(frame: Frame) -> str:
    rows = frame.report.reconciliation
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
        return f"{counted(len(differ), 'check total')} DIFFERS: {_and([brief(title) for title in differ])}."
    return "All check totals agree to the penny: OK."


def _and(parts: list[str]) -> str:
    """Return parts as people list them: `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
