"""What one unit costs the public purse, the economy and people, as a reference table has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.case import AVERAGE, FISCAL
from tpdesk.text import folded
from tpdesk.units import pounds, year_text

ATTRIBUTION: Final = (
    "New Economy / Greater Manchester Combined Authority, Unit Cost Database v1.4, March 2015, CC BY 4.0"
)


@dataclass(frozen=True, slots=True)
class UnitCost:
    """One unit cost."""

    code: str
    what: str
    unit: str
    agency: str
    """Who bears it, in words."""

    values: Mapping[str, tuple[int, int]]
    """`fiscal`, `economic`, `social` -> (pence, start year of its prices), those that are known."""

    is_transfer: bool
    """Whether the fiscal value is a benefit or tax."""

    rating: str
    """The authors' own: R, A or G; empty where there is none."""

    source: str
    is_own: bool = False
    """Whether it is the desk's own, and not one that comes with tpdesk."""

    def as_value(self, wanted: str = "") -> dict[str, str]:
        """Return what a value of a benefit says that follows from it: field -> text, as it is typed. `wanted` is the
        type of value where one was chosen; nothing where it has none of that type."""
        kind = wanted or next(iter(self.values), "")
        if kind not in self.values:
            return {}
        pence, year = self.values[kind]
        edition = self.source or self.code if self.is_own else f"Unit Cost Database v1.4, {self.code}"
        return {
            "type": kind, "unit_value": pounds(pence), "price_year": year_text(year), "unit": self.unit,
            "transfer": "yes" if self.is_transfer and kind == FISCAL else "",
            "basis": AVERAGE if "average" in folded(self.what) else "", "source": edition,
        }  # fmt: skip
