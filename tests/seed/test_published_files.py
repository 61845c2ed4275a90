"""The seed files against the published files they were made from, where those are beside the checkout."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from tests.seed.reading import SHARED, one_key, read, read_shared

pytestmark = pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the shared data are not beside the checkout")


def test_the_sample_against_the_outturn_extract() -> None:
    extract = [
        row
        for row in read_shared("data/lancashire/revenue_outturn/DERIVED_revenue_outturn_long_kGBP.csv")
        if row["financial_year"] == "2024-25"
    ]
    maps = {one_key(row["label"]): row["category"] for row in read("label_maps")}
    titles = {row["code"]: row["title"] for row in read("service_lines")}
    codes = {row["areas"]: row["agency"] for row in read("sample/lancashire-agencies") if row["state"] == "signed-off"}
    published: dict[tuple[str, str, str], set[Decimal]] = defaultdict(set)
    for row in extract:
        label = one_key(row["service_line"])
        if label.startswith("total ") or (
            row["form"] == "RSX" and titles.get(maps.get(label, ""), "").endswith(": not itemised")
        ):
            continue
        for flow, column in (("expenditure", "total_expenditure"), ("income", "total_income")):
            if Decimal(row[column] or 0):
                published[codes[row["gss_code"]], titles[maps[label]], flow].add(Decimal(row[column]))
    sample: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in read("sample/lancashire-2024-25"):
        if not row["Service"].endswith(": not itemised"):
            sample[row["Agency"], row["Service"], row["Flow"]] += Decimal(row["Amount (£000)"])
    assert len(sample) > 1000
    assert {key: {amount} for key, amount in sample.items()} == published


def test_reference_figures_against_their_files() -> None:
    cofog = {row["Code"] for row in read_shared("data/reference/cofog/cofog_english.csv")}
    assert {row["code"] for row in read("cofog")} == cofog
    mid_2020 = {
        row["gss_code"]: row
        for row in read_shared("data/reference/population_households/DERIVED_lad_population2020_households2021.csv")
    }
    published = {
        (row["gss_code"], row["date"].removeprefix("mid-")): int(row["all_ages"])
        for row in read_shared("data/first_count/population/population_mid2023_mid2024_by_area_and_age_band.csv")
    }
    ours = {
        (row["code"], row["year"]): int(row["people"]) for row in read("populations") if row["year"] in {"2023", "2024"}
    }
    assert ours == published
    register = {
        row["gss-code"]
        for row in read_shared("data/reference/area_codes/uk_local_authorities.csv")
        if row["nation"] == "England"
    }
    assert register <= {row["code"] for row in read("areas")}
    compared = 0
    for row in read("populations"):
        if row["code"] in mid_2020 and row["year"] in {"2020", "2021"}:
            column = "population_mid2020" if row["year"] == "2020" else "households_census2021"
            assert Decimal(row["people"] or row["households"]) == Decimal(mid_2020[row["code"]][column])
            compared += 1
    assert compared == 2 * sum(code.startswith("E") for code in mid_2020)


def test_positions_of_areas_are_the_register_s() -> None:
    register = read_shared("data/reference/area_codes/uk_local_authorities.csv")
    middles = {
        code.strip(): tuple(str(round(Decimal(row[axis]), -2).quantize(Decimal(1))) for axis in ("x", "y"))
        for row in register
        for code in (row["gss-code"], *row["former-gss-codes"].split(","))
        if row["x"]
    }
    ours = {row["code"]: (row["east"], row["north"]) for row in read("area_positions")}
    assert ours == {code: middles[code] for code in ours}


def test_transparency_labels_stand_in_the_published_files() -> None:
    folders = {
        "North Tyneside 2019-20": "tyneside/northtyneside",
        "Newcastle 2019-20": "tyneside/newcastle",
        "Hyndburn 2017-26": "lancashire/hyndburn",
        "Oxford 2014-18": "oxford",
        "Darlington 2010-21": "odd/darlington",
    }
    missing: dict[str, set[str]] = defaultdict(set)
    for row in read("label_maps"):
        if row["origin"] == "transparency":
            missing[row["source"]].add(row["label"].casefold())
    assert set(missing) == set(folders)
    for source, folder in folders.items():
        for path in sorted((SHARED / "data" / folder).glob("*.csv")):
            text = path.read_text(encoding="cp1252", errors="replace").casefold()
            missing[source] -= {label for label in missing[source] if label in text}
            if not missing[source]:
                break
    assert {source: labels for source, labels in missing.items() if labels} == {}


def test_the_drivers_against_the_published_estimates() -> None:
    figures = {row["code"]: row for row in read("driver_figures")}
    columns = {row["column"]: row["title"] for row in read("drivers")}
    assert columns.keys() == figures["E06000001"].keys() - {"code"}
    bands = {"people": (0, 90), "people_0_to_15": (0, 15), "people_5_to_15": (5, 15), "people_16_to_64": (16, 64),
        "people_18_and_over": (18, 90), "people_65_and_over": (65, 90), "people_75_and_over": (75, 90)}  # fmt: skip
    files = {
        "2024": ("data/first_count/population/population_mid2024_lad_single_year_of_age.csv", "Code"),
        "2020": ("data/reference/population_households/population_mid2020_ltla21_E+W_by_age.csv", "ltla21_code"),
    }
    for year, (file, code) in files.items():
        published = {row[code]: row for row in read_shared(file) if row[code][:3] in ("E06", "E07", "E08", "E09")}
        assert published.keys() == {area for area, row in figures.items() if row[f"people_{year}"]}
        for area, row in published.items():
            ages = [int(Decimal(row["90+" if age == 90 else str(age)])) for age in range(91)]
            for band, (low, high) in bands.items():
                assert int(figures[area][f"{band}_{year}"]) == sum(ages[low : high + 1]), (area, band, year)
