"""A header that comes again among the rows: the same, with other names for the same columns, or with the columns in other places."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from tpdesk.models.intake.words import heading_scores, is_gross

_CLEAR: Final = 50
"""The score from which a text names a field."""

_SURE: Final = 70
"""The score from which it names that field and no other."""

_ABLE: Final = 35
"""The score from which it may."""


def is_header_again(texts: Sequence[str], header: Sequence[str]) -> bool:
    """Say whether a row, given as headings, is a header: most of its texts are those of the first one, or it names the amount and two fields more."""
    filled = [text for text in texts if text]
    again = sum(1 for text in filled if text in header)
    if again >= 2 and again * 2 > len(filled):
        return True
    if not any(header) or any(char.isdigit() for text in filled for char in text):
        return False
    fields = {field for text in filled for field, score in heading_scores(text).items() if score >= _CLEAR}
    return len(fields) >= 3 and "amount" in fields


def stands_otherwise(
    texts: Sequence[str], header: Sequence[str], columns: Mapping[str, int], mapped: Collection[str]
) -> bool:
    """Say whether below another header the columns hold other fields than below the first; the user answers for `mapped` fields."""
    found = [*texts, *[""] * (len(header) - len(texts))]
    return any(_differs(field, n, found, header, field in mapped) for field, n in columns.items())


def _differs(field: str, n: int, texts: Sequence[str], header: Sequence[str], is_mapped: bool) -> bool:
    new, old = texts[n], header[n]
    if new == old:
        return False
    if old and old in texts:
        return True
    if is_mapped:
        return False
    if heading_scores(new, True).get(field, 0) >= _ABLE:
        # Another name for the same; but with VAT is not without.
        return field == "amount" and is_gross(new) != is_gross(old)
    elsewhere = any(heading_scores(text).get(field, 0) >= _CLEAR for at, text in enumerate(texts) if at != n)
    other = max(heading_scores(new).values(), default=0) >= _SURE
    return field == "amount" or elsewhere or other
