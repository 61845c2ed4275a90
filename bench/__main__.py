"""`python -m bench [--lines N] [--rounds N] [--messy] [--quick] [--growth N ...] [--only PART ...] [--write]`: each act
beside its reference, in turns, in one run.

Wants the `sqlite3` shell and the network for DuckDB, which it installs into a folder of its own; what is not there is
left out and said. `--write` puts the tables into docs/performance.md.
"""

from __future__ import annotations

import argparse
import compileall
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import tpdesk
from bench import lines, references
from bench.generate import write, write_map
from bench.measure import HEADINGS, Pair, Run, in_turns, machine, reasons, run, table, told, with_package

REPORT = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
PARTS = ("import", "figures", "workbooks", "packs", "start", "window", "lines")


@dataclass(frozen=True, slots=True)
class Room:
    """Where a run works, and with what."""

    folder: Path
    lines: int
    messy: bool

    @property
    def home(self) -> dict[str, str]:
        """Return an environment in which nothing of the user's own is touched."""
        names = ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")
        return {**dict.fromkeys(names, str(self.folder / "home")), "TPDESK_FILE": ""}

    def csv(self, count: int, seed: int = 1) -> Path:
        """Return a spending file of so many lines, made once."""
        path = self.folder / f"{count}-{seed}.csv"
        if not path.exists():
            write(path, count, messy=self.messy, seed=seed)
        return path

    def tpdesk(self, desk: Path, *arguments: object) -> Run:
        """Run a verb."""
        words = map(str, arguments)
        return run([sys.executable, "-m", "tpdesk", "--desk", str(desk), *words], **self.home)

    def empty(self, desk: Path) -> Path:
        """Make a desk with one place."""
        desk.unlink(missing_ok=True)
        self.tpdesk(desk, "place", "add", "Testshire")
        return desk

    def take_in(self, desk: Path, file: Path) -> Run:
        """Take a file into an empty desk."""
        self.empty(desk)
        return self.tpdesk(desk, "import", file, "--agency-column", "Body Name", "--add-agencies")

    def desk(self, count: int) -> Path:
        """Return a desk of so many lines whose labels are mapped, made once."""
        path = self.folder / f"{count}.tpdesk"
        if not path.exists():
            self.take_in(path, self.csv(count))
            self.tpdesk(path, "categorise", "--place", "Testshire", "--map", self.map(path))
        return path

    def map(self, desk: Path) -> Path:
        """Return a map file that spreads the labels over all classes."""
        path = self.folder / "map.csv"
        if not path.exists():
            told = subprocess.run(
                [sys.executable, "-m", "tpdesk", "--desk", str(desk), "category", "list", "--json"],
                check=True, capture_output=True, text=True,
            )  # fmt: skip
            known = json.loads(told.stdout)["categories"]
            write_map(path, [item["code"] for item in known if item["level"] == 3])
        return path

    def sample(self) -> Path:
        """Return the sample desk, made once."""
        path = self.folder / "sample.tpdesk"
        if not path.exists():
            self.tpdesk(path, "demo", "--no-open")
        return path


def imports(room: Room) -> Iterator[Pair]:
    """Yield import beside the shell's raw one, and undo and redo beside import."""
    file, desk = room.csv(room.lines), room.folder / "import.tpdesk"
    taken: list[Run] = []

    def ours() -> Run:
        taken[:] = [room.take_in(desk, file)]
        return taken[0]

    def raw() -> Run:
        target = room.folder / "raw.db"
        target.unlink(missing_ok=True)
        return run(["sqlite3", str(target), ".mode csv", f".import '{file}' t"])

    if shutil.which("sqlite3"):
        why = (
            "two processes share the work, and neither can begin before the file is recognised (0.4 s) nor copy the "
            "lines into the desk before all are there (0.6 s); the reference writes text and keeps no numbers, "
            "indexes or sums."
        )
        yield Pair("import", ours, "`sqlite3 .import` of the raw text", raw, 2.5, why)
    else:
        floor = [sys.executable, "-c", references.CSV_FLOOR, str(file)]
        yield Pair("import", ours, "reading with `csv`, nothing else", lambda: run(floor))
    yield Pair("undo of it", lambda: room.tpdesk(desk, "undo"), "the import", lambda: taken[0])
    yield Pair("redo of it", lambda: room.tpdesk(desk, "redo"), "the import", lambda: taken[0])


def figures(room: Room) -> Iterator[Pair]:
    """Yield count and overlap beside DuckDB's sums and indices over its own file."""
    desk, python, file = room.desk(room.lines), with_package(room.folder, "duckdb"), room.folder / "lines.duckdb"
    if python is None:
        return
    run([python, "-c", references.DUCK_MAKE, str(room.csv(room.lines)), str(file), str(room.map(desk))])
    ours = [sys.executable, "-c", references.FIGURES, str(desk)]
    theirs = [python, "-c", references.DUCK_FIGURES, str(file)]
    yield Pair(
        "count and overlap, cold: a process from start to end",
        lambda: run([*ours, "0"]),
        "DuckDB on its own file",
        lambda: run([*theirs, "0"]),
        1.0,
        "the interpreter, the modules and the classes of their records are most of it; the figures themselves take "
        "some 0.06 s, with bases, transfers, areas, verdicts and issues that DuckDB's sums do not have.",
    )
    warm = lambda: told([*theirs, "9"])  # noqa: E731
    yield Pair(
        "the same in a window, asked again", lambda: told([*ours, "9", "kept"]), "DuckDB on its own file", warm, 1.0
    )
    yield Pair(
        "the same in a process that runs, after a change", lambda: told([*ours, "9"]), "DuckDB on its own file", warm
    )


def workbooks(room: Room) -> Iterator[Pair]:
    """Yield import of a workbook beside its reader alone."""
    for count in sorted({min(room.lines, 50_000), min(room.lines, 500_000)}):
        book, desk = room.folder / f"{count}.xlsx", room.folder / "book.tpdesk"
        run([sys.executable, "-c", references.WORKBOOK, str(room.csv(count)), str(book)])
        yield Pair(
            f"import of a workbook of {count:,} rows",
            lambda book=book, desk=desk: room.take_in(desk, book),  # type: ignore[misc]
            "calamine reading it",
            lambda book=book: run([sys.executable, "-c", references.READER, str(book)]),  # type: ignore[misc]
            2.0,
            "starting and recognising take 0.3 s whatever the length, the reader hands nothing on before it has read "
            "all, and then cells become numbers, sums and rows with two indexes; the promise that no workbook harms "
            "the process that holds the desk costs a look through it and a process of its own.",
        )


def packs(room: Room) -> Iterator[Pair]:
    """Yield a pack with all lines beside its cells by xlsxwriter alone, and the sample's pack."""
    count = min(room.lines, 100_000)
    desk, target = room.desk(count), room.folder / "pack.xlsx"
    plain = [sys.executable, "-c", references.PLAIN_LINES, str(desk), str(room.folder / "plain.xlsx")]
    written = ("pack", "board", "--year", "2024-25", "--out", target)
    yield Pair(
        f"a board pack with {count:,} lines",
        lambda: room.tpdesk(desk, *written, "--lines"),
        "xlsxwriter, the lines' cells alone",
        lambda: run(plain),
        0.5,
    )
    sample = ("pack", "board", "--place", "Lancashire", "--year", "2024-25", "--out", target)
    yield Pair(
        "the sample desk's board pack",
        lambda: room.tpdesk(room.sample(), *sample),
        "two seconds",
        lambda: Run(2.0),
        1.0,
    )


def start(room: Room) -> Iterator[Pair]:
    """Yield what is asked without opening anything, and first paint where there is a terminal."""
    ours = [sys.executable, "-m", "tpdesk"]
    click = [sys.executable, "-c", "import click"]
    for option in ("--version", "--help"):
        yield Pair(f"`tpdesk {option}`", lambda option=option: run([*ours, option], **room.home), "`python -c 'import click'`", lambda: run(click), 4.0)  # type: ignore[misc] # fmt: skip  # noqa: E501
    if sys.platform != "win32":
        from bench.window import opening, starts

        yield from starts(room.sample(), room.home)
        yield opening(room.desk(room.lines), room.desk(1_000), room.home)


def window(room: Room) -> Iterator[Pair]:
    """Yield what keys cost; these have run when they are yielded."""
    if sys.platform == "win32":
        return
    from bench.window import key_while_importing, page_down

    yield page_down(room.desk(room.lines), room.home)
    desk = Path(shutil.copyfile(room.desk(1_000), room.folder / "keys.tpdesk"))
    pair, longest = key_while_importing(desk, room.csv(room.lines, seed=2), room.home)
    print(f"  the longest that a key waited: {longest * 1000:.0f} ms")
    yield pair


def growth(room: Room, counts: Sequence[int]) -> str:
    """Return how acts grow with the number of lines, one run each."""
    if sys.platform != "win32":
        from bench.window import opening, page_down
    rows = []
    for count in counts:
        desk = room.folder / "growth.tpdesk"
        taken = room.take_in(desk, room.csv(count))
        counted = run([sys.executable, "-c", references.FIGURES, str(desk), "0"])
        cells = [f"{count:,}", _told(taken), _told(counted)]
        if sys.platform != "win32":
            opened, paged = opening(desk, desk, room.home).ours(), page_down(desk, room.home, 10)
            cells += [f"{opened.seconds:.2f}", f"{sorted(ours.seconds for ours, _ in paged.runs)[5] * 1000:.1f}"]
        cells += [
            _told(room.tpdesk(desk, "undo")),
            _told(room.tpdesk(desk, "redo")),
            f"{desk.stat().st_size / 1e6:,.0f}",
        ]
        print("  " + "  ".join(cells), flush=True)
        rows.append(cells)
        room.csv(count).unlink()
        desk.unlink()
    paint = ["open, s", "page down, ms"] if sys.platform != "win32" else []
    return table(
        ["lines", "import, s (CPU s, MB)", "count and overlap, cold", *paint, "undo", "redo", "file, MB"], rows
    )


def _told(done: Run) -> str:
    return f"{done.seconds:.2f} ({done.cpu:.2f}, {done.peak_mb:.0f})"


def put(mark: str, text: str) -> None:
    """Put a text between the report's markers of that name."""
    report = REPORT.read_text(encoding="utf-8")
    before, _, rest = report.partition(f"<!-- {mark} -->\n")
    _, _, after = rest.partition(f"<!-- end of {mark} -->")
    assert after, f"{REPORT.name} has no markers '{mark}'"
    whole = f"{before}<!-- {mark} -->\n{text}\n<!-- end of {mark} -->{after}"
    REPORT.write_text(whole, encoding="utf-8", newline="")


def main() -> None:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--messy", action="store_true", help="a fifth of the amounts as real files write them")
    parser.add_argument("--quick", action="store_true", help="100,000 lines, one round")
    parser.add_argument("--growth", type=int, nargs="*", help="only this: numbers of lines to grow through")
    parser.add_argument("--only", choices=PARTS, nargs="*", default=PARTS)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    parser.add_argument("--folder", type=Path, help="where to work (up to 3 GB for ten million lines)")
    options = parser.parse_args()
    count, rounds = (100_000, 1) if options.quick else (options.lines, options.rounds)
    # What is installed has its bytecode, as the references have theirs; a checkout may have none, and would be
    # compiled at every start.
    compileall.compile_dir(Path(tpdesk.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        room = Room(Path(name), count, options.messy)
        where = machine()
        if options.growth is not None:
            grown = growth(room, options.growth or (10_000, 100_000, 1_000_000))
            print(f"\n{where}\n\n{grown}")
            if options.write:
                put("growth", f"{where} One run each.\n\n{grown}")
            return
        print(where)
        parts = {
            "import": imports,
            "figures": figures,
            "workbooks": workbooks,
            "packs": packs,
            "start": start,
            "window": window,
        }
        pairs: list[Pair] = []
        for part, made in parts.items():
            if part in options.only:
                try:
                    found = list(made(room))
                    in_turns([pair for pair in found if not pair.runs], rounds)
                except (OSError, subprocess.CalledProcessError) as error:
                    # What the other parts found is worth having.
                    print(f"  {part} was left out: {error}")
                    continue
                pairs += found
        kind = "messy" if options.messy else "clean"
        told_of = (
            f"{where} {count:,} {kind} lines, {room.csv(count).stat().st_size / 1e6:.0f} MB of CSV, {rounds} "
            "rounds in turns; medians, and the median of the rounds' ratios."
        )
        found_out = f"{told_of}\n\n{table(HEADINGS, [pair.row() for pair in pairs])}\n\n{reasons(pairs)}"
        print(f"\n{found_out}")
        if options.write:
            put("ratios", found_out)
        if "lines" in options.only:
            lines.measure(room.desk(count), rounds)


if __name__ == "__main__":
    main()
