"""The board pack names its version, and says what changed and why: as a table, a waterfall, and in real terms."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests import version_desks
from tests.cli.verbs import Verb
from tests.version_desks import FINAL, INTERIM
from tpdesk.models.desk import open_desk
from tpdesk.services import lines

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.fixture
def desk(tmp_path: Path) -> Verb:
    """The verbs on a desk with two frozen counts, with an earlier year too."""
    verb = Verb(version_desks.final(tmp_path / "made.tpdesk"))
    file = tmp_path / "earlier.csv"
    file.write_text("Agency,Service,Amount\nCounty,Roads,100000000\nNHS,Health,800000000\n", encoding="utf-8")
    verb.good("import", file, "--place", "Testshire", "--year", "2023-24", "--agency-column", "Agency")
    for year, people in (("2023-24", "100000"), ("2024-25", "101000")):
        verb.good("place", "population", "Testshire", year, "--people", people)
    return verb


def rows(book: openpyxl.Workbook, name: str) -> dict[str, list[object]]:
    """Return the rows of a sheet by their first cell."""
    return {str(row[0]): list(row[1:]) for row in book[name].iter_rows(values_only=True) if row[0]}


@pytest.mark.deep
@pytest.mark.parametrize("publish", [False, True])
def test_a_pack_of_a_frozen_count_names_it_and_tells_what_changed(desk: Verb, tmp_path: Path, publish: bool) -> None:
    # People changed since: the pack is of the money of the desk as it is, and that is the frozen count's.
    out = tmp_path / "pack.xlsx"
    options = ("--publish",) if publish else ()
    desk.good("pack", "board", "--place", "Testshire", "--year", "2024-25", "--out", out, *options)
    book = openpyxl.load_workbook(out)
    assert str(rows(book, "About this pack")["Count version"][0]).startswith(f"{FINAL}, frozen ")
    changed = rows(book, "What changed")
    assert changed[INTERIM][0] == 1_529_000_000
    assert [changed[step][0] for step in ("Late returns", "Organisations no longer in it", "Corrections")] == [
        900_000_000, -3_000_000, 500_000,
    ]  # fmt: skip
    assert changed[FINAL][0] == 2_430_000_000
    assert changed["Late returns"][2:] == [
        1_529_000_000,
        "[z]",
        900_000_000,
        "[z]",
        "Late returns  +£900.0m",
    ]
    assert changed["Organisations no longer in it"][2:6] == [2_426_000_000, "[z]", "[z]", 3_000_000]
    assert any("No past pack changes" in str(cell.value) for cell in book["What changed"]["A"])
    why = list(book["What changed and why"].iter_rows(values_only=True))
    resubmitted = next(row for row in why if row[:2] == ("Resubmitted returns", "NHS"))
    assert resubmitted[2:4] == (9_000_000, "nhs-2.csv, in place of nhs-1.csv")
    assert ("Who" in [cell for row in why for cell in row]) is not publish
    with zipfile.ZipFile(out) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "charts/chart" in name]
    (chart,) = [chart for chart in charts if "'What changed'" in chart]
    assert ('<c:grouping val="stacked"/>' in chart, "wdUpDiag" in chart, "pct50" in chart) == (True, True, True)
    real = rows(book, "Real terms")
    parts_of = sum(float(str(real[name][0])) for name in ("Prices", "People", "Real spend a head"))
    after = float(str(real["Spend in 2024-25, organisations in both years"][0]))
    assert round(after - 900_000_000 - parts_of, 2) == 0
    found = desk.good("pack", "check", out)
    assert [rule["id"] for rule in found["rules"] if not rule["passed"] and (publish or rule["level"] == "E")] == []


@pytest.mark.deep
def test_a_desk_that_changed_since_says_so_and_is_compared_as_it_is(desk: Verb, tmp_path: Path) -> None:
    with open_desk(desk.desk, make=True) as opened:
        lines.add_line(opened, {"agency": "NHS", "label": "Health", "amount": "5", "year": "2024-25"})
    out = tmp_path / "pack.xlsx"
    desk.good("pack", "board", "--place", "Testshire", "--year", "2024-25", "--out", out)
    book = openpyxl.load_workbook(out)
    assert f"changed since {FINAL}" in str(rows(book, "About this pack")["Count version"][0])
    assert rows(book, "What changed")["Lines typed"][0] == 5
    assert rows(book, "What changed")["The desk as it is"][0] == 2_430_000_005


@pytest.mark.deep
def test_a_desk_without_versions_has_no_such_sheets(sample: Verb, tmp_path: Path) -> None:
    out = tmp_path / "pack.xlsx"
    found = sample.good("pack", "board", "--place", "Lancashire", "--out", out)
    assert not {"What changed", "What changed and why", "Real terms"} & set(found["sheets"])
    assert rows(openpyxl.load_workbook(out), "About this pack")["Count version"][0] == "Not frozen"
