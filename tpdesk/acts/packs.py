"""The act of writing a pack's workbook."""

from __future__ import annotations

from pathlib import Path

from tpdesk.acts.files import must_be_writable
from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.packs.write import WrittenPack, write_pack
from tpdesk.calc.results import BoardReport


def write_board(report: BoardReport, target: Path, *, publish: bool) -> WrittenPack:
    """Write the board's pack to `target` and return what was written. Raises Locked, UsageProblem where that cannot be done."""
    must_be_writable(target)
    return write_pack(describe_board(report), target, publish=publish)
