"""The financial year that names of files and sheets give."""

from __future__ import annotations

import pytest

from tpdesk.models.intake.turned import period_of


@pytest.mark.parametrize(
    ("stem", "sheet", "year"),
    [
        ("pcc-2018-19", "Apr 18", 2018),
        ("pcc-2018-19", "Mar 19", 2018),
        ("pcc-2018-19", "Jan", 2018),
        ("pcc-2023-24", "Jan '24", 2023),
        ("spend", "APR 24", 2024),
        ("1491307420513_1701", None, 2016),
        ("1491307420513_1704", None, 2017),
        ("2013-02", None, 2012),
        ("2010-12", None, 2010),
        ("2019-05_p", None, 2019),
        ("Jan-2023", None, 2022),
        ("SpendOver250Feb24", None, 2023),
        ("expenditure-over-500-jan-mar-2014", None, 2013),
        ("expenditure-over-500-oct-dec-2014", None, 2014),
        ("Q1 2025-26", None, 2025),
        ("fire-2025-26-q1", "Q1 2025-26 to upload", 2025),
        ("Spend 2024_25", None, 2024),
        ("outturn FY2425", None, 2024),
        ("payments_202404", None, 2024),
        ("payments 2024-04-15", None, 2024),
        ("HBC-Spend-OVER-250.00-Mar-22", None, 2021),
    ],
)
def test_a_name_gives_its_year(stem: str, sheet: str | None, year: int) -> None:
    found = period_of(stem, sheet)
    assert found is not None
    assert found.year == year


@pytest.mark.parametrize("stem", ["spend", "2024", "over-500", "CALL57162", "file 12", "spend_2012", "v2-3"])
def test_a_name_that_leaves_doubt_gives_none(stem: str) -> None:
    assert period_of(stem) is None
