"""The Unit Cost Database as GMCA publishes it comes in as the desk's own unit costs, each value in its own prices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.verbs import Verb, ready_desk

_HEADINGS = (
    ["Outcome category", "Outcome detail", "Cost code", "Cost / saving detail", "Unit", "Agency bearing the cost", None,
        "Fiscal Cost", None, None, "Economic Cost", None, None, "Social Cost", None, None, "Original source"],
    [None, None, None, None, None, "Level 1", "Level 2", *["Estimated cost/saving", "Year", "Updated cost/saving"] * 3],
)  # fmt: skip
_ROWS = (
    ["WORK", "BENEFITS", "E&E1.0.1", "Benefits of\na claimant", "Per year", "DWP", "HM Treasury", 9234, "2012/13", 9724,
        None, None, None, None, None, None, "PQ 558"],
    [None, None, "SS7.0", "Residential care", "Per week", "Local authority", None, 358.8, "2013/14", 1, 179.405,
        "2014/15", 2, None, None, None, None],
    [None, None, "CR9.1.2a", "Only social", None, None, None, None, None, None, None, None, None, 13000, "2019/20", 1],
    [None, None, " ", "Nobody gave it a code", "Each", "Police", None, 10, "2013/14", 11],
    [None, None, "HE4.0", "No value of it", "Each", "NHS"],
    [None, "A HEADING", None, None],
)  # fmt: skip


def _verb(verb: Verb) -> None:
    verb.good("place", "add", "Testshire", "--code", "E07000120")


verb = ready_desk(_verb)


def book(tmp_path: Path, *, has_headings: bool) -> Path:
    """Write a workbook laid out as edition 1.4 with its headings, or by the letters of its columns alone."""
    made = openpyxl.Workbook()
    made.worksheets[0].append(["This work is licensed under Creative Commons Attribution 4.0"])
    for name in ("Employment & Economy", "Lookups"):
        sheet = made.create_sheet(name)
        rows: list[list[Any]] = [*(_HEADINGS if has_headings else ()), *_ROWS]
        for row in rows if name != "Lookups" else [["A", "B", "CR1.0", "one alone"]]:
            sheet.append(row)
    file = tmp_path / "ucd.xlsx"
    made.save(file)
    return file


@pytest.mark.parametrize("has_headings", [True, False])
def test_an_edition_comes_in_with_the_prices_of_each_value(verb: Verb, tmp_path: Path, has_headings: bool) -> None:
    answer = verb("unitcost", "import", book(tmp_path, has_headings=has_headings))
    taken = answer.json
    assert (answer.exit_code, taken["rows_imported"], taken["rows_rejected"]) == (1, 3, 1)
    assert taken["rejects"][0]["column"] in ("Code", "title")
    assert taken["rejects"][0]["row"] == 6 if has_headings else 4
    assert "1 unit cost marked as benefits or taxes by their codes" in " ".join(taken["notices"])
    costs = {one["code"]: one for one in verb.good("unitcost", "list")["unit_costs"]}
    assert set(costs) == {"E&E1.0.1", "SS7.0", "CR9.1.2a"}
    job = costs["E&E1.0.1"]
    assert (job["fiscal"]["pence"], job["fiscal"]["price_year"], job["transfer_payment"]) == (923_400, "2012-13", True)
    assert (job["what"], job["agency"]) == ("Benefits of a claimant", "DWP / HM Treasury")
    assert "Combined Authority, Unit Cost Database, CC BY 4.0, E&E1.0.1" in job["source"]
    assert ("PQ 558" in job["source"]) == has_headings
    care = costs["SS7.0"]
    assert (care["fiscal"]["pence"], care["fiscal"]["price_year"]) == (35_880, "2013-14")
    assert (care["economic"]["pence"], care["economic"]["price_year"]) == (17_940, "2014-15")
    assert costs["CR9.1.2a"]["social"]["price_year"] == "2019-20"
    assert not care["transfer_payment"]
    # Once more brings nothing twice.
    again = verb("unitcost", "import", book(tmp_path, has_headings=has_headings)).json
    assert again["rows_imported"] == 0


def test_a_plain_table_of_unit_costs_comes_in_as_before(verb: Verb, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("Code,What,Fiscal,Prices of\nLA-1,Foster care,700,2024-25\n", encoding="utf-8")
    taken = verb.good("unitcost", "import", file)
    assert (taken["rows_imported"], taken["notices"]) == (1, [])
