"""Many processes on one desk, odd names and a bare environment: words and exit codes, and a sound desk after."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.deep import first_of


def verb(*words: object, cwd: Path, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """Start a verb in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tpdesk", *map(str, words), "--json"], cwd=cwd, env=env, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> tuple[int, dict[str, Any]]:
    """Return its exit code and its JSON."""
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err, err
    return process.returncode, json.loads(out)


@pytest.mark.deep
@pytest.mark.parametrize("processes", first_of([8, 3], 1, 0))
def test_many_processes_write_and_read_one_desk(tmp_path: Path, processes: int) -> None:
    desk = tmp_path / "shire.tpdesk"
    assert ended(verb("--desk", desk, "place", "add", "Shire", cwd=tmp_path))[0] == 0
    assert ended(verb("--desk", desk, "agency", "add", "Council", "--place", "Shire", cwd=tmp_path))[0] == 0
    files = []
    for n in range(processes):
        file = tmp_path / f"{n}.csv"
        file.write_text(f"Date,Service,Amount\n01/05/2024,Bins,{n + 1}.00\n", encoding="utf-8")
        files.append(file)
    started = [verb("--desk", desk, "import", file, "--agency", "Council", cwd=tmp_path) for file in files]
    started += [verb("--desk", desk, "count", cwd=tmp_path) for _ in range(2)]
    ends = [ended(process) for process in started]
    assert {code for code, _ in ends[:processes]} <= {0, 3}
    assert {code for code, _ in ends[processes:]} <= {0, 2}
    brought = sum((n + 1) * 100 for n, (code, _) in enumerate(ends[:processes]) if code == 0)
    assert brought
    assert ended(verb("--desk", desk, "count", cwd=tmp_path))[1]["gross_pence"] == brought
    assert ended(verb("--desk", desk, "check", cwd=tmp_path))[0] == 0


NAMES = (
    "a b's & c.tpdesk",
    "-dash.tpdesk",
    "%s$HOME`x`.tpdesk",
    "é" * 60 + ".tpdesk",
    "🏛️ hall.tpdesk",
    "x" * 245 + ".tpdesk",
    "a\nb.tpdesk",
)


@pytest.mark.skipif(sys.platform == "win32", reason="not all of these can be names there")
@pytest.mark.parametrize("name", first_of(NAMES, 2))
def test_odd_names_of_a_desk_work_or_are_refused_with_words(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "it's a [folder]"
    folder.mkdir()
    code, told = ended(verb("--desk", f"./{name}", "place", "add", "Shire", cwd=folder))
    assert code in (0, 3), told
    if code == 0:
        code, told = ended(verb("--desk", f"./{name}", "place", "list", cwd=folder))
        assert [place["name"] for place in told["places"]] == ["Shire"]


@pytest.mark.skipif(sys.platform == "win32", reason="the system's own variables are others there")
@pytest.mark.parametrize(
    "bare",
    first_of(
        [
            {"LC_ALL": "C"},
            {"LC_ALL": "POSIX"},
            {"HOME": ""},
            {"TERM": "dumb"},
        ]
    ),
)
def test_a_bare_environment(tmp_path: Path, bare: dict[str, str]) -> None:
    env = {
        "PATH": os.environ["PATH"],
        "XDG_STATE_HOME": str(tmp_path / "s"),
        "XDG_DATA_HOME": str(tmp_path / "d"),
        **bare,
    }
    desk = tmp_path / "shire.tpdesk"
    assert ended(verb("--desk", desk, "place", "add", "Bro Gaerfyrddin £ ŵ", cwd=tmp_path, env=env))[0] == 0
    told = ended(verb("--desk", desk, "place", "list", cwd=tmp_path, env=env))[1]
    assert told["places"][0]["name"] == "Bro Gaerfyrddin £ ŵ"
