"""Verbs that keep a desk safe: backup, restore, copy.

The verb that brings over what can be read of a damaged desk file.

The verb that takes an organisation, a place or a record out for good.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tpdesk.cli.base import Verb, ask_call, table
from tpdesk.domain.kinds import KINDS
from tpdesk.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tpdesk.models.log.purge import Purge
    from tpdesk.services.keeping import OfferedBackup


@click.command(cls=Verb)
@click.option("--list", "only_list", is_flag=True, help="Make none; list those there are, the newest first.")
def backup(only_list: bool) -> None:
    """Make a backup of the desk, or list its backups. tpdesk makes them by itself too, before what changes much."""
    from tpdesk.services.keeping import back_up, list_kept

    call = ask_call()
    path = call.path()
    made = None if only_list else back_up(path)
    kept = list_kept(path)
    data = {"desk": str(path), "backup": str(made.path) if made else None, "backups": [_row(one) for one in kept]}

    def words() -> Iterator[str]:
        if made is not None:
            yield f"Backup made: {made.path}"
        elif not only_list:
            yield f"No new backup was needed: nothing was changed since {kept[0].backup.path}"
        yield from _list(kept)

    call.answer(data, words)


@click.command(cls=Verb)
@click.argument("source", required=False, metavar="[NUMBER|FILE]")
@click.option("--list", "only_list", is_flag=True, help="Change nothing; list the backups, the newest first.")
def restore(source: str | None, only_list: bool) -> None:
    """Bring the desk back to a backup, named by its number, or to any whole desk FILE.

    The state before it is kept, so that a restore can be taken back by another one. Without an
    argument the backups are listed.
    """
    from tpdesk.services.keeping import go_back, list_kept

    call = ask_call()
    path = call.path()
    done = None if source is None or only_list else go_back(path, source)
    kept = list_kept(path)
    data = {
        "desk": str(path),
        "restored_from": str(done.source) if done else None,
        "kept": str(done.kept) if done and done.kept else None,
        "backups": [_row(one) for one in kept],
    }

    def words() -> Iterator[str]:
        if done is None:
            yield from _list(kept)
            if kept:
                yield "To go back to one of them: tpdesk restore NUMBER"
            return
        yield f"The desk is as it was in {done.source}"
        if done.kept is not None:
            yield f"What it was before is kept: {done.kept}"

    call.answer(data, words)


@click.command(cls=Verb)
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option(
    "--without-notes",
    is_flag=True,
    help="Leave out all notes, the undo steps, and what the history quotes of each record.",
)
@click.option("--without-history", is_flag=True, help="Leave out who did what and when, and the undo steps.")
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
def copy(out: Path, without_notes: bool, without_history: bool, force: bool) -> None:
    """Save a compact copy of the desk to share. What is left out leaves no trace in the file."""
    from tpdesk.services.keeping import copy_to_share

    call = ask_call()
    made = copy_to_share(call.path(), out, without_notes=without_notes, without_history=without_history, force=force)
    data = {
        "desk": str(call.path()),
        "file": str(made.file),
        "size": made.size,
        "without_notes": without_notes,
        "without_history": without_history,
    }
    left_out = [word for word, out_of_it in (("notes", without_notes), ("history", without_history)) if out_of_it]
    left = f" without {' and '.join(left_out)}" if left_out else ""
    call.answer(data, lambda: [f"Copy made{left}: {made.file}, {_bytes(made.size)}"])


def _row(kept: OfferedBackup) -> dict[str, Any]:
    return {
        "number": kept.number,
        "file": str(kept.backup.path),
        "made_at": kept.backup.made_at,
        "reason": kept.backup.reason,
        "size": kept.backup.size,
        "checked": kept.backup.is_proven,
        "changes_since": kept.changes.number if kept.changes else None,
    }


def _list(kept: tuple[OfferedBackup, ...]) -> Iterator[str]:
    if not kept:
        yield "This desk has no backups yet. tpdesk backup makes one."
        return
    rows = [["number", "made at (UTC)", "before", "size", "checked", "done since"]]
    for one in kept:
        backup = one.backup
        made, checked = backup.made_at[:16].replace("T", " "), "yes" if backup.is_proven else "not yet"
        rows.append([str(one.number), made, backup.reason, _bytes(backup.size), checked, _since(one)])
    yield from table(rows, right=(0, 3))


def _since(kept: OfferedBackup) -> str:
    changes = kept.changes
    if changes is None:
        return "cannot be told"
    since = counted(changes.number, "act")
    if changes.acts:
        since += f", the latest: {changes.acts[0].words}"
    return since if not changes.other else f"{since}; {counted(changes.other, 'act')} only in the backup"


def _bytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB" if size >= 100_000 else f"{-(-size // 1_000):,} kB"


@click.command(cls=Verb, name="salvage")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The new desk file. Default: a name of its own beside the damaged one.",
)
def salvage_verb(out: Path | None) -> None:
    """Bring over what can be read of a damaged desk file into a new one. The damaged file is never changed.

    Exits 1 where something was lost or is to be looked at.
    """
    from tpdesk.models.keeping.salvage import salvage
    from tpdesk.services.keeping import beside

    call = ask_call()
    path = call.path()
    result = salvage(path, out or beside(path))
    whole = result.whole
    data: dict[str, Any] = {
        "desk": str(path),
        "file": str(result.file),
        "whole": whole,
        "lines": result.lines,
        "sum_pence": result.pence,
        "lines_expected": result.lines_expected,
        "sum_pence_expected": result.pence_expected,
        "tables": [
            {
                "table": item.table,
                "rows": item.rows,
                "unreadable": item.unreadable,
                "pages": item.pages,
                "mended": item.mended,
                "made_again": item.made_again,
            }
            for item in result.tables
        ],
        "problems": list(result.problems),
    }
    call.answer(
        data, lambda: [*result.words, f"The damaged file is as it was: {path}", f"The salvaged desk: {result.file}"]
    )
    if not whole:
        sys.exit(1)


_PURGED: Final = tuple(kind.name for kind in KINDS.values() if kind.can_be_purged)
"""Kinds of record that can be purged by name."""


@click.command(cls=Verb)
@click.argument("kind", type=click.Choice(["agency", "place", *_PURGED]))
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do it. Without it the verb only tells what would go.")
def purge(kind: str, name: str, yes: bool) -> None:
    """Take an organisation, a place or a record with a title out for good: its lines, deliveries and notes, its
    rejected rows, the history of it, free pages and every backup.

    This cannot be undone, and nothing that was done before it either.
    """
    from tpdesk.services import purging

    call = ask_call()
    with call.open(make=yes) as desk:
        if not yes:
            told = purging.plan(desk, kind, name)
            call.answer(
                {"purged": False, **_data(told)},
                lambda: [*told.words("would go"), "Nothing was changed. Add --yes to do it: it cannot be undone."],
            )
            return
        done = purging.carry_out(desk, kind, name)
    data = {"purged": True, **_data(done.purge), "backups": done.backups, "backups_deleted": list(done.deleted)}
    call.answer(data, lambda: done.words)


def _data(told: Purge) -> dict[str, Any]:
    return {
        "kind": told.kind,
        "names": list(told.names),
        "lines": told.lines,
        "batches": [number for number, _ in told.batches],
        "shared_batches": [number for number, _ in told.shared_batches],
        "transfers": told.transfers,
        "records": list(told.records),
    }


COMMANDS = (backup, restore, copy, salvage_verb, purge)
