"""`python -m bench.recount [--lines N]`: a place on new boundaries beside its count, on a desk of so many lines."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from bench.generate import write, write_map
from bench.measure import machine
from bench.versions import timed
from tpdesk.calc.count import count
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.place import find_place
from tpdesk.services import places
from tpdesk.services.boundaries import USUAL_CHOICES, SetDraft, recount_of, write_set
from tpdesk.services.figures import facts_of
from tpdesk.services.imports import import_files
from tpdesk.services.mapping import apply_map_file
from tpdesk.services.sheets import ImportRequest

GOAL = 0.3
"""Seconds that a recount of a million lines may take."""

COUNTY, DISTRICTS = "E10000017", tuple(f"E070001{n}" for n in range(17, 29))


def make(desk: Desk, folder: Path, lines: int) -> int:
    """Fill the desk with lines of bodies of which one in four covers the county, the others a district each, and with
    a boundary set of three new areas; return its number."""
    write(folder / "lines.csv", lines)
    write_map(folder / "map.csv", ["05.1", "07.3", "09.1", "10.2", "04.5"])
    places.add(desk, "Testshire", codes=(COUNTY,))
    import_files(desk, [folder / "lines.csv"], ImportRequest(agency_column="Body Name", add_agencies=True))
    apply_map_file(desk, 1, None, folder / "map.csv")
    bodies = [number for (number,) in desk.connection.execute("SELECT id FROM agency ORDER BY id")]
    with desk.writing() as connection:
        for n, body in enumerate(bodies):
            area = DISTRICTS[n % len(DISTRICTS)] if n % 4 else COUNTY
            connection.execute("INSERT INTO agency_area (agency, area) VALUES (?, ?)", (body, area))
    areas = {f"New {n}": list(DISTRICTS[n::3]) for n in range(3)}
    return write_set(desk, SetDraft("Three", "Testshire", areas, {}, USUAL_CHOICES))[0].id


def main() -> int:
    """Measure, print both and their ratio, and return 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            os.environ[name] = str(Path(folder, name))
        with open_desk(Path(folder, "bench.tpdesk"), make=True) as desk:
            number = make(desk, Path(folder), options.lines)
            place = find_place(desk.connection, "Testshire")
            year = max(place.years, key=lambda one: len(facts_of(desk, place, one).cells))
            cells = len(facts_of(desk, place, year).cells)
            counted = timed(options.rounds, lambda _: count(facts_of(desk, place, year)))
            redrawn = timed(options.rounds, lambda _: recount_of(desk, number, place, year))
            found = recount_of(desk, number, place, year)
    print(machine())
    print(f"{options.lines:,} lines, {cells:,} cells, {len(found.pieces):,} pieces of money")
    print(f"count: {counted:.3f} s of the processor")
    print(f"recount: {redrawn:.3f} s of the processor (goal {GOAL} s), {redrawn / counted:.2f} x the count")
    return int(redrawn > GOAL)


if __name__ == "__main__":
    sys.exit(main())
