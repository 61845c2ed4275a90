"""The heading of each sheet of records, cases and proof: its finding in a few words, with place and year. Where
there is nothing to find, it says what is there and claims nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from tpdesk import units
from tpdesk.calc.cases.sentences import when_paid_back
from tpdesk.calc.cases.total import present_value
from tpdesk.calc.dive import DiveBook, DiveTotal
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.packs.headings import where_words
from tpdesk.calc.tagging import StagePart, cuts
from tpdesk.calc.workbook.describe import brief
from tpdesk.domain.record_kind import Record
from tpdesk.domain.results.case import CaseResult, ReportedCase
from tpdesk.domain.results.milestones import MilestoneProgress
from tpdesk.domain.results.overlap import OverlapResult
from tpdesk.text import and_words, counted, opening

T = TypeVar("T")


def largest_part(frame: Frame, book: DiveBook) -> str:
    """Return which organisation holds the most of which deep dive."""
    parts = [(part, total) for total in book.totals for part in total.parts]
    part, total = max(parts, key=lambda one: one[0].amount_pence)
    return where_words(
        frame, f"{brief(part.agency, 32)} holds {units.short_pounds(part.amount_pence)} of {brief(total.title, 34)}"
    )


def prevention(frame: Frame, book: DiveBook) -> str:
    """Return which part of the known cost of the largest deep dive is prevention."""
    found = [total for total in book.totals if not total.parent and total.by_stage] or [
        total for total in book.totals if total.by_stage
    ]
    total = max(found, key=lambda one: sum(part.cost_pence or 0 for part in one.by_stage))
    return where_words(frame, f"{_prevented(total.by_stage)}: {brief(total.title, 36)}")


def _prevented(parts: Sequence[StagePart]) -> str:
    """Return the share of prevention by the desk's cut, of known cost or else of deliveries."""
    chosen = next((cut for cut in cuts(parts) if cut.last == parts[0].cut), None)
    if chosen is None:
        return f"No stage is stated for {counted(sum(part.deliveries for part in parts), 'delivery', 'deliveries')}"
    if chosen.share is None:
        return f"{opening(chosen.deliveries, 'delivery', 'deliveries')} to prevent, at no known cost"
    return f"Prevention takes {units.percent(chosen.share)} of the known cost"


def dive_prevention(total: DiveTotal) -> str:
    """Return the finding on prevention of one deep dive, for a chart."""
    return f"{_prevented(total.by_stage)}: {brief(total.title, 30)}"


def most_met(frame: Frame, book: DiveBook) -> str:
    """Return for which client group the most organisations do something."""
    bodies: dict[str, set[int]] = {}
    for item in book.deliveries:
        bodies.setdefault(item.client_group, set()).add(item.agency)
    group, found = max(bodies.items(), key=lambda one: (len(one[1]), one[0]))
    who = brief(group, 44).capitalize() if group else "No client group is stated, and they"
    return where_words(frame, f"{who} meet {counted(len(found), 'organisation')}")


def costs_unknown(frame: Frame, book: DiveBook) -> str:
    """Return of how many deliveries the cost is not known."""
    unknown = sum(item.cost_pence is None for item in book.deliveries)
    of = counted(len(book.deliveries), "delivery", "deliveries")
    return where_words(frame, f"Of {of}, the cost of {unknown} is not known")


def longest_wait(frame: Frame, steps: Sequence[Record]) -> str:
    """Return before which step of which journey people wait longest."""
    waits = [(step, days) for step in steps if isinstance(days := step.values["days_waited"], int) and days > 0]
    if not waits:
        return where_words(frame, f"{opening(len(steps), 'step')}, and no wait is known")
    step, days = max(waits, key=lambda one: one[1])
    before = brief(str(step.values["agency"] or step.values["what"]), 36)
    return where_words(frame, f"The longest wait is {counted(days, 'day')}, before {before}")


def at_stake(frame: Frame, overlap: OverlapResult) -> str:
    """Return in which category the most could coincide."""
    stakes = [(row, stake) for row in overlap.rows for stake in row.judgement.proof.stakes]
    known = [(stake.bound_pence, row) for row, stake in stakes if stake.bound_pence is not None]
    if not known:
        return where_words(frame, f"How much could coincide is not known of {counted(len(stakes), 'row')}")
    most, row = max(known, key=lambda one: one[0])
    return where_words(frame, f"{brief(row.title, 40)}: at most {units.short_pounds(most)} could coincide")


def _counted(cases: Sequence[ReportedCase]) -> list[tuple[ReportedCase, CaseResult]]:
    return [(one, one.result) for one in cases if one.result is not None]


def pays_and_gains(frame: Frame, cases: Sequence[ReportedCase]) -> str:
    """Return who gains and who pays in the one case, or in how many of several each does."""
    found = _counted(cases)
    if len(found) == 1:
        net = {row.name: row.pv["net"] for row in found[0][1].parties}
        most = max(net, key=lambda name: abs(net[name]), default="")
        if not most or not net[most]:
            return f"No organisation pays more or less than it gains: {brief(frame.place)}"
        verb, than = ("gains", "pays") if net[most] > 0 else ("pays", "gains")
        money = units.short_pounds(abs(net[most]))
        return f"{brief(most, 34)} {verb} {money} more than it {than}: {brief(frame.place)}"
    pay = sum(min((row.pv["net"] for row in result.parties), default=0) < 0 for _, result in found)
    words = f"In {pay} of {counted(len(found), 'case')} one organisation pays more than it gains"
    return f"{words}: {brief(frame.place)}"


def dearest_year(frame: Frame, cases: Sequence[ReportedCase]) -> str:
    """Return which organisation is furthest below zero in which year."""
    nets = [
        (pence, row.name, year)
        for _, result in _counted(cases)
        for row in result.parties
        for year, pence in zip(result.years, row.flows.net, strict=True)
    ]
    if not nets or min(nets)[0] >= 0:
        return f"In no year does an organisation pay more than it gains: {brief(frame.place)}"
    pence, name, year = min(nets)
    most = f"{units.short_pounds(-pence)} net in {units.year_text(year)}"
    return f"{brief(name, 40)} pays the most in a year, {most}: {brief(frame.place)}"


def back_when(frame: Frame, cases: Sequence[ReportedCase]) -> str:
    """Return when the one case is paid back, or how many of several are in cash."""
    found = _counted(cases)
    if len(found) == 1:
        return f"{when_paid_back(found[0][1]).rstrip('.')}: {brief(frame.place)}"
    back = sum(not result.payback_cashable.startswith("not") for _, result in found)
    return f"Of {counted(len(found), 'case')}, {back} would be paid back in cash: {brief(frame.place)}"


def largest_line(frame: Frame, cases: Sequence[ReportedCase]) -> str:
    """Return which cost or benefit of the cases has the largest present value."""
    lines = [(cost.pv_pence, cost.title) for _, result in _counted(cases) for cost in result.costs]
    for one, result in _counted(cases):
        values = iter(result.values)
        for benefit in one.case.benefits:
            for _ in benefit.values:
                lines.append((present_value(next(values).pence, result.discount_factors), benefit.title))
    if not lines:
        return f"No cost or benefit is recorded: {brief(frame.place)}"
    pence, title = max(lines, key=lambda one: abs(one[0]))
    return f"{brief(title, 50)} is the largest line, {units.short_pounds(pence)}: {brief(frame.place)}"


def widest_range(frame: Frame, cases: Sequence[ReportedCase]) -> str:
    """Return which range matters the most."""
    rows = [row for one, _ in _counted(cases) for row in (one.spread.tornado if one.spread is not None else ())]
    most = max(rows, key=lambda row: row.swing_pence)
    return f"{brief(most.line, 44)} matters most, {units.short_pounds(most.swing_pence)}: {brief(frame.place)}"


def with_plan(frame: Frame, cases: Sequence[ReportedCase]) -> str:
    """Return how many figures of delivery are recorded, and how many of them have a plan beside them."""
    found = [each for _, result in _counted(cases) for each in result.delivered]
    planned = sum(each.planned_pence is not None for each in found)
    return f"{opening(len(found), 'figure')} of delivery, {planned} with a plan beside: {brief(frame.place)}"


def most_behind(frame: Frame, worth: Iterable[tuple[str, int | None, int | None]], rows: int) -> str:
    """Return behind which barrier the most waits: cash of a case, else a first guess. `worth` is (barrier, cash of a
    case, first guess a year) in pence."""
    found = list(worth)
    for place, words in ((1, "back in cash"), (2, "a year as a first guess")):
        known = [(pence, one[0]) for one in found if isinstance(pence := one[place], int) and one[0]]
        if known:
            pence, barrier = max(known)
            money = units.short_pounds(pence)
            return f"{brief(barrier, 44)} holds up the most, {money} {words}: {brief(frame.place)}"
    return f"{opening(rows, 'opportunity waits', 'opportunities wait')}, worth not known: {brief(frame.place)}"


def milestones(frame: Frame, found: MilestoneProgress) -> str:
    """Return how many milestones are done, missed and overdue."""
    states = found.by_state
    parts = [f"{states.get('done', 0)} done"]
    parts += [f"{number} {words}" for number, words in
              ((states.get("missed", 0), "missed"), (len(found.overdue), "overdue")) if number]  # fmt: skip
    return where_words(frame, f"{opening(len(found.milestones), 'milestone')}, {and_words(parts)}")


def by_states(frame: Frame, records: Sequence[Record], noun: str, plural: str) -> str:
    """Return how many records there are, and how many in each state where they have one."""
    states: dict[str, int] = {}
    for record in records:
        state = str(record.values.get("state") or "")
        if state:
            states[state] = states.get(state, 0) + 1
    parts = [f"{number} {state}" for state, number in sorted(states.items(), key=lambda one: -one[1])[:3]]
    return where_words(frame, ", ".join([opening(len(records), noun, plural), *parts]))


def most_of(found: Iterable[T], figure: Callable[[T], float | None]) -> tuple[T, float] | None:
    """Return what has the largest figure, with it; None where no figure is known."""
    known = [(one, value) for one in found if (value := figure(one)) is not None]
    return max(known, key=lambda one: one[1]) if known else None


def most_moved(moves: Iterable[tuple[str, str, Mapping[str, int]]]) -> str:
    """Return which driver would move the most, and where to; `moves` are (service, other driver, new area -> pence)."""
    found = [(abs(pence), pence, service, other, name) for service, other, moved in moves
             for name, pence in moved.items()]  # fmt: skip
    _, pence, service, other, name = max(found)
    way = "to" if pence > 0 else "from"
    return f"{brief(service, 26)} by {brief(other, 26)} moves the most, {units.short_pounds(abs(pence))} {way} {name}"
