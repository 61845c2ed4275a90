"""`python -m bench.table [--desk FILE] [--lines N]`: the table of lines in a real terminal: page down beside a static
screen, and how long a key waits while it works.

For POSIX systems, by hand. A key's time ends with the last byte that the terminal gets for it. The
desk is worked on in a copy.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

from bench.generate import write

WIDTH, HEIGHT = 140, 40
QUIET = 0.06
"""Seconds without output after which a screen counts as painted."""

PAGE_DOWN, DOWN = b"\x1b[6~", b"\x1b[B"

STATIC = """
from textual.app import App, ComposeResult
from textual.widgets import Footer, Static

PAGES = ["\\n".join(f"{page:4d} {line:4d} " + ("text of a static screen " * 6)[:130] for line in range(36)) for page in range(50)]

class Pages(App):
    BINDINGS = [("pagedown", "turn", "Turn"), ("down", "turn", "Turn")]
    at = 0
    def compose(self) -> ComposeResult:
        yield Static("a line above")
        yield Static("another")
        yield Static(PAGES[0], id="page", markup=False)
        yield Footer()
    def action_turn(self) -> None:
        self.at = (self.at + 1) % len(PAGES)
        self.query_one("#page", Static).update(PAGES[self.at], layout=False)

Pages().run()
"""  # noqa: E501


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        self.process = subprocess.Popen(
            arguments, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
        )  # fmt: skip
        os.close(slave)
        self.seen = b""

    def send(self, keys: bytes) -> None:
        """Press keys."""
        view = memoryview(keys)
        while view:
            view = view[os.write(self.master, view[:1024]) :]
            self._take(0)

    def take_once(self, quiet: float) -> bool:
        """Take what comes next; say whether anything came within so many seconds."""
        return self._take(quiet)

    def _take(self, timeout: float) -> bool:
        if not select.select([self.master], [], [], timeout)[0]:
            return False
        try:
            self.seen += os.read(self.master, 1 << 16)
        except OSError:
            return False
        return True

    def settle(self, quiet: float = QUIET) -> float:
        """Take output until it stops, and return when the last of it came; 0 where none came."""
        last = 0.0
        while self._take(quiet):
            last = time.perf_counter()
        return last

    def key(self, key: bytes, quiet: float = QUIET) -> float:
        """Return the seconds from a key to the last byte of what it changed."""
        start = time.perf_counter()
        self.send(key)
        # On a busy machine the first of it may take longer than the quiet after the last.
        select.select([self.master], [], [], 2.0)
        return max(self.settle(quiet) - start, 0.0)

    def first_byte(self, key: bytes) -> float:
        """Return the seconds from a key to the first byte of what it changed, up to 3."""
        self.settle(0.03)
        start = time.perf_counter()
        self.send(key)
        select.select([self.master], [], [], 3.0)
        return time.perf_counter() - start

    def wait_for(self, *words: str, seconds: float = 300.0) -> float:
        """Wait until any of the words were painted, and return how long that took."""
        start = time.perf_counter()
        while time.perf_counter() - start < seconds:
            if any(some in plain(self.seen) for some in words):
                return time.perf_counter() - start
            self._take(0.05)
        raise TimeoutError(f"{words!r} never came; last seen: {plain(self.seen)[-600:]}")

    def busy(self, words: str, keys: tuple[bytes, ...] = (DOWN,), seconds: float = 300.0) -> tuple[float, list[float]]:
        """Press keys in turn until the words were painted; return how long that took, and how long each key
        waited for its first byte."""
        start, waits, number = time.perf_counter(), [], 0
        while words not in plain(self.seen):
            if time.perf_counter() - start > seconds:
                raise TimeoutError(f"{words!r} never came; last seen: {plain(self.seen)[-600:]}")
            waits.append(self.first_byte(keys[number % len(keys)]))
            number += 1
        return time.perf_counter() - start, waits

    def close(self) -> None:
        """End the program."""
        self.process.terminate()
        self.process.wait(10)
        os.close(self.master)


def plain(output: bytes) -> str:
    """Return what was painted, without the terminal's own signs."""
    return re.sub(
        r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[^\[]", "", output.decode("utf-8", "replace")
    )


def milliseconds(name: str, times: list[float]) -> float:
    """Print and return the median."""
    median = statistics.median(times) * 1000
    print(f"{name:44} {median:8.1f} ms median, {max(times) * 1000:8.1f} longest of {len(times)}")
    return median


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--desk", type=Path)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--keys", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = {"XDG_STATE_HOME": name, "XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name}
        desk = folder / "table.tpdesk"
        if options.desk:
            shutil.copyfile(options.desk, desk)
        else:
            write(folder / "lines.csv", options.lines)
            tpdesk = [sys.executable, "-m", "tpdesk", "--desk", str(desk)]
            subprocess.run([*tpdesk, "place", "add", "Testshire"], check=True, stdout=subprocess.DEVNULL)
            added = [*tpdesk, "import", str(folder / "lines.csv"), "--agency-column", "Body Name", "--add-agencies"]
            subprocess.run(added, check=True, stdout=subprocess.DEVNULL)
        still = Terminal([sys.executable, "-c", STATIC], home)
        still.settle(1.0)
        floor = milliseconds("page of a static screen", [still.key(PAGE_DOWN) for _ in range(options.keys)])
        still.close()
        window = Terminal([sys.executable, "-m", "tpdesk", "--desk", str(desk)], home)
        window.settle(1.5)
        window.send(b"\x1b4")
        window.settle(0.5)
        window.seen = b""
        window.send(b"4")
        print(f"{'the mode is on show with its totals':44} {window.wait_for(' lines   £') * 1000:8.1f} ms")
        window.settle(0.5)
        down = milliseconds("page down", [window.key(PAGE_DOWN) for _ in range(options.keys)])
        print(f"page down / page of a static screen: {down / floor:.2f} x")
        milliseconds("line down", [window.key(DOWN) for _ in range(options.keys)])
        milliseconds(
            "the end and the start in turn", [window.key(key) for _ in range(10) for key in (b"\x1b[F", b"\x1b[H")]
        )
        for words, keys in (
            ("sort by amount", b"\x1b[1;5D\x1b[C\x1b[C\x1b[Cs"),
            ("sort by supplier", b"\x1b[C\x1b[Cs"),
        ):
            window.settle(0.3)
            window.send(keys)
            window.settle(0.05)
            window.seen = b""
            took, waits = window.busy("expenditure", (DOWN, PAGE_DOWN))
            print(f"{words:44} {took:8.2f} s")
            milliseconds("  a key meanwhile", waits)
        window.settle(0.5)
        window.send(b"F")
        window.settle(1.0)
        for words, typed in (
            ("filter: description~00012", "description~00012"),
            ("filter: amount>10000", "amount>10000"),
        ):
            window.send(b"f")
            window.settle(0.3)
            window.send(b"\x15" + typed.encode())
            window.settle(0.5)
            window.seen = b""
            window.send(b"\r")
            window.settle(0.05)
            window.seen = b""
            took, waits = window.busy("expenditure", (DOWN, PAGE_DOWN))
            print(f"{words:44} {took:8.2f} s")
            milliseconds("  a key meanwhile", waits)
            window.settle(0.5)
        window.send(b"F")
        window.settle(1.0)
        rows = "".join(f"{n % 28 + 1:02d}/06/2024\tBody 01\tWaste\tSupplier {n}\t{n}.25\r" for n in range(1, 5_001))
        window.seen = b""
        start = time.perf_counter()
        window.send(b"\x1b[200~Date\tBody\tService\tSupplier\tAmount\r" + rows.encode() + b"\x1b[201~")
        took, waits = window.busy("5,000 lines to take in", (DOWN,))
        print(f"{'5,000 rows pasted and looked at':44} {time.perf_counter() - start:8.2f} s")
        milliseconds("  a key meanwhile", waits)
        window.settle(0.5)
        window.seen = b""
        window.send(b"\x1bOQ")
        took, waits = window.busy("5,000 lines taken in", (DOWN,))
        print(f"{'5,000 rows taken in':44} {took:8.2f} s")
        milliseconds("  a key meanwhile", waits)
        window.settle(1.0)
        window.close()
        edit = Terminal([sys.executable, "-m", "tpdesk", "--desk", str(desk)], home)
        edit.settle(1.5)
        edit.send(b"4")
        edit.settle(1.0)
        edit.send(b"f")
        edit.settle(0.3)
        edit.send(b"line<=10000\r")
        edit.wait_for("10,000 lines   £")
        edit.settle(0.5)
        edit.send(b"a")
        edit.wait_for("10,000 chosen: £")
        edit.send(b"\x1b[1;5D\x1b[Ce")
        edit.settle(0.3)
        edit.send(b"Waste\r")
        print(f"{'what 10,000 lines would change, shown':44} {edit.wait_for('Enter does it'):8.2f} s")
        edit.settle(0.3)
        edit.seen = b""
        edit.send(b"\r")
        took, waits = edit.busy("takes", (b"\x1b[C", b"\x1b[D"))
        print(f"{'10,000 lines changed':44} {took:8.2f} s")
        milliseconds("  a key meanwhile", waits)
        edit.close()


if __name__ == "__main__":
    main()
