"""Progress and unit costs walked back to what was entered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calc.test_volumes import HAVERING, costs, entry
from tests.cli.verbs import Verb
from tests.outcome_factories import ground, indicator, value
from tpdesk.calc.explain_outcomes import explain_progress, explain_unit_cost
from tpdesk.calc.outcomes.progress import outcomes
from tpdesk.domain.figure import Figure
from tpdesk.errors import UsageProblem

IN_CARE = Figure("indicator", indicator="In care")


def test_progress_is_walked_back_to_its_three_figures() -> None:
    said = (value("baseline", 38, source="Return"), value("target", 30), value("actual", numerator=35, denominator=100))
    found = explain_progress(outcomes([indicator(*said)], ground()), IN_CARE)
    assert (found.value, found.number) == ("37.5%", 0.375)
    assert found.formula == (
        "baseline 2022-23: 38% (Return)", "target 2026-27: 30%", "actual 2024-25: 35 / 100 x 100 = 35%",
        "(35 - 38) / (30 - 38) = 37.5%", "95% interval of the actual figure: 26.4% to 44.7%",
    )  # fmt: skip
    assert found.basis.sentence() == "In care, Shire: %; lower is better."


def test_a_hidden_figure_is_in_no_line_of_it() -> None:
    said = (value("baseline", 38), value("target", 30), value("actual", numerator=7, denominator=100))
    found = explain_progress(outcomes([indicator(*said)], ground()), IN_CARE)
    assert (found.value, found.number) == ("[c]", None)
    assert not [line for line in found.formula if "7%" in line or "/ 100" in line]


def test_an_area_is_named_by_its_name_or_code() -> None:
    result = outcomes([indicator(value("actual", 38), value("actual", 35, area="ash"))], ground("ash", "elm"))
    assert explain_progress(result, Figure("indicator", indicator="In care", area="Ash")).title.endswith(", Ash")
    with pytest.raises(UsageProblem, match="has no figures of 'Oak'"):
        explain_progress(result, Figure("indicator", indicator="In care", area="Oak"))
    with pytest.raises(UsageProblem, match="has no figures yet"):
        explain_progress(outcomes([], ground()), IN_CARE)


def test_a_unit_cost_is_walked_back_to_its_entries() -> None:
    found = explain_unit_cost(costs(*HAVERING), Figure("unit-cost", agency="havering", unit="contact"))
    assert (found.value, found.number, found.parts_pence) == ("£5.45", 545, 51_500_000)
    assert found.formula[0].endswith("= 94,500")
    assert found.formula[2:] == (
        "£515,000.00 / 94,500 = £5.45",
        "failure demand (chasing and wrong place): 33,500 / 94,500 = 35.45%",
        "at most £515,000.00 x 33,500 / 94,500 = £182,566.14",
    )
    assert [part.name for part in found.parts] == ["entry 1: 61,000 first request"]


def test_what_is_not_counted_is_refused_with_what_is() -> None:
    with pytest.raises(UsageProblem, match="There are: Havering: contact"):
        explain_unit_cost(costs(*HAVERING), Figure("unit-cost", agency="Brent", unit="contact"))
    two = costs(entry(5, cost=5, category="10.4"), entry(5, cost=5, category="10.2"))
    with pytest.raises(UsageProblem, match="several categories"):
        explain_unit_cost(two, Figure("unit-cost", agency="Havering", unit="contact"))


def test_the_verb_explains_both(tmp_path: Path) -> None:
    verb = Verb(tmp_path / "e.tpdesk")
    verb.good("place", "add", "London", "--code", "E09000016")
    verb.good("agency", "add", "Havering", "--place", "London")
    verb.good("indicator", "add", "In care", "--unit", "%")
    verb.good("indicator", "value", "In care", "--period", "2024", "--status", "actual", "--value", "35")
    found = verb.good("explain", "indicator", "--indicator", "in care")
    assert (found["value"], found["formula"]) == ("not available", ["actual 2024: 35%"])
    said = ("--year", "2008-09", "--unit", "contact", "--number", "4", "--cost", "10", "--cost-basis", "gross")
    verb.good("volume", "add", "Havering", *said)
    found = verb.good("explain", "unit-cost", "--agency", "Havering", "--unit", "contact")
    assert (found["value"], found["parts_pence"]) == ("£2.50", 1_000)
