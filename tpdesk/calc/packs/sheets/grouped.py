"""Organisations as charts draw them: those whose bars would vanish stand together by kind ("12 districts"). Who spends,
direct and apportioned, and a heat map of organisations by division."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tpdesk import units
from tpdesk.calc.packs import headings
from tpdesk.calc.packs.frame import AGENCY, AMOUNT, APPORTIONED, DIVISION, Frame, category_code, category_title
from tpdesk.calc.packs.sheets.by_category import BARS
from tpdesk.calc.workbook.describe import (
    Chart,
    Column,
    ColumnKind,
    HeatColumn,
    Sheet,
    SheetCell,
    Table,
    Value,
    brief,
    said,
)
from tpdesk.domain.results.count import AmountParts, CountResult
from tpdesk.text import counted, opening

TABLE: Final = "Organisations_as_drawn"
_VANISHES: Final = 30
"""A bar shorter than one part in so many of the longest cannot be told from another."""

_KINDS: Final = {
    "district": "districts", "unitary": "unitaries", "metropolitan": "metropolitan boroughs",
    "london-borough": "London boroughs", "county": "counties", "police": "police bodies", "fire": "fire authorities",
    "nhs-commissioner": "NHS commissioners", "nhs-provider": "NHS providers",
}  # fmt: skip
"""Kind of organisation -> several of it."""

_BANDS: Final = ((0.1, "A"), (0.01, "B"), (0.001, "C"), (0.0, "D"))
"""Least share of all spend of each shade, darkest first, and its letter."""


@dataclass(frozen=True, slots=True)
class DrawnOrganisation:
    """One row of a chart: an organisation, or several of a kind."""

    name: str
    agencies: tuple[str, ...]
    pence: int
    apportioned: int

    @property
    def direct(self) -> int:
        """What of the amount is of its own returns."""
        return self.pence - self.apportioned


def drawn_organisations(count: CountResult, parts: Iterable[AmountParts]) -> tuple[DrawnOrganisation, ...]:
    """Return the organisations as they are drawn, largest first: those whose bars would vanish together by kind where
    there are several of it, and above `BARS` rows the smallest together."""
    kinds = {part.agency: part.kind for part in parts}
    rows = [DrawnOrganisation(row.agency or "", (row.agency or "",), row.amount_pence, row.apportioned_pence)
            for row in count.rows]  # fmt: skip
    least = max((abs(row.pence) for row in rows), default=0) / _VANISHES
    small: dict[str, list[DrawnOrganisation]] = {}
    for row in rows:
        if abs(row.pence) < least and kinds.get(row.name):
            small.setdefault(kinds[row.name], []).append(row)
    together = {kind: held for kind, held in small.items() if len(held) > 1}
    grouped = {row.name for held in together.values() for row in held}
    found = [row for row in rows if row.name not in grouped]
    found += [_together(held, _several(kind, len(held))) for kind, held in together.items()]
    found.sort(key=lambda row: -row.pence)
    if len(found) > BARS:
        rest = found[BARS - 1 :]
        held = sum(len(row.agencies) for row in rest)
        found = [*found[: BARS - 1], _together(rest, f"{held} other organisations")]
    return tuple(found)


def _several(kind: str, number: int) -> str:
    return f"{number} {_KINDS.get(kind, f'organisations of the kind {kind}')}"


def _together(held: Sequence[DrawnOrganisation], name: str) -> DrawnOrganisation:
    agencies = tuple(agency for row in held for agency in row.agencies)
    return DrawnOrganisation(name, agencies, sum(row.pence for row in held), sum(row.apportioned for row in held))


def sheets(
    frame: Frame, count: CountResult, matrix: CountResult, by_division: CountResult, parts: Sequence[AmountParts]
) -> tuple[Sheet | None, ...]:
    """Return the table of organisations as they are drawn, and its charts; none where nothing is spent."""
    rows = drawn_organisations(count, parts)
    if not any(row.pence for row in rows):
        return ()
    cells: dict[tuple[str, str | None], int] = {}
    for cell in matrix.rows:
        cells[cell.agency or "", cell.key] = cell.amount_pence
    found = _Drawing(rows, tuple((row.key, row.title) for row in by_division.rows), cells)
    return (
        _table(frame, count, found), chart_who_spends(frame, count, found), _chart_direct(frame, count, found),
        _heat_map(frame, count, found),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Drawing:
    rows: tuple[DrawnOrganisation, ...]
    divisions: tuple[tuple[str | None, str | None], ...]
    """(code, title) in the order of most spend."""

    cells: Mapping[tuple[str, str | None], int]

    def of(self, row: DrawnOrganisation, division: str | None) -> int:
        """Return what a row spends in a division, in pence."""
        return sum(self.cells.get((agency, division), 0) for agency in row.agencies)


def _table(frame: Frame, count: CountResult, found: _Drawing) -> Sheet:
    columns = [
        Column("name", "Organisation, or several of a kind", ColumnKind.TEXT, 40),
        Column("bodies", "Organisations", ColumnKind.COUNT),
        Column("direct", "Direct", frame.money, 15, formula="={amount}-{apportioned}"),
        Column("apportioned", "Apportioned", frame.money, 15),
        Column("amount", frame.spend_head, frame.money, 16, "after-transfers"),
        *(
            Column(_key(frame, code), _title(code, title), frame.money, 15)
            for code, title in found.divisions
        ),
        Column("label", "Name in the chart", ColumnKind.TEXT, 48),
        Column("cell", "Cell, as drawn", ColumnKind.KEY, unit="number"),
    ]  # fmt: skip
    everybody = DrawnOrganisation(
        "All organisations", tuple(row.agency or "" for row in count.rows), count.rows_total_pence,
        sum(row.apportioned_pence for row in count.rows),
    )  # fmt: skip
    rows = tuple(_row(frame, row, found) for row in (everybody, *found.rows))
    groups = sum(len(row.agencies) > 1 for row in found.rows)
    words = f"{opening(groups, 'kind', 'kinds')} of small organisations drawn together" if groups else (
        f"{opening(len(found.rows), 'organisation')}, each drawn by itself"
    )  # fmt: skip
    return Sheet(
        "as_drawn", "Organisations as drawn", headings.where_words(frame, words),
        "Which organisations do the charts draw together?",
        (
            "Organisations whose bars would be too short to see stand together by kind. Each is by itself on the sheet "
            "Who spends.",
            "The last two columns are what the charts draw.", frame.base(),
        ),
        Table(TABLE, "Spend by organisation, small ones together", tuple(columns), rows),
    )  # fmt: skip


def _key(frame: Frame, code: str | None) -> str:
    return f"d{frame.numbers.divisions[code]}"


def _title(code: str | None, title: str | None) -> str:
    return "Unmapped" if code is None else f"{category_code(code)} {category_title(title, code)}"


def _row(frame: Frame, row: DrawnOrganisation, found: _Drawing) -> tuple[Value, ...]:
    numbers = ",".join(str(frame.numbers.agencies[agency]) for agency in row.agencies)
    which = numbers if len(row.agencies) == 1 else f"{{{numbers}}}"

    def looked_up(pence: int, field: str, division: str = "") -> SheetCell:
        return SheetCell(pence, f"=SUMPRODUCT(SUMIFS({field},{AGENCY},{which}{division}))")

    return (
        said(row.name), len(row.agencies), row.direct, looked_up(row.apportioned, APPORTIONED),
        looked_up(row.pence, AMOUNT),
        *(
            looked_up(found.of(row, code), AMOUNT, f",{DIVISION},{frame.numbers.divisions[code]}")
            for code, _ in found.divisions
        ),
        said(f"{brief(row.name, 38)}  {units.short_pounds(row.pence)}"), 1,
    )  # fmt: skip


def chart_who_spends(frame: Frame, count: CountResult, found: _Drawing) -> Sheet:
    """Return a bar for each organisation, small ones of a kind together."""
    told = "; ".join(f"{brief(row.name)} {units.short_pounds(row.pence)}" for row in found.rows)
    finding = headings.largest(frame, count, "spends")
    return Sheet(
        "chart_who_spends", "Chart who spends", finding, "What does spend by organisation look like?",
        (f"{_extent(found, count)} The figures are in the table Organisations as drawn.", frame.base()),
        chart=Chart(
            headings.without_where(frame, finding),
            f"{headings.without_where(frame, finding)}. Bar chart of spend by organisation, {frame.where}. "
            f"{_extent(found, count)} Largest first: {told}.",
            TABLE, "name", "amount", len(found.rows), skipped=1,
        ),
    )  # fmt: skip


def _extent(found: _Drawing, count: CountResult) -> str:
    together = [row for row in found.rows if len(row.agencies) > 1]
    words = f"A bar for each of {counted(len(found.rows), 'row')} of {counted(len(count.rows), 'organisation')}."
    if not together:
        return words
    return f"{words} Together, since their bars would be too short to see: {'; '.join(row.name for row in together)}."


def _chart_direct(frame: Frame, count: CountResult, found: _Drawing) -> Sheet | None:
    """Return what is direct and what apportioned of each organisation; None where nothing is, or a part is negative."""
    apportioned = sum(row.apportioned for row in found.rows)
    if not apportioned or any(min(row.direct, row.apportioned) < 0 for row in found.rows):
        return None
    share = units.percent(units.ratio(apportioned, count.rows_total_pence))
    finding = f"Of all spend, {share} is apportioned, {units.short_pounds(apportioned)}"
    told = "; ".join(
        f"{brief(row.name)} {units.short_pounds(row.direct)} direct, {units.short_pounds(row.apportioned)} apportioned"
        for row in found.rows
    )
    return Sheet(
        "chart_direct", "Chart direct, apportioned", headings.where_words(frame, finding),
        "How much of each organisation's spend is its own return, and how much a share of wider spend?",
        ("Solid is direct: own returns and figures published for the place. Hatched is apportioned: a share of wider "
         "spend, which is an estimate. The figures are in the table Organisations as drawn.", frame.base()),
        chart=Chart(
            finding, f"{finding}. Stacked bars, {frame.where}. {_extent(found, count)} {told}.", TABLE, "label",
            "amount", len(found.rows), stacks=(("direct", "total"), ("apportioned", "fall")), skipped=1, has_key=True,
        ),
    )  # fmt: skip


def _heat_map(frame: Frame, count: CountResult, found: _Drawing) -> Sheet | None:
    """Return organisations down and divisions across, each cell with its letter, its shade and its amount."""
    total = count.rows_total_pence
    cells = [(found.of(row, code), row, code, title) for row in found.rows for code, title in found.divisions]
    if total <= 0 or max(cell[0] for cell in cells) <= 0:
        return None
    most, where, code, title = max(cells, key=lambda cell: cell[0])
    finding = f"Most: {brief(where.name, 38)} on {brief(category_title(title, code), 30)}, {units.short_pounds(most)}"
    told = "; ".join(
        f"{brief(row.name, 40)}, {brief(_title(code, title), 40)}: {units.short_pounds(pence)}"
        for pence, row, code, title in sorted(cells, key=lambda cell: -cell[0])[:10]
    )
    bands = "A from 10% of all spend, B from 1%, C from 0.1%, D below that"
    everybody = {code: sum(found.of(row, code) for row in found.rows) for code, _ in found.divisions}
    columns = tuple(
        HeatColumn(
            _title(code, title),
            ("head", *(_band(found.of(row, code), total) for row in found.rows)),
            (
                f"{'-' if code is None else category_code(code)}: {_figure(frame, everybody[code])}",
                *(_cell_text(frame, found.of(row, code), total) for row in found.rows),
            ),
        )
        for code, title in found.divisions
    )  # fmt: skip
    named = "; ".join(_title(code, title) for code, title in found.divisions if code is not None)
    unit = "£ million" if frame.money is ColumnKind.MILLION else "£ thousand"
    return Sheet(
        "chart_heat_map", "Heat map", headings.where_words(frame, finding),
        "Which organisation spends most on which division?",
        (f"Amounts in {unit}. The letter and the shade of a cell: {bands}; an empty cell is no spend. Divisions: "
         f"{named}.", frame.base()),
        chart=Chart(
            f"{finding} ({unit})",
            f"{finding}. Heat map of {counted(len(found.rows), 'row')} by {counted(len(found.divisions), 'division')}, "
            f"{frame.where}. The ten largest cells: {told}. {bands}.",
            TABLE, "name", "cell", len(found.rows) + 1, heat=columns,
        ),
    )  # fmt: skip


def _band(pence: int, total: int) -> str:
    if pence <= 0:
        return ""
    return next(letter for least, letter in _BANDS if pence >= least * total)


def _figure(frame: Frame, pence: int) -> str:
    return f"{pence / (100_000_000 if frame.money is ColumnKind.MILLION else 100_000):,.0f}"


def _cell_text(frame: Frame, pence: int, total: int) -> str:
    """Return the letter and the amount of a cell; what would show as nil says so."""
    if not pence:
        return ""
    figure = _figure(frame, pence)
    return f"{_band(pence, total)} {'<1' if figure == '0' and pence > 0 else figure}".strip()
