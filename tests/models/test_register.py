"""Places, agencies, areas and populations."""

from __future__ import annotations

import pytest

from tpdesk.domain.kinds import AGENCY_KIND, PLACE_KIND
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import find_agency, find_agency_id, known_kind, list_agencies
from tpdesk.models.area import base_areas, find_area, nesting
from tpdesk.models.desk import Desk
from tpdesk.models.place import find_place, list_places, populations, seed_population
from tpdesk.models.place_fact import place_facts, write_return
from tpdesk.models.records import store
from tpdesk.models.register import load_register
from tpdesk.services import places


def test_names_are_unique_without_case_and_found_so(desk: Desk) -> None:
    places.add(desk, "Testshire", codes=("e07000120",))
    assert find_place(desk.connection, "TESTSHIRE ").codes == ("E07000120",)
    with pytest.raises(UsageProblem, match="already"):
        places.add(desk, "testshire")
    with pytest.raises(UsageProblem, match="Did you mean 'Testshire'"):
        find_place(desk.connection, "Testshir")
    with pytest.raises(UsageProblem, match="not a GSS code"):
        places.add(desk, "Other", codes=("E0700012",))


def test_an_agency_goes_by_its_aliases_too(desk: Desk) -> None:
    with desk.writing() as connection:
        typed = {"title": "Lancashire County Council", "kind": "county", "aliases": "Lancashire CC; LCC"}
        agency = store.add(connection, AGENCY_KIND, typed)[0].id
        assert find_agency_id(connection, "lancashire cc") == agency
        assert store.find(connection, AGENCY_KIND, "lcc").id == agency
        other = store.add(connection, AGENCY_KIND, {"title": "Leeds City Council"})[0].id
        with pytest.raises(UsageProblem, match="another organisation"):
            store.change(connection, AGENCY_KIND, other, {"aliases": "LCC"})
        with pytest.raises(UsageProblem, match="already"):
            store.add(connection, AGENCY_KIND, {"title": "lcc"})
        with pytest.raises(UsageProblem, match="Did you mean"):
            find_agency(connection, "Lancashire Conty Council")


def test_a_new_name_that_was_an_alias_is_one_no_more(desk: Desk) -> None:
    with desk.writing() as connection:
        typed = {"title": "Lancashire County Council", "aliases": "Lancashire CC; LCC"}
        agency = store.add(connection, AGENCY_KIND, typed)[0].id
        assert store.change(connection, AGENCY_KIND, agency, {"title": "LCC"})[0].listed("aliases") == (
            "Lancashire CC",
        )


def test_a_role_is_said_of_a_place_that_an_agency_is_in(desk: Desk) -> None:
    with desk.writing() as connection:
        for name in ("Testshire", "North: Testshire"):
            store.add(connection, PLACE_KIND, {"title": name})
        typed = {"title": "Body", "places": "Testshire; North: Testshire", "roles": "North: Testshire: pays: half"}
        made = store.add(connection, AGENCY_KIND, typed)[0]
        assert made.listed("roles") == ("North: Testshire: pays: half",)
        kept = store.change(connection, AGENCY_KIND, made.id, {"places": "Testshire", "note": "one"})[0]
        assert kept.listed("roles") == ()
        with pytest.raises(UsageProblem, match="not among the places of 'Body'"):
            store.change(connection, AGENCY_KIND, made.id, {"roles": "North: Testshire: pays"})
        with pytest.raises(UsageProblem, match="does not say of which place"):
            store.change(connection, AGENCY_KIND, made.id, {"roles": "Testshire"})


def test_kinds_are_a_list(desk: Desk) -> None:
    assert known_kind(desk.connection, "County council") == ("county", "")
    assert known_kind(desk.connection, "NHS_commissioner") == ("nhs-commissioner", "")
    assert known_kind(desk.connection, "school/college") == ("school-college", "")
    assert known_kind(desk.connection, "ICB") == ("nhs-commissioner", "")
    kind, warning = known_kind(desk.connection, "circus")
    assert kind == "other"
    assert "'circus' is not a kind" in warning


def test_populations_keep_what_is_not_given_and_refuse_nothing_as_zero(desk: Desk) -> None:
    place = places.add(desk, "Testshire").id
    places.set_population(desk, "Testshire", "2024", people=1_000, source="ONS")
    places.set_population(desk, "Testshire", "2024", households=400, households_year=2021)
    assert populations(desk.connection, place) == [(2024, 1_000, 400, 2021, "ONS")]
    with pytest.raises(UsageProblem, match="greater than zero"):
        places.set_population(desk, "Testshire", "2024", people=0)


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
    # A district of which the desk holds wards stays one: else nobody would know where its organisations are.
    warded = {**inside, "E07000120": ("E05000001", "E05000002")}
    assert base_areas(["E07000120"], warded) == {"E07000120"}
    assert base_areas(["E10000017"], warded) == base_areas(["E10000017"], inside)


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
        store.add(connection, PLACE_KIND, {"title": "Testshire"})
        store.add(connection, AGENCY_KIND, {"title": "Body"})
        write_return(connection, "Testshire", "Body", 2024, {"state": "requested"})
        write_return(connection, "Testshire", "Body", 2024, {"published_pence": 500, "published_source": "accounts"})
        assert connection.execute("SELECT state, published_pence FROM agency_return").fetchall() == [("requested", 500)]
        with pytest.raises(UsageProblem, match="is none of expected"):
            write_return(connection, "Testshire", "Body", 2024, {"state": "lost"})


def test_the_register_holds_the_pilots_with_their_sources(desk: Desk) -> None:
    with desk.writing() as connection:
        load_register(connection)
        places = list_places(connection)
        assert sum(place.status == "pilot" for place in places) == 13
        luton = find_place(connection, "Luton & Central Bedfordshire")
        facts = place_facts(connection, luton.id)
        assert {item["source"] for items in facts.values() for item in items} >= {"seed 001"}
        assert list_agencies(connection) == []


def figures(desk: Desk, codes: tuple[str, ...], year: int = 2024) -> tuple[int | None, int | None, int | None]:
    """Return people, households and the households' year of the areas together."""
    return seed_population(desk.connection, codes, year)[:3]


def test_areas_inside_each_other_count_once(desk: Desk) -> None:
    county = figures(desk, ("E10000017",))
    assert county[0] is not None
    assert figures(desk, ("E10000017", "E07000120")) == county
    assert figures(desk, ("E07000120", "E10000017", "E07000121")) == county
    region = figures(desk, ("E12000002",))
    assert figures(desk, ("E12000002", "E10000017", "E06000008", "E07000120")) == region


def test_a_region_is_its_districts_each_once(desk: Desk) -> None:
    total, homes = desk.connection.execute(
        "SELECT sum(people), sum(households) FROM area_population WHERE (year = 2024 AND people IS NOT NULL OR "
        "households IS NOT NULL) AND area IN (SELECT inner_area FROM area_nesting WHERE outer_area = 'E12000002' AND "
        "valid_to = '' AND inner_area GLOB 'E0[6789]*')"
    ).fetchone()
    assert total > 7_000_000
    assert figures(desk, ("E12000002",)) == (total, homes, 2021)


def test_areas_that_cross_count_their_smallest_parts_once(desk: Desk) -> None:
    with desk.writing() as connection:
        connection.execute("INSERT INTO area (code, name, kind) VALUES ('E23000009', 'Across', 'police')")
        for inner in ("E07000120", "E06000008"):
            connection.execute("INSERT INTO area_nesting (inner_area, outer_area) VALUES (?, 'E23000009')", (inner,))
    assert figures(desk, ("E10000017", "E23000009")) == figures(desk, ("E10000017", "E06000008"))


def test_an_abolished_county_and_its_district_count_once(desk: Desk) -> None:
    county = figures(desk, ("E10000006",), 2020)
    assert county[0] is not None
    assert figures(desk, ("E10000006", "E07000026"), 2020) == county


def test_households_of_a_later_census_are_never_taken(desk: Desk) -> None:
    assert figures(desk, ("E06000008",), 2020)[1:] == (None, None)
    assert figures(desk, ("E06000008",), 2021)[1:] == (58_800, 2021)
    with desk.writing() as connection:
        connection.execute(
            "INSERT INTO area_population (area, year, households, households_year, source) VALUES ('E06000008', "
            "2011, 57400, 2011, 'Census 2011')"
        )
    assert figures(desk, ("E06000008",), 2020)[1:] == (57_400, 2011)
    assert figures(desk, ("E06000008",), 2024)[1:] == (58_800, 2021), "the latest at or before the year"
    assert figures(desk, ("E06000008", "E06000009"), 2020)[1:] == (None, None), "one census for all, or none"


def test_people_are_of_the_year_itself_and_every_source_is_named(desk: Desk) -> None:
    assert figures(desk, ("E06000008",), 2019) == (None, None, None)
    sources = seed_population(desk.connection, ("E06000008", "E06000061"), 2024)[3]
    assert sources == "ONS mid-2024; Census 2021, rounded to 100"
