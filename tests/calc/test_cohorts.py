"""Numbers of people of deep dives: nothing that a pack prints, over all its lists, gives a small one away."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpdesk.calc.suppress import Cohort, hidden_cohorts


def cohorts_of(*rows: tuple[str, str, int | None]) -> list[Cohort]:
    return [Cohort(*row) for row in rows]


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [
        ([("W", "", 100), ("A", "W", 3), ("B", "W", 97)], {"A", "B"}),
        # B is told by its own sub-themes: the smaller of them goes too.
        ([("W", "", 100), ("A", "W", 3), ("B", "W", 97), ("C", "B", 50), ("D", "B", 47)], {"A", "B", "D"}),
        ([("W", "", 100), ("A", "W", 3), ("B", "W", 97), ("C", "B", 50), ("D", "B", 40)], {"A", "B"}),
        ([("W", "", 100), ("A", "W", 3), ("B", "W", 90), ("C", "W", None)], {"A"}),
        ([("W", "", 53), ("A", "W", 3), ("B", "W", 50), ("C", "W", 0)], {"A", "B"}),
        # A circle of parents is no sum.
        ([("A", "B", 3), ("B", "A", 3)], {"A", "B"}),
        ([], set()),
    ],
)
def test_worked_trees(rows: list[tuple[str, str, int | None]], hidden: set[str]) -> None:
    assert hidden_cohorts(cohorts_of(*rows), 10) == hidden


def trees(depth: int) -> st.SearchStrategy[list[Cohort]]:
    """Trees of cohorts in which each whole is the sum of its parts."""

    @st.composite
    def build(draw: st.DrawFn) -> list[Cohort]:
        found: list[Cohort] = []

        def grow(title: str, parent: str, left: int) -> int:
            at = len(found)
            parts = draw(st.integers(0, 2 if left < depth else 3)) if left else 0
            found.append(Cohort(title, parent, None))
            numbers = [grow(f"{title}{n}", title, left - 1) for n in range(parts)] if parts > 1 else []
            people = sum(numbers) if numbers else draw(st.sampled_from([0, 1, 2, 3, 4, 5, 7]))
            found[at] = Cohort(title, parent, people)
            return people

        grow("W", "", depth)
        return found

    return build()


@pytest.mark.deep
@settings(max_examples=150)
@given(trees(2))
def test_no_small_number_is_told_by_any_list(cohorts: list[Cohort]) -> None:
    hidden = hidden_cohorts(cohorts, 4)
    people = {one.title: one.people or 0 for one in cohorts}
    small = {title for title, number in people.items() if 0 < number < 4}
    assert small <= hidden
    leaves = [title for title in people if not any(one.parent == title for one in cohorts)]
    most = people["W"] + 1
    free = [title for title in leaves if title in hidden]
    if most ** len(free) > 60_000:
        return
    values: dict[str, set[int]] = {title: set() for title in small}
    for tried in product(range(most + 1), repeat=len(free)):
        every = {**{title: people[title] for title in leaves}, **dict(zip(free, tried, strict=True))}
        for one in reversed(cohorts):
            if one.title not in every:
                every[one.title] = sum(every[part.title] for part in cohorts if part.parent == one.title)
        if all(every[title] == people[title] for title in people if title not in hidden):
            for title in small:
                values[title].add(every[title])
    assert all(len(found) > 1 for found in values.values()), (hidden, values)
