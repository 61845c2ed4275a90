"""The lines of the desk written out for a programme to add up: where to, of what, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tpdesk.models.desk import open_desk
from tpdesk.screens.desk.file import Told
from tpdesk.screens.dialogs.choose import Choice, Completing
from tpdesk.screens.dialogs.form import Form, FormField
from tpdesk.services.files import completions, start_folder, typed_path
from tpdesk.text import and_words, counted, shown
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.screens.dialogs.base import Dialog
    from tpdesk.screens.window import Window
    from tpdesk.services.exporting import LinesExported

_NOTE = (
    "The lines as Parquet files, by place and year, with the desk's registers: for a programme that adds up the lines "
    "of many desks. Notes, history and the contents of rejected rows stay here. Your own desk is not changed."
)


def start(window: Window) -> None:
    """Ask where to."""

    def written(done: LinesExported | None) -> None:
        if done is not None:
            window.push_screen(Told("The lines are exported", *told(done)))

    window.push_screen(_form(window.path), written)


def _form(desk: Path) -> Form[LinesExported]:
    """Return the form. The desk is only read, so that a window that may only read can export too."""
    start = str(desk.resolve().with_name(f"{desk.stem} lines"))
    fields = (
        FormField("folder", "Into the folder", start, "other desks may export into it too; Tab completes it",
                  needed=True, follow=_complete),
        FormField("place", "Place", hint="empty for all"),
        FormField("years", "Years", hint="for example 2024-25; empty for all"),
        FormField("names", "Without names", hint="suppliers and descriptions; no figure changes", kind="flag"),
    )  # fmt: skip
    return Form(
        "Export lines", fields, lambda opened, values: _write(opened.path, values), form="desk.lines",
        doing="Exporting lines", note=_NOTE, work=lambda values: _write(desk, values),
    )  # fmt: skip


def _complete(form: Dialog[Any], line: Completing) -> None:
    """Offer the folders in the one that is being typed."""
    line.folders, typed = True, line.value
    form.read(
        "lines.complete",
        lambda: completions(typed, start_folder(), endings=frozenset()),
        lambda found: line.offer_from([Choice(text, shown(text)) for text in found]),
    )


def told(done: LinesExported) -> tuple[str, ...]:
    """Return what was exported, in words."""
    years = and_words([year_text(year) for year in done.years])
    before = f" They replace what this desk exported there on {done.replaced[:10]}." if done.replaced else ""
    return (
        str(done.folder),
        f"{and_words(done.places[:5])}, {years}: {counted(done.lines, 'line')} in "
        f"{counted(len(done.files), 'file')}.{before}",
        "Give the programme the whole folder: it adds up what all desks put into it.",
    )


def _write(desk: Path, values: Mapping[str, str]) -> LinesExported:
    from tpdesk.services.exporting import export_lines
    from tpdesk.services.figures import year_start

    places = (values["place"],) if values["place"].strip() else ()
    years = tuple(year_start(text) for text in re.split(r"[,;\s]+", values["years"]) if text)
    with open_desk(desk, read_only=True) as opened:
        return export_lines(
            opened, typed_path(values["folder"]), places=places, years=years, with_names=not values["names"]
        )
