"""The heading of each sheet: its finding in a few words, from the results that the sheet shows, with place and year."""

from __future__ import annotations

from collections.abc import Sequence

from tpdesk import units
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.real_terms import RealTerms
from tpdesk.calc.workbook.describe import brief
from tpdesk.domain.kinds import Record
from tpdesk.domain.results.basis import ConfidenceRow, ReconciliationRow
from tpdesk.domain.results.bridge import STEPS, Bridge
from tpdesk.domain.results.case import ReportedCase
from tpdesk.domain.results.count import CountResult
from tpdesk.domain.results.overlap import OverlapResult, PairsResult
from tpdesk.domain.results.recount import Recount
from tpdesk.text import and_words, counted, opening


def where_words(frame: Frame, finding: str) -> str:
    """Return a finding with place and year."""
    return f"{finding}: {frame.where}"


def without_where(frame: Frame, heading: str) -> str:
    """Return a finding without place and year, as a chart's title has it."""
    return heading.removesuffix(f": {frame.where}")


def spent(frame: Frame, count: CountResult) -> str:
    """Return how much is spent, in all and per head."""
    if not count.rows:
        return f"No spending is recorded: {frame.where}"
    head = f", {units.pounds(count.pence_per_head)} per head" if count.pence_per_head is not None else ""
    return f"{units.short_pounds(count.rows_total_pence)} is spent{head}: {frame.where}"


def largest(frame: Frame, count: CountResult, verb: str) -> str:
    """Return which row of a count is the largest, with its share; `verb` is what it does: spends, takes."""
    rows = [row for row in count.rows if row.share is not None]
    if not rows:
        return f"No spending is recorded: {frame.where}"
    most = max(rows, key=lambda row: row.amount_pence)
    found = brief(most.agency if count.by == "agency" else most.title or "Unmapped")
    name = found.capitalize() if found.islower() else found
    part = f"all of {units.short_pounds(most.amount_pence)}" if len(count.rows) == 1 else "the most"
    share = "" if len(count.rows) == 1 else f", {units.percent(most.share)}"
    return f"{name} {verb} {part}{share}: {frame.where}"


def largest_cell(frame: Frame, matrix: CountResult) -> str:
    """Return which organisation spends the most on one division."""
    rows = [row for row in matrix.rows if row.agency and row.amount_pence > 0]
    if not rows:
        return f"Who spends on what: {frame.where}"
    most = max(rows, key=lambda row: row.amount_pence)
    on = f"{brief(most.title or 'money without a category', 40)}, {units.short_pounds(most.amount_pence)}"
    return f"Most is spent by {brief(most.agency, 44)} on {on}: {frame.where}"


def outside_lead(frame: Frame, overlap: OverlapResult) -> str:
    """Return in which category the most is spent outside the lead where areas meet."""
    rows = [row for row in overlap.rows if row.ranked and row.outside_lead_meeting_pence > 0]
    if not rows:
        return f"No ranked service is shared where areas meet: {frame.where}"
    most = max(rows, key=lambda row: row.outside_lead_meeting_pence)
    bound = units.short_pounds(most.outside_lead_meeting_pence)
    doubt = " (unproven)" if most.judgement.unproven else ""
    return f"{brief(most.title, 40)} has the most outside its lead, {bound}{doubt}: {frame.where}"


def most_spread(frame: Frame, overlap: OverlapResult) -> str:
    """Return which category is spread over the most organisations, were they of one size."""
    rows = [(row.effective_agencies, row) for row in overlap.rows if row.effective_agencies is not None]
    if not rows:
        return where_words(frame, "No category holds spend")
    most, row = max(rows, key=lambda one: one[0])
    return where_words(frame, f"{brief(row.title, 40)} is spread the most, as over {most:.1f} of one size")


def apportioned(frame: Frame, pence: int, amounts: int) -> str:
    """Return how much of the place's spend is a share of wider spend."""
    words = opening(amounts, "amount comes", "amounts come")
    return where_words(frame, f"{words} from wider spend, {units.short_pounds(pence)} of it here")


def graded(frame: Frame, found: Sequence[ConfidenceRow]) -> str:
    """Return which grade most of the money has."""
    total = sum(row.amount_pence for row in found)
    most = max(found, key=lambda row: row.amount_pence)
    grade = "has no grade" if most.grade is None else f"has grade {most.grade} of 6"
    return where_words(frame, f"Of the money, {units.percent(units.ratio(most.amount_pence, total))} {grade}")


def largest_step(frame: Frame, found: Bridge) -> str:
    """Return which step changed the count the most since the earlier one."""
    since = brief(found.first.name, 30)
    steps = {step: pence for step, pence in found.steps.items() if pence}
    if not steps:
        return where_words(frame, f"Nothing changed the total since {since}")
    step = max(steps, key=lambda name: abs(steps[name]))
    verb = "add" if steps[step] > 0 else "take"
    money = units.short_pounds(abs(steps[step]))
    return where_words(frame, f"{STEPS[step]}: these {verb} the most, {money}, since {since}")


def largest_reason(frame: Frame, found: Bridge) -> str:
    """Return which organisation changed the most since the earlier count."""
    if not found.rows:
        return where_words(frame, "Money stands under other categories; no total changed")
    most = max(found.rows, key=lambda row: abs(row.pence))
    words = f"{brief(most.agency, 36)} changed the most, {units.short_pounds(most.pence)} ({STEPS[most.step].lower()})"
    return where_words(frame, words)


def real_change(frame: Frame, real: RealTerms) -> str:
    """Return the change since the year before in real terms, or in cash where prices are not known."""
    pence, terms = real.real_change_pence, "in real terms"
    if pence is None:
        pence, terms = real.cash_change_pence, "in cash"
    if real.unlike is not None:
        return where_words(frame, f"{real.before_year} and {real.after_year} do not hold the same months")
    rose = "rose by" if pence > 0 else "fell by" if pence < 0 else "changed by"
    return where_words(frame, f"Spend {rose} {units.short_pounds(abs(pence))} {terms} since {real.before_year}")


def side_by_side(frame: Frame, overlap: OverlapResult) -> str:
    """Return how many services are run side by side."""
    number = len(overlap.shared_service_candidates)
    words = opening(number, "service is", "services are")
    return f"{words} run side by side in separate areas: {frame.where}"


def evidenced(frame: Frame, overlap: OverlapResult) -> str:
    """Return for how many categories overlap or duplication is evidenced."""
    number = sum(row.judgement.evidenced for row in overlap.rows)
    if not number and not overlap.deliveries:
        return f"Overlap and duplication not looked for: {frame.where}"
    return f"{opening(number, 'category has', 'categories have')} overlap or duplication shown: {frame.where}"


def most_alike(frame: Frame, pairs: PairsResult) -> str:
    """Return which two organisations spend the most on the same where their areas meet."""
    rows = [row for row in pairs.rows if row.areas_meet] or list(pairs.rows)
    if not rows:
        return f"No two organisations spend on the same: {frame.where}"
    most = max(rows, key=lambda row: row.shared_pence)
    doubt = " (unproven)" if most.unproven else ""
    return f"{brief(most.agency_a, 36)} and {brief(most.agency_b, 36)} share the most{doubt}: {frame.where}"


def new_councils(frame: Frame, found: Sequence[Recount]) -> str:
    """Return between which amounts the new councils would have spent."""
    bodies = [body for one in found for body in one.new]
    if not bodies:
        return f"On new boundaries: {frame.where}"
    least, most = (pick(bodies, key=lambda body: body.total_pence) for pick in (min, max))
    return (
        f"A new council would have spent {units.short_pounds(least.total_pence)} to "
        f"{units.short_pounds(most.total_pence)}: {frame.where}"
    )


def agreeing(frame: Frame, rows: Sequence[ReconciliationRow]) -> str:
    """Return how many organisations agree with a total of their own."""
    bodies = [row for row in rows if row.is_one_body]
    agree = sum(row.difference_pence == 0 for row in bodies)
    return f"Of {counted(len(bodies), 'organisation')}, {agree} agree with a total of their own: {frame.where}"


def returns(frame: Frame, count: CountResult) -> str:
    """Return whose returns are missing."""
    names = [brief(row.agency, 30) for row in count.missing_returns]
    if not names:
        return f"No return is missing: {frame.where}"
    shown = names if len(names) < 3 else [*names[:2], f"{len(names) - 2} more"]
    return f"Missing: {and_words(shown)}: {frame.where}"


def by_state(frame: Frame, records: Sequence[Record], what: tuple[str, str], state: str) -> str:
    """Return how many records there are, one or several of `what`, and how many of them are in a state."""
    number = sum(record.values["state"] == state for record in records)
    return f"{opening(len(records), *what)}, {number} {state}: {frame.where}"


def better_off(frame: Frame, cases: Sequence[ReportedCase]) -> str:
    """Return how many cases leave the public purse better off."""
    found = [one.result for one in cases if one.result is not None]
    better = sum(result.budget_impact_pence < 0 for result in found)
    return (
        f"Of {counted(len(found), 'counted case')}, {better} would leave the public purse better off: "
        f"{brief(frame.place)}"
    )
