"""`python -m bench.returns [--bodies N] [--lines N]`: return workbooks written and read back, beside xlsxwriter writing
and calamine reading the same cells."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

from bench.measure import machine
from tpdesk.models.desk import Desk, open_desk
from tpdesk.services import places
from tpdesk.services.imports import import_files
from tpdesk.services.return_checks import ReadRequest
from tpdesk.services.return_reading import read_returns_in, workbooks_in
from tpdesk.services.return_sheets import SendRequest, write_all
from tpdesk.services.sheets import ImportRequest

GOALS = {"write": 10.0, "read": 20.0}
"""Act -> seconds of the processor that it may take for 50 workbooks: other work of the machine is not in them."""


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Return (seconds by the clock, seconds of the processor, those of child processes too) of an act."""
    clock, before = time.perf_counter(), os.times()
    act()
    after = os.times()
    return time.perf_counter() - clock, sum(after[:4]) - sum(before[:4])


def make_desk(desk: Desk, folder: Path, bodies: int, lines: int) -> None:
    """Make a place with so many organisations, each with so many lines last year."""
    places.add(desk, "Testshire", codes=("E10000017",))
    rows = [
        f"Body {body:02d},Service {line},revenue,{1000 + 7 * line}.25"
        for body in range(bodies)
        for line in range(lines)
    ]
    file = folder / "last.csv"
    file.write_text("\n".join(["Body,Service,Cost type,Amount", *rows]), encoding="utf-8")
    import_files(desk, [file], ImportRequest(year=2023, agency_column="Body", add_agencies=True))


def fill(folder: Path, lines: int) -> None:
    """Fill every workbook of a folder in, as organisations do."""
    for file in sorted(folder.glob("*.xlsx")):
        book = openpyxl.load_workbook(file)
        total = 0.0
        for row in range(6, 6 + lines):
            amount = 2_000 + row
            book["Lines"].cell(row, 2).value = amount
            total += amount
        book["Totals"]["B5"] = total
        book.save(file)


def write_same_cells(folder: Path, target: Path) -> None:
    """Write the cells of every workbook of a folder by xlsxwriter alone."""
    for file in sorted(folder.glob("*.xlsx")):
        sheets = [(name, _cells(file, name)) for name in CalamineWorkbook.from_path(str(file)).sheet_names]
        with xlsxwriter.Workbook(str(target / file.name)) as book:
            for name, rows in sheets:
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)


def _cells(file: Path, name: str) -> Sequence[Sequence[object]]:
    return CalamineWorkbook.from_path(str(file)).get_sheet_by_name(name).to_python()


def read_same_cells(folder: Path) -> None:
    """Read the cells of every workbook of a folder by calamine alone."""
    for file in sorted(folder.glob("*.xlsx")):
        for name in CalamineWorkbook.from_path(str(file)).sheet_names:
            _cells(file, name)


def measure(folder: Path, bodies: int, lines: int) -> dict[str, tuple[float, float]]:
    """Return act -> seconds by the clock and of the processor."""
    sent, plain = folder / "sent", folder / "plain"
    sent.mkdir()
    plain.mkdir()
    found = {}
    with open_desk(folder / "bench.tpdesk", make=True) as desk:
        make_desk(desk, folder, bodies, lines)
        found["write"] = timed(lambda: write_all(desk, sent, SendRequest("2024-25")))
        fill(sent, lines)
        found["xlsxwriter, the same cells (read by calamine first)"] = timed(lambda: write_same_cells(sent, plain))
        found["calamine, the same cells"] = timed(lambda: read_same_cells(sent))
        taken = []
        found["read"] = timed(lambda: taken.extend(read_returns_in(desk, workbooks_in([sent]), ReadRequest())))
        refused = [one.why for one in taken if not one.is_taken]
        assert not refused, refused[:1]
    return found


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bodies", type=int, default=50)
    parser.add_argument("--lines", type=int, default=20)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= dict.fromkeys(("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), f"{folder}/home")
        found = measure(Path(folder), asked.bodies, asked.lines)
    print(f"{machine()}\n{asked.bodies} workbooks, {asked.lines} lines each")
    for name, (clock, cpu) in found.items():
        goal = f" (goal {GOALS[name]:g} s)" if name in GOALS else ""
        print(f"{name}: {clock:.2f} s, {cpu:.2f} s of processor{goal}")
    return int(any(found[name][1] > goal for name, goal in GOALS.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
