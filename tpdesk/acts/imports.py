"""The act of taking files in: read, recognise, map, validate, load; one file, one batch, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tpdesk.acts.files import must_be_writable
from tpdesk.acts.rejects import Correction, correction_of, export_rejects
from tpdesk.errors import DeskError, InputProblem, UsageProblem
from tpdesk.models.agency import find_agency, list_agencies
from tpdesk.models.batch import overlapping, same_file, settle_rejects
from tpdesk.models.desk import Desk, note_act, now
from tpdesk.models.intake.layout import Layout, Overrides
from tpdesk.models.intake.load import BatchFile, SheetResult, Stage
from tpdesk.models.intake.profile import Profile, fingerprint, profile_matches
from tpdesk.models.intake.recognise import recognise
from tpdesk.models.intake.rows import Reject, Settings, Tally, parse_rows
from tpdesk.models.intake.source import Source, open_source
from tpdesk.models.place import Place, find_place, list_places
from tpdesk.models.profile_store import find_profile, profiles_of, save_profile
from tpdesk.text import clean, counted
from tpdesk.units import parse_pounds, pounds, year_text


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What the user asks of an import. None or empty leaves it to be recognised."""

    place: str | None = None
    agency: str | None = None
    year: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """FIELD to COLUMN."""

    agency_column: str | None = None
    add_agencies: bool = False
    profile: str | None = None
    save_profile: str | None = None
    sheets: tuple[str, ...] = ()
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    unit: str | None = None
    date_order: str | None = None
    flow: str | None = None
    status: str | None = None
    control_total: str | None = None
    """As typed, in the file's unit."""

    again: bool = False
    """Take a file in that was taken in before."""

    dry_run: bool = False
    rejects: Path | None = None
    """Where to write the rejected rows."""


@dataclass(frozen=True, slots=True)
class SheetOutcome:
    """What became of one sheet (of a CSV file: of the file)."""

    layout: Layout
    tally: Tally
    rejects: tuple[Reject, ...]
    """The first hundred."""

    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file."""

    file: str
    sha256: str | None
    kind: str | None
    encoding: str | None
    delimiter: str | None
    batch: int | None
    """The batch's number; None in a dry run or where the file was refused."""

    sheets: tuple[SheetOutcome, ...]
    control_total_pence: int | None
    difference_pence: int | None
    """Lines - control total."""

    warnings: tuple[str, ...]
    error: DeskError | None
    """Why the file was refused, or None."""

    @property
    def clean(self) -> bool:
        """Whether nothing was refused or rejected and the control total agrees."""
        return self.error is None and not self.difference_pence and not any(sheet.tally.rows_rejected for sheet in self.sheets)


Progress = Callable[[str, int, int, int], None]
"""Called with file name, rows read, bytes done, bytes in all. May raise Cancelled: nothing is left behind."""


def import_files(desk: Desk, files: Sequence[Path], request: ImportRequest, progress: Progress | None = None) -> list[FileOutcome]:
    """Take each file in, one batch each, and return what became of them; a refused file does not stop the others.

    Raises UsageProblem for a request that does not make sense, before anything is read.
    """
    place = place_for(desk, request.place)
    agency = find_agency(desk.connection, request.agency).id if request.agency else None
    if request.agency and request.agency_column:
        raise UsageProblem("Give --agency for a file of one body, or --agency-column for a file of several; not both.")
    if request.control_total is not None and len(files) != 1:
        raise UsageProblem("A control total belongs to one file; import the files one at a time to check each.")
    profile = find_profile(desk.connection, request.profile) if request.profile else None
    if request.rejects is not None:
        if request.dry_run:
            raise UsageProblem("--rejects writes the rejected rows of a batch; a dry run makes none.")
        must_be_writable(request.rejects)
    outcomes = []
    for path in files:
        try:
            outcomes.append(_import_file(desk, path, request, place, agency, profile, progress))
        except (InputProblem, UsageProblem) as error:
            if isinstance(error, UsageProblem) and len(files) == 1:
                raise
            outcomes.append(FileOutcome(path.name, None, None, None, None, None, (), None, None, (), error))
    if request.rejects is not None:
        _export(desk, outcomes, request)
    return outcomes


def place_for(desk: Desk, name: str | None) -> Place:
    """Return the named place, or the desk's only one, or the only one with money. Raises UsageProblem that says what to name."""
    if name:
        return find_place(desk.connection, name)
    places = list_places(desk.connection)
    if not places:
        raise UsageProblem("This desk holds no place yet. Make one first: tpdesk place add NAME.")
    if len(places) == 1:
        return places[0]
    counted_places = [place for place in places if place.years]
    if len(counted_places) == 1:
        return counted_places[0]
    names = ", ".join(place.name for place in (counted_places or places)[:5])
    raise UsageProblem(f"Say which place with --place: {names}{' ...' if len(counted_places or places) > 5 else ''}.")


def _import_file(
    desk: Desk, path: Path, request: ImportRequest, place: Place, agency: int | None, profile: Profile | None, progress: Progress | None
) -> FileOutcome:
    connection = desk.connection
    with open_source(
        path,
        encoding=request.encoding or (profile.encoding if profile else None),
        delimiter=request.delimiter or (profile.delimiter if profile else None),
    ) as source:
        before = same_file(connection, source.sha256)
        warnings = list(source.warnings)
        if before is not None:
            words = f"{path.name} was taken in before: batch {before.id}, {before.file}, {counted(before.rows_imported, 'line')}, on {before.made_at[:10]}."
            if not request.again:
                raise InputProblem(f"{words} Taking it in again would count its money twice; --again does so all the same.", title="Taken in before")
            warnings.append(words)
        correction = correction_of(connection, source)
        stage = Stage(
            connection,
            default_agency=agency,
            add_agencies=request.add_agencies,
            progress=(lambda rows: progress(path.name, rows, *source.progress)) if progress else None,
        )
        try:
            sheets, passed = _stage_sheets(desk, source, request, agency, profile, stage, correction)
            control = _control(request, stage)
            total = sum(sheet.tally.sum_pence for sheet in stage.sheets)
            periods = [] if correction else _period_warnings(desk, place, stage)
            batch = None
            if not request.dry_run:
                batch = _move_in(desk, source, place, stage, control, correction.rows(source) if correction else [])
                if request.save_profile:
                    _save_profile(desk, request.save_profile, source, stage.sheets[0].layout, request, agency)
            return FileOutcome(
                path.name, source.sha256, source.kind, source.encoding, source.delimiter, batch, tuple(sheets), control,
                total - control if control is not None else None, (*warnings, *passed, *periods), None,
            )  # fmt: skip
        finally:
            stage.drop()


def _stage_sheets(
    desk: Desk, source: Source, request: ImportRequest, agency: int | None, profile: Profile | None, stage: Stage, correction: Correction | None
) -> tuple[list[SheetOutcome], list[str]]:
    """Stage every sheet of spending; return what became of each, and words on the sheets that were passed over."""
    outcomes: list[SheetOutcome] = []
    passed = []
    refusals = []
    names = [record.name for record in list_agencies(desk.connection)]
    overrides = Overrides(
        columns=dict(request.columns), header_row=request.header_row, unit=request.unit, date_order=request.date_order, year=request.year,
        agency_column=request.agency_column,
    )  # fmt: skip
    if correction is not None:
        overrides = replace(correction.overrides, columns={**correction.overrides.columns, **request.columns}, year=request.year)
    asked = bool(request.sheets)
    for sheet in _chosen(source, request):
        layout = recognise(source, sheet, overrides=overrides, profile=profile, known_agencies=names, asked=asked)
        if profile is None and correction is None:
            found = next((kept for kept in profiles_of(desk.connection, agency) if profile_matches(kept, layout.headers)), None)
            if found is not None:
                layout = recognise(source, sheet, overrides=overrides, profile=found, known_agencies=names, asked=asked)
        if correction is not None and layout.year is None:
            layout = replace(layout, year=correction.year, year_evidence="the file that these rows were rejected from")
        if layout.refusal is not None and layout.is_data:
            refusals.append(layout.refusal)
        if layout.refusal is not None or not layout.is_data:
            words = layout.refusal or layout.reason or "no table of spending in it"
            passed.append(f"the sheet '{sheet}' was passed over: {words}")
            continue
        if "agency" in layout.columns and agency is not None and "agency" not in layout.mapped and request.agency_column is None:
            # The user named the body: the file's own column of it would only reject its other spellings.
            layout = _without_agency(layout)
        if "agency" not in layout.columns and agency is None:
            raise UsageProblem(f"{source.path.name} names no body whose spending it is. Give --agency NAME, or --agency-column COLUMN.")
        tally = Tally()
        settings = Settings(
            year=request.year,
            flow=request.flow or (profile.flow if profile else None) or "expenditure",
            status=request.status or (profile.status if profile else None) or "actual",
            sign=profile.sign if profile else 1,
            today=dt.date.fromisoformat(now()[:10]),
        )
        result = stage.take(layout, tally, parse_rows(source, layout, settings, tally, check=stage.check))
        outcomes.append(SheetOutcome(layout, tally, tuple(result.rejects), (*layout.warnings, *tally.warnings, *_outsider_warnings(result))))
    if not stage.sheets:
        words = refusals[0] if refusals else "no sheet of it holds a table of spending."
        raise InputProblem(f"{source.path.name}: {words}", title="No spending in this file")
    return outcomes, passed


def _chosen(source: Source, request: ImportRequest) -> list[str | None]:
    if not request.sheets:
        return list(source.sheets)
    by_name = {clean(sheet or "").casefold(): sheet for sheet in source.sheets}
    missing = [name for name in request.sheets if clean(name).casefold() not in by_name]
    if missing:
        raise UsageProblem(f"{source.path.name} has no sheet '{missing[0]}'. Its sheets: {', '.join(str(sheet) for sheet in source.sheets)}.")
    return [by_name[clean(name).casefold()] for name in request.sheets]


def _without_agency(layout: Layout) -> Layout:
    return replace(layout, columns={name: index for name, index in layout.columns.items() if name != "agency"})


def _control(request: ImportRequest, stage: Stage) -> int | None:
    if request.control_total is None:
        return None
    return parse_control_total(request.control_total, stage.sheets[0].layout.unit)


def parse_control_total(text: str, unit: str) -> int:
    """Return a control total in pence, from what was typed in the file's unit. Raises UsageProblem."""
    try:
        return parse_pounds(text, unit)
    except ValueError as error:
        raise UsageProblem(f"--control-total: {error}.") from error


def _period_warnings(desk: Desk, place: Place, stage: Stage) -> list[str]:
    found = []
    names = {record.id: record.name for record in list_agencies(desk.connection)}
    for agency, year, _, _, first, last in stage.agencies():
        for batch, file, its_first, its_last in overlapping(desk.connection, place.id, agency, year, first, last) if agency > 0 else ():
            period = f"{_day(its_first)} to {_day(its_last)}" if its_first and its_last else year_text(year)
            found.append(f"{names[agency]} already has lines of {period} from batch {batch} ({file}): check that this is not the same money.")
    return found if len(found) <= 5 else [*found[:5], f"... and {len(found) - 5} more overlaps with earlier batches."]


def _day(number: int) -> str:
    return f"{number // 10000:04d}-{number // 100 % 100:02d}-{number % 100:02d}"


def _outsider_warnings(result: SheetResult) -> list[str]:
    if not result.outsiders:
        return []
    names = ", ".join(f"'{name}'" for name, _ in result.outsiders.most_common(3))
    return [f"{counted(len(result.outsiders), 'body', 'bodies')} paid or paying that no agency of this desk bears the name of: {names}. Kept as text."]


def _move_in(desk: Desk, source: Source, place: Place, stage: Stage, control: int | None, settled: list[tuple[int, int]]) -> int:
    name = clean(source.path.name)
    file = BatchFile(name, source.sha256, source.size, source.kind, source.encoding or "", source.delimiter or "", control)
    with desk.writing() as connection:
        batch = stage.move_in(place.id, file)
        if settled:
            settle_rejects(connection, settled)
        lines = sum(sheet.tally.rows_imported for sheet in stage.sheets)
        total = pounds(sum(sheet.tally.sum_pence for sheet in stage.sheets))
        note_act(connection, "import", f"batch {batch}", f"{name}, {counted(lines, 'line')}, {total}, sha256 {source.sha256}")
    return batch


def _save_profile(desk: Desk, name: str, source: Source, layout: Layout, request: ImportRequest, agency: int | None) -> None:
    profile = Profile(
        name=clean(name),
        headers=fingerprint(layout.headers),
        columns=layout.column_names(),
        unit=layout.unit,
        date_order=layout.date_order,
        header_row=None if layout.headers and any(layout.headers) else 0,
        delimiter=source.delimiter,
        encoding=request.encoding,
        flow=request.flow,
        status=request.status,
    )
    with desk.writing() as connection:
        save_profile(connection, profile, agency)
        note_act(connection, "save profile", profile.name)


def _export(desk: Desk, outcomes: Sequence[FileOutcome], request: ImportRequest) -> None:
    assert request.rejects is not None
    batches = [outcome.batch for outcome in outcomes if outcome.batch is not None]
    export_rejects(desk, batches, request.rejects)
