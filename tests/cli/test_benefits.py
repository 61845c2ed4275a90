"""DWP's table of benefits by local authority: read from an ODS, in place of the first count's shares."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb, ready_desk
from tests.seed.reading import SHARED, read_shared

HEAD: list[object] = [
    "Area code",
    "Local authority",
    "Attendance Allowance [note 2]",
    "Housing Benefit",
    "State Pension",
    "Total",
]
LUTON: list[object] = ["E06000032", "Luton", 22.5, 80.25, 150.125, 252.875]
BEDS: list[object] = ["E06000056", "Central Bedfordshire", 30.1, 40, 250.4, 320.5]


def ods(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for cell in row:
                if isinstance(cell, (int, float)):
                    made = TableCell(valuetype="float", value=repr(cell))
                else:
                    made = TableCell(valuetype="string")
                    made.addElement(P(text=str(cell)))
                line.addElement(made)
            table.addElement(line)
        book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def sheet(
    *rows: list[object], title: str = "Table 1: benefit expenditure, £ million, nominal terms"
) -> list[list[object]]:
    return [
        [title], ["Some cells hold marks: [x] not available"], [], HEAD,
        ["K03000001", "Great Britain", 8000, 15000, 120000.5, 143000.5],
        ["E92000001", "England", 7000, 13000, 100000, 120000], *rows,
    ]  # fmt: skip


def _verb(verb: Verb) -> None:
    verb.good("place", "add", "Luton and Beds", "--code", "E06000032", "--code", "E06000056")


verb = ready_desk(_verb)


def by_label(verb: Verb) -> dict[str, int]:
    return {row["title"]: row["amount_pence"] for row in verb.good("count", "--by", "category", "--level", "2")["rows"]}


def test_lines_by_authority_and_benefit_to_the_penny(verb: Verb, tmp_path: Path) -> None:
    file = ods(tmp_path / "benefits.ods", {"Notes": [["x"]], "2023-24": sheet(), "2024-25": sheet(LUTON, BEDS)})
    plan = verb.good("benefits", file, "--year", "2024-25", "--dry-run")
    assert verb.good("area", "unknown")["unknown"] == []
    assert plan["benefits"] == {"Attendance Allowance": 5_260_000_000, "State Pension": 40_052_500_000}
    assert plan["areas"] == {"Luton": 17_262_500_000, "Central Bedfordshire": 28_050_000_000}
    assert plan["notices"] == [
        "Housing Benefit, £120,250,000.00: left out, since councils pay it and their own figures hold it."
    ]
    assert "has no spend lines yet" in verb.words("count").err
    made = verb.good("benefits", file, "--year", "2024-25")
    assert (made["lines"], made["amount_pence"], made["method"]) == (4, 45_312_500_000, "direct")
    assert made["source"] == "DWP, benefit expenditure by local authority, 2024-25 (benefits.ods, sheet 2024-25)"
    counted = verb.good("count", "--by", "area", "--kind", "council")
    assert {row["title"]: row["direct_pence"] for row in counted["rows"]} == plan["areas"]
    assert by_label(verb) == {"Old age": 40_052_500_000, "Sickness and disability": 5_260_000_000}
    assert verb.good("check")["ok"] is True
    verb.good("undo")
    assert "has no spend lines yet" in verb.words("count").err


@pytest.mark.deep
def test_it_takes_the_place_of_the_first_count_and_of_an_earlier_table(verb: Verb, tmp_path: Path) -> None:
    verb.good("first-count", "Luton and Beds")
    before = verb.good("count")
    file = ods(tmp_path / "benefits.ods", {"2024-25": sheet(LUTON, BEDS)})
    made = verb.good("benefits", file, "--year", "2024-25")
    assert set(made["replaced"]) == {"Attendance Allowance", "State pension"}
    after = verb.good("count")
    assert after["gross_pence"] == before["gross_pence"] - made["replaced_pence"] + made["amount_pence"]
    assert verb.good("check")["ok"] is True
    later = ods(tmp_path / "later.ods", {"2024-25": sheet([*LUTON[:4], 151.125, 253.875], BEDS)})
    again = verb.good("benefits", later, "--year", "2024-25")
    assert again["replaced"] == {}
    assert verb.good("count")["gross_pence"] == after["gross_pence"] + 100_000_000
    verb.good("undo")
    verb.good("undo")
    assert verb.good("count")["gross_pence"] == before["gross_pence"]


def test_what_is_not_known_is_never_zero(verb: Verb, tmp_path: Path) -> None:
    marked = ods(tmp_path / "m.ods", {"2024-25": sheet([*LUTON[:2], "[x]", *LUTON[3:]], BEDS)})
    made = verb.good("benefits", marked, "--year", "2024-25", "--dry-run")
    assert list(made["benefits"]) == ["State Pension"]
    assert "Attendance Allowance: left out, since the table has no figure for Luton." in made["notices"][0]
    gone = verb.words("benefits", ods(tmp_path / "g.ods", {"2024-25": sheet(LUTON)}), "--year", "2024-25")
    assert gone.exit_code == 1
    assert "no row for Central Bedfordshire (E06000056)" in gone.err
    year = verb.words("benefits", marked, "--year", "2022-23")
    assert (year.exit_code, "has no sheet of 2022-23. Years of its sheets: 2024-25." in year.err) == (1, True)


def test_the_unit_is_read_or_asked_for_and_totals_are_checked(verb: Verb, tmp_path: Path) -> None:
    plain = ods(tmp_path / "p.ods", {"2024-25": sheet([*LUTON[:5], 200], BEDS, title="Benefit expenditure")})
    refused = verb.words("benefits", plain, "--year", "2024-25")
    assert (refused.exit_code, "millions or thousands" in refused.err) == (1, True)
    made = verb.good("benefits", plain, "--year", "2024-25", "--unit", "thousands", "--with-councils", "--dry-run")
    assert made["benefits"]["State Pension"] == 40_052_500
    assert made["benefits"]["Housing Benefit"] == 12_025_000
    assert "do not add up to the table's own total for Luton (£252,875.00, printed £200,000.00)" in made["notices"][0]
    less = verb.good(
        "benefits", plain, "--year", "2024-25", "--unit", "millions", "--without", "state pension", "--dry-run"
    )
    assert list(less["benefits"]) == ["Attendance Allowance"]
    assert verb.words("benefits", plain, "--year", "2024-25", "--unit", "millions", "--without", "Tax").exit_code == 2


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the shared data are not beside the checkout")
def test_birmingham_as_dwp_published_it(tmp_path: Path) -> None:
    rows = read_shared("data/first_count/dwp_benefits/birmingham_dwp_actual_2024-25_for_validation.csv")
    amounts: dict[str, float] = {row["benefit"]: float(row["amount_m"]) for row in rows}
    table: list[list[object]] = [
        ["£m"],
        ["Code", "Authority name", *amounts],
        ["E08000025", "Birmingham", *amounts.values()],
    ]
    verb = Verb(tmp_path / "a.tpdesk")
    verb.good("place", "add", "Birmingham town", "--code", "E08000025")
    verb.good("first-count", "Birmingham town")
    made = verb.good("benefits", ods(tmp_path / "b.ods", {"2024-25": table}), "--year", "2024-25")
    assert made["amount_pence"] == 477_700_000_000  # of 5,414.5, less housing benefit 634.8 and discretionary 2.7
    assert sum(made["benefits"].values()) == made["amount_pence"]
    assert {"Universal Credit", "State pension", "Bereavement benefits", "Winter Fuel Payment"} <= set(made["replaced"])
    assert verb.good("check")["ok"] is True
