"""The verbs on spend lines, on the sample desk."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from tests.cli.verbs import Verb, run


def test_lines_are_listed_sorted_and_written(sample: Verb, tmp_path: Path) -> None:
    target = tmp_path / "lines.csv"
    found = sample.good(
        "spend", "list", "agency=burnley flow=expenditure", "--sort", "-amount", "--limit", 3, "--csv", target
    )
    amounts = [line["amount_pence"] for line in found["lines"]]
    assert amounts == sorted(amounts, reverse=True)
    assert {line["agency"] for line in found["lines"]} == {"Burnley Borough Council"}
    assert found["filter"] == 'agency="Burnley Borough Council" flow=expenditure'
    assert len(target.read_text(encoding="utf-8-sig").splitlines()) == found["lines_in_all"] + 1
    assert "more: --from 4" in sample.words("spend", "list", "--limit", 3).out


def test_totals_equal_the_count(sample: Verb) -> None:
    gross = sample.good("count", "--place", "Lancashire", "--year", "2024-25")["gross_pence"]
    found = sample.good("spend", "totals", "place=Lancashire", "year=2024-25", "flow=expenditure")
    assert found["expenditure_pence"] == gross
    by_agency = sample.good("spend", "frequency", "agency", "place=Lancashire", "flow=expenditure", "--top", 5)
    assert sum(row["amount_pence"] for row in by_agency["rows"]) + by_agency["rest_pence"] == gross


def test_values_never_add_income_to_expenditure(sample: Verb) -> None:
    found = sample.good("spend", "frequency", "label", "place=Lancashire", "--top", 1_000)
    care = next(row for row in found["rows"] if row["value"] == "Adult social care")
    assert (care["amount_pence"], care["expenditure_pence"]) == (106_378_411_000, 106_378_411_000)
    income = sample.good("spend", "totals", "label=Adult social care", "flow=income")["income_pence"]
    assert care["income_pence"] == income > 0
    assert found["amounts_are"] == "expenditure"
    only = sample.good("spend", "frequency", "label", "label=Adult social care", "flow=income")
    assert (only["amounts_are"], only["rows"][0]["amount_pence"]) == ("income", income)
    either = sample.good("spend", "frequency", "flow", "place=Lancashire")["rows"]
    assert [row["value"] for row in either] == ["expenditure", "income"]
    assert all(row["amount_pence"] == row[f"{row['value']}_pence"] for row in either)
    printed = run("--desk", sample.desk, "spend", "frequency", "label", "label=Adult social care").out
    assert "£1,063,784,110" in printed
    assert "£1,393," not in printed


def test_a_pivot_adds_up_to_the_totals_and_its_cells_to_their_lines(councils: Verb) -> None:
    gross = councils.good("spend", "totals", "place=Lancashire", "flow=expenditure")["expenditure_pence"]
    found = councils.good("spend", "pivot", "agency", "category", "place=Lancashire", "--top", 5, "--across", 3)
    assert (found["rows_column"], found["columns_column"], found["amounts_are"]) == (
        "agency",
        "category",
        "expenditure",
    )
    assert [row["values"] for row in found["rows"]] == [1, 1, 1, 1, 1, 10]
    assert len(found["columns"]) == 4
    assert found["total_pence"] == gross
    assert sum(row["amount_pence"] for row in found["rows"]) == gross
    assert sum(cell["amount_pence"] or 0 for row in found["rows"] for cell in row["cells"]) == gross
    assert sum(column["amount_pence"] for column in found["columns"]) == gross
    blackpool = next(row for row in found["rows"] if row["value"] == "Blackpool Council")
    care = next(n for n, column in enumerate(found["columns"]) if "Adult social care" in column["value"])
    lines = councils.good("spend", "totals", "agency=Blackpool Council", "label=Adult social care", "flow=expenditure")
    assert blackpool["cells"][care] == {"amount_pence": lines["expenditure_pence"], "lines": lines["lines"]}
    income = councils.good("spend", "pivot", "agency", "category", "place=Lancashire", "--flow", "income")
    assert income["total_pence"] == councils.good("spend", "totals", "place=Lancashire")["income_pence"]
    printed = councils.words("spend", "pivot", "agency", "flow", "place=Lancashire", "--top", 2).out
    assert "never added up" in printed
    assert "13 more" in printed


@pytest.mark.parametrize("words", [("agency", "agency"), ("agency", "colour"), ("agency",)])
def test_a_pivot_of_no_two_columns_says_so(sample: Verb, words: tuple[str, ...]) -> None:
    assert sample("spend", "pivot", *words).exit_code == 2


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_a_pivot_is_written_as_a_workbook_and_as_csv(sample: Verb, tmp_path: Path) -> None:
    words = ("spend", "pivot", "agency", "category", "place=Lancashire")
    found = sample.good(*words, "--top", 100, "--across", 100, "--out", tmp_path / "p.xlsx")
    sample.good(*words, "--out", tmp_path / "p.csv")
    [sheet] = openpyxl.load_workbook(tmp_path / "p.xlsx").worksheets
    [table] = sheet.tables.values()
    rows = [[cell.value for cell in row] for row in sheet[table.ref]]
    with (tmp_path / "p.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))
    assert len(rows) == len(written) == len(found["rows"]) + 2
    for row, in_csv, told in zip(rows[1:], written[1:], found["rows"], strict=False):
        assert (row[0], in_csv[0]) == (told["value"], told["value"])
        for n, cell in enumerate(told["cells"], 1):
            pence = cell["amount_pence"]
            assert row[n] == "[z]" if pence is None else round(row[n] * 100) == pence
            assert in_csv[n] == "" if pence is None else round(float(in_csv[n]) * 100) == pence
    assert round(rows[-1][-2] * 100) == found["total_pence"]
    # Neither is spending.
    for name in ("p.xlsx", "p.csv"):
        refused = sample(
            "import", tmp_path / name, "--place", "Lancashire", "--agency", "Blackpool Council", "--year", "2024-25"
        )
        assert refused.exit_code == 1
        assert "a pivot written from a desk" in str(refused.json)


def test_labels_left_to_map_never_add_income_to_expenditure(sample: Verb) -> None:
    totals = sample.good("spend", "totals", "place=Lancashire")
    state = sample.good("categorise", "--place", "Lancashire")
    assert (state["mapped_pence"], state["mapped_income_pence"]) == (
        totals["expenditure_pence"],
        totals["income_pence"],
    )
    care = next(
        item
        for item in sample.good("categorise", "--place", "Lancashire", "--list")["maps"]
        if item["label"] == "Adult social care"
    )
    assert care["income_pence"] > 0
    assert (
        care["pence"]
        == sample.good("spend", "totals", f'agency="{care["agency"]}"', 'label="Adult social care"')[
            "expenditure_pence"
        ]
    )


def test_an_edit_is_looked_at_done_told_and_undone(sample: Verb) -> None:
    where = ("spend", "edit", "agency=burnley", "category=05.1", "--set", "grade=1")
    preview = sample.good(*where, "--dry-run")
    assert sample.good("spend", "totals", "grade=1")["lines"] == 0
    done = sample.good(*where)
    assert {**preview, "dry_run": False} == done
    assert sample.good("spend", "totals", "grade=1")["lines"] == done["lines_changed"] > 0
    line = sample.good("spend", "list", "grade=1", "--limit", 1)["lines"][0]
    shown = sample.good("spend", "show", line["id"])
    assert shown["acts"][0]["changes"] == [{"field": "grade", "from": "", "to": "1"}]
    assert shown["origin"].startswith(f"row {line['row']} of {line['file']}, batch {line['batch']}, imported 20")
    assert sample.good("undo")["undone"][0]["title"].startswith("Edit ")
    assert sample.good("spend", "totals", "grade=1")["lines"] == 0


def test_lines_are_added_doubled_split_and_deleted(sample: Verb) -> None:
    added = sample.good(
        "spend",
        "add",
        "organisation=Burnley Borough Council",
        "amount=10.01",
        "date=2024-05-05",
        "--place",
        "Lancashire",
    )["line"]
    parts = sample.good("spend", "split", added["id"], "--part", "50%", "--part", "1/2,category=05.1")["lines"]
    assert [(part["amount_pence"], part["part_of"], part["own_category"]) for part in parts] == [
        (501, None, ""),
        (500, added["id"], "05.1"),
    ]
    copies = sample.good("spend", "duplicate", f"line={added['id']}")["lines"]
    assert sample.good("spend", "delete", f"line>={added['id']}", "--dry-run")["lines_deleted"] == 0
    assert sample.good("spend", "delete", f"line>={added['id']}") == {
        "filter": f"line>={added['id']}", "lines_deleted": 2 + len(copies), "lines_meant": 3, "amount_pence": 1_502,
        "dry_run": False,
    }  # fmt: skip
    assert sample.good("check")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("list", "agncy=x"), "Did you mean agency?"),
        (("list", "--sort", "colour"), "'colour' is no column of a line"),
        (("edit", "--set", "grade=1"), "No filter says which lines"),
        (("delete",), "No filter says which lines"),
        (("edit", "line=1", "--set", "grade"), "write FIELD=VALUE"),
        (("show", "99999999"), "There is no line 99999999"),
        (("split", "1", "--part", "1/2"), "two parts or more"),
        (("delete", "amount=123456789.01"), "No line is meant"),
    ],
)
def test_what_cannot_be_is_told(sample: Verb, arguments: tuple[str, ...], message: str) -> None:
    told = sample("spend", *arguments)
    assert told.exit_code == 2
    assert message in told.json["error"]["message"]


def test_a_typed_supplier_or_description_is_looked_through_for_people(sample: Verb) -> None:
    line = sample.good("spend", "list", "--limit", 1)["lines"][0]["id"]
    edited = sample.good("spend", "edit", f"line={line}", "--set", "supplier=a.smith@example.org", "--dry-run")
    assert ["The supplier holds what looks like an e-mail address" in text for text in edited["warnings"]] == [True]
    added = sample.good(
        "spend",
        "add",
        "agency=burnley",
        "amount=1",
        "year=2024-25",
        "description=rang 07700 900123",
        "--place",
        "Lancashire",
    )
    assert ["The description holds" in text for text in added["warnings"]] == [True]
