"""A workbook as a PDF by LibreOffice: found where installers put it, ended in time, its failures in words."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from tpdesk.models import desktop, office

posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


def stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a script in the place of LibreOffice."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(desktop, "office_program", lambda: program)


def test_without_libreoffice_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(desktop, "office_program", lambda: None)
    with pytest.raises(office.OfficeProblem, match="not installed"):
        office.make_pdf(tmp_path / "a.xlsx")


@posix
def test_what_it_makes_is_returned_and_nothing_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Of its words, the folder for what it makes stands before the workbook.
    script = f'echo "$@" > "{tmp_path}/said"\nout="$7"\nmkdir -p "$out"\nprintf "%%PDF-1.7 made" > "$out/a b.pdf"'
    stand_in(tmp_path, script, monkeypatch)
    assert office.make_pdf(tmp_path / "a b.xlsx") == b"%PDF-1.7 made"
    words = (tmp_path / "said").read_text(encoding="utf-8")
    assert "--headless" in words
    folder = words.partition("UserInstallation=file://")[2].partition("/profile")[0]
    assert "tpdesk-pdf-" in folder
    assert not Path(folder).exists()


@posix
@pytest.mark.parametrize("script", ["exit 0", 'echo "Error: source file could not be loaded" >&2', "exit 77"])
def test_what_makes_no_pdf_is_told_with_its_last_words(
    script: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in(tmp_path, script, monkeypatch)
    with pytest.raises(office.OfficeProblem) as told:
        office.make_pdf(tmp_path / "a.xlsx")
    assert "made no PDF of a.xlsx" in str(told.value)
    assert ("could not be loaded" in str(told.value)) == ("could not be loaded" in script)


@posix
def test_a_program_that_does_not_end_is_ended_with_what_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in(tmp_path, f'sleep 600 &\necho $! > "{tmp_path}/child"\nwait', monkeypatch)
    with pytest.raises(office.OfficeProblem, match="was ended"):
        office.make_pdf(tmp_path / "a.xlsx", seconds=0.5)
    child = int((tmp_path / "child").read_text(encoding="utf-8"))
    for _ in range(200):
        if is_gone(child):
            return
        time.sleep(0.02)
    pytest.fail("what it started still runs")


def is_gone(process: int) -> bool:
    """Say whether a process has ended; one that nobody has waited for yet has."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"


@posix
def test_a_program_that_cannot_be_started_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(desktop, "office_program", lambda: tmp_path / "gone")
    with pytest.raises(office.OfficeProblem, match="cannot be started"):
        office.make_pdf(tmp_path / "a.xlsx")


def test_it_is_found_where_windows_installs_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "LibreOffice" / "program" / "soffice.com"
    program.parent.mkdir(parents=True)
    program.touch()
    for name in ("PROGRAMFILES", "PROGRAMW6432", "PROGRAMFILES(X86)"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "win32")
    assert desktop.office_program() == program
    program.unlink()
    assert desktop.office_program() is None
