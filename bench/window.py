"""Acts of the window in a real terminal, for POSIX systems:
first paint, opening, page down, and how long a key waits while a file is taken in."""

from __future__ import annotations

import contextlib
import sqlite3
import statistics
import sys
import time
from pathlib import Path

from bench.measure import Pair, Run
from bench.references import MINIMAL
from bench.table import PAGE_DOWN, STATIC, Terminal, plain

PAGE_UP = b"\x1b[5~"


def painted(arguments: list[str], home: dict[str, str], words: str) -> Run:
    """Start a program in a terminal and return how long it takes until the words stand on it."""
    start = time.perf_counter()
    terminal = Terminal(arguments, home)
    try:
        terminal.wait_for(words)
        return Run(time.perf_counter() - start)
    finally:
        terminal.close()


def starts(sample: Path, home: dict[str, str]) -> list[Pair]:
    """Return first paint on the sample desk, and that with its figures, beside a minimal application."""
    ours = [sys.executable, "-m", "tpdesk", "--desk", str(sample)]

    def minimal() -> Run:
        return painted([sys.executable, "-c", MINIMAL], home, "A minimal application")

    return [
        Pair("first paint, sample desk: the frame of plain text", lambda: painted(ours, home, "Overview"),
            "a minimal Textual app", minimal, 1.5),
        Pair("the window itself, with its figures", lambda: painted(ours, home, "per head"), "a minimal Textual app",
            minimal),
    ]  # fmt: skip


def spend_table(desk: Path, home: dict[str, str]) -> Terminal:
    """Return a window on a desk with the table of its lines on show, its totals too."""
    terminal = Terminal([sys.executable, "-m", "tpdesk", "--desk", str(desk)], home)
    terminal.settle(1.5)
    # The first start offers a tour.
    terminal.send(b"\x1b")
    terminal.settle(0.3)
    terminal.send(b"4")
    terminal.wait_for(" lines   £")
    terminal.settle(0.5)
    return terminal


def opening(large: Path, small: Path, home: dict[str, str]) -> Pair:
    """Return opening a desk of many lines beside one of few."""

    def opened(desk: Path) -> Run:
        return painted([sys.executable, "-m", "tpdesk", "--desk", str(desk)], home, "Testshire")

    why = "its figures are added up from nine times as many cells of the summary, whatever the number of lines."
    return Pair("open a desk", lambda: opened(large), "a desk of 1,000 lines", lambda: opened(small), 1.0, why)


def page_down(desk: Path, home: dict[str, str], keys: int = 40) -> Pair:
    """Return page down in the table of lines beside a static screen, one key a run."""
    still = Terminal([sys.executable, "-c", STATIC], home)
    still.settle(1.0)
    window = spend_table(desk, home)
    pair = Pair(
        "page down", lambda: Run(window.key(PAGE_DOWN)), "a static screen", lambda: Run(still.key(PAGE_DOWN)), 1.5,
        "the table makes thirty lines from the texts of their cells at each key, where the static screen has its own.",
    )  # fmt: skip
    for _ in range(keys):
        pair.runs.append((pair.ours(), pair.theirs()))
    still.close()
    window.close()
    return pair


def key_while_importing(desk: Path, file: Path, home: dict[str, str]) -> tuple[Pair, float]:
    """Return how long page down and page up in the table of lines wait for their first byte while the window takes a
    file in, beside the same keys before, and the longest wait.

    Keys that change nothing would be answered by the next word on how far the import is, four times a second.
    """
    window = spend_table(desk, home)
    idle = _paged(window, 30)
    window.send(b"i")
    window.settle(0.5)
    window.send(b"/")
    window.settle(0.3)
    window.send(b"\x15" + str(file).encode() + b"\r")
    window.settle(0.5)
    window.send(b"\x1bOQ")
    # The trial reading ends with what is to be looked at.
    window.wait_for("is not the same money", "above the usual")
    window.settle(0.5)
    before, began = _batches(desk), time.monotonic()
    window.send(b"\x1bOQ")
    window.settle(0.1)
    window.send(b"4")
    window.settle(0.1)
    waits: list[float] = []
    while _batches(desk) == before:
        if time.monotonic() - began > 600:
            raise TimeoutError(f"{file.name} was not taken in; last seen: {plain(window.seen)[-600:]}")
        waits += _paged(window, 10)
    window.close()
    runs = Run(statistics.median(waits)), Run(statistics.median(idle))
    return Pair("a key while a file is taken in", lambda: runs[0], "before it", lambda: runs[1], 1.5, runs=[runs]), max(
        waits
    )


def _paged(window: Terminal, times: int) -> list[float]:
    """Page down and up in turn, and return how long each waited for its first byte."""
    return [window.first_byte((PAGE_DOWN, PAGE_UP)[n % 2]) for n in range(times)]


def _batches(desk: Path) -> int:
    """Return how many files were taken in."""
    with contextlib.closing(sqlite3.connect(desk.as_uri() + "?mode=ro", uri=True, timeout=30)) as connection:
        return int(connection.execute("SELECT count(*) FROM batch").fetchone()[0])
