"""Two counts side by side: each figure is its own count's, and every way in which their bases differ is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tpdesk.calc.compare import Comparison, compare
from tpdesk.calc.count import count
from tpdesk.domain.facts import BatchFacts, YearFacts
from tpdesk.models.desk import open_desk
from tpdesk.services.figures import year_facts
from tpdesk.units import per_unit


@pytest.fixture(scope="module")
def both(sample_original: Path) -> tuple[YearFacts, YearFacts]:
    with open_desk(sample_original, read_only=True) as desk:
        return year_facts(desk, "Lancashire", "2024-25"), year_facts(desk, "Luton & Central Bedfordshire", "2008-09")


def codes(found: Comparison) -> set[str]:
    """Return the codes of what is said."""
    return {issue.code for issue in found.issues}


def test_a_count_beside_itself_differs_in_nothing(both: tuple[YearFacts, YearFacts]) -> None:
    found = compare(both[0], both[0])
    assert all(row.difference == 0 for row in (found.total, *found.rows))
    assert codes(found) == set()


@pytest.mark.parametrize("level", [1, 2, 4])
def test_each_figure_is_its_own_counts(both: tuple[YearFacts, YearFacts], level: int) -> None:
    found = compare(*both, level=level)
    one, two = (count(facts, by="category", level=level) for facts in both)
    assert found.total.pence == one.rows_total_pence
    assert found.total.other_head == two.pence_per_head
    assert sum(row.pence or 0 for row in found.rows) == one.rows_total_pence
    assert sum(row.other_pence or 0 for row in found.rows) == two.rows_total_pence
    for row in found.rows:
        assert row.head == (per_unit(row.pence, one.basis.people) if row.pence is not None else None)
    # What only one of them has is a blank in the other, never a nought, and no difference.
    assert all(row.other_head is None and row.difference is None for row in found.rows if row.key is not None)
    assert found.rows[-1].key is None
    assert (found.rows[-1].pence, found.rows[-1].other_pence) == (None, two.unmapped_pence)


def test_every_difference_of_base_is_said(both: tuple[YearFacts, YearFacts]) -> None:
    assert {"cash", "unmapped", "kinds-differ"} <= codes(compare(*both))
    budget = replace(both[0], cells=tuple(cell._replace(status="budget") for cell in both[0].cells))
    assert "bases-differ" in codes(compare(both[0], budget))
    nobody = replace(both[0], population=replace(both[0].population, people=None))
    found = compare(both[0], nobody)
    assert "missing-population" in codes(found)
    assert all(row.other_head is None and row.difference is None for row in (found.total, *found.rows))
    paid = replace(both[0], batches=tuple(_as_payments(batch) for batch in both[0].batches))
    assert "payments-differ" in codes(compare(both[0], paid))


def _as_payments(batch: BatchFacts) -> BatchFacts:
    return replace(batch, payments=True)


def test_the_verb_gives_the_same(sample_original: Path, both: tuple[YearFacts, YearFacts]) -> None:
    verb = Verb(sample_original)
    here = ("--place", "Lancashire", "--year", "2024-25")
    told = verb.good("compare", *here, "--with", "Luton & Central Bedfordshire", "--with-year", "2008-09")
    found = compare(*both)
    assert told["total"]["amount_pence"] == found.total.pence
    assert [row["category"] for row in told["rows"]] == [row.key for row in found.rows]
    assert told["issues"] == [issue.text for issue in found.issues]
    words = verb.words("compare", *here, "--with", "Luton & Central Bedfordshire", "--with-year", "2008-09").out
    assert "Beside it: Gross expenditure of Luton & Central Bedfordshire, 2008-09" in words
    assert "£10,396.03" in words
    again = verb("compare", *here)
    assert (again.exit_code, again.json["error"]["title"]) == (2, "That cannot be done")
