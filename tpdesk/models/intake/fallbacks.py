"""Fields that no heading names: the column that is read as one by what its cells look like, and why; and
fields that no column holds.

The order of day and month in a column of dates, by evidence: a number over 12 can be no month.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from tpdesk.domain.advice import Advice, message
from tpdesk.domain.dates import full_year, numbers_of
from tpdesk.models.intake.fields import Cell
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


class _ColumnChoice(NamedTuple):
    column: int
    why: str


def columns_by_cells(
    headers: Sequence[str], looks: Sequence[Look], columns: dict[str, int], settled: Collection[str]
) -> list[str]:
    """Add the columns that are read as date, supplier or label by their cells to `columns`; return
    in words which, and why.

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

    def date(self) -> _ColumnChoice | None:
        """Return the column with the most dates."""
        able = [n for n in self._open_to("date", NO_DATE) if self._looks[n].written_dates >= 0.8]
        if not able:
            return None
        found = max(able, key=lambda n: (self._looks[n].filled, self._looks[n].distinct, -n))
        return _ColumnChoice(found, "no heading names a date, and its cells are dates")

    def supplier(self) -> _ColumnChoice | None:
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
        return _ColumnChoice(
            found, f"no heading names a supplier, and in {share}% of the rows looked at it says Ltd, PLC or the like"
        )

    def label(self) -> _ColumnChoice | None:
        """Return a column without a name whose words come again and again, as those of services do;
        else such a description, or any other such column."""
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
            return _ColumnChoice(text, "no heading names a service")
        found = max(nameless or able, key=lambda n: (self._looks[n].distinct, -n), default=None)
        return (
            None
            if found is None
            else _ColumnChoice(found, "no heading names a service, and its words come again and again")
        )

    def _plain(self, n: int) -> str:
        return plain_heading(self._headers[n]) if n < len(self._headers) else ""

    def _open_to(self, field: str, not_with: Collection[str]) -> list[int]:
        """Return the columns that are read as nothing yet and whose heading, if any, neither names another field nor
        has one of the words `not_with`."""
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


class Order(NamedTuple):
    """An order of dates and what speaks for it."""

    name: str
    """`dmy`, `mdy` or `ymd`."""

    evidence: str
    """In words."""

    warning: str | None
    """What the user should look at; None where there is nothing."""


def order_of(dates: Iterable[tuple[int, Cell]], named: Collection[int] = ()) -> Order:
    """Return the order by (row number, cell), read until the first evidence and then for as long as a thousand more.

    Without evidence the order is the British one, and that is said; unless by it, and by no other, all dates fall in
    the months (yyyymm) that are `named`.
    """
    day_first: tuple[int, int] | None = None
    month_first: tuple[int, int] | None = None
    counts = [0, 0]
    ambiguous = others = left = 0
    by_day, by_month = set[int](), set[int]()
    for row, cell in dates:
        numbers = numbers_of(cell)
        if numbers is None:
            others += cell not in (None, "")
        elif numbers[0] > 12 >= numbers[1]:
            counts[0] += 1
            day_first = day_first or (numbers[0], row)
        elif numbers[1] > 12 >= numbers[0]:
            counts[1] += 1
            month_first = month_first or (numbers[1], row)
        else:
            ambiguous += 1
            year = full_year(numbers[2]) * 100
            by_day.add(year + numbers[1])
            by_month.add(year + numbers[0])
        if (day_first or month_first or (not ambiguous and others > 1000)) and (left := left + 1) > 1000:
            break
    if counts[1] > counts[0] and month_first:
        warning = None
        if day_first:
            warning = (
                f"dates are written month first (a day {month_first[0]} in row {month_first[1]}), but row "
                f"{day_first[1]} has day {day_first[0]} first"
            )
        return Order("mdy", f"a day {month_first[0]} behind the month in row {month_first[1]}", warning)
    if day_first:
        warning = None
        if month_first:
            warning = (
                f"dates are written day first (a day {day_first[0]} in row {day_first[1]}), but row {month_first[1]} "
                "has the month first: others may have been turned round unseen"
            )
        return Order("dmy", f"a day {day_first[0]} in row {day_first[1]}", warning)
    if ambiguous and by_day <= set(named) and not by_month <= set(named):
        return Order("dmy", "day first, all fall in the months that the file's or sheet's name gives", None)
    if ambiguous:
        return Order(
            "dmy",
            "nothing shows it; the British order is taken",
            "no date has a day over 12, so that day and month could be the other way round",
        )
    return Order("dmy", "dates that need no order" if others else "no dates", None)
