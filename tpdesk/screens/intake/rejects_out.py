"""Write the open rejects of a batch to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tpdesk.screens.reporter import Trouble
from tpdesk.screens.rooms import Room
from tpdesk.screens.save_dialog import SaveDialog
from tpdesk.text import counted, file_name

if TYPE_CHECKING:
    from tpdesk.models.batch import BatchRecord
    from tpdesk.screens.jobs import Job


def write_rejects(room: Room, batch: BatchRecord, start: str = "") -> None:
    """Ask for a file, and write the open rejects of a batch to it."""
    window, path = room.window, room.path

    def chosen(target: Path | None) -> None:
        if target is None:
            return

        def call(_: Job) -> int:
            from tpdesk.models.desk import open_desk
            from tpdesk.services.rejects import export_rejects

            with open_desk(path, read_only=True) as desk:
                return export_rejects(desk, [batch.id], target, force=True)

        def then(number: int) -> None:
            window.say(
                f"{counted(number, 'row')} in {target}. Mend them there, and take the file in like any other.",
                "Written",
            )

        def failed(trouble: Trouble) -> None:
            window.tell(trouble)
            write_rejects(room, batch, str(target))

        window.work_on(f"Writing {target.name}", call, then, failed)

    name = file_name(f"{Path(batch.file).stem}, rejected", suffix=".csv")
    room.app.push_screen(
        SaveDialog("Write the rejected rows", "Each row whole, with what is wrong, and marks by which it is known when it comes back.", start=start or name), chosen
    )  # fmt: skip
