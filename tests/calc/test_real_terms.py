"""A change between two years is prices, people and real spend a head, to the penny."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.verbs import Verb
from tests.factories import agency, cell, facts
from tpdesk.calc.compare import compare
from tpdesk.calc.real_terms import part_change, real_lines, real_terms
from tpdesk.domain.deflators import Deflators
from tpdesk.domain.facts import Population
from tpdesk.models.deflator import read_deflators


def test_a_county_of_two_years_and_lutons_count_at_todays_prices() -> None:
    found = part_change((420_000_000_000, 2023, 1_580_000), (445_000_000_000, 2024, 1_601_645), read_deflators())
    assert (found.prices_pence, found.people_pence, found.per_head_pence) == (
        16_991_542_133,
        5_986_507_550,
        2_021_950_317,
    )
    assert found.cash_change_pence == 25_000_000_000
    assert (found.real_change_pence, f"{found.real_change_share:.6f}") == (8_008_457_867, "0.018326")
    assert (found.real_per_head_before_pence, found.real_per_head_after_pence) == (276_577, 277_839)
    assert (found.prices_of, found.edition, found.issues) == ("2024-25", "March 2026", ())
    luton = part_change((306_250_000_000, 2008, 446_885), (306_250_000_000, 2024, 446_885), read_deflators())
    assert 306_250_000_000 + (luton.prices_pence or 0) == 458_185_778_811
    assert (luton.people_pence, luton.per_head_pence) == (0, -151_935_778_811)
    assert (luton.real_per_head_before_pence, luton.real_per_head_after_pence) == (1_025_288, 685_299)
    assert "prices +£169.9m, people +£59.9m, real spend a head +£20.2m" in " ".join(real_lines(found))


def test_the_examples_own_figures(shared: Path) -> None:
    text = (shared / "capabilities/examples/bridge_examples.json").read_text(encoding="utf-8")
    for example in json.loads(text)["across_years"]:
        one, year_one, people_one, two, year_two, people_two = example["input"]
        found = part_change(
            (one, int(year_one[:4]), people_one), (two, int(year_two[:4]), people_two), read_deflators()
        )
        expected = example["output"]
        assert found.cash_change_pence == expected["cash_change"]
        assert [found.prices_pence, found.people_pence, found.per_head_pence] == list(expected["parts"].values())
        assert found.real_change_pence == expected["real_change_pence"]
        assert f"{found.real_change_share:.6f}" == expected["real_change_share"]
        assert f"{found.cash_change_share:.6f}" == expected["cash_change_share"]
        assert found.real_per_head_before_pence == expected["real_per_head_before"]
        assert found.real_per_head_after_pence == expected["real_per_head_after"]


@given(st.integers(1, 10**13), st.integers(1, 10**13), st.integers(1, 10**7), st.integers(1, 10**7),
       st.integers(2008, 2024), st.integers(2008, 2030))  # fmt: skip
def test_parts_add_up_and_each_is_its_formula(
    one: int, two: int, people: int, later: int, start: int, base: int
) -> None:
    found = part_change((one, start, people), (two, start + 1, later), read_deflators(), prices_of=base)
    parts = found.prices_pence, found.people_pence, found.per_head_pence
    assert None not in parts
    assert sum(part or 0 for part in parts) == two - one == found.cash_change_pence
    index = read_deflators().index
    whole = one * index[start + 1]
    assert abs((found.people_pence or 0) - (whole * later - whole * people) / (index[start] * people)) <= Fraction(1, 2)


def test_what_is_missing_is_said_and_never_nought() -> None:
    none = part_change((100, 1985, 10), (200, 2024, 10), read_deflators())
    assert (none.prices_pence, none.real_change_pence, none.cash_change_pence) == (None, None, 100)
    assert [issue.text for issue in none.issues] == ["No deflator is held for 1985-86, so the change is in cash only."]
    nobody = part_change((100, 2023, None), (200, 2024, 10), read_deflators())
    assert (nobody.people_pence, nobody.real_per_head_after_pence) == (None, None)
    assert nobody.real_change_pence == 96
    assert [issue.code for issue in part_change((1, 2024, 1), (1, 2026, 1), read_deflators()).issues] == [
        "forecast-prices"
    ]


def test_organisations_in_one_year_only_are_scope_and_the_later_map_holds_for_both() -> None:
    double = Deflators({2023: Fraction(1), 2024: Fraction(2)}, "test", "a test")
    one, two = (
        facts(*cells, year=year, agencies=(agency(1), agency(2), agency(3)), labels={5: "Care"},
              maps={(1, 5): ((code, Fraction(1)),)}, population=Population(people, year, None, None, ""))
        for cells, year, code, people in (
            ((cell(1, 100, label=5), cell(2, 30)), 2023, "05.1", 10),
            ((cell(1, 250, label=5), cell(3, 7)), 2024, "09.1", 11),
        )
    )  # fmt: skip
    found = real_terms(two, one, double)
    assert (found.before_pence, found.after_pence, found.scope_pence) == (100, 250, -23)
    assert (found.prices_pence, found.people_pence, found.per_head_pence) == (100, 20, 30)
    assert [issue.code for issue in found.issues] == ["scope", "later-map"]
    compared = compare(one, two, deflators=double)
    assert {row.key: (row.pence, row.other_pence) for row in compared.rows}["09.1"] == (100, 250)
    assert "cash" not in {issue.code for issue in compared.issues}
    assert "cash" in {issue.code for issue in compare(one, replace(two, place="Elsewhere"), deflators=double).issues}


def test_the_verb_says_it_and_refuses_two_places(sample: Verb, tmp_path: Path) -> None:
    file = tmp_path / "earlier.csv"
    file.write_text("Agency,Service,Amount\nBurnley Borough Council,Parks,1000000\n", encoding="utf-8")
    sample.good("import", file, "--place", "Lancashire", "--year", "2023-24", "--agency-column", "Agency")
    sample.good("place", "population", "Lancashire", "2023-24", "--people", "1580000")
    here = ("--place", "Lancashire", "--year", "2023-24", "--with-year", "2024-25")
    found = sample.good("compare", "--real", *here)
    assert found["cash_change_pence"] == sum(found["parts"].values())
    assert (found["prices_of"], found["edition"]) == ("2024-25", "March 2026")
    assert sample.good("compare", "--real", *here, "--prices-of", "2008-09")["prices_of"] == "2008-09"
    words = sample.words("compare", "--real", *here).out
    assert "in prices of 2024-25 (HM Treasury GDP deflators, March 2026)" in words
    other = sample("compare", "--real", *here[:4], "--with", "Luton & Central Bedfordshire", "--with-year", "2008-09")
    assert other.exit_code == 2
    assert "Luton & Central Bedfordshire, 2008-09" in other.err
    assert sample("compare", *here, "--prices-of", "2008-09").exit_code == 2


@pytest.mark.parametrize("row", [("2008-09", Fraction("66.8397")), ("2024-25", Fraction(100))])
def test_the_series_is_hm_treasurys(row: tuple[str, Fraction]) -> None:
    deflators = read_deflators()
    assert deflators.index[int(row[0][:4])] == row[1]
    assert (min(deflators.index), max(deflators.index), deflators.forecast_from) == (1989, 2030, 2025)


def test_a_year_of_which_some_months_are_missing_is_not_alike(verb: Verb, tmp_path: Path) -> None:
    """A council's monthly list of payments brings stray lines of the year before: no change is to be told from them."""
    verb.good("place", "add", "Testshire", "--code", "E07000120")
    verb.good("agency", "add", "Body", "--place", "Testshire", "--area", "E07000120")
    file = tmp_path / "payments.csv"
    rows = [f"2024-{month:02d}-15,Bins,1000,A supplier" for month in range(4, 13)]
    rows += [f"2025-{month:02d}-15,Bins,1000,A supplier" for month in (1, 2, 3)] + ["2024-02-01,Bins,5,A supplier"]
    file.write_text("Date,Service,Amount,Supplier\n" + "\n".join(rows) + "\n", encoding="utf-8")
    verb.good("import", file, "--place", "Testshire", "--agency", "Body")
    told = verb.words(
        "compare",
        "--place",
        "Testshire",
        "--year",
        "2023-24",
        "--with-year",
        "2024-25",
        "--real",
    )
    assert "Payments of 2023-24 are for part of the year: Body (1 of 12 months)." in " ".join(told.out.split())
