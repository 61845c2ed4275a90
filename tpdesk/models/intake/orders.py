"""The order of day and month in a column of dates, by evidence: a number over 12 can be no month."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from tpdesk.domain.dates import full_year, numbers_of
from tpdesk.models.intake.fields import Cell


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

    Without evidence the order is the British one, and that is said; unless by it, and by no other, all dates fall in the months (yyyymm) that are `named`.
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
            warning = f"dates are written month first (a day {month_first[0]} in row {month_first[1]}), but row {day_first[1]} has day {day_first[0]} first"
        return Order("mdy", f"a day {month_first[0]} behind the month in row {month_first[1]}", warning)
    if day_first:
        warning = None
        if month_first:
            warning = (
                f"dates are written day first (a day {day_first[0]} in row {day_first[1]}), but row {month_first[1]} has the month first: "
                "others may have been turned round unseen"
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
