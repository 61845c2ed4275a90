"""The act of writing the board's pack: everything from one reading of the cube, on one base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk import __version__
from tpdesk.calc.basis import returned_nil
from tpdesk.calc.count import count
from tpdesk.calc.explain import explain, headline_figures
from tpdesk.calc.gross_to_net import gross_to_net
from tpdesk.calc.missing import missing_months
from tpdesk.calc.overlap import overlap, overlap_level
from tpdesk.calc.pairs import pairs
from tpdesk.calc.report import BoardReport, CheckTotal, without_made_up
from tpdesk.calc.transfers import transfers
from tpdesk.calc.trust import confidence, reconcile
from tpdesk.domain.apportionment import ApportionedSpend
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.figure import Explanation, Figure
from tpdesk.domain.kinds import KINDS, Kind, Record
from tpdesk.domain.results.basis import ChangeRow, ReturnRow
from tpdesk.domain.results.count import CountResult
from tpdesk.domain.results.overlap import OverlapResult
from tpdesk.domain.results.publication import Publication
from tpdesk.models.apportionment import numbers_of
from tpdesk.models.citation import read_citations
from tpdesk.models.desk import Desk
from tpdesk.models.lines.origin import LineSums, line_sums
from tpdesk.models.log.history import WRITE_PACK, in_one_line, last_change, list_acts
from tpdesk.models.return_sheet import versions_by_file
from tpdesk.services.assets import reported_colocation
from tpdesk.services.burden import burden_in
from tpdesk.services.cases import cases_of
from tpdesk.services.culture import culture_of
from tpdesk.services.dives.boards import dive_book
from tpdesk.services.figures import place_for, year_facts
from tpdesk.services.milestones import progress_at
from tpdesk.services.outcomes import show_beside_spend
from tpdesk.services.recipes import read_cookbook
from tpdesk.services.records import records_of
from tpdesk.services.streams import alignment_of
from tpdesk.services.versions import (
    NOT_FROZEN,
    frozen_facts,
    frozen_sums,
    read_frozen_of,
    since_last_version,
    since_last_year,
)
from tpdesk.services.volumes import unit_costs_of
from tpdesk.text import clean, counted, file_name
from tpdesk.units import short_pounds

if TYPE_CHECKING:
    from tpdesk.models.place import Place
    from tpdesk.services.boundaries import Option

BY_HAND: Final = "entered by hand"
"""Stands for a file where lines came with none."""

MOVED: Final = "moved here from another year"
"""Stands for a file that brought nothing to this year: lines of it were moved here by an edit."""

MOST_CHANGES: Final = 500
"""Changes that a pack lists, the latest first."""

MOST_RANKED: Final = 3
"""Categories at the head of the ranking whose figure a pack walks back."""


def board_report(
    desk: Desk,
    place: str | None,
    year: str | None,
    *,
    status: str = "draft",
    made_by: str = "",
    publish: bool = False,
    illustrative: bool = False,
    version: str = "",
) -> BoardReport:
    """Return everything that a board pack prints, of the desk as it is or of the frozen count called `version`.
    Raises UsageProblem for an unknown place, year or frozen count.

    What was changed on the desk is left out of a copy to publish. What is made up to show the tool is left out of it
    too, and no key message of any copy rests on it, unless `illustrative` asks for it.
    """
    frozen = read_frozen_of(desk, version, place, year) if version else None
    everything = frozen_facts(frozen) if frozen is not None else year_facts(desk, place, year)
    proper = everything if illustrative else without_made_up(everything)
    facts = proper if publish else everything
    level = overlap_level(facts)
    where = place_for(desk, facts.place if frozen is not None else place)
    changes = () if publish or frozen is not None else _changes(desk)
    named, changed = since_last_version(
        desk, where, facts.year, publish=publish, frozen=frozen.version if frozen is not None else None
    )
    lines = frozen_sums(frozen) if frozen is not None else line_sums(desk.connection, facts.place, facts.year)
    by_agency = count(facts, by="agency")
    by_category = count(facts, by="category", level=level)
    found = overlap(facts, level=level)
    report = BoardReport(
        place=facts.place,
        year=by_agency.basis.year,
        status=status,
        made_by=clean(made_by) or "not stated",
        made_at=frozen.version.frozen_at if frozen is not None else last_change(desk.connection),
        desk_name=desk.path.name,
        software=f"tpdesk {__version__}",
        by_agency=by_agency,
        by_category=by_category,
        by_division=count(facts, by="category", level=1),
        matrix=count(facts, by="matrix", level=1),
        by_control=count(facts, by="control"),
        by_cost_type=count(facts, by="cost_type"),
        overlap=found,
        pairs=pairs(facts, level=level),
        transfers=transfers(facts),
        returns=_returns(facts, lines, versions_by_file(desk.connection)),
        reconciliation=reconcile(facts),
        confidence=confidence(facts),
        gross_to_net=gross_to_net(facts, level),
        missing_months=missing_months(facts),
        checks=_checks(facts, by_agency, sum(row.expenditure for row in lines), level),
        assumptions=(*_assumptions(facts), *_left_out(everything, facts)),
        not_in_it=NOT_FROZEN if frozen is not None else "",
        changes=changes[:MOST_CHANGES],
        changes_left_out=len(changes[MOST_CHANGES:]),
        trail=_trail(facts, found, level),
        version=named,
        bridge=changed,
        illustrative=illustrative,
        citations=read_citations(),
        publication=Publication(where.contact, where.issued_on, where.next_update),
        overlap_for_messages=None if proper is facts else overlap(proper, level=level),
    )
    if frozen is not None:
        return report
    options = _options(desk, where, facts.year, made_up=illustrative or not publish)
    return replace(
        with_records(report, desk, where, facts, made_up=illustrative or not publish),
        apportioned=_apportioned(desk, where.id, facts.year),
        redrawn=tuple(option.found for option in options if option.found is not None),
        not_redrawn=tuple(f"Not recounted: {option.title}. {option.problem}" for option in options if option.problem),
        real=since_last_year(desk, where, facts),
        dives_for_messages=None if proper is facts else dive_book(desk, where.id, proper, level=level),
    )


def with_records(report: BoardReport, desk: Desk, where: Place, facts: YearFacts, *, made_up: bool) -> BoardReport:
    """Return a report with what the desk records of its place beside the count: deep dives, cases and registers; what
    is made up to show the tool only where `made_up`. A frozen count holds none of it."""
    outcomes, beside = show_beside_spend(desk, where, made_up=made_up)
    moment = last_change(desk.connection)
    kinds = (kind for kind in KINDS.values() if kind.shown.in_pack)
    return replace(
        report,
        dives=dive_book(desk, where.id, facts, level=overlap_level(facts)),
        registers=tuple((kind, _own_records(desk, kind, where.id, made_up=made_up)) for kind in kinds),
        cases=cases_of(desk, where.id, illustrative=made_up),
        outcomes=outcomes,
        beside=beside,
        unit_costs=unit_costs_of(desk, where, facts.year, made_up=made_up),
        cookbook=read_cookbook(desk, where, made_up=made_up),
        progress=progress_at(desk, where, moment, made_up=made_up),
        colocation=reported_colocation(desk, where, moment, made_up=made_up),
        alignment=alignment_of(desk, where, facts.year, report.by_agency, illustrative=made_up),
        burden=burden_in(desk, where.id, facts, made_up=made_up),
        culture=culture_of(desk, where.id, made_up=made_up),
    )


def _apportioned(desk: Desk, place: int, year: int) -> tuple[ApportionedSpend, ...]:
    if not numbers_of(desk.connection, place):
        return ()
    from tpdesk.services.apportioning import apportioned_spend

    return apportioned_spend(desk, place, year)


def _options(desk: Desk, place: Place, year: int, *, made_up: bool) -> tuple[Option, ...]:
    """Return the sets of new boundaries of a place with their recounts; those that are examples only with `made_up`."""
    if not records_of(desk, "boundaries", place.id):
        return ()
    from tpdesk.services.boundaries import read_options

    return tuple(option for option in read_options(desk, place, year) if made_up or not option.record.is_made_up)


def _own_records(desk: Desk, kind: Kind, place: int, *, made_up: bool) -> tuple[Record, ...]:
    """Return the records that hang on the place itself: none that hold for every place, and examples only where
    `made_up`."""
    own = (record for record in records_of(desk, kind.name, place) if record.values[kind.parent])
    return tuple(record for record in own if made_up or not record.is_made_up)


def _trail(facts: YearFacts, found: OverlapResult, level: int) -> tuple[Explanation, ...]:
    """Return the headline figures walked back, and those of the categories at the head of the ranking."""
    if not facts.cells:
        return ()
    ranked = [row for row in found.rows if row.ranked and row.outside_lead_meeting_pence][:MOST_RANKED]
    figures = [Figure("outside-lead-meeting", category=row.category, level=level) for row in ranked]
    return tuple(explain(facts, figure) for figure in (*headline_figures(facts), *figures))


def _changes(desk: Desk) -> tuple[ChangeRow, ...]:
    found = []
    for act in list_acts(desk.connection):
        if act.act == WRITE_PACK:
            continue
        title = (
            in_one_line(act.act, act.subject, act.detail) if not act.changes else in_one_line(act.act, act.subject, "")
        )
        if not act.changes:
            found.append(ChangeRow(act.at, title, "", "", ""))
        for one in act.changes:
            found.append(ChangeRow(act.at, title, one.what, one.before, one.after))
    return tuple(found)


def default_target(report_place: str, year: str, *, publish: bool, folder: Path) -> Path:
    """Return where a pack goes that was given no name: `Lancashire 2024-25 board pack.xlsx` in the folder."""
    kind = "board pack, publication copy" if publish else "board pack"
    return folder / file_name(f"{report_place} {year} {kind}", suffix=".xlsx")


def _returns(facts: YearFacts, lines: Sequence[LineSums], versions: Mapping[str, int]) -> tuple[ReturnRow, ...]:
    standing = {(row.agency, row.batch): row for row in lines}
    told = {item.agency: item for item in facts.returns}
    rows = []
    with_money = {number for cell in facts.held_cells for number in (cell.agency, cell.counterparty)}
    nil = returned_nil(facts)
    for agency in sorted(facts.agencies.values(), key=lambda agency: agency.name.casefold()):
        if not agency.in_place and agency.id not in with_money:
            continue
        files = [batch for batch in facts.batches if agency.id in batch.parts or (agency.id, batch.id) in standing]
        state = told[agency.id].state if agency.id in told else ("received" if files else "expected")
        state = "left out of the count" if facts.is_left_out(agency.id) else state
        others = [
            (BY_HAND if not batch else MOVED, sums)
            for (its, batch), sums in standing.items()
            if its == agency.id and batch not in {file.id for file in files}
        ]
        if not files and not others:
            known = 0 if agency.id in nil else None
            rows.append(ReturnRow(agency.name, state, None, None, known, known, known, "", None))
        for batch in files:
            now = standing.get((agency.id, batch.id), LineSums(agency.id, batch.id, 0, 0, 0, 0))
            changed = _changed(now, batch.parts.get(agency.id, (0, 0)))
            sums = now.lines, now.expenditure, now.income
            version = versions.get(batch.sha256 or "")
            rows.append(ReturnRow(agency.name, state, batch.file, batch.made_at, *sums, changed, batch.sha256, version))
        for name, other in others:
            sums = other.lines, other.expenditure, other.income
            rows.append(ReturnRow(agency.name, state, name, None, *sums, "", None))
    return tuple(rows)


def _changed(now: LineSums, came: tuple[int, int]) -> str:
    """Return what became of the lines that a file brought of a body; empty where they are as they came."""
    lines, pence = came
    parts = [f"{counted(now.edited, 'line')} edited"] if now.edited else []
    if now.lines != lines:
        parts.append(f"{counted(lines, 'line')} when imported")
    if not parts and now.expenditure + now.income != pence:
        parts.append("amounts changed")
    return ", ".join(parts)


def _checks(facts: YearFacts, by_agency: CountResult, of_lines: int, level: int) -> tuple[CheckTotal, ...]:
    by = {
        name: count(facts, by=name, level=level)
        for name in ("agency", "category", "matrix", "area", "control", "cost_type")
    }
    whole = by["agency"]
    found = overlap(facts, level=level)
    sums = (
        ("category", "categories with unmapped"),
        ("matrix", "organisations by categories"),
        ("area", "areas"),
        ("control", "kinds of control"),
        ("cost_type", "cost types"),
    )
    after = "After transfers and recharges"
    return (
        _gross_check(by_agency, of_lines),
        CheckTotal(
            after,
            whole.after_transfers_pence,
            "gross less what is taken off",
            sum(row.amount_pence for row in whole.rows),
            "sum over organisations",
            "after",
        ),
        *(
            CheckTotal(
                f"{after}, by {name.replace('_', ' ')}",
                whole.rows_total_pence,
                "sum over organisations",
                by[name].rows_total_pence,
                f"sum over {words}",
                name,
            )
            for name, words in sums
        ),
        CheckTotal(
            "Overlap and unmapped",
            sum(row.count_pence for row in found.rows) + found.unmapped_pence,
            "overlap's categories with unmapped",
            whole.after_transfers_pence,
            "the count",
            "overlap",
        ),
    )


def _gross_check(count: CountResult, of_lines: int) -> CheckTotal:
    """Return the check of gross expenditure against the lines; what does not count of wider bodies is added back."""
    if count.held_gross_pence is None:
        return CheckTotal("Gross expenditure", count.gross_pence, "summary", of_lines, "every line added up", "gross")
    rest = sum(body.held_pence - body.counted_pence for body in count.wider)
    way = "summary, with what does not count of wider organisations"
    return CheckTotal(
        "Gross expenditure of all lines", count.gross_pence + rest, way, of_lines, "every line added up", "gross-wider"
    )


def _left_out(everything: YearFacts, facts: YearFacts) -> tuple[str, ...]:
    """Return that deep dives are left out since they are made up, where any are."""
    number = len(everything.deep.dives) - len(facts.deep.dives)
    if not number:
        return ()
    verb, examples = ("is", "an invented example") if number == 1 else ("are", "invented examples")
    return ((f"{counted(number, 'deep dive')} that {verb} {examples} {verb} left out, with what hangs on them."),)


def _assumptions(facts: YearFacts) -> tuple[str, ...]:
    found = []
    split = sum(1 for shares in facts.maps.values() if len(shares) > 1)
    if split:
        found.append(
            f"{split} labels stand for several categories by shares that add up to 1; parts add to each cell by "
            "largest remainder."
        )
    if "implied" in facts.population.source.casefold():
        found.append(f"The population is implied, not published: {facts.population.source}.")
    if facts.population.source:
        found.append(f"People and households: {facts.population.source}.")
    statuses = facts.statuses_of(facts.cells)
    if statuses & {"estimate", "apportioned"}:
        found.append(
            "Some of the money is estimated or apportioned; such lines are estimates and are marked so by their status."
        )
    return (*found, *_first_count_assumptions(facts))


def _first_count_assumptions(facts: YearFacts) -> list[str]:
    """Return how the money of a first count is known, and what is not in it, by name; nothing where there is none."""
    if not facts.first_count:
        return []
    from tpdesk.calc.first_count_summary import left_out
    from tpdesk.domain.first_count import ALLOCATIONS, ANALYSIS, GRADE_WORDS, GRADES, OUTTURN
    from tpdesk.models.published_files import read_published

    grades = "; ".join(f"{letter} (confidence grade {GRADES[letter]}): {GRADE_WORDS[letter]}" for letter in GRADES)
    told = [
        "First count: published figures stand in for returns that are still to come. Sources, each under the Open "
        f"Government Licence v3.0: {OUTTURN}; {ANALYSIS}; {ALLOCATIONS}; ONS, population estimates mid-2024.",
        f"Grades of the first count. {grades}.",
    ]
    for item in left_out(read_published()):
        money = "" if item.pence is None else f", {short_pounds(item.pence)} in {item.of}"
        told.append(f"Not in the first count: {item.what}{money}. Why: {item.why}.")
    return told
