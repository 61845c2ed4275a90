"""The act of explaining a figure: calc's explanation, with the files whose rows it stands on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tpdesk.calc.colocation.explain import explain_sharing
from tpdesk.calc.explain import explain, must_be_named
from tpdesk.calc.explain_outcomes import explain_unit_cost
from tpdesk.calc.explain_registers import explain_burden, explain_culture, explain_milestone
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.figure import Explanation, Figure
from tpdesk.domain.results.recount import Recount
from tpdesk.models.category import categories
from tpdesk.models.desk import Desk
from tpdesk.models.lines.origin import FileRows, SheetRows, files_of
from tpdesk.models.lines.totals import totals
from tpdesk.models.place import Place
from tpdesk.models.year import default_year
from tpdesk.services.assets import read_colocation
from tpdesk.services.burden import burden_of
from tpdesk.services.by_area import explain_one_area
from tpdesk.services.cases import explain_one_case
from tpdesk.services.culture import scores_asked
from tpdesk.services.figures import facts_of, place_for, place_of, year_start
from tpdesk.services.milestones import read_progress
from tpdesk.services.outcomes import explain_one_indicator
from tpdesk.services.records import find_record
from tpdesk.services.streams import explain_one_stream
from tpdesk.services.versions import explain_one_step
from tpdesk.services.volumes import read_unit_costs, unit_costs_of
from tpdesk.text import counted
from tpdesk.units import pounds, year_text


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure walked back to the rows of its files."""

    explanation: Explanation
    files: tuple[FileRows, ...]
    """The files of its lines; empty where it has none of its own."""


def explain_figure(desk: Desk, place: str | None, year: str | None, figure: Figure) -> Explained:
    """Explain a figure of a place and year. Raises UsageProblem for what is not on the desk or cannot be explained."""
    must_be_named(figure)
    if figure.boundaries and not place:
        place = str(find_record(desk, "boundaries", figure.boundaries).values["place"])
    if figure.what == "case":
        found = explain_one_case(desk, figure)
    elif figure.what == "indicator":
        found = explain_one_indicator(desk, figure)
    elif figure.what == "unit-cost":
        found = explain_unit_cost(read_unit_costs(desk, place, figure.in_year or year), figure)
    elif figure.what == "step":
        # A frozen count says itself of which place and year it is.
        found = _with_count(desk, explain_one_step(desk, place, year, figure))
    else:
        where = place_for(desk, place)
        if figure.what == "sharing":
            return Explained(explain_sharing(read_colocation(desk, where), figure), ())
        start = year_start(year) if year is not None else default_year(desk.connection, where)
        found = _explained(desk, where, start, figure)
    return Explained(found, files_of(desk.connection, found.lines) if found.lines is not None else ())


def read_explained(desk: Desk, place: int, year: int, figure: Figure) -> Explained:
    """Explain a figure of the place with that id, for a window; its files are read by `files_of`.
    Raises UsageProblem."""
    if figure.what == "case":
        must_be_named(figure)
        return Explained(explain_one_case(desk, figure), ())
    return Explained(_explained(desk, place_of(desk, place), year, figure), ())


def _explained(desk: Desk, place: Place, year: int, figure: Figure) -> Explanation:
    must_be_named(figure)
    if figure.what == "sharing":
        return explain_sharing(read_colocation(desk, place), figure)
    if figure.what == "step":
        return _with_count(desk, explain_one_step(desk, place.name, year_text(year), figure))
    if figure.what == "indicator":
        return explain_one_indicator(desk, figure)
    if figure.what == "unit-cost":
        return explain_unit_cost(unit_costs_of(desk, place, _in_year(figure, year)), figure)
    if figure.what == "burden":
        return explain_burden(burden_of(desk, place, year), figure)
    if figure.what == "culture":
        return explain_culture(scores_asked(desk, place.id, figure.round), figure)
    if figure.what == "milestone":
        return explain_milestone(read_progress(desk, place.name), figure)
    if figure.what in ("alignment", "stream"):
        return _with_count(desk, explain_one_stream(desk, place, year, figure))
    if figure.what == "area":
        return _with_count(desk, explain_one_area(desk, place, year, figure))
    facts = facts_of(desk, place, year)
    return explain(facts, figure, _redrawn(desk, facts, figure))


def _in_year(figure: Figure, year: int) -> int:
    return year_start(figure.in_year) if figure.in_year else year


def _with_count(desk: Desk, found: Explanation) -> Explanation:
    return found if found.lines is None else replace(found, line_count=totals(desk.connection, found.lines).lines)


def _redrawn(desk: Desk, facts: YearFacts, figure: Figure) -> Recount | None:
    """Return the recount that a figure on new boundaries is of; None for every other figure."""
    if not figure.boundaries:
        return None
    from tpdesk.services.boundaries import recount_with

    return recount_with(desk, facts, figure.boundaries)


def trail(explained: Explained) -> list[str]:
    """Return the whole explanation as lines of text, to be printed or copied."""
    found = explained.explanation
    lines = [
        found.title,
        found.value,
        "",
        "Formula",
        *(f"  {line}" for line in found.formula),
        "",
        "Rules (docs/method.md)",
    ]
    lines += [f"  {rule.number}: {rule.words}" for rule in found.rules]
    lines += ["", "Basis", f"  {found.basis.sentence()}"]
    for title, parts in (
        (f"{found.parts_are}: {pounds(found.parts_pence)}", found.parts),
        ("Not in it", found.apart),
        ("From its lines", found.steps),
    ):
        if parts:
            lines += [
                "",
                title,
                *(f"  {pounds(part.pence)}  {part.name}{f' ({part.note})' if part.note else ''}" for part in parts),
            ]
    if explained.files:
        lines += ["", "Files", *(f"  {words}" for rows in explained.files for words in file_words(rows))]
    if found.issues:
        lines += ["", "What to know", *(f"  {issue.text}" for issue in found.issues)]
    return lines


def file_words(rows: FileRows) -> list[str]:
    """Return where lines came from, in one line: `returns.csv, batch 3: 411 lines in rows 2 to 412, £1.00, imported
    2026-11-29, SHA-256 ...`, and where they came from several sheets, a line for each of these below."""
    number = counted(rows.lines, "line")
    if rows.batch is None:
        return [f"entered by hand: {number}, {pounds(rows.pence)}"]
    [first, *more] = rows.sheets
    where = f"in {len(rows.sheets)} sheets" if more else _rows_words(first)
    file = (
        f"{rows.file}, batch {rows.batch}: {number} {where}, {pounds(rows.pence)}, imported "
        f"{rows.made_at[:10]}, SHA-256 {rows.sha256}"
    )
    return [file, *(_sheet_words(sheet) for sheet in rows.sheets if more)]


def _sheet_words(sheet: SheetRows) -> str:
    return f"  {counted(sheet.lines, 'line')} {_rows_words(sheet)}, {pounds(sheet.pence)}"


def _rows_words(rows: SheetRows) -> str:
    """Return where they are: `in rows 2 to 40 of sheet May`, `between rows 2 and 900` where others are between them."""
    first, last = rows.first_row, rows.last_row
    if first is None or last is None:
        words = "in rows that are not recorded"
    elif first == last:
        words = f"in row {first}"
    else:
        words = f"in rows {first} to {last}" if rows.lines > last - first else f"between rows {first} and {last}"
    return f"{words} of sheet {rows.sheet}" if rows.sheet else words


def level_of(desk: Desk, category: str | None) -> int:
    """Return the level of a category, 2 where none is named or there is no such."""
    found = categories(desk.connection).get(category or "")
    return found.level if found is not None else 2
