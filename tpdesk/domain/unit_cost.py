"""What one unit costs the public purse, the economy and people, as a reference table has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

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
