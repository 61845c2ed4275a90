"""Packs on disk: the same bytes for the same input, nothing lost on failure, readable by their owner alone."""

from __future__ import annotations

import os
import re
import stat
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.calc.packs import places
from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.report import BoardReport
from tpdesk.errors import Locked
from tpdesk.services.packs import write_workbook

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.mark.parametrize("publish", [False, True])
def test_the_same_input_gives_the_same_bytes(publish: bool, tmp_path: Path) -> None:
    first = write_workbook(describe_board(places.small()), tmp_path / "first.xlsx", publish=publish)
    second = write_workbook(describe_board(places.small()), tmp_path / "second.xlsx", publish=publish)
    assert first.file.read_bytes() == second.file.read_bytes()


def test_other_input_gives_other_bytes(tmp_path: Path) -> None:
    first = write_workbook(describe_board(places.small()), tmp_path / "first.xlsx", publish=True)
    second = write_workbook(describe_board(places.single()), tmp_path / "second.xlsx", publish=True)
    assert first.file.read_bytes() != second.file.read_bytes()


def test_a_missing_folder_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(Locked, match="cannot be written to"):
        write_workbook(describe_board(places.single()), tmp_path / "none" / "pack.xlsx", publish=True)


@pytest.mark.skipif(
    sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0),
    reason="the folder cannot be closed to this user",
)
def test_a_closed_folder_is_said_in_words(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(Locked, match="Choose another folder"):
        write_workbook(describe_board(places.single()), closed / "pack.xlsx", publish=True)


def test_a_target_that_cannot_be_replaced_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "pack.xlsx"
    target.write_bytes(b"the old pack")

    def open_in_excel(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", open_in_excel)
    with pytest.raises(Locked, match="open in Excel"):
        write_workbook(describe_board(places.single()), target, publish=True)
    assert target.read_bytes() == b"the old pack"
    assert [path.name for path in tmp_path.iterdir()] == ["pack.xlsx"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files to their owner by folder")
def test_only_the_owner_reads_a_pack(tmp_path: Path) -> None:
    done = write_workbook(describe_board(places.single()), tmp_path / "pack.xlsx", publish=True)
    assert stat.S_IMODE(done.file.stat().st_mode) == 0o600


def test_titles_have_heading_styles_and_the_document_its_language(tmp_path: Path) -> None:
    done = write_workbook(describe_board(places.small()), tmp_path / "pack.xlsx", publish=False)
    book = openpyxl.load_workbook(done.file)
    assert {sheet["A1"].style for sheet in book.worksheets} == {"Heading 1"}
    assert book.properties.language == "en-GB"
    assert book.properties.title == "Board pack: Exampleshire [test], 2024-25"
    tables = [sheet for sheet in book.worksheets if sheet.tables]
    for sheet in tables:
        top = next(iter(sheet.tables.values())).ref.split(":")[0]
        assert sheet[f"A{int(top[1:]) - 1}"].style == "Heading 2"


@pytest.mark.parametrize("publish", [False, True])
def test_no_font_is_tied_to_the_theme_so_excel_shows_the_one_that_is_named(publish: bool, tmp_path: Path) -> None:
    done = write_workbook(describe_board(places.small()), tmp_path / "pack.xlsx", publish=publish)
    with zipfile.ZipFile(done.file) as book:
        styles = book.read("xl/styles.xml").decode()
    fonts = re.findall(r"<font>.*?</font>", styles, re.DOTALL)
    assert len(fonts) > 5
    assert {re.findall(r'<name val="([^"]*)"', font)[0] for font in fonts} == {"Arial"}
    assert "<scheme" not in styles


def test_pages_are_a4_landscape_one_page_a_sheet_named_and_numbered(tmp_path: Path) -> None:
    done = write_workbook(describe_board(places.small()), tmp_path / "pack.xlsx", publish=True)
    for sheet in openpyxl.load_workbook(done.file).worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth or 1) == (
            "landscape",
            9,
            1,
        )
        # What fills little of its page is enlarged by so much; all else is made to fit it.
        assert sheet.sheet_properties.pageSetUpPr.fitToPage or sheet.page_setup.scale > 100
        assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("&A", "Page &P of &N")
        if sheet.tables:
            top = re.sub(r"\D", "", next(iter(sheet.tables.values())).ref.split(":")[0])
            assert sheet.print_title_rows == f"${top}:${top}"


def test_the_zip_holds_nothing_that_differs_from_run_to_run(tmp_path: Path) -> None:
    done = write_workbook(describe_board(places.small()), tmp_path / "pack.xlsx", publish=True)
    with zipfile.ZipFile(done.file) as book:
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "2025-07-01T12:00:00Z" in book.read("docProps/core.xml").decode()


def test_working_formulas_use_nothing_that_older_programs_lack(tmp_path: Path) -> None:
    done = write_workbook(describe_board(places.small()), tmp_path / "pack.xlsx", publish=False)
    book = openpyxl.load_workbook(done.file)
    used = {
        name
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
        for name in re.findall(r"([A-Z][A-Z.]+)\(", cell.value)
    }
    assert used == {"SUM", "SUMIFS", "COUNTIFS", "SUMPRODUCT", "INDEX", "MATCH", "IF", "ROUND"}


@pytest.mark.deep
def test_bars_start_at_nil_unless_a_figure_is_below_it(tmp_path: Path) -> None:
    def axes(name: str, report: BoardReport) -> list[bool]:
        done = write_workbook(describe_board(report), tmp_path / name, publish=True)
        with zipfile.ZipFile(done.file) as book:
            charts = sorted(part for part in book.namelist() if part.startswith("xl/charts/chart"))
            return ['<c:min val="0"/>' in book.read(part).decode() for part in charts]

    assert set(axes("large.xlsx", places.large())) == {True}
    negative = places.report({("A", "01.1"): 100, ("B", "01.1"): -40})
    assert axes("negative.xlsx", negative) == [False, False, True, True, True]
