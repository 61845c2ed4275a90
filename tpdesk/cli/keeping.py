"""Verbs that keep a desk safe: backup, restore, copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, table
from tpdesk.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tpdesk.services.desk_file import OfferedBackup


@click.command(cls=Verb)
@click.option("--list", "only_list", is_flag=True, help="Make none; list those there are, the newest first.")
def backup(only_list: bool) -> None:
    """Make a backup of the desk, or list its backups. tpdesk makes them by itself too, before what changes much."""
    from tpdesk.services.desk_file import back_up, list_kept

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

    The state before it is kept, so that a restore can be taken back by another one. Without an argument the backups are listed.
    """
    from tpdesk.services.desk_file import go_back, list_kept

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
    from tpdesk.services.desk_file import copy_to_share

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
        "changes_since": kept.changes.number if kept.changes else None,
    }


def _list(kept: tuple[OfferedBackup, ...]) -> Iterator[str]:
    if not kept:
        yield "This desk has no backups yet. tpdesk backup makes one."
        return
    rows = [["number", "made at (UTC)", "before", "size", "done since"]]
    for one in kept:
        backup = one.backup
        rows.append(
            [str(one.number), backup.made_at[:16].replace("T", " "), backup.reason, _bytes(backup.size), _since(one)]
        )
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


COMMANDS = (backup, restore, copy)
"""Registered with the program."""
