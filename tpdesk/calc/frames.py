"""Results as pandas tables, for wide analysis and export.
The one module of calc that loads pandas, and only when called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tpdesk.domain.results.count import CountResult, TransfersResult
from tpdesk.domain.results.overlap import OverlapResult, OverlapRow, PairsResult

if TYPE_CHECKING:
    import pandas as pd


_OVERLAP: Final = (
    "category", "title", "weak", "support", "coarser", "agencies", "total_pence", "count_pence", "hhi",
    "effective_agencies", "fragmentation",
    "lead_agency", "lead_share", "outside_lead_pence", "outside_lead_meeting_pence", "unproven", "verdict", "ranked",
    "found_verdict",
    "spend_verdict", "level", "finer", "ruling_reason",
)  # fmt: skip
"""The columns of an overlap."""

_OF_JUDGEMENT: Final = {
    "unproven": "unproven",
    "found_verdict": "found",
    "spend_verdict": "by_spend",
    "ruling_reason": "reason",
}
"""Column -> what of the row's judgement stands in it."""


def to_frame(result: CountResult | OverlapResult | PairsResult | TransfersResult) -> pd.DataFrame:
    """Return the result's rows as a DataFrame, one column a plain field;
    pence are whole numbers, shares 0..1, what is missing is NA."""
    import dataclasses

    import pandas as pd

    if isinstance(result, OverlapResult):
        judged = [{name: _overlap_value(row, name) for name in _OVERLAP} for row in result.rows]
        return pd.DataFrame(judged).convert_dtypes()
    rows = [
        {
            field.name: value
            for field in dataclasses.fields(row)
            if not isinstance(value := getattr(row, field.name), tuple)
        }
        for row in result.rows
    ]
    return pd.DataFrame(rows).convert_dtypes()


def _overlap_value(row: OverlapRow, name: str) -> object:
    return getattr(row.judgement, _OF_JUDGEMENT[name]) if name in _OF_JUDGEMENT else getattr(row, name)


def to_matrix(result: CountResult) -> pd.DataFrame:
    """Return a count by matrix with a column `agency` and one a category, pence, 0 where an agency
    spends nothing on a category."""
    import pandas as pd

    if result.by != "matrix":
        raise ValueError("only a count by matrix has organisations and categories")
    frame = pd.DataFrame(
        [{"agency": row.agency, "category": row.key or "Unmapped", "pence": row.amount_pence} for row in result.rows]
    )
    if frame.empty:
        return frame
    return frame.pivot_table(
        index="agency", columns="category", values="pence", aggfunc="sum", fill_value=0
    ).reset_index()
