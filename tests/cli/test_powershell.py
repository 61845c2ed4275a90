"""Completion for PowerShell: the script, and what it gets to choose from."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.cli.verbs import run


def test_the_script_is_printed_with_its_line_for_the_profile() -> None:
    told = run("completion", "powershell", "--json").json
    assert "Register-ArgumentCompleter -Native -CommandName tpdesk" in told["script"]
    assert "_TPDESK_COMPLETE" in told["script"]
    assert "$PROFILE" in told["load"]


@pytest.mark.parametrize(
    ("typed", "word", "offered"),
    [("tpdesk cou", "cou", "count"), ("tpdesk ", "", "overlap"), ("tpdesk count --lev", "--lev", "--level")],
)
def test_what_could_stand_next_is_listed(typed: str, word: str, offered: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tpdesk"], capture_output=True, text=True, check=False,
        env=os.environ | {"_TPDESK_COMPLETE": "powershell_complete", "COMP_WORDS": typed, "COMP_CWORD": word},
    )  # fmt: skip
    lines = [line.split("\t")[0] for line in told.stdout.splitlines()]
    assert offered in lines, (told.stdout, told.stderr)
