"""The act of explaining a figure: calc's explanation, with the files whose rows it stands on."""

from __future__ import annotations

from dataclasses import dataclass

from tpdesk.calc.explain import explain
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.figure import Explanation, Figure
from tpdesk.models.category import categories
from tpdesk.models.desk import Desk
from tpdesk.models.lines.origin import FileRows, files_of
from tpdesk.services.figures import facts_of, place_of, year_facts
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
    return _with_files(desk, year_facts(desk, place, year), figure)


def read_explained(desk: Desk, place: int, year: int, figure: Figure) -> Explained:
    """Explain a figure of the place with that id, for a window; its files are read by `files_of`.
    Raises UsageProblem."""
    return Explained(explain(facts_of(desk, place_of(desk, place), year), figure), ())


def _with_files(desk: Desk, facts: YearFacts, figure: Figure) -> Explained:
    found = explain(facts, figure)
    return Explained(found, files_of(desk.connection, found.lines) if found.lines is not None else ())


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
        lines += ["", "Files", *(f"  {file_words(rows)}" for rows in explained.files)]
    if found.issues:
        lines += ["", "What to know", *(f"  {issue.text}" for issue in found.issues)]
    return lines


def file_words(rows: FileRows) -> str:
    """Return where lines came from: `returns.csv, batch 3: rows 2 to 412, 411 lines, £1.00, SHA-256 ...`."""
    number = counted(rows.lines, "line")
    if rows.batch is None:
        return f"entered by hand: {number}, {pounds(rows.pence)}"
    where = f"row {rows.first_row}" if rows.first_row == rows.last_row else f"rows {rows.first_row} to {rows.last_row}"
    return (
        f"{rows.file}, batch {rows.batch}: {number} in {where}, {pounds(rows.pence)}, taken in "
        f"{rows.made_at[:10]}, SHA-256 {rows.sha256}"
    )


def level_of(desk: Desk, category: str | None) -> int:
    """Return the level of a category, 2 where none is named or there is no such."""
    found = categories(desk.connection).get(category or "")
    return found.level if found is not None else 2
