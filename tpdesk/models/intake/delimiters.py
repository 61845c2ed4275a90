"""Which character parts the cells of a text file: the one that gives the most cells, row after row the same number."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import Final

from tpdesk.models.intake.words import heading_scores

DELIMITERS: Final = (",", ";", "\t", "|")
"""What is looked for; the first wins a tie."""

SEP_LINE: Final = re.compile(r"\ufeff?sep=(.)\s*\Z", re.IGNORECASE)
"""Excel's own first line that names the delimiter; a spreadsheet never shows it as a row."""

_HEADED: Final = 25
"""Rows in which a header may stand."""

_SPACED_QUOTE = re.compile(r"[,;|\t] +\"[^\"\r\n]*\" *(?=[,;|\t\r\n]|\Z)")


def spaced_quotes(sample: str) -> bool:
    """Say whether the file writes a space before the quotes of a cell, which has to be passed over for them to count."""
    return bool(_SPACED_QUOTE.search(sample))


def _headings(record: list[str]) -> int:
    """Return how many cells of a record are headings that are known as they are spelt."""
    if sum(1 for cell in record if any(char.isdigit() for char in cell)) * 2 > len(record):
        return 0
    return sum(
        1
        for cell in record
        if 1 < len(cell) < 60 and any(score >= 50 for score in heading_scores(cell, fuzzy=False).values())
    )


def delimiter_of(lines: list[str]) -> tuple[str, int]:
    """Return the delimiter of these lines and the usual number of cells of a row."""
    best: tuple[float, int, str] = (0.0, 1, ",")
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        rows = 0
        named = 0
        try:
            for record in csv.reader(lines, delimiter=delimiter):
                if any(cell.strip() for cell in record):
                    rows += 1
                    widths[len(record)] += 1
                    if len(record) > 1 and rows <= _HEADED:
                        named = max(named, _headings(record))
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
        # Headings speak too: dates written "Friday, April 29, 2022" split every row in three, but not the header.
        score = (n / split) * (split / rows) * (1 - 1 / width) * (1 + min(named, 4) / 4)
        if score > best[0] * 1.0001:
            best = (score, width, delimiter)
    return best[2], best[1]
