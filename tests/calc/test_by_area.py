"""By area, on random money: wards and not placed are the place, and spreading moves money without making any."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.factories import facts, side_cell
from tests.oracle import apportioning as oracle
from tpdesk.calc.by_area import AreaGround, ByArea, by_area
from tpdesk.calc.count import count
from tpdesk.domain.apportionment import Boundaries, Boundary, Driver
from tpdesk.domain.area_figures import AreaFigures

WARDS = {"d1": ("w1", "w2"), "d2": ("w3",)}
KINDS = {"p": "county", "d1": "district", "d2": "district", "w1": "ward", "w2": "ward", "w3": "ward", "x": "ward"}
NESTED = (("d1", "p"), ("d2", "p"), *((ward, district) for district, wards in WARDS.items() for ward in wards))
GROUND = AreaGround(
    Boundaries(
        {code: Boundary(code, kind, "", "") for code, kind in KINDS.items()},
        tuple((inner, outer, "", "") for inner, outer in NESTED),
    ),
    ("p",),
    {"w1": (100, 2024), "w2": (9, 2024)},
)
AMOUNTS = st.lists(st.tuples(st.sampled_from(["", *KINDS]), st.integers(-(10**9), 10**9)), max_size=8)
VALUES = st.tuples(*(st.integers(1, 10**6) for _ in range(3)))


def spread(amounts: list[tuple[str, int]], values: tuple[int, ...] | None) -> ByArea:
    here = facts(areas=tuple(side_cell(1, pence, value=area) for area, pence in amounts))
    figures = AreaFigures(
        {ward: Fraction(value) for ward, value in zip(("w1", "w2", "w3"), values or (), strict=False)}
    )
    driver = Driver("people", "people", 2024, None, figures) if values else None
    return by_area(here, count(facts()).basis, GROUND, kind="ward", spread=driver)


@given(AMOUNTS, VALUES)
def test_wards_and_not_placed_are_the_place(amounts: list[tuple[str, int]], values: tuple[int, ...]) -> None:
    whole = sum(pence for _, pence in amounts)
    for result in (spread(amounts, None), spread(amounts, values)):
        assert sum(row.amount_pence for row in result.rows) + result.not_placed_pence == whole
        assert {row.area for row in result.rows} == {"w1", "w3"}
        assert result.hidden == 1


@given(AMOUNTS, VALUES)
def test_what_is_spread_is_as_counted_another_way(amounts: list[tuple[str, int]], values: tuple[int, ...]) -> None:
    by = dict(zip(("w1", "w2", "w3"), map(Fraction, values), strict=True))
    sums = {area: sum(pence for one, pence in amounts if one == area) for area in ("", *KINDS)}
    expected = dict.fromkeys(by, 0)
    for area, among in (("", set(by)), ("p", set(by)), ("d1", {"w1", "w2"}), ("d2", {"w3"})):
        if any(one == area for one, _ in amounts):
            parts = oracle.shares(sums[area], {ward: by[ward] for ward in among}, among)
            expected = {ward: pence + parts.get(ward, 0) for ward, pence in expected.items()}
    result = spread(amounts, values)
    assert {row.area: row.spread_pence for row in result.rows} == {ward: expected[ward] for ward in ("w1", "w3")}
    assert {row.area: row.direct_pence for row in result.rows} == {"w1": sums["w1"], "w3": sums["w3"]}
