"""`python -m bench.desks [--lines N ...] [--shapes PLACESxBODIES ...] [--rounds N] [--only ACT ...] [--desks FOLDER]
[--rows FILE] [--write]`: every act on desks of so many lines, places and bodies, each beside the same act on an empty
desk and beside a named reference, in turns, in one process.

`--desks` keeps the desks that are made: ten million lines take 0.8 GB and some three minutes, all acts on them ten
more. `--rows` keeps each row as soon as it is measured, measures none that is in the file, and tells all that are, so
that it can be done in parts; `--write` puts the table into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.desk_acts import ACTS, Ground, do_act
from bench.generate import write, write_map
from bench.measure import machine, table
from tpdesk.models.desk import Desk, open_desk
from tpdesk.services import places
from tpdesk.services.imports import import_files
from tpdesk.services.mapping import apply_map_file
from tpdesk.services.sheets import ImportRequest

LINES = (0, 100_000, 1_000_000)
SHAPES = ("1x40", "1x400", "10x40", "100x400")
TAKEN = 10_000
"""Lines of the file that is taken in, and of the colleague's desk."""

CODES = ("05.1", "07.3", "09.1", "10.2", "04.5")


@dataclass(frozen=True, slots=True)
class Shape:
    """How the lines of a desk are spread."""

    places: int
    bodies: int

    def of_place(self, number: int) -> tuple[int, int]:
        """Return the first body of a place, and how many it has."""
        each = max(self.bodies // self.places, 1)
        return number * each % self.bodies, each


def make_desk(path: Path, lines: int, shape: Shape, folder: Path) -> None:
    """Make a desk of so many lines, whose labels are mapped, by importing a file a place."""
    path.unlink(missing_ok=True)
    maps = folder / "map.csv"
    write_map(maps, CODES)
    keep, Desk.keep = Desk.keep, lambda *_: None  # type: ignore[method-assign]
    try:
        with open_desk(path, make=True) as desk:
            for number in range(shape.places):
                name = f"Place {number}"
                places.add(desk, name)
                if not lines:
                    apply_map_file(desk, number + 1, None, maps)
                    continue
                first, bodies = shape.of_place(number)
                file = folder / f"lines {number}.csv"
                write(file, lines // shape.places, agencies=bodies, first=first, seed=number + 1)
                request = ImportRequest(place=name, agency_column="Body Name", add_agencies=True)
                outcome = import_files(desk, [file], request)[0]
                assert outcome.error is None, outcome.error
                file.unlink()
                apply_map_file(desk, number + 1, None, maps)
    finally:
        Desk.keep = keep  # type: ignore[method-assign]


def made(folder: Path, kept: Path, lines: int, shape: Shape) -> Path:
    """Return such a desk, made once."""
    path = kept / f"{lines}-{shape.places}x{shape.bodies}.tpdesk"
    if not path.exists():
        making = path.with_suffix(".making")
        make_desk(making, lines, shape, folder)
        making.rename(path)
    return path


def measured(ground: Ground, act: str) -> dict[str, float]:
    """Return what an act took on the desk and on an empty one, and its reference, by a process of its own."""
    words = [sys.executable, "-m", "bench.desks", "--do", act, json.dumps([str(part) for part in ground.parts])]
    found: dict[str, float] = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)
    return found


def measure_all(options: argparse.Namespace, folder: Path) -> list[tuple[str, ...]]:
    """Return a row of the table for each act on each desk, those kept from earlier parts too."""
    kept_rows = _kept_rows(options.rows)
    kept = options.desks or folder
    kept.mkdir(exist_ok=True)
    file = folder / "taken.csv"
    write(file, TAKEN, seed=1_000)
    theirs = made(folder, kept, TAKEN, Shape(1, 40))
    for lines in options.lines:
        for told in options.shapes:
            shape = Shape(*map(int, told.split("x")))
            empty, full = made(folder, kept, 0, shape), made(folder, kept, lines, shape)
            # On no lines it is the empty desk beside itself, which says what of a ratio is noise.
            ground = Ground(folder, empty, full, theirs, file, folder / "map.csv", shape.places)
            write_map(ground.maps, CODES)
            for act in options.only:
                key = (lines, shape.places, shape.bodies, list(ACTS).index(act))
                if key in kept_rows:
                    continue
                row = _row(lines, shape, act, [measured(ground, act) for _ in range(options.rounds)])
                print("  " + "  ".join(row), flush=True)
                kept_rows[key] = row
                if options.rows is not None:
                    with options.rows.open("a", encoding="utf-8") as rows:
                        rows.write(json.dumps([key, row]) + "\n")
            for ready in folder.glob(f"* {full.name}"):
                ready.unlink()
    return [row for _, row in sorted(kept_rows.items())]


def _kept_rows(file: Path | None) -> dict[tuple[int, ...], tuple[str, ...]]:
    """Return (lines, places, bodies, number of the act) -> row, as an earlier part has measured it."""
    if file is None or not file.exists():
        return {}
    kept = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {tuple(key): tuple(row) for key, row in kept}


HEADINGS = (
    "lines", "places, bodies", "act", "s", "CPU s", "peak MB", "CPU: times the empty desk's", "s: times the same",
    "reference", "CPU: times the reference's",
)  # fmt: skip


def _row(lines: int, shape: Shape, act: str, runs: Sequence[dict[str, float]]) -> tuple[str, ...]:
    def median(key: str) -> float:
        return statistics.median(run[key] for run in runs)

    def ratio(over: str, under: str) -> str:
        return f"{statistics.median(run[over] / max(run[under], 1e-4) for run in runs):.2f}"

    return (
        f"{lines:,}", f"{shape.places}, {shape.bodies}", act, _told(median("wall")), _told(median("cpu")),
        f"{median('peak'):.0f}", ratio("cpu", "empty cpu"), ratio("wall", "empty wall"), ACTS[act].beside,
        ratio("cpu", "reference cpu"),
    )  # fmt: skip


def _told(seconds: float) -> str:
    return f"{seconds:.2f}" if seconds >= 1 else f"{seconds:.3f}"


def main() -> None:
    """Measure, print, and write where that is asked for."""
    if sys.argv[1:2] == ["--do"]:
        print(json.dumps(do_act(sys.argv[2], Ground.of(json.loads(sys.argv[3])))))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="*", default=LINES)
    parser.add_argument("--shapes", nargs="*", default=SHAPES, help="places and bodies, for example 10x40")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=tuple(ACTS), nargs="*", default=tuple(ACTS))
    parser.add_argument("--desks", type=Path, help="where desks are kept from one run to the next")
    parser.add_argument("--rows", type=Path, help="where rows are kept from one run to the next")
    parser.add_argument("--folder", type=Path, help="where to work (three times the largest desk)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        for kind in ("DATA", "STATE", "CONFIG"):
            os.environ[f"XDG_{kind}_HOME"] = str(Path(name, "home"))
        where = machine()
        text = table(HEADINGS, measure_all(options, Path(name)))
        shutil.rmtree(Path(name, "home"), ignore_errors=True)
    times = "one round" if options.rounds == 1 else f"medians of {options.rounds} rounds"
    print(f"\n{where} {times[0].upper()}{times[1:]}.\n\n{text}")
    if options.write:
        from bench.__main__ import put

        put("desks", f"{where} {times[0].upper()}{times[1:]}.\n\n{text}")


if __name__ == "__main__":
    main()
