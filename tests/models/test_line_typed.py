"""Filters as they are typed: what they mean, what they say when they cannot be read, and
what is offered at the cursor."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.lines import stocked_lines
from tpdesk.domain.line_filter import Condition, LineFilter
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.lines.typed import FilterProblem, complete, parse_filter


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Testshire with Body 1 to 3, the labels Waste and Roads, and one line of 2024-25."""
    with open_desk(tmp_path_factory.mktemp("typed") / "a.tpdesk", make=True) as desk:
        stocked_lines(desk, {})
        yield desk


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "all lines"),
        ("waste", "any text contains waste"),
        ('"bin men"', "any text contains bin men"),
        (
            'supplier~waste amount>10000 agency="body 2"',
            "supplier contains waste, amount over £10,000, organisation is Body 2",
        ),
        ("amount>10000", "amount over £10,000"),
        ("amount >= 1.2m", "amount at least £1,200,000"),
        ("amount<-5k", "amount under -£5,000"),
        ("amount=(12.30)", "amount is -£12.30"),
        ("amount=200..-3", "amount between -£3 and £200"),
        ('agency = "body 1"', "organisation is Body 1"),
        ('agency!="body 1"', "organisation is not Body 1"),
        ("ag=3", "organisation is Body 3"),
        ("date=2024-06", "date between 2024-06-01 and 2024-06-30"),
        ("date>31/12/2024", "date after 2024-12-31"),
        ("date=17/6/2024..2024-07-01", "date between 2024-06-17 and 2024-07-01"),
        ("year=2024-25|2023", "year is 2024-25 or 2023-24"),
        ("category=unmapped", "category is Unmapped"),
        ("category==9.5", "category exactly 09.5"),
        ("Cost-Type=rev flow=exp", "cost type is revenue, flow is expenditure"),
        ("supplier=blank", "supplier is blank"),
        ('supplier!="blank"', "supplier is not blank"),
        ("internal=yes edited=no", "internal, not edited"),
        ('supplier="a ""quoted"" one..two"', 'supplier is a "quoted" one..two'),
    ],
)
def test_what_is_typed_is_said_back(stocked: Desk, typed: str, words: str) -> None:
    found = parse_filter(stocked.connection, typed)
    assert found.words == words
    assert parse_filter(stocked.connection, found.typed) == found


@pytest.mark.parametrize(
    ("typed", "at", "message", "candidates"),
    [
        ("agncy=x", "agncy", "Did you mean agency?", ("agency",)),
        (
            "a=x",
            "a",
            "a could be agency or amount or activity or area or any.",
            ("agency", "amount", "activity", "area", "any"),
        ),
        (
            "waste agency=Body",
            "Body",
            "'Body' is no organisation here. Did you mean 'Body 1'?",
            ("Body 1", "Body 2", "Body 3"),
        ),
        ("amount>lots", "lots", "'lots' is no amount of money", ()),
        ("amount~3", "amount~", "Amount cannot be asked with ~", ("!=", "<>", ">=", "<=", "=", ">", "<")),
        ("date=someday", "someday", "'someday' is no date here.", ()),
        ("year=24", "24", "is not a financial year. Write it as 2024-25.", ()),
        ("flow=out", "out", "There are: expenditure, income.", ("expenditure", "income")),
        ("category=99", "99", "is no category of this desk", ()),
        ("agency=blank", "blank", "Organisation is never blank.", ()),
        ("amount>1|2", "1|2", "Only one value can stand behind >.", ()),
        ("amount=1..x", "1..x", "'x' is no amount of money", ()),
        ("label=", "", "A value is missing behind 'label='", ()),
        ('label="Waste', '"Waste', "The quote that opens here is never closed.", ()),
        ('any~""', '""', "nothing between the quotes", ()),
        ("x" * 201, "x" * 201, "too long to look for", ()),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    stocked: Desk, typed: str, at: str, message: str, candidates: tuple[str, ...]
) -> None:
    with pytest.raises(FilterProblem) as told:
        parse_filter(stocked.connection, typed)
    problem = told.value
    assert message in str(problem)
    assert typed[problem.start : problem.end] == at
    if candidates:
        assert problem.candidates == candidates


@pytest.mark.parametrize(
    ("typed", "first", "result"),
    [
        ("", "agency=", "agency="),
        ("waste sup", "supplier=", "waste supplier="),
        ("agency=bo", '"Body 1"', 'agency="Body 1"'),
        ('agency="body 3', '"Body 3"', 'agency="Body 3"'),
        ("label=Roads|wa", "Waste", "label=Roads|Waste"),
        ("cost=c", "capital", "cost=capital"),
        ("category=unm", "Unmapped", "category=Unmapped"),
        ("category=05.1.0/wa", "05.1.0/waste-collection", "category=05.1.0/waste-collection"),
        ("year=", "2024-25", "year=2024-25"),
        ('label="Waste" am', "amount=", 'label="Waste" amount='),
    ],
)
def test_what_is_offered_at_the_cursor_can_be_put_there(stocked: Desk, typed: str, first: str, result: str) -> None:
    offered = complete(stocked.connection, typed, len(typed))
    assert offered.candidates[0].text == first
    assert typed[: offered.start] + first + typed[offered.end :] == result


def test_nothing_is_offered_for_what_is_free_to_type(stocked: Desk) -> None:
    assert complete(stocked.connection, "amount>10", 9).candidates == ()
    assert complete(stocked.connection, 'label="done" ', 13).candidates[0].text == "agency="


def test_a_filter_is_narrowed_widened_and_said() -> None:
    where = LineFilter().plus("agency", "Body 1").plus("amount", 100, operator="over").only("agency", "Body 2")
    assert where.words == "amount over £1, organisation is Body 2"
    assert where.without("amount").conditions == (Condition("agency", "is", ("Body 2",)),)
    assert where.only("category", "05").typed == 'amount>1 agency="Body 2" category==05'
    assert where.only("category", None).typed == 'amount>1 agency="Body 2" category=Unmapped'
