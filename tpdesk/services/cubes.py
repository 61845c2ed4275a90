"""A desk of sums, built by an engine from the exported lines of any number of desks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tpdesk.errors import InputProblem, Locked, UsageProblem
from tpdesk.models.apportionment import numbers_of
from tpdesk.models.connection import SUFFIX
from tpdesk.models.exported import filling, gathering
from tpdesk.models.exported.engines import ENGINES, open_engine
from tpdesk.models.exported.made_of import SumsOf
from tpdesk.models.exported.manifest import DeskExport, must_be_whole, read_manifests
from tpdesk.models.file_writing import must_be_creatable, unfinished
from tpdesk.models.keeping.lock import hold
from tpdesk.models.keeping.whole_copy import copy_whole, must_be_sound, put_database, remove_with_sides
from tpdesk.models.lines.origin import count_lines
from tpdesk.services.exporting import Told, to_nobody
from tpdesk.text import and_words, counted, folded

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class CubeBuilt:
    """A desk of sums that was built."""

    file: Path
    engine: str
    lines: int
    """Lines that were added up."""

    cells: int
    """Sums that the desk holds, each in the place of a line."""

    places: tuple[str, ...]
    years: tuple[int, ...]
    desks: tuple[str, ...]
    notes: tuple[str, ...]
    """What somebody should look at, a sentence each."""


def build_cube(
    folder: Path, out: Path, *, engine: str, master: str = "", replace: bool = False, told: Told = to_nobody,
    program: str = "another tpdesk",
) -> CubeBuilt:  # fmt: skip
    """Add up the exported lines of any number of desks into a desk of its own, which is held against others meanwhile;
    `program` is what they are told that it is open in.

    Raises InputProblem where anything in the folder is not as it was exported, UsageProblem for an engine that is not
    installed, a place that two desks exported, or a desk file that is there already, InUse where another process has
    the one to replace open for writing, Locked.
    """
    if engine not in ENGINES:
        raise UsageProblem(f"There is no engine '{engine}'. Engines: {', '.join(ENGINES)}.")
    _must_be_free(out, replace)
    with hold(out, program):
        return _build(folder, out, engine, master, told)


def _build(folder: Path, out: Path, engine: str, master: str, told: Told) -> CubeBuilt:
    manifests = read_manifests(folder)
    _must_be_of_one_desk_each(manifests)
    for manifest in manifests:
        must_be_whole(folder, manifest)
    making = unfinished(out)
    try:
        with tempfile.TemporaryDirectory(prefix="tpdesk-sums-", ignore_cleanup_errors=True) as scratch:
            made = _sums_of_desks(folder, manifests, engine, master, Path(scratch), told)
            notes = gathering.take_in(made[0], list(zip(_names(manifests), made, strict=True))[1:], _remake_lines)
            cells = _mark(made[0], folder, engine, manifests)
            copy_whole(made[0], making)
        must_be_sound(making, named=out)
        put_database(making, out)
    except OSError as error:
        raise Locked(
            f"{out} cannot be written: {error.strerror or error}. Make room, or choose another place."
        ) from error
    finally:
        remove_with_sides(making)
    totals = [total for manifest in manifests for total in manifest.totals]
    return CubeBuilt(
        out, engine, sum(total.lines for total in totals), cells, tuple(dict.fromkeys(total.name for total in totals)),
        tuple(sorted({total.year for total in totals})), tuple(_names(manifests)), tuple(notes),
    )  # fmt: skip


def _must_be_free(out: Path, replace: bool) -> None:
    if out.suffix.casefold() != SUFFIX:
        raise UsageProblem(f"{out} is not the name of a desk file. Let it end in {SUFFIX}.")
    if out.is_dir():
        raise UsageProblem(f"{out} is a folder. Name a file in it.")
    if out.exists() and not replace:
        raise UsageProblem(f"{out} is there already. Name another file, or write over it with --force.")
    must_be_creatable(out)


def _names(manifests: Sequence[DeskExport]) -> Iterator[str]:
    return (manifest.desk for manifest in manifests)


def _must_be_of_one_desk_each(manifests: Sequence[DeskExport]) -> None:
    """Raise InputProblem for a place that two desks exported: nobody could tell which of their lines are the same."""
    of_place: dict[str, DeskExport] = {}
    for manifest in manifests:
        for total in manifest.totals:
            other = of_place.setdefault(folded(total.name), manifest)
            if other is not manifest:
                raise InputProblem(
                    f"Two desks exported lines of {total.name}: {other.desk} on {other.made_at[:10]} and "
                    f"{manifest.desk} on {manifest.made_at[:10]}. Nothing was built, since the same money would count "
                    f"twice. Merge the two desks (tpdesk merge) and export once, or remove desks/{manifest.key}.json "
                    "from the folder.",
                    title="A place was exported twice",
                )


def _sums_of_desks(
    folder: Path, manifests: Sequence[DeskExport], engine: str, master: str, scratch: Path, told: Told
) -> list[Path]:
    """Return a desk of sums for each desk that exported, in the order of the manifests."""
    files = [folder / part.file for manifest in manifests for part in manifest.parts]
    with open_engine(engine, master, scratch=scratch / "engine") as adding:
        sums = filling.EngineSums(adding, files, scratch / "sums")
    made = []
    with closing(sums):
        sums.must_be_of(manifests)
        for manifest in manifests:
            # Errors name it.
            file = scratch / f"{manifest.key}{SUFFIX}"
            gathering.copy_registers(folder, manifest, file)
            with gathering.changing(file, foreign_keys=False) as registers:
                filling.fill(registers, manifest, sums)
            made.append(file)
            told(manifest.lines)
    return made


def _remake_lines(connection: sqlite3.Connection) -> None:
    if numbers_of(connection):
        from tpdesk.services.apportioning import remake_all

        remake_all(connection)


def _mark(file: Path, folder: Path, engine: str, manifests: Sequence[DeskExport]) -> int:
    """Write into a desk what its sums were made of, and return how many it holds."""
    lines = sum(manifest.lines for manifest in manifests)
    made_of = SumsOf(str(folder.resolve()), engine, lines, tuple(_names(manifests)))
    detail = f"{counted(lines, 'line')} of {and_words(made_of.desks)}, added up by {engine}"
    with gathering.changing(file) as connection:
        gathering.mark_sums(connection, made_of, detail)
        return count_lines(connection)
