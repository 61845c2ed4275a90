"""Unit costs: the desk's own, and those that come with tpdesk, found by words and raised to the prices of a year."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tpdesk.domain.case import VALUE_TYPES
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Record
from tpdesk.domain.unit_cost import UnitCost
from tpdesk.errors import UsageProblem
from tpdesk.models.deflator import read_deflators
from tpdesk.models.desk import Desk
from tpdesk.models.records import store
from tpdesk.models.register import rows
from tpdesk.text import clean, folded, nearest
from tpdesk.units import nearest_whole, parse_pounds, parse_year


@cache
def shipped_costs() -> tuple[UnitCost, ...]:
    """Return the unit costs that come with tpdesk."""
    return tuple(
        UnitCost(
            row["code"], row["what"], row["unit"], row["agency"],
            {kind: (parse_pounds(row[kind]), parse_year(row[f"{kind}_year"])) for kind in VALUE_TYPES if row[kind]},
            row["transfer"] == "1", row["rating"], row["citation"],
        )
        for row in rows("unit_costs.csv")
    )  # fmt: skip


def list_costs(desk: Desk, words: str = "") -> tuple[UnitCost, ...]:
    """Return the desk's own unit costs, and with words all that hold every one of them, the desk's first."""
    own = tuple(map(_own, store.list_all(desk.connection, KINDS["unitcost"])))
    wanted = folded(words).split()
    if not wanted:
        return own
    return tuple(
        one for one in (*own, *shipped_costs())
        if all(word in folded(f"{one.code} {one.what} {one.unit} {one.agency}") for word in wanted)
    )  # fmt: skip


def find_cost(desk: Desk, code: str) -> UnitCost:
    """Return the unit cost of that code, the desk's own before one that comes with tpdesk. Raises UsageProblem."""
    every = (*list_costs(desk), *shipped_costs())
    found = next((one for one in every if folded(one.code) == folded(code)), None)
    if found is None:
        near = nearest(code, [one.code for one in every])
        raise UsageProblem(
            f"There is no unit cost '{clean(code)}'.{f' Did you mean {near!r}?' if near else ''} Search by words: "
            "'tpdesk unitcost list rough sleeper'."
        )
    return found


def in_prices(cost: UnitCost, year: int) -> dict[str, int | None]:
    """Return each known value in prices of a year; None where no deflator is held."""
    deflators = read_deflators()
    ratios = {kind: (pence, deflators.ratio(of, year)) for kind, (pence, of) in cost.values.items()}
    return {kind: None if ratio is None else nearest_whole(pence * ratio) for kind, (pence, ratio) in ratios.items()}


def latest_prices() -> int:
    """Return the latest year whose prices are no forecast."""
    deflators = read_deflators()
    first = deflators.forecast_from
    return max(deflators.index) if first is None else first - 1


def _own(record: Record) -> UnitCost:
    said = record.values
    year = said["price_year"]
    assert isinstance(year, int)
    return UnitCost(
        record.title, str(said["what"]), str(said["unit"]), str(said["agency"]), dict(_known(record, year)),
        bool(said["transfer"]), "", str(said["source"]), is_own=True,
    )  # fmt: skip


def _known(record: Record, year: int) -> Iterator[tuple[str, tuple[int, int]]]:
    for kind in VALUE_TYPES:
        pence = record.values[kind]
        if isinstance(pence, int):
            yield kind, (pence, year)
