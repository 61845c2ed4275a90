"""The rows behind every live formula of a pack: agency by category, and the numbers by which formulas find them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.results.count import CountResult
from tpdesk.domain.results.overlap import OverlapResult, OverlapRow


@dataclass(frozen=True, slots=True)
class DataRow:
    """One agency's money in one category: what every live formula of the pack goes back to."""

    agency: str
    category: str | None
    """Code, or None for unmapped money."""

    title: str
    division: str | None
    amount_pence: int
    in_shares: str
    """`yes`, or why it is left out of the category's shares."""


@dataclass(frozen=True, slots=True)
class DataNumbers:
    """What formulas look up in place of names, which may be alike."""

    agencies: Mapping[str, int]
    """Agency to its number, from 1, in the order of who spends most."""

    categories: Mapping[str | None, int]
    divisions: Mapping[str | None, int]


NO_NUMBERS: Final = DataNumbers({}, {}, {})


def numbers(
    by_agency: CountResult,
    by_category: CountResult,
    by_division: CountResult,
    codes: Iterable[str],
    rows: Iterable[DataRow],
) -> DataNumbers:
    """Return the numbers, from 1 in the order of the counts; `codes` are categories on which nobody may spend."""
    agencies = {row.agency: n for n, row in enumerate(by_agency.rows, 1) if row.agency is not None}
    categories: dict[str | None, int] = {row.key: n for n, row in enumerate(by_category.rows, 1)}
    divisions: dict[str | None, int] = {row.key: n for n, row in enumerate(by_division.rows, 1)}
    # Deliveries may prove something of a category on which nobody spends.
    for code in codes:
        categories.setdefault(code, len(categories) + 1)
    for row in rows:
        agencies.setdefault(row.agency, len(agencies) + 1)
        categories.setdefault(row.category, len(categories) + 1)
        divisions.setdefault(row.division, len(divisions) + 1)
    return DataNumbers(agencies, categories, divisions)


def data_rows(overlap: OverlapResult, matrix: CountResult, by_division: CountResult) -> tuple[DataRow, ...]:
    """Return agency by category: the overlap's own shares with what it left out, then unmapped money from the matrix."""
    rows: list[DataRow] = []
    divisions = {row.key for row in by_division.rows}
    for row in overlap.rows:
        division = _division(row, divisions)
        rows += [
            DataRow(share.agency, row.category, row.title, division, share.amount_pence, "yes") for share in row.shares
        ]
        rows += [
            DataRow(out.agency, row.category, row.title, division, out.amount_pence, out.reason) for out in row.left_out
        ]
    rows += [
        DataRow(row.agency, None, "Unmapped", None, row.amount_pence, "no category")
        for row in matrix.rows
        if row.key is None and row.agency is not None
    ]
    return tuple(rows)


def _division(row: OverlapRow, divisions: set[str | None]) -> str:
    """Return the code of the division above a category: `05` of `05.1.0/waste-collection`."""
    head = re.split(r"[./]", row.category, maxsplit=1)[0]
    return head if head in divisions or row.category not in divisions else row.category
