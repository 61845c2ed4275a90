"""The headings and sheet names by which tpdesk recognises files that it wrote itself."""

from __future__ import annotations

from typing import Final

LINE_MARK: Final = "tpdesk line"
"""The heading of the last column of written lines: the number of the line on its desk."""

PIVOT_MARK: Final = "tpdesk lines"
"""The heading of the last column of a written pivot: how many lines each row holds."""

PIVOT_SHEET: Final = "tpdesk pivot"
"""The one sheet of a pivot's workbook."""

LABEL_HEADINGS: Final = ("label", "category", "share", "title", "agency", "lines", "amount", "suggestion", "why")
"""The columns of a written map file."""

DECISION_HEADINGS: Final = ("record", "name", "field", "mine", "theirs", "choice")
"""The columns of the differences of a merge."""
