"""Records for tests, with fields that a test overrides: areas a to h are base areas, money is pence."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from tpdesk.domain.facts import Agency, Category, Cell, Population, SideCell, YearFacts


def cell(agency: int = 1, pence: int = 10_000, **fields: Any) -> Cell:
    """Return a cell of organisation 1, £100 of actual revenue expenditure without label or category."""
    plain = Cell(agency, 0, "", "expenditure", "revenue", "actual", "not stated", 0, False, pence, 1)
    return plain._replace(**fields)


def side_cell(agency: int = 1, pence: int = 10_000, **fields: Any) -> SideCell:
    """Return a side cell of organisation 1, £100 of actual revenue expenditure."""
    plain = SideCell("", agency, "expenditure", "revenue", "actual", 0, False, pence, abs(pence), 1)
    return plain._replace(**fields)


def agency(id: int, areas: str = "", **fields: Any) -> Agency:
    """Return agency `Body 1`, covering the base areas that the letters of `areas` name; none means unknown."""
    return replace(Agency(id, f"Body {id}", None, tuple(areas), frozenset(areas), True), **fields)


CATEGORIES = {
    code: Category(code, f"Title of {code}", level, parent, weak, support, balancing, "", "")
    for code, level, parent, weak, support, balancing in (
        ("05", 1, None, False, False, False),
        ("05.1", 2, "05", False, False, False),
        ("05.1.0", 3, "05.1", False, False, False),
        ("05.1.0/collection", 4, "05.1.0", False, False, False),
        ("05.1.0/disposal", 4, "05.1.0", False, False, False),
        ("05.6", 2, "05", True, False, False),
        ("05.6.0", 3, "05.6", True, False, False),
        ("05.6.0/rest", 4, "05.6.0", True, False, True),
        ("01", 1, None, False, False, False),
        ("01.3", 2, "01", False, False, False),
        ("01.3.3", 3, "01.3", False, False, False),
        ("01.3.3/support", 4, "01.3.3", False, True, False),
        ("09", 1, None, False, False, False),
        ("09.1", 2, "09", False, False, False),
    )
}
"""A small tree of categories."""


def facts(*cells: Cell, agencies: tuple[Agency, ...] = (), **fields: Any) -> YearFacts:
    """Return the facts of `Testshire`, 2024-25, with 1,000 people and 400 households;
    agencies without an area where none are given."""
    known = {item.id: item for item in agencies}
    for item in cells:
        for number in (item.agency, item.counterparty):
            if number and number not in known:
                known[number] = agency(number)
    plain = YearFacts(
        place="Testshire",
        year=2024,
        cells=cells,
        areas=tuple(
            SideCell(
                "",
                item.agency,
                item.flow,
                item.cost_type,
                item.status,
                item.counterparty,
                item.internal,
                item.pence,
                abs(item.pence),
                item.lines,
            )
            for item in cells
        ),
        grades=(),
        agencies=known,
        labels={},
        categories=CATEGORIES,
        maps={},
        population=Population(1_000, 2024, 400, 2021, "a test"),
        returns=(),
        earlier={},
        batches=(),
        area_names={},
        bands={1: Fraction(2, 100), 6: Fraction(25, 100)},
        outsiders=(),
    )
    return replace(plain, **fields)
