"""The map in letters: a tile for each area, none over another, where it lies; shades that tell the truth."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tpdesk.calc.area_map import SHADES, UNKNOWN, MapArea, draw_map, lay_out, letters_of, shade

POINTS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=4), st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1,
    max_size=40,
)  # fmt: skip


def areas(points: dict[str, tuple[int, int]], fill: str = "A") -> list[MapArea]:
    return [MapArea(code, code, east, north, fill) for code, (east, north) in points.items()]


@given(POINTS, st.integers(1, 12), st.integers(1, 12))
def test_every_area_has_a_tile_of_its_own_inside_the_room(
    points: dict[str, tuple[int, int]], columns: int, rows: int
) -> None:
    tiles = lay_out(areas(points), columns, rows)
    if columns * rows < len(points):
        assert tiles == {}
    else:
        assert tiles.keys() == points.keys()
        assert len(set(tiles.values())) == len(points)
        assert all(0 <= column < columns and 0 <= row < rows for column, row in tiles.values())


def test_what_lies_north_or_west_is_drawn_there() -> None:
    corners = {"nw": (0, 9000), "ne": (9000, 9000), "sw": (0, 0), "se": (9000, 0), "mid": (4500, 4500)}
    tiles = lay_out(areas(corners), 9, 9)
    assert tiles["nw"][0] == tiles["sw"][0] < tiles["mid"][0] < tiles["ne"][0] == tiles["se"][0]
    assert tiles["nw"][1] == tiles["ne"][1] < tiles["mid"][1] < tiles["sw"][1] == tiles["se"][1]


def test_a_tile_has_its_letters_and_the_selected_one_brackets() -> None:
    two = areas({"w": (0, 0), "e": (5000, 0)})
    lines = draw_map(two, {"w": "Wes", "e": "Eas"}, 11, 4, selected="e")
    assert ["".join(part.text for part in line) for line in lines] == ["AAAAA [AAA]", "AWesA [Eas]"]
    assert [part.code for part in lines[1]] == ["w", "", "e"]
    [low] = draw_map(two, {"w": "Wes", "e": "Eas"}, 11, 1)
    assert [part.text for part in low] == ["AWesA", " ", "AEasA"]
    assert draw_map(two, {"w": "Wes", "e": "Eas"}, 4, 1) == []


@given(st.lists(st.text(min_size=1, max_size=12), max_size=60))
def test_no_two_areas_have_the_same_letters(names: list[str]) -> None:
    letters = letters_of({str(n): name for n, name in enumerate(names)})
    assert len(set(letters.values())) == len(names)
    assert {len(one) for one in letters.values()} <= {3}


def test_letters_are_of_the_name() -> None:
    names = {"1": "Burnley", "2": "South Ribble", "3": "Blackburn with Darwen", "4": "Bury", "5": "Bury"}
    assert list(letters_of(names).values())[:3] == ["Bur", "SRi", "BDa"]
    assert letters_of(names)["4"] == "Buy"
    assert letters_of({"1": "Klein ßa"}) == {"1": "KSs"}


@given(st.dictionaries(st.text(max_size=3), st.none() | st.integers(-(10**9), 10**9), max_size=30))
def test_more_is_never_lighter_and_not_known_is_no_shade(values: dict[str, int | None]) -> None:
    shading = shade(values)
    known = sorted((value, SHADES.index(shading.fills[code])) for code, value in values.items() if value is not None)
    assert [step for _, step in known] == sorted(step for _, step in known)
    assert all((shading.fills[code] == UNKNOWN) == (value is None) for code, value in values.items())
    for fill, least, most in shading.legend:
        inside = [value for code, value in values.items() if shading.fills[code] == fill and value is not None]
        assert (least, most) == ((min(inside), max(inside)) if inside else (None, None))


def test_four_areas_have_four_shades_and_equal_amounts_one() -> None:
    assert list(shade({"a": 1, "b": 2, "c": 3, "d": 4}).fills.values()) == list(SHADES)
    assert set(shade({"a": 0, "b": 0}).fills.values()) == {SHADES[0]}
