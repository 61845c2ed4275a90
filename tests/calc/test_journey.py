"""What a journey comes to: organisations, handovers, waits, known cost, and where it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tpdesk.calc.journey import break_words, journey_total, journey_words
from tpdesk.domain.kinds import KINDS, Record
from tpdesk.domain.record_kind import Value


def steps(*said: Mapping[str, Value]) -> list[Record]:
    """Return the steps of a journey, each with what is said of it."""
    usual: dict[str, Value] = {"agency": "", "what": "Waits", "days_waited": None, "cost": None, "breaks": False}
    return [Record(number, KINDS["step"], {**usual, **one}) for number, one in enumerate(said, 1)]


def test_a_journey_in_figures() -> None:
    found = journey_total(
        steps(
            {"what": "Released on a Friday"},
            {"agency": "Pendle", "breaks": True, "what": "Council closed", "days_waited": 0},
            {"agency": "", "days_waited": 3},
            {"agency": "Pendle", "days_waited": None, "cost": 147_000},
            {"agency": "County", "days_waited": 14, "breaks": True, "what": "Place lost"},
            {"agency": "Pendle", "days_waited": 38, "cost": 64_000},
        )
    )
    assert found.organisations == ("Pendle", "County")
    # To County and back; a step that names nobody is passed over.
    assert found.handovers == 2
    # The first step waits for nothing unless somebody says so.
    assert (found.days_waited, found.waits_unknown) == (55, 1)
    assert (found.cost_pence, found.costs_unknown) == (211_000, 4)
    assert [break_words(one) for one in found.breaks] == [
        "step 2, Pendle: Council closed",
        "step 5, County: Place lost",
    ]
    assert journey_words(found) == (
        "6 steps, 2 organisations, handed over 2 times, at least 55 days waited (1 wait not known), £2,110 (4 steps of "
        "unknown cost), breaks 2 times: at steps 2 and 5."
    )


def test_what_is_not_known_is_not_nothing() -> None:
    found = journey_total(steps({"agency": "A"}))
    assert (found.cost_pence, found.costs_unknown) == (None, 1)
    assert journey_words(found) == (
        "1 step, 1 organisation, handed over 0 times, 0 days waited, cost not known, breaks nowhere."
    )
    assert journey_words(journey_total([])) == "No step yet."
    assert break_words(journey_total(steps({"breaks": True})).breaks[0]) == "step 1: Waits"


@pytest.mark.deep
def test_the_verb_and_the_pack_tell_the_same(sample: Verb, tmp_path: Path) -> None:
    import openpyxl

    title = "Illustrative: Released late on a Friday"
    total = sample.good("journey", "show", title)["total"]
    assert (len(total["organisations"]), total["handovers"], total["days_waited"]) == (4, 4, 56)
    assert (total["cost_pence"], total["costs_unknown"]) == (211_000, 4)
    assert [one["step"] for one in total["breaks"]] == [2, 5]
    words = sample.words("journey", "show", title).out
    assert "It breaks at step 5, Lancashire County Council: Treatment place lost" in words
    file = tmp_path / "pack.xlsx"
    sample.good("pack", "board", "--place", "Lancashire", "--year", "2024-25", "--out", file)
    sheet = openpyxl.load_workbook(file, data_only=True)["Journey totals"]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert rows[title][1:7] == (4, 4, 56, 0, 2_110, 4)
    assert rows[title][7].startswith("step 2, Pendle Borough Council: Council closed")
    assert sheet["A1"].value.startswith("Up to ")
