"""The places whose figures are known beforehand: Lancashire 2024-25, from the sample and from the published
files, and the Luton count."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.test_contract import LANCASHIRE, spending
from tests.cli.verbs import Verb

WORKED = {
    # category: (title, bodies, HHI, effective number, lead share, total, outside lead, the same where
    # areas meet), money in £000
    "05.1.0/waste-collection": ("Waste collection", 14, "0.0958", "10.44", "0.178", 47_831, 39_337, "0.0"),
    "05.1.0/waste-disposal": ("Waste disposal", 4, "0.7302", "1.37", "0.848", 125_040, 19_052, "156.5"),
    "04.1.1/economic-development": ("Economic development", 14, "0.1188", "8.42", "0.221", 62_458, 48_656, "13802.0"),
    "03.6.0/cctv": ("CCTV", 12, "0.1599", "6.25", "0.272", 3_994, 2_906, "0.0"),
    "01.1.2/council-tax-collection": ("Council tax collection", 14, "0.0849", "11.78", "0.161", 14_212, 11_919, "0.0"),
    "10.2.0/adult-social-care": ("Adult social care", 6, "0.6320", "1.58", "0.780", 1_063_784, 234_499, "345.5"),
}
LUTON = ("--place", "Luton & Central Bedfordshire", "--year", "2008-09")
REVENUE_OUTTURN = Path("data", "lancashire", "revenue_outturn", "DERIVED_revenue_outturn_long_kGBP.csv")


def near(number: float, printed: str) -> None:
    """A number printed to so many places is that number rounded."""
    half = Decimal(1).scaleb(Decimal(printed).as_tuple().exponent) / 2  # type: ignore[arg-type]
    assert abs(Decimal(number) - Decimal(printed)) <= half + Decimal("1e-9"), (number, printed)


def check_worked(rows: dict[str, dict[str, Any]], code: str) -> None:
    """A row of `overlap --level 4` is the worked row."""
    _, bodies, hhi, effective, lead, total, outside, meeting = WORKED[code]
    row = rows[code]
    assert row["agencies"] == bodies
    near(row["hhi"], hhi)
    near(row["effective_agencies"], effective)
    near(1 - row["hhi"], str(1 - Decimal(hhi)))
    assert row["fragmentation"] == pytest.approx(1 - row["hhi"])
    near(row["lead_share"], lead)
    near(row["total_pence"] / 100_000, str(total))
    near(row["outside_lead_pence"] / 100_000, str(outside))
    near(row["outside_lead_meeting_pence"] / 100_000, meeting)
    assert row["verdict"] == ("separate areas" if meeting == "0.0" else "fragmented")
    assert (row["unproven"], row["coarser"]) == (False, False)


@pytest.mark.parametrize("code", WORKED)
def test_the_worked_table_from_the_sample(sample: Verb, code: str) -> None:
    rows = {row["title"]: row for row in sample.good("overlap", *LANCASHIRE, "--level", "4")["rows"]}
    check_worked({code: rows[WORKED[code][0]]}, code)


def test_the_sample_ranks_honest_candidates_above_separate_ones(sample: Verb) -> None:
    told = sample.good("overlap", *LANCASHIRE, "--level", "4")
    order = [row["title"] for row in told["rows"]]
    ranked = [row for row in told["rows"] if row["ranked"]]
    bounds = [row["outside_lead_meeting_pence"] for row in ranked]
    assert bounds == sorted(bounds, reverse=True)
    assert order.index("Economic development") < order.index("Waste disposal") < order.index("Waste collection")
    below = [row["title"] for row in told["rows"] if not row["ranked"]]
    assert order[-len(below) :] == below, "weak, support and balancing lines stand below the ranking"
    assert all(row["weak"] or row["support"] or row["coarser"] for row in told["rows"] if not row["ranked"])
    candidates = told["shared_service_candidates"]
    assert {"05.1.0/waste-collection", "03.6.0/cctv", "01.1.2/council-tax-collection"} <= set(candidates)
    assert "04.1.1/economic-development" not in candidates


def test_the_samples_totals(sample: Verb) -> None:
    told = sample.good("count", *LANCASHIRE)
    assert told["by_method"] == {"direct": 4_747_974_700_00, "apportioned": 11_902_767_798_59}
    assert sum(told["by_method"].values()) == told["after_transfers_pence"] == 16_650_742_498_59
    assert (told["bodies_counted"], told["bodies_expected"], told["missing_returns"]) == (19, 19, [])
    assert told["people"] == 1_601_645
    shares = sample.good("apportion", "list")["apportionments"]
    shared = [row for row in shares if row["method"] != "direct"]
    assert sum(row["place_pence"] for row in shared) == told["by_method"]["apportioned"]
    assert all(row["source"] and row["grade"] and row["driver"] for row in shared)
    assert sample.good("check")["ok"] is True


def test_the_samples_councils_alone(councils: Verb) -> None:
    """Without the money of the other four, the count is the councils' as published, and says so."""
    told = councils.good("count", *LANCASHIRE)
    assert (told["gross_pence"], told["after_transfers_pence"]) == (4_603_530_220_00, 4_248_142_700_00)
    assert round(told["net_of_income_pence"] / 100_000) == 3_345_061
    assert (told["bodies_counted"], told["bodies_expected"], len(told["missing_returns"])) == (15, 19, 4)
    assert told["basis"]["whose"] == "local councils only"
    assert told["pence_per_head"] == 2_652_36


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_the_samples_categories_add_up_at_every_level(sample: Verb, level: int) -> None:
    told = sample.good("count", *LANCASHIRE, "--by", "category", "--level", level)
    assert sum(row["amount_pence"] for row in told["rows"]) == told["after_transfers_pence"]
    overlap = sample.good("overlap", *LANCASHIRE, "--level", level)
    # What deliveries prove has a row without any spend too.
    proven_alone = [row for row in overlap["rows"] if not row["count_pence"] and "evidenced" in row["verdict"]]
    assert {row["category"]: row["count_pence"] for row in overlap["rows"] if row not in proven_alone} == {
        row["category"]: row["amount_pence"] for row in told["rows"] if row["category"] is not None
    }
    assert len(proven_alone) == (level > 2)


def test_the_luton_count_prints_what_was_published(sample: Verb) -> None:
    told = sample.good("count", *LUTON)
    assert told["gross_pence"] == 3_062_500_000_00
    shares = [f"{100 * row['share']:.2f}" for row in sorted(told["rows"], key=lambda row: -row["amount_pence"])]
    assert [share for share in shares if share in ("24.37", "15.02", "13.77", "10.64", "9.67")] == [
        "24.37",
        "15.02",
        "13.77",
        "10.64",
        "9.67",
    ]
    assert round(told["pence_per_head"] / 100) == 6_853
    assert round(told["pence_per_household"] / 100) == 16_778
    words = sample.words("count", *LUTON).out
    for printed in ("24.4%", "15.0%", "13.8%", "10.6%", "9.7%"):
        assert printed in words


def outturn(shared: Path) -> list[dict[str, str]]:
    """The published lines of 2024-25."""
    with (shared / REVENUE_OUTTURN).open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["financial_year"] == "2024-25"]


def councils(verb: Verb, rows: list[dict[str, str]]) -> None:
    """Make the place and its fifteen councils, each with its own area."""
    verb.good("place", "add", "Lancashire", "--code", "E10000017", "--code", "E06000008", "--code", "E06000009")
    for name, code in sorted({(row["authority"], row["gss_code"]) for row in rows}):
        verb.good("agency", "add", name, "--place", "Lancashire", "--area", code)


def as_file(folder: Path, rows: list[dict[str, str]], column: str, name: str) -> Path:
    """The chosen lines with one column of money, as the publisher writes them."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["authority", "financial_year", "form", "service_line", column])
        writer.writerows(
            [row["authority"], row["financial_year"], row["form"], row["service_line"], row[column]]
            for row in rows
            if row[column]
        )
    return path


def take(verb: Verb, file: Path, column: str, *options: str) -> dict[str, Any]:
    """Import such a file."""
    told = verb.good(
        "import", file, "--place", "Lancashire", "--agency-column", "authority", "--map", "label=service_line", "--map",
        f"amount={column}",
        "--map", "year=financial_year", "--unit", "thousands", *options,
    )  # fmt: skip
    [entry] = told["files"]
    assert isinstance(entry, dict)
    return entry


@pytest.mark.deep
def test_the_published_summary_gives_gross_and_net(verb: Verb, shared: Path, tmp_path: Path) -> None:
    rows = [row for row in outturn(shared) if row["form"] == "RSX" and not row["service_line"].startswith("Total")]
    councils(verb, rows)
    spent = take(
        verb,
        as_file(tmp_path, rows, "total_expenditure", "gross.csv"),
        "total_expenditure",
        "--control-total",
        "4603530.22",
    )
    assert (spent["difference_pence"], spent["rows_rejected"]) == (0, 0)
    take(verb, as_file(tmp_path, rows, "total_income", "income.csv"), "total_income", "--flow", "income")
    told = verb.good("count", "--place", "Lancashire", "--year", "2024-25")
    assert told["gross_pence"] == 4_603_530_220_00
    assert round(told["net_of_income_pence"] / 100_000) == 3_345_061
    assert told["bodies_counted"] == 15
    net = verb.good("count", "--flow", "net")
    county = next(row for row in net["rows"] if row["agency"] == "Lancashire CC")
    assert county["amount_pence"] == 2_476_155_000_00


@pytest.mark.deep
def test_the_worked_table_from_the_published_lines(verb: Verb, shared: Path, tmp_path: Path) -> None:
    lines = {
        ("RO5", "Waste collection"),
        ("RO5", "Waste disposal"),
        ("RO5", "Economic development"),
        ("RSX", "Adult Social Care"),
    }
    lines |= {
        (row["form"], row["service_line"])
        for row in outturn(shared)
        if row["service_line"].startswith(("CCTV", "Council tax collection"))
    }
    rows = [row for row in outturn(shared) if (row["form"], row["service_line"]) in lines]
    councils(verb, outturn(shared))
    take(verb, as_file(tmp_path, rows, "total_expenditure", "lines.csv"), "total_expenditure")
    labels = {label for _, label in lines}
    codes = {
        label: next(code for code, row in WORKED.items() if label.casefold().startswith(row[0].casefold()))
        for label in labels
    }
    maps = spending(
        tmp_path,
        "label,category,share\n" + "".join(f'"{label}",{code},1\n' for label, code in codes.items()),
        "maps.csv",
    )
    told = verb.good("categorise", "--place", "Lancashire", "--map", maps)
    assert told["unmapped_lines"] == 0
    found = {
        row["category"]: row
        for row in verb.good("overlap", "--place", "Lancashire", "--year", "2024-25", "--level", "4")["rows"]
    }
    for code in WORKED:
        check_worked(found, code)


def test_lutons_pack_counts_six_bodies_and_calls_its_people_implied(sample: Verb, tmp_path: Path) -> None:
    told = sample.good("count", *LUTON)
    assert (told["bodies_counted"], told["bodies_expected"], told["wider"]) == (6, 6, [])
    assert "446,885 people, implied, not an estimate" in sample.words("count", *LUTON).out
    target = tmp_path / "luton.xlsx"
    sample.good("pack", "board", *LUTON, "--publish", "--out", target)
    book = openpyxl.load_workbook(target)
    texts = {
        sheet.title: " ".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value)
        for sheet in book
    }
    assert "6 counted of 6 expected" in texts["About this pack"]
    assert "446,885 people (implied, not an estimate)" in texts["About this pack"]
    assert "Spend of 6 organisations and of Other bodies, not itemised, largest first." in texts["Who spends"]
    assert "Other organisations" not in texts["Key messages"]
    assert "mid-2008" not in " ".join(texts.values())


@pytest.mark.deep
def test_the_first_message_of_the_pack_says_what_is_direct_and_what_apportioned(sample: Verb, tmp_path: Path) -> None:
    sample.good("pack", "board", *LANCASHIRE, "--out", tmp_path / "a.xlsx", "--publish")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Key messages"]
    said = [str(row[0]) for row in sheet.iter_rows(values_only=True)]
    assert any(
        text.startswith("1. ") and "Made up of £4,748.0m direct, £11,902.8m apportioned." in text for text in said
    )
    assert "2. Every expected organisation is counted." in said
