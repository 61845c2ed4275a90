"""Verbs for a workshop beyond its record: the notes for its participants, and several notes made one."""

from __future__ import annotations

from pathlib import Path

import click

from tpdesk.cli.base import Verb, ask_call, force_option, warn
from tpdesk.cli.records.verbs import GROUPS, answer_saved
from tpdesk.text import counted


@click.command("notes", cls=Verb)
@click.argument("wanted", metavar="TITLE")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE.docx|.md",
    help="Where to write them: Word or Markdown, as the name ends.",
)
@force_option("--out")
def notes(wanted: str, out: Path, force: bool) -> None:
    """Write a workshop's notes for those who were there: what was said, actions, barriers, opportunities; nothing private."""
    from tpdesk.services.dives.notes_out import write_notes

    call = ask_call()
    with call.open() as desk:
        written = write_notes(desk, wanted, out, replace=force)
    data = {
        "file": str(written.file), "workshop": written.workshop, "notes": written.notes, "private_left_out": written.private,
        "warnings": list(written.warnings),
    }  # fmt: skip
    left = f"; {counted(written.private, 'private note')} left out" if written.private else ""
    call.answer(data, lambda: [f"Notes written: {written.file} ({counted(written.notes, 'note')}{left})."])
    warn(call, written.warnings)


@click.command("merge", cls=Verb)
@click.argument("kept", type=click.IntRange(1, 2**62), metavar="NUMBER")
@click.argument("others", type=click.IntRange(1, 2**62), nargs=-1, required=True, metavar="OTHER...")
def merge(kept: int, others: tuple[int, ...]) -> None:
    """Make several notes of a workshop one: the first stays, with the bodies, dots and links of all."""
    from tpdesk.services.records import merge_notes

    call = ask_call()
    with call.open(make=True) as desk:
        saved = merge_notes(desk, kept, others)
    answer_saved(call, saved, f"holds what {counted(len(others), 'other note')} said")


GROUPS["workshop"].add_command(notes)
GROUPS["note"].add_command(merge)
