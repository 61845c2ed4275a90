"""A handful of real processes: what a shell sees."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.deep import first_of

HERE = Path(__file__).resolve().parents[2]


def start(*arguments: object, stdin: int | None = subprocess.DEVNULL) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a shell does."""
    words = [sys.executable, "-m", "tpdesk", *map(str, arguments)]
    return subprocess.run(words, capture_output=True, cwd=HERE, stdin=stdin, check=False, timeout=120)


def test_stdout_is_one_json_object_and_stderr_is_silent(desk_file: Path) -> None:
    made = start("--desk", desk_file, "place", "add", "Shire £", "--json")
    assert (made.returncode, made.stderr) == (0, b"")
    assert json.loads(made.stdout)["place"] == "Shire £"
    told = start("place", "list", "--json", "--desk", desk_file)
    assert json.loads(told.stdout)["places"][0]["name"] == "Shire £"


@pytest.mark.parametrize(
    ("words", "code"), [(["count", "--nonsense"], 2), (["count", "--desk", "nowhere.tpdesk"], 4), ([], 2)]
)
def test_exit_codes(words: list[str], code: int) -> None:
    told = start(*words)
    assert told.returncode == code
    assert told.stdout == b""
    assert told.stderr
    assert b"Traceback" not in told.stderr


@pytest.mark.parametrize("encoding", first_of(["cp1252", "cp437", "cp850"]))
def test_output_is_utf8_whatever_the_code_page(sample: Verb, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    monkeypatch.setenv("LC_ALL", "C")
    told = start("--desk", sample.desk, "count", "--place", "Lancashire", "--year", "2024-25")
    assert told.returncode == 0
    assert "£17,006,130,018.59" in told.stdout.decode("utf-8")


@pytest.mark.deep
def test_a_desk_held_by_another_process_is_3_and_reading_goes_on(desk_file: Path) -> None:
    assert start("--desk", desk_file, "place", "add", "Shire").returncode == 0
    other = sqlite3.connect(desk_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        told = start("--desk", desk_file, "place", "add", "Second", "--json")
        assert told.returncode == 3
        assert json.loads(told.stdout)["error"]["exit_code"] == 3
        read = start("--desk", desk_file, "place", "list", "--json")
        assert (read.returncode, [place["name"] for place in json.loads(read.stdout)["places"]]) == (0, ["Shire"])
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipe")
def test_a_reader_that_goes_away_is_no_failure(sample: Verb) -> None:
    words = [sys.executable, "-m", "tpdesk", "--desk", str(sample.desk), "category", "list"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=HERE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.parametrize("words", [["count"], ["overlap"], ["pairs"]])
def test_answering_loads_nothing_heavy(sample: Verb, words: list[str]) -> None:
    script = (
        "import sys\nfrom tpdesk.cli import run\n"
        f"try:\n    run(['--desk', {str(sample.desk)!r}, *{words!r}, '--place', 'Lancashire', '--year', '2024-25'])\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "heavy = {'pandas', 'sqlite_utils', 'textual', 'openpyxl', 'xlsxwriter', 'rapidfuzz', 'msgspec', "
        "'charset_normalizer', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=HERE, check=False, timeout=120)
    assert told.returncode == 0, told.stderr.decode("utf-8", "replace")
