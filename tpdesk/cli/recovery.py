"""The verb that brings over what can be read of a damaged desk file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from tpdesk.cli.base import Verb, ask_call


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
    from tpdesk.services.desk_file import beside

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


COMMANDS = (salvage_verb,)
"""Registered with the program."""
