"""The verb that takes files in: import."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, force_option
from tpdesk.text import counted
from tpdesk.units import UNITS, pounds

if TYPE_CHECKING:
    from tpdesk.services.sheets import FileOutcome, SheetOutcome


@click.command("import", cls=Verb)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--place", metavar="P", help="The place whose money it is. Default: the desk's only one.")
@click.option("--agency", metavar="A", help="The organisation whose file it is.")
@click.option("--year", help="The financial year of every line, as in 2024-25. Default: by each line's date.")
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Say which column is a field; COLUMN is its header, or #n; without it the field is left out. Repeatable.",
)
@click.option("--agency-column", metavar="COLUMN", help="The column that names the organisation, in a file of several.")
@click.option("--add-agencies", is_flag=True, help="Make an organisation of each unknown name in that column.")
@click.option("--profile", metavar="NAME", help="Read the file as this saved profile says.")
@click.option("--save-profile", metavar="NAME", help="Keep this file's layout for the organisation's next files.")
@click.option(
    "--sheet", "sheets", multiple=True, metavar="NAME", help="Only this sheet of a workbook; repeat for several."
)
@click.option("--header-row", type=click.IntRange(0), help="The row number of the header; 0 where there is none.")
@click.option("--encoding", help="utf-8, utf-16, cp1252, cp850, mac-roman ...")
@click.option("--delimiter", help="The character between cells; tab for a tab.")
@click.option("--unit", type=click.Choice(list(UNITS)))
@click.option(
    "--date-order",
    type=click.Choice(["dmy", "mdy", "ymd", "by-row"]),
    help=(
        "by-row: as recognised, but dates that fall outside the file's months, and inside them with day and "
        "month turned round, are turned round."
    ),
)
@click.option(
    "--sign", type=click.Choice(["positive", "negative"]), help="How the file writes spending. Default: positive."
)
@click.option("--flow", type=click.Choice(["expenditure", "income"]))
@click.option("--status", type=click.Choice(["actual", "budget", "estimate", "apportioned"]))
@click.option(
    "--control-total", metavar="AMOUNT", help="The file's own total, in its unit: it must agree to the penny."
)
@click.option("--again", is_flag=True, help="Take a file in although it was taken in before.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, change nothing.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.csv",
    help="Write the rejected rows here, to correct and take in again.",
)
@force_option("--rejects")
def import_(files: tuple[Path, ...], **options: Any) -> None:
    """Take spending files in: CSV, .xlsx, .xls, .xlsb or .ods, as they are published.

    Encoding, header row, columns, dates and unit are recognised; every option overrides what is recognised. Exits 1
    where a row or a file was refused, or a control total is off; the good rows are in all the same.
    """
    from tpdesk.models.intake.workbook_process import reading_ahead

    with reading_ahead(files[0]):
        _import(files, **options)


def _import(
    files: tuple[Path, ...],
    year: str | None,
    maps: tuple[str, ...],
    delimiter: str | None,
    sign: str | None,
    **options: Any,
) -> None:
    from tpdesk.services.imports import import_files
    from tpdesk.services.place_choice import year_start
    from tpdesk.services.sheets import ImportRequest

    call = ask_call()
    request = ImportRequest(
        year=year_start(year) if year is not None else None,
        columns=_columns(maps),
        delimiter="\t" if delimiter in ("tab", "\\t") else delimiter,
        sign={"positive": 1, "negative": -1}.get(sign or ""),
        **options,
    )
    with call.open(make=True) as desk:
        outcomes = import_files(desk, files, request)
    call.answer(
        {"files": [entry for outcome in outcomes for entry in file_entries(outcome)], "totals": totals_of(outcomes)},
        lambda: _words(outcomes, request.dry_run),
    )
    if not all(outcome.clean for outcome in outcomes):
        sys.exit(1)


def _columns(maps: tuple[str, ...]) -> dict[str, str]:
    from tpdesk.errors import UsageProblem
    from tpdesk.models.intake.fields import FIELDS

    found: dict[str, str] = {}
    for text in maps:
        name, equals, column = text.partition("=")
        name = name.strip()
        if not equals or name not in FIELDS:
            raise UsageProblem(
                f"--map {text}: write FIELD=COLUMN, as in --map 'amount=Net Amount', or FIELD= to leave a field "
                f"out. Fields: {', '.join(FIELDS)}."
            )
        found[name] = column.strip()
    return found


def file_entries(outcome: FileOutcome) -> Iterator[dict[str, Any]]:
    """Yield what became of a file as JSON fields, one object a sheet."""
    common: dict[str, Any] = {
        "file": outcome.file, "sha256": outcome.sha256, "batch": outcome.batch, "encoding": outcome.encoding,
        "delimiter": outcome.delimiter,
    }  # fmt: skip
    if outcome.error is not None:
        error = {"title": outcome.error.title, "message": str(outcome.error), "exit_code": outcome.error.exit_code}
        empty: dict[str, Any] = {
            "header_row": None, "sheet": None, "columns": {}, "rows_read": 0, "rows_blank": 0, "rows_imported": 0,
            "rows_rejected": 0, "sum_pence": 0,
            "control_total_pence": None, "difference_pence": None, "coercions": {}, "rejects": [], "warnings": [],
        }  # fmt: skip
        yield {**common, **empty, "error": error}
        return
    for sheet in outcome.sheets:
        yield {**common, **_entry(sheet, outcome)}


def _entry(sheet: SheetOutcome, outcome: FileOutcome) -> dict[str, Any]:
    layout, tally = sheet.layout, sheet.tally
    return {
        "sheet": layout.sheet,
        "header_row": layout.header_row,
        "columns": layout.column_names(),
        "unit": layout.unit,
        "unit_evidence": layout.unit_evidence,
        "date_order": layout.date_order,
        "date_evidence": layout.date_evidence,
        "rows_read": tally.rows_read,
        "rows_blank": tally.rows_blank,
        "rows_imported": tally.rows_imported,
        "rows_rejected": tally.rows_rejected,
        "sum_pence": tally.sum_pence,
        "min_pence": tally.min_pence,
        "max_pence": tally.max_pence,
        "first_date": tally.first_date,
        "last_date": tally.last_date,
        "control_total_pence": outcome.control_total_pence,
        "difference_pence": outcome.difference_pence,
        "own_totals": [
            {
                "row": total.row,
                "words": total.words,
                "total_pence": total.total_pence,
                "lines_pence": total.lines_pence,
                "difference_pence": total.difference_pence,
                "agrees": total.agrees,
            }
            for total in tally.own_totals
        ],
        "coercions": dict(sorted(tally.coercions.items())),
        "rejections": dict(sorted(tally.rejections.items())),
        "rejects": [
            {"row": item.row, "column": item.column, "rule": item.rule, "value": item.value, "message": item.message}
            for item in sheet.rejects
        ],
        "warnings": [*outcome.warnings, *sheet.warnings],
    }


def totals_of(outcomes: list[FileOutcome]) -> dict[str, int]:
    """Return what several files come to as JSON fields."""
    tallies = [sheet.tally for outcome in outcomes for sheet in outcome.sheets]
    names = ("rows_read", "rows_blank", "rows_imported", "rows_rejected", "sum_pence")
    refused = sum(outcome.error is not None for outcome in outcomes)
    sums = {name: sum(getattr(tally, name) for tally in tallies) for name in names}
    return {"files": len(outcomes), "files_refused": refused, **sums}


def _words(outcomes: list[FileOutcome], dry_run: bool) -> Iterator[str]:
    before: tuple[str, ...] = ()
    for outcome in outcomes:
        if outcome.error is not None:
            yield f"{outcome.file}: REFUSED. {outcome.error.title}. {outcome.error}"
            continue
        batch = "dry run, nothing changed" if dry_run else f"batch {outcome.batch}"
        yield f"{outcome.file}: {batch}"
        for sheet in outcome.sheets:
            laid_out = _layout_words(sheet)
            name = _name(sheet)
            yield from (
                (f"  {name}{line}" for line in laid_out)
                if laid_out != before
                else [f"  {name}laid out like the one before"]
            )
            before = laid_out
            yield from _sheet_words(sheet)
        if outcome.control_total_pence is not None:
            off = outcome.difference_pence or 0
            yield (
                f"  control total {pounds(outcome.control_total_pence)}: "
                f"{'agrees to the penny' if not off else f'OFF by {pounds(off)}'}"
            )
        for warning in outcome.warnings:
            yield f"  look: {warning}"
    if sum(max(1, len(outcome.sheets)) for outcome in outcomes) > 1:
        totals = totals_of(outcomes)
        refused = f", {totals['files_refused']:,} refused" if totals["files_refused"] else ""
        yield (
            f"in all: {counted(totals['files'], 'file')}{refused}; {counted(totals['rows_read'], 'row')} read: "
            f"{totals['rows_imported']:,} taken in, {totals['rows_blank']:,} blank, {totals['rows_rejected']:,} "
            f"rejected; sum {pounds(totals['sum_pence'])}"
        )


def _name(sheet: SheetOutcome) -> str:
    return f"sheet '{sheet.layout.sheet}': " if sheet.layout.sheet else ""


def _layout_words(sheet: SheetOutcome) -> tuple[str, ...]:
    columns = ", ".join(f"{field} = {column}" for field, column in sheet.layout.column_names().items())
    header = f"header in row {sheet.layout.header_row}" if sheet.layout.header_row else "no header row"
    return (
        f"{header}; {columns}",
        (
            f"{sheet.layout.unit} ({sheet.layout.unit_evidence}); dates {sheet.layout.date_order} "
            f"({sheet.layout.date_evidence})"
        ),
    )


def _sheet_words(sheet: SheetOutcome) -> Iterator[str]:
    name, tally = _name(sheet), sheet.tally
    yield (
        f"  {name}{counted(tally.rows_read, 'row')} read: {tally.rows_imported:,} taken in, {tally.rows_blank:,} "
        f"blank, {tally.rows_rejected:,} rejected; sum {pounds(tally.sum_pence)}"
    )
    if tally.coercions:
        yield f"  {name}read as meant: " + ", ".join(
            f"{rule} {number:,}" for rule, number in sorted(tally.coercions.items())
        )
    for rule, number in sorted(tally.rejections.items()):
        first = next((item for item in sheet.rejects if item.rule == rule), None)
        yield f"  {name}rejected, {rule}: {counted(number, 'row')}" + (
            f", first in row {first.row}: {first.message}" if first else ""
        )
    if sheet.agreement:
        yield f"  {name}{sheet.agreement}"
    for warning in sheet.warnings:
        yield f"  {name}look: {warning}"


COMMANDS = (import_,)
