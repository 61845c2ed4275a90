"""Cells into dates, shape by shape, and the order of day and month by evidence."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpdesk.domain.dates import parse_date, read_date
from tpdesk.models.intake.fallbacks import order_of
from tpdesk.models.intake.fields import Cell


@pytest.mark.parametrize(
    ("cell", "iso", "rules"),
    [
        ("2024-04-01", "2024-04-01", ()),
        ("01/04/2024", "2024-04-01", ()),
        ("1/4/24", "2024-04-01", ()),
        ("01.04.2024", "2024-04-01", ()),
        ("01-04-2024", "2024-04-01", ()),
        ("2024/04/01", "2024-04-01", ()),
        ("05-Oct-21", "2021-10-05", ()),
        ("5 Oct 2021", "2021-10-05", ()),
        ("13 October 2023", "2023-10-13", ()),
        ("29th April 2022", "2022-04-29", ()),
        ("April 29, 2022", "2022-04-29", ()),
        ("Friday, April 29, 2022", "2022-04-29", ("weekday in date",)),
        ("Fri 29 Apr 2022", "2022-04-29", ("weekday in date",)),
        ("03 Sept 2021", "2021-09-03", ()),
        ("01/04/2024 01:00:00", "2024-04-01", ()),
        ("2024-04-01T00:00:00Z", "2024-04-01", ()),
        ("2023-06-01 01:00", "2023-06-01", ()),
        ("43658", "2019-07-12", ("Excel serial date",)),
        (45170, "2023-09-01", ("Excel serial date",)),
        (45170.0, "2023-09-01", ("Excel serial date",)),
        ("20240131", "2024-01-31", ("date without separators",)),
        ("Apr-22", "2022-04-01", ("month only, first day taken",)),
        ("2010-12", "2010-12-01", ("month only, first day taken",)),
        ("April 2022", "2022-04-01", ("month only, first day taken",)),
        (dt.datetime(2023, 6, 1, 1, 0), "2023-06-01", ()),
        (dt.date(2023, 6, 1), "2023-06-01", ()),
        ("######", None, ("date lost",)),
        ("00:00:00", None, ("date lost",)),
        (dt.time(0, 0), None, ("date lost",)),
        ("00/01/1900", None, ("date lost",)),
        ("31/02/2024", None, ("date unreadable",)),
        ("2024-02-30", None, ("date unreadable",)),
        ("soon", None, ("date unreadable",)),
        ("01/04/0217", None, ("date unreadable",)),
        ("", None, ()),
        (None, None, ()),
        ("04/29/2022", "2022-04-29", ("day and month the other way round",)),
    ],
)
def test_a_shape_of_date_is_read_and_its_rules_are_named(cell: Cell, iso: str | None, rules: tuple[str, ...]) -> None:
    assert parse_date(cell) == (iso, rules)


def test_month_first_is_read_where_the_file_is_so() -> None:
    assert parse_date("04/05/2024", "mdy") == ("2024-04-05", ())
    assert parse_date("04/05/2024", "dmy") == ("2024-05-04", ())


@pytest.mark.parametrize(
    ("text", "year"), [("201903", 2019), ("2019P03", 2019), ("2019/013", 2019), ("2019 M12", 2019)]
)
def test_a_period_code_gives_a_financial_year_and_no_date(text: str, year: int) -> None:
    read = read_date(text)
    assert (read.iso, read.year, read.rules) == (None, year, ("period code",))


def test_a_bare_period_gives_neither() -> None:
    assert read_date("P03") == (None, None, ("period without a year",))


def test_the_financial_year_turns_on_the_first_of_april() -> None:
    assert (read_date("31/03/2024").year, read_date("01/04/2024").year) == (2023, 2024)


@given(
    st.dates(dt.date(1970, 1, 1), dt.date(2060, 1, 1)),
    st.sampled_from(["%d/%m/%Y", "%d %b %Y", "%d-%b-%y", "%Y-%m-%d", "%d %B %Y", "%A, %B %d, %Y"]),
)
def test_any_day_in_any_shape_comes_back(day: dt.date, shape: str) -> None:
    assert parse_date(day.strftime(shape))[0] == day.isoformat()


def test_a_day_over_twelve_is_the_evidence() -> None:
    found = order_of([(2, "01/02/2024"), (3, "17/02/2024")])
    assert (found.name, found.evidence, found.warning) == ("dmy", "a day 17 in row 3", None)
    found = order_of([(2, "01/02/2024"), (3, "02/17/2024")])
    assert (found.name, found.evidence) == ("mdy", "a day 17 behind the month in row 3")


def test_no_evidence_is_the_british_order_and_said() -> None:
    found = order_of([(2, "01/02/2024"), (3, "03/04/2024")])
    assert found.name == "dmy"
    assert found.warning is not None
    assert order_of([(2, "2024-02-01"), (3, dt.date(2024, 2, 1))]).warning is None


def test_both_kinds_of_evidence_are_warned_of() -> None:
    found = order_of([(2, "17/02/2024"), (3, "18/02/2024"), (4, "02/17/2024")])
    assert found.name == "dmy"
    assert found.warning is not None
    assert "row 4" in found.warning
