"""What the Department for Work and Pensions spends in a place, from its own table by local authority: a line for each
authority and benefit, in place of the shares by people that stood for the same benefits."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk.domain.codes import BENEFITS
from tpdesk.domain.facts import PLACE_ONLY
from tpdesk.domain.kinds import AGENCY_KIND
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models import made_batch
from tpdesk.models.agency import find_agency_id, join_place
from tpdesk.models.area import council_areas, nesting
from tpdesk.models.desk import Desk
from tpdesk.models.intake.benefits import BenefitRow, BenefitTable, read_benefits
from tpdesk.models.lines import change
from tpdesk.models.log.history import note_act
from tpdesk.models.made_batch import MadeLine, MadeSheet
from tpdesk.models.place import Place, area_names
from tpdesk.models.published import batches_of_kind, lines_of_label, published_held
from tpdesk.models.records import store
from tpdesk.models.register import rows as seed_rows
from tpdesk.models.wider import set_counted
from tpdesk.services.figures import place_for
from tpdesk.text import and_words, counted, folded
from tpdesk.units import pounds, year_text

if TYPE_CHECKING:
    import sqlite3

__all__ = ["BenefitsPlan", "import_benefits"]

BODY: Final = "Department for Work and Pensions"
ALIAS: Final = "DWP"
GRADE: Final = 2
"""Of a figure that is published for the area itself."""

_PAID_BY_COUNCILS: Final = ("housing benefit", "discretionary housing payment", "council tax benefit")
"""Beginnings of benefits that councils pay and have in their own figures."""

_SAME: Final = {"bereavement support": "bereavement benefits", "bereavement support payment": "bereavement benefits"}
"""A benefit in the table -> the label that stands for it in a first count."""

_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class BenefitsPlan:
    """What a table brings to a place, before or after it is written."""

    place: str
    year: int
    file: str
    sheet: str
    source: str
    benefits: Mapping[str, int]
    """Benefit -> pence in the place, in the order of the table."""

    areas: Mapping[str, int]
    """Name of each authority -> pence."""

    replaced: Mapping[str, int]
    """Label of the first count that gives way -> pence."""

    notices: tuple[str, ...]
    """What is left out, and what to look at, a sentence each."""

    lines: int
    batch: int | None = None

    @property
    def pence(self) -> int:
        """What it comes to."""
        return sum(self.benefits.values())

    @property
    def replaced_pence(self) -> int:
        """What of the first count gives way."""
        return sum(self.replaced.values())


@dataclass(frozen=True, slots=True)
class _Picked:
    """The part of a table that is of a place."""

    rows: tuple[tuple[str, str, BenefitRow], ...]
    """(area's code on the desk, its name, its row)."""

    benefits: tuple[str, ...]
    notices: tuple[str, ...]


def import_benefits(
    desk: Desk,
    file: Path,
    place: str | None,
    year: int,
    *,
    unit: str = "",
    without: Collection[str] = (),
    with_councils: bool = False,
    dry_run: bool = False,
) -> BenefitsPlan:
    """Import the table for a place and the financial year that starts in `year`, as one step: a line for each authority
    and benefit. With `dry_run` nothing is written. Raises InputProblem, UsageProblem, Locked.

    A benefit takes the place of the first count's share of the same benefit, and the table of an earlier table of the
    year. Benefits that councils pay stay out, unless `with_councils`: councils' own figures hold them.
    """
    table = read_benefits(file, year, unit)
    here = place_for(desk, place)
    picked = _pick(desk, here, table, year, without, with_councils=with_councils)
    if not dry_run:
        desk.keep("import")
        with desk.writing() as connection:
            return _write(connection, here, year, table, picked)
    agency = find_agency_id(desk.connection, BODY) or find_agency_id(desk.connection, ALIAS)
    given_way = _given_way(desk.connection, here, agency, year, picked.benefits)
    return _plan(here, year, table, picked, {label: pence for label, (_, pence) in given_way.items()})


def _pick(
    desk: Desk, place: Place, table: BenefitTable, year: int, without: Collection[str], *, with_councils: bool
) -> _Picked:
    """Return the rows of the place's authorities, and the benefits that are known for all of them."""
    connection = desk.connection
    codes = sorted(council_areas(place.codes, nesting(connection, year)))
    if not codes:
        raise InputProblem(
            f"{place.name} has no districts, unitaries or boroughs on this desk. Give it its areas first.",
            title="No areas",
        )
    names = {code: name or code for code, name in area_names(connection, tuple(codes)).items()}
    by_code = {row.code: row for row in table.rows}
    by_name = {folded(row.name): row for row in table.rows if row.name}
    found = [(code, names[code], by_code.get(code) or by_name.get(folded(names[code]))) for code in codes]
    missing = [f"{name} ({code})" for code, name, row in found if row is None]
    if missing:
        more = [f"{len(missing) - _NAMED} others"] if len(missing) > _NAMED else []
        raise InputProblem(
            f"Sheet '{table.sheet}' has no row for {and_words([*missing[:_NAMED], *more])}. A missing figure is never "
            "taken for zero, so nothing was imported.",
            title="An authority is missing",
        )
    rows = tuple((code, name, row) for code, name, row in found if row is not None)
    return _Picked(rows, *_choose(table, rows, without, with_councils=with_councils))


def _choose(
    table: BenefitTable,
    rows: tuple[tuple[str, str, BenefitRow], ...],
    without: Collection[str],
    *,
    with_councils: bool,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (the benefits to bring in, what is left out and what to look at)."""
    left_out = {folded(name) for name in without}
    strange = [name for name in without if folded(name) not in map(folded, table.benefits)]
    if strange:
        raise UsageProblem(f"The table has no benefit '{strange[0]}'. It has: {', '.join(table.benefits)}.")
    chosen, notices = list[str](), list[str]()
    for benefit in table.benefits:
        unknown = [name for _, name, row in rows if benefit not in row.pence]
        if folded(benefit) in left_out:
            notices.append(f"{benefit}: left out, as you asked.")
        elif not with_councils and folded(benefit).startswith(_PAID_BY_COUNCILS):
            paid = sum(row.pence.get(benefit, 0) for _, _, row in rows)
            notices.append(f"{benefit}, {pounds(paid)}: left out, since councils pay it and their own figures hold it.")
        elif unknown:
            some = and_words([*unknown[:_NAMED], *([f"{len(unknown) - _NAMED} others"] if unknown[_NAMED:] else [])])
            notices.append(f"{benefit}: left out, since the table has no figure for {some}. Not known is not zero.")
        else:
            chosen.append(benefit)
    if not chosen:
        raise InputProblem("No benefit of the table is left to import.", title="Nothing to import")
    return tuple(chosen), (*notices, *_off_totals(table, rows))


def _off_totals(table: BenefitTable, rows: tuple[tuple[str, str, BenefitRow], ...]) -> list[str]:
    """Return the authorities whose benefits do not add up to the printed total, but for rounding."""
    step = {"millions": 10**8, "thousands": 10**5}.get(table.unit, 100)
    off = []
    for _, name, row in rows:
        if row.total_pence is not None and len(row.pence) == len(table.benefits):
            added = sum(row.pence.values())
            if abs(added - row.total_pence) > max(step * len(row.pence) // 2, abs(row.total_pence) // 1000):
                off.append(f"{name} ({pounds(added)}, printed {pounds(row.total_pence)})")
    if not off:
        return []
    more = [f"{len(off) - _NAMED} others"] if len(off) > _NAMED else []
    return [
        f"The benefits do not add up to the table's own total for {and_words([*off[:_NAMED], *more])}: a column may be "
        "a part of another. Leave it out (--without)."
    ]


def _plan(
    place: Place, year: int, table: BenefitTable, picked: _Picked, replaced: Mapping[str, int], batch: int | None = None
) -> BenefitsPlan:
    benefits = {name: sum(row.pence[name] for _, _, row in picked.rows) for name in picked.benefits}
    areas = {name: sum(row.pence[benefit] for benefit in picked.benefits) for _, name, row in picked.rows}
    return BenefitsPlan(
        place.name, year, table.file, table.sheet, _source(table, year), benefits, areas, replaced, picked.notices,
        len(picked.rows) * len(picked.benefits), batch,
    )  # fmt: skip


def _source(table: BenefitTable, year: int) -> str:
    return f"DWP, benefit expenditure by local authority, {year_text(year)} ({table.file}, sheet {table.sheet})"


def _key(label: str) -> str:
    """Return a benefit's name as editions and the first count have it alike."""
    key = re.sub(r"[^a-z0-9 ]+", "", folded(label).replace("&", "and"))
    return _SAME.get(key, key).removesuffix("s")


def _given_way(
    connection: sqlite3.Connection, place: Place, agency: int | None, year: int, benefits: Collection[str]
) -> dict[str, tuple[list[int], int]]:
    """Return label of the first count -> (lines, pence) for the benefits that the table brings."""
    held = published_held(connection, place.id, agency, year) if agency is not None else None
    if held is None:
        return {}
    coming = {_key(benefit) for benefit in benefits}
    return {label: found for label, found in lines_of_label(connection, held.batch).items() if _key(label) in coming}


def _write(
    connection: sqlite3.Connection, place: Place, year: int, table: BenefitTable, picked: _Picked
) -> BenefitsPlan:
    agency = find_agency_id(connection, BODY) or find_agency_id(connection, ALIAS) or _make(connection)
    join_place(connection, agency, place.id)
    given_way = _given_way(connection, place, agency, year, picked.benefits)
    lines = [line for numbers, _ in given_way.values() for line in numbers]
    if lines:
        change.delete(connection, lines)
        change.let_go(connection)
    earlier = batches_of_kind(connection, place.id, agency, year, BENEFITS)
    was = sum(made_batch.sum_of(connection, batch) for batch in earlier)
    for batch in earlier:
        made_batch.remove_batch(connection, batch)
    set_counted(connection, place.id, agency, PLACE_ONLY)
    batch = made_batch.write_batch(
        connection, place.id, table.file, [_sheet(agency, year, table, picked)], kind=BENEFITS
    )
    plan = _plan(place, year, table, picked, {label: pence for label, (_, pence) in given_way.items()}, batch)
    note_act(
        connection, "import benefits", place.name,
        f"{plan.file}, {counted(plan.lines, 'line')}, {pounds(plan.pence)}"
        + (f" in place of {pounds(was)} of an earlier table" if earlier else ""),
        title=f"Import {plan.file}, {counted(plan.lines, 'line')}",
    )  # fmt: skip
    return plan


def _make(connection: sqlite3.Connection) -> int:
    aliases = (ALIAS,) if find_agency_id(connection, ALIAS) is None else ()
    typed = {"title": BODY, "kind": "central-department", "aliases": aliases, "source": BODY}
    return store.add(connection, AGENCY_KIND, typed)[0].id


def _sheet(agency: int, year: int, table: BenefitTable, picked: _Picked) -> MadeSheet:
    """Return a line for each authority and benefit."""
    published = (row for row in seed_rows("first_count/central.csv") if row["body"] == BODY)
    categories = {_key(row["label"]): row["category"] for row in published}
    lines = [
        MadeLine(
            agency, year, benefit, row.pence[benefit], "actual", GRADE, cost_type="revenue", control="national",
            category=categories.get(_key(benefit)), area=code,
            description=f"Published for {name} by DWP itself: row {row.row} of sheet {table.sheet}.",
        )
        for code, name, row in picked.rows
        for benefit in picked.benefits
    ]  # fmt: skip
    return MadeSheet(table.sheet, "direct", _source(table, year), lines)
