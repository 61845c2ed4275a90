"""Small numbers are hidden, and nothing that is printed gives one of them away: every table that could be is tried."""

from __future__ import annotations

from itertools import product
from math import prod

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tpdesk.calc.suppress import Suppressed, suppress, suppress_list

Table = list[list[int]]


def possible(counts: Table, found: Suppressed) -> list[dict[tuple[int, int], int]]:
    """All tables of whole numbers, none below nought, that agree with everything that is printed of
    `counts`, with their totals."""
    rows, columns = len(counts), len(counts[0])
    printed = {(n, m): value for n, m, value in _all(counts) if (n, m) not in found.hidden}
    free = [(n, m) for n in range(rows) for m in range(columns) if (n, m) in found.hidden]
    tables = []
    for values in product(*(range(_ceiling(cell, counts, found) + 1) for cell in free)):
        other = [list(row) for row in counts]
        for (n, m), value in zip(free, values, strict=True):
            other[n][m] = value
        full = {(n, m): value for n, m, value in _all(other)}
        if all(full[cell] == value for cell, value in printed.items()):
            tables.append(full)
    return tables


def _all(counts: Table) -> list[tuple[int, int, int]]:
    full = [[*row, sum(row)] for row in counts]
    full.append([sum(column) for column in zip(*full, strict=True)])
    return [(n, m, value) for n, row in enumerate(full) for m, value in enumerate(row)]


def _ceiling(cell: tuple[int, int], counts: Table, found: Suppressed) -> int:
    """How large a hidden number can be at most, by the totals that are printed; one more than it is where none is:
    a second table, if any, shows by then."""
    n, m = cell
    limits = []
    if not found.hides_row_total(n):
        limits.append(sum(counts[n][k] for k in range(len(counts[0])) if found.hides(n, k)))
    if not found.hides_column_total(m):
        limits.append(sum(counts[k][m] for k in range(len(counts)) if found.hides(k, m)))
    return min(limits, default=counts[n][m] + 1)


def tries(counts: Table, found: Suppressed) -> int:
    """How many tables have to be tried."""
    return prod(
        _ceiling(cell, counts, found) + 1 for cell in found.hidden if cell[0] < len(counts) and cell[1] < len(counts[0])
    )


tables = st.integers(1, 3).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 7]), min_size=columns, max_size=columns), min_size=1, max_size=3
    )
)


@pytest.mark.deep
@settings(max_examples=120, suppress_health_check=[HealthCheck.filter_too_much])
@given(tables)
def test_no_hidden_number_can_be_worked_out(counts: Table) -> None:
    found = suppress(counts, threshold=4)
    assume(tries(counts, found) <= 20_000)
    small = {(n, m) for n, m, value in _all(counts) if 0 < value < 4}
    assert found.small == small
    assert small <= found.hidden
    others = possible(counts, found)
    assert {(n, m): value for n, m, value in _all(counts)} in others
    for cell in found.hidden:
        assert len({other[cell] for other in others}) > 1


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([[30, 3], [20, 40]], {(0, 0), (0, 1), (1, 0), (1, 1)}),
        ([[30, 12], [20, 40]], set()),
        ([[0, 0], [20, 40]], set()),
        ([[30, 3, 0], [20, 4, 40], [50, 60, 70]], {(0, 1), (1, 1), (0, 0), (1, 0)}),
    ],
)
def test_worked_tables(counts: Table, hidden: set[tuple[int, int]]) -> None:
    assert suppress(counts).hidden == hidden


def test_the_totals_stay_where_something_else_will_do() -> None:
    found = suppress([[30, 3], [20, 40]])
    assert not any((found.hides_row_total(0), found.hides_row_total(1), found.hides_column_total(0), found.hides_total))


def test_a_list_hides_a_second_number_beside_a_small_one_and_keeps_its_sum() -> None:
    found = suppress_list([3, 40, 25])
    assert [found.hides(n, 0) for n in range(3)] == [True, False, True]
    assert not found.hides_column_total(0)


def test_one_small_number_alone_hides_its_sum() -> None:
    found = suppress_list([3])
    assert (found.hides(0, 0), found.hides_column_total(0)) == (True, True)


def test_what_is_no_table_of_counts_is_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        suppress([[1, 2], [3]])
    with pytest.raises(ValueError, match="below nought"):
        suppress([[-1]])
    assert suppress([]).hidden == frozenset()
