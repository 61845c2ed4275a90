"""Prices of one financial year in those of another: a series of deflators, and what its figures rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Deflators:
    """A series of deflators by financial year."""

    index: Mapping[int, Fraction]
    """Start year -> level of prices; only the ratio of two means anything."""

    edition: str
    """Which edition of the series it is."""

    source: str
    forecast_from: int | None = None
    """The first start year that is a forecast; None where none is."""

    def ratio(self, year: int, to: int) -> Fraction | None:
        """Return what £1 of one year comes to in prices of another; None where the series lacks one of them."""
        if year not in self.index or to not in self.index:
            return None
        return self.index[to] / self.index[year]
