"""Fields that no heading names: the column that is read as one by what its cells look like, and why; and fields that no column holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from tpdesk.domain.advice import Advice, message
from tpdesk.models.intake.looks import Look
from tpdesk.models.intake.words import NO_DATE, NO_LABEL, NO_SUPPLIER, NOTHING, heading_scores, plain_heading

_SURE: Final = 60
"""The score from which a heading names a field, so that its column is read as no other."""

_MISSING: Final = {
    "date": "no column of dates was found, so the lines have no date",
    "label": "no column of services was found, so the lines have no label",
    "supplier": "no column of suppliers was found, so the lines name no supplier",
}
"""Field that every file should have -> what is said where no column holds it."""


class _Choice(NamedTuple):
    column: int
    why: str


def columns_by_cells(
    headers: Sequence[str], looks: Sequence[Look], columns: dict[str, int], settled: Collection[str]
) -> list[str]:
    """Add the columns that are read as date, supplier or label by their cells to `columns`; return in words which, and why.

    `settled` are the fields whose column, or lack of one, the user or a saved layout gave.
    """
    warnings: list[str] = []
    cells = _Cells(headers, looks, columns, settled)
    for field, find in (("date", cells.date), ("supplier", cells.supplier), ("label", cells.label)):
        found = find() if field not in columns and field not in settled else None
        if found is not None:
            if columns.get("description") == found.column:
                del columns["description"]
            columns[field] = found.column
            warnings.append(f"{_named(headers, found.column)} is read as the {field}: {found.why}")
    return warnings


def missing_fields(columns: Collection[str], settled: Collection[str]) -> list[str]:
    """Return in words which of the date, the label and the supplier no column holds."""
    return [
        message(f"{words}; if one of the columns holds it, ", Advice("name-column", field))
        for field, words in _MISSING.items()
        if field not in columns and field not in settled
    ]


def _named(headers: Sequence[str], column: int) -> str:
    heading = headers[column] if column < len(headers) else ""
    return f"'{heading}'" if plain_heading(heading) else f"column #{column + 1} ({heading or 'no name'})"


class _Cells:
    """The columns of a sheet, and what their cells speak for."""

    def __init__(
        self, headers: Sequence[str], looks: Sequence[Look], columns: Mapping[str, int], settled: Collection[str]
    ) -> None:
        self._headers, self._looks, self._columns, self._settled = headers, looks, columns, settled

    def date(self) -> _Choice | None:
        """Return the column with the most dates."""
        able = [n for n in self._open_to("date", NO_DATE) if self._looks[n].written_dates >= 0.8]
        if not able:
            return None
        found = max(able, key=lambda n: (self._looks[n].filled, self._looks[n].distinct, -n))
        return _Choice(found, "no heading names a date, and its cells are dates")

    def supplier(self) -> _Choice | None:
        """Return the column with the most names that end as those of companies do."""
        able = [
            n
            for n in self._open_to("supplier", NO_SUPPLIER)
            if self._looks[n].is_wordy and self._looks[n].companies >= 0.1
        ]
        if not able:
            return None
        found = max(able, key=lambda n: (self._looks[n].companies, -n))
        share = round(100 * self._looks[found].companies)
        return _Choice(
            found, f"no heading names a supplier, and in {share}% of the rows looked at it says Ltd, PLC or the like"
        )

    def label(self) -> _Choice | None:
        """Return a column without a name whose words come again and again, as those of services do; else such a description, or any other such column."""
        able = [n for n in self._open_to("label", NO_LABEL) if self._repeats(n)]
        nameless = [n for n in able if not self._plain(n)]
        text = self._columns.get("description")
        if (
            not nameless
            and text is not None
            and "description" not in self._settled
            and self._looks[text].repeats >= 0.5
        ):
            # The words that come again and again are all there is to sort the money by.
            return _Choice(text, "no heading names a service")
        found = max(nameless or able, key=lambda n: (self._looks[n].distinct, -n), default=None)
        return (
            None if found is None else _Choice(found, "no heading names a service, and its words come again and again")
        )

    def _plain(self, n: int) -> str:
        return plain_heading(self._headers[n]) if n < len(self._headers) else ""

    def _open_to(self, field: str, not_with: Collection[str]) -> list[int]:
        """Return the columns that are read as nothing yet and whose heading, if any, neither names another field nor has one of the words `not_with`."""
        used = set(self._columns.values())
        return [
            n
            for n, look in enumerate(self._looks)
            if n not in used and look.filled >= 3 and (not self._plain(n) or self._may_be(n, field, not_with))
        ]

    def _may_be(self, n: int, field: str, not_with: Collection[str]) -> bool:
        plain = self._plain(n)
        others = (score for name, score in heading_scores(self._headers[n], True).items() if name != field)
        return plain not in NOTHING and max(others, default=0) < _SURE and not set(plain.split()).intersection(not_with)

    def _repeats(self, n: int) -> bool:
        look = self._looks[n]
        return look.is_wordy and look.distinct > 1 and look.repeats >= 0.3 and look.companies < 0.1
