"""The packs screen's sheet of every line: one choice more, from the keys to the workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.verbs import Verb
from tests.screens.looking import open_window
from tests.screens.test_packs import name_target, says
from tpdesk.services import meeting, pack_choices

pytestmark = [pytest.mark.deep, pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")]


@pytest.mark.deep
async def test_every_line_goes_into_the_workbook_where_that_is_chosen(sample_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "with lines.xlsx"
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("7")
        assert "sums only, no sheet of lines" in window.text
        await name_target(window, target)
        await window.press("down", "enter")
        assert "a sheet of every line" in window.text
        await window.press("n")
        assert "All check totals agree" in says(window, "pack-says")
        assert "rules for accessible workbooks met" in says(window, "pack-says")
    sheet = openpyxl.load_workbook(target)["Lines"]
    assert sheet.tables["Lines"].ref.endswith(str(sheet.max_row))
    assert str(sheet["A2"].value).startswith("1,495 lines in all")


@pytest.mark.deep
async def test_more_lines_than_are_checked_unasked_are_written_and_say_so(
    sample_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_choices, "MOST_CHECKED", 1_000)
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("7")
        await name_target(window, tmp_path / "a.xlsx")
        await window.press("down", "enter", "n")
        assert "were not looked at: with so many lines that takes minutes" in says(window, "pack-says")
    assert (tmp_path / "a.xlsx").exists()


def test_the_verb_writes_them_too(sample_file: Path, tmp_path: Path) -> None:
    verb = Verb(sample_file)
    here = ("--place", "Lancashire", "--year", "2024-25")
    answer = verb.good("pack", "board", *here, "--lines", "--publish", "--out", tmp_path / "p.xlsx")
    assert answer["sheets"][-1] == "Lines"
    assert all(rule["passed"] for rule in verb.good("pack", "check", tmp_path / "p.xlsx")["rules"])


@pytest.mark.deep
async def test_papers_for_the_meeting_are_written_where_they_are_chosen(
    sample_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meeting, "make_pdf", lambda _: b"%PDF-1.7 made")
    target = tmp_path / "pack.xlsx"
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("7")
        await name_target(window, target)
        await window.press("end", "enter")
        assert "for the meeting: 8 pages at most, beside the pack" in window.text
        await window.press("enter")
        assert "for the meeting: 8 pages at most, and a PDF" in window.text
        await window.press("n")
        assert "Meeting papers: 8 pages" in says(window, "pack-says")
        assert len(openpyxl.load_workbook(tmp_path / "pack meeting papers.xlsx").sheetnames) == 8
        assert (tmp_path / "pack meeting papers.pdf").read_bytes() == b"%PDF-1.7 made"
        # Each file that is there is asked for before it is replaced.
        (tmp_path / "pack meeting papers.pdf").write_bytes(b"Mine")
        target.unlink()
        (tmp_path / "pack meeting papers.xlsx").unlink()
        await window.press("n")
        assert "pack meeting papers.pdf" in window.text
        await window.press("escape")
    assert (tmp_path / "pack meeting papers.pdf").read_bytes() == b"Mine"
    assert not target.exists()
