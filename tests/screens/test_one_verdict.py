"""The sample tells the same verdicts in the window, the verb and the workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.verbs import Verb
from tests.screens.looking import open_window

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


async def test_the_sample_tells_the_same_in_the_window_the_verb_and_the_workbook(
    sample_file: Path, tmp_path: Path
) -> None:
    told = Verb(sample_file).good("overlap", "--place", "Lancashire", "--year", "2024-25", "--level", 4)
    proven = {row["title"]: row["verdict"] for row in told["rows"] if (row["verdict"] or "").endswith("evidenced")}
    assert sorted(proven.values()) == ["duplication evidenced"] * 3 + ["overlap evidenced"]
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("5", "l", "l")
        assert "duplication evidenced in 3 (illustrative), overlap evidenced in 1 (illustrative)" in window.text
    Verb(sample_file).good("pack", "board", "--place", "Lancashire", "--year", "2024-25", "--out", tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx", read_only=True)
    shown: dict[str, str] = {}
    for name in ("Overlap", "Below the ranking"):
        rows = list(book[name].iter_rows(values_only=True))
        at = next(n for n, row in enumerate(rows) if row[0] == "Category")
        column = next(n for n, name in enumerate(rows[at]) if str(name).startswith("Verdict"))
        shown |= {
            str(row[0]): str(row[column]).removesuffix(" (illustrative)")
            for row in rows[at + 1 :]
            if "evidenced" in str(row[column])
        }
    assert shown == proven
