"""Pasted rows: read, looked through and taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from tpdesk.errors import DeskError, InputProblem
from tpdesk.models import guard
from tpdesk.models.agency import find_agency
from tpdesk.models.batch import same_file
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.intake.columns import suits
from tpdesk.models.intake.csvfile import LARGEST, Pasted, PastedSource, read_pasted
from tpdesk.models.intake.fields import FIELDS
from tpdesk.models.intake.layout import Layout, Overrides
from tpdesk.models.intake.load import Stage
from tpdesk.models.intake.looks import LOOK_AT, look_at
from tpdesk.models.intake.recognise import recognise
from tpdesk.models.intake.records import evenly
from tpdesk.models.intake.rows import Reject, Tally
from tpdesk.models.keeping.lock import WINDOW
from tpdesk.services.figures import place_for
from tpdesk.services.imports import Progress, take_source
from tpdesk.services.sheets import FileOutcome, ImportRequest, NoBody, stage_sheets
from tpdesk.text import counted


@dataclass(frozen=True, slots=True)
class PasteRequest:
    """What the user says of pasted rows. None leaves it to be recognised."""

    place: str | None = None
    agency: str | None = None
    """The body whose rows they are, where no column names it."""

    year: int | None = None
    """The start year of every row's financial year."""

    columns: tuple[str, ...] = ()
    """The columns of the table that they were pasted into, in order:
    they name the cells where the paste has no header and all cells suit them."""

    maps: Mapping[str, str] = field(default_factory=dict)
    """FIELD to COLUMN, a header or `#n`: wins over everything."""

    header: bool | None = None
    """Whether the first row is a header."""

    unit: str | None = None
    date_order: str | None = None
    flow: str | None = None
    status: str | None = None
    add_agencies: bool = False


@dataclass(frozen=True, slots=True)
class PastePreview:
    """What would become of pasted rows."""

    layout: Layout
    """Which column is which, and what speaks for it."""

    tally: Tally
    """Rows that would come in, with their sum and the rules they are read by."""

    problems: Mapping[int, Reject]
    """Row of the paste, from 1 -> what is wrong with it; the others would come in."""

    warnings: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return it in words: `412 lines to take in, 3 rows with problems`."""
        wrong = f", {counted(len(self.problems), 'row')} with problems" if self.problems else ""
        return f"{counted(self.tally.rows_imported, 'line')} to take in{wrong}"


def preview_paste(desk: Desk, pasted: Pasted, request: PasteRequest) -> PastePreview:
    """Return what would become of pasted rows; nothing is written, but the desk must be open for writing.
    Raises InputProblem, UsageProblem."""
    source = PastedSource(pasted)
    agency = find_agency(desk.connection, request.agency).id if request.agency else None
    stage = Stage(desk.connection, default_agency=agency, add_agencies=request.add_agencies)
    try:
        sheets, passed = stage_sheets(desk, source, _import_request(source, pasted, request), agency, None, stage, ())
        problems = {reject.row: reject for _, reject in stage.all_rejects()}
    finally:
        stage.drop()
    before = same_file(desk.connection, source.sha256)
    known = (
        [f"These very rows were taken in before: batch {before.id}, on {before.made_at[:10]}."]
        if before is not None
        else []
    )
    return PastePreview(
        sheets[0].layout, sheets[0].tally, problems, (*known, *pasted.warnings, *passed, *sheets[0].warnings)
    )


def take_paste(
    desk: Desk, pasted: Pasted, request: PasteRequest, *, again: bool = False, progress: Progress | None = None
) -> FileOutcome:
    """Take pasted rows in as one batch; rows with problems are kept as its rejects.
    Raises InputProblem for rows taken in before unless `again`."""
    source = PastedSource(pasted)
    place = place_for(desk, request.place)
    agency = find_agency(desk.connection, request.agency).id if request.agency else None
    return take_source(
        desk, source, replace(_import_request(source, pasted, request), again=again), place, agency, None, progress
    )


def _import_request(source: PastedSource, pasted: Pasted, request: PasteRequest) -> ImportRequest:
    """Return the request as an import's: without a header the table's own columns name the cells,
    where all cells suit them."""
    columns, header_row = dict(request.maps), None if request.header is None else int(request.header)
    if (
        header_row is None
        and recognise(source, None, overrides=Overrides(columns=columns), asked=True).header_row is None
    ):
        header_row = 0
    if header_row == 0:
        columns = {**_columns_of_table(pasted, request), **columns}
    return ImportRequest(
        year=request.year, columns=columns, header_row=header_row, unit=request.unit, date_order=request.date_order,
        flow=request.flow,
        status=request.status, add_agencies=request.add_agencies,
    )  # fmt: skip


def _columns_of_table(pasted: Pasted, request: PasteRequest) -> dict[str, str]:
    """Return field to column by the table that the rows were pasted into; nothing where a cell is of another kind:
    then they were copied elsewhere."""
    width = max((len(row) for row in pasted.rows), default=0)
    looks = look_at(evenly(pasted.rows, LOOK_AT), width)
    fields = ["category" if name == "own_category" else name for name in request.columns[:width]]
    named = {field: column for column, field in enumerate(fields) if field in FIELDS}
    if any(looks[column].filled and not suits(field, looks[column]) for field, column in named.items()):
        return {}
    return {field: f"#{column + 1}" for field, column in named.items()}


# -- from the table of lines


@dataclass(frozen=True, slots=True)
class Looked:
    """Pasted rows, and what would become of them."""

    pasted: Pasted
    preview: PastePreview | None
    """None where they cannot be taken in as they are."""

    refusal: str
    """Why not, in words; else empty."""

    before: int | None
    """The batch as which these very rows were taken in before."""

    layout: Layout | None
    """Which column is which; None where that cannot be told."""

    lacks_body: bool = False
    """Whether nothing says whose spending they are."""


def look_through(path: Path, rows: str | Pasted, request: PasteRequest) -> Looked:
    """Return what would become of pasted rows, or of pasted text; nothing is written.
    Raises InputProblem where the text holds no rows."""
    pasted = read_pasted(rows) if isinstance(rows, str) else rows
    with open_desk(path, program=WINDOW) as desk:
        known = same_file(desk.connection, PastedSource(pasted).sha256)
        before = known.id if known is not None else None
        try:
            preview = preview_paste(desk, pasted, request)
        except NoBody as problem:
            return Looked(pasted, None, problem.message, before, problem.layout, lacks_body=True)
        except DeskError as problem:
            return Looked(pasted, None, problem.message, before, None)
        return Looked(pasted, preview, "", before, preview.layout)


_ENCODINGS: Final = ("utf-8-sig", "cp1252")


def text_of(file: Path) -> str:
    """Return the text of a small file of rows, as if it had been pasted. Raises InputProblem."""
    try:
        if not guard.is_ordinary_file(file):
            raise InputProblem(f"{file} is not an ordinary file. Check its name.")
        if file.stat().st_size > LARGEST:
            raise InputProblem(f"{file.name} is too large to paste: take it in as a file (i).")
        content = file.read_bytes()
    except OSError as error:
        raise InputProblem(f"{file} cannot be read: {error.strerror or error}. Check its name.") from error
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputProblem(f"{file.name} is no text: take it in as a file (i).")
