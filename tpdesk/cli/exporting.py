"""Verbs for what outgrows one machine: lines export, cube build."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tpdesk.cli.base import Verbs, ask_call, warn
from tpdesk.text import counted
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.services.cubes import CubeBuilt
    from tpdesk.services.exporting import LinesExported

_MOST = 10
"""Names that are shown as words."""


@click.group(cls=Verbs)
def lines() -> None:
    """Take the lines of a desk out for an engine to add up with those of other desks."""


@lines.command("export")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--format", "form", type=click.Choice(["parquet"]), default="parquet", show_default=True, help="As which files."
)
@click.option("--place", "places", multiple=True, metavar="P", help="Only this place; repeatable. Default: all.")
@click.option("--year", "years", multiple=True, help="Only this year; repeatable. Default: all.")
@click.option("--without-names", is_flag=True, help="Leave out suppliers and descriptions, which may name persons.")
def export(folder: Path, form: str, places: tuple[str, ...], years: tuple[str, ...], without_names: bool) -> None:
    """Write the lines of a desk into the folder DIR, by place and year, with the registers that their sums need.

    Several desks can share one folder. What this desk exported there before is replaced. Notes, history and the
    contents of rejected rows stay on the desk.
    """
    from tpdesk.services.exporting import export_lines
    from tpdesk.services.figures import year_start

    call = ask_call()
    with call.open() as desk:
        starts = tuple(year_start(year) for year in years)
        done = export_lines(desk, folder, places=places, years=starts, with_names=not without_names)
    data = {
        "folder": str(folder), "format": form, "files": len(done.files), "lines": done.lines,
        "places": list(done.places), "years": [year_text(year) for year in done.years],
        "replaced": done.replaced or None, "written": list(done.files),
    }  # fmt: skip
    call.answer(data, lambda: _export_words(done))


def _export_words(done: LinesExported) -> Iterator[str]:
    years = ", ".join(map(year_text, done.years))
    yield f"Exported {counted(done.lines, 'line')} of {_named(done.places)}, {years}, into {done.folder}."
    yield f"Files written: {counted(len(done.files), 'file')} of lines, and the desk's registers without its lines."
    if done.replaced:
        yield f"They replace what this desk exported there on {done.replaced[:10]}."


@click.group(cls=Verbs)
def cube() -> None:
    """Add up the exported lines of many desks into one desk of sums."""


@cube.command("build")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True,
              help="What adds up: DuckDB on this machine, or Spark.")  # fmt: skip
@click.option("--master", default="", metavar="URL", help="With Spark: the cluster. Default: this machine.")
@click.option("--out", type=click.Path(path_type=Path), metavar="F.tpdesk", required=True, help="The new desk file.")
@click.option("--force", is_flag=True, help="Write over a desk file that is there already.")
def build(folder: Path, engine: str, master: str, out: Path, force: bool) -> None:
    """Add up the lines in DIR, which any number of desks exported, into a desk of its own.

    Count, overlap, recount and packs run on it as on any desk. It holds one sum in the place of the lines that agree
    in all that is counted by; the lines stay in DIR. A desk that is open in a window is not written over.
    """
    from tpdesk.services.cubes import build_cube

    call = ask_call()
    program = click.get_current_context().command_path
    done = build_cube(folder, out, engine=engine, master=master, replace=force, program=program)
    warn(call, done.notes[:_MOST])
    data = {
        "folder": str(folder), "file": str(done.file), "engine": done.engine, "lines": done.lines,
        "cells": done.cells, "places": list(done.places), "years": [year_text(year) for year in done.years],
        "desks": list(done.desks), "notes": list(done.notes),
    }  # fmt: skip
    call.answer(data, lambda: _build_words(done))


def _build_words(done: CubeBuilt) -> Iterator[str]:
    yield (
        f"Added up {counted(done.lines, 'line')} of {counted(len(done.desks), 'desk')} with {done.engine}: "
        f"{counted(done.cells, 'sum')} of {_named(done.places)}."
    )
    yield f"The desk of sums: {done.file}. Its lines stay where they were exported."
    if len(done.notes) > _MOST:
        yield f"To look at: {len(done.notes) - _MOST:,} more; --json lists them all."


def _named(places: tuple[str, ...]) -> str:
    more = f" and {len(places) - _MOST:,} more" if len(places) > _MOST else ""
    return ", ".join(places[:_MOST]) + more


COMMANDS = (lines, cube)
"""Registered with the program."""
