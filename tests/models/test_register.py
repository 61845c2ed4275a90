"""Places, agencies, areas and populations."""

from __future__ import annotations

import pytest

from tpdesk.errors import UsageProblem
from tpdesk.models.agency import (
    add_agency,
    add_alias,
    find_agency,
    find_agency_id,
    known_kind,
    list_agencies,
    set_return,
)
from tpdesk.models.area import base_areas, find_area, nesting
from tpdesk.models.desk import Desk
from tpdesk.models.place import add_place, find_place, list_places, populations, seed_population, set_population
from tpdesk.models.register import load_register, place_facts


def test_names_are_unique_without_case_and_found_so(desk: Desk) -> None:
    with desk.writing() as connection:
        add_place(connection, "Testshire", codes=("e07000120",))
        assert find_place(connection, "TESTSHIRE ").codes == ("E07000120",)
        with pytest.raises(UsageProblem, match="already"):
            add_place(connection, "testshire")
        with pytest.raises(UsageProblem, match="Did you mean 'Testshire'"):
            find_place(connection, "Testshir")
        with pytest.raises(UsageProblem, match="no GSS code"):
            add_place(connection, "Other", codes=("E0700012",))


def test_an_agency_goes_by_its_aliases_too(desk: Desk) -> None:
    with desk.writing() as connection:
        agency = add_agency(connection, "Lancashire County Council", kind="county", aliases=("Lancashire CC", "LCC"))
        assert find_agency_id(connection, "lancashire cc") == agency
        other = add_agency(connection, "Leeds City Council")
        with pytest.raises(UsageProblem, match="another agency"):
            add_alias(connection, other, "LCC")
        with pytest.raises(UsageProblem, match="already"):
            add_agency(connection, "lcc")
        with pytest.raises(UsageProblem, match="Did you mean"):
            find_agency(connection, "Lancashire Conty Council")


def test_kinds_are_a_list(desk: Desk) -> None:
    assert known_kind(desk.connection, "County council") == "county"
    assert known_kind(desk.connection, "NHS_commissioner") == "nhs-commissioner"
    with pytest.raises(UsageProblem, match="no kind of agency"):
        known_kind(desk.connection, "circus")


def test_populations_keep_what_is_not_given_and_refuse_nothing_as_zero(desk: Desk) -> None:
    with desk.writing() as connection:
        place = add_place(connection, "Testshire")
        set_population(connection, place, 2024, people=1_000, households=None, households_year=None, source="ONS")
        set_population(connection, place, 2024, people=None, households=400, households_year=2021, source="")
        assert populations(connection, place) == [(2024, 1_000, 400, 2021, "ONS")]
        with pytest.raises(UsageProblem, match="above zero"):
            set_population(connection, place, 2024, people=0, households=None, households_year=None, source="")


def test_a_countys_people_are_the_sum_of_its_districts_and_missing_is_missing(desk: Desk) -> None:
    connection = desk.connection
    people, households, year, source = seed_population(connection, ("E10000017", "E06000008", "E06000009"), 2024)
    assert (people, households, year) == (1_601_645, 648_900, 2021)
    assert "ONS" in source
    assert seed_population(connection, ("E10000017", "E07999999"), 2024)[:2] == (None, None)


def test_a_county_meets_its_districts_and_an_unknown_extent_is_unknown(desk: Desk) -> None:
    inside = nesting(desk.connection, 2024)
    assert len(base_areas(["E10000017"], inside)) == 12
    assert base_areas(["E07000120"], inside) == {"E07000120"}
    assert base_areas(["E07000120", "E23000009"], inside) == frozenset()
    assert base_areas([], inside) == frozenset()


def test_abolished_districts_are_inside_their_county_only_in_their_time(desk: Desk) -> None:
    with_them, without = nesting(desk.connection, 2018), nesting(desk.connection, 2024)
    assert "E07000150" in with_them["E10000021"]
    assert "E10000021" not in without


def test_areas_are_found_by_code_or_plain_name(desk: Desk) -> None:
    assert find_area(desk.connection, "e07000120") == "E07000120"
    assert find_area(desk.connection, "Hyndburn") == "E07000120"
    assert find_area(desk.connection, "Atlantis") is None


def test_returns_keep_their_state(desk: Desk) -> None:
    with desk.writing() as connection:
        place, agency = add_place(connection, "Testshire"), add_agency(connection, "Body")
        set_return(connection, place, agency, 2024, state="requested")
        set_return(connection, place, agency, 2024, published_pence=500, published_source="accounts")
        assert connection.execute("SELECT state, published_pence FROM agency_return").fetchall() == [("requested", 500)]
        with pytest.raises(UsageProblem, match="no state"):
            set_return(connection, place, agency, 2024, state="lost")


def test_the_register_holds_the_pilots_with_their_sources(desk: Desk) -> None:
    with desk.writing() as connection:
        load_register(connection)
        places = list_places(connection)
        assert sum(place.status == "pilot" for place in places) == 13
        luton = find_place(connection, "Luton & Central Bedfordshire")
        facts = place_facts(connection, luton.id)
        assert {item["source"] for items in facts.values() for item in items} >= {"seed 001"}
        assert list_agencies(connection) == []
