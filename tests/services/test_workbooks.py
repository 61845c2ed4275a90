"""The acts on workbooks: what is not an ordinary file is refused before it is read, and the
rest is held against the rules."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.calc.packs import places
from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.workbook import check
from tpdesk.errors import InputProblem
from tpdesk.services.packs import check_workbook, write_workbook


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    with pytest.raises(InputProblem, match=r"pipe\.xlsx is not an ordinary file"):
        check_workbook(tmp_path / "pipe.xlsx")


def test_what_is_missing_or_a_folder_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="There is no file"):
        check_workbook(tmp_path / "none.xlsx")
    with pytest.raises(InputProblem, match="is not an ordinary file"):
        check_workbook(tmp_path)
    (tmp_path / "a.csv").write_text("a")
    with pytest.raises(InputProblem, match=r"below\.xlsx"):
        check_workbook(tmp_path / "a.csv" / "below.xlsx")


def test_a_written_pack_is_held_against_the_rules(tmp_path: Path) -> None:
    done = write_workbook(describe_board(places.single()), tmp_path / "pack.xlsx", publish=True)
    assert done.file == tmp_path / "pack.xlsx"
    assert done.sheets[0] == "Cover"
    assert check_workbook(done.file) == check.check_workbook(done.file)
    assert all(rule.passed for rule in check_workbook(done.file))
