"""Weights of the shortlist and the limit of small numbers: kept with the desk, as one step that can be undone."""

from __future__ import annotations

import pytest

from tpdesk.calc.shortlist import WEIGHTS
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.services.dives.boards import (
    dive_show,
    prevention_cut,
    set_prevention_cut,
    set_shortlist_weights,
    set_small_from,
    shortlist_weights,
    small_from,
)
from tpdesk.services.history import undo
from tpdesk.services.records import add_record


def test_weights_are_kept_and_undone(desk: Desk) -> None:
    assert shortlist_weights(desk) == WEIGHTS
    assert set_shortlist_weights(desk, {"Outside lead": "40", "size": 0}) == {**WEIGHTS, "outside_lead": 40, "size": 0}
    assert shortlist_weights(desk)["outside_lead"] == 40
    undo(desk)
    assert shortlist_weights(desk) == WEIGHTS


@pytest.mark.parametrize(
    ("typed", "message"),
    [({"sise": "3"}, "Did you mean 'size'"), ({"size": "-1"}, "whole number from 0"), ({"size": "²"}, "whole number"),
        ({"size": "1001"}, "1,000"),
     (dict.fromkeys(WEIGHTS, "0"), "All weights are zero")],
)  # fmt: skip
def test_weights_that_are_none_say_what_to_type(desk: Desk, typed: dict[str, str], message: str) -> None:
    with pytest.raises(UsageProblem, match=message):
        set_shortlist_weights(desk, typed)


def test_the_limit_of_small_numbers_is_a_setting(desk: Desk) -> None:
    assert small_from(desk) == 10
    add_record(desk, "dive", {"title": "Few", "place": "Testshire", "cohort": "9"})
    assert dive_show(desk, "few", "2024-25").cohort_small
    assert set_small_from(desk, 8) == 8
    assert not dive_show(desk, "few", "2024-25").cohort_small
    with pytest.raises(UsageProblem, match="between 5 and 1,000"):
        set_small_from(desk, 4)


def test_where_prevention_ends_is_a_setting_of_the_desk(desk: Desk) -> None:
    add_record(desk, "dive", {"title": "D", "place": "Testshire"})
    for stage, cost in (("prevent", "10"), ("early help", "20"), ("recover", "30"), ("respond", "40")):
        add_record(desk, "delivery", {"dive": "D", "agency": "Body", "stage": stage, "cost": cost})
    steps = ["primary", "secondary", "tertiary"]
    assert prevention_cut(desk) == "secondary"
    for number, step in enumerate(steps, 1):
        assert set_prevention_cut(desk, step.upper()) == step
        inside = [part.step for part in dive_show(desk, "D", "2024-25").by_stage if part.prevention]
        assert inside == steps[:number]
    undo(desk)
    assert prevention_cut(desk) == "secondary"
    with pytest.raises(UsageProblem, match="Did you mean 'tertiary'"):
        set_prevention_cut(desk, "tertiry")
    assert prevention_cut(desk) == "secondary"
