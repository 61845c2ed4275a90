"""Verbs for what became of files: batch list, rejects, settle, remove; profile list."""

from __future__ import annotations

from pathlib import Path

import click

from tpdesk.cli.base import Verbs, ask_call, force_option, table
from tpdesk.text import counted
from tpdesk.units import pounds


@click.group(cls=Verbs)
def batch() -> None:
    """Batches: one import of one file each."""


@batch.command("list")
@click.option("--place", metavar="P")
def batch_list(place: str | None) -> None:
    """List what was taken in, newest first."""
    from tpdesk.models.batch import list_batches
    from tpdesk.models.place import find_place

    call = ask_call()
    with call.open() as desk:
        found = list_batches(desk.connection, find_place(desk.connection, place).id if place else None)
    fields = [
        "id",
        "place",
        "file",
        "sha256",
        "made_at",
        "who",
        "rows_read",
        "rows_blank",
        "rows_imported",
        "rows_rejected",
        "sum_pence",
        "control_total_pence",
        "rejects_open",
    ]
    rows = [["Batch", "Place", "File", "Lines", "Rejected", "Open", "Sum", "Taken in"]]
    rows += [
        [
            str(item.id),
            item.place,
            item.file,
            f"{item.rows_imported:,}",
            f"{item.rows_rejected:,}",
            f"{item.rejects_open:,}",
            pounds(item.sum_pence),
            item.made_at[:10],
        ]
        for item in found
    ]
    call.answer(
        {"batches": [{name: getattr(item, name) for name in fields} for item in found]},
        lambda: table(rows, (0, 3, 4, 5, 6)),
    )


@batch.command("rejects")
@click.argument("number", type=click.IntRange(1, 2**62))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.csv",
    help="Write them here, to correct and take in again.",
)
@force_option("--out")
def batch_rejects(number: int, out: Path | None, force: bool) -> None:
    """Show or write the rejected rows of a batch that are still open."""
    from tpdesk.models.batch import find_batch, rejects_of
    from tpdesk.services.batches import export_rejects

    call = ask_call()
    with call.open() as desk:
        find_batch(desk.connection, number)
        records = [record for _, _, records in rejects_of(desk.connection, number) for record in records]
        if out is not None:
            export_rejects(desk, [number], out, force=force)
    data = {
        "batch": number, "file": str(out) if out else None,
        "rejects": [{"row": item.row, "column": item.column, "rule": item.rule, "value": item.value,
                "message": item.message, "raw": list(item.raw)} for item in records],
    }  # fmt: skip
    rows = [
        ["Row", "Column", "Rule", "Value"],
        *([str(item.row), item.column, item.rule, item.value] for item in records),
    ]
    written = (
        [f"{counted(len(records), 'row')} written to {out}. Correct the rows and take the file in."] if out else []
    )
    call.answer(data, lambda: [*table(rows, (0,)), *written])


@batch.command("settle")
@click.argument("number", type=click.IntRange(1, 2**62))
@click.option(
    "--row",
    "rows",
    multiple=True,
    type=click.IntRange(1, 2**62),
    metavar="N",
    help="Only the row of this number in its file; repeatable. Default: all that are open.",
)
def batch_settle(number: int, rows: tuple[int, ...]) -> None:
    """Leave rejected rows of a batch out for good, such as a row of totals. It can be undone."""
    from tpdesk.models.batch import find_batch
    from tpdesk.services.batches import leave_out

    call = ask_call()
    with call.open(make=True) as desk:
        settled = leave_out(desk, number, [(None, row) for row in rows])
        still = find_batch(desk.connection, number).rejects_open
    call.answer(
        {"batch": number, "rows": settled, "rejects_open": still},
        lambda: [f"Batch {number}: {counted(settled, 'rejected row')} left out for good, {still:,} open."],
    )


@batch.command("remove")
@click.argument("number", type=click.IntRange(1, 2**62))
def batch_remove(number: int) -> None:
    """Take a batch off the desk, with its rejects and all lines but those that were edited since. It can be undone."""
    from tpdesk.services.batches import remove

    call = ask_call()
    with call.open(make=True) as desk:
        removal = remove(desk, number)
    stay = f" {counted(removal.kept, 'line')} edited since stay." if removal.kept else ""
    call.answer(
        {"batch": number, "lines": removal.lines, "lines_kept": removal.kept},
        lambda: [f"Batch {number} removed: {counted(removal.lines, 'line')}.{stay}"],
    )


@click.group(cls=Verbs)
def profile() -> None:
    """Saved layouts of an organisation's files."""


@profile.command("list")
def profile_list() -> None:
    """List the saved import profiles."""
    from tpdesk.models.profile_store import list_profiles

    call = ask_call()
    with call.open() as desk:
        found = list_profiles(desk.connection)
    rows = [
        ["Profile", "Organisation", "Columns"],
        *(
            [name, agency or "", ", ".join(f"{field} = {column}" for field, column in kept.columns.items())]
            for name, agency, kept in found
        ),
    ]
    data = [
        {
            "name": name,
            "agency": agency,
            "columns": dict(kept.columns),
            "unit": kept.unit,
            "date_order": kept.date_order,
        }
        for name, agency, kept in found
    ]
    call.answer({"profiles": data}, lambda: table(rows))


COMMANDS = (batch, profile)
