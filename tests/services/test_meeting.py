"""Papers beside a pack: where they go, what is never written over, and what is said where no PDF can be made."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.calc.packs import places
from tests.cli.verbs import Verb
from tests.deep import first_of
from tpdesk.errors import UsageProblem
from tpdesk.models import office
from tpdesk.services import meeting

HERE = ("--place", "Lancashire", "--year", "2024-25")


def refuse(_: Path) -> bytes:
    raise office.OfficeProblem("LibreOffice is not installed on this computer.")


def test_papers_stand_beside_the_pack() -> None:
    pack = Path("a", "Lancashire 2024-25 board pack.xlsx")
    assert meeting.papers_target(pack) == Path("a", "Lancashire 2024-25 board pack meeting papers.xlsx")
    assert [file.suffix for file in meeting.paper_files(pack, pdf=True)] == [".xlsx", ".pdf"]
    assert [file.suffix for file in meeting.paper_files(pack, pdf=False)] == [".xlsx"]


def test_without_libreoffice_the_workbook_is_written_and_another_way_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(meeting, "make_pdf", refuse)
    made = meeting.write_board_papers(places.small(), tmp_path / "pack.xlsx", pdf=True)
    assert made.written.file == tmp_path / "pack meeting papers.xlsx"
    assert openpyxl.load_workbook(made.written.file).sheetnames == list(made.written.sheets)
    assert made.pdf is None
    assert "not installed" in made.no_pdf
    assert "Save As" in made.no_pdf
    assert not (tmp_path / "pack meeting papers.pdf").exists()


def test_the_pdf_is_written_as_it_was_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(meeting, "make_pdf", lambda _: b"%PDF-1.7 made")
    made = meeting.write_board_papers(places.small(), tmp_path / "pack.xlsx", pdf=True)
    assert made.pdf == tmp_path / "pack meeting papers.pdf"
    assert made.pdf.read_bytes() == b"%PDF-1.7 made"
    assert made.no_pdf == ""


@pytest.mark.parametrize("suffix", [".xlsx", ".pdf"])
def test_a_file_of_somebodys_work_stops_it_before_the_pack_is_written(
    sample: Verb, tmp_path: Path, suffix: str
) -> None:
    mine = tmp_path / f"pack meeting papers{suffix}"
    mine.write_bytes(b"Mine")
    with pytest.raises(UsageProblem):
        meeting.must_have_room(tmp_path / "pack.xlsx", pdf=True, replace=False)
    told = sample("pack", "board", *HERE, "--out", tmp_path / "pack.xlsx", "--pdf")
    assert told.exit_code == 2
    assert mine.name in told.json["error"]["message"]
    assert mine.read_bytes() == b"Mine"
    assert not (tmp_path / "pack.xlsx").exists()


@pytest.mark.deep
@pytest.mark.parametrize("kind", first_of(["board", "interim"], 1, 0))
def test_the_verb_names_the_files(sample: Verb, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "pack.xlsx"
    assert sample.good("pack", kind, *HERE, "--out", out)["papers"] is None
    told = sample.good("pack", kind, *HERE, "--out", out, "--print")["papers"]
    assert told["file"] == str(tmp_path / "pack meeting papers.xlsx")
    assert (told["pdf"], told["no_pdf"]) == (None, None)
    assert openpyxl.load_workbook(told["file"]).sheetnames == told["pages"]
    first = Path(told["file"]).read_bytes()
    monkeypatch.setattr(meeting, "make_pdf", lambda _: b"%PDF-1.7 made")
    told = sample.good("pack", kind, *HERE, "--out", out, "--pdf")["papers"]
    assert told["pdf"] == str(tmp_path / "pack meeting papers.pdf")
    assert Path(told["file"]).read_bytes() == first
    rules = sample.good("pack", "check", told["file"])["rules"]
    assert [rule["id"] for rule in rules if not rule["passed"]] == []
