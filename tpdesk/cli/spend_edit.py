"""Verbs that change spend lines: spend edit, add, duplicate, split, delete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tpdesk.cli.base import ask_call, warn
from tpdesk.cli.spend import kept_lines, line_data, spend
from tpdesk.text import counted
from tpdesk.units import pounds

if TYPE_CHECKING:
    import sqlite3

    from tpdesk.domain.line_filter import LineFilter
    from tpdesk.services.lines import EditPreview, LinePart

_dry_run = click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
_every = click.option("--all", "every", is_flag=True, help="Without a filter: every line of the desk.")


def _set(texts: tuple[str, ...]) -> dict[str, str]:
    from tpdesk.errors import UsageProblem

    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageProblem(f"'{text}': write FIELD=VALUE, as in category=09.5; FIELD= clears it.")
        found[name.strip()] = value
    return found


def _kept(connection: sqlite3.Connection, where: tuple[str, ...], every: bool) -> LineFilter:
    """Return which lines are meant; all of them only where that is said."""
    from tpdesk.errors import UsageProblem
    from tpdesk.models.lines.typed import parse_filter

    text = " ".join(where)
    if not text.strip() and not every:
        raise UsageProblem("No filter says which lines: give one, or --all for every line of the desk.")
    return parse_filter(connection, text)


@spend.command("edit")
@kept_lines
@click.option(
    "--set",
    "sets",
    multiple=True,
    required=True,
    metavar="FIELD=VALUE",
    help="What is to stand in a field; FIELD= clears it. Repeatable.",
)
@_dry_run
@_every
def edit(where: tuple[str, ...], sets: tuple[str, ...], dry_run: bool, every: bool) -> None:
    """Change fields of all lines that a filter keeps: `line=17` is one of them."""
    from tpdesk.services.lines import edit_lines, preview_edit

    call = ask_call()
    with call.open(make=not dry_run) as desk:
        kept = _kept(desk.connection, where, every)
        done = preview_edit(desk, kept, _set(sets)) if dry_run else edit_lines(desk, kept, _set(sets))
    data = {
        "filter": kept.typed, "lines_meant": done.chosen, "lines_changed": done.lines,
        "expenditure_pence": done.expenditure_pence, "income_pence": done.income_pence, "dry_run": dry_run,
        "changes": [{"field": change.field, "from": change.before, "to": change.after} for change in done.changes],
        "warnings": list(done.warnings),
    }  # fmt: skip
    call.answer(data, lambda: _edit_words(done, dry_run))


def _edit_words(done: EditPreview, dry_run: bool) -> Iterator[str]:
    yield f"{'Would change' if dry_run else 'Changed'}: {done.words}."
    if done.lines < done.chosen:
        yield f"{counted(done.chosen - done.lines, 'line')} said so already."
    for warning in done.warnings:
        yield f"look: {warning}"


@spend.command("add")
@click.argument("sets", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.option("--place", metavar="P", help="The place whose money it is. Default: the desk's only one.")
def add(sets: tuple[str, ...], place: str | None) -> None:
    """Write a line by hand: organisation, amount, and date or year at least."""
    from tpdesk.models.lines.origin import origin_of
    from tpdesk.services.lines import add_line, line_warnings

    call = ask_call()
    with call.open(make=True) as desk:
        typed = _set(sets)
        line = origin_of(desk.connection, add_line(desk, typed, place=place)).line
    warnings = line_warnings(typed)
    call.answer(
        {"line": line_data(line), "warnings": list(warnings)},
        lambda: [f"Line {line.id}: {line.agency}, {pounds(line.amount_pence)}."],
    )
    warn(call, warnings)


@spend.command("duplicate")
@kept_lines
@_every
def duplicate(where: tuple[str, ...], every: bool) -> None:
    """Write the lines that a filter keeps once more, as lines entered by hand."""
    from tpdesk.services.lines import duplicate_lines

    call = ask_call()
    with call.open(make=True) as desk:
        copies = duplicate_lines(desk, _kept(desk.connection, where, every))
    call.answer(
        {"lines": copies},
        lambda: [
            f"{counted(len(copies), 'line')} written: {copies[0]}{f' to {copies[-1]}' if len(copies) > 1 else ''}."
        ],
    )


@spend.command("split")
@click.argument("line", type=click.IntRange(1, 2**62))
@click.option(
    "--part",
    "parts",
    multiple=True,
    required=True,
    metavar="SHARE[,FIELD=VALUE]",
    help="One part: 60%, 0.6 or 1/3, and what differs in it. Twice or more.",
)
def split(line: int, parts: tuple[str, ...]) -> None:
    """Split a line into parts by shares that add up to 1, to the penny."""
    from tpdesk.models.lines.order import read_lines
    from tpdesk.models.lines.where import read_maps
    from tpdesk.services.lines import split_lines

    call = ask_call()
    with call.open(make=True) as desk:
        numbers = split_lines(desk, (line,), [_part(text) for text in parts])
        rows = [
            row for row in read_lines(desk.connection, [line, *numbers], read_maps(desk.connection)) if row is not None
        ]
    call.answer(
        {"lines": [line_data(row) for row in rows]},
        lambda: [f"Line {row.id}: {pounds(row.amount_pence)}." for row in rows],
    )


def _part(text: str) -> LinePart:
    from tpdesk.models.label_map import parse_share
    from tpdesk.services.lines import LinePart

    share, *sets = text.split(",")
    return LinePart(parse_share(share), _set(tuple(sets)))


@spend.command("delete")
@kept_lines
@_dry_run
@_every
def delete(where: tuple[str, ...], dry_run: bool, every: bool) -> None:
    """Delete the lines that a filter keeps; undo brings them back."""
    from tpdesk.models.lines.totals import totals as add_up
    from tpdesk.services.lines import delete_lines

    call = ask_call()
    with call.open(make=not dry_run) as desk:
        kept = _kept(desk.connection, where, every)
        if dry_run:
            found = add_up(desk.connection, kept)
            lines, pence = found.lines, found.expenditure_pence + found.income_pence
        else:
            lines, pence = delete_lines(desk, kept)
    data = {
        "filter": kept.typed,
        "lines_deleted": 0 if dry_run else lines,
        "lines_meant": lines,
        "amount_pence": pence,
        "dry_run": dry_run,
    }
    call.answer(
        data, lambda: [f"{'Would delete' if dry_run else 'Deleted'}: {counted(lines, 'line')}, {pounds(pence)}."]
    )


COMMANDS = (spend,)
