"""The sheet Sources: publisher, edition, dates, licence and address of each, and not stated where nobody said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.calc.packs import places
from tests.calc.packs.test_board import table, written
from tpdesk.calc.report import BoardReport
from tpdesk.domain.results.basis import SourceFile
from tpdesk.models.citation import read_citations

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


def report(*files: SourceFile, people_source: str) -> BoardReport:
    """Return the pack's report of a small place with such files, and people from such a source."""
    small = places.small()
    basis = replace(small.by_agency.basis, people_source=people_source, households_source="")
    count = replace(small.by_agency, sources=files, basis=basis)
    return replace(small, by_agency=count, citations=read_citations())


def test_each_source_says_who_published_what_and_when_and_nothing_is_invented(tmp_path: Path) -> None:
    file = SourceFile(1, "roads.csv", "0" * 64, ("One Council",), "2026-11-30T09:00:00Z", 12, 100_00)
    shares = [
        SourceFile(n, f"apportionment {n}", "0" * 64, ("DWP",), "2026-11-30T09:00:00Z", 1, 5_00,
                   published_in="HM Treasury, Country and Regional Analysis, November 2025: North West; ONS mid-2024")
        for n in (2, 3)
    ]  # fmt: skip
    book = written(report(file, *shares, people_source="Our own survey; ONS mid-2024"), tmp_path, publish=True)
    rows = {row["Source"]: row for row in table(book, "Sources")}
    asked = ("Publisher", "Published", "Accessed", "Licence", "Where to read it")
    assert [rows["roads.csv"][name] for name in asked] == [
        "One Council", "not stated", "when taken in", "not stated", "not stated",
    ]  # fmt: skip
    analysis = rows["Country and Regional Analysis, database for publication, November 2025"]
    assert [analysis[name] for name in asked] == [
        "HM Treasury", "November 2025", "29 November 2026", "OGL v3", "At GitHub: dbaillie/political_data",
    ]  # fmt: skip
    assert analysis["Lines (number)"] == 2
    assert analysis["What it gives"] == "spend of DWP: 2 published figures"
    people = rows["Population estimates, mid-2024 (MYE2, persons), boundaries of 2023"]
    assert "the driver by which the spend of DWP is shared" in people["What it gives"]
    assert people["Publisher"] == "Office for National Statistics"
    assert [rows["Our own survey"][name] for name in asked] == ["not stated"] * 5
    [link] = (
        cell.hyperlink.target
        for line in book["Sources"].iter_rows()
        for cell in line
        if cell.value == "At GitHub: dbaillie/political_data"
    )
    assert link == "https://github.com/dbaillie/political_data"
