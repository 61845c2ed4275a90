"""The tables that business cases are counted with: those that come with tpdesk, or those of the desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache

from tpdesk.domain.case import CaseTables
from tpdesk.domain.case_fields import parse_decimal
from tpdesk.domain.deflators import Deflators
from tpdesk.domain.record_kind import Record
from tpdesk.errors import UsageProblem, YearError
from tpdesk.models.deflator import read_deflators
from tpdesk.models.register import rows
from tpdesk.text import clean
from tpdesk.units import parse_year


@cache
def seed_tables() -> CaseTables:
    """Return the tables that come with tpdesk."""
    rates: dict[str, list[tuple[int, Fraction]]] = {}
    for row in rows("discount_rates.csv"):
        rates.setdefault(row["schedule"], []).append((int(row["from_year"]), Fraction(row["rate"])))
    return CaseTables(
        read_deflators(),
        {name: tuple(steps) for name, steps in rates.items()},
        {int(row["grade"]): Fraction(row["correction"]) for row in rows("case_corrections.csv")},
        {row["project"]: Fraction(row["upper"]) for row in rows("optimism_bounds.csv")},
    )


def with_tables(tables: CaseTables, own: Mapping[str, Record]) -> CaseTables:
    """Return the tables with those of the desk in their place: use -> the record of kind `case-table`.
    Raises UsageProblem where the figures of one cannot be read."""
    for use, record in own.items():
        figures = dict(_figures(record))
        if use == "deflators":
            index = {_year(record, key): figure for key, figure in figures.items()}
            said = record.values["forecast_from"]
            forecast = said if isinstance(said, int) else None
            tables = replace(tables, deflators=Deflators(index, record.title, str(record.values["source"]), forecast))
        elif use == "discount rates":
            steps = tuple(sorted((_whole(record, key), figure) for key, figure in figures.items()))
            if not steps or steps[0][0] > 1:
                raise UsageProblem(f"The table '{record.title}' has no rate from year 0 on.")
            tables = replace(tables, rates={**tables.rates, record.title: steps})
        else:
            found = {_whole(record, key): figure for key, figure in figures.items()}
            lacking = [grade for grade in range(1, 7) if grade not in found]
            if lacking:
                raise UsageProblem(f"The table '{record.title}' has no correction for grade {lacking[0]}.")
            tables = replace(tables, corrections=found)
    return tables


def _figures(record: Record) -> Iterator[tuple[str, Fraction]]:
    for line in filter(None, map(clean, str(record.values["figures"]).replace(";", "\n").splitlines())):
        key, _, figure = line.rpartition(" ")
        try:
            yield key.strip(), parse_decimal(figure)
        except UsageProblem as error:
            raise UsageProblem(f"The table '{record.title}', '{line[:40]}': {error}") from error


def _year(record: Record, key: str) -> int:
    try:
        return parse_year(key)
    except YearError as error:
        raise UsageProblem(f"The table '{record.title}': {error}.") from error


def _whole(record: Record, key: str) -> int:
    if not key.isdigit():
        raise UsageProblem(f"The table '{record.title}': '{key[:40]}' is not a whole number.")
    return int(key)
