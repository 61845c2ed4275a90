"""Verbs that look at spend lines: spend list, show, totals, frequency, pivot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verbs, ask_call, force_option, table
from tpdesk.text import counted
from tpdesk.units import percent, pounds, ratio, whole_pounds

if TYPE_CHECKING:
    from tpdesk.calc.pivot import Pivot, PivotCell, PivotHead
    from tpdesk.domain.line import LineRow
    from tpdesk.domain.line_filter import FlowSums, Frequency, LineFilter, Totals
    from tpdesk.models.lines.order import Sort
    from tpdesk.models.lines.origin import Origin


@click.group(cls=Verbs)
def spend() -> None:
    """Look at spend lines and edit them.

    FILTER is one line of conditions that all hold: FIELD=VALUE, != is not, ~ contains, > over, < under, 100..200
    between, | or, blank for none; a bare word is looked for in organisation, label, supplier and description. As in:
    'supplier~waste amount>10000 agency="Burnley Borough Council"'.
    """


kept_lines = click.argument("where", nargs=-1, metavar="[FILTER]")
"""The argument that says which lines."""


def _sorts(texts: tuple[str, ...]) -> tuple[Sort, ...]:
    from tpdesk.models.lines.order import Sort

    return tuple(Sort(_field(text.removeprefix("-")), text.startswith("-")) for text in texts)


def _field(text: str) -> str:
    from tpdesk.domain.line import LINE_FIELDS
    from tpdesk.errors import UsageProblem
    from tpdesk.models.lines.typed import field_named

    field = field_named(text)
    if field is None or field.name not in LINE_FIELDS:
        raise UsageProblem(f"'{text}' is no column of a line. Columns: {', '.join(LINE_FIELDS)}.")
    return field.name


@spend.command("list")
@kept_lines
@click.option(
    "--sort",
    "sorts",
    multiple=True,
    metavar="COLUMN",
    help="Sort by this column, -COLUMN for the largest first. Repeatable.",
)
@click.option("--columns", metavar="A,B,C", help="Which columns, in this order.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=40, show_default=True, help="How many lines.")
@click.option(
    "--from",
    "first",
    type=click.IntRange(1, 2**62),
    default=1,
    show_default=True,
    help="The first of them, by its place in the list.",
)
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.csv",
    help="Write all of them to this file.",
)
@force_option("--csv")
def list_(
    where: tuple[str, ...],
    sorts: tuple[str, ...],
    columns: str | None,
    limit: int,
    first: int,
    csv_file: Path | None,
    force: bool,
) -> None:
    """List the lines that a filter keeps."""
    from tpdesk.domain.line import LINE_FIELDS, USUAL, cell_text
    from tpdesk.models.lines.query import open_view
    from tpdesk.models.lines.typed import parse_filter
    from tpdesk.services.lines import write_lines

    call = ask_call()
    names = tuple(_field(text.strip()) for text in columns.split(",")) if columns else ("line", *USUAL)
    order = _sorts(sorts)
    with call.open() as desk:
        kept = parse_filter(desk.connection, " ".join(where))
        view = open_view(desk.connection, kept, order)
        try:
            page = view.page(desk.connection, first - 1, limit)
            if csv_file is not None:
                write_lines(desk, view, names, csv_file, replace=force)
        finally:
            view.close()
    rows = [row for row in page.rows if row is not None]
    right = tuple(n for n, name in enumerate(names) if LINE_FIELDS[name].right)

    def words() -> Iterator[str]:
        yield f"{counted(page.total, 'line')}: {kept.words}."
        if rows:
            yield from table(
                [
                    [LINE_FIELDS[name].heading for name in names],
                    *([cell_text(row, name) for name in names] for row in rows),
                ],
                right,
            )
        if first - 1 + len(rows) < page.total:
            yield (
                f"{page.total - (first - 1) - len(rows):,} more: --from {first + len(rows)}, --limit, or --csv "
                "OUT.csv for all."
            )

    call.answer({"filter": kept.typed, "lines_in_all": page.total, "lines": [line_data(row) for row in rows]}, words)


def line_data(row: LineRow) -> dict[str, Any]:
    from tpdesk.units import year_text

    kept = {name: value for name, value in asdict(row).items() if name not in ("place_id", "agency_id", "shares")}
    return {
        **kept, "year": year_text(row.year), "edited": row.edited,
        "categories": [{"category": code, "share": float(share)} for code, share in row.shares],
    }  # fmt: skip


@spend.command("show")
@click.argument("line", type=click.IntRange(1, 2**62))
def show(line: int) -> None:
    """Show one line, where it came from, and what was done to it since."""
    from tpdesk.models.lines.origin import origin_of

    call = ask_call()
    with call.open() as desk:
        origin = origin_of(desk.connection, line)
    data = {
        "line": line_data(origin.line), "origin": origin.words, "sha256": origin.sha256, "taken_in": origin.taken_in,
        "parts": list(origin.parts),
        "acts": [
            {"at": act.at, "who": act.who, "act": act.words,
                "changes": [{"field": one.field, "from": one.before, "to": one.after} for one in act.changes]}
            for act in origin.acts
        ],
    }  # fmt: skip
    call.answer(data, lambda: _show_words(origin))


def _show_words(origin: Origin) -> Iterator[str]:
    from tpdesk.domain.line import LINE_FIELDS, cell_text

    yield from table(
        [
            ["", f"Line {origin.line.id}"],
            *(
                [field.heading, cell_text(origin.line, name)]
                for name, field in LINE_FIELDS.items()
                if cell_text(origin.line, name)
            ),
        ]
    )
    yield f"From: {origin.words}."
    if origin.parts:
        yield f"Split off it: {', '.join(map(str, origin.parts))}."
    for act in origin.acts:
        yield f"{act.at[:16].replace('T', ' ')} {act.who}: {act.words}"
        for one in act.changes:
            yield f"    {one.field or 'line'}: {one.before or '(none)'} to {one.after or '(none)'}"


@spend.command("totals")
@kept_lines
def totals(where: tuple[str, ...]) -> None:
    """Add up the lines that a filter keeps."""
    from tpdesk.models.lines.totals import totals as add_up
    from tpdesk.models.lines.typed import parse_filter

    call = ask_call()
    with call.open() as desk:
        kept = parse_filter(desk.connection, " ".join(where))
        found = add_up(desk.connection, kept)
    data = {name: value for name, value in asdict(found).items() if name != "from_cube"}
    call.answer({"filter": kept.typed, **data}, lambda: _totals_words(kept, found))


def _totals_words(kept: LineFilter, found: Totals) -> Iterator[str]:
    yield f"{counted(found.lines, 'line')}: {kept.words}."
    yield from table(
        [["", "Amount"], ["Expenditure", pounds(found.expenditure_pence)], ["Income", pounds(found.income_pence)]], (1,)
    )
    if found.shared_lines:
        yield (
            f"look: {counted(found.shared_lines, 'line')} of several categories by shares; each is here with "
            "its whole amount."
        )


@spend.command("frequency")
@click.argument("column")
@kept_lines
@click.option("--top", type=click.IntRange(1, 1_000), default=20, show_default=True, help="How many values.")
def frequency(column: str, where: tuple[str, ...], top: int) -> None:
    """Show the values of a column over the lines that a filter keeps, most expenditure first;
    income stands beside it, never added."""
    from tpdesk.models.lines.totals import frequency as count_values
    from tpdesk.models.lines.typed import parse_filter

    call = ask_call()
    name = _field(column)
    with call.open() as desk:
        kept = parse_filter(desk.connection, " ".join(where))
        found = count_values(desk.connection, name, kept, most=top)
    data = {
        "filter": kept.typed, "column": name, "values": found.values,
        "amounts_are": "of each row's flow" if name == "flow" else found.flow,
        "rows": [
            {
                "value": row.text, "lines": row.lines, "amount_pence": found.amount(row),
                "expenditure_pence": row.money.expenditure,
                "income_pence": row.money.income,
            }
            for row in found.rows
        ],
        "rest_lines": found.rest_lines, "rest_pence": found.rest.of(found.flow),
        "rest_expenditure_pence": found.rest.expenditure,
        "rest_income_pence": found.rest.income,
    }  # fmt: skip
    call.answer(data, lambda: _frequency_words(kept, found))


def _frequency_words(kept: LineFilter, found: Frequency) -> Iterator[str]:
    from tpdesk.domain.line import LINE_FIELDS

    yield f"{counted(found.values, 'value')}: {kept.words}."
    by_flow = found.field == "flow"
    head = [LINE_FIELDS[found.field].heading, "Lines", "Amount" if by_flow else found.flow.capitalize()]
    head += [] if by_flow else ["Share", *(["Income"] if found.both else [])]
    body = []
    for row in found.rows:
        figures = [] if by_flow else [percent(found.share(row)), *_beside(found, row.money)]
        body.append([row.text, f"{row.lines:,}", whole_pounds(found.amount(row)), *figures])
    if found.rest_lines:
        others = counted(found.values - len(found.rows), "other")
        share = percent(ratio(found.rest.of(found.flow), found.total_pence))
        body.append(
            [
                others,
                f"{found.rest_lines:,}",
                whole_pounds(found.rest.of(found.flow)),
                share,
                *_beside(found, found.rest),
            ]
        )
    yield from table([head, *body], (1, 2, 3, 4))


def _beside(found: Frequency, money: FlowSums) -> list[str]:
    """Return the income beside an amount, where there is income: the two are never added up."""
    return [whole_pounds(money.income)] if found.both else []


@spend.command("pivot")
@click.argument("rows")
@click.argument("columns")
@kept_lines
@click.option("--flow", type=click.Choice(["expenditure", "income"]), help="Default: expenditure, where there is any.")
@click.option("--top", type=click.IntRange(1, 500), default=20, show_default=True, help="How many rows.")
@click.option("--across", type=click.IntRange(1, 100), default=6, show_default=True, help="How many columns.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.csv|OUT.xlsx",
    help="Write it to this file too, with up to 500 rows and 100 columns.",
)
@force_option("--out")
def pivot(
    rows: str,
    columns: str,
    where: tuple[str, ...],
    flow: str | None,
    top: int,
    across: int,
    out: Path | None,
    force: bool,
) -> None:
    """Show the money of two columns over the lines that a filter keeps:
    the values of ROWS down, those of COLUMNS across."""
    from tpdesk.models.lines.typed import parse_filter
    from tpdesk.services.line_table import make_pivot, write_pivot

    call = ask_call()
    names = _field(rows), _field(columns)
    with call.open() as desk:
        kept = parse_filter(desk.connection, " ".join(where))
        found = make_pivot(desk, *names, kept, flow=flow or "", most_rows=top, most_columns=across)
        if out is not None:
            write_pivot(desk, make_pivot(desk, *names, kept, flow=flow or ""), kept, out, replace=force)
    data = {
        "filter": kept.typed, "rows_column": names[0], "columns_column": names[1],
        "amounts_are": found.flow or "of each cell's flow",
        "columns": [{**_head_data(head), **_cell_data(total)} for head,
            total in zip(found.columns, found.column_totals, strict=True)],
        "rows": [
            {**_head_data(head), **_cell_data(total), "cells": [_cell_data(cell) for cell in cells]}
            for head, cells, total in zip(found.rows, found.cells, found.row_totals, strict=True)
        ],
        "total_pence": found.total.pence, "lines": found.total.lines, "other_flow_lines": found.other_flow_lines,
        "file": str(out) if out is not None else None,
    }  # fmt: skip
    call.answer(data, lambda: _pivot_words(kept, found, out))


def _head_data(head: PivotHead) -> dict[str, Any]:
    return {"value": head.text, "values": head.rest or 1}


def _cell_data(cell: PivotCell) -> dict[str, Any]:
    return {"amount_pence": cell.pence, "lines": cell.lines}


def _pivot_words(kept: LineFilter, found: Pivot, out: Path | None) -> Iterator[str]:
    from tpdesk.domain.line import LINE_FIELDS

    def told(cell: PivotCell) -> str:
        return "" if cell.pence is None else whole_pounds(cell.pence)

    row, column = (LINE_FIELDS[name].heading for name in (found.row_field, found.column_field))
    yield f"{row} by {column}: {kept.words}. {found.about}"
    body = [
        [head.text, *map(told, cells), told(total)]
        for head, cells, total in zip(found.rows, found.cells, found.row_totals, strict=True)
    ]
    if body:
        all_of_it = ["All", *map(told, found.column_totals), told(found.total)]
        head = [row, *(head.text for head in found.columns), "All"]
        yield from table([head, *body, all_of_it], tuple(range(1, len(found.columns) + 2)))
    if out is not None:
        yield f"Written to {out}."
