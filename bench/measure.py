"""How acts are measured: beside their references, in turns, in one run, so that a busy machine is busy for both."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from bench.peaks import Peaks


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an act."""

    seconds: float
    peak_mb: float = 0.0
    """Peak memory of its process and of those that it began, added up; 0 where nothing tells."""

    cpu: float = 0.0
    """Seconds of processor that it took; 0 where nothing tells."""


def with_package(folder: Path, package: str) -> str | None:
    """Return a Python with a package, installed into a folder of its own, or None where that cannot be had."""
    place = folder / "extras"
    python = place / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    try:
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True, capture_output=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", package], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"no {package}: {error}")
        return None
    return str(python)


Act = Callable[[], Run]

NOISE = 1.05
"""Times of the same act differ by so much without a cause."""


@dataclass(slots=True)
class Pair:
    """An act of ours beside what people would use instead."""

    name: str
    ours: Act
    reference: str
    """What the other is."""

    theirs: Act
    target: float = 0.0
    """At most so many times the reference; 0 where none is set."""

    why: str = ""
    """Why it takes more, where it does."""

    runs: list[tuple[Run, Run]] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Return the median of the rounds' ratios."""
        return statistics.median(ours.seconds / theirs.seconds for ours, theirs in self.runs)

    @property
    def cpu_ratio(self) -> float | None:
        """Return the same in seconds of processor, which a busy machine changes less; None where they are not known."""
        known = [ours.cpu / theirs.cpu for ours, theirs in self.runs if ours.cpu and theirs.cpu]
        return statistics.median(known) if known else None

    @property
    def is_met(self) -> bool:
        """Whether it takes at most what it is to take."""
        return not self.target or self.ratio <= self.target * NOISE

    def row(self) -> tuple[str, ...]:
        """Return the pair as cells of the table."""
        ours, theirs = ([runs[at] for runs in self.runs] for at in (0, 1))
        peaks = [max(run.peak_mb for run in side) for side in (ours, theirs)]
        aim = f"{self.target:g}" if self.target else ""
        met = ("yes" if self.is_met else "**no**") if self.target else ""
        return (
            self.name, _seconds(ours), self.reference, _seconds(theirs), f"{self.ratio:.2f}",
            f"{self.cpu_ratio:.2f}" if self.cpu_ratio is not None else "", aim, met,
            " / ".join(f"{peak:.0f}" for peak in peaks) if any(peaks) else "",
        )  # fmt: skip


HEADINGS = (
    "act",
    "tpdesk, s",
    "reference",
    "reference, s",
    "ratio",
    "ratio of CPU",
    "at most",
    "met",
    "peak MB, ours / theirs",
)
"""Above `Pair.row`."""


def reasons(pairs: Sequence[Pair]) -> str:
    """Return why those that are not met are not, a line each."""
    lines = [
        f"- {pair.name}, {pair.ratio:.2f} x in place of {pair.target:g}: {pair.why}"
        for pair in pairs
        if not pair.is_met
    ]
    return "\n".join(["Not met, and why:", "", *lines]) if lines else "All targets are met."


def in_turns(pairs: Sequence[Pair], rounds: int) -> None:
    """Run each pair's two sides in turn, `rounds` times."""
    for number in range(rounds):
        for pair in pairs:
            # Whoever goes second finds the files warm.
            if number % 2:
                theirs = pair.theirs()
                pair.runs.append((pair.ours(), theirs))
            else:
                ours = pair.ours()
                pair.runs.append((ours, pair.theirs()))
            print(f"  {pair.name}: {pair.runs[-1][0].seconds:.3f} / {pair.runs[-1][1].seconds:.3f} s", flush=True)


def run(arguments: Sequence[str], **environment: str) -> Run:
    """Run a command to its end. Raises CalledProcessError where it fails."""
    start = perf_counter()
    process = subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **environment}
    )
    assert process.stderr is not None
    peaks = Peaks(process.pid)
    told = process.stderr.read()
    peak = cpu = 0.0
    if hasattr(os, "wait4"):
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        peak, cpu = usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime
    else:
        process.wait()
    seconds = perf_counter() - start
    peak = peaks.end(peak)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments, stderr=told)
    return Run(seconds, peak, cpu)


def told(arguments: Sequence[str], **environment: str) -> Run:
    """Run a command that prints its own seconds last, and return those."""
    done = subprocess.run(arguments, check=True, capture_output=True, text=True, env={**os.environ, **environment})
    return Run(float(done.stdout.split()[-1]))


def machine() -> str:
    """Return what it was measured on, in a sentence."""
    name, memory = platform.processor() or platform.machine(), ""
    told = Path("/proc/cpuinfo")
    if told.exists():
        known = told.read_text(encoding="utf-8").splitlines()
        name = next((line.partition(":")[2].strip() for line in known if line.startswith("model name")), name)
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB of memory"
    import sqlite3

    load = f"; load when it began {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{name}, {os.cpu_count()} cores{memory}, {platform.system()}, Python {sys.version.split()[0]}, SQLite "
        f"{sqlite3.sqlite_version}{load}."
    )


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _seconds(runs: list[Run]) -> str:
    median = statistics.median(run.seconds for run in runs)
    return f"{median:.2f}" if median >= 1 else f"{median:.3f}" if median >= 0.1 else f"{median:.4f}"
