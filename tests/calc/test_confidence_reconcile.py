"""Error bands, reconciliation."""

from __future__ import annotations

from tests.factories import agency, cell, facts, side_cell
from tpdesk.calc.trust import confidence, reconcile
from tpdesk.domain.facts import BatchFacts, Return


def test_bands_are_linear_over_the_lines_and_ungraded_money_has_none() -> None:
    grades = (
        side_cell(1, 600, value="1", size_pence=1_000),
        side_cell(1, 100, value="6"),
        side_cell(1, 50),
        side_cell(1, 9, flow="income"),
    )
    rows = confidence(facts(grades=grades))
    assert [(row.grade, row.amount_pence, row.band, row.band_pence) for row in rows] == [
        (1, 600, 0.02, 20), (6, 100, 0.25, 25), (None, 50, None, None),
    ]  # fmt: skip


def batch(number: int, parts: dict[int, tuple[int, int]], control: int | None) -> BatchFacts:
    return BatchFacts(
        number,
        f"{number}.csv",
        "0" * 64,
        "2025-01-01T00:00:00Z",
        control,
        sum(pence for _, pence in parts.values()),
        False,
        parts,
    )


def test_reconciliation_prefers_what_is_published_and_never_guesses() -> None:
    held = facts(
        cell(1, 500), cell(2, 300), cell(3, 100), agencies=(agency(1), agency(2), agency(3)),
        returns=(Return(1, "signed-off", 490, "accounts", "late invoice"),),
        batches=(batch(1, {1: (1, 500)}, 500), batch(2, {2: (1, 300)}, 301), batch(3, {3: (1, 100)}, None)),
    )  # fmt: skip
    rows = {row.agency: row for row in reconcile(held)}
    assert (rows["Body 1"].control_pence, rows["Body 1"].difference_pence, rows["Body 1"].explanation) == (
        500,
        10,
        "late invoice",
    )
    assert (rows["Body 2"].control_pence, rows["Body 2"].difference_pence) == (301, -1)
    assert (rows["Body 3"].control_pence, rows["Body 3"].difference_pence) == (None, None)


def test_a_control_total_over_several_bodies_says_nothing_of_one() -> None:
    held = facts(cell(1, 500), cell(2, 300), batches=(batch(1, {1: (1, 500), 2: (1, 300)}, 800),))
    assert {row.control_pence for row in reconcile(held)} == {None}
