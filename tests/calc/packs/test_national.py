"""The national report's workbook over random places: its totals are sums of what it lists, unlike money stays apart on
its chart, and nobody who reports or does not is left unsaid."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.calc.test_national import PLACES, place, saving
from tpdesk.calc.national import aggregate
from tpdesk.calc.packs.national import Made, describe_national
from tpdesk.calc.workbook.describe import Sheet, Workbook
from tpdesk.domain.place_summary import PlaceSummary

MADE = Made("2024-25", "places", "draft", "a team", "2026-11-30T09:00:00Z", "tpdesk", "a.tpdesk")


def sheets_of(book: Workbook) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in book.sheets}


def rows_of(sheet: Sheet | None) -> list[dict[str, Any]]:
    if sheet is None or sheet.table is None:
        return []
    keys = [column.key for column in sheet.table.columns]
    return [dict(zip(keys, row, strict=True)) for row in sheet.table.rows]


def holds(places: list[PlaceSummary], silent: list[str]) -> None:
    """Assert what must hold of the report of these places."""
    found = aggregate(places, silent=silent)
    sheets = sheets_of(describe_national(found, MADE))
    listed = {row["place"]: row["total"] for row in rows_of(sheets["Places reporting"]) if places}
    assert len(listed) == len(places)
    added: list[str] = []
    for row in rows_of(sheets.get("Totals by basis")):
        names = row["places"].split("; ")
        assert row["total"] == sum(listed[name] for name in names)
        assert row["number"] == f"{len(names)} of {len(places) + len(silent)}"
        added += names
    aside = [row["place"] for row in rows_of(sheets.get("Not comparable"))]
    assert sorted(added + aside) == sorted(listed)
    assert [row["place"] for row in rows_of(sheets.get("Not reporting"))] == sorted(silent)
    dots = rows_of(sheets.get("Per head by basis"))
    told = {one.place: one for one in found.reporting}
    for row in dots:
        one = told[row["place"]]
        assert not one.qualifier
        assert one.people
    bases = [(row["line"], row["basis"], row["year"]) for row in dots]
    assert len({line for line, *_ in bases}) == len(set(bases)) == len({base[1:] for base in bases})
    if dots:
        chart = sheets["Chart places"].chart
        assert chart is not None
        assert chart.axis
        assert sum(number for _, number in chart.groups) == chart.bars == len(dots)
    assert [sheet.name for sheet in sheets.values() if sheet.chart and not sheet.chart.axis] == []


SILENT = st.lists(st.sampled_from(["Q1", "Q2", "Q3"]), unique=True)


@settings(max_examples=25)
@given(PLACES, SILENT)
def test_of_any_places_totals_are_sums_of_what_is_listed(places: list[PlaceSummary], silent: list[str]) -> None:
    holds(places, silent)


@pytest.mark.deep
@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(PLACES, SILENT)
def test_of_many_more(places: list[PlaceSummary], silent: list[str]) -> None:
    holds(places, silent)


def test_what_is_kept_back_is_told_beside_the_savings_or_in_their_place() -> None:
    one = place("A", "a", 1, savings_hidden=1)
    beside = sheets_of(describe_national(aggregate([dataclasses.replace(one, savings=(saving("Large", 900),))]), MADE))
    assert any("1 business case for a small number of people" in line for line in beside["Savings by theme"].holds)
    (row,) = [row for row in rows_of(sheets_of(describe_national(aggregate([one]), MADE))["Not in this report"])
              if row["section"] == "Savings by theme"]  # fmt: skip
    assert "1 business case for a small number of people" in row["why"]


def test_dots_carry_their_names_where_these_fit_between_them() -> None:
    def named(*pounds: int) -> bool:
        places = [place(f"Place {n}", chr(97 + n), one * 1_000 / 1_000_000, 1_000) for n, one in enumerate(pounds)]
        chart = sheets_of(describe_national(aggregate(places), MADE))["Chart places"].chart
        assert chart is not None
        return chart.is_named

    assert named(1_000, 5_000, 9_000)
    assert not named(8_800, 8_900, 9_000)
