"""Which character parts the cells of a text file: the one that gives the most cells, row after row the same number."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import Final

DELIMITERS: Final = (",", ";", "\t", "|")
"""What is looked for; the first wins a tie."""

SEP_LINE: Final = re.compile(r"\ufeff?sep=(.)\s*\Z", re.IGNORECASE)
"""Excel's own first line that names the delimiter; a spreadsheet never shows it as a row."""

_SPACED_QUOTE = re.compile(r"[,;|\t] +\"[^\"\r\n]*\" *(?=[,;|\t\r\n]|\Z)")


def spaced_quotes(sample: str) -> bool:
    """Say whether the file writes a space before the quotes of a cell, which has to be passed over for them to count."""
    return bool(_SPACED_QUOTE.search(sample))


def delimiter_of(lines: list[str]) -> tuple[str, int]:
    """Return the delimiter of these lines and the usual number of cells of a row."""
    best: tuple[float, int, str] = (0.0, 1, ",")
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        rows = 0
        try:
            for record in csv.reader(lines, delimiter=delimiter):
                if any(cell.strip() for cell in record):
                    rows += 1
                    widths[len(record)] += 1
        except csv.Error:
            continue
        if not rows:
            continue
        # Rows of one cell (titles, notes) neither speak for a delimiter nor against it.
        split = rows - widths.pop(1, 0)
        if not split:
            continue
        width, n = widths.most_common(1)[0]
        # Width counts with its logarithm's slope: a decimal comma splits every row in two as steadily as the true semicolon splits it in six.
        score = (n / split) * (split / rows) * (1 - 1 / width)
        if score > best[0] * 1.0001:
            best = (score, width, delimiter)
    return best[2], best[1]
