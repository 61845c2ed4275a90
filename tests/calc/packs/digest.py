"""The board pack of the sample desk as digests, a sheet a line: `python -m tests.calc.packs.digest` writes them anew.

Look at the pack itself before the file is committed: digests say that a sheet changed, not what.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import openpyxl

from tests.cli.verbs import run

FILE: Final = Path(__file__).with_name("sample_pack.json")

COPIES: Final = {"working": ("--lines",), "published": ("--publish",)}
"""Copy of the pack -> what the verb is told of it."""

TIMED_COLUMNS: Final = frozenset({"Taken in", "When (UTC)"})
TIMED_ROWS: Final = frozenset({"Figures as they stood on", "Made with"})
"""Columns by heading, and rows of the cover, whose cells depend on when the desk was made and on the version:
they are not compared."""

APART: Final = re.compile(r"(xl/worksheets/sheet\d+|xl/sharedStrings|xl/styles|docProps/core)\.xml")
"""Parts of the file that are compared cell by cell, or hold the time."""

_CELL: Final = re.compile(r"<c [^>]*/>|<c .*?</c>", re.DOTALL)


def digest(file: Path) -> dict[str, Any]:
    """Return sheet -> digest of its cells and of all else on it, and part of the file -> digest, for
    what is beside the sheets."""
    live, computed = openpyxl.load_workbook(file), openpyxl.load_workbook(file, data_only=True)
    with zipfile.ZipFile(file) as book:
        sheets = {
            name: {
                "cells": _hash(*_cells(live[name], computed[name])),
                "rest": _hash(_CELL.sub("", book.read(f"xl/worksheets/sheet{number}.xml").decode())),
            }
            for number, name in enumerate(live.sheetnames, 1)
        }
        parts = {name: _hash(book.read(name).decode()) for name in book.namelist() if not APART.fullmatch(name)}
    return {"sheets": sheets, "parts": parts}


def digests(desk: Path, folder: Path) -> dict[str, Any]:
    """Return copy -> digest of the pack of a desk's Lancashire, written to `folder`."""
    found = {}
    for copy, options in COPIES.items():
        file = folder / f"{copy}.xlsx"
        done = run(
            "--desk", desk, "pack", "board", "--place", "Lancashire", "--year", "2024-25", "--out", file, *options
        )
        assert done.exit_code == 0, done.err
        found[copy] = digest(file)
    return found


def _cells(live: Any, computed: Any) -> Iterator[str]:
    """Yield each cell of a sheet: what it holds, its computed value, and how it is shown."""
    timed: set[int] = set()
    for row in live.iter_rows():
        timed = {cell.column for cell in row if cell.value in TIMED_COLUMNS} or timed
        skipped = row[0].value in TIMED_ROWS
        for cell in row:
            value = "" if skipped or cell.column in timed else f"{cell.value!r} {computed[cell.coordinate].value!r}"
            font, link = cell.font, cell.hyperlink
            look = (cell.style, cell.number_format, font.name, font.sz, font.b, font.color and font.color.rgb)
            place = cell.alignment
            yield (
                f"{cell.coordinate} {value} {look} {(place.horizontal, place.wrap_text, place.indent)} "
                f"{link and link.location}"
            )


def _hash(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            os.environ[name] = str(Path(folder, name))
        # As the tests' sample desk: the update on progress is of the day of the last change.
        os.environ["TPDESK_NOW"] = "2026-01-15T10:30:00Z"
        desk = Path(folder, "sample.tpdesk")
        run("--desk", desk, "demo", "--no-open")
        FILE.write_text(json.dumps(digests(desk, Path(folder)), indent=1) + "\n", encoding="utf-8", newline="\n")
