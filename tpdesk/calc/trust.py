"""Each agency's total against its own: the control totals typed in, and what it publishes. docs/method.md, rule 11.

How sure the money is: linear error bands by confidence grade. docs/method.md, rule 8.

How a return stands against its date: overdue in words. The day is given, so that the answer never depends on the clock.

How far the work on a place's count is, step by step: bodies, files, labels, transfers, totals, pack.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tpdesk.domain.codes import GRADES
from tpdesk.domain.facts import PLACE_ONLY, YearFacts
from tpdesk.domain.results.basis import ConfidenceRow, Issue, ReconciliationRow
from tpdesk.domain.results.count import CountResult
from tpdesk.text import counted, folded
from tpdesk.units import percent, pounds, ratio, short_pounds


def reconcile(facts: YearFacts) -> tuple[ReconciliationRow, ...]:
    """Return one row an agency with lines or a published total:
    counted gross expenditure, control, published, difference, why. Pence."""
    gross: dict[int, int] = {}
    for cell in facts.held_cells:
        gross.setdefault(cell.agency, 0)
        if cell.flow == "expenditure":
            gross[cell.agency] += cell.pence
    returns = {item.agency: item for item in facts.returns}
    rows = []
    for agency in facts.agencies.values():
        told = returns.get(agency.id)
        published = told.published_pence if told else None
        if agency.id not in gross and published is None:
            continue
        counted = gross.get(agency.id, 0)
        files = [batch for batch in facts.batches if agency.id in batch.parts]
        controls = [batch.control_total_pence for batch in files]
        # A control total over several agencies' lines says nothing of one of them.
        usable = bool(files) and all(len(batch.parts) == 1 and batch.control_total_pence is not None for batch in files)
        control = sum(control for control in controls if control is not None) if usable else None
        # A file's own total is of the whole file, all years and both flows; a published total is of the year's gross.
        own = counted if published is not None else sum(batch.batch_sum_pence for batch in files)
        against = published if published is not None else control
        explanation = told.note if told else ""
        if agency.id in facts.first_count:
            # The figures of a first count are the published ones: there is nothing to hold them against yet.
            own, against, explanation = 0, None, explanation or _PUBLISHED
        rows.append(
            ReconciliationRow(
                agency.name,
                counted,
                control,
                published,
                told.published_source if told else "",
                own - against if against is not None else None,
                explanation,
                agency.id not in facts.not_itemised,
            )
        )
    return tuple(sorted(rows, key=lambda row: row.agency.casefold()))


FAR: Final = Fraction(1, 10)
"""How far a return may be from the published total, as a share of it, before that is an issue."""


def far_issues(facts: YearFacts) -> list[Issue]:
    """Return the organisations whose return is far from what was published of them: one of the two needs a look."""
    issues = []
    apart = {facts.agencies[number].name for number, one in facts.ground.wider.items() if one.counted == PLACE_ONLY}
    for row in reconcile(facts):
        if (
            row.agency not in apart
            and row.published_pence
            and row.difference_pence
            and abs(row.difference_pence) > FAR * abs(row.published_pence)
        ):
            more = "above" if row.difference_pence > 0 else "below"
            text = (
                f"{row.agency}: {pounds(row.counted_pence)} on this desk is {pounds(abs(row.difference_pence))} {more} "
                f"its published total of {pounds(row.published_pence)}. Check the file for missing or repeated lines, "
                "or explain the difference with its return."
            )
            issues.append(Issue("far-from-published", text, row.difference_pence))
    return issues


def twice_issues(facts: YearFacts) -> list[Issue]:
    """Return the labels under which an organisation has its own money and a share of wider spend as well."""
    labels = {number: folded(text) for number, text in facts.labels.items()}
    shares = {
        (cell.agency, labels.get(cell.label, ""), cell.flow)
        for cell in facts.held_cells
        if cell.status == "apportioned"
    }
    held: dict[tuple[int, str, str], dict[bool, int]] = {}
    for cell in facts.held_cells if shares else ():
        key = (cell.agency, labels.get(cell.label, ""), cell.flow)
        if key in shares and key[1]:
            sums = held.setdefault(key, {})
            is_share = cell.status == "apportioned"
            sums[is_share] = sums.get(is_share, 0) + cell.pence
    texts = {folded(text): text for text in facts.labels.values()}
    return [
        Issue(
            "apportioned-twice",
            f"{facts.agencies[agency].name} has {pounds(sums[False])} of its own and an apportioned "
            f"{pounds(sums[True])} under '{texts[label]}': is the same money counted twice? A figure of "
            "the place goes before a share.",
            sums[True],
        )
        for (agency, label, _), sums in held.items()
        if len(sums) > 1
    ]


_PUBLISHED: Final = "published figures stand in for its return"


def first_count_issues(facts: YearFacts) -> list[Issue]:
    """Return what must be known of published figures that stand in for returns: how much by grade, as a range."""
    agencies = facts.first_count
    if not agencies:
        return []
    letters = {number: letter for letter, number in GRADES.items()}
    amounts, least, most = dict.fromkeys(GRADES, 0), Fraction(0), Fraction(0)
    for cell in facts.grades:
        if cell.agency in agencies and cell.flow == "expenditure" and cell.value and int(cell.value) in letters:
            amounts[letters[int(cell.value)]] += cell.pence
            off = cell.size_pence * facts.bands.get(int(cell.value), Fraction(0))
            least, most = least + cell.pence - off, most + cell.pence + off
    whole = sum(amounts.values())
    if not whole:
        return []
    parts = ", ".join(f"{letter} {percent(ratio(pence, whole), 0)}" for letter, pence in amounts.items())
    text = (
        f"First count: {short_pounds(whole)} of {counted(len(agencies - facts.not_itemised), 'organisation')} is from "
        f"published figures and not from returns. By grade: {parts}; E is the average of the region, not this place's "
        f"own. If every line erred the same way it would be between {short_pounds(round(least))} and "
        f"{short_pounds(round(most))}. Councils, police and fire are net of their income. No overlap and no saving "
        "follows from it: each line names one organisation."
    )
    issues = [Issue("first-count", text, whole)]
    if {cell.agency for cell in facts.cells if cell.lines} - agencies:
        text = (
            "Beside the first count stand returns, which are gross as the organisations sent them and may hold money "
            "that it has with another: unlike money is added up."
        )
        issues.append(Issue("first-count-beside", text))
    return [*issues, *_twice_issues(facts)]


def _twice_issues(facts: YearFacts) -> list[Issue]:
    """Return the organisations that have published figures and lines of their own as well."""
    held: dict[int, int] = {}
    for cell in facts.held_cells:
        held[cell.agency] = held.get(cell.agency, 0) + cell.lines
    issues = []
    for batch in facts.batches:
        for agency, (lines, pence) in batch.parts.items() if batch.first_count else ():
            if held.get(agency, 0) > lines:
                name = facts.agencies[agency].name
                text = (
                    f"{name} has lines of its own beside its published figures: {pounds(pence)} may be counted twice. "
                    f"Remove batch {batch.id}, its published figures, or the other lines."
                )
                issues.append(Issue("first-count-twice", text, pence))
    return issues


def confidence(facts: YearFacts) -> tuple[ConfidenceRow, ...]:
    """Return gross expenditure by grade with its band: sum of |x| x band over the lines ("if all err the same way";
    no confidence interval).

    Ungraded money has no band and is shown, last. Recorded figures are never adjusted. Pence, rounded half up.
    """
    amounts: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for cell in facts.grades:
        if cell.flow == "expenditure":
            amounts[cell.value] = amounts.get(cell.value, 0) + cell.pence
            sizes[cell.value] = sizes.get(cell.value, 0) + cell.size_pence
    rows = []
    for value in sorted(amounts, key=lambda value: (value == "", value)):
        band = facts.bands.get(int(value)) if value else None
        rows.append(
            ConfidenceRow(
                int(value) if value else None,
                amounts[value],
                float(band) if band is not None else None,
                int(Fraction(sizes[value]) * band + Fraction(1, 2)) if band is not None else None,
            )
        )
    return tuple(rows)


SETTLED: Final = ("received", "signed-off")
"""States in which nothing is waited for."""


def days_late(state: str, due_on: str, today: dt.date) -> int | None:
    """Return days since the return was due (negative: days left); None where nothing is waited for or no day is set.
    `due_on` is ISO 8601 or empty."""
    if state in SETTLED or not due_on:
        return None
    try:
        return (today - dt.date.fromisoformat(due_on)).days
    except ValueError:
        return None


def due_words(state: str, due_on: str, today: dt.date) -> str:
    """Return `12 days late`, `due today`, `due in 3 days`; empty where nothing is waited for, or no day is set."""
    late = days_late(state, due_on, today)
    if late is None:
        return ""
    if late > 0:
        return f"{counted(late, 'day')} late"
    return "due today" if late == 0 else f"due in {counted(-late, 'day')}"


@dataclass(frozen=True, slots=True)
class Progress:
    """The six steps of one place and year."""

    bodies: int
    """Bodies with money."""

    bodies_expected: int
    files: int
    rejected_rows: int
    """Rows of these files that were rejected and not fixed since."""

    months_missing: bool
    """Whether a body's payments leave out months of the year."""

    mapped: float | None
    """Share of the money that has a category; None without money."""

    transfers_pence: int
    """What is taken off as paid between counted bodies."""

    totals_agree: int
    """Bodies whose money agrees with a published or control total."""

    totals_held: int
    """Bodies that have such a total."""

    packs: int
    """Packs that were written of it."""


def progress(
    facts: YearFacts, by_agency: CountResult, by_category: CountResult, packs: int, rejected_rows: int
) -> Progress:
    """Return how far each step is."""
    totals = [row for row in reconcile(facts) if row.difference_pence is not None and row.is_one_body]
    unmapped = ratio(by_category.unmapped_pence, by_category.rows_total_pence)
    # Published figures stand in for what is still to come: neither their bodies nor their batches are done with.
    published = sum(1 for batch in facts.batches if batch.first_count)
    return Progress(
        by_agency.bodies_counted - by_agency.basis.first_count,
        by_agency.bodies_expected,
        sum(1 for source in by_agency.sources if not source.published_in) - published,
        rejected_rows,
        any(issue.code == "missing-months" for issue in by_agency.issues),
        None if unmapped is None else 1 - unmapped,
        by_agency.transfers_removed_pence,
        sum(1 for row in totals if row.difference_pence == 0),
        len(totals),
        packs,
    )
