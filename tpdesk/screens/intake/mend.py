"""Write the open rejects of a batch to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tpdesk import services
from tpdesk.screens.ask import SaveDialog, write_file
from tpdesk.text import counted, file_name

if TYPE_CHECKING:
    from tpdesk.models.batch import BatchRecord
    from tpdesk.screens.reporter import Trouble
    from tpdesk.screens.window import Window


async def write_rejects(window: Window, batch: BatchRecord, start: str, again: Callable[[str], object]) -> None:
    """Ask for a file, and write the open rejects of a batch to it;
    where that fails, `again` asks with the path as it was typed."""
    name = file_name(f"{Path(batch.file).stem}, rejected", suffix=".csv")
    text = "Each row whole, with what is wrong, and marks by which it is recognised when it comes back."
    target = await window.push_screen_wait(SaveDialog("Write the rejected rows", text, start=start or name))
    if target is not None:
        write_file(
            window,
            target,
            lambda desk: services.batches.export_rejects(desk, [batch.id], target, force=True),
            lambda number: window.say(
                f"{counted(number, 'row')} in {target}. Fix them there, and import the file like any other.", "Written"
            ),
            lambda trouble: _ask_again(window, trouble, again, target),
        )


def _ask_again(window: Window, trouble: Trouble, again: Callable[[str], object], target: Path) -> None:
    window.tell(trouble)
    again(str(target))
