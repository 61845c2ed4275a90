"""Acts on spend lines: edit one or many, add by hand, double, split, delete, copy out. Each is one step of undo.

The parts of a split as they are typed: shares, amounts, or whatever is left.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk.domain.advice import LINE_MARK
from tpdesk.domain.line import LINE_FIELDS, LineRow, plain_text
from tpdesk.domain.line_filter import LineFilter
from tpdesk.errors import MoneyError, UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.file_writing import write_csv
from tpdesk.models.intake.cells import parse_amount
from tpdesk.models.label_map import parse_share
from tpdesk.models.lines import change
from tpdesk.models.lines import change as edit
from tpdesk.models.lines.change import LinePart
from tpdesk.models.lines.order import read_lines
from tpdesk.models.lines.preview import EditPreview, FieldChange, Selection, preview
from tpdesk.models.lines.query import LineView, open_view
from tpdesk.models.lines.where import read_maps
from tpdesk.models.log.history import note_act
from tpdesk.models.sensitive import people_warnings
from tpdesk.services.figures import place_for
from tpdesk.services.files import result_file
from tpdesk.text import counted, csv_safe
from tpdesk.units import largest_remainder, percent, pounds, short_pounds

if TYPE_CHECKING:
    import sqlite3

__all__ = [
    "EditPreview",
    "FieldChange",
    "LinePart",
    "Selection",
    "add_line",
    "copy_out",
    "delete_lines",
    "duplicate_lines",
    "edit_lines",
    "line_warnings",
    "preview_edit",
    "split_lines",
    "write_lines",
]

COPIED_MOST: Final = 100_000
"""Lines that go to the clipboard at once; more go to a file."""

_PAGE: Final = 5_000


@contextlib.contextmanager
def _writing(desk: Desk) -> Iterator[sqlite3.Connection]:
    with desk.writing() as connection:
        yield connection
        edit.let_go(connection)


def preview_edit(desk: Desk, selection: Selection, changes: Mapping[str, str]) -> EditPreview:
    """Return what an edit would change, in words; nothing is written.
    `changes` is field -> what is typed, an empty text clears. Raises UsageProblem."""
    return _with_people(preview(desk.connection, selection, changes), changes)


def edit_lines(
    desk: Desk, selection: Selection, changes: Mapping[str, str], *, expected: int | None = None
) -> EditPreview:
    """Change the lines meant and return what changed; `expected` is how many were meant when the user agreed.
    Raises UsageProblem, Locked."""
    with _writing(desk) as connection:
        done = edit.edit(connection, selection, changes, expected)
        if done.lines:
            note_act(
                connection, "edit", _subject(selection, done.lines), "; ".join(change.words for change in done.changes)
            )
    return _with_people(done, changes)


def _with_people(found: EditPreview, changes: Mapping[str, str]) -> EditPreview:
    return replace(found, warnings=(*found.warnings, *line_warnings(changes)))


def line_warnings(changes: Mapping[str, str]) -> tuple[str, ...]:
    """Return a sentence for each thing in a typed supplier or description that looks like a person's.
    `changes` is field -> what is typed."""
    return people_warnings(**{name: text for name, text in changes.items() if name in ("supplier", "description")})


def add_line(desk: Desk, changes: Mapping[str, str], *, place: str | None = None) -> int:
    """Write a line that no file brought and return its number: agency, amount and a date or year at least.
    Raises UsageProblem, Locked."""
    where = place_for(desk, place)
    with _writing(desk) as connection:
        line = change.add(connection, where.id, changes)
        row = next(iter(read_lines(connection, [line], read_maps(connection))))
        assert row is not None
        told = ", ".join(text for text in (row.agency, row.label, pounds(row.amount_pence)) if text)
        note_act(connection, "add", f"line {line}", told)
    return line


def line_of(desk: Desk, number: int) -> LineRow:
    """Return a line as it is now. Raises UsageProblem where it has gone."""
    row = next(iter(read_lines(desk.connection, [number], read_maps(desk.connection))))
    if row is None:
        raise UsageProblem(f"Line {number} is no longer on the desk. What you typed is kept; press u to undo its "
                           "removal.", title="The line has gone")  # fmt: skip
    return row


def duplicate_lines(desk: Desk, selection: Selection, *, expected: int | None = None) -> list[int]:
    """Write the lines meant once more, as lines entered by hand, and return the numbers of the copies.
    Raises UsageProblem, Locked."""
    with _writing(desk) as connection:
        copies = change.duplicate(connection, selection, expected)
        note_act(connection, "duplicate", _subject(selection, len(copies)))
    return copies


def delete_lines(desk: Desk, selection: Selection, *, expected: int | None = None) -> tuple[int, int]:
    """Delete the lines meant and return (lines, their signed sum in pence). Raises UsageProblem, Locked."""
    with _writing(desk) as connection:
        lines, pence = change.delete(connection, selection, expected)
        note_act(connection, "delete", _subject(selection, lines), pounds(pence) if lines == 1 else short_pounds(pence))
    return lines, pence


def split_lines(
    desk: Desk, selection: Selection, parts: Sequence[LinePart], *, expected: int | None = None
) -> list[int]:
    """Split every line meant by shares that add up to 1, to the penny, and return the numbers of the new lines.

    The line itself becomes the first part. Raises UsageProblem, Locked.
    """
    with _writing(desk) as connection:
        numbers = change.split(connection, selection, parts, expected)
        told = " and ".join(percent(float(part.share)).replace(".0%", "%") for part in parts)
        note_act(connection, "split", _subject(selection, len(numbers) // (len(parts) - 1)), f"into {told}")
    return numbers


def _subject(selection: Selection, lines: int) -> str:
    if lines == 1 and not isinstance(selection, LineFilter) and len(selection) == 1:
        return f"line {selection[0]}"
    return counted(lines, "line")


def copy_out(desk: Desk, selection: Selection, fields: Sequence[str]) -> str:
    """Return the lines meant as text with tabs, a header first, in the order of their numbers as given: for a
    spreadsheet's clipboard.

    Text that a spreadsheet would take for a formula is made harmless. Raises UsageProblem for
    more than COPIED_MOST lines.
    """
    connection = desk.connection
    if isinstance(selection, LineFilter):
        view = open_view(connection, selection)
        try:
            _refuse_many(view.total)
            numbers = view.ids(connection, 0, view.total)
        finally:
            view.close()
    else:
        numbers = list(selection)
        _refuse_many(len(numbers))
    rows = (
        row
        for first in range(0, len(numbers), _PAGE)
        for row in read_lines(connection, numbers[first : first + _PAGE], read_maps(connection))
    )
    body = ["\t".join(csv_safe(plain_text(row, name)) for name in fields) for row in rows if row is not None]
    return "\n".join(["\t".join(LINE_FIELDS[name].heading for name in fields), *body]) + "\n"


def _refuse_many(lines: int) -> None:
    if lines > COPIED_MOST:
        raise UsageProblem(
            f"{lines:,} lines are too many to copy; write them to a file, or narrow the filter to "
            f"{COPIED_MOST:,} lines."
        )


def write_lines(desk: Desk, view: LineView, fields: Sequence[str], target: Path, *, replace: bool = False) -> int:
    """Write the lines of a view to a CSV file that a spreadsheet opens without harm, and return how many.
    Raises Locked, UsageProblem.

    Its last column, the number of each line, is the mark by which an import knows it as ours.
    """

    def rows() -> Iterator[list[object]]:
        yield [*(LINE_FIELDS[name].heading for name in fields), LINE_MARK]
        for first in range(0, view.total, _PAGE):
            for row in view.page(desk.connection, first, _PAGE).rows:
                if row is not None:
                    yield [*(csv_safe(plain_text(row, name)) for name in fields), row.id]

    with result_file(target, replace=replace, keep=[desk.path]):
        write_csv(target, rows())
    return view.total


REST = "rest"
"""Typed for what the other parts leave; an empty share beside a value means it too."""


@dataclass(frozen=True, slots=True)
class Split:
    """Parts that add up to the whole."""

    parts: tuple[LinePart, ...]
    amounts: tuple[int, ...]
    """What each part comes to in pence; empty where several lines are split, or a line of nothing."""


def read_split(typed: Sequence[tuple[str, str]], field: str, pence: int | None) -> Split:
    """Return the split that is typed as (share, value of the field); rows with neither are left out.

    `pence` is the amount of the line, where it is one: then a share can be an amount too, as in £600. Raises
    UsageProblem that says which part is wrong.
    """
    rows = [(share.strip(), value.strip()) for share, value in typed if share.strip() or value.strip()]
    if len(rows) < 2:
        raise UsageProblem("Give two parts or more: a share each, as in 60%, and what differs.")
    shares: list[Fraction | None] = [_share(number, share, pence) for number, (share, _) in enumerate(rows, 1)]
    given = sum((share for share in shares if share is not None), Fraction(0))
    if shares.count(None) > 1:
        raise UsageProblem("Only one part can be the rest: give the others a share.")
    if None in shares and given >= 1:
        raise UsageProblem("The other parts are the whole already: nothing is left for the rest.")
    if None not in shares and given != 1:
        raise UsageProblem(
            f"The shares add up to {float(given) * 100:g}%, not to 100%. Leave one empty: it takes the rest."
        )
    whole = [1 - given if share is None else share for share in shares]
    parts = tuple(
        LinePart(share, {field: value} if value else {}) for share, (_, value) in zip(whole, rows, strict=True)
    )
    return Split(parts, tuple(largest_remainder(pence, whole)) if pence else ())


def _share(number: int, text: str, pence: int | None) -> Fraction | None:
    if not text or text.casefold() == REST:
        return None
    try:
        if text.lstrip("-").startswith("£"):
            if not pence:
                raise UsageProblem("an amount can be given only where one line is split; give a share, as in 60%.")
            share = Fraction(parse_amount(text)[0], pence)
        elif text.isdecimal() and int(text) > 1:
            share = Fraction(int(text), 100)
        else:
            share = parse_share(text)
    except (UsageProblem, MoneyError) as problem:
        raise UsageProblem(f"Part {number}: {problem}") from problem
    if share <= 0 or share >= 1:
        raise UsageProblem(f"Part {number}: a share is more than nothing and less than the whole.")
    return share
