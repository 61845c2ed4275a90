"""What is offered while a filter or a cell is typed: for every field there is."""

from __future__ import annotations

import pytest

from tests.asking import asked
from tests.cli.verbs import Verb
from tpdesk.domain.line import LINE_FIELDS
from tpdesk.domain.line_filter import FILTER_FIELDS
from tpdesk.services.line_table import complete_filter, complete_value


@pytest.mark.parametrize("typed", ["a", "", "%_\\", "'", "£"])
def test_every_field_that_can_be_edited_offers_or_offers_nothing(sample: Verb, typed: str) -> None:
    for field in LINE_FIELDS.values():
        if field.edits:
            found = asked(sample.desk, complete_value, field.edits, typed)
            assert all(one.text for one in found.candidates), field.name


@pytest.mark.parametrize("typed", ["a", ""])
def test_every_field_of_a_filter_offers_or_offers_nothing(sample: Verb, typed: str) -> None:
    for name in FILTER_FIELDS:
        text = f"{name}={typed}"
        found = asked(sample.desk, complete_filter, text, len(text))
        assert all(one.text for one in found.candidates), name


def test_a_description_that_is_there_is_offered(sample: Verb) -> None:
    sample.good(
        "spend",
        "add",
        "--place",
        "Lancashire",
        "organisation=Lancashire County Council",
        "amount=1",
        "date=2025-02-03",
        "description=Total bins",
    )
    assert any(
        "total" in one.text.casefold() for one in asked(sample.desk, complete_value, "description", "total").candidates
    )
