"""The facts of a year go to JSON and back exactly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import factories
from tests.cli.verbs import Verb
from tests.golden import desks
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.facts_json import read_facts, write_facts
from tpdesk.errors import InputProblem
from tpdesk.models.desk import open_desk
from tpdesk.models.place import list_places
from tpdesk.models.year import read_year

SAMPLE_COUNTS = 2


def all_facts(path: Path) -> list[YearFacts]:
    """Return the facts of every place and year on a desk."""
    with open_desk(path, read_only=True) as desk:
        found = [
            read_year(desk.connection, of, year)
            for of in list_places(desk.connection)
            for (year,) in desk.connection.execute("SELECT DISTINCT year FROM cube ORDER BY year")
        ]
    assert len(found) >= SAMPLE_COUNTS
    return found


def assert_kept(facts: YearFacts) -> None:
    """Check that JSON gives the same values in the same order, each of the same type."""
    again = read_facts(write_facts(facts))
    assert again == facts
    assert list(again.agencies) == list(facts.agencies)
    assert list(again.maps) == list(facts.maps)
    assert [type(cell) for cell in again.cells] == [type(cell) for cell in facts.cells]


def test_every_count_of_the_sample_goes_there_and_back(sample: Verb) -> None:
    for facts in all_facts(sample.desk):
        assert_kept(facts)


@pytest.mark.deep
def test_a_messy_desk_goes_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "messy.tpdesk"
    desks.make_messy(path)
    for facts in all_facts(path):
        assert_kept(facts)


whole = st.integers(-(2**53), 2**53)


@pytest.mark.deep
@settings(max_examples=10, deadline=None)
@given(st.data())
def test_any_facts_go_there_and_back(data: st.DataObject) -> None:
    st.register_type_strategy(int, whole)
    assert_kept(data.draw(st.from_type(YearFacts)))


def test_a_field_that_came_later_takes_its_default() -> None:
    facts = factories.facts(factories.cell())
    stored = json.loads(write_facts(facts))
    del stored["facts"]["area_near"], stored["facts"]["ground"], stored["facts"]["held"]
    assert read_facts(json.dumps(stored).encode()) == facts


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text[:-20], "damaged"),
        (lambda text: text.replace('"edition":1', '"edition":2'), "edition 2"),
        (
            lambda text: text.replace('"year":2024', '"year":"last year"'),
            "damaged: Expected `int`, got `str` - at `$.facts.year`",
        ),
        (lambda text: text.replace("1/50", "a bit"), "damaged"),
        (lambda _: "no JSON", "damaged"),
        (lambda _: "[]", "damaged"),
    ],
)
def test_what_are_no_facts_is_refused_in_words(change: object, words: str) -> None:
    assert callable(change)
    text = write_facts(factories.facts(factories.cell())).decode()
    with pytest.raises(InputProblem, match="These facts") as refused:
        read_facts(change(text).encode())
    assert words in str(refused.value)
