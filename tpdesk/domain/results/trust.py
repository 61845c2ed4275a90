"""How far a figure can be trusted: the total of an agency against its own, and money by confidence grade."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReconciliationRow:
    """An agency's total against what it says of itself."""

    agency: str
    counted_pence: int
    """Our gross expenditure of it."""

    control_pence: int | None
    """The control totals typed in at import, summed; None where any batch of it has none."""

    published_pence: int | None
    """A published total (accounts, revenue outturn), where entered."""

    published_source: str
    difference_pence: int | None
    """counted - published; where nothing is published, the files' lines (all years, both flows) - control; None where there is neither."""

    explanation: str

    is_one_body: bool = True
    """Whether it is one body, and no line that stands for several."""


@dataclass(frozen=True, slots=True)
class ConfidenceRow:
    """Money of one confidence grade and its linear error band."""

    grade: int | None
    """1 (agency's own system) to 6 (uncorroborated judgement); None for ungraded money, which has no band."""

    amount_pence: int
    band: float | None
    """The grade's band, 0.02 for plus or minus 2%."""

    band_pence: int | None
    """sum of |x| x band over the cells, rounded half up."""
