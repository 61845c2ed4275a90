"""Return workbooks back: known by their manifest, checked whole, and taken in as one step or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk.domain.return_diff import ReturnDiff, SentLine, compare
from tpdesk.domain.return_form import ReturnSums
from tpdesk.errors import DeskError, InputProblem, UsageProblem
from tpdesk.models import return_batch, return_sheet
from tpdesk.models.desk import Desk
from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.lines import Reject, Settings, Tally
from tpdesk.models.intake.load import BatchFile, Stage
from tpdesk.models.intake.return_book import ReturnBook, ReturnRows, read_book
from tpdesk.models.intake.source import Source, open_source
from tpdesk.models.log.history import note_act
from tpdesk.models.place_fact import write_return
from tpdesk.models.published import PublishedHeld, published_held, replace_published
from tpdesk.models.return_batch import DeskEdit
from tpdesk.services.figures import place_of, year_start
from tpdesk.services.files import list_folder
from tpdesk.services.imports import period_warnings, replaced_words
from tpdesk.services.return_checks import (
    NO_LINES,
    ControlTotal,
    KnownReturn,
    ReadRequest,
    ReturnProblem,
    RowRead,
    check_totals,
    check_unit,
    control_totals,
    problem_of,
    rows_read,
    sent_of,
    signed_total,
    sums_by_cost,
    typed_total,
)
from tpdesk.services.returns import agency_of, today
from tpdesk.services.sheets import FileOutcome, SheetOutcome
from tpdesk.text import clean, counted, folded
from tpdesk.units import year_text

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class ReturnRead:
    """What became of one return workbook."""

    file: str
    place: str
    agency: str
    year: int
    version: int
    outcome: FileOutcome
    """As an import's: its batch is None where nothing was taken in."""

    totals: tuple[ControlTotal, ...]
    by_cost: Mapping[str, int]
    """`expenditure revenue`, `income capital` ... -> what the lines come to."""

    problems: tuple[ReturnProblem, ...]
    """Why it was not taken in; empty where it was, or where nothing was filled in."""

    notices: tuple[str, ...]
    diff: ReturnDiff | None
    """Against the return before; None where there is none."""

    replaced: tuple[int, ...]
    """The batches whose place it takes."""

    carried: tuple[DeskEdit, ...]
    """What was done on the desk, and goes on with the same lines."""

    dropped: tuple[DeskEdit, ...]
    """What was done on the desk to lines that are other now: it is to be looked at again."""

    book: ReturnBook
    rows: Mapping[int, RowRead]
    """Row -> what became of it."""

    is_empty: bool = False
    """Whether nothing was filled in at all."""


def read_return(
    desk: Desk, path: Path, request: ReadRequest, read_now: dict[tuple[int, int, int], str] | None = None
) -> ReturnRead:
    """Read one return workbook, and take it in where nothing keeps it out. `read_now` is (place, agency, year) -> the
    file that brought that return in the same run: a second one is refused, since nobody said which of them counts.
    Raises InputProblem for a file that is refused as it stands, UsageProblem, Locked."""
    read_now = read_now if read_now is not None else {}
    with open_source(path) as source:
        book = read_book(source)
        reading = _known(desk, book, path.name, request)
        before = return_batch.read_before(desk.connection, source.sha256)
        # To look again at what was read is no second reading: so its annotated copy is made later on.
        if before is not None and not request.dry_run:
            raise InputProblem(
                f"{path.name} was read before: batch {before[0]}, on {before[1]}. Nothing was changed.",
                title="Read before",
            )
        _must_be_latest(desk, reading, path.name, source.sha256, request)
        whose = (reading.place.id, reading.agency.id, reading.year)
        if whose in read_now:
            raise InputProblem(
                f"{read_now[whose]} is a return of {reading.agency.name} for {year_text(reading.year)} too, and was "
                f"read first. If {path.name} is the right one, read it by itself: it takes the place of the other.",
                title="Two returns of one organisation",
            )
        found = _read(desk, source, reading, request)
    if not found.problems and not found.is_empty:
        read_now[whose] = path.name
    return found


def _must_be_latest(desk: Desk, reading: KnownReturn, file: str, sha256: str, request: ReadRequest) -> None:
    """Raise InputProblem for a file whose place a later return took, but where --stale was said."""
    earlier = return_batch.batches_of_returns(desk.connection, reading.place.id, reading.agency.id, reading.year)
    later = next((one for one in earlier if sha256 in return_batch.replaced_files(desk.connection, one)), None)
    if later is not None and not request.stale:
        raise InputProblem(
            f"{file} was read before, and a later return of {reading.agency.name} took its place: batch {later}. To "
            "go back to this one, undo the later one, or read it all the same with --stale.",
            title="Read before",
        )


def _known(desk: Desk, book: ReturnBook, file: str, request: ReadRequest) -> KnownReturn:
    """Return whose return it is and which version. Raises InputProblem where it is not one that is waited for."""
    it, connection = book.manifest, desk.connection
    sent = return_sheet.sheet_of_manifest(connection, it.mark)
    if sent is None and it.desk != (return_sheet.desk_id(connection) or ""):
        raise InputProblem(
            f"{file} was sent from another desk: it asks {it.agency} for {it.year} of {it.place}. Read it there.",
            title="Another desk's return",
        )
    if sent is None:
        raise InputProblem(
            f"{file} says that it is version {it.version} for {it.agency}, {it.year}, and this desk does not know of "
            "such a one: that was undone, the organisation or the place was removed, or the desk was restored since. "
            "Write it again (return write).",
            title="Not known to this desk",
        )
    number, body, year, own = sent
    place, agency = place_of(desk, number), agency_of(desk, body)
    if request.place is not None and folded(request.place) != folded(place.name):
        raise InputProblem(f"{file} is a return of {place.name}, not of {request.place}.", title="Another place's")
    if request.year is not None and year_start(request.year) != year:
        raise InputProblem(
            f"{file} is the return of {it.year}, not of {request.year}. Read it in that year, or ask {agency.name} for "
            f"the one of {request.year}.",
            title="Another year's return",
        )
    later = return_sheet.later_year_sent(connection, place.id, agency.id, year)
    if later is not None and request.year is None:
        raise InputProblem(
            f"{file} is the return of {it.year}, and {agency.name} was sent one for {year_text(later)} since. To "
            f"read it all the same, say the year: --year {it.year}.",
            title="Another year's return",
        )
    latest = return_sheet.sent_sheets(connection, place.id, agency.id, year)[0]
    if own.version < latest.version and not request.stale:
        raise InputProblem(
            f"{file} is version {own.version}; version {latest.version} was sent on {latest.sent_on}. Ask for that "
            "one, or read this one all the same with --stale.",
            title="An older version",
        )
    return KnownReturn(book, place, agency, own, year, request.unit or it.unit)


def _read(desk: Desk, source: Source, reading: KnownReturn, request: ReadRequest) -> ReturnRead:
    book, connection = reading.book, desk.connection
    layout = replace(book.layout, unit=reading.unit)
    stage, tally = Stage(connection, default_agency=reading.agency.id, add_agencies=False), Tally()
    try:
        result = stage.take(
            ReturnRows(source, book),
            layout,
            Settings(year=reading.year),
            tally,
            corrects=lambda line: problem_of(reading, line),
        )
        rejects = [_for_sender(reject) for _, reject in stage.all_rejects()]
        for reject in rejects:
            reading.lines.pop(reject.row, None)
        reading.problems += [
            ReturnProblem(book.sheet, one.row, one.column, one.value, one.rule, one.message)
            for one in rejects
            if one.rule not in NO_LINES
        ]
        totals = control_totals(reading)
        is_empty = not reading.lines and not reading.problems and all(one.typed_pence is None for one in totals)
        if not is_empty:
            check_totals(reading, totals, request)
            check_unit(reading, request)
        now = {row: sent_of(line) for row, line in reading.lines.items()}
        earlier = return_batch.batches_of_returns(connection, reading.place.id, reading.agency.id, reading.year)
        before = {row: line for batch in earlier for row, line in return_batch.sent_lines(connection, batch).items()}
        diff = compare(before, now) if earlier and not is_empty else None
        edits = [edit for batch in earlier for edit in return_batch.desk_edits(connection, batch)] if diff else []
        same = diff.same if diff is not None else {}
        left_out = [one for one in rejects if one.rule in NO_LINES]
        warnings = [
            *(warning for warning in tally.warnings),
            *([f"{counted(len(left_out), 'row')} not read as a line, first row {left_out[0].row}: "
               f"{left_out[0].message}"] if left_out else []),
            *([] if earlier or is_empty else period_warnings(desk, reading.place, stage)),
            *(replaced_words(reading.place, held, dry_run=request.dry_run)
              for held in _standing_in(connection, reading) if not is_empty),
            *(f"'{name}' is not an organisation on this desk. It is kept as text." for name in result.outsiders),
        ]  # fmt: skip
        batch = None
        if not reading.problems and not is_empty and not request.dry_run:
            batch = _take_in(desk, source, reading, stage, totals, earlier, now, same, edits)
        control = signed_total(totals)
        outcome = FileOutcome(
            source.path.name, source.sha256, source.kind, None, None, batch,
            (SheetOutcome(layout, tally, tuple(result.rejects), tuple(tally.warnings)),), control,
            None if control is None else tally.sum_pence - control, tuple(warnings), None,
        )  # fmt: skip
        it = book.manifest
        return ReturnRead(
            source.path.name, reading.place.name, reading.agency.name, reading.year, it.version, outcome, totals,
            sums_by_cost(reading.lines.values()), tuple(reading.problems), book.notices, diff,
            tuple(earlier) if diff else (),
            tuple(edit for edit in edits if edit.row in same), tuple(edit for edit in edits if edit.row not in same),
            book, rows_read(reading, {one.row: one.message for one in rejects}), is_empty,
        )  # fmt: skip
    finally:
        stage.drop()


def _standing_in(connection: sqlite3.Connection, reading: KnownReturn) -> list[PublishedHeld]:
    """Return the published figures that the return takes the place of, be it of nil."""
    held = published_held(connection, reading.place.id, reading.agency.id, reading.year)
    return [held] if held is not None else []


def _for_sender(reject: Reject) -> Reject:
    """Return a reject in words for who fills the workbook in: it has a list to choose from, and no columns to map."""
    if reject.rule != "unknown category":
        return reject
    words = f"'{reject.value}' is not in the list of categories. Choose one from the list, or leave the cell blank."
    return reject._replace(message=words)


def _take_in(
    desk: Desk,
    source: Source,
    reading: KnownReturn,
    stage: Stage,
    totals: tuple[ControlTotal, ...],
    earlier: list[int],
    now: Mapping[int, SentLine],
    same: Mapping[int, int],
    edits: list[DeskEdit],
) -> int:
    """Move the lines in, in the place of those of the return before, as one step. Raises InputProblem, Locked."""
    name, place, agency = clean(source.path.name), reading.place, reading.agency
    words = f"{place.name}, {year_text(reading.year)}"
    with desk.writing() as connection:
        if return_batch.read_before(connection, source.sha256) is not None:
            raise InputProblem(f"{name} was read just now. Nothing was changed.", title="Read before")
        for held in _standing_in(connection, reading):
            replace_published(connection, place.id, held)
        batch = stage.move_in(
            place.id, BatchFile(name, source.sha256, source.size, source.kind, "", "", signed_total(totals))
        )
        return_batch.keep_sent_lines(connection, batch, now)
        return_batch.keep_replaced_files(connection, batch, earlier)
        for old in earlier:
            return_batch.take_place(connection, old, batch, same, edits)
        return_sheet.note_read(connection, reading.sheet.id, today().isoformat(), name, source.sha256)
        write_return(connection, place.name, agency.name, reading.year, _changes(reading))
        instead = f" in place of batch {', '.join(map(str, earlier))}" if earlier else ""
        note_act(
            connection, "read return", f"batch {batch}",
            f"{agency.name}, {words}, version {reading.book.manifest.version}, {counted(len(now), 'line')}{instead}",
            title=f"Read the return of {agency.name}, {words}{instead}",
        )  # fmt: skip
    return batch


def _changes(reading: KnownReturn) -> dict[str, str | int | None]:
    """Return what is known of the return now: received, and the total that the organisation publishes."""
    changes: dict[str, str | int | None] = {"state": "received", "received_on": today().isoformat()}
    published = typed_total(reading, "published")
    source = clean(cell_text(reading.book.totals.get("source", (0, ""))[1]))
    return (
        changes
        | ({"published_pence": published} if published is not None else {})
        | ({"published_source": source} if source else {})
    )


# -- several at once


@dataclass(frozen=True, slots=True)
class ReturnOutcome:
    """What became of one file of several."""

    file: Path
    read: ReturnRead | None
    """None where it was refused as it stands."""

    error: DeskError | None

    @property
    def is_taken(self) -> bool:
        """Whether it is on the desk now, or would be."""
        return self.read is not None and not self.read.problems and not self.read.is_empty

    @property
    def why(self) -> str:
        """Why nothing was taken in, in words; empty where something was."""
        if self.error is not None:
            return f"{self.error.title}. {self.error}"
        assert self.read is not None
        if self.read.is_empty:
            return "Nothing was filled in."
        first = self.read.problems[0].message if self.read.problems else ""
        more = len(self.read.problems) - 1
        return f"{first} And {counted(more, 'more problem')}." if more > 0 else first


_WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".ods", ".xls", ".xlsb"})

_OPEN_MARK: Final = "~$"
"""How the name of the file begins that a spreadsheet keeps beside a workbook while it is open."""


def workbooks_in(paths: Sequence[Path]) -> list[Path]:
    """Return the workbooks that paths name: files as they are, of a folder all that stand in it.
    Raises UsageProblem where there is none."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += [
                entry.path
                for entry in list_folder(path).entries
                if not entry.is_folder
                and entry.path.suffix.casefold() in _WORKBOOKS
                and not entry.path.name.startswith(_OPEN_MARK)
            ]
        else:
            found.append(path)
    if not found:
        raise UsageProblem(f"There is no workbook in {', '.join(map(str, paths))}.")
    return found


def read_returns_in(desk: Desk, files: list[Path], request: ReadRequest) -> list[ReturnOutcome]:
    """Read several return workbooks, each a step of its own; one that is refused does not stop the others."""
    if not request.dry_run:
        desk.keep("import")
    outcomes = []
    read_now: dict[tuple[int, int, int], str] = {}
    for path in files:
        try:
            outcomes.append(ReturnOutcome(path, read_return(desk, path, request, read_now), None))
        except InputProblem as problem:
            outcomes.append(ReturnOutcome(path, None, problem))
    return outcomes


def sums_of(read: ReturnRead) -> ReturnSums:
    """Return what the lines of a return come to."""
    total = ReturnSums()
    for key, pence in read.by_cost.items():
        total = total.plus(key.partition(" ")[0], pence)
    return replace(total, lines=read.outcome.sheets[0].tally.rows_imported)
