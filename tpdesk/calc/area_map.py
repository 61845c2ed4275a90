"""A map of a place in letters: each area a tile near where it lies, filled by how much money it has or by what it goes
to. Tiles are as large as each other, since the number of people and not the land says how much an area weighs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

from tpdesk.units import pounds, short_pounds, whole_pounds

if TYPE_CHECKING:
    from tpdesk.calc.by_area import ByArea
    from tpdesk.domain.boundary_set import BoundarySet

SHADES: Final = "░▒▓█"
"""Fills from the least to the most."""

UNKNOWN: Final = "·"
"""Fills a tile whose figure is not known."""

_TILE: Final = 5
"""Columns of a tile, without the gap beside it."""

_STEP: Final = _TILE + 1
_LARGE: Final = 100_00
"""Pence a head from which, where all areas have as much, the legend leaves the pence out."""

_ROOMY: Final = 1.5
"""Places for tiles for each area, so that coasts and gaps can be seen."""


@dataclass(frozen=True, slots=True)
class MapArea:
    """An area to draw."""

    code: str
    name: str
    east: float
    """Where its middle lies, in metres or any other measure."""

    north: float
    fill: str
    """The one letter or shade that fills its tile."""


@dataclass(frozen=True, slots=True)
class MapPart:
    """A run of a drawn line."""

    text: str
    code: str = ""
    """The area whose tile it is of; empty between tiles."""

    fill: str = ""


@dataclass(frozen=True, slots=True)
class Shading:
    """Which fill stands for which amounts."""

    fills: Mapping[str, str]
    """Code -> fill."""

    legend: tuple[tuple[str, int | None, int | None], ...]
    """(fill, least, most) of each fill in use, in order; None and None where the figure is not known."""


def shade(values: Mapping[str, int | None]) -> Shading:
    """Return a fill for each area by its amount: as many areas in each shade as can be, equal amounts in one shade."""
    known = sorted(value for value in values.values() if value is not None)
    steps = min(len(SHADES), len(set(known)))
    fills, ranges = dict[str, str](), dict[str, tuple[int, int]]()
    for code, value in values.items():
        if value is None:
            fills[code] = UNKNOWN
            continue
        below = sum(1 for one in known if one < value)
        mark = SHADES[_spread(min(below * steps // len(known), steps - 1), steps)]
        fills[code] = mark
        least, most = ranges.get(mark, (value, value))
        ranges[mark] = (min(least, value), max(most, value))
    legend: list[tuple[str, int | None, int | None]] = [(mark, *ranges[mark]) for mark in SHADES if mark in ranges]
    if UNKNOWN in fills.values():
        legend.append((UNKNOWN, None, None))
    return Shading(fills, tuple(legend))


def _spread(step: int, steps: int) -> int:
    """Return which of all shades stands for a step where fewer are needed: the lightest and the darkest are used."""
    return step * (len(SHADES) - 1) // max(steps - 1, 1)


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """What a map of a place's areas is drawn from."""

    areas: tuple[MapArea, ...]
    letters: Mapping[str, str]
    """Code -> the letters of its tile."""

    legend: tuple[tuple[str, str], ...]
    """(fill, what it stands for), in order."""

    missing: tuple[str, ...]
    """Names of the areas whose position is not known: they are not on the map."""


def map_of(found: ByArea, *, per_head: bool) -> PlaceMap:
    """Return the map of a place's money by areas, shaded by pounds per head or in all."""
    values = {row.area: row.pence_per_head if per_head else row.amount_pence for row in found.rows}
    shading = shade(values)
    areas = tuple(
        MapArea(row.area, row.title, row.middle[0], row.middle[1], shading.fills[row.area])
        for row in found.rows
        if row.middle is not None
    )
    is_large = all(abs(value or 0) >= _LARGE for value in values.values())
    say = short_pounds if not per_head else whole_pounds if is_large else pounds
    legend = tuple(
        (fill, "not known" if least is None or most is None else _range_words(say(least), say(most)))
        for fill, least, most in shading.legend
    )
    letters = letters_of({row.area: row.title for row in found.rows})
    return PlaceMap(areas, letters, legend, tuple(row.title for row in found.rows if row.middle is None))


def map_of_new(redrawn: BoundarySet, names: Mapping[str, str], middles: Mapping[str, tuple[float, float]]) -> PlaceMap:
    """Return the map of a boundary set: each area that has a name, filled by the letter of the new one it goes to."""
    fills = _capitals([area.name for area in redrawn.areas])
    homes = {code: area.name for area in redrawn.areas for code in area.areas if code in names}
    areas = tuple(
        MapArea(code, names[code], *middles[code], fills[home]) for code, home in homes.items() if code in middles
    )
    legend = tuple((fills[area.name], area.name) for area in redrawn.areas)
    missing = tuple(names[code] for code in homes if code not in middles)
    return PlaceMap(
        areas, letters_of({code: names[code] for code in sorted(homes, key=names.__getitem__)}), legend, missing
    )


def _capitals(names: Sequence[str]) -> dict[str, str]:
    """Return a capital letter or digit for each name, none twice: one of its own letters where one is free."""
    found, spare = dict[str, str](), [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", *SHADES]
    for name in names:
        own = [letter for letter in name.upper() if letter in spare]
        found[name] = (own or spare or [UNKNOWN])[0]
        if found[name] in spare:
            spare.remove(found[name])
    return found


def _range_words(least: str, most: str) -> str:
    return least if least == most else f"{least} to {most}"


def letters_of(names: Mapping[str, str]) -> dict[str, str]:
    """Return three letters for each area by its name, none twice: Bur for Burnley, SRi for South Ribble."""
    found, used = dict[str, str](), set[str]()
    for code, name in names.items():
        letters = next(one for one in _candidates(name) if one not in used)
        used.add(letters)
        found[code] = letters
    return found


def _candidates(name: str) -> Iterable[str]:
    """Yield what can stand for a name, the best first."""
    words = [word for word in re.findall(r"[^\W_]+", name) if word not in ("and", "of", "the", "upon", "with")] or ["?"]
    plain = "".join(words)
    initials = "".join(word[0] for word in words)
    if len(words) == 2:
        # A capital may be two letters: SS for ß.
        yield f"{initials[0]}{words[1][:2].capitalize()}"[:3].ljust(3, "·")
    elif len(words) > 2:
        yield initials[:3]
    yield plain[:3].ljust(3, "·")
    for second in plain[1:]:
        for third in plain[2:]:
            yield plain[0] + second + third
    yield from (f"{plain[0]}{number:02d}" for number in range(100))
    yield from (f"{number:03d}" for number in range(1000))


def lay_out(areas: Sequence[MapArea], columns: int, rows: int) -> dict[str, tuple[int, int]]:
    """Return code -> (column, row) of its tile, none twice, each as near to where it lies as can be; empty where there
    is no room for all."""
    if not areas or columns * rows < len(areas):
        return {}
    columns, rows = _extent(areas, columns, rows)
    wanted = {
        area.code: (across * (columns - 1), down * (rows - 1))
        for area, across, down in zip(
            areas, _stretched([a.east for a in areas]), _stretched([-a.north for a in areas]), strict=True
        )
    }
    free = {(column, row) for column in range(columns) for row in range(rows)}
    found = dict[str, tuple[int, int]]()
    middle = ((columns - 1) / 2, (rows - 1) / 2)
    for code in sorted(wanted, key=lambda code: (_far(wanted[code], middle), code)):
        at = min(free, key=lambda tile: (_far(wanted[code], tile), tile))
        free.remove(at)
        found[code] = at
    _improve(found, wanted)
    return found


def _extent(areas: Sequence[MapArea], columns: int, rows: int) -> tuple[int, int]:
    """Return how many columns and rows of tiles to use, in the shape of the place, where there is room."""
    wide = max(area.east for area in areas) - min(area.east for area in areas)
    high = max(area.north for area in areas) - min(area.north for area in areas)
    ratio = max(0.2, min(5.0, wide / high)) if high and wide else (5.0 if wide else 0.2)
    places = len(areas) * _ROOMY
    across = min(columns, max(1, round(sqrt(places * ratio))))
    down = min(rows, max(1, -int(-places // across)))
    across = min(columns, max(across, -int(-places // down)))
    return across, down


def _stretched(values: Sequence[float]) -> list[float]:
    """Return values between 0 and 1: halfway between where they lie and their rank, so that crowds are drawn apart."""
    least, most = min(values), max(values)
    if least == most:
        return [0.5 for _ in values]
    order = sorted(values)
    last = len(order) - 1
    return [((value - least) / (most - least) + order.index(value) / last) / 2 for value in values]


def _far(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2)


def _improve(found: dict[str, tuple[int, int]], wanted: Mapping[str, tuple[float, float]]) -> None:
    """Swap tiles as long as both come nearer to where they lie, taken together."""
    codes = sorted(found)
    for _ in range(4):
        is_better = False
        for n, one in enumerate(codes):
            for other in codes[n + 1 :]:
                here, there = found[one], found[other]
                now = _far(wanted[one], here) + _far(wanted[other], there)
                if _far(wanted[one], there) + _far(wanted[other], here) < now - 1e-9:
                    found[one], found[other] = there, here
                    is_better = True
        if not is_better:
            return


def draw_map(
    areas: Sequence[MapArea], letters: Mapping[str, str], width: int, height: int, *, selected: str = ""
) -> list[list[MapPart]]:
    """Return the lines of a map that fits in so many columns and lines, the selected area in brackets; none where
    there is no room for a tile each."""
    columns = (width + 1) // _STEP
    tall = 2 if columns * (height // 2) >= len(areas) * _ROOMY else 1
    tiles = lay_out(areas, columns, height // tall)
    known = {area.code: area for area in areas}
    by_place = {at: known[code] for code, at in tiles.items()}
    lines = list[list[MapPart]]()
    for row in range(1 + max((row for _, row in tiles.values()), default=-1)):
        in_row = {column: area for (column, line), area in by_place.items() if line == row}
        lines += [_drawn_row(in_row, letters, selected, is_top=line < tall - 1) for line in range(tall)]
    return lines


def _drawn_row(
    in_row: Mapping[int, MapArea], letters: Mapping[str, str], selected: str, *, is_top: bool
) -> list[MapPart]:
    parts, at = list[MapPart](), 0
    for column, area in sorted(in_row.items()):
        if column * _STEP > at:
            parts.append(MapPart(" " * (column * _STEP - at)))
        first, last = "[]" if area.code == selected else (area.fill, area.fill)
        middle = area.fill * (_TILE - 2) if is_top else letters[area.code]
        parts.append(MapPart(f"{first}{middle}{last}", area.code, area.fill))
        at = column * _STEP + _TILE
    return parts
