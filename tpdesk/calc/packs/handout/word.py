"""Workshop notes for participants as a Word document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import BinaryIO

from tpdesk.calc.packs.handout.content import FOOT, ILLUSTRATIVE, Handout, Said
from tpdesk.calc.packs.handout.document import WordDocument


def write_docx(notes: Handout, file: BinaryIO, *, at: dt.datetime) -> None:
    """Write the notes to `file`, made at the moment `at`."""
    document = WordDocument(notes.title, at, "Notes of a workshop")
    document.title(notes.title)
    if notes.illustrative:
        document.paragraph(ILLUSTRATIVE, bold=True)
    document.facts(notes.facts)
    if notes.present:
        document.heading("Organisations present")
        document.listing(notes.present)
    document.heading("What was said")
    if not notes.chapters:
        document.paragraph("No notes under this heading.")
    for chapter in notes.chapters:
        document.heading(chapter.title, 2)
        document.listing(_items(chapter.said))
    for grid in notes.grids:
        document.heading(grid.title)
        document.table(grid.title, grid.head, grid.rows)
    if notes.parked:
        document.heading("Parked")
        document.listing(_items(notes.parked))
    document.heading("About these notes")
    document.paragraph(FOOT)
    document.save(file)


def _items(said: Iterable[Said]) -> Iterable[str]:
    return (f"{item.text} ({item.about})" if item.about else item.text for item in said)
