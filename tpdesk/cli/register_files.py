"""Verbs that bring places and organisations in from a file, and write them to one: as those of any kind of record."""

from __future__ import annotations

from pathlib import Path

import click

from tpdesk.cli.agencies import agency
from tpdesk.cli.base import ask_call
from tpdesk.cli.places import place
from tpdesk.cli.records.verbs import answer_imported
from tpdesk.domain.kinds import KINDS
from tpdesk.text import counted

_FILE = click.argument("file", type=click.Path(path_type=Path))
_DRY = click.option("--dry-run", is_flag=True, help="Say what would come in; change nothing.")
_FORCE = click.option("--force", is_flag=True, help="Write over another file of that name.")


@place.command("import")
@_FILE
@_DRY
def import_places(file: Path, dry_run: bool) -> None:
    """Import places from a file, one a row: title, status, region, council_type, lead_body, theme, areas, note,
    source."""
    _import("place", file, dry_run)


@place.command("export")
@_FILE
@_FORCE
def export_places(file: Path, force: bool) -> None:
    """Write the places to a CSV file that can be imported again."""
    _export("place", file, {}, force)


@agency.command("import")
@_FILE
@click.option("--place", metavar="P", help="The place of rows that name none.")
@_DRY
def import_agencies(file: Path, place: str | None, dry_run: bool) -> None:
    """Import organisations from a file, one a row: title, kind, aliases, areas, places, roles, note,
    source."""
    _import("agency", file, dry_run, places=place)


@agency.command("export")
@_FILE
@click.option("--place", metavar="P", help="Only those in the count of this place.")
@_FORCE
def export_agencies(file: Path, place: str | None, force: bool) -> None:
    """Write the organisations to a CSV file that can be imported again."""
    _export("agency", file, {"places": place} if place else {}, force)


def _import(kind: str, file: Path, dry_run: bool, **given: str | None) -> None:
    from tpdesk.services.record_files import import_records

    call = ask_call()
    with call.open(make=not dry_run or call.path().exists()) as desk:
        taken = import_records(desk, kind, file, dry_run=dry_run, **given)
    answer_imported(call, KINDS[kind], file, taken, dry_run=dry_run)


def _export(kind: str, file: Path, where: dict[str, str], force: bool) -> None:
    from tpdesk.services.record_files import export_records

    call = ask_call()
    with call.open() as desk:
        written = export_records(desk, kind, file, where=where, replace=force)
    noun = counted(written, KINDS[kind].noun, KINDS[kind].plural.lower())
    call.answer({"file": str(file), "rows": written}, lambda: [f"{noun} written to {file}."])
