"""`python -m tests.bench [--lines N] [--rounds N]`: import, figures, start and pack beside their references, in turns, in one run."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import lines
from tests.bench.generate import write

CSV_FLOOR = "import csv, sys; print(sum(1 for _ in csv.reader(open(sys.argv[1], encoding='utf-8', newline=''))))"
GROUP_BY = """
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
c.execute("SELECT agency, label, sum(amount_pence) FROM spend WHERE place = 1 AND year = 2024 GROUP BY 1, 2").fetchall()
"""
FIGURES = """
import sys; from pathlib import Path
from tpdesk.acts.figures import year_facts
from tpdesk.calc.count import count; from tpdesk.calc.overlap import overlap
from tpdesk.models.desk import open_desk
with open_desk(Path(sys.argv[1]), read_only=True) as desk:
    facts = year_facts(desk, None, '2024-25')
count(facts, by='category'); overlap(facts)
"""


def run(arguments: list[str], **environment: str) -> tuple[float, float]:
    """Run a command and return (seconds, peak memory in MB; 0 where the system does not tell)."""
    start = time.perf_counter()
    process = subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    if hasattr(os, "wait4"):
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = usage.ru_maxrss / 1024
    else:
        process.wait()
        peak = 0.0
    return time.perf_counter() - start, peak


def in_turns(rounds: int, acts: dict[str, Callable[[], tuple[float, float]]]) -> dict[str, tuple[float, float]]:
    """Run all acts in turn, `rounds` times, and return the median of each."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            found[name].append(act())
    return {
        name: (statistics.median(run[0] for run in runs), max(run[1] for run in runs)) for name, runs in found.items()
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, large = folder / "small.csv", folder / "large.csv"
        write(small, options.lines // 10)
        write(large, options.lines)
        home = {"XDG_STATE_HOME": name, "XDG_DATA_HOME": name}
        tpdesk = [sys.executable, "-m", "tpdesk"]

        def take_in(file: Path, desk: Path) -> tuple[float, float]:
            desk.unlink(missing_ok=True)
            subprocess.run(
                [*tpdesk, "--desk", str(desk), "place", "add", "Testshire"], check=True, stdout=subprocess.DEVNULL
            )
            return run(
                [*tpdesk, "--desk", str(desk), "import", str(file), "--agency-column", "Body Name", "--add-agencies"],
                **home,
            )

        def raw_import() -> tuple[float, float]:
            target = folder / "raw.db"
            target.unlink(missing_ok=True)
            return run(["sqlite3", str(target), ".mode csv", f".import {large} t"])

        acts: dict[str, Callable[[], tuple[float, float]]] = {
            "python -c pass": lambda: run([sys.executable, "-c", "pass"]),
            "csv read, nothing else": lambda: run([sys.executable, "-c", CSV_FLOOR, str(large)]),
            "tpdesk import, a tenth": lambda: take_in(small, folder / "small.tpdesk"),
            "tpdesk import": lambda: take_in(large, folder / "large.tpdesk"),
            "undo of the import": lambda: run([*tpdesk, "--desk", str(folder / "large.tpdesk"), "undo"], **home),
            "redo of the import": lambda: run([*tpdesk, "--desk", str(folder / "large.tpdesk"), "redo"], **home),
            "GROUP BY over the lines": lambda: run([sys.executable, "-c", GROUP_BY, str(folder / "large.tpdesk")]),
            "count and overlap, cold": lambda: run(
                [sys.executable, "-c", FIGURES, str(folder / "large.tpdesk")], **home
            ),
            "tpdesk --version": lambda: run([*tpdesk, "--version"], **home),
            "import pandas": lambda: run([sys.executable, "-c", "import pandas"]),
        }
        if shutil.which("sqlite3"):
            acts["sqlite3 .import, raw text"] = raw_import
        found = in_turns(options.rounds, acts)
        print(
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {options.lines:,} lines, {large.stat().st_size / 1e6:.0f} MB of CSV"
        )
        print(f"{'act':28} {'median s':>9} {'peak MB':>8}")
        for act, (seconds, peak) in found.items():
            print(f"{act:28} {seconds:9.2f} {peak:8.0f}")
        pairs = [
            ("tpdesk import", "csv read, nothing else"), ("tpdesk import", "sqlite3 .import, raw text"), ("tpdesk import", "tpdesk import, a tenth"), ("undo of the import", "tpdesk import"),
            ("count and overlap, cold", "GROUP BY over the lines"), ("tpdesk --version", "python -c pass"),
        ]  # fmt: skip
        for act, reference in pairs:
            if reference in found:
                print(f"{act} / {reference}: {found[act][0] / found[reference][0]:.2f} x")
        lines.measure(folder / "large.tpdesk", options.rounds)
        before = (folder / "large.tpdesk").stat().st_size
        acts["undo of the import"]()
        after = (folder / "large.tpdesk").stat().st_size
        print(
            f"desk file {before / 1e6:.0f} MB; after its import was undone {after / 1e6:.0f} MB: {after / before:.2f} x"
        )


if __name__ == "__main__":
    main()
