"""What the table of lines asks the desk.

The acts of a pivot: made from the lines that a filter keeps, and written to a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk import __version__
from tpdesk.calc.pivot import Pivot, PivotCell, pivot
from tpdesk.domain.advice import PIVOT_MARK
from tpdesk.domain.line import LINE_FIELDS
from tpdesk.domain.line_filter import Frequency, LineFilter, Totals
from tpdesk.errors import Cancelled, UsageProblem
from tpdesk.models.category import categories
from tpdesk.models.desk import Desk
from tpdesk.models.file_writing import write_csv
from tpdesk.models.lines.candidates import Candidate, values_for
from tpdesk.models.lines.order import Stop
from tpdesk.models.lines.origin import Origin, origin_of
from tpdesk.models.lines.preview import EditPreview, Selection, as_filter, preview
from tpdesk.models.lines.query import LineView, Page, Sort, find, open_view
from tpdesk.models.lines.totals import frequency, pivot_facts, totals
from tpdesk.models.lines.typed import Completion, FilterProblem, complete, parse_filter
from tpdesk.models.log.history import last_change
from tpdesk.services.files import result_file
from tpdesk.text import csv_safe
from tpdesk.units import plain_pounds

WINDOW: Final = 200
"""Lines that are read at a time."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A view whose first lines can be shown."""

    view: LineView
    page: Page
    """The lines around the one that the cursor goes to."""

    row: int
    """Where the cursor goes."""

    titles: Mapping[str, str]
    """Category code -> title."""


def open_lines(
    desk: Desk,
    where: LineFilter,
    sorts: Sequence[Sort],
    *,
    line: int | None = None,
    row: int = 0,
    cancelled: Stop | None = None,
    ready: Callable[[Opened], None] | None = None,
) -> Opened:
    """Return the lines that a filter keeps, sorted, with the cursor on `line` where it is still among
    them, else at position `row`.

    `ready` is called, on this thread, as soon as the first lines can be shown. Raises Cancelled, UsageProblem.
    """
    titles = {code: category.title for code, category in categories(desk.connection).items()}

    def first_shown(view: LineView) -> None:
        if ready is not None:
            ready(Opened(view, view.page(desk.connection, 0, WINDOW), 0, titles))

    view = open_view(desk.connection, where, sorts, cancelled=cancelled, ready=first_shown)
    found = view.position_of(desk.connection, line) if line is not None else None
    at = min(row, max(view.total - 1, 0)) if found is None else found
    page = view.page(desk.connection, at // WINDOW * WINDOW, WINDOW)
    if cancelled is not None and cancelled():
        view.close()
        raise Cancelled("Other lines were asked for meanwhile.")
    return Opened(view, page, at, titles)


def read_rows(desk: Desk, view: LineView, first: int, count: int) -> Page:
    """Return `count` lines of a view from position `first`."""
    return view.page(desk.connection, first, count)


def lines_between(desk: Desk, view: LineView, first: int, last: int) -> list[int]:
    """Return the numbers of the lines from position `first` to `last`, both within."""
    return view.ids(desk.connection, first, last - first + 1)


def find_text(
    desk: Desk, view: LineView, text: str, row: int, *, backwards: bool = False, cancelled: Stop | None = None
) -> int | None:
    """Return the position of the next line after `row` that holds the text, or of the one before;
    beyond the end it goes on at the other. None where there is none."""
    start = row - 1 if backwards else row + 1
    found = find(desk.connection, view, text, start, backwards=backwards, cancelled=cancelled)
    if found is None:
        start = view.total - 1 if backwards else 0
        found = find(desk.connection, view, text, start, backwards=backwards, cancelled=cancelled)
    return found


def add_up(desk: Desk, selection: Selection, cancelled: Stop | None = None) -> Totals:
    """Return what the lines meant add up to. Raises Cancelled, UsageProblem."""
    return totals(desk.connection, as_filter(selection), cancelled)


def count_values(desk: Desk, field: str, where: LineFilter, most: int, cancelled: Stop | None = None) -> Frequency:
    """Return the values of a column over the lines of a filter, most money first. Raises Cancelled, UsageProblem."""
    return frequency(desk.connection, field, where, most=most, cancelled=cancelled)


def understand_filter(desk: Desk, text: str) -> LineFilter | FilterProblem:
    """Return the filter that is typed, or what is wrong with it."""
    try:
        return parse_filter(desk.connection, text)
    except FilterProblem as problem:
        return problem


def complete_filter(desk: Desk, text: str, at: int) -> Completion:
    """Return what could stand at the cursor of a typed filter."""
    return complete(desk.connection, text, at)


def complete_value(desk: Desk, field: str, text: str) -> Completion:
    """Return what could stand in a field in place of all that is typed."""
    return Completion(0, len(text), values_for(desk.connection, field, text))


def choices_of(desk: Desk, fields: Sequence[str]) -> dict[str, tuple[Candidate, ...]]:
    """Return field -> values to choose from, for a form; all categories, and the first values of everything else."""
    found = {field: values_for(desk.connection, field, "") for field in fields}
    if "own_category" in found:
        every = categories(desk.connection).items()
        found["own_category"] = tuple(Candidate(code, category.title) for code, category in every)
    return found


def edit_preview(desk: Desk, selection: Selection, changes: Mapping[str, str]) -> EditPreview | UsageProblem:
    """Return what an edit would change, or why it cannot be done; nothing is written."""
    try:
        return preview(desk.connection, selection, changes)
    except UsageProblem as problem:
        return problem


def read_origin(desk: Desk, line: int) -> Origin:
    """Return where a line came from and what became of it. Raises UsageProblem where it has gone."""
    return origin_of(desk.connection, line)


def editable() -> tuple[str, ...]:
    """Return the fields of a line that can be set, in the order in which they are offered."""
    return tuple(name for name, field in LINE_FIELDS.items() if field.edits == name)


MOST_ROWS: Final = 500
"""Rows of a pivot."""

MOST_COLUMNS: Final = 100
"""Columns of a pivot."""


def make_pivot(
    desk: Desk,
    rows: str,
    columns: str,
    where: LineFilter,
    *,
    flow: str = "",
    most_rows: int = MOST_ROWS,
    most_columns: int = MOST_COLUMNS,
    cancelled: Stop | None = None,
) -> Pivot:
    """Return the pivot of two columns over the lines of a filter. Raises Cancelled, UsageProblem."""
    facts = pivot_facts(
        desk.connection, rows, columns, where, flow, most_rows=most_rows, most_columns=most_columns, cancelled=cancelled
    )
    return pivot(facts)


def write_pivot(desk: Desk, made: Pivot, where: LineFilter, target: Path, *, replace: bool = False) -> None:
    """Write a pivot as a workbook where the file's name ends in .xlsx, else as CSV that a
    spreadsheet opens without harm.

    Raises Locked, UsageProblem.
    """
    with result_file(target, replace=replace, keep=[desk.path]):
        _write(desk, made, where, target)


def _write(desk: Desk, made: Pivot, where: LineFilter, target: Path) -> None:
    if target.suffix.casefold() == ".xlsx":
        from tpdesk.calc.packs.kind import describe_pivot
        from tpdesk.services.packs import write_workbook

        when = last_change(desk.connection)
        pack = describe_pivot(made, where.words, desk.path.name, when, f"tpdesk {__version__}")
        write_workbook(pack, target, publish=True)
        return
    write_csv(target, _rows(made))


def _rows(made: Pivot) -> Iterator[list[object]]:
    heads = [csv_safe(head.text) for head in made.columns]
    yield [
        f"{LINE_FIELDS[made.row_field].heading} by {LINE_FIELDS[made.column_field].heading} (£)",
        *heads,
        "All",
        PIVOT_MARK,
    ]
    for head, cells, total in zip(made.rows, made.cells, made.row_totals, strict=True):
        yield [csv_safe(head.text), *map(_pounds, cells), _pounds(total), total.lines]
    yield ["All", *map(_pounds, made.column_totals), _pounds(made.total), made.total.lines]


def _pounds(cell: PivotCell) -> str:
    return "" if cell.pence is None else plain_pounds(cell.pence)
