"""`python -m bench.visits [--python PYTHON ...] [--rounds N] [--only PART ...]`: the first visit to each mode, the
first form, the start, and a label marked, in a real terminal.

For POSIX systems, by hand. `--python` names the interpreters of other checkouts; all are measured in turn. Each opens a
sample desk of its own making. First is the first text painted after the key, whole the last of what the key changed,
CPU the processor time of the window until then, and next the first text after the key pressed then. No module of tpdesk
is imported from here: an interpreter's own are.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.measure import machine, table
from bench.table import DOWN, Terminal, plain

OPENED: Final = "per head"
"""What the overview says when its figures stand."""

AT_REST: Final = 2.0
"""Seconds for which a window is left alone at least before a visit."""

IDLE: Final = 0.05
"""Of the processor: a window that takes less for half a second has done all that it does unasked."""

QUIET: Final = 0.3
"""Seconds without output after which all was painted; a cursor blinks every half second."""

LABELS: Final = 161
"""Open labels in the map of labels."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What is pressed, and what then stands on the screen."""

    name: str
    keys: bytes
    """Keys that lead to where it is pressed, each waited for."""

    key: bytes
    words: str
    """Words that are painted late."""

    after: bytes = DOWN
    """A key that changes something there."""


VISITS: Final = (
    Visit("Places", b"", b"2", "saved"),
    Visit("Agencies", b"", b"3", "Difference"),
    Visit("Spend", b"", b"4", " lines   £"),
    Visit("Overlap", b"", b"5", "fragmented"),
    Visit("Dives", b"", b"6", "Spend tagged to each"),
    Visit("Packs", b"", b"7", "check totals agree"),
    Visit("form of a new place", b"2", b"n", "Theme", b"x"),
    Visit("form of an agency", b"3", b"e", "Also called", b"x"),
    Visit("form of a line", b"4", b"n", "Own category", b"x"),
    Visit("form of a deep dive", b"6", b"n", "Client group", b"x"),
)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of one visit."""

    first: float
    whole: float
    cpu: float
    next: float


def processor_time(pid: int) -> float:
    """Return the processor time that a process has taken, all its threads together."""
    return time.clock_gettime((~pid << 3) | 2)


def press(terminal: Terminal, key: bytes, words: str) -> tuple[float, float, float]:
    """Press a key; return seconds to the first text, to the last, and of processor time."""
    terminal.settle(0.05)
    seen, start, cpu = len(terminal.seen), time.perf_counter(), processor_time(terminal.process.pid)
    terminal.send(key)
    return follow(terminal, seen, start, cpu, words)


def follow(terminal: Terminal, seen: int, start: float, cpu: float, words: str) -> tuple[float, float, float]:
    """Take output until the words stand and nothing more comes."""
    first = last = spent = 0.0
    while time.perf_counter() - start < 30:
        if terminal.take_once(QUIET):
            text = plain(terminal.seen[seen:])
            last, spent = time.perf_counter() - start, processor_time(terminal.process.pid) - cpu
            first = first or (last if text.strip() else 0.0)
        elif words.lower() in plain(terminal.seen[seen:]).lower():
            return first, last, spent
    raise TimeoutError(f"{words!r} never came; last seen: {plain(terminal.seen)[-600:]}")


def rest(terminal: Terminal) -> None:
    """Leave a window alone until it has done all that it does unasked."""
    end, longest, spent = time.perf_counter() + AT_REST, time.perf_counter() + 30, 0.0
    while time.perf_counter() < end or (spent > IDLE * 0.5 and time.perf_counter() < longest):
        before, until = processor_time(terminal.process.pid), time.perf_counter() + 0.5
        while time.perf_counter() < until:
            terminal.settle(0.1)
        spent = processor_time(terminal.process.pid) - before


def opened(python: str, desk: Path, home: Mapping[str, str]) -> Terminal:
    """Return a window at rest."""
    terminal = Terminal([python, "-P", "-m", "tpdesk", "--desk", str(desk)], dict(home))
    terminal.wait_for(OPENED, "no category")
    terminal.settle(0.3)
    # The first start offers a tour.
    terminal.send(b"\x1b")
    rest(terminal)
    return terminal


def visit(python: str, desk: Path, home: Mapping[str, str], to: Visit) -> Times:
    """Return the times of a visit in a new window."""
    terminal = opened(python, desk, home)
    try:
        for number in range(len(to.keys)):
            terminal.send(to.keys[number : number + 1])
            rest(terminal)
        first, whole, cpu = press(terminal, to.key, to.words)
        after, _, _ = press(terminal, to.after, "")
        return Times(first, whole, cpu, after)
    finally:
        terminal.close()


def started(python: str, desk: Path, home: Mapping[str, str]) -> Times:
    """Return the times of a start: first is the first text of the window."""
    start = time.perf_counter()
    terminal = Terminal([python, "-P", "-m", "tpdesk", "--desk", str(desk)], dict(home))
    try:
        first, whole, cpu = follow(terminal, 0, start, 0.0, OPENED)
        after, _, _ = press(terminal, b"\x1b", "")
        return Times(first, whole, cpu, after)
    finally:
        terminal.close()


def marked(python: str, desk: Path, home: Mapping[str, str], keys: int = 30) -> list[float]:
    """Return how long each press of Space in the map of labels waits for its first text."""
    terminal = opened(python, desk, home)
    try:
        terminal.send(b"m")
        terminal.wait_for("Map labels")
        terminal.settle(1.5)
        waits = []
        for _ in range(keys):
            waits.append(terminal.first_byte(b" "))
            terminal.settle(0.15)
        return waits
    finally:
        terminal.close()


def labels_file(path: Path) -> None:
    """Write a file of one body with so many labels, none of which has a category."""
    rows = [
        f"{n % 28 + 1:02d}/06/2024,Service line {n:03d} of nowhere,Supplier {n % 40},{n * 17 % 9000 + 10}.25"
        for n in range(LABELS)
    ]
    path.write_text("Date,Service,Supplier,Amount\n" + "\n".join(rows) + "\n", encoding="utf-8")


def desks(python: str, folder: Path, home: Mapping[str, str]) -> tuple[Path, Path]:
    """Return a sample desk and one with open labels, made by an interpreter's own tpdesk."""
    sample, labels, file = folder / "sample.tpdesk", folder / "labels.tpdesk", folder / "labels.csv"
    labels_file(file)

    def run(desk: Path, *words: str) -> None:
        command = [python, "-P", "-m", "tpdesk", "--desk", str(desk), *words]
        done = subprocess.run(command, env={**os.environ, **home}, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}: {done.stdout}{done.stderr}")

    run(sample, "demo", "--no-open")
    run(labels, "place", "add", "Testshire")
    run(labels, "agency", "add", "Testshire Council", "--place", "Testshire")
    run(labels, "import", str(file), "--agency", "Testshire Council")
    return sample, labels


def words_of(seconds: Sequence[float]) -> str:
    """Return the least and the median, in milliseconds."""
    return f"{min(seconds) * 1000:.0f} / {statistics.median(seconds) * 1000:.0f}"


def main() -> None:
    """Measure in turns, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", nargs="*", default=[sys.executable])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", nargs="*", help="names of visits, `start` or `space`")
    options = parser.parse_args()
    print(machine())
    wanted = [one for one in VISITS if not options.only or one.name in options.only]
    with tempfile.TemporaryDirectory() as name:
        homes, made = [], []
        for number, python in enumerate(options.python):
            folder = Path(name) / str(number)
            folder.mkdir()
            homes.append(dict.fromkeys(("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(folder / "home")))
            made.append(desks(python, folder, homes[-1]))
        rows: list[list[str]] = []

        def measure(what: str, to: Visit | None = None) -> None:
            found: list[list[Times]] = [[] for _ in options.python]
            for _ in range(options.rounds):
                for number, python in enumerate(options.python):
                    desk = made[number][0]
                    times = (
                        visit(python, desk, homes[number], to)
                        if to is not None
                        else started(python, desk, homes[number])
                    )
                    found[number].append(times)
            for number, times_of in enumerate(found):
                row = [what if number == 0 else "", str(number)]
                row += [
                    words_of([getattr(one, part) for one in times_of]) for part in ("first", "whole", "cpu", "next")
                ]
                rows.append(row)
                print("  " + "  ".join(row), flush=True)

        if not options.only or "start" in options.only:
            measure("start")
        for to in wanted:
            measure(to.name, to)
        if not options.only or "space" in options.only:
            waits: list[list[float]] = [[] for _ in options.python]
            for _ in range(max(options.rounds // 2, 1)):
                for number, python in enumerate(options.python):
                    waits[number] += marked(python, made[number][1], homes[number])
            for number, of in enumerate(waits):
                row = [f"Space, {LABELS} labels" if number == 0 else "", str(number), words_of(of), "", "", ""]
                rows.append(row)
                print("  " + "  ".join(row), flush=True)
        print("\n" + machine())
        print(table(["visit", "version", "first", "whole", "CPU", "next key"], rows))


if __name__ == "__main__":
    main()
