"""Months that a body's payments leave out: noticed by name on every road, never where a year's money has no dates."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from textual.widgets import Static

from tests.cli.verbs import Verb
from tests.screens.looking import open_window
from tpdesk.calc.missing import MissingMonths

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.fixture
def shire(tmp_path: Path) -> Verb:
    """A place with two councils and a police body, no money yet."""
    verb = Verb(tmp_path / "shire.tpdesk")
    verb.good("place", "add", "Shire")
    for name in ("Shire Council", "Borchester Council", "Shire Police"):
        verb.good("agency", "add", name, "--place", "Shire")
    return verb


def payments(verb: Verb, tmp_path: Path, agency: str, *months: int) -> None:
    """Import a file with a payment in each of these calendar months of 2024-25."""
    rows = "".join(f"15/{month:02d}/{2024 if month > 3 else 2025},Bins,Acme {month},10.00\n" for month in months)
    file = tmp_path / f"{agency} {months}.csv"
    file.write_text(f"Payment date,Service,Supplier,Net Amount\n{rows}", encoding="utf-8")
    verb.good("import", file, "--agency", agency, "--map", "label=Service")


def issue(verb: Verb) -> str:
    found = verb.good("count", "--place", "Shire", "--year", "2024-25")
    texts = [item["text"] for item in found["issue_details"] if item["code"] == "missing-months"]
    assert len(texts) <= 1
    return texts[0] if texts else ""


def test_missing_months_are_named_and_many_counted(shire: Verb, tmp_path: Path) -> None:
    payments(shire, tmp_path, "Shire Council", *(month for month in range(1, 13) if month not in (8, 9)))
    payments(shire, tmp_path, "Borchester Council", 4, 5, 6)
    text = issue(shire)
    assert "Shire Council (none of August 2024 or September 2024)" in text
    assert "Borchester Council (3 of 12 months)" in text
    rows = {
        row["agency"]: row["missing_months"]
        for row in shire.good("agency", "returns", "--place", "Shire", "--year", "2024-25")["returns"]
    }
    assert rows["Shire Council"] == ["2024-08", "2024-09"]
    assert rows["Borchester Council"][-1] == "2025-03"
    assert rows["Shire Police"] == []


def test_a_later_file_fills_the_gap_and_its_removal_opens_it_again(shire: Verb, tmp_path: Path) -> None:
    payments(shire, tmp_path, "Shire Council", *range(1, 12))
    assert "none of December 2024" in issue(shire)
    payments(shire, tmp_path, "Shire Council", 12)
    assert issue(shire) == ""
    shire.good("undo")
    assert "none of December 2024" in issue(shire)
    shire.good("redo")
    assert issue(shire) == ""


def test_a_year_without_dates_has_no_months_to_miss(shire: Verb, tmp_path: Path) -> None:
    file = tmp_path / "outturn.csv"
    file.write_text("Service,Amount\nBins,100\n", encoding="utf-8")
    shire.good("import", file, "--agency", "Shire Council", "--year", "2024-25", "--map", "label=Service")
    assert issue(shire) == ""


def test_months_come_over_in_a_merge_and_when_two_bodies_become_one(shire: Verb, tmp_path: Path) -> None:
    payments(shire, tmp_path, "Shire Council", 4, 5, 6, 7, 8, 9)
    payments(shire, tmp_path, "Borchester Council", 10, 11, 12, 1, 2)
    other = Verb(tmp_path / "other.tpdesk")
    other.good("merge", shire.desk)
    assert issue(other) == issue(shire)
    shire.good("agency", "merge", "Borchester Council", "--into", "Shire Council")
    assert "Shire Council (none of March 2025)" in issue(shire)


@pytest.mark.deep
async def test_overview_returns_and_pack_say_so(shire: Verb, tmp_path: Path) -> None:
    payments(shire, tmp_path, "Shire Council", *range(1, 12))
    async with open_window(shire.desk, (160, 48)) as window:
        assert "Shire Council (none of December 2024)" in window.text
        await window.press("3", "v")
        await window.press(*["down"] * 4)
        texts = [window.text]
        for _ in range(3):
            await window.press("up")
            texts.append(window.text)
        assert any("Months none of December 2024" in text for text in texts)
        await window.press("7")
        ready = str(window.app.screen.query_one("#ready", Static).visual)
        assert "Shire Council (none of December 2024)" in ready
    shire.good("pack", "board", "--place", "Shire", "--year", "2024-25", "--out", tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx", read_only=True)
    cells = [str(cell) for row in book["Issues"].iter_rows(values_only=True) for cell in row]
    assert any("none of December 2024" in cell for cell in cells)


def test_words() -> None:
    assert MissingMonths("A", ("2024-04", "2024-05", "2025-03")).words == "none of April 2024, May 2024 or March 2025"
    assert MissingMonths("A", ("2024-04", "2024-05", "2024-06", "2024-07")).words == "8 of 12 months"
