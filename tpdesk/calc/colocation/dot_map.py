"""A map of sites for a terminal: a letter for each organisation where its site lies, and the moves of the best set as
lines of braille dots. North is up, and as far to the east as to the north is as long on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from string import ascii_letters
from typing import Final

from tpdesk.calc.colocation.distance import on_grid
from tpdesk.domain.asset import Site
from tpdesk.domain.results.colocation import Colocation

_DOTS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Bits of a braille sign: two dots wide, four high."""

_FAR_M: Final = 100_000
"""Further than this from the middle of all sites a position is a slip, and would leave the map empty."""

SEVERAL: Final = "*"
"""Where sites of several organisations share a cell."""


@dataclass(frozen=True, slots=True)
class DotMap:
    """A map as lines of text."""

    lines: tuple[str, ...]
    legend: tuple[tuple[str, str], ...]
    """(letter, the organisation that it stands for)."""

    metres: int
    """How far it is from its left to its right edge."""

    off: tuple[str, ...]
    """Sites too far off to be on it."""


def draw_sites(found: Colocation, width: int, height: int) -> DotMap:
    """Return the sites of a place as a map of at most so many columns and lines; no lines where no site has a point."""
    agencies = sorted({site.agency for site in found.sites})
    letters = {agency: ascii_letters[26 + n] if n < 26 else ascii_letters[n % 26] for n, agency in enumerate(agencies)}
    placed = dict(_placed(found.sites))
    near = _near(placed)
    off = tuple(name for name in placed if name not in near)
    if not near:
        return DotMap((), (), 0, off)
    grid = _Grid(list(near.values()), width, height)
    for one in found.best.moves:
        if one.leaves.name in near and one.host.name in near:
            grid.line(near[one.leaves.name], near[one.host.name])
    for site in found.sites:
        if site.name in near:
            grid.letter(near[site.name], letters[site.agency])
    shown = {site.agency for site in found.sites if site.name in near}
    legend = tuple((letter, agency) for agency, letter in letters.items() if agency in shown)
    return DotMap(grid.lines(), legend, round(grid.metres * (2 * grid.width - 1)), off)


def _placed(sites: Sequence[Site]) -> Iterator[tuple[str, tuple[int, int]]]:
    for site in sites:
        if site.point is not None:
            point = on_grid(site.point)
            yield site.name, (point.east or 0, point.north or 0)


def _near(placed: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    if not placed:
        return {}
    east, north = (median(point[n] for point in placed.values()) for n in (0, 1))
    return {name: point for name, point in placed.items() if max(abs(point[0] - east), abs(point[1] - north)) <= _FAR_M}


class _Grid:
    """The cells of a map, each of two dots by four."""

    def __init__(self, points: Sequence[tuple[int, int]], width: int, height: int) -> None:
        easts, norths = [east for east, _ in points], [north for _, north in points]
        self.west, self.top = min(easts), max(norths)
        across, down = max(easts) - self.west, self.top - min(norths)
        self.metres = max(across / (2 * width - 1), down / (4 * height - 1), 1.0)
        """Metres from one dot to the next."""

        self.width = round(across / self.metres) // 2 + 1
        self.height = round(down / self.metres) // 4 + 1
        self.dots = [[0] * self.width for _ in range(self.height)]
        self.letters: dict[tuple[int, int], str] = {}

    def _dot(self, point: tuple[int, int]) -> tuple[int, int]:
        return round((point[0] - self.west) / self.metres), round((self.top - point[1]) / self.metres)

    def letter(self, point: tuple[int, int], letter: str) -> None:
        """Write a letter where a point lies."""
        across, down = self._dot(point)
        cell = down // 4, across // 2
        self.letters[cell] = letter if self.letters.get(cell, letter) == letter else SEVERAL

    def line(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Draw a line of dots from one point to another, every other dot."""
        (x, y), (to_x, to_y) = self._dot(start), self._dot(end)
        steps = max(abs(to_x - x), abs(to_y - y), 1)
        for step in range(0, steps + 1, 2):
            across, down = round(x + (to_x - x) * step / steps), round(y + (to_y - y) * step / steps)
            self.dots[down // 4][across // 2] |= _DOTS[down % 4][across % 2]

    def lines(self) -> tuple[str, ...]:
        """Return the lines from the north."""
        return tuple(
            "".join(
                self.letters.get((row, column)) or (chr(0x2800 + dots) if dots else " ")
                for column, dots in enumerate(cells)
            )
            for row, cells in enumerate(self.dots)
        )
