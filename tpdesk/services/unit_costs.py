"""Unit costs: the desk's own, and those that come with tpdesk, found by words and raised to the prices of a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tpdesk.domain.case import VALUE_TYPES
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Kind, Record
from tpdesk.domain.unit_cost import UnitCost
from tpdesk.errors import UsageProblem
from tpdesk.models.deflator import read_deflators
from tpdesk.models.desk import Desk
from tpdesk.models.records import store
from tpdesk.models.records.rows import RecordFile, Typed
from tpdesk.models.records.unit_cost_book import read_unit_cost_book
from tpdesk.models.register import rows
from tpdesk.text import and_words, clean, counted, folded, nearest
from tpdesk.units import nearest_whole, parse_pounds, parse_year

if TYPE_CHECKING:
    import sqlite3


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


def own_costs(connection: sqlite3.Connection) -> tuple[UnitCost, ...]:
    """Return the desk's own unit costs."""
    return tuple(map(own_cost, store.list_all(connection, KINDS["unitcost"])))


def with_unit_cost(connection: sqlite3.Connection, kind: Kind, typed: Typed) -> Typed:
    """Return what was typed with what follows from the unit cost that it names, where that is blank. Raises
    UsageProblem where something needed is blank and the desk knows no such unit cost."""
    code, wanted = clean(str(typed.get("code", ""))), clean(str(typed.get("type", "")))
    blank = [field for field in kind.fields if field.follows and not typed.get(field.name)]
    if not code or not any(field.needed for field in blank):
        return typed
    cost = _cost_named([*own_costs(connection), *shipped_costs()], code)
    found = cost.as_value(wanted)
    if not found:
        raise UsageProblem(f"The unit cost {cost.code} has no {wanted} value. It has: {and_words(tuple(cost.values))}.")
    return {**typed, **{field.name: found[field.name] for field in blank if found[field.name]}}


def list_costs(desk: Desk, words: str = "") -> tuple[UnitCost, ...]:
    """Return the desk's own unit costs, and with words all that hold every one of them, the desk's first."""
    own = own_costs(desk.connection)
    wanted = folded(words).split()
    if not wanted:
        return own
    return tuple(
        one for one in (*own, *shipped_costs())
        if all(word in folded(f"{one.code} {one.what} {one.unit} {one.agency}") for word in wanted)
    )  # fmt: skip


def find_cost(desk: Desk, code: str) -> UnitCost:
    """Return the unit cost of that code, the desk's own before one that comes with tpdesk. Raises UsageProblem."""
    return _cost_named((*list_costs(desk), *shipped_costs()), code)


def _cost_named(every: Sequence[UnitCost], code: str) -> UnitCost:
    found = next((one for one in every if folded(one.code) == folded(code)), None)
    if found is None:
        near = nearest(code, [one.code for one in every])
        raise UsageProblem(
            f"There is no unit cost '{clean(code)}'.{f' Did you mean {near!r}?' if near else ''} Search by words: "
            "'tpdesk unitcost list rough sleeper'."
        )
    return found


def read_edition(file: Path) -> tuple[RecordFile, str] | None:
    """Return the rows of an edition of GMCA's Unit Cost Database, and what is to be told of them; None where the file
    is none. Benefits and taxes are marked as in the edition that comes with tpdesk: the workbook says it only in the
    comments of its cells. Raises InputProblem where it cannot be read."""
    book = read_unit_cost_book(file)
    if book is None:
        return None
    marked = {folded(one.code) for one in shipped_costs() if one.is_transfer}
    rows = tuple(
        replace(row, typed={**row.typed, "transfer": "yes"}) if folded(row.typed.get("title", "")) in marked else row
        for row in book.rows
    )
    number = sum("transfer" in row.typed for row in rows)
    told = (
        f"{counted(number, 'unit cost')} marked as benefits or taxes by their codes, as in version 1.4: what the "
        "workbook says in comments on its cells is not read. Look at those that are new."
    )
    return replace(book, rows=rows), told


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


def own_cost(record: Record) -> UnitCost:
    """Return what a record of the desk says as a unit cost."""
    said = record.values
    year = said["price_year"]
    assert isinstance(year, int)
    return UnitCost(
        record.title, str(said["what"]), str(said["unit"]), str(said["agency"]), dict(_known(record, year)),
        bool(said["transfer"]), "", str(said["source"]), is_own=True,
    )  # fmt: skip


def _known(record: Record, year: int) -> Iterator[tuple[str, tuple[int, int]]]:
    for kind in VALUE_TYPES:
        pence, own = record.values[kind], record.values.get(f"{kind}_year")
        if isinstance(pence, int):
            yield kind, (pence, own if isinstance(own, int) else year)
