"""The seed files are plain, whole, sourced, and free of contacts."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tests.seed.reading import HEADERS, SEED, read, repeated


def test_the_folder_holds_the_files_it_should() -> None:
    found = {path.relative_to(SEED).with_suffix("").as_posix() for path in SEED.rglob("*.csv")}
    assert set(HEADERS) <= found


@pytest.mark.parametrize("name", HEADERS)
def test_files_are_plain_csv(name: str) -> None:
    raw = (SEED / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")
    with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert ",".join(rows[0]) == HEADERS[name]
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [cell for row in rows for cell in row if cell != " ".join(cell.split())] == []
    assert repeated(tuple(row) for row in rows) == []


@pytest.mark.parametrize("name", [name for name, header in HEADERS.items() if header.split(",")[-1] == "source"])
def test_every_fact_names_its_source(name: str) -> None:
    assert [row for row in read(name) if not row["source"]] == []


def test_places_name_their_source() -> None:
    assert [row for row in read("places") if not row["source"]] == []


def test_sources_are_explained() -> None:
    text = (SEED / "SOURCES.md").read_text(encoding="utf-8")
    for name in HEADERS:
        assert name.removeprefix("sample/") + ".csv" in text
    table = [line.split("|")[1] for line in text.splitlines() if line.startswith("|")]
    words = tuple(word for cell in table for word in re.findall(r"`([^`]+)`", cell) if not word.startswith("..."))
    unexplained = {
        row["source"] for name in HEADERS for row in read(name) if not row.get("source", words[0]).startswith(words)
    }
    assert unexplained == set()
    assert "Open Government Licence v3.0" in text


@pytest.mark.parametrize("path", sorted(SEED.rglob("*.*")), ids=lambda path: path.name)
def test_no_contacts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"[\w.+-]+@\w[\w-]*\.\w+", text) == []
    assert re.findall(r"(?<![\w.-])(?:\+44|0\d{2,4})[ )-]?\d{3,4}[ -]?\d{3,4}\b", text) == []
    assert re.findall(r"\b(?:Mr|Mrs|Ms|Dr|Sir|Dame|Cllr|Councillor) [A-Z]", text) == []
