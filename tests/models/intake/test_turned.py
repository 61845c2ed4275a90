"""Dates whose day and month were turned round in a spreadsheet:
found, told with their money, and turned back only where the user says so."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.models.intake.reading import SHARED, Reading, read, written
from tpdesk.models.intake.fallbacks import order_of
from tpdesk.models.intake.layout import Overrides
from tpdesk.models.intake.memo import TURNED
from tpdesk.models.intake.turned import turned_day, turned_days

BY_ROW = Overrides(date_order="by-row")


def weekdays(year: int, month: int, months: int = 1) -> list[dt.date]:
    """Return the working days of a month, or of several."""
    first = dt.date(year, month, 1)
    days = (first + dt.timedelta(days=n) for n in range(31 * months))
    return [day for day in days if day.weekday() < 5 and (day.year * 12 + day.month) < year * 12 + month + months]


def number(day: dt.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def turned(day: dt.date) -> dt.date:
    """Return the day as a spreadsheet of another country reads it."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else day


def counted(days: Iterable[dt.date]) -> Counter[int]:
    return Counter(map(number, days))


def dated(folder: Path, texts: Sequence[str], name: str = "spend.csv") -> Path:
    """Write a file of lines with these dates, £1.00 the first, £2.00 the second and so on."""
    rows = "".join(f"{text},Parks {n % 5},Firm {n} Ltd,{n}.00\n" for n, text in enumerate(texts, 1))
    return written(folder, f"Payment date,Service,Supplier,Amount\n{rows}", name)


def warning_of(found: Reading) -> str:
    """Return the one warning of dates that may be turned round."""
    [warning] = [text for text in found.tally.warnings if "wrong way round" in text]
    return warning


APRIL = weekdays(2019, 4)


def test_dates_that_fall_outside_the_files_month_are_found_and_told_with_their_money(tmp_path: Path) -> None:
    meant = [day for day in APRIL for _ in range(3)]
    # Every third line is turned round; 4 April is the same both ways.
    texts = [f"{turned(day) if n % 3 == 0 else day:%d/%m/%Y}" for n, day in enumerate(meant)]
    wrong = [n for n, day in enumerate(meant, 1) if n % 3 == 1 and day.day <= 12 and day.day != day.month]
    crossing = [n for n in wrong if meant[n - 1].day < 4]
    path = dated(tmp_path, texts)
    found = read(path)
    assert warning_of(found) == (
        f"{len(wrong)} lines (£{sum(wrong):,}.00) may have day and month the wrong way round: as written they fall "
        "in January 2019, February 2019, March 2019 and 6 more, where the file has hardly any other dates, and "
        f"turned round in April 2019, as the rest does; £{sum(crossing):,}.00 would move to another financial year. "
        "To turn these dates round, use --date-order by-row"
    )
    assert found.tally.years == {2018: len(crossing), 2019: len(meant) - len(crossing)}, (
        "nothing is turned round unasked"
    )
    asked = read(path, overrides=BY_ROW)
    assert [line.date for line in asked.lines] == [day.isoformat() for day in meant]
    assert asked.tally.years == {2019: len(meant)}
    assert asked.tally.coercions[TURNED] == len(wrong)
    assert not any("wrong way round" in text for text in asked.tally.warnings)
    assert asked.tally.sum_pence == found.tally.sum_pence
    assert "9 days turned round, as you said" in asked.layout.date_evidence


@pytest.mark.parametrize(
    "form",
    ["{:%Y-%m-%d}", "{:%d.%m.%Y}", "{:%d/%m/%y}", "{:%Y%m%d}", "{:%d-%m-%Y} 00:00:00"],
)
def test_a_turned_date_is_found_however_it_is_written(tmp_path: Path, form: str) -> None:
    path = dated(tmp_path, [form.format(turned(day)) for day in APRIL])
    assert "April 2019" in warning_of(read(path))
    assert {line.date for line in read(path, overrides=BY_ROW).lines} == {day.isoformat() for day in APRIL}


def test_a_block_of_dates_with_the_month_first_below_others_is_found(tmp_path: Path) -> None:
    texts = [f"{day:%d/%m/%Y}" for day in APRIL * 3] + [f"{day:%m/%d/%Y}" for day in APRIL]
    path = dated(tmp_path, texts)
    assert warning_of(read(path)).startswith("9 lines ")
    assert {(line.date or "")[:7] for line in read(path, overrides=BY_ROW).lines} == {"2019-04"}


def test_early_days_with_the_day_first_among_later_ones_with_the_month_first_are_found(tmp_path: Path) -> None:
    path = dated(tmp_path, [f"{day:%d/%m/%Y}" if day.day <= 12 else f"{day:%m/%d/%Y}" for day in APRIL])
    assert read(path).layout.date_order == "mdy"
    assert warning_of(read(path)).startswith("9 lines ")
    assert [line.date for line in read(path, overrides=BY_ROW).lines] == [day.isoformat() for day in APRIL]


def test_a_workbook_whose_early_days_became_other_dates_is_found(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Payment date", "Service", "Supplier", "Amount"])
    for n, day in enumerate(APRIL * 2, 1):
        shown = dt.datetime.combine(turned(day), dt.time()) if day.day <= 12 else f"{day:%d/%m/%Y}"
        sheet.append([shown, f"Parks {n % 3}", f"Firm {n} Ltd", n])
    path = tmp_path / "spend.xlsx"
    book.save(path)
    assert "April 2019" in warning_of(read(path))
    assert {(line.date or "")[:7] for line in read(path, overrides=BY_ROW).lines} == {"2019-04"}


def test_a_month_that_is_written_as_a_word_is_never_turned_round(tmp_path: Path) -> None:
    path = dated(tmp_path, [f"{day:%d %B %Y}" for day in APRIL] + ["4 June 2019", "04-Jun-19"])
    found = read(path, overrides=BY_ROW)
    assert found.tally.warnings == []
    assert [line.date for line in found.lines][-2:] == ["2019-06-04", "2019-06-04"]


def test_the_first_days_of_the_next_month_are_no_turned_dates() -> None:
    later = [dt.date(2019, 5, day) for day in (1, 2, 3, 7, 8)]
    assert turned_days(counted(APRIL * 9 + later * 3), set(), set()) == {}
    assert turned_days(counted(APRIL * 9 + later * 3), set(), {201904}) == {}, "a name says no more than the dates do"


def test_a_quarter_that_ends_on_the_first_days_of_the_next_is_no_turned_one() -> None:
    lines = counted(weekdays(2019, 1, 3) * 20 + [dt.date(2019, 4, 1)] * 16 + [dt.date(2019, 4, 3)] * 144)
    assert turned_days(lines, set(), {201901, 201902, 201903}) == {}


def test_a_payment_of_the_next_month_is_not_turned_onto_a_sunday() -> None:
    # 2 March 2015 would be 3 February, a Tuesday; 1 February 2022 would be 2 January, a Sunday.
    assert turned_days(counted(weekdays(2015, 2) * 20 + [dt.date(2015, 3, 2)] * 49), set(), set()) == {
        20150302: 20150203
    }
    assert turned_days(counted(weekdays(2022, 1) * 20 + [dt.date(2022, 2, 1)] * 49), set(), set()) == {}


def test_late_invoices_of_any_month_are_not_turned_ones() -> None:
    late = [dt.date(2018, month, day) for month in range(1, 13) for day in (20,)]
    some = [dt.date(2019, 11, 4), dt.date(2020, 6, 4)]
    lines = counted(APRIL * 3 + late * 3 + some)
    assert turned_days(lines, set(), set()) == {}
    assert turned_days(counted(APRIL * 3 + some), set(), set()) == {20191104: 20190411}


def test_a_month_of_dates_of_which_only_few_can_be_turned_is_the_files_own() -> None:
    lines = counted(APRIL * 20 + [dt.date(2019, 6, day) for day in (3, 4, 5, 6, 7, 10, 11, 12)] * 20)
    assert turned_days(lines, set(), set()) == {}


@given(
    st.integers(0, 47).map(lambda n: (2015 + n // 12, n % 12 + 1)),
    st.lists(st.booleans(), min_size=30, max_size=30),
    st.booleans(),
)
def test_turning_back_gives_what_was_meant_and_touches_no_other(
    month: tuple[int, int], chosen: list[bool], named: bool
) -> None:
    meant = [day for day in weekdays(*month) for _ in range(3)]
    lines: Counter[int] = Counter()
    wrong: dict[int, int] = {}
    for n, day in enumerate(meant):
        shown = turned(day) if chosen[n % 30] else day
        lines[number(shown)] += 1
        if shown != day:
            wrong[number(shown)] = number(day)
    found = turned_days(lines, set(), {month[0] * 100 + month[1]} if named else set())
    assert found.items() <= wrong.items()
    after = number((meant[-1].replace(day=28) + dt.timedelta(days=4)).replace(day=1)) // 100
    assert {day // 100 for day in wrong.keys() - found.keys()} <= {after}
    assert all(turned_day(turned_day(day)) == day for day in lines if day % 100 <= 12)


def test_the_name_decides_where_no_day_is_over_twelve(tmp_path: Path) -> None:
    early = [f"{day:%d/%m/%Y}" for day in APRIL if day.day <= 12]
    plain = read(dated(tmp_path, early, "spend.csv"))
    assert any("no date has a day over 12" in text for text in plain.layout.warnings)
    found = read(dated(tmp_path, early, "spend April 2019.csv"))
    assert found.layout.warnings == ()
    assert "the file's or sheet's name" in found.layout.date_evidence
    wrong = dated(tmp_path, [f"{turned(day):%d/%m/%Y}" for day in APRIL if day.day <= 12], "spend 2019-04.csv")
    assert "April 2019" in warning_of(read(wrong))
    assert {(line.date or "")[:7] for line in read(wrong, overrides=BY_ROW).lines} == {"2019-04"}
    assert order_of([(2, "04/01/2019")], {201901, 201904}).warning is not None, (
        "a name that fits both ways decides nothing"
    )


def test_a_file_without_turned_dates_is_read_the_same_by_row(tmp_path: Path) -> None:
    path = dated(tmp_path, [f"{day:%d/%m/%Y}" for day in weekdays(2019, 4, 12)])
    found, asked = read(path), read(path, overrides=BY_ROW)
    assert found.lines == asked.lines
    assert not found.tally.warnings
    assert "there is no date to turn round" in asked.layout.date_evidence


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not beside this checkout")
@pytest.mark.parametrize("name", ["lancashire/hyndburn/1535445871145_1807.csv", "tyneside/newcastle/2019-06.csv"])
def test_a_real_file_turned_round_by_a_spreadsheet_is_found_and_turned_back(tmp_path: Path, name: str) -> None:
    real = read(SHARED / name)
    column = real.layout.columns["date"]
    with (SHARED / name).open(encoding=real.encoding, newline="") as file:
        rows = list(csv.reader(file))
    right = {line.row: line.date for line in real.lines}
    for row, cells in enumerate(rows, 1):
        if right.get(row):
            cells[column] = f"{turned(dt.date.fromisoformat(right[row] or '')):%d/%m/%Y}"
    path = tmp_path / Path(name).name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    wrong = read(path)
    moved = sum(1 for line in wrong.lines if line.date != right[line.row])
    assert moved > 20
    assert warning_of(wrong).startswith(f"{moved:,} lines ")
    assert {line.row: line.date for line in read(path, overrides=BY_ROW).lines} == right
