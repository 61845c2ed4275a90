"""`python -m bench.versions [--lines N]`: freezing a count and comparing two, on a desk of so many lines."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.generate import write, write_map
from bench.measure import machine
from tpdesk.calc.bridge import bridge
from tpdesk.models.desk import open_desk
from tpdesk.models.lines.typed import parse_filter
from tpdesk.services import lines, places, versions
from tpdesk.services.imports import import_files
from tpdesk.services.mapping import apply_map_file
from tpdesk.services.sheets import ImportRequest

GOALS = {"freeze": 1.0, "bridge of two read counts": 0.5}
"""Act -> seconds that it may take."""


def timed(rounds: int, act: Callable[[int], object]) -> float:
    """Return the median seconds of the processor that an act takes: other work of the machine is not in them."""
    found = []
    for turn in range(rounds):
        start = time.process_time()
        act(turn)
        found.append(time.process_time() - start)
    return statistics.median(found)


def measure(folder: Path, count: int, rounds: int) -> dict[str, float]:
    """Make a desk of so many lines and return act -> median seconds."""
    file, second, desk_file = folder / "lines.csv", folder / "more.csv", folder / "bench.tpdesk"
    write(file, count)
    write(second, max(count // 20, 40), seed=2)
    write_map(folder / "map.csv", ["05.1", "07.3", "09.1", "10.2", "04.5"])
    request = ImportRequest(agency_column="Body Name", add_agencies=True)
    with open_desk(desk_file, make=True) as desk:
        places.add(desk, "Testshire")
        import_files(desk, [file], request)
        apply_map_file(desk, 1, None, folder / "map.csv")
        year = str(
            desk.connection.execute("SELECT year FROM cube GROUP BY year ORDER BY sum(lines) DESC").fetchone()[0]
        )
        year = f"{year}-{int(year[2:]) + 1:02d}"
        versions.freeze(desk, "first", year=year)
        import_files(desk, [second], request)
        lines.edit_lines(desk, parse_filter(desk.connection, 'agency="Body 05" amount>9000'), {"control": "local"})
        found = {"freeze": timed(rounds, lambda turn: versions.freeze(desk, f"second {turn}", year=year))}
        one, two = versions.read_frozen(desk, "first"), versions.read_frozen(desk, "second 0")
        found["read a frozen count"] = timed(rounds, lambda _: versions.read_frozen(desk, "first"))
        found["bridge of two read counts"] = timed(rounds, lambda _: bridge(one, two))
        found["version compare, whole"] = timed(rounds, lambda _: versions.compare(desk, "first", "second 0"))
        print(f"{one.version.lines:,} and {two.version.lines:,} lines, {len(one.cells):,} and {len(two.cells):,} cells")
    return found


def main() -> int:
    """Measure, print, and return 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            os.environ[name] = str(Path(folder, name))
        found = measure(Path(folder), options.lines, options.rounds)
    print(machine())
    for act, seconds in found.items():
        goal = GOALS.get(act)
        print(f"{act}: {seconds:.3f} s of the processor{f' (goal {goal} s)' if goal else ''}")
    return int(any(found[act] > goal for act, goal in GOALS.items()))


if __name__ == "__main__":
    sys.exit(main())
