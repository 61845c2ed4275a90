"""Results as pandas tables, for wide analysis and export. The one module of calc that loads pandas, and only when called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tpdesk.domain.results.count import CountResult, TransfersResult
from tpdesk.domain.results.overlap import OverlapResult, PairsResult

if TYPE_CHECKING:
    import pandas as pd


def to_frame(result: CountResult | OverlapResult | PairsResult | TransfersResult) -> pd.DataFrame:
    """Return the result's rows as a DataFrame, one column a plain field; pence are whole numbers, shares 0..1, what is missing is NA."""
    import dataclasses

    import pandas as pd

    rows = [
        {
            field.name: value
            for field in dataclasses.fields(row)
            if not isinstance(value := getattr(row, field.name), tuple)
        }
        for row in result.rows
    ]
    return pd.DataFrame(rows).convert_dtypes()


def to_matrix(result: CountResult) -> pd.DataFrame:
    """Return a count by matrix with a column `agency` and one a category, pence, 0 where an agency spends nothing on a category."""
    import pandas as pd

    if result.by != "matrix":
        raise ValueError("only a count by matrix has agencies and categories")
    frame = pd.DataFrame(
        [{"agency": row.agency, "category": row.key or "Unmapped", "pence": row.amount_pence} for row in result.rows]
    )
    if frame.empty:
        return frame
    return frame.pivot_table(
        index="agency", columns="category", values="pence", aggfunc="sum", fill_value=0
    ).reset_index()
