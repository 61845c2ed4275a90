"""`python -m bench.cases [--rounds N]`: the sample desk's business case shown, beside sqlite3 reading the same records;
10,000 draws from its ranges, beside `random.triangular` making as many numbers."""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import sys
import tempfile
from pathlib import Path

from bench.measure import machine
from bench.versions import timed
from tpdesk.domain.kinds import KINDS
from tpdesk.models.desk import Desk, open_desk
from tpdesk.services.cases import PARTS, CaseShown, list_options, read_spread, show_case
from tpdesk.services.demo import make_demo
from tpdesk.services.records import find_record

SHOW_GOAL, RUNS_GOAL = 0.05, 1.5
"""Seconds that a case may take in a process that runs, and its draws."""

RUNS = 10_000
TITLE = "Illustrative: One front door"


def show(desk: Desk) -> CaseShown:
    """Do what `case show` does with an open desk: the case, its ranges, what a delay does, the options."""
    shown = show_case(desk, find_record(desk, "case", TITLE))
    read_spread(shown)
    list_options(desk, shown)
    return shown


def read_alone(file: Path) -> int:
    """Read every row of the tables of cases; return how many."""
    with sqlite3.connect(file) as connection:
        tables = [KINDS[name].table for name in ("case", *PARTS)]
        return sum(len(connection.execute(f"SELECT * FROM {table}").fetchall()) for table in tables)


def draw_alone(shown: CaseShown) -> float:
    """Make as many numbers as the draws of a case take."""
    number = sum(len(benefit.ranges) for benefit in shown.case.benefits)
    number += sum(cost.range is not None for cost in shown.case.costs)
    draw = random.Random(1)
    return sum(draw.triangular(0.4, 0.7, 0.6) for _ in range(RUNS * number))


def main() -> int:
    """Measure, print each beside its reference, and return 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            os.environ[name] = str(Path(folder, name))
        file = Path(folder, "bench.tpdesk")
        make_demo(file)
        with open_desk(file, read_only=True) as desk:
            shown = show(desk)
            seen = timed(rounds, lambda _: show(desk))
            drawn = timed(rounds, lambda _: read_spread(shown, runs=RUNS))
            plain = timed(rounds, lambda _: read_spread(shown))
        read = timed(rounds, lambda _: read_alone(file))
        triangles = timed(rounds, lambda _: draw_alone(shown))
    print(machine())
    print(f"case show in one process: {seen:.4f} s of the processor (goal {SHOW_GOAL} s)")
    print(f"  sqlite3 reading its tables alone: {read:.4f} s, {seen / read:.0f} x")
    print(f"{RUNS:,} draws: {drawn:.3f} s of the processor (goal {RUNS_GOAL} s), {drawn - plain:.3f} s of it the draws")
    print(f"  random.triangular alone: {triangles:.3f} s, {drawn / triangles:.2f} x")
    return int(seen > SHOW_GOAL or drawn > RUNS_GOAL)


if __name__ == "__main__":
    sys.exit(main())
