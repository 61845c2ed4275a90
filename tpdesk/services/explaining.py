"""The act of explaining a figure: calc's explanation, with the files whose rows it stands on."""

from __future__ import annotations

from dataclasses import dataclass

from tpdesk.calc.explain import explain
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.figure import Explanation, Figure
from tpdesk.domain.results.recount import Recount
from tpdesk.models.category import categories
from tpdesk.models.desk import Desk
from tpdesk.models.lines.origin import FileRows, SheetRows, files_of
from tpdesk.services.figures import facts_of, place_of, year_facts
from tpdesk.services.records import find_record
from tpdesk.text import counted
from tpdesk.units import pounds


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure walked back to the rows of its files."""

    explanation: Explanation
    files: tuple[FileRows, ...]
    """The files of its lines; empty where it has none of its own."""


def explain_figure(desk: Desk, place: str | None, year: str | None, figure: Figure) -> Explained:
    """Explain a figure of a place and year. Raises UsageProblem for what is not on the desk or cannot be explained."""
    if figure.boundaries and not place:
        place = str(find_record(desk, "boundaries", figure.boundaries).values["place"])
    return _with_files(desk, year_facts(desk, place, year), figure)


def read_explained(desk: Desk, place: int, year: int, figure: Figure) -> Explained:
    """Explain a figure of the place with that id, for a window; its files are read by `files_of`.
    Raises UsageProblem."""
    facts = facts_of(desk, place_of(desk, place), year)
    return Explained(explain(facts, figure, _redrawn(desk, facts, figure)), ())


def _with_files(desk: Desk, facts: YearFacts, figure: Figure) -> Explained:
    found = explain(facts, figure, _redrawn(desk, facts, figure))
    return Explained(found, files_of(desk.connection, found.lines) if found.lines is not None else ())


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
