"""Acts of importing: files read, their lines staged and moved in, each file by itself;
rejected rows mended on the desk too."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk.domain.advice import Advice, message
from tpdesk.errors import Cancelled, InputProblem, UsageProblem
from tpdesk.models.agency import find_agency, list_agencies
from tpdesk.models.batch import bodies_of, find_batch, overlapping, same_file, settle_rejects
from tpdesk.models.desk import Desk
from tpdesk.models.intake import ahead
from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.load import BatchFile, Stage
from tpdesk.models.intake.profile import Profile, fingerprint
from tpdesk.models.intake.source import Source, open_source, refuse_own_file
from tpdesk.models.log.history import note_act
from tpdesk.models.place import Place
from tpdesk.models.profile_store import find_profile, save_profile
from tpdesk.models.published import PublishedHeld, published_held, replace_published
from tpdesk.services.batches import corrections_of, export_rejects, remove, write_rejects
from tpdesk.services.files import must_be_free, must_be_writable
from tpdesk.services.history import undo_import
from tpdesk.services.place_choice import place_for
from tpdesk.services.sheets import FileOutcome, ImportRequest, SheetOutcome, stage_sheets
from tpdesk.text import and_words, clean, counted, file_name
from tpdesk.units import MAX_TOTAL_PENCE, parse_pounds, pounds, year_text

if TYPE_CHECKING:
    import sqlite3

__all__ = [
    "FileOutcome",
    "ImportRequest",
    "Progress",
    "SheetOutcome",
    "import_each",
    "import_files",
    "take_in_corrected",
]

Progress = Callable[[str, int, int, int], None]
"""Called with file name, rows read, bytes done, bytes in all. May raise Cancelled: nothing is left behind."""


def import_files(
    desk: Desk, files: Sequence[Path], request: ImportRequest, progress: Progress | None = None
) -> list[FileOutcome]:
    """Take each file in, one batch each, and return what became of them; a refused file does not stop the others.

    Raises UsageProblem for a request that does not make sense, before anything is read, and where the only file
    cannot be read as asked.
    """
    must_make_sense(desk, request)
    if request.control_total is not None and len(files) != 1:
        raise UsageProblem("A control total belongs to one file; import the files one at a time to check each.")
    if request.rejects is not None:
        if request.dry_run:
            raise UsageProblem("--rejects writes the rejected rows of a batch; a dry run makes none.")
        must_be_writable(request.rejects, [*files, desk.path])
        if not request.force:
            must_be_free(request.rejects)
    outcomes = import_each(desk, [(path, request) for path in files], progress)
    if len(outcomes) == 1 and isinstance(outcomes[0].error, UsageProblem):
        raise outcomes[0].error
    if request.rejects is not None:
        _export(desk, outcomes, request)
    return outcomes


def must_make_sense(desk: Desk, request: ImportRequest) -> None:
    """Raise UsageProblem where the request names what the desk does not know, or contradicts itself."""
    place_for(desk, request.place)
    if request.agency:
        find_agency(desk.connection, request.agency)
    if request.agency and request.agency_column:
        raise UsageProblem(
            "Give --agency for a file of one organisation, or --agency-column for a file of several; not both."
        )
    if request.profile:
        find_profile(desk.connection, request.profile)


def import_each(
    desk: Desk, wanted: Sequence[tuple[Path, ImportRequest]], progress: Progress | None = None
) -> list[FileOutcome]:
    """Take each file in as its own request says, and return what became of them, in order; `rejects` of a
    request is not looked at.

    Where `progress` raises Cancelled, nothing of any of them stays: those that were in already are undone,
    and Cancelled is passed on.
    """
    if not all(request.dry_run for _, request in wanted):
        desk.keep("import")
    outcomes: list[FileOutcome] = []
    try:
        for path, request in wanted:
            if progress is not None:
                # Small files end before they have anything to tell: here at least they can be stopped.
                progress(path.name, 0, 0, 1)
            outcomes.append(_import_or_refuse(desk, path, request, progress))
    except Cancelled:
        take_back(desk, [outcome.batch for outcome in outcomes if outcome.batch is not None])
        raise
    return outcomes


def take_back(desk: Desk, batches: Sequence[int]) -> None:
    """Take batches off the desk that came in just now, in order: undone where nothing was done since, else removed,
    so that what somebody did meanwhile stays."""
    for batch in reversed(batches):
        if not undo_import(desk, batch):
            # Who undid it by hand has nothing left to remove.
            with contextlib.suppress(UsageProblem):
                remove(desk, batch)


def _import_or_refuse(desk: Desk, path: Path, request: ImportRequest, progress: Progress | None) -> FileOutcome:
    try:
        place = place_for(desk, request.place)
        agency = find_agency(desk.connection, request.agency).id if request.agency else None
        profile = find_profile(desk.connection, request.profile) if request.profile else None
        return _import_file(desk, path, request, place, agency, profile, progress)
    except (InputProblem, UsageProblem) as error:
        return FileOutcome(path.name, None, None, None, None, None, (), None, None, (), error)


def _import_file(
    desk: Desk,
    path: Path,
    request: ImportRequest,
    place: Place,
    agency: int | None,
    profile: Profile | None,
    progress: Progress | None,
) -> FileOutcome:
    with open_source(
        path,
        encoding=request.encoding or (profile.encoding if profile else None),
        delimiter=request.delimiter or (profile.delimiter if profile else None),
    ) as source:
        return take_source(desk, source, request, place, agency, profile, progress)


def take_source(
    desk: Desk,
    source: Source,
    request: ImportRequest,
    place: Place,
    agency: int | None,
    profile: Profile | None = None,
    progress: Progress | None = None,
) -> FileOutcome:
    """Take an opened source in, one batch; `agency` is the body whose rows they are.
    Raises InputProblem, UsageProblem, Locked."""
    connection, path = desk.connection, source.path
    refuse_own_file(source)
    before = same_file(connection, source.sha256)
    warnings = list(source.warnings)
    if before is not None:
        words = (
            f"{path.name} was taken in before: batch {before.id}, {before.file}, "
            f"{counted(before.rows_imported, 'line')}, on {before.made_at[:10]}."
        )
        if not request.again:
            raise InputProblem(
                message(f"{words} Taking it in again would count its money twice", Advice("import-again")),
                title="Taken in before",
            )
        warnings.append(words)
    corrections = corrections_of(connection, source)
    stage = Stage(
        connection,
        default_agency=agency,
        add_agencies=request.add_agencies,
        progress=(lambda rows: progress(path.name, rows, *source.progress)) if progress else None,
        ahead_in=place.id if source.kind == "csv" and ahead.pays(source.size) else None,
    )
    try:
        sheets, passed = stage_sheets(desk, source, request, agency, profile, stage, corrections)
        control = _control(request, stage)
        total = sum(sheet.tally.sum_pence for sheet in stage.sheets)
        periods = [] if corrections else period_warnings(desk, place, stage)
        replaced = published_for(desk.connection, place, stage)
        periods += [replaced_words(place, held, dry_run=request.dry_run) for held in replaced]
        batch = None
        refused = {row for sheet in stage.sheets for row in sheet.refused}
        settled = [row for correction in corrections for row in correction.settled(refused)]
        if not request.dry_run:
            batch = _move_in(desk, source, place, agency, stage, control, settled, request)
        return FileOutcome(
            path.name, source.sha256, source.kind, source.encoding, source.delimiter, batch, tuple(sheets), control,
            total - control if control is not None else None, (*warnings, *passed, *periods), None,
            tuple(_part_years(stage, replaced)),
        )  # fmt: skip
    finally:
        stage.drop()


def _control(request: ImportRequest, stage: Stage) -> int | None:
    if request.control_total is None:
        return None
    return parse_control_total(request.control_total, stage.sheets[0].layout.unit)


def parse_control_total(text: str, unit: str) -> int:
    """Return a control total in pence, from what was typed in the file's unit. Raises UsageProblem."""
    try:
        return parse_pounds(text, unit, most=MAX_TOTAL_PENCE)
    except ValueError as error:
        raise UsageProblem(message(Advice("control-total"), f": {error}.")) from error


def period_warnings(desk: Desk, place: Place, stage: Stage) -> list[str]:
    """Return one sentence for each body and year of which earlier batches have lines of overlapping days."""
    found = []
    names = {record.id: record.name for record in list_agencies(desk.connection)}
    for agency, year, _, _, first, last, _ in stage.periods():
        earlier = overlapping(desk.connection, place.id, agency, year, first, last) if agency > 0 else []
        if not earlier:
            continue
        days = [(start, end) for _, _, start, end in earlier if start is not None and end is not None]
        dated = first is not None and last is not None and len(days) == len(earlier)
        period = (
            f"{_day(max(first or 0, min(days)[0]))} to {_day(min(last or 0, max(day for _, day in days)))}"
            if dated
            else year_text(year)
        )
        batch, file = earlier[-1][:2]
        source = (
            f"batch {batch} ({file})" if len(earlier) == 1 else f"{len(earlier)} batches, the latest {batch} ({file})"
        )
        found.append(
            f"{names[agency]} already has lines of {period} from {source}: check that this is not the same money."
        )
    return found


def published_for(connection: sqlite3.Connection, place: Place, stage: Stage) -> list[PublishedHeld]:
    """Return the published figures that stand in for the returns that are about to come in."""
    found = (published_held(connection, place.id, agency, year) for agency, year, *_ in stage.periods() if agency > 0)
    return [held for held in found if held is not None]


def replaced_words(place: Place, held: PublishedHeld, *, dry_run: bool) -> str:
    """Return what takes the place of what, and what a reader must look at."""
    named = held.labels if len(held.labels) <= _LABELS else (*held.labels[:_LABELS], "others")
    words = (
        f"The file {'would take' if dry_run else 'took'} the place of {held.name}'s published figures, "
        f"{pounds(held.pence)} in {counted(held.lines, 'line')} ({and_words(named)}): never both are counted. Check "
        "that the file holds all of these."
    )
    if held.is_wider:
        words += (
            f" {held.name} covers more than {place.name}, so its file counts by people here; change that with the "
            "organisation where the file is of the place alone."
        )
    return words


_MONTHS: Final = 12
"""Of a whole year."""


def _part_years(stage: Stage, replaced: Sequence[PublishedHeld]) -> Iterator[str]:
    """Yield a sentence for each organisation of which some months take the place of a published year."""
    held = {(one.agency, one.year): one for one in replaced}
    for agency, year, *_, months in stage.periods():
        one = held.get((agency, year))
        if one is not None and 0 < months.bit_count() < _MONTHS:
            yield (
                f"{one.name}: {counted(months.bit_count(), 'month')} of {year_text(year)} in place of the "
                f"{pounds(one.pence)} published for the whole year. The count is too low until the other months are in."
            )


_LABELS: Final = 5
"""Labels of replaced figures that are named."""


def _day(number: int) -> str:
    return f"{number // 10000:04d}-{number // 100 % 100:02d}-{number % 100:02d}"


def _move_in(
    desk: Desk,
    source: Source,
    place: Place,
    agency: int | None,
    stage: Stage,
    control: int | None,
    settled: list[tuple[int, int]],
    request: ImportRequest,
) -> int:
    name = clean(source.path.name)
    file = BatchFile(
        name, source.sha256, source.size, source.kind, source.encoding or "", source.delimiter or "", control
    )
    with desk.writing(foreign_keys=False) as connection:
        before = same_file(connection, source.sha256)
        if before is not None and not request.again:
            # Another tpdesk took it in while this one was reading.
            raise InputProblem(
                f"{name} was taken in just now: batch {before.id}. Nothing was changed.", title="Taken in before"
            )
        for held in published_for(connection, place, stage):
            replace_published(connection, place.id, held)
        batch = stage.move_in(place.id, file)
        settle_rejects(connection, batch, settled)
        lines = sum(sheet.tally.rows_imported for sheet in stage.sheets)
        total = pounds(sum(sheet.tally.sum_pence for sheet in stage.sheets))
        note_act(
            connection, "import", f"batch {batch}",
            f"{name}, {counted(lines, 'line')}, {total}, fingerprint {source.sha256[:16]}",
            title=f"Import {name}, {counted(lines, 'line')}",
        )  # fmt: skip
        if request.save_profile:
            profile = _profile(request.save_profile, source, stage.sheets[0].layout, request)
            save_profile(connection, profile, agency)
            note_act(connection, "save profile", profile.name)
    return batch


def _profile(name: str, source: Source, layout: Layout, request: ImportRequest) -> Profile:
    return Profile(
        name=clean(name),
        headers=fingerprint(layout.headers),
        columns={**layout.column_names(), **{field: "" for field, column in request.columns.items() if not column}},
        unit=layout.unit,
        date_order=layout.date_order,
        header_row=None if layout.headers and any(layout.headers) else 0,
        delimiter=source.delimiter,
        encoding=request.encoding,
        flow=request.flow,
        status=request.status,
        sign=request.sign or 1,
    )


def _export(desk: Desk, outcomes: Sequence[FileOutcome], request: ImportRequest) -> None:
    assert request.rejects is not None
    batches = [outcome.batch for outcome in outcomes if outcome.batch is not None]
    if any(sheet.tally.rows_rejected for outcome in outcomes for sheet in outcome.sheets):
        export_rejects(desk, batches, request.rejects, force=request.force)


# -- rejected rows, mended on the desk


def take_in_corrected(
    desk: Desk,
    batch: int,
    corrected: Mapping[int, Sequence[str]],
    *,
    agency: str | None = None,
    progress: Progress | None = None,
) -> FileOutcome:
    """Take the rejects of a batch in with their cells as they should be (`corrected`: number of the reject to
    its cells), as one batch.

    `agency` is the body of a batch that brought no line from which it could be known. Rows that are
    refused again stay open.
    """
    found = find_batch(desk.connection, batch)
    bodies = bodies_of(desk.connection, batch)
    name = file_name(f"{Path(found.file).stem}, mended", suffix=".csv")
    with tempfile.TemporaryDirectory(prefix="tpdesk-") as folder:
        target = Path(folder) / name
        write_rejects(desk, [batch], target, corrected)
        # Rows of the same mended text may have come from another sheet or an earlier batch; the marks tell them
        # apart, the hash need not.
        request = ImportRequest(
            place=found.place, agency=agency or (bodies[0] if len(bodies) == 1 else None), again=True
        )
        return import_each(desk, [(target, request)], progress)[0]
