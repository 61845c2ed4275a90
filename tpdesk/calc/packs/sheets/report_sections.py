"""The sheets that only an interim or final report has: themes with what is expected of them, what was recognised, case
studies, barriers overcome, recommendations, what will not be resolved, mainstreaming with its caveats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from tpdesk.calc.dive import DiveBook
from tpdesk.calc.outcomes.words import progress_cells
from tpdesk.calc.packs.frame import Frame, known
from tpdesk.calc.packs.sheets.dives import made_up
from tpdesk.calc.workbook.describe import NOT_AVAILABLE, Column, ColumnKind, Sheet, Table, Value, brief, said
from tpdesk.domain.kinds.dives import OVERCOME
from tpdesk.domain.record_kind import Record
from tpdesk.domain.results.case import ReportedCase
from tpdesk.domain.results.outcomes import OutcomesResult
from tpdesk.text import counted, folded
from tpdesk.units import year_text

_TEXT: Final = ColumnKind.TEXT
NOT_RESOLVED: Final = "will not be resolved now"
BY_GOVERNMENT: Final = "overcome by government"


def _one(record: Record, name: str) -> str:
    value = record.values[name]
    text = "; ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")
    return said(text, otherwise=NOT_AVAILABLE)


def _names(record: Record, name: str) -> tuple[str, ...]:
    value = record.values[name]
    return tuple(map(str, value)) if isinstance(value, tuple) else ((str(value),) if value else ())


def _table(
    key: str, name: str, title: str, answers: str, holds: Sequence[str], columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Value]],
) -> Sheet | None:  # fmt: skip
    """Return a sheet of texts, or None where it has no row. `columns` are (heading, width)."""
    made = tuple(Column(f"c{n}", heading, _TEXT, width) for n, (heading, width) in enumerate(columns))
    found = tuple(tuple(row) for row in rows)
    if not found:
        return None
    table = Table(name.replace(" ", "_").replace(",", ""), name, made, found)
    return Sheet(key, name, title, answers, tuple(holds), table)


def themes(frame: Frame, book: DiveBook, found: OutcomesResult, reasons: Mapping[str, str]) -> Sheet | None:
    """Return each theme and sub-theme with its question, the outcomes that are expected of it, and actions."""
    expected: dict[str, list[str]] = {}
    for row in found.rows:
        if not row.area:
            target = progress_cells(row)[3]
            for dive in row.indicator.dives:
                expected.setdefault(folded(dive), []).append(f"{row.indicator.title}: {target or 'no target yet'}")
    rows = [
        (
            said(str(dive.values["parent"]) if dive.values["parent"] else "theme"), said(dive.title),
            _one(dive, "question"),
            said("; ".join(expected.get(folded(dive.title), [])), otherwise=said(
                reasons.get(folded(dive.title)), otherwise="nothing has been recorded")),
            said("; ".join(one.title for one in book.of("opportunity") if one.values["dive"] == dive.title),
                otherwise="nothing has been recorded"),
        )
        for dive in book.of("dive")
    ]  # fmt: skip
    return _table(
        "themes", "Themes", f"{counted(len(rows), 'theme or sub-theme', 'themes and sub-themes')} in {frame.where}",
        "Which themes and sub-themes are looked into, and which outcomes and actions are expected?",
        ("An expected outcome is an indicator that names the theme, with its target.",
         *made_up(book, *(dive.title for dive in book.of("dive")))),
        (("Part of", 22), ("Theme", 28), ("Question", 36), ("Outcomes expected", 40), ("Actions", 36)), rows,
    )  # fmt: skip


def recognised(frame: Frame, recipes: Sequence[Record]) -> Sheet | None:
    """Return how successes were recognised, and with whom they were shared."""
    rows = [
        (said(one.title), _one(one, "what_changed"), _one(one, "recognised_by"), _one(one, "shared_with"))
        for one in recipes
    ]
    return _table(
        "recognised", "Recognised and shared",
        f"{counted(len(rows), 'success', 'successes')} recognised and shared: {frame.where}",
        "How were successes recognised, and with whom were they shared?", ("From the recipes of the cookbook.",),
        (("Success", 34), ("What changed", 40), ("Recognised by", 36), ("Shared with", 36)), rows,
    )  # fmt: skip


def savings(
    frame: Frame, cases: Sequence[ReportedCase], themes_of: Mapping[str, str], horizons: Mapping[str, str]
) -> Sheet | None:
    """Return what each case comes to by theme, horizon, grade and prices, and what of it other cases seem to count;
    opportunities without a case are no savings. `horizons` is opportunity -> its horizon."""
    columns = (
        Column("theme", "Theme", _TEXT, 30), Column("horizon", "Horizon", _TEXT, 14), Column("case", "Case", _TEXT, 36),
        Column("grade", "Worst grade", ColumnKind.KEY, 9, unit="1 to 6"), Column("prices", "Prices of", _TEXT, 10),
        Column("fiscal", "For the public purse", ColumnKind.POUNDS, 16),
        Column("cash", "Of it in cash", ColumnKind.POUNDS, 14), Column("cost", "Cost", ColumnKind.POUNDS, 14),
        Column("overlaps", "What overlaps", _TEXT, 40),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for one in cases:
        if one.result is not None and one.case.option != "do nothing":
            grades = [grade for benefit in one.case.benefits for grade in benefit.grades if grade]
            horizon = "; ".join(dict.fromkeys(horizons[title] for title in one.opportunities if title in horizons))
            pv = one.result.pv
            rows.append((
                said(themes_of.get(one.case.title), otherwise="no theme"), said(horizon, otherwise="not said"),
                said(one.case.title),
                known(max(grades, default=None)), year_text(one.case.price_base), pv["fiscal"], pv["cashable"],
                pv["costs"], said(" ".join(one.overlaps), otherwise="nothing that is known"),
            ))  # fmt: skip
    if not rows:
        return None
    return Sheet(
        "savings", "Savings", f"{counted(len(rows), 'business case')} with savings: {brief(frame.place)}",
        "What do the business cases save, for the purse and in cash, and how sure is that?",
        ("Present values of business cases. They are not added up: cases may count the same people or money.",),
        Table("Savings_by_case", "Savings by theme and case", columns,
            tuple(sorted(rows, key=lambda row: str(row[0])))),
    )  # fmt: skip


def case_studies(frame: Frame, recipes: Sequence[Record], barriers: Sequence[Record]) -> Sheet | None:
    """Return how barriers were overcome: what was in the way, who moved it, what it took."""
    held = {barrier.title: barrier for barrier in barriers}
    rows = [
        (
            said(one.title), said(title), _one(held[title], "evidence") if title in held else NOT_AVAILABLE,
            _one(one, "agencies"), _one(one, "what_was_done"), _one(one, "time"), _one(one, "powers"),
            _one(one, "date"),
        )
        for one in recipes for title in _names(one, "barriers")
    ]  # fmt: skip
    return _table(
        "case_studies", "Case studies",
        f"{counted(len(rows), 'case study', 'case studies')} of a barrier overcome: {frame.where}",
        "What was in the way, who moved it, and what did it take?",
        ("From recipes that name the barrier they overcame.",),
        (("Case study", 28), ("Barrier", 28), ("What was in the way", 32), ("Who moved it", 26), ("What was done", 36),
         ("Time it took", 16), ("Powers it took", 22), ("Date", 11)), rows,
    )  # fmt: skip


def barriers_overcome(frame: Frame, barriers: Sequence[Record], worth: Mapping[str, str]) -> Sheet | None:
    """Return the barriers that are in nobody's way any more: by the place, or by government, with the value behind."""
    found = [one for one in barriers if one.values["state"] in OVERCOME]
    rows = [
        (
            said(one.title) if one.values["state"] != BY_GOVERNMENT else "[z]",
            said(one.title) if one.values["state"] == BY_GOVERNMENT else "[z]",
            _one(one, "kind"), said(worth.get(one.title), otherwise=NOT_AVAILABLE),
        )
        for one in found
    ]  # fmt: skip
    return _table(
        "overcome", "Barriers overcome", f"{counted(len(rows), 'barrier')} overcome: {frame.where}",
        "Which barriers were overcome, by the place or by government, and what value stood behind each?",
        ("The value is of the opportunities and cases that the barrier held up.",),
        (("Overcome by the place", 36), ("Overcome by government", 36), ("Kind", 18), ("Value behind it", 40)), rows,
    )  # fmt: skip


def recommendations(
    frame: Frame, barriers: Sequence[Record], worth: Mapping[str, str], codes: Mapping[str, str]
) -> Sheet | None:
    """Return what is asked of government, with who is to do it, the framework's code, the value and the barrier."""
    rows = [
        (
            _one(one, "ask"), said("central government" if one.values["level"] == "central" else _one(one, "owner")),
            said(codes.get(folded(str(one.values["dive"] or ""))), otherwise=NOT_AVAILABLE),
            said(worth.get(one.title), otherwise=NOT_AVAILABLE), said(one.title),
        )
        for one in barriers if one.values["ask"] and one.values["state"] not in OVERCOME
    ]  # fmt: skip
    return _table(
        "recommendations", "Recommendations", f"{counted(len(rows), 'recommendation')} to government: {frame.where}",
        "What is asked of whom, which measure does it serve, and what value waits behind it?",
        ("The code is that of the indicators of the barrier's theme.",),
        (("What is asked", 44), ("Of whom", 22), ("Framework code", 14), ("Value behind it", 34),
         ("Barrier", 36)), rows,
    )  # fmt: skip


def next_steps(frame: Frame, steps: Sequence[Record]) -> Sheet | None:
    """Return what has to happen next: step, department, by when."""
    rows = [(_one(one, "step"), _one(one, "who"), _one(one, "by_when"), _one(one, "state"), _one(one, "barrier"))
            for one in steps]  # fmt: skip
    return _table(
        "next_steps", "Next steps", f"{counted(len(rows), 'next step')}: {frame.where}",
        "What could be done next to take down barriers, by which department, by when?",
        ("A step names a role, no person.",),
        (("Step", 48), ("Department or organisation", 30), ("By when", 12), ("State", 12), ("Barrier", 34)), rows,
    )  # fmt: skip


def not_resolved(frame: Frame, barriers: Sequence[Record]) -> Sheet | None:
    """Return what will not be resolved at this time, and why."""
    rows = [
        (said(one.title), _one(one, "kind"), _one(one, "evidence"))
        for one in barriers if one.values["state"] == NOT_RESOLVED
    ]  # fmt: skip
    return _table(
        "not_resolved", "Not resolved now",
        f"{counted(len(rows), 'issue')} that will not be resolved now: {frame.where}",
        "What will not be resolved at this time, and why?", ("Barriers in that state, with what is known of them.",),
        (("Issue", 44), ("Kind", 18), ("Why", 60)), rows,
    )  # fmt: skip


def mainstreaming(frame: Frame, recipes: Sequence[Record]) -> Sheet | None:
    """Return what could go elsewhere, and what must be true for it; a recipe without caveats is not in it."""
    rows = [
        (said(one.title), _one(one, "could_go"), _one(one, "must_be_true"), _one(one, "avoid"))
        for one in recipes if one.values["must_be_true"]
    ]  # fmt: skip
    return _table(
        "mainstreaming", "Mainstreaming",
        f"{counted(len(rows), 'approach', 'approaches')} that could go elsewhere: {frame.where}",
        "What could be done elsewhere too, what must be true there, and what would break it?",
        ("Recipes with their caveats; one without is left out.",),
        (("Approach", 34), ("Where it could go", 28), ("What must be true there", 44), ("What to avoid", 40)), rows,
    )  # fmt: skip


def knowledge(frame: Frame, recipes: Sequence[Record], contacts: Sequence[Record]) -> Sheet | None:
    """Return what is known and whom to ask, as roles; and where the desk file is kept."""
    rows = [("Recipe", said(one.title), _one(one, "date")) for one in recipes]
    rows += [
        ("Contact", said(f"{one.values['agency']}: {one.values['role']}"),
         said("; ".join(part for part in (str(one.values["about"] or ""), str(one.values["how"] or "")) if part),
             otherwise=NOT_AVAILABLE))
        for one in contacts
    ]  # fmt: skip
    if not rows:
        return None
    rows.append(("Desk file", said(frame.desk_name), said(f"held by {frame.made_by}")))
    return _table(
        "knowledge", "Knowledge",
        f"{counted(len(recipes), 'recipe')} and {counted(len(contacts), 'contact')}: {frame.where}",
        "Where do the recipes stand, which role answers questions, and where is the desk file kept?",
        ("Contacts are roles, no persons.",), (("What", 14), ("Which", 60), ("More", 50)), rows,
    )  # fmt: skip
