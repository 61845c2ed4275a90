"""The deflators that come with tpdesk."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from tpdesk.domain.deflators import Deflators
from tpdesk.models.register import rows
from tpdesk.units import parse_year


@cache
def read_deflators() -> Deflators:
    """Return HM Treasury's GDP deflators by financial year, in the edition that comes with tpdesk."""
    found = list(rows("deflators.csv"))
    forecast = [parse_year(row["year"]) for row in found if row["kind"] == "forecast"]
    return Deflators(
        {parse_year(row["year"]): Fraction(row["index"]) for row in found},
        found[0]["edition"],
        found[0]["source"],
        min(forecast, default=None),
    )
