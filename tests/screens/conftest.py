"""Desks for the window."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tpdesk.models.desk import open_desk

BODIES = {
    "County Council": {"2022-23": 300, "2023-24": 320, "2024-25": 350},
    "Borough Council": {"2022-23": 100, "2023-24": 90},
}


@pytest.fixture
def sample_file(sample_original: Path, tmp_path: Path) -> Path:
    """A copy of the sample desk."""
    copy = tmp_path / "sample copy.tpdesk"
    shutil.copyfile(sample_original, copy)
    return copy


@pytest.fixture
def empty_file(tmp_path: Path) -> Path:
    """A desk without a place."""
    path = tmp_path / "empty.tpdesk"
    open_desk(path, make=True).close()
    return path


@pytest.fixture
def years_file(tmp_path: Path) -> Path:
    """Testshire: two organisations in 2022-23 and 2023-24, only the county in 2024-25; no people held;
    waste mapped by a service line, libraries to a class."""
    verb = Verb(tmp_path / "years.tpdesk")
    verb.good("place", "add", "Testshire", "--kind", "exploring")
    for body, years in BODIES.items():
        verb.good("agency", "add", body, "--kind", "county" if "County" in body else "district", "--place", "Testshire")
        for year, thousands in years.items():
            file = tmp_path / f"{body} {year}.csv"
            file.write_text(
                f"Label,Amount\nBins,{thousands}\nBooks,{thousands * 2}\nOther,5\n", encoding="utf-8", newline=""
            )
            verb.good(
                "import",
                file,
                "--place",
                "Testshire",
                "--agency",
                body,
                "--year",
                year,
                "--unit",
                "thousands",
                "--map",
                "label=Label",
            )
    maps = tmp_path / "maps.csv"
    maps.write_text(
        "label,category,share\nBins,05.1.0/waste-collection,1\nBooks,08.2.0,1\n", encoding="utf-8", newline=""
    )
    verb.good("categorise", "--place", "Testshire", "--map", maps)
    return verb.desk
