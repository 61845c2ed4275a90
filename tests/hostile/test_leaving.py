"""Every way out of a desk that is full of hostile text: tables, JSON, CSV files, packs and names of files."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterable
from pathlib import Path

import click
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.verbs import Verb, run
from tests.hostile.payloads import ALL, FORMULAS, MARK, UNSAFE, poison
from tests.hostile.test_entries import VERBS
from tpdesk.text import csv_safe, file_name, without_guard

pytestmark = pytest.mark.deep

STARTS = re.compile("[\\s\"'`\u00a0\u2018\u2019\u201c\u201d\u200b\u3000\ufeff]*[=+\\-@\t\r\x00＝＋－＠]")
NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+")
RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}

TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("=+-@'\"\t\r\n ＝,1")), max_size=20)


@given(TEXTS)
def test_no_text_leaves_as_a_formula_and_it_comes_back_as_it_was(text: str) -> None:
    left = csv_safe(text)
    assert (
        left.startswith("'")
        or not STARTS.match(left)
        or NUMBER.fullmatch(left.strip("\"'` \u00a0\u2018\u2019\u201c\u201d\u200b\u3000\ufeff"))
    )
    assert without_guard(left) == text


@pytest.mark.parametrize("text", FORMULAS)
def test_each_known_formula_is_guarded(text: str) -> None:
    assert csv_safe(text) == "'" + text


@given(st.text(max_size=300), st.sampled_from(["", ".csv", ".xlsx"]))
def test_every_name_is_one_that_windows_takes(text: str, suffix: str) -> None:
    name = file_name(text, suffix=suffix)
    assert 0 < len(name.encode("utf-8")) <= 120
    assert not set(name) & set('<>:"/\\|?*')
    assert not UNSAFE.search(name)
    assert name not in (".", "..")
    assert not name.endswith((" ", "."))
    assert name.split(".")[0].strip().lower() not in RESERVED


@pytest.mark.parametrize(
    "text",
    [
        "CON",
        "con .txt",
        "nul.",
        "COM1",
        "com¹",
        "LPT9.tar",
        "aux ",
        "..",
        "...",
        " . ",
        "../../etc/passwd",
        "a\x00b",
        "-",
        "clock$",
        "conin$",
    ],
)
def test_names_of_devices_and_ways_up_are_no_names(text: str) -> None:
    name = file_name(text, suffix=".xlsx")
    assert name.split(".")[0].strip().lower() not in {*RESERVED, "com¹", "clock$", "conin$", ""}
    assert not name.startswith(".")
    assert "/" not in name


@pytest.fixture
def hostile(hostile_original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verb:
    path = tmp_path / "hostile.tpdesk"
    shutil.copyfile(hostile_original, path)
    monkeypatch.chdir(tmp_path)
    return Verb(path)


def only_text(value: object) -> None:
    """No text in the answer would act on a terminal once it is out of its JSON."""
    if isinstance(value, str):
        assert not UNSAFE.search(value.replace("\n", "")), value[:200]
    elif isinstance(value, dict):
        for item in value.values():
            only_text(item)
    elif isinstance(value, list):
        for item in value:
            only_text(item)


LOOKING = [
    words
    for words, command in VERBS.items()
    if not any(isinstance(param, click.Argument) and param.required for param in command.params) and words != ("demo",)
]
"""The verbs that can be run without naming anything."""


@pytest.mark.parametrize(
    "words",
    [
        # A board pack and a final report are enough in the deep half.
        *(pytest.param(words, marks=pytest.mark.long) if words == ("pack", "interim") else words for words in LOOKING),
        ("place", "show", "Lancashire"),
        ("batch", "rejects", "1"),
    ],
    ids=" ".join,
)
def test_no_answer_acts_on_a_terminal(hostile: Verb, words: tuple[str, ...]) -> None:
    verb = next(words[:length] for length in (3, 2, 1) if words[:length] in VERBS)
    names = {param.name for param in VERBS[verb].params}
    where = [
        word
        for name, value in (("place", "Lancashire"), ("year", "2024-25"))
        if name in names
        for word in (f"--{name}", value)
    ]
    for variant in ([], ["--by", "matrix"], ["--by", "category", "--level", "4"]) if words == ("count",) else ([],):
        said = hostile.words(*words, *where, *variant)
        assert said.exit_code in (0, 1, 2), said.err
        assert not UNSAFE.search((said.out + said.err).replace("\n", "")), UNSAFE.findall(said.out + said.err)[:5]
        told = hostile(*words, *where, *variant)
        assert not UNSAFE.search(told.out.rstrip("\n"))
        assert isinstance(json.loads(told.out), dict)


@pytest.mark.parametrize(
    "words",
    [("count", "--csv"), ("count", "--by", "matrix", "--csv"), ("count", "--by", "category", "--csv"),
        ("overlap", "--csv"), ("pairs", "--csv"), ("categorise", "--out")],
    ids=" ".join,
)  # fmt: skip
def test_no_cell_or_header_of_a_csv_file_is_a_formula_or_acts(
    sample_original: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    for number, text in enumerate((f"=1+1 {ALL}", " @SUM(1) \x1b[2J", "-x")):
        desk = tmp_path / f"{number}.tpdesk"
        shutil.copyfile(sample_original, desk)
        # Another text of a label is another label: only where labels are written out.
        named(desk, text, [*NAMED, *([("label", "text")] if words[0] == "categorise" else [])])
        out = tmp_path / f"{number}.csv"
        names = ["--place", "Lancashire", *(["--year", "2024-25"] if words[0] != "categorise" else [])]
        assert run("--desk", desk, words[0], *names, *words[1:], out).exit_code == 0
        with out.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert len(rows) > 1
        for row in rows:
            for cell in row:
                assert cell.startswith("'") or not STARTS.match(cell) or NUMBER.fullmatch(cell), cell[:80]
                assert not UNSAFE.search(cell.replace("\n", "")), cell[:80]


NAMED = (("agency", "name"), ("category", "title"), ("place", "name"))


def named(desk: Path, start: str, columns: Iterable[tuple[str, str]]) -> None:
    """Let every value of the columns begin with `start`."""
    connection = sqlite3.connect(desk, isolation_level=None)
    for table, column in columns:
        connection.execute(f"UPDATE {table} SET {column} = ? || {column}", (start,))
    connection.close()


@pytest.mark.parametrize("publish", [[], ["--publish"]], ids=["working", "publish"])
def test_no_part_of_a_pack_holds_what_acts(hostile: Verb, tmp_path: Path, publish: list[str]) -> None:
    out = tmp_path / "pack.xlsx"
    hostile.good("pack", "board", "--place", "Lancashire", "--year", "2024-25", "--out", out, *publish)
    book = openpyxl.load_workbook(out)
    found = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(MARK in text or "[red]" in text for text in found), "the hostile desk is in the pack"
    assert [text[:80] for text in found if UNSAFE.search(text.replace("\n", ""))] == []
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            part = archive.read(name).decode("utf-8")
            assert not UNSAFE.search(part.replace("\n", "").replace("\r", "")), name
            assert "_x001B_" not in part


def test_the_default_name_of_a_pack_stays_in_its_folder(
    hostile_original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = tmp_path / "desk.tpdesk"
    shutil.copyfile(hostile_original, desk)
    poison(desk, "/../../../con")
    inside = tmp_path / "inside"
    inside.mkdir()
    monkeypatch.chdir(inside)
    told = run("--desk", desk, "pack", "board", "--place", "Lancashire", "--year", "2024-25", "--json")
    assert told.exit_code == 0, told.err
    assert [path.suffix for path in inside.iterdir()] == [".xlsx"]
