"""What is on the screen, written as a picture: SVG, which stays sharp in a slide or a document."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk.screens.save_dialog import SaveDialog
from tpdesk.text import file_name

if TYPE_CHECKING:
    from tpdesk.screens.jobs import Job
    from tpdesk.screens.window import Window

_FONTS: Final = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Fonts that the picture would fetch over a network: whoever opens it has one of a fixed width."""


def write_picture(window: Window) -> None:
    """Ask where to, and write the screen as it is now, without the dialog."""
    place = window.place.name if window.place is not None else window.path.stem
    svg = _FONTS.sub("", window.export_screenshot(title=place))

    def chosen(target: Path | None) -> None:
        if target is None:
            return

        def call(_: Job) -> None:
            from tpdesk.models.file_writing import write_text

            write_text(target, svg)

        window.work_on(f"Writing {target.name}", call, lambda _: window.say(f"The picture is in {target}.", "Written"))

    mode = window.current_mode
    start = file_name(f"{place} {mode}", suffix=".svg")
    text = "The screen as it is now. SVG stays sharp at every size; Word, PowerPoint and browsers take it."
    window.push_screen(SaveDialog("Write a picture", text, start=start, endings=frozenset([".svg"])), chosen)
