"""New boundaries on random money and random partitions: nothing is made or lost, and it is as counted another way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import agency, cell, facts
from tests.oracle import recount as oracle
from tpdesk.calc.apportion import DriverProblem
from tpdesk.calc.recount import recount, rows_by_body, rows_by_category
from tpdesk.domain.apportionment import Boundaries, Boundary, Driver
from tpdesk.domain.area_figures import AreaFigures
from tpdesk.domain.boundary_set import BoundaryProblem, BoundarySet, DriverRule, NewArea, NewGround, Succession
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.recount import Recount

PLACE, OUTER = "abcdef", "gh"
BOUNDARIES = Boundaries({code: Boundary(code.upper(), "district", "", "") for code in PLACE + OUTER}, ())
LABELS = {1: "Adult care", 2: "Adult learning", 3: "Waste"}
CODES = {1: "05.1", 2: "01.3", 3: "05.1"}
BODIES = st.lists(st.sets(st.sampled_from(PLACE + OUTER), min_size=1).map(sorted), min_size=1, max_size=5)
LINES = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from([1, 2, 3]), st.integers(-(10**9), 10**9)), min_size=1, max_size=12
)
VALUES = st.lists(st.integers(1, 10**6), min_size=8, max_size=8)
HOMES = st.lists(st.integers(0, 3), min_size=6, max_size=6)
RULES = (DriverRule("Adult", "old"), DriverRule("", "all", ("old",)))


def money(bodies: Sequence[Sequence[str]], lines: Sequence[tuple[int, int, int]]) -> YearFacts:
    known = tuple(agency(n, "".join(areas)) for n, areas in enumerate(bodies, 1))
    sums: dict[tuple[int, int], int] = {}
    for body, label, pence in lines:
        key = body % len(bodies) + 1, label
        sums[key] = sums.get(key, 0) + pence
    cells = (cell(body, pence, label=label, category=CODES[label]) for (body, label), pence in sums.items())
    reached = {item for item in known if item.base_areas & set(PLACE)}
    return facts(*(one for one in cells if known[one.agency - 1] in reached), agencies=known, labels=LABELS)


def ground(values: Sequence[int], **more: object) -> NewGround:
    codes = PLACE + OUTER
    figures = {"all": values, "old": values[::-1]}
    drivers = {
        title: Driver(title, "people", 2024, None, AreaFigures(dict(zip(codes, map(Fraction, held), strict=True))))
        for title, held in figures.items()
    }
    return NewGround(BOUNDARIES, tuple(PLACE), drivers, dict.fromkeys(PLACE, (100, 2024)), **more)  # type: ignore[arg-type]


def parted(homes: Sequence[int], rules: Sequence[DriverRule] = RULES, **more: object) -> BoundarySet:
    made = {n: tuple(code for code, home in zip(PLACE, homes, strict=True) if home == n) for n in set(homes)}
    areas = tuple(NewArea(f"New {n}", "", codes) for n, codes in made.items())
    return BoundarySet("Option", "Testshire", areas, tuple(rules), **more)  # type: ignore[arg-type]


def totals(found: Recount) -> dict[str, int]:
    return {body.name: body.total_pence for body in found.new}


@given(BODIES, LINES, VALUES, HOMES)
@settings(max_examples=80)
def test_nothing_is_made_or_lost_and_it_is_as_counted_another_way(
    bodies: list[list[str]], lines: list[tuple[int, int, int]], values: list[int], homes: list[int]
) -> None:
    here = money(bodies, lines)
    found = recount(here, parted(homes), ground(values))
    whole = sum(one.pence for one in here.cells)
    assert found.whole_pence == whole == sum(totals(found).values()) + found.elsewhere_pence + found.ended_pence
    pieces = [oracle.Money(here.agencies[one.agency].base_areas, LABELS[one.label], one.pence) for one in here.cells]
    new = {area.name: frozenset(area.areas) for area in parted(homes).areas}
    drivers = {
        "all": dict(zip(PLACE + OUTER, values, strict=True)),
        "old": dict(zip(PLACE + OUTER, values[::-1], strict=True)),
    }
    expected = oracle.redrawn(pieces, new, [(rule.starts, rule.driver) for rule in RULES], drivers)
    for body in found.new:
        assert {"": body.direct_pence, **body.split} == {"": 0, **dict.fromkeys(body.split, 0), **expected[body.name]}
        assert body.least_pence <= body.total_pence <= body.most_pence
    assert found.elsewhere_pence == sum(expected[oracle.OUTSIDE].values())
    for piece in found.pieces:
        assert all(part * piece.pence >= 0 for part in piece.parts), "no part of another sign"
    for rows in (rows_by_body(here, found), rows_by_category(here, found, 2)):
        assert sum(row.total_pence for row in rows) == whole
        assert sum(sum(row.split.values()) for row in rows) == sum(body.split_pence for body in found.new)
    for move in found.moves:
        assert move.pence == sum(piece.pence for piece in found.pieces if piece.rule == 1)


@pytest.mark.deep
@given(BODIES, LINES, VALUES)
def test_in_one_new_area_nothing_is_shared_inside_the_place(
    bodies: list[list[str]], lines: list[tuple[int, int, int]], values: list[int]
) -> None:
    inside = [[code for code in areas if code in PLACE] or ["a"] for areas in bodies]
    found = recount(money(inside, lines), parted([0] * 6), ground(values))
    assert found.new[0].direct_pence == found.whole_pence
    assert not found.new[0].split
    assert not found.moves


@given(BODIES, LINES, VALUES, HOMES, st.integers(0, 3))
def test_a_finer_partition_adds_up_to_the_coarser_one(
    bodies: list[list[str]], lines: list[tuple[int, int, int]], values: list[int], homes: list[int], cut: int
) -> None:
    """To the penny where nothing is shared; each share is rounded once, so it may be a penny off."""
    here = money(bodies, lines)
    coarse = [0 if home <= cut else 1 for home in homes]
    fine, whole = recount(here, parted(homes), ground(values)), recount(here, parted(coarse), ground(values))
    shared = sum(1 for piece in fine.pieces if piece.driver)
    sums: dict[int, int] = {}
    for body in fine.new:
        side = 0 if int(body.name.split()[1]) <= cut else 1
        sums[side] = sums.get(side, 0) + body.total_pence
    for body in whole.new:
        off = abs(sums[int(body.name.split()[1])] - body.total_pence)
        assert off <= shared * len(fine.new)
        if not shared:
            assert off == 0


@given(BODIES, LINES, VALUES, HOMES)
def test_the_order_of_choices_matters_only_where_two_fit(
    bodies: list[list[str]], lines: list[tuple[int, int, int]], values: list[int], homes: list[int]
) -> None:
    here, rules = money(bodies, lines), (DriverRule("Adult", "old"), DriverRule("Waste", "all"))
    one, two = (recount(here, parted(homes, order), ground(values)) for order in (rules, rules[::-1]))
    assert totals(one) == totals(two)


# -- worked by hand


def test_a_line_that_names_an_area_goes_by_that_area() -> None:
    held = cell(1, 1_000, label=1, category="05.1")
    here = facts(held, agencies=(agency(1, "ab"),), labels=LABELS)
    even = ground([1] * 8, placed={held[:-2]: {"a": 400, "": 600}})
    found = recount(here, parted([0, 1, 1, 1, 1, 1]), even)
    assert [(body.direct_pence, body.split) for body in found.new] == [(400, {"old": 300}), (0, {"old": 300})]


def test_a_body_that_reaches_beyond_the_place_leaves_a_part_elsewhere() -> None:
    here = facts(cell(1, 900, label=3, category="05.1"), agencies=(agency(1, "abg"),), labels=LABELS)
    found = recount(here, parted([0, 1, 1, 1, 1, 1]), ground([1] * 8))
    assert (totals(found), found.elsewhere_pence) == ({"New 0": 300, "New 1": 300}, 300)


def test_a_body_without_known_areas_is_shared_over_the_place_and_said() -> None:
    here = facts(cell(1, 600, label=3, category="05.1"), agencies=(agency(1),), labels=LABELS)
    found = recount(here, parted([0, 0, 0, 1, 1, 1]), ground([1] * 8))
    assert totals(found) == {"New 0": 300, "New 1": 300}
    assert "Body 1 are not known" in found.issues[0]


@pytest.mark.parametrize(
    ("succession", "expected", "ended"),
    [
        (Succession(1, "", "moves whole", "New 1"), {"New 0": 0, "New 1": 900}, 0),
        (Succession(1, "", "ends"), {"New 0": 0, "New 1": 0}, 900),
        (Succession(1, "05", "ends"), {"New 0": 0, "New 1": 0}, 900),
        (Succession(1, "01", "ends"), {"New 0": 450, "New 1": 450}, 0),
        (Succession(1, "", "split", driver="uneven"), {"New 0": 300, "New 1": 600}, 0),
        (Succession(1, "", "direct"), {"New 0": 450, "New 1": 450}, 0),
    ],
)
def test_a_successor_overrules_areas_and_drivers(succession: Succession, expected: dict[str, int], ended: int) -> None:
    here = facts(cell(1, 900, label=3, category="05.1"), agencies=(agency(1, "ab"),), labels=LABELS)
    on = ground([1] * 8)
    uneven = Driver("uneven", "", 2024, None, AreaFigures({"a": Fraction(1), "b": Fraction(2)}))
    on = NewGround(on.boundaries, on.place_codes, {**on.drivers, "uneven": uneven})
    found = recount(here, parted([0, 1, 1, 1, 1, 1], successions=(succession,)), on)
    assert (totals(found), found.ended_pence) == (expected, ended)


def test_the_areas_of_todays_councils_meet_and_those_of_the_new_do_not() -> None:
    county, district = agency(1, PLACE, kind="county"), agency(2, "a", kind="district")
    here = facts(
        cell(1, 600, label=3, category="05.1.0/collection"), cell(2, 100, label=3, category="05.1.0/collection"),
        agencies=(county, district), labels=LABELS,
    )  # fmt: skip
    meeting = recount(here, parted([0, 0, 0, 1, 1, 1]), ground([1] * 8)).meeting
    assert (meeting.before_pence, meeting.after_pence, meeting.service_lines, meeting.meeting_lines) == (100, 0, 1, 1)


# -- what is refused, and old codes

WARDS = {"a1": "a", "a2": "a", "a3": "a"}
DIVIDED = Boundaries(
    {
        **BOUNDARIES.areas, **{code: Boundary(f"Ward {code}", "ward", "", "") for code in WARDS},
        "old": Boundary("Oldtown", "district", "", "2019-03-31"), "x": Boundary("B", "district", "", "2012-03-31"),
        "b": Boundary("B", "district", "2012-04-01", ""),
    },
    tuple((ward, district, "", "") for ward, district in WARDS.items()),
)  # fmt: skip


def on(
    made: Mapping[str, Sequence[str]],
    values: Mapping[str, int] | None = None,
    *,
    place: Sequence[str] = PLACE,
    body: Sequence[str] = PLACE,
    past: Mapping[str, tuple[str, ...]] | None = None,
) -> Recount:
    areas = tuple(NewArea(name, "", tuple(held)) for name, held in made.items())
    figures = {code: Fraction(value) for code, value in (values or dict.fromkeys([*PLACE, *WARDS], 1)).items()}
    driver = Driver("all", "people", 2024, None, AreaFigures(figures))
    here = facts(
        cell(1, 600, label=3, category="05.1"), agencies=(agency(1, "", base_areas=frozenset(body)),), labels=LABELS
    )
    return recount(
        here,
        BoundarySet("Option", "Testshire", areas, (DriverRule("", "all"),)),
        NewGround(DIVIDED, tuple(place), {"all": driver}, past=past or {}),
    )


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({"One": "abc", "Two": "cdef"}, "C (c) is in One and in Two"),
        ({"One": "abc", "Two": "de"}, "F (f) is in no new area"),
        ({"One": ["a1", "a2", "a3"]}, "B (b), C (c), D (d), E (e) and F (f) are in no new area"),
        ({"One": "abc", "Two": "defg"}, "G (g) lies outside Testshire"),
        ({"One": ["a1", "b", "c"], "Two": ["a2", *"def"]}, "A (a) is divided, and Ward a3 (a3) is in no new area"),
        ({"One": ["a", "b", "c"], "Two": ["a1", *"def"]}, "Ward a1 (a1) is in One and in Two"),
        ({}, "has no new areas yet"),
    ],
)  # fmt: skip
def test_areas_that_do_not_part_the_place_are_refused_by_name(made: dict[str, Sequence[str]], words: str) -> None:
    with pytest.raises(BoundaryProblem) as refused:
        on(made)
    assert words in str(refused.value)


def test_a_divided_district_is_shared_by_its_wards() -> None:
    found = on(
        {"One": ["a1", "b", "c"], "Two": ["a2", "a3", *"def"]},
        {**dict.fromkeys("bcdef", 10), "a1": 20, "a2": 5, "a3": 5},
    )
    assert totals(found) == {"One": 300, "Two": 300}
    alone = on({"One": ["a1", "b", "c"], "Two": ["a2", "a3", *"def"]}, {"a1": 1, "a2": 2, "a3": 3}, body="a")
    assert totals(alone) == {"One": 100, "Two": 500}


def test_a_district_without_a_figure_is_named_and_never_nothing() -> None:
    with pytest.raises(DriverProblem) as refused:
        on({"One": "abc", "Two": "def"}, dict.fromkeys("abcdf", 1))
    assert "no figure for E (e)" in str(refused.value)
    with pytest.raises(DriverProblem) as refused:
        on({"One": "abc", "Two": "def"}, dict.fromkeys(["a", "b", "c", "d", "f", "old"], 1))
    assert "codes of earlier boundaries, for example Oldtown (old), which ended on 2019-03-31" in str(refused.value)


def test_old_codes_of_bodies_and_drivers_are_brought_to_todays_areas_and_said() -> None:
    made = {"One": "abc", "Two": "def"}
    renamed = on(made, dict.fromkeys("axcdef", 1), place=tuple("axcdef"), body="axcdef")
    assert totals(renamed) == {"One": 300, "Two": 300}
    assert renamed.issues[0].startswith("B (x) is counted as B (b)")
    past = {"f": ("old",)}
    merged = on(made, dict.fromkeys(["old", *"abcde"], 1), place=(*"abcde", "old"), body=(*"abcde", "old"), past=past)
    assert totals(merged) == {"One": 300, "Two": 300}
    assert "Oldtown (old) is counted as F (f)" in merged.issues[0]


def test_money_that_no_choice_of_driver_fits_is_named() -> None:
    here = facts(cell(1, 600, label=3, category="05.1"), agencies=(agency(1, PLACE),), labels=LABELS)
    with pytest.raises(BoundaryProblem) as refused:
        recount(here, parted([0, 0, 0, 1, 1, 1], (DriverRule("Adult", "old"),)), ground([1] * 8))
    assert "'Waste' of Body 1" in str(refused.value)
