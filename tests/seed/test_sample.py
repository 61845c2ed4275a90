"""The sample places: they reconcile, map, and give the worked figures."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from tests.seed.reading import SEED, one_key, read, repeated, rounded

WORKED = {
    # title: bodies, HHI, lead share, total, outside lead, outside lead where areas meet (£000)
    "Waste collection": (14, "0.0958", "0.178", "47831", "39337", "0.0"),
    "Waste disposal": (4, "0.7302", "0.848", "125040", "19052", "156.5"),
    "Economic development": (14, "0.1188", "0.221", "62458", "48656", "13802.0"),
    "CCTV": (12, "0.1599", "0.272", "3994", "2906", "0.0"),
    "Council tax collection": (14, "0.0849", "0.161", "14212", "11919", "0.0"),
    "Adult social care": (6, "0.6320", "0.780", "1063784", "234499", "345.5"),
}


def sample_sums(flow: str) -> dict[str, Decimal]:
    """The sample's £000 of one flow for each council."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in read("sample/lancashire-2024-25"):
        if row["Flow"] == flow:
            sums[row["Agency"]] += Decimal(row["Amount (£000)"])
    return dict(sums)


def spend_by_council(service: str) -> dict[str, Decimal]:
    """Each council's gross £000 on a service line, where above nought."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in read("sample/lancashire-2024-25"):
        if row["Service"] == service and row["Flow"] == "expenditure":
            sums[row["Agency"]] += Decimal(row["Amount (£000)"])
    return {agency: amount for agency, amount in sums.items() if amount > 0}


def test_the_sample_reconciles_to_each_councils_published_total() -> None:
    sums = sample_sums("expenditure")
    published = {
        row["agency"]: Decimal(row["published_total_pounds"])
        for row in read("sample/lancashire-agencies")
        if row["published_total_pounds"]
    }
    assert len(sums) == 15
    assert {agency: 1000 * amount for agency, amount in sums.items()} == published


def test_the_sample_adds_to_the_golden_totals() -> None:
    gross = sum(sample_sums("expenditure").values(), Decimal(0))
    income = sum(sample_sums("income").values(), Decimal(0))
    assert (gross, income) == (Decimal("4603530.22"), Decimal("1258469.67"))
    assert rounded(gross - income, "1") == 3_345_061


def test_every_line_of_the_sample_maps() -> None:
    maps = {one_key(row["label"]) for row in read("label_maps")}
    rows = read("sample/lancashire-2024-25")
    assert {one_key(row["Service"]) for row in rows} <= maps
    assert {row["Flow"] for row in rows} == {"expenditure", "income"}
    assert {row["Cost type"] for row in rows} == {"revenue"}
    assert all(Decimal(row["Amount (£000)"]) != 0 for row in rows)
    assert repeated((row["Agency"], row["Service"], row["Flow"], row["Internal"]) for row in rows) == []


def test_recharges_cancel_in_each_council() -> None:
    internal: dict[str, Decimal] = defaultdict(Decimal)
    sides: dict[str, Decimal] = defaultdict(Decimal)
    for row in read("sample/lancashire-2024-25"):
        assert row["Internal"] in {"", "yes"}
        if row["Internal"]:
            assert row["Service"] == "Management and support services"
            sign = 1 if row["Flow"] == "expenditure" else -1
            internal[row["Agency"]] += sign * Decimal(row["Amount (£000)"])
            sides[row["Flow"]] += Decimal(row["Amount (£000)"])
    assert set(internal.values()) == {Decimal(0)}
    assert sides["expenditure"] == sides["income"] == Decimal("355387.52")


def test_not_itemised_is_what_the_worked_blocks_lack() -> None:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in read("sample/lancashire-2024-25"):
        if row["Service"].endswith(": not itemised") and row["Flow"] == "expenditure":
            found[row["Block"]] += Decimal(row["Amount (£000)"])
    assert found == {
        "Cultural and related services": Decimal("98056.2"),
        "Housing services": Decimal("25452.48"),
        "Environmental and regulatory services": Decimal("7864.8"),
        "Central services": Decimal("5654.7"),
    }


@pytest.mark.parametrize("title", WORKED)
def test_the_worked_table(title: str) -> None:
    bodies, hhi, lead, total, outside, meeting = WORKED[title]
    spend = spend_by_council(title)
    whole, largest = sum(spend.values(), Decimal(0)), max(spend.values())
    kinds = {row["agency"]: row["kind"] for row in read("sample/lancashire-agencies")}
    by_kind: dict[str, Decimal] = defaultdict(Decimal)
    for agency, amount in spend.items():
        by_kind[kinds[agency]] += amount
    # no two unitaries and no two districts meet; the county meets each district
    heaviest = max(by_kind["county"], by_kind["district"]) + by_kind["unitary"]
    assert len(spend) == bodies
    assert rounded(sum(((amount / whole) ** 2 for amount in spend.values()), Decimal(0)), "0.0001") == Decimal(hhi)
    assert rounded(largest / whole, "0.001") == Decimal(lead)
    assert abs(whole - Decimal(total)) <= Decimal("0.5")
    assert abs(whole - largest - Decimal(outside)) <= Decimal("0.5")
    assert rounded(whole - heaviest, "0.1") == Decimal(meeting)


def test_the_split_follows_the_sample() -> None:
    services = ("Registration of births, deaths and marriages", "Registration of electors", "Conducting elections")
    gross = {title: sum(spend_by_council(title).values(), Decimal(0)) for title in services}
    titles = {row["code"]: row["title"] for row in read("service_lines")}
    split = {
        titles[row["category"]]: row["share"]
        for row in read("label_maps")
        if one_key(row["label"]) == "registration and elections"
    }
    whole = sum(gross.values(), Decimal(0))
    assert split == {title: str(rounded(amount / whole, "0.0001")) for title, amount in gross.items()}


@pytest.mark.parametrize("place", ["lancashire", "luton"])
def test_sample_agencies_resolve(place: str) -> None:
    rows = read(f"sample/{place}-agencies")
    areas = {row["code"] for row in read("areas")}
    kinds = {row["kind"] for row in read("agency_kinds")}
    names = [one_key(name) for row in rows for name in (row["agency"], *filter(None, row["aliases"].split(";")))]
    assert repeated(names) == []
    for row in rows:
        assert row["kind"] in kinds
        assert row["expected"] in {"yes", "no"}
        assert row["state"] in {"expected", "requested", "received", "queried", "signed-off"}
        assert set(filter(None, row["areas"].split(";"))) <= areas
    [sample] = read(f"sample/{place}-place")
    assert set(sample["codes"].split(";")) <= areas
    [spending] = list((SEED / "sample").glob(f"{place}-2*.csv"))
    spenders = {row["Agency"] for row in read(f"sample/{spending.stem}")}
    assert spenders == {row["agency"] for row in rows if row["state"] == "signed-off"}
    assert sample["year"] in spending.stem


def test_lancashire_people_and_households() -> None:
    [place] = read("sample/lancashire-place")
    figures = {(row["code"], row["year"]): row for row in read("populations")}
    codes = place["codes"].split(";")
    assert int(place["people"]) == sum(int(figures[code, "2024"]["people"]) for code in codes) == 1_601_645
    assert int(place["households"]) == sum(int(figures[code, "2021"]["households"]) for code in codes) == 648_900


def test_luton_prints_what_the_seed_implies() -> None:
    amounts = {row["Agency"]: Decimal(row["Amount (£m)"]) for row in read("sample/luton-2008-09")}
    whole = sum(amounts.values(), Decimal(0))
    assert whole == Decimal("3062.5")
    shares = [str(rounded(100 * amount / whole, "0.01")) for amount in amounts.values()]
    assert shares[:5] == ["24.37", "15.02", "13.77", "10.64", "9.67"]
    [place] = read("sample/luton-place")
    assert rounded(1_000_000 * whole / Decimal(place["people"]), "1") == 6_853
    assert rounded(1_000_000 * whole / Decimal(place["households"]), "1") == 16_778
    assert not {one_key(row["Service"]) for row in read("sample/luton-2008-09")} & {
        one_key(row["label"]) for row in read("label_maps")
    }
