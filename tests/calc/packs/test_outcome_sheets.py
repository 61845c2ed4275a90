"""Outcomes and unit costs on the sheets of the board pack."""

from __future__ import annotations

import pytest

from tests.calc.packs import places as worked_places
from tests.calc.packs.test_kind import frame
from tests.calc.test_beside_spend import FLAT, measured, year
from tests.calc.test_volumes import HAVERING, costs, entry
from tests.cli.verbs import Verb
from tests.factories import cell
from tests.outcome_factories import ground, indicator, value
from tpdesk.calc.outcomes.beside import beside_spend
from tpdesk.calc.outcomes.progress import outcomes
from tpdesk.calc.packs.sheets import outcomes as sheets
from tpdesk.calc.workbook.describe import Sheet
from tpdesk.models.desk import open_desk
from tpdesk.services.board import board_report

HERE = frame(worked_places.small().by_agency)


def row(sheet: Sheet | None, n: int = 0) -> dict[str, object]:
    assert sheet is not None
    assert sheet.table is not None
    return dict(zip((column.key for column in sheet.table.columns), list(sheet.table.rows)[n], strict=True))


def test_progress_stands_with_its_interval_and_a_finding_as_heading() -> None:
    said = (
        value("baseline", numerator=120, denominator=300), value("target", 15),
        value("actual", numerator=60, denominator=300),
    )  # fmt: skip
    sheet = sheets.outcomes(HERE, outcomes([indicator(*said)], ground()))
    found = row(sheet)
    assert [found[key] for key in ("baseline", "target", "actual", "progress", "interval", "change")] == [
        "40%", "15%", "20%", 0.8, "15.9% to 24.9%", "better",
    ]  # fmt: skip
    assert sheet is not None
    assert sheet.title.startswith("One indicator, 1 better")
    assert sheets.outcomes(HERE, outcomes([], ground())) is None


def test_no_cell_tells_a_hidden_count_or_what_follows_from_it() -> None:
    said = (value("baseline", 38), value("target", 30), value("actual", numerator=7, denominator=263))
    found = row(sheets.outcomes(HERE, outcomes([indicator(*said)], ground())))
    assert [found[key] for key in ("actual", "progress", "interval", "change")] == ["[c]"] * 4
    stood = beside_spend(outcomes([measured(120, 7)], ground()), {}, FLAT)
    assert row(sheets.beside(HERE, stood))["outcome"] == "[c]"
    assert not [text for text in map(str, found.values()) if "2.7" in text or "263" in text or text == "7"]


def test_spend_and_outcome_stand_side_by_side_with_the_caution_and_no_ratio() -> None:
    years = {2022: year(2022, cell(1, 1_000, category="05.1")), 2024: year(2024, cell(1, 1_500, category="05.1"))}
    sheet = sheets.beside(HERE, beside_spend(outcomes([measured(120, 60)], ground()), years, FLAT))
    found = row(sheet)
    assert [found[key] for key in ("before", "after", "change", "quadrant")] == [
        200, 150, -50, "less spend, better outcome",
    ]  # fmt: skip
    assert sheet is not None
    assert "does not show that one made the other" in sheet.holds[0]
    assert not [key for key in found if "ratio" in key]


def test_unit_costs_are_compared_and_called_arithmetic() -> None:
    result = costs(*HAVERING, entry(100, cost=30_000, agency="Brent"), entry(5, agency="Camden"))
    sheet = sheets.unit_costs(HERE, result)
    assert sheet is not None
    assert sheet.title == "A contact, gross, 2 organisations: £3.00 to £5.45, median £4.22"
    assert "not a saving" in " ".join(sheet.holds)
    camden, havering = row(sheet, 1), row(sheet, 2)
    assert (havering["each"], havering["failure"], havering["most"]) == (545, 33_500, 18_256_614)
    assert (camden["cost"], camden["each"], camden["median"]) == ("[x]", "[x]", "[z]")


@pytest.mark.deep
def test_a_copy_to_publish_has_nothing_that_is_made_up(sample: Verb) -> None:
    with open_desk(sample.desk, read_only=True) as desk:
        working = board_report(desk, "Lancashire", "2024-25")
        published = board_report(desk, "Lancashire", "2024-25", publish=True)
    assert working.outcomes is not None
    assert working.unit_costs is not None
    assert (len(working.outcomes.rows), len(working.unit_costs.rows)) == (6, 3)
    assert published.outcomes is not None
    assert published.unit_costs is not None
    assert (published.outcomes.rows, published.unit_costs.rows) == ((), ())
