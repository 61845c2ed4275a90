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


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One file of one agency that the pack rests on, or a return that is missing."""

    agency: str
    state: str
    file: str | None
    made_at: str | None
    lines: int | None
    """Its lines of this place and year, as they stand now."""

    expenditure_pence: int | None
    income_pence: int | None
    """Beside the expenditure and never added to it."""

    changed: str
    """What became of the file's lines since they were imported; empty where they are as they came."""

    sha256: str | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that was changed on the desk, for the pack's list of changes. Who did it is not told: a pack travels."""

    at: str
    """When: ISO 8601 UTC."""

    act: str
    """What was done, in words."""

    what: str
    """Which record and field; empty where the act tells it all."""

    before: str
    after: str
