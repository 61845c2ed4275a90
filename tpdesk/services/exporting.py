"""Lines written out of a desk as Parquet, with the registers that their sums need: for an engine to add up."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tpdesk import __version__
from tpdesk.errors import Locked, UsageProblem
from tpdesk.models import guard
from tpdesk.models.connection import SUFFIX, savepoint
from tpdesk.models.desk import Desk
from tpdesk.models.exported.engines import connect_duckdb
from tpdesk.models.exported.made_of import must_hold_lines
from tpdesk.models.exported.manifest import (
    DESKS,
    LINES,
    DeskExport,
    ExportedYear,
    earlier_manifest,
    manifest_text,
    slug,
)
from tpdesk.models.exported.registers import first_act, lines_of_places, write_registers
from tpdesk.models.exported.writing import LineWriter, new_stem
from tpdesk.models.file_writing import move_into_place, remove_files, unfinished, write_text
from tpdesk.models.keeping.whole_copy import remove_with_sides
from tpdesk.models.log.history import now
from tpdesk.models.place import find_place, list_places
from tpdesk.units import year_text

if TYPE_CHECKING:
    import sqlite3

Told = Callable[[int], None]
"""Hears how many more lines are done."""


def to_nobody(_: int) -> None:
    """Hear nothing."""


@dataclass(frozen=True, slots=True)
class LinesExported:
    """What was exported."""

    folder: Path
    files: tuple[str, ...]
    lines: int
    places: tuple[str, ...]
    years: tuple[int, ...]
    replaced: str
    """When this desk exported there before, which is replaced; empty where it had not."""


def export_lines(
    desk: Desk, folder: Path, *, places: Sequence[str] = (), years: Sequence[int] = (), with_names: bool = True,
    told: Told = to_nobody,
) -> LinesExported:  # fmt: skip
    """Write the lines of a desk, of some places and years or of all, into a folder that other desks share, with the
    registers that their sums need. What the desk exported there before is replaced whole.

    Raises UsageProblem for a place or year without lines, and where DuckDB is not installed, Locked.
    """
    connect_duckdb().close()
    if folder.exists() and not folder.is_dir():
        raise UsageProblem(f"{folder} is not a folder. Name a folder for the exported lines.")
    with savepoint(desk.connection):
        must_hold_lines(desk.connection, desk.path.name, "export lines")
        totals = _chosen(desk.connection, places, years)
        key = _key_of(desk)
        with _writing_to(folder):
            before = earlier_manifest(folder, key)
            # Places without lines are part of a programme's registers, unless somebody chose.
            kept = {one.place for one in totals} if places else {one.id for one in list_places(desk.connection)}
            manifest = _write(desk, folder, key, totals, kept, with_names, told)
            _remove_earlier(folder, manifest)
    return LinesExported(
        folder, tuple(part.file for part in manifest.parts), manifest.lines,
        tuple(dict.fromkeys(total.name for total in totals)), tuple(sorted({total.year for total in totals})),
        before.made_at if before else "",
    )  # fmt: skip


def _chosen(desk: sqlite3.Connection, places: Sequence[str], years: Sequence[int]) -> tuple[ExportedYear, ...]:
    wanted = {find_place(desk, place).id for place in places}
    names = {place.id: place.name for place in list_places(desk)}
    found = tuple(
        ExportedYear(place, names[place], year, lines, spent, income)
        for place, year, lines, spent, income in lines_of_places(desk)
        if (not wanted or place in wanted) and (not years or year in years)
    )
    for place in wanted - {total.place for total in found}:
        raise UsageProblem(f"'{names[place]}' has no lines{_of_years(years)}. Nothing was exported.")
    for year in sorted(set(years) - {total.year for total in found}):
        raise UsageProblem(f"There are no lines of {year_text(year)}. Nothing was exported.")
    if not found:
        raise UsageProblem("This desk has no lines yet, so there is nothing to export. Import a file first.")
    return found


def _of_years(years: Sequence[int]) -> str:
    return f" in {', '.join(map(year_text, years))}" if years else ""


def _key_of(desk: Desk) -> str:
    """Return what stands for a desk among others: its name, and what its history began with."""
    stem = desk.path.stem
    return slug(stem, 20)[:-8] + slug(f"{stem} {first_act(desk.connection)}")[-8:]


@contextlib.contextmanager
def _writing_to(folder: Path) -> Iterator[None]:
    try:
        for made in (folder, folder / DESKS, folder / LINES):
            guard.private_folder(made)
        yield
    except OSError as error:
        raise Locked(
            f"{folder} cannot be written to: {error.strerror or error}. Nothing that was exported before was changed. "
            "Choose another folder, or make room."
        ) from error


def _write(
    desk: Desk, folder: Path, key: str, totals: tuple[ExportedYear, ...], kept: set[int], with_names: bool, told: Told
) -> DeskExport:
    stem = new_stem(key)
    registers = folder / DESKS / f"{stem}{SUFFIX}"
    making = unfinished(registers)
    try:
        write_registers(desk.connection, making, kept, {one.year for one in totals})
        move_into_place(making, registers)
    finally:
        remove_with_sides(making)
    writer = LineWriter(desk.connection, folder, key, stem, with_names=with_names)
    parts = tuple(writer.write(((one.place, one.name, one.year) for one in totals), told))
    manifest = DeskExport(key, desk.path.name, now(), registers.relative_to(folder).as_posix(), parts, totals)
    write_text(folder / DESKS / f"{key}.json", manifest_text(manifest, __version__))
    return manifest


def _remove_earlier(folder: Path, manifest: DeskExport) -> None:
    """Remove what the desk exported before, and what an export that broke off left."""
    kept = {folder / manifest.registers, *(folder / part.file for part in manifest.parts)}
    found = [*folder.glob(f"{DESKS}/{manifest.key}-*{SUFFIX}"), *folder.glob(f"{LINES}/*/*/{manifest.key}-*.parquet")]
    remove_files(*(file for file in found if file not in kept))
